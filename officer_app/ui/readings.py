"""Who read which applicant: every page opened, number shown whole and list taken out; for auditors and supervisors."""

from datetime import timedelta
from pathlib import Path
from typing import Any, ClassVar, Final  # Any: the table's own callback

from PySide6.QtWidgets import QFileDialog

from officer_app.core.filenames import harmless_name
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.readings import (
    Look,
    ReadingFilter,
    ReadingPage,
    ReadingRow,
    case_read,
    export_readings,
    readers,
    readings,
)
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import ReadingsWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    EmptyState,
    Entry,
    Facts,
    FilterBar,
    FilterChip,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

_TONES: Final[dict[Look, PillTone]] = {Look.READ: "neutral", Look.REVEAL: "warn", Look.EXPORT: "danger"}
# Days back, by choice; 0 is everything.
_SINCE: Final = {1: N_("Today"), 7: N_("7 days"), 30: N_("30 days"), 365: N_("A year")}


def _plain(text: str) -> Cell:
    return Cell(text, "text2") if text else Cell("–", "text3")


COLUMNS: Final[tuple[Column[ReadingRow], ...]] = (
    Column("at", N_("Moment"), lambda row: Cell(f"{row.at:%Y-%m-%d %H:%M}", "text2"), 140),
    Column("by", N_("Who"), lambda row: Cell(acted_by(row.by, row.on_behalf_of) or "–", weight=500), 110),
    Column("look", N_("Did"), lambda row: Cell(pill=PillSpec(row.look.label, _TONES[row.look])), 130),
    Column("about", N_("Case or enterprise"), lambda row: Cell(row.about or "–"), 180),
    Column("whose", N_("Whose data"), lambda row: _plain(row.whose), 90),
    Column("field", N_("What was shown"), lambda row: _plain(row.field), 110),
    Column("purpose", N_("Purpose"), lambda row: _plain(row.purpose), 120, stretch=True),
)


class ReadingsPage(PageView):
    """The page "readings". Target: ReadingsWanted, or None for the whole log."""

    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._case: tuple[int, str] | None = None
        self.save = PushButton(_("Export…"), "download", kind="primary", keys="Ctrl E")
        self.save.clicked.connect(self.export)
        self.put_heading(PageHeading(_("Reading log"), (), (self.save,)))
        self.by = FilterChip(_("Who"))
        self.look = FilterChip(_("Did"), [(look.value, look.label) for look in Look])
        self.since = FilterChip(_("Since"), [(days, _(words)) for days, words in _SINCE.items()])
        for chip in (self.by, self.look, self.since):
            chip.chosen.connect(lambda _value: self._load())
        self.number = Entry(_("Number of a case"), _("Case, like 2026-3"), "search")
        self.number.setFixedWidth(dp(180))
        self.number.submitted.connect(self.look_up)
        self.number.textChanged.connect(lambda text: None if text else self._forget_case())
        self.count = Text("", "body", "text2")
        self.main.addWidget(FilterBar((self.number, self.by, self.look, self.since), (self.count,)))
        self.main.addWidget(Rule())
        self.table: Table[ReadingRow] = Table(COLUMNS, _("Reading log"))
        self.table.keep(desk.settings, "readings")
        self.table.current_changed.connect(self._show_entry)
        self.main.addWidget(self.table, 1)
        self.empty = EmptyState("eye-off", _("Nobody has read anything that fits."), _("Take a filter away."))
        self.empty.hide()
        self.main.addWidget(self.empty, 1)
        self.side = SidePanel()
        self.put_side(self.side, gives_way=True)
        self.on_key("Ctrl+E", self.export)
        self.on_key("Ctrl+F", self.number.setFocus)

    def opened(self, target: object = None) -> None:
        if isinstance(target, ReadingsWanted):
            self._case = (target.case_id, target.number)
            self.number.setText(target.number)
        self.table.setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(readers, then=self._show_readers, owner=self, latest="readers")
        self._load()

    def look_up(self) -> None:
        """Narrow the log to the case whose number was typed."""
        if self.number.text().strip():
            self.desk.jobs.read(case_read, self.number.text(), then=self._found, owner=self, latest="case")

    def wanted(self) -> ReadingFilter:
        """What the filters ask for."""
        days = self.since.value()
        look = self.look.value()
        return ReadingFilter(
            self._case[0] if self._case is not None else None,
            str(self.by.value() or ""),
            Look(str(look)) if look else None,
            self.desk.today() - timedelta(days=int(str(days)) - 1) if days else None,
        )

    def export(self) -> None:
        """Save what the filters find as a workbook."""
        folder = Path(str(self.desk.settings.value("exports/folder") or Path.home()))
        name = harmless_name(f"{_('Reading log')} {self.desk.today():%Y-%m-%d}.xlsx")
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save the list"), str(folder / name), _("Workbooks") + " (*.xlsx)"
        )
        if chosen:
            path = Path(chosen).with_suffix(".xlsx")
            self.desk.settings.setValue("exports/folder", str(path.parent))
            words = _("Saved: {path}").format(path=path)
            self.desk.jobs.read(
                export_readings,
                path,
                self.wanted(),
                then=lambda _count: self.error_bar.say(words, kind="ok"),
                owner=self,
            )

    def _found(self, case: tuple[int, str] | None) -> None:
        if case is None:
            self.error_bar.say(_("There is no case of this number."), _("Type it like 2026-3."), kind="warn")
            return
        self.error_bar.clear()
        self._case = case
        self.number.setText(case[1])
        self._load()
        self.table.setFocus()

    def _forget_case(self) -> None:
        if self._case is not None:
            self._case = None
            self._load()

    def _show_readers(self, names: list[str]) -> None:
        self.by.set_choices([(name, name) for name in names])

    def _load(self) -> None:
        wanted = self.wanted()

        def show(page: ReadingPage) -> None:
            self.count.setText(ngettext("{n} entry", "{n} entries", page.count).format(n=page.count))
            self.table.show_query(page.count, fetch, page.rows)
            self.table.setVisible(page.count > 0)
            self.empty.setVisible(page.count == 0)

        def fetch(offset: int, limit: int, deliver: Any) -> None:  # the table's own callback
            self.desk.jobs.read(
                readings, wanted, offset=offset, limit=limit, then=lambda page: deliver(page.rows), owner=self
            )

        self.desk.jobs.read(readings, wanted, then=show, owner=self, latest="log")

    def _show_entry(self, row: ReadingRow | None) -> None:
        clear(self.side.column)
        if row is None:
            return
        self.side.column.addWidget(Text(row.about or "–", "record", wrap=True))
        facts = [
            (_("Moment"), f"{row.at:%Y-%m-%d %H:%M:%S}"),
            (_("Who"), acted_by(row.by, row.on_behalf_of) or "–"),
            (_("Did"), row.look.label),
            (_("Whose data"), row.whose or "–"),
            (_("What was shown"), row.field or "–"),
            (_("Purpose"), row.purpose or "–"),
        ]
        self.side.column.addWidget(Facts(facts, 72))
        only = PushButton(_("All that {name} read").format(name=row.by), "user")
        only.clicked.connect(lambda: self._narrow(row.by))
        self.side.column.addWidget(only)
        if row.entity == "talent_case" and row.entity_id is not None:
            key = row.entity_id
            whole = PushButton(_("Everybody who read this applicant"), "eye")
            whole.clicked.connect(lambda: self._found((key, row.about)))
            self.side.column.addWidget(whole)
        self.side.column.addStretch(1)

    def _narrow(self, name: str) -> None:
        self.by.set_value(name)
        self._load()
