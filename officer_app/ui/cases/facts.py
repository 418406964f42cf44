"""What is known about a case: the four facts on top, and the application whole."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.filed import Pay, ShownMonth
from officer_app.i18n import _
from officer_app.quota.case_file import Applicant, CaseFile
from officer_app.ui.cases.filed_facts import MonthsShown, employer_facts, family_told, filed_sections, kind_told
from officer_app.ui.cases.identity import IdentityFact
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import ElidedText, Facts, Rule, SectionHeader, Text, clear

# A label, the fact, and a note about it; the fact in the middle stands out.
_FACT: tuple[tuple[str, Tone, int], ...] = (
    ("caption", "text2", 400),
    ("section", "text", 500),
    ("caption", "text2", 400),
)


class KeyFacts(QWidget):
    """Base multiple, education, joining, identity number, side by side."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.identity = IdentityFact(desk)
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
    """The application as it was filed. `income_wanted` carries the purpose; the page answers through `income`."""

    income_wanted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._may_reveal = False
        self._file: CaseFile | None = None
        self.income = IdentityFact(desk, _("Yearly income"), within=True)
        # A file with an income shows another among its facts; this one goes with the page.
        self.income.setParent(self)
        self.income.hide()
        self._base, self._tax = Text(""), Text("")
        self._months: list[MonthsShown] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(10))

    def let_reveal(self, *, may_reveal: bool) -> None:
        """Whether the person may see the income whole."""
        self._may_reveal = may_reveal

    def _income(self, masked: str) -> str | QWidget:
        if not masked:
            return "–"
        self.income = IdentityFact(self._desk, _("Yearly income"), within=True)
        self.income.reveal_wanted.connect(self.income_wanted)
        self.income.masked_again.connect(self._mask_pay)
        self.income.show_masked(masked, may_reveal=self._may_reveal)
        return self.income

    def show_pay(self, pay: Pay) -> None:
        """Show what the applicant earns whole, for as long as the income is; the whole file looks the same else."""
        self._tell_pay(pay.base, pay.tax, pay.months)
        self.income.show_whole(pay.income)

    def _mask_pay(self) -> None:
        if self._file is not None:
            person = self._file.applicant
            self._tell_pay(person.contribution_base, person.income_tax, self._file.filed.months)

    def _tell_pay(self, base: str, tax: str, months: tuple[ShownMonth, ...]) -> None:
        if self._file is None:
            return
        times = f"{self._file.applicant.base_multiple:.2f}"
        self._base.setText(_("{amount} yuan ({n} times)").format(amount=base, n=times))
        self._tax.setText(_("{amount} yuan in 12 months").format(amount=tax))
        for shown in self._months:
            shown.tell(months)

    def show_file(self, file: CaseFile) -> None:
        """Show another case."""
        if self._file is not None and self._file.id == file.id and self.income.unmasked.left:
            # A number shown stays in view for its time; what is new of the case is read with the next one.
            return
        clear(self._column)
        self._file = file
        self._base, self._tax = Text("", wrap=True), Text("", wrap=True)
        person = file.applicant
        left: list[tuple[str, str | QWidget]] = [
            (_("Full name"), person.name),
            (_("Kind of applicant"), kind_told(file.filed)),
            (_("Identity"), f"{person.id_kind.label} {person.id_number}"),
            (_("Born"), f"{person.born_on.isoformat()}·{person.sex.label}"),
            (_("Education"), f"{person.education.label}·{person.degree.label}"),
            (_("School"), "·".join(part for part in (person.school, person.major) if part) or "–"),
            (_("Graduated"), person.graduated_on.isoformat() if person.graduated_on else "–"),
        ]
        dependants = str(person.dependants) + (f"（{person.dependants_note}）" if person.dependants_note else "")
        right: list[tuple[str, str | QWidget]] = [
            (_("Post held"), "·".join(part for part in (person.post, person.title) if part)),
            (_("Joined"), person.joined_on.isoformat()),
            (_("Contract end"), person.contract_end.isoformat() if person.contract_end else "–"),
            (_("Monthly base"), self._base),
            (_("Yearly income"), self._income(file.filed.income)),
            (_("Income tax"), self._tax),
            (_("Who moves along"), family_told(file.filed) or dependants),
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
            (_("Accepted on"), file.accepted_on.isoformat() if file.accepted_on else "–"),
            (_("Rules"), _("Version {year}").format(year=file.rules) if file.rules else "–"),
            *employer_facts(file.filed),
        ]
        self._column.addWidget(Facts(filed))
        self._column.addWidget(Rule())
        self._column.addWidget(SectionHeader(_("Reason for applying")))
        reason = Text(file.reason, "prose", wrap=True)
        reason.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._column.addWidget(reason)
        sections = filed_sections(file.filed)
        self._months = [section for section in sections if isinstance(section, MonthsShown)]
        for section in sections:
            self._column.addWidget(section)
        self._mask_pay()
        self._column.addStretch(1)
