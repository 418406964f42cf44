"""Processes that compete for units: the other side of tests/test_quota_race.py.

`python -m tests.race_quota --rounds 10000 --engine sqlite` races for the last unit for as long as one likes, on an
empty database of its own, and prints who won what.
"""

import argparse
import multiprocessing
import random
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa

from officer_app.cases.words import State, Verdict
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.core.work import Actor, Office, UseCase, Work, changes
from officer_app.office import load_models
from officer_app.people.access import AccessTable, Permission
from officer_app.quota.model import GENERAL, PoolKind, Quota, QuotaEntry
from officer_app.quota.moving import MoveDraft, move_units
from officer_app.quota.panel import hold_panel
from officer_app.quota.pool import GrantDraft, adjust_quota, grant_quota, reverse_entry
from officer_app.quota.pools import PoolDraft, choose_pool, freeze_pool, open_pool, thaw_pool
from officer_app.quota.publicity import publish
from officer_app.quota.service import decide, first_review, withdraw
from officer_app.quota.verify import ledger_verdict
from tests.casework import Casework, casework
from tests.factories import Clock, open_keys
from tests.postgres import Cluster

PATIENCE = 60.0
PROCESSES = 4
YEAR = 2026
AT_ONCE = 100  # rounds in one pool
_TOLD = 500  # rounds between two lines of a long run
Task = tuple[str, tuple[Any, ...]]  # a command and what it works on


def _attempt(act: Callable[[], object]) -> str:
    """What came of it: won, or the name of the error."""
    try:
        act()
    except AppError as error:
        return error.code
    return "won"


class Hand:
    """What a process of its own does when it is told: each act by the person whose act it is."""

    def __init__(self, office: Office, house: dict[str, Actor], panel: object) -> None:
        self._office, self._people, self._panel = office, house, panel

    def act(self, command: str, subject: tuple[Any, ...]) -> str:
        """Do one thing; what came of it."""
        use_case: UseCase[..., object]
        match command, subject:
            case "review", (case_id,):
                who, use_case, told = "reviewer", first_review, (case_id, Verdict.PASS, "同意")
            case "decide", (case_id,):
                who, use_case, told = "decider", decide, (case_id, Verdict.PASS, "同意")
            case "reject", (case_id,):
                who, use_case, told = "decider", decide, (case_id, Verdict.REJECT, "材料不实")
            case "vote down", (case_id,):
                who, use_case, told = "chair", hold_panel, (case_id, self._panel)
            case "withdraw", (case_id,):
                who, use_case, told = "filer", withdraw, (case_id, "企业撤回")
            case "grant", (pool,):
                who, use_case, told = "decider", grant_quota, (_units(1, pool),)
            case "lower", (pool,):
                who, use_case, told = "decider", adjust_quota, (_units(-1, pool),)
            case "move", (source, target):
                draft = MoveDraft(str(uuid4()), YEAR, source, target, 1, "调剂")
                who, use_case, told = "decider", move_units, (draft,)
            case "freeze", (pool,):
                who, use_case, told = "decider", freeze_pool, (YEAR, pool, "核查")
            case "thaw", (pool,):
                who, use_case, told = "decider", thaw_pool, (YEAR, pool, "核查完毕")
            case _:
                raise ValueError(command)
        while True:
            came = _attempt(lambda: self._office.perform(use_case, self._people[who], *told))
            # Nothing was done: the database was locked for seconds. A person tries again, and so does this.
            if came != "Busy":
                return came

    def mixed(self, cases: list[int], seed: int) -> Counter[str]:
        """Approvals of one's own cases and everything that takes or gives units, in random order."""
        draw = random.Random(seed)
        reserved: list[int] = []
        done: Counter[str] = Counter()
        acts = ["approve", "approve", "approve", "approve", "withdraw", "grant", "lower", "away", "back", "freeze"]
        while cases:
            what = draw.choice(acts)
            if what == "approve":
                result = self.act("review", (cases[-1],))
                if result == "won":
                    reserved.append(cases[-1])
                cases.pop()
            elif what == "withdraw":
                if not reserved:
                    continue
                result = self.act("withdraw", (reserved.pop(),))
            elif what in ("away", "back"):
                result = self.act("move", (GENERAL, "活动") if what == "away" else ("活动", GENERAL))
            elif what == "freeze":
                result = self.act("freeze", (GENERAL,))
                if result == "won":
                    done["thaw " + self.act("thaw", (GENERAL,))] += 1
            else:
                result = self.act(what, (GENERAL,))
            done[f"{what} {result}"] += 1
        return done

    def forth_and_back(self, case_id: int, line: Connection) -> None:
        """Reserve a unit for a case and take it back, without end; tell each time it is done."""
        while True:
            self._office.perform(first_review, self._people["reviewer"], case_id, Verdict.PASS, "同意")
            line.send("reserve")
            entry = _last_entry(self._office.database, case_id)
            self._office.perform(reverse_entry, self._people["decider"], entry, "误点")
            line.send("reverse")


