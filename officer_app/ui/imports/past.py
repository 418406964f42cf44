"""Past imports: who brought in what, and taking one back: what that would do is shown before it is done."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import ClassVar, Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.core.work import OFFICE_ZONE
from officer_app.directory.imports.batches import list_batches, preview_revert, revert_batch
from officer_app.directory.imports.reverting import BatchRow, RevertResult, StayingRow
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.rows import PAGE
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import EnterpriseWanted, ImportsWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    EmptyState,
    Facts,
    FilterBar,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    Text,
    Way,
)

_BATCHES: Final = "batches"
_STAYING: Final = "staying"


def _when(at: datetime) -> str:
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def _state(batch: BatchRow) -> Cell:
    if batch.reverted_at is not None:
        return Cell(pill=PillSpec(_("taken back"), "neutral", "undo-2"))
    return Cell(pill=PillSpec(_("in force"), "ok", "circle-check"))


def _count(name: str) -> Column[BatchRow]:
    titles: Mapping[str, str] = {
        "accepted": N_("New rows"),
        "updated": N_("Updated rows"),
        "refused": N_("Rows refused"),
    }
    return Column(name, titles[name], lambda b: Cell(f"{b.counts.get(name, 0):,}"), 80, "right")


COLUMNS: Final[tuple[Column[BatchRow], ...]] = (
    Column("at", N_("Imported on"), lambda b: Cell(_when(b.imported_at), "text2"), 140),
    Column("file", N_("File name"), lambda b: Cell(b.file_name, weight=500), 220, stretch=True),
    Column("by", N_("Imported by"), lambda b: Cell(b.imported_by), 110),
    *(_count(name) for name in ("accepted", "updated", "refused")),
    Column("state", N_("State"), _state, 110),
)
STAYING: Final[tuple[Column[StayingRow], ...]] = (
    Column("row", N_("Row"), lambda r: Cell(f"{r.row:,}"), 72, "right"),
    Column("name", N_("Enterprise"), lambda r: Cell(r.enterprise or "–"), 260, stretch=True),
    Column("why", N_("Why it stays"), lambda r: Cell(r.why.label, "warn", icon="triangle-alert"), 240),
)


class PastImportsPage(PageView):
    """The list, beside it the import chosen; taking it back shows first which rows go and which stay."""

    reload_on: ClassVar[frozenset[str]] = frozenset({"import_batch"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._result: RevertResult | None = None
        self._done: RevertResult | None = None
        self._wanted: int | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("Past imports"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.views = Segmented(
            [Segment(_BATCHES, _("Imports")), Segment(_STAYING, _("Rows that stay"))], _("What is shown")
        )
        self.views.chosen.connect(self._show_view)
        self.bar = FilterBar((self.views,))
        self.main.addWidget(self.bar)
        self.main.addWidget(Rule())
        self.table: Table[BatchRow] = Table(COLUMNS, _("Past imports"))
        self.table.give_way("by", "refused", "updated", "accepted")
        self.table.current_changed.connect(self._show_batch)
        self.table.on_key("T", self._ask)
        self.staying: Table[StayingRow] = Table(STAYING, _("Rows that stay"))
        self.staying.opened.connect(self._open)
        ways = [Way("upload", _("Import"), "", _("Import enterprises"), lambda: desk.go("import", None), "Ctrl I")]
        self.empty = EmptyState(
            "history", _("Nothing was imported yet"), _("Each import stands here and can be taken back."), ways
        )
        self.body = QStackedWidget()
        for widget in (self.table, self.staying, self.empty):
            self.body.addWidget(widget)
        self.main.addWidget(self.body, 1)
        self._make_side()
        self.on_key("Esc", desk.back)

    def _make_side(self) -> None:
        self.side = SidePanel()
        self._facts = Facts()
        self.ask_button = PushButton(_("Take it back…"), "undo-2", keys="T", wide=True)
        self.ask_button.clicked.connect(self._ask)
        self.confirm = QWidget()
        self.consequence = Facts()
        self._words = Text("", "body", wrap=True)
        self.revert_button = PushButton(
            "", "undo-2", kind="primary", height=metrics.DECISION, deliberate=True, wide=True
        )
        self.revert_button.clicked.connect(self._revert)
        self.not_now = PushButton(_("Leave it"), wide=True)
        self.not_now.clicked.connect(self._put_off)
        asked = QVBoxLayout(self.confirm)
        asked.setContentsMargins(0, dp(12), 0, 0)
        asked.setSpacing(dp(10))
        for widget in (SectionHeader(_("Taking it back")), self.consequence, self._words):
            asked.addWidget(widget)
        asked.addWidget(self.revert_button)
        asked.addWidget(self.not_now)
        self.side.column.addWidget(SectionHeader(_("The import")))
        self.side.column.addWidget(self._facts)
        self.side.column.addWidget(self.ask_button)
        self.side.column.addWidget(self.confirm)
        self.side.column.addStretch(1)
        self.put_side(self.side)

    def opened(self, target: object = None) -> None:
        self._done = None
        self._wanted = target.batch_id if isinstance(target, ImportsWanted) else None
        self.reload()

    def has_filled(self) -> bool:
        return super().has_filled() or self.confirm.isVisibleTo(self)

    def keys(self) -> Sequence[Key]:
        return (Key("Up Down", N_("choose")), Key("T", N_("take back")), Key("Esc", N_("back")))

    def reload(self) -> None:
        self.desk.jobs.read(list_batches, then=self._show, latest="batches")

    def _show(self, batches: list[BatchRow]) -> None:
        self.table.show_rows(batches)
        if self._wanted is not None:
            places = [place for place, batch in enumerate(batches) if batch.id == self._wanted]
            self.table.set_current(places[0] if places else 0)
            self._wanted = None
        self.side.setVisible(bool(batches))
        self._put_off()
        if not batches:
            self.body.setCurrentWidget(self.empty)
        self.table.setFocus()
        if self._done is not None and self._done.left:
            self._show_staying(self._done)
            self.views.choose(_STAYING)

    def _show_view(self, view: str) -> None:
        self.body.setCurrentWidget(self.staying if view == _STAYING else self.table)

    def _show_batch(self, batch: BatchRow | None) -> None:
        if batch is None:
            return
        self._put_off()
        told = [
            ("rows", _("Rows in the file")),
            ("accepted", _("New rows")),
            ("updated", _("Updated rows")),
            ("unchanged", _("Unchanged rows")),
            ("duplicates", _("Duplicate rows")),
            ("refused", _("Rows refused")),
        ]
        facts = [
            (_("File name"), batch.file_name),
            (_("Imported by"), f"{batch.imported_by} {_when(batch.imported_at)}"),
            *((words, f"{batch.counts.get(name, 0):,}") for name, words in told),
        ]
        if batch.reverted_at is not None:
            facts.append((_("taken back"), f"{batch.reverted_by} {_when(batch.reverted_at)}"))
        self._facts.show_rows(facts)
        self.ask_button.setVisible(batch.reverted_at is None)

    def _put_off(self) -> None:
        self._result = None
        self.confirm.hide()
        self.fit_filled()
        self.bar.hide()
        self.views.set_value(_BATCHES)
        self.body.setCurrentWidget(self.table)
        batch = self.table.current_row()
        self.ask_button.setVisible(batch is not None and batch.reverted_at is None)
        self.ask_button.set_reason("")

    def _ask(self) -> None:
        batch = self.table.current_row()
        if batch is None or batch.reverted_at is not None or self._result is not None:
            return
        self.error_bar.clear()
        self._done = None
        self.ask_button.set_reason(_("One moment…"))
        self.desk.jobs.long_read(
            _("Looking at {file}").format(file=batch.file_name),
            preview_revert,
            batch.id,
            then=self._told,
            failed=self._failed,
            owner=self,
        )

    def _told(self, result: RevertResult) -> None:
        self._result = result
        self.ask_button.hide()
        self.consequence.show_rows(self._sums(result))
        words = _("New enterprises are taken out, changed ones become what they were; nothing else is touched.")
        self._words.setText(words)
        count = result.removed + result.restored
        self.revert_button.setText(ngettext("Take back {n} row", "Take back {n} rows", count).format(n=f"{count:,}"))
        self.revert_button.set_reason("" if count else _("Every row stays"))
        self.confirm.show()
        self.fit_filled()
        self.revert_button.setFocus()
        self._show_staying(result)

    def _show_staying(self, result: RevertResult) -> None:
        self.bar.setVisible(bool(result.left))
        self.views.set_words(_STAYING, f"{_('Rows that stay')} {result.left:,}")
        top = result.staying(0, PAGE)
        self.staying.show_query(result.left, lambda first, most, deliver: deliver(result.staying(first, most)), top)

    @staticmethod
    def _sums(result: RevertResult) -> list[tuple[str, str]]:
        return [
            (_("Taken out"), f"{result.removed:,}"),
            (_("As before"), f"{result.restored:,}"),
            (_("Stay"), f"{result.left:,}"),
        ]

    def _revert(self) -> None:
        result = self._result
        if result is None:
            return
        self.revert_button.set_reason(_("One moment…"))
        self.desk.jobs.long_perform(
            _("Taking back {file}").format(file=result.batch.file_name),
            revert_batch,
            result.batch.id,
            version=result.batch.version,
            then=self._reverted,
            failed=self._failed,
            owner=self,
        )

    def _reverted(self, result: RevertResult) -> None:
        words = _("Taken back: {removed} taken out, {restored} as before, {left} stay.").format(
            removed=f"{result.removed:,}", restored=f"{result.restored:,}", left=f"{result.left:,}"
        )
        self.error_bar.say(words, kind="ok")
        self._done = result
        self.reload()

    def _failed(self, error: AppError) -> None:
        self._put_off()
        self.error_bar.say(error.cause, error.next_step)

    def _open(self, row: StayingRow | None) -> None:
        if row is not None and row.enterprise_id is not None:
            self.desk.go("enterprise", EnterpriseWanted(row.enterprise_id))
