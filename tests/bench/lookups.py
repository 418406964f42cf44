"""Search and list: what people type and the lists they open, through our layer, raw, and by reading every name."""

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import sqlalchemy as sa

from officer_app.core.work import Office
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import (
    NO_ANCHORS,
    Anchors,
    Between,
    DirectoryFilter,
    SortBy,
    list_enterprises,
)
from officer_app.directory.lists.finding import search_enterprises
from officer_app.overview.register import (
    ContactSort,
    Wanted,
    Within,
    register,
    register_anchors,
    register_rows,
)
from tests.bench.measure import MIB, Report, alternate, once
from tests.bench.office import FIRST_LIAISON, SUPERVISOR, furnish

ABSENT: Final = "%不存在的词%"
# What people type, by kind: any length; frequent, rare and absent.
TYPED: Final = {
    "one character": ("上", "澜", "龘", "公"),
    "two characters": ("上海", "琮琤", "楚启", "技有"),
    "three characters": ("微电子", "上海澜", "楚启微"),
    "longer": ("智能装备", "有限公司", "楚启微电子", "上海楚启信息技术有限公司", "不存在的词", "澜 机器人"),
    "initials": ("s", "sh", "shlc", "wdz", "shcqxxjs", "znzb", "sh wdz", "qqqqq"),
    "pinyin": (
        "lan", "sha", "baosh", "lanqi", "shanghai", "weidianzi", "chuqiweidianz", "zhinengzhuangbei", "shanghailan",
        "shlanq", "chuqiwdz", "nvnvnv",
    ),
    "code": ("9131", "MA1G", "0Z1", "113MA"),
    "former name": ("机器人厂", "信息技术厂"),
    "contact": ("欧阳", "王澜楚", "wanglanchu"),
    "phone": ("1380", "4455", "13812345678"),
}  # fmt: skip


@dataclass
class Statements:
    """The statements a query of ours runs, to run them again raw."""

    office: Office

    def of(self, work: Callable[[], object]) -> list[tuple[str, Any]]:
        seen: list[tuple[str, Any]] = []

        def keep(_connection: Any, _cursor: Any, statement: str, parameters: Any, *_more: Any) -> None:
            if statement.startswith("SELECT"):
                seen.append((statement, parameters))

        engine = self.office.database.engine
        sa.event.listen(engine, "before_cursor_execute", keep)
        try:
            work()
        finally:
            sa.event.remove(engine, "before_cursor_execute", keep)
        return seen


def run_raw(connection: Any, statements: list[tuple[str, Any]]) -> None:
    connection.execute("BEGIN")
    for statement, parameters in statements:
        connection.execute(statement, parameters).fetchall()
    connection.execute("COMMIT")


def connect_raw(office: Office) -> Any:  # the driver ships no types
    dialect: Any = office.database.engine.dialect
    return dialect.dbapi.connect(str(office.database.path), isolation_level=None)


def _furnish(report: Report, folder: Path) -> Office:
    path = folder / "office.sqlite"
    if not path.exists():
        report.facts["seconds_to_fill"] = round(once(lambda: furnish(path, report.size).close()), 1)
    office = furnish_again(path)
    report.facts["database_mib"] = round(path.stat().st_size / MIB)
    return office


def furnish_again(path: Path) -> Office:
    """Open an office already furnished."""
    from officer_app.office import open_office

    return open_office(str(path))


def _scan(connection: Any) -> None:
    """What a search without an index does: look at every name."""
    connection.execute("SELECT id, name, uscc FROM enterprise WHERE name LIKE ? LIMIT 20", (ABSENT,)).fetchall()


def _index_share(path: Path) -> float | None:
    """The pages of the search index by those of the table of enterprises; None where no library can tell."""
    # Not the driver of the program: it is built without the table of pages.
    with contextlib.closing(sqlite3.connect(path)) as connection:
        try:
            pages = dict(connection.execute("SELECT name, sum(pgsize) FROM dbstat GROUP BY name").fetchall())
        except sqlite3.OperationalError:
            return None
    index = sum(size for name, size in pages.items() if name.startswith("enterprise_search"))
    return round(index / pages["enterprise"], 3)


