"""Papers in an enterprise's file: what arrives whole stays whole, and no name or content does anything by itself."""

import hashlib
import os
import stat
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from officer_app.core import filenames
from officer_app.core.audit import AuditEntry
from officer_app.core.contents import ContentLost, StoredContent
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Conflict, DiskTrouble, Forbidden, Invalid, NotFound, UnreadableFile
from officer_app.core.filenames import harmless_name, is_program, kept_name, may_act
from officer_app.core.private_copies import PrivateCopies
from officer_app.core.progress import Cancelled
from officer_app.core.work import Actor
from officer_app.directory import attachments
from officer_app.directory.attachments import (
    LARGEST,
    NotOpened,
    Paper,
    PaperDraft,
    PaperRow,
    Taken,
    TooLarge,
    add_paper,
    note_paper,
    open_paper,
    papers_of,
    put_paper_back,
    read_paper,
    remove_paper,
    store_files,
    write_paper,
)
from officer_app.people.access import Role
from tests.factories import Bureau, bureau

SCAN = b"%PDF-1.7 a scan"


@pytest.fixture
def here(database: Database) -> Bureau:
    return bureau(database)


@pytest.fixture
def officer(here: Bureau) -> Actor:
    return here.person(Role.LIAISON)


def add(here: Bureau, by: Actor, enterprise: int, name: str = "营业执照.pdf", content: bytes = SCAN) -> Taken:
    return here.office.perform(add_paper, by, PaperDraft(str(uuid4()), enterprise, name, content)).value


def papers(here: Bureau, by: Actor, enterprise: int) -> tuple[PaperRow, ...]:
    return here.office.read(papers_of, by, enterprise)


def contents(here: Bureau) -> int:
    with here.office.database.transaction(writes=False) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(StoredContent)).scalar_one()


def test_a_paper_comes_out_as_it_went_in(here: Bureau, officer: Actor) -> None:
    one = here.enterprise()
    everything = bytes(range(256)) * 5_000
    taken = add(here, officer, one, "章程.pdf", everything)
    assert here.office.perform(open_paper, officer, taken.id).value == Paper("章程.pdf", everything)
    (row,) = papers(here, officer, one)
    assert (row.name, row.size, row.added_by, row.removed_at) == ("章程.pdf", len(everything), officer.name, None)


def test_the_same_draft_twice_is_one_paper(here: Bureau, officer: Actor) -> None:
    one = here.enterprise()
    draft = PaperDraft(str(uuid4()), one, "a.pdf", SCAN)
    first = here.office.perform(add_paper, officer, draft).value
    assert here.office.perform(add_paper, officer, draft).value.id == first.id
    assert len(papers(here, officer, one)) == 1


def test_the_same_content_is_stored_once_for_however_many_files(here: Bureau, officer: Actor) -> None:
    one, other = here.enterprise(), here.enterprise()
    taken = add(here, officer, one, "执照.pdf")
    assert add(here, officer, one, "执照（副本）.pdf") == Taken(taken.id, "执照.pdf", known=True)
    assert add(here, officer, other, "执照.pdf").id != taken.id
    assert contents(here) == 1
    assert len(papers(here, officer, one)) == 1


def test_a_removed_paper_stays_on_record_and_can_be_put_back(here: Bureau, officer: Actor) -> None:
    one = here.enterprise()
    taken = add(here, officer, one)
    version = here.office.perform(remove_paper, officer, taken.id, version=1).value
    (row,) = papers(here, officer, one)
    assert row.removed_at is not None
    assert (row.version, contents(here)) == (version, 1)
    here.office.perform(put_paper_back, officer, taken.id, version=version)
    assert papers(here, officer, one)[0].removed_at is None
    with pytest.raises(Conflict):
        here.office.perform(remove_paper, officer, taken.id, version=version)


def test_a_removed_paper_that_is_taken_in_again_is_put_back(here: Bureau, officer: Actor) -> None:
    one = here.enterprise()
    taken = add(here, officer, one)
    here.office.perform(remove_paper, officer, taken.id, version=1)
    assert add(here, officer, one) == Taken(taken.id, "营业执照.pdf", known=False)
    assert papers(here, officer, one)[0].removed_at is None


def test_a_note_says_what_a_paper_is(here: Bureau, officer: Actor) -> None:
    one = here.enterprise()
    taken = add(here, officer, one)
    here.office.perform(note_paper, officer, taken.id, "  2026 年换发 ", version=1)
    assert papers(here, officer, one)[0].note == "2026 年换发"
    with pytest.raises(Invalid) as refused:
        here.office.perform(note_paper, officer, taken.id, "长" * 201, version=2)
    assert refused.value.field == "note"


