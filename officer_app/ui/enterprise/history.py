"""What was changed in an enterprise's file, in words; earlier values can be brought back."""

from collections.abc import Sequence
from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.words import acted_by
from officer_app.i18n import N_, _
from officer_app.overview.history import Change, FieldChange
from officer_app.overview.restoring import Restored, restore_value
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.trail_words import field_word
from officer_app.ui.widgets import Link, Text, clear
from officer_app.ui.widgets.tips import plain_tip

_ACTIONS: Final = {
    "insert": N_("entered"),
    "update": N_("changed"),
    "delete": N_("removed"),
    "merge": N_("merged"),
}
_WHAT: Final = {
    "contact": N_("Contact"),
    "listing": N_("Listing"),
    "enterprise_year": N_("Year"),
    "custom_value": N_("Own field"),
    "assignment": N_("Officers"),
    "attachment": N_("Paper"),
}
_FIRST: Final = 20
_LONGEST: Final = 60
_OWN: Final = ("text", "number", "day")


class HistoryPart(QWidget):
    """The changes, the latest first; twenty at once. `restores` offers to bring values back."""

    def __init__(self, desk: Desk, *, restores: bool) -> None:
        super().__init__()
        self._desk = desk
        self._restores = restores and desk.may("directory_edit")
        self._shown = _FIRST
        self._changes: Sequence[Change] = ()
        self.links: dict[tuple[int, str], Link] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(4))

    def show_changes(self, changes: Sequence[Change]) -> None:
        """Those of an enterprise."""
        self._changes = changes
        clear(self._column)
        self.links = {}
        for change in changes[: self._shown]:
            self._add(change)
        if len(changes) > self._shown:
            more = Link(_("{n} earlier ones").format(n=len(changes) - self._shown))
            more.clicked.connect(self._more)
            self._column.addWidget(more)
        if not changes:
            self._column.addWidget(Text(_("Nothing was changed yet."), "body", "text2"))

    def _more(self) -> None:
        self._shown += 5 * _FIRST
        self.show_changes(self._changes)

    def _add(self, change: Change) -> None:
        did = _(_ACTIONS[change.action]) if change.action in _ACTIONS else change.action
        what = _(_WHAT[change.entity]) if change.entity in _WHAT else ""
        head = QHBoxLayout()
        head.setSpacing(dp(8))
        head.addWidget(Text(f"{change.at:%Y-%m-%d %H:%M}", "caption", "text2"))
        head.addWidget(Text(acted_by(change.by, change.on_behalf_of) or "–", weight=500))
        said = " ".join(part for part in (did, what, change.what) if part)
        head.addWidget(Text(said, wrap=True), 1)
        self._column.addLayout(head)
        if change.action == "update":
            for field in change.fields:
                self._column.addWidget(self._field(change, field))
        elif change.entity != "enterprise":
            facts = [
                f"{_label(change, field)}：{_short(field.after)}"
                for field in change.fields
                if field.after and field.after not in change.what
            ]
            if facts:
                self._column.addWidget(Text("；".join(facts), "caption", "text2", wrap=True))
        self._column.addSpacing(dp(8))

    def _field(self, change: Change, field: FieldChange) -> QWidget:
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(dp(8))
        words = f"{_label(change, field)}：{_short(field.before)} → {_short(field.after)}"
        said = Text(words, "caption", "text2", wrap=True)
        if _is_long(field.before) or _is_long(field.after):
            said.setToolTip(plain_tip(f"{field.before}\n→\n{field.after}"))
        row.addWidget(said, 1)
        if self._restores and field.restorable:
            link = Link(_("bring back “{value}”").format(value=_short(field.before, 16)))
            link.clicked.connect(partial(self._restore, change, field.column))
            self.links[change.entry_id, field.column] = link
            row.addWidget(link)
        elif self._restores and field.personal:
            row.addWidget(Text(_("masked, cannot be brought back"), "caption", "text3"))
        return line

    def _restore(self, change: Change, column: str) -> None:
        self._desk.jobs.perform(
            restore_value,
            change.entry_id,
            column,
            version=change.version,
            then=lambda restored: self._restored(change, restored),
            owner=self,
        )

    def _restored(self, change: Change, restored: Restored) -> None:
        field = next(field for field in change.fields if field.column == restored.column)
        words = _("{field} brought back").format(field=_label(change, field))
        self._desk.undo.offer(
            words,
            lambda: self._desk.jobs.perform(restore_value, restored.entry_id, restored.column, owner=self),
        )
        self._desk.notices.say(
            _("{field} is “{value}” again.").format(field=_label(change, field), value=_short(field.before)),
            _("Undo takes that back."),
        )


def _label(change: Change, field: FieldChange) -> str:
    return change.what if change.entity == "custom_value" and field.column in _OWN else field_word(field.column)


def _is_long(text: str) -> bool:
    return len(text) > _LONGEST


def _short(text: str, most: int = _LONGEST) -> str:
    shown = " ".join(text.split()) or "–"
    return shown if len(shown) <= most else shown[: most - 1] + "…"
