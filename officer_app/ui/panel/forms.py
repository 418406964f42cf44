"""The forms beside a meeting: choosing cases, who came, a reason, the sums of a secret vote, closing and its report."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.words import Attendance, ItemOutcome
from officer_app.core.errors import Invalid
from officer_app.i18n import N_, _, ngettext
from officer_app.quota.meetings.agenda import Candidate, candidates, put_on_agenda
from officer_app.quota.meetings.closing import MeetingReport, close_meeting
from officer_app.quota.meetings.lists import ItemRow, Meeting, SeatRow
from officer_app.quota.meetings.sitting import Attended, open_meeting, record_attendance
from officer_app.quota.meetings.voting import Tally, record_tallies
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk
from officer_app.ui.panel.side_form import SideForm
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, ElidedText, Entry, Prose, Text


def whole(typed: str) -> int | None:
    """A whole number as it is typed; nothing is nought."""
    plain = typed.strip() or "0"
    return int(plain) if plain.isascii() and plain.isdigit() else None


class ChooseCases(SideForm):
    """Cases that await the panel and stand on no other agenda; several rows may be chosen."""

    def __init__(self, desk: Desk, meeting: Meeting) -> None:
        super().__init__(desk, _("Choose cases"), _("Put on the agenda"))
        self._meeting = meeting
        columns: tuple[Column[Candidate], ...] = (
            Column("case", N_("Case"), _candidate, 180, stretch=True),
            Column("total", N_("Evaluation"), _total, 64, "right"),
        )
        self.table: Table[Candidate] = Table(columns, _("Cases that await the panel"), many=True)
        self.table.setMinimumHeight(dp(360))
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().selectionChanged.connect(lambda *_what: self._say())
        self.column.addWidget(self.table, 1)
        self.first = self.table
        self._words = self.say("")
        self.end()
        desk.jobs.read(candidates, meeting.chair_id, then=self._show, owner=self)

    def _show(self, rows: tuple[Candidate, ...]) -> None:
        self.table.show_rows(rows)
        self.table.setFocus()
        self._say()

    def chosen(self) -> list[Candidate]:
        """The chosen cases that this chair can take."""
        return [row for row in self.table.chosen_rows() if not row.hindrance]

    def _say(self) -> None:
        rows, chosen = self.table.chosen_rows(), self.chosen()
        hindered = next((row.hindrance for row in rows if row.hindrance), "")
        if not self.table.rows_model.rowCount():
            self._words.setText(_("No case awaits the panel."))
        elif hindered:
            self._words.setText(_("{chair} cannot chair: {reason}").format(chair=self._meeting.chair, reason=hindered))
        else:
            words = ngettext("{n} case chosen; Shift and Ctrl choose several.", "{n} cases chosen.", len(chosen))
            self._words.setText(words.format(n=len(chosen)))
        self.button.set_reason("" if chosen else _("Choose a case first"))

    def submit(self) -> None:
        self.perform(put_on_agenda, self._meeting.id, [row.case_id for row in self.chosen()])


def _candidate(row: Candidate) -> Cell:
    if row.hindrance:
        tooltip = row.hindrance
        return Cell(row.number, "text3", icon="user-x", icon_tone="warn", tail=row.applicant, tooltip=tooltip)
    return Cell(row.number, weight=500, tail=row.applicant, tooltip=f"{row.enterprise} {row.applicant}")


def _total(row: Candidate) -> Cell:
    return Cell("–" if row.total is None else f"{row.total:.1f}", "text3" if row.hindrance else "text")


class _Came(QWidget):
    """A member: here or absent, and why."""

    def __init__(self, seat: SeatRow) -> None:
        super().__init__()
        self.seat = seat
        self.attendance = Choice(
            _("Attendance of {name}").format(name=seat.name),
            [(one, one.label) for one in (Attendance.PRESENT, Attendance.ABSENT)],
            seat.attendance or Attendance.PRESENT,
        )
        self.reason = Entry(_("Why {name} is absent").format(name=seat.name), _("why absent"))
        self.reason.setText(seat.reason)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        line = QHBoxLayout()
        line.addWidget(ElidedText("·".join(part for part in (seat.name, seat.post) if part)), 1)
        line.addWidget(self.attendance)
        column.addLayout(line)
        column.addWidget(self.reason)
        self.attendance.currentIndexChanged.connect(self._show)
        self._show()

    def attended(self) -> Attended:
        """As it stands here."""
        absent = self.attendance.value() is Attendance.ABSENT
        return Attended(Attendance.ABSENT if absent else Attendance.PRESENT, self.reason.text() if absent else "")

    def _show(self, *_place: object) -> None:
        self.reason.setVisible(self.attendance.value() is Attendance.ABSENT)


class AttendanceForm(SideForm):
    """Who came: opens the meeting, or corrects the record of one in session."""

    def __init__(self, desk: Desk, meeting: Meeting, *, opens: bool) -> None:
        super().__init__(desk, _("Who has come"), _("Open the meeting") if opens else _("Save the attendance"))
        self._meeting, self._opens = meeting, opens
        lines = QWidget()
        column = QVBoxLayout(lines)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(6))
        self.lines = [_Came(seat) for seat in meeting.seats[1:]]
        for line in self.lines:
            column.addWidget(line)
        self.form.add("members", _("Members"), lines)
        self.say(_("{name} chairs and votes").format(name=meeting.chair))
        if opens:
            self.say(_("Members who acted on a case stand aside from it; the program enters that with the reason."))
        self.end()
        self.first = self.lines[0].attendance if self.lines else self.button

    def submit(self) -> None:
        attended = {int(line.seat.key): line.attended() for line in self.lines}
        if self._opens:
            self.perform(open_meeting, self._meeting.id, attended, version=self._meeting.version)
        else:
            self.perform(record_attendance, self._meeting.id, attended)


class ReasonForm(SideForm):
    """A reason for something: a recusal, a postponement, calling the meeting off."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        about: str,
        placeholder: str,
        act: Callable[..., object],
        *arguments: object,
        field: str = "reason",
        words: str = "",
        text: str = "",
        ends: bool = False,
    ) -> None:
        super().__init__(desk, title, title, ends=ends)
        self._perform = partial(self.perform, act, *arguments)
        self.reason = Prose(words or _("Reason"), placeholder, lines=3)
        self.reason.setPlainText(text)
        self.form.add(field, words or _("Reason"), self.reason, needed=True)
        self.say(about)
        self.end()
        self.first = self.reason

    def submit(self) -> None:
        self._perform(self.reason.toPlainText())


