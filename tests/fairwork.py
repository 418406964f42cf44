"""What the tests of fair decisions share: a case as its page shows it, and rows tried past the program."""

from collections.abc import Callable
from typing import Final, cast
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from officer_app.cases.chain import open_case
from officer_app.cases.filing import refile_case
from officer_app.cases.gaps import Gap
from officer_app.cases.model import CasePaper, Objection, TalentCase
from officer_app.cases.service import (
    accept,
    check_paper,
    pre_review,
    request_supplement,
    return_case,
    supplement_arrived,
)
from officer_app.cases.words import (
    DefectCode,
    State,
    Step,
    Verdict,
    capacity_of,
)
from officer_app.core.work import USE_CASES, Actor, Work
from officer_app.people.access import Role
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.countersigning import countersign
from officer_app.quota.evaluation import score
from officer_app.quota.model import QuotaEntry
from officer_app.quota.objections import ObjectionDraft, answer_objection, record_objection
from officer_app.quota.panel import hold_panel
from officer_app.quota.pool import reverse_entry
from officer_app.quota.publicity import publish
from officer_app.quota.sending_back import send_back
from officer_app.quota.service import decide, expire, first_review, settle, withdraw
from tests.casework import FULL_SCORES, Casework, a_draft

L, S, V, O = Role.LIAISON, Role.SPECIALIST, Role.SUPERVISOR, Role.STAFF  # noqa: E741 # a table wants short heads
OFFICE: Final = {L, S, V, O}
# Source: chain and people of the special-talent case (reply 8E112); written out, not asked of the program.
ALLOWED: Final[dict[State, dict[Step, set[Role]]]] = {
    State.PRE_REVIEW: {
        Step.CHECK_PAPER: {L, V},
        Step.PRE_REVIEW: {L, V},
        Step.REQUEST_SUPPLEMENT: {L, V},
        Step.RETURN: {L, V},
        Step.WITHDRAW: OFFICE,
    },
    State.SUPPLEMENT: {Step.SUPPLEMENT_ARRIVED: OFFICE, Step.WITHDRAW: OFFICE, Step.EXPIRE: OFFICE},
    State.ACCEPTANCE: {
        Step.ACCEPT: {S},
        Step.RETURN: {S},
        Step.BACK_TO_PRE_REVIEW: {S},
        Step.WITHDRAW: OFFICE,
    },
    State.FIRST_REVIEW: {
        Step.CHECK_PAPER: {V},
        Step.SCORE: {V},
        Step.FIRST_REVIEW: {V},
        Step.REQUEST_SUPPLEMENT: {V},
        Step.RETURN: {V},
        Step.REJECT: {V},
        Step.BACK_TO_PRE_REVIEW: {V},
        Step.WITHDRAW: OFFICE,
    },
    State.REVIEW_SUPPLEMENT: {Step.SUPPLEMENT_ARRIVED: OFFICE, Step.WITHDRAW: OFFICE, Step.EXPIRE: OFFICE},
    State.PANEL: {
        Step.PANEL: {V},
        Step.REJECT: {V},
        Step.BACK_TO_FIRST_REVIEW: {V},
        Step.CORRECT: {V},
        Step.WITHDRAW: OFFICE,
        Step.EXPIRE: OFFICE,
    },
    State.PUBLICITY_DUE: {
        Step.PUBLISH: {O},
        Step.BACK_TO_FIRST_REVIEW: {V},
        Step.BACK_TO_PANEL: {V},
        Step.WITHDRAW: OFFICE,
        Step.EXPIRE: OFFICE,
    },
    State.PUBLICITY: {
        Step.OBJECTION: {O},
        Step.DISMISS_OBJECTION: {V},
        Step.SUSTAIN_OBJECTION: {V},
        Step.COUNTERSIGN: {V},
        Step.DECIDE: {V},
        Step.REJECT: {V},
        Step.BACK_TO_FIRST_REVIEW: {V},
        Step.BACK_TO_PANEL: {V},
        Step.WITHDRAW: OFFICE,
        Step.EXPIRE: OFFICE,
    },
    State.SETTLEMENT: {Step.SETTLE: {O}, Step.CORRECT: {V}},
    State.SETTLED: {},
    State.RETURNED: {Step.REFILE: OFFICE, Step.WITHDRAW: OFFICE, Step.EXPIRE: OFFICE},
    State.REJECTED: {},
    State.WITHDRAWN: {},
    State.EXPIRED: {},
}
BACK: Final = {
    Step.BACK_TO_PRE_REVIEW: State.PRE_REVIEW,
    Step.BACK_TO_FIRST_REVIEW: State.FIRST_REVIEW,
    Step.BACK_TO_PANEL: State.PANEL,
}


def _latest(work: Work, kind: type[QuotaEntry] | type[Objection], case_id: int) -> int | None:
    return work.session.scalar(sa.select(sa.func.max(kind.id)).where(kind.case_id == case_id))


