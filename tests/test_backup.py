"""Backups: made whole or not at all, kept by order and not by clock, restored without overwriting anything."""

import json
import random
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.backup import restoring
from officer_app.core.backup.checking import UnsoundBackup, look_at
from officer_app.core.backup.keeping import Rules, is_due, kept, prune
from officer_app.core.backup.making import NoBackupOfServer, make
from officer_app.core.backup.manifest import BackupRow, Facts, Manifest, Why, listed, read_manifest
from officer_app.core.backup.places import PlaceRefused, Places, choose, own_place, places
from officer_app.core.backup.restoring import finish
from officer_app.core.backup.shares import NetworkFolder, refuse_share, share_of
from officer_app.core.database import Database
from officer_app.core.errors import DamagedDatabase, DiskTrouble, Forbidden, SignInFailed, ViewOnly
from officer_app.core.identity import audit_key, office_uuid
from officer_app.core.progress import Cancelled
from officer_app.core.trail_breaks import TrailBreak
from officer_app.directory.model import Enterprise
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.office import found_at, unlock
from officer_app.overview.backups import Safeguard, back_up, backup_state, backups_of, check, needs_one, note_drill
from officer_app.overview.bringing_back import Credentials, practise, present_facts, restore, what_is_lost
from officer_app.overview.retention.journal import Journal, Line
from officer_app.overview.retention.kinds import Kind
from officer_app.people.access import Role
from officer_app.sample.enterprises import uscc
from officer_app.ui.welcome import NewOffice
from tests.factories import Bureau, Clock, bureau

PASSWORD = "correct horse battery"
NOW = datetime(2026, 9, 17, 1, tzinfo=UTC)


@pytest.fixture
def here(sqlite_url: str) -> Iterator[Bureau]:
    made = bureau(Database(sqlite_url))
    yield made
    made.office.close()


def store(here: Bureau, number: int) -> None:
    draft = EnterpriseDraft(f"d{number}", f"上海备份{number}号有限公司", uscc(random.Random(number)))
    here.office.perform(save_enterprise, here.person(Role.STAFF), draft)


def stored(database: Database) -> int:
    with database.transaction(writes=False) as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(Enterprise)).scalar_one()


def test_a_backup_holds_one_moment_and_says_so(here: Bureau, tmp_path: Path) -> None:
    database = here.office.database
    store(here, 1)
    steps = iter(range(1000))

    def writing_on(_done: int, _total: int | None = None) -> None:
        if next(steps) == 1:
            store(here, 2)

    row = make(database, tmp_path / "b", Why.ASKED, NOW, progress=writing_on)
    assert stored(database) == 2
    copy = Database(str(row.database), view_only=True)
    assert stored(copy) == 1
    copy.close()
    manifest = read_manifest(row.folder)
    assert manifest == row.manifest
    assert manifest is not None
    assert (manifest.facts.counts["enterprise"], manifest.why, manifest.number) == (1, Why.ASKED, 1)
    assert sorted(file.name for file in row.folder.iterdir()) == ["manifest.json", "office.db"]
    check(row)
    lost = what_is_lost(manifest, present_facts(database))
    assert lost.rows["enterprise"] == 1
    assert lost.entries


def test_a_cancelled_or_refused_backup_leaves_nothing_and_the_former_ones_stay(
    here: Bureau, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database, place = here.office.database, tmp_path / "b"
    row = make(database, place, Why.ASKED, NOW)
    home = row.folder.parent

    def cancel(done: int, _total: int | None = None) -> None:
        if done > 300:
            raise Cancelled

    with pytest.raises(Cancelled):
        make(database, place, Why.ASKED, NOW, progress=cancel)
    full = shutil.disk_usage(tmp_path)._replace(free=1_000)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "disk_usage", lambda _path: full)
        with pytest.raises(DiskTrouble):
            make(database, place, Why.ASKED, NOW)
    with pytest.raises(UnsoundBackup):
        make(database, place, Why.ASKED, NOW, checks=(lambda _copy: ["第 3 笔不平"],))
    # What a program that was killed left goes with the next one.
    (home / ".making-999999999-x").mkdir()
    assert [one.folder for one in listed(place, home.name)] == [row.folder]
    make(database, place, Why.ASKED, NOW)
    assert sorted(one.name[:6] for one in home.iterdir()) == ["000001", "000002"]


