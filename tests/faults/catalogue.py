"""The catalogue of faults: what is done, how often, and what came of it.

A fault is a function `(rounds, folder) -> Outcome` with the decorator `@fault`; it does its mischief that many times in
an empty folder of its own and says in how many of them the program held. Several functions may share an identifier,
where one fault strikes in several places. Every module of this package is imported, so that nothing need be listed.
"""

import importlib
import pkgutil
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

# What there is to survive. A line without a function is told as missing.
FAULTS: Final = {
    "R1": "kill -9 while somebody saves, approves or imports",
    "R2": "power lost at any write",
    "R3": "kill during a backup",
    "R4": "kill during a migration",
    "R5": "disk full",
    "R6": "read-only file or folder",
    "R7": "database locked by another process",
    "R8": "damaged file",
    "R9": "log of the database deleted after a crash",
    "R10": "database of a newer program",
    "R11": "clock that jumps",
    "R12": "last unit of a quota",
    "R13": "PostgreSQL cut off at any stage",
    "R14": "ten thousand bad rows, every encoding",
    "R15": "every page opened and closed again and again",
    "R16": "no printer",
    "S1": "hostile workbook",
    "S2": "formula in a text that is exported",
    "S3": "markup in a text that is printed",
    "S4": "very long text that is printed",
    "S5": "markup in a text that is shown",
    "S6": "Unicode that deceives",
    "S7": "wildcards and operators in a search",
    "S8": "hostile names and contents of attachments",
    "S9": "guessing of passwords",
    "S10": "use cases called by those who may not",
    "S11": "approval of oneself, by whatever detour",
    "S12": "audit trail tampered with",
    "S13": "ledger tampered with",
    "S14": "stolen disk",
    "S15": "machine left alone, or sent to sleep",
    "S16": "personal data in logs",
}


@dataclass(frozen=True)
class Outcome:
    """In how many of the rounds what was promised held, and what was seen; one sentence or a few figures."""

    rounds: int
    held: int
    evidence: str

    @property
    def all_held(self) -> bool:
        return self.rounds > 0 and self.held == self.rounds


class CannotBeDone(Exception):
    """This machine lacks what the fault needs (a server, a compiler); the message says what."""


Strike = Callable[[int, Path], Outcome]


@dataclass(frozen=True)
class Fault:
    """One way to strike. `quick` and `full` are rounds: of the suite, and of the proof before a release.

    `proven_by` is the test that strikes the same way in the suite, where it need not be done twice.
    """

    id: str
    what: str
    quick: int
    full: int
    strike: Strike
    postgresql: bool = False
    proven_by: str = ""

    @property
    def name(self) -> str:
        """Short and unique, for the names of tests and folders."""
        return f"{self.id}_{self.strike.__name__}"

    def run(self, rounds: int, folder: Path) -> Outcome:
        """Strike. An AssertionError is a round that did not hold, and says why; any other error passes."""
        folder.mkdir(parents=True, exist_ok=True)
        try:
            return self.strike(rounds, folder)
        except AssertionError as broken:
            last = traceback.extract_tb(broken.__traceback__)[-1]
            said = " ".join(str(broken).split())[:400]
            return Outcome(rounds, 0, f"broke at {Path(last.filename).name}:{last.lineno}: {said or last.line}")


@dataclass
class _Known:
    faults: list[Fault] = field(default_factory=list)
    loaded: bool = False


_known: Final = _Known()


def fault(
    key: str, what: str, *, quick: int, full: int, postgresql: bool = False, proven_by: str = ""
) -> Callable[[Strike], Strike]:
    """Register a fault under an identifier of the catalogue."""
    if key not in FAULTS:
        raise ValueError(f"there is no {key} in the catalogue")

    def keep(strike: Strike) -> Strike:
        _known.faults.append(Fault(key, what, quick, full, strike, postgresql, proven_by))
        return strike

    return keep


def faults() -> list[Fault]:
    """All that are written, in the order of the catalogue."""
    if not _known.loaded:
        package = importlib.import_module("tests.faults")
        for module in pkgutil.iter_modules(package.__path__):
            if module.name != "__main__":
                importlib.import_module(f"tests.faults.{module.name}")
        _known.loaded = True
    order = list(FAULTS)
    return sorted(_known.faults, key=lambda one: (order.index(one.id), one.what))


def missing() -> list[str]:
    """The identifiers for which nothing is written yet."""
    written = {one.id for one in faults()}
    return [key for key in FAULTS if key not in written]


@dataclass(frozen=True)
class Row:
    """A line of the table."""

    id: str
    what: str
    rounds: int
    held: int
    evidence: str
    seconds: float = 0.0

    @property
    def all_held(self) -> bool:
        return self.rounds > 0 and self.held == self.rounds


def row_of(one: Fault, rounds: int, folder: Path) -> Row:
    """Strike, and say what came of it; what this machine cannot do has no rounds."""
    began = time.perf_counter()
    try:
        came = one.run(rounds, folder)
    except CannotBeDone as reason:
        came = Outcome(0, 0, f"not done: {reason}")
    return Row(one.id, one.what, came.rounds, came.held, came.evidence, round(time.perf_counter() - began, 1))
