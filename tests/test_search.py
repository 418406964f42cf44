"""Finding enterprises while somebody types. On both engines."""

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from officer_app.core.database import Database
from officer_app.core.folding import fold
from officer_app.core.grams import indexed
from officer_app.core.search import ENTERPRISES, Query, name_initials
from officer_app.core.terms import Kind
from officer_app.core.work import Actor
from officer_app.directory.lists import browsing
from officer_app.directory.lists.browsing import DirectoryFilter, SortBy, list_enterprises
from officer_app.directory.lists.finding import search_enterprises
from officer_app.directory.lists.indexing import index_rows
from officer_app.directory.model import Enterprise
from officer_app.people.access import Role
from tests.factories import Bureau, bureau

NAMES = {
    "91310113MA1EUHUX2J": "上海澜启生物科技有限公司",
    "91310113MA1F8MGM8T": "上海朔明智能装备股份有限公司",
    "91310113MA1Y60GP9F": "凌戎机器人（上海）有限公司",
    "91310113MA1WPMRQ9R": "重庆长江（厦门）100%纯水_3D打印\\厂",
    "91310113MA1XQY9W2Q": "𬭎鑫“引号”O'Neill 有限公司 AND OR NOT NEAR",
    "91310113MA13P4HK00": "ＡＢＣ全角公司",
}


def stored(database: Database, names: dict[str, str]) -> tuple[Bureau, Actor]:
    """An office whose directory holds these names by code."""
    office = bureau(database)
    with database.transaction(writes=True) as connection:
        rows = [
            {"id": number, "uscc": uscc, "name": name, "name_key": "", "created_at": office.clock.now}
            for number, (uscc, name) in enumerate(names.items(), 1)
        ]
        connection.execute(sa.insert(Enterprise), rows)
        index_rows(connection, range(1, len(rows) + 1))
    return office, office.person(Role.STAFF)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("澜", [1]),
        ("澜启", [1]),
        ("启生物科", [1]),
        ("上海", [1, 2, 3]),
        ("海生", []),
        ("上海 智能", [2]),
        ("上海　智能", [2]),
        ("lqsw", [1]),
        ("SHLQ", [1]),
        ("lq", [1]),
        ("shlqswkjyxgs", [1]),
        ("zqcj", [4]),
        ("cqcj", [4]),
        ("cqzj", [4]),
        ("sm", [2, 4]),
        ("xm", [4]),
        ("UHUX2", [1]),
        ("uhux2j", [1]),
        ("91310113MA1Y60GP9F", [3]),
        ("0GP", [3]),
        ("(上海)", [3]),
        ("（上海）", [3]),
        ("100%", [4]),
        ("0%纯", [4]),
        ("0%水", []),
        ("水_3", [4]),
        ("水%3", []),
        ("%", [4]),
        ("_", [4]),
        ("\\", [4]),
        ("\\厂", [4]),
        ("3d", [4]),
        ("𬭎", [5]),
        ("𬭎鑫", [5]),
        ("“引号”", [5]),
        ("o'neill", [5]),
        ("AND", [5]),
        ("not near", [5]),
        ("abc", [6]),
        ("ＡＢＣ", [6]),
        ("澜\u200b启", [1]),
        ('"', []),
        ("'", [5]),
        ("* OR *", []),
        ("name:x", []),
        ("^上海", []),
        ("\x00", []),
        ("   ", [1, 2, 3, 4, 5, 6]),
        ("", [1, 2, 3, 4, 5, 6]),
    ],
)
def test_any_part_initials_and_codes_find_literally(sqlite_url: str, typed: str, found: list[int]) -> None:
    database = Database(sqlite_url)
    office, actor = stored(database, NAMES)
    assert [row.id for row in office.office.read(search_enterprises, actor, typed)] == found
    database.close()


