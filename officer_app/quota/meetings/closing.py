"""Closing a meeting: all its cases at once, each by itself, so that one that cannot move holds up no other.

Where more cases pass than the meeting offers units, the first of the ranked list pass. Those behind the line move
nowhere: they keep the unit that first review reserved for them and come before another meeting, unless they are sent
back or their reservation runs out. So a meeting never frees a unit that somebody else could take meanwhile.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, take_step
from officer_app.cases.model import AgendaItem, MeetingMember, Panel, PanelMeeting, TalentCase
from officer_app.cases.words import Attendance, Capacity, ItemOutcome, MeetingState, State, Step, Vote
from officer_app.core.errors import Conflict, Forbidden, IllegalTransition, Invalid
from officer_app.core.work import Work, changes
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.ledger import claim_holdings
from officer_app.quota.meetings.acts import acts_on, asides_from, recusal_words
from officer_app.quota.meetings.agenda import awaited_meeting, meeting_day
from officer_app.quota.meetings.ranking import Marks, Ranked, rank, standing_of, tie_rules, totals_of
from officer_app.quota.meetings.sitting import items_of, members_of
from officer_app.quota.meetings.voting import Tally, tally_of, voters_of
from officer_app.quota.panel import Held, Member, PanelRules, enter_panel, panel_rules
from officer_app.quota.service import give_back

# What can be wrong with one case; a closed signing key or a ledger that does not add up holds up the whole meeting.
_OF_ONE_CASE: Final = (Conflict, Forbidden, IllegalTransition, Invalid)


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What came of a case; `problem` says why it could not be decided, empty if it was."""

    item_id: int
    case_id: int
    number: str
    outcome: ItemOutcome
    rank: int | None = None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class MeetingReport:
    """What came of a meeting, case by case in the order of its agenda."""

    results: tuple[CaseResult, ...]

    def count(self, outcome: ItemOutcome) -> int:
        """How many cases ended so."""
        return sum(result.outcome is outcome for result in self.results)

    @property
    def problems(self) -> tuple[CaseResult, ...]:
        """The cases that could not be decided."""
        return tuple(result for result in self.results if result.problem)


@dataclass(frozen=True, slots=True)
class Found:
    """How the votes on a case stand: who may vote, whether all have, and whether it would pass."""

    voters: tuple[str, ...]
    tally: Tally | None
    quorum: bool
    complete: bool
    passes: bool


def find(item: AgendaItem, members: Sequence[MeetingMember], rules: PanelRules, *, secret: bool) -> Found:
    """How the votes on a case stand."""
    voters = tuple(voters_of(item, members))
    tally = tally_of(item, secret=secret)
    complete = tally is not None and tally.cast == len(voters)
    passes = tally is not None and complete and rules.passes(tally.votes_for, tally.cast)
    return Found(voters, tally, rules.met(len(voters), len(members) + 1), complete, passes)


