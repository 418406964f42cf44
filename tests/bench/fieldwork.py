"""An office with as many visits as wanted: one enterprise for fifty of them, a demand at every fifth."""

import contextlib
import random
from collections.abc import Iterator, Sequence
from datetime import time, timedelta
from itertools import islice
from pathlib import Path
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.core.database import Base
from officer_app.core.work import Office
from officer_app.demands.model import DEMAND_TEXTS, Category, DemandState, Urgency
from officer_app.visits.model import VISIT_TEXTS, Mode, Outcome, Trigger
from tests.bench import data
from tests.bench.office import FIRST_LIAISON, NOW, furnish

# So many enterprises of the visits; and what of the visits is rare.
_OF_EACH: Final = 50
_BATCH: Final = 20_000
_DAYS: Final = 3_000
_DEMAND: Final = 5
# Of a hundred demands so many are old.
_SETTLED: Final = 96
POLICIES: Final = ("人才引进", "居转户", "人才公寓", "特殊人才落户专用额度")
_MODES: Final = (Mode.ON_SITE, Mode.PHONE, Mode.ON_SITE, Mode.VIDEO, Mode.PHONE, Mode.ON_SITE, Mode.AT_OFFICE)


def furnish_visits(path: Path, visits: int, enterprises: int | None = None) -> Office:
    """A new office at the path. Rows are stored in bulk and without a trail, to be quick."""
    enterprises = enterprises or max(visits // _OF_EACH, 10)
    furnish(path, enterprises).close()
    from officer_app.office import open_office

    office = open_office(str(path), clock=lambda: NOW)
    made = _visits(visits, enterprises)
    with office.database.transaction(writes=True) as connection:
        tables = Base.metadata.tables
        first = 1
        while rows := list(islice(made, _BATCH)):
            connection.execute(sa.insert(tables["visit"]), rows)
            VISIT_TEXTS.put(connection, [(row["id"], row["content"]) for row in rows], new=True)
            ids = range(first, first + len(rows))
            named = [{"visit_id": key, "name": data.person(key)[0], "title": "人事经理", "phone": ""} for key in ids]
            connection.execute(sa.insert(tables["visit_person"]), named)
            said = [{"visit_id": key, "name": POLICIES[key % len(POLICIES)]} for key in ids if key % 9 == 0]
            demands = [_demand(row, visits) for row in rows if row["id"] % _DEMAND == 0]
            for table, some in (("visit_policy", said), ("demand", demands)):
                if some:
                    connection.execute(sa.insert(tables[table]), some)
            DEMAND_TEXTS.put(connection, [(demand["id"], demand["text"]) for demand in demands], new=True)
            first += len(rows)
    with contextlib.closing(office.database.engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return office


def _visits(count: int, enterprises: int) -> Iterator[dict[str, Any]]:
    draw = random.Random(data.SEED)
    newest = NOW.date()
    for key in range(1, count + 1):
        # The later visits were entered later, as a rule; some were caught up on afterwards.
        behind = draw.randrange(400) if key % 50 == 0 else 0
        day = newest - timedelta(days=_DAYS - 1 - (key - 1) * _DAYS // count + behind)
        yield {
            "id": key,
            "draft_id": f"{key:036d}",
            "year": day.year,
            "sequence": key,
            "enterprise_id": 1 + draw.randrange(enterprises),
            "officer_id": FIRST_LIAISON + key % len(data.PEOPLE),
            "visited_on": day,
            "starts_at": time(9 + key % 8),
            "ends_at": time(10 + key % 8, 20),
            "mode": _MODES[key % len(_MODES)],
            "trigger": Trigger.ON_DEMAND if key % 5 == 2 else Trigger.PERIODIC,
            "outcome": Outcome.NOT_FOUND if key % 2_000 == 9 else Outcome.REFUSED if key % 90 == 7 else Outcome.DONE,
            "place": "",
            "content": f"{data.visit_text(key)}\n联系企业{data.former_name(key)}。",
            "follow_up": "",
            "next_contact_on": day + timedelta(days=30) if key % 3 == 0 else None,
            "returned_at": NOW if key % 10_000 == 3 else None,
            "created_at": NOW,
            "version": 1,
        }


def _demand(visit: dict[str, Any], visits: int) -> dict[str, Any]:
    key = visit["id"] // _DEMAND
    # Of the old ones a few stayed open.
    young = visit["id"] > visits * _SETTLED // 100 or key % 200 == 5
    states = (DemandState.CLOSED,) * 7 + (DemandState.IN_PROGRESS, DemandState.ASSIGNED, DemandState.ANSWERED)
    state = states[key % len(states)] if young else DemandState.CLOSED
    answered = state in (DemandState.CLOSED, DemandState.ANSWERED)
    answered_on = min(NOW.date(), visit["visited_on"] + timedelta(days=key % 40)) if answered else None
    return {
        "id": key,
        "draft_id": f"d{key:035d}",
        "year": visit["year"],
        "sequence": key,
        "enterprise_id": visit["enterprise_id"],
        "visit_id": visit["id"],
        "category": tuple(Category)[key % len(Category)],
        "urgency": tuple(Urgency)[key % len(Urgency)],
        "text": data.WISHES[key % len(data.WISHES)],
        "state": state,
        "handler_id": FIRST_LIAISON + key % len(data.PEOPLE),
        "due_on": visit["visited_on"] + timedelta(days=14),
        "due_provisional": False,
        "collected_by": visit["officer_id"],
        "collected_on": visit["visited_on"],
        "answer": "已答复" if answered else "",
        "answered_on": answered_on,
        "closed_on": answered_on if state is DemandState.CLOSED else None,
        "version": 1,
    }


def pages_of(path: Path, tables: Sequence[str]) -> dict[str, int] | None:
    """The bytes of tables and of what belongs to them; None where no library can tell."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(path)) as connection:
        try:
            pages = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall())
        except sqlite3.OperationalError:
            return None
    return {table: sum(size for name, size in pages.items() if name.startswith(table)) for table in tables}
