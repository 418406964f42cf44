"""Reports: choose the month and whose visits, see the paper as it will be printed, save or print it."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.core.progress import Progress
from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission
from officer_app.people.service import AccountRow, list_officers
from officer_app.ui.form import Form
from officer_app.ui.jobs import Job
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.paper.actions import PaperActions
from officer_app.ui.paper.preview import PaperPreview
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Choice,
    EmptyState,
    Icon,
    Link,
    PageHeading,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.wording import month_in_prose
from officer_app.visits.browsing import VisitFilter, count_visits
from officer_app.visits.periods import month_end
from officer_app.visits.prints import period_print
from officer_app.visits.report import period_report
from officer_app.visits.reporting import Scope

MONTHS: Final = 24
_EVERYBODY: Final = 0


class ReportsView(PageView):
    """The page "reports"."""

    has_primary = True
    reload_on = frozenset({"visit", "account"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._pdf = b""
        self._job: Job | None = None
        self._shown: tuple[date, int] | None = None
        self._actions = PaperActions(self)
        self._place = Text("", "caption", "text2")
        self._save = PushButton(_("Save as PDF…"), "download", keys="Ctrl S")
        self._print = PushButton(_("Print"), "printer", keys="Ctrl P")
        self._save.clicked.connect(self.save)
        self._print.clicked.connect(self.print)
        self.put_heading(PageHeading(_("Reports"), (self._place,), (self._save, self._print)))
        self.main.addWidget(Rule())
        self.preview = PaperPreview(desk.jobs)
        self.preview.page_changed.connect(self._say_place)
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self._body = QStackedWidget()
        self._body.addWidget(self._empty)
        self._body.addWidget(self.preview)
        self.main.addWidget(self._body, 1)
        self.put_side(self._chooser())
        self.on_key("Ctrl+S", self.save)
        self.on_key("Ctrl+P", self.print)
        self._take(b"")
        desk.jobs.finished.connect(self._ended)

    def keys(self) -> Sequence[Key]:
        return (
            Key("Ctrl+Return", N_("make the report")),
            Key("PgUp PgDown", N_("page")),
            Key("Ctrl+S", N_("save")),
            Key("Ctrl+P", N_("print")),
        )

    def opened(self, target: object = None) -> None:
        if isinstance(target, date):
            self.month.set_value(target.replace(day=1).isoformat())
        self.month.setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(list_officers, then=self._know_officers, owner=self, latest="officers")
        self._count()

    def chosen_month(self) -> date:
        """The first day of the month chosen."""
        return date.fromisoformat(str(self.month.value()))

    def make(self) -> None:
        """Make the report of the month chosen."""
        month, officer = self.chosen_month(), self._officer_id()
        office, actor = self.desk.jobs.office, self.desk.jobs.actor

        def produce(progress: Progress) -> bytes:
            found = office.read(period_print, actor, month, month_end(month), Scope(officer or None))
            return period_report(found, progress)

        self.error_bar.clear()
        if self._job is not None:
            self._job.cancel()
        self._shown = (month, officer)
        self._take(b"", _("The report is being made."))
        title = _("Making {title}").format(title=self._title())
        self._job = self.desk.jobs.long(title, produce, then=self._made, failed=self._failed, owner=self)

    def save(self) -> None:
        """Save it as a file."""
        if self._pdf:
            self._actions.save_as(self._pdf, self._file_name())

    def print(self) -> None:
        """Print it."""
        if self._pdf:
            self._actions.print(self._pdf, self._title(), self._file_name())

    def _chooser(self) -> SidePanel:
        side = SidePanel()
        column = side.column
        column.addWidget(SectionHeader(_("Visits of a month")))
        about = _("Cover with figures and charts, the table of all visits, then every record whole.")
        column.addWidget(Text(about, "body", "text2", wrap=True))
        column.addSpacing(dp(8))
        form = Form()
        first = self.desk.today().replace(day=1)
        months = []
        for _n in range(MONTHS):
            months.append((first.isoformat(), month_in_prose(first)))
            first = (first - timedelta(days=1)).replace(day=1)
        # A report is mostly made of the month that has ended.
        self.month = Choice(_("Month"), months, months[1][0])
        self.officer = Choice(_("Our officer"), [(_EVERYBODY, _("All officers"))])
        for choice in (self.month, self.officer):
            choice.currentIndexChanged.connect(lambda _row: self._count())
        form.add("month", _("Month"), self.month)
        form.add("officer", _("Our officer"), self.officer)
        column.addWidget(form)
        column.addSpacing(dp(4))
        self._found = Text("", "caption", "text2", wrap=True)
        column.addWidget(self._found)
        column.addSpacing(dp(8))
        button = PushButton(_("Make the report"), "file-text", kind="primary", keys="Ctrl Enter")
        button.clicked.connect(self.make)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self.on_key(keys, self.make)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        side.add_rule()
        column.addWidget(SectionHeader(_("Other papers")))
        others = [("footprints", _("Record of one visit: in Visits, Ctrl P"), "visits")]
        if self.desk.may(Permission.CASE_READ):
            others.append(("award", _("Approval form of a case: in Special talent"), "cases"))
        for icon, words, key in others:
            line = QHBoxLayout()
            line.setSpacing(dp(8))
            line.addWidget(Icon(icon, "text2"))
            link = Link(words, "body")
            link.setWordWrap(True)
            link.clicked.connect(lambda key=key: self.desk.go(key, None))
            line.addWidget(link, 1)
            column.addLayout(line)
        column.addStretch(1)
        return side

    def _officer_id(self) -> int:
        value = self.officer.value()
        return value if isinstance(value, int) else _EVERYBODY

    def _know_officers(self, officers: list[AccountRow]) -> None:
        kept = self.officer.value()
        people: list[tuple[object, str]] = [(row.id, row.name) for row in officers]
        self.officer.set_choices([(_EVERYBODY, _("All officers")), *people], kept)

    def _count(self) -> None:
        month = self.chosen_month()
        last = (month + timedelta(days=32)).replace(day=1) - timedelta(days=1)
        wanted = VisitFilter(officer_id=self._officer_id() or None, first=month, last=last)
        self.desk.jobs.read(count_visits, wanted, then=self._counted, owner=self, latest="count")

    def _counted(self, n: int) -> None:
        words = ngettext("{n} visit in this month", "{n} visits in this month", n).format(n=n)
        self._found.setText(words if n else _("No visit in this month; the report will say so."))

    def _ended(self, job: Job) -> None:
        if job is self._job:
            # Also when it was cancelled: then nothing more is heard of it.
            self._job = None
            self._take(b"")

    def _made(self, pdf: bytes) -> None:
        self._job = None
        self._take(pdf)
        self.preview.show_pdf(pdf)
        self.preview.setFocus()

    def _failed(self, error: AppError) -> None:
        self._job = None
        self._take(b"")
        self.desk.notices.show_error(error, self, [(_("Try again"), self.make)])

    def _take(self, pdf: bytes, waiting: str = "") -> None:
        self._pdf = pdf
        reason = "" if pdf else waiting or _("Make the report first.")
        self._save.set_reason(reason)
        self._print.set_reason(reason)
        if not pdf:
            self._place.setText("")
            clear(self._empty_place)
            title = _("One moment…") if waiting else _("No report yet")
            words = waiting or _("Choose a month at the right; the report appears here as it will be printed.")
            self._empty_place.addWidget(EmptyState("chart-column", title, words))
        self._body.setCurrentIndex(1 if pdf else 0)

    def _say_place(self, page: int, pages: int) -> None:
        words = _("Page {page} of {pages}").format(page=page, pages=pages)
        self._place.setText(f"{self._title()}·{words}")

    def _title(self) -> str:
        month = month_in_prose(self._shown[0] if self._shown else self.chosen_month())
        return _("Visits of {month}").format(month=month)

    def _file_name(self) -> str:
        month = self._shown[0] if self._shown else self.chosen_month()
        return f"visits-{month:%Y-%m}.pdf"
