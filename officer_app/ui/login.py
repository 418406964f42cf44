"""Signing in, and coming back after a lock."""

from collections.abc import Callable, Sequence
from time import monotonic

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.core.words import waiting_words
from officer_app.i18n import _
from officer_app.ui.form import Form
from officer_app.ui.outside import Outside
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, Icon, Link, PushButton, Rule, Text

OTHER = object()


class PasswordLine(Entry):
    """A line for a password that notices Caps Lock from what arrives."""

    caps_lock = Signal(bool)

    def __init__(self, name: str, hint: str = "") -> None:
        super().__init__(name, hint)
        self.setEchoMode(QLineEdit.EchoMode.Password)
        self.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        letter = event.text()
        if len(letter) == 1 and letter.isascii() and letter.isalpha():
            shifted = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.caps_lock.emit(letter.isupper() != shifted)
        super().keyPressEvent(event)

    def is_hidden(self) -> bool:
        """Whether dots stand for what is typed."""
        return self.echoMode() == QLineEdit.EchoMode.Password

    def set_shown(self, shown: bool) -> None:
        """Show what is typed, or dots."""
        self.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)


class _Accounts(Choice):
    """The accounts known here: the arrows browse, Enter or a choice from the list picks."""

    picked = Signal()

    def hidePopup(self) -> None:
        super().hidePopup()
        self.picked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.picked.emit()
        else:
            super().keyPressEvent(event)


