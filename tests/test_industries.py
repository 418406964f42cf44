"""What suggests an industry and what does not, and the queue in which officers answer. All names are invented."""

import threading
import time
from dataclasses import replace

import pytest
import sqlalchemy as sa

from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.directory.editions.listings import list_enterprise, list_listings
from officer_app.directory.editions.service import begin_edition
from officer_app.directory.industries import Industry
from officer_app.directory.industry_queue import (
    Answer,
    QueueFilter,
    Waiting,
    answer_industries,
    industry_queue,
    take_back_answers,
)
from officer_app.directory.model import DirectoryEdition, EditionStatus, Enterprise, Listing
from officer_app.directory.suggesting import Where, class_code, place_of, suggest
from officer_app.people.access import Role
from tests.factories import Bureau, bureau


@pytest.mark.parametrize(
    ("name", "scope", "industry"),
    [
        ("上海屿安药业有限公司", "片剂、硬胶囊剂的生产、销售。", Industry.BIOMEDICINE),
        (
            "上海澄序医疗科技有限公司",
            "从事医疗科技领域内的技术开发、技术咨询；第一类医疗器械销售。",
            Industry.BIOMEDICINE,
        ),
        ("上海沐衍复合材料有限公司", "碳纤维制品、工程塑料的研发、生产。", Industry.ADVANCED_MATERIALS),
        ("上海衡枢自动化设备有限公司", "工业自动化设备的设计、制造。", Industry.ROBOTICS),
        ("上海启辙装备有限公司", "生产组装，维修机器人，销售自产产品。", Industry.ROBOTICS),
        ("上海序曲信息技术有限公司", "计算机软件开发，系统集成；计算机及配件的销售。", Industry.NEXT_GEN_IT),
        ("上海海辰邮轮服务有限公司", "邮轮票务代理，国际船舶代理。", Industry.CRUISE),
    ],
)
def test_what_an_enterprise_makes_or_develops_suggests_its_industry(name: str, scope: str, industry: Industry) -> None:
    found = suggest(name, scope)
    assert found is not None
    assert found.industry is industry


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("中国某某邮政集团上海市澄岚支局", "邮政通信业务；信息技术服务；计算机软件开发。"),
        ("某某电信股份有限公司罗泾营业厅", "基础电信业务；系统集成、技术开发、技术服务。"),
        ("上海岚启大药房有限公司第三药店", "药品零售；医疗器械销售。"),
        ("上海朗序商贸有限公司", "计算机及配件、医疗器械、通信设备的销售。"),
        ("上海澄岚餐饮管理有限公司", "餐饮企业管理；计算机软件开发。"),
        ("上海辰青房地产开发有限公司", "房地产开发经营；物业管理；网络技术开发。"),
        ("上海穆清人力资源有限公司", "劳务派遣；软件开发；计算机系统集成。"),
        ("上海锐朔装饰工程有限公司", "铝合金门窗、不锈钢制品加工；建筑装潢材料销售。"),
        ("上海屿辰国际旅行社有限公司", "国内旅游业务；邮轮船票代售。"),
        ("上海青朔五金制品厂", "模具、五金加工。"),
        ("上海澜衍航运有限公司", "国内沿海普通货船运输；船舶修造。"),
        ("上海沐岚制药机械有限公司", "制药机械、不锈钢制品的制造、加工。"),
        ("上海岚穆实业有限公司", ""),
    ],
)
def test_counters_shops_agencies_and_traders_are_left_out(name: str, scope: str) -> None:
    assert suggest(name, scope) is None


def test_what_is_only_sold_let_or_repaired_does_not_count() -> None:
    made = suggest("上海辰岚科技有限公司", "工业机器人的研发、制造；自动控制系统的开发。")
    sold = suggest("上海辰岚科技有限公司", "工业机器人的销售、租赁；自动控制系统的维修。")
    assert made is not None
    assert sold is None