def test_both_engines_find_the_same(database: Database) -> None:
    office, actor = stored(database, NAMES)
    for typed, found in (
        ("澜", [1]),
        ("上海", [1, 2, 3]),
        ("zqcj", [4]),
        ("0%纯", [4]),
        ("_", [4]),
        ("'", [5]),
        ("𬭎", [5]),
    ):
        assert [row.id for row in office.office.read(search_enterprises, actor, typed)] == found
    for typed in ("\\", '"', "a:*", "!上海", "上海 & |", "<->", "(", "))", "''"):
        office.office.read(search_enterprises, actor, typed)
    sorted_page = office.office.read(
        list_enterprises, actor, DirectoryFilter(text="上海"), SortBy.USCC, descending=True
    )
    assert [row.id for row in sorted_page.rows] == [3, 2, 1]


@pytest.mark.parametrize("kept", [2_000, 15_000])
def test_frequent_hits_are_found_in_every_order_and_counted_up_to_a_thousand(
    database: Database, monkeypatch: pytest.MonkeyPatch, kept: int
) -> None:
    monkeypatch.setattr(browsing, "_MANY", kept)
    names = {f"91310113MA{number:08d}": f"上海第{number:04d}号有限公司" for number in range(4_000)}
    office, actor = stored(database, names)
    page = office.office.read(list_enterprises, actor, DirectoryFilter(text="上海"), limit=3)
    assert ([row.id for row in page.rows], page.count, page.more) == ([1, 2, 3], 1_000, True)
    page = office.office.read(list_enterprises, actor, DirectoryFilter(text="上海"), offset=3_999, limit=3)
    assert [row.id for row in page.rows] == [4_000]
    page = office.office.read(
        list_enterprises, actor, DirectoryFilter(text="shd"), SortBy.NAME, descending=True, limit=2
    )
    assert [row.id for row in page.rows] == [4_000, 3_999]
    page = office.office.read(list_enterprises, actor, DirectoryFilter(text="上海 公司"), SortBy.INDUSTRY, limit=2)
    assert ([row.id for row in page.rows], page.count, page.more) == ([1, 2], 1_000, True)
    page = office.office.read(list_enterprises, actor, DirectoryFilter(text="shd", large_client=True), SortBy.NAME)
    assert (page.rows, page.count, page.more) == ((), 0, False)
    page = office.office.read(list_enterprises, actor, DirectoryFilter(text="3999"))
    assert ([row.id for row in page.rows], page.count, page.more) == ([4_000], 1, False)


def test_a_changed_name_is_found_by_the_new_one_only(database: Database) -> None:
    office, actor = stored(database, NAMES)
    with database.transaction(writes=True) as connection:
        connection.execute(sa.update(Enterprise).where(Enterprise.id == 1).values(name="新名称公司"))
        index_rows(connection, [1])
    assert [row.id for row in office.office.read(search_enterprises, actor, "新名")] == [1]
    assert office.office.read(search_enterprises, actor, "澜启") == []
    with database.transaction(writes=True) as connection:
        ENTERPRISES.remove(connection, [1])
    assert office.office.read(search_enterprises, actor, "新名") == []


@given(st.text(max_size=30))
def test_no_text_makes_an_operator_or_an_empty_expression(text: str) -> None:
    query = Query.of(text)
    if query:
        for stage in (*query.stages, query.everywhere):
            for expression in (stage.expression(sqlite=True), stage.expression(sqlite=False)):
                assert "()" not in expression
                assert '""' not in expression


@given(st.text(alphabet="上海澜启长重厦行有限公司（）AB12%_ ", min_size=1, max_size=12), st.data())
def test_every_part_of_a_name_is_among_its_grams(name: str, data: st.DataObject) -> None:
    text = fold(name)
    if not text:
        return
    start = data.draw(st.integers(0, len(text) - 1))
    part = text[start : data.draw(st.integers(start + 1, len(text)))]
    held = set(indexed(text, "").grams.split())
    ways = [way.groups for term in Query.of(part).words for way in term.ways if way.kind is Kind.NAME]
    assert all(held.intersection(group) for groups in ways for group in groups)


def test_characters_of_two_readings_give_both_initials() -> None:
    assert set(name_initials("重庆").split()) == {"zq", "cq"}
    assert set(name_initials("厦门长江").split()) == {"xmcj", "xmzj", "smcj", "smzj"}
    assert len(name_initials("重长厦行乐盛传朝藏调").split()) == 8
    assert name_initials("3D打印（上海）") == "3ddysh"
