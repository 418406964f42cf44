"""Taking an import back, and what must hold for the import of any table. On both engines."""

import random
import shutil
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import hypothesis.strategies as st
import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings

from officer_app.assignments.importing import import_enterprises
from officer_app.assignments.model import Assignment, Duty
from officer_app.assignments.service import assign
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Base, Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.core.progress import Cancelled
from officer_app.core.work import Actor
from officer_app.demands.model import Category
from officer_app.demands.service import DemandDraft, raise_demand
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.editions.service import list_editions, publish_edition
from officer_app.directory.imports.batches import list_batches, preview_revert, revert_batch
from officer_app.directory.imports.importing import ImportRequest
from officer_app.directory.imports.reverting import RevertResult, Stays
from officer_app.directory.model import Contact, DirectoryEdition, Enterprise, Listing
from officer_app.people.access import Role
from tests.test_directory import Desk, code, csv_file

COMPARED = (
    "enterprise",
    "contact",
    "listing",
    "directory_edition",
    "enterprise_year",
    "custom_value",
    "assignment",
)
HEADER = "企业名称,统一社会信用代码,产业,职工人数,联系人,联系电话,联络员,2025年营收(万元)"


@pytest.fixture
def desk(database: Database) -> Desk:
    return Desk(database)


def everything(desk: Desk, *, but: tuple[str, ...] = ("id", "version")) -> dict[str, list[dict[str, Any]]]:
    """Every row of the tables that an import writes; ids stand for codes, since they are given anew."""
    found: dict[str, list[dict[str, Any]]] = {}
    with desk.office.database.transaction(writes=False) as connection:
        names = dict(connection.execute(sa.select(Enterprise.id, Enterprise.uscc)).all())
        for name in COMPARED:
            rows = [dict(row) for row in connection.execute(sa.select(Base.metadata.tables[name])).mappings()]
            for row in rows:
                if "enterprise_id" in row:
                    row["enterprise_id"] = names[row["enterprise_id"]]
            told = [{key: value for key, value in row.items() if key not in but} for row in rows]
            found[name] = sorted(told, key=repr)
    return found


def reverted(desk: Desk, batch: int | None = None, by: Actor | None = None) -> RevertResult:
    latest = desk.office.read(list_batches, desk.staff)[0]
    return desk.office.perform(revert_batch, by or desk.staff, batch or latest.id).value


def test_an_import_is_taken_back_whole_updates_included(desk: Desk, tmp_path: Path) -> None:
    desk.bureau.person(Role.LIAISON, "王敏")
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},先进材料,10,王芳,138,,", header=HEADER))
    before = everything(desk)
    path = csv_file(
        tmp_path,
        f"重甲,{code(1)},生物医药,12,王芳,139,王敏,300",
        f"乙,{code(2)},生物医药,5,李四,137,王敏,",
        header=HEADER,
    )
    desk.imports(path, edition=2026)
    assert everything(desk) != before
    batch = desk.office.read(list_batches, desk.staff)[0]
    told = desk.office.read(preview_revert, desk.staff, batch.id)
    assert (told.removed, told.restored, told.left) == (1, 1, 0)
    assert everything(desk)["enterprise"] != before["enterprise"], "a preview writes nothing"
    result = reverted(desk)
    assert (result.removed, result.restored, result.left, result.staying()) == (1, 1, 0, [])
    assert everything(desk) == before
    assert desk.names(text="重甲") == []
    assert desk.names(text="甲") == ["甲"]
    assert desk.names(text="乙") == []
    with pytest.raises(Invalid) as caught:
        reverted(desk, batch.id)
    assert desk.staff.name in caught.value.cause
    with pytest.raises(Invalid):
        desk.office.read(preview_revert, desk.staff, batch.id)
    batch = desk.office.read(list_batches, desk.staff)[0]
    assert batch.reverted_by == desk.staff.name


def test_taking_back_stands_in_the_trail_with_what_was_there(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},,,王芳,13800000001,,", header=HEADER))
    reverted(desk)
    with desk.office.database.transaction(writes=False) as connection:
        rows = connection.execute(sa.select(AuditEntry).where(AuditEntry.use_case == "revert_batch")).all()
    told = {(row.entity, row.action): row for row in rows}
    assert told["enterprise", "delete"].before["name"] == "甲"
    assert told["contact", "delete"].before["name"] == "王芳"
    assert told["import_batch", "revert"].after["removed"] == 1
    assert "13800000001" not in str([row.before for row in rows])


