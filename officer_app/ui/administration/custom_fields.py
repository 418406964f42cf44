"""The office's own fields: the administrator adds, renames, orders and retires them."""

from functools import partial
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError
from officer_app.directory.custom_fields import FieldDef, FieldKind, all_fields
from officer_app.directory.defining_fields import (
    FieldDraft,
    bring_field_back,
    change_field,
    define_field,
    order_fields,
    rename_choice,
    retire_field,
)
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Choice,
    Entry,
    PillSpec,
    Prose,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
)


def _state(field: FieldDef) -> Cell:
    return Cell(pill=PillSpec(_("in use"), "ok") if field.active else PillSpec(_("retired")))


COLUMNS: Final[tuple[Column[FieldDef], ...]] = (
    Column("name", N_("Field"), lambda field: Cell(field.name, weight=500), 200),
    Column("kind", N_("Kind"), lambda field: field.kind.label, 90),
    Column("used", N_("Filled in"), lambda field: Cell(f"{field.used:,}"), 90, "right"),
    Column("state", N_("State"), _state, 90),
    Column(
        "choices", N_("Choices"), lambda field: Cell("、".join(field.choices), "text2", prose=True), 240, stretch=True
    ),
)


class FieldsList(Table[FieldDef]):
    """Every field, those in use first and in their order. Ctrl+↑ and Ctrl+↓ move the current one."""

    def __init__(self, desk: Desk, side: "FieldsSide") -> None:
        super().__init__(COLUMNS, _("The office's own fields"))
        self._desk, self._side = desk, side
        self._fields: list[FieldDef] = []
        self.give_way("choices", "used")
        self.keep(desk.settings, "administration/fields")
        self.current_changed.connect(side.show_field)
        self.opened.connect(lambda _row: side.begin_change())
        self.on_key("Ctrl+Up", lambda: self.move_current(-1))
        self.on_key("Ctrl+Down", lambda: self.move_current(1))
        side.table = self

    def reload(self) -> None:
        """Read them anew."""
        self._desk.jobs.read(all_fields, then=self._show, owner=self, latest="fields")

    def move_current(self, by: int) -> None:
        """Move the current field up or down among those in use."""
        field = self.current_row()
        order = [known.id for known in self._fields if known.active]
        if field is None or field.id not in order:
            return
        place = order.index(field.id) + by
        if 0 <= place < len(order):
            order.remove(field.id)
            order.insert(place, field.id)
            self._desk.jobs.perform(order_fields, order, then=lambda _nothing: self.set_current(place), owner=self)

    def _show(self, fields: list[FieldDef]) -> None:
        self._fields = fields
        self.show_rows(fields)
        self._side.know(bool(fields))


