"""The form that files a case for an employer: who, what the employer says, and the papers by checklist."""

from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial
from typing import Any, Final  # Any: keyword arguments of a draft
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.cases.filing import CaseDraft, FilingStart, PaperDraft, file_case, filing_start, refile_case
from officer_app.cases.words import Degree, Education, IdKind, PaperKind, Sex
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.ui.enterprise_search import enterprise_fetch, enterprise_hit
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import CaseWanted, FileCase
from officer_app.ui.theme import metrics, tokens
from officer_app.ui.theme.icons import colour
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Choice,
    DateEdit,
    Entry,
    Hit,
    PageHeading,
    Picker,
    Prose,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)
from officer_app.visits.brief import Brief, enterprise_brief

_ID_LENGTH: Final = 18


class _Foot(QFrame):
    """The bar with the ways to finish."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(dp(56))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter, t = QPainter(self), tokens()
        painter.fillRect(self.rect(), colour(t.sub))
        painter.fillRect(0, 0, self.width(), 1, colour(t.line))


class FilingView(PageView):
    """The page "file-case". Target: FileCase; None goes on with what was being typed."""

    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._draft_id = str(uuid4())
        self._refile: CaseFile | None = None
        self._start: FilingStart | None = None
        self._saving = False
        self._papers: dict[PaperKind, tuple[Check, Entry]] = {}
        self._make_fields()
        self.put_heading(self._heading())
        self.main.addWidget(self._scrolled(), 1)
        self.main.addWidget(self._foot())
        self.side = SidePanel(344)
        self.side.column.addWidget(SectionHeader(_("Papers by checklist")))
        self._paper_note = Text("", "caption", "text2", wrap=True)
        self.side.column.addWidget(self._paper_note)
        self._paper_list = QWidget()
        self._paper_grid = QGridLayout(self._paper_list)
        self._paper_grid.setContentsMargins(0, 0, 0, 0)
        self._paper_grid.setHorizontalSpacing(dp(8))
        self._paper_grid.setVerticalSpacing(dp(4))
        self._paper_grid.setColumnStretch(0, 1)
        self.side.column.addWidget(self._paper_list)
        self.side.column.addStretch(1)
        self.put_side(self.side)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self.on_key(keys, self.save)
        self.on_key("Escape", desk.back)

    def keys(self) -> tuple[Key, ...]:
        return (
            Key("Tab", N_("next field")),
            Key("Ctrl+Return", N_("file")),
            Key("Escape", N_("back, what was typed stays")),
        )

    def opened(self, target: object = None) -> None:
        self.desk.jobs.read(filing_start, then=self._started, owner=self, latest="start")
        if isinstance(target, FileCase) and target.refile is not None:
            if self._refile is None or self._refile.id != target.refile:
                self.desk.jobs.read(case_file, target.refile, then=self._fill, owner=self, latest="case")
        elif self._refile is not None:
            self._begin()
        if isinstance(target, FileCase) and target.enterprise_id is not None:
            self.desk.jobs.read(enterprise_brief, target.enterprise_id, then=self._know, owner=self, latest="brief")
        first = self.name if self.enterprise.hit() is not None else self.enterprise.box
        first.setFocus()

    def save(self) -> None:
        """File the case, unless something typed cannot be right."""
        if self._saving:
            return
        self.error_bar.clear()
        for form in self._forms:
            form.clear_errors()
        draft = self._draft()
        if draft is None:
            return
        self._saving = True
        if self._refile is not None:
            case_id, version = self._refile.id, self._refile.version
            done = partial(self._filed, case_id)
            self.desk.jobs.perform(
                refile_case, case_id, draft, version=version, then=done, failed=self._refused, owner=self
            )
        else:
            self.desk.jobs.perform(file_case, draft, then=self._filed, failed=self._refused, owner=self)

    def show_error(self, error: AppError) -> bool:
        """Show an error beside its field; False if it belongs to none here."""
        return any(form.show_error(error) for form in self._forms)

    def _make_fields(self) -> None:
        today = self.desk.today
        self.enterprise = Picker(
            _("Enterprise"), _("Name, pinyin initials or part of the code"), enterprise_fetch(self.desk, self)
        )
        self.name = Entry(_("Name"))
        self.id_kind = Choice(_("Kind of document"), [(kind, kind.label) for kind in IdKind])
        self.id_number = Entry(_("Identity number"))
        self.id_number.editingFinished.connect(self._read_number)
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

    def _heading(self) -> QWidget:
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back, what was typed stays"), keys="Esc")
        back.clicked.connect(self.desk.back)
        self._note = Text(_("The employer files; a person never files alone"), "body", "text2")
        heading = PageHeading(_("File a case"), (self._note,))
        heading.row.insertWidget(0, back)
        self._title = heading.title
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(heading)
        column.addWidget(Rule())
        return holder

    def _scrolled(self) -> QScrollArea:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(dp(metrics.FORM), dp(20), dp(metrics.FORM), dp(20))
        column.setSpacing(dp(12))
        employer, person, post = Form(88), Form(88), Form(88)
        self._forms = (employer, person, post)
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
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        return scroll

    def _foot(self) -> QWidget:
        foot = _Foot()
        row = QHBoxLayout(foot)
        row.setContentsMargins(dp(metrics.FORM - 10), 0, dp(metrics.FORM), 0)
        row.setSpacing(dp(8))
        discard = PushButton(_("Discard"), kind="quiet")
        discard.clicked.connect(self._discard)
        self.save_button = PushButton(_("File the case"), kind="primary", keys="Ctrl Enter")
        self.save_button.clicked.connect(self.save)
        row.addWidget(discard)
        row.addStretch(1)
        row.addWidget(self.save_button)
        return foot

    def _started(self, start: FilingStart) -> None:
        known = self._start
        self._start = start
        if known is None or known.checklist != start.checklist:
            self._lay_out_papers(start.checklist)
        self._say_multiple()

    def _lay_out_papers(self, checklist: tuple[PaperKind, ...]) -> None:
        clear(self._paper_grid)
        self._papers = {}
        kinds = (*checklist, *(kind for kind in PaperKind if kind not in checklist))
        for place, kind in enumerate(kinds):
            here = Check(kind.label)
            pages = Entry(_("{paper}: pages").format(paper=kind.label), _("pages"))
            pages.setFixedWidth(dp(64))
            pages.setAlignment(Qt.AlignmentFlag.AlignRight)
            pages.setMaxLength(4)
            pages.setEnabled(False)
            here.toggled.connect(partial(self._ticked, pages))
            pages.textEdited.connect(lambda _text: self._say_papers())
            self._paper_grid.addWidget(here, place, 0)
            self._paper_grid.addWidget(pages, place, 1)
            self._papers[kind] = (here, pages)
        self._say_papers()

    def _ticked(self, pages: Entry, on: bool) -> None:
        pages.setEnabled(on)
        if on:
            pages.setFocus()
        else:
            pages.clear()
        self._say_papers()

    def _say_papers(self) -> None:
        checklist = self._start.checklist if self._start is not None else ()
        here = sum(self._papers[kind][0].isChecked() for kind in checklist)
        words = _("{here} of {all} papers are here. A case can be filed without some; pre-review asks for them once.")
        self._paper_note.setText(words.format(here=here, all=len(checklist)))

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

    def _read_number(self) -> None:
        """A citizen's number says birth and sex."""
        number = self.id_number.text().strip()
        if self.id_kind.value() is IdKind.CITIZEN and len(number) == _ID_LENGTH and number[:17].isdigit():
            try:
                born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
            except ValueError:
                return
            self.born_on.set_value(born_on)
            self.sex.set_value(Sex.MALE if int(number[16]) % 2 else Sex.FEMALE)

    def _draft(self) -> CaseDraft | None:
        hit = self.enterprise.hit()
        errors: list[AppError] = []
        needed: list[tuple[str, object]] = [
            ("enterprise", hit),
            ("name", self.name.text().strip()),
            ("id_number", self.id_number.text().strip() or self._refile),
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
        papers = self._paper_drafts()
        if errors or hit is None or base is None or tax is None or papers is None:
            # From the last form to the first, so that the focus ends on the first error.
            for form in reversed(self._forms):
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
            draft_id=self._draft_id,
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

    def _paper_drafts(self) -> tuple[PaperDraft, ...] | None:
        drafts: list[PaperDraft] = []
        for kind, (here, pages) in self._papers.items():
            if not here.isChecked():
                continue
            typed = pages.text().strip()
            if not typed.isdigit() or int(typed) < 1:
                self.error_bar.say(_("{paper}: enter the number of pages.").format(paper=kind.label))
                pages.setFocus()
                return None
            drafts.append(PaperDraft(kind, int(typed)))
        return tuple(drafts)

    def _know(self, brief: Brief) -> None:
        self.enterprise.set_hit(enterprise_hit(brief.candidate))
        self.name.setFocus()

    def _fill(self, file: CaseFile) -> None:
        """Take over what was filed before; the identity number stays masked and is kept unless typed anew."""
        self._begin()
        self._refile = file
        self._title.setText(_("File {number} again").format(number=file.number))
        self._note.setText(_("The employer has mended it; it is pre-reviewed anew"))
        self.save_button.setText(_("File again"))
        self.save_button.setAccessibleName(self.save_button.text())
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
        self.name.setFocus()

    def _begin(self) -> None:
        """An empty form with a draft id of its own."""
        self._draft_id = str(uuid4())
        self._refile = None
        self.error_bar.clear()
        self._title.setText(_("File a case"))
        self._note.setText(_("The employer files; a person never files alone"))
        self.save_button.setText(_("File the case"))
        self.save_button.setAccessibleName(self.save_button.text())
        self.enterprise.set_hit(None)
        self.enterprise.box.clear()
        for entry in (
            self.name, self.id_number, self.born_on, self.school, self.major, self.graduated_on, self.title, self.post,
            self.joined_on, self.contract_end, self.contribution_base, self.income_tax, self.dependants,
            self.dependants_note,
        ):  # fmt: skip
            entry.clear()
        self.id_number.setPlaceholderText("")
        self.reason.clear()
        for here, _pages in self._papers.values():
            here.setChecked(False)
        for form in self._forms:
            form.clear_errors()

    def _discard(self) -> None:
        self._begin()
        self.desk.back()

    def _refused(self, error: AppError) -> None:
        self._saving = False
        if not self.show_error(error):
            self.desk.notices.show_error(error, self)

    def _filed(self, case_id: int, _nothing: object = None) -> None:
        self._saving = False
        self._begin()
        self.desk.go("case", CaseWanted(case_id))


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
