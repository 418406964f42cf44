"""The officers of one enterprise, past, present and to come; ending a duty, or changing an end that lies ahead."""

from datetime import date
from typing import Final

from officer_app.assignments.service import Duty, DutyRow, duties_of, end_duty
from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import AssignWanted, Chosen, DutiesWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    DateEdit,
    Entry,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
)

_LONG: Final = 170


class DutiesPage(PageView):
    """The list at the left; the form at the right ends the current one."""

    has_primary = True
    reload_on = frozenset({"assignment", "handover"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._wanted = DutiesWanted(0)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.assign_button = PushButton(_("Assign officer…"), "user-plus", keys="A")
        self.assign_button.clicked.connect(self._assign)
        self.heading = PageHeading(_("Officers and duties"), (), (self.assign_button,) if desk.may("assign") else ())
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self.main.addWidget(Rule())
        columns: tuple[Column[DutyRow], ...] = (
            Column("officer", N_("Officer in charge"), lambda row: Cell(row.officer, weight=500), 110),
            Column("role", N_("Role"), lambda row: Cell(row.role.label), 96),
            Column("state", N_("State"), self._state, 96),
            Column("from", N_("From"), lambda row: Cell(row.starts_on.isoformat(), "text2"), 104),
            Column("until", N_("Until"), lambda row: Cell(_day(row.ends_on), "text2"), 104),
            Column("reason", N_("Reason"), lambda row: Cell(row.reason, "text2", prose=True), 120, stretch=True),
            Column("ended", N_("Reason of the end"), lambda row: Cell(row.end_reason, "text2", prose=True), _LONG),
        )
        self.table: Table[DutyRow] = Table(columns, _("Officers of the enterprise"))
        self.table.give_way("ended")
        self.table.current_changed.connect(self._show_current)
        self.main.addWidget(self.table, 1)
        self.on_key("Esc", desk.back)
        self._build_question()

    def opened(self, target: object = None) -> None:
        if isinstance(target, DutiesWanted):
            self._wanted = target
            self.heading.title.setText(target.name or _("Officers and duties"))
            self.error_bar.clear()
            self.form.clear_errors()
            self.reason.clear()
            self.ends_on.set_value(self.desk.today())
            self.reload()
        self.table.setFocus()

    def reload(self) -> None:
        if self._wanted.enterprise_id:
            self.desk.jobs.read(duties_of, self._wanted.enterprise_id, then=self._show, owner=self, latest="duties")

    def _build_question(self) -> None:
        panel = SidePanel()
        self.ends_on = DateEdit(_("First day without the duty"), self.desk.today, self.desk.today())
        self.reason = Entry(_("Reason"), _("such as: transfer to another post"))
        self.reason.submitted.connect(self._end)
        self.form = Form()
        self.form.add("starts_on", _("Ends on"), self.ends_on, needed=True)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.button = PushButton(
            _("End the duty"), "user-x", kind="primary", keys="Ctrl Enter", height=metrics.DECISION, wide=True
        )
        self.button.clicked.connect(self._end)
        self.which = Text("", "record", wrap=True)
        panel.column.addWidget(SectionHeader(_("End a duty")))
        panel.column.addWidget(self.which)
        panel.column.addSpacing(dp(4))
        panel.column.addWidget(self.form)
        words = _("The day named is the first without the duty; without a successor the enterprise becomes a gap.")
        panel.column.addWidget(Text(words, "caption", "text2", wrap=True))
        panel.column.addSpacing(dp(8))
        panel.column.addWidget(self.button)
        panel.column.addStretch(1)
        if self.desk.may("assign"):
            self.put_side(panel)
            self.on_key("Ctrl+Return", self._end)
            self.table.on_key("A", self._assign)

    def _show(self, rows: list[DutyRow]) -> None:
        self.table.show_rows(rows)
        self._show_current(self.table.current_row())

    def _show_current(self, row: DutyRow | None) -> None:
        over = row is not None and row.ends_on is not None and row.ends_on <= self.desk.today()
        self.which.setText(f"{row.officer}·{row.role.label}" if row is not None else "")
        self.button.set_reason(_("Choose a duty first") if row is None else _("It has ended already") if over else "")

    def _state(self, row: DutyRow) -> Cell:
        if row.serving:
            return Cell(pill=PillSpec(_("Serving"), "ok", "check"))
        if row.starts_on > self.desk.today() and row.ends_on != row.starts_on:
            return Cell(pill=PillSpec(_("To come"), "accent", "calendar-clock"))
        return Cell(pill=PillSpec(_("Ended")))

    def _assign(self) -> None:
        liaison = next((row.officer for row in self._rows() if row.serving and row.role is Duty.LIAISON), "")
        wanted = self._wanted
        self.desk.go("assign", AssignWanted((Chosen(wanted.enterprise_id, wanted.name, wanted.subdistrict, liaison),)))

    def _rows(self) -> list[DutyRow]:
        model = self.table.rows_model
        rows = (model.row(place) for place in range(model.rowCount()))
        return [row for row in rows if isinstance(row, DutyRow)]

    def _end(self) -> None:
        self.form.clear_errors()
        row, day = self.table.current_row(), self.ends_on.value()
        if day is None:
            self.ends_on.setFocus()
        elif row is not None and self.button.isEnabled():
            self.desk.jobs.perform(
                end_duty, row.id, ends_on=day, reason=self.reason.text(), then=self._ended, owner=self.form
            )

    def _ended(self, _nothing: object) -> None:
        self.reason.clear()
        self.error_bar.say(_("The end of the duty has been noted."), kind="ok")
        self.table.setFocus()


def _day(day: date | None) -> str:
    return day.isoformat() if day is not None else "–"
