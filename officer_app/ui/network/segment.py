"""What a part of the contact network is: a list with its bar, its buttons in the heading, and its panel."""

from collections.abc import Sequence
from typing import ClassVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.assignments.service import PortfolioRow, SubdistrictRow
from officer_app.ui.page import Desk, Key
from officer_app.ui.widgets import FilterBar, PushButton, SidePanel, Text


class NetworkSegment(QWidget):
    """One segment of the switch. Put its filters into the bar, its list into `column`, and name the rest.

    The page calls `reload` when the segment comes into view and what it shows has changed; one that is `counted` is
    read at once, because its number stands in the switch.
    """

    key: ClassVar[str]
    title: ClassVar[str]  # msgid
    counted: ClassVar[bool] = False
    permission: ClassVar[str] = "assignment_read"

    count_changed = Signal(int)  # the number beside its word, and in the navigation
    keys_changed = Signal()
    side_wanted = Signal(bool)  # the panel is needed for work; in a narrow window it takes the place of the list

    def __init__(self, desk: Desk, side: SidePanel, filters: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.desk = desk
        self.side = side
        self.buttons: tuple[PushButton, ...] = ()  # in the heading while it is in view
        self.summary = Text("", "body", "text2")
        self.filters = FilterBar(filters, (self.summary,))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(0)
        self.column.addWidget(self.filters)

    def know(self, towns: Sequence[SubdistrictRow], officers: Sequence[PortfolioRow]) -> None:
        """The sub-districts and officers, read once for all segments."""

    def reload(self) -> None:
        """Read what it shows anew."""

    def opened(self, target: object) -> None:
        """Come into view for a target that names more than the segment."""

    def keys(self) -> Sequence[Key]:
        """The keys that work in it now."""
        return ()

    def take_focus(self) -> None:
        """Give the keyboard to its list."""
