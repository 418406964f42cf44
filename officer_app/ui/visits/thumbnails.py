"""Pictures small. They come from outside, so they are decoded apart: here arrive nothing but the pixels."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from typing import Any, Final  # what passes between processes is any JSON value

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader

from officer_app.core.apart import TooMuch, apart

_MOST_PIXELS: Final = 60_000_000  # of a picture that is shown small; a larger one keeps its icon
# At twice the size it is shown at, on a screen of twice the density.
_SIDE: Final = 112
_BYTES_PER_PIXEL: Final = 4


def thumbnail(content: bytes) -> QImage | None:
    """A picture small; None for what is none, is broken, or would unfold to too many pixels."""
    try:
        with apart(small_picture, b64encode(content).decode()) as found:
            told = next(found, None)
    except TooMuch:
        return None
    if told is None:
        return None
    width, height, pixels = int(told["width"]), int(told["height"]), b64decode(told["pixels"])
    if len(pixels) != width * height * _BYTES_PER_PIXEL:
        return None
    # A copy, since the picture does not keep the bytes alive.
    return QImage(pixels, width, height, width * _BYTES_PER_PIXEL, QImage.Format.Format_RGBA8888).copy()


def small_picture(content: str) -> Iterator[Any]:
    """What the process apart answers: the pixels of the picture, small; nothing for what is none."""
    buffer = QBuffer()
    buffer.setData(QByteArray(b64decode(content)))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > _MOST_PIXELS:
        return
    reader.setScaledSize(size.scaled(QSize(_SIDE, _SIDE), Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read().convertToFormat(QImage.Format.Format_RGBA8888)
    if image.isNull():
        return
    side = min(image.width(), image.height())
    middle = image.copy((image.width() - side) // 2, (image.height() - side) // 2, side, side)
    yield {"width": side, "height": side, "pixels": b64encode(bytes(middle.constBits())).decode()}
