"""An empty page says what to do first."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.ui.theme import tokens
from officer_app.ui.theme.icons import paint_icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import paint
from officer_app.ui.widgets.key_cap import KeyCap
from officer_app.ui.widgets.push_button import PushButton
from officer_app.ui.widgets.text import Icon, Rule, Text


@dataclass(frozen=True, slots=True)
class Way:
    """One way to begin: what it does, a word about it, and its button. The first is the primary one."""

    icon: str
    title: str
    caption: str
    button: str
    act: Callable[[], object]
    keys: str = ""


class _Disc(QWidget):
    def __init__(self, icon: str) -> None:
        super().__init__()
        self._icon = icon
        self.setFixedSize(dp(56), dp(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        paint.box(painter, QRectF(self.rect()), t.soft, None, 28)
        paint_icon(painter, self._icon, t.accent, dp(16), self.height() / 2, 24)


class EmptyState(QWidget):
    """Icon, what is missing, why it matters, and the ways to begin.

    Its first way is a filled button. The page around it is told when it comes and goes (`fit_filled`), so that no
    other button in view is filled as well.
    """

    def __init__(self, icon: str, title: str, sentence: str, ways: Sequence[Way] = (), foot: str = "") -> None:
        super().__init__()
        self.setAccessibleName(title)
        self.has_ways = bool(ways)
        layout = QVBoxLayout(self)
        layout.setSpacing(0)
        layout.addStretch(2)
        centre = Qt.AlignmentFlag.AlignHCenter
        layout.addWidget(_Disc(icon), 0, centre)
        layout.addSpacing(dp(16))
        layout.addWidget(Text(title, "title"), 0, centre)
        layout.addSpacing(dp(8))
        words = Text(sentence, "prose", "text2", wrap=len(sentence) > 40)
        words.setAlignment(centre)
        layout.addWidget(words, 0, centre if len(sentence) <= 40 else Qt.AlignmentFlag(0))
        layout.addSpacing(dp(22))
        if ways:
            middle = QHBoxLayout()
            middle.addStretch(1)
            middle.addWidget(self._ways(ways))
            middle.addStretch(1)
            layout.addLayout(middle)
        if foot:
            layout.addSpacing(dp(16))
            layout.addWidget(Text(foot, "caption", "text3"), 0, centre)
        layout.addStretch(3)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._tell_page()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._tell_page()

    def _tell_page(self) -> None:
        around = self.parentWidget()
        while around is not None and not hasattr(around, "fit_filled"):
            around = around.parentWidget()
        if around is not None:
            around.fit_filled()

    def _ways(self, ways: Sequence[Way]) -> QFrame:
        card = QFrame()
        card.setProperty("ground", "card")
        card.setFixedWidth(dp(520))
        rows = QVBoxLayout(card)
        rows.setContentsMargins(1, 1, 1, 1)
        rows.setSpacing(0)
        for place, way in enumerate(ways):
            if place:
                rows.addWidget(Rule())
            row = QHBoxLayout()
            row.setContentsMargins(dp(16), dp(12), dp(14), dp(12))
            row.setSpacing(dp(12))
            row.addWidget(Icon(way.icon, "text2", 18))
            words = QVBoxLayout()
            words.setSpacing(dp(2))
            words.addWidget(Text(way.title, weight=500))
            words.addWidget(Text(way.caption, "caption", "text2", wrap=True))
            row.addLayout(words, 1)
            if way.keys:
                row.addWidget(KeyCap(way.keys))
            button = PushButton(way.button, kind="plain" if place else "primary", name=f"{way.title}: {way.button}")
            button.clicked.connect(lambda _checked=False, act=way.act: act())
            row.addWidget(button)
            rows.addLayout(row)
        return card
