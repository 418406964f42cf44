"""The fields of an application: what they ask, and how they stand below each other."""

from typing import Any  # Any: a kept form is JSON of any shape

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.drafts import CaseDraft, PaperDraft
from officer_app.cases.filed import Refiling
from officer_app.cases.filing import FilingStart
from officer_app.cases.former import former_cases
from officer_app.cases.identity import is_whole, plain_number, read_from_number
from officer_app.cases.words import ApplicantKind, Degree, Education, IdKind, Sex
from officer_app.core.errors import AppError
from officer_app.i18n import _
from officer_app.quota.lists import pool_label
from officer_app.ui.cases.family import FamilyRows
from officer_app.ui.cases.filing_draft import draft_typed
from officer_app.ui.cases.former_note import FormerNote
from officer_app.ui.cases.month_bases import MonthBases
from officer_app.ui.form import Form
from officer_app.ui.kept_form import put_in, typed_in
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Choice, DateEdit, Entry, Hit, Picker, Prose, Rule, SectionHeader, Text
from officer_app.ui.widgets.search_box import Fetch

_LABEL = 88


class FilingFields(QWidget):
    """Three forms below each other: employer, applicant, post and pay."""

    # The conditions of the checklist may hold differently now.
    case_changed = Signal()
    rows_changed = Signal()

    def __init__(self, desk: Desk, fetch: Fetch) -> None:
        super().__init__()
        self._desk = desk
        self._but: int | None = None
        self._line = 0
        self._asked: tuple[IdKind, str] | None = None
        today = desk.today
        self.enterprise = Picker(_("Enterprise"), _("Name, pinyin, code, contact or phone"), fetch)
        self.applicant_kind = Choice(
            _("Kind of applicant"), [(one, one.label) for one in ApplicantKind], ApplicantKind.INNOVATOR
        )
        self.urgently_needed = Check(_("on the list of urgently needed talent"))
        self.pool = Choice(_("Pool of units"))
        self.introduced_on = DateEdit(_("Enterprise introduced on"), today)
        self.name = Entry(_("Full name"))
        self.id_kind = Choice(_("Kind of document"), [(kind, kind.label) for kind in IdKind])
        self.id_number = Entry(_("Identity number"))
        self.former = FormerNote()
        self.born_on = DateEdit(_("Born"), today)
        self.sex = Choice(_("Sex"), [(sex, sex.label) for sex in Sex])
        self._from_number = Text("", "caption", "text3")
        self.education = Choice(_("Education"), [(one, one.label) for one in Education], Education.MASTER)
        self.degree = Choice(_("Degree"), [(one, one.label) for one in Degree], Degree.MASTER)
        self.school, self.major = Entry(_("School"), _("school")), Entry(_("Subject"), _("subject"))
        self.graduated_on = DateEdit(_("Graduated"), today)
        self.title = Entry(_("Title"), _("professional title, if any"))
        self.post = Entry(_("Post held"), _("as in the contract"))
        self.joined_on, self.contract_end = DateEdit(_("Joined"), today), DateEdit(_("Contract end"), today)
        self.bases = MonthBases()
        self.contribution_base = self.bases.quick
        self.income = Entry(_("Yearly income"), _("yuan in a year, before taxes"))
        self.income_tax = Entry(_("Income tax"), _("yuan in the last 12 months"))
        self.family = FamilyRows(today)
        self.reason = Prose(
            _("Reason for applying"), _("why this person is needed, and outside the general standards"), lines=5
        )
        self.recommendation = Prose(_("Recommendation"), _("of whom, and in what words; if there is one"), lines=3)
        for prose, height in ((self.reason, 112), (self.recommendation, 72)):
            prose.setMinimumHeight(dp(height))
        self._listen()
        self.forms = (self._employer(), self._person(), self._post())
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(metrics.FORM), dp(20), dp(metrics.FORM), dp(20))
        column.setSpacing(dp(12))
        titles = (_("Employer"), _("Applicant"), _("Post and pay"))
        for title, form in zip(titles, self.forms, strict=True):
            if form is not self.forms[0]:
                column.addSpacing(dp(4))
                column.addWidget(Rule())
            column.addWidget(SectionHeader(title))
            column.addWidget(form)
        column.addStretch(1)
        self._say_number()

    def know(self, start: FilingStart) -> None:
        """Know the months asked for with their wages, and the pools of the year."""
        self._line = start.base_line
        # A case that is filed again keeps the months it was filed with.
        if self._but is None:
            self.bases.know(start.months, start.base_line)
        pools = [(name, pool_label(name)) for name in start.pools]
        if [self.pool.itemText(row) for row in range(self.pool.count())] != [words for _name, words in pools]:
            self.pool.set_choices(pools, self.pool.value())

    def show_error(self, error: AppError) -> bool:
        """Show an error beside its field; False if it belongs to none here."""
        if self.bases.show_error(error) or self.family.show_error(error):
            return True
        return any(form.show_error(error) for form in self.forms)

    def show_errors(self, errors: list[AppError]) -> None:
        """Show several at once; the focus goes to the first."""
        for error in errors:
            self.bases.show_error(error)
            self.family.show_error(error)
        # From the last form to the first, so that the focus ends on the first error.
        for form in reversed(self.forms):
            form.show_errors(errors)

    def clear_errors(self) -> None:
        """Forget the errors; what was typed stays."""
        self.bases.clear_error()
        self.family.clear_error()
        for form in self.forms:
            form.clear_errors()

    def draft(self, draft_id: str, papers: tuple[PaperDraft, ...], *, keeps_number: bool) -> CaseDraft | None:
        """The case as typed, or None after showing what is wrong; `keeps_number`: an empty number is the old one."""
        errors: list[AppError] = []
        draft = draft_typed(self, draft_id, papers, errors, keeps_number=keeps_number)
        if draft is None:
            self.show_errors(errors)
        return draft

    def fill(self, refiling: Refiling) -> None:
        """Take over what was filed before; the identity number stays masked and is kept unless typed anew."""
        was = refiling.draft
        self._but = refiling.case_id
        self.enterprise.set_hit(Hit(was.enterprise_id, refiling.enterprise, tail=refiling.uscc))
        income = f"{was.income:f}".removesuffix(".00") if was.income is not None else ""
        for entry, words in (
            (self.name, was.name),
            (self.school, was.school),
            (self.major, was.major),
            (self.title, was.title),
            (self.post, was.post),
            (self.income, income),
            (self.income_tax, f"{was.income_tax:f}".removesuffix(".00")),
        ):
            entry.setText(words)
        self.id_number.setPlaceholderText(_("{number} is kept").format(number=refiling.id_number))
        choices = (
            (self.applicant_kind, was.applicant_kind), (self.pool, was.pool), (self.id_kind, was.id_kind),
            (self.sex, was.sex), (self.education, was.education), (self.degree, was.degree),
        )  # fmt: skip
        for choice, value in choices:
            choice.set_value(value)
        for edit, day in (
            (self.introduced_on, was.introduced_on),
            (self.born_on, was.born_on),
            (self.graduated_on, was.graduated_on),
            (self.joined_on, was.joined_on),
            (self.contract_end, was.contract_end),
        ):
            edit.set_value(day)
        self.urgently_needed.setChecked(was.urgently_needed)
        if refiling.months:
            self.bases.know(refiling.months, self._line)
        self.bases.fill(was.contribution_base, was.bases)
        self.family.fill(was.family, was.dependants, was.dependants_note)
        self.reason.setPlainText(was.reason)
        self.recommendation.setPlainText(was.recommendation)

    def clear(self) -> None:
        """Empty every field."""
        self._but = None
        self.enterprise.set_hit(None)
        self.enterprise.box.clear()
        for widget in self.inputs().values():
            if isinstance(widget, Entry):
                widget.clear()
        self.id_number.setPlaceholderText("")
        self.urgently_needed.setChecked(False)
        self.applicant_kind.set_value(ApplicantKind.INNOVATOR)
        self.pool.setCurrentIndex(0)
        self.bases.clear_all()
        self.family.clear_all()
        self.reason.clear()
        self.recommendation.clear()
        self.former.show_cases(())
        self.clear_errors()

    def typed(self) -> dict[str, Any]:
        """What stands in the fields, as it is kept."""
        return {**typed_in(self.inputs()), "months": self.bases.typed(), "family": self.family.typed()}

    def put(self, kept: dict[str, Any]) -> None:
        """Show it again."""
        put_in(self.inputs(), kept)
        self.bases.put(kept.get("months") or {})
        if "family" in kept:
            self.family.put(kept["family"])
        self.ask_former()

    def inputs(self) -> dict[str, QWidget]:
        """Every input by name; the months and those who move along keep their own."""
        return {
            "enterprise": self.enterprise, "applicant_kind": self.applicant_kind,
            "urgently_needed": self.urgently_needed, "pool": self.pool, "introduced_on": self.introduced_on,
            "name": self.name, "id_kind": self.id_kind, "id_number": self.id_number, "born_on": self.born_on,
            "sex": self.sex, "education": self.education, "degree": self.degree, "school": self.school,
            "major": self.major, "graduated_on": self.graduated_on, "title": self.title, "post": self.post,
            "joined_on": self.joined_on, "contract_end": self.contract_end,
            "contribution_base": self.contribution_base, "income": self.income, "income_tax": self.income_tax,
            "reason": self.reason, "recommendation": self.recommendation,
        }  # fmt: skip

    def read_number(self) -> None:
        """A card's or permit's number says birth and sex."""
        kind = self.id_kind.value()
        assert isinstance(kind, IdKind)
        read = read_from_number(kind, self.id_number.text())
        if read is not None:
            self.born_on.set_value(read[0])
            self.sex.set_value(read[1])

    def ask_former(self) -> None:
        """Look for cases of the same person as soon as the number is whole."""
        kind, number = self.id_kind.value(), plain_number(self.id_number.text())
        assert isinstance(kind, IdKind)
        asked = (kind, number) if is_whole(kind, number) else None
        if asked == self._asked:
            return
        self._asked = asked
        if asked is None:
            self.former.show_cases(())
            return
        self._desk.jobs.read(
            former_cases, kind, number, but=self._but, then=self.former.show_cases, owner=self, latest="former"
        )

    def _listen(self) -> None:
        self.id_number.editingFinished.connect(self.read_number)
        self.id_number.textChanged.connect(self._number_typed)
        self.id_kind.currentIndexChanged.connect(lambda _place: self._number_typed())
        self.joined_on.changed.connect(lambda: self.bases.know_joined(self.joined_on.value()))
        self.applicant_kind.currentIndexChanged.connect(lambda _place: self.case_changed.emit())
        self.family.changed.connect(self.case_changed)
        for rows in (self.bases.changed, self.family.changed):
            rows.connect(self.rows_changed)

    def _number_typed(self, *_what: object) -> None:
        self._say_number()
        kind = self.id_kind.value()
        # A passport number may be whole before its end; it is looked for when the line is left.
        if kind is not IdKind.PASSPORT:
            self.read_number()
            self.ask_former()
        elif not self.id_number.hasFocus():
            self.ask_former()

    def _say_number(self) -> None:
        passport = self.id_kind.value() is IdKind.PASSPORT
        self._from_number.setText(_("as the passport says") if passport else _("filled in from the number"))

    def _employer(self) -> Form:
        form = Form(_LABEL)
        form.add("enterprise", _("Enterprise"), self.enterprise, needed=True)
        since = Text(_("introduced to the district on"), "body", "text2")
        form.add_row(
            _("Pool of units"),
            {"pool": self.pool, "introduced_on": self.introduced_on},
            side_by_side((self.pool, 1), (since, 0), (self.introduced_on, 0)),
        )
        return form

    def _person(self) -> Form:
        form = Form(_LABEL)
        form.add_row(
            _("Full name"),
            {"name": self.name, "applicant_kind": self.applicant_kind, "urgently_needed": self.urgently_needed},
            side_by_side((self.name, 1), (self.applicant_kind, 0), (self.urgently_needed, 0)),
            needed=True,
        )
        number = QVBoxLayout()
        number.setSpacing(dp(4))
        number.addLayout(side_by_side((self.id_kind, 2), (self.id_number, 3)))
        number.addWidget(self.former)
        form.add_row(
            _("Identity document"), {"id_kind": self.id_kind, "id_number": self.id_number}, number, needed=True
        )
        form.add_row(
            _("Born"),
            {"born_on": self.born_on, "sex": self.sex},
            side_by_side((self.born_on, 0), (self.sex, 0), (self._from_number, 1)),
            needed=True,
        )
        form.add_row(
            _("Education"),
            {"education": self.education, "degree": self.degree},
            side_by_side((self.education, 1), (self.degree, 1)),
            needed=True,
        )
        form.add_row(
            _("School"),
            {"school": self.school, "major": self.major, "graduated_on": self.graduated_on},
            side_by_side((self.school, 1), (self.major, 1), (self.graduated_on, 0)),
        )
        form.add_row(_("Who moves along"), {}, self.family)
        return form

    def _post(self) -> Form:
        form = Form(_LABEL)
        form.add_row(
            _("Post held"),
            {"post": self.post, "title": self.title},
            side_by_side((self.post, 1), (self.title, 1)),
            needed=True,
        )
        until = Text(_("contract until"), "body", "text2")
        form.add_row(
            _("Joined"),
            {"joined_on": self.joined_on, "contract_end": self.contract_end},
            side_by_side((self.joined_on, 0), (until, 0), (self.contract_end, 0), (QWidget(), 1)),
            needed=True,
        )
        form.add_row(_("Monthly base"), {"contribution_base": self.contribution_base}, self.bases, needed=True)
        form.add_row(
            _("Yearly income"),
            {"income": self.income, "income_tax": self.income_tax},
            side_by_side((self.income, 1), (Text(_("Income tax"), "body", "text2"), 0), (self.income_tax, 1)),
            needed=True,
        )
        form.add("reason", _("Reason for applying"), self.reason, needed=True)
        form.add("recommendation", _("Recommendation"), self.recommendation)
        return form


def side_by_side(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    """Widgets in a line, each with its share of what room is left."""
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    for widget, stretch in parts:
        line.addWidget(widget, stretch)
    return line
