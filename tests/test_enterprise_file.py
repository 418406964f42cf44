"""One enterprise's file: years, contacts, recognition, those at one address, and earlier values brought back."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from officer_app.assignments.importing import import_enterprises
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid, NotFound
from officer_app.core.work import Actor
from officer_app.directory.addresses import address_key
from officer_app.directory.contacts import ContactDraft, contact_back, contact_left, save_contact
from officer_app.directory.custom_fields import FieldKind
from officer_app.directory.defining_fields import FieldDraft, change_field, define_field
from officer_app.directory.file import ContactRow, enterprise_file
from officer_app.directory.imports.importing import ImportRequest
from officer_app.directory.industries import Industry
from officer_app.directory.neighbours import neighbours_of
from officer_app.directory.recognition import Recognition, Standing
from officer_app.directory.service import EnterpriseDraft, draft_of, save_enterprise
from officer_app.directory.years import YearDraft, remove_year, save_year, years_of
from officer_app.overview.dossier import dossier
from officer_app.overview.history import Change
from officer_app.overview.restoring import restore_value
from officer_app.people.access import Role
from officer_app.sample.enterprises import uscc
from tests.factories import Bureau, bureau


@pytest.fixture
def here(database: Database) -> Bureau:
    return bureau(database)


@pytest.fixture
def officer(here: Bureau) -> Actor:
    return here.person(Role.LIAISON)


def year(here: Bureau, by: Actor, key: int, number: int, heads: int | None, revenue: str | None = None) -> int:
    draft = YearDraft(key, number, heads, Decimal(revenue) if revenue else None)
    return here.office.perform(save_year, by, draft).value


def contact(here: Bureau, by: Actor, key: int, name: str, *, first: bool = False) -> int:
    return here.office.perform(save_contact, by, ContactDraft(str(uuid4()), key, name, is_primary=first)).value


def contacts(here: Bureau, by: Actor, key: int) -> dict[str, ContactRow]:
    return {row.name: row for row in here.office.read(enterprise_file, by, key).contacts}


def first_of(here: Bureau, by: Actor, key: int) -> list[str]:
    return [name for name, row in contacts(here, by, key).items() if row.is_primary]


def test_years_stand_latest_first_with_the_change_over_the_year_before(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    year(here, officer, key, 2023, 80, "1000000")
    year(here, officer, key, 2025, 300, "0")
    year(here, officer, key, 2024, 100, "2500000.50")
    rows = here.office.read(years_of, officer, key)
    assert [(row.year, row.headcount_change, row.revenue_change) for row in rows] == [
        (2025, Decimal("200.0"), Decimal("-100.0")),
        (2024, Decimal("25.0"), Decimal("150.0")),
        (2023, None, None),
    ]


def test_a_year_that_is_missing_or_was_nothing_gives_no_change(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    year(here, officer, key, 2023, 0)
    year(here, officer, key, 2024, 10)
    year(here, officer, key, 2026, 20)
    assert [row.headcount_change for row in here.office.read(years_of, officer, key)] == [None, None, None]


def test_the_headcount_follows_the_latest_year_unless_somebody_typed_another(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    year(here, officer, key, 2024, 100)
    assert here.office.read(enterprise_file, officer, key).headcount == 100
    year(here, officer, key, 2023, 80)
    assert here.office.read(enterprise_file, officer, key).headcount == 100
    later = year(here, officer, key, 2025, 120)
    assert here.office.read(enterprise_file, officer, key).headcount == 120
    here.office.perform(save_year, officer, YearDraft(key, 2025, 130, version=1))
    assert here.office.read(enterprise_file, officer, key).headcount == 130
    here.office.perform(remove_year, officer, later, version=2)
    assert here.office.read(enterprise_file, officer, key).headcount == 100


def test_a_headcount_typed_in_the_form_stays(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    year(here, officer, key, 2024, 100)
    draft = here.office.read(draft_of, officer, key)
    here.office.perform(save_enterprise, officer, replace(draft, headcount=555))
    year(here, officer, key, 2025, 120)
    assert here.office.read(enterprise_file, officer, key).headcount == 555


def test_a_year_is_entered_once_changed_by_version_and_removed(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    stored = year(here, officer, key, 2024, 100)
    assert year(here, officer, key, 2024, 100) == stored
    with pytest.raises(Invalid) as refused:
        year(here, officer, key, 2024, 101)
    assert refused.value.field == "year"
    with pytest.raises(Conflict):
        here.office.perform(save_year, officer, YearDraft(key, 2024, 101, version=9))
    here.office.perform(remove_year, officer, stored, version=1)
    assert here.office.read(years_of, officer, key) == ()
    assert year(here, officer, key, 2024, 90) == stored


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (YearDraft(1, 2027, 1), "year"),
        (YearDraft(1, 1900, 1), "year"),
        (YearDraft(1, 2024), "headcount"),
        (YearDraft(1, 2024, -1), "headcount"),
        (YearDraft(1, 2024, 10_000_001), "headcount"),
        (YearDraft(1, 2024, None, Decimal("1.005")), "revenue"),
        (YearDraft(1, 2024, None, Decimal("Infinity")), "revenue"),
        (YearDraft(1, 2024, None, Decimal(10) ** 15), "revenue"),
        (YearDraft(1, 2024, 1, source="长" * 201), "source"),
    ],
)
def test_a_year_that_cannot_be_right_is_refused_beside_its_field(sqlite_url: str, draft: YearDraft, field: str) -> None:
    here = bureau(Database(sqlite_url))
    assert here.enterprise() == 1
    with pytest.raises(Invalid) as refused:
        here.office.perform(save_year, here.person(Role.STAFF), draft)
    assert refused.value.field == field
    here.office.close()


def test_whoever_is_alone_is_the_first_to_call(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    contact(here, officer, key, "刘芳")
    contact(here, officer, key, "何静")
    assert first_of(here, officer, key) == ["刘芳"]
    contact(here, officer, key, "周颖", first=True)
    assert first_of(here, officer, key) == ["周颖"]


def test_the_first_to_call_cannot_just_step_back(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    contact(here, officer, key, "刘芳")
    contact(here, officer, key, "何静")
    row = contacts(here, officer, key)["刘芳"]
    with pytest.raises(Invalid) as refused:
        here.office.perform(
            save_contact, officer, ContactDraft("x", key, "刘芳", is_primary=False, id=row.id, version=row.version)
        )
    assert refused.value.field == "is_primary"


@pytest.mark.parametrize(("field", "most"), [("name", 80), ("title", 80), ("phone", 40)])
def test_what_does_not_fit_a_contact_is_refused_beside_its_field(
    here: Bureau, officer: Actor, field: str, most: int
) -> None:
    draft = ContactDraft("c", here.enterprise(), "陈志远")
    with pytest.raises(Invalid) as caught:
        here.office.perform(save_contact, officer, replace(draft, **{field: "1" * (most + 1)}))  # type: ignore[arg-type] # a text
    assert caught.value.field == field
    here.office.perform(save_contact, officer, replace(draft, **{field: "1" * most}))  # type: ignore[arg-type] # a text


def test_when_the_first_to_call_leaves_somebody_follows(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    for name in ("刘芳", "何静", "周颖"):
        contact(here, officer, key, name)
    known = contacts(here, officer, key)
    leaving, heir = known["刘芳"], known["周颖"]
    with pytest.raises(Invalid) as refused:
        here.office.perform(contact_left, officer, leaving.id, version=leaving.version)
    assert refused.value.field == "successor"
    here.office.perform(contact_left, officer, leaving.id, version=leaving.version, successor_id=heir.id)
    assert first_of(here, officer, key) == ["周颖"]
    heir = contacts(here, officer, key)["周颖"]
    here.office.perform(contact_left, officer, heir.id, version=heir.version)
    assert first_of(here, officer, key) == ["何静"]
    last = contacts(here, officer, key)["何静"]
    here.office.perform(contact_left, officer, last.id, version=last.version)
    file = here.office.read(enterprise_file, officer, key)
    assert file.contacts == ()
    assert {row.name for row in file.former_contacts} == {"刘芳", "何静", "周颖"}


def test_a_contact_who_comes_back_takes_the_place_they_had(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    contact(here, officer, key, "刘芳")
    contact(here, officer, key, "何静")
    leaving = contacts(here, officer, key)["刘芳"]
    here.office.perform(contact_left, officer, leaving.id, version=leaving.version)
    gone = here.office.read(enterprise_file, officer, key).former_contacts[0]
    here.office.perform(contact_back, officer, gone.id, version=gone.version, first=True)
    assert first_of(here, officer, key) == ["刘芳"]
    assert set(contacts(here, officer, key)) == {"刘芳", "何静"}


def test_an_address_is_one_however_it_is_written() -> None:
    written = ("上海市宝山区沪太路8885号", "沪太路８８８５号", " 宝山区沪太路 8885 号。", "上海沪太路8885号")
    assert len({address_key(text) for text in written}) == 1
    assert address_key("沪太路8886号") != address_key("沪太路8885号")
    assert address_key("上海市宝山区") is address_key("") is None


def history(here: Bureau, by: Actor, key: int) -> tuple[Change, ...]:
    return here.office.read(dossier, by, key).changes


def change(here: Bureau, by: Actor, key: int, **values: object) -> None:
    draft = here.office.read(draft_of, by, key)
    here.office.perform(save_enterprise, by, replace(draft, **values))  # type: ignore[arg-type] # named by the test


def test_those_at_one_registered_address_are_counted_and_listed(here: Bureau, officer: Actor) -> None:
    keys = [here.enterprise(name) for name in ("上海甲科技有限公司", "上海乙科技有限公司", "上海丙科技有限公司")]
    for key, address in zip(keys, ("上海市宝山区沪太路8885号", "沪太路８８８５号", "沪太路1号"), strict=True):
        change(here, officer, key, registered_address=address)
    assert [here.office.read(enterprise_file, officer, key).same_address for key in keys] == [1, 1, 0]
    found = here.office.read(neighbours_of, officer, keys[0])
    assert [(row.enterprise_id, row.address) for row in found.rows] == [(keys[1], "沪太路８８８５号")]
    assert here.office.read(neighbours_of, officer, keys[2]).rows == ()
    change(here, officer, keys[1], registered_address="")
    assert here.office.read(enterprise_file, officer, keys[0]).same_address == 0


def test_those_that_a_file_brings_are_counted_too(here: Bureau, officer: Actor, tmp_path: Path) -> None:
    key = here.enterprise("上海甲科技有限公司")
    change(here, officer, key, registered_address="上海市宝山区沪太路8885号")
    clerk = here.person(Role.STAFF)
    file = tmp_path / "名单.csv"
    code = here.office.read(enterprise_file, officer, here.enterprise()).uscc
    new = uscc(Random(99))
    file.write_text(
        f"企业名称,统一社会信用代码,注册地址\n上海乙有限公司,{new},沪太路8885号\n上海丙有限公司,{code},沪太路8885号\n"
    )
    here.office.perform(import_enterprises, clerk, ImportRequest(file))
    assert here.office.read(enterprise_file, officer, key).same_address == 2


def test_the_history_tells_what_changed_and_nobodys_refused_try(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    before = history(here, officer, key)
    with pytest.raises(Forbidden):
        here.office.read(enterprise_file, here.person(Role.AUDITOR), key)
    assert history(here, officer, key) == before


def test_a_recognition_holds_from_day_to_day_and_its_end_is_told_in_time() -> None:
    given = Recognition(date(2024, 1, 1), date(2026, 12, 31))
    assert [
        given.standing(day)
        for day in (date(2023, 12, 31), date(2024, 1, 1), date(2026, 10, 1), date(2026, 10, 2), date(2026, 12, 31))
    ] == [Standing.COMING, Standing.VALID, Standing.VALID, Standing.SOON, Standing.SOON]
    assert given.standing(date(2027, 1, 1)) is Standing.EXPIRED
    assert Recognition(date(2024, 1, 1)).standing(date(2099, 1, 1)) is Standing.VALID


@pytest.mark.parametrize("flag", ["high_tech", "key_body"])
def test_a_recognition_that_ends_before_it_begins_is_refused(here: Bureau, officer: Actor, flag: str) -> None:
    key = here.enterprise()
    with pytest.raises(Invalid) as refused:
        change(here, officer, key, **{f"{flag}_until": date(2026, 1, 1)})
    assert refused.value.field == f"{flag}_since"
    day = date(2026, 1, 2)
    with pytest.raises(Invalid) as refused:
        change(here, officer, key, **{f"{flag}_since": day, f"{flag}_until": day - timedelta(1)})
    assert refused.value.field == f"{flag}_until"
    change(here, officer, key, **{f"{flag}_since": day, f"{flag}_until": day})
    assert getattr(here.office.read(enterprise_file, officer, key), flag) == Recognition(day, day)


def test_the_history_tells_who_changed_what_in_words(here: Bureau, officer: Actor) -> None:
    admin = here.person(Role.ADMINISTRATOR)
    field = here.office.perform(define_field, admin, FieldDraft("备案号", FieldKind.TEXT)).value
    key = here.enterprise()
    change(here, officer, key, industry=Industry.ROBOTICS, large_client=True)
    change(here, officer, key, capital_amount=Decimal(11_866_000), custom={field: "沪 1"})
    contact(here, officer, key, "刘芳")
    year(here, officer, key, 2024, 1_200)
    told = history(here, officer, key)
    assert [(entry.entity, entry.action, entry.what) for entry in told] == [
        ("enterprise", "update", ""),
        ("enterprise_year", "insert", "2024"),
        ("contact", "insert", "刘芳"),
        ("custom_value", "insert", "备案号"),
        ("enterprise", "update", ""),
        ("enterprise", "update", ""),
        ("enterprise", "insert", ""),
    ]
    assert {entry.by for entry in told[:-1]} == {officer.name}
    words = {field.column: (field.before, field.after) for entry in told[:-1] for field in entry.fields}
    assert words["headcount"] == ("", "1,200")
    assert words["industry"] == ("", "机器人及智能制造")
    assert words["large_client"] == ("否", "是")
    assert words["capital_amount"] == ("", "11,866,000")
    assert words["text"] == ("", "沪 1")


def test_an_earlier_value_comes_back_as_if_typed_and_that_can_be_undone(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    change(here, officer, key, headcount=300, founded_on=date(2015, 3, 1), industry=Industry.CRUISE)
    change(here, officer, key, headcount=412, founded_on=None, industry=None)
    entry = history(here, officer, key)[0]
    assert {field.column for field in entry.fields if field.restorable} == {"headcount", "founded_on", "industry"}
    for column in ("headcount", "founded_on", "industry"):
        version = history(here, officer, key)[0].version
        done = here.office.perform(restore_value, officer, entry.entry_id, column, version=version).value
    file = here.office.read(enterprise_file, officer, key)
    assert (file.headcount, file.founded_on, file.industry) == (300, date(2015, 3, 1), Industry.CRUISE)
    latest = history(here, officer, key)[0]
    assert (latest.entry_id, latest.by) == (done.entry_id, officer.name)
    here.office.perform(restore_value, officer, done.entry_id, done.column)
    assert here.office.read(enterprise_file, officer, key).industry is None


def test_an_amount_comes_back_in_its_currency(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    change(here, officer, key, capital_amount=Decimal(500_000), capital_currency="USD")
    change(here, officer, key, capital_amount=None, capital_currency="")
    here.office.perform(restore_value, officer, history(here, officer, key)[0].entry_id, "capital_amount")
    draft = here.office.read(draft_of, officer, key)
    assert (draft.capital_amount, draft.capital_currency) == (Decimal(500_000), "USD")


def test_own_fields_contacts_and_years_come_back_too(here: Bureau, officer: Actor) -> None:
    admin = here.person(Role.ADMINISTRATOR)
    pick = here.office.perform(define_field, admin, FieldDraft("轮次", FieldKind.CHOICE, ("A轮", "B轮", "C轮"))).value
    key = here.enterprise()
    change(here, officer, key, custom={pick: "A轮"})
    change(here, officer, key, custom={pick: "B轮"})
    entry = history(here, officer, key)[0]
    here.office.perform(restore_value, officer, entry.entry_id, "text", version=entry.version)
    assert here.office.read(enterprise_file, officer, key).own[0][1] == "A轮"

    person = contact(here, officer, key, "刘芳")
    here.office.perform(
        save_contact, officer, ContactDraft("x", key, "刘方", phone="13800002046", id=person, version=1)
    )
    entry = history(here, officer, key)[0]
    here.office.perform(restore_value, officer, entry.entry_id, "name", version=entry.version)
    row = contacts(here, officer, key)["刘芳"]
    assert row.phone.endswith("2046")
    assert row.is_primary

    stored = year(here, officer, key, 2024, 100, "5000000")
    here.office.perform(save_year, officer, YearDraft(key, 2024, 110, Decimal(6_000_000), version=1))
    entry = next(entry for entry in history(here, officer, key) if entry.entity == "enterprise_year")
    here.office.perform(restore_value, officer, entry.entry_id, "revenue", version=entry.version)
    row_now = here.office.read(years_of, officer, key)[0]
    assert (row_now.id, row_now.headcount, row_now.revenue) == (stored, 110, Decimal(5_000_000))


def test_a_value_comes_back_only_if_it_would_be_admitted_today(here: Bureau, officer: Actor) -> None:
    admin = here.person(Role.ADMINISTRATOR)
    pick = here.office.perform(define_field, admin, FieldDraft("轮次", FieldKind.CHOICE, ("A轮", "B轮", "C轮"))).value
    key = here.enterprise()
    for value in ("A轮", "B轮"):
        change(here, officer, key, custom={pick: value})
    entry = history(here, officer, key)[0]
    fewer = FieldDraft("轮次", FieldKind.CHOICE, ("B轮", "C轮"), pick, 1)
    here.office.perform(change_field, admin, fewer)
    with pytest.raises(Invalid):
        here.office.perform(restore_value, officer, entry.entry_id, "text")


def test_what_is_masked_stale_or_unchanged_does_not_come_back(here: Bureau, officer: Actor) -> None:
    key = here.enterprise()
    person = contact(here, officer, key, "刘芳")
    for number in ("13800002046", "13900002046"):
        version = contacts(here, officer, key)["刘芳"].version
        draft = ContactDraft("x", key, "刘芳", phone=number, id=person, version=version)
        here.office.perform(save_contact, officer, draft)
    entry = history(here, officer, key)[0]
    assert [(field.column, field.personal, field.restorable) for field in entry.fields] == [("phone", True, False)]
    assert "13800002046" not in str(entry)
    with pytest.raises(Invalid) as masked:
        here.office.perform(restore_value, officer, entry.entry_id, "phone")
    assert masked.value.next_step

    change(here, officer, key, headcount=300)
    change(here, officer, key, headcount=412)
    entry = history(here, officer, key)[0]
    assert entry.version is not None
    with pytest.raises(Conflict):
        here.office.perform(restore_value, officer, entry.entry_id, "headcount", version=entry.version - 1)
    here.office.perform(restore_value, officer, entry.entry_id, "headcount", version=entry.version)
    assert not any(
        field.restorable
        for told in history(here, officer, key)
        if told.entry_id == entry.entry_id
        for field in told.fields
    )
    with pytest.raises(Invalid):
        here.office.perform(restore_value, officer, entry.entry_id, "headcount")
    with pytest.raises(NotFound):
        here.office.perform(restore_value, officer, entry.entry_id, "note")
    with pytest.raises(NotFound):
        here.office.perform(restore_value, officer, 999_999, "headcount")
    with pytest.raises(Forbidden):
        here.office.perform(restore_value, here.person(Role.ADMINISTRATOR), entry.entry_id, "headcount")


def test_a_form_opened_before_an_own_field_changed_overwrites_nothing(here: Bureau, officer: Actor) -> None:
    admin = here.person(Role.ADMINISTRATOR)
    field = here.office.perform(define_field, admin, FieldDraft("备案号", FieldKind.TEXT)).value
    key = here.enterprise()
    opened: EnterpriseDraft = here.office.read(draft_of, officer, key)
    change(here, officer, key, custom={field: "沪 1"})
    with pytest.raises(Conflict) as refused:
        here.office.perform(save_enterprise, officer, replace(opened, custom={field: "沪 2"}))
    assert refused.value.mine[f"custom.{field}"] == "沪 2"
    assert refused.value.theirs[f"custom.{field}"] == "沪 1"
