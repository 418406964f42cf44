"""The audit trail as a chain: every hand that was at it is named, and what was stored and is gone is told."""

import shutil
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.core.anchors import Anchors
from officer_app.core.audit import AuditEntry, AuditSalt
from officer_app.core.database import Database
from officer_app.core.errors import Invalid
from officer_app.core.trail_breaks import TrailBreak, TrailBroken
from officer_app.core.trail_chain import Head, head, head_at, link_what_stands, read_short
from officer_app.core.trail_proof import Outside, TrailVerdict, prove_trail
from officer_app.core.work import Office
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.overview.trail import Deed, TrailFilter, audit_trail, claimed
from officer_app.overview.trail_export import check_file, export_trail
from officer_app.overview.trail_heads import HeadAnswer, acknowledge_break, trail_breaks, verify_head
from officer_app.overview.verifying import verify
from officer_app.people.access import AccessTable, Role
from officer_app.people.service import create_account
from officer_app.quota.pool import GrantDraft, grant_quota
from tests.factories import Bureau, bureau


def with_guards_off(connection: sa.Connection) -> None:
    """What a hand past the program would do first."""
    if connection.dialect.name == "sqlite":
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            if name.startswith("audit_"):
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        connection.exec_driver_sql("ALTER TABLE audit_entry DISABLE TRIGGER ALL")
        connection.exec_driver_sql("ALTER TABLE audit_link DISABLE TRIGGER ALL")


def after(database: Database, statements: Sequence[str], outside: Sequence[Outside] = ()) -> TrailVerdict:
    """What is proven after another hand was at the tables; nothing lasts."""
    with database.connect(writes=True) as connection, connection.begin() as attempt:
        with_guards_off(connection)
        for statement in statements:
            if statement == "REBUILD":
                connection.exec_driver_sql("DELETE FROM audit_link")
                link_what_stands(connection)
            else:
                connection.exec_driver_sql(statement)
        verdict = prove_trail(connection, outside)
        attempt.rollback()
    return verdict


def ids_of(database: Database) -> list[int]:
    with database.transaction(writes=False) as connection:
        return list(connection.scalars(sa.text("SELECT entry_id FROM audit_link ORDER BY seq")))


def test_every_way_of_tampering_is_named_with_its_row(database: Database) -> None:
    here = bureau(database)
    for _ in range(3):
        here.enterprise()
    ids = ids_of(database)
    with database.transaction(writes=False) as connection:
        whole, end = prove_trail(connection), head(connection)
        noted = Outside("副本", end.seq, end.chain[:32])
        early = head_at(connection, 2)
    assert early is not None
    assert whole.sound, whole.faults
    assert (whole.count, whole.head) == (len(ids), end)
    one, two, three, last = ids[1], ids[2], ids[3], ids[-1]
    exchanged = ((one, three), (three, one))
    cut = [f"DELETE FROM {table} WHERE {key} = {last}" for table, key in _BOTH]
    copied = "at, actor_name, on_behalf_of, use_case, action, entity"
    for statements, outside, expected in (
        ([f"UPDATE audit_entry SET actor_name = '别人' WHERE id = {two}"], (), [("changed", two, 3)]),
        ([f"UPDATE audit_entry SET at = '2020-01-01 00:00:00' WHERE id = {two}"], (), [("changed", two, 3)]),
        ([f"DELETE FROM audit_entry WHERE id = {two}"], (), [("missing", two, 3)]),
        ([f"DELETE FROM {table} WHERE {key} = {two}" for table, key in _BOTH], (), [("gap", None, 3)]),
        (
            [f"UPDATE audit_entry SET id = -id WHERE id IN ({one}, {three})"]
            + [f"UPDATE audit_entry SET id = {to} WHERE id = -{of}" for of, to in exchanged],
            (),
            [("moved", one, 2), ("moved", three, 4)],
        ),
        (
            [f"UPDATE audit_link SET entry_id = -entry_id WHERE entry_id IN ({one}, {three})"]
            + [
                f"UPDATE audit_link SET entry_id = {to} WHERE entry_id = -{of}"
                for of, to in ((one, three), (three, one))
            ],
            (),
            [("moved", three, 2), ("moved", one, 4)],
        ),
        ([f"UPDATE audit_link SET chain = seal WHERE entry_id = {two}"], (), [("link", two, 3)]),
        (
            [f"INSERT INTO audit_entry (id, {copied}) SELECT 9999, {copied} FROM audit_entry WHERE id = {two}"],
            (),
            [("added", 9999, None)],
        ),
        (cut, (), []),
        (
            cut,
            (noted,),
            [("cut", None, len(ids) - 1)],
        ),
        ([f"UPDATE audit_entry SET action = 'x' WHERE id = {two}", "REBUILD"], (), []),
        (
            [f"UPDATE audit_entry SET action = 'x' WHERE id = {two}", "REBUILD"],
            (Outside("此机", 2, early.chain), noted),
            [("rebuilt", None, 3)],
        ),
        (["DELETE FROM audit_entry", "DELETE FROM audit_link"], (noted,), [("cut", None, 0)]),
    ):
        verdict = after(database, statements, outside)
        found = [(fault.kind, fault.facts.get("entry"), fault.facts.get("seq")) for fault in verdict.faults]
        assert found == expected, (statements, [fault.text for fault in verdict.faults])
        assert all(fault.text for fault in verdict.faults)
    with database.transaction(writes=False) as connection:
        assert prove_trail(connection, [noted]).agreeing == 1
    here.office.close()


