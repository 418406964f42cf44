"""Planning a meeting, and changing what was planned: when, where, who chairs and keeps the record, who is invited."""

import re
from datetime import datetime, time
from typing import Final
from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout

from officer_app.core.errors import AppError, Invalid
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _
from officer_app.quota.meetings.lists import Meeting, Person, panel_people
from officer_app.quota.meetings.planning import Invited, MeetingDraft, change_meeting, plan_meeting
from officer_app.ui.kept_form import FormKeeping
from officer_app.ui.page import Desk
from officer_app.ui.panel.side_form import SideForm
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, DateEdit, Entry, Prose, Segment, Segmented, TimeEdit

_OPEN: Final = "open"
_SECRET: Final = "secret"
_MEMBER: Final = re.compile(r"^([^\s,，、;；(（]+)[\s,，、;；(（]*(.*?)[)）]?$")


def read_members(typed: str) -> tuple[tuple[str, str], ...]:
    """Names and posts, one member a line: 钱怀瑾，高校教授 or 钱怀瑾（高校教授）."""
    found = (_MEMBER.match(line.strip()) for line in typed.splitlines() if line.strip())
    return tuple((match[1], match[2].strip()) for match in found if match is not None)


class PlanForm(SideForm):
    """`done` carries the id of the meeting."""

    def __init__(self, desk: Desk, meeting: Meeting | None = None) -> None:
        title = _("Plan a meeting") if meeting is None else _("Change the meeting")
        super().__init__(desk, title, _("Plan the meeting") if meeting is None else _("Save the change"))
        self._meeting = meeting
        self._draft_id = str(uuid4()) if meeting is None else meeting.draft_id
        self._people: tuple[Person, ...] = ()
        day = desk.today() if meeting is None else meeting.meets_on
        self.day = DateEdit(_("Day"), desk.today, day)
        self.at = TimeEdit(_("Time"), time(14) if meeting is None else meeting.meets_at.astimezone(OFFICE_ZONE).time())
        when = QHBoxLayout()
        when.setSpacing(dp(8))
        when.addWidget(self.day)
        when.addWidget(self.at)
        when.addStretch(1)
        self.place = Entry(_("Place"), _("for instance: meeting room on the third floor"))
        self.chair = Choice(_("Who chairs"))
        self.secretary = Choice(_("Keeps the record"))
        self.members = Prose(_("Members besides the chair"), _("one a line: name, post"), lines=5)
        self.vote = Segmented(
            [Segment(_OPEN, _("Open vote")), Segment(_SECRET, _("Secret vote"))], _("How it votes"), height=28
        )
        vote = QHBoxLayout()
        vote.addWidget(self.vote)
        vote.addStretch(1)
        self.units = Entry(_("Units offered"), _("empty: every case that passes gets one"))
        self.title = Entry(_("Called"), _("empty: by its number in the year"))
        self.remarks = Entry(_("Notes for the meeting"))
        self.form.add_row(_("Day and time"), {"meets_at": self.day, "at": self.at}, when, needed=True)
        self.form.add("place", _("Place"), self.place)
        self.form.add("chair_id", _("Who chairs"), self.chair, needed=True)
        self.form.add("secretary_id", _("Keeps the record"), self.secretary)
        self.form.add("members", _("Members besides the chair"), self.members, needed=True)
        self.form.add_row(_("How it votes"), {"secret": self.vote}, vote)
        self.form.add("units", _("Units offered"), self.units)
        self.form.add("title", _("Called"), self.title)
        self.form.add("remarks", _("Notes for the meeting"), self.remarks)
        self.say(_("Colleagues are recognised by name; who acted on a case stands aside from it without being told."))
        self.end()
        if meeting is not None:
            self.place.setText(meeting.place)
            self.members.setPlainText(
                "\n".join("，".join(part for part in (seat.name, seat.post) if part) for seat in meeting.seats[1:])
            )
            self.vote.set_value(_SECRET if meeting.secret else _OPEN)
            self.units.setText("" if meeting.units is None else str(meeting.units))
            self.title.setText(meeting.typed_title)
            self.remarks.setText(meeting.remarks)
        self.first = self.place
        self.keeping = FormKeeping.of(desk, self, "meeting", self.form.fields())
        desk.jobs.read(panel_people, then=self._know_people, owner=self)

    def _know_people(self, people: tuple[Person, ...]) -> None:
        self._people = people
        meeting = self._meeting
        mine = next((one.id for one in people if one.name == self.desk.account.name), None)
        chairs = [one for one in people if one.chairs]
        chair = meeting.chair_id if meeting is not None else mine
        self.chair.set_choices([(one.id, one.name) for one in chairs], chair)
        secretary = meeting.secretary_id if meeting is not None else None
        self.secretary.set_choices(
            [(None, _("nobody named")), *((one.id, one.name) for one in people if one.records)], secretary
        )
        self.keeping.about("" if meeting is None else str(meeting.id))

    def submit(self) -> None:
        self.form.clear_errors()
        day, at, units = self.day.value(), self.at.value(), self.units.text().strip()
        chair, secretary = self.chair.value(), self.secretary.value()
        errors: list[AppError] = []
        if day is None or at is None:
            errors.append(Invalid(N_("Enter day and time."), field="meets_at"))
        if units and not units.isdigit():
            errors.append(Invalid(N_("Enter a whole number of units."), field="units"))
        if not isinstance(chair, int):
            errors.append(Invalid(N_("Choose who chairs."), field="chair_id"))
        self.form.show_errors(errors)
        if day is None or at is None or not isinstance(chair, int) or errors:
            return
        accounts = {one.name: one.id for one in self._people}
        draft = MeetingDraft(
            draft_id=self._draft_id,
            meets_at=datetime.combine(day, at, OFFICE_ZONE),
            place=self.place.text(),
            chair_id=chair,
            members=tuple(
                Invited(name, post, accounts.get(name)) for name, post in read_members(self.members.toPlainText())
            ),
            title=self.title.text(),
            secretary_id=secretary if isinstance(secretary, int) else None,
            secret=self.vote.value() == _SECRET,
            units=int(units) if units else None,
            remarks=self.remarks.text(),
        )
        if self._meeting is None:
            self.perform(plan_meeting, draft)
        else:
            self.perform(change_meeting, self._meeting.id, draft, version=self._meeting.version)

    def _ended(self, answer: object) -> None:
        self.keeping.sent()
        super()._ended(answer if isinstance(answer, int) or self._meeting is None else self._meeting.id)
