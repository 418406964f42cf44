"""S1, S8, R14, R16: files that people are sent, papers they attach, lists full of mistakes, and no printer."""

import random
import sys
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from officer_app.core.contents import StoredContent
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.core.filenames import harmless_name
from officer_app.directory.attachments import open_paper
from tests import test_attachments as attached
from tests import test_hostile_files as hostile
from tests.faults import offices
from tests.faults.catalogue import CannotBeDone, Outcome, fault
from tests.test_directory import Desk

_NAMES: Final = (
    "../../etc/passwd",
    "/etc/shadow",
    "C:\\Windows\\win.ini",
    "..\\..\\a.pdf",
    "CON",
    "con.pdf",
    "nul.tar.gz",
    "a\0b.pdf",
    "发票\u202efdp.exe",
    "-rf.pdf",
    ".bashrc",
    "$(rm -rf .).pdf",
    "长" * 300 + ".pdf",
    "a" * 300,
    "结尾. . ",
    "?*<>|:.pdf",
    "file:///etc/passwd",
    "\u200b.pdf",
)
_CONTENTS: Final = (
    b"%PDF-1.7 a scan",
    b"MZ\x90\x00",
    b"\x7fELF\x02",
    b"#!/bin/sh\nrm -rf ~\n",
    b"\x89PNG\r\n\x1a\n" + b"\xff" * 64,
)
_ENCODINGS: Final = ("gbk", "gb18030", "utf-8-sig", "utf-8")


def _cases_of(test: Callable[..., object]) -> list[tuple[object, ...]]:
    """What a test of the suite is run with."""
    marks = getattr(test, "pytestmark", [])
    return next(list(mark.args[1]) for mark in marks if mark.name == "parametrize")


@fault("S1", "hostile workbook", quick=9, full=27, proven_by="tests/test_hostile_files.py")
def workbooks(rounds: int, folder: Path) -> Outcome:
    """Refused in words, or read, within 512 MB and 30 seconds: bombs, a million rows, macros, pictures."""
    if sys.platform != "linux":
        raise CannotBeDone("the peak of a child's memory is counted on Linux")
    check = hostile.test_a_hostile_file_takes_little_memory_and_time_and_is_told_plainly
    cases = _cases_of(check)
    for number in range(rounds):
        place = folder / str(number)
        place.mkdir()
        check(place, *cases[number % len(cases)])
    return Outcome(rounds, rounds, f"{len(cases)} kinds, each at most 512 MB and 30 s, told in words")


@fault(
    "R14",
    "ten thousand bad rows, every encoding and line end",
    quick=4,
    full=8,
    proven_by="tests/test_hostile_files.py",
)
def bad_rows(rounds: int, folder: Path) -> Outcome:
    """Every row is told by number, column and cause; giving up writes nothing."""
    for number in range(rounds):
        encoding = _ENCODINGS[number % len(_ENCODINGS)]
        told = partial(hostile.test_ten_thousand_bad_rows_are_each_told_by_number_column_and_cause, encoding=encoding)
        for check in (told, hostile.test_cancelling_a_bad_file_writes_nothing):
            place = folder / f"{number}-{check is told}"
            place.mkdir()
            offices.new_profile(place)
            database = Database(str(place / "office.sqlite"))
            database.prepare()
            check(Desk(database), place)
            database.close()
    kinds = len(hostile.DEFECTS)
    return Outcome(rounds, rounds, f"10,000 rows of {kinds} defects each time, in {', '.join(_ENCODINGS[:rounds])}")


@fault("S8", "hostile names and contents of attachments", quick=len(_NAMES), full=300)
def attachments(rounds: int, folder: Path) -> Outcome:
    """Stored under the hash of the content, written inside the folder asked for only, and no program is opened."""
    house = offices.opened(offices.copied(folder / "office"))
    draw = random.Random(8)
    refused = 0
    target = folder / "out"
    target.mkdir()
    for number in range(rounds):
        name = "".join(draw.choices("./\\:\0CON长a\u202e$*?-~", k=draw.randrange(1, 40)))
        name = _NAMES[number] if number < len(_NAMES) else name
        content = _CONTENTS[number % len(_CONTENTS)] + number.to_bytes(4, "big")
        taken = attached.add(house.bureau, house.liaison, house.enterprise_id, name, content)
        with house.bureau.office.database.transaction(writes=False) as connection:
            digests = set(connection.execute(sa.select(StoredContent.hash)).scalars())
        assert sha256(content).hexdigest() in {str(one) for one in digests}
        written = (target / harmless_name(name)).resolve()
        assert written.parent == target.resolve(), name
        try:
            house.do(open_paper, house.liaison, taken.id)
        except AppError:
            refused += 1
    house.bureau.office.close()
    return Outcome(rounds, rounds, f"{rounds} names inside their folder, {refused} programs not opened")
