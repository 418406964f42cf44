"""The ground of what is shown before signing in: a card in the middle, facts at the foot."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from officer_app import __version__
from officer_app.i18n import _
from officer_app.ui.frame import Logo
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Icon, Text


class Outside(QWidget):
    """Fill `self.card`; `self.below` stands under it."""

    def __init__(self, place: str, office: str, width: int = 400) -> None:
        super().__init__()
        self._frame = QFrame()
        self._frame.setProperty("ground", "login")
        self._frame.setFixedWidth(dp(width))
        self.card = QVBoxLayout(self._frame)
        self.card.setContentsMargins(dp(40), dp(38), dp(40), dp(28))
        self.card.setSpacing(0)
        self.card.addLayout(self._brand())
        self.card.addSpacing(dp(28))
        self.below = Text("", "caption", "text2")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(dp(24), dp(24), dp(24), dp(18))
        centre = Qt.AlignmentFlag.AlignHCenter
        # Stretches instead of an alignment: an aligned item does not grow with its wrapped lines.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._frame)
        middle.addStretch(1)
        layout.addStretch(4)
        layout.addLayout(middle)
        layout.addSpacing(dp(14))
        layout.addWidget(self.below, 0, centre)
        self._more = QVBoxLayout()
        self._more.setContentsMargins(0, dp(6), 0, 0)
        layout.addLayout(self._more)
        layout.addStretch(5)
        layout.addLayout(self._foot(place, office))

    def add_below(self, widget: QWidget) -> None:
        """Another line under the card."""
        self._more.addWidget(widget, 0, Qt.AlignmentFlag.AlignHCenter)

    def put_bar(self, bar: QWidget) -> None:
        """Next in the card, with room under it as long as it says something."""
        holder = QVBoxLayout()
        holder.setContentsMargins(0, 0, 0, dp(12))
        holder.addWidget(bar)
        self.card.addLayout(holder)

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), colour(tokens().side))

    def _brand(self) -> QHBoxLayout:
        brand = QHBoxLayout()
        brand.setSpacing(dp(12))
        brand.addWidget(Logo(40))
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(Text(_("Talent service"), "title"))
        names.addWidget(Text(_("Key enterprises and special talent"), "caption", "text2"))
        brand.addLayout(names, 1)
        return brand

    def _foot(self, place: str, office: str) -> QGridLayout:
        foot = QGridLayout()
        left = QHBoxLayout()
        left.setSpacing(dp(8))
        left.addWidget(Icon("database", "text3", metrics.ICON_CAPTION))
        left.addWidget(Text(place, "caption", "text2"))
        left.addStretch(1)
        foot.addLayout(left, 0, 0)
        foot.addWidget(Text(office, "caption", "text2"), 0, 1, Qt.AlignmentFlag.AlignCenter)
        version = Text(_("Version {version}").format(version=__version__), "caption", "text2")
        foot.addWidget(version, 0, 2, Qt.AlignmentFlag.AlignRight)
        for column in range(3):
            foot.setColumnStretch(column, 1)
        return foot
