"""The filters above a list: a text, chips that are always there, and others that are added where they are wanted."""

from collections.abc import Mapping
from typing import Any, Final  # Any: what a saved view holds

from PySide6.QtCore import QMargins, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractButton, QHBoxLayout, QMenu, QSizePolicy, QWidget

from officer_app.i18n import _
from officer_app.ui.filter_values import from_plain, to_plain
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, Link, PushButton
from officer_app.ui.widgets.filter_chip import Chip
from officer_app.ui.widgets.token_field import Flow

PAUSE: Final = 120  # milliseconds without a key before the list is filtered


class ListFilters(QWidget):
    """Emits `changed` when the list must be read anew; `cleared` when the person wants everything back.

    Chips are known by their keys, under which a saved view keeps what they hold. `usable` tells of a key whether the
    person may filter by it.
    """

    changed = Signal()
    cleared = Signal()

    def __init__(self, search: Entry) -> None:
        super().__init__()
        self.search = search
        self._always: dict[str, Chip] = {}
        self._rare: dict[str, Chip] = {}
        self._own: dict[str, Chip] = {}
        self.more = PushButton(_("Add a filter"), "plus", kind="quiet", height=metrics.SMALL)
        self.clear_link = Link(_("Clear"), "body")
        # On one line with the words of the chips.
        self.clear_link.setContentsMargins(2, 3, 1, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._soon.start())
        self.more.clicked.connect(self.open_more)
        self.clear_link.clicked.connect(self.cleared)

    def lay_out(self, always: Mapping[str, Chip], rare: Mapping[str, Chip], *beside: QWidget) -> None:
        """Put the chips in a flow, and `beside` them, on their first line, what tells of the list."""
        self._always, self._rare = dict(always), dict(rare)
        self.setMinimumHeight(dp(metrics.FILTER_BAR))
        flowing = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        flowing.setSizePolicy(policy)
        self._flow = Flow(flowing, QMargins(0, 0, 0, 0), dp(8), fills=False)
        for widget in (self.search, *self._always.values(), *self._rare.values(), self.more, self.clear_link):
            self._flow.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), dp(8))
        row.setSpacing(0)
        row.addWidget(flowing, 1)
        row.addSpacing(dp(8))
        right = QHBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        for place, widget in enumerate(beside):
            if place and (place == len(beside) - 1 or isinstance(widget, QAbstractButton)):
                right.addSpacing(dp(8))
            right.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        head = QWidget()
        head.setLayout(right)
        head.setFixedHeight(dp(metrics.CONTROL))
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        for key, chip in self.chips().items():
            chip.chosen.connect(lambda _value: self.changed.emit())
            chip.setVisible(key in self._always and self.usable(key))
        self.clear_link.hide()

    def usable(self, _key: str) -> bool:
        """Whether the person may filter by this."""
        return True

    def chips(self) -> dict[str, Chip]:
        """Every filter by its key."""
        return {**self._always, **self._rare, **self._own}

    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.search.text().strip()) or any(chip.value() is not None for chip in self.chips().values())

    def clear_all(self) -> None:
        """Let everything through, without a signal."""
        self.show_text("")
        for chip in self.chips().values():
            chip.set_value(None)

    def state(self) -> dict[str, Any]:
        """What narrows the list now, for a saved view."""
        kept = {key: to_plain(chip.value()) for key, chip in self.chips().items() if chip.value() is not None}
        return {"text": self.search.text().strip(), **kept}

    def apply(self, state: Mapping[str, Any]) -> list[str]:
        """Filter as a saved view says, without a signal; returns the filters that no longer exist, in words."""
        self.clear_all()
        self.show_text(str(state.get("text", "")))
        chips, lost = self.chips(), []
        for key, kept in state.items():
            if key == "text":
                continue
            chip = chips.get(key)
            value = from_plain(chip, kept) if chip is not None else None
            if chip is None or not self.usable(key):
                lost.append(_("a field that is no longer in use") if key.startswith("custom.") else key)
            elif value is None:
                lost.append(_("“{name}”: what it asked for is gone").format(name=chip.name()))
            else:
                chip.set_value(value)
        return lost

    def settle(self) -> None:
        """Show the chips in use, and the way to clear them; called as the list is read."""
        self._soon.stop()
        self.clear_link.setVisible(self.narrowed())
        for chip in (*self._rare.values(), *self._own.values()):
            if chip.value() is not None:
                chip.show()

    def show_text(self, text: str) -> None:
        """Put a text into the search without a signal."""
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._soon.stop()

    def open_more(self) -> None:
        """Filters used less often stand in the bar only while they are wanted."""
        menu = QMenu(self)
        for key, chip in (*self._rare.items(), *self._own.items()):
            if chip.isHidden() and self.usable(key):
                action = menu.addAction(chip.name().replace("&", "&&"))
                action.triggered.connect(lambda _checked=False, chip=chip: self.add(chip))
        # Kept until it is opened anew: it must not go while the chip's own menu opens.
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def add(self, chip: Chip) -> None:
        """Put a filter into the bar and ask what it is to let through."""
        chip.show()
        chip.setFocus()
        QTimer.singleShot(0, chip, chip.open_menu)
