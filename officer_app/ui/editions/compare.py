"""Two editions of the directory side by side: who entered, left, moved category, changed tier."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from PySide6.QtWidgets import QFileDialog, QStackedWidget

from officer_app.core.progress import Progress
from officer_app.directory.editions.comparing import Change, ChangeRow, Comparison, compare_editions, export_comparison
from officer_app.directory.editions.prints import differences_print
from officer_app.directory.editions.report import differences_list
from officer_app.directory.editions.service import EditionRow, list_editions
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.editions.columns import industry_cell, tier_words
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import CompareWanted, EnterpriseWanted, PaperWanted
from officer_app.ui.widgets import Choice, EmptyState, FilterBar, PageHeading, PushButton, Segment, Segmented, Text
from officer_app.ui.wording import edition_words

_ALL: Final = "all"


def _before(row: ChangeRow) -> Cell:
    return Cell("–", "text3") if row.tier_before is None else industry_cell(row.industry_before)


def _after(row: ChangeRow) -> Cell:
    return Cell("–", "text3") if row.tier_after is None else industry_cell(row.industry_after)


def _tiers(row: ChangeRow) -> Cell:
    if row.tier_before == row.tier_after or row.tier_before is None or row.tier_after is None:
        return Cell(tier_words(row.tier_after or row.tier_before), "text2")
    return Cell(f"{tier_words(row.tier_before)} → {tier_words(row.tier_after)}")


COLUMNS: Final[tuple[Column[ChangeRow], ...]] = (
    Column("name", N_("Enterprise name"), lambda row: Cell(row.name), 230, stretch=True),
    Column("change", N_("What changed"), lambda row: Cell(row.change.label, "text2"), 116),
    Column("town", N_("Sub-district"), lambda row: Cell(row.subdistrict or "–", "text2"), 110),
    Column("before", N_("Before"), _before, 170),
    Column("after", N_("After"), _after, 170),
    Column("tier", N_("Tier"), _tiers, 110),
    Column("reason", N_("Reason"), lambda row: Cell(row.reason or "–", "text2", prose=True), 190),
)


class CompareEditionsPage(PageView):
    """Choose two editions; what differs stands below, by kind of change."""

    reload_on = frozenset({"directory_edition", "listing"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._editions: list[EditionRow] = []
        self._wanted: CompareWanted | None = None
        self._found: Comparison | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.export_button = PushButton(_("Export"), "download", keys="Ctrl E")
        self.export_button.clicked.connect(self._export)
        self.print_button = PushButton(_("List to print"), "printer", keys="Ctrl P")
        self.print_button.clicked.connect(self._print)
        for button in (self.export_button, self.print_button):
            button.setVisible(desk.may("directory_export"))
        self.switch = Segmented(
            [Segment(_ALL, _("All")), *(Segment(change.value, change.label) for change in Change)], _("What to show")
        )
        self.switch.chosen.connect(lambda _value: self._show())
        heading = PageHeading(_("Compare"), (self.switch,), (self.export_button, self.print_button))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.before, self.after = Choice(_("The earlier edition")), Choice(_("The later edition"))
        self.count = Text("", "body", "text2")
        between = Text("→", "body", "text2")
        self.main.addWidget(FilterBar((self.before, between, self.after), (self.count,)))
        self.table: Table[ChangeRow] = Table(COLUMNS, _("What differs"))
        self.table.keep(desk.settings, "compare-editions")
        self.table.give_way("town", "reason")
        self.same = EmptyState("circle-check", _("No difference"), _("Here both editions list the same."))
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.same)
        self.main.addWidget(self.stack, 1)
        self.before.activated.connect(lambda _row: self._compare())
        self.after.activated.connect(lambda _row: self._compare())
        self.table.opened.connect(lambda row: desk.go("enterprise", EnterpriseWanted(row.enterprise_id)))
        self.on_key("Escape", desk.back)
        if desk.may("directory_export"):
            self.on_key("Ctrl+E", self._export)
            self.on_key("Ctrl+P", self._print)

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("Enter", N_("open file")),
            Key("Ctrl+E", N_("export"), "directory_export"),
            Key("Ctrl+P", N_("print"), "directory_export"),
            Key("Escape", N_("back")),
        )

    def opened(self, target: object = None) -> None:
        if isinstance(target, CompareWanted):
            self._wanted = target
            self._choose()
        self.table.setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(list_editions, then=self._show_editions, owner=self, latest="editions")

    def _show_editions(self, editions: list[EditionRow]) -> None:
        self._editions = editions
        for choice in (self.before, self.after):
            choice.set_choices([(row.id, edition_words(row)) for row in editions], choice.value())
        if self._wanted is None and self.before.value() == self.after.value() and len(editions) > 1:
            self._wanted = CompareWanted(editions[1].id, editions[0].id)
        self._choose()
        self._compare()

    def _choose(self) -> None:
        if self._wanted is not None and self._editions:
            self.before.set_value(self._wanted.before_id)
            self.after.set_value(self._wanted.after_id)
            self._wanted = None
            self._compare()

    def _compare(self) -> None:
        pair = self._pair()
        if pair is not None:
            self.desk.jobs.read(compare_editions, *pair, then=self._take, owner=self, latest="comparison")

    def _pair(self) -> tuple[int, int] | None:
        before, after = self.before.value(), self.after.value()
        return (before, after) if isinstance(before, int) and isinstance(after, int) else None

    def _take(self, found: Comparison) -> None:
        self._found = found
        self.switch.set_words(_ALL, _("All {n}").format(n=len(found.rows)))
        for change, count in found.counts().items():
            self.switch.set_words(change.value, f"{change.label} {count}")
        self._show()

    def _show(self) -> None:
        if self._found is None:
            return
        wanted = self.switch.value()
        rows = [row for row in self._found.rows if wanted in (_ALL, row.change.value)]
        self.table.show_rows(rows)
        self.stack.setCurrentWidget(self.table if rows else self.same)
        before, after = self._found.listed_before, self._found.listed_after
        words = ngettext("{before} → {n} enterprise", "{before} → {n} enterprises", after)
        self.count.setText(words.format(before=f"{before:,}", n=f"{after:,}"))

    def _export(self) -> None:
        pair = self._pair()
        if pair is None:
            return
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Export the comparison"), _("comparison") + ".xlsx", "Excel (*.xlsx)"
        )
        if chosen:
            self.export_to(Path(chosen))

    def export_to(self, path: Path) -> None:
        """Write what differs to a workbook."""
        pair = self._pair()
        if pair is not None:
            self.desk.jobs.read(
                export_comparison,
                *pair,
                path,
                then=lambda rows: self.error_bar.say(
                    ngettext("{n} difference exported.", "{n} differences exported.", rows).format(n=rows),
                    str(path),
                    kind="ok",
                ),
                owner=self,
            )

    def _print(self) -> None:
        pair = self._pair()
        if pair is None:
            return
        office, actor = self.desk.jobs.office, self.desk.jobs.actor

        def make(progress: Progress) -> bytes:
            progress(0, 1)
            return differences_list(office.read(differences_print, actor, *pair))

        self.desk.go("paper", PaperWanted(_("Editions compared"), "comparison.pdf", make))
