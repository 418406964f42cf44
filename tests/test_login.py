"""Signing in: waits after wrong passwords, one-time codes, what a password must be, and held accounts."""

import statistics
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher
from hypothesis import given
from hypothesis import strategies as st

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid, SignInFailed
from officer_app.core.work import NOBODY, Actor
from officer_app.people import passwords
from officer_app.people.access import WITH_CODE, Permission, Role
from officer_app.people.codes import IssuedCode, as_password, new_code, read_code
from officer_app.people.delegation import DelegationDraft, Task, delegate
from officer_app.people.guards import GUARDS
from officer_app.people.holding import HeldRow, list_held, vouch, vouchers_for_me
from officer_app.people.keys import lacks_key, make_key
from officer_app.people.password_rules import is_built_on, is_common
from officer_app.people.passwords import hash_password, is_password, nobodys_hash
from officer_app.people.service import (
    CodeRunOut,
    change_account,
    change_password,
    create_account,
    found_office,
    list_accounts,
    reset_password,
    sign_in,
    sign_in_to_look,
)
from officer_app.people.settings import store_setting
from officer_app.people.tries import (
    FREE,
    LONGEST_WAIT,
    FileStore,
    TooManyTries,
    Tries,
    bucket_of,
    tries_beside,
    wait_after,
)
from officer_app.people.views import list_views
from tests.factories import Bureau, bureau, hired

PASSWORD = "一句容易记的话语 2026"
OTHER = "另一句容易记的话语 2027"


@pytest.fixture
def here(database: Database) -> Bureau:
    return bureau(database)


