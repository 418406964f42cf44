"""Accounts: who may sign in, as what; a new one, another role, an end, a one-time code."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _
from officer_app.people.access import Role
from officer_app.people.codes import IssuedCode
from officer_app.people.service import AccountRow, change_account, create_account, list_accounts, reset_password
from officer_app.ui.administration.code_card import CodeCard, at_left
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Choice,
    Entry,
    Link,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Steps,
    Text,
)

_DUTIES: Final = {
    Role.LIAISON: N_("Holds enterprises, visits them, files and pre-reviews special-talent cases."),
    Role.SPECIALIST: N_("Handles demands of one business, accepts cases."),
    Role.SUPERVISOR: N_("Assigns officers, reviews and decides cases, grants quota."),
    Role.STAFF: N_("Imports, exports and prints; records publicity and settlement."),
    Role.ADMINISTRATOR: N_("Keeps accounts, holidays and settings; decides nothing."),
    Role.AUDITOR: N_("Reads and verifies the audit trail; changes nothing."),
}


def _state(row: AccountRow) -> PillSpec:
    if not row.active:
        return PillSpec(_("ended"))
    if row.code_until is not None:
        return PillSpec(_("code issued"), "accent", "key-round")
    if row.held_since is not None:
        return PillSpec(_("to be confirmed"), "warn", "user-check")
    return PillSpec(_("active"), "ok")


COLUMNS: Final[tuple[Column[AccountRow], ...]] = (
    Column("name", N_("Full name"), lambda row: Cell(row.name, "text" if row.active else "text3", 500), 180),
    Column("role", N_("Role"), lambda row: Cell(row.role.label, "text2"), 140),
    Column("state", N_("State"), lambda row: Cell(pill=_state(row)), 130),
    Column("phone", N_("Office phone"), lambda row: Cell(row.phone or "–", "text2"), 150),
    Column("duty", N_("Duties"), lambda row: Cell(_(_DUTIES[row.role]), "text2"), 300, stretch=True),
)


class AccountsList(Table[AccountRow]):
    """Every account."""

    def __init__(self, desk: Desk, side: "AccountsSide") -> None:
        super().__init__(COLUMNS, _("Accounts"))
        self._desk, self._side = desk, side
        self.keep(desk.settings, "administration/accounts")
        self.current_changed.connect(side.show_account)
        self.opened.connect(lambda _row: side.begin_change())
        side.created.connect(self._show_new)
        side.left.connect(self.setFocus)
        self._wanted: int | None = None

    def reload(self) -> None:
        """Read them anew."""
        self._desk.jobs.read(list_accounts, then=self._show, owner=self, latest="accounts")

    def _show(self, rows: list[AccountRow]) -> None:
        # The same person, wherever a new role has moved them: the panel's next "Save" must not hit somebody else.
        current = self.current_row()
        kept = self._wanted if self._wanted is not None else current.id if current else None
        self.show_rows(rows)
        place = next((number for number, row in enumerate(rows) if row.id == kept), None)
        if place is not None:
            self._wanted = None
            self.set_current(place)
        self._side.know(rows)

    def _show_new(self, account_id: int) -> None:
        self._wanted = account_id
        self.reload()
        self.setFocus()


class AccountsSide(SidePanel):
    """The current account, or the form for a new one; `created(id)` when there is one more, `left()` after that."""

    created = Signal(int)
    left = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._account: AccountRow | None = None
        self.change, self.new, self.code = self._change_form(), self._new_form(), CodeCard(desk)
        self.code.done.connect(self._leave_new)
        self._stack = Steps(self.change, self.new, self.code)
        self._alone = self._first_steps()
        self.column.addWidget(self._alone)
        self.column.addWidget(self._stack)
        self.column.addStretch(1)

    def show_account(self, account: AccountRow | None) -> None:
        """The account chosen in the list; a new one being typed, and a code not handed over yet, stay until left."""
        self._account = account
        if self._stack.current() is not self.change:
            return
        self.change.setVisible(account is not None)
        if account is not None:
            self.name.setText(account.name)
            self.role.set_value(account.role)
            self.active.setChecked(account.active)
            self.phone.setText(account.phone)
            self.form.clear_errors()
            self._say_where_it_stands(account)

    def know(self, accounts: Sequence[AccountRow]) -> None:
        """In a new office, say what comes first."""
        self._alone.setVisible(len(accounts) == 1)

    def begin_change(self) -> None:
        """Go to the first field."""
        self.role.setFocus()

    def ask_new(self) -> None:
        """Ask for a new account, each time from the beginning: a role must not be left over from the last one.

        A code in view is handed over first: it is shown only once.
        """
        if self._stack.current() is self.code:
            self.code.finish.setFocus()
            return
        if self._stack.current() is not self.new:
            self.new_role.setCurrentIndex(0)
        self._stack.show_step(self.new)
        self.new_name.setFocus()

    def _first_steps(self) -> QWidget:
        steps = QWidget()
        column = QVBoxLayout(steps)
        column.setContentsMargins(0, 0, 0, dp(8))
        column.setSpacing(dp(8))
        column.addWidget(SectionHeader(_("What comes first")))
        for number, words in enumerate(
            (
                _("An account for each colleague: at least one supervisor and one liaison officer."),
                _("The supervisor or the office staff signs in and imports the directory of enterprises."),
                _("The supervisor assigns the officers; then visits can be logged."),
            ),
            1,
        ):
            column.addWidget(Text(f"{number}. {words}", "body", "text2", wrap=True))
        column.addWidget(Rule())
        steps.hide()
        return steps

    def _change_form(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        self.name = Text("", "record")
        self.role = Choice(_("Role"), [(role, role.label) for role in Role])
        self.duty = Text("", "caption", "text2", wrap=True)
        self.role.currentIndexChanged.connect(self._say_duty)
        self.active = Check(_("May sign in"))
        self.phone = Entry(_("Office phone"), _("printed on contact cards"))
        self.phone.submitted.connect(self._save)
        self.form = Form()
        self.form.add("role", _("Role"), self.role)
        self.form.add("phone", _("Office phone"), self.phone)
        save = PushButton(_("Save"), "check")
        save.clicked.connect(self._save)
        self.active.toggled.connect(self._say_end)
        self.ends = QWidget()
        ends = QVBoxLayout(self.ends)
        ends.setContentsMargins(0, 0, 0, 0)
        ends.setSpacing(dp(4))
        for words in (
            "",
            _("the key slot goes, so that no password of theirs opens the database, or a copy of the file made later;"),
            _("the database gets another key as soon as nobody else has it open, at the latest at the next sign-in;"),
            _("enterprises and demands stay with them until they are handed over (Network, Handover)."),
        ):
            ends.addWidget(Text(words, "caption", "warn", wrap=True))
        reset = PushButton(_("Issue a one-time code"), "key-round")
        reset.clicked.connect(self._reset)
        self.stands = Text("", "caption", "text2", wrap=True)
        keys = Link(_("Database keys and recovery…"))
        keys.clicked.connect(lambda: self._desk.go("keys", None))
        column.addWidget(self.name)
        column.addWidget(self.form)
        column.addWidget(self.duty)
        column.addWidget(self.active)
        column.addWidget(self.ends)
        column.addLayout(at_left(save))
        column.addWidget(Rule())
        column.addWidget(SectionHeader(_("Forgotten password")))
        words = _("A code that is good only for choosing a password; the old password ends at once.")
        column.addWidget(Text(words, "caption", "text2", wrap=True))
        column.addWidget(self.stands)
        column.addLayout(at_left(reset))
        column.addWidget(Rule())
        column.addLayout(at_left(keys))
        return body

    def _new_form(self) -> QWidget:
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        self.new_name = Entry(_("Full name"), _("as it is signed on papers"))
        self.new_role = Choice(_("Role"), [(role, role.label) for role in Role])
        self.new_duty = Text("", "caption", "text2", wrap=True)
        self.new_role.currentIndexChanged.connect(self._say_new_duty)
        self._say_new_duty()
        self.new_form = Form()
        self.new_form.add("name", _("Full name"), self.new_name, needed=True)
        self.new_form.add("role", _("Role"), self.new_role, needed=True)
        create, cancel = PushButton(_("Create the account"), "user-plus"), PushButton(_("Cancel"), kind="quiet")
        create.clicked.connect(self._create)
        self.new_name.submitted.connect(self._create)
        cancel.clicked.connect(self._leave_new)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        buttons.addWidget(create)
        buttons.addWidget(cancel)
        buttons.addStretch(1)
        column.addWidget(SectionHeader(_("New account")))
        column.addWidget(self.new_form)
        column.addWidget(self.new_duty)
        column.addLayout(buttons)
        column.addStretch(1)
        return body

    def _say_duty(self) -> None:
        role = self.role.value()
        self.duty.setText(_(_DUTIES[role]) if isinstance(role, Role) else "")

    def _say_new_duty(self) -> None:
        role = self.new_role.value()
        self.new_duty.setText(_(_DUTIES[role]) if isinstance(role, Role) else "")

    def _save(self) -> None:
        account, role = self._account, self.role.value()
        if account is not None and isinstance(role, Role):
            self._desk.jobs.perform(
                change_account,
                account.id,
                role=role,
                active=self.active.isChecked(),
                version=account.version,
                phone=self.phone.text(),
                then=self._saved,
                owner=self.form,
            )

    def _saved(self, _nothing: object) -> None:
        self._desk.notices.say(_("The account has been changed."))

    def _reset(self) -> None:
        if self._account is not None:
            self._desk.jobs.perform(reset_password, self._account.id, then=self._issued, owner=self.form)

    def _issued(self, issued: IssuedCode) -> None:
        self._stack.show_step(self.code)
        self.code.show_code(issued)

    def _say_end(self) -> None:
        """What ending an account does is said before it is saved."""
        account = self._account
        ends = account is not None and account.active and not self.active.isChecked()
        if ends and account is not None and (first := self.ends.findChild(Text)) is not None:
            first.setText(_("Saved like this, {name} cannot sign in any more:").format(name=account.name))
        self.ends.setVisible(ends)

    def _say_where_it_stands(self, account: AccountRow) -> None:
        words = []
        if account.code_until is not None:
            when = account.code_until.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
            words.append(
                _("A code is out and can be used until {when}; another one takes its place.").format(when=when)
            )
        if account.held_since is not None:
            words.append(
                _("{name} decides nothing until a supervisor or an auditor has confirmed who it is.").format(
                    name=account.name
                )
            )
        self.stands.setText(" ".join(words))
        self.stands.setVisible(bool(words))
        self._say_end()

    def _create(self) -> None:
        role = self.new_role.value()
        if isinstance(role, Role):
            self._desk.jobs.perform(create_account, self.new_name.text(), role, then=self._created, owner=self.new_form)

    def _created(self, issued: IssuedCode) -> None:
        self.new_name.clear()
        self.new_role.setCurrentIndex(0)
        self._issued(issued)
        self.created.emit(issued.account_id)
        self.code.copy.setFocus()

    def _leave_new(self) -> None:
        self.new_name.clear()
        self.new_form.clear_errors()
        self._stack.show_step(self.change)
        self.show_account(self._account)
        self.left.emit()