def _units(count: int, pool: str) -> GrantDraft:
    return GrantDraft(str(uuid4()), YEAR, count, "文号", "调剂", pool)


def _last_entry(database: Database, case_id: int) -> int:
    with database.transaction(writes=False) as connection:
        query = sa.select(sa.func.max(QuotaEntry.id)).where(QuotaEntry.case_id == case_id)
        return connection.execute(query).scalar_one()


def _competitor(url: str, people: dict[str, Actor], panel: object, start: Barrier, line: Connection) -> None:
    """A process of its own: does what it is told, all of them at the same moment, and tells what came of it."""
    load_models()
    office = Office(Database(url), AccessTable(), Clock())
    open_keys(office)
    hand = Hand(office, people, panel)
    try:
        while True:
            command, subject = line.recv()
            if command == "stop":
                return
            start.wait(PATIENCE)
            line.send(hand.mixed(*subject) if command == "mixed" else hand.act(command, subject))
    finally:
        office.close()


def restless(url: str, people: dict[str, Actor], case_id: int, line: Connection, key: bytes | None = None) -> None:
    """A process that works until it is killed."""
    load_models()
    office = Office(Database(url, key=key), AccessTable(), Clock())
    open_keys(office)
    Hand(office, people, None).forth_and_back(case_id, line)


class Race:
    """Processes that wait for a common start."""

    def __init__(self, lines: list[Connection]) -> None:
        self._lines = lines

    def run(self, tasks: Sequence[Task]) -> list[Any]:
        """Give each process its task; what came of them, in the same order."""
        self.begin(tasks)
        return self.results()

    def begin(self, tasks: Sequence[Task]) -> None:
        """Let them start, without waiting."""
        for line, task in zip(self._lines, tasks, strict=True):
            line.send(task)

    def running(self) -> bool:
        """Whether somebody has not finished."""
        return not all(line.poll() for line in self._lines)

    def results(self) -> list[Any]:
        """Wait for all."""
        found = []
        for line in self._lines:
            if not line.poll(PATIENCE):
                raise TimeoutError("a process does not answer")
            found.append(line.recv())
        return found


def _people(house: Casework) -> dict[str, Actor]:
    return {name: getattr(house, name) for name in ("reviewer", "filer", "decider", "chair")}


@contextmanager
def race(url: str, house: Casework, processes: int) -> Iterator[Race]:
    """Start processes on the database; they are gone afterwards."""
    spawn = multiprocessing.get_context("spawn")
    start = spawn.Barrier(processes)
    ends = [spawn.Pipe() for _ in range(processes)]
    against = house.panel((0, 3, 0))
    children = [
        spawn.Process(target=_competitor, args=(url, _people(house), against, start, theirs)) for _ours, theirs in ends
    ]
    for child in children:
        child.start()
    try:
        yield Race([ours for ours, _theirs in ends])
    finally:
        for ours, theirs in ends:
            ours.send(("stop", ()))
            theirs.close()
        for child in children:
            child.join(PATIENCE)
            if child.is_alive():
                child.kill()
                child.join()
        for ours, _theirs in ends:
            ours.close()


