"""What a search found, below its line: never takes the focus, so that an input method is not disturbed."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from officer_app.i18n import _
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour, paint_icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.key_cap import KeyCap
from officer_app.ui.widgets.pill import PillSpec, paint_pill, pill_width
from officer_app.ui.widgets.text import Text

Index = QModelIndex | QPersistentModelIndex
HIT_ROLE = Qt.ItemDataRole.UserRole
SHOWN = 8


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found: its value for the caller, its words, and the positions of the characters that matched."""

    value: object
    title: str
    caption: str = ""
    marks: frozenset[int] = field(default_factory=frozenset)
    icon: str = "building-2"
    pill: PillSpec | None = None
    tail: str = ""


class _Hits(QAbstractListModel):
    def __init__(self) -> None:
        super().__init__()
        self.hits: tuple[Hit, ...] = ()

    def show(self, hits: Sequence[Hit]) -> None:
        self.beginResetModel()
        self.hits = tuple(hits)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - as Qt calls it
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = int(Qt.ItemDataRole.DisplayRole)) -> object:
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == HIT_ROLE:
            return hit
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return " ".join(part for part in (hit.title, hit.caption, hit.tail) if part)
        return None


class _HitDelegate(QStyledItemDelegate):
    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(dp(320), dp(44))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        hit, t = index.data(HIT_ROLE), tokens()
        view = option.widget
        rect = QRectF(option.rect)
        current = isinstance(view, QListView) and view.currentIndex() == index
        if current:
            paint.box(painter, rect.adjusted(4, 1, -4, -1), t.sel)
        paint_icon(painter, hit.icon, t.accent if current else t.text2, rect.left() + dp(16), rect.center().y())
        right = rect.right() - dp(14)
        caption = metrics.font("caption")
        left = rect.left() + dp(44)
        # The name matters most: a code gives way to it.
        needed = paint.width_of(metrics.font("body", 600), hit.title) + (
            pill_width(hit.pill) + dp(28) if hit.pill else 0
        )
        if hit.tail and right - paint.width_of(caption, hit.tail) - dp(16) >= left + needed:
            width = paint.width_of(caption, hit.tail)
            tail = QRectF(right - width, rect.top(), width + 1, rect.height())
            paint.text(painter, caption, t.text2, tail, hit.tail, elide=False)
            right -= width + dp(16)
        if hit.pill:
            paint_pill(painter, hit.pill, right - pill_width(hit.pill), rect.center().y())
            right -= pill_width(hit.pill) + dp(12)
        if hit.caption:
            line = QRectF(left, rect.top() + dp(22), right - left, dp(18))
            paint.text(painter, caption, t.text2, line, hit.caption)
        top = rect.top() + (dp(4) if hit.caption else dp(12))
        _paint_marked(painter, hit, QRectF(left, top, right - left, dp(20)))


def _paint_marked(painter: QPainter, hit: Hit, rect: QRectF) -> None:
    t = tokens()
    plain, strong = metrics.font(), metrics.font("body", 600)
    if paint.width_of(strong, hit.title) > rect.width():
        paint.text(painter, plain, t.text, rect, hit.title)
        return
    x, start = rect.left(), 0
    for place in range(1, len(hit.title) + 1):
        marked = start in hit.marks
        if place < len(hit.title) and (place in hit.marks) == marked:
            continue
        face, piece = (strong if marked else plain), hit.title[start:place]
        width = paint.width_of(face, piece)
        line = QRectF(x, rect.top(), width + 2, rect.height())
        paint.text(painter, face, t.accent if marked else t.text, line, piece, elide=False)
        x, start = x + width, place


class SearchPopup(QFrame):
    """The list below a line. It is a child of the window: nothing is activated, nothing loses the focus."""

    chosen = Signal(object)

    def __init__(self, line: QWidget, hints: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(line.window())
        self._line = line
        self._hits = _Hits()
        self._hits.setParent(self)
        self._list = QListView()
        self._list.setModel(self._hits)
        self._list.setItemDelegate(_HitDelegate(self._list))
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setAccessibleName(_("Search results"))
        self._list.setProperty("ground", "raised")
        self._list.viewport().setAutoFillBackground(False)
        self._list.clicked.connect(lambda index: self.chosen.emit(index.data(HIT_ROLE)))
        self._summary = Text("", "caption", "text2")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, dp(4), 1, dp(4))
        layout.setSpacing(0)
        layout.addWidget(self._list)
        foot = QHBoxLayout()
        foot.setContentsMargins(dp(15), dp(6), dp(12), dp(2))
        foot.setSpacing(dp(6))
        foot.addWidget(self._summary, 1)
        self._hints = [widget for keys, words in hints for widget in (KeyCap(keys), Text(words, "caption", "text2"))]
        for widget in self._hints:
            foot.addWidget(widget)
        layout.addLayout(foot)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(16)
        shadow.setOffset(0, 4)
        shade = QColor(colour(tokens().text))
        shade.setAlpha(50)
        shadow.setColor(shade)
        self.setGraphicsEffect(shadow)
        self.hide()

    def show_hits(self, hits: Sequence[Hit], summary: str) -> None:
        """Show what was found, or only the summary where nothing was."""
        self._hits.show(hits)
        self._summary.setText(summary)
        if hits:
            self._list.setCurrentIndex(self._hits.index(0))
        for widget in (self._list, *self._hints):
            widget.setVisible(bool(hits))
        self._list.setFixedHeight(dp(44) * min(SHOWN, len(hits)))
        window = self._line.window()
        if self.parentWidget() is not window:
            self.setParent(window)
        place = self._line.mapTo(window, QPoint(0, self._line.height() + 4))
        self.setFixedWidth(min(max(self._line.width(), dp(460)), dp(720), window.width() - place.x() - 8))
        self.move(place)
        self.adjustSize()
        self.show()
        self.raise_()

    def move_by(self, rows: int) -> None:
        """Move the current row, stopping at the ends."""
        row = max(0, min(self._hits.rowCount() - 1, self._list.currentIndex().row() + rows))
        self._list.setCurrentIndex(self._hits.index(row))

    def current(self) -> Hit | None:
        """The current hit."""
        row = self._list.currentIndex().row()
        return self._hits.hits[row] if 0 <= row < len(self._hits.hits) else None

    def paintEvent(self, _event: QPaintEvent) -> None:
        t = tokens()
        paint.box(QPainter(self), QRectF(self.rect()), t.raised, t.line, metrics.RADIUS_POPUP)
