"""What somebody chooses for the window alone: light or dark, the language, the size of the text."""

from typing import Literal, cast

from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QApplication

from officer_app import i18n
from officer_app.ui import theme
from officer_app.ui.main_window import MainWindow
from officer_app.ui.premises import Premises


class Preferences(QObject):
    """`built_anew(key)` says that another window stands there, in which nobody is signed in; `key` was in view."""

    built_anew = Signal(str)

    def __init__(self, premises: Premises) -> None:
        super().__init__()
        self._premises = premises

    def serve(self, window: MainWindow) -> None:
        """Do what its menu asks for."""
        window.theme_wanted.connect(self.use_theme)
        window.language_wanted.connect(self.use_language)
        window.text_size_wanted.connect(self.use_text_size)

    def use_theme(self, mode: str) -> None:
        """Light, dark, or as the desktop."""
        self._premises.settings.setValue("look/theme", mode)
        theme.apply(cast(Literal["light", "dark", "system"], mode))

    def use_language(self, language: str) -> None:
        """Everything says the other language."""
        if language == i18n.language():
            return
        self._premises.settings.setValue("look/language", language)
        i18n.use(language)
        if isinstance(application := QApplication.instance(), QApplication):
            theme.speak(application)
        QLocale.setDefault(QLocale("zh_CN" if language == i18n.CHINESE else "en_GB"))
        self._build_anew()

    def use_text_size(self, points: float) -> None:
        """Everything is written so large."""
        self._premises.settings.setValue("look/text", points)
        theme.set_text_size(points)
        self._build_anew()

    def _build_anew(self) -> None:
        key = self._premises.window.current_key()
        before = self._premises.build_anew()
        self.built_anew.emit(key)
        self._premises.window.show()
        before.hide()
        before.deleteLater()