def test_papers_are_for_officers_not_for_administrator_or_auditor(here: Bureau, officer: Actor) -> None:
    one = here.enterprise()
    taken = add(here, officer, one)
    for role in (Role.ADMINISTRATOR, Role.AUDITOR):
        with pytest.raises(Forbidden):
            papers(here, here.person(role), one)
        with pytest.raises(Forbidden):
            here.office.perform(open_paper, here.person(role), taken.id)
    for role in (Role.SPECIALIST, Role.SUPERVISOR, Role.STAFF):
        assert papers(here, here.person(role), one)


def test_who_opened_or_saved_a_paper_is_on_record(here: Bureau, officer: Actor) -> None:
    taken = add(here, officer, here.enterprise())
    done = here.office.perform(open_paper, officer, taken.id)
    assert not done.changed
    here.office.perform(open_paper, officer, taken.id, trusted=True)
    with here.office.database.transaction(writes=False) as connection:
        query = sa.select(AuditEntry.action).where(AuditEntry.entity == "attachment").order_by(AuditEntry.id)
        assert list(connection.scalars(query)) == ["insert", "open", "save"]


def test_a_paper_of_an_enterprise_that_is_not_there_is_refused(here: Bureau, officer: Actor) -> None:
    with pytest.raises(NotFound):
        add(here, officer, 999)
    assert contents(here) == 0


def test_an_empty_paper_and_one_beyond_the_limit_are_refused(here: Bureau, officer: Actor) -> None:
    one = here.enterprise()
    with pytest.raises(Invalid):
        add(here, officer, one, "空.pdf", b"")
    with pytest.raises(TooLarge) as refused:
        add(here, officer, one, "大.pdf", bytes(LARGEST + 1))
    assert "20" in refused.value.cause
    add(here, officer, one, "正好.pdf", bytes(LARGEST))
    assert [row.size for row in papers(here, officer, one)] == [LARGEST]


def test_a_content_that_was_altered_or_is_gone_is_not_handed_out(here: Bureau, officer: Actor) -> None:
    taken = add(here, officer, here.enterprise())
    database = here.office.database
    with database.transaction(writes=True) as connection:
        connection.execute(sa.update(StoredContent).values(content=b"something else"))
    with pytest.raises(ContentLost) as damaged:
        here.office.perform(open_paper, officer, taken.id)
    off, on = (
        ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
        if database.is_sqlite
        else ("SET session_replication_role = replica", "SET session_replication_role = origin")
    )
    # By the driver itself: inside a transaction SQLite ignores the switch.
    connection = database.engine.raw_connection()
    for statement in (off, "DELETE FROM stored_content", on):
        connection.cursor().execute(statement)
    connection.commit()
    connection.close()
    with pytest.raises(ContentLost) as missing:
        here.office.perform(open_paper, officer, taken.id)
    assert damaged.value.cause != missing.value.cause
    assert all("营业执照.pdf" in error.value.cause and error.value.next_step for error in (damaged, missing))


@pytest.mark.parametrize(
    ("name", "kept", "written"),
    [
        ("../../etc/passwd", "passwd", "passwd"),
        ("/etc/shadow", "shadow", "shadow"),
        ("C:\\Windows\\win.ini", "win.ini", "win.ini"),
        ("CON", "CON", "_CON"),
        ("con.pdf", "con.pdf", "_con.pdf"),
        ("nul.tar.gz", "nul.tar.gz", "_nul.tar.gz"),
        ("a\0b.pdf", "ab.pdf", "ab.pdf"),
        ("发票\u202efdp.exe", "发票fdp.exe", "发票fdp.exe"),
        ("-rf.pdf", "-rf.pdf", "_-rf.pdf"),
        (".bashrc", ".bashrc", "bashrc"),
        ("a; rm -rf $HOME.pdf", "a; rm -rf $HOME.pdf", "a_ rm -rf _HOME.pdf"),
        ("结尾. . ", "结尾. .", "结尾"),
        ("营业执照（副本）.pdf", "营业执照（副本）.pdf", "营业执照（副本）.pdf"),
        ("cafe\u0301.pdf", "café.pdf", "café.pdf"),
    ],
)
def test_a_name_says_what_a_paper_is_and_leads_nowhere(name: str, kept: str, written: str) -> None:
    assert kept_name(name) == kept
    assert harmless_name(name) == written


