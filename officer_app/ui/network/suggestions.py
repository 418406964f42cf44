"""Suggested officers for enterprises nobody serves: tick some, say from when and why, and confirm them together."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from officer_app.assignments.service import AssignedRow, AssignResult
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.gap_suggestions import (
    Ground,
    Suggestion,
    Suggestions,
    confirm_suggestions,
    suggest_officers,
)
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import EnterpriseWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    DateEdit,
    EmptyState,
    Entry,
    Facts,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

_RESULTS: Final[dict[AssignResult, PillTone]] = {
    AssignResult.ASSIGNED: "ok",
    AssignResult.UNCHANGED: "neutral",
    AssignResult.KEPT: "warn",
}
_TICK: Final = 0


def why(row: Suggestion) -> str:
    """The reason of a suggestion in words."""
    if row.ground is Ground.IN_CHARGE:
        ground = _("officer of {town}").format(town=row.subdistrict)
    elif row.ground is Ground.SERVES_MOST:
        ground = ngettext(
            "serves {n} enterprise in {town} already", "serves {n} enterprises in {town} already", row.there
        ).format(n=row.there, town=row.subdistrict)
    else:
        ground = _("carries least")
    load = _("load {points} then, mean {mean}").format(points=f"{row.points:.1f}", mean=f"{row.mean:.1f}")
    passed = _("{name} is away or carries too much").format(name=row.passed_over) if row.passed_over else ""
    return "·".join(part for part in (ground, load, passed) if part)


class SuggestionsPage(PageView):
    """The suggestions with their ticks at the left, what confirming them means at the right."""

    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._rows: tuple[Suggestion, ...] = ()
        self._ticked: set[int] = set()
        self._results: dict[int, AssignedRow] = {}
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(self._leave)
        self._count = Text("", "body", "text2")
        self.more = PushButton(_("Suggest for the next ones"), "arrow-right")
        self.more.clicked.connect(self.reload)
        self.more.hide()
        heading = PageHeading(_("Suggested officers"), (self._count,), (self.more,))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        columns: tuple[Column[Suggestion], ...] = (
            Column("tick", "", self._tick_cell, 44),
            Column("name", N_("Enterprise"), lambda row: Cell(row.enterprise, weight=500), 270),
            Column("town", N_("Sub-district or town"), lambda row: Cell(row.subdistrict or "–", "text2"), 144),
            Column("officer", N_("Suggested officer"), lambda row: Cell(row.officer), 124),
            Column("why", N_("Why"), self._why_cell, 320, stretch=True),
        )
        self.table: Table[Suggestion] = Table(columns, _("Suggested officers"))
        self.table.opened.connect(lambda row: desk.go("enterprise", EnterpriseWanted(row.enterprise_id)))
        self.table.clicked.connect(self._clicked)
        self.table.on_key("Space", self._toggle_current)
        self.table.on_key("A", self._toggle_all)
        self.none = EmptyState(
            "user-round-check", _("Nothing to suggest"), _("Every enterprise has a liaison officer, or nobody can.")
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.none)
        self.main.addWidget(self.stack, 1)
        self.put_side(self._question())
        self.on_key("Esc", self._leave)
        self.on_key("Ctrl+Return", self._confirm)

    def opened(self, target: object = None) -> None:
        self.starts_on.set_value(self.desk.today())
        self.table.setFocus()

    def reload(self) -> None:
        self.error_bar.clear()
        self.desk.jobs.read(suggest_officers, then=self._show, owner=self, latest="suggestions")

    def keys(self) -> Sequence[Key]:
        return (
            Key("Space", N_("tick")),
            Key("A", N_("all or none")),
            Key("Ctrl+Return", N_("confirm")),
            Key("Escape", N_("back")),
        )

    def _question(self) -> SidePanel:
        panel = SidePanel()
        self._shares = QVBoxLayout()
        self._shares.setSpacing(dp(8))
        self.starts_on = DateEdit(_("From"), self.desk.today, self.desk.today())
        self.reason = Entry(_("Reason"), _("such as: division of work of 2026"))
        self.reason.submitted.connect(self._confirm)
        self.form = Form()
        self.form.add("starts_on", _("From"), self.starts_on, needed=True)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.button = PushButton(
            _("Assign"), "user-check", kind="primary", keys="Ctrl Enter", height=metrics.DECISION, wide=True
        )
        self.button.clicked.connect(self._confirm)
        panel.column.addWidget(SectionHeader(_("What is ticked")))
        panel.column.addLayout(self._shares)
        panel.column.addWidget(Rule())
        panel.column.addWidget(self.form)
        note = _("Nothing is assigned before you confirm. An enterprise that has got an officer meanwhile keeps them.")
        panel.column.addWidget(Text(note, "caption", "text2", wrap=True))
        panel.column.addWidget(self.button)
        panel.column.addStretch(1)
        return panel

    def _show(self, found: Suggestions) -> None:
        self._rows, self._results = found.rows, {}
        self._ticked = set()
        self.more.hide()
        self.table.show_rows(found.rows)
        self.stack.setCurrentWidget(self.table if found.rows else self.none)
        words = ngettext(
            "{shown} of {n} enterprise without a liaison officer",
            "{shown} of {n} enterprises without a liaison officer",
            found.gaps,
        )
        self._count.setText(words.format(shown=len(found.rows), n=found.gaps) if found.rows else "")
        self._show_ticked()

    def _tick_cell(self, row: Suggestion) -> Cell:
        if row.enterprise_id in self._results:
            return Cell(icon="check", icon_tone="text3")
        ticked = row.enterprise_id in self._ticked
        spoken = _("ticked") if ticked else _("not ticked")
        return Cell(
            icon="circle-check" if ticked else "circle", icon_tone="accent" if ticked else "text3", tooltip=spoken
        )

    def _why_cell(self, row: Suggestion) -> Cell:
        result = self._results.get(row.enterprise_id)
        if result is None:
            return Cell(why(row), "text2", prose=True)
        tail = result.before if result.result is AssignResult.KEPT else ""
        return Cell(pill=PillSpec(result.result.label, _RESULTS.get(result.result, "neutral")), tail=tail)

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == _TICK:
            self._toggle_current()

    def _toggle_current(self) -> None:
        row = self.table.current_row()
        if row is not None and not self._results:
            self._ticked ^= {row.enterprise_id}
            self._show_ticked()

    def _toggle_all(self) -> None:
        if not self._results:
            every = {row.enterprise_id for row in self._rows}
            self._ticked = set() if self._ticked == every else every
            self._show_ticked()

    def _show_ticked(self) -> None:
        self.table.viewport().update()
        clear(self._shares)
        chosen = [row for row in self._rows if row.enterprise_id in self._ticked]
        shares = Counter(row.officer for row in chosen)
        if shares:
            words = [(name, ngettext("{n} enterprise", "{n} enterprises", n).format(n=n)) for name, n in shares.items()]
            self._shares.addWidget(Facts([(name, number) for name, number in words]))
        else:
            hint = _("Tick with the space bar or by clicking; A ticks all.")
            self._shares.addWidget(Text(hint, "body", "text2", wrap=True))
        count = len(chosen)
        self.button.setText(
            ngettext("Assign {n} enterprise", "Assign {n} enterprises", count).format(n=count) if count else _("Assign")
        )
        self.button.set_reason("" if count else _("Tick a suggestion first"))

    def _confirm(self) -> None:
        self.form.clear_errors()
        day = self.starts_on.value()
        if day is None:
            self.starts_on.setFocus()
            return
        chosen = [(row.enterprise_id, row.account_id) for row in self._rows if row.enterprise_id in self._ticked]
        if not chosen or not self.button.isEnabled():
            return
        self.button.set_reason(_("One moment…"))
        self.desk.jobs.perform(
            confirm_suggestions,
            chosen,
            starts_on=day,
            reason=self.reason.text(),
            then=self._confirmed,
            failed=self._failed,
            owner=self.form,
        )

    def _failed(self, error: Exception) -> None:
        self._show_ticked()
        self.desk.notices.show_error(error, self.form)

    def _confirmed(self, rows: list[AssignedRow]) -> None:
        self._results = {row.enterprise_id: row for row in rows}
        done = sum(1 for row in rows if row.result is AssignResult.ASSIGNED)
        self._ticked = set()
        self._show_ticked()
        self.button.set_reason(_("Done; ask for the next ones"))
        self.more.show()
        words = ngettext("{n} enterprise has got its officer.", "{n} enterprises have got their officers.", done)
        left = len(rows) - done
        step = ngettext("{n} was left as it is; see the list.", "{n} were left as they are; see the list.", left)
        ways = [(_("Back"), self._leave)]
        self.error_bar.say(words.format(n=done), step.format(n=left) if left else "", ways, kind="ok")
        self.table.setFocus()

    def _leave(self) -> None:
        self.desk.back()
