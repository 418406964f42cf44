"""What pages and papers read of meetings: the list, and one meeting with its members, agenda, votes and ranked list."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.cases.chain import office_day
from officer_app.cases.model import AgendaItem, MeetingMember, PanelMeeting, TalentCase
from officer_app.cases.words import Attendance, ItemOutcome, MeetingState, State, Vote
from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise
from officer_app.i18n import _
from officer_app.people.access import Permission, Role, may
from officer_app.people.model import Account
from officer_app.quota.meetings.acts import CHAIR, follows_from_acts, recusal_words
from officer_app.quota.meetings.agenda import meeting_day
from officer_app.quota.meetings.closing import Found, find, place
from officer_app.quota.meetings.ranking import Marks, Ranked, rule_words, tie_rules, tie_words, totals_of
from officer_app.quota.meetings.sitting import items_of, members_of
from officer_app.quota.panel import PanelRules, panel_rules, share_told

_MOST_LISTED: Final = 500


@dataclass(frozen=True, slots=True)
class MeetingRow:
    """A meeting as lists show it; `cases` are those on its agenda."""

    id: int
    number: str
    title: str
    meets_at: datetime
    place: str
    chair: str
    state: MeetingState
    secret: bool
    units: int | None
    cases: int
    passed: int
    rejected: int

    @property
    def meets_on(self) -> date:
        """The office's day."""
        return office_day(self.meets_at)


@asks(Permission.CASE_READ)
def list_meetings(work: Work, *, year: int | None = None) -> tuple[MeetingRow, ...]:
    """The meetings of a year (of all), the latest first; at most five hundred."""

    def counted(outcome: ItemOutcome | None = None) -> sa.ColumnElement[int]:
        matches = AgendaItem.id if outcome is None else sa.case((AgendaItem.outcome == outcome, AgendaItem.id))
        return sa.func.count(matches)

    chair = aliased(Account)
    query = (
        sa.select(
            PanelMeeting,
            chair.name,
            counted(),
            counted(ItemOutcome.PASSED),
            counted(ItemOutcome.REJECTED),
        )
        .join(chair, chair.id == PanelMeeting.chair_id)
        .outerjoin(AgendaItem, AgendaItem.meeting_id == PanelMeeting.id)
        .group_by(PanelMeeting.id, chair.name)
        .order_by(PanelMeeting.meets_at.desc(), PanelMeeting.id.desc())
        .limit(_MOST_LISTED)
    )
    if year is not None:
        query = query.where(PanelMeeting.year == year)
    return tuple(
        MeetingRow(
            id=meeting.id,
            number=meeting.number,
            title=title_of(meeting),
            meets_at=meeting.meets_at,
            place=meeting.place,
            chair=name,
            state=meeting.state,
            secret=meeting.secret,
            units=meeting.units,
            cases=cases,
            passed=passed,
            rejected=rejected,
        )
        for meeting, name, cases, passed, rejected in work.session.execute(query)
    )


def title_of(meeting: PanelMeeting) -> str:
    """What a meeting is called: as typed, else by its number in the year."""
    text = _("Special-talent panel {year}, meeting {number}")
    return meeting.title or text.format(year=meeting.year, number=meeting.sequence)


@dataclass(frozen=True, slots=True)
class SeatRow:
    """Somebody who should attend; `key` is "chair" or the member's id, as votes and recusals go by it."""

    key: str
    name: str
    post: str
    account_id: int | None
    attendance: Attendance | None
    reason: str

    @property
    def votes(self) -> bool:
        """Whether they are there to vote."""
        return self.attendance is Attendance.PRESENT


