"""The audit trail: what its chain adds to a save, an import and a batch, and how long `size` entries take to prove."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any, Final
from uuid import UUID

from officer_app.assignments.importing import import_enterprises
from officer_app.core import schema
from officer_app.core.audit import OfficeSession
from officer_app.core.database import Database
from officer_app.core.trail_chain import link_what_stands
from officer_app.core.trail_proof import prove_trail
from officer_app.core.work import Office
from officer_app.directory.imports.importing import ImportRequest
from officer_app.office import load_models
from officer_app.visits.logging import save_visit
from tests.bench import data
from tests.bench.imports import TITLES
from tests.bench.measure import Report, once
from tests.bench.office import SUPERVISOR, furnish
from tests.bench.save import OFFICER, draft_of

_SAVES: Final = 60
_WARM: Final = 5
_AT: Final = "2026-11-24 01:47:59.123456"


def measure(size: int, folder: Path) -> Report:
    report = Report("trail", size)
    _prove(report, size, folder / "proved.sqlite")
    _save(report, folder / "saves.sqlite", _SAVES if size >= 1_000 else 2)
    _import(report, folder, min(10_000, max(size // 10, 20)))
    report.limit("verify, 100,000 entries", report.middle("verify") * 1_000 * 100_000 / size, 5_000)
    report.takes("save", "save without the chain")
    report.takes("save", "save without a trail", 1.3)
    report.takes("import", "import without the chain", 1.3)
    return report


def _prove(report: Report, size: int, path: Path) -> None:
    load_models()
    database = Database(str(path))
    schema.upgrade(database, "0004")
    columns = "at, actor_id, actor_name, on_behalf_of, use_case, action, entity, entity_id, before, after"
    with database.transaction(writes=True) as connection:
        connection.exec_driver_sql(
            f"INSERT INTO audit_entry ({columns}) VALUES ({', '.join('?' * 10)})",
            [
                (
                    _AT,
                    3,
                    "沈知远",
                    "",
                    "save_visit",
                    "update",
                    "visit",
                    number,
                    _told("planned", number),
                    _told("done", number),
                )
                for number in range(size)
            ],
        )
    report.add({"upgrade": [once(lambda: schema.upgrade(database), process_time)]})
    with database.transaction(writes=False) as connection:
        report.add({"verify": [once(lambda: prove_trail(connection), process_time) for _turn in range(2)]})
        assert prove_trail(connection).sound
    with database.connect(writes=True) as connection, connection.begin() as attempt:
        connection.exec_driver_sql("DROP TRIGGER audit_link_no_delete")
        connection.exec_driver_sql("DELETE FROM audit_link")
        report.add({"chain of what stands": [once(lambda: link_what_stands(connection), process_time)]})
        attempt.rollback()
    database.close()


def _told(state: str, number: int) -> str:
    return json.dumps({"state": state, "content": data.visit_text(number)[:60], "version": number})


@contextmanager
def _without(*names: tuple[type, str]) -> Iterator[None]:
    """While it lasts these methods do nothing."""
    kept = [(owner, name, getattr(owner, name)) for owner, name in names]
    for owner, name, _method in kept:
        setattr(owner, name, lambda *_args: None)
    try:
        yield
    finally:
        for owner, name, method in kept:
            setattr(owner, name, method)


_CHAIN: Final = ((OfficeSession, "link"), (Office, "_anchor"))
_TRAIL: Final = (*_CHAIN, (OfficeSession, "write"))


def _save(report: Report, path: Path, count: int) -> None:
    office = furnish(path, 1_000)
    ways: dict[str, tuple[tuple[type, str], ...]] = {
        "save": (),
        "save without the chain": _CHAIN,
        "save without a trail": _TRAIL,
    }
    times: dict[str, list[float]] = {name: [] for name in ways}
    number = 0
    for turn in range(count + _WARM):
        for name, left_out in ways.items():
            number += 1
            draft = draft_of(number)
            with _without(*left_out):
                seconds = once(lambda draft=draft: office.perform(save_visit, OFFICER, draft))
            if turn >= _WARM:
                times[name].append(seconds)
    office.close()
    report.add(times)


def _import(report: Report, folder: Path, rows: int) -> None:
    text = folder / "directory.csv"
    lines = [",".join(TITLES[:3])]
    lines += [f"{one.name},{one.uscc},{data.INDUSTRY_NAMES[one.industry]}" for one in data.enterprises(rows)]
    text.write_text("\n".join(lines), encoding="utf-8-sig")
    ways: dict[str, tuple[tuple[type, str], ...]] = {"import": (), "import without the chain": _CHAIN}
    for turn in range(2):
        for name, left_out in ways.items():
            office = furnish(folder / f"import-{turn}-{UUID(int=len(name))}.sqlite", 0)
            work: Callable[[], Any] = lambda office=office: office.perform(  # noqa: E731 # bound to this turn
                import_enterprises, SUPERVISOR, ImportRequest(text)
            )
            with _without(*left_out):
                report.add({name: [once(work, process_time)]})
            office.close()
    report.facts["rows imported"] = rows