def test_imports_are_taken_back_one_after_the_other(desk: Desk, tmp_path: Path) -> None:
    empty = everything(desk)
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},先进材料,10,王芳,138,,1", header=HEADER))
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},生物医药,11,王芳,139,,2", header=HEADER))
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},机器人及智能制造,12,王芳,137,,3", header=HEADER))
    first, *later = (batch.id for batch in reversed(desk.office.read(list_batches, desk.staff)))
    assert [stay.why for stay in desk.office.read(preview_revert, desk.staff, first).staying()] == [Stays.EDITED]
    assert [reverted(desk, batch).left for batch in (*reversed(later), first)] == [0, 0, 0]
    assert everything(desk) == empty


def test_an_edit_between_two_imports_still_shows_when_the_later_one_is_taken_back(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},先进材料,10,王芳,138,,1", header=HEADER))
    _edited(desk, 1)
    for heads in (11, 12):
        desk.imports(csv_file(tmp_path, f"甲,{code(1)},先进材料,{heads},王芳,138,,1", header=HEADER))
    first, *later = (batch.id for batch in reversed(desk.office.read(list_batches, desk.staff)))
    assert [reverted(desk, batch).left for batch in reversed(later)] == [0, 0]
    assert [stay.why for stay in reverted(desk, first).staying()] == [Stays.EDITED]


def test_what_somebody_edits_while_the_import_is_taken_back_is_left(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},先进材料,10,,,,", header=HEADER))
    results: list[RevertResult] = []
    reverting = threading.Thread(target=lambda: results.append(reverted(desk, 1)))
    with desk.office.database.connect(writes=True) as editor:
        editor.execute(sa.text("UPDATE enterprise SET note = 'x', version = version + 1"))
        reverting.start()
        time.sleep(0.3)
        editor.commit()
    reverting.join()
    assert [stay.why for stay in results[0].staying()] == [Stays.EDITED]
    assert desk.names() == ["甲"]


def _edited(desk: Desk, key: int) -> None:
    with desk.office.database.transaction(writes=True) as connection:
        connection.execute(
            sa.text("UPDATE enterprise SET note = 'x', version = version + 1 WHERE id = :id"), {"id": key}
        )


def _met(desk: Desk, key: int) -> None:
    desk.office.perform(save_contact, desk.staff, ContactDraft("c1", key, "新联系人"))


def _served(desk: Desk, key: int) -> None:
    officer = desk.bureau.person(Role.LIAISON).id or 0
    desk.office.perform(
        assign, desk.supervisor, [key], officer, Duty.LIAISON, starts_on=date(2026, 9, 1), reason="分工"
    )


def _asked(desk: Desk, key: int) -> None:
    draft = DemandDraft("d1", next(iter(Category)), "人才公寓")
    desk.office.perform(raise_demand, desk.bureau.person(Role.LIAISON), key, draft)


@pytest.mark.parametrize(
    ("touch", "why"),
    [(_edited, Stays.EDITED), (_met, Stays.ATTACHED), (_served, Stays.ATTACHED), (_asked, Stays.ATTACHED)],
)
def test_a_row_that_somebody_touched_since_is_named_and_left(
    desk: Desk, tmp_path: Path, touch: Any, why: Stays
) -> None:
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},,,王芳,138,,", f"乙,{code(2)},,,李四,139,,", header=HEADER))
    touch(desk, 1)
    result = reverted(desk)
    assert (result.removed, result.left) == (1, 1)
    (stays,) = result.staying()
    assert (stays.row, stays.enterprise, stays.enterprise_id, stays.why) == (2, "甲", 1, why)
    assert desk.names() == ["甲"]
    assert desk.count(Contact) >= 1, "what belongs to it stays with it"


def test_what_a_published_edition_lists_is_left(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, f"甲,{code(1)},生物医药,,,,,", header=HEADER), edition=2026)
    (edition,) = desk.office.read(list_editions, desk.supervisor)
    desk.office.perform(publish_edition, desk.supervisor, edition.id, version=edition.version)
    result = reverted(desk)
    assert [stay.why for stay in result.staying()] == [Stays.PUBLISHED]
    assert desk.count(Listing) == desk.count(Enterprise) == desk.count(DirectoryEdition) == 1


def test_a_duty_handed_over_by_an_import_returns_to_the_former_officer(desk: Desk, tmp_path: Path) -> None:
    wang, zhao = desk.bureau.person(Role.LIAISON, "王敏"), desk.bureau.person(Role.LIAISON, "赵静")
    key = desk.saved(1)
    began = date(2026, 1, 1)
    desk.office.perform(assign, desk.supervisor, [key], wang.id or 0, Duty.LIAISON, starts_on=began, reason="分工")
    before = everything(desk)
    path = csv_file(tmp_path, f"上海澜启1科技有限公司,{code(1)},,,,,赵静,", header=HEADER)
    desk.office.perform(import_enterprises, desk.supervisor, ImportRequest(path, hand_over=True))
    assert zhao.id in [row["account_id"] for row in everything(desk)["assignment"]]
    with pytest.raises(Forbidden):
        reverted(desk)
    assert reverted(desk, by=desk.supervisor).restored == 1
    assert everything(desk) == before
    assert desk.count(Assignment) == 1