class TallyForm(SideForm):
    """The sums of a secret vote on one case; for those who may vote, all in favour to begin with."""

    def __init__(self, desk: Desk, meeting: Meeting, item: ItemRow) -> None:
        super().__init__(desk, _("Sums of the vote"), _("Record the sums"))
        self._meeting, self.item = meeting, item
        counted = item.votes_for is not None
        numbers = (item.votes_for, item.votes_against, item.abstentions) if counted else (len(item.voters), 0, 0)
        names = (_("For"), _("Against"), _("Abstained"))
        self.votes = [Entry(words, "0") for words in names]
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        for words, entry, number in zip(names, self.votes, numbers, strict=True):
            entry.setText(str(number))
            box = QVBoxLayout()
            box.setSpacing(dp(2))
            box.addWidget(Text(words, "caption", "text2"))
            box.addWidget(entry)
            line.addLayout(box)
        self.form.add_row(_("Votes"), {"votes_for": self.votes[0]}, line, needed=True)
        about = ngettext("{n} may vote on {number}.", "{n} may vote on {number}.", len(item.voters))
        self.say(about.format(n=len(item.voters), number=item.number))
        self.say(_("Only the sums are kept: nobody can find out who voted how."))
        self.end()
        self.first = self.votes[0]

    def submit(self) -> None:
        numbers = [whole(entry.text()) for entry in self.votes]
        if any(number is None for number in numbers):
            self.form.show_errors([Invalid(N_("Enter whole numbers of votes."), field="votes_for")])
            return
        yes, no, abstained = (number or 0 for number in numbers)
        tally = Tally(self.item.id, yes, no, abstained)
        self.perform(record_tallies, self._meeting.id, [tally], versions=[self.item.version])


class CloseForm(SideForm):
    """What closing will do, case by case in sums; the button is the chair's alone."""

    def __init__(self, desk: Desk, meeting: Meeting) -> None:
        super().__init__(desk, _("Close the meeting"), _("Close and decide"))
        self._meeting = meeting
        pending = [item for item in meeting.items if item.outcome is ItemOutcome.PENDING]
        passing = [item for item in pending if item.passes and item.quorum]
        within = [item for item in passing if item.within]
        without = [item for item in pending if not item.quorum]
        postponed = [item for item in meeting.items if item.outcome is ItemOutcome.POSTPONED]
        sums = (
            (_("{n} pass and go on to publicity"), within),
            (_("{n} passed find no unit and keep waiting with the one reserved"), _rest(passing, within)),
            (_("{n} do not pass: they end and give their unit back"), _rest(pending, [*passing, *without])),
            (_("{n} have no quorum and are postponed"), without),
            (_("{n} are postponed"), postponed),
        )
        for words, items in sums:
            if items:
                self.column.addWidget(Text(words.format(n=len(items)), wrap=True))
        self.say(meeting.rule)
        if meeting.units is not None:
            self.say(meeting.tie_rule)
        # The keyboard begins on the form, not on its button: the space bar pressed twice would close the meeting.
        self.say(_("This cannot be taken back; a case can be sent back to the panel later."), "warn")
        self.end()

    def submit(self) -> None:
        self.perform(close_meeting, self._meeting.id, version=self._meeting.version)


def _rest(items: Sequence[ItemRow], without: Sequence[ItemRow]) -> list[ItemRow]:
    gone = {item.id for item in without}
    return [item for item in items if item.id not in gone]


def report_words(report: MeetingReport) -> str:
    """What came of a meeting, in a sentence."""
    parts = [
        _("{n} passed").format(n=report.count(ItemOutcome.PASSED)),
        _("{n} not passed").format(n=report.count(ItemOutcome.REJECTED)),
    ]
    waiting = (ItemOutcome.NO_UNIT, ItemOutcome.POSTPONED)
    if any(report.count(one) for one in waiting):
        parts.append(_("{n} wait").format(n=sum(report.count(one) for one in waiting)))
    if report.count(ItemOutcome.GONE):
        parts.append(_("{n} were gone").format(n=report.count(ItemOutcome.GONE)))
    return _("The meeting is closed: {sums}.").format(sums=_(", ").join(parts))


def problem_words(report: MeetingReport) -> str:
    """The cases that could not be decided, a line each."""
    return "\n".join(f"{result.number}: {result.problem}" for result in report.problems)
