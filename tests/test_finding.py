"""What is found, in which order, and by what it is said to be found. On both engines, and against a plain model."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import product

import pytest
import sqlalchemy as sa
from hypothesis import example, given, settings
from hypothesis import strategies as st

from officer_app.core.database import Database
from officer_app.core.folding import fold
from officer_app.core.work import Actor
from officer_app.directory.contacts import ContactDraft, contact_left, save_contact
from officer_app.directory.lists.browsing import DirectoryFilter, list_enterprises
from officer_app.directory.lists.finding import FoundEnterprise, Reason, found_contacts, found_enterprises
from officer_app.directory.lists.indexing import index_rows
from officer_app.directory.model import Contact, Enterprise, EnterpriseMerge
from officer_app.directory.service import EnterpriseDraft, draft_of, save_enterprise
from officer_app.overview.search import Kind, search
from officer_app.people.access import Role
from officer_app.visits.drafts import VisitDraft
from officer_app.visits.logging import save_visit
from tests.factories import Bureau, bureau

READINGS = {
    "上": ["shang"], "海": ["hai"], "宝": ["bao"], "山": ["shan"], "长": ["chang", "zhang"], "安": ["an"], "西": ["xi"],
    "先": ["xian"], "女": ["nv", "nu"], "有": ["you"], "限": ["xian"], "公": ["gong"], "司": ["si"], "王": ["wang"],
    "市": ["shi"],
}  # fmt: skip
ROWS = [
    # name, code, former names, contact, phone
    ("上海宝山有限公司", "91310113MA1EUHUX2J", "", "王安", "138-0011 2233"),
    ("上海长安有限公司", "91310113MA1F8MGM8T", "上海西安公司、先长有限公司", "女王", "021 5678 1234；13900005678"),
    ("宝山海上公司", "91310113MA1Y60GP9F", "", "", ""),
    ("西先100%安_A3(山)", "91310113MA1WPMRQ9R", "", "Ａ长", "13900001111"),
    ("上海有限公司", "52310113MA1XQY9W2Q", "宝", "", ""),
    ("海", "91310113MA13P4HK00", "", "王", "4400"),
    ("女先山上海有限公司", "91110113MA13P4HK19", "", "山上安", ""),
    ("上海市宝安宝安（长）有限公司", "91310113MA1ABCDE5X", "上", "", ""),
]  # fmt: skip


def furnished(database: Database) -> tuple[Bureau, Actor]:
    """An office with these rows, the first with id 1."""
    house = bureau(database)
    with database.transaction(writes=True) as connection:
        connection.execute(
            sa.insert(Enterprise),
            [
                {
                    "id": place,
                    "name": name,
                    "uscc": code,
                    "former_names": former,
                    "name_key": "",
                    "created_at": house.clock.now,
                }
                for place, (name, code, former, _contact, _phone) in enumerate(ROWS, 1)
            ],
        )
        connection.execute(
            sa.insert(Contact),
            [
                {"enterprise_id": place, "name": contact, "phone": phone}
                for place, (_name, _code, _former, contact, phone) in enumerate(ROWS, 1)
                if contact
            ],
        )
        index_rows(connection, range(1, len(ROWS) + 1))
    return house, house.person(Role.STAFF)


def ids(found: list[FoundEnterprise]) -> list[int]:
    return [one.row.id for one in found]


# The plain model.


def readings(text: str) -> list[list[str]]:
    """What each character that can be said sounds like."""
    return [READINGS.get(one, [one]) for one in fold(text) if one.isalnum()]


def said(text: str, typed: str) -> bool:
    """Whether typed letters are first letters of characters side by side, or their syllables, the last unfinished."""
    spoken = readings(text)
    for start in range(len(spoken)):
        for reading in product(*spoken[start:]):
            if "".join(one[0] for one in reading).startswith(typed) or "".join(reading).startswith(typed):
                return True
    return False


def sounds_like(text: str, typed: str) -> bool:
    """Whether typed letters are the beginnings of syllables side by side, each as long as one pleases."""
    spoken = readings(text)
    for start in range(len(spoken)):
        begun = {0}
        for choices in spoken[start:]:
            begun = {
                at + size
                for at in begun
                for one in choices
                for size in range(1, len(one) + 1)
                if typed.startswith(one[:size], at)
            }
            if len(typed) in begun:
                return True
    return False


def answers(row: tuple[str, str, str, str, str], term: str, hears: Callable[[str, str], bool]) -> bool:
    name, code, former, contact, phone = row
    texts = [fold(name), *map(fold, former.split("、")), fold(contact)]
    if any(term in text for text in texts if text):
        return True
    if re.fullmatch("[0-9a-z]{2,18}", term) and term.upper() in code:
        return True
    numbers = re.sub("[- ()+]", "", phone).split("；")
    if re.fullmatch("[0-9]{4}|[0-9]{8,20}", term) and any(one.endswith(term) for one in numbers):
        return True
    if not re.fullmatch("[0-9a-z]*[a-z][0-9a-z]*", term):
        return False
    return hears(name, term) or (len(term) > 1 and any(hears(text, term) for text in texts[1:]))


def model(typed: str, hears: Callable[[str, str], bool]) -> set[int]:
    terms = [term for term in map(fold, typed.split()) if term]
    if not terms:
        return set()
    return {place for place, row in enumerate(ROWS, 1) if all(answers(row, term, hears) for term in terms)}


LETTERS = sorted({letter for ways in READINGS.values() for way in ways for letter in way})
CHARACTERS = sorted({character for row in ROWS for part in (row[0], row[2], row[3]) for character in part})


@st.composite
def typed_texts(draw: st.DrawFn) -> str:
    """What a person may type: parts of what is there, as text or sound, cut anywhere, and whatever else."""
    row = draw(st.sampled_from(ROWS))
    part = draw(st.sampled_from([row[0], row[0], row[1], row[2], row[3], re.sub("[- ]", "", row[4])]))
    start = draw(st.integers(0, max(len(part) - 1, 0)))
    part = part[start : start + draw(st.integers(1, 6))]
    spoken = "".join(draw(st.sampled_from(ways)) for ways in readings(part))
    return draw(
        st.one_of(
            st.just(part),
            st.just("".join(ways[0][0] for ways in readings(part))),
            st.integers(1, len(spoken) + 1).map(lambda size: spoken[:size]),
            st.text(LETTERS, min_size=1, max_size=4),
            st.text(CHARACTERS + list("%_*\"'()^:-&|!<> "), min_size=1, max_size=5),
            st.text(max_size=6),
        )
    )


def test_finding_agrees_with_a_plain_model_and_the_list_with_it(database: Database) -> None:
    house, actor = furnished(database)

    @settings(max_examples=250, deadline=None)
    @given(st.lists(typed_texts(), min_size=1, max_size=2).map(" ".join))
    # A Latin letter in a name, and a syllable after it.
    @example("ach")
    def agrees(typed: str) -> None:
        if not fold(typed):
            return
        found = set(ids(house.office.read(found_enterprises, actor, typed, 50)))
        assert model(typed, said) <= found <= model(typed, sounds_like)
        assert {row.id for row in house.office.read(list_enterprises, actor, DirectoryFilter(text=typed)).rows} == found

    agrees()


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("baoshan", [3, 1]),
        ("baosh", [3, 1]),
        ("shbaosha", [1]),
        ("shanghaibaoshan", [1]),
        ("zhangan", [2]),
        ("changan", [2]),
        ("bshan", [3, 1]),
        ("nvx", [7]),
        ("nuxian", [7]),
        ("a3s", [4]),
    ],
)
def test_pinyin_finds_whole_begun_and_mixed(database: Database, typed: str, found: list[int]) -> None:
    house, actor = furnished(database)
    assert ids(house.office.read(found_enterprises, actor, typed)) == found


def test_what_is_likelier_meant_comes_first_and_says_by_what_it_was_found(database: Database) -> None:
    house, actor = furnished(database)
    names = ("宝山", "上海市宝山实业有限公司", "上海宝山", "宝山海洋工程", "新宝山")
    with database.transaction(writes=True) as connection:
        start = len(ROWS) + 1
        connection.execute(
            sa.insert(Enterprise),
            [
                {
                    "id": place,
                    "name": name,
                    "uscc": f"91310115MA1{place:07d}",
                    "name_key": "",
                    "created_at": house.clock.now,
                }
                for place, name in enumerate(names, start)
            ],
        )
        connection.execute(sa.update(Enterprise).where(Enterprise.id == 5).values(former_names="老宝山厂；宝"))
        index_rows(connection, [5, *range(start, start + len(names))])
    found = house.office.read(found_enterprises, actor, "宝山")
    assert [one.row.name for one in found] == [
        "宝山", "宝山海上公司", "宝山海洋工程", "上海宝山", "上海宝山有限公司", "上海市宝山实业有限公司", "新宝山",
        "上海有限公司",
    ]  # fmt: skip
    assert (found[-1].reason, found[-1].matched) == (Reason.FORMER_NAME, "老宝山厂")
    assert house.office.read(found_enterprises, actor, "宝山", 1)[0].row.name == "宝山"


def test_people_are_found_by_name_pinyin_and_phone_which_stays_masked(database: Database) -> None:
    house, actor = furnished(database)
    for typed, reason, told in (
        ("王安", Reason.CONTACT, "王安"),
        ("wangan", Reason.CONTACT, "王安"),
        ("2233", Reason.PHONE, "王安 138****2233"),
        ("00112233", Reason.PHONE, "王安 138****2233"),
        ("56781234", Reason.PHONE, "女王 021***************5678"),
        ("13900005678", Reason.PHONE, "女王 021***************5678"),
    ):
        found = house.office.read(found_enterprises, actor, typed)
        assert [(one.reason, one.matched) for one in found] == [(reason, told)], typed
    (person,) = house.office.read(found_contacts, actor, "13800112233")
    assert (person.name, person.phone, person.enterprise_id) == ("王安", "138****2233", 1)
    hits = house.office.read(search, actor, "上海 女王")
    assert [(hit.kind, hit.title) for hit in hits] == [(Kind.ENTERPRISE, "上海长安有限公司"), (Kind.CONTACT, "女王")]
    assert "女王" in hits[0].why
    assert house.office.read(found_contacts, actor, "001") == []
    assert "0011" not in repr(house.office.read(search, actor, "00112233"))


def test_a_masked_phone_is_not_told_digit_by_digit_to_whoever_types_on(database: Database) -> None:
    house, actor = furnished(database)
    number = "13800112233"
    for start in range(len(number)):
        for end in range(start + 1, len(number) + 1):
            typed = number[start:end]
            # The mask shows the last four; with eight, all that it hides has been guessed.
            told = end == len(number) and (len(typed) == 4 or len(typed) >= 8)
            assert [one.name for one in house.office.read(found_contacts, actor, typed)] == ["王安"] * told, typed
            found = [one.reason for one in house.office.read(found_enterprises, actor, typed)]
            assert (Reason.PHONE in found) is told, typed
            listed = house.office.read(list_enterprises, actor, DirectoryFilter(text=typed)).rows
            assert (1 in {row.id for row in listed}) is (told or (len(typed) > 1 and typed in ROWS[0][1])), typed


def test_whoever_stores_an_enterprise_or_a_contact_makes_it_found(database: Database) -> None:
    house = bureau(database)
    staff = house.person(Role.STAFF)
    key = house.office.perform(
        save_enterprise,
        staff,
        EnterpriseDraft("d1", "上海朔明有限公司", "91310113MA1F8MGM8T", former_names="上海光年厂"),
    ).value
    contact = house.office.perform(save_contact, staff, ContactDraft("d2", key, "欧阳静", phone="13712345678")).value

    def finds(typed: str) -> list[int]:
        return ids(house.office.read(found_enterprises, staff, typed))

    for typed in ("shuoming", "光年", "ouyang", "欧阳", "5678"):
        assert finds(typed) == [key], typed
    draft = house.office.read(draft_of, staff, key)
    house.office.perform(save_enterprise, staff, replace(draft, name="上海澜启有限公司", former_names=""))
    house.office.perform(contact_left, staff, contact, version=1)
    assert finds("lanqi") == [key]
    for typed in ("shuoming", "光年", "ouyang", "欧阳", "5678"):
        assert finds(typed) == [], typed


def test_a_code_and_a_name_that_went_in_a_merge_find_the_enterprise_that_was_kept(database: Database) -> None:
    house, actor = furnished(database)
    with database.transaction(writes=True) as connection:
        connection.execute(
            sa.insert(EnterpriseMerge).values(
                kept_id=3, gone_id=99, gone_name="老安西厂", gone_uscc="91310117MA1QQQQQ7K", merged_at=house.clock.now,
                merged_by="赵", gone={}, before={}, moved=[], version=1,
            )
        )  # fmt: skip
        index_rows(connection, [3])
    for typed, reason, told in (
        ("91310117MA1QQQQQ7K", Reason.CODE, "91310117MA1QQQQQ7K"),
        ("QQQ7", Reason.CODE, "91310117MA1QQQQQ7K"),
        ("老安", Reason.FORMER_NAME, "老安西厂"),
        ("laoan", Reason.FORMER_NAME, "老安西厂"),
    ):
        (found,) = house.office.read(found_enterprises, actor, typed)
        assert (found.row.id, found.reason, found.matched) == (3, reason, told)
    with database.transaction(writes=True) as connection:
        connection.execute(sa.update(EnterpriseMerge).values(undone_at=house.clock.now))
        index_rows(connection, [3])
    assert house.office.read(found_enterprises, actor, "QQQ7") == []


def test_what_was_said_and_asked_for_is_found_by_any_part_the_newest_first(database: Database) -> None:
    house, _actor = furnished(database)
    liaison = house.person(Role.LIAISON)
    first = VisitDraft("v1", 1, liaison.id or 0, date(2026, 8, 3), content="谈及积分续签，拟设100%控股公司")
    second = VisitDraft("v2", 3, liaison.id or 0, date(2026, 9, 1), content="续签_积分高峰")
    keys = [house.office.perform(save_visit, liaison, draft).value for draft in (first, second)]

    def finds(typed: str) -> list[int]:
        return [hit.id for hit in house.office.read(search, liaison, typed) if hit.kind is Kind.VISIT]

    assert finds("续签") == keys[::-1]
    assert finds("积分续签") == finds("0%控") == keys[:1]
    assert finds("签_积") == finds("高峰 续签") == keys[1:]
    assert finds("签%积") == finds("分%") == []
    house.office.perform(save_visit, liaison, replace(first, content="改谈公寓", visit_id=keys[0], version=1))
    assert (finds("续签"), finds("公寓")) == (keys[1:], keys[:1])
