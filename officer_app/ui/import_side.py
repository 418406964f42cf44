"""The panel of an import: which sheet, into which edition, and which column holds what."""

from collections.abc import Mapping
from pathlib import Path
from typing import Final

from PySide6.QtCore import Signal

from officer_app.directory.columns import REQUIRED, Field
from officer_app.directory.glance import Glance
from officer_app.i18n import _
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.widgets import Choice, Facts, SectionHeader, SidePanel, Text

_YEARS: Final = 2


class ImportSide(SidePanel):
    """Emits `changed` when the preview must be made anew, `sheet_changed(path, sheet)` for another sheet."""

    changed = Signal()
    sheet_changed = Signal(object, object)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._glance: Glance | None = None
        self._quiet = False
        self.fields: dict[Field, Choice] = {}
        self._sheet = Choice(_("Sheet"))
        self._sheet.currentIndexChanged.connect(self._sheet_chosen)
        self._edition = Choice(_("Edition"))
        self._edition.currentIndexChanged.connect(self._tell)
        self._about = Facts()
        self.form = Form(label_width=64)
        self.form.add("sheet", _("Sheet"), self._sheet)
        self.form.add("edition", _("Edition"), self._edition)
        self.column.addWidget(SectionHeader(_("The file")))
        self.column.addWidget(self._about)
        self.column.addWidget(self.form)
        self.add_rule()
        self.column.addWidget(SectionHeader(_("Which column holds what")))
        words = _("Recognised by their headings; correct what is wrong.")
        self.column.addWidget(Text(words, "caption", "text2", wrap=True))
        self._mapping = Form(label_width=104)
        self.column.addWidget(self._mapping)
        for field in Field:
            choice = Choice(field.label)
            choice.currentIndexChanged.connect(self._tell)
            self.fields[field] = choice
            self._mapping.add(field.value, field.label, choice, needed=field in REQUIRED)
        self.column.addStretch(1)
        self.know_year(desk.today().year)

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

    def columns(self) -> dict[str, str]:
        """Which heading holds a field, for the fields that have one."""
        return {field.value: str(title) for field, choice in self.fields.items() if (title := choice.value())}

    def show_glance(self, seen: Glance) -> None:
        """A file just looked into: its sheets and its headings."""
        self._quiet = True
        self._glance = seen
        self._about.show_rows([(_("File name"), seen.path.name), (_("Headings"), str(len(seen.titles)))])
        self._sheet.set_choices([(name, name) for name in seen.sheets], seen.sheet)
        for choice in self.fields.values():
            choice.set_choices([(None, "–"), *((title, title) for title in dict.fromkeys(seen.titles))])
        self._quiet = False

    def show_used(self, used: Mapping[str, str]) -> None:
        """What the preview took for each field."""
        self._quiet = True
        for field, choice in self.fields.items():
            choice.setCurrentIndex(0)
            if (title := used.get(field.value)) is not None:
                choice.set_value(title)
        self._quiet = False

    def _sheet_chosen(self) -> None:
        path: Path | None = self._glance.path if self._glance is not None else None
        sheet = self._sheet.value()
        if not self._quiet and path is not None and sheet is not None:
            self.sheet_changed.emit(path, sheet)

    def _tell(self) -> None:
        if not self._quiet and self._glance is not None:
            self.changed.emit()
