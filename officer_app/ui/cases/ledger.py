"""The ledger of the quota: the figures of a pool, its course, and every entry with its balances."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any  # keyword arguments of a query

from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.quota.forecast import Forecast, forecast
from officer_app.quota.lists import (
    GENERAL,
    Balance,
    EntryKind,
    LedgerRow,
    Pace,
    QuotaStatus,
    count_ledger_rows,
    ledger_rows,
    left_series,
    pace,
    quota_status,
    quota_years,
)
from officer_app.quota.pools import PoolRow, list_pools
from officer_app.quota.verify import LedgerVerdict, ledger_verdict
from officer_app.ui.cases.ledger_columns import ledger_columns
from officer_app.ui.cases.ledger_files import LedgerFiles
from officer_app.ui.cases.ledger_head import LedgerHead
from officer_app.ui.cases.ledger_menus import LedgerMenus
from officer_app.ui.cases.ledger_pools import PoolSide
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Table
from officer_app.ui.targets import CaseWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    EmptyState,
    FilterBar,
    FilterChip,
    PageHeading,
    PushButton,
    Rule,
    Text,
    Way,
    clear,
)

REVERSIBLE = frozenset({EntryKind.GRANT, EntryKind.ADJUST, EntryKind.RESERVE, EntryKind.CONSUME})


class LedgerView(PageView):
    """The page "ledger". Target: a year, or None for this one."""

    has_primary = True
    reload_on = frozenset({"quota", "quota_entry", "talent_case"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown_year = desk.today().year
        self.shown_pool = GENERAL
        self.pools: list[PoolRow] = []
        self.years: list[int] = []
        self._left = 0
        self._whole = 0
        self._foretold: Forecast | None = None
        self._unproven = True
        self.may_grant = desk.may(Permission.QUOTA_GRANT)
        self.files = LedgerFiles(self, desk)
        self.menus = LedgerMenus(self)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self._verify = PushButton(_("Verify ledger"), "shield-check")
        self._verify.clicked.connect(self.verify)
        self._export = PushButton(_("Export"), "download", keys="Ctrl E")
        self._export.clicked.connect(self.files.export)
        self.grant = PushButton(_("Enter a grant…"), "plus")
        self.grant.clicked.connect(self.ask_grant)
        buttons = [self._verify, self._export, self.menus.more, *([self.grant] if self.may_grant else [])]
        heading = PageHeading(_("Quota ledger"), (self.menus.year_button, self.menus.pool_button), buttons)
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.head = LedgerHead(desk)
        self.head.details.clicked.connect(self.show_forecast)
        self.kind = FilterChip(_("Kind"), [(kind, kind.label) for kind in EntryKind])
        months = [(month, _("month {month}").format(month=month)) for month in range(1, 13)]
        self.month = FilterChip(_("Month"), months)
        for chip in (self.kind, self.month):
            chip.chosen.connect(lambda _value: self._load_rows())
        self._reverse = PushButton(_("Reverse…"), "undo-2", kind="quiet", height=28, keys="R")
        self._reverse.clicked.connect(self.reverse)
        self._count = Text("", "caption", "text2")
        columns = PushButton(icon="columns-3-cog", kind="quiet", height=28, name=_("Columns"))
        columns.clicked.connect(
            lambda: self.table.column_menu(columns).popup(columns.mapToGlobal(QPoint(0, columns.height())))
        )
        right = [self._count, *([self._reverse] if self.may_grant else []), columns]
        filters = FilterBar((Text(_("Entries"), "section"), self.kind, self.month), right)
        filters.row.setContentsMargins(filters.row.contentsMargins().left(), dp(4), dp(16), dp(4))
        self.table: Table[LedgerRow] = Table(ledger_columns(), _("Entries of the ledger"))
        # The balances stay in view beside a form: what they follow from gives way first.
        self.table.give_way("d_left", "d_used", "d_reserved", "way", "by", "case", "text")
        self.table.keep(desk.settings, "ledger")
        self.table.current_changed.connect(self._current)
        self.table.opened.connect(self._open)
        self._connect_keys()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, Rule(), filters):
            column.addWidget(part)
        column.addWidget(self.table, 1)
        self._empty = QWidget()
        self._empty_place = QVBoxLayout(self._empty)
        self.stack = QStackedWidget()
        self.stack.addWidget(body)
        self.stack.addWidget(self._empty)
        self.main.addWidget(self.stack, 1)
        self.side = PoolSide(desk)
        self.side.entered.connect(self._entered)
        self.side.closed.connect(self.table.setFocus)
        self.put_side(self.side)

    def _connect_keys(self) -> None:
        if self.may_grant:
            self.table.on_key("R", self.reverse)
            self.table.on_key("M", self.ask_move)
            self.table.on_key("F", self.ask_freeze)
        self.table.on_key("O", self.show_forecast)
        self.table.on_key("[", lambda: self._step_pool(-1))
        self.table.on_key("]", lambda: self._step_pool(1))
        self.on_key("Ctrl+E", self.files.export)
        self.on_key("Ctrl+P", self.files.paper)
        self.on_key("Escape", self._escape)

    def keys(self) -> Sequence[Key]:
        granting = (Key("R", N_("reverse…")), Key("M", N_("move…")), Key("F", N_("freeze…")))
        return (
            Key("Enter", N_("open case")),
            *(granting if self.may_grant else ()),
            Key("O", N_("forecast")),
            Key("Ctrl+E", N_("export")),
        )

    def opened(self, target: object = None) -> None:
        if isinstance(target, int) and target != self.shown_year:
            self.show_year(target)
        self.table.setFocus()

    def show_year(self, year: int) -> None:
        """Show another year's ledger, of the general pool."""
        self.show_pool(year, GENERAL)

    def show_pool(self, year: int, pool: str) -> None:
        """Show the ledger of another pool."""
        self.shown_year, self.shown_pool = year, pool
        self.kind.set_value(None)
        self.month.set_value(None)
        self.side.leave()
        self.reload()

    def pool(self) -> PoolRow | None:
        """The pool in view; None while it is not open."""
        return next((row for row in self.pools if (row.year, row.name) == (self.shown_year, self.shown_pool)), None)

    def reload(self) -> None:
        year, pool, jobs = self.shown_year, self.shown_pool, self.desk.jobs
        self.menus.say()
        jobs.read(quota_years, then=self._know_years, owner=self, latest="years")
        jobs.read(list_pools, year, then=self._know_pools, owner=self, latest="pools")
        jobs.read(quota_status, year, pool, then=self._show_status, owner=self, latest="status")
        jobs.read(left_series, year, pool=pool, then=self._show_course, owner=self, latest="course")
        self._foretold = None
        self._unproven = True
        if year == self.desk.today().year:
            jobs.read(pace, year, pool=pool, then=self._show_pace, owner=self, latest="pace")
        else:
            self.head.hide_pace()
        self._load_rows()

    def _rows_shown(self) -> None:
        """What reads all there is waits until the lines have been asked for: reading goes one after the other."""
        if not self._unproven:
            return
        self._unproven = False
        year, pool = self.shown_year, self.shown_pool
        if year == self.desk.today().year:
            self.desk.jobs.read(
                forecast, year, pool, then=self._know_forecast, failed=self._no_forecast, owner=self, latest="forecast"
            )
        self.verify()

    def verify(self) -> None:
        """Prove the whole ledger."""
        self.desk.jobs.read(ledger_verdict, then=self._show_verdict, owner=self, latest="verdict")

    def ask_grant(self) -> None:
        """Ask for the units and their document."""
        self.side.ask_grant(self.shown_year, self.shown_pool)

    def ask_move(self) -> None:
        """Ask how many units go from the pool in view to which other."""
        self.side.ask_move(self.shown_year, self.pools, self.shown_pool)

    def ask_carry(self) -> None:
        """Ask how many units of the pool in view go into the next year."""
        self.side.ask_carry(self.shown_year, self.shown_pool)

    def ask_freeze(self) -> None:
        """Ask why the pool in view is to be frozen, or thawed."""
        if (row := self.pool()) is not None:
            self.side.ask_freeze(row)

    def ask_open(self) -> None:
        """Ask for what a further pool is."""
        self.side.ask_open(self.shown_year)

    def show_forecast(self) -> None:
        """Show what the forecast rests on."""
        if self._foretold is not None:
            self.side.show_forecast(self._foretold)

    def reverse(self) -> None:
        """Ask why the chosen entry is wrong."""
        row = self.table.current_row()
        if row is not None and not self._why_not(row):
            self.side.ask_reverse(row)

    def export_to(self, path: Path) -> None:
        """Write the pool's ledger to a workbook."""
        self.files.export_to(path)

    def _step_pool(self, by: int) -> None:
        names = [row.name for row in self.pools]
        if self.shown_pool in names and len(names) > 1:
            self.show_pool(self.shown_year, names[(names.index(self.shown_pool) + by) % len(names)])
            self.table.setFocus()

    def _escape(self) -> None:
        if self.side.isHidden():
            self.desk.back()
        else:
            self.side.leave()

    def _filters(self) -> dict[str, Any]:
        kind, month = self.kind.value(), self.month.value()
        kinds = (kind,) if isinstance(kind, EntryKind) else ()
        return {"pool": self.shown_pool, "kinds": kinds, "month": month}

    def _load_rows(self) -> None:
        filters = self._filters()
        self.desk.jobs.read(
            count_ledger_rows, self.shown_year, then=self._counted, owner=self, latest="count", **filters
        )

    def _counted(self, count: int) -> None:
        filters, year = self._filters(), self.shown_year

        def fetch(offset: int, limit: int, deliver: Callable[[Sequence[LedgerRow]], None]) -> None:
            self.desk.jobs.read(ledger_rows, year, then=deliver, owner=self, offset=offset, limit=limit, **filters)

        self.table.show_query(count, fetch)
        self._rows_shown()
        words = _("{shown} entries of {all}") if count != self._whole else _("{all} entries")
        self._count.setText(words.format(shown=count, all=self._whole))

    def _know_years(self, years: list[int]) -> None:
        self.years = sorted({*years, self.desk.today().year}, reverse=True)

    def _know_pools(self, pools: list[PoolRow]) -> None:
        self.pools = pools
        self.menus.say()
        self.head.show_frozen(self.pool())

    def _show_status(self, status: QuotaStatus) -> None:
        self._left, self._whole = status.left, status.entries
        self.head.show_status(status)
        self._export.set_reason("" if status.entries else _("Nothing to export"))
        if status.entries:
            self.stack.setCurrentIndex(0)
            return
        clear(self._empty_place)
        self._empty_place.addWidget(self._nothing(status.year))
        self.stack.setCurrentIndex(1)

    def _nothing(self, year: int) -> EmptyState:
        ways = []
        general = self.shown_pool == GENERAL
        if self.may_grant:
            words = _("Number of units and number of the document; more can follow in the year.")
            ways.append(Way("plus", _("Enter the year's grant"), words, _("Enter…"), self.ask_grant))
        if self.may_grant and not general:
            words = _("From the general pool or another one, with a reason.")
            ways.append(Way("arrow-left-right", _("Move units here"), words, _("Move…"), self.ask_move))
        sentence = _("Until units are granted, no case can pass first review.")
        if not self.may_grant:
            sentence += _("A supervisor enters the grant.")
        title = _("No quota for {year} yet") if general else _("No unit in this pool yet")
        return EmptyState("book-open", title.format(year=year), sentence, ways)

    def _show_course(self, balances: list[Balance]) -> None:
        self.head.show_course(self.shown_year, balances)

    def _show_pace(self, speed: Pace) -> None:
        self.head.show_pace(speed, self._left)

    def _know_forecast(self, foretold: Forecast) -> None:
        self._foretold = foretold
        self.head.show_forecast(foretold)

    def _no_forecast(self, error: AppError) -> None:
        self.head.show_no_forecast(error.cause)

    def _show_verdict(self, verdict: LedgerVerdict) -> None:
        at = f"{verdict.at.astimezone(OFFICE_ZONE):%H:%M}" if verdict.at is not None else ""
        if verdict.sound:
            words = _("Proven at {time}: {n} entries without a gap, nothing overdrawn.")
            self.head.show_verdict(words.format(time=at, n=verdict.entries), sound=True)
            return
        fault = verdict.faults[0]
        words = _("{year}: {fault}").format(year=fault.year, fault=fault.text)
        words += _("Approvals are stopped. Change nothing; tell the administrator and the auditor.")
        self.head.show_verdict(words, sound=False)

    def _why_not(self, row: LedgerRow) -> str:
        if row.reversed_by is not None:
            return _("Reversed already by entry {seq}").format(seq=row.reversed_by)
        if row.moved:
            return _("Half of a move is not reversed; move the units back")
        if row.kind not in REVERSIBLE:
            return _("A release or a reversal is not reversed; make the entry anew")
        return ""

    def _current(self, row: LedgerRow | None) -> None:
        self._reverse.set_reason(_("Choose an entry first") if row is None else self._why_not(row))

    def _open(self, row: LedgerRow) -> None:
        if row.case_id is not None:
            self.desk.go("case", CaseWanted(row.case_id))

    def _entered(self, words: str) -> None:
        self.error_bar.say(words, kind="ok")

    def today(self) -> date:
        """The office's date."""
        return self.desk.today()