@changes(Permission.SETTINGS)
def to_publicity(work: Work, house: Casework, case_id: int) -> None:
    """A case that is ready for first review, led to a publicity that has run out; each step by its own person."""
    now = work.now
    work.now = now - timedelta(days=30)
    steps: tuple[tuple[Actor, Callable[[], object]], ...] = (
        (house.reviewer, lambda: first_review(work, case_id, Verdict.PASS, "同意")),
        (house.chair, lambda: hold_panel(work, case_id, house.panel(held_on=house.today - timedelta(days=30)))),
        (house.staff, lambda: publish(work, case_id)),
    )
    for actor, step in steps:
        work.actor = actor
        step()
    work.now = now


@dataclass
class LastUnits:
    """Rounds in each of which one unit is there and several processes want it.

    `wins` says who got it, `kinds` how often which race was run.
    """

    house: Casework
    runners: Race
    draw: random.Random
    wins: Counter[str] = field(default_factory=Counter)
    kinds: Counter[str] = field(default_factory=Counter)
    rounds: int = 0
    processes: int = PROCESSES
    pool: str = ""
    cases: list[int] = field(default_factory=list)

    def run(self, rounds: int) -> None:
        """Race; raises AssertionError for a unit too many, or for none."""
        kinds = (
            *(self.only_approvals, self.against_takers) * 3,
            *(self.after_grant, self.while_frozen) * 2,
            self.given_back,
        )
        for turn in range(rounds):
            if self.rounds % AT_ONCE == 0:
                self._next_pool()
            kind = self.decided_or_not if turn % 50 == 49 else self.draw.choice(kinds)
            kind()
            self.kinds[kind.__name__] += 1
            self.rounds += 1

    def only_approvals(self) -> None:
        """Everybody approves a case of their own."""
        self._settle(self._compete([("review", (case_id,)) for case_id in self.cases]))

    def against_takers(self) -> None:
        """Approvals, a total that is lowered by the last unit, and a move that takes it away."""
        takers: list[Task] = [("lower", (self.pool,)), ("move", (self.pool, GENERAL))]
        chosen = self.draw.choice(([takers[0]], [takers[1]], takers))
        tasks: list[Task] = [("review", (case_id,)) for case_id in self.cases[: self.processes - len(chosen)]]
        self._settle(self._compete(tasks + chosen))

    def after_grant(self) -> None:
        """The unit is granted while the others already ask for it."""
        self._do("lower", self.pool)
        self._with_help(("grant", (self.pool,)))

    def while_frozen(self) -> None:
        """The pool is frozen while the others ask; thawed, the unit goes to one of them if it went to none."""
        self._with_help(("freeze", (self.pool,)), then=("thaw", self.pool))

    def given_back(self) -> None:
        """Whoever holds the unit gives it back, or is voted down, while the others ask for it."""
        holder = self.cases[0]
        self._do("review", holder)
        self.cases[0] = self._fresh()
        self._with_help((self.draw.choice(("withdraw", "vote down")), (holder,)))

    def decided_or_not(self) -> None:
        """A published case is approved, rejected and withdrawn at the same moment."""
        case_id = self.house.ready()
        self._do("grant", GENERAL)
        self.house.do(to_publicity, self.house.admin, self.house, case_id)
        acts = self.draw.sample(("decide", "reject", "withdraw", "decide"), self.processes)
        tasks = [(what, (case_id,)) for what in acts]
        results = self.runners.run(tasks)
        assert Counter(results) == {"won": 1, "IllegalTransition": self.processes - 1}, results
        won = tasks[results.index("won")][0]
        self.wins[won] += 1
        assert self.house.entries(case_id) == ["reserve", "consume" if won == "decide" else "release"]
        if won != "decide":
            self._do("lower", GENERAL)

    def _with_help(self, task: Task, then: tuple[str, str] | None = None) -> None:
        """Approvals beside an act that succeeds whatever they do; if no approval came through, they ask again."""
        tasks: list[Task] = [("review", (case_id,)) for case_id in self.cases[1:]]
        place = self.draw.randrange(self.processes)
        tasks.insert(place, task)
        results = self.runners.run(tasks)
        assert results.pop(place) == "won", (task, results)
        assert set(results) <= {"won", "QuotaExhausted", "PoolFrozen"}, (task, results)
        assert results.count("won") <= 1, (task, results)
        if then is not None:
            self._do(*then)
        if "won" in results:
            self._take_back(self.cases[1 + results.index("won")])
            self.wins[f"approve beside {task[0]}"] += 1
        else:
            self._settle(self._compete([("review", (case_id,)) for case_id in self.cases]))

    def _compete(self, tasks: list[Task]) -> Task:
        """Let them run for the one unit; the task that got it."""
        self.draw.shuffle(tasks)
        results = self.runners.run(tasks)
        assert results.count("won") == 1, (tasks, results)
        assert set(results) <= {"won", "QuotaExhausted", "Invalid"}, (tasks, results)
        total, reserved, used = counters(self.house, self.pool)
        assert reserved + used == total, (tasks, results, total, reserved, used)
        return tasks[results.index("won")]

    def _settle(self, won: Task) -> None:
        """Put the unit back, by an entry."""
        command, subject = won
        self.wins["approve" if command == "review" else command] += 1
        if command == "review":
            self._take_back(subject[0])
        elif command == "lower":
            self._do("grant", self.pool)
        else:
            self._do("move", GENERAL, self.pool)

    def _take_back(self, case_id: int) -> None:
        entry = _last_entry(self.house.bureau.office.database, case_id)
        self.house.do(reverse_entry, self.house.decider, entry, "误点")
        total, reserved, used = counters(self.house, self.pool)
        assert (total - used, reserved) == (1, 0), (total, reserved, used)

    def _do(self, command: str, *subject: object) -> None:
        came = Hand(self.house.bureau.office, _people(self.house), self.house.panel((0, 3, 0))).act(command, subject)
        assert came == "won", (command, came)

    def _fresh(self) -> int:
        case_id = self.house.ready()
        self.house.do(choose_pool, self.house.filer, case_id, self.pool)
        return case_id

    def _next_pool(self) -> None:
        """Another pool with one unit, and other cases: ledgers and cases as long as they are in an office."""
        self.pool = f"第 {self.rounds // AT_ONCE + 1} 批"
        self.house.do(open_pool, self.house.decider, PoolDraft(YEAR, PoolKind.CAMPAIGN, self.pool))
        self._do("grant", self.pool)
        self.cases = [self._fresh() for _ in range(self.processes)]


