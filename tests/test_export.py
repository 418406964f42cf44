"""The export of a list: exactly what is shown, in its order, to a workbook or CSV."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from officer_app.cli.filters import read_filters
from officer_app.core.database import Database
from officer_app.core.errors import DiskTrouble, Invalid
from officer_app.core.progress import Cancelled
from officer_app.core.sheets import as_text, open_sheet
from officer_app.directory.custom_fields import field_key
from officer_app.directory.headings import Field
from officer_app.directory.lists.browsing import Between, DirectoryFilter, FieldFilter, SortBy
from officer_app.overview.exporting import export_enterprises
from officer_app.overview.register import ContactSort, Wanted, Within, register
from officer_app.people.access import Role
from tests.test_register import Room


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def read(path: Path) -> list[list[str]]:
    return [[as_text(cell) for cell in row] for _number, row in open_sheet(path).rows()]


@pytest.mark.parametrize("ending", ["xlsx", "csv"])
def test_rows_order_and_columns_are_those_of_the_list(room: Room, tmp_path: Path, ending: str) -> None:
    wanted = Wanted(DirectoryFilter(subdistrict_ids=(1, 2)), sort=SortBy.NAME, descending=True)
    out = tmp_path / f"out.{ending}"
    columns = ["due", "name", "high_tech", "liaison", field_key(room.number), "headcount"]
    assert room.office.read(export_enterprises, room.boss, out, wanted, columns) == 10
    head, *rows = read(out)
    labels = ["下次应访", "企业名称", Field.HIGH_TECH_SINCE.label, Field.HIGH_TECH_UNTIL.label, "联络员", "纳税额"]
    assert head == [*labels, Field.HEADCOUNT.label]
    shown = room.office.read(register, room.boss, wanted).rows
    assert [row[1] for row in rows] == [row.enterprise.name for row in shown]
    assert [row[0] for row in rows] == [row.due_on.isoformat() if row.due_on else "" for row in shown]
    assert [row[4] for row in rows] == [row.enterprise.liaison for row in shown]
    tax = [row.values.get(room.number) for row in shown]
    assert [row[5] for row in rows] == ["" if value is None else f"{value.normalize():f}" for value in tax]  # type: ignore[union-attr]  # a number


def test_columns_nobody_knows_and_those_one_may_not_read_are_left_out(room: Room, tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    room.office.read(export_enterprises, room.boss, out, Wanted(), ["name", "custom.99", "nonsense"])
    assert read(out)[0] == ["企业名称"]


def test_text_that_looks_like_a_formula_stays_text(room: Room, tmp_path: Path) -> None:
    room.bureau.enterprise('=HYPERLINK("http://example.org")')
    out = tmp_path / "out.csv"
    room.office.read(export_enterprises, room.boss, out, Wanted(DirectoryFilter(text="hyper")), ["name"])
    # So it is for every other program; here it is read as it was.
    assert "\"'=HYPERLINK(" in out.read_text(encoding="utf-8-sig")
    assert read(out)[1] == ['=HYPERLINK("http://example.org")']


def test_cancelled_or_without_room_nothing_is_left(room: Room, tmp_path: Path) -> None:
    folder = tmp_path / "there"
    folder.mkdir()
    out = folder / "out.csv"
    out.write_text("before", encoding="utf-8")

    def stop(_done: int, _total: int | None = None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        room.office.read(export_enterprises, room.boss, out, progress=stop)
    assert [path.name for path in folder.iterdir()] == ["out.csv"]
    assert out.read_text(encoding="utf-8") == "before"
    with pytest.raises(DiskTrouble):
        room.office.read(export_enterprises, room.boss, tmp_path / "missing" / "out.csv")


def test_an_export_of_an_edition_says_what_the_edition_says(room: Room, tmp_path: Path) -> None:
    out = tmp_path / "out.xlsx"
    wanted = Wanted(DirectoryFilter(edition_id=2, tiers=(1,)))
    room.office.read(export_enterprises, room.bureau.person(Role.LIAISON), out, wanted, ["name", "tier", "industry"])
    rows = read(out)[1:]
    assert {row[1] for row in rows} == {"1"}


def test_the_command_line_says_which_enterprises(room: Room) -> None:
    def ask(query: Callable[..., Any]) -> Any:  # results of several queries
        return room.office.read(query, room.boss)

    said = ["subdistrict=none,友谊路街道", "headcount=10..20", "large-client", "纳税额=..0.5", "due=month", "tier=1,2"]
    wanted = read_filters(ask, [*said, f"officer={room.officers[0].name}", "edition=2026"], "-due")
    assert wanted.within is Within.MONTH
    assert (wanted.sort, wanted.descending) == (ContactSort.DUE, True)
    chosen = wanted.filter
    assert chosen.subdistrict_ids[0] is None
    assert (chosen.headcount, chosen.large_client, chosen.tiers) == (Between(10, 20), True, (1, 2))
    assert chosen.fields == (FieldFilter(room.number, numbers=Between(most=Decimal("0.5"))),)
    assert (chosen.officer_id, chosen.edition_id) == (room.officers[0].id, 2)
    for wrong in ("nonsense", "nonsense=1", "industry=无", "headcount=many", "large-client=1", "due=soon"):
        with pytest.raises(Invalid, match="subdistrict"):
            read_filters(ask, [wrong])