class LoginView(Outside):
    """Emits `sign_in_wanted(name, password)`; tell it the outcome with `failed` (success replaces it).

    `accounts` are (name, caption) known on this machine; without any, the name is typed. `facts` are (icon, words)
    shown at the foot of the card. `locked_for` fixes the name after a lock. `recovery_wanted` asks for the way in with
    the recovery paper, where there is one (`offer_recovery`). `seconds` is the clock of the countdown.
    """

    sign_in_wanted = Signal(str, str)
    sign_out_wanted = Signal()
    recovery_wanted = Signal()

    def __init__(
        self,
        place: str,
        office: str,
        accounts: Sequence[tuple[str, str]] = (),
        facts: Sequence[tuple[str, str]] = (),
        locked_for: str = "",
        *,
        seconds: Callable[[], float] = monotonic,
    ) -> None:
        super().__init__(place, office)
        self._seconds = seconds
        self._free_at: dict[str, float] = {}
        self._ticking = QTimer(self)
        self._ticking.setInterval(250)
        self._ticking.timeout.connect(self._count_down)
        self.setAccessibleName(_("Sign in"))
        self._known = _Accounts(_("Account"), [(name, f"{name}·{role}" if role else name) for name, role in accounts])
        if accounts:
            self._known.addItem(_("Another account…"), OTHER)
        self._name = Entry(_("Account"), _("Your name"))
        self._password = PasswordLine(_("Password"))
        show = Link(_("Show"))
        show.clicked.connect(lambda: self._toggle(show))
        form = Form(labels_above=True)
        names = QVBoxLayout()
        names.setSpacing(dp(8))
        for widget in (self._known, self._name):
            widget.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            names.addWidget(widget)
        form.add_row(_("Account"), {"name": self._name}, names)
        form.add("password", _("Password"), self._password, beside=show)
        self.form = form
        self._caps = self._note("arrow-big-up-dash", _("Caps Lock is on"), "warn")
        self._trouble = self._note("circle-alert", "", "danger")
        self._button = PushButton(_("Sign in"), kind="primary", keys="Enter", height=metrics.DECISION, wide=True)
        self._button.clicked.connect(self._sign_in)
        for line in (self._name, self._password):
            line.submitted.connect(self._sign_in)
        self._password.caps_lock.connect(self._caps.setVisible)
        self._known.currentIndexChanged.connect(self._choose)
        self._name.textChanged.connect(self._count_down)
        self._known.picked.connect(self._go_on)
        self.card.addWidget(form)
        QWidget.setTabOrder(self._known, self._name)
        QWidget.setTabOrder(self._name, self._password)
        QWidget.setTabOrder(self._password, show)
        self.card.addWidget(self._caps)
        self.card.addWidget(self._trouble)
        self.card.addSpacing(dp(16))
        self.card.addWidget(self._button)
        if facts or locked_for:
            self.card.addSpacing(dp(16))
            self.card.addWidget(Rule())
            self.card.addSpacing(dp(8))
            for icon, words in facts:
                note = self._note(icon, words, "text2")
                note.show()
                self.card.addWidget(note)
        if locked_for:
            other = Link(_("Sign in as somebody else"))
            other.clicked.connect(self.sign_out_wanted)
            self.card.addSpacing(dp(6))
            self.card.addWidget(other, 0, Qt.AlignmentFlag.AlignLeft)
        self.below.setText(_("Forgotten the password? The administrator of your office issues a one-time code."))
        self._recovery = Link(_("No administrator can sign in any more: use the recovery paper…"), "caption")
        self._recovery.clicked.connect(self.recovery_wanted)
        self._recovery.hide()
        self.add_below(self._recovery)
        self._fix(locked_for, bool(accounts))
        self.setFocusProxy(self._password if accounts or locked_for else self._name)

    def offer(self, password: str) -> None:
        """Fill the password in, for an office that is only there to be looked at."""
        self._password.setText(password)

    def offer_recovery(self) -> None:
        """Show the way in with the recovery paper."""
        self._recovery.show()

    def failed(self, error: AppError) -> None:
        """Say why, keep the name, let the password be typed again; after too many tries, when the wait is over."""
        self.set_busy(False)
        wait = getattr(error, "seconds", None)
        if isinstance(wait, int | float):
            self._free_at[self._typed_name()] = self._seconds() + wait
            self._count_down()
            self._password.setFocus()
        elif not self.form.show_error(error):
            self._set_note(self._trouble, str(error))
            self._password.setFocus()
        self._password.selectAll()

    def set_busy(self, busy: bool) -> None:
        """While the password is being checked."""
        self._button.set_reason(_("Checking the password…") if busy else "")
        self._password.setReadOnly(busy)

    def show_progress(self, done: int, total: int) -> None:
        """Opening takes longer than a moment: a new version prepares the database, or it is encrypted."""
        share = f" {done * 100 // total} %" if total > 0 else ""
        self._button.set_reason(_("Preparing the database…") + share)

    def _count_down(self) -> None:
        """Say how long the name still has to wait; each name waits for itself."""
        left = self._free_at.get(self._typed_name(), 0.0) - self._seconds()
        if left <= 0:
            if self._ticking.isActive():
                self._ticking.stop()
                self._trouble.hide()
                self._button.set_reason("")
            return
        words = waiting_words(left)
        self._set_note(
            self._trouble, _("Too many wrong passwords for this name. Try again in {wait}.").format(wait=words)
        )
        self._button.set_reason(_("Wait {wait}").format(wait=words))
        self._ticking.start()

    def _fix(self, locked_for: str, known: bool) -> None:
        if locked_for:
            self._name.setText(locked_for)
            self._name.setReadOnly(True)
        self._known.setVisible(known and not locked_for)
        self._name.setVisible(bool(locked_for) or not known)

    def _choose(self) -> None:
        self._name.setVisible(self._known.value() is OTHER)
        self._count_down()

    def _go_on(self) -> None:
        (self._name if self._known.value() is OTHER else self._password).setFocus()

    def _typed_name(self) -> str:
        if self._name.isVisibleTo(self):
            return self._name.text().strip()
        return str(self._known.value())

    def _sign_in(self) -> None:
        name, password = self._typed_name(), self._password.text()
        self.form.clear_errors()
        if not self._ticking.isActive():
            self._trouble.hide()
        if not name:
            self._name.setFocus()
        elif not password:
            self._set_note(self._trouble, _("Type the password."))
            self._password.setFocus()
        elif self._button.isEnabled():
            self.set_busy(True)
            self.sign_in_wanted.emit(name, password)

    def _toggle(self, link: Link) -> None:
        shown = self._password.is_hidden()
        self._password.set_shown(shown)
        link.setText(_("Hide") if shown else _("Show"))

    def _note(self, icon: str, words: str, tone: str) -> QWidget:
        note = QWidget()
        row = QHBoxLayout(note)
        row.setContentsMargins(0, dp(6), 0, 0)
        row.setSpacing(dp(6))
        row.addWidget(Icon(icon, tone, metrics.ICON_CAPTION, line=18), 0, Qt.AlignmentFlag.AlignTop)
        label = Text(words, "caption", wrap=True)
        label.set_tone("danger" if tone == "danger" else "warn" if tone == "warn" else "text2")
        row.addWidget(label, 1)
        note.hide()
        return note

    def _set_note(self, note: QWidget, words: str) -> None:
        label = note.findChild(Text)
        assert isinstance(label, Text)
        label.setText(words)
        note.setAccessibleName(words)
        note.show()
