"""The directory as a list of any length: what narrows it, what it is sorted by, and pages from any row."""

import uuid
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
import sqlalchemy as sa

from officer_app.assignments.service import Duty, assign
from officer_app.core import walking
from officer_app.core.database import Database
from officer_app.core.errors import Invalid
from officer_app.directory.defining_fields import FieldDraft, define_field
from officer_app.directory.industries import Industry
from officer_app.directory.lists import bulk_edit
from officer_app.directory.lists.browsing import (
    Between,
    DirectoryFilter,
    EnterpriseRow,
    FieldFilter,
    FieldSort,
    SortBy,
    list_enterprises,
)
from officer_app.directory.model import CustomValue, DirectoryEdition, Enterprise, FieldKind, Listing
from officer_app.directory.service import EnterpriseDraft, load_subdistricts, save_enterprise
from officer_app.overview.register import (
    ContactSort,
    Wanted,
    Within,
    pick,
    register,
    register_anchors,
    register_rows,
)
from officer_app.people.access import Role
from officer_app.visits.plan import due_contacts
from tests.factories import bureau
from tests.test_directory import code

TODAY = date(2026, 9, 17)


class Room:
    """An office with a score of enterprises that differ in everything a list looks at."""

    def __init__(self, database: Database) -> None:
        self.bureau = bureau(database)
        self.office = self.bureau.office
        self.boss = self.bureau.person(Role.SUPERVISOR)
        self.officers = [self.bureau.person(Role.LIAISON) for _one in range(2)]
        admin = self.bureau.person(Role.ADMINISTRATOR)
        self.office.perform(load_subdistricts, admin)
        self.number = self.office.perform(define_field, admin, FieldDraft("纳税额", FieldKind.NUMBER)).value
        self.words = self.office.perform(define_field, admin, FieldDraft("备忘", FieldKind.TEXT)).value
        self.ids = [self._enter(place) for place in range(23)]
        with database.transaction(writes=True) as connection:
            for edition, year in ((1, 2025), (2, 2026)):
                row = {"id": edition, "year": year, "revision": 1, "status": "published", "version": 1}
                connection.execute(sa.insert(DirectoryEdition), [row])
            listings = [
                {"edition_id": 2, "enterprise_id": key, "tier": key % 3 + 1, "entered_on": TODAY, "version": 1}
                | {"industry": Industry.CRUISE if key % 2 else None}
                for key in self.ids[:9]
            ]
            connection.execute(sa.insert(Listing), listings)
            values = [
                {"field_id": self.number, "enterprise_id": key, "number": Decimal(key % 4) / 2, "version": 1}
                for key in self.ids[::2]
            ]
            connection.execute(sa.insert(CustomValue), values)
            values = [
                {"field_id": self.words, "enterprise_id": key, "text": f"Ab%{key}", "version": 1}
                for key in self.ids[:4]
            ]
            connection.execute(sa.insert(CustomValue), values)
        for place, officer in enumerate(self.officers):
            self.office.perform(
                assign, self.boss, self.ids[place:14:3], officer.id or 0, Duty.LIAISON,
                starts_on=date(2026, 3 + 2 * place, 1), reason="分工",
            )  # fmt: skip

    def _enter(self, place: int) -> int:
        draft = EnterpriseDraft(
            str(uuid.uuid4()),
            f"上海{'乙甲丁丙'[place % 4]}{place}公司",
            code(100 - place),
            founded_on=date(2020, 1, 1) + timedelta(days=place % 6) if place % 5 else None,
            subdistrict_id=place % 4 + 1 if place % 7 else None,
            industry=list(Industry)[place % 3] if place % 4 else None,
            headcount=place % 5 * 10 if place % 6 else None,
            capital_amount=Decimal(place % 3) if place % 5 else None,
            large_client=place % 4 == 1,
        )
        key = self.office.perform(save_enterprise, self.boss, draft).value
        dates = {"high_tech_since": date(2025, 1, 1), "high_tech_until": date(2026, 1 + place % 12, 1)}
        if place % 3 == 0:
            with self.office.database.transaction(writes=True) as connection:
                connection.execute(sa.update(Enterprise).where(Enterprise.id == key).values(**dates))
        return key

    def listed(self, **wanted: Any) -> list[EnterpriseRow]:  # whatever a filter takes
        page = self.office.read(list_enterprises, self.boss, DirectoryFilter(**wanted))
        assert page.count == len(page.rows)
        return list(page.rows)


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


def _places(rows: Sequence[EnterpriseRow]) -> list[int]:
    return [row.id for row in rows]