_BOTH = (("audit_entry", "id"), ("audit_link", "entry_id"))


def test_writers_at_the_same_moment_share_one_chain(database: Database) -> None:
    here = bureau(database)
    others = [bureau(Database(here.office.database.url.render_as_string(hide_password=False))) for _ in range(3)]
    begin = Barrier(len(others))

    def work(other: Bureau) -> None:
        begin.wait()
        for _ in range(4):
            other.enterprise()

    with ThreadPoolExecutor(len(others)) as pool:
        list(pool.map(work, others))
    with database.transaction(writes=False) as connection:
        verdict = prove_trail(connection)
    assert verdict.sound, [fault.text for fault in verdict.faults]
    assert verdict.count == len(ids_of(database)) >= 12
    for other in (here, *others):
        other.office.close()


def test_a_personal_value_leaves_a_commitment_that_only_the_same_value_fits(database: Database) -> None:
    here = bureau(database)
    firm = here.enterprise()
    staff, auditor = here.person(Role.STAFF), here.person(Role.AUDITOR)
    here.office.perform(save_contact, staff, ContactDraft(str(uuid4()), firm, "周航", phone="13800000026"))
    with database.transaction(writes=False) as connection:
        query = sa.select(AuditEntry.id, AuditEntry.after).where(AuditEntry.entity == "contact")
        entry_id, told = connection.execute(query).one()
    assert told["phone"] == "1***26"
    assert here.office.perform(claimed, auditor, entry_id, "phone", "13800000026").value
    assert not here.office.perform(claimed, auditor, entry_id, "phone", "13800000027").value
    with database.transaction(writes=True) as connection:
        connection.execute(sa.delete(AuditSalt))
    with pytest.raises(Invalid):
        here.office.perform(claimed, auditor, entry_id, "phone", "13800000026")
    here.office.close()


def test_a_database_put_back_is_told_and_freezes_approvals_until_somebody_answers(
    sqlite_url: str, tmp_path: Path
) -> None:
    here = bureau(Database(sqlite_url))
    boss, auditor = here.person(Role.SUPERVISOR), here.person(Role.AUDITOR)
    here.enterprise()
    path = here.office.database.path
    assert path is not None
    here.office.close()
    shutil.copyfile(path, tmp_path / "old")
    later = bureau(Database(sqlite_url))
    for _ in range(2):
        later.enterprise()
    with later.office.database.transaction(writes=False) as connection:
        known = head(connection)
    later.office.close()
    for companion in ("-wal", "-shm"):
        Path(f"{path}{companion}").unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "old", path)

    again = Office(Database(sqlite_url), AccessTable(), here.clock)
    found = again.look_at_trail()
    assert found is not None
    assert (found.known.seq, found.known.seq - found.kept.seq) == (known.seq, 2)
    [row] = again.read(trail_breaks, auditor)
    assert (row.is_open, row.gone) == (True, 2)
    assert not next(one for one in again.read(verify, auditor) if one.about == "audit").sound
    with pytest.raises(TrailBroken, match="2"):
        again.perform(grant_quota, boss, GrantDraft(str(uuid4()), 2026, 5, "区里批复"))
    again.perform(acknowledge_break, auditor, row.id, "从 9 月 1 日的备份恢复，经局务会同意")
    again.perform(grant_quota, boss, GrantDraft(str(uuid4()), 2026, 5, "区里批复"))
    finding = next(one for one in again.read(verify, auditor) if one.about == "audit")
    assert finding.sound, finding.faults
    assert any("局务会" in note for note in finding.notes)
    assert again.look_at_trail() is None, "it is told once"
    with pytest.raises(sa.exc.DBAPIError), again.database.transaction(writes=True) as connection:
        connection.execute(sa.update(TrailBreak).values(reason="别的"))
    again.close()


