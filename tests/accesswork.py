"""An office in which everything there is can be tried by anybody: whose it is, where it stands, and what each use case
is called with. Nothing that is tried lasts.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from inspect import signature
from typing import Any, Final  # a use case takes what it takes
from uuid import uuid4

import sqlalchemy as sa

from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign
from officer_app.cases.gaps import Gap
from officer_app.cases.model import TalentCase
from officer_app.cases.words import DefectCode, State, Step, Verdict
from officer_app.core.audit import OfficeSession
from officer_app.core.database import Database
from officer_app.core.denials import Denial
from officer_app.core.errors import AppError, Forbidden
from officer_app.core.work import USE_CASES, Actor, Office
from officer_app.demands.model import DEMAND_WORKFLOW, PAUSED_STATES, Demand, DemandState, DemandStep, Rating
from officer_app.demands.service import raise_demand
from officer_app.demands.sharing import join_handler
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.people.access import AccessTable, Role, may
from officer_app.people.model import Account
from officer_app.people.views import keep_view
from officer_app.quota.objections import ObjectionDraft
from officer_app.visits.closing import close_month
from officer_app.visits.drafts import VisitDraft, keep_draft
from officer_app.visits.logging import save_visit
from officer_app.visits.model import Mode, PaperKind, PlanState, Visit
from officer_app.visits.papers import add_draft_paper, add_visit_paper
from officer_app.visits.plans import PlanDraft, Planned, call_off_plan, plan_visit
from officer_app.visits.returning import return_visit
from tests.casework import FULL_SCORES, Casework, a_draft, casework
from tests.fairwork import ALLOWED, BACK, in_every_state
from tests.fieldwork import a_demand

UseCase = Callable[..., object]
OFFICERS: Final = frozenset({Role.LIAISON, Role.SPECIALIST})
NO_ROLE: Final[frozenset[Role]] = frozenset()
# A picture of one point, as a paper of a visit.
_PICTURE: Final = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)


class TrialOffice(Office):
    """The office, whose every transaction goes through all that belongs to it and is then taken back."""

    def __init__(self, database: Database, clock: Callable[[], Any]) -> None:  # a datetime
        super().__init__(database, AccessTable(), clock)
        self.refused: list[Denial] = []

    def _session(self, *, writes: bool) -> OfficeSession:
        session = super()._session(writes=writes)
        session.commit = session.rollback  # type: ignore[method-assign] # the point of it
        return session

    def _write_denial(self, refused: Denial) -> None:
        self.refused.append(refused)


@dataclass(frozen=True)
class Target:
    """What is acted on: of which kind, its row, where it stands; `facts` are ids that belong to it."""

    kind: str
    key: Any  # a number, or a draft's text
    standing: str
    facts: Mapping[str, Any]  # of several kinds


@dataclass(frozen=True)
class Whose:
    """Who must own the target to be let in, of those whose role may at all; and whether it lets in where it stands.

    `legal` says in which states somebody entitled gets through; None for every one. `never_done` says why no try here
    comes to its end though it is let in.
    """

    own: frozenset[Role] = NO_ROLE
    legal: Callable[[Target, Role], bool] | None = None
    never_done: str = ""


def _steps(*steps: Step) -> Callable[[Target, Role], bool]:
    """Legal where the table of the chain, as it is written out for tests, has one of the steps for the role."""
    return lambda target, role: any(role in ALLOWED[State(target.standing)].get(step, ()) for step in steps)


def _demand(*steps: DemandStep) -> Callable[[Target, Role], bool]:
    return lambda target, _role: any(step in DEMAND_WORKFLOW.steps(DemandState(target.standing)) for step in steps)


def _open_month(target: Target, _role: Role) -> bool:
    return target.standing != "closed"


def _standing(*states: str) -> Callable[[Target, Role], bool]:
    return lambda target, _role: target.standing in states


_D = DemandStep
_EVERYBODY: Final = frozenset(Role)
# Per kind of target, by the parameter that names it: what each use case asks of whom. A use case that takes such a
# parameter and is not here fails the walk: say here who must own what it is done to, and in `calls` what it is given.
RULES: Final[dict[str, dict[str, Whose]]] = {
    "case_id": {
        "accept": Whose(legal=_steps(Step.ACCEPT)),
        "begin_refiling": Whose(legal=_steps(Step.REFILE)),
        "check_paper": Whose(legal=_steps(Step.CHECK_PAPER)),
        "choose_pool": Whose(),
        "countersign": Whose(legal=_steps(Step.COUNTERSIGN)),
        "decide": Whose(legal=_steps(Step.DECIDE)),
        "expire": Whose(legal=_steps(Step.EXPIRE)),
        "first_review": Whose(legal=_steps(Step.FIRST_REVIEW), never_done="who passes a case has scored it"),
        "hold_panel": Whose(legal=_steps(Step.PANEL)),
        "pre_review": Whose(legal=_steps(Step.PRE_REVIEW)),
        "publish": Whose(legal=_steps(Step.PUBLISH)),
        "record_objection": Whose(legal=_steps(Step.OBJECTION)),
        "record_trip": Whose(),
        "refile_case": Whose(legal=_steps(Step.REFILE)),
        "request_supplement": Whose(legal=_steps(Step.REQUEST_SUPPLEMENT)),
        "return_case": Whose(legal=_steps(Step.RETURN)),
        "reveal_id_number": Whose(own=OFFICERS),
        "reveal_pay": Whose(own=OFFICERS),
        "score": Whose(legal=_steps(Step.SCORE)),
        "send_back": Whose(legal=_steps(*BACK)),
        "settle": Whose(legal=_steps(Step.SETTLE)),
        "stand_aside": Whose(),
        "supplement_arrived": Whose(legal=_steps(Step.SUPPLEMENT_ARRIVED)),
        "withdraw": Whose(legal=_steps(Step.WITHDRAW)),
    },
    "visit_id": {
        "add_visit_paper": Whose(own=OFFICERS, legal=_open_month),
        "return_visit": Whose(legal=_open_month),
        # Where nothing was returned there is nothing to take back.
        "take_return_back": Whose(),
    },
    "visit_draft": {"save_visit": Whose(own=OFFICERS, legal=_open_month)},
    "visit_paper_id": {
        "change_visit_paper": Whose(own=OFFICERS, legal=_open_month),
        "remove_visit_paper": Whose(own=OFFICERS, legal=_open_month),
    },
    "draft_id": {
        "add_draft_paper": Whose(own=_EVERYBODY),
        "keep_draft": Whose(own=_EVERYBODY),
        # What is dropped of somebody else's draft is nothing.
        "drop_draft": Whose(),
    },
    "draft_paper_id": {
        "change_draft_paper": Whose(own=_EVERYBODY),
        "open_draft_paper": Whose(own=_EVERYBODY),
        "remove_draft_paper": Whose(own=_EVERYBODY),
    },
    "plan_id": {
        "call_off_plan": Whose(own=OFFICERS, legal=_standing("planned")),
        "call_off_route": Whose(own=OFFICERS, legal=_standing("planned")),
        "move_plan": Whose(own=OFFICERS, legal=_standing("planned")),
        # Where it was not called off, a move of it is taken back.
        "reinstate_plan": Whose(own=OFFICERS, legal=_standing("planned", "cancelled")),
    },
    "plan_draft": {
        "accept_route": Whose(own=OFFICERS),
        "plan_visit": Whose(own=OFFICERS),
    },
    "demand_id": {
        "accept_demand": Whose(own=OFFICERS, legal=_demand(_D.ACCEPT)),
        # Who answers what was handed to them, or begins with it, has taken it up.
        "answer_demand": Whose(own=OFFICERS, legal=_demand(_D.ANSWER, _D.ACCEPT)),
        "ask_extension": Whose(own=OFFICERS, legal=_demand(_D.ASK_EXTENSION)),
        "assign_demand": Whose(legal=_demand(_D.ASSIGN)),
        "close_demand": Whose(legal=_demand(_D.CLOSE)),
        # A part of it is a colleague's, whoever tries.
        "contribute": Whose(own=_EVERYBODY, legal=lambda *_any: False, never_done="the part is a colleague's"),
        "escalate_demand": Whose(own=OFFICERS, legal=_demand(_D.ESCALATE)),
        "first_answer": Whose(own=OFFICERS, legal=_demand(_D.FIRST_ANSWER)),
        "hurry_demand": Whose(legal=_demand(_D.HURRY)),
        "join_handler": Whose(legal=_demand(_D.JOIN)),
        "leave_handler": Whose(legal=_demand(_D.LEAVE)),
        "link_case": Whose(legal=_demand(_D.LINK_CASE), never_done="its enterprise has no case"),
        "rate_demand": Whose(legal=_demand(_D.RATE)),
        "reopen_demand": Whose(legal=_demand(_D.REOPEN)),
        "resume_demand": Whose(own=OFFICERS, legal=_demand(_D.RESUME)),
        "return_demand": Whose(own=OFFICERS, legal=_demand(_D.RETURN)),
        "separate_demand": Whose(legal=_demand(_D.SEPARATE)),
        "suspend_demand": Whose(own=OFFICERS, legal=_demand(_D.SUSPEND)),
        "take_up_demand": Whose(own=OFFICERS, legal=_demand(_D.TAKE_UP, _D.ACCEPT)),
        "unlink_case": Whose(legal=_demand(_D.UNLINK_CASE), never_done="it is tied to no case"),
    },
    "contact_id": {"reveal_phone": Whose(own=OFFICERS)},
    "view_id": {
        "change_view": Whose(own=_EVERYBODY),
        "delete_view": Whose(own=_EVERYBODY),
        "share_view": Whose(own=_EVERYBODY),
    },
}
# Found by their first parameter, in these features; what only reads is let in by its permission alone.
OF_FEATURE: Final = {
    "case_id": ("cases", "quota"),
    "visit_id": ("visits",),
    "demand_id": ("demands",),
    "plan_id": ("visits",),
    "draft_id": ("visits",),
    "view_id": ("people",),
}


def named(name: str) -> UseCase:
    """The use case of this name."""
    return next(one for one in USE_CASES if one.__name__ == name and one.__module__.startswith("officer_app."))


def first_parameter(use_case: UseCase) -> str:
    """What a use case is given first; empty for nothing."""
    names = list(signature(use_case).parameters)
    return names[1] if len(names) > 1 else ""


@dataclass
class Everything:
    """An office with a case, a demand and the rest in every state, each the owner's; a stranger has none of them."""

    house: Casework
    owner: Actor
    stranger: Actor
    office: TrialOffice
    targets: Mapping[str, list[Target]]

    def as_role(self, role: Role) -> tuple[Actor, Actor]:
        """The owner and the stranger, both in another role from now on."""
        with self.house.bureau.office.database.transaction(writes=True) as connection:
            people = [self.owner.id, self.stranger.id]
            # Who is appointed to watch is held; it changes nothing about what an auditor may do.
            held = self.house.bureau.clock.now if role is Role.AUDITOR else None
            wanted = sa.update(Account).where(Account.id.in_(people)).values(role=role, held_since=held)
            connection.execute(wanted)
        return replace(self.owner, role=role), replace(self.stranger, role=role)

    def attempt(self, name: str, actor: Actor, target: Target) -> AppError | None:
        """How a use case is refused to somebody; None where it is done, and taken back."""
        use_case = named(name)
        args, kwargs = self.call(name, target)
        run: Callable[..., object] = self.office.perform if USE_CASES[use_case].writes else self.office.read
        try:
            run(use_case, actor, *args, **kwargs)
        except AppError as error:
            return error
        return None

    def call(self, name: str, target: Target) -> tuple[tuple[Any, ...], dict[str, Any]]:
        """What a use case is given."""
        key, facts = target.key, target.facts
        today = self.house.today
        version = {"version": facts["version"]} if "version" in facts else {}
        given: dict[str, tuple[Any, ...]] = {
            "begin_refiling": (key,),
            "check_paper": (key, facts.get("paper")),
            "choose_pool": (key, "general"),
            "countersign": (key, True, "同意"),
            "decide": (key, Verdict.PASS, "同意"),
            "first_review": (key, Verdict.PASS, "符合"),
            "hold_panel": (key, facts.get("panel")),
            "pre_review": (key, "齐全"),
            "record_objection": (key, facts.get("objection")),
            "record_trip": (key, today, "补交材料"),
            "refile_case": (key, facts.get("draft")),
            "request_supplement": (key, {facts.get("paper"): Gap(DefectCode.EXPIRED)}),
            "reveal_id_number": (key, "核对身份"),
            "reveal_pay": (key, "核对收入"),
            "reveal_phone": (key, "约走访时间"),
            "score": (key, FULL_SCORES),
            "send_back": (key, facts.get("back"), "理由"),
            "settle": (key, today, "准迁字第 1 号"),
            "supplement_arrived": (key, dict.fromkeys(facts.get("papers", ()), 2)),
            "add_visit_paper": (key, "现场.png", _PICTURE),
            "change_visit_paper": (key, PaperKind.OTHER),
            "remove_visit_paper": (key,),
            "save_visit": (key,),
            "add_draft_paper": (key, "现场二.png", _PICTURE + b"\x00"),
            "keep_draft": (key, {"content": "续写"}),
            "change_draft_paper": (key, PaperKind.OTHER),
            "call_off_route": ([Planned(key, facts.get("version", 1))], "改期"),
            "move_plan": (key, today + timedelta(days=9), None, None),
            "accept_route": ([key],),
            "assign_demand": (key, self.house.liaison.id),
            "ask_extension": (key, 3, "待会商"),
            "escalate_demand": (key, "市人社局"),
            "hurry_demand": (key, "请速办", today + timedelta(days=3)),
            "join_handler": (key, self.house.liaison.id),
            "leave_handler": (key, self.house.acceptor.id),
            "link_case": (key, 1),
            "rate_demand": (key, Rating.CONTENT),
            "change_view": (key,),
            "share_view": (key,),
        }
        kwargs: dict[str, Any] = {"change_view": {"name": "另一个"}, "share_view": {"shared": True}}.get(name, {})
        reasons = ("reason", "opinion", "text", "answer", "note")
        names = list(signature(named(name)).parameters.values())[2:]
        plain = (key, *("理由" for one in names if one.name in reasons and one.default is one.empty))
        if name == "call_off_route" or "version" not in signature(named(name)).parameters:
            version = {}
        return given.get(name, plain), {**kwargs, **version}


