"""The one place that shows errors: beside the field, else in a bar of the page, a dialog last.

What is not an AppError is a bug: it is logged with its traceback, without the values in its message (they may be a
person's data), and shown once as "unexpected". `catch_all` leads Python's, threads' and Qt's complaints here.
"""

import logging
import sys
import threading
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Protocol, runtime_checkable

from PySide6.QtCore import (
    QMessageLogContext,
    QObject,
    QThread,
    QtMsgType,
    Signal,
    Slot,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication, QDialog, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.bugs import told
from officer_app.core.errors import AppError, MergedAway
from officer_app.i18n import _
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ErrorBar, Icon, PushButton, Text

LOG = logging.getLogger("officer_app")
Ways = Sequence[tuple[str, Callable[[], object]]]


@runtime_checkable
class ShowsFieldErrors(Protocol):
    """A form: shows an error beside the field it belongs to."""

    def show_error(self, error: AppError) -> bool: ...


@runtime_checkable
class HasBar(Protocol):
    """A page with a bar for errors."""

    error_bar: ErrorBar


class Notices(QObject):
    """Shows errors; lives on the window's thread, may be told from any."""

    _told = Signal(object, object)

    def __init__(self, window: QWidget | None = None) -> None:
        super().__init__()
        self.window = window
        self._seen: set[str] = set()
        self._told.connect(self.show_error)

    def tell(self, error: BaseException) -> None:
        """Show an error from any thread."""
        if self.thread() is QThread.currentThread():
            self.show_error(error)
        else:
            self._told.emit(error, None)

    @Slot(object, object)
    def show_error(self, error: BaseException, where: QWidget | None = None, ways: Ways = ()) -> None:
        """Show an error as near as possible to `where`: its form, its page's bar, else a dialog."""
        if not isinstance(error, AppError):
            self._unexpected(error, where)
            return
        ways = ways or self._ways_of(error)
        place = where or QApplication.focusWidget()
        while place is not None:
            if error.field and isinstance(place, ShowsFieldErrors) and place.show_error(error):
                return
            if isinstance(place, HasBar):
                place.error_bar.say(error.cause, error.next_step, ways)
                return
            place = place.parentWidget()
        if self._bar_in_view(error.cause, error.next_step, ways):
            return
        self._dialog(error.cause, error.next_step)

    def _ways_of(self, error: AppError) -> Ways:
        """What an error itself leads to."""
        go = getattr(self.window, "go", None)
        if isinstance(error, MergedAway) and callable(go):
            # The targets know every feature; signing in does not wait for them.
            from officer_app.ui.targets import EnterpriseWanted

            wanted = EnterpriseWanted(error.kept_id)
            return [(_("Open {name}").format(name=error.params["kept"]), lambda: go("enterprise", wanted))]
        return ()

    def say(self, words: str, step: str = "") -> None:
        """Something good and worth a line, in the page's bar."""
        page = self._page()
        if page is not None:
            page.error_bar.say(words, step, kind="ok")

    def mention(self, words: str, step: str = "", ways: Ways = ()) -> None:
        """What happened behind somebody's back, and nobody waits for: a line in the page's bar, never a dialog.

        An error that stands there is not talked over.
        """
        page = self._page()
        if page is not None and page.error_bar.kind() != "danger":
            page.error_bar.say(words, step, ways, kind="warn")

    def unsay(self) -> None:
        """Take a line of that kind away; an error stays."""
        page = self._page()
        if page is not None and page.error_bar.kind() == "ok":
            page.error_bar.clear()

    def _unexpected(self, error: BaseException, where: QWidget | None) -> None:
        mark = told(error)
        LOG.error("unexpected %s", mark)
        if mark in self._seen:
            return
        self._seen.add(mark)
        words = _("Something unexpected happened ({name}).").format(name=type(error).__name__)
        step = _("What you typed is kept. Go on, or restart the program; the log has the details.")
        page = where if isinstance(where, HasBar) else self._page()
        if page is not None:
            page.error_bar.say(words, step)
        else:
            self._dialog(words, step)

    def _page(self) -> HasBar | None:
        current = getattr(self.window, "current_page", None)
        page = current() if callable(current) else None
        return page if isinstance(page, HasBar) else None

    def _bar_in_view(self, words: str, step: str, ways: Ways) -> bool:
        page = self._page()
        if page is None:
            return False
        page.error_bar.say(words, step, ways)
        return True

    def _dialog(self, words: str, step: str) -> None:
        if QApplication.instance() is None:
            sys.stderr.write(f"{words} {step}\n")
            return
        Notice(words, step, self.window).open()


class Notice(QDialog):
    """The last resort: one message, one button."""

    def __init__(self, words: str, step: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        from PySide6.QtCore import Qt

        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Notice"))
        self.setAccessibleName(words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(dp(24), dp(20), dp(20), dp(16))
        layout.setSpacing(dp(16))
        row = QHBoxLayout()
        row.setSpacing(dp(12))
        row.addWidget(Icon("circle-alert", "danger", 20), 0, Qt.AlignmentFlag.AlignTop)
        words_column = QVBoxLayout()
        words_column.addWidget(Text(words, "prose", weight=500, wrap=True))
        words_column.addWidget(Text(step, "body", "text2", wrap=True))
        row.addLayout(words_column, 1)
        layout.addLayout(row)
        close = PushButton(_("Close this message"))
        close.clicked.connect(self.accept)
        layout.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(dp(420))
        close.setFocus()


# Qt's own chatter that says nothing about this program.
_CHATTER = ("propagateSizeHints", "QFontDatabase: Cannot find font directory", "This plugin does not support")


def catch_all(notices: Notices) -> None:
    """Lead uncaught exceptions and Qt's messages to the notices and the log."""

    def uncaught(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        notices.tell(error.with_traceback(trace))

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            notices.tell(args.exc_value)

    def from_qt(level: QtMsgType, _context: QMessageLogContext, words: str) -> None:
        if any(chatter in words for chatter in _CHATTER):
            return
        severe = level in (QtMsgType.QtCriticalMsg, QtMsgType.QtFatalMsg)
        LOG.log(
            logging.ERROR if severe else logging.WARNING if level == QtMsgType.QtWarningMsg else logging.DEBUG, words
        )

    sys.excepthook = uncaught
    threading.excepthook = in_thread
    qInstallMessageHandler(from_qt)
