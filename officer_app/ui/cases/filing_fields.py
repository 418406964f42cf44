"""The fields of an application: what they ask, what they hold as a draft, and what is wrong with them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final  # Any: keyword arguments of a draft

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.filing import CaseDraft, FilingStart, PaperDraft
from officer_app.cases.words import Degree, Education, IdKind, Sex
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.quota.case_file import CaseFile
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, DateEdit, Entry, Hit, Picker, Prose, Rule, SectionHeader, Text
from officer_app.ui.widgets.search_box import Fetch

_ID_LENGTH: Final = 18


@dataclass(frozen=True, slots=True)
class Typed:
    """What stood in the fields, so that a discarded form can be brought back."""

    enterprise: Hit | None
    texts: tuple[str, ...]
    choices: tuple[object, ...]
    reason: str


class FilingFields(QWidget):
    """Three forms below each other: employer, applicant, post and pay."""

    def __init__(self, desk: Desk, fetch: Fetch) -> None:
        super().__init__()
        self._start: FilingStart | None = None
        today = desk.today
        self.enterprise = Picker(_("Enterprise"), _("Name, pinyin, code, contact or phone"), fetch)
        self.name = Entry(_("Name"))
        self.id_kind = Choice(_("Kind of document"), [(kind, kind.label) for kind in IdKind])
        self.id_number = Entry(_("Identity number"))
        self.id_number.editingFinished.connect(self.read_number)
        self.born_on = DateEdit(_("Born"), today)
        self.sex = Choice(_("Sex"), [(sex, sex.label) for sex in Sex])
        self.education = Choice(_("Education"), [(one, one.label) for one in Education], Education.MASTER)
        self.degree = Choice(_("Degree"), [(one, one.label) for one in Degree], Degree.MASTER)
        self.school, self.major = Entry(_("School"), _("school")), Entry(_("Subject"), _("subject"))
        self.graduated_on = DateEdit(_("Graduated"), today)
        self.title = Entry(_("Title"), _("professional title, if any"))
        self.post = Entry(_("Post held"), _("as in the contract"))
        self.joined_on, self.contract_end = DateEdit(_("Joined"), today), DateEdit(_("Contract end"), today)
        self.contribution_base = Entry(_("Monthly base"), _("yuan a month"))
        self.contribution_base.textChanged.connect(lambda _text: self._say_multiple())
        self._multiple = Text("", "caption", "text2")
        self.income_tax = Entry(_("Income tax"), _("yuan in the last 12 months"))
        self.dependants = Entry(_("Dependants"), "0")
        self.dependants_note = Entry(_("Who they are"), _("for instance: spouse, 1 child"))
        self.reason = Prose(
            _("Reason for applying"), _("why this person is needed, and outside the general standards"), lines=6
        )
        self.reason.setMinimumHeight(dp(112))
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(metrics.FORM), dp(20), dp(metrics.FORM), dp(20))
        column.setSpacing(dp(12))
        employer, person, post = Form(88), Form(88), Form(88)
        self.forms = (employer, person, post)
        employer.add("enterprise", _("Enterprise"), self.enterprise, needed=True)
        person.add("name", _("Name"), self.name, needed=True)
        person.add_row(
            _("Identity document"),
            {"id_kind": self.id_kind, "id_number": self.id_number},
            _side_by_side((self.id_kind, 2), (self.id_number, 3)),
            needed=True,
        )
        from_number = Text(_("filled in from the number"), "caption", "text3")
        person.add_row(
            _("Born"),
            {"born_on": self.born_on, "sex": self.sex},
            _side_by_side((self.born_on, 0), (self.sex, 0), (from_number, 1)),
            needed=True,
        )
        person.add_row(
            _("Education"),
            {"education": self.education, "degree": self.degree},
            _side_by_side((self.education, 1), (self.degree, 1)),
            needed=True,
        )
        person.add_row(
            _("School"),
            {"school": self.school, "major": self.major, "graduated_on": self.graduated_on},
            _side_by_side((self.school, 1), (self.major, 1), (self.graduated_on, 0)),
        )
        post.add_row(
            _("Post held"),
            {"post": self.post, "title": self.title},
            _side_by_side((self.post, 1), (self.title, 1)),
            needed=True,
        )
        until = Text(_("contract until"), "body", "text2")
        post.add_row(
            _("Joined"),
            {"joined_on": self.joined_on, "contract_end": self.contract_end},
            _side_by_side((self.joined_on, 0), (until, 0), (self.contract_end, 0), (QWidget(), 1)),
            needed=True,
        )
        post.add_row(
            _("Monthly base"),
            {"contribution_base": self.contribution_base},
            _side_by_side((self.contribution_base, 1), (self._multiple, 1)),
            needed=True,
        )
        post.add_row(
            _("Income tax"),
            {"income_tax": self.income_tax},
            _side_by_side((self.income_tax, 1), (QWidget(), 1)),
            needed=True,
        )
        self.dependants.setFixedWidth(dp(72))
        post.add_row(
            _("Dependants"),
            {"dependants": self.dependants, "dependants_note": self.dependants_note},
            _side_by_side((self.dependants, 0), (self.dependants_note, 1)),
        )
        post.add("reason", _("Reason for applying"), self.reason, needed=True)
        for title, form in ((_("Employer"), employer), (_("Applicant"), person), (_("Post and pay"), post)):
            if form is not employer:
                column.addSpacing(dp(4))
                column.addWidget(Rule())
            column.addWidget(SectionHeader(title))
            column.addWidget(form)
        column.addStretch(1)

    def know(self, start: FilingStart) -> None:
        """Know the average wage, so that the multiple can be said while the base is typed."""
        self._start = start
        self._say_multiple()

    def show_error(self, error: AppError) -> bool:
        """Show an error beside its field; False if it belongs to none here."""
        return any(form.show_error(error) for form in self.forms)

    def clear_errors(self) -> None:
        """Forget the errors; what was typed stays."""
        for form in self.forms:
            form.clear_errors()

    def draft(self, draft_id: str, papers: tuple[PaperDraft, ...], *, keeps_number: bool) -> CaseDraft | None:
        """The case as typed, or None after showing what is wrong; `keeps_number`: an empty number is the old one."""
        hit = self.enterprise.hit()
        errors: list[AppError] = []
        needed: list[tuple[str, object]] = [
            ("enterprise", hit),
            ("name", self.name.text().strip()),
            ("id_number", self.id_number.text().strip() or keeps_number),
            ("post", self.post.text().strip()),
            ("reason", self.reason.toPlainText().strip()),
        ]
        errors += [Invalid(N_("This must not be empty."), field=field) for field, value in needed if not value]
        for field, edit in (("born_on", self.born_on), ("joined_on", self.joined_on)):
            if edit.value() is None:
                errors.append(Invalid(N_("Enter a date."), field=field))
        for field, edit in (("graduated_on", self.graduated_on), ("contract_end", self.contract_end)):
            if edit.wrong():
                errors.append(Invalid(N_("Enter a date."), field=field))
        base, tax = _amount(self.contribution_base.text()), _amount(self.income_tax.text())
        if base is None:
            errors.append(Invalid(N_("Enter the monthly base in yuan, above zero."), field="contribution_base"))
        if tax is None:
            errors.append(Invalid(N_("Enter the tax in yuan, zero if none was paid."), field="income_tax"))
        dependants = self.dependants.text().strip() or "0"
        if not dependants.isdigit():
            errors.append(Invalid(N_("Enter how many people move along."), field="dependants"))
        if errors or hit is None or base is None or tax is None:
            # From the last form to the first, so that the focus ends on the first error.
            for form in reversed(self.forms):
                form.show_errors(errors)
            return None
        chosen: dict[str, Any] = {
            "id_kind": self.id_kind.value(),
            "sex": self.sex.value(),
            "education": self.education.value(),
            "degree": self.degree.value(),
            "born_on": self.born_on.value(),
            "joined_on": self.joined_on.value(),
        }
        enterprise_id = hit.value
        assert isinstance(enterprise_id, int)
        return CaseDraft(
            draft_id=draft_id,
            enterprise_id=enterprise_id,
            name=self.name.text().strip(),
            id_number=self.id_number.text().strip(),
            post=self.post.text().strip(),
            contribution_base=base,
            income_tax=tax,
            reason=self.reason.toPlainText().strip(),
            contract_end=self.contract_end.value(),
            school=self.school.text().strip(),
            major=self.major.text().strip(),
            graduated_on=self.graduated_on.value(),
            title=self.title.text().strip(),
            dependants=int(dependants),
            dependants_note=self.dependants_note.text().strip(),
            papers=papers,
            **chosen,
        )

    def fill(self, file: CaseFile) -> None:
        """Take over what was filed before; the identity number stays masked and is kept unless typed anew."""
        person = file.applicant
        self.enterprise.set_hit(Hit(file.enterprise_id, file.enterprise, tail=file.uscc))
        for entry, words in (
            (self.name, person.name),
            (self.school, person.school),
            (self.major, person.major),
            (self.title, person.title),
            (self.post, person.post),
            (self.contribution_base, f"{person.contribution_base:f}".removesuffix(".00")),
            (self.income_tax, f"{person.income_tax:f}".removesuffix(".00")),
            (self.dependants, str(person.dependants)),
            (self.dependants_note, person.dependants_note),
        ):
            entry.setText(words)
        self.id_number.setPlaceholderText(_("{number} is kept").format(number=person.id_number))
        choices = (
            (self.id_kind, person.id_kind), (self.sex, person.sex),
            (self.education, person.education), (self.degree, person.degree),
        )  # fmt: skip
        for choice, value in choices:
            choice.set_value(value)
        for edit, day in (
            (self.born_on, person.born_on),
            (self.graduated_on, person.graduated_on),
            (self.joined_on, person.joined_on),
            (self.contract_end, person.contract_end),
        ):
            edit.set_value(day)
        self.reason.setPlainText(file.reason)

    def clear(self) -> None:
        """Empty every field."""
        self.enterprise.set_hit(None)
        self.enterprise.box.clear()
        for entry in self._entries():
            entry.clear()
        self.id_number.setPlaceholderText("")
        self.reason.clear()
        self.clear_errors()

    def typed(self) -> Typed:
        """All that stands in the fields now."""
        texts = tuple(entry.text() for entry in self._entries())
        choices = tuple(choice.value() for choice in self._choices())
        return Typed(self.enterprise.hit(), texts, choices, self.reason.toPlainText())

    def inputs(self) -> dict[str, QWidget]:
        """Every input by name."""
        named: dict[str, QWidget] = {f"text{place}": entry for place, entry in enumerate(self._entries())}
        named |= {f"choice{place}": choice for place, choice in enumerate(self._choices())}
        return {"enterprise": self.enterprise, **named, "reason": self.reason}

    def bring_back(self, typed: Typed) -> None:
        """Show again what stood in the fields."""
        self.enterprise.set_hit(typed.enterprise)
        for entry, text in zip(self._entries(), typed.texts, strict=True):
            entry.setText(text)
        for choice, value in zip(self._choices(), typed.choices, strict=True):
            choice.set_value(value)
        self.reason.setPlainText(typed.reason)

    def _entries(self) -> tuple[Entry, ...]:
        return (
            self.name, self.id_number, self.born_on, self.school, self.major, self.graduated_on, self.title, self.post,
            self.joined_on, self.contract_end, self.contribution_base, self.income_tax, self.dependants,
            self.dependants_note,
        )  # fmt: skip

    def _choices(self) -> tuple[Choice, ...]:
        return self.id_kind, self.sex, self.education, self.degree

    def read_number(self) -> None:
        """A citizen's number says birth and sex."""
        number = self.id_number.text().strip()
        if self.id_kind.value() is IdKind.CITIZEN and len(number) == _ID_LENGTH and number[:17].isdigit():
            try:
                born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
            except ValueError:
                return
            self.born_on.set_value(born_on)
            self.sex.set_value(Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)

    def _say_multiple(self) -> None:
        base, start = _amount(self.contribution_base.text()), self._start
        if base is None or start is None or base <= 0:
            self._multiple.setText("")
            return
        # Cut, not rounded, as the case will have it.
        times = int(base * 100 / start.average_wage) / 100
        reached = times >= start.base_line
        words = _("{n} times the average wage, below {line}")
        if reached:
            words = _("{n} times the average wage, reaches {line}")
        self._multiple.set_tone("ok" if reached else "text2")
        self._multiple.setText(words.format(n=f"{times:.2f}", line=start.base_line))


def _side_by_side(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    for widget, stretch in parts:
        line.addWidget(widget, stretch)
    return line


def _amount(typed: str) -> Decimal | None:
    """Yuan as typed, thousands separated or not."""
    plain = typed.strip().replace(",", "").replace("，", "").replace(" ", "")
    try:
        amount = Decimal(plain)
    except InvalidOperation:
        return None
    return amount if amount.is_finite() else None
