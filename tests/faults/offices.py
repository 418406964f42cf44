"""The office that faults strike: made once, copied for each.

It is encrypted, has somebody in every role, an enterprise, twenty units of quota, a case before first review, one in
publicity and one decided.
"""

import atexit
import os
import shutil
import tempfile
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Final

from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.core.identity import office_uuid
from officer_app.core.keyfile import KeyFile, beside
from officer_app.core.sealing import MARK_BYTES
from officer_app.core.work import Office
from officer_app.office import load_models
from officer_app.people.access import AccessTable
from tests.casework import Casework, casework
from tests.factories import Bureau, Clock, open_keys

KEY: Final = bytes(range(32))
FILE: Final = "office.db"
UNITS: Final = 20


@dataclass(frozen=True)
class Prepared:
    """The original, and the ids of its cases."""

    path: Path
    house: Casework
    ready: int
    publicity: int
    settled: int


@cache
def prepared() -> Prepared:
    """The original. Nobody writes into it; take a copy."""
    load_models()
    folder = Path(tempfile.mkdtemp(prefix="officer_app-faults-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    path = folder / FILE
    database = Database(str(path), key=KEY)
    database.prepare()
    house = casework(database)
    house.grant(UNITS)
    house.ask_for_one_paper()
    now = house.bureau.clock.now
    house.later(-30)
    settled = house.walk(State.SETTLEMENT)
    house.bureau.clock.now = now
    made = Prepared(path, house, house.ready(), house.walk(State.PUBLICITY), settled)
    # The last connection writes the log back into the file.
    house.bureau.office.close()
    return made


def copied(folder: Path) -> Path:
    """A copy of the office in the folder; its path. Nothing is known outside of it about what other copies stored."""
    new_profile(folder)
    path = folder / FILE
    for stale in folder.glob(f"{FILE}*"):
        stale.unlink()
    shutil.copyfile(prepared().path, path)
    return path


def new_profile(folder: Path) -> None:
    """The program's user begins anew, with a profile in this folder."""
    folder.mkdir(parents=True, exist_ok=True)
    os.environ["OFFICER_APP_HOME"] = tempfile.mkdtemp(prefix="home-", dir=folder)


def opened(path: Path) -> Casework:
    """The people of the prepared office, at work in this copy of it; close `bureau.office` in the end.

    Everybody's signing key is open. The database is opened as it lies: what a crash left is put in order by it alone.
    """
    return at_work(prepared().house, Database(str(path), key=KEY))


def with_keys(folder: Path) -> Casework:
    """The same in a copy with a key file beside it, in which accounts that change get their slots."""
    path = copied(folder)
    mark = path.read_bytes()[:MARK_BYTES]
    database = Database(str(path), key=KEY + mark)
    with database.transaction(writes=False) as connection:
        KeyFile(beside(path), office_uuid(connection), mark.hex()).save()
    return at_work(prepared().house, database)


def at_work(house: Casework, database: Database) -> Casework:
    """The same people in another copy of their office, or in another process."""
    clock = Clock()
    clock.now = house.bureau.clock.now
    office = Office(database, AccessTable(), clock)
    open_keys(office)
    return replace(house, bureau=Bureau(office, clock))
