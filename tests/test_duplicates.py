"""Which enterprises may be the same, and why: shown with reasons, never refused."""

from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_app.assignments.service import Duty, assign
from officer_app.core.database import Database
from officer_app.core.progress import Cancelled
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.duplicates import Candidate, Described, duplicates_of, likely_duplicates
from officer_app.directory.likely_pairs import likely_pairs
from officer_app.directory.likeness import core, digits, former_names, name_likeness, simplify
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.people.access import Role
from tests.factories import Bureau, bureau
from tests.mergework import a_code


@pytest.fixture
def house(database: Database) -> Bureau:
    return bureau(database)


def enter(house: Bureau, name: str, former: str = "", address: str = "", site: str = "", phone: str = "") -> int:
    clerk = house.person(Role.STAFF)
    draft = EnterpriseDraft(
        str(uuid4()), name, a_code(), former_names=former, registered_address=address, actual_site=site
    )
    key = house.office.perform(save_enterprise, clerk, draft).value
    if phone:
        house.office.perform(save_contact, clerk, ContactDraft(str(uuid4()), key, "吴晓岚", phone=phone))
    return key


def like(house: Bureau, name: str, former: str = "", **more: object) -> tuple[Candidate, ...]:
    described = Described(name, former, **more)  # type: ignore[arg-type] # fields by name
    return house.office.read(likely_duplicates, house.person(Role.LIAISON), described)


@pytest.mark.parametrize(
    "written",
    [
        "上海澜启生物科技有限公司",
        "上海市澜启生物科技有限责任公司",
        "澜启生物科技（上海）有限公司",
        "澜启生物科技(上海)股份有限公司",
        "上海瀾啟生物科技有限公司",
        "上海宝山　澜启生物科技 有限公司",
        "中国（上海）澜启生物科技有限公司",
        "上海澜启生物科技",
        "上海\u200b澜启生物科技有限公司",
    ],
)
def test_ways_to_write_a_name_are_one_name(written: str) -> None:
    assert core(written) == "澜启生物科技"


def test_a_name_that_is_only_place_and_form_stays_what_it_is() -> None:
    assert core("上海有限公司") == "上海有限公司"
    assert core("LANQI Co., Ltd.") == core("ＬＡＮＱＩ　ＣＯ．，ＬＴＤ") == "lanqi"


def test_words_of_trade_tell_less_than_a_name_proper() -> None:
    trade = name_likeness(core("上海澜启生物科技有限公司"), core("上海澜启智能科技有限公司"))
    name = name_likeness(core("上海澜启生物科技有限公司"), core("上海朔明生物科技有限公司"))
    assert trade.apart == name.apart == 2
    assert trade.share > 0.7 > 0.45 > name.share


def test_one_character_mistyped_by_its_sound_is_likelier_than_any_other() -> None:
    heard = name_likeness("澜启科技", "澜起科技")
    other = name_likeness("澜启科技", "澜明科技")
    assert heard.apart == other.apart == 1
    assert heard.share > other.share


def test_two_names_proper_are_two_enterprises_however_long_their_trade() -> None:
    assert name_likeness("韫睿石墨烯应用研究", "韫楚石墨烯应用研究").share < 0.7
    assert name_likeness("韫睿石墨烯应用研究", "韫睿石墨烯应用开发").share > 0.8


def test_phones_are_compared_by_their_digits() -> None:
    assert digits("021-5678 1234") == digits("+86 21 56781234") == digits("５６７８１２３４") == "56781234"
    assert digits("138-0013-8000") == digits("+86 138 0013 8000") == "13800138000"
    assert digits("12") == ""


def test_former_names_are_told_apart() -> None:
    assert former_names("甲公司、乙公司；丙公司") == ["甲公司", "乙公司", "丙公司"]


@given(st.text("上海澜瀾启啟（）()公司有限 宝山aＡ１", max_size=30))
def test_every_name_has_a_core_however_it_is_written(name: str) -> None:
    assert simplify(simplify(name)) == simplify(name)
    assert bool(core(name)) == any(map(str.isalnum, name))
    assert core(simplify(name)) == core(name)


@given(st.text("澜启起科技生物ab", max_size=8), st.text("澜启起科技生物ab", max_size=8))
def test_likeness_is_the_same_both_ways_and_between_none_and_all(one: str, other: str) -> None:
    there, back = name_likeness(one, other), name_likeness(other, one)
    assert there.share == pytest.approx(back.share)
    assert 0 <= there.share <= 1
    assert (there.apart == 0) == (one == other)


def test_another_spelling_is_found_while_it_is_typed(house: Bureau) -> None:
    key = enter(house, "上海澜启生物科技有限公司")
    enter(house, "上海朔明智能装备有限公司")
    for typed in ("澜启生物科技(上海)股份有限公司", "上海瀾啟生物科技", "上海澜启生物"):
        assert [candidate.id for candidate in like(house, typed)] == [key], typed
    (found,) = like(house, "澜启生物科技（上海）有限责任公司")
    assert found.reasons == ("除地名、组织形式外名称相同",)


