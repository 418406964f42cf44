"""Checks of papers by key, quicker than they are stored: one after the other, each on the case as the last left it."""

from collections.abc import Callable
from dataclasses import dataclass

from officer_app.cases.words import DefectCode


@dataclass(frozen=True)
class Check:
    """A paper, what it lacks and the code of the defect; empty and None: it is in order."""

    paper_id: int
    gap: str
    code: DefectCode | None


class Checks:
    """`send` stores one; the next one waits until that is on record and the case has been read anew.

    Sent at once, the second would be refused as if somebody else had changed the case.
    """

    def __init__(self, send: Callable[[Check], object]) -> None:
        self._send = send
        self._waiting: list[Check] = []
        self._saved = False

    def ask(self, check: Check) -> None:
        """Send it when its turn comes; a paper whose check is waiting or on its way is not checked twice."""
        if all(one.paper_id != check.paper_id for one in self._waiting):
            self._waiting.append(check)
            if len(self._waiting) == 1:
                self._next()

    def saved(self) -> None:
        """The first one is on record; to be told before the case is read anew."""
        self._saved = True

    def read_anew(self) -> None:
        """The case has been read; the next one goes if it was read after the last was stored."""
        if self._saved:
            del self._waiting[:1]
            self._next()

    def forget(self) -> None:
        """One was refused, or another case is shown."""
        self._waiting.clear()
        self._saved = False

    def _next(self) -> None:
        self._saved = False
        if self._waiting:
            self._send(self._waiting[0])
