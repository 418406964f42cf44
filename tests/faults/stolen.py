"""S14: somebody takes the disk. What was planted is searched for in every file that the program leaves on it.

An office is at work when the disk is taken: its log is not written back, a form is half typed, a backup was made, a
paper was shown until the window was locked, and something went wrong and was logged. The planted values are looked for
in the encodings that files use, and inside packed streams.
"""

import logging
import random
import re
import shutil
import string
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Final

from officer_app import paths
from officer_app.cases.filing import file_case
from officer_app.core.alone import troubles
from officer_app.core.backup.making import make
from officer_app.core.backup.manifest import Why
from officer_app.core.errors import AppError
from officer_app.core.keyfile import KeyFile, beside, mark_of, new_database_key
from officer_app.core.private_copies import PrivateCopies
from officer_app.core.sealing import Cost
from officer_app.office import OfficeState, state_of, unlock
from officer_app.overview.search import search
from officer_app.people.forms import keep_form
from officer_app.ui.log import LogFile
from tests.casework import Casework, a_draft, identity
from tests.faults import offices
from tests.faults.catalogue import Outcome, fault

_SEED: Final = 14
_PLAIN: Final = b"SQLite format 3\x00"


def _planted(draw: random.Random) -> dict[str, str]:
    """What must not be found: of a person who exists nowhere."""
    letters = "".join(draw.choices(string.ascii_uppercase, k=10))
    born = date(1980, 1, 1).toordinal() + draw.randrange(7000)
    return {
        "name": f"{letters}氏",
        "id": identity(draw.randrange(500), date.fromordinal(born)),
        "phone": f"139{draw.randrange(10**8):08d}",
        "income": f"{draw.randrange(10**8, 10**9)}.{draw.randrange(10, 100)}",
        "typed": f"未寄出{letters[::-1]}",
    }


def _as_written(value: str) -> Iterator[bytes]:
    """A value in the encodings that files use."""
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"):
        yield value.encode(encoding)
    yield value.encode().hex().encode()
    yield value.encode("unicode_escape")


def hits(folder: Path, planted: dict[str, str]) -> list[str]:
    """Which planted value is in which file, packed or not."""
    needles = {name: tuple(dict.fromkeys(_as_written(value))) for name, value in planted.items()}
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            for piece in (content, *_unpacked(content)):
                found += [f"{name} in {path.name}" for name, ways in needles.items() if any(w in piece for w in ways)]
    return found


def _unpacked(content: bytes) -> Iterator[bytes]:
    """What zip archives and PDFs hold in packed streams."""
    for begin in re.finditer(rb"\x78[\x01\x5e\x9c\xda]|(?<=stream\n)|(?<=stream\r\n)", content):
        try:
            yield zlib.decompressobj().decompress(content[begin.start() :], 10_000_000)
        except zlib.error:
            continue


@contextmanager
def _logged(folder: Path) -> Iterator[None]:
    handler, logger = LogFile(folder), logging.getLogger("officer_app")
    logger.addHandler(handler)
    propagate, logger.propagate = logger.propagate, False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.propagate = propagate
        handler.close()


def _work(house: Casework, planted: dict[str, str], home: Path) -> None:
    """What leaves traces: a case, a form half typed, a search, a backup, a paper, an error with all of it inside."""
    draft = a_draft(
        house.enterprise_id,
        name=planted["name"],
        id_number=planted["id"],
        income=Decimal(planted["income"]),
        born_on=date(int(planted["id"][6:10]), int(planted["id"][10:12]), int(planted["id"][12:14])),
    )
    house.do(file_case, house.filer, draft)
    typed = {"text": planted["typed"], "phone": planted["phone"], "id": planted["id"]}
    house.do(keep_form, house.filer, "contact", "1", typed)
    house.ask(search, house.decider, planted["name"])
    try:
        house.do(file_case, house.filer, draft)
    except AppError as error:
        logging.getLogger("officer_app").warning("refused: %s", error.code)
    database = house.bureau.office.database
    make(database, home / "backups", Why.ASKED, datetime.now(UTC))
    copies = PrivateCopies(home / "opened")
    copies.put("shown.txt", " ".join(planted.values()).encode())
    copies.clear()  # as when the window is locked