def test_a_name_stored_in_traditional_characters_is_found_by_simplified_ones(house: Bureau) -> None:
    key = enter(house, "上海瀾啟生物科技有限公司")
    assert [candidate.id for candidate in like(house, "上海澜启生物科技有限公司")] == [key]


def test_the_reasons_are_said_in_words_and_order_the_candidates(house: Bureau) -> None:
    far = enter(house, "上海澜启智能科技有限公司")
    near = enter(house, "上海澜启新材料科技有限公司", site="沪太路 1 号", phone="021-5678 1234")
    found = like(house, "上海澜启生物科技有限公司", actual_site="上海市宝山区沪太路1号", phones=("56781234",))
    assert [candidate.id for candidate in found] == [near, far]
    assert found[0].reasons == ("名称差 3 个字", "经营地址相同", "电话相同")
    assert found[1].reasons == ("名称差 2 个字",)


def test_an_address_alone_makes_nobody_the_same(house: Bureau) -> None:
    enter(house, "上海朔明智能装备有限公司", address="沪太路 1 号")
    assert like(house, "上海澜启生物科技有限公司", registered_address="沪太路 1 号") == ()


def test_a_name_half_alike_counts_with_the_same_address_and_phone(house: Bureau) -> None:
    key = enter(house, "上海澜明科技有限公司", address="沪太路 1 号", phone="13800138000")
    typed = "上海澜启科技有限公司"
    assert like(house, typed) == ()
    (found,) = like(house, typed, registered_address="上海市宝山区沪太路1号", phones=("138 0013 8000",))
    assert found.id == key
    assert found.reasons == ("名称差 1 个字", "地址相同", "电话相同")


def test_former_names_count_on_both_sides(house: Bureau) -> None:
    key = enter(house, "上海新启生物科技有限公司", former="上海旧澜材料有限公司、上海老名贸易有限公司")
    (found,) = like(house, "上海旧澜材料股份有限公司")
    assert (found.id, found.reasons) == (key, ("曾用此名",))
    (found,) = like(house, "上海再度更名电子有限公司", "上海新启生物科技有限公司")
    assert (found.id, found.reasons) == (key, ("现用名是本企业的曾用名",))


def test_another_name_proper_is_asked_about_while_typing_but_not_of_what_is_stored(house: Bureau) -> None:
    one = enter(house, "上海韫睿石墨烯应用研究有限公司")
    (found,) = like(house, "上海韫楚石墨烯应用研究有限公司")
    assert (found.id, found.reasons) == (one, ("名称差 1 个字",))
    enter(house, "上海韫楚石墨烯应用研究有限公司")
    assert house.office.read(duplicates_of, house.person(Role.LIAISON), one) == ()


def test_a_stored_enterprise_is_not_its_own_duplicate(house: Bureau) -> None:
    one = enter(house, "上海澜启生物科技有限公司", phone="13800138000")
    assert house.office.read(duplicates_of, house.person(Role.LIAISON), one) == ()
    other = enter(house, "上海澜启生物科技有限责任公司", phone="138 0013 8000")
    (found,) = house.office.read(duplicates_of, house.person(Role.LIAISON), one)
    assert found.id == other
    assert found.reasons[-1] == "电话相同"


@pytest.mark.parametrize("typed", ["", " ", "上海", "有限公司", "%", "_", '"', "*", "a OR b", "科技", "\u200b", "（）"])
def test_too_little_to_tell_is_no_error(house: Bureau, typed: str) -> None:
    enter(house, "上海澜启生物科技有限公司")
    assert like(house, typed) == ()


def test_the_work_list_tells_each_pair_once_and_compares_what_is_worked_with(house: Bureau) -> None:
    clerk, boss = house.person(Role.LIAISON), house.person(Role.SUPERVISOR)
    served = enter(house, "上海澜启生物科技有限公司")
    twin = enter(house, "澜启生物科技（上海）有限公司")
    enter(house, "上海旁观智能装备有限公司")
    enter(house, "上海旁观智能装备股份有限公司")
    one, other = enter(house, "上海同名贸易有限公司"), enter(house, "上海同名贸易有限公司")
    house.office.perform(assign, boss, [served], clerk.id or 0, Duty.LIAISON, starts_on=date(2026, 1, 1), reason="分工")
    pairs = house.office.read(likely_pairs, clerk)
    # Nobody works with the two that stood by, and their names differ.
    assert {frozenset((pair.id, pair.other.id)) for pair in pairs} == {
        frozenset((served, twin)),
        frozenset((one, other)),
    }
    assert len(pairs) == 2


def test_the_work_list_can_be_stopped(house: Bureau) -> None:
    enter(house, "上海同名贸易有限公司")
    enter(house, "上海同名贸易有限公司")

    def stop(_done: int, _total: int | None = None, /) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        house.office.read(likely_pairs, house.person(Role.LIAISON), stop)
