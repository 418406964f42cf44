"""The page "meeting": votes by keys, the forms beside the agenda, closing, and the papers."""

from collections.abc import Callable
from functools import partial
from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu

from officer_app.cases.words import ItemOutcome, MeetingState, Vote
from officer_app.i18n import _, ngettext
from officer_app.overview.case_papers import PaperChoice
from officer_app.overview.papers import IssuedKind
from officer_app.quota.meetings.agenda import (
    conclude,
    move_on_agenda,
    postpone,
    take_off_agenda,
    take_up_again,
)
from officer_app.quota.meetings.closing import MeetingReport
from officer_app.quota.meetings.lists import ItemRow
from officer_app.quota.meetings.paper import MeetingPaper
from officer_app.quota.meetings.planning import call_off
from officer_app.quota.meetings.sitting import recuse, take_recusal_back
from officer_app.quota.meetings.voting import Cast, record_votes
from officer_app.ui.page import Desk
from officer_app.ui.panel.forms import (
    AttendanceForm,
    ChooseCases,
    CloseForm,
    ReasonForm,
    TallyForm,
    problem_words,
    report_words,
)
from officer_app.ui.panel.planning import PlanForm
from officer_app.ui.panel.side_form import SideForm
from officer_app.ui.panel.view import MeetingView
from officer_app.ui.paper.about import show_paper
from officer_app.ui.theme.metrics import dp

_ISSUED: Final = {
    MeetingPaper.AGENDA: IssuedKind.PANEL_AGENDA,
    MeetingPaper.MINUTES: IssuedKind.PANEL_MINUTES,
    MeetingPaper.RANKED: IssuedKind.RANKED_LIST,
}
_VOTES: Final = {"F": Vote.FOR, "A": Vote.AGAINST, "S": Vote.ABSTAIN}