@dataclass(frozen=True, slots=True)
class ItemRow:
    """A case on the agenda. `recusals` are by seat, in words; `own_recusals` those that a person made.

    `voters` are the seats that vote on it; `votes` by seat in an open vote; sums are None while a secret vote has not
    been counted. `total` is the evaluation; `rank` and `tie` are those of the ranked list, before closing as it would
    be now. `within` says whether a unit is left for it.
    """

    id: int
    position: int
    case_id: int
    number: str
    applicant: str
    enterprise: str
    post: str
    base_multiple: Decimal
    state: State
    outcome: ItemOutcome
    recusals: dict[str, str]
    own_recusals: frozenset[str]
    voters: tuple[str, ...]
    votes: dict[str, Vote]
    votes_for: int | None
    votes_against: int | None
    abstentions: int | None
    complete: bool
    quorum: bool
    passes: bool
    total: Decimal | None
    rank: int | None
    tie: str
    within: bool
    remark: str
    version: int

    @property
    def cast(self) -> int:
        """How many votes are on record."""
        return sum(votes or 0 for votes in (self.votes_for, self.votes_against, self.abstentions))


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting whole. `rules` are those it was closed by, before that those in force on its day."""

    id: int
    draft_id: str
    number: str
    title: str
    typed_title: str
    meets_at: datetime
    place: str
    chair_id: int
    chair: str
    secretary_id: int | None
    secretary: str
    state: MeetingState
    secret: bool
    units: int | None
    remarks: str
    opened_at: datetime | None
    closed_at: datetime | None
    seats: tuple[SeatRow, ...]
    items: tuple[ItemRow, ...]
    rules: PanelRules
    ties: tuple[str, ...]
    version: int

    @property
    def meets_on(self) -> date:
        """The office's day."""
        return office_day(self.meets_at)

    @property
    def rule(self) -> str:
        """The rule of the vote in a sentence."""
        text = _(
            "Quorum: {quorum} of those invited may vote on the case, the chair among them. A case passes if the votes "
            "for it exceed {majority} of the votes cast, abstentions included."
        )
        return text.format(quorum=share_told(self.rules.quorum), majority=share_told(self.rules.majority))

    @property
    def tie_rule(self) -> str:
        """How equal totals are told apart, in a sentence."""
        text = _("Ranked by the total of the evaluation; equal totals by {rules}, in this order.")
        return text.format(rules=_(", ").join(rule_words(rule) for rule in self.ties))

    @property
    def ranked(self) -> tuple[ItemRow, ...]:
        """The ranked list, the best first."""
        return tuple(sorted((item for item in self.items if item.rank is not None), key=lambda item: item.rank or 0))

    @property
    def lacking(self) -> tuple[ItemRow, ...]:
        """The cases that not everybody has voted on yet, where there is a quorum."""
        return tuple(
            item
            for item in self.items
            if item.outcome is ItemOutcome.PENDING and item.quorum and not item.complete and item.state is State.PANEL
        )

    def seat(self, key: str) -> SeatRow:
        """The seat with this key."""
        return next(seat for seat in self.seats if seat.key == key)


@asks(Permission.CASE_READ)
def meeting_file(work: Work, meeting_id: int) -> Meeting:
    """One meeting whole. Raises NotFound."""
    meeting = work.get(PanelMeeting, meeting_id)
    members, items = members_of(work, meeting.id), items_of(work, meeting.id)
    work.saw("talent_case", *(item.case_id for item in items))
    accounts = dict(
        work.session.execute(
            sa.select(Account.id, Account.name).where(Account.id.in_([meeting.chair_id, meeting.secretary_id or 0]))
        ).all()
    )
    rules = panel_rules(work, meeting_day(meeting))
    if meeting.quorum is not None and meeting.majority is not None:
        rules = PanelRules(meeting.quorum, meeting.majority)
    ties = tie_rules(work, meeting_day(meeting))
    came = meeting.state in (MeetingState.OPEN, MeetingState.CLOSED)
    chair = SeatRow(CHAIR, accounts[meeting.chair_id], "", meeting.chair_id, Attendance.PRESENT if came else None, "")
    seats = (
        chair,
        *(SeatRow(str(one.id), one.name, one.post, one.account_id, one.attendance, one.reason) for one in members),
    )
    return Meeting(
        id=meeting.id,
        draft_id=meeting.draft_id,
        number=meeting.number,
        title=title_of(meeting),
        typed_title=meeting.title,
        meets_at=meeting.meets_at,
        place=meeting.place,
        chair_id=meeting.chair_id,
        chair=accounts[meeting.chair_id],
        secretary_id=meeting.secretary_id,
        secretary=accounts[meeting.secretary_id] if meeting.secretary_id is not None else "",
        state=meeting.state,
        secret=meeting.secret,
        units=meeting.units,
        remarks=meeting.remarks,
        opened_at=meeting.opened_at,
        closed_at=meeting.closed_at,
        seats=seats,
        items=_rows(work, meeting, members, items, rules, ties),
        rules=rules,
        ties=ties,
        version=meeting.version,
    )


