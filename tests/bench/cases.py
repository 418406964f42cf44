"""Ten years of special-talent cases: the queue, a case's page, the ledger, the figures of a year, and the first page.

Seconds of the processor; beside each the statements it runs, run by the driver alone.
"""

from collections.abc import Callable
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.cases.lists import CaseFilter, count_cases, list_cases
from officer_app.cases.model import TalentCase
from officer_app.cases.words import State, Step
from officer_app.core.work import Actor
from officer_app.overview.today import today
from officer_app.quota.case_file import case_file
from officer_app.quota.figures import talent_figures
from officer_app.quota.lists import count_ledger_rows, ledger_rows, left_series, pace, quota_status, quota_years
from officer_app.quota.reasons import conditions
from officer_app.quota.verify import ledger_verdict
from tests.bench import casework
from tests.bench.lookups import Statements, connect_raw, run_raw
from tests.bench.measure import MIB, Report, alternate, once
from tests.bench.office import NOW, SUPERVISOR

# Milliseconds a person waits for a page without noticing.
_NOTICED: Final = 100
_SEARCHES: Final = {
    "two characters": "张",
    "a person": "何静",
    "an enterprise": "生物",
    "a number": "2024-37",
    "nothing": "无此人某某",
}


def measure(size: int, folder: Path) -> Report:
    """Every question a page asks when it is opened, and those that filters, orders and searches ask."""
    report = Report("cases", size)
    path = folder / "office.sqlite"
    if not path.exists():
        report.facts["seconds_to_fill"] = round(once(lambda: casework.furnish_cases(path, size).close()), 1)
    report.facts["database_mib"] = round(path.stat().st_size / MIB)
    from officer_app.office import open_office

    office = open_office(str(path), clock=lambda: NOW)
    verdict = office.read(ledger_verdict, SUPERVISOR)
    report.facts["ledger"] = {"sound": verdict.sound, "pools": verdict.pools, "entries": verdict.entries}
    raw, statements = connect_raw(office), Statements(office)
    rounds = 1 if size < 1_000 else 9

    def ask(name: str, query: Callable[..., object], actor: Actor, *args: object, **kw: object) -> None:
        work = partial(office.read, query, actor, *args, **kw)
        same = statements.of(work)
        report.add(alternate(rounds, **{name: work, f"{name}, raw": lambda: run_raw(raw, same)}))
        report.takes(name, f"{name}, raw")
        report.limit(f"{name} p95", report.p95(name) * 1000, _NOTICED)

    whole = office.read(count_cases, SUPERVISOR)
    ask("queue", list_cases, SUPERVISOR)
    ask("queue, waiting", list_cases, SUPERVISOR, CaseFilter(waiting=True))
    ask("queue, waiting, specialist", list_cases, casework.SPECIALIST, CaseFilter(waiting=True))
    ask("queue, year", list_cases, SUPERVISOR, CaseFilter(year=2021))
    ask("queue, state", list_cases, SUPERVISOR, CaseFilter(states=frozenset({State.FIRST_REVIEW})))
    ask("queue, settled", list_cases, SUPERVISOR, CaseFilter(states=frozenset({State.SETTLED})))
    ask("queue, enterprise", list_cases, SUPERVISOR, CaseFilter(enterprise_id=7))
    ask("queue, last page", list_cases, SUPERVISOR, offset=max(0, whole - 200))
    for sort in ("number", "applicant", "enterprise", "base", "filed"):
        ask(f"by {sort}", list_cases, SUPERVISOR, sort=sort, descending=sort == "number")
    for name, text in _SEARCHES.items():
        ask(f"search, {name}", list_cases, SUPERVISOR, CaseFilter(text=text))
    ask("count, all", count_cases, SUPERVISOR)
    ask("count, waiting", count_cases, SUPERVISOR, CaseFilter(waiting=True))
    with office.database.transaction(writes=False) as connection:
        newest = sa.select(sa.func.max(TalentCase.id))
        settled = connection.scalar(newest.where(TalentCase.state == State.SETTLED))
        public = connection.scalar(newest.where(TalentCase.state == State.PUBLICITY))
    for name, key in (("case, settled", settled), ("case, in publicity", public)):
        if key is not None:
            ask(name, case_file, SUPERVISOR, key)
    if public is not None:
        ask("conditions of the decision", conditions, SUPERVISOR, public, Step.DECIDE)
    for name, query in (("status", quota_status), ("course", left_series), ("pace", pace), ("ledger", ledger_rows)):
        ask(f"quota {name}", query, SUPERVISOR, casework.YEARS[-2])
    ask("quota ledger, far down", ledger_rows, SUPERVISOR, casework.YEARS[-2], offset=max(0, whole // 10 - 300))
    ask("quota ledger, month", ledger_rows, SUPERVISOR, casework.YEARS[-2], month=5)
    ask("quota count", count_ledger_rows, SUPERVISOR, casework.YEARS[-2])
    ask("quota years", quota_years, SUPERVISOR)
    ask("figures of a year", talent_figures, SUPERVISOR, date(2025, 1, 1), date(2025, 12, 31))
    ask("today, supervisor", today, SUPERVISOR)
    ask("today, specialist", today, casework.SPECIALIST)
    report.facts["seconds to prove the whole ledger"] = round(once(lambda: office.read(ledger_verdict, SUPERVISOR)), 3)
    raw.close()
    office.close()
    return report
