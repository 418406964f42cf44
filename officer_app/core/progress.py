"""How long work tells how far it is, and learns that it is no longer wanted."""

from typing import Protocol


class Cancelled(Exception):
    """Raised inside long work when the person has cancelled it; the transaction around it rolls back."""


class Progress(Protocol):
    """Called by long work at least twice a second."""

    def __call__(self, done: int, total: int | None = None, /) -> None:
        """`done` of `total` steps are done; total None if unknown. Raises Cancelled once cancelled."""


def unwatched(_done: int, _total: int | None = None) -> None:
    """Progress nobody watches, for tests and the command line."""


def portion(progress: Progress, begin: float, end: float) -> Progress:
    """The progress of a part of the work that goes from one share of the whole to another (0 to 1)."""

    def report(done: int, total: int | None = None, /) -> None:
        reached = begin + (end - begin) * (done / total if total else 0.0)
        progress(round(reached * 1000), 1000)

    return report