def test_verbs_hold_for_the_whole_list_before_or_behind_them() -> None:
    behind = suggest("上海屿岚材料有限公司", "石墨烯、芳纶、特种陶瓷的研发、销售。")
    before = suggest("上海屿岚材料有限公司", "生产石墨烯、芳纶、特种陶瓷；日用百货销售。")
    assert behind is not None
    assert before is not None
    assert suggest("上海屿岚材料有限公司", "销售石墨烯、芳纶、特种陶瓷；从事货物进出口业务。") is None


def test_exceptions_in_brackets_do_not_count() -> None:
    assert suggest("上海衍朔实业有限公司", "机电设备的制造（除药品、医疗器械、机器人、集成电路的生产）。") is None


def test_the_class_of_gbt_4754_goes_before_words() -> None:
    by_class = suggest("上海岚序有限公司", "按许可证经营。", "2720")
    assert by_class is not None
    assert by_class.industry is Industry.BIOMEDICINE
    assert by_class.reasons[0].where is Where.CODE
    # A retailer by class is not made a software house by its name.
    assert suggest("上海序曲信息科技有限公司", "计算机软件开发。", "5273") is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("C2710", "2710"),
        ("2710 化学药品原料药制造", "2710"),
        ("ｃ２７", "27"),
        ("医药制造业", ""),
        ("123456", ""),
        ("", ""),
    ],
)
def test_a_class_is_read_as_offices_write_it(text: str, code: str) -> None:
    assert class_code(text) == code


def test_each_reason_names_word_place_and_points() -> None:
    name, scope = "上海屿安细胞技术有限公司", "货物进出口；诊断试剂的生产、销售。"
    found = suggest(name, scope)
    assert found is not None
    assert found.score == sum(why.points for why in found.reasons)
    told = {why.word: why for why in found.reasons}
    place = place_of(told["诊断试剂"], scope)
    assert place is not None
    assert scope[slice(*place)] == "诊断试剂"
    assert told["诊断试剂"].clause == "诊断试剂的生产、销售"
    assert told["细胞"].where is Where.NAME
    assert found.words == ("细胞", "诊断试剂")


class Office:
    """An office with enterprises nobody has confirmed."""

    def __init__(self, database: Database) -> None:
        self.bureau: Bureau = bureau(database)
        self.officer: Actor = self.bureau.person(Role.LIAISON)

    def enterprise(self, name: str, scope: str) -> int:
        key = self.bureau.enterprise(name)
        with self.bureau.office.database.transaction(writes=True) as connection:
            connection.execute(sa.update(Enterprise).where(Enterprise.id == key).values(business_scope=scope))
        return key

    def queue(self, wanted: QueueFilter | None = None) -> list[str]:
        rows: list[str] = []
        after: int | None = 0
        while after is not None:
            page = self.bureau.office.read(industry_queue, self.officer, wanted or QueueFilter(), after=after, limit=2)
            rows += [row.name for row in page.rows]
            after = page.after
        return rows


@pytest.fixture
def office(database: Database) -> Office:
    made = Office(database)
    made.enterprise("上海屿安药业有限公司", "片剂的生产。")
    made.enterprise("上海朗序商贸有限公司", "日用百货的销售。")
    made.enterprise("上海衡枢机器人有限公司", "机器人的制造。")
    made.enterprise("上海序曲软件有限公司", "软件开发。")
    return made


def test_the_queue_is_read_to_its_end_a_stretch_at_a_time(office: Office) -> None:
    assert office.queue() == ["上海屿安药业有限公司", "上海衡枢机器人有限公司", "上海序曲软件有限公司"]
    assert office.queue(QueueFilter(Waiting.UNKNOWN)) == ["上海朗序商贸有限公司"]
    assert office.queue(QueueFilter(industry=Industry.ROBOTICS)) == ["上海衡枢机器人有限公司"]