def everything(database: Database) -> Everything:
    """The office; the owner and the stranger are supervisors at first, since nobody becomes one without being held."""
    house = casework(database)
    owner, stranger = house.bureau.person(Role.SUPERVISOR, "所有者"), house.bureau.person(Role.SUPERVISOR, "旁人")
    mine = replace(house, filer=owner)
    mine.ask_for_one_paper()
    targets = {**_field(mine, owner), "case_id": _cases(mine)}
    office = TrialOffice(database, house.bureau.clock)
    office.keyring = house.bureau.office.keyring
    return Everything(house, owner, stranger, office, targets)


def _born_on(house: Casework, case_id: int) -> object:
    with house.bureau.office.database.transaction(writes=False) as connection:
        return connection.execute(sa.select(TalentCase.born_on).where(TalentCase.id == case_id)).scalar_one()


def _version(house: Casework, kind: Any, key: object) -> int:  # a mapped class
    with house.bureau.office.database.transaction(writes=False) as connection:
        found: int = connection.execute(sa.select(kind.version).where(kind.id == key)).scalar_one()
        return found


def _cases(house: Casework) -> list[Target]:
    found = []
    for state, ids in in_every_state(house).items():
        for case_id in ids:
            papers = list(house.papers(case_id).values())
            back = next((to for step, to in BACK.items() if step in ALLOWED[state]), State.PRE_REVIEW)
            facts = {
                "paper": papers[0],
                "papers": papers,
                "panel": house.panel(),
                "objection": ObjectionDraft(str(uuid4()), house.today, "某", "异议"),
                "draft": a_draft(house.enterprise_id, id_number="", born_on=_born_on(house, case_id)),
                "back": back,
            }
            found.append(Target("case_id", case_id, state.value, facts))
    return found