def test_anchors_that_are_damaged_missing_or_half_written_stop_nobody(tmp_path: Path) -> None:
    anchors = Anchors(tmp_path / "anchors")
    assert (anchors.last("a"), anchors.every("a")) == (None, [])
    anchors.note("a", Head(1, "1" * 64))
    anchors.note("b", Head(7, "7" * 64))
    with anchors.path("a").open("ab") as file:
        file.write(b"\n2 22222")
    anchors.note("a", Head(3, "3" * 64))
    assert anchors.every("a") == [Head(1, "1" * 32), Head(3, "3" * 32)]
    assert (anchors.last("b"), anchors.lines_lost("a"), anchors.lines_lost("b")) == (Head(7, "7" * 32), 1, 0)
    (tmp_path / "file").write_text("")
    unable = Anchors(tmp_path / "file")
    unable.note("a", Head(1, "1" * 64))
    assert unable.last("a") is None


def test_the_foot_of_a_paper_is_checked_against_the_trail(database: Database) -> None:
    here = bureau(database)
    here.enterprise()
    auditor = here.person(Role.AUDITOR)
    with database.transaction(writes=False) as connection:
        now = head(connection)
    here.enterprise()
    assert read_short(now.short) == (now.seq, now.short.partition("·")[2])
    for typed in (now.short, f"存证 {now.short}", now.short.replace("·", "-").lower(), now.short.replace("·", " ")):
        assert here.office.read(verify_head, auditor, typed).answer is HeadAnswer.STANDS
    assert here.office.read(verify_head, auditor, f"1·{now.short.partition('·')[2]}").answer is HeadAnswer.DIFFERS
    verdict = here.office.read(verify_head, auditor, f"99999·{now.short.partition('·')[2]}")
    assert (verdict.answer, verdict.end) == (HeadAnswer.GONE, now.seq + 1)
    here.office.close()


@pytest.mark.parametrize(
    ("statements", "about"),
    [
        (("UPDATE account SET role = 'liaison' WHERE role = 'staff'",), "“role”"),
        (("DROP TRIGGER quota_entry_no_update",), "quota_entry_no_update"),
        (("CREATE TRIGGER theirs AFTER INSERT ON visit BEGIN DELETE FROM demand; END",), "theirs"),
    ],
)
def test_what_the_trail_vouches_for_is_compared_with_the_tables(
    sqlite_url: str, statements: tuple[str, ...], about: str
) -> None:
    here = bureau(Database(sqlite_url))
    boss, auditor = here.person(Role.ADMINISTRATOR), here.person(Role.AUDITOR)
    here.office.perform(create_account, boss, "新来的", Role.STAFF)
    assert all(finding.sound for finding in here.office.read(verify, auditor))
    with here.office.database.transaction(writes=True) as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    [finding] = [one for one in here.office.read(verify, auditor) if not one.sound]
    assert finding.about == "records"
    assert about in finding.faults[0] or about.strip("“”") in finding.faults[0]
    here.office.close()


def test_an_exported_trail_is_proven_without_the_office(database: Database, tmp_path: Path) -> None:
    here = bureau(database)
    firm = here.enterprise()
    auditor = here.person(Role.AUDITOR)
    here.enterprise("=1+1 科技")
    with database.transaction(writes=False) as connection:
        end = head(connection)
    lines, table, book = (tmp_path / name for name in ("trail.jsonl", "trail.csv", "trail.xlsx"))
    counts = [here.office.read(export_trail, auditor, path) for path in (lines, table, book)]
    # Each export is itself on record.
    assert counts == [end.seq, end.seq + 1, end.seq + 2]
    assert "\t=1+1" not in table.read_text("utf-8-sig")
    verdict = check_file(lines, end.short)
    assert (verdict.count, verdict.last, verdict.whole, verdict.faults) == (end.seq, end, True, ())
    assert check_file(lines, f"{end.seq}·7F3K-29QD-M4XA-0Z1B").faults
    text = lines.read_text("utf-8").splitlines(keepends=True)
    for changed in (
        "".join(text).replace("科技", "技术", 1),
        "".join((*text[:2], text[3], text[2], *text[4:])),
    ):
        (tmp_path / "other.jsonl").write_text(changed, "utf-8")
        assert check_file(tmp_path / "other.jsonl").faults
    (tmp_path / "other.jsonl").write_text("".join((*text[:2], *text[3:])), "utf-8")
    assert not check_file(tmp_path / "other.jsonl").whole
    with pytest.raises(Invalid):
        check_file(table)
    some = here.office.read(export_trail, auditor, lines, TrailFilter(entity="enterprise", entity_id=firm))
    assert some == check_file(lines).count == 1
    assert here.office.read(audit_trail, auditor, TrailFilter(deed=Deed.DENIAL)).count == 0
    today = here.clock.now.date()
    assert here.office.read(audit_trail, auditor, TrailFilter(deed=Deed.CHANGE, first=today, last=today)).count >= 2
    here.office.close()
