"""The cases of a meeting: which may come before it, in what order, and which are postponed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import ActedBefore, StandsAside, office_day
from officer_app.cases.model import AgendaItem, MeetingMember, PanelMeeting, TalentCase, case_number, meeting_number
from officer_app.cases.words import Capacity, ItemOutcome, MeetingState, State
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.meetings.acts import acts_on, asides_from, recuse_by_acts
from officer_app.quota.meetings.ranking import totals_of

AWAITED: Final = (MeetingState.PLANNED, MeetingState.OPEN)
_MOST_OFFERED: Final = 1000


def meeting_day(meeting: PanelMeeting) -> date:
    """The office's day of a meeting."""
    return office_day(meeting.meets_at)


def awaited_meeting(work: Work, meeting_id: int, *states: MeetingState, version: int | None = None) -> PanelMeeting:
    """The meeting, locked, in one of these states; in none given: not closed and not called off.

    Raises NotFound, Invalid and Conflict; the state goes first.
    """
    meeting = work.get(PanelMeeting, meeting_id, lock=True)
    if meeting.state not in (states or AWAITED):
        raise Invalid(
            N_("This is not possible any more or not yet: {state}."),
            remedy=N_("Look at the meeting as it stands now."),
            state=meeting.state.label,
        )
    return work.get(PanelMeeting, meeting_id, version=version)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A case that may come before a meeting; `hindrance` says why this chair cannot take it, empty if they can."""

    case_id: int
    number: str
    applicant: str
    enterprise: str
    post: str
    total: Decimal | None
    hindrance: str


@asks(Permission.CASE_MEETING)
def candidates(work: Work, chair_id: int) -> tuple[Candidate, ...]:
    """The cases that await the panel and stand on no other agenda, the oldest first; at most a thousand."""
    rows = work.session.execute(
        sa.select(TalentCase, Enterprise.name)
        .join(Enterprise, Enterprise.id == TalentCase.enterprise_id)
        .where(TalentCase.state == State.PANEL, ~_awaited())
        .order_by(TalentCase.year, TalentCase.sequence)
        .limit(_MOST_OFFERED)
    ).all()
    acts = acts_on(work, [case.id for case, _name in rows], besides=Capacity.CHAIR)
    totals = totals_of(work, [case for case, _name in rows])
    found: list[Candidate] = []
    for case, enterprise in rows:
        act = acts.get(case.id, {}).get(chair_id)
        hindrance = "" if act is None else str(_acted(act.name, act.capacity, act.day.isoformat()).cause)
        number = case_number(case.prefix, case.year, case.sequence)
        total = totals[case.id].total
        found.append(Candidate(case.id, number, case.name, enterprise, case.post, total, hindrance))
    return tuple(found)


def _awaited() -> sa.ColumnElement[bool]:
    """That a case stands on the agenda of a meeting that has not been closed, and was not postponed there."""
    return sa.exists().where(
        AgendaItem.case_id == TalentCase.id,
        AgendaItem.outcome == ItemOutcome.PENDING,
        PanelMeeting.id == AgendaItem.meeting_id,
        PanelMeeting.state.in_(AWAITED),
    )


def _acted(name: str, capacity: Capacity, day: str) -> ActedBefore:
    return ActedBefore(
        remedy=N_("Let another supervisor chair, or take the case off the agenda."),
        field="chair_id",
        name=name,
        acted=capacity.label,
        day=day,
    )


def require_chair_untouched(work: Work, chair_id: int, case_ids: Sequence[int]) -> None:
    """Raises ActedBefore for a chair who acted on one of the cases in another capacity, StandsAside likewise."""
    acts = acts_on(work, case_ids, besides=Capacity.CHAIR)
    act = next((acts[case_id][chair_id] for case_id in case_ids if chair_id in acts.get(case_id, {})), None)
    if act is not None:
        raise _acted(act.name, act.capacity, act.day.isoformat())
    for by_account in asides_from(work, case_ids).values():
        if chair_id in by_account:
            raise StandsAside(name=work.get(Account, chair_id).name, reason=by_account[chair_id])


@changes(Permission.CASE_MEETING)
def put_on_agenda(work: Work, meeting_id: int, case_ids: Sequence[int]) -> int:
    """Put cases at the end of the agenda; returns how many were added, those that stand there already left out.

    Raises Invalid for a case that does not await the panel or stands on another agenda, and ActedBefore if the chair
    acted on it.
    """
    meeting = awaited_meeting(work, meeting_id)
    # In the order of their ids, so that two who take the same cases never wait for each other.
    wanted = sorted(set(case_ids))
    cases = [work.get(TalentCase, case_id, lock=True) for case_id in wanted]
    here = dict(
        work.session.execute(
            sa.select(AgendaItem.case_id, AgendaItem.id).where(
                AgendaItem.meeting_id == meeting.id, AgendaItem.case_id.in_(wanted)
            )
        ).all()
    )
    for case in cases:
        if case.state is not State.PANEL:
            raise Invalid(
                N_("Case {number} does not await the panel: {state}."), number=case.number, state=case.state.label
            )
    elsewhere = work.session.execute(
        sa.select(TalentCase, PanelMeeting.year, PanelMeeting.sequence)
        .join(AgendaItem, AgendaItem.case_id == TalentCase.id)
        .join(PanelMeeting, PanelMeeting.id == AgendaItem.meeting_id)
        .where(
            TalentCase.id.in_(wanted),
            AgendaItem.outcome == ItemOutcome.PENDING,
            PanelMeeting.state.in_(AWAITED),
            PanelMeeting.id != meeting.id,
        )
        .limit(1)
    ).first()
    if elsewhere is not None:
        case, year, sequence = elsewhere
        raise Invalid(
            N_("Case {number} stands on the agenda of {meeting}."),
            remedy=N_("Take it off there first."),
            number=case.number,
            meeting=meeting_number(year, sequence),
        )
    require_chair_untouched(work, meeting.chair_id, wanted)
    place = _last_place(work, meeting.id)
    added = [case_id for case_id in dict.fromkeys(case_ids) if case_id not in here]
    items = [
        AgendaItem(
            meeting_id=meeting.id,
            case_id=case_id,
            position=place + offset,
            outcome=ItemOutcome.PENDING,
            recusals={},
            votes={},
        )
        for offset, case_id in enumerate(added, 1)
    ]
    work.session.add_all(items)
    work.session.flush()
    _recuse(work, meeting, items)
    return len(added)


def _recuse(work: Work, meeting: PanelMeeting, items: Sequence[AgendaItem]) -> None:
    """In a meeting in session, members who acted on what is taken up stand aside; before, that is done on opening."""
    if meeting.state is MeetingState.OPEN:
        members = work.session.scalars(sa.select(MeetingMember).where(MeetingMember.meeting_id == meeting.id)).all()
        recuse_by_acts(work, members, items)


def _last_place(work: Work, meeting_id: int) -> int:
    return (
        work.session.scalar(sa.select(sa.func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting_id)) or 0
    )


def agenda_item(work: Work, item_id: int, *states: MeetingState) -> tuple[PanelMeeting, AgendaItem]:
    """An item with its meeting, both locked, the meeting first. Raises NotFound, Invalid."""
    item = work.get(AgendaItem, item_id)
    meeting = awaited_meeting(work, item.meeting_id, *states)
    return meeting, work.get(AgendaItem, item_id, lock=True)


@changes(Permission.CASE_MEETING)
def take_off_agenda(work: Work, item_id: int) -> None:
    """Take a case off the agenda before the meeting is opened; afterwards it can only be postponed."""
    _meeting, item = agenda_item(work, item_id, MeetingState.PLANNED)
    later = sa.select(AgendaItem).where(AgendaItem.meeting_id == item.meeting_id, AgendaItem.position > item.position)
    work.session.delete(item)
    for row in work.session.scalars(later):
        row.position -= 1


@changes(Permission.CASE_MEETING)
def move_on_agenda(work: Work, item_id: int, by: int) -> None:
    """Move a case up (below zero) or down the agenda of a meeting that has not been closed."""
    meeting, item = agenda_item(work, item_id)
    rows = list(
        work.session.scalars(
            sa.select(AgendaItem).where(AgendaItem.meeting_id == meeting.id).order_by(AgendaItem.position)
        )
    )
    if item not in rows:
        raise NotFound()
    place = rows.index(item)
    rows.insert(max(0, min(len(rows) - 1, place + by)), rows.pop(place))
    for number, row in enumerate(rows, 1):
        row.position = number


@changes(Permission.CASE_MEETING)
def postpone(work: Work, item_id: int, reason: str) -> None:
    """Leave a case to another meeting, with a reason; what was voted on it here does not count."""
    _meeting, item = agenda_item(work, item_id)
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), field="reason")
    item.outcome, item.remark = ItemOutcome.POSTPONED, reason.strip()


@changes(Permission.CASE_MEETING)
def take_up_again(work: Work, item_id: int) -> None:
    """Take a postponed case up again while the meeting has not been closed. Raises Invalid, ActedBefore."""
    meeting, item = agenda_item(work, item_id)
    if item.outcome is not ItemOutcome.POSTPONED:
        return
    case = work.get(TalentCase, item.case_id, lock=True)
    if case.state is not State.PANEL or work.session.scalar(
        sa.select(TalentCase.id).where(TalentCase.id == case.id, _awaited())
    ):
        raise Invalid(
            N_("Case {number} does not await the panel: {state}."), number=case.number, state=case.state.label
        )
    require_chair_untouched(work, meeting.chair_id, [case.id])
    item.outcome, item.remark = ItemOutcome.PENDING, ""
    _recuse(work, meeting, [item])


@changes(Permission.CASE_MEETING)
def conclude(work: Work, item_id: int, words: str) -> None:
    """What the panel says about a case; it stands in the minutes and as the panel's opinion on the approval form."""
    _meeting, item = agenda_item(work, item_id, MeetingState.OPEN)
    item.remark = words.strip()
