"""The look: tokens, sizes, fonts, icons, palette and style sheet, changed at run time by `apply`.

Painters read `tokens()` when they paint, so that a change of theme needs nothing but a repaint.
"""

import re
from string import Template
from typing import Literal

from PySide6.QtCore import QLibraryInfo, Qt, QTranslator
from PySide6.QtGui import QFontDatabase, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication, QStyleFactory

from officer_app import i18n, paths
from officer_app.ui.theme import icons, metrics
from officer_app.ui.theme.tokens import DARK, LIGHT, Tokens

Mode = Literal["light", "dark", "system"]
_tokens: Tokens = LIGHT
_mode: Mode = "system"
_words: QTranslator | None = None
_sheets: dict[tuple[bool, float], str] = {}


def tokens() -> Tokens:
    """The colours in force."""
    return _tokens


def is_dark() -> bool:
    """Whether the dark theme is in force."""
    return _tokens is DARK


def mode() -> Mode:
    """What the user chose; `system` follows the desktop."""
    return _mode


def load_fonts() -> None:
    """Load the shipped faces, so that a machine without Chinese fonts shows no boxes."""
    folder = paths.resources() / "fonts"
    for weight in ("Regular", "Medium", "SemiBold"):
        file = folder / f"NotoSansSC-{weight}.ttf"
        if file.is_file():
            QFontDatabase.addApplicationFont(str(file))


def speak(application: QApplication) -> None:
    """Let Qt's own words (file dialogs, menus of text fields) follow the language of the window."""
    global _words
    if _words is not None:
        application.removeTranslator(_words)
        _words = None
    if i18n.language() == i18n.CHINESE:
        words = QTranslator(application)
        if words.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
            application.installTranslator(words)
            _words = words


def start(application: QApplication, mode: Mode = "system", text_points: float | None = None) -> None:
    """Give the application its style, fonts and colours. Call once, before the first window."""
    application.setStyle(QStyleFactory.create("Fusion"))
    load_fonts()
    speak(application)
    if text_points is not None:
        metrics.set_text_points(text_points)
    apply(mode)
    application.styleHints().colorSchemeChanged.connect(_desktop_changed)


def apply(mode: Mode) -> None:
    """Change to a theme now; every window repaints."""
    global _mode, _tokens
    _mode = mode
    dark = mode == "dark" or (mode == "system" and QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark)
    _tokens = DARK if dark else LIGHT
    icons.drop_cache()
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    application.setFont(metrics.font())
    application.setPalette(_palette(_tokens))
    application.setStyleSheet(_sheet(_tokens))


def set_text_size(points: float) -> None:
    """Follow a new text size (points, 9–16) now."""
    metrics.set_text_points(points)
    apply(_mode)


def _desktop_changed() -> None:
    if _mode == "system":
        apply("system")


def _palette(t: Tokens) -> QPalette:
    role = QPalette.ColorRole
    palette = QPalette()
    for where, value in (
        (role.Window, t.surface),
        (role.WindowText, t.text),
        (role.Base, t.field),
        (role.AlternateBase, t.sub),
        (role.Text, t.text),
        (role.Button, t.surface),
        (role.ButtonText, t.text),
        (role.BrightText, t.danger),
        (role.PlaceholderText, t.text3),
        (role.Highlight, t.accentfill),
        (role.HighlightedText, t.onfill),
        (role.Link, t.accent),
        (role.LinkVisited, t.accent),
        (role.ToolTipBase, t.raised),
        (role.ToolTipText, t.text),
        (role.Light, t.line2),
        (role.Midlight, t.line2),
        (role.Mid, t.line),
        (role.Dark, t.ctl),
        (role.Shadow, t.edge),
    ):
        palette.setColor(where, icons.colour(value))
    for where in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, where, icons.colour(t.disabled))
    palette.setColor(QPalette.ColorGroup.Disabled, role.Highlight, icons.colour(t.neutralsoft))
    return palette


def _sheet(t: Tokens) -> str:
    """The style sheet with tokens for `$name` and scaled pixels for `12dp`."""
    known = (t is DARK, metrics.scale())
    if known not in _sheets:
        text = (paths.resources() / "style" / "application.qss").read_text(encoding="utf-8")
        text = re.sub(r"(\d+)dp\b", lambda found: f"{metrics.dp(int(found[1]))}px", text)
        _sheets[known] = Template(text).substitute(t.as_dict())
    return _sheets[known]
