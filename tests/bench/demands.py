"""Two hundred thousand demands: the board, any filter and order of the table, reminders, one file, and the figures.

Each first page has to be there within a tenth of a second; the table as it opens is set beside its own statements run
by the driver alone.
"""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.core.database import Base
from officer_app.core.work import Actor, Office
from officer_app.demands.board import DemandFilter, demand_board
from officer_app.demands.file import demand_file
from officer_app.demands.listing import DemandList, DemandSort, demand_page, listed_ids
from officer_app.demands.model import DEMAND_TEXTS, OPEN_STATES, Category, DemandState, DemandStep, Rating, Urgency
from officer_app.demands.reminders import demand_reminders
from officer_app.demands.statistics import Dimension, demand_flows, demand_statistics
from officer_app.directory.industries import Industry
from officer_app.people.access import Role
from tests.bench import data
from tests.bench.lookups import Statements, connect_raw, run_raw
from tests.bench.measure import Report, alternate, once
from tests.bench.office import FIRST_LIAISON, NOW, SUPERVISOR, furnish

TODAY: Final = NOW.date()
# So many demands of an enterprise, over so many days; of a hundred the last few are open.
_OF_EACH: Final = 50
_DAYS: Final = 3_000
_BATCH: Final = 20_000
_OFFICER: Final = Actor(FIRST_LIAISON + 2, data.PEOPLE[2], Role.LIAISON)
# Milliseconds a person waits for a first page without noticing.
_NOTICED: Final = 100
_ROUNDS: Final = 7
FILTERS: Final[dict[str, DemandFilter]] = {
    "all": DemandFilter(),
    "mine": DemandFilter(of=_OFFICER.id),
    "handler": DemandFilter(handler_id=_OFFICER.id),
    "collector": DemandFilter(collected_by=_OFFICER.id),
    "open": DemandFilter(open_only=True),
    "late": DemandFilter(late=True),
    "category": DemandFilter(category=Category.APARTMENT),
    "urgency": DemandFilter(urgency=Urgency.URGENT),
    "closed": DemandFilter(state=DemandState.CLOSED),
    "suspended": DemandFilter(state=DemandState.SUSPENDED),
    "enterprise": DemandFilter(enterprise_id=7),
    "text": DemandFilter(text="人才公寓"),
    "rare text": DemandFilter(text="第七号楼"),
    "absent text": DemandFilter(text="不存在的词"),
    "industry": DemandFilter(industry=Industry.BIOMEDICINE),
    "sub-district": DemandFilter(subdistrict_id=3),
    "helper": DemandFilter(helper_id=_OFFICER.id),
    "paused": DemandFilter(paused=True),
    "without a handler": DemandFilter(unheld=True),
    "a month": DemandFilter(collected_from=date(2026, 8, 1), collected_until=date(2026, 8, 31)),
    "an old year": DemandFilter(collected_from=date(2020, 1, 1), collected_until=date(2020, 12, 31)),
    "number": DemandFilter(text="SQ-2026-7"),
}


