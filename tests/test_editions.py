"""Editions of the directory: drafts, what hinders publishing, revisions, comparison, the booklet and the workbook."""

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest
import sqlalchemy as sa

from officer_app.assignments.service import Duty, assign
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from officer_app.core.work import Actor
from officer_app.directory.editions.comparing import Change, compare_editions, export_comparison
from officer_app.directory.editions.listings import (
    ListingDraft,
    ListingFilter,
    ListingLine,
    ListingSort,
    Standing,
    export_edition,
    list_enterprise,
    list_listings,
    remove_listing,
    restore_listing,
    save_listing,
    take_own_industries,
)
from officer_app.directory.editions.printed import Booklet, BookletEntry, DifferenceLine, Differences, EditionTitle
from officer_app.directory.editions.prints import BookletOrder, booklet_print, differences_print
from officer_app.directory.editions.report import differences_list, directory_booklet, write_booklet
from officer_app.directory.editions.service import (
    EditionRow,
    EditionStatus,
    Hindrance,
    begin_edition,
    hindrances,
    list_editions,
    publish_edition,
)
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import list_subdistricts
from officer_app.directory.model import Enterprise
from officer_app.directory.service import load_subdistricts
from officer_app.people.access import Role
from officer_app.people.model import Account
from tests.factories import Bureau, bureau
from tests.pdf_reading import Reading

MADE = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)


class Desk:
    """A clerk who keeps editions, and a supervisor who publishes them."""

    def __init__(self, database: Database) -> None:
        self.bureau: Bureau = bureau(database)
        self.office = self.bureau.office
        self.staff: Actor = self.bureau.person(Role.STAFF, "许知行")
        self.boss: Actor = self.bureau.person(Role.SUPERVISOR, "李国强")

    def draft(self, *names: str, industry: Industry | None = Industry.ROBOTICS) -> int:
        """The 2026 draft with these enterprises."""
        edition = self.office.perform(begin_edition, self.staff, 2026).value
        for name in names:
            self.add(edition, name, industry)
        return edition

    def add(self, edition: int, name: str, industry: Industry | None = Industry.ROBOTICS, tier: int = 2) -> int:
        """Another enterprise listed."""
        key = self.bureau.enterprise(name)
        return self.office.perform(
            list_enterprise, self.staff, edition, key, industry=industry, tier=tier, reason="骨干", evidence="证书"
        ).value

    def edition(self, edition: int) -> EditionRow:
        return next(row for row in self.office.read(list_editions, self.staff) if row.id == edition)

    def publish(self, edition: int) -> None:
        self.office.perform(publish_edition, self.boss, edition, version=self.edition(edition).version)

    def lines(self, edition: int, wanted: ListingFilter | None = None) -> tuple[ListingLine, ...]:
        return self.office.read(list_listings, self.staff, edition, wanted or ListingFilter()).rows

    def names(self, edition: int, wanted: ListingFilter | None = None) -> list[str]:
        return [line.name for line in self.lines(edition, wanted)]


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def test_a_draft_says_what_hinders_publishing_and_what_is_worth_a_look(desk: Desk) -> None:
    edition = desk.draft()
    assert [found.what for found in desk.office.read(hindrances, desk.staff, edition)] == [Hindrance.EMPTY]
    with pytest.raises(Invalid):
        desk.publish(edition)
    desk.add(edition, "甲机器人", None)
    desk.add(edition, "乙机器人")
    found = {one.what: one.count for one in desk.office.read(hindrances, desk.staff, edition)}
    assert found == {Hindrance.NO_INDUSTRY: 1, Hindrance.NO_SUBDISTRICT: 2, Hindrance.NO_LIAISON: 2}
    with pytest.raises(Invalid):
        desk.publish(edition)
    assert desk.names(edition, ListingFilter(with_hindrance=Hindrance.NO_INDUSTRY)) == ["甲机器人"]