def _field(house: Casework, owner: Actor) -> dict[str, list[Target]]:
    """What is the owner's in the field; made on one day, of which nothing is closed but August."""
    bureau, do = house.bureau, house.do
    served = bureau.enterprise("上海衡枢精密有限公司")
    since = house.today.replace(month=1, day=5)
    do(assign, house.chair, [served], owner.id, Duty.LIAISON, starts_on=since, reason="分工")
    contact = do(save_contact, owner, ContactDraft(str(uuid4()), served, "沈岚", "人事经理", "13800138000"))
    assert owner.id is not None

    def visit(day: date) -> tuple[int, int]:
        draft = VisitDraft(str(uuid4()), served, owner.id or 0, day, content="二期厂房十月投产。")
        key = do(save_visit, owner, draft)
        return key, do(add_visit_paper, owner, key, "现场.png", _PICTURE)

    days = {"closed": date(2026, 8, 6), "open": date(2026, 9, 10), "returned": date(2026, 9, 9)}
    made = {standing: (day, *visit(day)) for standing, day in days.items()}
    do(return_visit, house.chair, made["returned"][1], "补地点", version=_version(house, Visit, made["returned"][1]))
    do(close_month, house.chair, days["closed"])
    visits, papers, corrections = [], [], []
    for standing, (day, key, paper) in made.items():
        version = _version(house, Visit, key)
        visits.append(Target("visit_id", key, standing, {"version": version}))
        papers.append(Target("visit_paper_id", paper, standing, {}))
        correction = VisitDraft(str(uuid4()), served, owner.id, day, content="更正。", visit_id=key, version=version)
        corrections.append(Target("visit_draft", correction, standing, {}))
    unsent = str(uuid4())
    do(keep_draft, owner, unsent, {"content": "未完"})
    kept = do(add_draft_paper, owner, unsent, "现场.png", _PICTURE)
    view = do(keep_view, owner, "directory", "我的", {})
    demands = [
        Target("demand_id", key, state.value, {"version": _version(house, Demand, key)})
        for state in DemandState
        for key in [_demand_in(house, owner, served, state)]
    ]
    return {
        "contact_id": [Target("contact_id", contact, "", {})],
        "visit_id": visits,
        "visit_paper_id": papers,
        "visit_draft": corrections,
        "draft_id": [Target("draft_id", unsent, "", {})],
        "draft_paper_id": [Target("draft_paper_id", kept, "", {})],
        "view_id": [Target("view_id", view.id, "", {"version": view.version})],
        "demand_id": demands,
        **_plans(house, owner, served),
    }


