"""The calendar of an office that keeps a million visits: a month of one officer, of everybody, who has no date."""

from collections.abc import Callable
from datetime import date, time, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.core.database import Base
from officer_app.core.work import Office
from officer_app.visits.calendar import Whose, calendar_days, undated_contacts
from officer_app.visits.calendar_feed import as_calendar, calendar_feed
from officer_app.visits.model import Mode, PlanState
from tests.bench import data
from tests.bench.fieldwork import furnish_visits
from tests.bench.lookups import Statements, connect_raw, furnish_again, run_raw
from tests.bench.measure import MIB, Report, alternate, once
from tests.bench.office import FIRST_LIAISON, NOW, SUPERVISOR

TODAY: Final = NOW.date()
_OWN: Final = Whose(FIRST_LIAISON + 2)
_TOWN: Final = Whose(None, 3)
# Plans of each officer on a day, and the days around today that have them.
_A_DAY: Final = 4
_AROUND: Final = 40
# Milliseconds a person waits for a month without noticing.
_NOTICED: Final = 100
_MONTH: Final = (date(2026, 8, 31), date(2026, 10, 4))
_OLD: Final = (date(2022, 2, 28), date(2022, 4, 3))


def _plan(office: Office, visits: int) -> None:
    """Plans around today, some of them missed."""
    rows = []
    enterprises = max(visits // 50, 10)
    for offset in range(-_AROUND // 2, _AROUND):
        for place in range(len(data.PEOPLE) * _A_DAY):
            key = len(rows) + 1
            rows.append(
                {
                    "id": key,
                    "draft_id": f"p{key:035d}",
                    "enterprise_id": 1 + key * 31 % enterprises,
                    "officer_id": FIRST_LIAISON + place % len(data.PEOPLE),
                    "planned_on": TODAY + timedelta(days=offset),
                    "starts_at": time(9 + key % 8) if key % 5 else None,
                    "mode": Mode.ON_SITE,
                    "purpose": "定期走访",
                    "state": PlanState.PLANNED if key % 7 else PlanState.DONE,
                    "created_by": "",
                    "created_at": NOW,
                    "version": 1,
                }
            )
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.insert(Base.metadata.tables["visit_plan"]), rows)


def measure(size: int, folder: Path) -> Report:
    """Each view with its statements, run by the driver alone beside it. Seconds of the processor."""
    report = Report("calendar", size)
    path = folder / "office.sqlite"
    if not path.exists():
        report.facts["seconds_to_fill"] = round(once(lambda: furnish_visits(path, size).close()), 1)
        filled = furnish_again(path)
        _plan(filled, size)
        filled.close()
    report.facts["database_mib"] = round(path.stat().st_size / MIB)
    from officer_app.office import open_office

    office = open_office(str(path), clock=lambda: NOW)
    raw, statements = connect_raw(office), Statements(office)
    rounds = 1 if size < 1_000 else 7
    read = office.read
    views: dict[str, Callable[[], object]] = {
        "month, one officer": lambda: read(calendar_days, SUPERVISOR, _OWN, *_MONTH),
        "month, everybody": lambda: read(calendar_days, SUPERVISOR, Whose(), *_MONTH),
        "month, one sub-district": lambda: read(calendar_days, SUPERVISOR, _TOWN, *_MONTH),
        "month long ago": lambda: read(calendar_days, SUPERVISOR, Whose(), *_OLD),
        "week, everybody": lambda: read(calendar_days, SUPERVISOR, Whose(), TODAY, TODAY + timedelta(days=6)),
        "no date, one officer": lambda: read(undated_contacts, SUPERVISOR, _OWN, _MONTH[1]),
        "no date, everybody": lambda: read(undated_contacts, SUPERVISOR, Whose(), _MONTH[1]),
    }
    for name, view in views.items():
        same = statements.of(view)
        report.add(alternate(rounds, **{name: view, f"{name}, raw": lambda same=same: run_raw(raw, same)}))
        report.takes(name, f"{name}, raw")
        report.limit(f"{name} p95", report.p95(name) * 1000, _NOTICED)
    months = [name for name in views if name.startswith("month")]
    report.ratio(
        "months",
        "raw",
        "times as long",
        sum(map(report.middle, months)) / sum(report.middle(f"{name}, raw") for name in months),
        at_most=1.6,
    )
    feed = office.read(calendar_feed, SUPERVISOR, _OWN.officer_id)
    report.add(alternate(rounds, **{"calendar file": lambda: as_calendar(feed)}))
    report.facts["plans in the calendar file"] = len(feed.plans)
    raw.close()
    office.close()
    return report
