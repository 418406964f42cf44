"""Sizes. Everything is given for the default text of 13 px and scales with the user's font."""

from typing import Final

from PySide6.QtGui import QFont

BODY: Final = 13
FAMILIES: Final = ("Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", "sans-serif")

# The type scale by what the text is.
SIZES: Final[dict[str, int]] = {
    "key": 11,
    "caption": 12,
    "body": BODY,
    "prose": 14,
    "section": 15,
    "record": 16,
    "title": 18,
    "greeting": 20,
    "figure": 28,
}
SEMIBOLD_ROLES: Final = frozenset({"section", "record", "title", "greeting", "figure"})

GAP: Final = 8
INNER: Final = 4
PAGE: Final = 16
FORM: Final = 24
PANEL: Final = 20
RADIUS_SMALL: Final = 4
RADIUS: Final = 6
RADIUS_POPUP: Final = 8

CONTROL: Final = 32
SMALL: Final = 28
DECISION: Final = 36
ROW: Final = 32
WORK_ROW: Final = 36
SCORE_ROW: Final = 40
HEADER: Final = 32
NAV_ROW: Final = 34
TOP_BAR: Final = 52
HEADING: Final = 56
FILTER_BAR: Final = 44
STATUS_BAR: Final = 28
PILL: Final = 20
SIDE_WIDTH: Final = 176
SEARCH_WIDTH: Final = 460
LABEL_WIDTH: Final = 72
PANEL_WIDTH: Final = 328
BESIDE = 900  # a page narrower than this has no room for a panel that only accompanies
ICON: Final = 16
ICON_CAPTION: Final = 14
ICON_PILL: Final = 12

# Text sizes in points; the design is drawn for the middle one, 13 px at 96 dpi.
SMALLEST_POINTS: Final = 9.0
TEXT_POINTS: Final = 9.75
LARGEST_POINTS: Final = 16.0

_scale = 1.0
_points = TEXT_POINTS


def set_text_points(points: float, dpi: float = 96.0) -> None:
    """Follow the user's text size (points, 9–16); the default of 9.75 pt at 96 dpi is 13 px."""
    global _scale, _points
    _points = points
    _scale = max(0.85, min(2.2, points * dpi / 72 / BODY))


def text_points() -> float:
    """The text size in force, in points."""
    return _points


def scale() -> float:
    """How much larger than the default everything is."""
    return _scale


def dp(size: float) -> int:
    """A size of the design in pixels of this user; a hairline stays one pixel."""
    return round(size) if size <= 1 else round(size * _scale)


def font(role: str = "body", weight: int | None = None) -> QFont:
    """The font of a role of the type scale; weight 400, 500 or 600, by default what the role asks for."""
    face = QFont()
    face.setFamilies(list(FAMILIES))
    face.setPixelSize(dp(SIZES[role]))
    chosen = weight or (600 if role in SEMIBOLD_ROLES else 400)
    face.setWeight(QFont.Weight(chosen))
    face.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return face