@fault("S14", "disk stolen while the office is at work", quick=1, full=100)
def taken(rounds: int, folder: Path) -> Outcome:
    draw = random.Random(_SEED)
    held = files = 0
    for number in range(rounds):
        home = folder / f"disk-{number}"
        planted = _planted(draw)
        path = offices.copied(home)
        key_file(path)
        house = offices.opened(path)
        try:
            with _logged(home / "log"):
                _work(house, planted, home)
            # Taken now: the log is not written back, nothing was closed.
            stolen = folder / "stolen"
            shutil.copytree(home, stolen)
            for left in (paths.user_data(), paths.passing() / "opened"):
                if left.is_dir():
                    shutil.copytree(left, stolen / f"home-{left.name}", dirs_exist_ok=True)
        finally:
            house.bureau.office.close()
        every = [one for one in stolen.rglob("*") if one.is_file()]
        files += len(every)
        assert any(one.name.endswith("-wal") and one.stat().st_size for one in every), "there was no log to search"
        found = hits(stolen, planted)
        assert not found, f"round {number}: {found[:3]}"
        assert not any(one.read_bytes().startswith(_PLAIN) for one in every if one.suffix in (".db", ".sqlite"))
        # What was searched for is there for whoever has the key, so that the search did not look past it.
        assert _is_there(stolen / offices.FILE, planted), "what was planted is not in the office"
        held += 1
        shutil.rmtree(stolen)
        shutil.rmtree(home)
    return Outcome(rounds, held, f"{files} files searched, 5 planted values each in 6 ways: none found")


def _is_there(path: Path, planted: dict[str, str]) -> bool:
    house = offices.opened(path)
    try:
        with house.bureau.office.database.transaction(writes=False) as connection:
            rows = connection.exec_driver_sql(
                "SELECT count(*) FROM talent_case WHERE id_number = ?", (planted["id"],)
            ).scalar_one()
            drafts = connection.exec_driver_sql("SELECT payload FROM form_draft").scalars().all()
    finally:
        house.bureau.office.close()
    return rows == 1 and any(planted["phone"] in str(payload) for payload in drafts)


def key_file(path: Path) -> KeyFile:
    """The key file of a copy of the prepared office."""
    key = offices.KEY + bytes.fromhex(mark_of(path))
    slot = KeyFile(beside(path), "faults").with_slot("郑予", "a-long-password", cost=Cost(1, 8, 1))
    return slot.sealed_anew(key).save()


@fault("S14", "stolen office opened with wrong keys and passwords", quick=20, full=1000)
def wrong_keys(rounds: int, folder: Path) -> Outcome:
    """Random keys, keys one bit off, random passwords: none opens, and nothing is said but that it does not open."""
    draw = random.Random(_SEED)
    path = offices.copied(folder)
    key_file(path)
    before = path.read_bytes()
    held = 0
    for number in range(rounds):
        near = bytearray(offices.KEY)
        near[draw.randrange(len(near))] ^= 1 << draw.randrange(8)
        for key in (new_database_key()[:32], bytes(near), bytes(32)):
            said = troubles(path, key)
            assert said, f"round {number}: another key opened it"
            assert "not a database" in said[0], f"round {number}: {said}"
        file = KeyFile.read(beside(path))
        password = "".join(draw.choices(string.printable, k=draw.randrange(24)))
        refusal = _refusal(partial(file.open, "郑予", password))
        assert refusal.code == "SignInFailed", f"round {number}: {refusal.code}"
        held += 1
    assert troubles(path, None), "it opens without a key"
    assert path.read_bytes() == before, "trying to open it changed it"
    assert state_of(str(path)) is OfficeState.LOCKED
    return Outcome(rounds, held, f"{rounds * 3} keys, {rounds} passwords: none opened it")


def _refusal(attempt: Callable[[], object]) -> AppError:
    """What is said to an attempt that must fail."""
    try:
        attempt()
    except AppError as error:
        return error
    raise AssertionError("it was opened")


@fault("R10", "encrypted office of a newer program, at the sign-in", quick=1, full=10)
def newer(rounds: int, folder: Path) -> Outcome:
    """The right password, and a schema of tomorrow: refused before any write, named, nothing left beside the file."""
    held = 0
    for number in range(rounds):
        path = offices.copied(folder / str(number))
        key_file(path)
        house = offices.opened(path)
        with house.bureau.office.database.transaction(writes=True) as connection:
            connection.exec_driver_sql(f"UPDATE alembic_version SET version_num = '{1000 + number}'")
        house.bureau.office.close()
        before, keys = path.read_bytes(), beside(path).read_bytes()
        refusal = _refusal(partial(unlock, str(path), "郑予", "a-long-password"))
        assert refusal.code == "NewerDatabase", refusal.code
        assert str(1000 + number) in refusal.cause, refusal.cause
        assert (path.read_bytes(), beside(path).read_bytes()) == (before, keys), "the file was changed"
        left = {one.name for one in path.parent.iterdir() if one.is_file()}
        assert left <= {path.name, beside(path).name, "office.tries", f"{beside(path).name}.lock"}, left
        held += 1
    return Outcome(rounds, held, "refused with its version named, byte for byte as before")
