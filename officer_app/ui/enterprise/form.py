"""Entering an enterprise or changing one; what somebody else saved in between is shown, never overwritten unseen."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import ClassVar, Final
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Conflict, Invalid
from officer_app.directory.capital import OFFERED
from officer_app.directory.custom_fields import fields_of, value_text
from officer_app.directory.duplicates import Described
from officer_app.directory.file import EnterpriseFile, enterprise_file
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import SubdistrictName, list_subdistricts
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.directory.suggesting import suggest_industry
from officer_app.directory.uscc import check_uscc
from officer_app.i18n import N_, _
from officer_app.ui.enterprise.own_fields import OwnFields
from officer_app.ui.form import Form, read_number
from officer_app.ui.kept_form import FormKeeping
from officer_app.ui.merging.alike import AlikeHint
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import EditEnterprise, EnterpriseWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Choice, DateEdit, Entry, Link, PageHeading, Prose, PushButton, Rule, Text

_TEN_THOUSAND: Final = 10_000
_CODE_LENGTH: Final = 18
_LABEL: Final = 112
_WIDTH: Final = 720


class EnterpriseFormPage(PageView):
    """One form for both; Ctrl+Enter saves and opens the file."""

    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._file: EnterpriseFile | None = None
        self._draft_id = str(uuid4())
        self._version: int | None = None
        self._towns: list[SubdistrictName] = []
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.save_button = PushButton(_("Save"), "check", kind="primary", keys="Ctrl Enter")
        self.save_button.clicked.connect(self._save)
        self.heading = PageHeading(_("New enterprise"), (), (self.save_button,))
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self.main.addWidget(Rule())
        self._build_fields()
        holder = QWidget()
        column = QVBoxLayout(holder)
        side = dp(metrics.FORM)
        column.setContentsMargins(side, side, side, side)
        column.setSpacing(dp(20))
        self.form.setMaximumWidth(dp(_WIDTH))
        self.own = OwnFields(self.desk.today, _LABEL)
        self.own.setMaximumWidth(dp(_WIDTH))
        column.addWidget(self.form)
        column.addWidget(self.own)
        column.addStretch(1)
        # Beside what is typed: what the program has noticed about it.
        self._hints = QVBoxLayout()
        self._hints.setContentsMargins(0, side, side, side)
        self._hints.setSpacing(dp(12))
        self._hints.addStretch(1)
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(holder, 1)
        row.addLayout(self._hints)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(both)
        self.main.addWidget(scroll, 1)
        self.alike = AlikeHint(self.desk, self._described)
        self.alike.watch(self.name, self.former, self.site, self.registered)
        self.add_hint(self.alike)
        self.on_key("Ctrl+Return", self._save)
        self.on_key("Esc", desk.back)
        self.kept = FormKeeping.of(desk, self, "enterprise", self.form.fields())

    def opened(self, target: object = None) -> None:
        self.error_bar.clear()
        self.form.clear_errors()
        self.desk.jobs.read(list_subdistricts, then=self._show_towns, owner=self, latest="towns")
        if isinstance(target, EditEnterprise):
            self.desk.jobs.read(enterprise_file, target.enterprise_id, then=self._show_file, owner=self, latest="file")
        else:
            if self._file is not None or not self._typed():
                self._show_file(None)
            self.desk.jobs.read(fields_of, then=self.own.know, owner=self, latest="fields")
        self.uscc.setFocus()

    def add_hint(self, widget: QWidget) -> None:
        """Show something beside the form that helps while typing; hide it while there is nothing to say."""
        self._hints.insertWidget(self._hints.count() - 1, widget)

    def keys(self) -> Sequence[Key]:
        return (Key("Ctrl+Return", N_("save")), Key("Esc", N_("back")))

    def _build_fields(self) -> None:
        self.uscc, self.name = Entry(_("Unified social credit code")), Entry(_("Enterprise name"))
        self.uscc.setFixedWidth(dp(220))
        self._verdict = Text("", "caption", "text2")
        self.uscc.textChanged.connect(self._check_code)
        self.town, self.industry = Choice(_("Sub-district")), Choice(_("Industry"))
        self.industry.set_choices([(None, "–"), *((industry, industry.label) for industry in Industry)])
        self._suggestion = Link("")
        self._suggestion.clicked.connect(self._take_suggestion)
        self.large = Check(_("Large client"))
        self.site, self.registered = Entry(_("Actual site")), Entry(_("Registered address"))
        self.code = Entry(_("Industry code"), _("e.g. C2710"))
        self.code.setMaximumWidth(dp(120))
        self.high_tech = self._since_until(_("High-tech enterprise"))
        self.key_body = self._since_until(_("Key body"))
        self.headcount, self.founded = Entry(_("Headcount")), DateEdit(_("Date of founding"), self.desk.today)
        self.headcount.setMaximumWidth(dp(120))
        self.capital = Entry(_("Registered capital"))
        self.capital.setMaximumWidth(dp(120))
        self.currency = Choice(_("Currency"), [(code, code) for code in OFFERED])
        self.kind, self.former = Entry(_("Type of enterprise")), Entry(_("Former names"))
        self.scope, self.note = Prose(_("Business scope"), lines=5), Prose(_("Note"), lines=3)
        self.name.textChanged.connect(self._suggest)
        self.scope.textChanged.connect(self._suggest)
        self.form = Form(label_width=_LABEL)
        self.form.add_row(_("Credit code"), {"uscc": self.uscc}, _line(self.uscc, self._verdict), needed=True)
        self.form.add("name", _("Enterprise name"), self.name, needed=True)
        self.form.add_row(_("Sub-district"), {"subdistrict_id": self.town}, _line(self.town))
        self.form.add_row(_("Industry"), {"industry": self.industry}, _line(self.industry, self._suggestion))
        self.form.add_row(_("Industry code"), {"gbt4754": self.code}, _line(self.code))
        for name, label, (since, until) in (
            ("high_tech", _("High-tech enterprise"), self.high_tech),
            ("key_body", _("Key body"), self.key_body),
        ):
            fields = {f"{name}_since": since, f"{name}_until": until}
            self.form.add_row(label, fields, _line(since, Text("–", "body", "text2"), until))
        self.form.add("actual_site", _("Actual site"), self.site)
        self.form.add("registered_address", _("Registered address"), self.registered)
        self.form.add_row(_("Headcount"), {"headcount": self.headcount}, _line(self.headcount, self.large))
        self.form.add_row(_("Founded"), {"founded_on": self.founded}, _line(self.founded))
        capital = _line(self.capital, Text(_("× 10,000"), "body", "text2"), self.currency)
        self.form.add_row(
            _("Registered capital"), {"capital_amount": self.capital, "capital_currency": self.currency}, capital
        )
        self.form.add("enterprise_type", _("Type"), self.kind)
        self.form.add("former_names", _("Former names"), self.former)
        self.form.add("business_scope", _("Business scope"), self.scope)
        self.form.add("note", _("Note"), self.note)

    def _described(self) -> tuple[Described, int | None]:
        """What is typed so far, and the id of an enterprise that is stored."""
        typed = Described(self.name.text(), self.former.text(), self.registered.text(), self.site.text())
        return typed, self._file.id if self._file else None

    def _since_until(self, name: str) -> tuple[DateEdit, DateEdit]:
        return (
            DateEdit(_("{name}: since").format(name=name), self.desk.today),
            DateEdit(_("{name}: until").format(name=name), self.desk.today),
        )

    def _show_towns(self, towns: list[SubdistrictName]) -> None:
        chosen = self.town.value()
        if self._file is not None and chosen is None:
            chosen = self._file.subdistrict_id
        self._towns = towns
        self.town.set_choices([(None, "–"), *((town.id, town.name) for town in towns)], chosen)

    def _show_file(self, file: EnterpriseFile | None) -> None:
        self.kept.leave()
        self._file, self._draft_id = file, str(uuid4())
        self._version = file.version if file is not None else None
        self.heading.title.setText(_("Change {name}").format(name=file.name) if file else _("New enterprise"))
        self.uscc.setText(file.uscc if file else "")
        self.name.setText(file.name if file else "")
        self._choose(self.town, file.subdistrict_id if file else None)
        self._choose(self.industry, file.industry if file else None)
        self.code.setText(file.gbt4754 if file else "")
        for given, (since, until) in (
            (file.high_tech if file else None, self.high_tech),
            (file.key_body if file else None, self.key_body),
        ):
            since.set_value(given.since if given else None)
            until.set_value(given.until if given else None)
        self.large.setChecked(file is not None and file.large_client)
        self.site.setText(file.actual_site if file else "")
        self.registered.setText(file.registered_address if file else "")
        self.headcount.setText(str(file.headcount) if file and file.headcount is not None else "")
        self.founded.set_value(file.founded_on if file else None)
        amount = file.capital_amount if file else None
        self.capital.setText(f"{(amount / _TEN_THOUSAND).normalize():f}" if amount is not None else "")
        currency = file.capital_currency if file else ""
        known = [*OFFERED] if not currency or currency in OFFERED else [*OFFERED, currency]
        self.currency.set_choices([(code, _(code)) for code in known], currency or "CNY")
        self.kind.setText(file.enterprise_type if file else "")
        self.former.setText(file.former_names if file else "")
        self.scope.setPlainText(file.business_scope if file else "")
        self.note.setPlainText(file.note if file else "")
        if file is not None:
            self.own.show_fields(file.own)
        else:
            self.own.clear()
        self._clear_errors()
        self.kept.about(str(file.id) if file is not None else "")

    def _clear_errors(self) -> None:
        self.form.clear_errors()
        self.own.form.clear_errors()

    def _typed(self) -> bool:
        """Whether a new enterprise has been begun; it stays until it is saved."""
        return bool(self.uscc.text().strip() or self.name.text().strip())

    def _check_code(self, typed: str) -> None:
        verdict = check_uscc(typed)
        if len(typed.strip()) < _CODE_LENGTH:
            self._verdict.set_tone("text2")
            self._verdict.setText(_("{n} of 18 characters").format(n=len(typed.strip())) if typed.strip() else "")
        elif verdict.refusal is None:
            self._verdict.set_tone("ok")
            self._verdict.setText(_("✓ The check digit fits"))
        else:
            self._verdict.set_tone("danger")
            self._verdict.setText(_(verdict.refusal.msgid).format(length=len(typed.strip())))

    def _suggest(self) -> None:
        suggested = suggest_industry(self.name.text(), self.scope.toPlainText())
        shown = suggested is not None and suggested != self.industry.value()
        self._suggestion.setVisible(shown)
        if suggested is not None:
            self._suggestion.setProperty("industry", suggested.value)
            self._suggestion.setText(_("Suggested: {industry}").format(industry=suggested.label))

    def _take_suggestion(self) -> None:
        self.industry.set_value(Industry(self._suggestion.property("industry")))
        self._suggestion.hide()

    def _save(self) -> None:
        self._clear_errors()
        self.error_bar.clear()
        try:
            draft = self._draft()
        except AppError as error:
            if not self.form.show_error(error):
                self.own.show_error(error)
            return
        self.desk.jobs.perform(save_enterprise, draft, then=self._saved, failed=self._refused, owner=self)

    def _draft(self) -> EnterpriseDraft:
        industry, town = self.industry.value(), self.town.value()
        dates = {
            "founded_on": self.founded,
            "high_tech_since": self.high_tech[0],
            "high_tech_until": self.high_tech[1],
            "key_body_since": self.key_body[0],
            "key_body_until": self.key_body[1],
        }
        for field, line in dates.items():
            if line.wrong():
                raise Invalid(N_("This is no date."), field=field)
        amount = read_number(self.capital.text(), "capital_amount")
        headcount = read_number(self.headcount.text(), "headcount", whole=True)
        return EnterpriseDraft(
            draft_id=self._draft_id,
            name=self.name.text(),
            uscc=self.uscc.text(),
            former_names=self.former.text(),
            enterprise_type=self.kind.text(),
            **{field: line.value() for field, line in dates.items()},
            capital_amount=amount * _TEN_THOUSAND if amount is not None else None,
            capital_currency=str(self.currency.value()) if amount is not None else "",
            business_scope=self.scope.toPlainText(),
            registered_address=self.registered.text(),
            actual_site=self.site.text(),
            subdistrict_id=town if isinstance(town, int) else None,
            industry=industry if isinstance(industry, Industry) else None,
            gbt4754=self.code.text(),
            headcount=int(headcount) if headcount is not None else None,
            large_client=self.large.isChecked(),
            note=self.note.toPlainText(),
            custom=self.own.values(),
            id=self._file.id if self._file else None,
            version=self._version,
        )

    def _saved(self, enterprise_id: int) -> None:
        self.kept.sent()
        self._show_file(None)
        self.desk.back()
        self.desk.go("enterprise", EnterpriseWanted(enterprise_id))

    def _refused(self, error: AppError) -> None:
        if isinstance(error, Conflict) and self._file is not None:
            ways = [
                (_("Show both"), lambda: self._show_both(error)),
                (_("Load the new values"), self._load_theirs),
            ]
            self.error_bar.say(_("Not saved: {cause}").format(cause=error.cause), _("What you typed is kept."), ways)
        elif not self.own.show_error(error):
            self.desk.notices.show_error(error, self.form)

    def _show_both(self, error: Conflict) -> None:
        """Say beside each field what stands there now; saving again then means to replace it."""
        differing: list[AppError] = [
            Invalid(N_("Stored now: {value}"), field=name, value=self._words(name, theirs))
            for name, theirs in error.theirs.items()
            if error.mine.get(name) != theirs
        ]
        self.own.form.show_errors(self.form.show_errors(differing))
        self.error_bar.say(
            _("The differences stand beside the fields."),
            _("Correct them; saving again keeps what you typed."),
            kind="warn",
        )
        if self._file is not None:
            self.desk.jobs.read(enterprise_file, self._file.id, then=self._take_version, owner=self)

    def _take_version(self, file: EnterpriseFile) -> None:
        self._version = file.version

    def _load_theirs(self) -> None:
        if self._file is not None:
            self.error_bar.clear()
            self.desk.jobs.read(enterprise_file, self._file.id, then=self._show_file, owner=self, latest="file")

    def _words(self, name: str, value: object) -> str:
        if value in (None, ""):
            return "–"
        if name == "subdistrict_id":
            return next((town.name for town in self._towns if town.id == value), str(value))
        if isinstance(value, Industry):
            return value.label
        if isinstance(value, Decimal):
            own = name.startswith("custom.")
            return value_text(value) if own else f"{(value / _TEN_THOUSAND).normalize():f}"
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        return value.isoformat() if isinstance(value, date) else str(value)

    @staticmethod
    def _choose(choice: Choice, value: object) -> None:
        choice.setCurrentIndex(0)
        if value is not None:
            choice.set_value(value)


def _line(*widgets: QWidget) -> QHBoxLayout:
    """Fields side by side, at the left."""
    row = QHBoxLayout()
    row.setSpacing(dp(8))
    for widget in widgets:
        row.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
    row.addStretch(1)
    return row