@changes(Permission.CASE_PANEL)
def close_meeting(work: Work, meeting_id: int, *, version: int | None = None) -> MeetingReport:
    """Close a meeting in session; only its chair does. Every case voted on is decided, each in a savepoint of its own.

    Passed cases go on to publicity, rejected ones end and give their unit back. A case without a quorum is postponed;
    one that was withdrawn or sent back meanwhile is told of and left. Raises Invalid while votes are missing or the
    meeting is not in session, Forbidden for anybody but the chair.
    """
    meeting = awaited_meeting(work, meeting_id, MeetingState.OPEN, version=version)
    if meeting.chair_id != actor_id(work):
        raise Forbidden(
            N_("Only the chair closes a meeting."), remedy=N_("Ask the chair, who decides its cases by closing it.")
        )
    items, members = items_of(work, meeting.id), members_of(work, meeting.id)
    rules = panel_rules(work, meeting_day(meeting))
    # In the order of their ids: two writers never wait for each other.
    cases = {
        case.id: case
        for case in work.session.scalars(
            sa.select(TalentCase)
            .where(TalentCase.id.in_([item.case_id for item in items]))
            .order_by(TalentCase.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
    }
    problems = _leave_out(work, meeting, items, cases, members, rules)
    pending = [item for item in items if item.outcome is ItemOutcome.PENDING]
    found = {item.id: find(item, members, rules, secret=meeting.secret) for item in pending}
    _require_votes([item for item in pending if not found[item.id].complete], cases)
    meeting.quorum, meeting.majority = rules.quorum, rules.majority
    _place(work, meeting, pending, cases, found)
    # All that give a unit back, before the first does.
    claim_holdings(work, [item.case_id for item in pending if item.outcome is ItemOutcome.REJECTED])
    turns = _next_rounds(work, [item.case_id for item in pending])
    for item in pending:
        case = cases[item.case_id]
        outcome = item.outcome
        try:
            with work.session.begin_nested():
                _decide(work, meeting, item, case, members, found[item.id], rules, turns[case.id])
        except _OF_ONE_CASE as error:
            item.outcome, item.rank, item.tie = ItemOutcome.POSTPONED, None, ""
            item.remark = problems[item.id] = str(error.cause)
        else:
            item.outcome = outcome
    # The agenda first: the database lets nothing of a closed meeting be changed.
    work.session.flush()
    meeting.state, meeting.closed_at, meeting.closed_by = MeetingState.CLOSED, work.now, actor_id(work)
    work.session.flush()
    return MeetingReport(
        tuple(
            CaseResult(
                item.id, item.case_id, cases[item.case_id].number, item.outcome, item.rank, problems.get(item.id, "")
            )
            for item in items
        )
    )


def _leave_out(
    work: Work,
    meeting: PanelMeeting,
    items: Sequence[AgendaItem],
    cases: dict[int, TalentCase],
    members: Sequence[MeetingMember],
    rules: PanelRules,
) -> dict[int, str]:
    """Take out what cannot be decided here, before anything is ranked; by item why."""
    pending = [item for item in items if item.outcome is ItemOutcome.PENDING]
    case_ids = [item.case_id for item in pending]
    chairs, voted = acts_on(work, case_ids, besides=Capacity.CHAIR), acts_on(work, case_ids, besides=Capacity.MEMBER)
    asides = asides_from(work, case_ids)
    problems: dict[int, str] = {}
    for item in pending:
        case = cases[item.case_id]
        voters = voters_of(item, members)
        accounts = {member.account_id for member in members if str(member.id) in voters and member.account_id}
        acted = [chairs.get(case.id, {}).get(meeting.chair_id)]
        acted += [voted.get(case.id, {}).get(account) for account in sorted(accounts)]
        act = next((act for act in acted if act is not None), None)
        aside = next(iter(asides.get(case.id, {}).keys() & {meeting.chair_id, *accounts}), None)
        if case.state is not State.PANEL:
            item.outcome = ItemOutcome.GONE
            problems[item.id] = IllegalTransition(step=Step.PANEL.label, state=case.state.label).cause
        elif act is not None:
            text = _("{name} has acted on this case meanwhile and {acted} on {day}.")
            problems[item.id] = text.format(name=act.name, acted=act.capacity.label, day=act.day.isoformat())
        elif aside is not None:
            text = _("{name} stands aside from this case now and has voted on it.")
            problems[item.id] = text.format(name=work.get(Account, aside).name)
        elif not rules.met(len(voters), len(members) + 1):
            text = _("There is no quorum: {present} of {expected} may vote.")
            problems[item.id] = text.format(present=len(voters), expected=len(members) + 1)
        else:
            continue
        if item.outcome is ItemOutcome.PENDING:
            item.outcome = ItemOutcome.POSTPONED
        item.remark = problems[item.id]
    return problems


def _require_votes(lacking: Sequence[AgendaItem], cases: dict[int, TalentCase]) -> None:
    if lacking:
        raise Invalid(
            N_("{count} cases have not been voted on by everybody, the first: {number}."),
            remedy=N_("Record the votes, or postpone the case."),
            count=len(lacking),
            number=cases[lacking[0].case_id].number,
        )


def place(
    meeting: PanelMeeting,
    passing: Sequence[TalentCase],
    marks: dict[int, Marks],
    rules: Sequence[str],
) -> dict[int, Ranked]:
    """The ranked list of the passing cases, by case; empty where the meeting is not ranked."""
    if meeting.units is None:
        return {}
    ranked = rank((standing_of(case, marks[case.id]) for case in passing), rules)
    return {one.case_id: one for one in ranked}


def _place(
    work: Work,
    meeting: PanelMeeting,
    pending: Sequence[AgendaItem],
    cases: dict[int, TalentCase],
    found: dict[int, Found],
) -> None:
    """Write the sums, totals, ranks and outcomes into the agenda."""
    marks = totals_of(work, [cases[item.case_id] for item in pending])
    passing = [cases[item.case_id] for item in pending if found[item.id].passes]
    ranked = place(meeting, passing, marks, tie_rules(work, meeting_day(meeting)))
    for item in pending:
        tally = found[item.id].tally
        assert tally is not None
        item.votes_for, item.votes_against, item.abstentions = tally.votes_for, tally.votes_against, tally.abstentions
        item.score = marks[item.case_id].total
        item.outcome = ItemOutcome.PASSED if found[item.id].passes else ItemOutcome.REJECTED
        one = ranked.get(item.case_id)
        if one is not None:
            item.rank, item.tie = one.rank, one.tie
            if one.rank > (meeting.units or 0):
                item.outcome = ItemOutcome.NO_UNIT
    work.session.flush()


def _next_rounds(work: Work, case_ids: Sequence[int]) -> dict[int, int]:
    latest = dict(
        work.session.execute(
            sa.select(Panel.case_id, sa.func.max(Panel.round))
            .where(Panel.case_id.in_(case_ids))
            .group_by(Panel.case_id)
        ).all()
    )
    return {case_id: latest.get(case_id, 0) + 1 for case_id in case_ids}


def _decide(
    work: Work,
    meeting: PanelMeeting,
    item: AgendaItem,
    case: TalentCase,
    members: Sequence[MeetingMember],
    found: Found,
    rules: PanelRules,
    turn: int,
) -> None:
    tally = found.tally
    assert tally is not None
    if item.outcome is not ItemOutcome.NO_UNIT:
        # The chair's own step comes first: the members' rows are checked against the steps taken.
        take_step(work, case, Step.PANEL if item.outcome is ItemOutcome.PASSED else Step.REJECT, item.remark)
    held = Held(
        held_on=meeting_day(meeting),
        chair_id=meeting.chair_id,
        members=tuple(_member(member, item) for member in members),
        votes=(tally.votes_for, tally.votes_against, tally.abstentions),
        passed=found.passes,
        rules=rules,
        meeting_id=meeting.id,
        secret=meeting.secret,
    )
    enter_panel(work, case.id, turn, held)
    if item.outcome is ItemOutcome.REJECTED:
        give_back(work, case, item.remark or Step.REJECT.label)


def _member(member: MeetingMember, item: AgendaItem) -> Member:
    """A member as the vote on one case keeps them."""
    key = str(member.id)
    recused = item.recusals.get(key)
    attendance = member.attendance or Attendance.ABSENT
    if attendance is Attendance.PRESENT and recused is not None:
        return Member(member.name, Attendance.RECUSED, member.account_id, recusal_words(recused)[:200])
    vote = item.votes.get(key)
    return Member(member.name, attendance, member.account_id, member.reason, Vote(vote) if vote is not None else None)