def take(work: Work, house: Casework, case_id: int, state: State, step: Step) -> None:
    """Take a step as the window does: its use case with all it asks for, the declared permission first."""
    papers = list(
        work.session.scalars(sa.select(CasePaper.id).where(CasePaper.case_id == case_id).order_by(CasePaper.id))
    )
    case = work.get(TalentCase, case_id)
    objection, entry = _latest(work, Objection, case_id) or 0, _latest(work, QuotaEntry, case_id)
    by_state: dict[State, tuple[Callable[..., object], tuple[object, ...]]] = {
        State.PANEL: (hold_panel, (house.panel((0, 3, 0)),)),
        State.PUBLICITY: (decide, (Verdict.REJECT, "理由")),
    }
    calls: dict[Step, tuple[Callable[..., object], tuple[object, ...]]] = {
        Step.REFILE: (refile_case, (a_draft(house.enterprise_id, id_number="", born_on=case.born_on),)),
        Step.CHECK_PAPER: (check_paper, (papers[0],)),
        Step.PRE_REVIEW: (pre_review, ("齐全",)),
        Step.REQUEST_SUPPLEMENT: (request_supplement, ({papers[0]: Gap(DefectCode.EXPIRED)},)),
        Step.SUPPLEMENT_ARRIVED: (supplement_arrived, (dict.fromkeys(papers, 2),)),
        Step.ACCEPT: (accept, ()),
        Step.SCORE: (score, (FULL_SCORES,)),
        Step.FIRST_REVIEW: (first_review, (Verdict.PASS, "符合")),
        Step.PANEL: (hold_panel, (house.panel(),)),
        Step.PUBLISH: (publish, ()),
        Step.OBJECTION: (record_objection, (ObjectionDraft(str(uuid4()), house.today, "某", "异议"),)),
        Step.COUNTERSIGN: (countersign, (True, "同意")),
        Step.DECIDE: (decide, (Verdict.PASS, "同意")),
        Step.SETTLE: (settle, (house.today, "准迁字第 1 号")),
        Step.RETURN: (return_case, ("理由",)),
        Step.REJECT: by_state.get(state, (first_review, (Verdict.REJECT, "理由"))),
        Step.WITHDRAW: (withdraw, ("理由",)),
        Step.EXPIRE: (expire, ()),
        **{step: (send_back, (target, "理由")) for step, target in BACK.items()},
    }
    if step in calls:
        use_case, arguments = calls[step]
        work.require(USE_CASES[use_case].permission)
        if (step, state) == (Step.FIRST_REVIEW, State.FIRST_REVIEW):
            # Nobody passes a case whose scores they have not seen, and those are seen by who has scored.
            score(work, case_id, FULL_SCORES)
        use_case(work, case_id, *arguments)
    elif step is Step.CORRECT:
        work.require(USE_CASES[reverse_entry].permission)
        if entry is None:
            open_case(work, case_id, step, None)
        else:
            reverse_entry(work, entry, "理由")
    else:
        work.require(USE_CASES[answer_objection].permission)
        answer_objection(work, objection, "理由", sustained=step is Step.SUSTAIN_OBJECTION)


def seen(house: Casework, case_id: int, actor: Actor | None = None) -> CaseFile:
    return cast(CaseFile, house.ask(case_file, actor or house.decider, case_id))


def inserted(house: Casework, table: str, **values: object) -> str:
    """Try a row past the program; what the database says, empty if it lets it in. Nothing lasts."""
    names = ", ".join(values)
    text = sa.text(f"INSERT INTO {table} ({names}) VALUES ({', '.join(f':{name}' for name in values)})")
    with house.bureau.office.database.transaction(writes=True) as connection:
        try:
            with connection.begin_nested() as attempt:
                connection.execute(text, values)
                attempt.rollback()
        except DBAPIError as error:
            return str(error.orig)
    return ""


def raw_step(house: Casework, case_id: int, actor: Actor, step: Step, after: State, **changes: object) -> str:
    state = house.state(case_id)
    capacity = capacity_of(step, state)
    values: dict[str, object] = {
        "case_id": case_id,
        "step": step.value,
        "capacity": None if capacity is None else capacity.value,
        "state_before": state.value,
        "state_after": after.value,
        "account_id": actor.id,
        "at": house.bureau.clock.now,
        "opinion": "",
        **changes,
    }
    return inserted(house, "case_step", **values)


def another(house: Casework) -> Actor:
    return house.bureau.person(Role.SUPERVISOR)


def in_every_state(house: Casework) -> dict[State, list[int]]:
    """A case in every state, two in publicity, one of them with an objection; everything has run its time."""
    house.grant(30)
    reachable = [state for state in State if state not in (State.FIRST_REVIEW, State.EXPIRED)]
    cases = {state: [house.walk(state)] for state in reachable if state not in (State.SETTLEMENT, State.SETTLED)}
    cases[State.FIRST_REVIEW] = [house.ready()]
    objected, expired = house.walk(State.PUBLICITY), house.walk(State.SUPPLEMENT)
    house.do(record_objection, house.staff, objected, ObjectionDraft(str(uuid4()), house.today, "某", "异议"))
    cases[State.PUBLICITY].append(objected)
    for state in (State.SETTLEMENT, State.SETTLED):
        cases[state] = [house.walk(state)]
    house.later(200)
    house.grant(5, 2027)
    house.do(expire, house.staff, expired)
    cases[State.EXPIRED] = [expired]
    assert {state for state, ids in cases.items() for case_id in ids if house.state(case_id) is state} == set(State)
    return cases