def _plans(house: Casework, owner: Actor, enterprise_id: int) -> dict[str, list[Target]]:
    def draft() -> PlanDraft:
        assert owner.id is not None
        return PlanDraft(str(uuid4()), enterprise_id, owner.id, date(2027, 9, 8), mode=Mode.ON_SITE)

    found = []
    for state in (PlanState.PLANNED, PlanState.CANCELLED):
        plan = house.do(plan_visit, owner, draft())
        if state is PlanState.CANCELLED:
            plan = house.do(call_off_plan, owner, plan.plan_id, "改期", version=plan.version)
        found.append(Target("plan_id", plan.plan_id, state.value, {"version": plan.version}))
    return {"plan_id": found, "plan_draft": [Target("plan_draft", draft(), "", {})]}


def _demand_in(house: Casework, owner: Actor, enterprise_id: int, state: DemandState) -> int:
    """A demand of the owner's, put where it is to stand: the walk asks who is let in, not how it came there."""
    key = house.do(raise_demand, owner, enterprise_id, a_demand(handler=owner))
    house.do(join_handler, house.chair, key, house.acceptor.id, version=_version(house, Demand, key))
    with house.bureau.office.database.transaction(writes=True) as connection:
        paused = house.today if state in PAUSED_STATES else None
        connection.execute(sa.update(Demand).where(Demand.id == key).values(state=state, paused_since=paused))
    return key