def test_a_supervisor_publishes_and_stands_for_it(desk: Desk) -> None:
    edition = desk.draft("甲机器人")
    with pytest.raises(Forbidden):
        desk.office.perform(publish_edition, desk.staff, edition, version=1)
    with pytest.raises(Conflict):
        desk.office.perform(publish_edition, desk.boss, edition, version=7)
    desk.publish(edition)
    row = desk.edition(edition)
    assert (row.status, row.published_by, row.published_on) == (EditionStatus.PUBLISHED, "李国强", date(2026, 9, 17))


def test_of_two_who_publish_at_the_same_moment_the_second_is_told_who_was_first(desk: Desk) -> None:
    edition = desk.draft("甲机器人")
    version = desk.edition(edition).version
    bosses = [desk.bureau.person(Role.SUPERVISOR, name) for name in ("周岚", "顾辰")]
    ready, outcomes = threading.Barrier(2), {}

    def publish(boss: Actor) -> None:
        ready.wait()
        try:
            desk.office.perform(publish_edition, boss, edition, version=version)
            outcomes[boss.name] = "published"
        except Invalid as refused:
            outcomes[boss.name] = str(refused.params["name"])

    threads = [threading.Thread(target=publish, args=(boss,)) for boss in bosses]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    first = next(name for name, outcome in outcomes.items() if outcome == "published")
    second = next(name for name in outcomes if name != first)
    assert outcomes[second] == first
    assert desk.edition(edition).published_by == first


def test_a_published_edition_never_changes(desk: Desk) -> None:
    edition = desk.draft("甲机器人")
    (line,) = desk.lines(edition)
    desk.publish(edition)
    for change in (
        lambda: desk.add(edition, "乙机器人"),
        lambda: desk.office.perform(save_listing, desk.staff, line.id, ListingDraft(Industry.CRUISE)),
        lambda: desk.office.perform(remove_listing, desk.staff, line.id, reason="迁出"),
        lambda: desk.office.perform(take_own_industries, desk.staff, edition),
    ):
        with pytest.raises(Invalid):
            change()
    assert desk.lines(edition) == (line,)


def test_a_revision_starts_with_what_was_listed_and_a_new_year_may(desk: Desk) -> None:
    edition = desk.draft("甲机器人", "乙机器人")
    desk.office.perform(remove_listing, desk.staff, desk.lines(edition)[0].id, reason="迁出本区")
    with pytest.raises(Invalid):
        desk.office.perform(begin_edition, desk.staff, 2026)
    desk.publish(edition)
    revision = desk.office.perform(begin_edition, desk.staff, 2026).value
    assert desk.edition(revision).revision == 2
    kept = desk.lines(edition)[0]
    (line,) = desk.lines(revision)
    assert (line.reason, line.evidence, line.entered_on, line.tier) == ("骨干", "证书", kept.entered_on, 2)
    following = desk.office.perform(begin_edition, desk.staff, 2027, like=edition).value
    assert desk.names(following) == desk.names(edition)
    assert desk.names(desk.office.perform(begin_edition, desk.staff, 2028).value) == []
    with pytest.raises(NotFound):
        desk.office.perform(begin_edition, desk.staff, 2030, like=999)


def test_a_removal_is_kept_with_its_reason_and_can_be_taken_back(desk: Desk) -> None:
    edition = desk.draft("甲机器人", "乙机器人")
    line = desk.lines(edition)[0]
    with pytest.raises(Conflict):
        desk.office.perform(remove_listing, desk.staff, line.id, reason="迁出本区", version=line.version + 1)
    desk.office.perform(remove_listing, desk.staff, line.id, reason="迁出本区", version=line.version)
    (gone,) = desk.lines(edition, ListingFilter(standing=Standing.REMOVED))
    assert (gone.removal_reason, gone.removed_on) == ("迁出本区", date(2026, 9, 17))
    assert desk.edition(edition).removed == 1
    desk.office.perform(restore_listing, desk.staff, line.id)
    assert len(desk.lines(edition)) == 2
    desk.office.perform(remove_listing, desk.staff, line.id, reason="误列")
    desk.office.perform(list_enterprise, desk.staff, edition, line.enterprise_id, industry=Industry.CRUISE)
    with pytest.raises(Invalid):
        desk.office.perform(restore_listing, desk.staff, line.id)


