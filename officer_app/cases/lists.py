"""The queue of cases: which are where, whom they wait for, how much time is left."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal

import sqlalchemy as sa

from officer_app.cases.deadlines import light_on
from officer_app.cases.model import (
    CaseRecusal,
    CaseStep,
    Objection,
    Panel,
    PanelMember,
    Publicity,
    TalentCase,
    case_number,
)
from officer_app.cases.pools import pools_of
from officer_app.cases.words import (
    CHAIN,
    FINAL,
    PAUSED,
    Attendance,
    Capacity,
    ClockLight,
    ObjectionState,
    State,
    Step,
    capacity_of,
)
from officer_app.core.among import among, gathered
from officer_app.core.calendar import WorkingCalendar
from officer_app.core.holidays import calendar_in_force
from officer_app.core.search import Query
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise
from officer_app.people.access import Permission, delegators, may
from officer_app.visits.finding import named_so

SortBy = Literal["queue", "number", "applicant", "enterprise", "base", "filed"]

# Steps that lead a case on; by them a case waits for somebody.
_LEADING: Final = {
    Step.PRE_REVIEW: Permission.CASE_PRE_REVIEW,
    Step.ACCEPT: Permission.CASE_ACCEPT,
    Step.FIRST_REVIEW: Permission.CASE_FIRST_REVIEW,
    Step.PANEL: Permission.CASE_PANEL,
    Step.PUBLISH: Permission.CASE_PUBLICITY,
    Step.DECIDE: Permission.CASE_DECIDE,
    Step.SETTLE: Permission.CASE_SETTLE,
}


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list.

    `text` looks in applicant, post, enterprise and number; `waiting` takes what waits for the actor. `light` takes
    running first reviews by how their clock stands, `pool` the cases that are to get a unit of that pool, `industries`
    those of the enterprises, None for one without.
    """

    text: str = ""
    states: frozenset[State] = frozenset()
    year: int | None = None
    enterprise_id: int | None = None
    waiting: bool = False
    light: ClockLight | None = None
    pool: str = ""
    industries: tuple[Industry | None, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as lists show it.

    `days_left` counts working days to the limit of first review, negative when overdue; None, like `light`, when no
    clock runs.
    """

    id: int
    number: str
    state: State
    enterprise_id: int
    enterprise: str
    applicant: str
    post: str
    base_multiple: Decimal
    filed_on: date
    accepted_on: date | None
    due_on: date | None
    due_provisional: bool
    days_left: int | None
    light: ClockLight | None
    standing: bool
    version: int


@dataclass(frozen=True, slots=True)
class CasePage:
    """Some of the cases found, and how many there are in all."""

    rows: tuple[CaseRow, ...]
    count: int


@asks(Permission.CASE_READ)
def list_cases(
    work: Work,
    wanted: CaseFilter = CaseFilter(),
    *,
    sort: SortBy = "queue",
    descending: bool = False,
    offset: int = 0,
    limit: int = 200,
) -> CasePage:
    """A page of cases and how many there are; the queue puts those with the nearest limit first, then the oldest."""
    calendar = calendar_in_force(work.session)
    found = _Found(work, wanted)
    ids = found.page(sort, descending=descending, offset=offset, limit=limit)
    # Orders and conditions are answered by indexes; the rows themselves are read for one page.
    query = sa.select(*_SHOWN, Enterprise.name.label("enterprise")).join(
        Enterprise, Enterprise.id == TalentCase.enterprise_id
    )
    rows = {row.id: row for row in work.session.execute(query.where(among(_CASE.id, ids)))} if ids else {}
    shown = tuple(_row(calendar, work.today, rows[key], rows[key].enterprise) for key in ids)
    return CasePage(shown, found.count())


@asks(Permission.CASE_READ)
def count_cases(work: Work, wanted: CaseFilter = CaseFilter()) -> int:
    """How many cases the filter finds."""
    return _Found(work, wanted).count()


_CASE: Final[Any] = TalentCase.__table__.c  # columns of several types
_SHOWN: Final = tuple(
    _CASE[name]
    for name in (
        "id",
        "prefix",
        "year",
        "sequence",
        "state",
        "enterprise_id",
        "name",
        "post",
        "base_multiple",
        "filed_on",
        "accepted_on",
        "review_due_on",
        "review_due_provisional",
        "review_target_on",
        "version",
    )
)
# Up to so many cases that a search finds are gathered and sorted; more are so frequent that a walk soon meets enough.
_GATHERED: Final = 5_000


class _Found:
    """The cases that a filter finds: which of them stand on a page, and how many they are."""

    def __init__(self, work: Work, wanted: CaseFilter) -> None:
        self._work, self._wanted = work, wanted
        self._conditions = _conditions(work, wanted)
        self._joined = bool(wanted.industries)
        self._count: int | None = None
        if wanted.text.strip():
            self._look_up(wanted.text.strip())

    def count(self) -> int:
        """How many there are."""
        if self._count is None:
            self._count = self._work.session.scalar(self._of(sa.select(sa.func.count()).select_from(TalentCase))) or 0
        return self._count

    def page(self, sort: SortBy, *, descending: bool, offset: int, limit: int) -> list[int]:
        """The ids of a page, in order."""
        session, found = self._work.session, list[int]()
        parts = self._parts(sort)
        for conditions, order in reversed(parts) if descending else parts:
            columns = [column.desc() if descending else column for column in order]
            query = self._of(sa.select(_CASE.id), sort == "enterprise").where(*conditions).order_by(*columns)
            some = list(session.scalars(query.offset(offset).limit(limit - len(found))))
            found += some
            if len(found) >= limit:
                break
            if some or not offset:
                offset = 0
            elif len(parts) > 1:
                counted = self._of(sa.select(sa.func.count()).select_from(TalentCase)).where(*conditions)
                offset = max(0, offset - (session.scalar(counted) or 0))
        return found

    def _of(self, query: sa.Select[Any], joined: bool = False) -> sa.Select[Any]:
        if joined or self._joined:
            query = query.join(Enterprise, Enterprise.id == _CASE.enterprise_id)
        return query.where(*self._conditions)

    def _parts(self, sort: SortBy) -> list[tuple[list[sa.ColumnElement[bool]], tuple[Any, ...]]]:
        """The list as stretches that follow each other, each along one index.

        In the queue, running first reviews by their limit come before all others: a case that has passed first review
        is no longer pressed by it.
        """
        number = (_CASE.year, _CASE.sequence)
        if sort != "queue":
            columns: dict[SortBy, tuple[Any, ...]] = {
                "number": number,
                "applicant": (_CASE.name, _CASE.id),
                "enterprise": (Enterprise.name_key, _CASE.id),
                "base": (_CASE.base_multiple, _CASE.id),
                "filed": (_CASE.filed_on, _CASE.id),
            }
            return [([], columns[sort])]
        running, states = _CASE.state == State.FIRST_REVIEW, self._wanted.states
        parts: list[tuple[list[sa.ColumnElement[bool]], tuple[Any, ...]]] = []
        if not states or State.FIRST_REVIEW in states:
            parts.append(([running], (sa.func.coalesce(_CASE.review_due_on, date.max), *number)))
        if self._wanted.light is None and states != {State.FIRST_REVIEW}:
            parts.append(([~running], number))
        return parts

    def _look_up(self, text: str) -> None:
        """Narrow to what a search finds: by one look through an index, and by the index of enterprises."""
        hits = self._hits(text)
        few = gathered(self._work.session.connection(), hits.limit(_GATHERED + 1))
        if few.count <= _GATHERED:
            self._conditions, self._joined, self._count = [among(_CASE.id, few)], False, few.count
        else:
            self._conditions.append(self._stands(text))

    def _hits(self, text: str) -> sa.Select[tuple[int]]:
        return self._of(sa.select(_CASE.id)).where(self._stands(text))

    def _stands(self, text: str) -> sa.ColumnElement[bool]:
        """That the text stands in applicant, post or enterprise, or is the number."""
        either = [_CASE.name.contains(text, autoescape=True), _CASE.post.contains(text, autoescape=True)]
        query = Query.of(text)
        if query:
            either.append(_CASE.enterprise_id.in_(named_so(self._work, query)))
        number = _NUMBER.fullmatch(text)
        if number is not None:
            year, sequence = number.groups()
            same = _CASE.sequence == int(sequence)
            numbered = sa.select(_CASE.id).where(same if year is None else same & (_CASE.year == int(year)))
            either.append(_CASE.id.in_(numbered.correlate(None)))
        return sa.or_(*either)


_NUMBER: Final = re.compile(r"(?:.*?(\d{4})\D+)?(\d{1,6})\s*号?")


def states_waiting_for(role: str) -> frozenset[State]:
    """The states from which somebody in this role leads a case on."""
    return frozenset(
        state for state in State for step in CHAIN.steps(state) if step in _LEADING and may(role, _LEADING[step])
    )


def _conditions(work: Work, wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    found: list[sa.ColumnElement[bool]] = []
    if wanted.states:
        # Ended cases are so many that they are met along the index of the order, not gathered by their state.
        state = sa.func.coalesce(_CASE.state, "") if wanted.states & FINAL else _CASE.state
        found.append(state.in_([state.value for state in sorted(wanted.states)]))
    if wanted.waiting:
        found.append(_waits_for(work))
    if wanted.year is not None:
        found.append(TalentCase.year == wanted.year)
    if wanted.enterprise_id is not None:
        found.append(TalentCase.enterprise_id == wanted.enterprise_id)
    if wanted.pool:
        found.append(TalentCase.pool == wanted.pool)
    if wanted.industries:
        named = [industry for industry in wanted.industries if industry is not None]
        either_of = Enterprise.industry.in_(named)
        found.append(sa.or_(either_of, Enterprise.industry.is_(None)) if None in wanted.industries else either_of)
    if wanted.light is not None:
        found += [TalentCase.state == State.FIRST_REVIEW, *_lit(wanted.light, work.today)]
    return found


def _lit(light: ClockLight, today: date) -> list[sa.ColumnElement[bool]]:
    """As deadlines.light_on, by the limits kept on the case."""
    if light is ClockLight.RED:
        return [TalentCase.review_due_on < today]
    past_target = sa.func.coalesce(TalentCase.review_target_on < today, sa.false())
    return [TalentCase.review_due_on >= today, past_target if light is ClockLight.AMBER else ~past_target]


def _waits_for(work: Work) -> sa.ColumnElement[bool]:
    """In a state from which the actor leads on, in their own right or in an absent colleague's place.

    Not a case on which the actor (or the absent one) acted in another capacity, or from which they stand aside.
    """
    own = states_waiting_for(work.actor.role)
    aside = sa.exists().where(CaseRecusal.case_id == TalentCase.id, CaseRecusal.account_id == work.actor.id)
    here = [TalentCase.id < 0]
    for state in State:
        for step in CHAIN.steps(state):
            if step not in _LEADING:
                continue
            capacity, there = capacity_of(step, state), TalentCase.state == state
            if step is Step.DECIDE:
                there &= _decidable(work.today)
            if capacity is None:
                here += [there] if state in own else []
            elif may(work.actor.role, _LEADING[step]):
                here.append(there & ~_acted_otherwise(work.actor.id, capacity) & ~aside)
            else:
                here += [
                    there & ~_acted_otherwise(work.actor.id, capacity) & ~_acted_otherwise(absent.id, capacity) & ~aside
                    for absent in delegators(work.session, work.actor, _LEADING[step], work.today)
                ]
    return sa.or_(*here)


def _decidable(today: date) -> sa.ColumnElement[bool]:
    """No notice of the case is up, or there is an objection to answer meanwhile."""
    up = sa.exists().where(Publicity.case_id == TalentCase.id, Publicity.ends_on >= today)
    objected = sa.exists().where(Objection.case_id == TalentCase.id, Objection.state == ObjectionState.OPEN)
    return ~up | objected


def _acted_otherwise(account_id: int | None, capacity: Capacity) -> sa.ColumnElement[bool]:
    acted = sa.exists().where(
        CaseStep.case_id == TalentCase.id,
        sa.or_(CaseStep.account_id == account_id, CaseStep.for_account_id == account_id),
        CaseStep.capacity != capacity,
    )
    # A vote in the panel, and chairing one that moved the case nowhere, is no step; it keeps from others as one does.
    voted = sa.exists().where(
        Panel.case_id == TalentCase.id,
        PanelMember.panel_id == Panel.id,
        PanelMember.account_id == account_id,
        PanelMember.attendance == Attendance.PRESENT,
    )
    chaired = sa.exists().where(Panel.case_id == TalentCase.id, Panel.chair_id == account_id)
    return acted | voted if capacity is Capacity.CHAIR else acted | voted | chaired


def _row(calendar: WorkingCalendar, today: date, case: Any, enterprise: str) -> CaseRow:  # a row of _SHOWN
    days_left = None
    if case.state is State.FIRST_REVIEW and case.review_due_on is not None:
        days_left = calendar.working_days_between(today, case.review_due_on).days
    return CaseRow(
        id=case.id,
        number=case_number(case.prefix, case.year, case.sequence),
        state=case.state,
        enterprise_id=case.enterprise_id,
        enterprise=enterprise,
        applicant=case.name,
        post=case.post,
        base_multiple=case.base_multiple,
        filed_on=case.filed_on,
        accepted_on=case.accepted_on,
        due_on=case.review_due_on if case.state is State.FIRST_REVIEW else None,
        due_provisional=case.review_due_provisional,
        days_left=days_left,
        light=light_on(today, case.review_target_on, case.review_due_on) if days_left is not None else None,
        standing=case.state in PAUSED,
        version=case.version,
    )


@asks(Permission.CASE_READ)
def case_pools(work: Work) -> list[str]:
    """The names of the pools of this year, which cases can be listed by; the general one first."""
    return list(pools_of(work, work.today.year))
