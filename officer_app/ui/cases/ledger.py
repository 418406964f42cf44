"""The ledger of the quota: the figures of a year, its course, and every entry with its balances."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any  # keyword arguments of a query

from PySide6.QtCore import QPoint, QStandardPaths
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _, ngettext
from officer_app.people.access import Permission
from officer_app.quota.lists import (
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
from officer_app.quota.sheet import export_ledger
from officer_app.quota.verify import LedgerVerdict, ledger_verdict
from officer_app.ui.cases.ledger_head import LedgerHead
from officer_app.ui.cases.ledger_side import LedgerSide
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import CaseWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import (
    EmptyState,
    FilterBar,
    FilterChip,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    Text,
    Way,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

_TONES: dict[EntryKind, tuple[PillTone, str | None]] = {
    EntryKind.GRANT: ("neutral", "plus"),
    EntryKind.RESERVE: ("accent", None),
    EntryKind.CONSUME: ("ok", None),
    EntryKind.RELEASE: ("neutral", None),
    EntryKind.ADJUST: ("neutral", "sliders-horizontal"),
    EntryKind.REVERSE: ("warn", "undo-2"),
}
REVERSIBLE = frozenset({EntryKind.GRANT, EntryKind.ADJUST, EntryKind.RESERVE, EntryKind.CONSUME})


def _ink(row: LedgerRow, tone: Tone = "text") -> Tone:
    """An entry that was reversed stays, in grey."""
    return "text3" if row.reversed_by is not None else tone


def _kind(row: LedgerRow) -> Cell:
    tone, icon = _TONES[row.kind]
    return Cell(pill=PillSpec(row.kind.label, "neutral" if row.reversed_by is not None else tone, icon))


def _signed(units: int) -> str:
    return f"{units:+d}".replace("-", "−") if units else ""


def _change(part: str) -> Callable[[LedgerRow], Cell]:
    def cell(row: LedgerRow) -> Cell:
        units: int = getattr(row, part)
        return Cell(_signed(units), _ink(row, "text2"))

    return cell


def _columns() -> tuple[Column[LedgerRow], ...]:
    return (
        Column("seq", N_("No."), lambda row: Cell(str(row.seq), "text3"), 56),
        Column("at", N_("Time"), lambda row: Cell(_when(row.at), "text2"), 132),
        Column("kind", N_("Kind"), _kind, 112),
        Column("case", N_("Case"), lambda row: Cell(_case(row), _ink(row, "text2")), 60),
        Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise, _ink(row)), 150, stretch=True),
        Column("text", N_("Text"), lambda row: Cell(row.text, _ink(row, "text2")), 150),
        Column("by", N_("By"), lambda row: Cell(row.by, "text2"), 60),
        Column("d_reserved", N_("Reserved ±"), _change("d_reserved"), 60, "right"),
        Column("d_used", N_("Used ±"), _change("d_used"), 60, "right"),
        Column("d_left", N_("Left ±"), _change("d_left"), 60, "right"),
        Column("reserved", N_("Reserved"), lambda row: Cell(str(row.reserved), _ink(row, "text2")), 60, "right"),
        Column("used", N_("Used"), lambda row: Cell(str(row.used), _ink(row, "text2")), 60, "right"),
        Column("left", N_("Balance"), lambda row: Cell(str(row.left), _ink(row), 600), 60, "right"),
    )


def _when(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"


def _case(row: LedgerRow) -> str:
    return _("No. {number}").format(number=row.case_sequence) if row.case_sequence is not None else ""


class LedgerView(PageView):
    """The page "ledger". Target: a year, or None for this one."""

    has_primary = True
    reload_on = frozenset({"quota", "quota_entry", "talent_case"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.shown_year = desk.today().year
        self._left = 0
        self._whole = 0
        self._years: list[int] = []
        self._may_grant = desk.may(Permission.QUOTA_GRANT)
        self.year_button = PushButton(kind="quiet", menu_arrow=True, name=_("Year"))
        self.year_button.clicked.connect(self._offer_years)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self._verify = PushButton(_("Verify ledger"), "shield-check")
        self._verify.clicked.connect(self.verify)
        self._export = PushButton(_("Export"), "download", keys="Ctrl E")
        self._export.clicked.connect(self.export)
        self.grant = PushButton(_("Enter a grant…"), "plus")
        self.grant.clicked.connect(self.ask_grant)
        buttons = [self._verify, self._export, *([self.grant] if self._may_grant else [])]
        about = Text(_("Special-talent settlement quota"), "body", "text2")
        heading = PageHeading(_("Quota ledger"), (self.year_button, about), buttons)
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.head = LedgerHead(desk)
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
        right = [self._count, *([self._reverse] if self._may_grant else []), columns]
        filters = FilterBar((Text(_("Entries"), "section"), self.kind, self.month), right)
        filters.row.setContentsMargins(filters.row.contentsMargins().left(), dp(4), dp(16), dp(4))
        self.table: Table[LedgerRow] = Table(_columns(), _("Entries of the ledger"))
        self.table.keep(desk.settings, "ledger")
        self.table.current_changed.connect(self._current)
        self.table.opened.connect(self._open)
        if self._may_grant:
            self.table.on_key("R", self.reverse)
        self.on_key("Ctrl+E", self.export)
        self.on_key("Escape", self._escape)
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
        self.side = LedgerSide(desk)
        self.side.entered.connect(self._entered)
        self.side.closed.connect(self.table.setFocus)
        self.put_side(self.side)

    def keys(self) -> Sequence[Key]:
        reverse = (Key("R", N_("reverse…")),) if self._may_grant else ()
        return (Key("Up Down", N_("choose")), Key("Enter", N_("open case")), *reverse, Key("Ctrl+E", N_("export")))

    def opened(self, target: object = None) -> None:
        if isinstance(target, int) and target != self.shown_year:
            self.show_year(target)
        self.table.setFocus()

    def show_year(self, year: int) -> None:
        """Show another year's ledger."""
        self.shown_year = year
        self.kind.set_value(None)
        self.month.set_value(None)
        self.side.leave()
        self.reload()

    def reload(self) -> None:
        year, jobs = self.shown_year, self.desk.jobs
        self.year_button.setText(_("Year {year}").format(year=year))
        jobs.read(quota_years, then=self._know_years, owner=self, latest="years")
        jobs.read(quota_status, year, then=self._show_status, owner=self, latest="status")
        jobs.read(left_series, year, then=self._show_course, owner=self, latest="course")
        if year == self.desk.today().year:
            jobs.read(pace, year, then=self._show_pace, owner=self, latest="pace")
        else:
            self.head.hide_pace()
        self.verify()
        self._load_rows()

    def verify(self) -> None:
        """Prove the whole ledger."""
        self.desk.jobs.read(ledger_verdict, then=self._show_verdict, owner=self, latest="verdict")

    def ask_grant(self) -> None:
        """Ask for the units and their document."""
        self.side.ask_grant(self.shown_year)

    def reverse(self) -> None:
        """Ask why the chosen entry is wrong."""
        row = self.table.current_row()
        if row is not None and not self._why_not(row):
            self.side.ask_reverse(row)

    def export(self) -> None:
        """Ask where, and write the year's ledger to a workbook."""
        if not self._whole:
            return
        folder = str(self.desk.settings.value("exports/folder") or _documents())
        name = _("Quota ledger {year}").format(year=self.shown_year) + ".xlsx"
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Export the ledger"), str(Path(folder) / name), _("Workbooks") + " (*.xlsx)"
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write the year's ledger to a workbook."""
        path = path if path.suffix.lower() == ".xlsx" else path.with_name(path.name + ".xlsx")
        self.desk.settings.setValue("exports/folder", str(path.parent))
        title = _("Exporting the ledger")

        def done(rows: int) -> None:
            words = ngettext("{n} entry written: {path}", "{n} entries written: {path}", rows)
            self.error_bar.say(words.format(n=rows, path=path), kind="ok")

        self.desk.jobs.long_read(title, export_ledger, self.shown_year, path, then=done, owner=self)

    def _escape(self) -> None:
        if self.side.isHidden():
            self.desk.back()
        else:
            self.side.leave()

    def _filters(self) -> dict[str, Any]:
        kind, month = self.kind.value(), self.month.value()
        return {"kinds": (kind,) if isinstance(kind, EntryKind) else (), "month": month}

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
        words = _("{shown} entries of {all}") if count != self._whole else _("{all} entries")
        self._count.setText(words.format(shown=count, all=self._whole))

    def _know_years(self, years: list[int]) -> None:
        self._years = sorted({*years, self.desk.today().year}, reverse=True)

    def _offer_years(self) -> None:
        menu = QMenu(self)
        for year in self._years:
            action = menu.addAction(_("Year {year}").format(year=year))
            action.setCheckable(True)
            action.setChecked(year == self.shown_year)
            action.triggered.connect(lambda _on=False, year=year: self.show_year(year))
        menu.popup(self.year_button.mapToGlobal(QPoint(0, self.year_button.height() + 2)))

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
        if self._may_grant:
            words = _("Number of units and number of the document; more can follow in the year.")
            ways.append(Way("plus", _("Enter the year's grant"), words, _("Enter…"), self.ask_grant))
        sentence = _("Until units are granted, no case can pass first review.")
        if not self._may_grant:
            sentence += _("A supervisor enters the grant.")
        return EmptyState("book-open", _("No quota for {year} yet").format(year=year), sentence, ways)

    def _show_course(self, balances: list[Balance]) -> None:
        self.head.show_course(self.shown_year, balances)

    def _show_pace(self, speed: Pace) -> None:
        self.head.show_pace(speed, self._left)

    def _show_verdict(self, verdict: LedgerVerdict) -> None:
        at = f"{verdict.at.astimezone(OFFICE_ZONE):%H:%M}" if verdict.at is not None else ""
        if verdict.sound:
            words = _("Proven at {time}: {n} entries without a gap, nothing overdrawn.")
            self.head.show_verdict(words.format(time=at, n=verdict.entries), sound=True)
            return
        fault = verdict.faults[0]
        self.head.show_verdict(_("{year}: {fault}").format(year=fault.year, fault=fault.text), sound=False)

    def _why_not(self, row: LedgerRow) -> str:
        if row.reversed_by is not None:
            return _("Reversed already by entry {seq}").format(seq=row.reversed_by)
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


def _documents() -> str:
    return QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
