"""Transactions, audit, permissions: what every use case stands on."""

import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import (
    Busy,
    Conflict,
    DatabaseUnavailable,
    Forbidden,
    Invalid,
    NewerDatabase,
    NotFound,
    SignInFailed,
)
from officer_app.core.policy import Dated, Setting, shipped
from officer_app.core.work import NOBODY, USE_CASES, Actor, Office, Work, asks, changes
from officer_app.office import open_office
from officer_app.people import service as people
from officer_app.people.access import GRANTS, Permission, Role, may
from officer_app.people.model import Account
from tests.factories import Bureau, bureau


@pytest.fixture
def here(database: Database) -> Bureau:
    return bureau(database)


@changes(Permission.ACCOUNTS)
def rename_then_fail(work: Work, account_id: int) -> None:
    work.get(Account, account_id).name = "改名"
    work.session.flush()
    raise Invalid()


@changes(Permission.ACCOUNTS)
def rename(work: Work, account_id: int, name: str, version: int | None = None) -> None:
    work.get(Account, account_id, version=version).name = name


@asks(Permission.ACCOUNTS)
def query_that_writes(work: Work) -> None:
    work.session.add(Account(name="x", role=Role.STAFF, password_hash="!", active=True, created_at=work.now))
    work.session.flush()


def entries(database: Database) -> list[sa.Row[tuple[object, ...]]]:
    """What the trail keeps of what people did; it begins with how the schema stood."""
    query = sa.select(AuditEntry.__table__).where(AuditEntry.action != "upgrade").order_by(AuditEntry.id)
    with database.transaction(writes=False) as connection:
        return list(connection.execute(query))


