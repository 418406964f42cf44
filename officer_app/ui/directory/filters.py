"""The filters of the directory: those always there, and the others that are added where they are wanted."""

from collections.abc import Mapping, Sequence
from typing import Any, Final  # Any: what a saved view holds

from PySide6.QtCore import QMargins, QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSizePolicy, QWidget

from officer_app.directory.custom_fields import FieldDef, FieldKind
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import Between, DirectoryFilter, FieldFilter, SubdistrictName
from officer_app.i18n import _, ngettext
from officer_app.overview.register import RegisterPage, Within
from officer_app.people.service import AccountRow
from officer_app.ui.directory.filter_values import from_plain, to_plain
from officer_app.ui.page import Desk
from officer_app.ui.targets import DirectoryWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import BoundsChip, Entry, FilterChip, Link, ManyChip, PushButton, Text, WordsChip
from officer_app.ui.widgets.filter_chip import Chip
from officer_app.ui.widgets.token_field import Flow

PAUSE: Final = 120  # milliseconds without a key before the list is filtered
_VACANT: Final = "vacant"
_TIERS: Final = (1, 2, 3)


class DirectoryFilters(QWidget):
    """Emits `changed` when the list must be read anew; `cleared` when the person wants everything back."""

    changed = Signal()
    cleared = Signal()

    def __init__(self, desk: Desk, columns: QWidget) -> None:
        super().__init__()
        self._desk = desk
        self.search = Entry(_("Filter the list"), _("Name, pinyin, code"), "search")
        self.search.setFixedWidth(dp(180))
        self.due = FilterChip(_("Visit"), [(within, within.label) for within in Within])
        self.town = ManyChip(_("Sub-district"))
        self.industry = ManyChip(_("Industry"), [*((one, one.label) for one in Industry), (None, _("none"))])
        self.officer = FilterChip(_("Officer in charge"))
        self.large = FilterChip(_("Client"), [(True, _("large"))])
        self.high_tech = FilterChip(_("High-tech enterprise"), [(True, _("recognised today"))])
        self.key_body = FilterChip(_("Key body"), [(True, _("recognised today"))])
        self.demands = FilterChip(_("Demands"), [(True, _("still open"))])
        self.tier = ManyChip(_("Tier"), [(tier, str(tier)) for tier in _TIERS])
        self.listed = FilterChip(_("Edition"), [(False, _("in none"))])
        self.headcount = BoundsChip(_("Headcount"))
        self.founded = BoundsChip(_("Date of founding"), desk.today)
        self._always: dict[str, Chip] = {"due": self.due, "town": self.town, "industry": self.industry}
        self._rare: dict[str, Chip] = {
            "officer": self.officer,
            "tier": self.tier,
            "large": self.large,
            "high_tech": self.high_tech,
            "key_body": self.key_body,
            "demands": self.demands,
            "headcount": self.headcount,
            "founded": self.founded,
            "listed": self.listed,
        }
        self._own: dict[str, Chip] = {}
        self._fields: tuple[FieldDef, ...] = ()
        self.more = PushButton(_("Add a filter"), "plus", kind="quiet", height=metrics.SMALL)
        self.clear_link = Link(_("Clear"), "body")
        # On one line with the words of the chips.
        self.clear_link.setContentsMargins(2, 3, 1, 1)
        self.count = Text("", "body", "text2")
        self.overdue = Text("", "body", "danger")
        self._lay_out(columns)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self.changed)
        self.search.textChanged.connect(lambda _text: self._soon.start())
        for key, chip in self.chips().items():
            chip.chosen.connect(lambda _value: self.changed.emit())
            chip.setVisible(key in self._always and self._usable(key))
        self.more.clicked.connect(self.open_more)
        self.clear_link.clicked.connect(self.cleared)
        self.clear_link.hide()
        self.overdue.hide()

    def chips(self) -> dict[str, Chip]:
        """Every filter by its key."""
        return {**self._always, **self._rare, **self._own}

    def wanted(self, edition_id: int | None) -> DirectoryFilter:
        """What the filters ask for, within an edition if one is named."""
        officer = self.officer.value()
        unlisted = self.listed.value() is not None
        return DirectoryFilter(
            text=self.search.text().strip(),
            industries=tuple(one for one in self.industry.values() if one is None or isinstance(one, Industry)),
            subdistrict_ids=tuple(one for one in self.town.values() if one is None or isinstance(one, int)),
            officer_id=officer if isinstance(officer, int) else None,
            without_liaison=officer == _VACANT,
            edition_id=None if unlisted else edition_id,
            tiers=tuple(one for one in self.tier.values() if isinstance(one, int)),
            unlisted=unlisted,
            large_client=True if self.large.value() is not None else None,
            high_tech=self.high_tech.value() is not None,
            key_body=self.key_body.value() is not None,
            founded=_between(self.founded),
            headcount=_between(self.headcount),
            fields=tuple(self._field(field) for field in self._fields if self._own[field.key].value() is not None),
        )

    def within(self) -> Within | None:
        """The limit on the next contact."""
        chosen = self.due.value()
        return chosen if isinstance(chosen, Within) else None

    def open_demands(self) -> bool:
        """Whether only those with open demands are wanted."""
        return self.demands.value() is not None

    def narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.search.text().strip()) or any(chip.value() is not None for chip in self.chips().values())

    def clear_all(self) -> None:
        """Let everything through, without a signal."""
        self._show_text("")
        for chip in self.chips().values():
            chip.set_value(None)

    def take(self, target: DirectoryWanted) -> None:
        """Filter as another page asks, without a signal."""
        self.clear_all()
        self.town.set_value((target.subdistrict_id,) if target.subdistrict_id is not None else None)
        self.officer.set_value(_VACANT if target.without_liaison else target.officer_id)

    def state(self) -> dict[str, Any]:
        """What narrows the list now, for a saved view."""
        kept = {key: to_plain(chip.value()) for key, chip in self.chips().items() if chip.value() is not None}
        return {"text": self.search.text().strip(), **kept}

    def apply(self, state: Mapping[str, Any]) -> list[str]:
        """Filter as a saved view says, without a signal; returns the filters that no longer exist, in words."""
        self.clear_all()
        self._show_text(str(state.get("text", "")))
        chips, lost = self.chips(), []
        for key, kept in state.items():
            if key == "text":
                continue
            chip = chips.get(key)
            value = from_plain(chip, kept) if chip is not None else None
            if chip is None or not self._usable(key):
                lost.append(_("a field that is no longer in use") if key.startswith("custom.") else key)
            elif value is None:
                lost.append(_("“{name}”: what it asked for is gone").format(name=chip.name()))
            else:
                chip.set_value(value)
        return lost

    def settle(self) -> None:
        """Show the chips in use, and the way to clear them; called as the list is read."""
        self._soon.stop()
        self.clear_link.setVisible(self.narrowed())
        for chip in (*self._rare.values(), *self._own.values()):
            if chip.value() is not None:
                chip.show()

    def show_count(self, page: RegisterPage) -> None:
        """How many there are, and how many of them are late."""
        more = "+" if page.more else ""
        words = ngettext("{n} enterprise", "{n} enterprises", page.count).format(n=f"{page.count:,}{more}")
        self.count.setText(words + ("·" if page.overdue else ""))
        self.overdue.setVisible(bool(page.overdue))
        self.overdue.setText(_("{n} past due").format(n=page.overdue or 0))

    def show_towns(self, towns: Sequence[SubdistrictName]) -> None:
        """The sub-districts to choose from."""
        self.town.set_choices([*((town.id, town.name) for town in towns), (None, _("none"))])

    def show_officers(self, officers: Sequence[AccountRow]) -> None:
        """The officers to choose from, and that there is none."""
        self.officer.set_choices([(_VACANT, _("vacant")), *((row.id, row.name) for row in officers)])

    def show_fields(self, fields: Sequence[FieldDef]) -> None:
        """The office's own fields to filter by; a filter by one that has changed is taken back."""
        kept = {field.key: self._own[field.key].value() for field in self._fields if field in fields}
        for chip in self._own.values():
            self._flow.removeWidget(chip)
            chip.hide()
            chip.deleteLater()
        self._own, self._fields = {}, tuple(fields)
        for field in fields:
            chip = self._own[field.key] = self._chip_of(field)
            chip.set_value(kept.get(field.key))
            chip.setVisible(chip.value() is not None)
            chip.chosen.connect(lambda _value: self.changed.emit())
            self._flow.insert(self._flow.indexOf(self.more), chip)

    def open_more(self) -> None:
        """Filters used less often stand in the bar only while they are wanted."""
        menu = QMenu(self)
        for key, chip in (*self._rare.items(), *self._own.items()):
            if chip.isHidden() and self._usable(key):
                action = menu.addAction(chip.name().replace("&", "&&"))
                action.triggered.connect(lambda _checked=False, chip=chip: self.add(chip))
        # Kept until it is opened anew: it must not go while the chip's own menu opens.
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height())))

    def add(self, chip: Chip) -> None:
        """Put a filter into the bar and ask what it is to let through."""
        chip.show()
        chip.setFocus()
        QTimer.singleShot(0, chip, chip.open_menu)

    def _lay_out(self, columns: QWidget) -> None:
        self.setMinimumHeight(dp(metrics.FILTER_BAR))
        flowing = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        flowing.setSizePolicy(policy)
        self._flow = Flow(flowing, QMargins(0, 0, 0, 0), dp(8), fills=False)
        for widget in (self.search, *self._always.values(), *self._rare.values(), self.more, self.clear_link):
            self._flow.addWidget(widget)
        row = QHBoxLayout(self)
        row.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), dp(8))
        row.setSpacing(0)
        row.addWidget(flowing, 1)
        row.addSpacing(dp(8))
        # Beside the first line of the filters, however many there are.
        right = QHBoxLayout()
        right.setContentsMargins(0, 0, 0, 0)
        for widget in (self.count, self.overdue, columns):
            right.addWidget(widget, 0, Qt.AlignmentFlag.AlignVCenter)
        right.setSpacing(0)
        right.insertSpacing(2, dp(8))
        head = QWidget()
        head.setLayout(right)
        head.setFixedHeight(dp(metrics.CONTROL))
        row.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)

    def _show_text(self, text: str) -> None:
        self.search.blockSignals(True)
        self.search.setText(text)
        self.search.blockSignals(False)
        self._soon.stop()

    def _usable(self, key: str) -> bool:
        needs = {"due": "visit_read", "demands": "demand_read", "officer": "assignment_read"}.get(key)
        return needs is None or self._desk.may(needs)

    def _chip_of(self, field: FieldDef) -> Chip:
        if field.kind is FieldKind.NUMBER:
            return BoundsChip(field.name, whole=False)
        if field.kind is FieldKind.DATE:
            return BoundsChip(field.name, self._desk.today)
        if field.kind is FieldKind.CHOICE:
            return ManyChip(field.name, [(word, word) for word in field.choices])
        return WordsChip(field.name)

    def _field(self, field: FieldDef) -> FieldFilter:
        chip = self._own[field.key]
        if isinstance(chip, ManyChip):
            return FieldFilter(field.id, words=tuple(str(one) for one in chip.values()))
        if isinstance(chip, BoundsChip):
            dates = field.kind is FieldKind.DATE
            return (
                FieldFilter(field.id, days=_between(chip)) if dates else FieldFilter(field.id, numbers=_between(chip))
            )
        return FieldFilter(field.id, text=str(chip.value()))


def _between(chip: BoundsChip) -> Between[Any]:
    value = chip.value()
    return Between(*value) if isinstance(value, tuple) else Between()
