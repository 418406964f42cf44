"""What is known about a case: the four facts on top, the application whole, and everything on record."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.words import ObjectionState, Step
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _
from officer_app.quota.case_file import Applicant, CaseFile
from officer_app.quota.record import ObjectionRow, StepRow
from officer_app.ui.cases.identity import IdentityFact
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import ElidedText, Facts, Pill, PillSpec, Rule, SectionHeader, Text, clear
from officer_app.ui.widgets.pill import PillTone

_QUIET = frozenset({Step.CHECK_PAPER, Step.SCORE})
_OBJECTION_TONES: dict[ObjectionState, PillTone] = {
    ObjectionState.OPEN: "warn",
    ObjectionState.DISMISSED: "neutral",
    ObjectionState.SUSTAINED: "danger",
}


# A label, the fact, and a note about it; the fact in the middle stands out.
_FACT: tuple[tuple[str, Tone, int], ...] = (
    ("caption", "text2", 400),
    ("section", "text", 500),
    ("caption", "text2", 400),
)


def yuan(amount: Decimal) -> str:
    """12,345.60."""
    return f"{amount:,.2f}"


class KeyFacts(QWidget):
    """Base multiple, education, joining, identity number, side by side."""

    def __init__(self) -> None:
        super().__init__()
        self.identity = IdentityFact()
        self._facts = [
            tuple(ElidedText("", role, tone, weight=weight) for role, tone, weight in _FACT) for _place in range(3)
        ]
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(dp(16))
        for fact in self._facts:
            column = QVBoxLayout()
            column.setSpacing(dp(2))
            for words in fact:
                column.addWidget(words)
            column.addStretch(1)
            row.addLayout(column, 1)
        row.addWidget(self.identity, 1)

    def show_applicant(self, person: Applicant, *, may_reveal: bool) -> None:
        """Show another applicant."""
        times = _("{n} times").format(n=f"{person.base_multiple:.2f}")
        line = (
            _("reaches the line of {line} times") if person.reaches_line else _("below the line of {line} times")
        ).format(line=person.base_line)
        until = (
            _("contract until {day}").format(day=f"{person.contract_end:%Y-%m}")
            if person.contract_end
            else _("no end of contract given")
        )
        rows = (
            (_("Contribution base"), times, line),
            (
                _("Education"),
                person.education.label,
                "·".join(part for part in (person.degree.label, person.major) if part),
            ),
            (_("Joined"), person.joined_on.isoformat(), until),
        )
        for fact, words in zip(self._facts, rows, strict=True):
            for text, said in zip(fact, words, strict=True):
                text.setText(said)
        self._facts[0][2].set_tone("ok" if person.reaches_line else "text2")
        self.identity.show_masked(person.id_number, may_reveal=may_reveal)


class ApplicationView(QWidget):
    """The application as it was filed."""

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(10))

    def show_file(self, file: CaseFile) -> None:
        """Show another case."""
        clear(self._column)
        person = file.applicant
        left = [
            (_("Name"), person.name),
            (_("Identity"), f"{person.id_kind.label} {person.id_number}"),
            (_("Born"), f"{person.born_on.isoformat()}·{person.sex.label}"),
            (_("Education"), f"{person.education.label}·{person.degree.label}"),
            (_("School"), "·".join(part for part in (person.school, person.major) if part) or "–"),
            (_("Graduated"), person.graduated_on.isoformat() if person.graduated_on else "–"),
        ]
        dependants = str(person.dependants) + (f"（{person.dependants_note}）" if person.dependants_note else "")
        right = [
            (_("Post held"), "·".join(part for part in (person.post, person.title) if part)),
            (_("Joined"), person.joined_on.isoformat()),
            (_("Contract end"), person.contract_end.isoformat() if person.contract_end else "–"),
            (
                _("Monthly base"),
                _("{amount} yuan ({n} times)").format(
                    amount=yuan(person.contribution_base), n=f"{person.base_multiple:.2f}"
                ),
            ),
            (_("Income tax"), _("{amount} yuan in 12 months").format(amount=yuan(person.income_tax))),
            (_("Dependants"), dependants),
        ]
        self._column.addWidget(SectionHeader(_("Applicant")))
        both = QHBoxLayout()
        both.setSpacing(dp(24))
        for rows in (left, right):
            both.addWidget(Facts(rows), 1, Qt.AlignmentFlag.AlignTop)
        self._column.addLayout(both)
        self._column.addWidget(Rule())
        self._column.addWidget(SectionHeader(_("Employer")))
        filed = [
            (_("Enterprise"), file.enterprise),
            (_("Credit code"), file.uscc),
            (_("Filed"), file.filed_on.isoformat()),
            (_("Accepted"), file.accepted_on.isoformat() if file.accepted_on else "–"),
            (_("Rules"), file.rules or "–"),
        ]
        self._column.addWidget(Facts(filed))
        self._column.addWidget(Rule())
        self._column.addWidget(SectionHeader(_("Reason for applying")))
        reason = Text(file.reason, "prose", wrap=True)
        reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(reason)
        self._column.addStretch(1)


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