def test_an_error_rolls_back_everything_the_audit_trail_included(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    with pytest.raises(Invalid):
        here.office.perform(rename_then_fail, boss, boss.id)
    assert [row.name for row in here.office.read(people.list_accounts, boss)] == [boss.name]
    assert entries(here.office.database) == []


def test_a_change_says_who_when_and_what_was_there_before(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    done = here.office.perform(rename, boss, boss.id, "新名")
    assert done.changed == {"account"}
    (entry,) = entries(here.office.database)
    assert (entry.actor_id, entry.actor_name, entry.use_case, entry.action) == (boss.id, boss.name, "rename", "update")
    assert entry.before["name"] == boss.name
    assert entry.after["name"] == "新名"
    assert entry.at == here.clock.now


def test_the_audit_trail_cannot_be_changed_or_shortened(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    here.office.perform(rename, boss, boss.id, "新名")
    for statement in ("UPDATE audit_entry SET actor_name = 'x'", "DELETE FROM audit_entry"):
        with pytest.raises(sa.exc.DBAPIError, match="append-only"), here.office.database.transaction(writes=True) as c:
            c.execute(sa.text(statement))


def test_passwords_never_reach_the_audit_trail(here: Bureau) -> None:
    here.office.perform(people.found_office, NOBODY, "郑予", "一句容易记的话语 2026")
    assert "argon2" not in str(entries(here.office.database))


def test_an_error_of_the_database_tells_nobodys_data(here: Bureau) -> None:
    with (
        pytest.raises(sa.exc.DBAPIError) as error,
        here.office.database.transaction(writes=True) as connection,
    ):
        connection.execute(sa.text("SELECT :phone FROM nowhere"), {"phone": "13800138000"})
    assert "13800138000" not in str(error.value)


def test_a_query_cannot_write(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    with pytest.raises(RuntimeError, match="query"):
        here.office.read(query_that_writes, boss)


@changes(Permission.SETTINGS)
def change_a_limit_thrice(work: Work) -> list[int]:
    limit = Dated("first_review.limit", int)
    seen = [limit.on(work, work.today)]
    row = work.add(Setting(key=limit.key, valid_from=work.today, value=seen[0] + 1, source="局务会"))
    seen.append(limit.on(work, work.today))
    row.value = seen[0] + 2
    work.session.flush()
    seen.append(limit.on(work, work.today))
    work.session.delete(row)
    work.session.flush()
    return [*seen, limit.on(work, work.today), limit.on(work, work.today - timedelta(days=1))]


@asks(Permission.CALENDAR_READ)
def ask_for_every_setting(work: Work) -> int:
    asked: list[str] = []
    sa.event.listen(work.session.connection(), "before_cursor_execute", lambda *told: asked.append(told[2]))
    for value in shipped():
        assert Dated(value.key, type(value.value)).on(work, date(2030, 1, 1)) is not None  # type: ignore[type-var] # of any shape
    return len(asked)


def test_settings_are_read_at_once_and_a_transaction_sees_what_it_enters_itself(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    first, *later = here.office.perform(change_a_limit_thrice, boss).value
    assert later == [first + 1, first + 2, first, first]
    assert here.office.read(ask_for_every_setting, boss) == 1


def test_an_undeclared_function_is_refused(here: Bureau) -> None:
    def forgotten(work: Work) -> None: ...

    with pytest.raises(RuntimeError, match="not declared"):
        here.office.perform(forgotten, here.person(Role.ADMINISTRATOR))


def test_a_query_cannot_be_performed_as_a_change(here: Bureau) -> None:
    with pytest.raises(RuntimeError, match="not declared"):
        here.office.perform(people.list_accounts, here.person(Role.ADMINISTRATOR))


def test_a_role_without_the_permission_is_refused(here: Bureau) -> None:
    with pytest.raises(Forbidden):
        here.office.read(people.list_accounts, here.person(Role.LIAISON))


def test_the_role_counts_that_the_database_knows_now(here: Bureau) -> None:
    """A session opened as administrator ends with the role, not with the window."""
    boss = here.person(Role.ADMINISTRATOR)
    other = here.person(Role.ADMINISTRATOR)
    assert other.id is not None
    here.office.perform(people.change_account, boss, other.id, role=Role.STAFF, active=True, version=1)
    with pytest.raises(Forbidden):
        here.office.read(people.list_accounts, other)
    here.office.perform(people.change_account, boss, other.id, role=Role.STAFF, active=False, version=2)
    with pytest.raises(Forbidden, match="停用"):
        here.office.read(people.list_officers, other)


def test_the_last_administrator_stays(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    assert boss.id is not None
    with pytest.raises(Invalid):
        here.office.perform(people.change_account, boss, boss.id, role=Role.STAFF, active=True, version=1)


@pytest.mark.parametrize(
    "phone", ["021-5610 0000", "13800138000", "+86 21 5610 0000-8021", "（021）56100000转8021", "12333", ""]
)
def test_an_office_phone_is_kept_with_the_account(here: Bureau, phone: str) -> None:
    boss, other = here.person(Role.ADMINISTRATOR), here.person(Role.LIAISON, "王敏")
    assert other.id is not None
    here.office.perform(
        people.change_account, boss, other.id, role=Role.LIAISON, active=True, version=1, phone=f" {phone} "
    )
    assert {row.name: row.phone for row in here.office.read(people.list_officers, boss)} == {"王敏": phone}


def test_what_is_no_phone_number_is_not_kept_as_one(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    assert boss.id is not None
    with pytest.raises(Invalid) as refused:
        here.office.perform(
            people.change_account, boss, boss.id, role=Role.ADMINISTRATOR, active=True, version=1, phone="问小王"
        )
    assert refused.value.field == "phone"


def test_a_stale_save_is_refused_and_overwrites_nothing(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    here.office.perform(rename, boss, boss.id, "第一次", 1)
    with pytest.raises(Conflict):
        here.office.perform(rename, boss, boss.id, "第二次", 1)
    assert here.office.read(people.list_accounts, boss)[0].name == "第一次"


def test_what_is_not_there_is_not_found(here: Bureau) -> None:
    with pytest.raises(NotFound):
        here.office.perform(rename, here.person(Role.ADMINISTRATOR), 999, "x")


def test_signing_in_needs_the_right_password_and_does_not_tell_names_from_passwords(here: Bureau) -> None:
    here.office.perform(people.found_office, NOBODY, "郑予", "一句容易记的话语 2026")
    actor = here.office.perform(people.sign_in, NOBODY, "郑予", "一句容易记的话语 2026").value
    assert actor.role == Role.ADMINISTRATOR
    for name, password in (("郑予", "别的话"), ("没有此人", "一句容易记的话语 2026")):
        with pytest.raises(SignInFailed) as caught:
            here.office.perform(people.sign_in, NOBODY, name, password)
        assert str(caught.value).startswith("姓名或密码不对")


def test_an_office_is_founded_once(here: Bureau) -> None:
    assert not here.office.read(people.office_exists, NOBODY)
    here.office.perform(people.found_office, NOBODY, "郑予", "一句容易记的话语 2026")
    assert here.office.read(people.office_exists, NOBODY)
    with pytest.raises(Forbidden):
        here.office.perform(people.found_office, NOBODY, "别人", "一句容易记的话语 2026")


def test_an_account_needs_a_name(here: Bureau) -> None:
    with pytest.raises(Invalid) as caught:
        here.office.perform(people.create_account, here.person(Role.ADMINISTRATOR), "", Role.STAFF)
    assert caught.value.field == "name"


def test_two_accounts_cannot_share_a_name(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    here.office.perform(people.create_account, boss, "王敏", Role.STAFF)
    with pytest.raises(Invalid, match="王敏"):
        here.office.perform(people.create_account, boss, "王敏", Role.LIAISON)


def test_a_password_can_be_changed_and_reset(here: Bureau) -> None:
    boss = here.office.perform(people.found_office, NOBODY, "郑予", "eine lange Weile").value
    here.office.perform(people.change_password, boss, "eine lange Weile", "noch eine Weile")
    with pytest.raises(SignInFailed):
        here.office.perform(people.change_password, boss, "eine lange Weile", "noch eine Weile")
    assert boss.id is not None
    issued = here.office.perform(people.reset_password, boss, boss.id).value
    assert here.office.perform(people.sign_in, NOBODY, "郑予", issued.code).value.id == boss.id


def test_nobody_decides_who_must_not() -> None:
    """The last column of the office's list of people."""
    for role in (Role.LIAISON, Role.SPECIALIST, Role.STAFF, Role.ADMINISTRATOR, Role.AUDITOR):
        assert not may(role, Permission.CASE_DECIDE)
        assert not may(role, Permission.QUOTA_GRANT)
    own = {Permission.OWN_ACCOUNT, Permission.OWN_PASSWORD, Permission.ENTER, Permission.VOUCH}
    # What the auditor adds to the trail is on record: that they looked into it, and what they checked in it.
    own |= {Permission.AUDIT_ANSWER, Permission.AUDIT_READ}
    assert not any(
        declared.writes and may(Role.AUDITOR, declared.permission) and declared.permission not in own
        for declared in USE_CASES.values()
    )
    assert set(GRANTS) == {"nobody", "with_code", *Role}


def test_a_locked_database_is_named_after_a_bounded_wait(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("officer_app.core.database.BUSY_SECONDS", 0)
    here = bureau(Database(sqlite_url))
    boss = here.person(Role.ADMINISTRATOR)
    other = Database(sqlite_url)
    with other.transaction(writes=True), pytest.raises(Busy):
        here.office.perform(rename, boss, boss.id, "新名")
    here.office.perform(rename, boss, boss.id, "新名")
    other.close()
    here.office.close()


def test_writers_in_threads_wait_for_each_other_and_lose_nothing(here: Bureau) -> None:
    boss = here.person(Role.ADMINISTRATOR)
    refused: list[Exception] = []

    def work(number: int) -> None:
        try:
            for turn in range(5):
                here.office.perform(rename, boss, boss.id, f"{number}-{turn}")
        except Exception as error:
            refused.append(error)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    # PostgreSQL lets two writers read the same version; the slower one is told, never overwrites.
    assert all(isinstance(error, Conflict) for error in refused)
    stored = here.office.read(people.list_accounts, boss)[0]
    assert stored.version == 1 + len(entries(here.office.database))


def test_a_newer_database_is_refused_and_left_as_it_was(sqlite_url: str) -> None:
    database = Database(sqlite_url)
    with database.transaction(writes=True) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    assert database.path is not None
    database.close()
    before = database.path.read_bytes()
    with pytest.raises(NewerDatabase, match="9999"):
        open_office(sqlite_url)
    assert database.path.read_bytes() == before


def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    stray = tmp_path / "letter.db"
    stray.write_text("亲爱的同事" * 500, encoding="utf-8")
    with pytest.raises(DatabaseUnavailable):
        open_office(str(stray))
    assert stray.read_text(encoding="utf-8").startswith("亲爱的同事")


def test_another_programs_database_is_refused(tmp_path: Path) -> None:
    stray = Database(str(tmp_path / "other.db"))
    with stray.transaction(writes=True) as connection:
        connection.execute(sa.text("CREATE TABLE songs (id INTEGER)"))
    stray.close()
    with pytest.raises(DatabaseUnavailable, match="其他程序") as caught:
        open_office(str(tmp_path / "other.db"))
    assert str(tmp_path / "other.db") in caught.value.cause


def test_an_unreachable_server_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable) as caught:
        open_office("postgresql://officer:secret@127.0.0.1:1/office")
    assert "secret" not in str(caught.value)
    assert "127.0.0.1" in str(caught.value)
    with pytest.raises(DatabaseUnavailable, match="找不到该名称"):
        open_office("postgresql://officer:secret@nowhere.invalid/office")


def test_an_encrypted_database_opens_with_its_key_only(tmp_path: Path) -> None:
    path = str(tmp_path / "locked.db")
    database = Database(path, key=b"k" * 32)
    database.prepare()
    assert isinstance(Office(database, bureau(database).office._policy).database, Database)
    database.close()
    assert b"SQLite format" not in Path(path).read_bytes()[:16]
    wrong = Database(path, key=b"x" * 32)
    with pytest.raises(DatabaseUnavailable):
        wrong.prepare()
    wrong.close()


def test_an_actor_without_an_account_may_only_enter(here: Bureau) -> None:
    with pytest.raises(Forbidden):
        here.office.read(people.list_accounts, Actor(None, "", "nobody"))


def _all_at_once(*works: Callable[[], object]) -> list[object]:
    """What each came to, or the error it raised, when all begin together."""
    barrier = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        barrier.wait()
        try:
            return work()
        except Exception as error:
            return error

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_an_office_is_founded_once_even_at_the_same_moment(here: Bureau) -> None:
    office = here.office
    came = _all_at_once(
        *(lambda n=n: office.perform(people.found_office, NOBODY, f"管理员{n}", "long enough") for n in range(4))
    )
    assert sum(isinstance(one, Forbidden) for one in came) == 3


def test_of_two_accounts_made_at_the_same_moment_under_one_name_one_is_told_so(here: Bureau) -> None:
    office, boss = here.office, here.person(Role.ADMINISTRATOR)
    came = _all_at_once(*[lambda: office.perform(people.create_account, boss, "新来的", Role.STAFF)] * 4)
    assert sum(isinstance(one, Invalid) for one in came) == 3


def test_of_two_administrators_who_step_down_at_the_same_moment_one_stays(here: Bureau) -> None:
    office = here.office
    bosses = [here.person(Role.ADMINISTRATOR) for _ in range(2)]
    came = _all_at_once(
        *(
            lambda a=a: office.perform(people.change_account, a, a.id, role=Role.ADMINISTRATOR, active=False, version=1)
            for a in bosses
        )
    )
    assert sum(isinstance(one, Invalid) for one in came) == 1


def test_a_commit_of_the_program_waits_until_it_is_on_the_disk(tmp_path: Path) -> None:
    # In a process of its own: here commits do not wait, so that the tests take less time.
    asked = (
        "import sys; from officer_app.core.database import Database\n"
        "with Database(sys.argv[1]).transaction(writes=False) as c:\n"
        "    print(*(c.exec_driver_sql(f'PRAGMA {name}').scalar() for name in ('synchronous', 'journal_mode')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", asked, str(tmp_path / "office.sqlite")], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["2", "wal"]
