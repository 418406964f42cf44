"""Fields of the office's own: defined, filled, renamed, ordered, retired; nothing typed is ever rounded or lost."""

from datetime import date
from decimal import Decimal

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Invalid
from officer_app.core.work import Actor, Work, asks, changes
from officer_app.directory import custom_fields as own
from officer_app.directory import defining_fields as defining
from officer_app.directory.custom_fields import FieldDef, FieldKind, Value
from officer_app.directory.defining_fields import FieldDraft
from officer_app.directory.file import enterprise_file
from officer_app.people.access import Permission, Role
from tests.factories import Bureau, bureau


@changes(Permission.DIRECTORY_EDIT)
def store(work: Work, enterprise: int, values: dict[int, Value | None]) -> bool:
    return own.set_values(work, enterprise, values)


@asks(Permission.DIRECTORY_READ)
def read(work: Work, enterprises: list[int]) -> dict[int, dict[int, Value]]:
    return own.values_of(work, enterprises)


def define(here: Bureau, admin: Actor, name: str, kind: FieldKind = FieldKind.TEXT, *choices: str) -> int:
    return here.office.perform(defining.define_field, admin, FieldDraft(name, kind, choices)).value


def field(here: Bureau, admin: Actor, field_id: int) -> FieldDef:
    return next(found for found in here.office.read(own.all_fields, admin) if found.id == field_id)


def of_kind(kind: FieldKind, *choices: str) -> FieldDef:
    return FieldDef(3, "融资轮次", kind, choices, 0, True, 1)


def test_every_kind_of_field_is_stored_and_read_again(database: Database) -> None:
    here = bureau(database)
    admin, officer = here.person(Role.ADMINISTRATOR), here.person(Role.LIAISON)
    text, number, day, pick = (
        define(here, admin, "备案号"),
        define(here, admin, "研发投入", FieldKind.NUMBER),
        define(here, admin, "签约日", FieldKind.DATE),
        define(here, admin, "融资轮次", FieldKind.CHOICE, "A轮", "B轮"),
    )
    assert [known.name for known in here.office.read(own.fields_of, officer)] == [
        "备案号", "研发投入", "签约日", "融资轮次"
    ]  # fmt: skip
    one, other = here.enterprise(), here.enterprise()
    values: dict[int, Value | None] = {
        text: "沪备 1", number: Decimal("12.50"), day: date(2026, 3, 1), pick: "B轮"
    }  # fmt: skip
    assert here.office.perform(store, officer, one, values).value
    assert here.office.read(read, officer, [one, other]) == {one: values}
    assert not here.office.perform(store, officer, one, values).value
    assert here.office.perform(store, officer, one, {text: None}).value
    assert text not in here.office.read(read, officer, [one])[one]


def test_a_change_of_a_field_is_one_of_the_enterprise_and_stays_on_record(database: Database) -> None:
    here = bureau(database)
    admin, officer = here.person(Role.ADMINISTRATOR), here.person(Role.LIAISON)
    text, one = define(here, admin, "备案号"), here.enterprise()
    before = here.office.read(enterprise_file, officer, one).version
    done = here.office.perform(store, officer, one, {text: "1"})
    assert {"custom_value", "enterprise"} <= done.changed
    assert here.office.read(enterprise_file, officer, one).version == before + 1
    here.office.perform(store, officer, one, {text: "2"})
    with here.office.database.transaction(writes=False) as connection:
        trail = connection.execute(
            sa.select(AuditEntry.before, AuditEntry.after)
            .where(AuditEntry.entity == "custom_value")
            .order_by(AuditEntry.id.desc())
        ).first()
    assert trail is not None
    assert (trail.before["text"], trail.after["text"]) == ("1", "2")


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (FieldKind.TEXT, "  两 词 ", "两 词"),
        (FieldKind.TEXT, "   ", None),
        (FieldKind.NUMBER, "1,234.50", Decimal("1234.5")),
        (FieldKind.NUMBER, "１２", Decimal(12)),
        (FieldKind.NUMBER, "-3", Decimal(-3)),
        (FieldKind.DATE, "2026年9月17日", date(2026, 9, 17)),
        (FieldKind.DATE, "20260917", date(2026, 9, 17)),
        (FieldKind.DATE, "2026/9/17", date(2026, 9, 17)),
        (FieldKind.CHOICE, "ａ轮", "A轮"),
    ],
)
def test_what_people_type_is_understood(kind: FieldKind, typed: str, meant: Value | None) -> None:
    assert own.parse_value(of_kind(kind, "A轮", "B轮"), typed) == meant


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (FieldKind.TEXT, "长" * 401),
        (FieldKind.NUMBER, "十二"),
        (FieldKind.NUMBER, "NaN"),
        (FieldKind.NUMBER, "Infinity"),
        (FieldKind.NUMBER, "1e400000"),
        (FieldKind.NUMBER, "0.125"),
        (FieldKind.NUMBER, "1000000000000000"),
        (FieldKind.DATE, "2026-02-30"),
        (FieldKind.DATE, "去年"),
        (FieldKind.CHOICE, "C轮"),
    ],
)
def test_what_does_not_fit_is_refused_by_the_name_of_the_field(kind: FieldKind, typed: str) -> None:
    with pytest.raises(Invalid) as refused:
        own.parse_value(of_kind(kind, "A轮", "B轮"), typed)
    assert refused.value.field == "custom.3"
    assert "融资轮次" in refused.value.cause


@given(
    st.one_of(
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=400).map(str.strip),
        st.decimals(-(10**14), 10**14, places=2),
        st.dates(date(1000, 1, 1)),
    )
)
def test_what_is_shown_is_read_again_as_the_same(value: Value) -> None:
    kinds = {str: FieldKind.TEXT, Decimal: FieldKind.NUMBER, date: FieldKind.DATE}
    assert own.parse_value(of_kind(kinds[type(value)]), own.value_text(value)) == (value if value != "" else None)


