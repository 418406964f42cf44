"""Deny by default: every use case, called directly by every role, on what is theirs and what is not, in every state.

A new use case needs nothing here as long as its permission says all. One that is done to a case, a visit, a demand, a
plan, a draft, a view or a contact has its line in tests/accesswork.py; a test says so if it is missing. A new
permission has its words in people/access/roles.py and its grants in people/access/grants.py.
"""

import ast
import inspect
from collections.abc import Callable, Iterator
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa

import officer_app
from officer_app.cases.chain import PERMISSIONS
from officer_app.cases.words import CHAIN, State, Step, capacity_of
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.denials import DENIED
from officer_app.core.errors import Forbidden
from officer_app.core.work import NOBODY, USE_CASES
from officer_app.demands.model import DEMAND_WORKFLOW, DemandState, DemandStep
from officer_app.office import load_use_cases
from officer_app.people.access import GRANTS, OFFICES, REACHES, Grant, Permission, Role, may, violations
from tests.accesswork import OF_FEATURE, RULES, everything, first_parameter, named, tried_by_everybody
from tests.factories import bureau

ROOT: Final = Path(officer_app.__file__).parent


def every_use_case() -> list[Callable[..., object]]:
    """Those the program declares; tests declare some of their own."""
    load_use_cases()
    return sorted(
        (use_case for use_case in USE_CASES if use_case.__module__.startswith("officer_app.")),
        key=lambda use_case: (use_case.__module__, use_case.__name__),
    )


def test_no_function_that_works_on_the_office_reaches_the_window_or_the_command_line_undeclared() -> None:
    escaped = {
        f"{module}.{name}"
        for folder in ("ui", "cli")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for module, name in _taken_from_features(path)
        if _takes_work(found := getattr(import_module(module), name)) and found not in USE_CASES
    }
    assert escaped == set()


def _taken_from_features(path: Path) -> Iterator[tuple[str, str]]:
    faces = ("officer_app.ui", "officer_app.cli")
    for node in ast.walk(ast.parse(path.read_bytes())):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("officer_app."):
            module = node.module or ""
            if not module.startswith(faces):
                yield from ((module, one.name) for one in node.names)


def _takes_work(found: object) -> bool:
    return inspect.isfunction(found) and next(iter(inspect.signature(found).parameters), "") == "work"


def test_every_declared_use_case_takes_the_work_first_and_its_names_are_its_own() -> None:
    names = [one.__name__ for one in every_use_case()]
    assert [one.__name__ for one in every_use_case() if next(iter(inspect.signature(one).parameters)) != "work"] == []
    assert sorted(name for name in set(names) if names.count(name) > 1) == []


def test_every_role_is_let_in_where_the_table_says_and_refused_on_record_everywhere_else(sqlite_url: str) -> None:
    here = bureau(Database(sqlite_url))
    actors = [here.person(role) for role in Role] + [NOBODY]
    refused = 0
    for use_case in every_use_case():
        declared = USE_CASES[use_case]
        # Whoever is refused too often is not written down any more; an hour later they are.
        here.clock.now += timedelta(minutes=61)
        for actor in actors:
            run = here.office.perform if declared.writes else here.office.read
            if may(actor.role, declared.permission):
                with pytest.raises(TypeError, match="unexpected keyword"):
                    run(use_case, actor, let_in=True)
            else:
                refused += 1
                with pytest.raises(Forbidden):
                    run(use_case, actor)
    assert refused > 700
    with here.office.database.transaction(writes=False) as connection:
        query = sa.select(AuditEntry.use_case, AuditEntry.actor_id).where(AuditEntry.action == DENIED)
        written = {tuple(row) for row in connection.execute(query)}
    assert written == {
        (use_case.__name__, actor.id)
        for use_case in every_use_case()
        for actor in actors
        if not may(actor.role, USE_CASES[use_case].permission)
    }
    here.office.close()


def test_every_use_case_done_to_something_is_walked() -> None:
    walked = {name for rules in RULES.values() for name in rules}
    missing = [
        one.__name__
        for one in every_use_case()
        for features in [OF_FEATURE.get(first_parameter(one), ())]
        if USE_CASES[one].writes and one.__module__.split(".")[1] in features and one.__name__ not in walked
    ]
    assert missing == [], "give each a line in RULES of tests/accesswork.py"
    assert [name for name in walked if named(name) not in USE_CASES] == []


def test_role_by_use_case_by_ownership_by_state_lets_in_exactly_whom_it_should(sqlite_url: str) -> None:
    """Each use case, called through the office by every role as the owner and as a stranger, in every state."""
    there = everything(Database(sqlite_url))
    found = tried_by_everybody(there)
    assert "\n".join(map(str, found.wrong)) == ""
    # What is let in comes to its end at least once: it was called with what it asks for.
    never = {name for rules in RULES.values() for name in rules if name not in found.done}
    assert never == {name for rules in RULES.values() for name, rule in rules.items() if rule.never_done}
    assert found.count > 1_000
    there.house.bureau.office.close()
    there.office.close()