class MeetingPage(MeetingView):
    """Single letters work while the agenda has the focus; closing asks for a button."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.papers.clicked.connect(self.offer_papers)
        self.more.clicked.connect(self._offer_more)
        self.choose.clicked.connect(self.choose_cases)
        self.next.clicked.connect(self.open_or_close)
        self.on_key("Escape", self._escape)
        self.on_key("Ctrl+P", self.offer_papers)
        if self._records:
            self._bind()

    def _bind(self) -> None:
        for key, vote in _VOTES.items():
            self.table.on_key(key, partial(self.vote, vote))
        self.table.on_key("Backspace", lambda: self.vote(None))
        for place in range(1, 10):
            self.table.on_key(str(place), partial(self.seats.table.set_current, place - 1))
        acts: dict[str, Callable[[], object]] = {
            "U": self.others_in_favour,
            "[": lambda: self.seats.step(-1),
            "]": lambda: self.seats.step(1),
            "V": self.ask_sums,
            "R": self.ask_recusal,
            "P": self.ask_postponement,
            "T": self.take_up,
            "O": self.ask_conclusion,
            "Alt+Up": lambda: self.move_case(-1),
            "Alt+Down": lambda: self.move_case(1),
            "Delete": self.take_off,
        }
        for keys, act in acts.items():
            self.table.on_key(keys, act)
        # An agenda without cases shows no table that could take the key.
        self.on_key("C", self.choose_cases)

    def vote(self, vote: Vote | None) -> None:
        """Record how the chosen member votes on the chosen cases, and go on to the next one."""
        meeting, seat = self.meeting, self._seat()
        if meeting is None or not self._in(MeetingState.OPEN):
            return
        if meeting.secret:
            self.ask_sums()
            return
        rows = [row for row in self._chosen() if seat in row.voters and row.votes.get(seat) != vote]
        if rows:
            casts = [Cast(row.id, seat, vote, row.votes.get(seat)) for row in rows]
            self._perform(record_votes, meeting.id, casts)
        if vote is not None and self.table.chosen_count() <= 1:
            self.table.set_current(self.table.currentIndex().row() + 1)

    def others_in_favour(self) -> None:
        """Whoever has not voted on the chosen cases votes in favour."""
        if self.meeting is None or not self._in(MeetingState.OPEN) or self.meeting.secret:
            return
        casts = [Cast(row.id, key, Vote.FOR) for row in self._chosen() for key in row.voters if key not in row.votes]
        if casts:
            self._perform(record_votes, self.meeting.id, casts)
        if self.table.chosen_count() <= 1:
            self.table.set_current(self.table.currentIndex().row() + 1)

    def _chosen(self) -> list[ItemRow]:
        """The chosen cases that are still to be decided."""
        rows = self.table.chosen_rows() or [row for row in (self.table.current_row(),) if row is not None]
        return [row for row in rows if row.outcome is ItemOutcome.PENDING]

    def _perform(self, use_case: Callable[..., object], *arguments: object, said: str = "") -> None:
        def done(_answer: object) -> None:
            self.error_bar.clear()
            if said:
                self.error_bar.say(said, kind="ok")

        self.desk.jobs.perform(use_case, *arguments, then=done, owner=self)

    def choose_cases(self) -> None:
        """Show the cases that may come before this meeting."""
        if self.form is None and self.meeting is not None and self._in(MeetingState.PLANNED, MeetingState.OPEN):
            self._open(ChooseCases(self.desk, self.meeting))

    def ask_sums(self) -> None:
        """Ask for the sums of a secret vote on the chosen case."""
        rows = self._chosen()
        if self.meeting is not None and self._in(MeetingState.OPEN) and self.meeting.secret and rows:
            self._open(TallyForm(self.desk, self.meeting, rows[0]))

    def ask_recusal(self) -> None:
        """Ask why the chosen member stands aside from the chosen case; one that does so votes again."""
        rows, seat = self._chosen(), self.seats.chosen()
        if not rows or seat is None or not self._in(MeetingState.OPEN):
            return
        if seat.key in rows[0].recusals:
            self._perform(take_recusal_back, rows[0].id, seat.key)
            return
        about = _("{name} does not vote on {number}; a vote on record is taken out.")
        title = _("{name} stands aside").format(name=seat.name)
        form = ReasonForm(
            self.desk,
            title,
            about.format(name=seat.name, number=rows[0].number),
            _("which interest, or: left early"),
            recuse,
            rows[0].id,
            seat.key,
            field="reason",
        )
        self._open(form)

    def ask_postponement(self) -> None:
        """Ask why the chosen case is left to another meeting."""
        rows = self._chosen()
        if rows and self._in(MeetingState.PLANNED, MeetingState.OPEN):
            about = _("{number} is not decided here and may come before another meeting.").format(number=rows[0].number)
            self._open(
                ReasonForm(
                    self.desk, _("Postpone the case"), about, _("what has to be cleared up"), postpone, rows[0].id
                )
            )

    def ask_conclusion(self) -> None:
        """Ask what the panel says about the chosen case."""
        rows = self._chosen()
        if rows and self._in(MeetingState.OPEN):
            about = _("Stands in the minutes, and as the panel's opinion on the approval form of {number}.")
            self._open(
                ReasonForm(
                    self.desk,
                    _("Conclusion of the panel"),
                    about.format(number=rows[0].number),
                    _("for instance: key post, recommended"),
                    conclude,
                    rows[0].id,
                    field="opinion",
                    words=_("Conclusion"),
                    text=rows[0].remark,
                )
            )

    def take_up(self) -> None:
        """Take the postponed case up again."""
        row = self.table.current_row()
        if (
            row is not None
            and row.outcome is ItemOutcome.POSTPONED
            and self._in(MeetingState.PLANNED, MeetingState.OPEN)
        ):
            self._perform(take_up_again, row.id)

    def move_case(self, by: int) -> None:
        """Move the case on the agenda."""
        row = self.table.current_row()
        if row is not None and self._in(MeetingState.PLANNED, MeetingState.OPEN):
            self._perform(move_on_agenda, row.id, by)

    def take_off(self) -> None:
        """Take the case off the agenda of a meeting that has not been opened."""
        row = self.table.current_row()
        if row is not None and self._in(MeetingState.PLANNED):
            self._perform(take_off_agenda, row.id, said=_("{number} is off the agenda.").format(number=row.number))

    def open_or_close(self) -> None:
        """Ask who has come, or what closing will do."""
        if self.meeting is None:
            return
        if self._in(MeetingState.PLANNED):
            self._open(AttendanceForm(self.desk, self.meeting, opens=True))
        elif self._in(MeetingState.OPEN):
            self._open(CloseForm(self.desk, self.meeting))

    def _offer_more(self) -> None:
        meeting = self.meeting
        if meeting is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if self._in(MeetingState.PLANNED):
            menu.addAction(_("Change the meeting…")).triggered.connect(lambda: self._open(PlanForm(self.desk, meeting)))
        else:
            menu.addAction(_("Correct the attendance…")).triggered.connect(
                lambda: self._open(AttendanceForm(self.desk, meeting, opens=False))
            )
        menu.addAction(_("Call the meeting off…")).triggered.connect(self.ask_call_off)
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def ask_call_off(self) -> None:
        """Ask why the meeting does not take place."""
        if self.meeting is not None:
            about = _("Nothing is decided; its cases may come before another meeting.")
            title = _("Call the meeting off")
            self._open(ReasonForm(self.desk, title, about, "", call_off, self.meeting.id, ends=True))

    def _open(self, form: SideForm) -> None:
        self.leave_form()
        self.form = form
        form.left.connect(self.leave_form)
        form.done.connect(self._done)
        self._form_place.addWidget(form)
        self._form_place.addSpacing(dp(16))
        self.seats.setVisible(isinstance(form, ReasonForm | TallyForm))
        form.begin()

    def _escape(self) -> None:
        if self.form is not None:
            self.leave_form()
        else:
            self.desk.back()

    def _done(self, answer: object) -> None:
        form = self.form
        self.leave_form()
        self.error_bar.clear()
        if isinstance(answer, MeetingReport):
            if answer.problems:
                self.error_bar.say(report_words(answer), problem_words(answer))
            else:
                self.error_bar.say(report_words(answer), kind="ok")
        elif isinstance(form, AttendanceForm) and isinstance(answer, int) and answer:
            words = ngettext(
                "The meeting is in session; {n} recusal was entered by the program.",
                "The meeting is in session; {n} recusals were entered by the program.",
                answer,
            )
            self.error_bar.say(words.format(n=answer), kind="ok")
        elif isinstance(form, TallyForm):
            self.table.set_current(self.table.currentIndex().row() + 1)

    def offer_papers(self) -> None:
        """Offer what can be printed of this meeting."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for kind in MeetingPaper:
            action = menu.addAction(kind.label)
            action.setEnabled(self.meeting is not None and kind.possible(self.meeting))
            action.triggered.connect(lambda _checked=False, kind=kind: self.show_paper(kind))
        menu.popup(self.papers.mapToGlobal(QPoint(0, self.papers.height() + 2)))

    def show_paper(self, kind: MeetingPaper) -> None:
        """Show a paper as it will be printed; it is issued from there."""
        if self.meeting is not None:
            choice = PaperChoice(_ISSUED[kind], self.meeting.id, kind.label)
            show_paper(self.desk, choice, self.meeting.number)
