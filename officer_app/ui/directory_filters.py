"""The filters of the directory: text, next contact, sub-district, industry; officer and client where wanted."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QWidget

from officer_app.directory.browsing import DirectoryFilter, SubdistrictName
from officer_app.directory.industries import Industry
from officer_app.i18n import _, ngettext
from officer_app.overview.register import RegisterPage, Within
from officer_app.people.service import AccountRow
from officer_app.ui.page import Desk
from officer_app.ui.targets import DirectoryWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Entry, FilterBar, FilterChip, Link, PushButton, Text

PAUSE: Final = 120  # milliseconds without a key before the list is filtered
_VACANT: Final = "vacant"


class DirectoryFilters(FilterBar):
    """Emits `changed` when the list must be read anew; `cleared` when the person wants everything back."""

    changed = Signal()
    cleared = Signal()

    def __init__(self, desk: Desk, columns: QWidget) -> None:
        self.search = Entry(_("Filter the list"), _("Name, pinyin, code"), "search")
        self.search.setMinimumWidth(dp(108))
        self.search.setMaximumWidth(dp(200))
        self.due = FilterChip(_("Visit"), [(within, within.label) for within in Within])
        self.town = FilterChip(_("Sub-district"))
        self.industry = FilterChip(_("Industry"), [(industry, industry.label) for industry in Industry])
        self.officer = FilterChip(_("Officer in charge"))
        self.large = FilterChip(_("Client"), [(True, _("large"))])
        self.more = PushButton(_("More"), "plus", kind="quiet", height=metrics.SMALL, name=_("Add a filter"))
        self.clear_link = Link(_("Clear"), "body")
        self.count = Text("", "body", "text2")
        self.overdue = Text("", "body", "danger")
        self.chips = (self.due, self.town, self.industry, self.officer, self.large)
        self._figures = QWidget()
        row = QHBoxLayout(self._figures)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.count)
        row.addWidget(self.overdue)
        super().__init__((self.search, *self.chips, self.more, self.clear_link), (self._figures, columns))
        self._desk = desk
        self.due.setVisible(desk.may("visit_read"))
        for widget in (self.officer, self.large, self.clear_link, self.overdue):
            widget.hide()
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._soon.start())
        for chip in self.chips:
            chip.chosen.connect(lambda _value: self.changed.emit())
        self.more.clicked.connect(self._more_menu)
        self.clear_link.clicked.connect(self.cleared)

    def minimumSizeHint(self) -> QSize:
        # The figures give way before the window has to grow.
        return QSize(super().minimumSizeHint().width() - self._taken(), super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def wanted(self, edition_id: int | None) -> DirectoryFilter:
        """What the filters ask for, within an edition if one is named."""
        officer, industry, town = self.officer.value(), self.industry.value(), self.town.value()
        return DirectoryFilter(
            text=self.search.text().strip(),
            industries=(industry,) if isinstance(industry, Industry) else (),
            subdistrict_ids=(town,) if isinstance(town, int) else (),
            officer_id=officer if isinstance(officer, int) else None,
            without_liaison=officer == _VACANT,
            edition_id=edition_id,
            large_client=True if self.large.value() is not None else None,
        )

    def within(self) -> Within | None:
        """The limit on the next contact."""
        chosen = self.due.value()
        return chosen if isinstance(chosen, Within) else None

    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.search.text().strip()) or any(chip.value() is not None for chip in self.chips)

    def clear_all(self) -> None:
        """Let everything through, without a signal."""
        self.search.blockSignals(True)
        self.search.clear()
        self.search.blockSignals(False)
        self._soon.stop()
        for chip in self.chips:
            chip.set_value(None)

    def take(self, target: DirectoryWanted) -> None:
        """Filter as another page asks, without a signal."""
        self.clear_all()
        self.town.set_value(target.subdistrict_id)
        self.officer.set_value(_VACANT if target.without_liaison else target.officer_id)

    def settle(self) -> None:
        """Show the chips in use, and the way to clear them; called as the list is read."""
        self._soon.stop()
        self.clear_link.setVisible(self.narrowed())
        for chip in (self.officer, self.large):
            if chip.value() is not None:
                chip.show()

    def show_count(self, page: RegisterPage) -> None:
        """How many there are, and how many of them are late."""
        more = "+" if page.more else ""
        words = ngettext("{n} enterprise", "{n} enterprises", page.count).format(n=f"{page.count:,}{more}")
        self.count.setText(words + ("·" if page.overdue else ""))
        self.overdue.setVisible(bool(page.overdue))
        self.overdue.setText(_("{n} past due").format(n=page.overdue or 0))
        self._fit()

    def _taken(self) -> int:
        gap = self.row.spacing()
        return 0 if self._figures.isHidden() else self._figures.minimumSizeHint().width() + gap

    def _fit(self) -> None:
        without = super().minimumSizeHint().width() - self._taken()
        wanted = self._figures.minimumSizeHint().width() + self.row.spacing()
        self._figures.setVisible(without + wanted <= self.width())

    def show_towns(self, towns: Sequence[SubdistrictName]) -> None:
        """The sub-districts to choose from."""
        self.town.set_choices([(town.id, town.name) for town in towns])

    def show_officers(self, officers: Sequence[AccountRow]) -> None:
        """The officers to choose from, and that there is none."""
        self.officer.set_choices([(_VACANT, _("vacant")), *((row.id, row.name) for row in officers)])

    def _more_menu(self) -> None:
        """Filters used less often stand in the bar only while they are wanted."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        rare = [(self.large, _("Large clients"))]
        if self._desk.may("assignment_read"):
            rare.insert(0, (self.officer, _("Officer in charge")))
        for chip, words in rare:
            action = menu.addAction(words)
            action.setCheckable(True)
            action.setChecked(not chip.isHidden())
            action.toggled.connect(lambda wanted, chip=chip: self._show_chip(chip, wanted))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def _show_chip(self, chip: FilterChip, wanted: bool) -> None:
        chip.setVisible(wanted)
        if wanted:
            chip.setFocus()
            chip.open_menu()
        else:
            chip.choose(None)
