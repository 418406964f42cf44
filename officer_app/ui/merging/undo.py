"""Taking a merge back: what returns, and what stays with the enterprise that was kept."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.merging.service import Undone, UndoPreview, undo_merge, undo_preview
from officer_app.overview.merging.steps import Left
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import EnterpriseWanted, UndoMergeWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.trail_things import entity_word
from officer_app.ui.trail_words import field_word
from officer_app.ui.widgets import Facts, PageHeading, PushButton, Rule, SectionHeader, Text


def left_words(left: Left) -> str:
    """A row that stays as it is, and what was changed in it."""
    what = f"{entity_word(left.entity)} {left.key}"
    return f"{what}: {'、'.join(map(field_word, left.columns))}" if left.columns else what


def say_undone(desk: Desk, name: str, undone: Undone) -> None:
    """Say that the one merged away is there again, and what was left as it is."""
    step = ""
    if undone.left:
        count = len(undone.left)
        step = ngettext("{n} record was left as it is: {what}.", "{n} records were left as they are: {what}.", count)
        step = step.format(n=count, what=_("; ").join(map(left_words, undone.left[:5])))
    desk.notices.say(_("The merge is undone: “{name}” is there again.").format(name=name), step)


class UndoMergePage(PageView):
    """One merge, what it moved, and the button that takes it back."""

    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._merge_id: int | None = None
        self._shown: UndoPreview | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.button = PushButton(_("Undo the merge"), "undo-2", kind="primary", keys="Ctrl Enter")
        self.button.clicked.connect(self._undo)
        heading = PageHeading(_("Undo a merge"), (), (self.button,))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        holder = QWidget()
        column = QVBoxLayout(holder)
        side = dp(metrics.FORM)
        column.setContentsMargins(side, dp(16), side, side)
        column.setSpacing(dp(12))
        self.facts, self.stays = Facts(label_width=112), Facts(label_width=112)
        self._stays_head = SectionHeader(_("What stays with the one kept"))
        self._stays_words = Text("", "body", "text2", wrap=True)
        for widget in (self.facts, self._stays_head, self._stays_words, self.stays):
            column.addWidget(widget)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(holder)
        self.main.addWidget(scroll, 1)
        self.on_key("Esc", desk.back)
        self.on_key("Ctrl+Return", self._undo)

    def keys(self) -> Sequence[Key]:
        return (Key("Ctrl+Return", N_("undo the merge")), Key("Esc", N_("back")))

    def opened(self, target: object = None) -> None:
        if isinstance(target, UndoMergeWanted):
            self._merge_id, self._shown = target.merge_id, None
            self.error_bar.clear()
            self.facts.show_rows(())
            self.stays.show_rows(())
            self.button.set_reason(_("One moment…"))
            self.desk.jobs.read(
                undo_preview, self._merge_id, then=self._show, failed=self._cannot, owner=self, latest="merge"
            )
        self.button.setFocus()

    def _cannot(self, error: AppError) -> None:
        self.button.set_reason(error.cause)
        self.desk.notices.show_error(error, self)

    def _show(self, shown: UndoPreview) -> None:
        self._shown = shown
        merge = shown.merge
        self.button.set_reason("")
        self.facts.show_rows(
            [
                (_("Returns"), f"{merge.gone_name} {merge.gone_uscc}"),
                (_("Merged by"), _("{name} on {day}").format(name=merge.merged_by, day=f"{merge.merged_at:%Y-%m-%d}")),
                *([(_("Reason"), merge.reason)] if merge.reason else []),
                (_("Can be undone until"), shown.until.isoformat()),
            ]
        )
        added = [(entity_word(row.entity), _("{n} entered since").format(n=row.kept)) for row in shown.added]
        changed = [(entity_word(left.entity), self._changed(left)) for left in shown.left]
        self.stays.show_rows([*added, *changed])
        self._stays_words.setText(
            _("What was entered or changed since the merge stays where it is; nothing of it is lost.")
            if added or changed
            else _("Nothing was entered or changed since: everything returns as it was.")
        )

    @staticmethod
    def _changed(left: Left) -> str:
        return _("changed since: {fields}").format(fields="、".join(map(field_word, left.columns)))

    def _undo(self) -> None:
        if self._shown is not None and self.button.isEnabled():
            self.button.set_reason(_("One moment…"))
            self.desk.jobs.perform(undo_merge, self._merge_id, then=self._undone, failed=self._cannot, owner=self)

    def _undone(self, undone: Undone) -> None:
        assert self._shown is not None
        name = self._shown.merge.gone_name
        self._shown = None
        self.desk.back()
        self.desk.go("enterprise", EnterpriseWanted(undone.gone_id))
        say_undone(self.desk, name, undone)