def furnish_demands(path: Path, demands: int) -> Office:
    """A new office at the path with so many demands; rows are stored in bulk and without a trail, to be quick."""
    enterprises = max(demands // _OF_EACH, 10)
    office = furnish(path, enterprises)
    draw = random.Random(data.SEED)
    tables = Base.metadata.tables
    with office.database.transaction(writes=True) as connection:
        for first in range(1, demands + 1, _BATCH):
            keys = range(first, min(first + _BATCH, demands + 1))
            rows = [_demand(key, demands, enterprises, draw) for key in keys]
            connection.execute(sa.insert(tables["demand"]), rows)
            connection.execute(sa.insert(tables["demand_event"]), [event for row in rows for event in _events(row)])
            DEMAND_TEXTS.put(connection, [(row["id"], row["text"]) for row in rows], new=True)
        connection.execute(sa.text("ANALYZE"))
    return office


def _demand(key: int, count: int, enterprises: int, draw: random.Random) -> dict[str, Any]:
    collected = TODAY - timedelta(days=_DAYS - 1 - (key - 1) * _DAYS // count)
    young = key > count * 96 // 100
    state = draw.choice(OPEN_STATES) if young or key % 2_000 == 5 else DemandState.CLOSED
    if key > count * 92 // 100 and state is DemandState.CLOSED and key % 3 == 0:
        state = DemandState.ANSWERED
    answered = None if state in OPEN_STATES else min(TODAY, collected + timedelta(days=draw.randrange(40)))
    closed = state is DemandState.CLOSED
    return {
        "id": key,
        "draft_id": f"{key:036d}",
        "year": collected.year,
        "sequence": key,
        "enterprise_id": 1 + draw.randrange(enterprises),
        "category": draw.choice(tuple(Category)),
        "urgency": draw.choice(tuple(Urgency)),
        "text": f"{data.WISHES[key % len(data.WISHES)]}（{key}）" + ("第七号楼" if key % 9_000 == 8 else ""),
        "state": state,
        "handler_id": None if state is DemandState.COLLECTED else FIRST_LIAISON + key % len(data.PEOPLE),
        "due_on": collected + timedelta(days=14),
        "due_provisional": False,
        "collected_by": FIRST_LIAISON + draw.randrange(len(data.PEOPLE)),
        "collected_on": collected,
        "answer": "已答复" if answered else "",
        "answered_on": answered,
        "first_answered_on": answered,
        "closed_on": answered if closed else None,
        "rating": draw.choice(tuple(Rating)) if closed else None,
        "rated_on": answered if closed else None,
        "limit_from": collected,
        "limit_days": 10,
        "version": 1,
    }


def _events(row: dict[str, Any]) -> list[dict[str, Any]]:
    steps = [(DemandStep.ASSIGN, row["collected_on"])]
    if row["answered_on"] is not None:
        steps += [(DemandStep.TAKE_UP, row["collected_on"]), (DemandStep.ANSWER, row["answered_on"])]
    return [
        {
            "demand_id": row["id"],
            "step": step,
            "state_before": DemandState.COLLECTED,
            "state_after": row["state"],
            "account_id": row["collected_by"],
            "at": NOW.replace(year=day.year, month=day.month, day=day.day),
            "note": "",
        }
        for step, day in steps
    ]


def measure(size: int, folder: Path) -> Report:
    """Every list, the board, the reminders, a file and the figures."""
    report = Report("demands", size)
    path = folder / "office.sqlite"
    report.facts["seconds_to_fill"] = round(once(lambda: furnish_demands(path, size).close()), 1)
    from officer_app.office import open_office

    office = open_office(str(path), clock=lambda: NOW)
    works = {f"filter: {name}": _paged(office, DemandList(one)) for name, one in FILTERS.items()}
    works |= {
        f"order: {sort.value}{' down' if down else ''}": _paged(office, DemandList(sort=sort, descending=down))
        for sort in DemandSort
        for down in (False, True)
    }
    works["end of the list"] = lambda: office.read(
        listed_ids, SUPERVISOR, DemandList(), offset=max(size - 100, 0), limit=100
    )
    works["board"] = lambda: office.read(demand_board, SUPERVISOR, DemandFilter())
    works["file"] = lambda: office.read(demand_file, SUPERVISOR, max(size // 2, 1))
    works["reminders of an officer"] = lambda: office.read(demand_reminders, _OFFICER)
    report.add(alternate(_ROUNDS, **works))
    for name in works:
        report.limit(name, report.p95(name) * 1000, _NOTICED)
    first = date(TODAY.year - 1, TODAY.month, 1)
    figures: dict[str, Callable[[], object]] = {
        f"year by {by.value}": lambda by=by: office.read(demand_statistics, SUPERVISOR, first, TODAY, by)  # type: ignore[misc] # bound now
        for by in Dimension
    }
    figures["weeks of a year"] = lambda: office.read(demand_flows, SUPERVISOR, first, TODAY)
    figures["reminders of a supervisor"] = lambda: office.read(demand_reminders, SUPERVISOR)
    report.add(alternate(3, **figures))
    for name in figures:
        report.limit(name, report.middle(name) * 1000, 1_000)
    _beside_the_driver(report, office)
    office.close()
    return report


def _paged(office: Office, wanted: DemandList) -> Callable[[], object]:
    return lambda: office.read(demand_page, _OFFICER, wanted, limit=100)


def _beside_the_driver(report: Report, office: Office) -> None:
    opened = _paged(office, DemandList(DemandFilter(open_only=True)))
    statements = Statements(office).of(opened)
    connection = connect_raw(office)
    report.add(alternate(_ROUNDS, **{"open ones": opened, "raw driver": lambda: run_raw(connection, statements)}))
    connection.close()
    report.takes("open ones", "raw driver")