class FieldsSide(SidePanel):
    """The current field, or the form for another one."""

    table: FieldsList

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._field: FieldDef | None = None
        self._adding = False
        self.title = Text(_("New field"), "record", wrap=True)
        self._note = Text("", "caption", "text2", wrap=True)
        self.name = Entry(_("Field"))
        self.kind = Choice(_("Kind"), [(kind, kind.label) for kind in FieldKind])
        self.choices = Prose(_("Choices"), _("one a line"), lines=6)
        self.form = Form(label_width=48)
        self.form.add("name", _("Field"), self.name, needed=True)
        self.form.add("kind", _("Kind"), self.kind, needed=True)
        self.choice_form = Form(label_width=48)
        self.choice_form.add("choices", _("Choices"), self.choices, needed=True)
        self.kind.currentIndexChanged.connect(self._fit)
        self.save = PushButton(_("Save"), "check")
        self.cancel = PushButton(_("Cancel"), kind="quiet")
        self.retire = PushButton(_("Retire"), kind="danger")
        self.back = PushButton(_("Bring back"), "rotate-ccw")
        self.up = PushButton(icon="arrow-up", kind="quiet", height=28, name=_("Move up"), keys="Ctrl ↑")
        self.down = PushButton(icon="arrow-down", kind="quiet", height=28, name=_("Move down"), keys="Ctrl ↓")
        for button, act in (
            (self.save, self._save),
            (self.cancel, self._leave),
            (self.retire, self._retire),
            (self.back, self._bring_back),
            (self.up, lambda: self.table.move_current(-1)),
            (self.down, lambda: self.table.move_current(1)),
        ):
            button.clicked.connect(act)
        self.name.submitted.connect(self._save)
        self._build_renaming()
        self._arrange()
        self.show_field(None)

    def know(self, any_there: bool) -> None:
        """Whether there is a field at all; without one the form for the first is open."""
        if not any_there:
            # Read anew behind another part, it takes nobody's focus.
            self._begin_new()

    def show_field(self, field: FieldDef | None) -> None:
        """The current field; what was typed for another is gone."""
        if self._adding and field is not None and field == self._field:
            return
        self._adding = False
        self._fill(field)

    def ask_new(self) -> None:
        """Ask for another field."""
        self._begin_new()
        self.name.setFocus()

    def _begin_new(self) -> None:
        self._adding = True
        current = self._field
        self._fill(None)
        self._field, self._adding = current, True
        self.cancel.setVisible(current is not None)

    def begin_change(self) -> None:
        """Go to the first input."""
        self.name.setFocus()

    def _fill(self, field: FieldDef | None) -> None:
        self._field = field
        for form in (self.form, self.choice_form, self.rename_form):
            form.clear_errors()
        self.title.setText(field.name if field else _("New field"))
        used = field.used if field else 0
        filled = ngettext("Filled in for {n} enterprise", "Filled in for {n} enterprises", used).format(n=f"{used:,}")
        kind = _("its kind stays as it is")
        self._note.setText(f"{filled}·{kind}" if used else "")
        self._note.setVisible(bool(used))
        self.name.setText(field.name if field else "")
        self.kind.set_value(field.kind if field else FieldKind.TEXT)
        self.kind.setEnabled(not used)
        self.choices.setPlainText("\n".join(field.choices) if field else "")
        self.old.set_choices([(choice, choice) for choice in field.choices] if field else [])
        self.new.clear()
        self.save.setText(_("Save") if field else _("Add"))
        self.save.set_icon("check" if field else "plus")
        self.cancel.hide()
        self.retire.setVisible(field is not None and field.active)
        self.back.setVisible(field is not None and not field.active)
        for button in (self.up, self.down):
            button.setVisible(field is not None and field.active)
        self._fit()

    def _fit(self) -> None:
        chooses = self.kind.value() is FieldKind.CHOICE
        self.choice_form.setVisible(chooses)
        self._renaming.setVisible(chooses and not self._adding and self._field is not None and self._field.used > 0)

    def _save(self) -> None:
        for form in (self.form, self.choice_form):
            form.clear_errors()
        field = None if self._adding else self._field
        kind = self.kind.value()
        assert isinstance(kind, FieldKind)
        draft = FieldDraft(
            self.name.text(),
            kind,
            tuple(self.choices.toPlainText().splitlines()) if kind is FieldKind.CHOICE else (),
            field.id if field else None,
            field.version if field else None,
        )
        self._desk.jobs.perform(
            define_field if field is None else change_field,
            draft,
            then=lambda _done: self._saved(draft),
            failed=self._refused,
            owner=self,
        )

    def _refused(self, error: AppError) -> None:
        if not self.choice_form.show_error(error):
            self._desk.notices.show_error(error, self.form)

    def _saved(self, draft: FieldDraft) -> None:
        self._adding = False
        self._desk.notices.say(
            _("“{name}” is saved.").format(name=draft.name.strip()),
            _("It stands in the form and the file of every enterprise.") if draft.id is None else "",
        )

    def _leave(self) -> None:
        self._adding = False
        self._fill(self._field)

    def _retire(self) -> None:
        field = self._field
        if field is not None:
            self._desk.jobs.perform(
                retire_field, field.id, version=field.version, then=lambda _nothing: self._retired(field), owner=self
            )

    def _retired(self, field: FieldDef) -> None:
        self._desk.undo.offer(
            _("“{name}” retired").format(name=field.name),
            partial(self._desk.jobs.perform, bring_field_back, field.id, version=field.version + 1, owner=self),
        )
        self._desk.notices.say(
            _("“{name}” is retired; what was entered stays on record.").format(name=field.name),
            _("Undo brings it back."),
        )

    def _bring_back(self) -> None:
        if self._field is not None:
            self._desk.jobs.perform(bring_field_back, self._field.id, version=self._field.version, owner=self)

    def _rename(self) -> None:
        field, old = self._field, self.old.value()
        self.rename_form.clear_errors()
        if field is not None and isinstance(old, str):
            self._desk.jobs.perform(
                rename_choice,
                field.id,
                old,
                self.new.text(),
                version=field.version,
                then=self._renamed,
                owner=self.rename_form,
            )

    def _renamed(self, count: int) -> None:
        words = ngettext("Renamed for {n} enterprise.", "Renamed for {n} enterprises.", count)
        self._desk.notices.say(words.format(n=f"{count:,}"))

    def _build_renaming(self) -> None:
        self._renaming = QWidget()
        self.old, self.new = Choice(_("Choice")), Entry(_("New word"))
        self.new.submitted.connect(self._rename)
        self.rename_form = Form(label_width=48)
        self.rename_form.add("old", _("Choice"), self.old)
        self.rename_form.add("choices", _("New word"), self.new, needed=True)
        rename = PushButton(_("Rename everywhere"))
        rename.clicked.connect(self._rename)
        row = QHBoxLayout()
        row.addWidget(rename)
        row.addStretch(1)
        column = QVBoxLayout(self._renaming)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(Rule())
        column.addWidget(SectionHeader(_("Call a choice otherwise")))
        column.addWidget(self.rename_form)
        column.addLayout(row)

    def _arrange(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(dp(4))
        head.addWidget(self.title, 1)
        head.addWidget(self.up)
        head.addWidget(self.down)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        for button in (self.save, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.retire)
        buttons.addWidget(self.back)
        self.column.setSpacing(dp(12))
        self.column.addLayout(head)
        self.column.addWidget(self._note)
        self.column.addWidget(self.form)
        self.column.addWidget(self.choice_form)
        self.column.addLayout(buttons)
        self.column.addWidget(self._renaming)
        self.column.addStretch(1)