def test_cancelling_takes_nothing_back_and_a_stale_page_is_refused(desk: Desk, tmp_path: Path) -> None:
    desk.imports(csv_file(tmp_path, *(f"企业{n},{code(n)},,,,,," for n in range(2_500)), header=HEADER))
    before = everything(desk, but=())
    batch = desk.office.read(list_batches, desk.staff)[0]

    def cancel_late(done: int, _total: int | None = None, /) -> None:
        if done > 1_500:
            raise Cancelled

    with pytest.raises(Cancelled):
        desk.office.perform(revert_batch, desk.staff, batch.id, progress=cancel_late)
    assert everything(desk, but=()) == before
    with pytest.raises(Conflict):
        desk.office.perform(revert_batch, desk.staff, batch.id, version=batch.version + 1)
    assert desk.office.perform(revert_batch, desk.staff, batch.id, version=batch.version).value.removed == 2_500
    assert desk.count(Enterprise) == 0


NAMES = st.sampled_from(["甲", "乙", " 丙 ", "ＡＢ有限公司", "AB有限公司", "é中", "𠮷野家", "=1+1", ""])
TEXTS = st.sampled_from(["", "王芳", "李四", "无", "N/A"])
ROWS = st.lists(
    st.tuples(
        NAMES,
        st.sampled_from([*map(code, range(1, 7)), code(2).lower(), "310113000012345", "", code(3)[:-1] + "0"]),
        st.sampled_from(["", "生物医药", "邮轮经济", "不知"]),
        st.sampled_from(["", "12", "1,200人", "若干", "0"]),
        TEXTS,
        st.sampled_from(["", "13800000001", "021-1"]),
        st.sampled_from(["", "王敏", "赵静", "无此人"]),
        st.sampled_from(["", "300", "1.5亿元", "很多"]),
    ),
    min_size=1,
    max_size=12,
).filter(lambda rows: any(any(row) for row in rows))


@pytest.fixture(scope="module")
def sandbox(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """One office for all examples: each is taken back before the next."""
    path = tmp_path_factory.mktemp("sandbox") / "office.sqlite"
    shutil.copyfile(_sqlite_template, path)
    desk = Desk(Database(f"sqlite:///{path}"))
    for name in ("王敏", "赵静"):
        desk.bureau.person(Role.LIAISON, name)
    return desk


def table(folder: Path, rows: list[tuple[str, ...]], name: str = "in.csv") -> Path:
    return csv_file(folder, *(",".join(f'"{cell}"' for cell in row) for row in rows), header=HEADER, name=name)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(there=ROWS, rows=ROWS, seed=st.integers(0, 99), edition=st.sampled_from([None, 2026]))
def test_any_table_is_judged_whole_imported_once_and_taken_back_without_a_trace(
    sandbox: Desk,
    tmp_path_factory: pytest.TempPathFactory,
    there: list[tuple[str, ...]],
    rows: list[tuple[str, ...]],
    seed: int,
    edition: int | None,
) -> None:
    folder = tmp_path_factory.mktemp("tables")
    empty = everything(sandbox)
    sandbox.imports(table(folder, there))
    before = everything(sandbox)
    path = table(folder, rows)
    preview = sandbox.previews(path, edition=edition)
    result = sandbox.imports(path, edition=edition)
    assert preview.counts() == result.counts()
    verdicts = (result.accepted, result.updated, result.unchanged, result.duplicates, result.refused)
    assert sum(verdicts) == result.rows == len([row for row in rows if any(row)])

    imported = everything(sandbox)
    again = sandbox.imports(path, edition=edition)
    assert (again.accepted, again.updated, again.fields) == (0, 0, 0)
    assert everything(sandbox) == imported
    assert reverted(sandbox).left == 0
    assert everything(sandbox) == imported

    assert reverted(sandbox, result.batch_id).left == 0
    assert everything(sandbox) == before

    # Of several rows with one code the first counts, so only rows that differ in it may change places.
    if result.duplicates == 0:
        mixed = list(rows)
        random.Random(seed).shuffle(mixed)
        other = sandbox.imports(table(folder, mixed), edition=edition)
        assert everything(sandbox) == imported
        # Of two rows with one name the later has the remark.
        assert {**other.counts(), "warnings": 0} == {**result.counts(), "warnings": 0}
        assert reverted(sandbox).left == 0
    batches = [batch for batch in sandbox.office.read(list_batches, sandbox.staff) if batch.reverted_at is None]
    for batch in batches:
        reverted(sandbox, batch.id)
    assert everything(sandbox) == empty
