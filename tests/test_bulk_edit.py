"""One change for many enterprises: told before, done once, taken back as one step."""

import threading
import time
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.progress import Cancelled
from officer_app.core.work import Actor
from officer_app.directory.defining_fields import FieldDraft, change_field, define_field
from officer_app.directory.industries import Industry
from officer_app.directory.lists import bulk_edit as module
from officer_app.directory.lists.bulk_edit import (
    BulkChange,
    BulkField,
    BulkResult,
    BulkRow,
    BulkVerdict,
    bulk_edit,
    preview_bulk,
    undo_bulk,
)
from officer_app.directory.model import CustomValue, DirectoryEdition, Enterprise, FieldKind, Listing
from officer_app.directory.service import load_subdistricts
from officer_app.people.access import Role
from tests.factories import bureau


class Room:
    """An office with a few enterprises and fields of its own."""

    def __init__(self, database: Database) -> None:
        self.bureau = bureau(database)
        self.office = self.bureau.office
        self.clerk: Actor = self.bureau.person(Role.STAFF)
        admin = self.bureau.person(Role.ADMINISTRATOR)
        self.office.perform(load_subdistricts, admin)
        self.number = self.office.perform(define_field, admin, FieldDraft("纳税额", FieldKind.NUMBER)).value
        self.ids = [self.bureau.enterprise(f"企业{place}") for place in range(4)]

    def preview(self, change: BulkChange, ids: Sequence[int] | None = None) -> list[BulkRow]:
        return self.office.read(preview_bulk, self.clerk, ids or self.ids, change)

    def does(self, change: BulkChange, rows: Sequence[BulkRow] | None = None) -> BulkResult:
        seen = [(row.id, row.version) for row in rows or self.preview(change)]
        return self.office.perform(bulk_edit, self.clerk, change, seen).value

    def all(self, *columns: Any) -> list[Any]:  # columns of any type
        with self.office.database.transaction(writes=False) as connection:
            return list(connection.execute(sa.select(*columns).order_by(columns[0])))

    def update(self, key: int, **values: Any) -> None:  # columns of any type
        with self.office.database.transaction(writes=True) as connection:
            values["version"] = Enterprise.version + 1
            connection.execute(sa.update(Enterprise).where(Enterprise.id == key).values(**values))


@pytest.fixture
def room(database: Database) -> Room:
    return Room(database)


CHANGES = {
    "sub-district": BulkChange(BulkField.SUBDISTRICT, 3),
    "industry": BulkChange(BulkField.INDUSTRY, Industry.ROBOTICS),
    "large client": BulkChange(BulkField.LARGE_CLIENT, True),
    "high-tech": BulkChange(BulkField.HIGH_TECH, (date(2026, 1, 1), date(2028, 12, 31))),
    "key body": BulkChange(BulkField.KEY_BODY, (date(2026, 1, 1), None)),
    "note": BulkChange(BulkField.NOTE, "已联系"),
}
COLUMNS = (
    Enterprise.id,
    Enterprise.subdistrict_id,
    Enterprise.industry,
    Enterprise.large_client,
    Enterprise.high_tech_since,
    Enterprise.high_tech_until,
    Enterprise.key_body_since,
    Enterprise.note,
)


@pytest.mark.parametrize("name", CHANGES)
def test_what_is_told_before_is_done_and_can_be_taken_back(room: Room, name: str) -> None:
    change = CHANGES[name]
    before = room.all(*COLUMNS)
    told = room.preview(change)
    assert {row.verdict for row in told} == {BulkVerdict.WILL}
    assert room.all(*COLUMNS) == before
    result = room.does(change, told)
    assert {row.verdict for row in result.rows} == {BulkVerdict.DONE}
    assert [(row.before, row.after) for row in result.rows] == [(row.before, row.after) for row in told]
    assert room.all(*COLUMNS) != before
    # Every row stands in the trail by itself.
    assert len(room.all(AuditEntry.id, AuditEntry.use_case)) >= 4
    back = room.office.perform(undo_bulk, room.clerk, result.undo).value
    assert {row.verdict for row in back} == {BulkVerdict.RESTORED}
    assert room.all(*COLUMNS) == before


