"""S11: approval of oneself by a detour: a colleague's account, another capacity, a role that was changed meanwhile."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import cast
from uuid import uuid4

import sqlalchemy as sa

from officer_app.cases.words import State, Step, Verdict
from officer_app.core.audit import OfficeSession
from officer_app.core.errors import AppError, Forbidden
from officer_app.core.signing import OpenKey
from officer_app.core.work import NOBODY, Actor, Office
from officer_app.people.access import Role
from officer_app.people.codes import IssuedCode
from officer_app.people.delegation import DelegationDraft, Task, delegate
from officer_app.people.holding import HeldRow, list_held, vouch
from officer_app.people.keys import lacks_key, make_key
from officer_app.people.model import Account, SigningKey
from officer_app.people.service import change_account, change_password, create_account, reset_password, sign_in
from officer_app.quota.countersigning import countersign
from officer_app.quota.pool import GrantDraft, grant_quota
from officer_app.quota.service import decide, first_review
from tests.casework import Casework
from tests.factories import Bureau
from tests.fairwork import raw_step
from tests.faults import offices
from tests.faults.catalogue import Outcome, fault

PASSWORD = "一句容易记的话语 2026"


class AnythingGoes:
    """A policy of somebody who has changed the program: what is refused now is refused by rules further in."""

    def confirm(self, _session: OfficeSession, actor: Actor) -> Actor:
        return actor

    def require(
        self, _session: OfficeSession, _actor: Actor, _permission: StrEnum, _target: object | None, _day: date
    ) -> str:
        return ""


def changed_program(house: Casework) -> Casework:
    """The same people in a program that asks no permission; their keys are open."""
    there = house.bureau.office
    office = Office(there.database, AnythingGoes(), house.bureau.clock)
    office.keyring = there.keyring
    return replace(house, bureau=Bureau(office, house.bureau.clock))


def refused(act: Callable[[], object], *kinds: type[BaseException]) -> str:
    """What refused it; an AssertionError if nothing did."""
    try:
        act()
    except kinds as error:
        return "database" if isinstance(error, sa.exc.DBAPIError) else type(error).__name__
    raise AssertionError("it was let in")


def _enter_with(house: Casework, issued: IssuedCode, role: Role) -> Actor:
    """Whoever has the code chooses a password and comes in, as the person would."""
    pretended = Actor(issued.account_id, issued.name, role)
    house.do(change_password, pretended, issued.code, PASSWORD)
    actor = cast(Actor, house.do(sign_in, NOBODY, issued.name, PASSWORD))
    if house.ask(lacks_key, actor):
        house.do(make_key, actor, PASSWORD)
    return actor


def _decisions(house: Casework, actor: Actor) -> dict[str, Callable[[], object]]:
    """Everything that decides, or opens a way to decide."""
    made = offices.prepared()
    today = house.bureau.clock.now.date()
    leave = DelegationDraft(
        str(uuid4()), actor.id or 0, house.acceptor.id or 0, (Task.FIRST_REVIEW,), today, today, "假"
    )
    return {
        "first review": lambda: house.do(first_review, actor, made.ready, Verdict.PASS, "同意"),
        "rejection": lambda: house.do(first_review, actor, made.ready, Verdict.REJECT, "不同意"),
        "countersignature": lambda: house.do(countersign, actor, made.publicity, True, "同意"),
        "decision": lambda: house.do(decide, actor, made.publicity, Verdict.PASS, "同意"),
        "units": lambda: house.do(grant_quota, actor, GrantDraft(str(uuid4()), 2026, 5, "某文")),
        "delegation": lambda: house.do(delegate, actor, leave),
    }


def _stored(house: Casework) -> tuple[object, ...]:
    with house.bureau.office.database.transaction(writes=False) as connection:
        tables = ("case_step", "quota_entry", "decision_signature", "delegation", "vouching")
        return tuple(connection.execute(sa.text(f"SELECT count(*) FROM {table}")).scalar_one() for table in tables)


@fault("S11", "an administrator resets a supervisor's password and comes in with it", quick=1, full=20)
def with_somebodys_code(rounds: int, folder: Path) -> Outcome:
    """Nothing is decided, by the program or past it, until a colleague vouches; then the person works as before."""
    came: Counter[str] = Counter()
    for number in range(rounds):
        house = offices.with_keys(folder / f"{number}")
        house.bureau.clock.now = house.bureau.clock.now.replace(hour=2)
        victim = (house.reviewer, house.decider)[number % 2]
        assert victim.id is not None
        issued = cast(IssuedCode, house.do(reset_password, house.admin, victim.id))
        thief = _enter_with(house, issued, Role.SUPERVISOR)
        before = _stored(house)
        for what, act in _decisions(house, thief).items():
            assert refused(act, Forbidden), what
            came["by the program"] += 1
        for what, act in _decisions(changed_program(house), thief).items():
            assert refused(act, AppError, sa.exc.DBAPIError), what
            came["past it"] += 1
        row = next(one for one in _held(house, house.chair) if one.id == victim.id)
        for other in (thief, house.admin, house.staff):
            assert refused(_vouching(house, other, row), Forbidden)
        # Friends of their own making are held as well, since there are people who could vouch for them.
        friend_code = cast(IssuedCode, house.do(create_account, house.admin, f"新审计员{number}", Role.AUDITOR))
        friend = _enter_with(house, friend_code, Role.AUDITOR)
        assert refused(_vouching(house, friend, row), Forbidden)
        assert refused(_freeing(house, victim.id), sa.exc.DBAPIError) == "database"
        assert _stored(house) == before, "something was stored"
        house.do(vouch, house.chair, row.id, "当面核验工作证", version=row.version)
        if victim == house.reviewer:
            house.do(first_review, victim, offices.prepared().ready, Verdict.PASS, "同意")
        else:
            house.do(grant_quota, victim, GrantDraft(str(uuid4()), 2026, 1, "某文"))
        house.bureau.office.close()
    told = ", ".join(f"{count} {where}" for where, count in sorted(came.items()))
    return Outcome(rounds, rounds, f"all attempts refused ({told}); vouched for, it decides again")


def _vouching(house: Casework, by: Actor, row: HeldRow) -> Callable[[], object]:
    return lambda: house.do(vouch, by, row.id, "认识", version=row.version)


def _freeing(house: Casework, account_id: int) -> Callable[[], object]:
    def free() -> None:
        with house.bureau.office.database.transaction(writes=True) as connection:
            connection.execute(sa.update(Account).where(Account.id == account_id).values(held_since=None))

    return free


def _held(house: Casework, by: Actor) -> list[HeldRow]:
    return cast(list[HeldRow], house.ask(list_held, by))


@fault("S11", "who filed, prepared or reviewed a case decides it, by the program and past it", quick=1, full=20)
def in_two_capacities(rounds: int, folder: Path) -> Outcome:
    """Whoever acted on a case and became a supervisor since is refused, by the use case and by the database."""
    came: Counter[str] = Counter()
    for number in range(rounds):
        house = offices.with_keys(folder / f"{number}")
        made = offices.prepared()
        for person in (house.filer, house.liaison, house.acceptor, house.reviewer):
            supervisor = _promoted(house, person)
            for world in (house, changed_program(house)):
                came[refused(_decisions(world, supervisor)["decision"], AppError, sa.exc.DBAPIError)] += 1
            said = raw_step(house, made.publicity, supervisor, Step.DECIDE, State.SETTLEMENT)
            assert said, f"the database let in a decision of {person.role}"
            came["database"] += 1
        assert house.state(made.publicity) is State.PUBLICITY
        house.bureau.office.close()
    return Outcome(rounds, rounds, ", ".join(f"{count} refused {what}" for what, count in sorted(came.items())))


def _promoted(house: Casework, person: Actor) -> Actor:
    """The same person as a supervisor whom a colleague has vouched for, with an open key."""
    assert person.id is not None
    if person.role != Role.SUPERVISOR:
        version = _version(house, person.id)
        house.do(change_account, house.admin, person.id, role=Role.SUPERVISOR, active=True, version=version)
        house.do(vouch, house.chair, person.id, "当面核验", version=version + 1)
    promoted = Actor(person.id, person.name, Role.SUPERVISOR)
    with house.bureau.office.database.transaction(writes=False) as connection:
        own = sa.select(SigningKey.id).where(SigningKey.account_id == person.id, SigningKey.retired_at.is_(None))
        has_key = connection.execute(own).first() is not None
    if not has_key:
        house.bureau.give_key(promoted)
    assert isinstance(house.bureau.office.keyring.of(person.id), OpenKey)
    return promoted


def _version(house: Casework, account_id: int) -> int:
    with house.bureau.office.database.transaction(writes=False) as connection:
        return connection.execute(sa.select(Account.version).where(Account.id == account_id)).scalar_one()


@fault("S11", "a role is changed, or an account ended, while its holder is signed in", quick=1, full=20)
def in_mid_session(rounds: int, folder: Path) -> Outcome:
    """What the window still believes counts for nothing: the next click is refused, by the database as well."""
    came: Counter[str] = Counter()
    for number in range(rounds):
        house = offices.with_keys(folder / f"{number}")
        reviewer = house.reviewer
        assert reviewer.id is not None
        version = _version(house, reviewer.id)
        role, active = ((Role.STAFF, True), (Role.SUPERVISOR, False))[number % 2]
        house.do(change_account, house.admin, reviewer.id, role=role, active=active, version=version)
        before = _stored(house)
        for what, act in _decisions(house, reviewer).items():
            assert refused(act, Forbidden), what
            came["by the program"] += 1
        act = _decisions(changed_program(house), reviewer)["first review"]
        assert refused(act, AppError, sa.exc.DBAPIError)
        came["past it"] += 1
        assert _stored(house) == before, "something was stored"
        house.bureau.office.close()
    return Outcome(rounds, rounds, ", ".join(f"{count} refused {what}" for what, count in sorted(came.items())))
