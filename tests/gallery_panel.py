"""Scenes of the panel's meetings: the list, one planned, one in session with open and with secret votes, one closed."""

import shutil
from collections.abc import Callable
from datetime import datetime, time
from itertools import count

from PySide6.QtWidgets import QWidget

from officer_app.cases.words import Attendance, MeetingState, Vote
from officer_app.core.work import OFFICE_ZONE
from officer_app.quota.meetings.agenda import candidates, put_on_agenda
from officer_app.quota.meetings.lists import Meeting, list_meetings, meeting_file, panel_people
from officer_app.quota.meetings.planning import Invited, MeetingDraft, change_meeting
from officer_app.quota.meetings.sitting import Attended, open_meeting
from officer_app.quota.meetings.voting import Cast, Tally, record_tallies, record_votes
from officer_app.ui.main_window import MainWindow
from officer_app.ui.panel.list import MeetingsPage
from officer_app.ui.panel.page import MeetingPage
from officer_app.ui.targets import MeetingWanted
from tests.gallery import TODAY, Scene, Stage
from tests.gallery_office import sample_office, sample_window

_copies = count(1)
CHAIR = "沈国梁"
STAFF = "许知行"


def _seen(window: MainWindow, state: MeetingState) -> Meeting:
    """The sample's meeting in a state."""
    jobs = window.desk.jobs
    row = next(row for row in jobs.office.read(list_meetings, jobs.actor) if row.state is state)
    meeting: Meeting = jobs.office.read(meeting_file, jobs.actor, row.id)
    return meeting


def _list(then: Callable[[MeetingsPage], object] = lambda _page: None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, STAFF)
        window.go("meetings")
        page = window.current_page()
        assert isinstance(page, MeetingsPage)
        then(page)
        return window

    return scene


def _planning(page: MeetingsPage) -> None:
    page.plan()
    assert page.form is not None
    page.form.place.setText("局机关三楼会议室")
    page.form.members.setPlainText("钱怀瑾，高校教授\n蒋文渊，行业协会秘书长\n吴倩，人才科专员")
    page.form.units.setText("3")


def _own(stage: Stage, name: str) -> Stage:
    """A sample office of a scene's own: what it does to a meeting is nothing to the others."""
    sample_office(stage.folder)
    folder = stage.folder / f"panel-{name}"
    folder.mkdir(exist_ok=True)
    for file in stage.folder.glob("sample.db*"):
        if file.suffix != ".db-shm":
            shutil.copyfile(file, folder / file.name)
    return Stage(folder)


def _in_session(window: MainWindow, *, secret: bool) -> int:
    """The sample's planned meeting brought forward to today, with every case there is, opened and partly voted on."""
    jobs, meeting = window.desk.jobs, _seen(window, MeetingState.PLANNED)
    staff, office = jobs.actor, jobs.office
    people = {one.name: one.id for one in office.read(panel_people, staff)}
    draft = MeetingDraft(
        draft_id=meeting.draft_id,
        meets_at=datetime.combine(TODAY, time(8), OFFICE_ZONE),
        place=meeting.place,
        chair_id=meeting.chair_id,
        members=tuple(Invited(seat.name, seat.post, people.get(seat.name)) for seat in meeting.seats[1:]),
        secretary_id=meeting.secretary_id,
        secret=secret,
        units=1,
    )
    office.perform(change_meeting, staff, meeting.id, draft)
    free = [one.case_id for one in office.read(candidates, staff, meeting.chair_id) if not one.hindrance]
    office.perform(put_on_agenda, staff, meeting.id, free)
    seats = office.read(meeting_file, staff, meeting.id).seats[1:]
    attended = {int(seat.key): Attended(Attendance.PRESENT) for seat in seats[:-1]}
    attended[int(seats[-1].key)] = Attended(Attendance.ABSENT, "下企业走访")
    office.perform(open_meeting, staff, meeting.id, attended)
    items = office.read(meeting_file, staff, meeting.id).items
    if secret:
        office.perform(record_tallies, staff, meeting.id, [Tally(items[0].id, len(items[0].voters) - 1, 0, 1)])
    else:
        votes = [Cast(item.id, key, Vote.FOR) for item in items[:-1] for key in item.voters]
        votes += [Cast(items[-1].id, key, Vote.AGAINST if key == "chair" else Vote.FOR) for key in items[-1].voters]
        office.perform(record_votes, staff, meeting.id, votes)
    return meeting.id


def _meeting(
    name: str, state: MeetingState, then: Callable[[MeetingPage], object] = lambda _page: None, *, secret: bool = False
) -> Scene:
    def scene(stage: Stage) -> QWidget:
        if state is MeetingState.OPEN:
            stage = _own(stage, f"{next(_copies)}")
        window = sample_window(stage, STAFF if state is MeetingState.OPEN else name)
        meeting_id = _in_session(window, secret=secret) if state is MeetingState.OPEN else _seen(window, state).id
        if state is MeetingState.OPEN and name != STAFF:
            window = sample_window(stage, name)
        window.go("meetings")
        window.go("meeting", MeetingWanted(meeting_id))
        page = window.current_page()
        assert isinstance(page, MeetingPage)
        then(page)
        return window

    return scene


def _ranked(page: MeetingPage) -> None:
    page.view.choose("ranked")


SCENES: dict[str, Scene] = {
    "meetings": _list(),
    "meetings-plan": _list(_planning),
    "meeting-planned": _meeting(STAFF, MeetingState.PLANNED),
    "meeting-choose": _meeting(STAFF, MeetingState.PLANNED, lambda page: page.choose_cases()),
    "meeting-came": _meeting(STAFF, MeetingState.PLANNED, lambda page: page.open_or_close()),
    "meeting-open": _meeting(STAFF, MeetingState.OPEN),
    "meeting-secret": _meeting(STAFF, MeetingState.OPEN, lambda page: page.ask_sums(), secret=True),
    "meeting-recusal": _meeting(STAFF, MeetingState.OPEN, lambda page: page.ask_recusal()),
    "meeting-close": _meeting(CHAIR, MeetingState.OPEN, lambda page: page.open_or_close()),
    "meeting-closed": _meeting(CHAIR, MeetingState.CLOSED),
    "meeting-ranked": _meeting(CHAIR, MeetingState.CLOSED, _ranked),
}
