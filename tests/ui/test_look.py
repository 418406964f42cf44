"""The look holds together: one place for colours, contrast, icons that exist, both themes, every text size."""

import re
from itertools import product
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from officer_app import paths
from officer_app.ui import theme
from officer_app.ui.theme import icons, metrics
from officer_app.ui.theme.tokens import DARK, INDUSTRY_DOTS, LIGHT, Tokens
from officer_app.ui.welcome import WelcomeView
from officer_app.ui.widgets import Check, FilterChip, Gauge, Pill, PillSpec, PushButton, Segment, Segmented
from tests.ui.conftest import shown

UI = Path(str(paths.resources())).parent / "officer_app" / "ui"
SOURCES = sorted(UI.rglob("*.py"))


def luminance(colour: str) -> float:
    parts = (QColor(colour).redF(), QColor(colour).greenF(), QColor(colour).blueF())
    red, green, blue = (c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(a: str, b: str) -> float:
    light, dark = sorted((luminance(a), luminance(b)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])
def test_text_can_be_read_on_every_ground_it_stands_on(tokens: Tokens) -> None:
    grounds = ("side", "surface", "sub", "field", "raised", "sel", "hover")
    weak = [
        (ink, ground, round(contrast(tokens.named(ink), tokens.named(ground)), 2))
        for ink, ground in product(("text", "text2", "text3", "accent", "danger", "warn", "ok"), grounds)
        if contrast(tokens.named(ink), tokens.named(ground)) < 4.5
    ]
    pairs = (("danger", "dangersoft"), ("warn", "warnsoft"), ("ok", "oksoft"), ("accent", "soft"))
    pairs += (("text2", "neutralsoft"), ("onfill", "accentfill"))
    weak += [(a, b, 0.0) for a, b in pairs if contrast(tokens.named(a), tokens.named(b)) < 4.5]
    assert weak == []
    assert contrast(tokens.edge, tokens.field) >= 3


def test_colours_are_written_only_among_the_tokens() -> None:
    found = [
        f"{source.name}: {value}"
        for source in [*SOURCES, paths.resources() / "style" / "application.qss"]
        if source.name != "tokens.py"
        for value in re.findall(r"#[0-9A-Fa-f]{6}\b|rgba?\(|QColor\(\s*\d", source.read_text(encoding="utf-8"))
    ]
    assert found == []


def test_every_icon_that_is_named_is_shipped() -> None:
    shipped = {file.stem for file in (paths.resources() / "icons").glob("*.svg")}
    named = set()
    for source in SOURCES:
        text = source.read_text(encoding="utf-8")
        named |= set(re.findall(r'(?:\bicon\(|Icon\(|icon=|paint_icon\(painter, |lead_icon=)"([a-z0-9-]+)"', text))
    assert named - shipped == set()
    assert named


def test_every_industry_has_its_dot() -> None:
    assert all(getattr(LIGHT, tone) for tone in INDUSTRY_DOTS.values())


def test_a_change_of_theme_reinks_icons_and_grounds(qtbot: QtBot) -> None:
    button = PushButton("导出", "download")
    window = shown(qtbot, button)
    light = window.grab().toImage()
    assert light.pixelColor(QPoint(1, 1)) == QColor(LIGHT.surface)
    theme.apply("dark")
    dark = window.grab().toImage()
    assert dark.pixelColor(QPoint(1, 1)) == QColor(DARK.surface)
    assert icons.icon("download").pixmap(16, 16).toImage() is not None
    assert theme.is_dark()


@pytest.mark.parametrize("points", [9.0, 9.75, 12.0, 16.0])
def test_no_words_are_clipped_at_any_text_size(qtbot: QtBot, points: float) -> None:
    theme.set_text_size(points)
    widgets = (
        PushButton("通过初审，预留 1 个额度", "lock", kind="primary", keys="Ctrl Enter"),
        Segmented([Segment("a", "上门", "map-pin", "Alt 1"), Segment("b", "电话")], "方式"),
        FilterChip("街镇", [(1, "宝山工业园区")], 1),
        Pill(PillSpec("逾期 4 个工作日", "danger", "clock-alert")),
        Check("核对联系人与电话"),
        Gauge(41, 6, 11),
    )
    shown(qtbot, *widgets)
    for widget in widgets:
        assert widget.height() >= metrics.dp(10)
        assert widget.width() >= widget.sizeHint().width()


def test_the_shipped_face_is_in_use_without_hinting(qapp: QApplication) -> None:
    face = qapp.font()
    assert face.families()[0] == "Noto Sans SC"
    assert face.hintingPreference() == face.HintingPreference.PreferNoHinting
    assert metrics.font("title").pixelSize() == 18


def test_a_card_of_steps_is_as_tall_as_the_step_in_view(qtbot: QtBot) -> None:
    view = WelcomeView("")
    shown(qtbot, view).resize(1440, 900)
    begins = view._frame.height()
    view._create.click()
    qtbot.waitUntil(lambda: view._frame.height() > begins + 100)
    view._show_ways()
    qtbot.waitUntil(lambda: view._frame.height() == begins)
