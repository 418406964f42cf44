"""Giving enterprises an officer, many at a time: who, in which role, from when, why; then what became of each."""

from dataclasses import replace
from datetime import date
from typing import Final

from PySide6.QtWidgets import QHBoxLayout

from officer_app.assignments.service import AssignedRow, AssignResult, Duty, PortfolioRow, assign, portfolios
from officer_app.core.errors import Invalid
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import AssignWanted, Chosen
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Choice,
    DateEdit,
    Entry,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    Text,
)

_PILLS: Final = {
    AssignResult.ASSIGNED: ("ok", "check"),
    AssignResult.HANDED_OVER: ("ok", "arrow-right"),
    AssignResult.UNCHANGED: ("neutral", None),
    AssignResult.KEPT: ("warn", "triangle-alert"),
    AssignResult.BOTH: ("warn", "triangle-alert"),
}


class AssignPage(PageView):
    """The chosen enterprises at the left, the question at the right; results appear in the list itself."""

    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._chosen: tuple[Chosen, ...] = ()
        self._results: dict[int, AssignedRow] = {}
        self._proposed: int | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(self._leave)
        self.heading = PageHeading(_("Assign an officer"))
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self.main.addWidget(Rule())
        columns: tuple[Column[Chosen], ...] = (
            Column("name", N_("Enterprise"), lambda row: Cell(row.name, weight=500), 240, stretch=True),
            Column("town", N_("Sub-district or town"), lambda row: Cell(row.subdistrict or "–", "text2"), 130),
            Column("now", N_("Liaison officer now"), lambda row: row.liaison or Cell("–", "text3"), 150),
            Column("result", N_("Result"), self._result, 220),
        )
        self.table: Table[Chosen] = Table(columns, _("Enterprises to assign"))
        self.main.addWidget(self.table, 1)
        self.put_side(self._question())
        self.on_key("Esc", self._leave)
        self.on_key("Ctrl+Return", self._assign)

    def opened(self, target: object = None) -> None:
        if isinstance(target, AssignWanted):
            self._chosen, self._proposed, self._results = target.enterprises, target.officer_id, {}
            count = len(self._chosen)
            self.heading.title.setText(
                ngettext("Assign an officer to {n} enterprise", "Assign an officer to {n} enterprises", count).format(
                    n=count
                )
            )
            self.button.setText(ngettext("Assign {n} enterprise", "Assign {n} enterprises", count).format(n=count))
            self.button.set_reason("")
            self.starts_on.set_value(target.starts_on or self.desk.today())
            self.ends_on.set_value(None)
            self.error_bar.clear()
            self.form.clear_errors()
            self.table.show_rows(self._chosen)
            self.desk.jobs.read(portfolios, then=self._show_officers, owner=self, latest="officers")
        self.officer.setFocus()

    def _question(self) -> SidePanel:
        panel = SidePanel()
        self.duty = Segmented([Segment(duty.value, duty.label) for duty in Duty], _("Role"), Duty.LIAISON.value)
        self.officer = Choice(_("Officer in charge"))
        self.starts_on = DateEdit(_("From"), self.desk.today, self.desk.today())
        self.ends_on = DateEdit(_("Until, if it is known"), self.desk.today)
        self.reason = Entry(_("Reason"), _("such as: division of work of 2026"))
        self.reason.submitted.connect(self._assign)
        self.hand_over = Check(_("Take over from the present officer too"))
        self.duty.chosen.connect(lambda duty: self.hand_over.setEnabled(duty != Duty.SPECIALIST.value))
        self.form = Form()
        row = QHBoxLayout()
        row.addWidget(self.duty)
        row.addStretch(1)
        self.form.add_row(_("Role"), {"role": self.duty}, row)
        self.form.add("officer", _("Officer in charge"), self.officer, needed=True)
        self.form.add("starts_on", _("From"), self.starts_on, needed=True)
        self.form.add("ends_on", _("Until"), self.ends_on)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.button = PushButton(
            _("Assign"), "user-check", kind="primary", keys="Ctrl Enter", height=metrics.DECISION, wide=True
        )
        self.button.clicked.connect(self._assign)
        panel.column.addWidget(SectionHeader(_("Who, from when, why")))
        panel.column.addSpacing(dp(4))
        panel.column.addWidget(self.form)
        panel.column.addWidget(self.hand_over)
        panel.column.addWidget(
            Text(
                _(
                    "Without the tick, an enterprise that has an officer in this role keeps them, and the result says"
                    " so. The day named as the end is the first without the duty."
                ),
                "caption",
                "text2",
                wrap=True,
            )
        )
        panel.column.addSpacing(dp(8))
        panel.column.addWidget(self.button)
        panel.column.addStretch(1)
        return panel

    def _show_officers(self, rows: list[PortfolioRow]) -> None:
        choices = [(row.account_id, f"{row.officer}·{row.role.label}·{row.liaison}") for row in rows]
        # Nobody is proposed by the order of the list.
        nobody = [] if self._proposed in {key for key, _words in choices} else [(None, _("choose…"))]
        self.officer.set_choices([*nobody, *choices], self._proposed)

    def _assign(self) -> None:
        self.form.clear_errors()
        day = self.starts_on.value()
        if self.officer.value() is None:
            self.form.show_error(Invalid(N_("Choose an officer."), field="officer"))
            return
        if day is None or self.ends_on.wrong() or not self.button.isEnabled() or not self._chosen:
            (self.starts_on if day is None else self.ends_on).setFocus()
            return
        self.button.set_reason(_("One moment…"))
        self.desk.jobs.perform(
            assign,
            [row.enterprise_id for row in self._chosen],
            self.officer.value(),
            Duty(self.duty.value()),
            starts_on=day,
            reason=self.reason.text(),
            ends_on=self.ends_on.value(),
            hand_over=self.hand_over.isChecked() and self.duty.value() != Duty.SPECIALIST.value,
            then=lambda rows: self._assigned(rows, day),
            failed=self._failed,
            owner=self.form,
        )

    def _failed(self, error: Exception) -> None:
        self.button.set_reason("")
        self.desk.notices.show_error(error, self.form)

    def _assigned(self, rows: list[AssignedRow], day: date) -> None:
        self._results = {row.enterprise_id: row for row in rows}
        name = self.officer.currentText().partition("·")[0]
        done = [row for row in rows if row.result in (AssignResult.ASSIGNED, AssignResult.HANDED_OVER)]
        if self.duty.value() == Duty.LIAISON.value:
            ids = {row.enterprise_id for row in done}
            self._chosen = tuple(
                replace(row, liaison=name) if row.enterprise_id in ids else row for row in self._chosen
            )
        self.table.show_rows(self._chosen)
        self.button.set_reason(_("Done; go back to choose others"))
        words = ngettext("{n} enterprise assigned to {name}", "{n} enterprises assigned to {name}", len(done))
        words = words.format(n=len(done), name=name) + _(", from {day}.").format(day=day.isoformat())
        left = len(rows) - len(done)
        step = ngettext("{n} was left as it is; see the list.", "{n} were left as they are; see the list.", left)
        self.error_bar.say(words, step.format(n=left) if left else "", [(_("Back"), self._leave)], kind="ok")
        self.table.setFocus()

    def _result(self, row: Chosen) -> Cell:
        result = self._results.get(row.enterprise_id)
        if result is None:
            return Cell("–", "text3")
        tone, icon = _PILLS[result.result]
        pill = PillSpec(result.result.label, tone, icon)  # type: ignore[arg-type]  # the tones of the table above
        before = _("from {name}").format(name=result.before) if result.result is AssignResult.HANDED_OVER else ""
        return Cell(pill=pill, tail=before)

    def _leave(self) -> None:
        self.desk.back()