class Machine:
    """A machine's clock, and the counts beside an office that it keeps through every start of the program."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "office.tries"
        self.now = 1000.0

    def start(self) -> Tries:
        return Tries(FileStore(self.path, lambda: self.now))

    def wrong(self, name: str = "王敏") -> float:
        """Another wrong password in a program that was started anew; seconds to wait, 0 where it was looked at."""
        try:
            self.start().begin(name)
        except TooManyTries as error:
            return error.seconds
        return 0.0


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


# Waits.


def test_the_wait_grows_from_the_fourth_wrong_password_to_a_quarter_of_an_hour(machine: Machine) -> None:
    waits = []
    for _count in range(14):
        if wait := machine.wrong():
            machine.now += wait
            assert machine.wrong() == 0
        waits.append(round(wait))
    assert waits == [0, 0, 0, 5, 10, 20, 40, 80, 160, 320, 640, 900, 900, 900]
    assert [wait_after(count) for count in (0, FREE - 1, FREE, 10**6)] == [0, 0, 5, LONGEST_WAIT]


def test_a_wait_outlives_the_program_and_no_clock_that_can_be_set_shortens_it(machine: Machine) -> None:
    for _count in range(FREE + 3):
        machine.now += machine.wrong() + 0.1
        machine.wrong()
    left = machine.wrong()
    assert left > 1
    # The wall clock plays no part: only how long the machine has run does. Started anew, it begins to wait again.
    machine.now = 3.0
    again = machine.wrong()
    assert again >= left
    machine.now += again - 0.5
    assert 0 < machine.wrong() <= 0.51
    machine.now += 0.6
    assert machine.wrong() == 0
    # A machine that has run longer than that has waited, though it was started anew in between.
    assert machine.wrong() > 0
    machine.now += 100_000
    assert machine.wrong() == 0


def test_a_name_waits_for_itself_alone_however_it_is_written_and_whether_there_is_one(machine: Machine) -> None:
    for name in ("王敏", " 王敏", "王 敏"):
        assert machine.wrong(name) == 0
    assert machine.wrong("王敏 ") > 0
    assert machine.wrong("没有此人") == 0
    machine.start().forget("王敏")
    assert machine.wrong() == 0


def test_the_right_password_takes_the_count_back(machine: Machine) -> None:
    for _count in range(2 * FREE):
        machine.now += machine.wrong()
    machine.now += LONGEST_WAIT
    with machine.start().counted("王敏"):
        pass
    assert [machine.wrong() for _count in range(FREE + 1)][:FREE] == [0] * FREE
    machine.now += LONGEST_WAIT
    with pytest.raises(SignInFailed), machine.start().counted("王敏"):
        raise SignInFailed()
    assert machine.wrong() > 0


def test_tries_at_the_same_moment_do_not_slip_through(tmp_path: Path) -> None:
    barrier = threading.Barrier(12)

    def one(_number: int) -> bool:
        tries = tries_beside(tmp_path / "office.db")
        barrier.wait()
        try:
            tries.begin("王敏")
        except TooManyTries:
            return False
        return True

    with ThreadPoolExecutor(12) as pool:
        assert sum(pool.map(one, range(12))) == FREE


def test_the_file_holds_no_name_and_stays_small_whatever_is_typed(machine: Machine) -> None:
    for number in range(200):
        machine.wrong(f"一个打错的密码{number}")
    content = machine.path.read_bytes()
    assert "密码".encode() not in content
    assert "密码".encode("utf-16-le") not in content
    assert max(bucket_of(f"{number}") for number in range(5_000)) < 2**16
    assert len(content) < 40_000


def test_a_file_that_is_none_is_begun_anew_and_a_folder_that_cannot_be_written_to_still_waits(
    machine: Machine, tmp_path: Path
) -> None:
    machine.path.write_bytes(b"no database at all" * 100)
    assert [machine.wrong() > 0 for _count in range(FREE + 1)] == [False] * FREE + [True]
    nowhere = tmp_path / "gone" / "office.db"
    found = []
    for _count in range(FREE + 1):
        try:
            tries_beside(nowhere).begin("王敏")
            found.append(False)
        except TooManyTries:
            found.append(True)
    assert found == [False] * FREE + [True]


def test_wrong_passwords_are_told_at_the_next_sign_in_and_once(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    hired(here.office, boss, "王敏", Role.LIAISON, PASSWORD)
    for name, password in (("王敏", "别的话"), ("郑予", "别的话"), ("没有此人", "x"), ("密码打错行了", "y")):
        with pytest.raises(SignInFailed) as caught:
            here.office.perform(sign_in, NOBODY, name, password)
        assert str(caught.value).startswith("姓名或密码不对")
    for _twice in range(2):
        assert here.office.perform(sign_in, NOBODY, "郑予", PASSWORD).value == boss
    with here.office.database.transaction(writes=False) as connection:
        query = sa.select(AuditEntry.action, AuditEntry.actor_name, AuditEntry.entity_id, AuditEntry.after)
        rows = connection.execute(query.where(AuditEntry.use_case == "sign_in").order_by(AuditEntry.id)).all()
    told = [(row.action, row.actor_name, row.entity_id, (row.after or {}).get("tries")) for row in rows]
    assert sorted(told[:3], key=str) == sorted(
        [("refuse", "郑予", boss.id, 1), ("refuse", "郑予", boss.id and boss.id + 1, 1), ("refuse", "郑予", None, 2)],
        key=str,
    )
    assert told[3:] == [("sign_in", "郑予", boss.id, None)] * 2
    assert rows[-3].after is not None


def test_the_fourth_wrong_password_in_a_row_waits_for_everybody_alike(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    for name in ("郑予", "没有此人"):
        for _count in range(FREE):
            with pytest.raises(SignInFailed):
                here.office.perform(sign_in, NOBODY, name, "别的话")
        with pytest.raises(TooManyTries) as caught:
            here.office.perform(sign_in, NOBODY, name, PASSWORD)
        assert 4 < caught.value.seconds <= 5
    with pytest.raises(TooManyTries):
        here.office.perform(change_password, boss, PASSWORD, OTHER)
    with pytest.raises(TooManyTries):
        here.office.read(sign_in_to_look, NOBODY, "郑予", PASSWORD)


def test_an_unknown_name_takes_as_long_as_a_wrong_password(monkeypatch: pytest.MonkeyPatch) -> None:
    # The real cost, and no hash that is made for the first unknown name alone.
    monkeypatch.setattr(passwords, "_hasher", cache(PasswordHasher))
    nobodys_hash.cache_clear()
    try:
        known, nobodys = hash_password(PASSWORD), nobodys_hash()
        assert nobodys.split("$")[:4] == known.split("$")[:4]
        assert [len(part) for part in nobodys.split("$")] == [len(part) for part in known.split("$")]
        assert not is_password(nobodys, PASSWORD)

        def seconds(kept: str) -> float:
            began = time.perf_counter()
            assert not is_password(kept, "别的话")
            return time.perf_counter() - began

        pairs = [(seconds(known), seconds(nobodys)) for _round in range(3)]
        one, other = (statistics.median(times) for times in zip(*pairs, strict=True))
        assert 0.3 < one / other < 3
    finally:
        nobodys_hash.cache_clear()


# One-time codes.


@given(st.integers(0, 10_000))
def test_a_code_is_read_however_it_is_typed_and_one_slip_is_found(seed: int) -> None:
    code = new_code()
    place = seed % 12 + (seed % 12) // 4
    assert (
        read_code(f" {code.lower().replace('-', ' ')} ") == read_code(code.replace("0", "o").replace("1", "l")) == code
    )
    slipped = code[:place] + ("7" if code[place] != "7" else "8") + code[place + 1 :]
    assert read_code(slipped) == ""
    assert as_password(code.replace("-", "")) == code


def test_what_is_no_code_is_a_password_as_it_was_typed() -> None:
    for typed in ("", "a-long-password", PASSWORD, "ABCD-EFGH-123", "一二三四-五六七八-九十"):
        assert as_password(typed) == typed


def test_with_a_code_one_can_choose_a_password_and_nothing_else(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    issued = here.office.perform(create_account, boss, "王敏", Role.LIAISON).value
    assert issued.until == here.clock.now + timedelta(hours=24)
    assert issued.code not in repr(issued)
    actor = here.office.perform(sign_in, NOBODY, "王敏", issued.code.lower()).value
    assert (actor.role, here.office.keyring.of(actor.id)) == (WITH_CODE, None)
    as_liaison = Actor(actor.id, actor.name, Role.LIAISON)
    for pretending in (actor, as_liaison):
        for query in (lacks_key, vouchers_for_me):
            with pytest.raises(Forbidden, match="密码"):
                here.office.read(query, pretending)
        with pytest.raises(Forbidden):
            here.office.read(list_views, pretending, "visits")
    (row,) = [row for row in here.office.read(list_accounts, boss) if row.name == "王敏"]
    assert (row.code_until, row.held_since) == (issued.until, None)
    with pytest.raises(Invalid, match="一次性") as caught:
        here.office.perform(change_password, actor, issued.code, new_code())
    assert caught.value.field == "password"
    here.office.perform(change_password, actor, issued.code, PASSWORD)
    assert here.office.perform(sign_in, NOBODY, "王敏", PASSWORD).value == as_liaison
    with pytest.raises(SignInFailed):
        here.office.perform(sign_in, NOBODY, "王敏", issued.code)


def test_a_code_runs_out_and_another_one_takes_its_place_and_its_wait(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    actor = hired(here.office, boss, "王敏", Role.LIAISON, PASSWORD)
    assert actor.id is not None
    for _count in range(FREE):
        with pytest.raises(SignInFailed):
            here.office.perform(sign_in, NOBODY, "王敏", "别的话")
    first = here.office.perform(reset_password, boss, actor.id).value
    here.clock.now += timedelta(hours=24)
    with pytest.raises(CodeRunOut):
        here.office.perform(sign_in, NOBODY, "王敏", first.code)
    with pytest.raises(CodeRunOut):
        here.office.perform(change_password, actor, first.code, OTHER)
    second = here.office.perform(reset_password, boss, actor.id).value
    assert here.office.perform(sign_in, NOBODY, "王敏", second.code).value.role == WITH_CODE
    for old in (PASSWORD, first.code):
        with pytest.raises(SignInFailed):
            here.office.perform(sign_in, NOBODY, "王敏", old)


def test_names_that_look_alike_are_one_and_a_name_is_found_however_it_is_typed(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    actor = hired(here.office, boss, "Zoë Ｌi", Role.LIAISON, PASSWORD)
    for typed in ("Zoë Ｌi", "zoe\u0308 li", "ZOË　LI"):
        assert here.office.perform(sign_in, NOBODY, typed, PASSWORD).value.id == actor.id
    for taken in ("Zoe\u0308 Li", "zoë li", "郑　予"):
        with pytest.raises(Invalid):
            here.office.perform(create_account, boss, taken, Role.LIAISON)
    for unseen in ("郑予\u200b", "王\u202e敏", "\u200b", "\u3000"):
        with pytest.raises(Invalid):
            here.office.perform(create_account, boss, unseen, Role.LIAISON)


def test_a_password_that_has_run_out_is_good_for_choosing_another(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    here.office.perform(store_setting, boss, "password.expires_days", here.clock.now.date(), 90, "局务会")
    here.clock.now += timedelta(days=89)
    assert here.office.perform(sign_in, NOBODY, "郑予", PASSWORD).value == boss
    here.clock.now += timedelta(days=1)
    came = here.office.perform(sign_in, NOBODY, "郑予", PASSWORD).value
    assert came.role == WITH_CODE
    with pytest.raises(Invalid):
        here.office.perform(change_password, came, PASSWORD, PASSWORD)
    here.office.perform(change_password, came, PASSWORD, OTHER)
    assert here.office.perform(sign_in, NOBODY, "郑予", OTHER).value == boss


# What a password must be.


@pytest.mark.parametrize(
    "password",
    ["1234567890", "0987654321", "aaaaaaaaaaaa", "121212121212", "abcdefghij", "Password2026", "P@ssw0rd2026!",
     "qwertyuiop", "1qaz2wsx3edc", "woaini5201314", "WoAiNi1314520", "Shanghai2026", "上海2026123456", "rencai123456",
     "我爱你1234567", "admin@123456"],
)  # fmt: skip
def test_what_is_guessed_first_is_refused(password: str) -> None:
    assert is_common(password)


@pytest.mark.parametrize("password", ["a-long-password", PASSWORD, "sample-office-2026", "correct horse battery"])
def test_a_sentence_is_good(password: str) -> None:
    assert not is_common(password)


def test_a_password_is_no_name_in_either_script(here: Bureau) -> None:
    for password in ("欧阳静怡2026!", "ouyangjingyi88", "JingyiOuyang1!", "欧阳静怡欧阳静怡12"):
        assert is_built_on(password, ("欧阳静怡",)), password
    assert not is_built_on("欧阳静怡爱喝龙井茶呀", ("欧阳静怡",))
    for name, password, said in (
        ("王敏", "short", "10"),
        ("王敏", "1234567890", "最先"),
        ("欧阳静怡", "ouyangjingyi88", "姓名"),
        ("王敏", "宝山区人社局2026", "姓名"),
        ("王敏", "x" * 201, "200"),
    ):
        with pytest.raises(Invalid) as caught:
            here.office.perform(found_office, NOBODY, name, password)
        assert caught.value.field == "password"
        assert said in str(caught.value)


def test_the_rules_are_dated_settings_within_bounds(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    today = here.clock.now.date()
    for key, value in (("password.least", 7), ("password.least", 65), ("password.code_hours", 0)):
        with pytest.raises(Invalid):
            here.office.perform(store_setting, boss, key, today, value, "局务会")
    here.office.perform(store_setting, boss, "password.least", today + timedelta(days=1), 15, "局务会")
    here.office.perform(store_setting, boss, "password.code_hours", today, 2, "局务会")
    here.office.perform(change_password, boss, PASSWORD, "十个字的一句话而已呀")
    here.clock.now += timedelta(days=1)
    with pytest.raises(Invalid, match="15"):
        here.office.perform(change_password, boss, "十个字的一句话而已呀", "又是十个字的一句话呀")
    issued = here.office.perform(create_account, boss, "王敏", Role.STAFF).value
    assert issued.until == here.clock.now + timedelta(hours=2)


# Held accounts.


def _entered(here: Bureau, issued: IssuedCode, role: Role) -> Actor:
    """The person, or whoever has the code, chooses a password and comes in."""
    actor = Actor(issued.account_id, issued.name, role)
    here.office.perform(change_password, actor, issued.code, PASSWORD)
    came = here.office.perform(sign_in, NOBODY, issued.name, PASSWORD).value
    if here.office.read(lacks_key, came):
        here.office.perform(make_key, came, PASSWORD)
    return came


def _held(here: Bureau, by: Actor) -> list[HeldRow]:
    return here.office.read(list_held, by)


def test_whoever_was_given_a_code_decides_nothing_until_a_colleague_vouches(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    first = here.person(Role.SUPERVISOR, "李国强")
    auditor = here.person(Role.AUDITOR, "马思源")
    assert first.id is not None
    issued = here.office.perform(reset_password, boss, first.id).value
    assert issued.held
    # Whoever tried and was refused has not opened it.
    with pytest.raises(Forbidden):
        here.office.perform(reset_password, here.person(Role.LIAISON), first.id)
    (row,) = _held(here, auditor)
    assert (row.name, row.opened_by, row.opened_with, row.has_password, row.is_own) == (
        "李国强", "郑予", "reset_password", False, False,
    )  # fmt: skip
    with pytest.raises(Invalid, match="李国强"):
        here.office.perform(vouch, auditor, row.id, "当面核验", version=row.version)
    came = _entered(here, issued, Role.SUPERVISOR)
    assert came.held
    assert here.office.read(vouchers_for_me, came) == ["马思源"]
    draft = DelegationDraft("d1", first.id, here.person(Role.LIAISON).id or 0, (Task.PRE_REVIEW,),
                            here.clock.now.date(), here.clock.now.date(), "出差")  # fmt: skip
    for pretending in (came, first):
        with pytest.raises(Forbidden, match="管理员"):
            here.office.read(list_held, pretending)
        with pytest.raises(Forbidden):
            here.office.perform(delegate, pretending, draft)
    (row,) = _held(here, auditor)
    with pytest.raises(Forbidden):
        here.office.perform(vouch, boss, row.id, "我是管理员", version=row.version)
    with pytest.raises(Invalid) as caught:
        here.office.perform(vouch, auditor, row.id, "  ", version=row.version)
    assert caught.value.field == "note"
    with pytest.raises(Conflict):
        here.office.perform(vouch, auditor, row.id, "当面核验", version=row.version - 1)
    here.office.perform(vouch, auditor, row.id, "当面核验工作证", version=row.version)
    assert _held(here, first) == []
    # Another code, another hold: the earlier word frees nobody.
    assert here.office.perform(reset_password, boss, first.id).value.held
    assert [one.name for one in _held(here, auditor)] == ["李国强"]


def test_only_the_first_who_decides_in_an_office_needs_nobodys_word(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    issued = [
        here.office.perform(create_account, boss, name, role).value
        for name, role in (("甲", Role.SUPERVISOR), ("乙", Role.SUPERVISOR), ("丙", Role.AUDITOR), ("丁", Role.LIAISON))
    ]
    assert [one.held for one in issued] == [False, True, True, False]
    one, two, three, four = (
        _entered(here, code, role)
        for code, role in zip(issued, (Role.SUPERVISOR, Role.SUPERVISOR, Role.AUDITOR, Role.LIAISON), strict=True)
    )
    # Those who are held vouch for nobody, not for each other either.
    for held in (two, three):
        with pytest.raises(Forbidden):
            here.office.perform(vouch, held, issued[1].account_id, "认识", version=2)
    for row in _held(here, one):
        here.office.perform(vouch, one, row.id, "当面核验", version=row.version)
    # Whoever becomes a supervisor, or comes back as one, is held as well.
    version = next(row.version for row in here.office.read(list_accounts, boss) if row.id == four.id)
    assert four.id is not None
    assert two.id is not None
    here.office.perform(change_account, boss, four.id, role=Role.SUPERVISOR, active=True, version=version)
    version = next(row.version for row in here.office.read(list_accounts, boss) if row.id == two.id)
    here.office.perform(change_account, boss, two.id, role=Role.SUPERVISOR, active=False, version=version)
    here.office.perform(change_account, boss, two.id, role=Role.SUPERVISOR, active=True, version=version + 1)
    assert [row.name for row in _held(here, one)] == ["丁", "乙"] or [row.name for row in _held(here, one)] == [
        "乙",
        "丁",
    ]


def test_the_database_itself_ends_no_hold_without_a_colleagues_word(here: Bureau) -> None:
    boss = here.office.perform(found_office, NOBODY, "郑予", PASSWORD).value
    first, second = here.person(Role.SUPERVISOR), here.person(Role.SUPERVISOR)
    liaison = here.person(Role.LIAISON)
    assert first.id is not None
    assert second.id is not None
    here.office.perform(reset_password, boss, first.id)

    def refused(sql: str) -> bool:
        try:
            with here.office.database.transaction(writes=True) as connection:
                connection.execute(sa.text(sql), {"now": here.clock.now})
        except (sa.exc.DBAPIError, sa.exc.SQLAlchemyError):
            return True
        return False

    freed = f"UPDATE account SET held_since = NULL WHERE id = {first.id}"
    vouched = (
        "INSERT INTO vouching (id, account_id, by_id, held_since, at, note)"
        f" SELECT {{id}}, a.id, {{by}}, a.held_since, a.held_since, '{{note}}' FROM account a WHERE a.id = {first.id}"
    )
    assert refused(freed)
    assert refused(vouched.format(id=1, by=second.id, note="认识"))  # the code has not been used
    with here.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text(f"UPDATE account SET code_until = NULL WHERE id = {first.id}"))
    for by, note in ((boss.id, "认识"), (first.id, "认识"), (liaison.id, "认识"), (second.id, "")):
        assert refused(vouched.format(id=1, by=by, note=note))
    assert refused(f"UPDATE account SET password_hash = 'x', code_until = created_at WHERE id = {second.id}")
    assert refused(f"UPDATE account SET role = 'supervisor' WHERE id = {liaison.id}")
    assert not refused(vouched.format(id=1, by=second.id, note="认识"))
    assert refused("DELETE FROM vouching")
    assert refused("UPDATE vouching SET note = 'x'")
    assert not refused(freed)
    assert len({guard.name for guard in GUARDS}) == len(GUARDS)


def test_everybody_may_choose_their_own_password_and_only_who_decides_or_watches_vouches() -> None:
    from officer_app.people.access import GRANTS

    assert all(Permission.OWN_PASSWORD in GRANTS[role] for role in (*Role, WITH_CODE))
    assert {role for role in Role if Permission.VOUCH in GRANTS[role]} == {Role.SUPERVISOR, Role.AUDITOR}
