"""Administrator, approver and auditor are three people: what each must never do, in the program and in the database."""

from datetime import date, timedelta
from inspect import Parameter, signature
from typing import Final
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.cases.words import State, Step
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Forbidden
from officer_app.core.work import USE_CASES
from officer_app.office import load_use_cases
from officer_app.people.access import Permission, Role, may
from officer_app.people.service import change_account, list_accounts
from officer_app.quota.pool import GrantDraft, grant_quota
from officer_app.quota.service import first_review
from tests.casework import Casework, casework
from tests.fairwork import inserted, raw_step

# The trail is the auditor's to read: it names what changed, with numbers, phones and amounts masked.
_TRAIL: Final = {Permission.AUDIT_READ, Permission.READINGS}


@pytest.fixture
def house(database: Database) -> Casework:
    made = casework(database)
    made.grant(5)
    made.ask_for_one_paper()
    return made


def test_the_database_lets_no_administrator_or_auditor_decide_vote_sign_or_grant(house: Casework) -> None:
    admin, auditor = house.admin, house.bureau.person(Role.AUDITOR)
    before_review, before_panel = house.walk(State.FIRST_REVIEW), house.walk(State.PANEL)
    published = house.walk(State.PUBLICITY)
    later = house.bureau.clock.now + timedelta(days=30)
    for actor in (admin, auditor):
        assert raw_step(house, before_review, actor, Step.FIRST_REVIEW, State.PANEL), actor.role
        assert raw_step(house, published, actor, Step.DECIDE, State.SETTLEMENT, at=later), actor.role
        # Nor what only records.
        assert "takes no step" in raw_step(house, before_review, actor, Step.WITHDRAW, State.WITHDRAWN)
        row = {"case_id": before_panel, "round": 1, "held_on": house.today, "passed": True, "rule": "", "secret": False}
        votes = {"expected": 3, "present": 3, "recused": 0, "votes_for": 3, "votes_against": 0, "abstentions": 0}
        assert "chairs the panel" in inserted(house, "panel", chair_id=actor.id, **row, **votes)
        entry = {"quota_id": 1, "seq": 2, "kind": "grant", "d_total": 1, "d_reserved": 0, "d_used": 0}
        assert inserted(house, "quota_entry", account_id=actor.id, at=house.bureau.clock.now, **entry, **_ledger(house))
    # A liaison officer pre-reviews and a specialist accepts, never the other way round, nor either one reviews.
    assert "own right" in raw_step(house, before_review, house.liaison, Step.FIRST_REVIEW, State.PANEL)
    waiting = house.walk(State.ACCEPTANCE)
    other = house.bureau.person(Role.LIAISON)
    assert "own right" in raw_step(house, waiting, other, Step.ACCEPT, State.FIRST_REVIEW)
    assert raw_step(house, waiting, house.acceptor, Step.ACCEPT, State.FIRST_REVIEW) == ""


def _ledger(house: Casework) -> dict[str, object]:
    total, reserved, used = house.counters()
    return {"total": total + 1, "reserved": reserved, "used": used, "document": "", "reason": ""}


def test_an_account_has_one_role_of_the_six_in_the_database(house: Casework) -> None:
    both = {"active": True, "created_at": house.bureau.clock.now, "version": 1, "phone": ""}
    said = inserted(house, "account", name="两职", role="administrator,supervisor", password_hash="!", **both)
    assert "one of the six roles" in said


def test_nobody_changes_their_own_role_and_whoever_does_so_for_them_is_on_record(house: Casework) -> None:
    admin, other = house.admin, house.bureau.person(Role.ADMINISTRATOR)
    officer = house.bureau.person(Role.LIAISON)
    assert admin.id is not None
    assert officer.id is not None
    mine = {"role": Role.SUPERVISOR, "active": True, "version": 1}
    with pytest.raises(Forbidden):
        house.do(change_account, admin, admin.id, **mine)
    house.do(change_account, other, officer.id, role=Role.STAFF, active=True, version=1)
    with house.bureau.office.database.transaction(writes=False) as connection:
        columns = sa.inspect(AuditEntry).local_table.c
        query = sa.select(columns.actor_id, columns.before, columns.after).where(
            columns.use_case == "change_account", columns.entity_id == officer.id, columns.action == "update"
        )
        entry = connection.execute(query).one()
    assert (entry.actor_id, entry.before["role"], entry.after["role"]) == (other.id, "liaison", "staff")


def test_a_role_that_was_changed_is_in_force_at_the_next_action(house: Casework) -> None:
    """Whoever is still signed in as what they were is taken for what they are."""
    case_id = house.ready()
    assert house.reviewer.id is not None
    stale = house.reviewer
    house.do(change_account, house.admin, stale.id, role=Role.ADMINISTRATOR, active=True, version=1)
    with pytest.raises(Forbidden):
        house.do(first_review, stale, case_id, "pass", "符合")
    with pytest.raises(Forbidden):
        house.do(grant_quota, stale, GrantDraft(str(uuid4()), 2026, 1, "沪人社〔2026〕2号"))
    assert house.ask(list_accounts, stale)
    appointed = house.bureau.person(Role.ADMINISTRATOR)
    house.do(change_account, house.admin, appointed.id, role=Role.SUPERVISOR, active=True, version=1)
    # Appointed by an administrator: they decide nothing until somebody has vouched for them.
    with pytest.raises(AppError):
        house.do(first_review, appointed, case_id, "pass", "符合")


def test_an_administrator_and_an_auditor_read_no_applicant(sqlite_url: str) -> None:
    """Every query they may ask that needs no more than numbers and days is asked; none but the trail names one."""
    load_use_cases()
    house = casework(Database(sqlite_url))
    case_id = house.file(name="欧阳珂璇", post="首席量子材料科学家")
    canaries = ("欧阳珂璇", "首席量子材料科学家")
    assert any(one in str(house.ask(_named("case_file"), house.liaison, case_id)) for one in canaries)
    asked = 0
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        actor = house.bureau.person(role)
        for query, declared in list(USE_CASES.items()):
            if declared.permission in _TRAIL or declared.writes or not may(role, declared.permission):
                continue
            if not query.__module__.startswith("officer_app."):
                continue
            arguments = [_sample(one, house, case_id) for one in list(signature(query).parameters.values())[1:]]
            if any(one is ... for one in arguments):
                continue
            given = {
                one.name: value
                for one, value in zip(list(signature(query).parameters.values())[1:], arguments, strict=True)
                if one.default is Parameter.empty
            }
            try:
                found = str(house.bureau.office.read(query, actor, **given))
            except AppError:
                continue
            asked += 1
            assert not any(one in found for one in canaries), (role, query.__name__)
    assert asked > 40
    house.bureau.office.close()


def _named(name: str) -> object:
    return next(one for one in USE_CASES if one.__name__ == name and one.__module__.startswith("officer_app."))


def _sample(parameter: Parameter, house: Casework, case_id: int) -> object:
    """A value for a parameter; an ellipsis where none is at hand."""
    if parameter.default is not Parameter.empty:
        return None
    samples: dict[str, object] = {
        "enterprise_id": house.enterprise_id,
        "case_id": case_id,
        "day": house.today,
        "first": date(2026, 1, 1),
        "last": house.today,
        "start": house.today,
        "days": 3,
        "after": date(2026, 9, 1),
        "until": house.today,
        "text": "欧阳珂璇",
        "page": "directory",
    }
    return samples.get(parameter.name, ...)
