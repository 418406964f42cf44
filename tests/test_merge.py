"""Making one of two enterprises, and taking it back: nothing is lost on the way there or back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import hypothesis
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given
from hypothesis import strategies as st
from sqlalchemy.exc import OperationalError

from officer_app.assignments.importing import import_enterprises
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Base, Database
from officer_app.core.errors import AppError, Conflict, DiskTrouble, Invalid, MergedAway, NotFound
from officer_app.core.work import Work, asks
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.file import enterprise_file
from officer_app.directory.imports.importing import ImportRequest
from officer_app.directory.industries import Industry
from officer_app.directory.lists.finding import search_enterprises
from officer_app.directory.merged import kept_for, merges_into
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.overview.merging.fields import OWN, groups
from officer_app.overview.merging.rules import SETTLED, Pick
from officer_app.overview.merging.service import merge_enterprises, merge_preview, undo_merge, undo_preview
from officer_app.overview.merging.steps import TakingBack, references
from officer_app.people.access import Permission
from officer_app.visits.drafts import keep_draft, own_drafts
from tests.factories import bureau
from tests.mergework import FIRST_DAY, SIDES, Mergework, Side, a_code


@pytest.fixture
def house(database: Database) -> Mergework:
    return Mergework(bureau(database))


@asks(Permission.DIRECTORY_READ)
def _kept_for(work: Work, codes: list[str]) -> dict[str, int]:
    return kept_for(work, codes)


def code_of(house: Mergework, enterprise_id: int) -> str:
    return house.bureau.office.read(enterprise_file, house.boss, enterprise_id).uscc


def undo(house: Mergework, merge: int) -> object:
    return house.bureau.office.perform(undo_merge, house.boss, merge).value


def refusal(house: Mergework, kept: int, gone: int, **picks: Pick) -> AppError:
    with pytest.raises(AppError) as caught:
        house.merge(kept, gone, **picks)
    return caught.value


FULL = Side(
    contacts=(("陈志远", "13800138000", "经理", True, False), ("吴晓岚", "", "", False, False)),
    listings=((1, Industry.ROBOTICS, False),),
    duties=(("liaison", 0, 0, 300), ("liaison", 1, 300, None), ("specialist", 2, 0, None)),
    years={2025: 10},
    own={0: "甲"},
    visits=2,
    demands=1,
    cases=1,
    papers=1,
    planned=1,
    questions=1,
    handed=1,
    note="老客户",
)


def test_everything_attached_moves_and_is_moved_back(house: Mergework) -> None:
    kept, gone = house.enterprise(Side()), house.enterprise(FULL)
    before = house.tables()
    merge = house.merge(kept, gone)
    after = house.tables()
    assert gone not in after["enterprise"]
    for column in references("enterprise"):
        name = column.table.name
        if name == "enterprise_merge":
            continue
        assert len(after[name]) == len(before[name]), name
        assert {row[column.name] for row in after[name].values()} == {kept}, name
    undo(house, merge)
    assert house.tables() == before


def test_what_one_has_once_is_asked_for_and_decided(house: Mergework) -> None:
    kept = house.enterprise(replace(FULL, years={2025: 20}, own={0: "乙"}, cases=0))
    gone = house.enterprise(FULL)
    asked = {question.key: question.pick for question in house.preview(kept, gone).questions}
    edition, own = f"listing:{house.editions[1]}", f"custom:{house.fields[0]}"
    assert asked == {edition: Pick.KEPT, "liaison": Pick.KEPT, "year:2025": Pick.KEPT, own: Pick.KEPT}
    before = house.tables()
    merge = house.merge(kept, gone, **{edition: Pick.GONE, own: Pick.GONE})
    after = house.tables()
    assert [row["headcount"] for row in after["enterprise_year"].values()] == [20]
    assert [row["text"] for row in after["custom_value"].values()] == ["甲"]
    (removed,) = (row for row in after["listing"].values() if row["removed_on"])
    assert removed["id"] == min(after["listing"])
    assert removed["removal_reason"].startswith("已合并")
    # One liaison officer on every day, and one contact of each name.
    assert len([row for row in after["assignment"].values() if row["role"].value == "liaison"]) == 2
    assert sorted(row["name"] for row in after["contact"].values()) == ["吴晓岚", "陈志远"]
    undo(house, merge)
    assert house.tables() == before


def test_no_day_with_an_officer_is_lost(house: Mergework) -> None:
    kept = house.enterprise(Side(duties=(("liaison", 0, 100, 100),)))
    gone = house.enterprise(Side(duties=(("liaison", 1, 50, None),)))
    merge = house.merge(kept, gone, liaison=Pick.KEPT)
    duties = sorted(
        (row["starts_on"], row["ends_on"], row["account_id"]) for row in house.tables()["assignment"].values()
    )
    first, second = (house.officers[place].id for place in (0, 1))
    day = [FIRST_DAY + timedelta(days=days) for days in (50, 100, 200)]
    assert duties == [(day[0], day[1], second), (day[1], day[2], first), (day[2], None, second)]
    undo(house, merge)


def test_the_code_that_went_leads_to_the_enterprise_that_was_kept(house: Mergework) -> None:
    kept, gone = house.enterprise(Side(), "甲公司"), house.enterprise(Side(), "乙公司")
    mine, theirs = code_of(house, kept), code_of(house, gone)
    read = house.bureau.office.read
    merge = house.merge(kept, gone)
    assert read(_kept_for, house.boss, [mine, theirs]) == {theirs: kept}
    assert [row.id for row in read(search_enterprises, house.boss, theirs)] == [kept]
    undo(house, merge)
    assert read(_kept_for, house.boss, [theirs]) == {}
    # The other's code may be the right one.
    house.merge(kept, gone, uscc=Pick.GONE)
    assert code_of(house, kept) == theirs
    assert read(_kept_for, house.boss, [mine, theirs]) == {mine: kept}


def test_an_imported_row_with_the_code_that_went_is_about_the_kept_enterprise(house: Mergework, tmp_path: Path) -> None:
    kept, gone = house.enterprise(Side(), "甲公司"), house.enterprise(Side(), "乙公司")
    mine, theirs = code_of(house, kept), code_of(house, gone)
    house.merge(kept, gone)
    file = tmp_path / "名单.csv"
    rows = f"乙公司,{theirs},62\n甲公司,{mine},63\n丙公司,{a_code()},64\n"
    file.write_text(f"企业名称,统一社会信用代码,职工人数\n{rows}", encoding="utf-8")
    result = house.bureau.office.perform(import_enterprises, house.boss, ImportRequest(file)).value
    assert (result.accepted, result.updated, result.duplicates, result.refused) == (1, 1, 1, 0)
    told = house.bureau.office.read(enterprise_file, house.boss, kept)
    assert (told.name, told.uscc, told.headcount) == ("甲公司", mine, 62)
    assert len(house.tables()["enterprise"]) == 2


def test_the_name_that_went_is_a_former_name_of_the_kept_one(house: Mergework) -> None:
    kept, gone = house.enterprise(Side(), "甲公司"), house.enterprise(Side(), "乙公司")
    house.merge(kept, gone)
    assert house.bureau.office.read(enterprise_file, house.boss, kept).former_names == "乙公司"
    assert house.bureau.office.read(search_enterprises, house.boss, "甲公司")[0].id == kept


def test_where_the_other_name_is_chosen_the_one_given_up_is_a_former_name(house: Mergework) -> None:
    kept, gone = house.enterprise(Side(), "上海澜启科技有限公司"), house.enterprise(Side(), "上海朔明科技有限公司")
    house.merge(kept, gone, name=Pick.GONE)
    file = house.bureau.office.read(enterprise_file, house.boss, kept)
    assert (file.name, file.former_names) == ("上海朔明科技有限公司", "上海澜启科技有限公司")


def test_what_was_emptied_on_one_side_is_not_proposed(house: Mergework) -> None:
    kept, gone = house.enterprise(Side(years={2025: None})), house.enterprise(Side(years={2025: 7}))
    assert [question.pick for question in house.preview(kept, gone).questions] == [Pick.GONE]


def test_a_text_of_both_is_joined_and_what_is_empty_is_filled(house: Mergework) -> None:
    kept = house.enterprise(Side(note="老客户"))
    gone = house.enterprise(Side(note="园区二期", headcount=12, site="沪太路 1 号"))
    house.merge(kept, gone)
    file = house.bureau.office.read(enterprise_file, house.boss, kept)
    assert (file.note, file.headcount, file.actual_site) == ("老客户\n园区二期", 12, "沪太路 1 号")


def test_whoever_asks_for_the_gone_one_is_told_which_was_kept(house: Mergework) -> None:
    kept, gone, third = (house.enterprise(Side(), name) for name in ("甲公司", "乙公司", "丙公司"))
    house.merge(kept, gone)
    house.merge(third, kept)
    with pytest.raises(MergedAway) as caught:
        house.bureau.office.read(enterprise_file, house.boss, gone)
    assert caught.value.kept_id == third
    assert caught.value.cause == "“乙公司”已于 2026-09-17 并入“丙公司”。"
    with pytest.raises(MergedAway):
        house.bureau.office.perform(save_contact, house.boss, ContactDraft("d", gone, "某人"))


def test_an_id_that_led_to_a_merged_enterprise_never_leads_to_a_new_one(house: Mergework) -> None:
    kept, gone = house.enterprise(Side()), house.enterprise(Side())
    house.merge(kept, gone)
    assert house.enterprise(Side()) > gone


def test_a_visit_begun_to_be_written_goes_on_with_the_kept_one(house: Mergework) -> None:
    person = ("陈志远", "13800138000", "", False, False)
    kept, gone = house.enterprise(Side((person,)), "甲公司"), house.enterprise(Side((person,)), "乙公司")
    officer = house.officers[0]
    mine, theirs = (
        next(key for key, row in house.tables()["contact"].items() if row["enterprise_id"] == side)
        for side in (kept, gone)
    )
    typed = {"enterprise": [gone, "乙公司", "顾村镇"], "content": "谈", "people": [["陈志远", "经理", theirs]]}
    house.bureau.office.perform(keep_draft, officer, "draft", typed)
    merge = house.merge(kept, gone)
    (draft,) = house.bureau.office.read(own_drafts, officer)
    # The same person is the kept one's contact now.
    assert draft.payload["people"] == [["陈志远", "经理", mine]]
    assert (draft.payload["enterprise"], draft.payload["content"]) == ([kept, "甲公司", "顾村镇"], "谈")
    undo(house, merge)
    (draft,) = house.bureau.office.read(own_drafts, officer)
    assert draft.payload == typed
    # What is typed and not finished is nobody else's to read.
    with house.bureau.office.database.transaction(writes=False) as connection:
        trail = connection.execute(sa.select(AuditEntry.before, AuditEntry.after)).all()
    assert "经理" not in str(trail)


def test_what_was_entered_or_changed_since_stays_and_is_named(house: Mergework) -> None:
    kept, gone = house.enterprise(Side(headcount=5)), house.enterprise(Side(headcount=9, note="老客户"))
    merge = house.merge(kept, gone, headcount=Pick.GONE)
    office = house.bureau.office
    new = office.perform(save_contact, house.boss, ContactDraft("c", kept, "新来的")).value
    file = office.read(enterprise_file, house.boss, kept)
    office.perform(
        save_enterprise,
        house.boss,
        EnterpriseDraft(
            "d", file.name, file.uscc, file.former_names, headcount=77, note=file.note, id=kept, version=file.version
        ),
    )
    preview = office.read(undo_preview, house.boss, merge)
    assert [(row.entity, row.kept) for row in preview.added] == [("contact", 1)]
    assert [(left.entity, left.columns) for left in preview.left] == [("enterprise", ("headcount",))]
    left = undo(house, merge)
    assert getattr(left, "left", None) == preview.left
    tables = house.tables()
    assert tables["contact"][new]["enterprise_id"] == kept
    assert (tables["enterprise"][kept]["headcount"], tables["enterprise"][gone]["headcount"]) == (77, 9)
    assert (tables["enterprise"][kept]["note"], tables["enterprise"][gone]["note"]) == ("", "老客户")


def test_an_officer_appointed_since_stays_and_the_earlier_one_is_named(house: Mergework) -> None:
    kept = house.enterprise(Side(duties=(("liaison", 0, 0, None),)))
    gone = house.enterprise(Side(duties=(("liaison", 1, 10, None),)))
    merge = house.merge(kept, gone, liaison=Pick.GONE)
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text("UPDATE assignment SET ends_on = '2026-09-01' WHERE ends_on IS NULL"))
        connection.execute(
            sa.text(
                "INSERT INTO assignment (enterprise_id, account_id, role, starts_on, reason, end_reason, version)"
                " VALUES (:kept, :officer, 'liaison', '2026-09-01', '轮岗', '', 1)"
            ),
            {"kept": kept, "officer": house.officers[2].id},
        )
    left = undo(house, merge)
    assert [one.entity for one in getattr(left, "left", ())] == ["assignment"]
    served = {
        row["enterprise_id"]: row["account_id"] for row in house.tables()["assignment"].values() if not row["ends_on"]
    }
    assert served == {kept: house.officers[2].id}


def test_open_cases_on_both_sides_must_have_been_seen(house: Mergework) -> None:
    kept, gone = house.enterprise(Side(cases=1)), house.enterprise(Side(cases=1))
    error = refusal(house, kept, gone, open_cases=Pick.KEPT)
    assert error.field == "open_cases"
    assert "宝人特" in str(error)
    house.merge(kept, gone)
    assert {row["enterprise_id"] for row in house.tables()["talent_case"].values()} == {kept}


def test_one_applicant_with_open_cases_on_both_sides_is_refused(house: Mergework) -> None:
    kept, gone = house.enterprise(Side(cases=1)), house.enterprise(Side(cases=1))
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text("UPDATE talent_case SET name = '林一'"))
    error = refusal(house, kept, gone)
    assert isinstance(error, Invalid)
    assert error.cause.startswith("林一在两家企业都有未办结的申报")
    assert error.next_step == "先撤回或办结其中一件，再合并。"


def test_an_enterprise_is_not_merged_with_itself(house: Mergework) -> None:
    only = house.enterprise(Side())
    assert refusal(house, only, only).cause == "企业不能与自身合并。"


def test_one_that_is_gone_meanwhile_is_said_to_be(house: Mergework) -> None:
    kept, gone, third = (house.enterprise(Side()) for _number in range(3))
    draft = house.draft(third, gone)
    house.merge(kept, gone)
    with pytest.raises(MergedAway):
        house.bureau.office.perform(merge_enterprises, house.boss, draft)
    with pytest.raises(NotFound):
        house.bureau.office.read(merge_preview, house.boss, third, 10**6)


def test_what_was_changed_since_the_preview_is_not_merged_unseen(house: Mergework) -> None:
    kept, gone = house.enterprise(Side()), house.enterprise(Side(years={2025: 1}))
    office = house.bureau.office
    draft = house.draft(kept, gone)
    file = office.read(enterprise_file, house.boss, gone)
    office.perform(
        save_enterprise, house.boss, EnterpriseDraft("x", "改了名", file.uscc, id=gone, version=file.version)
    )
    with pytest.raises(Conflict):
        office.perform(merge_enterprises, house.boss, draft)
    # A question that nobody was asked is a change, too.
    draft = house.draft(kept, gone)
    with office.database.transaction(writes=True) as connection:
        connection.execute(
            sa.text(
                "INSERT INTO enterprise_year (enterprise_id, year, headcount, source, version)"
                " VALUES (:id, 2025, 2, '', 1)"
            ),
            {"id": kept},
        )
    with pytest.raises(Conflict):
        office.perform(merge_enterprises, house.boss, draft)


def test_a_merge_is_undone_once_and_within_thirty_days(house: Mergework) -> None:
    kept, gone = house.enterprise(Side()), house.enterprise(Side())
    merge = house.merge(kept, gone)
    house.bureau.clock.set(date(2026, 10, 18))
    with pytest.raises(Invalid, match="撤销期限") as caught:
        undo(house, merge)
    assert "2026-10-17" in caught.value.cause
    house.bureau.clock.set(date(2026, 10, 17))
    undo(house, merge)
    with pytest.raises(Invalid, match="已由"):
        undo(house, merge)


def test_merges_are_undone_in_the_reverse_order(house: Mergework) -> None:
    one, two, three = (house.enterprise(FULL if n == 1 else Side(), f"第{n}家") for n in range(3))
    before = house.tables()
    first = house.merge(one, two)
    second = house.merge(three, one)
    assert [row.gone_name for row in house.bureau.office.read(merges_into, house.boss, three)] == ["第0家", "第1家"]
    with pytest.raises(Invalid, match="此后又并入"):
        undo(house, first)
    undo(house, second)
    undo(house, first)
    assert house.tables() == before


def test_merges_into_the_same_enterprise_are_undone_in_any_order(house: Mergework) -> None:
    kept, one, other = (house.enterprise(Side(), f"上海{name}科技有限公司") for name in ("澜启", "朔明", "沐川"))
    before = house.tables()
    first, second = house.merge(kept, one), house.merge(kept, other)
    for merge in (first, second):
        undone = house.bureau.office.perform(undo_merge, house.boss, merge).value
        assert undone.left == ()
    assert {name: rows for name, rows in house.tables().items() if name != "enterprise_merge"} == {
        name: rows for name, rows in before.items() if name != "enterprise_merge"
    }


def test_a_full_disk_does_not_leave_a_merge_half_undone(house: Mergework, monkeypatch: pytest.MonkeyPatch) -> None:
    kept, gone = house.enterprise(FULL), house.enterprise(FULL)
    merge = house.merge(kept, gone, open_cases=Pick.BOTH)
    before = house.tables()

    def full(*_: object) -> None:
        raise OperationalError("INSERT", {}, Exception("database or disk is full"))

    with monkeypatch.context() as patched:
        patched.setattr(TakingBack, "_undrop", full)
        with pytest.raises(DiskTrouble):
            undo(house, merge)
    assert house.tables() == before
    undo(house, merge)


def test_a_merge_is_not_undone_into_a_code_that_is_taken(house: Mergework) -> None:
    kept, gone = house.enterprise(Side()), house.enterprise(Side())
    code = code_of(house, gone)
    merge = house.merge(kept, gone)
    # Entered by hand it is refused, with the name of the one it belongs to now.
    with pytest.raises(Invalid) as caught:
        house.bureau.office.perform(save_enterprise, house.boss, EnterpriseDraft("n", "新来的", code))
    assert caught.value.field == "uscc"
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(
            sa.text("UPDATE enterprise SET uscc = :code WHERE id <> :kept"), {"code": a_code(), "kept": kept}
        )
    other = house.enterprise(Side(), "占用者")
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text("UPDATE enterprise SET uscc = :code WHERE id = :id"), {"code": code, "id": other})
    with pytest.raises(Invalid) as caught:
        undo(house, merge)
    assert "占用者" in caught.value.cause


def test_the_audit_trail_tells_of_both(house: Mergework) -> None:
    kept, gone = house.enterprise(Side()), house.enterprise(Side(visits=2, note="有"))
    undo(house, house.merge(kept, gone))
    with house.bureau.office.database.transaction(writes=False) as connection:
        told = connection.execute(
            sa.select(AuditEntry.use_case, AuditEntry.action, AuditEntry.entity).where(
                AuditEntry.use_case.in_(("merge_enterprises", "undo_merge"))
            )
        ).all()
    for entry in (
        ("merge_enterprises", "merge", "visit"),
        ("merge_enterprises", "delete", "enterprise"),
        ("merge_enterprises", "insert", "enterprise_merge"),
        ("undo_merge", "insert", "enterprise"),
        ("undo_merge", "undo_merge", "visit"),
    ):
        assert entry in told


def test_every_table_that_holds_something_once_per_enterprise_is_settled() -> None:
    """A table added later moves by itself; one where the two may collide must be seen to."""
    once = set()
    for column in references("enterprise"):
        unique = [
            constraint.columns for constraint in column.table.constraints if isinstance(constraint, sa.UniqueConstraint)
        ]
        unique += [index.columns for index in column.table.indexes if index.unique]
        if column.unique or any(column.name in columns for columns in unique):
            once.add(column.table.name)
    assert once == SETTLED


def test_every_column_of_an_enterprise_is_chosen_or_goes_with_one_that_is() -> None:
    columns = Base.metadata.tables["enterprise"].columns
    told = groups()
    derived = {column.name for column in columns if "derived" in column.info}
    assert {name for group in told for name in group} | OWN | derived == set(columns.keys())


@pytest.fixture
def one_house(sqlite_url: str) -> Iterator[Mergework]:
    made = Mergework(bureau(Database(sqlite_url)))
    yield made
    made.bureau.office.close()


@hypothesis.settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(SIDES, SIDES, st.randoms(use_true_random=False))
def test_merging_loses_no_row_and_undoing_it_brings_everything_back(
    one_house: Mergework, mine: Side, theirs: Side, draw: object
) -> None:
    house = one_house
    kept, gone = house.enterprise(mine), house.enterprise(theirs)
    before = house.tables()
    preview = house.preview(kept, gone)
    picks = {
        question.key: draw.choice([Pick.KEPT, Pick.GONE])  # type: ignore[attr-defined] # a Random made by hypothesis
        for question in preview.questions
        if question.pick is not Pick.BOTH
    }
    picks |= {pair.key: draw.choice(pair.picks) for pair in preview.fields}  # type: ignore[attr-defined] # the same
    merge = house.merge(kept, gone, **picks)
    after = house.tables()
    with house.bureau.office.database.transaction(writes=False) as connection:
        moved = connection.execute(
            sa.text("SELECT moved FROM enterprise_merge WHERE id = :id"), {"id": merge}
        ).scalar_one()
    for name, rows in before.items():
        lost = {key for key in rows if key not in after[name]}
        assert all(f'"table": "{name}", "key": {key}' in moved for key in lost), (name, lost)
    _every_day_has_its_officer(before, after, {kept, gone})
    undo(house, merge)
    assert house.tables() == before


def _every_day_has_its_officer(before: dict, after: dict, two: set[int]) -> None:  # type: ignore[type-arg] # Tables
    def days(tables: dict) -> set[int]:  # type: ignore[type-arg] # Tables
        found: set[int] = set()
        for row in tables["assignment"].values():
            if row["enterprise_id"] in two and row["role"].value == "liaison":
                until = min(row["ends_on"] or date.max, date(2030, 1, 1)).toordinal()
                found |= set(range(row["starts_on"].toordinal(), until))
        return found

    assert days(after) == days(before)