def test_a_row_saved_since_the_preview_is_named_and_left(room: Room) -> None:
    change = CHANGES["industry"]
    told = room.preview(change)
    room.update(room.ids[1], industry=Industry.CRUISE)
    result = room.does(change, told)
    assert [row.verdict for row in result.rows] == [
        BulkVerdict.DONE, BulkVerdict.CHANGED_SINCE, BulkVerdict.DONE, BulkVerdict.DONE,
    ]  # fmt: skip
    assert room.all(Enterprise.id, Enterprise.industry)[1][1] == Industry.CRUISE


def test_a_row_saved_since_the_change_is_not_taken_back(room: Room) -> None:
    result = room.does(CHANGES["note"])
    room.update(room.ids[2], note="另有情况")
    back = room.office.perform(undo_bulk, room.clerk, result.undo).value
    assert [row.verdict for row in back].count(BulkVerdict.RESTORED) == 3
    assert [row.name for row in back if row.verdict is BulkVerdict.CHANGED_SINCE] == ["企业2"]
    assert [note for _key, note in room.all(Enterprise.id, Enterprise.note)] == ["", "", "另有情况", ""]


def test_what_a_row_has_already_is_not_saved_again(room: Room) -> None:
    room.update(room.ids[0], large_client=True)
    told = room.preview(CHANGES["large client"])
    assert [row.verdict for row in told].count(BulkVerdict.SAME) == 1
    room.does(CHANGES["large client"], told)
    assert [at for _key, at in room.all(Enterprise.id, Enterprise.version)] == [2, 2, 2, 2]


def test_words_are_added_below_a_note_and_never_cut_it(room: Room) -> None:
    room.update(room.ids[0], note="第一行")
    room.update(room.ids[1], note="满" * 20_000)
    told = room.preview(CHANGES["note"])
    assert told[0].after == "第一行\n已联系"
    assert told[1].verdict is BulkVerdict.TOO_LONG
    room.does(CHANGES["note"], told)
    assert len(room.all(Enterprise.id, Enterprise.note)[1][1]) == 20_000


def test_a_field_of_the_offices_own_is_set_and_taken_away(room: Room) -> None:
    change = BulkChange(BulkField.CUSTOM, "1,200.5", room.number)
    told = room.preview(change)
    assert told[0].after == Decimal("1200.5")
    result = room.does(change, told)
    assert [row[1] for row in room.all(CustomValue.enterprise_id, CustomValue.number)] == [Decimal("1200.50")] * 4
    assert {row.verdict for row in room.preview(change)} == {BulkVerdict.SAME}
    room.office.perform(undo_bulk, room.clerk, result.undo)
    # The rows stay, empty, so that their history can be looked up.
    assert [row[1] for row in room.all(CustomValue.enterprise_id, CustomValue.number)] == [None] * 4
    assert {row.before for row in room.preview(change)} == {None}
    with pytest.raises(Invalid):
        room.preview(BulkChange(BulkField.CUSTOM, "很多", room.number))
    with pytest.raises(Invalid):
        room.preview(BulkChange(BulkField.CUSTOM, "1", 99))


def test_a_tier_is_set_in_the_draft_edition_only(room: Room) -> None:
    change = BulkChange(BulkField.TIER, 1)
    with pytest.raises(Invalid):
        room.preview(change)
    with room.office.database.transaction(writes=True) as connection:
        rows = [
            {"id": number, "year": 2025 + number, "revision": 1, "status": status, "version": 1}
            for number, status in ((1, "published"), (2, "draft"))
        ]
        connection.execute(sa.insert(DirectoryEdition), rows)
        listings = [
            {"edition_id": edition, "enterprise_id": key, "tier": 3, "entered_on": date(2026, 1, 1), "version": 1}
            for edition, keys in ((1, room.ids), (2, room.ids[:2]))
            for key in keys
        ]
        connection.execute(sa.insert(Listing), listings)
    told = room.preview(change)
    assert [row.verdict for row in told] == [BulkVerdict.WILL] * 2 + [BulkVerdict.UNLISTED] * 2
    result = room.does(change, told)
    tiers = room.all(Listing.id, Listing.edition_id, Listing.tier)
    assert [tier for _key, edition, tier in tiers if edition == 2] == [1, 1]
    assert [tier for _key, edition, tier in tiers if edition == 1] == [3] * 4
    room.office.perform(undo_bulk, room.clerk, result.undo)
    assert {tier for _key, _edition, tier in room.all(Listing.id, Listing.edition_id, Listing.tier)} == {3}