def test_adding_what_is_listed_already_overwrites_nothing(desk: Desk) -> None:
    edition = desk.draft("甲机器人")
    (line,) = desk.lines(edition)
    with pytest.raises(Invalid) as refused:
        desk.office.perform(list_enterprise, desk.staff, edition, line.enterprise_id, industry=None, anew=True)
    assert refused.value.field == "enterprise_id"
    assert desk.lines(edition) == (line,)


def test_a_category_given_first_becomes_the_enterprises_industry_and_never_replaces_one(desk: Desk) -> None:
    edition = desk.draft("甲机器人")
    desk.add(edition, "乙其他", Industry.OTHER_CONTRIBUTOR)
    told = {line.name: line.own_industry for line in desk.lines(edition)}
    assert told == {"甲机器人": Industry.ROBOTICS, "乙其他": None}
    line = next(line for line in desk.lines(edition) if line.name == "甲机器人")
    desk.office.perform(save_listing, desk.staff, line.id, ListingDraft(Industry.CRUISE, version=line.version))
    after = next(line for line in desk.lines(edition) if line.name == "甲机器人")
    assert (after.industry, after.own_industry) == (Industry.CRUISE, Industry.ROBOTICS)


def test_listings_without_a_category_take_what_the_files_say(desk: Desk) -> None:
    edition = desk.draft("甲机器人", "乙机器人", industry=None)
    with desk.office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Enterprise).where(Enterprise.name == "甲机器人").values(industry="robotics"))
    assert desk.office.perform(take_own_industries, desk.staff, edition).value == 1
    assert {line.name: line.industry for line in desk.lines(edition)} == {
        "甲机器人": Industry.ROBOTICS,
        "乙机器人": None,
    }


def test_listings_are_filtered_searched_and_sorted(desk: Desk) -> None:
    edition = desk.draft("甲机器人", "乙机器人")
    desk.add(edition, "丙%邮轮", Industry.CRUISE, tier=1)
    assert desk.names(edition, ListingFilter(industry=Industry.CRUISE)) == ["丙%邮轮"]
    assert desk.names(edition, ListingFilter(text="%")) == ["丙%邮轮"]
    assert desk.names(edition, ListingFilter(text="jqr", tier=2)) != []
    assert desk.names(edition, ListingFilter(text="yqr", tier=2)) == []
    page = desk.office.read(list_listings, desk.staff, edition, sort=ListingSort.TIER, limit=1)
    assert (page.rows[0].name, page.count) == ("丙%邮轮", 3)


def test_two_editions_are_compared(desk: Desk, tmp_path: Path) -> None:
    first = desk.draft("甲机器人", "乙机器人", "丙机器人", "丁机器人")
    desk.publish(first)
    second = desk.office.perform(begin_edition, desk.staff, 2026).value
    by_name = {line.name: line for line in desk.lines(second)}
    desk.office.perform(remove_listing, desk.staff, by_name["甲机器人"].id, reason="迁出本区")
    desk.office.perform(save_listing, desk.staff, by_name["乙机器人"].id, ListingDraft(Industry.CRUISE, tier=2))
    desk.office.perform(save_listing, desk.staff, by_name["丙机器人"].id, ListingDraft(Industry.ROBOTICS, tier=1))
    desk.add(second, "戊机器人")
    found = desk.office.read(compare_editions, desk.staff, first, second)
    assert [(row.change, row.name, row.reason) for row in found.rows] == [
        (Change.ENTERED, "戊机器人", "骨干"),
        (Change.LEFT, "甲机器人", "迁出本区"),
        (Change.MOVED, "乙机器人", ""),
        (Change.TIER, "丙机器人", ""),
    ]
    assert set(found.counts().values()) == {1}
    assert (found.listed_before, found.listed_after) == (4, 4)
    assert desk.office.read(compare_editions, desk.staff, first, first).rows == ()
    assert desk.office.read(export_comparison, desk.staff, first, second, tmp_path / "c.xlsx") == 4
    paper = differences_list(desk.office.read(differences_print, desk.staff, first, second))
    with Reading(paper) as reading:
        assert "新列入1家，移出1家，调整产业1家，调整层级1家" in reading.squeezed()
        assert all(name in reading.squeezed() for name in ("甲机器人", "迁出本区", "戊机器人"))


