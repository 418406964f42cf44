"""What the page of a meeting shows: its agenda, who sits in it, the ranked list, and the ways on from here."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.cases.words import MeetingState
from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission
from officer_app.quota.meetings.lists import ItemRow, Meeting, meeting_file
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.panel.list import how_it_votes, state_pill, when
from officer_app.ui.panel.planning import PlanForm
from officer_app.ui.panel.rows import columns, ranked_columns, ranked_rows
from officer_app.ui.panel.seats import Seats
from officer_app.ui.panel.side_form import SideForm
from officer_app.ui.table import Table
from officer_app.ui.targets import CaseWanted, MeetingWanted
from officer_app.ui.theme.metrics import PAGE, dp
from officer_app.ui.widgets import (
    EmptyState,
    PageHeading,
    Pill,
    PushButton,
    Segment,
    Segmented,
    SidePanel,
    Text,
    Way,
    clear,
)

_AGENDA: Final = "agenda"
_RANKED: Final = "ranked"


class MeetingView(PageView):
    """Shows a meeting; what can be done with it is added by page.py. Target: a MeetingWanted."""

    has_primary = True
    reload_on = frozenset({"panel_meeting", "agenda_item", "meeting_member", "talent_case", "score", "case_score"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id = 0
        self.meeting: Meeting | None = None
        self.form: SideForm | None = None
        self._records = desk.may(Permission.CASE_MEETING)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.view = Segmented(
            [Segment(_AGENDA, _("Agenda of the meeting")), Segment(_RANKED, _("Ranked list"))], _("What is shown")
        )
        self.view.chosen.connect(lambda _value: self._show_rows())
        self._pill_place = QHBoxLayout()
        pill = QWidget()
        pill.setLayout(self._pill_place)
        self._pill_place.setContentsMargins(0, 0, 0, 0)
        self.papers = PushButton(_("Print"), "printer", menu_arrow=True)
        self.more = PushButton(icon="ellipsis", name=_("More"))
        self.choose = PushButton(_("Choose cases…"), "plus", keys="C")
        self.next = PushButton("", kind="primary")
        buttons = [self.papers, self.more, self.choose, self.next]
        self.heading = PageHeading("", (pill, self.view), buttons)
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self._about = Text("", "body", "text2", wrap=True)
        self._rule = Text("", "caption", "text3", wrap=True)
        about = QVBoxLayout()
        about.setContentsMargins(dp(PAGE), 0, dp(PAGE), dp(10))
        about.setSpacing(dp(4))
        about.addWidget(self._about)
        about.addWidget(self._rule)
        self.main.addLayout(about)
        self.seats = Seats()
        self.table: Table[ItemRow] = Table(
            columns(lambda: self.meeting, self._seat), _("Agenda of the meeting"), many=True
        )
        self.table.give_way("post", "applicant")
        self.ranked: Table[ItemRow] = Table(ranked_columns(), _("Ranked list"))
        for table in (self.table, self.ranked):
            table.opened.connect(lambda row: desk.go("case", CaseWanted(row.case_id)))
            table.current_changed.connect(lambda _row: self._show_seats())
        self.seats.table.current_changed.connect(lambda _line: self.table.viewport().update())
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self.body = QStackedWidget()
        for part in (self.table, self.ranked, self._empty):
            self.body.addWidget(part)
        self.main.addWidget(self.body, 1)
        self.side = SidePanel(336)
        self._form_place = QVBoxLayout()
        self._form_place.setContentsMargins(0, 0, 0, 0)
        self.side.column.addLayout(self._form_place)
        self.side.column.addWidget(self.seats)
        self.side.column.addStretch(1)
        self.put_side(self.side)

    def keys(self) -> Sequence[Key]:
        found = [Key("Up Down", N_("choose")), Key("Enter", N_("open case"))]
        if self._in(MeetingState.PLANNED) and self._records:
            found += [
                Key("C", N_("choose cases")),
                Key("Alt+Up Alt+Down", N_("move")),
                Key("Delete", N_("take off the agenda")),
            ]
        if self._in(MeetingState.OPEN) and self._records and self.meeting is not None:
            if self.meeting.secret:
                found.append(Key("V", N_("sums of a secret vote")))
            else:
                found += [
                    Key("F A S", N_("in favour, against, abstained")),
                    Key("[ ]", N_("member before, next")),
                    Key("U", N_("all others in favour")),
                ]
            found += [Key("R", N_("stands aside…")), Key("P", N_("postpone…")), Key("O", N_("conclusion…"))]
        return found

    def opened(self, target: object = None) -> None:
        if isinstance(target, MeetingWanted):
            if target.meeting_id != self._id:
                self._id, self.meeting = target.meeting_id, None
                self.leave_form()
                self.error_bar.clear()
                self.view.set_value(_AGENDA)
                self.reload()
            if target.said:
                self.error_bar.say(target.said, kind="ok")
        self.table.setFocus()

    def reload(self) -> None:
        if self._id:
            self.desk.jobs.read(meeting_file, self._id, then=self._show, owner=self, latest="meeting")

    def _show(self, meeting: Meeting) -> None:
        self.meeting = meeting
        self.heading.title.setText(meeting.title)
        clear(self._pill_place)
        self._pill_place.addWidget(Pill(state_pill(meeting.state)))
        parts = [
            meeting.number,
            when(meeting.meets_at),
            meeting.place,
            _("chair {name}").format(name=meeting.chair),
            _("record {name}").format(name=meeting.secretary) if meeting.secretary else "",
            how_it_votes(secret=meeting.secret, units=meeting.units),
        ]
        self._about.setText("·".join(part for part in parts if part))
        rules = [meeting.rule, meeting.tie_rule if meeting.units is not None else ""]
        self._rule.setText(" ".join(rule for rule in rules if rule))
        self.view.setVisible(meeting.units is not None and meeting.state in (MeetingState.OPEN, MeetingState.CLOSED))
        self._show_ways(meeting)
        self._show_rows()
        self.keys_changed.emit()
        self.fit_filled()

    def _show_ways(self, meeting: Meeting) -> None:
        planned, held = meeting.state is MeetingState.PLANNED, meeting.state is MeetingState.OPEN
        self.choose.setVisible(self._records and (planned or held))
        self.more.setVisible(self._records and (planned or held))
        self.next.setVisible((planned and self._records) or (held and self.desk.may(Permission.CASE_PANEL)))
        reason = ""
        if planned:
            self.next.setText(_("Open the meeting…"))
            if not meeting.items:
                reason = _("Choose cases first")
            elif meeting.meets_on > self.desk.today():
                reason = _("The meeting is planned for {day}.").format(day=meeting.meets_on.isoformat())
        elif held:
            self.next.setText(_("Close the meeting…"))
            if meeting.chair != self.desk.account.name:
                reason = _("{name} chairs and closes the meeting").format(name=meeting.chair)
            elif meeting.lacking:
                words = ngettext(
                    "{n} case has not been voted on", "{n} cases have not been voted on", len(meeting.lacking)
                )
                reason = words.format(n=len(meeting.lacking))
        self.next.setAccessibleName(self.next.text())
        self.next.set_reason(reason)

    def _show_rows(self) -> None:
        meeting = self.meeting
        if meeting is None:
            return
        chosen = self.table.current_row()
        self.table.show_rows(meeting.items)
        if chosen is not None:
            place = next((place for place, row in enumerate(meeting.items) if row.id == chosen.id), None)
            if place is not None:
                self.table.set_current(place)
        self.ranked.show_rows(ranked_rows(meeting))
        if not meeting.items:
            clear(self._empty_place)
            self._empty_place.addWidget(self._nothing())
            self.body.setCurrentWidget(self._empty)
        else:
            self.body.setCurrentWidget(self.ranked if self.view.value() == _RANKED else self.table)
        self._show_seats()

    def _show_seats(self) -> None:
        if self.meeting is not None:
            table = self.ranked if self.body.currentWidget() is self.ranked else self.table
            self.seats.show_item(self.meeting, table.current_row())

    def _nothing(self) -> EmptyState:
        ways = []
        if self._records and self._in(MeetingState.PLANNED):
            words = _("Those that have passed first review and stand on no other agenda.")
            ways.append(Way("plus", _("Choose the cases"), words, _("Choose…"), self.choose.click))
        return EmptyState("list", _("No case on the agenda yet"), _("Cases come before the panel by its agenda."), ways)

    def _seat(self) -> str:
        seat = self.seats.chosen()
        return "" if seat is None else seat.key

    def _in(self, *states: MeetingState) -> bool:
        return self.meeting is not None and self.meeting.state in states

    def leave_form(self) -> None:
        """Close the form; what was typed into a kept one stays."""
        if self.form is not None:
            if isinstance(self.form, PlanForm):
                self.form.keeping.keep()
            self.form = None
            clear(self._form_place)
            self.seats.show()
            self.table.setFocus()