@dataclass
class Tried:
    """What came of the walk: how many tries, what was done, and what did not come out as the rules say."""

    count: int
    done: set[str]
    wrong: list[tuple[str, ...]]


def tried_by_everybody(there: Everything) -> Tried:
    """Every use case of RULES, by every role, as the owner and as a stranger, on a target in every state.

    A role that has not the permission is refused before anybody asks whose it is: there one target is enough.
    """
    found = Tried(0, set(), [])
    # Nobody becomes a supervisor or an auditor without being held: they begin as the one and end as the other.
    for role in sorted(Role, key=lambda one: (one is Role.AUDITOR) - (one is Role.SUPERVISOR)):
        owner, stranger = there.as_role(role)
        for name, rule, target in _walk(there, role):
            legal = rule.legal is None or rule.legal(target, role)
            # Where nobody gets through, whose it is makes no difference.
            for actor, owns in ((stranger, False), (owner, True)) if legal else ((stranger, False),):
                found.count += 1
                error = there.attempt(name, actor, target)
                if not _as_expected(name, rule, role, target, owns, error):
                    whose = "own" if owns else "another's"
                    found.wrong.append((role.value, name, target.standing, whose, type(error).__name__, str(error)))
                elif error is None:
                    found.done.add(name)
    return found


def _walk(there: Everything, role: Role) -> Iterator[tuple[str, Whose, Target]]:
    for kind, rules in RULES.items():
        for name, rule in rules.items():
            targets = there.targets[kind]
            for target in targets if may(role, USE_CASES[named(name)].permission) else targets[:1]:
                yield name, rule, target


def _as_expected(name: str, rule: Whose, role: Role, target: Target, owns: bool, found: AppError | None) -> bool:
    if not may(role, USE_CASES[named(name)].permission):
        return isinstance(found, Forbidden)
    if rule.legal is not None and not rule.legal(target, role):
        return found is not None
    if not owns and role in rule.own:
        return isinstance(found, Forbidden)
    if target.kind == "case_id" and owns and isinstance(found, Forbidden):
        # Who filed it acts on it in no other capacity.
        return True
    return found is None or not isinstance(found, Forbidden)
