"""The parts around a page: navigation, top bar, status bar."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QHBoxLayout,
    QProgressBar,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from officer_app.i18n import _
from officer_app.ui.jobs import Job
from officer_app.ui.page import Account, Key, Page
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour, paint_icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ElidedText, Icon, KeyCap, Link, PushButton, Rule, SearchBox, Text, clear, paint
from officer_app.ui.widgets.avatar import paint_avatar
from officer_app.ui.widgets.key_cap import key_width, paint_key
from officer_app.ui.widgets.search_box import Fetch
from officer_app.ui.widgets.tips import plain_tip


class Logo(QWidget):
    """The mark of the program: hands that meet, on the accent."""

    def __init__(self, size: int = 28) -> None:
        super().__init__()
        self._size = size
        self.setFixedSize(dp(size), dp(size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        paint.box(painter, QRectF(self.rect()), t.accentfill, None, self._size / 5 + 1)
        side = round(self._size * 0.57)
        paint_icon(painter, "handshake", t.onfill, (self.width() - dp(side)) / 2, self.height() / 2, side)


class _NavigationEntry(QAbstractButton):
    def __init__(self, page: Page, place: int) -> None:
        super().__init__()
        self.page, self.count = page, -1
        self.setText(_(page.title))
        self.setCheckable(True)
        self.setToolTip(plain_tip(f"Ctrl {place}") if place <= 9 else "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_count(-1)

    def show_count(self, count: int) -> None:
        self.count = count
        self.setAccessibleName(self.text() if count < 0 else f"{self.text()} {count}")
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(dp(160), dp(metrics.NAV_ROW))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, rect = QPainter(self), tokens(), QRectF(self.rect())
        here = self.isChecked()
        if here:
            paint.box(painter, rect, t.soft)
        elif self.underMouse():
            paint.box(painter, rect, t.neutralsoft)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.accent)
        paint_icon(painter, self.page.icon, t.accent if here else t.text2, dp(10), rect.height() / 2)
        count = "" if self.count < 0 else str(self.count)
        width = paint.width_of(metrics.font(), count) if count else 0
        words = QRectF(dp(36), 0, rect.width() - dp(36 + 14) - width, rect.height())
        paint.text(
            painter, metrics.font("body", 500 if here else 400), t.accent if here else t.text, words, self.text()
        )
        place = QRectF(rect.right() - dp(10) - width, 0, width + 1, rect.height())
        paint.text(painter, metrics.font(), t.accent if here else t.text3, place, count, elide=False)


class _AccountButton(QAbstractButton):
    def __init__(self) -> None:
        super().__init__()
        self._account = Account("", "")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def show_account(self, account: Account) -> None:
        self._account = account
        self.setAccessibleName(_("Account: {name}, {role}").format(name=account.name, role=account.caption))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(dp(160), dp(44))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t, rect = QPainter(self), tokens(), QRectF(self.rect())
        if self.underMouse():
            paint.box(painter, rect, t.neutralsoft)
        if self.hasFocus():
            paint.focus_ring(painter, rect, t.accent)
        paint_avatar(painter, self._account.name, dp(4), rect.height() / 2, 28)
        room = rect.width() - dp(40 + 26)
        name = QRectF(dp(40), dp(4), room, dp(19))
        paint.text(painter, metrics.font("body", 500), t.text, name, self._account.name)
        caption = QRectF(dp(40), dp(22), room, dp(17))
        paint.text(painter, metrics.font("key"), t.text3, caption, self._account.caption)
        paint_icon(painter, "chevrons-up-down", t.text2, rect.right() - dp(20), rect.height() / 2, metrics.ICON_CAPTION)


class SideBar(QWidget):
    """The navigation: icon and word, a plain count, the account at the foot."""

    chosen = Signal(str)
    account_clicked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "side")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(dp(metrics.SIDE_WIDTH))
        self.setAccessibleName(_("Navigation"))
        self._entries: dict[str, _NavigationEntry] = {}
        self._group = QButtonGroup(self)
        self._title = ElidedText("", "body", weight=600)
        self._subtitle = ElidedText("", "key", "text3")
        brand = QHBoxLayout()
        brand.setContentsMargins(dp(4), 0, 0, 0)
        brand.setSpacing(dp(8))
        brand.addWidget(Logo())
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._title)
        names.addWidget(self._subtitle)
        brand.addLayout(names, 1)
        self._list = QVBoxLayout()
        self._list.setSpacing(2)
        self.account = _AccountButton()
        self.account.clicked.connect(self.account_clicked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(dp(8), dp(8), dp(8), dp(8))
        layout.setSpacing(0)
        layout.addLayout(brand)
        layout.addSpacing(dp(18))
        layout.addLayout(self._list, 1)
        layout.addWidget(self.account)

    def show_office(self, title: str, subtitle: str) -> None:
        """Name the program and the office."""
        self._title.setText(title)
        self._subtitle.setText(subtitle)

    def show_pages(self, pages: Sequence[Page]) -> None:
        """Offer these pages, in this order."""
        for entry in self._entries.values():
            self._group.removeButton(entry)
        clear(self._list)
        self._entries = {}
        for place, page in enumerate(pages, 1):
            if page.at_foot and not any(entry.page.at_foot for entry in self._entries.values()):
                self._list.addStretch(1)
            entry = _NavigationEntry(page, place)
            entry.clicked.connect(lambda _checked=False, key=page.key: self.chosen.emit(key))
            self._entries[page.key] = entry
            self._group.addButton(entry)
            self._list.addWidget(entry)
        if not any(page.at_foot for page in pages):
            self._list.addStretch(1)
        else:
            self._list.addSpacing(dp(8))

    def mark(self, key: str) -> None:
        """Mark the page in view."""
        if key in self._entries:
            self._entries[key].setChecked(True)

    def show_count(self, key: str, count: int) -> None:
        """The plain count of an entry; negative hides it."""
        if key in self._entries:
            self._entries[key].show_count(count)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.side))
        painter.fillRect(QRectF(self.width() - 1, 0, 1, self.height()), colour(t.line))


class TopBar(QWidget):
    """Search, undo, the list of keys, 记走访."""

    def __init__(self, fetch: Fetch) -> None:
        super().__init__()
        self.setFixedHeight(dp(metrics.TOP_BAR))
        hint = _("Search enterprises, people, visits, cases or commands")
        self.search = _TopSearch(_("Search everywhere"), hint, fetch)
        self.search.setObjectName("search")
        self.undo = PushButton(icon="undo-2", kind="quiet", name=_("Undo"), keys="Ctrl Z")
        self.shortcuts = PushButton(icon="keyboard", kind="quiet", name=_("All keys"), keys="?")
        self.visit = PushButton(_("Log a visit"), "plus", kind="primary", keys="Ctrl N")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), 1)
        layout.setSpacing(dp(12))
        layout.addWidget(self.search)
        layout.addStretch(1)
        layout.addWidget(self.undo)
        layout.addWidget(self.shortcuts)
        layout.addWidget(self.visit)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), colour(tokens().line))


class _TopSearch(SearchBox):
    """The search line with its key at the right end."""

    def __init__(self, name: str, hint: str, fetch: Fetch) -> None:
        super().__init__(name, hint, fetch)
        self.setMaximumWidth(dp(metrics.SEARCH_WIDTH))
        self.setMinimumWidth(dp(200))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTextMargins(dp(metrics.ICON + 10), 0, key_width("Ctrl K") + dp(4), 0)

    def sizeHint(self) -> QSize:
        return QSize(dp(metrics.SEARCH_WIDTH), super().sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_key(QPainter(self), "Ctrl K", self.width() - key_width("Ctrl K") - dp(8), self.height() / 2)


class StatusBar(QWidget):
    """Where the data lives, the last backup, running work; at the right the keys that work here."""

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumHeight(dp(metrics.STATUS_BAR))
        self.setAccessibleName(_("Status"))
        self._place = Text("", "caption", "text3")
        self._backup = Text("", "caption", "text3")
        self._between = Rule(upright=True)
        self._between.setFixedHeight(dp(14))
        self._backup_icon = Icon("history", "text3", metrics.ICON_CAPTION)
        self._job: Job | None = None
        self._job_title = Text("", "caption", "text")
        self._job_bar = QProgressBar()
        self._job_bar.setTextVisible(False)
        self._job_bar.setFixedWidth(dp(88))
        self._job_share = Text("", "caption", "text2")
        self._job_cancel = Link(_("Cancel"))
        self._job_cancel.clicked.connect(self._cancel)
        self._keys = QHBoxLayout()
        self._keys.setSpacing(dp(6))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(dp(metrics.PAGE), 1, dp(metrics.PAGE), 0)
        layout.setSpacing(dp(8))
        layout.addWidget(Icon("database", "text3", metrics.ICON_CAPTION))
        layout.addWidget(self._place)
        layout.addWidget(self._between)
        layout.addWidget(self._backup_icon)
        layout.addWidget(self._backup)
        layout.addSpacing(dp(8))
        for widget in self._job_parts():
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addLayout(self._keys)
        self.end_job(None)

    def show_place(self, place: str, backup: str) -> None:
        """Say where the data is and how old the last backup is."""
        self._place.setText(place)
        self._backup.setText(backup)
        self._backup.setVisible(bool(backup))
        self._backup_icon.setVisible(bool(backup))
        self._between.setVisible(bool(backup))

    def show_backup(self, words: str, *, late: bool = False) -> None:
        """Say how old the last backup is; a late one with a word in the colour of what is near its limit."""
        self._backup.setText(words)
        self._backup.set_tone("warn" if late else "text3")
        for widget in (self._backup, self._backup_icon, self._between):
            widget.setVisible(bool(words))

    def show_keys(self, keys: Sequence[Key]) -> None:
        """Show the keys that work here."""
        clear(self._keys)
        for number, key in enumerate(keys):
            if number:
                self._keys.addSpacing(dp(8))
            for cap in key.caps():
                self._keys.addWidget(KeyCap(cap))
            self._keys.addWidget(Text(_(key.words), "caption", "text2"))

    def show_job(self, job: Job) -> None:
        """Show work that has begun."""
        self._job = job
        self._job_title.setText(job.title)
        self._job_bar.setRange(0, 0)
        self._job_share.setText("")
        for widget in self._job_parts():
            widget.show()

    def show_progress(self, job: Job, done: int, total: int) -> None:
        """Show how far it is; total negative if unknown."""
        if job is not self._job:
            return
        if total > 0:
            self._job_bar.setRange(0, total)
            self._job_bar.setValue(done)
            self._job_share.setText(f"{done * 100 // total} %")
        else:
            self._job_bar.setRange(0, 0)
            self._job_share.setText(str(done))

    def end_job(self, job: Job | None) -> None:
        """The work has ended."""
        if job is self._job:
            self._job = None
            for widget in self._job_parts():
                widget.hide()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.side))
        painter.fillRect(QRectF(0, 0, self.width(), 1), colour(t.line))

    def _job_parts(self) -> tuple[QWidget, ...]:
        return self._job_title, self._job_bar, self._job_share, self._job_cancel

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
            self._job_title.setText(_("Cancelling…"))
