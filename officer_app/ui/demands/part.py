"""What the views of the page of demands have in common: something is current, letters act on it, Enter opens it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from officer_app.demands.board import DemandFilter
from officer_app.demands.service import DemandRow
from officer_app.ui.page import Desk, Key


class DemandsPart(QWidget):
    """One view of the page.

    `opened` asks for a demand's panel, `lettered` passes a letter typed while a list has the focus, `shown` tells how
    many demands it shows after reading them.
    """

    opened = Signal(int)
    lettered = Signal(str)
    shown = Signal(int)
    step_wanted = Signal(int, object)  # a demand, with the step whose form is to be opened

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.desk = desk

    def load(self, filter_: DemandFilter) -> None:
        """Read what the filters let through and show it."""

    def enter(self) -> None:
        """Take the keyboard."""

    def current(self) -> DemandRow | None:
        """The demand the keyboard is at."""
        return None

    def choose(self, demand_id: int) -> None:
        """Make a demand current, if it is here."""

    def keys(self) -> Sequence[Key]:
        """The keys that work here now."""
        return ()