def counters(house: Casework, pool: str) -> tuple[int, int, int]:
    """Granted, reserved and used of a pool."""
    with house.bureau.office.database.transaction(writes=False) as connection:
        query = sa.select(Quota.total, Quota.reserved, Quota.used).where(Quota.year == YEAR, Quota.name == pool)
        total, reserved, used = connection.execute(query).one()
    return total, reserved, used


def sums(house: Casework) -> dict[str, int]:
    """What all pools say together, and what their entries add up to. Raises AssertionError where the two differ."""
    with house.bureau.office.database.transaction(writes=False) as connection:
        told = connection.execute(
            sa.select(
                sa.func.sum(Quota.total),
                sa.func.sum(Quota.reserved),
                sa.func.sum(Quota.used),
                sa.func.sum(Quota.entries),
            )
        ).one()
        added = connection.execute(
            sa.select(
                sa.func.sum(QuotaEntry.d_total),
                sa.func.sum(QuotaEntry.d_reserved),
                sa.func.sum(QuotaEntry.d_used),
                sa.func.count(),
            )
        ).one()
        over = connection.execute(
            sa.select(sa.func.count()).select_from(Quota).where(Quota.used + Quota.reserved > Quota.total)
        ).scalar_one()
    assert tuple(told) == tuple(added), (told, added)
    assert not over
    verdict: Any = house.ask(ledger_verdict, house.decider)
    assert verdict.sound, verdict.faults
    return dict(zip(("granted", "reserved", "used", "entries"), map(int, told), strict=True))


def _spawned(url: str, people: dict[str, Actor], case_id: int, theirs: Connection) -> BaseProcess:
    child = multiprocessing.get_context("spawn").Process(target=restless, args=(url, people, case_id, theirs))
    child.start()
    return child


