"""Processes that work until they are killed. They tell each commit on a pipe, after it has been acknowledged.

They are forked from one server that has everything imported: a process begins in milliseconds, and two hundred of them
in seconds. What they write is awaited on the disk, as in the program.
"""

import multiprocessing
import os
import random
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Final

from officer_app.assignments.importing import import_enterprises
from officer_app.cases.words import Verdict
from officer_app.core.database import Database
from officer_app.core.work import Actor, Office
from officer_app.directory.imports.importing import ImportRequest
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.office import load_models
from officer_app.people.access import AccessTable
from officer_app.quota.service import decide
from officer_app.sample.enterprises import uscc
from tests.factories import Clock, open_keys
from tests.faults.catalogue import CannotBeDone
from tests.race_quota import restless

load_models()

PATIENCE: Final = 60.0
ROWS: Final = 60  # of one file to import

People = dict[str, Actor]


def begin(target: Callable[..., None], *args: object) -> tuple[BaseProcess, Connection]:
    """A process that runs this with the arguments and its end of a pipe. Raises CannotBeDone on Windows."""
    ours, theirs = multiprocessing.Pipe()
    child = begin_with(target, *args, theirs)
    theirs.close()
    return child, ours


def begin_with(target: Callable[..., None], *args: object) -> BaseProcess:
    """A process that runs this with the arguments."""
    if sys.platform == "win32":
        raise CannotBeDone("processes are not forked here")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([__name__])
    child = context.Process(target=_at_home, args=(os.environ.get("OFFICER_APP_HOME", ""), target, args))
    child.start()
    return child


def _at_home(home: str, target: Callable[..., None], args: tuple[object, ...]) -> None:
    if home:
        os.environ["OFFICER_APP_HOME"] = home
    target(*args)


def pace(target: Callable[..., None], *args: object) -> float:
    """How many seconds pass until such a process, once it has begun, has stored something for the first time."""
    child, line = begin(target, *args)
    line.recv()
    began = time.perf_counter()
    line.recv()
    took = time.perf_counter() - began
    child.kill()
    child.join()
    line.close()
    return took


def kill_soon(child: BaseProcess, line: Connection, seconds: float) -> int:
    """Let it work that long after it has begun, kill it, and count what it had told."""
    if not line.poll(PATIENCE):
        raise TimeoutError("the process does not begin")
    time.sleep(seconds)
    child.kill()
    child.join()
    told = 0
    while line.poll():
        try:
            line.recv()
        except (EOFError, OSError):
            break
        told += 1
    line.close()
    return told


def _office(path: str, key: bytes) -> Office:
    office = Office(Database(path, key=key), AccessTable(), Clock())
    open_keys(office)
    return office


def saving(path: str, key: bytes, staff: Actor, first: int, line: Connection) -> None:
    """Store one enterprise after the other; each is told by its number."""
    office = _office(path, key)
    line.send("began")
    number = first
    while True:
        name = f"上海断电{number}号科技有限公司"
        draft = EnterpriseDraft(f"draft-{number}", name, uscc(random.Random(number)))
        office.perform(save_enterprise, staff, draft)
        line.send(number)
        number += 1


def importing(path: str, key: bytes, staff: Actor, folder: Path, first: int, line: Connection) -> None:
    """Import one file after the other; each is told by its number."""
    office = _office(path, key)
    line.send("began")
    number = first
    while True:
        office.perform(import_enterprises, staff, ImportRequest(file_to_import(folder, number)))
        line.send(number)
        number += 1


def file_to_import(folder: Path, number: int) -> Path:
    """Another file each time, of ROWS enterprises with a contact."""
    rows = ["企业名称,统一社会信用代码,联系人,联系电话"]
    rows += [
        f"上海导入{row}号科技有限公司,{uscc(random.Random(1_000_000 + row))},张三,13800138000"
        for row in range(number * ROWS, (number + 1) * ROWS)
    ]
    path = folder / f"{number}.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def deciding(path: str, key: bytes, decider: Actor, case_id: int, line: Connection) -> None:
    """Approve one case, tell it, and wait for the end."""
    office = _office(path, key)
    line.send("began")
    office.perform(decide, decider, case_id, Verdict.PASS, "同意")
    line.send(case_id)
    time.sleep(PATIENCE)


def approving(url: str, people: People, case_id: int, key: bytes, line: Connection) -> None:
    """Reserve a unit for a case and take it back, without end (tests/race_quota.py)."""
    restless(url, people, case_id, line, key)
