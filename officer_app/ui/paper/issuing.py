"""Issuing what is shown: what it means is said first, then the paper gets its number and is kept as it is."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject

from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.overview.archive import IssuedFile, IssuedRow, PaperWish, issue, reprint
from officer_app.people.access import Permission
from officer_app.ui.page import PageView
from officer_app.ui.widgets import PushButton


class Issuing(QObject):
    """The button, and what follows from it. `title` names the paper on the window, `show` takes it once issued."""

    def __init__(self, page: PageView, title: Callable[[], str], show: Callable[[IssuedFile], None]) -> None:
        super().__init__(page)
        self._page, self._desk = page, page.desk
        self._title, self._show = title, show
        self.wish: PaperWish | None = None
        self.issued: IssuedRow | None = None
        self._draft_id = str(uuid4())
        self.button = PushButton(_("Issue…"), "stamp")
        self.button.clicked.connect(self.ask)

    @property
    def allowed(self) -> bool:
        """Whether the person here issues papers at all."""
        return self._desk.may(Permission.PAPER_ISSUE)

    def begin(self, wish: PaperWish | None) -> None:
        """Another paper is shown; None for one that is not issued."""
        self.wish, self.issued = wish, None
        self._draft_id = str(uuid4())

    def why_not(self) -> str:
        """Why what is shown cannot be issued; empty if it can."""
        if self.issued is not None:
            return _("It is issued as {number}.").format(number=self.issued.number)
        running = self.wish is not None and self.wish.last > self._desk.today()
        return _("The period is not over: its figures still change.") if running else ""

    def ask(self) -> None:
        """Say what issuing means, and ask."""
        self._page.error_bar.say(
            _("Issue {title}?").format(title=self._title()),
            _("It gets its number and stays as it is; a later one of the same replaces it."),
            [(_("Issue"), self.issue)],
            kind="warn",
        )

    def issue(self) -> None:
        """Issue what is shown."""
        if self.wish is None or self.issued is not None:
            return
        self._page.error_bar.clear()
        office, actor = self._desk.jobs.office, self._desk.jobs.actor
        wish, draft_id = self.wish, self._draft_id
        self._desk.jobs.long(
            _("Issuing {title}").format(title=self._title()),
            lambda progress: issue(office, actor, wish, draft_id, progress),
            then=partial(self._now_issued, draft_id),
            failed=self._told,
            owner=self,
            writes=True,
        )

    def _now_issued(self, draft_id: str, row: IssuedRow) -> None:
        self._desk.jobs.read(reprint, row.id, then=partial(self._show_kept, draft_id, row), owner=self)

    def _show_kept(self, draft_id: str, row: IssuedRow, found: IssuedFile) -> None:
        """Until the paper with its number is here, what is shown is a draft, and saved as one."""
        if draft_id != self._draft_id:
            # Another paper is shown by now.
            return
        self.issued = row
        self._show(found)
        words = _("Issued as {number}.").format(number=row.number)
        if row.replaces:
            words += " " + _("It replaces {number}.").format(number=row.replaces)
        self._page.error_bar.say(words, kind="ok")

    def _told(self, error: AppError) -> None:
        self._desk.notices.show_error(error, self._page)