def _row(number: int, at: datetime, why: Why = Why.DAILY) -> BackupRow:
    facts = Facts("o", "0005", number, "", {})
    return BackupRow(Path(f"/{number:06d}"), Manifest(number, at, why, "0.5.0", facts, "", 0))


def test_seven_days_four_weeks_and_twelve_months_are_kept() -> None:
    rows = [_row(n, NOW + timedelta(days=n)) for n in range(800)]
    stays = [row.manifest.at.date() for row in kept(rows, Rules()) if row.manifest]
    assert stays[:7] == [(NOW + timedelta(days=799 - n)).date() for n in range(7)]
    assert len({f"{day:%Y-%m}" for day in stays}) == 12
    assert 20 <= len(stays) <= 7 + 4 + 12


def test_what_was_made_by_hand_outlives_the_backup_on_leaving() -> None:
    rows = [_row(1, NOW, Why.ASKED), _row(2, NOW + timedelta(hours=1), Why.DAILY), _row(3, NOW + timedelta(hours=2))]
    assert [row.number for row in kept(rows, Rules())] == [3, 1]


def test_no_jump_of_the_clock_empties_the_backups() -> None:
    draw = random.Random(11)
    rows: list[BackupRow] = []
    at = NOW
    for number in range(300):
        at += draw.choice([timedelta(days=1), timedelta(days=-1), timedelta(days=3650), timedelta(days=-3650)])
        before = rows
        rows = kept([*rows, _row(number, at)], Rules())
        assert rows[0].number == number
        assert len(rows) >= min(len(before) + 1, 7)
    future = Manifest(1, NOW + timedelta(days=3650), Why.DAILY, "", Facts("o", "", 0, "", {}), "", 0)
    assert is_due(future, NOW)
    assert not is_due(replace(future, at=NOW), NOW + timedelta(hours=3))


def test_before_large_changes_a_backup_is_made_at_most_every_few_minutes(here: Bureau) -> None:
    guard = Safeguard(here.office)
    office = here.office.read(backup_state, here.person(Role.LIAISON)).office

    def made() -> int:
        return len(backups_of(here.office.database, office))

    guard(lambda *_: None)
    guard(lambda *_: None)
    assert made() == 1
    here.clock.now += timedelta(minutes=11)
    guard(lambda *_: None)
    assert made() == 2
    rows = backups_of(here.office.database, office)
    assert not needs_one(rows, here.office.database, here.clock(), Why.EXIT, Rules())
    store(here, 1)
    assert needs_one(rows, here.office.database, here.clock(), Why.EXIT, Rules())