def test_the_states_that_a_permission_reaches_are_those_in_which_something_asks_for_it() -> None:
    """The table of states is compared with the chain of cases and the steps of demands."""
    asked: dict[Permission, set[str]] = {}
    for state in State:
        for step in CHAIN.steps(state):
            capacity = capacity_of(step, state)
            if capacity is not None:
                asked.setdefault(PERMISSIONS[capacity], set()).add(state.value)
    limited = {one: set(states) for one, states in REACHES.items() if one in asked}
    assert limited == {one: states for one, states in asked.items() if one is not Permission.CASE_FILE}
    recorded = {Permission.CASE_PUBLICITY: (Step.PUBLISH, Step.OBJECTION), Permission.CASE_SETTLE: (Step.SETTLE,)}
    for permission, steps in recorded.items():
        assert REACHES[permission] == {state.value for state in State for step in steps if step in CHAIN.steps(state)}
    hurried = {state.value for state in DemandState if DemandStep.HURRY in DEMAND_WORKFLOW.steps(state)}
    assert REACHES[Permission.DEMAND_HURRY] == REACHES[Permission.DEMAND_EXTEND] == hurried


def test_every_permission_is_granted_to_somebody_and_used_by_something() -> None:
    granted = {permission for grants in GRANTS.values() for permission in grants}
    assert set(Permission) == granted
    asked_inside = {Permission.CASE_PRE_REVIEW, Permission.CASE_PANEL, Permission.AUDIT_READ, Permission.DEMAND_WORK}
    assert set(Permission) - {USE_CASES[one].permission for one in every_use_case()} <= asked_inside


# One sentence a line of what each must never be able to do, and the permissions by which they could; written out, not
# asked of the program.
NEVER: Final = {
    "a liaison officer approves no quota case": (
        Role.LIAISON,
        "case_first_review case_panel case_countersign case_decide",
    ),
    "a specialist approves no quota case": (
        Role.SPECIALIST,
        "case_first_review case_panel case_countersign case_decide",
    ),
    "a liaison officer answers for no unit": (Role.LIAISON, "quota_grant"),
    "office staff decide nothing": (
        Role.STAFF,
        "case_pre_review case_accept case_first_review case_panel case_countersign case_decide quota_grant assign"
        " demand_extend case_delegate visit_close_month directory_publish paper_purge",
    ),
    "an administrator decides no case": (
        Role.ADMINISTRATOR,
        "case_file case_pre_review case_accept case_first_review case_meeting case_panel case_publicity"
        " case_countersign case_decide case_delegate case_settle quota_grant",
    ),
    "an administrator reads no applicant": (Role.ADMINISTRATOR, "case_read case_import report paper_read reveal"),
    "an administrator neither reads nor prunes the trail": (Role.ADMINISTRATOR, "audit_read paper_purge"),
    "a supervisor keeps no accounts, no settings and no trail": (Role.SUPERVISOR, "accounts settings audit_read"),
    "an auditor reads no applicant": (Role.AUDITOR, "case_read report paper_read reveal directory_read"),
}


@pytest.mark.parametrize("sentence", NEVER)
def test_what_an_office_forbids_its_holder_is_not_granted(sentence: str) -> None:
    role, named_permissions = NEVER[sentence]
    assert [one for one in named_permissions.split() if may(role, Permission(one))] == []


def test_an_officer_sees_numbers_whole_of_their_own_alone() -> None:
    assert GRANTS[Role.LIAISON][Permission.REVEAL] is GRANTS[Role.SPECIALIST][Permission.REVEAL] is Grant.OWN


def test_no_grant_breaks_what_its_office_says_on_paper() -> None:
    assert violations() == []
    assert set(OFFICES) == set(Role)


def test_an_auditor_changes_nothing_of_the_offices_work() -> None:
    """They keep their own password and views, answer for findings of the trail, and vouch for a colleague's account."""
    writing = {USE_CASES[one].permission for one in every_use_case() if USE_CASES[one].writes}
    own = {"enter", "own_account", "own_password", "vouch", "audit_read", "audit_answer"}
    assert {permission.value for permission in writing if may(Role.AUDITOR, permission)} <= own


def test_nobody_is_two_of_administrator_approver_and_auditor() -> None:
    approving = {Permission.CASE_DECIDE, Permission.CASE_PANEL, Permission.CASE_COUNTERSIGN, Permission.QUOTA_GRANT}
    holds = {
        role: {
            "administers": may(role, Permission.ACCOUNTS) or may(role, Permission.SETTINGS),
            "approves": any(may(role, one) for one in approving),
            "audits": may(role, Permission.AUDIT_READ),
        }
        for role in Role
    }
    assert [role for role, what in holds.items() if sum(what.values()) > 1] == []
