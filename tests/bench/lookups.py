"""Search and list: what people type and the lists they open, through our layer, raw, and by reading every name."""

import contextlib
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa

from officer_app.core.work import Office
from officer_app.directory.browsing import DirectoryFilter, SortBy, list_enterprises
from officer_app.directory.finding import search_enterprises
from officer_app.directory.industries import Industry
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
class _Statements:
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


def _raw(connection: Any, statements: list[tuple[str, Any]]) -> None:
    connection.execute("BEGIN")
    for statement, parameters in statements:
        connection.execute(statement, parameters).fetchall()
    connection.execute("COMMIT")


def _connect(office: Office) -> Any:  # the driver ships no types
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
    """As somebody types: every text in natural order, and sorted by another column."""
    report = Report("search", size)
    office = _furnish(report, folder)
    raw = _connect(office)
    statements = _Statements(office)
    rounds = 1 if size < 1_000 else 5 if size <= 100_000 else 3
    slowest: dict[str, float] = {}
    for kind, texts in TYPED.items():
        for text in texts:
            typed = {
                "typed": lambda text=text: office.read(search_enterprises, SUPERVISOR, text),
                "sorted": lambda text=text: office.read(
                    list_enterprises, SUPERVISOR, DirectoryFilter(text=text), SortBy.HEADCOUNT, limit=50
                ),
            }
            same = statements.of(typed["typed"])
            times = alternate(rounds, **typed, raw=lambda same=same: _raw(raw, same))
            report.add(times)
            report.add({kind: times["typed"], f"{kind}, sorted": times["sorted"]})
            slowest[text] = max(times["typed"])
    report.add(alternate(3, scan=lambda: _scan(raw)))
    report.takes("typed", "raw")
    report.takes("typed", "scan", 1 / 50, share=0.95)
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
    """The first page of the directory and later ones, whole and filtered, in several orders."""
    report = Report("list", size)
    office = _furnish(report, folder)
    raw = _connect(office)
    statements = _Statements(office)
    rounds = 1 if size < 1_000 else 9 if size <= 100_000 else 3
    wanted: dict[str, Callable[[], object]] = {
        "first page": lambda: office.read(list_enterprises, SUPERVISOR),
        "deep page": lambda: office.read(list_enterprises, SUPERVISOR, offset=size // 2),
        "by name": lambda: office.read(list_enterprises, SUPERVISOR, DirectoryFilter(), SortBy.NAME),
        "by headcount": lambda: office.read(list_enterprises, SUPERVISOR, DirectoryFilter(), SortBy.HEADCOUNT),
        "industry": lambda: office.read(list_enterprises, SUPERVISOR, DirectoryFilter(industries=(Industry.ROBOTICS,))),
        "sub-district": lambda: office.read(list_enterprises, SUPERVISOR, DirectoryFilter(subdistrict_ids=(3,))),
        "officer": lambda: office.read(list_enterprises, SUPERVISOR, DirectoryFilter(officer_id=FIRST_LIAISON)),
        "without liaison": lambda: office.read(list_enterprises, SUPERVISOR, DirectoryFilter(without_liaison=True)),
        "edition": lambda: office.read(list_enterprises, SUPERVISOR, DirectoryFilter(edition_id=1)),
    }
    for name, work in wanted.items():
        same = statements.of(work)
        report.add(alternate(rounds, **{name: work, f"{name}, raw": lambda same=same: _raw(raw, same)}))
        report.takes(name, f"{name}, raw", 1.6)
    report.limit("slowest median", max(report.middle(name) for name in wanted) * 1000, 100)
    raw.close()
    office.close()
    return report
