"""Who sits in a meeting, and how each votes on the case in hand; beside the agenda."""

from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.cases.words import Attendance, MeetingState, Vote
from officer_app.i18n import N_, _
from officer_app.quota.meetings.lists import ItemRow, Meeting, SeatRow
from officer_app.ui.cells import Cell
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Facts, PillSpec, SectionHeader, Text
from officer_app.ui.widgets.pill import PillTone

VOTE_TONES: dict[Vote, PillTone] = {Vote.FOR: "ok", Vote.AGAINST: "danger", Vote.ABSTAIN: "neutral"}
_MOST_SHOWN = 14


@dataclass(frozen=True, slots=True)
class Line:
    """A seat with the case in hand; `place` is counted from 1."""

    place: int
    seat: SeatRow
    item: ItemRow | None
    secret: bool


def _name(line: Line) -> Cell:
    seat = line.seat
    gone = seat.attendance is Attendance.ABSENT
    tail = _("chair") if seat.key == "chair" else seat.post
    return Cell(seat.name, "text3" if gone else "text", 500, tail=tail, tooltip=seat.post)


def _said(line: Line) -> Cell:
    seat, item = line.seat, line.item
    if seat.attendance is Attendance.ABSENT:
        return Cell(_("absent"), "text3", tooltip=seat.reason)
    if item is not None and seat.key in item.recusals:
        return Cell(pill=PillSpec(_("stands aside"), "warn"), tooltip=item.recusals[seat.key])
    if item is not None and seat.key in item.votes:
        vote = item.votes[seat.key]
        return Cell(pill=PillSpec(vote.label, VOTE_TONES[vote]))
    if seat.attendance is None:
        return Cell(_("invited"), "text3")
    return Cell(_("present") if line.secret or item is None else "–", "text3")


class Seats(QWidget):
    """The seat chosen is the one whose votes the keys record."""

    def __init__(self) -> None:
        super().__init__()
        columns: tuple[Column[Line], ...] = (
            Column("place", N_("No."), lambda line: Cell(str(line.place), "text3"), 32),
            Column("name", N_("Member"), _name, 120, stretch=True),
            Column("vote", N_("Vote"), _said, 84),
        )
        self.table: Table[Line] = Table(columns, _("Members of the panel"))
        self.table.horizontalHeader().setObjectName("plain")
        for bar in (self.table.setHorizontalScrollBarPolicy, self.table.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.header = SectionHeader(_("Members"), "")
        self.about = SectionHeader("", "")
        self.facts = Facts((), label_width=64)
        self.note = Text("", "caption", "text2", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(self.header)
        column.addWidget(self.table)
        column.addWidget(self.note)
        column.addSpacing(dp(8))
        column.addWidget(self.about)
        column.addWidget(self.facts)
        column.addStretch(1)

    def chosen(self) -> SeatRow | None:
        """Whose votes are recorded."""
        line = self.table.current_row()
        return None if line is None else line.seat

    def step(self, by: int) -> None:
        """The seat before or after."""
        count = self.table.rows_model.rowCount()
        if count:
            self.table.set_current((self.table.currentIndex().row() + by) % count)

    def show_item(self, meeting: Meeting, item: ItemRow | None) -> None:
        """Show who votes how on a case, and what is known of it."""
        lines = [Line(place, seat, item, meeting.secret) for place, seat in enumerate(meeting.seats, 1)]
        self.table.show_rows(lines)
        rows = min(len(lines), _MOST_SHOWN)
        height = (
            self.table.horizontalHeader().sizeHint().height() + rows * self.table.verticalHeader().defaultSectionSize()
        )
        self.table.setFixedHeight(height + 2)
        voting = len(item.voters) if item is not None else 0
        expected = len(meeting.seats)
        counted = meeting.state in (MeetingState.OPEN, MeetingState.CLOSED) and item is not None
        words = _("{voting} of {expected} vote").format(voting=voting, expected=expected)
        self.header.note.setText(words if counted else str(expected))
        self.note.setText("" if not counted or item is None or item.quorum else _("No quorum: the case is postponed."))
        self.note.setVisible(bool(self.note.text()))
        self.about.title.setText("" if item is None else item.number)
        self.facts.show_rows([] if item is None else _facts(meeting, item))


def _facts(meeting: Meeting, item: ItemRow) -> list[tuple[str, str | QWidget]]:
    rows: list[tuple[str, str | QWidget]] = [
        (_("Applicant"), f"{item.applicant}·{item.post}"),
        (_("Enterprise"), item.enterprise),
        (_("Evaluation"), "–" if item.total is None else f"{item.total:.1f}"),
    ]
    if item.tie:
        rows.append((_("Tie"), item.tie))
    rows += [
        (_("Aside"), _("{name}: {reason}").format(name=meeting.seat(key).name, reason=reason))
        for key, reason in item.recusals.items()
    ]
    if item.remark:
        rows.append((_("Conclusion"), item.remark))
    return rows
