"""Cases led through the workflow in any order by anybody, against a plain model of states, units and who acted."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from itertools import count
from typing import Final, cast

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from officer_app.cases.model import CaseStep
from officer_app.cases.words import Capacity, State, Step, capacity_of
from officer_app.core.database import Database
from officer_app.core.errors import AppError, QuotaExhausted
from officer_app.core.work import Actor, Work, changes
from officer_app.people.access import Permission, Role
from officer_app.quota.reasons import NotReady
from officer_app.quota.verify import LedgerVerdict, ledger_verdict
from tests.casework import Casework, casework
from tests.fairwork import ALLOWED, take

# Where the steps lead that lead anywhere; written out, not asked of the program.
LEADS: Final = {
    Step.PRE_REVIEW: State.ACCEPTANCE,
    Step.ACCEPT: State.FIRST_REVIEW,
    Step.FIRST_REVIEW: State.PANEL,
    Step.PANEL: State.PUBLICITY_DUE,
    Step.PUBLISH: State.PUBLICITY,
    Step.DECIDE: State.SETTLEMENT,
    Step.SETTLE: State.SETTLED,
    Step.RETURN: State.RETURNED,
    Step.REFILE: State.PRE_REVIEW,
    Step.BACK_TO_PRE_REVIEW: State.PRE_REVIEW,
    Step.BACK_TO_FIRST_REVIEW: State.FIRST_REVIEW,
    Step.BACK_TO_PANEL: State.PANEL,
    Step.REJECT: State.REJECTED,
    Step.SUSTAIN_OBJECTION: State.REJECTED,
    Step.WITHDRAW: State.WITHDRAWN,
    Step.EXPIRE: State.EXPIRED,
}
_BY_STATE: Final = {
    (Step.REQUEST_SUPPLEMENT, State.PRE_REVIEW): State.SUPPLEMENT,
    (Step.REQUEST_SUPPLEMENT, State.FIRST_REVIEW): State.REVIEW_SUPPLEMENT,
    (Step.SUPPLEMENT_ARRIVED, State.SUPPLEMENT): State.PRE_REVIEW,
    (Step.SUPPLEMENT_ARRIVED, State.REVIEW_SUPPLEMENT): State.FIRST_REVIEW,
    (Step.CORRECT, State.PANEL): State.FIRST_REVIEW,
    (Step.CORRECT, State.SETTLEMENT): State.PUBLICITY,
}
RESERVED: Final = {State.PANEL, State.PUBLICITY_DUE, State.PUBLICITY}
USED: Final = {State.SETTLEMENT, State.SETTLED}
FORWARD: Final = {
    State.PRE_REVIEW: Step.PRE_REVIEW,
    State.SUPPLEMENT: Step.SUPPLEMENT_ARRIVED,
    State.REVIEW_SUPPLEMENT: Step.SUPPLEMENT_ARRIVED,
    State.ACCEPTANCE: Step.ACCEPT,
    State.FIRST_REVIEW: Step.FIRST_REVIEW,
    State.PANEL: Step.PANEL,
    State.PUBLICITY_DUE: Step.PUBLISH,
    State.PUBLICITY: Step.DECIDE,
    State.SETTLEMENT: Step.SETTLE,
    State.RETURNED: Step.REFILE,
}
_years = count(2027)


@dataclass
class Modelled:
    """A case as the model knows it: where it stands, and who acted in which capacity."""

    id: int
    state: State = State.PRE_REVIEW
    acted: dict[int, set[Capacity]] = field(default_factory=dict)


@changes(Permission.SETTINGS)
def take_as(work: Work, house: Casework, actor: Actor, case_id: int, state: State, step: Step) -> None:
    work.actor = actor
    take(work, house, case_id, state, step)


class CaseMachine(RuleBasedStateMachine):
    """Steps in any order by anybody, on several cases and few units; each run in a year of its own."""

    house: Casework
    people: tuple[Actor, ...]

    @initialize(units=st.integers(1, 2))
    def open_the_year(self, units: int) -> None:
        self.year = next(_years)
        self.house.bureau.clock.set(date(self.year, 1, 5))
        self.house.grant(units, self.year)
        self.units = units
        self.days = 0
        self.cases: list[Modelled] = []
        self.file()

    @rule()
    @precondition(lambda self: len(self.cases) < 3)
    def file(self) -> None:
        made = Modelled(self.house.file())
        assert self.house.filer.id is not None
        made.acted = {self.house.filer.id: {Capacity.FILER}}
        self.cases.append(made)

    @rule(days=st.integers(1, 20))
    @precondition(lambda self: self.days < 200)
    def time_passes(self, days: int) -> None:
        """Nothing moves by itself: the invariants say so."""
        self.house.later(days)
        self.days += days

    @rule(which=st.integers(0, 2), first=st.integers(0, 30), steps=st.integers(1, 5))
    def lead_on(self, which: int, first: int, steps: int) -> None:
        """The steps that lead a case on, each by somebody of a role that may, whoever acted before."""
        case = self.cases[which % len(self.cases)]
        for who in range(first, first + steps):
            step = FORWARD.get(case.state)
            if step is None:
                return
            able = [one for one in self.people if one.role in ALLOWED[case.state][step]]
            actor = able[who % len(able)]
            if step in (Step.PRE_REVIEW, Step.FIRST_REVIEW):
                self._take(case, Step.CHECK_PAPER, actor)
            if step is Step.DECIDE and self.days < 200:
                self.time_passes(10)
            self._take(case, step, actor)

    @rule(which=st.integers(0, 2), step=st.sampled_from(list(Step)[1:]), who=st.integers(0, 30))
    def try_anything(self, which: int, step: Step, who: int) -> None:
        case = self.cases[which % len(self.cases)]
        self._take(case, step, self.people[who % len(self.people)])

    @rule(which=st.integers(0, 2), place=st.integers(0, 30), who=st.integers(0, 30))
    def try_what_the_state_allows(self, which: int, place: int, who: int) -> None:
        case = self.cases[which % len(self.cases)]
        steps = sorted(ALLOWED[case.state])
        if steps:
            step = steps[place % len(steps)]
            able = [one for one in self.people if one.role in ALLOWED[case.state][step]]
            self._take(case, step, able[who % len(able)])

    def _take(self, case: Modelled, step: Step, actor: Actor) -> None:
        assert actor.id is not None
        capacity = capacity_of(step, case.state) if step in ALLOWED[case.state] else None
        other = case.acted.get(actor.id, set()) - {capacity}
        refused = actor.role not in ALLOWED[case.state].get(step, set()) or (capacity is not None and bool(other))
        empty = step is Step.FIRST_REVIEW and self.units_left() < 1
        wrong = self._refusal(case, step, actor)
        if wrong is None:
            assert not refused
            assert not empty
            if capacity is not None:
                case.acted.setdefault(actor.id, set()).add(capacity)
            case.state = _BY_STATE.get((step, case.state)) or LEADS.get(step, case.state)
        elif isinstance(wrong, QuotaExhausted):
            assert empty
        elif isinstance(wrong, NotReady):
            # Papers unchecked, scores lacking, a notice that is up, an open objection, a time that has not run out.
            assert step in {Step.FIRST_REVIEW, Step.DECIDE, Step.EXPIRE}
        else:
            assert refused or step in MAY_BE_REFUSED, wrong

    def _refusal(self, case: Modelled, step: Step, actor: Actor) -> AppError | None:
        try:
            self.house.do(take_as, self.house.admin, self.house, actor, case.id, case.state, step)
        except AppError as error:
            return error
        return None

    def units_left(self) -> int:
        return self.units - sum(case.state in RESERVED | USED for case in self.cases)

    @invariant()
    def everything_is_where_the_model_says(self) -> None:
        if not hasattr(self, "cases"):
            return
        for case in self.cases:
            assert self.house.state(case.id) is case.state
        reserved = sum(case.state in RESERVED for case in self.cases)
        used = sum(case.state in USED for case in self.cases)
        assert self.house.counters(self.year) == (self.units, reserved, used)

    def teardown(self) -> None:
        if not hasattr(self, "cases"):
            return
        found = cast(LedgerVerdict, self.house.ask(ledger_verdict, self.house.decider))
        assert found.faults == ()
        query = (
            sa.select(sa.func.count(sa.distinct(CaseStep.capacity)))
            .where(CaseStep.case_id.in_([case.id for case in self.cases]), CaseStep.capacity.is_not(None))
            .group_by(CaseStep.case_id, CaseStep.account_id)
        )
        with self.house.bureau.office.database.transaction(writes=False) as connection:
            assert set(connection.execute(query).scalars()) <= {1}


# What depends on more than state, role and person: a notice sent already, nothing lacking, an objection that is not
# there, a second countersignature, papers that have not arrived.
MAY_BE_REFUSED: Final = {
    Step.CHECK_PAPER,
    Step.PRE_REVIEW,
    Step.REQUEST_SUPPLEMENT,
    Step.DISMISS_OBJECTION,
    Step.SUSTAIN_OBJECTION,
    Step.COUNTERSIGN,
    Step.CORRECT,
    Step.SETTLE,
}


def test_workflow_and_ledger_hold_under_any_order_of_steps_by_anybody(database: Database) -> None:
    house = casework(database)
    house.ask_for_one_paper()
    CaseMachine.house = house
    more: Callable[[Role], Actor] = house.bureau.person
    CaseMachine.people = (
        house.filer,
        house.liaison,
        house.acceptor,
        house.reviewer,
        house.chair,
        house.decider,
        house.staff,
        house.admin,
        more(Role.SUPERVISOR),
        more(Role.SUPERVISOR),
        more(Role.LIAISON),
        more(Role.SPECIALIST),
        more(Role.AUDITOR),
    )
    examples, steps = (12, 40) if database.is_sqlite else (3, 30)
    run_state_machine_as_test(
        CaseMachine,
        settings=settings(
            max_examples=examples, stateful_step_count=steps, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