@pytest.mark.parametrize("name", ["", ".", "..", "/", "\0", "\u202e", " . . "])
def test_a_name_that_is_none_gets_one(name: str) -> None:
    assert kept_name(name).strip(". ")
    assert harmless_name(name).strip(". ")


def test_a_name_of_any_length_keeps_its_end(here: Bureau, officer: Actor) -> None:
    one = here.enterprise()
    add(here, officer, one, "长" * 300 + ".pdf")
    (row,) = papers(here, officer, one)
    assert len(row.name) == filenames.LONGEST
    assert row.name.endswith(".pdf")
    written = harmless_name(row.name)
    assert len(written.encode()) <= 120
    assert written.endswith(".pdf")


@given(st.text(max_size=400))
def test_whatever_a_name_is_it_can_be_written_inside_a_folder_and_nowhere_else(name: str) -> None:
    written = harmless_name(name)
    assert Path("/folder", written).parent == Path("/folder")
    assert 0 < len(written.encode()) <= 120
    assert written not in (".", "..")
    assert not set(written) & set('/\\:*?"<>|\0')
    assert not written.endswith((" ", "."))
    assert harmless_name(written) == written
    assert kept_name(kept_name(name)) == kept_name(name)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("setup.exe", b"x"),
        ("发票.PDF.exe", b"x"),
        ("发票.pdf.exe ", b"x"),
        ("运行.SH", b"x"),
        ("链接.lnk", b"x"),
        ("图.jpg", b"MZ\x90\x00"),
        ("文.pdf", b"\x7fELF\x02"),
        ("文.txt", b"#!/bin/sh\n"),
        ("表\u202excod.exe", b"x"),
    ],
)
def test_a_program_is_known_by_its_end_or_its_beginning_and_not_opened(
    sqlite_url: str, name: str, content: bytes
) -> None:
    assert is_program(kept_name(name), content)
    here = bureau(Database(sqlite_url))
    officer = here.person(Role.LIAISON)
    taken = add(here, officer, here.enterprise(), name, content)
    with pytest.raises(NotOpened) as refused:
        here.office.perform(open_paper, officer, taken.id)
    assert refused.value.next_step
    assert here.office.perform(open_paper, officer, taken.id, trusted=True).value.content == content
    here.office.close()


def test_papers_of_every_day_are_no_programs_and_macros_are_asked_about() -> None:
    for name in ("a.pdf", "b.docx", "c.xlsx", "d.jpg", "e.png", "f.doc", "g.zip", "h.txt", "无后缀"):
        assert not is_program(name, SCAN)
        assert not may_act(name)
    assert may_act("预算.XLSM")
    assert may_act("页面.html")


def test_files_are_taken_each_by_itself_with_a_result_for_every_one(
    here: Bureau, officer: Actor, tmp_path: Path
) -> None:
    one = here.enterprise()
    good, same, empty = tmp_path / "好.pdf", tmp_path / "同.pdf", tmp_path / "空.pdf"
    good.write_bytes(SCAN)
    same.write_bytes(SCAN)
    empty.touch()
    folder, gone, large = tmp_path / "夹", tmp_path / "没了.pdf", tmp_path / "大.pdf"
    folder.mkdir()
    with large.open("wb") as file:
        file.truncate(LARGEST + 1)
    steps: list[int] = []
    done = store_files(
        here.office, officer, one, [good, empty, folder, gone, large, same], lambda n, _all=None: steps.append(n)
    )
    assert steps == [0, 1, 2, 3, 4, 5]
    assert [type(result.error) for result in done.value] == [
        type(None), Invalid, Invalid, UnreadableFile, TooLarge, type(None)
    ]  # fmt: skip
    assert all(result.error.next_step for result in done.value if result.error)
    assert done.value[5].taken is not None
    assert done.value[5].taken.known
    assert "attachment" in done.changed
    assert [row.name for row in papers(here, officer, one)] == ["好.pdf"]


def test_after_a_cancel_what_was_taken_stays_whole(here: Bureau, officer: Actor, tmp_path: Path) -> None:
    one = here.enterprise()
    files = [tmp_path / f"{number}.pdf" for number in range(4)]
    for number, file in enumerate(files):
        file.write_bytes(SCAN + bytes([number]))

    def cancel(done: int, _all: int | None = None) -> None:
        if done == 2:
            raise Cancelled

    results = store_files(here.office, officer, one, files, cancel).value
    assert [(result.taken is not None, result.error) for result in results] == [
        (True, None), (True, None), (False, None), (False, None)
    ]  # fmt: skip
    assert len(papers(here, officer, one)) == 2


