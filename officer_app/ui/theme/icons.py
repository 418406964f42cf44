"""Icons: a drawing from resources/icons inked with a token, sharp at every device ratio."""

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from officer_app import paths
from officer_app.ui.theme.metrics import ICON, dp


@lru_cache(maxsize=256)
def _source(name: str) -> bytes:
    return (paths.resources() / "icons" / f"{name}.svg").read_bytes()


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: int, ratio: float) -> QPixmap:
    renderer = QSvgRenderer(QByteArray(_source(name).replace(b"currentColor", colour.encode())))
    pixels = round(size * ratio)
    pixmap = QPixmap(pixels, pixels)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def paint_icon(painter: QPainter, name: str, colour: str, x: float, middle: float, size: int = ICON) -> None:
    """Paint an icon with its left edge at x, centred on the line `middle`; size is a design size."""
    ratio = painter.device().devicePixelRatioF()
    side = dp(size)
    painter.drawPixmap(round(x), round(middle - side / 2), _drawn(name, colour, side, ratio))


def pixmap(name: str, colour: str, size: int = ICON, ratio: float = 1.0) -> QPixmap:
    """An icon as a pixmap; size is a design size."""
    return _drawn(name, colour, dp(size), ratio)


class _Engine(QIconEngine):
    """Draws at the size and ratio asked for, in the colour the theme has at that moment."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name, self._token = name, token

    def paint(self, painter: QPainter, rect: object, mode: QIcon.Mode, _state: QIcon.State) -> None:
        from PySide6.QtCore import QRect

        assert isinstance(rect, QRect)
        side = min(rect.width(), rect.height())
        image = _drawn(self._name, self._colour(mode), side, painter.device().devicePixelRatioF())
        painter.drawPixmap(rect.x() + (rect.width() - side) // 2, rect.y() + (rect.height() - side) // 2, image)

    def pixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State) -> QPixmap:
        return _drawn(self._name, self._colour(mode), min(size.width(), size.height()), 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, _state: QIcon.State, ratio: float) -> QPixmap:
        return _drawn(self._name, self._colour(mode), round(min(size.width(), size.height()) / ratio), ratio)

    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._token)

    def _colour(self, mode: QIcon.Mode) -> str:
        from officer_app.ui.theme import tokens

        return tokens().named("disabled" if mode == QIcon.Mode.Disabled else self._token)


def icon(name: str, token: str = "text2") -> QIcon:
    """An icon for menus, line edits and actions; it follows the theme."""
    return QIcon(_Engine(name, token))


def colour(value: str) -> QColor:
    """A token's value as Qt's colour."""
    return _colour(value)


@lru_cache(maxsize=128)
def _colour(value: str) -> QColor:
    return QColor(value)


def drop_cache() -> None:
    """Forget the drawings of the theme that was left."""
    _drawn.cache_clear()
