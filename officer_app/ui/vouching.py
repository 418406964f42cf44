"""核验账号, vouching: saying on record that a held account is in the hands of its person, so that it decides again."""

from collections.abc import Sequence
from typing import ClassVar, Final

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _
from officer_app.people.holding import HeldRow, list_held, vouch
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.widgets import (
    EmptyState,
    PageHeading,
    PillSpec,
    Prose,
    PushButton,
    Rule,
    SidePanel,
    Text,
)

_OPENED: Final = {
    "create_account": N_("new account"),
    "change_account": N_("another role, or opened again"),
    "reset_password": N_("one-time code for a forgotten password"),
}


def _since(row: HeldRow) -> str:
    return row.held_since.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def _opened(row: HeldRow) -> str:
    return "·".join(part for part in (row.opened_by, _(_OPENED.get(row.opened_with, N_("by command")))) if part)


def _state(row: HeldRow) -> PillSpec:
    if row.is_own:
        return PillSpec(_("your own"), "neutral", "user")
    return PillSpec(_("can be confirmed"), "accent") if row.has_password else PillSpec(_("code not used yet"), "warn")


COLUMNS: Final[tuple[Column[HeldRow], ...]] = (
    Column("name", N_("Name"), lambda row: Cell(row.name, weight=500), 140),
    Column("role", N_("Role"), lambda row: Cell(row.role.label, "text2"), 110),
    Column("since", N_("Held since"), lambda row: Cell(_since(row), "text2"), 150),
    Column("opened", N_("Opened by"), lambda row: Cell(_opened(row), "text2"), 240, stretch=True),
    Column("state", N_("State"), lambda row: Cell(pill=_state(row)), 150),
)


class VouchingPage(PageView):
    """The held accounts; beside them how one knows that it is them, and the button that says so."""

    has_primary: ClassVar[bool] = True
    hides_visit_button: ClassVar[bool] = True
    reload_on: ClassVar[frozenset[str]] = frozenset({"account", "vouching"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("Confirm accounts"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        self.table: Table[HeldRow] = Table(COLUMNS, _("Accounts to be confirmed"))
        self.table.give_way("since", "role")
        self.table.current_changed.connect(self._show)
        self.nothing = EmptyState(
            "user-check",
            _("Nobody has to be confirmed"),
            _("An account that decides is held when an administrator opens it, until a colleague confirms its person."),
        )
        self.main.addWidget(self.table, 1)
        self.main.addWidget(self.nothing, 1)
        self.side = SidePanel(320)
        self.who = Text("", "record", wrap=True)
        self.why = Text("", "body", "text2", wrap=True)
        self.note = Prose(_("How you know"), _("Seen in the office; called back on the known number"), lines=3)
        self.form = Form(labels_above=True)
        self.form.add("note", _("How you know"), self.note, needed=True)
        self.button = PushButton(
            _("This is them"), "user-check", kind="primary", height=metrics.DECISION, deliberate=True, wide=True
        )
        self.button.clicked.connect(self._vouch)
        words = _("Your word is on record with your name. The administrator who issued the code cannot give it.")
        for part in (self.who, self.why, self.form, self.button, Text(words, "caption", "text2", wrap=True)):
            self.side.column.addWidget(part)
        self.side.column.addStretch(1)
        self.put_side(self.side)
        self.table.opened.connect(lambda _row: self.note.setFocus())
        self.on_key("Esc", desk.back)
        self._show_rows([])

    def opened(self, target: object = None) -> None:
        self.table.setFocus()

    def keys(self) -> Sequence[Key]:
        return (Key("Up Down", N_("choose")), Key("Enter", N_("how you know")), Key("Escape", N_("back")))

    def reload(self) -> None:
        self.desk.jobs.read(list_held, then=self._show_rows, owner=self, latest="held")

    def _show_rows(self, rows: list[HeldRow]) -> None:
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.side.setVisible(bool(rows))
        self.table.show_rows(rows)

    def _show(self, row: HeldRow | None) -> None:
        if row is None:
            return
        self.who.setText(f"{row.name}·{row.role.label}")
        self.why.setText(
            _("Opened {when}: {how}. Nothing can be decided with it until somebody confirms who uses it.").format(
                when=_since(row), how=_opened(row)
            )
        )
        reason = ""
        if row.is_own:
            reason = _("Nobody confirms their own account.")
        elif not row.has_password:
            reason = _("The one-time code has not been used yet.")
        self.button.set_reason(reason)
        self.form.clear_errors()

    def _vouch(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.desk.jobs.perform(
                vouch,
                row.id,
                self.note.toPlainText(),
                version=row.version,
                then=lambda _nothing: self._vouched(row.name),
                owner=self.form,
            )

    def _vouched(self, name: str) -> None:
        self.note.setPlainText("")
        self.desk.notices.say(_("{name} is confirmed and decides again.").format(name=name))