def test_nothing_is_entered_without_an_answer_and_an_answer_can_be_taken_back(office: Office) -> None:
    run = office.bureau.office
    staff = office.bureau.person(Role.STAFF)
    edition = run.perform(begin_edition, staff, 2026).value
    page = run.read(industry_queue, office.officer)
    first = page.rows[0]
    run.perform(list_enterprise, staff, edition, first.enterprise_id, industry=None)
    answers = [Answer(first.enterprise_id, first.version, industry=Industry.BIOMEDICINE)]
    answered = run.perform(answer_industries, office.officer, answers).value
    assert not answered.changed_meanwhile
    (listing,) = run.read(list_listings, staff, edition).rows
    assert (listing.industry, listing.own_industry) == (Industry.BIOMEDICINE, Industry.BIOMEDICINE)
    assert first.name not in office.queue()
    assert run.perform(take_back_answers, office.officer, answered.done).value == ()
    (listing,) = run.read(list_listings, staff, edition).rows
    assert (listing.industry, listing.own_industry) == (None, None)
    assert first.name in office.queue()


def test_a_declined_suggestion_is_not_shown_again(office: Office) -> None:
    row = office.bureau.office.read(industry_queue, office.officer).rows[0]
    assert row.suggestion is not None
    answer = Answer(row.enterprise_id, row.version, declined=row.suggestion.industry)
    answered = office.bureau.office.perform(answer_industries, office.officer, [answer]).value
    assert row.name not in office.queue()
    assert row.name in office.queue(QueueFilter(Waiting.UNKNOWN))
    office.bureau.office.perform(take_back_answers, office.officer, answered.done)
    assert row.name in office.queue()


def test_what_somebody_else_changed_meanwhile_is_left_as_it_is(office: Office) -> None:
    row = office.bureau.office.read(industry_queue, office.officer).rows[0]
    answer = Answer(row.enterprise_id, row.version, industry=Industry.BIOMEDICINE)
    answered = office.bureau.office.perform(answer_industries, office.officer, [answer]).value
    again = office.bureau.office.perform(answer_industries, office.officer, [replace(answer, industry=Industry.CRUISE)])
    assert again.value.changed_meanwhile == (row.enterprise_id,)
    other = Answer(row.enterprise_id, row.version + 1, industry=Industry.ROBOTICS)
    office.bureau.office.perform(answer_industries, office.officer, [other])
    assert office.bureau.office.perform(take_back_answers, office.officer, answered.done).value == (row.enterprise_id,)


def test_an_answer_does_not_reach_an_edition_that_is_published_meanwhile(office: Office) -> None:
    """Whoever takes an answer back waits for who is publishing, and then leaves the listing as it was published."""
    bureau = office.bureau
    boss = bureau.person(Role.SUPERVISOR)
    row = bureau.office.read(industry_queue, office.officer).rows[0]
    edition = bureau.office.perform(begin_edition, boss, 2026).value
    listing = bureau.office.perform(list_enterprise, boss, edition, row.enterprise_id, industry=None).value
    answer = Answer(row.enterprise_id, row.version, industry=Industry.BIOMEDICINE)
    answered = bureau.office.perform(answer_industries, office.officer, [answer]).value
    assert answered.done[0].listings == (listing,)
    taken: list[object] = []

    def take_back() -> None:
        taken.append(bureau.office.perform(take_back_answers, office.officer, answered.done).value)

    other = threading.Thread(target=take_back)
    with bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(DirectoryEdition).values(status=EditionStatus.PUBLISHED))
        other.start()
        time.sleep(0.3)
    other.join()
    with bureau.office.database.transaction(writes=False) as connection:
        assert connection.scalar(sa.select(Listing.industry)) is Industry.BIOMEDICINE


def test_a_confirmed_industry_is_questioned_only_where_much_speaks_against_it(office: Office) -> None:
    rows = office.bureau.office.read(industry_queue, office.officer).rows
    answers = [Answer(row.enterprise_id, row.version, industry=Industry.CRUISE) for row in rows]
    office.bureau.office.perform(answer_industries, office.officer, answers)
    assert office.queue(QueueFilter(Waiting.CONTRADICTED)) == [row.name for row in rows]
    back = office.bureau.office.read(industry_queue, office.officer, QueueFilter(Waiting.CONTRADICTED)).rows
    others = [Answer(row.enterprise_id, row.version, industry=Industry.OTHER_CONTRIBUTOR) for row in back]
    office.bureau.office.perform(answer_industries, office.officer, others)
    assert office.queue(QueueFilter(Waiting.CONTRADICTED)) == []
