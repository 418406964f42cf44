"""What the city published for a year, entered with its source, to compare the office's own figures with."""

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import Invalid
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.quota.city import CityDraft, CityMeasure, CityRow, enter_city_figure, remove_city_figure
from officer_app.ui.form import Form, read_number
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, PushButton, SectionHeader, Text, clear


class CityForm(QWidget):
    """The city's figures of a year; a supervisor enters, replaces and removes them."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._year = desk, desk.today().year
        self._rows: tuple[CityRow, ...] = ()
        self.measure = Choice(_("Figure"), [(one.value, one.label) for one in CityMeasure])
        self.value = Entry(_("Per cent"))
        self.source = Entry(_("Source"), _("such as the city's yearbook, page 12"))
        self.form = Form()
        self.form.add("measure", _("Figure"), self.measure)
        self.form.add("value", _("Per cent"), self.value, needed=True)
        self.form.add("source", _("Source"), self.source, needed=True)
        self.enter_button = PushButton(_("Enter the city's figure"), "save")
        self.enter_button.clicked.connect(self.enter)
        self.value.submitted.connect(self.enter)
        self.source.submitted.connect(self.enter)
        self._title = SectionHeader("")
        self._list = QGridLayout()
        self._list.setHorizontalSpacing(dp(16))
        self._list.setVerticalSpacing(dp(6))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, dp(8), 0, 0)
        column.setSpacing(dp(10))
        column.addWidget(self._title)
        column.addLayout(self._list)
        self._may = desk.may(Permission.CITY_FIGURE)
        column.addWidget(self.form)
        line = QHBoxLayout()
        line.addWidget(self.enter_button)
        line.addStretch(1)
        column.addLayout(line)
        self.form.setVisible(self._may)
        self.enter_button.setVisible(self._may)

    def show_year(self, year: int, rows: tuple[CityRow, ...]) -> None:
        """The figures entered for a year."""
        self._year, self._rows = year, rows
        self._title.title.setText(_("The city's figures of {year}").format(year=year))
        clear(self._list)
        if not rows:
            self._list.addWidget(Text(_("None entered yet: nothing is compared."), "body", "text2"), 0, 0)
        for line, row in enumerate(rows):
            self._list.addWidget(Text(row.measure.label), line, 0)
            self._list.addWidget(Text(f"{row.value:f}%", weight=500), line, 1)
            self._list.addWidget(Text(row.source, "body", "text2", wrap=True), line, 2)
            if self._may:
                remove = PushButton(icon="x", kind="quiet", name=_("Remove: {what}").format(what=row.measure.label))
                remove.clicked.connect(lambda _checked=False, row=row: self.remove(row))
                self._list.addWidget(remove, line, 3)
        self._list.setColumnStretch(2, 1)

    def enter(self) -> None:
        """Enter the figure typed, in place of the one that is there."""
        if not self._may:
            return
        self.form.clear_errors()
        try:
            value = read_number(self.value.text().strip().rstrip("%％"), "value")
            if value is None:
                raise Invalid(N_("Enter a number such as 50 or 50.25."), field="value")
        except Invalid as error:
            self.form.show_error(error)
            return
        measure = CityMeasure(str(self.measure.value()))
        known = next((row for row in self._rows if row.measure is measure), None)
        draft = CityDraft(self._year, measure, value, self.source.text(), known.version if known else None)
        self._desk.jobs.perform(enter_city_figure, draft, then=self._entered, owner=self.form)

    def remove(self, row: CityRow) -> None:
        """Take a figure out."""
        self._desk.jobs.perform(remove_city_figure, row.id, version=row.version, owner=self)

    def _entered(self, _id: int) -> None:
        self.value.clear()
        self.source.clear()
