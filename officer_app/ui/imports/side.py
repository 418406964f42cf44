"""The panel of an import: the file and its edition, and beside the table what the current column or row is about."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from officer_app.directory.imports.columns import How
from officer_app.directory.imports.glance import Glance
from officer_app.directory.imports.verdicts import RowVerdict
from officer_app.i18n import _, ngettext
from officer_app.ui.form import Form
from officer_app.ui.imports.tables import FileColumn
from officer_app.ui.page import Desk
from officer_app.ui.widgets import Check, Choice, Facts, PushButton, SectionHeader, SidePanel, Text, clear

_YEARS: Final = 2
LEFT_OUT: Final = "-"
ENDINGS: Final = (".xlsx", ".csv", ".txt", ".csv.gz")  # of the files that are looked into when they are dropped
_OFFICERS: Final = frozenset({"liaison", "specialist", "backup"})


class ImportSide(SidePanel):
    """Emits `changed` when the preview must be made anew, `sheet_changed(path, sheet)` for another sheet, and
    `column_changed(label, key)` when somebody says what a column holds: `LEFT_OUT` for nothing, empty for what its
    heading says."""

    changed = Signal()
    sheet_changed = Signal(object, object)
    column_changed = Signal(str, str)

    def __init__(self, desk: Desk, *, listed: bool = True) -> None:
        """`listed` tells whether an edition may list what the file holds."""
        super().__init__()
        self._desk = desk
        self._glance: Glance | None = None
        self._shown: FileColumn | None = None
        self._quiet = False
        self._sheet = Choice(_("Sheet"))
        self._sheet.currentIndexChanged.connect(self._sheet_chosen)
        self._edition = Choice(_("Edition"))
        self._edition.currentIndexChanged.connect(self._tell)
        self.hand_over = Check(_("The file's liaison officer takes over"))
        self.hand_over.toggled.connect(lambda _on: self._tell())
        self._about = Facts(label_width=64)
        self.form = Form(label_width=64)
        self.form.add("sheet", _("Sheet"), self._sheet)
        if listed:
            self.form.add("edition", _("Edition"), self._edition)
        self.column.addWidget(SectionHeader(_("The file")))
        self.column.addWidget(self._about)
        self.column.addWidget(self.form)
        self.column.addWidget(self.hand_over)
        self.add_rule()
        self._column_part = self._made_column_part()
        self._row_part = QWidget()
        self._told = QVBoxLayout(self._row_part)
        self._told.setContentsMargins(0, 0, 0, 0)
        self.column.addWidget(self._column_part)
        self.column.addWidget(self._row_part)
        self.column.addStretch(1)
        self.know_year(desk.today().year)

    def _made_column_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        self._heading = SectionHeader("")
        self._how = Text("", "caption", "text2", wrap=True)
        self.holds = Choice(_("What the column holds"))
        self.holds.currentIndexChanged.connect(self._chosen)
        self.leave_out = PushButton(_("Leave this column out"), "ban", keys="X", wide=True)
        self.leave_out.clicked.connect(lambda: self._say(LEFT_OUT))
        self.as_heading = PushButton(_("As its heading says"), "rotate-ccw", keys="H", wide=True)
        self.as_heading.clicked.connect(lambda: self._say(""))
        self._sample = Facts(label_width=24)
        for widget in (self._heading, self._how, self.holds, self.leave_out, self.as_heading, self._sample):
            column.addWidget(widget)
        return part

    def know_year(self, year: int) -> None:
        """Offer the editions of this year and its neighbours; the one chosen stays."""
        before = self._edition.value()
        self._quiet = True
        years = [(each, _("Edition {year}").format(year=each)) for each in range(year + 1, year - _YEARS, -1)]
        self._edition.set_choices([(None, _("list in none")), *years], before)
        self._quiet = False

    def edition(self) -> int | None:
        """The year whose draft edition lists what is imported."""
        chosen = self._edition.value()
        return chosen if isinstance(chosen, int) else None

    def show_glance(self, seen: Glance) -> None:
        """A file just looked into, or what its columns hold now."""
        self._quiet = True
        self._glance = seen
        known = sum(1 for column in seen.columns if column.key)
        columns = _("{known} of {count}").format(known=known, count=len(seen.columns))
        self._about.show_rows([(_("File name"), seen.path.name), (_("Columns"), columns)])
        self._sheet.set_choices([(name, name) for name in seen.sheets], seen.sheet)
        named = any(column.key in _OFFICERS for column in seen.columns)
        self.hand_over.setVisible(named and self._desk.may("assign"))
        self._quiet = False

    def show_column(self, column: FileColumn | None) -> None:
        """What can be said of the current column."""
        self._row_part.hide()
        self._column_part.setVisible(column is not None)
        self._shown = column
        if column is None or self._glance is None:
            return
        self._quiet = True
        match = column.match
        self._heading.title.setText(match.label)
        hint = {
            How.QUESTION: _("Another column says the same. Choose which one counts, or leave one out."),
            How.UNKNOWN: _("The heading is not recognised; the column is not imported."),
            How.LEFT_OUT: _("This column is not imported."),
            How.REMEMBERED: _("As the last time with the same headings."),
            How.CHOSEN: _("You have chosen this."),
            How.HEADING: _("Recognised by its heading."),
        }
        self._how.setText(hint[match.how])
        self.holds.set_choices([(LEFT_OUT, _("not imported")), *self._glance.fields], match.key or LEFT_OUT)
        if match.how is How.QUESTION:
            self.holds.setCurrentIndex(-1)
            self.holds.setPlaceholderText(_("choose what it holds"))
        self.as_heading.setVisible(match.how in (How.CHOSEN, How.REMEMBERED, How.LEFT_OUT))
        self.leave_out.setVisible(bool(match.key))
        self._sample.show_rows([(str(place), text or "–") for place, text in enumerate(column.sample, 1)])
        self._quiet = False

    def show_row(self, row: RowVerdict | None, words: Mapping[str, str]) -> None:
        """Everything there is to say of the current row; `words` names the columns."""
        self._column_part.hide()
        clear(self._told)
        self._row_part.setVisible(row is not None)
        if row is None:
            return
        self._told.addWidget(SectionHeader(_("Row {row}").format(row=f"{row.row:,}")))
        self._told.addWidget(Text(row.name or "–", "body", wrap=True))
        for problem in row.problems:
            said = f"{problem.column}：{problem.message}" if problem.column else problem.message
            self._told.addWidget(Text(said, "body", "text", wrap=True))
            if problem.remedy:
                self._told.addWidget(Text(problem.remedy, "caption", "text2", wrap=True))
        if row.changes:
            count = len(row.changes)
            self._told.addWidget(
                SectionHeader(ngettext("{n} value changes", "{n} values change", count).format(n=count))
            )
            facts = [(words.get(c.key, c.key), f"{c.before or '–'} → {c.after or '–'}") for c in row.changes]
            self._told.addWidget(Facts(facts))

    def _say(self, key: str) -> None:
        if self._shown is not None and not self._quiet:
            self.column_changed.emit(self._shown.match.label, key)

    def _chosen(self) -> None:
        key = self.holds.value()
        if isinstance(key, str):
            self._say(key)

    def _sheet_chosen(self) -> None:
        path: Path | None = self._glance.path if self._glance is not None else None
        sheet = self._sheet.value()
        if not self._quiet and path is not None and sheet is not None:
            self.sheet_changed.emit(path, sheet)

    def _tell(self) -> None:
        if not self._quiet and self._glance is not None:
            self.changed.emit()