def test_the_second_place_gets_a_copy_and_a_missing_one_stops_nothing(here: Bureau, tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    stick.mkdir()
    choose(Places(own_place(), stick), here.office.database.path)
    assert places().second == stick
    made = back_up(here.office.database, Why.ASKED, here.clock())
    assert made.second is not None
    check(BackupRow(made.second, read_manifest(made.second)))
    shutil.rmtree(stick)
    stick.write_text("not a folder")
    made = back_up(here.office.database, Why.ASKED, here.clock())
    assert (made.second, isinstance(made.trouble, DiskTrouble)) == (None, True)
    stick.unlink()
    # A folder made anew would lie on the disk below the place of the stick.
    assert isinstance(back_up(here.office.database, Why.ASKED, here.clock()).trouble, DiskTrouble)
    assert not stick.exists()
    stick.write_text("not a folder")
    for refused in (Path("relative"), stick, Path(here.office.database.place).parent):
        with pytest.raises(PlaceRefused):
            choose(Places(refused), here.office.database.path)


def test_a_drill_is_overdue_until_one_held(here: Bureau) -> None:
    who = here.person(Role.LIAISON)
    assert here.office.read(backup_state, who).drill_overdue
    made = back_up(here.office.database, Why.ASKED, here.clock())
    assert practise(made.row, None) == ""
    here.office.perform(note_drill, who, 1, "")
    state = here.office.read(backup_state, who)
    assert state.drill is not None
    assert (state.drill.sound, state.drill_overdue) == (True, False)
    here.clock.now += timedelta(days=32)
    assert here.office.read(backup_state, who).drill_overdue
    content = bytearray(made.row.database.read_bytes())
    content[len(content) // 2] ^= 1
    made.row.database.write_bytes(content)
    assert practise(made.row, None)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new encrypted office of an administrator, to copy."""
    path = tmp_path_factory.mktemp("founded") / "office.db"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OFFICER_APP_HOME", str(path.parent / "home"))
        found_at(str(path), NewOffice("人社局", "郑予", PASSWORD), clock=Clock())[0].close()
    return path


@pytest.fixture
def office(founded: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    path = tmp_path / "data" / "office.db"
    path.parent.mkdir()
    for end in (".db", ".keys"):
        shutil.copyfile(founded.with_suffix(end), path.with_suffix(end))
    return path


def test_a_restore_sets_the_present_file_aside_and_is_on_record(office: Path) -> None:
    clock = Clock()
    opened, admin = unlock(str(office), "郑予", PASSWORD, clock=clock)
    made = back_up(opened.database, Why.ASKED, clock())
    opened.perform(note_drill, admin, 7, "later than the backup")
    with pytest.raises(SignInFailed):
        restore(made.row, office, Credentials("郑予", "wrong password"), clock())
    opened.close()
    done = restore(made.row, office, Credentials("郑予", PASSWORD), clock())
    assert done.aside is not None
    assert done.aside.is_file()
    assert done.aside.with_suffix(".keys").is_file()
    assert done.entries_lost >= 1
    opened, admin = unlock(str(office), "郑予", PASSWORD, clock=clock)
    with opened.database.transaction(writes=False) as connection:
        actions = connection.scalars(sa.select(AuditEntry.action).where(AuditEntry.entity == "backup")).all()
        breaks = connection.execute(sa.select(TrailBreak.acknowledged_by, TrailBreak.reason)).all()
    assert actions == ["restore"]
    assert [by for by, _why in breaks] == [admin.id]
    assert opened.look_at_trail() is None
    opened.close()
    assert not list(office.parent.glob(".restoring*"))


def test_a_restore_cut_off_at_any_step_is_finished_at_the_next_start(
    office: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    opened, _admin = unlock(str(office), "郑予", PASSWORD, clock=clock)
    made = back_up(opened.database, Why.ASKED, clock())
    opened.close()
    rename, calls = Path.rename, 0
    for cut in (0, 2, 3):

        def counting(self: Path, goal: Path, cut: int = cut) -> Path:
            nonlocal calls
            if self.parent == office.parent:
                if calls == cut:
                    raise KeyboardInterrupt
                calls += 1
            return rename(self, goal)

        calls = 0
        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", counting)
            # What is not undone when the machine stops.
            patch.setattr(restoring.Beside, "drop", lambda _self: None)
            with pytest.raises(KeyboardInterrupt):
                restore(made.row, office, Credentials("郑予", PASSWORD), clock())
        finish(office)
        unlock(str(office), "郑予", PASSWORD, clock=clock)[0].close()
    # A copy that a program left which has ended goes with the next restore; one that is being made stays.
    ended, running = (office.with_name(f".restoring-{number}-office.db") for number in (2**22 + 1, 1))
    for left in (ended, running):
        left.write_bytes(b"left")
    restore(made.row, office, Credentials("郑予", PASSWORD), clock())
    assert (ended.exists(), running.exists()) == (False, True)


def test_an_older_backup_proves_though_a_restore_led_elsewhere_since(office: Path) -> None:
    clock = Clock()
    opened, admin = unlock(str(office), "郑予", PASSWORD, clock=clock)
    first = back_up(opened.database, Why.ASKED, clock()).row
    for number in range(3):
        opened.perform(note_drill, admin, number, "")
    second, key = back_up(opened.database, Why.ASKED, clock()).row, opened.database.key
    opened.close()
    restore(first, office, Credentials("郑予", PASSWORD), clock())
    assert practise(second, key) == ""


def test_what_was_removed_since_a_backup_goes_again_on_a_machine_that_knows_only_the_backups(
    office: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock()
    opened, _admin = unlock(str(office), "郑予", PASSWORD, clock=clock)
    with opened.database.transaction(writes=False) as connection:
        uuid, key = office_uuid(connection), audit_key(connection)
    old = back_up(opened.database, Why.ASKED, clock()).row
    # Decided by people who came after that backup was made.
    gone = Line("d", Kind.DRAFT.value, ("visit\t1\t\t",), "2026-01-01", "2026-09-17T01:00:00+00:00", 77, 78)
    Journal(uuid, key).add(gone)
    back_up(opened.database, Why.ASKED, clock())
    opened.close()
    stick = shutil.copytree(old.folder.parent, tmp_path / "stick" / uuid)
    monkeypatch.setenv("OFFICER_APP_HOME", str(tmp_path / "another machine"))
    row = BackupRow(stick / old.folder.name, old.manifest)
    restore(row, tmp_path / "new" / "office.db", Credentials("郑予", PASSWORD), clock())
    for _twice in range(2):
        opened, _admin = unlock(str(tmp_path / "new" / "office.db"), "郑予", PASSWORD, clock=clock)
        with opened.database.transaction(writes=False) as connection:
            purges = connection.execute(sa.text("SELECT draft_id, state, proposed_by, decided_by FROM purge")).all()
        opened.close()
        assert purges == [("d", "replayed", 0, -1)]
    assert list(Journal(uuid, key).lines()) == [gone]


def test_only_an_administrator_restores(office: Path) -> None:
    clock = Clock()
    opened, _admin = unlock(str(office), "郑予", PASSWORD, clock=clock)
    with opened.database.transaction(writes=True) as connection:
        connection.exec_driver_sql("UPDATE account SET role = 'staff'")
    made = back_up(opened.database, Why.ASKED, clock())
    opened.close()
    with pytest.raises(Forbidden):
        restore(made.row, office, Credentials("郑予", PASSWORD), clock())
    assert not list(office.parent.glob(".restoring*"))


def test_a_file_that_is_no_database_or_cut_off_is_refused_and_stays(sqlite_url: str) -> None:
    file = Path(sqlite_url.removeprefix("sqlite:///"))
    content = file.read_bytes()
    for damaged in (b"\0" * len(content), content[:-17], b"PK\3\4" + content[4:]):
        file.write_bytes(damaged)
        with pytest.raises(DamagedDatabase):
            Database(str(file)).prepare()
        assert file.read_bytes() == damaged
    with pytest.raises(DamagedDatabase):
        look_at(file, keyed=False)


def test_network_folders_are_refused_with_the_reason(tmp_path: Path) -> None:
    mounts = tmp_path / "mountinfo"
    lines = [
        "1 0 8:1 / / rw - ext4 /dev/root rw",
        rf"2 1 0:5 / {tmp_path}/a\040b rw - nfs4 server:/x rw",
        f"3 1 0:6 / {tmp_path}/s rw shared:7 - fuse.sshfs me@host: rw",
        f"4 1 0:7 / {tmp_path}/s/own rw - tmpfs tmpfs rw",
    ]
    mounts.write_text("\n".join(lines))
    for name in ("a b", "s/own"):
        (tmp_path / name).mkdir(parents=True)
    assert share_of(tmp_path / "a b" / "office.db", mounts) == "nfs4"
    assert share_of(tmp_path / "s" / "office.db", mounts) == "fuse.sshfs"
    assert share_of(tmp_path / "s" / "own" / "office.db", mounts) == ""
    assert share_of(tmp_path / "office.db", mounts) == ""
    refuse_share(tmp_path / "office.db")
    told = str(NetworkFolder(place="/a", kind="nfs"))
    assert "nfs" in told


def test_a_manifest_that_was_changed_is_none(here: Bureau, tmp_path: Path) -> None:
    row = make(here.office.database, tmp_path, Why.ASKED, NOW)
    file = row.folder / "manifest.json"
    told = json.loads(file.read_text())
    told["size"] += 1
    file.write_text(json.dumps(told))
    assert read_manifest(row.folder) is None
    (shown,) = listed(tmp_path, row.folder.parent.name)
    with pytest.raises(UnsoundBackup):
        check(shown)
    assert prune([shown], Rules()) == [shown]


def test_an_office_open_for_viewing_stores_nothing(here: Bureau) -> None:
    here.office.view_only = "试验"
    with pytest.raises(ViewOnly):
        store(here, 1)
    assert stored(here.office.database) == 0


def test_a_server_has_backups_of_its_own(tmp_path: Path) -> None:
    database = Database("postgresql://nobody@localhost/nothing")
    with pytest.raises(NoBackupOfServer):
        make(database, tmp_path, Why.ASKED, NOW)
    database.close()
