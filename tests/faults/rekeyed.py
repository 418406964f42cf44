"""R1 again: killed while a database is given another key, or a plain one is encrypted. One key opens it, whole."""

import random
import shutil
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Final

from officer_app.core.alone import alone, troubles
from officer_app.core.converting import PLAIN_HEAD, convert, is_plain
from officer_app.core.database import Database, raw_connection
from officer_app.core.keyfile import KeyFile, beside
from officer_app.core.rekeying import rekey, settle, working_key
from officer_app.core.sealing import Cost
from officer_app.core.work import utc_now
from tests.faults import children, offices
from tests.faults.catalogue import Outcome, fault
from tests.faults.stolen import key_file

_SEED: Final = 61
_NAME: Final = "郑予"
_PASSWORD: Final = "a-long-password"


def rekeying(path: str, line: Connection) -> None:
    """Give the database one key after the other; each is told."""
    file = KeyFile.read(beside(Path(path)))
    database = Database(path, key=file.open(_NAME, _PASSWORD))
    line.send("began")
    while True:
        rekey(database)
        line.send("another key")


def converting(path: str, line: Connection) -> None:
    """Encrypt the plain database, and tell it."""
    line.send("began")
    convert(Path(path), lambda _database: None, utc_now())
    line.send("encrypted")
    line.recv()


@fault("R1", "kill -9 while the database is given another key", quick=3, full=200)
def another_key(rounds: int, folder: Path) -> Outcome:
    """The key file opens the database whenever it stopped, all rows are there, and the former key is settled."""
    path, draw = offices.copied(folder), random.Random(_SEED)
    key_file(path)
    before = _rows(path, KeyFile.read(beside(path)).open(_NAME, _PASSWORD))
    elsewhere = offices.copied(folder / "pace")
    key_file(elsewhere)
    most = 1.5 * children.pace(rekeying, str(elsewhere))
    changed = rolled_back = 0
    for number in range(rounds):
        child, line = children.begin(rekeying, str(path))
        told = children.kill_soon(child, line, draw.uniform(0, most)) - 1
        keys = KeyFile.read(beside(path)).keys(_NAME, _PASSWORD)
        working = working_key(path, keys)
        assert working is not None, f"round {number}: no key of {len(keys)} opens it after {told}"
        rolled_back += len(keys) > 1 and working == keys[0]
        settle(path, keys, working)
        assert KeyFile.read(beside(path)).keys(_NAME, _PASSWORD) == (working,)
        assert _rows(path, working) == before, f"round {number}: rows are missing"
        assert troubles(path, working) == []
        changed += told
    return Outcome(rounds, rounds, f"{changed} keys changed, {rolled_back} changes cut off; it opened every time")


@fault("R1", "kill -9 while a plain office is encrypted", quick=3, full=200)
def conversion(rounds: int, folder: Path) -> Outcome:
    """The plain file is there or the encrypted one, whole, and the next try encrypts it."""
    source, path, draw = _plain_copy(folder / "source"), folder / "office.db", random.Random(_SEED)
    before = _rows(source, None)
    prepared = KeyFile(beside(source), "faults").with_slot(_NAME, _PASSWORD, cost=Cost(1, 8, 1)).save()
    _laid(source, folder / "pace.db")
    most = 1.3 * children.pace(converting, str(folder / "pace.db"))
    plain = 0
    for number in range(rounds):
        _laid(source, path)
        prepared.at(beside(path)).save()
        child, line = children.begin(converting, str(path))
        children.kill_soon(child, line, draw.uniform(0, most))
        if is_plain(path):
            plain += 1
            assert _rows(path, None) == before, f"round {number}: rows are missing in the plain file"
            convert(path, lambda _database: None, utc_now())
        key = KeyFile.read(beside(path)).open(_NAME, _PASSWORD)
        assert not path.read_bytes().startswith(PLAIN_HEAD)
        assert _rows(path, key) == before, f"round {number}: rows are missing in the encrypted file"
        assert troubles(path, key) == []
    return Outcome(rounds, rounds, f"{plain} times the plain file had stayed, {rounds - plain} times it was encrypted")


def _plain_copy(folder: Path) -> Path:
    path = offices.copied(folder)
    with alone(path, offices.KEY) as connection:
        connection.execute("ATTACH DATABASE ? AS plain KEY ''", (str(folder / "plain.db"),))
        connection.execute("SELECT sqlcipher_export('plain')")
        connection.execute("DETACH DATABASE plain")
    return folder / "plain.db"


def _laid(source: Path, path: Path) -> None:
    """A copy of the plain office and its key file, and nothing else, in this place."""
    for stale in path.parent.glob(f"{path.stem}*"):
        if stale.is_file():
            stale.unlink()
    shutil.copyfile(source, path)
    shutil.copyfile(beside(source), beside(path))


def _rows(path: Path, key: bytes | None) -> list[tuple[str, int]]:
    """How many rows each table holds."""
    connection = raw_connection(path, key)
    try:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY 1")]
        return [(name, connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0]) for name in names]
    finally:
        connection.close()