@pytest.mark.parametrize("name", ["", "  ", "长" * 41, "统一社会信用代码", "街镇", "Headcount"])
def test_a_name_must_be_there_and_not_be_that_of_a_column(sqlite_url: str, name: str) -> None:
    here = bureau(Database(sqlite_url))
    with pytest.raises(Invalid) as refused:
        define(here, here.person(Role.ADMINISTRATOR), name)
    assert refused.value.field == "name"
    here.office.close()


def test_a_name_is_given_once_and_a_retired_field_is_named(database: Database) -> None:
    here = bureau(database)
    admin = here.person(Role.ADMINISTRATOR)
    known = define(here, admin, "备案号A")
    with pytest.raises(Invalid):
        define(here, admin, "备案号ａ")
    here.office.perform(defining.retire_field, admin, known, version=1)
    with pytest.raises(Invalid) as refused:
        define(here, admin, "备案号A")
    assert refused.value.next_step


@pytest.mark.parametrize("choices", [(), ("甲",), ("甲", "甲"), ("A", "ａ"), ("甲", "长" * 81)])
def test_choices_are_two_at_least_and_differ(sqlite_url: str, choices: tuple[str, ...]) -> None:
    here = bureau(Database(sqlite_url))
    with pytest.raises(Invalid) as refused:
        define(here, here.person(Role.ADMINISTRATOR), "轮次", FieldKind.CHOICE, *choices)
    assert refused.value.field == "choices"
    here.office.close()


def test_a_kind_changes_only_while_nothing_was_entered(database: Database) -> None:
    here = bureau(database)
    admin, officer = here.person(Role.ADMINISTRATOR), here.person(Role.LIAISON)
    key, one = define(here, admin, "备案号"), here.enterprise()
    here.office.perform(defining.change_field, admin, FieldDraft("备案日", FieldKind.DATE, (), key, 1))
    assert field(here, admin, key).kind is FieldKind.DATE
    here.office.perform(store, officer, one, {key: date(2026, 1, 1)})
    with pytest.raises(Invalid) as refused:
        here.office.perform(defining.change_field, admin, FieldDraft("备案日", FieldKind.TEXT, (), key, 2))
    assert refused.value.field == "kind"
    with pytest.raises(Conflict):
        here.office.perform(defining.change_field, admin, FieldDraft("签约日", FieldKind.DATE, (), key, 1))
    here.office.perform(defining.change_field, admin, FieldDraft("签约日", FieldKind.DATE, (), key, 2))
    assert field(here, admin, key).used == 1


def test_a_choice_in_use_stays_or_is_renamed_everywhere(database: Database) -> None:
    here = bureau(database)
    admin, officer = here.person(Role.ADMINISTRATOR), here.person(Role.LIAISON)
    key, one = define(here, admin, "轮次", FieldKind.CHOICE, "A轮", "B轮", "C轮"), here.enterprise()
    here.office.perform(store, officer, one, {key: "A轮"})
    with pytest.raises(Invalid) as refused:
        here.office.perform(defining.change_field, admin, FieldDraft("轮次", FieldKind.CHOICE, ("B轮", "C轮"), key, 1))
    assert refused.value.field == "choices"
    here.office.perform(defining.change_field, admin, FieldDraft("轮次", FieldKind.CHOICE, ("C轮", "A轮"), key, 1))
    assert here.office.perform(defining.rename_choice, admin, key, "A轮", "天使轮", version=2).value == 1
    assert field(here, admin, key).choices == ("C轮", "天使轮")
    assert here.office.read(read, officer, [one]) == {one: {key: "天使轮"}}


def test_fields_keep_the_order_they_are_given(database: Database) -> None:
    here = bureau(database)
    admin = here.person(Role.ADMINISTRATOR)
    keys = [define(here, admin, name) for name in ("甲栏", "乙栏", "丙栏")]
    here.office.perform(defining.order_fields, admin, [keys[2], keys[0]])
    assert [known.name for known in here.office.read(own.fields_of, admin)] == ["丙栏", "甲栏", "乙栏"]


def test_a_retired_field_is_out_of_sight_and_comes_back_with_everything(database: Database) -> None:
    here = bureau(database)
    admin, officer = here.person(Role.ADMINISTRATOR), here.person(Role.LIAISON)
    key, one = define(here, admin, "备案号"), here.enterprise()
    here.office.perform(store, officer, one, {key: "1"})
    here.office.perform(defining.retire_field, admin, key, version=1)
    assert here.office.read(own.fields_of, officer) == []
    assert here.office.read(read, officer, [one]) == {}
    with pytest.raises(Invalid) as refused:
        here.office.perform(store, officer, one, {key: "2"})
    assert refused.value.field == own.field_key(key)
    here.office.perform(defining.bring_field_back, admin, key, version=2)
    assert here.office.read(read, officer, [one]) == {one: {key: "1"}}


def test_more_fields_than_a_form_can_show_are_refused(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(defining, "MOST_FIELDS", 2)
    here = bureau(Database(sqlite_url))
    admin = here.person(Role.ADMINISTRATOR)
    first = define(here, admin, "甲栏")
    define(here, admin, "乙栏")
    with pytest.raises(Invalid):
        define(here, admin, "丙栏")
    here.office.perform(defining.retire_field, admin, first, version=1)
    define(here, admin, "丙栏")
    with pytest.raises(Invalid):
        here.office.perform(defining.bring_field_back, admin, first, version=2)
    here.office.close()
