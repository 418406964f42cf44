"""The figures in force, each with its first day and its source; another value from a day on."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.checklist import CHECKLIST, entries_of, store_checklist
from officer_app.core.errors import AppError, Invalid
from officer_app.core.policy import Value
from officer_app.i18n import N_, _
from officer_app.people.settings import OWN_PAGE, settings_on, store_setting
from officer_app.ui.administration import setting_words
from officer_app.ui.administration.number_table import NumberTable
from officer_app.ui.administration.paper_list import PaperListEdit
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Choice,
    DateEdit,
    Entry,
    Facts,
    Prose,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)

COLUMNS: Final[tuple[Column[Value], ...]] = (
    Column("title", N_("Setting"), lambda value: Cell(setting_words.title(value.key), weight=500), 300),
    Column("value", N_("Value"), lambda value: Cell(setting_words.shown(value.value)), 220),
    Column("from", N_("From"), lambda value: Cell(value.valid_from.isoformat(), "text2"), 100),
    Column("source", N_("Source"), lambda value: Cell(setting_words.source(value.source), "text2"), 260, stretch=True),
)


def _is_table(value: object) -> bool:
    """Whether a value holds several numbers for each of its parts."""
    return isinstance(value, Mapping) and all(
        isinstance(numbers, list) and all(isinstance(one, int) for one in numbers) for numbers in value.values()
    )


def _stands_whole(value: Value) -> bool:
    """Whether a value is shown in its form alone, because a line could not hold it."""
    return _is_table(value.value) or value.key == CHECKLIST.key


class SettingsList(Table[Value]):
    """Every setting with the value in force today."""

    def __init__(self, desk: Desk, side: "SettingsSide") -> None:
        super().__init__(COLUMNS, _("Settings in force"))
        self._desk = desk
        self.keep(desk.settings, "administration/settings")
        self.current_changed.connect(side.show_value)
        self.opened.connect(lambda _row: side.begin_change())

    def reload(self) -> None:
        """Read them anew."""
        self._desk.jobs.read(settings_on, self._desk.today(), then=self._show, owner=self, latest="settings")

    def _show(self, values: list[Value]) -> None:
        # What has a page of its own is changed there.
        values = [value for value in values if value.key not in OWN_PAGE]
        ordered: list[Value] = sorted(values, key=lambda value: setting_words.title(value.key))
        self.show_rows(ordered)


class SettingsSide(SidePanel):
    """The current setting, and the form for another value."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._value: Value | None = None
        self.fields: dict[str, QWidget] = {}
        self._content = QVBoxLayout()
        self._content.setSpacing(dp(12))
        self.column.addLayout(self._content)
        self.column.addStretch(1)

    def show_value(self, value: Value | None) -> None:
        """A setting; what was typed for another is gone."""
        if value == self._value:
            return
        self._value = value
        clear(self._content)
        if value is None:
            return
        self._content.addWidget(Text(setting_words.title(value.key), "record", wrap=True))
        shown = [] if _stands_whole(value) else [(_("Value"), setting_words.shown(value.value))]
        facts = [
            *shown,
            (_("From"), value.valid_from.isoformat()),
            (_("Source"), setting_words.source(value.source)),
        ]
        self._content.addWidget(Facts(facts, 48))
        self._content.addWidget(Rule())
        self._content.addWidget(SectionHeader(_("Another value from a day on")))
        words = _("What began earlier keeps the value of its own day.")
        self._content.addWidget(Text(words, "caption", "text2", wrap=True))
        self._content.addWidget(self._new_form(value))
        save = PushButton(_("Put in force"), "check")
        save.clicked.connect(self._save)
        row = QHBoxLayout()
        row.addWidget(save)
        row.addStretch(1)
        self._content.addLayout(row)

    def begin_change(self) -> None:
        """Go to the first field."""
        for field in self.fields.values():
            field.setFocus()
            return

    def _new_form(self, value: Value) -> Form:
        papers = value.key == CHECKLIST.key
        self.form = Form(label_width=68 if papers else 64, labels_above=_is_table(value.value))
        self.fields = {}
        if papers and isinstance(value.value, list):
            self.fields[""] = PaperListEdit(entries_of(value.value))
            self.form.add_wide(self.fields[""])
            return self._with_day_and_source()
        if isinstance(value.value, Mapping) and _is_table(value.value):
            rows = {key: (setting_words.part(key), numbers) for key, numbers in value.value.items()}
            self.fields[""] = table = NumberTable(setting_words.heads(value.key), rows)
            table.submitted.connect(self._save)
        elif isinstance(value.value, Mapping):
            for key, inner in value.value.items():
                self.fields[key] = self._line(setting_words.part(key), inner)
        else:
            self.fields[""] = self._line(_("Value"), value.value)
        for place, (key, field) in enumerate(self.fields.items()):
            label = setting_words.part(key) if key else _("Value")
            self.form.add("value" if place == 0 else f"value {key}", label, field, needed=True)
        return self._with_day_and_source()

    def _with_day_and_source(self) -> Form:
        self.valid_from = DateEdit(_("From"), self._desk.today, self._desk.today())
        self.source = Entry(_("Source"), _("document or decision, with its date"))
        self.source.submitted.connect(self._save)
        self.form.add("valid_from", _("From"), self.valid_from, needed=True)
        self.form.add("source", _("Source"), self.source, needed=True)
        return self.form

    def _line(self, name: str, value: object) -> QWidget:
        if isinstance(value, bool):
            return Choice(name, [(True, setting_words.shown(True)), (False, setting_words.shown(False))], value)
        choices = setting_words.choices(value) if isinstance(value, str) else {}
        if choices:
            return Choice(name, list(choices.items()), value)
        if isinstance(value, str) and "\n" in value:
            text = Prose(name, lines=4)
            text.setPlainText(value)
            return text
        line = Entry(name)
        line.setText(", ".join(map(str, value)) if isinstance(value, list) else str(value))
        return line

    def _save(self) -> None:
        value, day = self._value, self.valid_from.value()
        self.form.clear_errors()
        if value is None or day is None:
            self.valid_from.setFocus()
            return
        papers = self.fields.get("")
        if isinstance(papers, PaperListEdit):
            self._desk.jobs.perform(
                store_checklist,
                day,
                papers.entries(),
                self.source.text(),
                then=self._saved,
                failed=self._refused,
                owner=self,
            )
            return
        try:
            wanted = self._wanted(value.value)
        except AppError as error:
            self.form.show_error(error)
            return
        self._desk.jobs.perform(
            store_setting, value.key, day, wanted, self.source.text(), then=self._saved, owner=self.form
        )

    def _wanted(self, before: object) -> object:
        table = self.fields.get("")
        if isinstance(table, NumberTable):
            return table.value()
        if isinstance(before, Mapping):
            return {key: self._read(key, inner) for key, inner in before.items()}
        return self._read("", before)

    def _read(self, key: str, before: object) -> object:
        field = self.fields[key]
        if isinstance(field, Prose):
            # A template keeps its lines, the last one's end included.
            return field.toPlainText().strip() + "\n"
        if isinstance(field, Choice) and isinstance(before, bool):
            return field.value()
        typed = str(field.value()) if isinstance(field, Choice) else field.text() if isinstance(field, Entry) else ""
        name = "value" if field is next(iter(self.fields.values())) else f"value {key}"
        typed = typed.strip()
        try:
            if isinstance(before, int):
                return int(typed)
            if isinstance(before, float):
                return float(typed)
        except ValueError:
            raise Invalid(N_("Type a number."), field=name) from None
        if not typed and not (self._value and self._value.key in setting_words.MAY_BE_EMPTY):
            raise Invalid(N_("This is needed."), field=name)
        if isinstance(before, list):
            return [word for word in typed.replace("，", ",").replace("、", ",").replace(" ", "").split(",") if word]
        return typed

    def _refused(self, error: AppError) -> None:
        papers = self.fields.get("")
        if not (isinstance(papers, PaperListEdit) and papers.show_error(error)):
            self._desk.notices.show_error(error, self.form)

    def _saved(self, _nothing: object) -> None:
        self._value = None
        self._desk.notices.say(_("The value is in force from the day you gave."))
