"""Choosing a password of one's own, after a one-time code or when the old one has run out: before anything else."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.ui.form import Form
from officer_app.ui.login import PasswordLine
from officer_app.ui.outside import Outside
from officer_app.ui.password_rules import PasswordRules
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ErrorBar, Link, PushButton, Text


class ChoosingView(Outside):
    """Emits `chosen(password)`, or `left()`; `failed` says why it is none and keeps what was typed."""

    chosen = Signal(str)
    left = Signal()

    def __init__(self, place: str, name: str, *, expired: bool = False) -> None:
        super().__init__(place, "", width=440)
        self.setAccessibleName(_("Choose a password"))
        self.error_bar = ErrorBar(closable=False)
        self.new, self.again = PasswordLine(_("New password")), PasswordLine(_("New password again"))
        show = Link(_("Show"))
        show.clicked.connect(lambda: self._toggle(show))
        self.form = Form(labels_above=True)
        self.form.add("password", _("New password"), self.new, beside=show)
        self.form.add("again", _("Again"), self.again)
        QWidget.setTabOrder(self.new, self.again)
        QWidget.setTabOrder(self.again, show)
        self.rules = PasswordRules(self.new, self.again)
        words = (
            _("{name}, your password has run out. Choose another one to go on.")
            if expired
            else _(
                "{name}, the one-time code was right. Choose a password that nobody else knows; the code is used up."
            )
        )
        self._button = PushButton(
            _("Choose and sign in"), kind="primary", keys="Enter", height=metrics.DECISION, wide=True
        )
        self._button.clicked.connect(self._send)
        self.new.submitted.connect(self.again.setFocus)
        self.again.submitted.connect(self._send)
        leave = Link(_("Sign in as somebody else"))
        leave.clicked.connect(self.left)
        self.card.addWidget(Text(_("Choose a password"), "record"))
        self.card.addSpacing(dp(6))
        self.card.addWidget(Text(words.format(name=name), "body", "text2", wrap=True))
        self.card.addSpacing(dp(14))
        self.put_bar(self.error_bar)
        self.card.addWidget(self.form)
        self.card.addSpacing(dp(12))
        self.card.addWidget(self.rules)
        self.card.addSpacing(dp(18))
        self.card.addWidget(self._button)
        self.card.addSpacing(dp(10))
        ways = QHBoxLayout()
        ways.addWidget(leave)
        ways.addStretch(1)
        self.card.addLayout(ways)
        self.setFocusProxy(self.new)

    def failed(self, error: AppError) -> None:
        """Say why this is no password, beside its line where it belongs there."""
        self._button.set_reason("")
        if not self.form.show_error(error):
            self.error_bar.say(error.cause, error.next_step)

    def _send(self) -> None:
        self.error_bar.clear()
        errors = self.rules.errors()
        self.form.show_errors(errors)
        if not errors and self._button.isEnabled():
            self._button.set_reason(_("One moment…"))
            self.chosen.emit(self.new.text())

    def _toggle(self, link: Link) -> None:
        shown = self.new.is_hidden()
        self.new.set_shown(shown)
        self.again.set_shown(shown)
        link.setText(_("Hide") if shown else _("Show"))
