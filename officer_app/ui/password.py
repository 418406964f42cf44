"""Changing one's own password."""

from typing import ClassVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.people.password_rules import password_least
from officer_app.people.service import change_password
from officer_app.ui.form import Form
from officer_app.ui.login import PasswordLine
from officer_app.ui.page import Desk, PageView
from officer_app.ui.password_rules import PasswordRules
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import PageHeading, PushButton, Rule


class PasswordPage(PageView):
    """The present password once, the new one twice."""

    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("Change the password"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        self.old, self.new = PasswordLine(_("Present password")), PasswordLine(_("New password"))
        self.again = PasswordLine(_("New password again"))
        self.form = Form(label_width=120)
        self.form.add("old", _("Present password"), self.old, needed=True)
        self.form.add("password", _("New password"), self.new, needed=True)
        self.form.add("again", _("Again"), self.again, needed=True)
        for line, follower in ((self.old, self.new), (self.new, self.again)):
            line.submitted.connect(follower.setFocus)
        self.again.submitted.connect(self._change)
        button = PushButton(_("Change the password"), kind="primary", keys="Enter")
        button.clicked.connect(self._change)
        body = QWidget()
        body.setFixedWidth(dp(520))
        column = QVBoxLayout(body)
        column.setContentsMargins(dp(metrics.FORM), dp(metrics.FORM), dp(metrics.FORM), dp(metrics.FORM))
        column.setSpacing(dp(16))
        column.addWidget(self.form)
        self.rules = PasswordRules(self.new, self.again)
        beneath = QHBoxLayout()
        beneath.addSpacing(dp(128))
        beneath.addWidget(self.rules, 1)
        column.addLayout(beneath)
        row = QHBoxLayout()
        row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        self.main.addWidget(body, 0, Qt.AlignmentFlag.AlignLeft)
        self.main.addStretch(1)
        self.on_key("Esc", desk.back)

    def opened(self, target: object = None) -> None:
        for line in (self.old, self.new, self.again):
            line.clear()
        self.form.clear_errors()
        self.old.setFocus()
        self.desk.jobs.read(password_least, then=self.rules.know, owner=self, latest="rules")

    def _change(self) -> None:
        errors = self.rules.errors()
        self.form.show_errors(errors)
        if not errors:
            self.desk.jobs.perform(
                change_password, self.old.text(), self.new.text(), then=self._changed, owner=self.form
            )

    def _changed(self, _nothing: object) -> None:
        self.opened()
        self.error_bar.say(_("The new password is in force."), kind="ok")
