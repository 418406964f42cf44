"""The first start: create the office, or look round with sample data."""

from dataclasses import dataclass, field

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.ui.form import Form
from officer_app.ui.login import PasswordLine
from officer_app.ui.outside import Outside
from officer_app.ui.password_rules import PasswordRules
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, ErrorBar, Icon, PushButton, Rule, Steps, Text


@dataclass(frozen=True, slots=True)
class NewOffice:
    """What the wizard asks for; fields of errors are `office`, `administrator`, `password`."""

    office: str
    administrator: str
    password: str = field(repr=False)


class WelcomeView(Outside):
    """Emits `office_wanted(NewOffice)` or `sample_wanted()`; `failed` shows what went wrong and keeps the typing."""

    office_wanted = Signal(object)
    sample_wanted = Signal()

    def __init__(self, place: str) -> None:
        super().__init__(place, "", width=520)
        self.setAccessibleName(_("First start"))
        self.error_bar = ErrorBar()
        self._parts = (self._ways(), self._office_form())
        self._steps = Steps(*self._parts)
        self.put_bar(self.error_bar)
        self.card.addWidget(self._steps)
        self.below.setText(_("Everything stays on this machine unless you choose a server later."))
        self.setFocusProxy(self._create)

    def failed(self, error: AppError) -> None:
        """Show an error beside its field, or in the bar."""
        self.set_busy(False)
        if not self.form.show_error(error):
            self.error_bar.say(error.cause, error.next_step)

    def set_busy(self, busy: bool) -> None:
        """While the office is being created or the sample prepared."""
        reason = _("One moment…") if busy else ""
        for button in (self._create, self._sample, self._finish):
            button.set_reason(reason)

    def _ways(self) -> QWidget:
        ways = QWidget()
        column = QVBoxLayout(ways)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(Text(_("How do you want to begin?"), "record"))
        self._create = PushButton(_("Create…"), kind="primary")
        self._create.clicked.connect(self._show_form)
        self._sample = PushButton(_("Look round"))
        self._sample.clicked.connect(self._want_sample)
        for icon, title, caption, button in (
            ("landmark", _("Create your office"), _("Name it and set up its administrator: one minute."), self._create),
            (
                "flask-conical",
                _("Look round with sample data"),
                _("Invented enterprises and officers in a place of their own; removable in one step."),
                self._sample,
            ),
        ):
            column.addWidget(Rule())
            row = QHBoxLayout()
            row.setSpacing(dp(12))
            row.addWidget(Icon(icon, "text2", 18))
            words = QVBoxLayout()
            words.setSpacing(dp(2))
            words.addWidget(Text(title, weight=500))
            words.addWidget(Text(caption, "caption", "text2", wrap=True))
            row.addLayout(words, 1)
            row.addWidget(button)
            button.setAccessibleName(title)
            column.addLayout(row)
        return ways

    def _office_form(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(16))
        column.addWidget(Text(_("Create your office"), "record"))
        self._office = Entry(_("Name of the office"), _("as it stands on papers"))
        self._administrator = Entry(_("Administrator's name"))
        self._password = PasswordLine(_("Password"))
        self._again = PasswordLine(_("Password again"))
        self.form = Form(label_width=96)
        self.form.add("office", _("Name of the office"), self._office, needed=True)
        self.form.add("administrator", _("Administrator"), self._administrator, needed=True)
        self.form.add("password", _("Password"), self._password, needed=True)
        self.form.add("again", _("Again"), self._again, needed=True)
        column.addWidget(self.form)
        self.rules = PasswordRules(self._password, self._again)
        beneath = QHBoxLayout()
        beneath.addSpacing(dp(104))
        beneath.addWidget(self.rules, 1)
        column.addLayout(beneath)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        back = PushButton(_("Back"), "arrow-left")
        back.clicked.connect(self._show_ways)
        self._finish = PushButton(_("Create the office"), kind="primary", keys="Enter")
        self._finish.clicked.connect(self._want_office)
        for line, follower in (
            (self._office, self._administrator),
            (self._administrator, self._password),
            (self._password, self._again),
        ):
            line.submitted.connect(follower.setFocus)
        self._again.submitted.connect(self._want_office)
        buttons.addWidget(back)
        buttons.addStretch(1)
        buttons.addWidget(self._finish)
        column.addLayout(buttons)
        return page

    def _show_form(self) -> None:
        self._steps.show_step(self._parts[1])
        self._office.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_ways(self) -> None:
        self.error_bar.clear()
        self._steps.show_step(self._parts[0])

    def _want_sample(self) -> None:
        self.error_bar.clear()
        self.set_busy(True)
        self.sample_wanted.emit()

    def _want_office(self) -> None:
        self.error_bar.clear()
        wanted = NewOffice(self._office.text().strip(), self._administrator.text().strip(), self._password.text())
        errors: list[AppError] = []
        for name, value in (
            ("office", wanted.office),
            ("administrator", wanted.administrator),
            ("password", wanted.password),
        ):
            if not value:
                errors.append(Invalid(N_("This is needed."), field=name))
        if wanted.password and wanted.password != self._again.text():
            errors.append(Invalid(N_("The two passwords differ."), field="again"))
        self.form.show_errors(errors)
        if not errors:
            self.set_busy(True)
            self.office_wanted.emit(wanted)
