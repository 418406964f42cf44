"""On which agenda a case stands: one that a meeting is to vote on is voted on there."""

import sqlalchemy as sa

from officer_app.cases.model import AgendaItem, PanelMeeting, meeting_number
from officer_app.cases.words import ItemOutcome, MeetingState
from officer_app.core.work import Work


def agenda_of(work: Work, case_id: int) -> str:
    """The number of the meeting, planned or in session, that is to vote on a case; empty if there is none."""
    found = work.session.execute(
        sa.select(PanelMeeting.year, PanelMeeting.sequence)
        .join(AgendaItem, AgendaItem.meeting_id == PanelMeeting.id)
        .where(
            AgendaItem.case_id == case_id,
            AgendaItem.outcome == ItemOutcome.PENDING,
            PanelMeeting.state.in_([MeetingState.PLANNED, MeetingState.OPEN]),
        )
        .limit(1)
    ).first()
    return "" if found is None else meeting_number(*found)
