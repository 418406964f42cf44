"""Who changed what of a visit, in lines: beside the list, and beside a correction."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QVBoxLayout

from officer_app.core.words import acted_by
from officer_app.i18n import _
from officer_app.overview.visit_history import VisitChange
from officer_app.ui.trail_words import field_word
from officer_app.ui.visits.differences import from_where_they_part
from officer_app.ui.widgets import Text, clear
from officer_app.ui.widgets.tips import plain_tip

_LONGEST: Final = 120  # characters of a former text; the record of the visit has all of it


def show_changes(column: QVBoxLayout, changes: Sequence[VisitChange]) -> None:
    """Each time the visit was saved or returned, in the place of what stood in the layout."""
    clear(column)
    for change in changes:
        by = acted_by(change.by, change.on_behalf_of)
        head = _("{deed}: {name}, {moment}").format(
            deed=change.deed.label, name=by, moment=f"{change.at:%Y-%m-%d %H:%M}"
        )
        column.addWidget(Text(head, "body", wrap=True))
        lines = [
            f"{field_word(one.column)}：{_short(one.before, one.after)} → {_short(one.after, one.before)}"
            for one in change.fields
        ]
        words = "\n".join([*([change.note] if change.note else []), *lines])
        if words:
            said = Text(words, "caption", "text2", wrap=True)
            said.setToolTip(plain_tip("\n".join(f"{one.before}\n→\n{one.after}" for one in change.fields)))
            column.addWidget(said)


def _short(text: str, other: str) -> str:
    shown = from_where_they_part(" ".join(text.split()), " ".join(other.split())) or "–"
    return shown if len(shown) <= _LONGEST else shown[:_LONGEST] + "…"
