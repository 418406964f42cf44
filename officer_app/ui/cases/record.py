"""Everything on record about a case, as one line of time."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _
from officer_app.quota.case_file import CaseFile
from officer_app.quota.record import ObjectionRow
from officer_app.quota.timeline import Event, Tone, timeline
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone as Ink
from officer_app.ui.widgets import Icon, Link, Rule, SectionHeader, Text, clear

# Icon and its ink, by how an event is meant; never colour alone.
_MARKS: Final[dict[Tone, tuple[str, Ink]]] = {
    "plain": ("circle-dot", "accent"),
    "quiet": ("circle", "text3"),
    "ok": ("circle-check", "ok"),
    "warn": ("circle-alert", "warn"),
    "danger": ("circle-x", "danger"),
}


class RecordView(QWidget):
    """`handling_wanted` carries the open objection about which something is to be put on record, `contact_wanted` the
    one whose contact is asked for.
    """

    handling_wanted = Signal(object)
    contact_wanted = Signal(object)

    def __init__(self, *, may_handle: bool = False, may_reveal: bool = False) -> None:
        super().__init__()
        self._may_handle, self._may_reveal = may_handle, may_reveal
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(12))

    def show_file(self, file: CaseFile) -> None:
        """Show another case."""
        clear(self._column)
        self._column.addWidget(SectionHeader(_("Record"), _("latest first; nothing is ever edited")))
        day = None
        for event in timeline(file):
            if day is not None and event.day != day:
                self._column.addWidget(Rule())
            self._column.addWidget(self._event(event, first=event.day != day))
            day = event.day
        self._column.addStretch(1)

    def _event(self, event: Event, *, first: bool) -> QWidget:
        holder = QWidget()
        grid = QGridLayout(holder)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(dp(12))
        grid.setVerticalSpacing(dp(2))
        grid.setColumnMinimumWidth(0, dp(84))
        grid.setColumnMinimumWidth(1, dp(40))
        grid.setColumnStretch(3, 1)
        top = Qt.AlignmentFlag.AlignTop
        grid.addWidget(Text(event.day.isoformat() if first else "", "body", "text2"), 0, 0, top)
        grid.addWidget(Text(_time(event.at) if event.at is not None else "", "body", "text3"), 0, 1, top)
        icon, ink = _MARKS[event.tone]
        grid.addWidget(Icon(icon, ink, 14, line=18), 0, 2, top)
        head = QHBoxLayout()
        head.setSpacing(dp(8))
        quiet = event.tone == "quiet"
        head.addWidget(Text(event.title, "body", "text2" if quiet else "text", weight=400 if quiet else 500))
        head.addWidget(Text(event.by, "body", "text2"))
        if event.signed is not None:
            number, short = event.signed
            head.addWidget(Text(_("signed {n}: {short}").format(n=number, short=short), "caption", "text3"))
        head.addStretch(1)
        for way, wanted in self._ways(event.objection):
            link = Link(way)
            link.clicked.connect(lambda _on=False, wanted=wanted: wanted.emit(event.objection))
            head.addWidget(link)
        grid.addLayout(head, 0, 3)
        for place, line in enumerate(event.lines, 1):
            words = Text(line, "body", "text2", wrap=True)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(words, place, 3)
        return holder

    def _ways(self, objection: ObjectionRow | None) -> Iterator[tuple[str, SignalInstance]]:
        """What this person may do about an open objection."""
        if objection is not None and self._may_handle:
            yield _("Put on record what was done…"), self.handling_wanted
        if objection is not None and objection.contact and self._may_reveal:
            yield _("Show the contact…"), self.contact_wanted


def _time(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_ZONE):%H:%M}"
