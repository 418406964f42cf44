"""A bar in the page for an error or a warning: the cause, what to do, up to two ways on."""

from collections.abc import Callable, Sequence
from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout
from shiboken6 import delete

from officer_app.i18n import _
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets.push_button import PushButton
from officer_app.ui.widgets.text import Icon, Text

Ways = Sequence[tuple[str, Callable[[], object]]]
Kind = Literal["danger", "warn", "ok"]
_ICONS: dict[Kind, str] = {"danger": "circle-alert", "warn": "triangle-alert", "ok": "circle-check"}


class ErrorBar(QFrame):
    """Hidden until it has something to say; it stays until closed or until the next attempt."""

    closed = Signal()

    def __init__(self, *, closable: bool = True) -> None:
        super().__init__()
        self._kind: Kind = "danger"
        self._icon = Icon("circle-alert", "danger", 20)
        self._cause = Text("", weight=500, wrap=True)
        self._step = Text("", wrap=True)
        self._ways = QHBoxLayout()
        self._ways.setSpacing(dp(8))
        close = PushButton(icon="x", kind="quiet", height=28, name=_("Close this message"))
        close.clicked.connect(self.clear)
        words = QVBoxLayout()
        words.setSpacing(dp(2))
        words.addWidget(self._cause)
        words.addWidget(self._step)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(dp(14), dp(10), dp(10), dp(10))
        layout.setSpacing(dp(12))
        layout.addWidget(self._icon)
        layout.addLayout(words, 1)
        layout.addLayout(self._ways)
        layout.addWidget(close)
        close.setVisible(closable)
        self.hide()

    def say(self, cause: str, step: str = "", ways: Ways = (), kind: Kind = "danger") -> None:
        """Show a message; a screen reader hears it as an alert."""
        self._icon.show_icon(_ICONS[kind], kind)
        self._kind = kind
        self.setProperty("ground", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        self._cause.set_tone(kind)
        self._cause.setText(cause)
        self._step.setText(step)
        self._step.setVisible(bool(step))
        while (item := self._ways.takeAt(0)) is not None:
            if old := item.widget():
                old.deleteLater()
            delete(item)
        for words, act in ways:
            button = PushButton(words)
            button.clicked.connect(lambda _checked=False, act=act: act())
            self._ways.addWidget(button)
        self.setAccessibleName(f"{cause} {step}".strip())
        self.show()
        self._announce()

    def message(self) -> str:
        """What it says now; empty while hidden."""
        return self.accessibleName() if not self.isHidden() else ""

    def kind(self) -> Kind | None:
        """Of what kind it is; None while hidden."""
        return None if self.isHidden() else self._kind

    def clear(self) -> None:
        """Say nothing."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _announce(self) -> None:
        from PySide6.QtGui import QAccessible, QAccessibleEvent

        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))
