"""S9: somebody guesses passwords, as often and from as many sides as they like."""

import contextlib
import multiprocessing
import random
import statistics
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from multiprocessing.synchronize import Barrier
from pathlib import Path

import pytest
import sqlalchemy as sa
from argon2 import PasswordHasher

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Busy, SignInFailed
from officer_app.core.work import NOBODY
from officer_app.office import unlock
from officer_app.people import passwords
from officer_app.people.access import WITH_CODE, Role
from officer_app.people.model import Account
from officer_app.people.service import create_account, sign_in
from officer_app.people.tries import (
    FREE,
    LONGEST_WAIT,
    FileStore,
    ServerStore,
    TooManyTries,
    Tries,
    tries_beside,
    wait_after,
)
from tests.faults import offices
from tests.faults.catalogue import CannotBeDone, Outcome, fault

_SEED = 9
_SIDES = 4  # that guess at the same moment
_PROCESSES = 3
NEWCOMER = "猜测者"


class Mischief:
    """A machine whose owner guesses: its time, how long it runs, and a calendar set to whatever they like."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.draw = random.Random(_SEED)
        self.truly = 0.0  # seconds that have passed
        self.since_start = 5_000.0  # for which the machine has run
        self.calendar = datetime(2026, 9, 17, tzinfo=UTC)

    def program(self) -> Tries:
        """The program, started anew."""
        return Tries(FileStore(self.path, lambda: self.since_start), lambda: self.calendar)

    def pass_time(self, seconds: float) -> None:
        self.truly += seconds
        self.since_start += seconds

    def something_else(self) -> str:
        """What they try besides guessing."""
        what = self.draw.choice(("wait", "wait", "calendar", "machine", "nothing"))
        if what == "wait":
            self.pass_time(self.draw.uniform(0, 40))
        elif what == "calendar":
            days = self.draw.choice((-3650, -1, 1, 3650))
            self.calendar = max(datetime(1990, 1, 1, tzinfo=UTC), min(self.calendar + timedelta(days=days), _LATEST))
        elif what == "machine" and self.draw.random() < 0.2:
            self.pass_time(30)
            self.since_start = self.draw.uniform(1, 60)
        return what


_LATEST = datetime(2060, 1, 1, tzinfo=UTC)


@fault("S9", "guesses from four sides, across restarts, suspended clocks and set calendars", quick=400, full=10_000)
def guesses(rounds: int, folder: Path) -> Outcome:
    """No guess is looked at before the wait after the one before has passed in truth; then the right one is."""
    machine = Mischief(folder / "office.tries")
    looked_at: list[float] = []
    told: list[float] = []
    did: Counter[str] = Counter()
    running = [machine.program() for _side in range(_SIDES)]
    for number in range(rounds):
        if number % _SIDES == 0:
            did[machine.something_else()] += 1
            if machine.draw.random() < 0.5:
                running = [machine.program() for _side in range(_SIDES)]
        try:
            running[number % _SIDES].begin("李国强")
        except TooManyTries as refused:
            told.append(refused.seconds)
            continue
        looked_at.append(machine.truly)
    assert all(0 < seconds <= LONGEST_WAIT for seconds in told)
    for count, (before, after) in enumerate(pairwise(looked_at), 1):
        assert after - before >= wait_after(count) - 1e-6, f"guess {count + 1} came {after - before:.1f} s after"
    machine.pass_time(LONGEST_WAIT)
    with machine.program().counted("李国强"):
        pass
    assert machine.program().begin("李国强") is not None
    hours = machine.truly / 3600
    mischief = ", ".join(f"{what} {count}" for what, count in sorted(did.items()))
    return Outcome(rounds, rounds, f"{len(looked_at)} of {rounds} guesses looked at in {hours:.1f} h; {mischief}")


def _guess(path: str, barrier: Barrier, count: int, said: "multiprocessing.Queue[tuple[int, int]]") -> None:
    """Another process that opens the office with wrong passwords, as fast as it can."""
    looked, refused = 0, 0
    barrier.wait()
    for number in range(count):
        try:
            unlock(path, NEWCOMER, f"password {number}")
        except TooManyTries:
            refused += 1
        except SignInFailed:
            looked += 1
        except Busy:
            pass  # neither looked at nor counted
    said.put((looked, refused))


@fault("S9", "processes open the office with wrong passwords at the same moment", quick=30, full=3_000)
def processes(rounds: int, folder: Path) -> Outcome:
    """Together they get as many guesses as one would; the right one comes in after, and finds them in the trail."""
    house = offices.with_keys(folder)
    issued = house.bureau.office.perform(create_account, house.admin, NEWCOMER, Role.STAFF).value
    house.bureau.office.close()
    path = folder / offices.FILE
    context = multiprocessing.get_context("spawn")
    barrier, said = context.Barrier(_PROCESSES), context.Queue()
    each = -(-rounds // _PROCESSES)
    began = time.monotonic()
    children = [context.Process(target=_guess, args=(str(path), barrier, each, said)) for _one in range(_PROCESSES)]
    for child in children:
        child.start()
    came = [said.get(timeout=600) for _one in children]
    for child in children:
        child.join()
    seconds = time.monotonic() - began
    looked, refused = (sum(one[place] for one in came) for place in (0, 1))
    allowed = _allowed(seconds)
    assert looked <= allowed, f"{looked} of {looked + refused} guesses were looked at in {seconds:.1f} s"
    tries_beside(path).forget(NEWCOMER)
    office, actor = unlock(str(path), NEWCOMER, issued.code, clock=house.bureau.clock)
    assert actor.role == WITH_CODE
    with office.database.transaction(writes=False) as connection:
        query = sa.select(AuditEntry.after).where(AuditEntry.use_case == "sign_in", AuditEntry.action == "refuse")
        noted = sum(int((after or {})["tries"]) for after in connection.execute(query).scalars())
    office.close()
    assert noted == looked + refused, f"{noted} of {looked + refused} are in the trail"
    guesses_told = f"{looked} of {looked + refused} guesses of {_PROCESSES} processes looked at in {seconds:.0f} s"
    return Outcome(looked + refused, looked + refused, f"{guesses_told}, all in the trail")


def _allowed(seconds: float) -> int:
    """How many guesses may be looked at in this time."""
    allowed, needed = FREE, 0.0
    while (needed := needed + wait_after(allowed)) <= seconds:
        allowed += 1
    return allowed


@fault("S9", "a server is asked by forty at the same moment", quick=40, full=1_000, postgresql=True)
def at_a_server(rounds: int, _folder: Path) -> Outcome:
    """The table of a server lets as many through as the file does; no row, no gap."""
    from tests.postgres import Cluster, programs

    if programs() is None:
        raise CannotBeDone("there is no PostgreSQL server program")
    with Cluster() as cluster:
        database = Database(cluster.create("office"))
        database.prepare()
        url = database.url

        def one(_number: int) -> bool:
            try:
                Tries(ServerStore(url)).begin("李国强")
            except TooManyTries:
                return False
            return True

        began = time.monotonic()
        with ThreadPoolExecutor(8) as pool:
            looked = sum(pool.map(one, range(rounds)))
        seconds = time.monotonic() - began
        database.close()
    assert min(rounds, FREE) <= looked <= _allowed(seconds), f"{looked} of {rounds} were looked at in {seconds:.1f} s"
    return Outcome(rounds, rounds, f"{looked} of {rounds} looked at in {seconds:.1f} s")


@fault("S9", "an unknown name is told from a known one by the time it takes", quick=3, full=60)
def timing(rounds: int, folder: Path) -> Outcome:
    """Signing in takes as long for a name that nobody has, the first time too; hashes cost what they cost."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", cache(PasswordHasher))
        passwords.nobodys_hash.cache_clear()
        try:
            house = offices.opened(offices.copied(folder))
            with house.bureau.office.database.transaction(writes=True) as connection:
                kept = passwords.hash_password("一句容易记的话语")
                connection.execute(sa.update(Account).values(password_hash=kept))
                known = connection.execute(sa.select(Account.name)).scalars().first()
            office = house.bureau.office

            def seconds(name: str) -> float:
                tries_beside(folder / offices.FILE).forget(name)
                began = time.perf_counter()
                with contextlib.suppress(SignInFailed):
                    office.perform(sign_in, NOBODY, name, "别的话")
                return time.perf_counter() - began

            pairs = [(seconds("没有此人"), seconds(str(known))) for _round in range(rounds)]
            office.close()
        finally:
            passwords.nobodys_hash.cache_clear()
    unknown, wrong = (statistics.median(times) * 1000 for times in zip(*pairs, strict=True))
    assert 0.4 < unknown / wrong < 2.5, f"{unknown:.0f} ms against {wrong:.0f} ms"
    return Outcome(rounds, rounds, f"medians {unknown:.0f} ms unknown, {wrong:.0f} ms wrong password")
