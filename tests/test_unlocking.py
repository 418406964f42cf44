"""Opening an encrypted office: founding, sign-in, change of password, leaving, conversion of plain files, recovery."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from officer_app import office as office_module
from officer_app.core import converting, sealing
from officer_app.core.alone import OthersInFile, alone, troubles
from officer_app.core.backup.places import places
from officer_app.core.database import raw_connection
from officer_app.core.errors import (
    AppError,
    DamagedDatabase,
    DatabaseUnavailable,
    DiskTrouble,
    Forbidden,
    Invalid,
    NotFound,
    SignInFailed,
)
from officer_app.core.keyfile import (
    KeyFile,
    KeyFileDamaged,
    KeyFileForeign,
    KeyFileMissing,
    RecoveryKeyWrong,
    before,
    beside,
    new_database_key,
    next_database_key,
)
from officer_app.core.recovery import join
from officer_app.core.sealing import Cost
from officer_app.core.work import NOBODY, Actor, Office, utc_now
from officer_app.office import (
    OfficeState,
    found_at,
    new_encrypted,
    open_office,
    state_of,
    unlock,
    unlock_with_recovery_key,
)
from officer_app.overview.founding import found
from officer_app.people.access import WITH_CODE, Role
from officer_app.people.database_keys import (
    administrators,
    ask_for_new_key,
    codes_for_shut_out,
    database_keys,
    let_in_again,
    make_recovery_key,
)
from officer_app.people.service import (
    CodeRunOut,
    change_account,
    change_password,
    create_account,
    list_accounts,
    reset_password,
)
from officer_app.sample.people import PASSWORD as SAMPLE_PASSWORD
from officer_app.sample.people import hire
from tests.factories import hired

BOSS, OFFICER = "郑予", "骆林溪"
PASSWORD, OTHERS = "a-long-password", "another-long-password"
PLAIN = b"SQLite format 3\x00"


@dataclass(frozen=True)
class Wanted:
    office: str = "宝山区人力资源和社会保障局"
    administrator: str = BOSS
    password: str = PASSWORD


@pytest.fixture(scope="module")
def _founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An encrypted office with an administrator and an officer who has chosen a password."""
    path = tmp_path_factory.mktemp("founded") / "office.db"
    office, boss = found_at(str(path), Wanted())
    code = office.perform(create_account, boss, OFFICER, Role.LIAISON).value.code
    office.close()
    office, officer = unlock(str(path), OFFICER, code.lower())
    assert officer.role == WITH_CODE
    office.perform(change_password, officer, code, OTHERS)
    office.close()
    return path


