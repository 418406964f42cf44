"""The filters of the directory: those always there, and the others that are added where they are wanted."""

from collections.abc import Sequence
from typing import Any, Final  # Any: what a saved view holds

from PySide6.QtWidgets import QWidget

from officer_app.directory.custom_fields import FieldDef, FieldKind
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import Between, DirectoryFilter, FieldFilter, SubdistrictName
from officer_app.i18n import _, ngettext
from officer_app.overview.register import RegisterPage, Within
from officer_app.people.service import AccountRow
from officer_app.ui.list_filters import ListFilters
from officer_app.ui.page import Desk
from officer_app.ui.targets import DirectoryWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import BoundsChip, Entry, FilterChip, ManyChip, Text, WordsChip
from officer_app.ui.widgets.filter_chip import Chip

_VACANT: Final = "vacant"
_TIERS: Final = (1, 2, 3)


class DirectoryFilters(ListFilters):
    """Those of enterprises; beside them stands how many there are, and how many of them are late."""

    def __init__(self, desk: Desk, columns: QWidget) -> None:
        super().__init__(Entry(_("Filter the list"), _("Name, pinyin, code"), "search"))
        self._desk = desk
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
        always: dict[str, Chip] = {"due": self.due, "town": self.town, "industry": self.industry}
        rare: dict[str, Chip] = {
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
        self._fields: tuple[FieldDef, ...] = ()
        self.count = Text("", "body", "text2")
        self.overdue = Text("", "body", "danger")
        self.overdue.hide()
        self.lay_out(always, rare, self.count, self.overdue, columns)

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

    def take(self, target: DirectoryWanted) -> None:
        """Filter as another page asks, without a signal."""
        self.clear_all()
        self.town.set_value((target.subdistrict_id,) if target.subdistrict_id is not None else None)
        self.officer.set_value(_VACANT if target.without_liaison else target.officer_id)

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

    def usable(self, key: str) -> bool:
        """What the person may not read, the list is not filtered by."""
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