def test_an_edition_is_exported_with_what_was_taken_off_and_formulas_stay_text(desk: Desk, tmp_path: Path) -> None:
    edition = desk.draft("=甲机器人", "乙机器人")
    line = next(line for line in desk.lines(edition) if line.name == "乙机器人")
    desk.office.perform(remove_listing, desk.staff, line.id, reason="迁出本区")
    assert desk.office.read(export_edition, desk.staff, edition, tmp_path / "e.xlsx") == 1
    book = openpyxl.load_workbook(tmp_path / "e.xlsx")
    listed, removed = ([[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)] for sheet in book)
    assert listed[0][1:2] == ["=甲机器人"]
    assert book.worksheets[0]["B2"].data_type == "s"
    assert removed[0][-1] == "迁出本区"


def test_the_booklet_names_the_officers_of_the_day_it_was_published(desk: Desk) -> None:
    edition = desk.draft("甲机器人", "乙机器人")
    before, after = desk.bureau.person(Role.LIAISON, "周喆"), desk.bureau.person(Role.LIAISON, "宋岚")
    with desk.office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Account).where(Account.id == before.id).values(phone="021-5600 0133"))
    keys = [line.enterprise_id for line in desk.lines(edition)]
    desk.office.perform(
        assign, desk.boss, keys, before.id or 0, Duty.LIAISON, starts_on=date(2026, 1, 1), reason="分工"
    )
    desk.publish(edition)
    desk.bureau.clock.set(date(2026, 11, 1))
    desk.office.perform(
        assign,
        desk.boss,
        keys,
        after.id or 0,
        Duty.LIAISON,
        starts_on=date(2026, 11, 1),
        reason="调整",
        hand_over=True,
    )
    booklet = desk.office.read(booklet_print, desk.staff, edition)
    assert {(entry.liaison, entry.phone) for entry in booklet.entries} == {("周喆", "021-5600 0133")}
    assert booklet.day == date(2026, 9, 17)


def test_the_booklet_is_ordered_by_industry_then_sub_district_or_name(desk: Desk) -> None:
    administrator = desk.bureau.person(Role.ADMINISTRATOR)
    desk.office.perform(load_subdistricts, administrator)
    towns = desk.office.read(list_subdistricts, desk.staff)
    edition = desk.draft()
    for name, town, industry in (
        ("阿尔法机器人", towns[5].id, Industry.ROBOTICS),
        ("贝塔机器人", towns[0].id, Industry.ROBOTICS),
        ("伽马制药", towns[9].id, Industry.BIOMEDICINE),
    ):
        key = desk.bureau.enterprise(name, town)
        desk.office.perform(list_enterprise, desk.staff, edition, key, industry=industry)
    by_town = desk.office.read(booklet_print, desk.staff, edition)
    by_name = desk.office.read(booklet_print, desk.staff, edition, BookletOrder.NAME)
    assert [entry.name for entry in by_town.entries] == ["伽马制药", "贝塔机器人", "阿尔法机器人"]
    assert [entry.name for entry in by_name.entries] == ["伽马制药", "阿尔法机器人", "贝塔机器人"]


def an_entry(number: int, industry: str = "robotics", **changes: str) -> BookletEntry:
    values = {
        "name": f"上海衡枢{number}机器人有限公司",
        "uscc": f"91310113MA1GK{number:04d}X",
        "industry": industry,
        "subdistrict": "宝山工业园区",
        "contact": "卫楚",
        "liaison": "陆𬭎",
        "specialist": "宋龑",
        "phone": "021-5600 0134",
    } | changes
    return BookletEntry(tier=1, **values)


