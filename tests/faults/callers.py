"""S10: use cases called by those who may not."""

from datetime import timedelta
from pathlib import Path

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.denials import DENIED
from officer_app.core.errors import Forbidden
from officer_app.core.work import NOBODY, USE_CASES, changes
from officer_app.office import load_use_cases
from officer_app.people.access import Permission, Role, may
from tests.accesswork import everything, tried_by_everybody
from tests.factories import bureau
from tests.faults.catalogue import Outcome, fault

_HOUR = 61


@fault("S10", "every use case by every role that may not", quick=1, full=1, proven_by="tests/test_access.py")
def by_role(_rounds: int, folder: Path) -> Outcome:
    """Each is refused, and each refusal is in the trail."""
    load_use_cases()
    database = Database(str(folder / "office.sqlite"))
    database.prepare()
    here = bureau(database)
    actors = [here.person(role) for role in Role] + [NOBODY]
    tried = refused = 0
    for use_case, declared in list(USE_CASES.items()):
        here.clock.now += timedelta(minutes=_HOUR)
        for actor in actors:
            if may(actor.role, declared.permission) or not use_case.__module__.startswith("officer_app."):
                continue
            tried += 1
            try:
                (here.office.perform if declared.writes else here.office.read)(use_case, actor)
            except Forbidden:
                refused += 1
    with database.transaction(writes=False) as connection:
        columns = sa.inspect(AuditEntry).local_table.c
        query = sa.select(sa.func.count()).where(columns.action == DENIED)
        written = connection.execute(query).scalar_one()
    here.office.close()
    return Outcome(tried, min(refused, written), f"{refused} refused, {written} of them in the trail")


@fault("S10", "role × use case × ownership × state", quick=1, full=1, proven_by="tests/test_access.py")
def by_everybody(_rounds: int, folder: Path) -> Outcome:
    """Whoever is let in, and where, is whom the table names."""
    load_use_cases()
    database = Database(str(folder / "office.sqlite"))
    database.prepare()
    there = everything(database)
    found = tried_by_everybody(there)
    there.house.bureau.office.close()
    there.office.close()
    said = "; ".join(map(str, found.wrong[:3])) or f"{len(found.done)} use cases let in whom they should"
    return Outcome(found.count, found.count - len(found.wrong), said)


@fault("S10", "a function that nobody declared", quick=1, full=1)
def undeclared(_rounds: int, folder: Path) -> Outcome:
    """It is not performed, and one declared to read is not let write."""
    database = Database(str(folder / "office.sqlite"))
    database.prepare()
    here = bureau(database)
    boss = here.person(Role.SUPERVISOR)
    held = 0
    for run, function in ((here.office.perform, _escaped), (here.office.read, _escaped), (here.office.read, _writes)):
        try:
            run(function, boss)
        except RuntimeError:
            held += 1
    here.office.close()
    return Outcome(3, held, "refused before it began")


def _escaped(_work: object) -> None:
    raise AssertionError("it ran")


@changes(Permission.OWN_ACCOUNT)
def _writes(_work: object) -> None:
    raise AssertionError("it ran")