def killed(
    url: str, house: Casework, kills: int, draw: random.Random, begin: Callable[..., BaseProcess] = _spawned
) -> Counter[str]:
    """Kill a process in the middle of approvals, again and again; what it had done when it died.

    Case, entry, counter and audit trail are all there or none is, and all that it was told was done is there.
    """
    database = house.bureau.office.database
    found: Counter[str] = Counter()
    house.grant(1)
    case_id = house.ready()
    others = counters(house, GENERAL)[1]
    stored = 0
    for _ in range(kills):
        ours, theirs = multiprocessing.Pipe()
        child = begin(url, _people(house), case_id, theirs)
        theirs.close()
        assert ours.poll(PATIENCE), "the process does not begin"
        time.sleep(draw.uniform(0, 0.15))
        child.kill()
        child.join()
        told = 0
        while ours.poll():
            try:
                ours.recv()
            except (EOFError, OSError):
                break
            told += 1
        ours.close()
        # Waits for what a server still has to take back.
        with database.transaction(writes=True) as connection:
            connection.execute(sa.update(Quota).values(claims=Quota.claims + 1))
        entries = house.entries(case_id)
        assert told <= len(entries) - stored <= told + 1, (told, stored, entries[-4:])
        found["died between"] += len(entries) - stored == told
        found["died before it could tell"] += len(entries) - stored > told
        reserved = bool(entries) and entries[-1] == "reserve"
        assert house.state(case_id) is (State.PANEL if reserved else State.FIRST_REVIEW)
        assert counters(house, GENERAL)[1] - others == int(reserved)
        with database.transaction(writes=False) as connection:
            trail = connection.execute(
                sa.select(sa.func.count()).select_from(AuditEntry).where(AuditEntry.entity == "quota_entry")
            ).scalar_one()
            lines = connection.execute(sa.select(sa.func.count()).select_from(QuotaEntry)).scalar_one()
        assert trail == lines, (trail, lines)
        if reserved:
            house.do(reverse_entry, house.decider, _last_entry(database, case_id), "误点")
        stored = len(house.entries(case_id))
        sums(house)
    return found


def last_units(url: str, house: Casework, rounds: int, seed: int = 1, processes: int = PROCESSES) -> LastUnits:
    """Rounds of the last unit among two to four processes; see LastUnits."""
    house.ask_for_one_paper()
    house.grant(1)
    Hand(house.bureau.office, _people(house), None).act("lower", (GENERAL,))
    with race(url, house, processes) as runners:
        units = LastUnits(house, runners, random.Random(seed), processes=processes)
        for part in range(0, rounds, _TOLD):
            began = time.monotonic()
            units.run(min(_TOLD, rounds - part))
            if rounds > _TOLD:
                took = time.monotonic() - began
                print(f"{units.rounds} rounds, {sum(units.wins.values())} winners, {took:.0f} s", flush=True)
    return units


@contextmanager
def _own_database(engine: str) -> Iterator[str]:
    if engine == "sqlite":
        with tempfile.TemporaryDirectory(prefix="officer-app-race-") as folder:
            yield f"sqlite:///{Path(folder) / 'office.sqlite'}"
        return
    cluster = Cluster()
    try:
        yield cluster.create("race")
    finally:
        cluster.close()


def main() -> None:
    parser = argparse.ArgumentParser(description="Races for the last unit of a quota.")
    parser.add_argument("--rounds", type=int, default=10_000)
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), default="sqlite")
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=PROCESSES, choices=range(2, 5))
    asked = parser.parse_args()
    load_models()
    with _own_database(asked.engine) as url:
        database = Database(url)
        database.prepare()
        house = casework(database)
        began = time.monotonic()
        units = last_units(url, house, asked.rounds, asked.seed, asked.processes)
        took = time.monotonic() - began
        print(f"{asked.engine}: {units.rounds} rounds, {asked.processes} processes, {took:.0f} s")
        print("won by: " + ", ".join(f"{what} {count}" for what, count in units.wins.most_common()))
        assert sum(units.wins.values()) == asked.rounds
        print(f"sums: {sums(house)}; the ledger is sound")
        if asked.kills:
            print(f"killed {asked.kills} times: {dict(killed(url, house, asked.kills, random.Random(asked.seed)))}")
            print(f"sums: {sums(house)}; the ledger is sound")
        database.close()


if __name__ == "__main__":
    main()