@pytest.fixture
def path(_founded: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    for file in (_founded, beside(_founded)):
        shutil.copyfile(file, tmp_path / file.name)
    return tmp_path / _founded.name


@contextmanager
def at_work(path: Path, name: str = BOSS, password: str = PASSWORD) -> Iterator[tuple[Office, Actor]]:
    office, actor = unlock(str(path), name, password)
    try:
        yield office, actor
    finally:
        office.close()


def refusal(path: Path, name: str = BOSS, password: str = PASSWORD) -> AppError:
    """Why it does not open; nothing is left open."""
    with pytest.raises(AppError) as refused:
        unlock(str(path), name, password)
    return refused.value


def is_encrypted(path: Path) -> bool:
    return not path.read_bytes().startswith(PLAIN) and BOSS.encode() not in path.read_bytes()


def leave(office: Office, boss: Actor, name: str) -> None:
    row = next(row for row in office.read(list_accounts, boss) if row.name == name)
    office.perform(change_account, boss, row.id, role=row.role, active=False, version=row.version)


def test_a_new_office_is_encrypted_and_opens_with_each_persons_own_password(path: Path) -> None:
    assert state_of(str(path)) is OfficeState.LOCKED
    assert is_encrypted(path)
    with at_work(path) as (office, boss), at_work(path, OFFICER, OTHERS) as (_same, officer):
        assert (boss.role, officer.role) == (Role.ADMINISTRATOR, Role.LIAISON)
        # What is not yet in the file lies in its log, encrypted too.
        office.perform(create_account, boss, "陆宁安", Role.STAFF)
        log = Path(f"{path}-wal").read_bytes()
        assert log
        assert "陆宁安".encode() not in log
        row = office.read(database_keys, boss)
        assert set(row.opening) == {BOSS, OFFICER, "陆宁安"}
        assert (row.encrypted, row.shut_out, row.left, row.recovery_at) == (True, (), (), None)
    assert sorted(file.name for file in path.parent.iterdir() if file.name.startswith(".")) == []
    with pytest.raises(DatabaseUnavailable):
        found_at(str(path), Wanted())


def test_a_closed_office_has_dropped_its_key(path: Path) -> None:
    office, boss = unlock(str(path), BOSS, PASSWORD)
    office.close()
    assert office.database.key is None
    with pytest.raises(DatabaseUnavailable):
        office.read(list_accounts, boss)


def test_an_office_that_could_not_be_founded_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        found_at(str(tmp_path / "new" / "office.db"), Wanted(password="short"))
    assert list((tmp_path / "new").iterdir()) == []
    assert state_of(str(tmp_path / "new" / "office.db")) is OfficeState.ABSENT
    with pytest.raises(NotFound):
        unlock(str(tmp_path / "new" / "office.db"), BOSS, PASSWORD)


def test_a_wrong_password_a_missing_a_damaged_and_a_foreign_key_file_are_told_apart(
    path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    keys, content = beside(path), beside(path).read_bytes()
    wrong = refusal(path, password="not-the-password")
    assert (type(wrong), str(wrong)) == (SignInFailed, str(refusal(path, "没有此人")))
    keys.unlink()
    missing = refusal(path)
    assert isinstance(missing, KeyFileMissing)
    assert "缺少密钥文件" in missing.cause
    assert "备份" in missing.next_step
    assert state_of(str(path)) is OfficeState.KEYS_MISSING
    keys.write_bytes(content.replace(b'"sealed"', b'"sea1ed"'))
    damaged = refusal(path)
    assert isinstance(damaged, KeyFileDamaged)
    assert "与密码无关" in damaged.cause
    assert state_of(str(path)) is OfficeState.KEYS_DAMAGED
    other = tmp_path_factory.mktemp("other") / "office.db"
    found_at(str(other), Wanted())[0].close()
    shutil.copyfile(beside(other), keys)
    foreign = refusal(path)
    assert isinstance(foreign, KeyFileForeign)
    assert "另一单位" in foreign.cause
    assert state_of(str(path)) is OfficeState.KEYS_FOREIGN
    keys.write_bytes(content)
    assert state_of(str(path)) is OfficeState.LOCKED
    with at_work(path):
        pass


@pytest.mark.parametrize("spoil", ["head", "page", "cut", "text"])
def test_a_damaged_database_is_told_from_a_wrong_password_and_stays_as_it_is(path: Path, spoil: str) -> None:
    content = bytearray(path.read_bytes())
    if spoil == "head":
        content[3] ^= 1
    elif spoil == "page":
        content[100] ^= 1
    elif spoil == "cut":
        del content[-100:]
    else:
        content[:] = b"not a database at all"
    path.write_bytes(content)
    assert isinstance(refusal(path), DamagedDatabase)
    assert path.read_bytes() == content


def test_a_former_key_file_does_not_open_the_database_after_a_leaver(path: Path) -> None:
    former = beside(path).read_bytes()
    with at_work(path) as (office, boss):
        leave(office, boss, OFFICER)
        assert office.slots.state().rekey_due is None
        assert office.read(database_keys, boss).opening == (BOSS,)
        assert isinstance(refusal(path, OFFICER, OTHERS), SignInFailed)
    for file in (beside(path), before(beside(path))):
        assert KeyFile.read(file).names == (BOSS,)
    beside(path).write_bytes(former)
    assert isinstance(refusal(path, OFFICER, OTHERS), KeyFileForeign | DamagedDatabase)


def test_a_key_file_of_an_earlier_time_is_not_taken_for_a_damaged_database(path: Path) -> None:
    former = beside(path).read_bytes()
    with at_work(path) as (office, boss):
        office.perform(ask_for_new_key, boss)
        assert office.slots.rekey_if_due()
    beside(path).write_bytes(former)
    assert isinstance(refusal(path), KeyFileForeign)


def test_who_left_just_before_the_machine_stopped_loses_the_slot_at_the_next_sign_in(path: Path) -> None:
    with at_work(path) as (office, boss):
        key = office.database.key
        with pytest.MonkeyPatch.context() as stopped:
            stopped.setattr("officer_app.core.work.Work.settle", lambda *_args, **_kw: None)
            leave(office, boss, OFFICER)
    assert KeyFile.read(beside(path)).open(OFFICER, OTHERS) == key
    with at_work(path) as (office, boss):
        assert office.database.key != key
    assert KeyFile.read(beside(path)).names == (BOSS,)


def test_a_code_that_ran_out_opens_no_key_from_the_next_sign_in_on_and_still_says_so(path: Path) -> None:
    with at_work(path) as (office, boss):
        row = next(row for row in office.read(list_accounts, boss) if row.name == OFFICER)
        code = office.perform(reset_password, boss, row.id).value.code
    later = utc_now() + timedelta(days=30)
    # Until somebody comes in the slot opens the key, though not the office.
    assert len(KeyFile.read(beside(path)).keys(OFFICER, code)) == 1
    office, boss = unlock(str(path), BOSS, PASSWORD, clock=lambda: later)
    try:
        assert KeyFile.read(beside(path)).keys(OFFICER, code) == ()
        assert KeyFile.read(before(beside(path))).keys(OFFICER, code) == ()
        assert office.read(database_keys, boss).shut_out == (OFFICER,)
    finally:
        office.close()
    assert isinstance(refusal(path, OFFICER, code), CodeRunOut)
    assert type(refusal(path, OFFICER, "a-wrong-password")) is SignInFailed


def test_an_account_that_is_being_made_keeps_its_slot_when_somebody_comes_in(path: Path) -> None:
    with at_work(path) as (office, boss):
        code = office.perform(create_account, boss, "新人", Role.LIAISON).value.code
        with at_work(path, OFFICER, OTHERS):
            pass
    with at_work(path, "新人", code) as (_office, newcomer):
        assert newcomer.role == WITH_CODE


def test_a_slot_that_was_laid_into_the_key_file_is_not_given_the_next_key(path: Path) -> None:
    with at_work(path) as (office, boss):
        file = KeyFile.read(beside(path)).with_slot(OFFICER, "laid-in-password", new_database_key())
        file.with_recovery(bytes(32), utc_now(), new_database_key()).save()
        office.perform(ask_for_new_key, boss)
        assert office.slots.rekey_if_due()
        assert office.slots.state().recovery_at is None
    file = KeyFile.read(beside(path))
    with pytest.raises(SignInFailed):
        file.open(OFFICER, "laid-in-password")
    assert file.open(OFFICER, OTHERS) == file.open(BOSS, PASSWORD)
    assert file.recovery is None


def test_no_database_takes_the_key_file_of_another_one(path: Path) -> None:
    kept = beside(path).read_bytes()
    for name in ("office.sqlite", "office", "office.keys", "office.tries"):
        with pytest.raises(DatabaseUnavailable):
            found_at(str(path.with_name(name)), Wanted())
    assert beside(path).read_bytes() == kept
    with at_work(path):
        pass


def test_two_who_found_an_office_at_the_same_moment_make_one_that_opens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "office.db"
    real = office_module.new_encrypted

    def outrun(place: Path, **given: Any) -> Office:  # as the real one
        monkeypatch.setattr(office_module, "new_encrypted", real)
        found_at(str(path), Wanted(administrator="先到"))[0].close()
        return real(place, **given)

    monkeypatch.setattr(office_module, "new_encrypted", outrun)
    with pytest.raises(DatabaseUnavailable):
        found_at(str(path), Wanted())
    with at_work(path, "先到"):
        pass


def test_with_others_in_the_file_the_new_key_waits_and_says_so(path: Path) -> None:
    with at_work(path) as (office, boss):
        key = office.database.key
        with at_work(path, OFFICER, OTHERS):
            leave(office, boss, OFFICER)
            due = office.read(database_keys, boss).rekey_due
            assert due is not None
            assert office.database.key == key
        assert not isinstance(refusal(path, OFFICER, OTHERS), OthersInFile)
        office.perform(ask_for_new_key, boss)
        assert office.read(database_keys, boss).rekey_due == due
    # Nobody else is there at the next sign-in.
    with at_work(path) as (office, boss):
        assert office.read(database_keys, boss).rekey_due is None
        assert office.database.key != key
    assert troubles(path, office.database.key) or is_encrypted(path)


def test_a_rekeying_that_was_cut_off_before_or_after_opens_and_is_settled(path: Path) -> None:
    file = KeyFile.read(beside(path))
    key = file.open(BOSS, PASSWORD)
    following = next_database_key(key)
    file.sealed_anew(key, following).save()
    with at_work(path) as (office, _boss):
        assert office.database.key == key
    assert KeyFile.read(beside(path)).keys(BOSS, PASSWORD) == (key,)
    file.sealed_anew(key, following).save()
    with alone(path, key) as connection:
        connection.execute(f"PRAGMA rekey = \"x'{following.hex()}'\"")
    with at_work(path, OFFICER, OTHERS) as (office, _officer):
        assert office.database.key == following
    assert KeyFile.read(beside(path)).keys(BOSS, PASSWORD) == (following,)
    assert troubles(path, following) == []


def test_a_password_opens_the_office_until_another_is_stored_and_no_longer(path: Path) -> None:
    with at_work(path, OFFICER, OTHERS) as (office, officer):
        with pytest.raises(Invalid):
            office.perform(change_password, officer, OTHERS, "short")
        assert len(KeyFile.read(beside(path)).slots) == 2

        def stopped() -> None:
            raise RuntimeError("the disk was full")

        with pytest.MonkeyPatch.context() as disk:
            disk.setattr("officer_app.people.service.wrap_anew", lambda *_: stopped())
            with pytest.raises(RuntimeError):
                office.perform(change_password, officer, OTHERS, "a-third-long-password")
        assert len(KeyFile.read(beside(path)).slots) == 2
        office.perform(change_password, officer, OTHERS, "a-third-long-password")
    assert isinstance(refusal(path, OFFICER, OTHERS), SignInFailed)
    with pytest.raises(SignInFailed):
        KeyFile.read(before(beside(path))).open(OFFICER, OTHERS)
    # The machine stopped between the two files: the slot that the database confirms is kept.
    file = KeyFile.read(beside(path))
    file.with_slot(OFFICER, "never-stored-password", file.open(BOSS, PASSWORD)).save()
    assert isinstance(refusal(path, OFFICER, "never-stored-password"), SignInFailed)
    with at_work(path, OFFICER, "a-third-long-password"):
        assert len(KeyFile.read(beside(path)).slots) == 2


def test_the_recovery_key_lets_an_administrator_in_again_and_does_nothing_else(path: Path) -> None:
    with at_work(path) as (office, boss):
        first = office.perform(make_recovery_key, boss).value
        with pytest.raises(Forbidden):
            office.perform(let_in_again, boss, BOSS)
        with pytest.raises(Forbidden):
            office.read(administrators, NOBODY)
        leave(office, boss, OFFICER)  # another database key: the sheets stay good
    key = join(first.halves.second, first.halves.first)
    office = unlock_with_recovery_key(str(path), key)
    assert office.read(administrators, NOBODY) == [BOSS]
    with pytest.raises(NotFound):
        office.perform(let_in_again, NOBODY, OFFICER)
    with pytest.raises(Forbidden):
        office.read(list_accounts, NOBODY)
    code = office.perform(let_in_again, NOBODY, BOSS).value.code
    office.close()
    with at_work(path, BOSS, code) as (office, boss):
        assert boss.role == WITH_CODE
        office.perform(change_password, boss, code, "remembered-this-time")
    with at_work(path, BOSS, "remembered-this-time") as (office, boss):
        entries = office.database.engine.connect()
        with entries as connection:
            actions = connection.scalars(sa.text("SELECT action FROM audit_entry WHERE entity = 'database_keys'")).all()
        assert actions == ["recovery", "recovery_used"]
        second = office.perform(make_recovery_key, boss).value
        assert second.pair != first.pair
    with pytest.raises(RecoveryKeyWrong):
        unlock_with_recovery_key(str(path), key)


@pytest.fixture(scope="module")
def _unencrypted(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office of an earlier version: nothing about it is encrypted."""
    file = tmp_path_factory.mktemp("plain") / "office.sqlite"
    shutil.copyfile(_sqlite_template, file)
    office = open_office(str(file))
    boss = office.perform(found, NOBODY, "宝山区人力资源和社会保障局", BOSS, PASSWORD).value
    hired(office, boss, OFFICER, Role.LIAISON, OTHERS)
    hired(office, boss, "陆宁安", Role.STAFF, OTHERS)
    office.close()
    return file


@pytest.fixture
def plain(_unencrypted: Path, tmp_path: Path) -> Path:
    """A copy of it; another one, from before an upgrade, lies beside it."""
    shutil.copyfile(_unencrypted, tmp_path / "office-schema0004-20260101-080000.sqlite")
    return Path(shutil.copyfile(_unencrypted, tmp_path / "office.sqlite"))


def test_a_plain_office_is_encrypted_when_an_administrator_signs_in(plain: Path) -> None:
    assert state_of(str(plain)) is OfficeState.PLAIN
    with at_work(plain, OFFICER, OTHERS) as (office, officer):
        assert office.database.key is None
        assert officer.role == Role.LIAISON
    assert KeyFile.read(beside(plain)).names == (OFFICER,)
    # While somebody is in the file it stays as it is, and everybody can work.
    with at_work(plain, OFFICER, OTHERS), at_work(plain) as (office, boss):
        assert office.database.key is None
        assert len(office.read(list_accounts, boss)) == 3
    foreign = plain.with_name("office-of-another-program.sqlite")
    connection = raw_connection(foreign, None)
    connection.execute("CREATE TABLE account (name TEXT)")
    connection.close()
    with at_work(plain) as (office, boss):
        assert office.database.key is not None
        assert foreign.read_bytes().startswith(PLAIN)
        rows = {row.name: row.id for row in office.read(list_accounts, boss)}
        row = office.read(database_keys, boss)
        assert (row.opening, row.shut_out) == ((BOSS, OFFICER), ("陆宁安",))
        # Whoever has not signed in before needs a code; nobody else does.
        (issued,) = office.perform(codes_for_shut_out, boss).value
        assert (issued.name, issued.account_id) == ("陆宁安", rows["陆宁安"])
        office.perform(reset_password, boss, rows["陆宁安"])
    foreign.unlink()
    files = [file for file in plain.parent.iterdir() if file.suffix == ".sqlite"]
    assert len(files) == 2  # the office, and the copy from before the upgrade
    assert all(is_encrypted(file) and state_of(str(file)) is OfficeState.LOCKED for file in files)
    (backup,) = places().first.rglob("office.db")
    files.append(backup)
    for file in files:
        office, _officer = unlock(str(file), OFFICER, OTHERS)
        office.close()
    assert not list(plain.parent.glob("*.encrypting*"))


@pytest.mark.parametrize("cut_off", ["_write_encrypted", "_copy", "_encrypt_copy"])
def test_a_conversion_that_is_cut_off_leaves_the_plain_file_or_the_encrypted_one(
    plain: Path, cut_off: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_given: object) -> None:
        raise DiskTrouble(path=plain, reason="")

    with monkeypatch.context() as disk:
        disk.setattr(converting, cut_off, stop)
        with at_work(plain) as (office, boss):
            assert len(office.read(list_accounts, boss)) == 3
    with at_work(plain) as (office, boss):
        assert office.database.key is not None
        assert len(office.read(list_accounts, boss)) == 3
    assert all(is_encrypted(file) for file in plain.parent.glob("*.sqlite"))


def test_a_ledger_that_does_not_add_up_is_not_converted(plain: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_database: object) -> None:
        raise DamagedDatabase(place=plain, reason="…")

    monkeypatch.setattr("officer_app.office._adds_up", broken)
    with at_work(plain) as (office, _boss):
        assert office.database.key is None
    assert state_of(str(plain)) is OfficeState.PLAIN


def test_a_password_is_dear_to_guess_except_the_one_that_a_sample_office_tells_everybody(tmp_path: Path) -> None:
    dear, cheap = Cost(2, 16, 1), Cost(1, 8_192, 1)

    def costs(path: Path) -> list[Cost]:
        return [slot.cost for slot in KeyFile.read(beside(path)).slots]

    office = new_encrypted(tmp_path / "sample.db")
    crew = hire(office)
    assert set(costs(tmp_path / "sample.db")) == {cheap}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sealing, "Cost", lambda *given: Cost(*given) if given else dear)
        office.perform(change_password, crew.staff, SAMPLE_PASSWORD, OTHERS)
    office.close()
    assert costs(tmp_path / "sample.db").count(dear) == 1
    office, boss = found_at(str(tmp_path / "real.db"), Wanted())
    office.perform(create_account, boss, OFFICER, Role.LIAISON)
    office.close()
    assert cheap not in costs(tmp_path / "real.db")