def a_booklet(*entries: BookletEntry, draft: bool = False) -> Booklet:
    return Booklet("上海市宝山区人力资源和社会保障局", EditionTitle(2026, 2, draft), date(2026, 9, 17), MADE, entries)


def test_each_industry_starts_a_page_and_the_contents_name_it() -> None:
    entries = [an_entry(n, "biomedicine") for n in range(40)] + [an_entry(n) for n in range(100, 105)]
    with Reading(directory_booklet(a_booklet(*entries))) as reading:
        starts = {
            title: next(page for page in range(2, len(reading)) if title in reading.squeezed(page))
            for title in ("一、生物医药", "二、机器人及智能制造")
        }
        contents = reading.text(1)
        for title, page in starts.items():
            line = next(line for line in contents.split("\n") if title in line.replace(" ", ""))
            assert line.split()[-1] == str(page + 1)
        assert reading.outline() == [(0, "一、生物医药"), (0, "二、机器人及智能制造")]
        assert "共40家" in reading.squeezed(2)
        assert "本页1—" in reading.squeezed(2)
        assert "一、生物医药（续）" in reading.squeezed(3)
        whole = reading.squeezed()
        assert all(whole.count(entry.uscc) == 1 for entry in entries)
        assert "陆𬭎" in whole
        assert "内部使用2026-09-17" in whole


def test_the_booklet_is_a5_and_its_head_repeats() -> None:
    booklet = directory_booklet(a_booklet(*(an_entry(n) for n in range(60))))
    with Reading(booklet) as reading:
        width, height = reading.document[0].get_size()
        assert (round(width), round(height)) == (420, 595)
        for page in range(2, len(reading)):
            assert "企业名称" in reading.squeezed(page)
            assert "联系电话" in reading.squeezed(page)
    assert booklet == directory_booklet(a_booklet(*(an_entry(n) for n in range(60))))


def test_long_names_markup_and_missing_officers_stay_whole_in_the_booklet() -> None:
    long = "上海澄屿" + "特种高性能复合" * 12 + "材料科技股份有限公司"
    hostile = an_entry(2, name='<b>&上海<img src="x">公司', liaison="", specialist="", phone="", contact="")
    others = an_entry(3, contact="阿卜杜拉·买买提明·艾力", phone="021-5678 0000 转 80012345", liaison="欧阳若溪明岚")
    booklet = a_booklet(an_entry(1, name=long), hostile, others, an_entry(4, industry=""), draft=True)
    with Reading(directory_booklet(booklet)) as reading:
        whole = reading.squeezed()
        assert long in whole
        assert '<b>&上海<imgsrc="x">公司' in whole
        assert "阿卜杜拉·买买提明·艾力" in whole
        assert "产业待确认" in whole
        assert "（草稿）" in whole
        assert reading.annotations() == 0


def test_an_empty_edition_still_prints() -> None:
    with Reading(directory_booklet(a_booklet())) as reading:
        assert "共列入企业0家" in reading.squeezed()
        assert len(reading) == 2


def test_the_booklet_is_written_whole(tmp_path: Path) -> None:
    write_booklet(a_booklet(an_entry(1)), tmp_path / "b.pdf")
    assert (tmp_path / "b.pdf").read_bytes().startswith(b"%PDF")


def test_the_comparison_prints_over_pages() -> None:
    lines = tuple(
        DifferenceLine("moved", f"上海衡枢{n}有限公司", "", "罗店镇", "robotics", "cruise", 2, 2, "主营业务调整")
        for n in range(90)
    )
    office, made_by = "上海市宝山区人力资源和社会保障局", "李国强"
    before, after = EditionTitle(2025, 1, False), EditionTitle(2026, 1, True)
    with Reading(differences_list(Differences(office, before, after, 90, 90, MADE, made_by, lines))) as reading:
        assert len(reading) > 2
        assert all(f"第{page + 1}页共{len(reading)}页" in reading.squeezed(page) for page in range(len(reading)))
    with Reading(differences_list(Differences(office, before, after, 3, 3, MADE, made_by, ()))) as reading:
        assert "完全相同" in reading.squeezed()
