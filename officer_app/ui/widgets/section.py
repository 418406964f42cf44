"""The frames pages are built from: heading, filter bar, section header, facts, side panel."""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import delete

from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets.push_button import PushButton
from officer_app.ui.widgets.text import Rule, Text


class SectionHeader(QWidget):
    """A section's title, a quiet count or note after it, and what belongs at the right end."""

    def __init__(self, title: str, note: str = "", *right: QWidget, after: QWidget | None = None) -> None:
        super().__init__()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(dp(8))
        self.title = Text(title, "section")
        self.note = Text(note, "caption", "text3")
        layout.addWidget(self.title)
        if after is not None:
            layout.addWidget(after)
        layout.addWidget(self.note, 0, Qt.AlignmentFlag.AlignVCenter)
        layout.addStretch(1)
        for widget in right:
            layout.addWidget(widget)


class PageHeading(QWidget):
    """The page's title with what belongs to it, and the page's buttons at the right.

    Where room is short the buttons show their icons alone, but for the filled one.
    """

    def __init__(self, title: str, beside: Sequence[QWidget] = (), buttons: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.setMinimumHeight(dp(metrics.HEADING))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), 0)
        self.row.setSpacing(dp(8))
        self.title = Text(title, "title")
        self.row.addWidget(self.title)
        for widget in beside:
            self.row.addWidget(widget)
        self.row.addStretch(1)
        for widget in buttons:
            self.row.addWidget(widget)
        self._buttons = [button for button in buttons if isinstance(button, PushButton)]
        self._whole: QWidget | None = None

    def keep_whole(self, name: QWidget) -> None:
        """A long name in the heading is shortened only when the buttons have given up their words."""
        self._whole = name

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width() - self._spared(compact=False), hint.height())

    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() in (QEvent.Type.LayoutRequest, QEvent.Type.Resize):
            self._fit()
        return done

    def _fit(self) -> None:
        needed = self.row.minimumSize().width() + self._spared(compact=True)
        if self._whole is not None:
            needed += max(0, self._whole.sizeHint().width() - self._whole.minimumSizeHint().width())
        tight = needed > self.width()
        for button in self._buttons:
            button.set_compact(tight and button.can_shrink())

    def _spared(self, *, compact: bool) -> int:
        """What the buttons in view would save, or save already."""
        shown = (button for button in self._buttons if not button.isHidden() and button.can_shrink())
        return sum(button.spared() for button in shown if button.compact() is compact)


class FilterBar(QWidget):
    """Chips at the left, the count and the column chooser at the right."""

    def __init__(self, filters: Sequence[QWidget], right: Sequence[QWidget] = ()) -> None:
        super().__init__()
        self.setMinimumHeight(dp(metrics.FILTER_BAR))
        self.row = QHBoxLayout(self)
        self.row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), dp(4))
        self.row.setSpacing(dp(8))
        for widget in filters:
            self.row.addWidget(widget)
        self.row.addStretch(1)
        for widget in right:
            self.row.addWidget(widget)


class Facts(QWidget):
    """Rows of a label and what it says: text, or a widget."""

    def __init__(self, rows: Sequence[tuple[str, str | QWidget]] = (), label_width: int = 84) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setVerticalSpacing(dp(8))
        self._grid.setColumnMinimumWidth(0, dp(label_width))
        self._grid.setColumnStretch(1, 1)
        self.show_rows(rows)

    def show_rows(self, rows: Sequence[tuple[str, str | QWidget]]) -> None:
        """Show other facts."""
        clear(self._grid)
        for place, (label, fact) in enumerate(rows):
            self._grid.addWidget(Text(label, "body", "text3"), place, 0, Qt.AlignmentFlag.AlignTop)
            shown = Text(fact, wrap=True) if isinstance(fact, str) else fact
            if isinstance(shown, Text):
                shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            shown.setAccessibleName(f"{label}: {fact}" if isinstance(fact, str) else label)
            # A pill keeps its width; unaligned it would hold the whole column to it.
            still = shown.sizePolicy().horizontalPolicy() is QSizePolicy.Policy.Fixed
            self._grid.addWidget(shown, place, 1, Qt.AlignmentFlag.AlignLeft if still else Qt.AlignmentFlag(0))


class SidePanel(QFrame):
    """The panel at the right of a page, on its own ground; it scrolls. Add to `column`."""

    def __init__(self, width: int = metrics.PANEL_WIDTH, *, left: bool = False) -> None:
        super().__init__()
        self._left, self._width = left, width
        self._scroll = QScrollArea()
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = body = QWidget()
        self.column = QVBoxLayout(body)
        self.column.setContentsMargins(dp(metrics.PANEL), dp(metrics.PANEL), dp(metrics.PANEL), dp(metrics.PANEL))
        self.column.setSpacing(dp(8))
        self._scroll.setWidget(body)
        # Qt fills both again when the body is put in; the panel's own ground shall show.
        body.setAutoFillBackground(False)
        self._scroll.viewport().setAutoFillBackground(False)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0 if left else 1, 0, 1 if left else 0, 0)
        outer.addWidget(self._scroll)

    def sizeHint(self) -> QSize:
        return QSize(dp(self._width), dp(400))

    def minimumSizeHint(self) -> QSize:
        """Narrower where the window is small, but never so that its content is cut; no long name makes it grow on."""
        needed = self._body.minimumSizeHint().width() + dp(12)
        return QSize(max(dp(self._width * 0.75), min(needed, dp(self._width * 1.2))), dp(120))

    def add_rule(self) -> None:
        """A hairline between two sections."""
        self.column.addSpacing(dp(8))
        self.column.addWidget(Rule())
        self.column.addSpacing(dp(8))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.surface if self._left else t.sub))
        if isinstance(self.parentWidget(), QSplitter):
            return  # its handle is the hairline
        edge = self.width() - 1 if self._left else 0
        painter.fillRect(QRectF(edge, 0, 1, self.height()), colour(t.line))


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and delete it."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            clear(inner)
            inner.deleteLater()
            continue
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        # A layout gives the item away, and nobody else deletes it: a day of turning pages would add up.
        delete(item)
