"""Everything on record about a case: notices, panel, publicity, objections, settlement, and every step taken."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.words import ObjectionState, Step
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _
from officer_app.quota.case_file import CaseFile
from officer_app.quota.record import ObjectionRow, StepRow
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import Facts, Pill, PillSpec, Rule, SectionHeader, Text, clear
from officer_app.ui.widgets.pill import PillTone

_QUIET = frozenset({Step.CHECK_PAPER, Step.SCORE})
_OBJECTION_TONES: dict[ObjectionState, PillTone] = {
    ObjectionState.OPEN: "warn",
    ObjectionState.DISMISSED: "neutral",
    ObjectionState.SUSTAINED: "danger",
}


class RecordView(QWidget):
    """Notices, panel, publicity, objections, settlement, and every step taken."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(10))

    def show_file(self, file: CaseFile) -> None:
        """Show another case."""
        clear(self._column)
        for title, note, rows in _chapters(file):
            self._column.addWidget(SectionHeader(title, note))
            self._column.addWidget(Facts(rows))
            self._column.addWidget(Rule())
        if file.objections:
            self._column.addWidget(SectionHeader(_("Objections"), str(len(file.objections))))
            for objection in file.objections:
                self._column.addWidget(_objection(objection))
            self._column.addWidget(Rule())
        self._column.addWidget(SectionHeader(_("Steps"), _("latest first; nothing is ever edited")))
        self._column.addWidget(_steps(file.steps))
        self._column.addStretch(1)


def _chapters(file: CaseFile) -> list[tuple[str, str, list[tuple[str, str | QWidget]]]]:
    found: list[tuple[str, str, list[tuple[str, str | QWidget]]]] = []
    for notice in file.notices:
        rows: list[tuple[str, str | QWidget]] = [(name, gap) for name, gap in notice.gaps]
        arrived = (
            notice.arrived_on.isoformat()
            if notice.arrived_on
            else _("not yet; due {day}").format(day=notice.due_on.isoformat())
        )
        rows.append((_("Completed"), arrived))
        note = _("{day}, {name}").format(day=notice.noticed_on.isoformat(), name=notice.by)
        found.append((_("One-off notice of gaps"), note, rows))
    if (panel := file.panel) is not None:
        votes = _("{votes_for} for, {votes_against} against, {abstentions} abstained").format(
            votes_for=panel.votes_for, votes_against=panel.votes_against, abstentions=panel.abstentions
        )
        members = "、".join(
            member.name + (f"（{member.attendance.label}：{member.reason}）" if member.reason else "")
            for member in panel.members
        )
        attended = _("{present} of {expected} voted, {recused} recused").format(
            present=panel.present, expected=panel.expected, recused=panel.recused
        )
        result = _("passed") if panel.passed else _("not passed")
        found.append(
            (
                _("Panel"),
                panel.held_on.isoformat(),
                [
                    (_("Chair"), panel.chair),
                    (_("Members"), members or "–"),
                    (_("Attendance"), attended),
                    (_("Votes"), f"{votes}·{result}"),
                ],
            )
        )
    if (notice_up := file.publicity) is not None:
        period = _("{days} {unit}, until {day}").format(
            days=notice_up.days, unit=notice_up.unit.label, day=notice_up.last_day.isoformat()
        )
        if notice_up.provisional:
            period += "·" + _("provisional")
        found.append(
            (_("Publicity"), "", [(_("First day"), notice_up.starts_on.isoformat()), (_("Publicity period"), period)])
        )
    if (settled := file.settlement) is not None:
        facts: list[tuple[str, str | QWidget]] = [
            (_("Settled on"), settled.settled_on.isoformat()),
            (_("Permit"), settled.permit_number),
        ]
        if settled.note:
            facts.append((_("Note"), settled.note))
        found.append((_("Settlement"), "", facts))
    return found


def _objection(objection: ObjectionRow) -> QWidget:
    holder = QWidget()
    column = QVBoxLayout(holder)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(dp(4))
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    line.addWidget(Text(objection.raised_by, "body", weight=500))
    line.addWidget(Text(objection.received_on.isoformat(), "caption", "text2"))
    line.addWidget(Pill(PillSpec(objection.state.label, _OBJECTION_TONES[objection.state])))
    line.addStretch(1)
    column.addLayout(line)
    column.addWidget(Text(objection.content, wrap=True))
    if objection.answer:
        words = _("Answer: {answer} ({name}, {day})").format(
            answer=objection.answer, name=objection.answered_by, day=objection.answered_on
        )
        column.addWidget(Text(words, "body", "text2", wrap=True))
    return holder


def _steps(steps: Sequence[StepRow]) -> QWidget:
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(dp(16))
    grid.setVerticalSpacing(dp(6))
    grid.setColumnStretch(3, 1)
    top = Qt.AlignmentFlag.AlignTop
    for place, step in enumerate(reversed(steps)):
        tone: Tone = "text2" if step.step in _QUIET else "text"
        grid.addWidget(Text(_moment(step.at), "body", "text2"), place, 0, top)
        grid.addWidget(Text(step.step.label, "body", tone), place, 1, top)
        grid.addWidget(Text(f"{step.by}·{step.role.label}", "body", "text2"), place, 2, top)
        grid.addWidget(Text(step.opinion, "body", "text2", wrap=True), place, 3)
    return holder


def _moment(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