def _rows(
    work: Work,
    meeting: PanelMeeting,
    members: Sequence[MeetingMember],
    items: Sequence[AgendaItem],
    rules: PanelRules,
    ties: Sequence[str],
) -> tuple[ItemRow, ...]:
    rows = work.session.execute(
        sa.select(TalentCase, Enterprise.name)
        .join(Enterprise, Enterprise.id == TalentCase.enterprise_id)
        .where(TalentCase.id.in_([item.case_id for item in items]))
    ).all()
    cases, enterprises = {case.id: case for case, _name in rows}, {case.id: name for case, name in rows}
    closed = meeting.state is MeetingState.CLOSED
    marks = totals_of(work, list(cases.values())) if not closed else {}
    found = {item.id: find(item, members, rules, secret=meeting.secret) for item in items}
    ranked: dict[int, Ranked] = {}
    if meeting.state is MeetingState.OPEN:
        passing = [
            cases[item.case_id]
            for item in items
            if item.outcome is ItemOutcome.PENDING
            and found[item.id].passes
            and found[item.id].quorum
            and cases[item.case_id].state is State.PANEL
        ]
        ranked = place(meeting, passing, marks, ties)
    return tuple(
        _row(meeting, item, cases[item.case_id], enterprises[item.case_id], found[item.id], marks, ranked)
        for item in items
    )


def _row(
    meeting: PanelMeeting,
    item: AgendaItem,
    case: TalentCase,
    enterprise: str,
    found: Found,
    marks: dict[int, Marks],
    ranked: dict[int, Ranked],
) -> ItemRow:
    now = ranked.get(case.id)
    rank = item.rank if now is None else now.rank
    tally = found.tally
    # A vote that has not begun says nothing yet.
    voted = tally is not None and (tally.cast > 0 or meeting.state is MeetingState.CLOSED)
    return ItemRow(
        id=item.id,
        position=item.position,
        case_id=case.id,
        number=case.number,
        applicant=case.name,
        enterprise=enterprise,
        post=case.post,
        base_multiple=case.base_multiple,
        state=case.state,
        outcome=item.outcome,
        recusals={key: recusal_words(reason) for key, reason in item.recusals.items()},
        own_recusals=frozenset(key for key, reason in item.recusals.items() if not follows_from_acts(reason)),
        voters=found.voters,
        votes={key: Vote(vote) for key, vote in item.votes.items()},
        votes_for=tally.votes_for if tally is not None and voted else None,
        votes_against=tally.votes_against if tally is not None and voted else None,
        abstentions=tally.abstentions if tally is not None and voted else None,
        complete=found.complete,
        quorum=found.quorum,
        passes=found.passes,
        total=marks[case.id].total if case.id in marks else item.score,
        rank=rank,
        tie=tie_words(item.tie if now is None else now.tie),
        within=meeting.units is None or (rank is not None and rank <= meeting.units),
        remark=item.remark,
        version=item.version,
    )


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague who may chair, keep the record, or sit in the panel."""

    id: int
    name: str
    role: Role
    chairs: bool
    records: bool


@asks(Permission.CASE_MEETING)
def panel_people(work: Work) -> tuple[Person, ...]:
    """Everybody in use who may be invited, by name, and what they may be there."""
    rows = work.session.execute(
        sa.select(Account.id, Account.name, Account.role).where(Account.active).order_by(Account.name)
    )
    return tuple(
        Person(key, name, role, may(role, Permission.CASE_PANEL), may(role, Permission.CASE_MEETING))
        for key, name, role in rows
        if role not in (Role.ADMINISTRATOR, Role.AUDITOR)
    )
