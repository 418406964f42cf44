"""The window: navigation between pages, and what surrounds them. It knows no feature."""

from collections.abc import Callable, Sequence
from time import monotonic
from typing import Final

from PySide6.QtCore import QByteArray, QPoint, QSettings, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QVBoxLayout, QWidget
from shiboken6 import isValid

from officer_app.i18n import N_, _
from officer_app.ui.account_menu import account_menu
from officer_app.ui.frame import SideBar, StatusBar, TopBar
from officer_app.ui.page import Account, Desk, Key, Page, PageView
from officer_app.ui.table import Table
from officer_app.ui.theme.icons import icon
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import ErrorBar
from officer_app.ui.widgets.search_box import Deliver, Fetch
from officer_app.ui.widgets.search_popup import Hit
from officer_app.ui.widgets.tips import plain_tip

SHORTCUTS = "shortcuts"
STATUS_KEYS = 5
# Seconds after which a page that is opened again is read again.
FRESH_FOR: Final = 20
EVERYWHERE = (
    Key("Ctrl+K", N_("Search everywhere")),
    Key("Ctrl+N", N_("Log a visit"), "visit_log"),
    Key("Ctrl+Shift+D", N_("new demand"), "demand_handle"),
    Key("Ctrl+1", N_("First to ninth page: Ctrl 1 … 9")),
    Key("Ctrl+Z", N_("Undo")),
    Key("F5", N_("Read the page anew")),
    Key("Ctrl+Shift+S", N_("Save the list in view as a workbook"), "directory_export"),
    Key("Ctrl+L", N_("Lock")),
    Key("?", N_("All keys")),
)


def nothing_found(_text: str, deliver: Deliver) -> None:
    """A search with nothing behind it."""
    deliver(())


class _Pages(QStackedWidget):
    """The pages; only the one in view says how narrow the window may be."""

    def minimumSizeHint(self) -> QSize:
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else super().minimumSizeHint()


