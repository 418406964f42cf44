"""What encryption costs: a visit stored, and a search, in an encrypted office against a plain one; a slot opened; a
conversion and another key.

A save is measured where the disk decides and, with `--folder /dev/shm`, where the processor does.
"""

from collections.abc import Callable
from itertools import count
from pathlib import Path

from officer_app.core.alone import alone
from officer_app.core.converting import convert
from officer_app.core.database import Database
from officer_app.core.keyfile import KeyFile, beside
from officer_app.core.rekeying import rekey
from officer_app.core.work import Office
from officer_app.office import open_office
from officer_app.overview.search import search
from officer_app.visits.logging import save_visit
from tests.bench.measure import Report, once
from tests.bench.office import NOW, SUPERVISOR, furnish
from tests.bench.save import OFFICER, draft_of

_WARM = 10
_SEARCHES = ("智能装备", "澜", "生物医药", "沪东", "13800000026")


def measure(size: int, folder: Path) -> Report:
    report = Report("encryption", size)
    plain = furnish(folder / "plain.sqlite", 200 * size)
    plain.close()
    source = folder / "encrypted.sqlite"
    source.write_bytes((folder / "plain.sqlite").read_bytes())
    slot = KeyFile(beside(source), "bench").with_slot("郑予", "a-long-password")
    slot.save()
    keys: list[bytes] = []
    times: dict[str, list[float]] = {}
    times["convert"] = [once(lambda: keys.append(convert(source, lambda _database: None, NOW).key))]
    times["open a slot"] = [once(lambda: slot.opened("郑予", "a-long-password")) for _again in range(9)]
    offices = {
        "plain": open_office(str(folder / "plain.sqlite"), clock=lambda: NOW),
        "encrypted": open_office(str(source), clock=lambda: NOW, key=keys[0]),
    }
    numbers = count()
    try:
        for number in range(size + _WARM):
            for name, office in offices.items():
                took = once(_saving(office, next(numbers)))
                if number >= _WARM:
                    times.setdefault(f"save, {name}", []).append(took)
        for number in range(size):
            words = _SEARCHES[number % len(_SEARCHES)]
            for name, office in offices.items():
                times.setdefault(f"search, {name}", []).append(once(_searching(office, words)))
    finally:
        for office in offices.values():
            office.close()
    database = Database(str(source), key=keys[0])
    times["another key"] = [once(lambda: rekey(database))]
    with alone(source, database.key) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
    database.close()
    report.add(times)
    report.limit("open a slot", report.middle("open a slot") * 1000, 500)
    report.takes("save, encrypted", "save, plain", 1.3)
    report.takes("search, encrypted", "search, plain")
    report.facts = {"bytes": pages * 4096}
    return report


def _saving(office: Office, number: int) -> Callable[[], object]:
    visit = draft_of(number)
    return lambda: office.perform(save_visit, OFFICER, visit)


def _searching(office: Office, words: str) -> Callable[[], object]:
    return lambda: office.read(search, SUPERVISOR, words)