def search(size: int, folder: Path) -> Report:
    """As somebody types: the likeliest first; and the list that a text narrows, in natural order and sorted.

    `typed` is what comes up under the box: up to twenty hits of all kinds, ranked. `natural` and `sorted` are the first
    page of the directory, with the number of hits, in the order of entry and by another column. Seconds of the
    processor.
    """
    report = Report("search", size)
    office = _furnish(report, folder)
    raw = connect_raw(office)
    statements = Statements(office)
    rounds = 1 if size < 1_000 else 5 if size <= 100_000 else 3
    slowest: dict[str, float] = {}
    for kind, texts in TYPED.items():
        for text in texts:
            typed = {
                "typed": lambda text=text: office.read(search_enterprises, SUPERVISOR, text),
                "natural": lambda text=text: office.read(
                    list_enterprises, SUPERVISOR, DirectoryFilter(text=text), limit=50
                ),
                "sorted": lambda text=text: office.read(
                    list_enterprises, SUPERVISOR, DirectoryFilter(text=text), SortBy.HEADCOUNT, limit=50
                ),
            }
            same = statements.of(typed["typed"])
            times = alternate(rounds, **typed, raw=lambda same=same: run_raw(raw, same))
            report.add(times)
            report.add({kind: times["typed"], f"{kind}, sorted": times["sorted"]})
            slowest[text] = max(times["typed"])
    report.add(alternate(3, scan=lambda: _scan(raw)))
    report.takes("typed", "raw")
    report.takes("typed", "scan", 1 / 50, share=0.95)
    report.takes("natural", "scan", 1 / 50, share=0.95)
    report.takes("sorted", "scan", 1 / 12, share=0.95)
    for kind in ("typed", *TYPED):
        report.limit(f"{kind} p95", report.p95(kind) * 1000, 16)
    report.facts["index_to_table"] = _index_share(folder / "office.sqlite")
    report.facts["slowest_texts_ms"] = {
        text: round(slowest[text] * 1000, 1) for text in sorted(slowest, key=lambda text: -slowest[text])[:6]
    }
    raw.close()
    office.close()
    return report


def lists(size: int, folder: Path) -> Report:
    """The first page of the directory, whole and filtered, in several orders; and pages anywhere in it."""
    report = Report("list", size)
    office = _furnish(report, folder)
    raw = connect_raw(office)
    statements = Statements(office)
    rounds = 1 if size < 1_000 else 9 if size <= 100_000 else 5

    def page(sort: SortBy = SortBy.ENTRY, offset: int = 0, **wanted: Any) -> Callable[[], object]:
        return lambda: office.read(list_enterprises, SUPERVISOR, DirectoryFilter(**wanted), sort, offset=offset)

    firsts: dict[str, Callable[[], object]] = {
        "first page": page(),
        "by name": page(SortBy.NAME),
        "by headcount": page(SortBy.HEADCOUNT),
        "by sub-district": page(SortBy.SUBDISTRICT),
        "by officer": page(SortBy.LIAISON),
        "industry": page(industries=(Industry.ROBOTICS,)),
        "industry, by name": page(SortBy.NAME, industries=(Industry.ROBOTICS,)),
        "sub-district": page(subdistrict_ids=(3,)),
        "officer": page(officer_id=FIRST_LIAISON),
        "without liaison": page(without_liaison=True),
        "edition": page(edition_id=1),
        "large clients": page(large_client=True),
        "headcount": page(headcount=Between(50, 200)),
        "work list": lambda: office.read(register, SUPERVISOR),
        "work list, by due": lambda: office.read(register, SUPERVISOR, Wanted(sort=ContactSort.DUE)),
        "work list, overdue": lambda: office.read(register, SUPERVISOR, Wanted(within=Within.OVERDUE)),
    }
    jumps, skipped = _jumps(report, office, size)
    for name, work in {**firsts, **jumps, **skipped}.items():
        same = statements.of(work)
        report.add(alternate(rounds, **{name: work, f"{name}, raw": lambda same=same: run_raw(raw, same)}))
        # A work list, and a jump in it, also asks for the contacts, demands and fields of its rows.
        report.takes(
            name, f"{name}, raw", None if name in skipped else 2 if "work list" in name or name in jumps else 1.6
        )
    for name in jumps:
        report.takes(name, f"{name}, skipping", 1)
    report.limit("slowest first page", max(report.middle(name) for name in firsts) * 1000, 300)
    report.limit("slowest jump", max(report.middle(name) for name in jumps) * 1000, 16)
    raw.close()
    office.close()
    return report


def _jumps(
    report: Report, office: Office, size: int
) -> tuple[dict[str, Callable[[], object]], dict[str, Callable[[], object]]]:
    """To rows far down: from the anchors, and by skipping all rows before them."""
    jumps: dict[str, Callable[[], object]] = {}
    skipped: dict[str, Callable[[], object]] = {}
    lists: dict[str, tuple[Wanted, int]] = {
        "jump": (Wanted(), size * 7 // 10),
        "jump, by name": (Wanted(sort=SortBy.NAME), size // 2),
        "jump, by headcount down": (Wanted(sort=SortBy.HEADCOUNT, descending=True), size * 9 // 10),
        "jump, by sub-district": (Wanted(sort=SortBy.SUBDISTRICT), size // 2),
        "jump in an industry": (Wanted(DirectoryFilter(industries=(Industry.ROBOTICS,))), size // 10),
    }
    for name, (wanted, place) in lists.items():
        began = perf_counter()
        known = office.read(register_anchors, SUPERVISOR, wanted)
        report.facts[f"{name}: milliseconds to look up the anchors"] = round((perf_counter() - began) * 1000)

        def go(anchors: Anchors, wanted: Wanted = wanted, place: int = place) -> Callable[[], object]:
            return lambda: office.read(register_rows, SUPERVISOR, wanted, offset=place, limit=200, anchors=anchors)

        jumps[name], skipped[f"{name}, skipping"] = go(known), go(NO_ANCHORS)
    return jumps, skipped