class MainWindow(QMainWindow):
    """Shows one of: a view before signing in (`show_outside`), or the frame with the pages.

    Wiring is by signals: `visit_wanted`, `hit_chosen` (a Hit of the search), `lock_wanted`, `sign_out_wanted`,
    `language_wanted`, `theme_wanted`, `text_size_wanted`. `start_of_day` is the page opened after signing in.
    """

    visit_wanted = Signal()
    hit_chosen = Signal(object)
    lock_wanted = Signal()
    sign_out_wanted = Signal()
    language_wanted = Signal(str)
    theme_wanted = Signal(str)
    text_size_wanted = Signal(float)

    def __init__(self, pages: Sequence[Page], desk: Desk, search: Fetch = nothing_found) -> None:
        super().__init__()
        self.setWindowTitle(_("Officer"))
        self.setWindowIcon(icon("handshake", "accent"))
        self._all_pages, self.desk = tuple(pages), desk
        self._pages: dict[str, Page] = {}
        self._views: dict[str, PageView] = {}
        self._stale: set[str] = set()
        self._read_at: dict[str, float] = {}
        self._back: list[str] = []
        self._outside: QWidget | None = None
        desk.go, desk.back = self.go, self.go_back
        desk.notices.window = self
        self.side, self.top, self.status = SideBar(), TopBar(search), StatusBar()
        self.stack = _Pages()
        # Asked before the window closes; whoever says no closes it later.
        self.may_close: Callable[[], bool] = lambda: True
        self.banner = ErrorBar(closable=False)
        self._root = QStackedWidget()
        self._focused: QWidget | None = None
        self.shell = self._shell()
        self._root.addWidget(self.shell)
        self.setCentralWidget(self._root)
        self._connect()

    def sign_in(self, account: Account) -> None:
        """Show the pages this person may see; the same person finds everything as it was left."""
        if account != self.desk.account or not self._pages:
            self._leave_pages()
            self.desk.account = account
            self.desk.undo.clear()
            self._pages = {
                page.key: page
                for page in self._all_pages
                if page.permission is None or page.permission in account.permissions
            }
            self._pages[SHORTCUTS] = Page(SHORTCUTS, N_("All keys"), "keyboard", self._shortcuts_view, listed=False)
            self.side.show_pages(self.listed())
        self.side.account.show_account(account)
        self.side.show_office(_("Talent service"), account.office or _("Key enterprises"))
        self._drop_outside()
        self._root.setCurrentWidget(self.shell)
        if self.current_page() is None and (listed := self.listed()):
            self.go(next((page.key for page in listed if page.begins), listed[0].key))
        elif (page := self.current_page()) is not None:
            # Where the cursor was before the lock: whoever comes back types on.
            before = self._focused
            within = before is not None and isValid(before) and page.isAncestorOf(before)
            (before if before is not None and within else page).setFocus()
            if (key := self.current_key()) in self._stale:
                self._read(key, page)

    def show_outside(self, view: QWidget) -> None:
        """Show a view in place of the frame: login, first start. Pages are hidden, not lost; dialogs close."""
        if self._root.currentWidget() is self.shell:
            self._focused = self.focusWidget()
        for widget in QApplication.topLevelWidgets():
            if widget is not self and widget.isVisible() and widget.window() is not self:
                widget.close()
        self.top.search.close_popup()
        self._drop_outside()
        self._outside = view
        self._root.addWidget(view)
        self._root.setCurrentWidget(view)
        view.setFocus()

    def listed(self) -> list[Page]:
        """The pages of the navigation, in order."""
        return [page for page in self._pages.values() if page.listed]

    def pages(self) -> list[Page]:
        """All pages this person may open, listed or not."""
        return [page for page in self._pages.values() if page.key != SHORTCUTS]

    def current_page(self) -> PageView | None:
        """The page in view; None outside or before the first."""
        view = self.stack.currentWidget()
        return view if isinstance(view, PageView) and self._root.currentWidget() is self.shell else None

    def current_key(self) -> str:
        """The key of the page in view."""
        view = self.stack.currentWidget()
        return next((key for key, known in self._views.items() if known is view), "")

    def go(self, key: str, target: object = None) -> None:
        """Open a page; building it the first time."""
        if key not in self._pages:
            return
        before = self.current_key()
        if before and before != key:
            self._back.append(before)
            del self._back[:-20]
            self._forget_news(self._views[before])
        view = self._views.get(key)
        if view is None:
            view = self._views[key] = self._pages[key].build(self.desk)
            view.setAccessibleName(_(self._pages[key].title))
            view.count_changed.connect(lambda count, key=key: self.side.show_count(key, count))
            view.keys_changed.connect(self._show_keys)
            view.filled_changed.connect(self._fit_visit_button)
            self.stack.addWidget(view)
            self._stale.add(key)
        self.stack.setCurrentWidget(view)
        # The page itself, not whichever control Qt finds first; a page with a list moves on to it.
        view.setFocus()
        self.side.mark(self._pages[key].under or key)
        # Others work on the same data, and nobody tells this window of it.
        if key in self._stale or monotonic() - self._read_at.get(key, 0) > FRESH_FOR:
            self._read(key, view)
        view.opened(target)
        self.top.visit.setVisible(self.desk.may("visit_log") and not view.hides_visit_button)
        self._fit_visit_button()
        self._show_keys()

    def _read(self, key: str, view: PageView) -> None:
        self._stale.discard(key)
        self._read_at[key] = monotonic()
        view.reload()

    def read_anew(self) -> None:
        """Read what the page in view shows once more: others may have changed it."""
        if (view := self.current_page()) is not None:
            self._read(self.current_key(), view)

    @staticmethod
    def _forget_news(view: PageView) -> None:
        """What went well is no news when one comes back to the page."""
        if view.error_bar.kind() == "ok":
            view.error_bar.clear()

    def _fit_visit_button(self) -> None:
        """One filled button in view: a page that has its own leaves the other plain."""
        view = self.stack.currentWidget()
        if isinstance(view, PageView):
            self.top.visit.set_kind("plain" if view.has_filled() else "primary")

    def go_back(self) -> None:
        """Return to the page before."""
        if self._back:
            key = self._back.pop()
            self.go(key)
            if self._back and self._back[-1] != key:
                self._back.pop()

    def refresh(self, changed: frozenset[str]) -> None:
        """Reload what shows a changed entity: the page in view now, the others when they come into view."""
        here = self.current_key()
        for key, view in self._views.items():
            if view.reload_on & changed:
                if key == here and self._root.currentWidget() is self.shell:
                    self._read(key, view)
                else:
                    self._stale.add(key)

    def keep_place(self, settings: QSettings) -> None:
        """Bring size and place back, onto a screen that is there."""
        kept = settings.value("window/geometry")
        # Never beyond a small screen: what is there to press would be out of reach.
        self.resize(QSize(dp(1440), dp(900)).boundedTo(QGuiApplication.primaryScreen().availableSize()))
        if isinstance(kept, QByteArray):
            self.restoreGeometry(kept)
        screens = QGuiApplication.screens()
        if not any(screen.availableGeometry().intersects(self.frameGeometry()) for screen in screens):
            self.move(QGuiApplication.primaryScreen().availableGeometry().topLeft())

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_close():
            event.ignore()
            return
        self.desk.settings.setValue("window/geometry", self.saveGeometry())
        super().closeEvent(event)

    def _shell(self) -> QWidget:
        shell = QWidget()
        right = QVBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(0)
        right.addWidget(self.top)
        right.addWidget(self.banner)
        right.addWidget(self.stack, 1)
        right.addWidget(self.status)
        layout = QHBoxLayout(shell)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.side)
        layout.addLayout(right, 1)
        return shell

    def _connect(self) -> None:
        self.side.chosen.connect(self.go)
        self.side.account_clicked.connect(self._account_menu)
        self.top.visit.clicked.connect(self.visit_wanted)
        self.top.undo.clicked.connect(self._undo)
        self.top.shortcuts.clicked.connect(lambda: self.go(SHORTCUTS))
        self.top.search.chosen.connect(self._found)
        self.desk.undo.changed.connect(self._show_undo)
        jobs = self.desk.jobs
        jobs.changed.connect(self.refresh)
        jobs.failed.connect(self.desk.notices.show_error)
        jobs.started.connect(self.status.show_job)
        jobs.progressed.connect(self.status.show_progress)
        jobs.finished.connect(self.status.end_job)
        for keys, act in (
            ("Ctrl+K", self._search),
            ("Ctrl+N", self.visit_wanted.emit),
            ("Ctrl+Shift+D", self.new_demand),
            ("Ctrl+Z", self._undo),
            ("F5", self.read_anew),
            ("Ctrl+Shift+S", self.save_list),
            ("Ctrl+L", self.lock_wanted.emit),
            ("?", lambda: self.go(SHORTCUTS)),
            ("F1", lambda: self.go(SHORTCUTS)),
        ):
            # Shortcuts of the frame sleep while it is hidden behind the login.
            QShortcut(QKeySequence(keys), self.shell).activated.connect(act)
        for place in range(1, 10):
            jump = QShortcut(QKeySequence(f"Ctrl+{place}"), self.shell)
            jump.activated.connect(lambda place=place: self._jump(place))
        self._show_undo()

    def _jump(self, place: int) -> None:
        listed = self.listed()
        if place <= len(listed):
            self.go(listed[place - 1].key)

    def _search(self) -> None:
        self.top.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.top.search.selectAll()

    def _found(self, hit: Hit) -> None:
        self.top.search.clear()
        self.hit_chosen.emit(hit)

    def _undo(self) -> None:
        if self.desk.undo.next():
            # What was said of the deed does not hold any longer.
            self.desk.notices.unsay()
            self.desk.undo.undo()

    def new_demand(self) -> None:
        """Note a demand that came without a visit, from wherever one is."""
        if self.desk.may("demand_handle"):
            # Here, since it brings what the features are made of, and a window is up before that.
            from officer_app.ui.targets import DemandsWanted

            self.go("demands", DemandsWanted(new=True))

    def save_list(self) -> None:
        """Save the list in view as a workbook."""
        page = self.current_page()
        if page is not None and self.desk.may("directory_export"):
            from officer_app.ui.table_saving import save_table, table_in_view

            if (table := table_in_view(page)) is not None:
                save_table(page, table)

    def _show_undo(self) -> None:
        what = self.desk.undo.next()
        self.top.undo.set_reason("" if what else _("Nothing to undo"))
        if what:
            self.top.undo.setToolTip(plain_tip(_("Undo: {what}  Ctrl Z").format(what=what)))

    def _show_keys(self) -> None:
        key, view = self.current_key(), self.current_page()
        if view is None:
            return
        here = self.desk.usable(tuple(view.keys()) or self._pages[key].keys)
        self.status.show_keys((*here[: STATUS_KEYS - 1], Key("?", N_("All keys"))))

    def _shortcuts_view(self, desk: Desk) -> PageView:
        from officer_app.ui.shortcuts import ShortcutsView

        sections: list[tuple[str, Sequence[Key]]] = [(_("Everywhere"), desk.usable(EVERYWHERE))]
        sections += [(_(page.title), desk.usable(page.keys)) for page in self.pages() if page.keys]
        return ShortcutsView(desk, sections, self.go_back)

    def _account_menu(self) -> None:
        menu = account_menu(self)
        menu.popup(self.side.account.mapToGlobal(QPoint(0, -menu.sizeHint().height())))

    def _drop_outside(self) -> None:
        if self._outside is not None:
            self._root.removeWidget(self._outside)
            self._outside.deleteLater()
            self._outside = None

    def say_over_all(self, words: str, step: str = "") -> None:
        """A line above every page for as long as it holds, such as that nothing can be stored; empty: nothing."""
        if words:
            self.banner.say(words, step, kind="warn")
        else:
            self.banner.clear()

    def cover(self) -> None:
        """The office is closed: lists let go of their rows, and what could be taken back is forgotten.

        The pages themselves stay, with what is typed in them; coming back they read everything anew.
        """
        self.desk.undo.clear()
        self.top.search.clear()
        for view in self._views.values():
            view.locked()
            for table in view.findChildren(Table):
                table.cover()
        self._stale.update(self._views)

    def forget(self) -> None:
        """Nobody is signed in any more: the pages go, with all they show."""
        self._leave_pages()
        self.desk.account = Account("", "")
        self.desk.undo.clear()
        self.top.search.clear()

    def _leave_pages(self) -> None:
        for view in self._views.values():
            self.stack.removeWidget(view)
            view.deleteLater()
        self._views.clear()
        self._pages.clear()
        self._stale.clear()
        self._read_at.clear()
        self._back.clear()
