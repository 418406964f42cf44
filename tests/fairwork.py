"""What the tests of fair decisions share: a case as its page shows it, and rows tried past the program."""

from typing import cast

import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from officer_app.cases.words import (
    State,
    Step,
    capacity_of,
)
from officer_app.core.work import Actor
from officer_app.people.access import Role
from officer_app.quota.case_file import CaseFile, case_file
from tests.casework import Casework


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