def test_a_link_is_read_as_what_it_leads_to_and_keeps_its_own_name(tmp_path: Path) -> None:
    (tmp_path / "真.pdf").write_bytes(SCAN)
    link = tmp_path / "链.pdf"
    link.symlink_to(tmp_path / "真.pdf")
    assert read_paper(link) == ("链.pdf", SCAN)
    link.unlink()
    link.symlink_to(tmp_path)
    with pytest.raises(Invalid):
        read_paper(link)
    link.unlink()
    link.symlink_to(link)
    with pytest.raises(AppError):
        read_paper(link)


@pytest.mark.skipif(sys.platform == "win32", reason="pipes and devices are no files of a POSIX system")
def test_a_pipe_and_a_device_neither_block_nor_fill_the_memory(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "管")
    for path in (tmp_path / "管", Path("/dev/zero")):
        with pytest.raises(AppError):
            read_paper(path)


def test_a_file_that_vanishes_between_choosing_and_reading_is_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as refused:
        read_paper(tmp_path / "没了.pdf")
    assert "没了.pdf" in refused.value.cause
    with pytest.raises(AppError):
        read_paper(tmp_path / "a\0b")


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attachments, "LARGEST", 10)
    growing = tmp_path / "长.txt"
    growing.write_bytes(b"12345")
    real = os.fstat

    def grown(handle: int) -> os.stat_result:
        seen = real(handle)
        with growing.open("ab") as file:
            file.write(b"6789012345")
        return seen

    monkeypatch.setattr(os, "fstat", grown)
    with pytest.raises(TooLarge):
        read_paper(growing)


def test_saving_writes_the_whole_or_nothing(tmp_path: Path) -> None:
    paper = Paper("a.pdf", SCAN)
    write_paper(paper, tmp_path / "存.pdf")
    assert (tmp_path / "存.pdf").read_bytes() == SCAN
    with pytest.raises(DiskTrouble):
        write_paper(paper, tmp_path / "没有" / "a.pdf")
    (tmp_path / "夹").mkdir()
    with pytest.raises(DiskTrouble):
        write_paper(paper, tmp_path / "夹")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["夹", "存.pdf"]


def test_a_copy_to_look_at_is_private_and_goes_with_the_program(tmp_path: Path) -> None:
    copies = PrivateCopies(tmp_path / "opened")
    first, second = copies.put("a.pdf", SCAN), copies.put("a.pdf", b"another")
    assert first.read_bytes() == SCAN
    assert second.read_bytes() == b"another"
    if sys.platform != "win32":
        assert stat.S_IMODE(first.stat().st_mode) == 0o400
        assert stat.S_IMODE(first.parent.stat().st_mode) == 0o700
        assert stat.S_IMODE((tmp_path / "opened").stat().st_mode) == 0o700
    copies.clear()
    assert list((tmp_path / "opened").iterdir()) == []


def test_copies_left_by_a_crash_go_at_the_next_start_and_those_in_use_stay(tmp_path: Path) -> None:
    base = tmp_path / "opened"
    left = base / "running-999999999-abc"
    left.mkdir(parents=True)
    (left / "a.pdf").write_bytes(SCAN)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "keep.txt").touch()
    (base / "running-999999998-link").symlink_to(elsewhere)
    mine = PrivateCopies(base)
    shown = mine.put("b.pdf", SCAN)
    PrivateCopies(base).clear_left()
    assert shown.exists()
    assert not left.exists()
    assert not (base / "running-999999998-link").exists()
    assert (elsewhere / "keep.txt").exists()


def test_no_place_for_a_copy_is_said_plainly(tmp_path: Path) -> None:
    (tmp_path / "opened").touch()
    with pytest.raises(DiskTrouble):
        PrivateCopies(tmp_path / "opened").put("a.pdf", SCAN)


def test_the_content_lies_under_its_hash(here: Bureau, officer: Actor) -> None:
    add(here, officer, here.enterprise())
    with here.office.database.transaction(writes=False) as connection:
        assert connection.scalar(sa.select(StoredContent.hash)) == hashlib.sha256(SCAN).hexdigest()


def test_the_same_paper_from_several_people_at_once_is_stored_once(here: Bureau, officer: Actor) -> None:
    keys = [here.enterprise() for _number in range(6)]
    with ThreadPoolExecutor(len(keys)) as crowd:
        taken = list(crowd.map(lambda key: add(here, officer, key), keys))
    assert len({paper.id for paper in taken}) == len(keys)
    assert contents(here) == 1
