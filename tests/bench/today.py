"""Today, the first page, in an office that keeps a million visits: for an officer, a specialist, a supervisor.

Once with as many enterprises served as eight officers can look after, once with very many. Seconds of the processor.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.model import Assignment, Duty
from officer_app.core.work import Actor, Office
from officer_app.demands.model import Demand
from officer_app.directory.model import Enterprise
from officer_app.overview.today import today
from officer_app.people.access import Role
from officer_app.people.model import Account
from tests.bench import data
from tests.bench.fieldwork import furnish_visits
from tests.bench.lookups import Statements, connect_raw, run_raw
from tests.bench.measure import MIB, Report, alternate, once
from tests.bench.office import FIRST_LIAISON, NOW, SUPERVISOR

# Visits of each enterprise; enough enterprises for the busiest office of a district.
_OF_EACH: Final = 16
# Served when the day begins, as furnish() has it, and at most.
_VERY_MANY: Final = 50_000
_LIAISON: Final = Actor(FIRST_LIAISON + 2, data.PEOPLE[2], Role.LIAISON)
_SPECIALIST: Final = Actor(FIRST_LIAISON + len(data.PEOPLE), "顾岚", Role.SPECIALIST)
# Milliseconds a person waits for the first page without noticing.
_NOTICED: Final = 100


def _hire(office: Office) -> None:
    """The specialist, who serves nobody and has the demands of one officer to solve."""
    hired = {"id": _SPECIALIST.id, "name": _SPECIALIST.name, "role": _SPECIALIST.role, "password_hash": "!"}
    with office.database.transaction(writes=True) as connection:
        if connection.scalar(sa.select(Account.id).where(Account.id == _SPECIALIST.id)) is None:
            connection.execute(sa.insert(Account), [hired | {"active": True, "created_at": NOW, "version": 1}])
            passed_on = sa.update(Demand).where(Demand.handler_id == _SPECIALIST.id - 1)
            connection.execute(passed_on.values(handler_id=_SPECIALIST.id))


def _serve(office: Office) -> int:
    """Let officers look after very many enterprises; how many those are now."""
    with office.database.transaction(writes=True) as connection:
        served = set(connection.scalars(sa.select(Assignment.enterprise_id)))
        free = sa.select(Enterprise.id).order_by(Enterprise.id)
        keys = [key for key in connection.scalars(free) if key not in served][: max(0, _VERY_MANY - len(served))]
        rows = [
            {
                "enterprise_id": key,
                "account_id": FIRST_LIAISON + key % len(data.PEOPLE),
                "role": Duty.LIAISON,
                "starts_on": date(2026, 3, 1),
                "reason": "",
                "version": 1,
            }
            for key in keys
        ]
        if rows:
            connection.execute(sa.insert(Assignment), rows)
        return len(served) + len(rows)


def measure(size: int, folder: Path) -> Report:
    """Each person's day with its statements, run by the driver alone beside it."""
    report = Report("today", size)
    path = folder / "office.sqlite"
    if not path.exists():
        fill = once(lambda: furnish_visits(path, size, max(size // _OF_EACH, 10)).close())
        report.facts["seconds_to_fill"] = round(fill, 1)
    report.facts["database_mib"] = round(path.stat().st_size / MIB)
    from officer_app.office import open_office

    office = open_office(str(path), clock=lambda: NOW)
    _hire(office)
    with office.database.transaction(writes=False) as connection:
        report.facts["served"] = connection.scalar(sa.select(sa.func.count()).select_from(Assignment))
    _each_day(report, office, "")
    report.facts["served, very many"] = _serve(office)
    _each_day(report, office, ", very many served")
    office.close()
    return report


def _each_day(report: Report, office: Office, suffix: str) -> None:
    raw, statements = connect_raw(office), Statements(office)
    rounds = 1 if report.size < 1_000 else 7
    for word, actor in (("officer", _LIAISON), ("specialist", _SPECIALIST), ("supervisor", SUPERVISOR)):
        name = word + suffix
        day: Callable[[], object] = partial(office.read, today, actor)
        same = statements.of(day)
        report.add(alternate(rounds, **{name: day, f"{name}, raw": lambda same=same: run_raw(raw, same)}))
        report.takes(name, f"{name}, raw")
        report.limit(f"{name} p95", report.p95(name) * 1000, _NOTICED)
    raw.close()
