"""The menu at one's name: how the window looks, one's own account, and leaving."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu

from officer_app.i18n import CHINESE, ENGLISH, N_, _, language
from officer_app.ui import theme
from officer_app.ui.theme import metrics
from officer_app.ui.theme.icons import icon

if TYPE_CHECKING:
    from officer_app.ui.main_window import MainWindow

TEXT_SIZES: Final = (
    (metrics.SMALLEST_POINTS, N_("Small text")),
    (metrics.TEXT_POINTS, N_("Normal text")),
    (11.0, N_("Larger text")),
    (13.0, N_("Large text")),
    (metrics.LARGEST_POINTS, N_("Very large text")),
)
# Pages of one's own that the navigation does not list: key, icon, words, permission.
_OWN: Final = (
    ("password", "key-round", N_("Change password…"), ""),
    ("vouching", "user-check", N_("Confirm accounts…"), "vouch"),
    ("keys", "lock", N_("Database keys and recovery…"), "accounts"),
    ("protection", "shield-check", N_("How the data is protected"), ""),
)


def account_menu(window: "MainWindow") -> QMenu:
    """The menu; what it asks for goes out as the window's signals."""
    menu = QMenu(window)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    looks = menu.addMenu(icon("sun-moon"), _("Appearance"))
    for mode, words in (("system", _("As the desktop")), ("light", _("Light")), ("dark", _("Dark"))):
        action = looks.addAction(words)
        action.setCheckable(True)
        action.setChecked(theme.mode() == mode)
        action.triggered.connect(lambda _checked=False, mode=mode: window.theme_wanted.emit(mode))
    sizes = menu.addMenu(icon("a-large-small"), _("Text size"))
    for points, words in TEXT_SIZES:
        action = sizes.addAction(_(words))
        action.setCheckable(True)
        action.setChecked(metrics.text_points() == points)
        action.triggered.connect(lambda _checked=False, points=points: window.text_size_wanted.emit(points))
    tongues = menu.addMenu(icon("languages"), _("Language"))
    for tongue, words in ((CHINESE, "中文"), (ENGLISH, "English")):
        action = tongues.addAction(words)
        action.setCheckable(True)
        action.setChecked(language() == tongue)
        action.triggered.connect(lambda _checked=False, tongue=tongue: window.language_wanted.emit(tongue))
    for key, picture, words, permission in _OWN:
        if not permission or window.desk.may(permission):
            menu.addAction(icon(picture), _(words)).triggered.connect(lambda _checked=False, key=key: window.go(key))
    menu.addSeparator()
    menu.addAction(icon("lock"), _("Lock") + "\tCtrl+L").triggered.connect(window.lock_wanted)
    menu.addAction(icon("log-out"), _("Sign out")).triggered.connect(window.sign_out_wanted)
    return menu
