"""What is shown before the office is open: that it is being prepared, or why it cannot be opened and the ways on."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.ui.outside import Outside
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ErrorBar, PushButton, Text


class TroubleView(Outside):
    """An office that cannot be opened: the cause, the next step, and three ways on."""

    again_wanted = Signal()
    other_wanted = Signal()
    leave_wanted = Signal()
    keys_wanted = Signal()
    restore_wanted = Signal()

    def __init__(self, place: str, database: str, error: AppError) -> None:
        super().__init__(place, "", width=560)
        self.setAccessibleName(_("The office cannot be opened"))
        self.error_bar = ErrorBar(closable=False)
        again = PushButton(_("Try again"), "refresh-cw", kind="primary")
        other = PushButton(_("Open another database…"), "folder-open")
        leave = PushButton(_("Quit"))
        again.clicked.connect(self.again_wanted)
        other.clicked.connect(self.other_wanted)
        leave.clicked.connect(self.leave_wanted)
        self._keys = PushButton(_("Choose a copy of the key file…"), "key-round", kind="primary")
        self._keys.clicked.connect(self.keys_wanted)
        self._keys.hide()
        self._again = again
        self._restore = PushButton(_("Restore a backup…"), "history")
        self._restore.clicked.connect(self.restore_wanted)
        self._restore.hide()
        ways = QHBoxLayout()
        ways.setSpacing(dp(8))
        ways.addWidget(again)
        ways.addWidget(other)
        ways.addStretch(1)
        ways.addWidget(leave)
        self.card.addWidget(Text(_("The office cannot be opened"), "record"))
        self.card.addSpacing(dp(12))
        self.card.addWidget(self.error_bar)
        self._why = Text("", "body", "text2", wrap=True)
        self._why.setContentsMargins(0, dp(12), 0, 0)
        self._why.hide()
        self.card.addWidget(self._why)
        self.card.addSpacing(dp(20))
        first = QHBoxLayout()
        first.setSpacing(dp(8))
        first.addWidget(self._keys)
        first.addWidget(self._restore)
        first.addStretch(1)
        first.setContentsMargins(0, 0, 0, dp(8))
        self.card.addLayout(first)
        self.card.addLayout(ways)
        self.below.setText(database)
        self.error_bar.say(error.cause, error.next_step)
        self.setFocusProxy(again)

    def offer_restore(self, *, first: bool = False) -> None:
        """What lies there may be replaced by a backup; `first` where nothing else helps."""
        self._restore.show()
        if first:
            self._restore.set_kind("primary")
            self._again.set_kind("plain")
            self.setFocusProxy(self._restore)

    def offer_keys(self) -> None:
        """The key file is the trouble: another copy of it may be chosen."""
        self._why.setText(
            _(
                "The data itself is unharmed. The key file lies beside the database and in every backup of it; a copy "
                "is checked before it is used, and what lies there now is kept."
            )
        )
        self._why.show()
        self._keys.show()
        self._again.set_kind("plain")
        self.setFocusProxy(self._keys)


class PreparingView(Outside):
    """Work before the first page: what is being done, how far it is, and a way to stop it."""

    cancel_wanted = Signal()

    def __init__(self, place: str, words: str) -> None:
        super().__init__(place, "")
        self.setAccessibleName(words)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(words)
        self._share = Text("", "caption", "text2")
        cancel = PushButton(_("Cancel"))
        cancel.clicked.connect(self.cancel_wanted)
        self.card.addWidget(Text(words, "record", wrap=True))
        self.card.addSpacing(dp(16))
        self.card.addWidget(self.bar)
        self.card.addSpacing(dp(8))
        self.card.addWidget(self._share)
        self.card.addSpacing(dp(12))
        ways = QHBoxLayout()
        ways.addStretch(1)
        ways.addWidget(cancel)
        self.card.addLayout(ways)
        self.setFocusProxy(cancel)

    def show_progress(self, done: int, total: int) -> None:
        """Say how far it is; total negative if unknown."""
        self.bar.setRange(0, max(total, 0))
        self.bar.setValue(done)
        self._share.setText(f"{done * 100 // total} %" if total > 0 else "")