def test_a_tier_is_not_taken_back_in_another_edition(room: Room) -> None:
    def edition(number: int, status: str) -> None:
        with room.office.database.transaction(writes=True) as connection:
            connection.execute(sa.update(DirectoryEdition).values(status="published"))
            values = {"id": number, "year": 2026, "revision": number, "status": status, "version": 1}
            connection.execute(sa.insert(DirectoryEdition), [values])
            listed = {"edition_id": number, "tier": 3, "entered_on": date(2026, 1, 1)}
            # The version the rows of the first edition will have after the change.
            rows = [{**listed, "enterprise_id": key, "version": number} for key in room.ids]
            connection.execute(sa.insert(Listing), rows)

    edition(1, "draft")
    result = room.does(BulkChange(BulkField.TIER, 1))
    edition(2, "draft")
    with pytest.raises(Invalid):
        room.office.perform(undo_bulk, room.clerk, result.undo)


def test_a_choice_that_is_gone_does_not_come_back(room: Room) -> None:
    admin = room.bureau.person(Role.ADMINISTRATOR)
    choices = FieldDraft("片区", FieldKind.CHOICE, ("东区", "西区", "北区"))
    field = room.office.perform(define_field, admin, choices).value
    room.does(BulkChange(BulkField.CUSTOM, "东区", field))
    result = room.does(BulkChange(BulkField.CUSTOM, "西区", field))
    fewer = FieldDraft("片区", FieldKind.CHOICE, ("西区", "北区"), id=field, version=1)
    room.office.perform(change_field, admin, fewer)
    with pytest.raises(Invalid):
        room.office.perform(undo_bulk, room.clerk, result.undo)
    assert {text for _key, text in room.all(CustomValue.id, CustomValue.text)} == {"西区"}


@pytest.mark.parametrize("back", [False, True], ids=["done", "taken back"])
def test_what_somebody_saves_at_the_same_moment_is_never_overwritten(room: Room, back: bool) -> None:
    change = BulkChange(BulkField.NOTE, "已联系")
    told = room.preview(change)
    undo = room.does(change, told).undo if back else None
    results: list[Sequence[BulkRow]] = []

    def act() -> None:
        if undo is None:
            results.append(room.does(change, told).rows)
        else:
            results.append(room.office.perform(undo_bulk, room.clerk, undo).value)

    acting = threading.Thread(target=act)
    with room.office.database.connect(writes=True) as editor:
        editor.execute(sa.text("UPDATE enterprise SET note = 'mine', version = version + 1"))
        acting.start()
        time.sleep(0.3)
        editor.commit()
    acting.join()
    assert {row.verdict for row in results[0]} == {BulkVerdict.CHANGED_SINCE}
    assert {note for _key, note in room.all(Enterprise.id, Enterprise.note)} == {"mine"}


def test_what_is_gone_is_said_and_what_makes_no_sense_is_refused(room: Room) -> None:
    told = room.preview(CHANGES["industry"], [*room.ids, 999])
    assert told[-1].verdict is BulkVerdict.GONE
    for change in (
        BulkChange(BulkField.SUBDISTRICT, 99),
        BulkChange(BulkField.HIGH_TECH, (date(2026, 2, 1), date(2026, 1, 1))),
        BulkChange(BulkField.NOTE, "  "),
        BulkChange(BulkField.TIER, 4),
    ):
        with pytest.raises(Invalid) as caught:
            room.preview(change)
        assert caught.value.field == "value"


def test_too_many_are_refused_and_who_may_not_edit_changes_nothing(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_AT_ONCE", 3)
    with pytest.raises(Invalid, match="3"):
        room.preview(CHANGES["industry"])
    admin = room.bureau.person(Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        room.office.perform(bulk_edit, admin, CHANGES["industry"], [(room.ids[0], 1)])


def test_cancelled_in_the_middle_nothing_has_changed(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_AT_ONCE", 2)
    told = room.preview(CHANGES["industry"])

    def stop(_done: int, _total: int | None = None) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        room.office.perform(
            bulk_edit, room.clerk, CHANGES["industry"], [(row.id, row.version) for row in told], progress=stop
        )
    assert {industry for _key, industry in room.all(Enterprise.id, Enterprise.industry)} == {None}