def test_every_order_is_the_same_from_any_row_and_with_or_without_anchors(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All rows once, whatever the order; a page from any place is a part of the whole."""
    monkeypatch.setattr(walking, "STEP", 4)
    sorts = [*SortBy, *ContactSort, FieldSort(room.number, FieldKind.NUMBER), FieldSort(room.words, FieldKind.TEXT)]
    narrowed = (
        DirectoryFilter(edition_id=2),
        DirectoryFilter(without_liaison=True),
        DirectoryFilter(text="公司"),
    )
    few = (SortBy.INDUSTRY, SortBy.LIAISON, ContactSort.DUE)
    lists = [Wanted(sort=sort, descending=descending) for sort, descending in product(sorts, (False, True))]
    lists += [Wanted(chosen, sort=sort) for chosen, sort in product(narrowed, few)]
    for wanted in lists:
        page = room.office.read(register, room.boss, wanted)
        whole = [row.enterprise.id for row in page.rows]
        assert len(whole) == len(set(whole)) == page.count
        anchors = room.office.read(register_anchors, room.boss, wanted)
        assert [anchor.id for anchor in anchors.rows] == whole[::4]
        for place in range(0, page.count, 9):
            for known in (walking.Anchors(), anchors):
                rows = room.office.read(register_rows, room.boss, wanted, offset=place, limit=5, anchors=known)
                assert [row.enterprise.id for row in rows] == whole[place : place + 5], wanted


def test_rows_without_what_is_sorted_by_come_last_in_the_order_of_entry(room: Room) -> None:
    for descending in (False, True):
        rows = room.office.read(
            list_enterprises, room.boss, DirectoryFilter(), SortBy.FOUNDED, descending=descending
        ).rows
        days = [row.founded_on for row in rows if row.founded_on]
        assert days == sorted(days, reverse=descending)
        assert [row.founded_on for row in rows[len(days) :]] == [None] * (23 - len(days))


def test_several_industries_and_sub_districts_and_none_are_a_choice_each(room: Room) -> None:
    first, second, _third = list(Industry)[:3]
    either = room.listed(industries=(first, second))
    assert {row.industry for row in either} == {first, second}
    assert {row.industry for row in room.listed(industries=(None, first))} == {None, first}
    assert {row.subdistrict for row in room.listed(subdistrict_ids=(None,))} == {""}
    both = room.listed(subdistrict_ids=(None, 2))
    assert len({row.subdistrict for row in both}) == 2


def test_ranges_include_their_ends_and_an_open_side_is_no_end(room: Room) -> None:
    rows = room.listed(headcount=Between(10, 20))
    assert {row.headcount for row in rows} == {10, 20}
    assert {row.headcount for row in room.listed(headcount=Between(30))} == {30, 40}
    assert {row.founded_on for row in room.listed(founded=Between(most=date(2020, 1, 2)))} == {
        date(2020, 1, 1),
        date(2020, 1, 2),
    }


def test_a_recognition_counts_on_its_last_day_and_not_after(room: Room) -> None:
    rows = room.listed(high_tech=True)
    assert rows
    assert all(row.high_tech_until is not None and row.high_tech_until >= TODAY for row in rows)
    with room.office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(Enterprise).values(high_tech_until=TODAY))
    assert len(room.listed(high_tech=True)) == 8
    assert room.listed(key_body=True) == []


def test_tiers_of_an_edition_and_enterprises_in_no_edition(room: Room) -> None:
    assert {row.tier for row in room.listed(edition_id=2, tiers=(1, 3))} == {1, 3}
    assert _places(room.listed(unlisted=True)) == room.ids[9:]


def test_fields_of_the_offices_own_narrow_by_text_number_and_word(room: Room) -> None:
    one = FieldFilter(room.words, text="aB%")
    assert _places(room.listed(fields=(one,))) == room.ids[:4]
    # What is typed is no pattern.
    assert room.listed(fields=(FieldFilter(room.words, text="a%b"),)) == []
    half = FieldFilter(room.number, numbers=Between(Decimal("0.5"), Decimal("0.5")))
    assert all(row.id % 4 == 1 for row in room.listed(fields=(half,)))
    assert _places(room.listed(fields=(FieldFilter(room.words, words=("Ab%2",)),))) == [2]


def test_who_has_no_liaison_is_counted_as_they_are_listed(room: Room) -> None:
    free = room.listed(without_liaison=True)
    assert len(free) == 23 - len(set(room.ids[0:14:3]) | set(room.ids[1:14:3]))
    assert all(row.liaison_id is None for row in free)
    assert len(room.listed(without_liaison=True, large_client=True)) < len(free)


def test_the_day_of_the_next_contact_sorts_as_the_plan_tells_it(room: Room) -> None:
    told = {row.enterprise_id: row.due_on for row in room.office.read(due_contacts, room.boss)}
    page = room.office.read(register, room.boss, Wanted(sort=ContactSort.DUE))
    days = [row.due_on for row in page.rows if row.due_on is not None]
    assert days == sorted(told.values())
    assert {row.enterprise.id: row.due_on for row in page.rows if row.due_on} == told
    for within, days_ahead in ((Within.OVERDUE, -1), (Within.WEEK, 7), (Within.QUARTER, 90)):
        page = room.office.read(register, room.boss, Wanted(within=within))
        latest = TODAY + timedelta(days=days_ahead)
        assert {row.enterprise.id for row in page.rows} == {key for key, day in told.items() if day <= latest}
        assert page.overdue == sum(1 for row in page.rows if row.overdue)


def test_who_may_not_read_visits_gets_the_list_without_them(room: Room) -> None:
    admin = room.bureau.person(Role.ADMINISTRATOR)
    page = room.office.read(register, admin, Wanted(within=Within.OVERDUE, open_demands=True, sort=ContactSort.DUE))
    assert (page.count, page.overdue) == (23, None)
    assert all(row.due_on is None and row.last_on is None for row in page.rows)


def test_ranges_of_a_list_are_picked_and_too_many_are_refused(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    wanted = Wanted(sort=SortBy.NAME, descending=True)
    whole = [row.enterprise.id for row in room.office.read(register, room.boss, wanted).rows]
    picked = room.office.read(pick, room.boss, wanted, [(2, 4), (20, None)])
    assert [one.id for one in picked] == [*whole[2:4], *whole[20:]]
    assert len(room.office.read(pick, room.boss, wanted)) == 23
    monkeypatch.setattr(bulk_edit, "MOST_AT_ONCE", 22)
    with pytest.raises(Invalid, match="22"):
        room.office.read(pick, room.boss, wanted)
