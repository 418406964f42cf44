"""Editions of the directory: which there are, and what the chosen one lists; the panel beside changes and publishes."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFileDialog, QMenu, QStackedWidget, QVBoxLayout, QWidget

from officer_app.directory.editions.listings import (
    TIERS,
    ListingFilter,
    ListingLine,
    ListingPage,
    ListingSort,
    Standing,
    export_edition,
    list_listings,
)
from officer_app.directory.editions.prints import BookletOrder
from officer_app.directory.editions.service import EditionRow, EditionStatus, Hindrance, begin_edition, list_editions
from officer_app.directory.industries import Industry
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.editions.columns import EDITION_COLUMNS, LISTING_COLUMNS, tier_words
from officer_app.ui.editions.nothing import nothing_shown
from officer_app.ui.editions.side import EditionSide
from officer_app.ui.editions.ways import booklet_of, ways_to_begin
from officer_app.ui.list_filters import PAUSE
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Table
from officer_app.ui.targets import CompareWanted, EditionWanted, EnterpriseWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Entry,
    FilterBar,
    FilterChip,
    PageHeading,
    PushButton,
    Text,
    clear,
)
from officer_app.ui.wording import edition_words

_LIST_WIDTH: Final = 224
# Narrower than this the list of editions gives way to a button.
_WIDE: Final = 1080


class _Holder(QWidget):
    """Keeps the list of editions to its width: a splitter goes by what a list would like to have."""

    def sizeHint(self) -> QSize:
        return QSize(self.minimumWidth(), super().sizeHint().height())


class EditionsPage(PageView):
    """At the left the editions, in the middle what the chosen one lists, at the right what can be done with it."""

    reload_on = frozenset({"directory_edition", "listing", "enterprise", "assignment"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.editions: list[EditionRow] = []
        self._wanted_id: int | None = None
        self._asked: EditionWanted | None = None
        self._sort, self._descending = ListingSort.INDUSTRY, False
        self._build_heading()
        self._build_filters()
        self.table: Table[ListingLine] = Table(LISTING_COLUMNS, _("What the edition lists"))
        self.table.keep(desk.settings, "editions/listings")
        self.table.give_way("reason", "liaison", "since", "town")
        self.nothing = QWidget()
        self._nothing_place = QVBoxLayout(self.nothing)
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self.nothing)
        self.main.addWidget(self.body, 1)
        self.list: Table[EditionRow] = Table(EDITION_COLUMNS, _("Editions"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        holder = _Holder()
        holder.setFixedWidth(dp(_LIST_WIDTH))
        held = QVBoxLayout(holder)
        held.setContentsMargins(0, 0, 0, 0)
        held.addWidget(self.list)
        self.holder = holder
        self.splitter.insertWidget(0, holder)
        self.side = EditionSide(desk)
        self.side.hindrance_wanted.connect(self._show_hindrance)
        self.side.queue_wanted.connect(lambda wanted: desk.go("industry-queue", wanted))
        self.side.done.connect(self.table_focus)
        self.side.publishing.asking.connect(lambda _asks: self.fit_filled())
        self.put_side(self.side)
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 1)
        self._connect()

    def opened(self, target: object = None) -> None:
        if isinstance(target, EditionWanted):
            self._asked = target
            self._wanted_id = target.edition_id
            self._choose_wanted()
        self.table.setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(list_editions, then=self._show_editions, owner=self, latest="editions")

    def keys(self) -> Sequence[Key]:
        return (
            Key("/", N_("filter")),
            Key("Up Down", N_("choose")),
            Key("Enter", N_("open file")),
            Key("A", N_("add"), "directory_edit"),
            Key("E", N_("change"), "directory_edit"),
            Key("R", N_("take off"), "directory_edit"),
            Key("Ctrl+P", N_("booklet"), "directory_export"),
        )

    def minimumSizeHint(self) -> QSize:
        hint = super().minimumSizeHint()
        return QSize(hint.width() - (0 if self.holder.isHidden() else self.holder.width()), hint.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= dp(_WIDE)
        self.holder.setVisible(wide)
        self.edition_button.setVisible(not wide)
        self.heading.title.setVisible(wide)

    def has_filled(self) -> bool:
        return super().has_filled() or self.side.publishing.confirm.isVisibleTo(self)

    def current(self) -> EditionRow | None:
        """The edition chosen."""
        return self.list.current_row()

    def _build_heading(self) -> None:
        desk = self.desk
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.edition_button = PushButton("", kind="quiet", menu_arrow=True)
        self.edition_button.clicked.connect(self._edition_menu)
        self.begin_button = PushButton(icon="plus", name=_("New edition"))
        self.compare_button = PushButton(icon="arrow-left-right", name=_("Compare"), keys="C")
        self.output_button = PushButton(_("Output"), "printer", menu_arrow=True)
        self.add_button = PushButton(_("Add an enterprise"), "plus", keys="A")
        for button, permission, act in (
            (self.begin_button, "directory_import", self._begin_menu),
            (self.compare_button, "directory_read", self._compare),
            (self.output_button, "directory_export", self._output_menu),
            (self.add_button, "directory_edit", self._add),
        ):
            button.clicked.connect(lambda _checked=False, act=act: act())
            button.setVisible(desk.may(permission))
        buttons = (self.output_button, self.add_button)
        self.heading = heading = PageHeading(
            _("Editions"), (self.edition_button, self.begin_button, self.compare_button), buttons
        )
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.on_key("Escape", desk.back)

    def _build_filters(self) -> None:
        self.search = Entry(_("Filter the list"), _("Name or code"), "search")
        self.search.setMinimumWidth(dp(88))
        self.search.setMaximumWidth(dp(200))
        self.industry = FilterChip(_("Industry"), [(one, one.label) for one in Industry])
        self.tier = FilterChip(_("Tier"), [(tier, tier_words(tier)) for tier in TIERS])
        self.standing = FilterChip(_("State"), [(one, one.label) for one in Standing], Standing.LISTED)
        shown = [one for one in Hindrance if one is not Hindrance.EMPTY]
        self.hindrance = FilterChip(_("Lacks"), [(one, one.label) for one in shown])
        self.count = Text("", "body", "text2")
        self.hindrance.hide()
        self.chips = (self.industry, self.tier, self.standing, self.hindrance)
        self.filters = FilterBar((self.search, *self.chips), (self.count,))
        self.main.addWidget(self.filters)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(PAUSE)
        self._soon.timeout.connect(self._load)
        self.search.textChanged.connect(lambda _text: self._soon.start())
        self.search.submitted.connect(self.table_focus)
        for chip in self.chips:
            chip.chosen.connect(lambda _value: self._load())

    def _connect(self) -> None:
        self.list.current_changed.connect(lambda _row: self._edition_changed())
        self.list.opened.connect(lambda _row: self.table.setFocus())
        self.table.current_changed.connect(self.side.show_listing)
        self.table.sort_wanted.connect(self._sorted)
        self.table.opened.connect(lambda row: self.desk.go("enterprise", EnterpriseWanted(row.enterprise_id)))
        self.table.on_key("/", self.search.setFocus)
        self.table.on_key("C", self._compare)
        if self.desk.may("directory_edit"):
            self.table.on_key("A", self._add)
            self.table.on_key("E", self.side.edit)
            self.table.on_key("R", self.side.take_off)
        if self.desk.may("directory_export"):
            self.on_key("Ctrl+E", self._export)
            self.on_key("Ctrl+P", self._booklet)
        self.on_key("Ctrl+F", self.search.setFocus)
        self.on_key("Ctrl+Return", self.side.save)

    def table_focus(self) -> None:
        """To the list."""
        self.table.setFocus()

    # The editions.

    def _show_editions(self, editions: list[EditionRow]) -> None:
        before = self.current()
        self.editions = editions
        self.list.show_rows(editions)
        if self._wanted_id is None and before is not None:
            self._wanted_id = before.id
        self._choose_wanted()
        enough = len(editions) > 1
        self.compare_button.set_reason("" if enough else _("There is only one edition"))
        self.output_button.set_reason("" if editions else _("No edition yet"))
        if not editions:
            self._edition_changed()
            self._say_nothing()

    def _choose_wanted(self) -> None:
        place = next((n for n, row in enumerate(self.editions) if row.id == self._wanted_id), None)
        if place is not None:
            self._wanted_id = None
            self.list.set_current(place)
        if self._asked is not None and self.editions:
            self.hindrance.set_value(self._asked.hindrance)
            self._asked = None
            self._load()

    def _edition_changed(self) -> None:
        edition = self.current()
        self.side.show_edition(edition)
        self.edition_button.setText(edition_words(edition) if edition is not None else _("No edition yet"))
        self.edition_button.updateGeometry()
        draft = edition is not None and edition.status is EditionStatus.DRAFT
        reason = _("No edition yet") if edition is None else _("A published edition no longer changes")
        self.add_button.set_reason("" if draft else reason)
        self._load()

    def _edition_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for place, row in enumerate(self.editions):
            menu.addAction(edition_words(row)).triggered.connect(
                lambda _checked=False, place=place: self.list.set_current(place)
            )
        menu.popup(self.edition_button.mapToGlobal(QPoint(0, self.edition_button.height())))

    def _begin_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for way in ways_to_begin(self.editions, self.current(), self.desk.today()):
            menu.addAction(way.words).triggered.connect(lambda _checked=False, way=way: self._begin(way.year, way.like))
        menu.popup(self.begin_button.mapToGlobal(QPoint(0, self.begin_button.height())))

    def _begin(self, year: int, like: int | None) -> None:
        self.desk.jobs.perform(begin_edition, year, like=like, then=self._begun, owner=self)

    def _begun(self, edition_id: int) -> None:
        self._wanted_id = edition_id
        self.desk.notices.say(_("The draft has been begun."))

    # What it lists.

    def _wanted(self) -> ListingFilter:
        industry, tier = self.industry.value(), self.tier.value()
        standing, hindrance = self.standing.value(), self.hindrance.value()
        return ListingFilter(
            text=self.search.text().strip(),
            industry=industry if isinstance(industry, Industry) else None,
            tier=tier if isinstance(tier, int) else None,
            standing=standing if isinstance(standing, Standing) else None,
            with_hindrance=hindrance if isinstance(hindrance, Hindrance) else None,
        )

    def _load(self) -> None:
        self._soon.stop()
        # Rarely wanted: it stands in the bar while it narrows the list.
        self.hindrance.setVisible(self.hindrance.value() is not None)
        edition = self.current()
        if edition is None:
            return
        self.desk.jobs.read(
            list_listings,
            edition.id,
            self._wanted(),
            self._sort,
            descending=self._descending,
            then=self._show_listings,
            owner=self,
            latest="listings",
        )

    def _show_listings(self, page: ListingPage) -> None:
        edition = self.current()
        if edition is None:
            return
        wanted, sort, descending = self._wanted(), self._sort, self._descending

        def fetch(offset: int, limit: int, deliver: Callable[[Sequence[ListingLine]], None]) -> None:
            self.desk.jobs.read(
                list_listings,
                edition.id,
                wanted,
                sort,
                descending=descending,
                offset=offset,
                limit=limit,
                then=lambda more: deliver(more.rows),
                owner=self,
            )

        words = ngettext("{n} enterprise", "{n} enterprises", page.count).format(n=f"{page.count:,}")
        self.count.setText(words)
        focused = self.body.currentWidget() is self.table and self.table.hasFocus()
        self.table.show_query(page.count, fetch, page.rows)
        if page.count == 0:
            self._say_nothing()
        else:
            self.body.setCurrentWidget(self.table)
            if focused:
                self.table.setFocus()

    def _say_nothing(self) -> None:
        """Why the middle is empty, and what to do first."""
        clear(self._nothing_place)
        first = next(iter(ways_to_begin(self.editions, None, self.desk.today())), None)
        shown = nothing_shown(self.desk, self.current(), first, begin=self._begin, add=self._add, clear=self._clear)
        self._nothing_place.addWidget(shown)
        self.body.setCurrentWidget(self.nothing)

    def _clear(self) -> None:
        self.search.clear()
        for chip in self.chips:
            chip.set_value(Standing.LISTED if chip is self.standing else None)
        self._load()

    def _show_hindrance(self, hindrance: object) -> None:
        self._clear()
        self.hindrance.set_value(hindrance)
        self._load()
        self.table.setFocus()

    def _sorted(self, column: str, descending: bool) -> None:
        self._sort, self._descending = ListingSort(column), descending
        self._load()

    # What can be done.

    def _add(self) -> None:
        edition = self.current()
        if edition is not None and edition.status is EditionStatus.DRAFT:
            self.side.add(edition)

    def _compare(self) -> None:
        edition = self.current()
        if edition is None or len(self.editions) < 2:
            return
        place = self.editions.index(edition)
        older = self.editions[place + 1] if place + 1 < len(self.editions) else None
        pair = (older, edition) if older is not None else (edition, self.editions[place - 1])
        self.desk.go("compare-editions", CompareWanted(pair[0].id, pair[1].id))

    def _export(self) -> None:
        edition = self.current()
        if edition is None:
            return
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Export the edition"), edition_words(edition) + ".xlsx", "Excel (*.xlsx)"
        )
        if chosen:
            self.export_to(edition.id, Path(chosen))

    def export_to(self, edition_id: int, path: Path) -> None:
        """Write an edition to a workbook, with progress."""
        self.desk.jobs.long_read(
            _("Exporting the edition"),
            export_edition,
            edition_id,
            path,
            then=lambda rows: self.error_bar.say(
                ngettext("{n} enterprise exported.", "{n} enterprises exported.", rows).format(n=f"{rows:,}"),
                str(path),
                kind="ok",
            ),
            owner=self,
        )

    def _output_menu(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for order in BookletOrder:
            words = _("Booklet, {order}").format(order=order.label)
            menu.addAction(words).triggered.connect(lambda _checked=False, order=order: self._booklet(order))
        menu.addAction(_("Workbook…")).triggered.connect(self._export)
        menu.popup(self.output_button.mapToGlobal(QPoint(0, self.output_button.height())))

    def _booklet(self, order: BookletOrder = BookletOrder.SUBDISTRICT) -> None:
        edition = self.current()
        if edition is None:
            return
        self.desk.go("paper", booklet_of(self.desk.jobs, edition, order))
