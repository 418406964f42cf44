"""What is printed of a meeting: the agenda before it, the minutes and the ranked list after it. Words are Chinese."""

from officer_app.cases.words import MeetingState
from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.errors import Invalid
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.i18n import CHINESE, N_, speaking
from officer_app.people.access import Permission
from officer_app.quota.meetings.agenda_paper import draw_agenda
from officer_app.quota.meetings.lists import Meeting, meeting_file
from officer_app.quota.meetings.minutes_paper import draw_minutes
from officer_app.quota.meetings.printed import MeetingPrint
from officer_app.quota.meetings.ranked_paper import draw_ranked


class MeetingPaper(Word):
    """The papers about a meeting."""

    AGENDA = "agenda", N_("Agenda of the panel")
    MINUTES = "minutes", N_("Minutes of the panel")
    RANKED = "ranked", N_("Ranked list of the panel")

    def possible(self, meeting: Meeting) -> bool:
        """Whether it can be made yet: there are minutes of a meeting that was closed, a ranked list of a ranked one."""
        if self is MeetingPaper.AGENDA:
            return bool(meeting.items) and meeting.state is not MeetingState.CANCELLED
        closed = meeting.state is MeetingState.CLOSED
        return closed if self is MeetingPaper.MINUTES else closed and meeting.units is not None


@asks(Permission.REPORT)
def meeting_paper(work: Work, meeting_id: int, kind: MeetingPaper, stamp: Stamp = DRAFT) -> bytes:
    """The PDF of a paper about a meeting, as a draft unless it is stamped.

    Raises NotFound, Invalid where it cannot be made yet, MissingGlyph.
    """
    with speaking(CHINESE):
        meeting = meeting_file(work, meeting_id)
        if not kind.possible(meeting):
            raise Invalid(N_("This paper is not there yet."), remedy=N_("Close the meeting first."))
        found = MeetingPrint(OFFICE_NAME.on(work, work.today), work.now.astimezone(OFFICE_ZONE), meeting, stamp)
        draw = {
            MeetingPaper.AGENDA: draw_agenda,
            MeetingPaper.MINUTES: draw_minutes,
            MeetingPaper.RANKED: draw_ranked,
        }[kind]
        return draw(found)
