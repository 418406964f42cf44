"""Industries to confirm, one after the other by keyboard or many at once; nothing is entered without an answer."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from officer_app.directory.editions.service import EditionRow, list_editions
from officer_app.directory.industries import Industry
from officer_app.directory.industry_queue import (
    Answer,
    Answered,
    Before,
    QueueFilter,
    QueuePage,
    QueueRow,
    Waiting,
    answer_industries,
    industry_queue,
    take_back_answers,
)
from officer_app.directory.lists.browsing import SubdistrictName, list_subdistricts
from officer_app.directory.suggesting import Where
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.editions.industry_side import IndustrySide
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import EnterpriseWanted, QueueWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.tokens import INDUSTRY_DOTS
from officer_app.ui.widgets import (
    EmptyState,
    FilterBar,
    FilterChip,
    PageHeading,
    PushButton,
    Segment,
    Segmented,
    Text,
    Way,
    clear,
)
from officer_app.ui.wording import edition_words

_NEAR_END: Final = 12  # rows before the end at which more are looked up
_ENOUGH: Final = 25  # rows that are worth showing before looking further
_ROUNDS: Final = 6  # stretches looked through in vain before the person is asked


def _suggested(row: QueueRow) -> Cell:
    if row.suggestion is None:
        return Cell("–", "text3")
    return Cell(row.suggestion.industry.label, dot=INDUSTRY_DOTS[row.suggestion.industry.value])


def _why(row: QueueRow) -> Cell:
    if row.suggestion is None:
        return Cell("–", "text3")
    parts = []
    for where in Where:
        words = [why.word for why in row.suggestion.reasons if why.where is where and why.points > 0]
        if words:
            parts.append(f"{where.label} {'、'.join(words)}")
    return Cell("·".join(parts), "text2", prose=True)


def _confirmed(row: QueueRow) -> Cell:
    return (
        Cell(row.industry.label, "text2", dot=INDUSTRY_DOTS[row.industry.value]) if row.industry else Cell("–", "text3")
    )


COLUMNS: Final[tuple[Column[QueueRow], ...]] = (
    Column("name", N_("Enterprise name"), lambda row: Cell(row.name, weight=500), 240, stretch=True),
    Column("suggested", N_("Suggested"), _suggested, 176),
    Column("why", N_("Why"), _why, 210, stretch=True),
    Column(
        "score",
        N_("Points"),
        lambda row: Cell(str(row.suggestion.score) if row.suggestion else "–", "text2"),
        48,
        "right",
    ),
    Column("confirmed", N_("Confirmed"), _confirmed, 150, hidden=True),
    Column("town", N_("Sub-district"), lambda row: Cell(row.subdistrict or "–", "text2"), 100),
)
_CONFIRMED: Final = 4


class IndustryQueuePage(PageView):
    """The list takes single keys: Y, N, S, and 1 to 6 for the industries."""

    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.rows: list[QueueRow] = []
        self._after: int | None = 0
        self._looked_at = 0
        self._rounds = 0
        self._reading = False
        self._build_heading()
        # Other contributors are chosen by officers; no rule suggests them.
        ruled = [one for one in Industry if one is not Industry.OTHER_CONTRIBUTOR]
        self.industry = FilterChip(_("Suggested"), [(one, one.label) for one in ruled])
        self.town = FilterChip(_("Sub-district"))
        self.edition = FilterChip(_("Edition"))
        self.count = Text("", "body", "text2")
        self.chips = (self.edition, self.industry, self.town)
        self.main.addWidget(FilterBar(self.chips, (self.count,)))
        for chip in self.chips:
            chip.chosen.connect(lambda _value: self.start())
        self.table: Table[QueueRow] = Table(
            COLUMNS, _("Enterprises to confirm"), many=True, row_height=metrics.WORK_ROW
        )
        self.table.give_way("town", "score")
        self.nothing = QWidget()
        self._nothing_place = QVBoxLayout(self.nothing)
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.main.addWidget(self.stack, 1)
        self.side = IndustrySide()
        self.side.chosen.connect(self.choose)
        self.side.open_wanted.connect(self._open)
        self.put_side(self.side, gives_way=True)
        self.table.current_changed.connect(self._current_changed)
        self.table.selectionModel().selectionChanged.connect(lambda *_changed: self._selection_changed())
        self.table.opened.connect(lambda _row: self._open())
        self.table.on_key("Y", self.accept)
        self.table.on_key("N", self.decline)
        self.table.on_key("S", self.skip)
        for number, industry in enumerate(Industry, 1):
            self.table.on_key(str(number), lambda industry=industry: self.choose(industry))  # type: ignore[misc] # bound now
        self.on_key("Escape", desk.back)

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("Y", N_("confirm it")),
            Key("N", N_("decline")),
            Key("S", N_("skip")),
            Key("1 2 3 4 5 6", N_("another industry")),
            Key("Enter", N_("open file")),
        )

    def opened(self, target: object = None) -> None:
        if isinstance(target, QueueWanted):
            self.edition.set_value(target.edition_id)
            self.start()
        self._focus()

    def reload(self) -> None:
        self.desk.jobs.read(list_subdistricts, then=self._show_towns, owner=self, latest="towns")
        self.desk.jobs.read(list_editions, then=self._show_editions, owner=self, latest="editions")
        self.start()

    def _build_heading(self) -> None:
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(self.desk.back)
        self.switch = Segmented([Segment(one.value, one.label) for one in Waiting], _("What to show"))
        self.switch.chosen.connect(lambda _value: self.start())
        self.decline_button = PushButton(_("Decline"), "x", keys="N")
        self.accept_button = PushButton(_("Confirm"), "check", kind="primary", keys="Y")
        self.decline_button.clicked.connect(self.decline)
        self.accept_button.clicked.connect(self.accept)
        buttons = (self.decline_button, self.accept_button)
        heading = PageHeading(_("Industries"), (self.switch,), buttons)
        heading.row.insertWidget(0, back)
        self.put_heading(heading)

    # Reading, a stretch at a time.

    def wanted(self) -> QueueFilter:
        """What the filters ask for."""
        industry, town, edition = self.industry.value(), self.town.value(), self.edition.value()
        return QueueFilter(
            waiting=Waiting(self.switch.value()),
            industry=industry if isinstance(industry, Industry) else None,
            subdistrict_id=town if isinstance(town, int) else None,
            edition_id=edition if isinstance(edition, int) else None,
        )

    def start(self) -> None:
        """Read the queue from its beginning."""
        self.rows, self._after, self._looked_at, self._rounds = [], 0, 0, 0
        self._reading = False
        waiting = Waiting(self.switch.value())
        self.industry.setVisible(waiting is not Waiting.UNKNOWN)
        self.table.setColumnHidden(_CONFIRMED, waiting is not Waiting.CONTRADICTED)
        self._read()

    def _read(self) -> None:
        if self._after is None or self._reading:
            return
        self._reading = True
        self.desk.jobs.read(
            industry_queue, self.wanted(), after=self._after, then=self._arrived, owner=self, latest="queue"
        )

    def _arrived(self, page: QueuePage) -> None:
        self._reading = False
        self.rows += page.rows
        self._after = page.after
        self._looked_at += page.looked_at
        self._rounds = 0 if page.rows else self._rounds + 1
        if len(self.rows) < _ENOUGH and self._after is not None and self._rounds < _ROUNDS:
            self._show()
            self._read()
            return
        self._show()

    def _look_further(self) -> None:
        self._rounds = 0
        self._read()

    def _show(self) -> None:
        # Whether the keyboard works here, also from the empty state: the next answer comes by key.
        focused = self.table.hasFocus() or self.nothing.isAncestorOf(self.focusWidget() or self)
        self.table.show_rows(self.rows)
        more = "+" if self._after is not None else ""
        shown = ngettext("{n} enterprise", "{n} enterprises", len(self.rows)).format(n=f"{len(self.rows):,}{more}")
        looked = _("{n} looked through").format(n=f"{self._looked_at:,}")
        self.count.setText(f"{shown}·{looked}")
        if self.rows:
            self.stack.setCurrentWidget(self.table)
            if focused:
                self.table.setFocus()
        else:
            self._say_nothing()
        self._selection_changed()
        self.keys_changed.emit()

    def _say_nothing(self) -> None:
        clear(self._nothing_place)
        ways = []
        if self._after is not None:
            title = _("Nothing found so far")
            sentence = _("{n} enterprises have been looked through.").format(n=f"{self._looked_at:,}")
            way = Way("search", _("There are more"), _("Go on where it stopped"), _("Look further"), self._look_further)
            ways.append(way)
        elif any(chip.value() is not None for chip in self.chips):
            title, sentence = _("No enterprise fits"), _("Take a filter away to see others.")
        else:
            title = _("Nothing to confirm")
            sentence = _("Every enterprise here has an answer.")
        self._nothing_place.addWidget(EmptyState("circle-check", title, sentence, ways))
        self.stack.setCurrentWidget(self.nothing)
        self.side.show_row(None)

    # Answering.

    def accept(self) -> None:
        """Confirm what is suggested for the rows chosen."""
        rows = [row for row in self.table.chosen_rows() if row.suggestion is not None]
        self._answer([Answer(r.enterprise_id, r.version, industry=r.suggestion.industry) for r in rows if r.suggestion])

    def choose(self, industry: object) -> None:
        """Confirm this industry for the rows chosen."""
        if isinstance(industry, Industry):
            rows = self.table.chosen_rows()
            self._answer([Answer(row.enterprise_id, row.version, industry=industry) for row in rows])

    def decline(self) -> None:
        """Turn the suggestions of the rows chosen down."""
        rows = [row for row in self.table.chosen_rows() if row.suggestion is not None]
        self._answer([Answer(r.enterprise_id, r.version, declined=r.suggestion.industry) for r in rows if r.suggestion])

    def skip(self) -> None:
        """Go on to the next row; this one comes again another time."""
        numbers = [index.row() for index in self.table.selectionModel().selectedRows()]
        if numbers:
            self.table.set_current(max(numbers) + 1)

    def _answer(self, answers: list[Answer]) -> None:
        if not answers:
            return
        asked = {row.enterprise_id: row for row in self.rows}
        kept = [asked[answer.enterprise_id] for answer in answers]
        self.desk.jobs.perform(
            answer_industries, answers, then=lambda answered: self._answered(answered, answers, kept), owner=self
        )

    def _answered(self, answered: Answered, answers: list[Answer], kept: list[QueueRow]) -> None:
        done = {before.enterprise_id: before for before in answered.done}
        gone = set(done) | set(answered.changed_meanwhile)
        first = next((n for n, row in enumerate(self.rows) if row.enterprise_id in gone), 0)
        self.rows = [row for row in self.rows if row.enterprise_id not in gone]
        self._show()
        self.table.set_current(first)
        if answered.changed_meanwhile:
            words = ngettext(
                "{n} enterprise was changed by somebody else meanwhile and is left as it is.",
                "{n} enterprises were changed by somebody else meanwhile and are left as they are.",
                len(answered.changed_meanwhile),
            )
            step = _("Open this page again to see them anew.")
            self.error_bar.say(words.format(n=len(answered.changed_meanwhile)), step, kind="warn")
        else:
            self.error_bar.clear()
        if done:
            self.desk.undo.offer(_undo_words(answers, kept), lambda: self._take_back(list(done.values()), kept))
        if len(self.rows) < _ENOUGH:
            self._read()

    def _take_back(self, done: list[Before], kept: list[QueueRow]) -> None:
        self.desk.jobs.perform(
            take_back_answers, done, then=lambda stale: self._taken_back(done, kept, stale), owner=self
        )

    def _taken_back(self, done: list[Before], kept: list[QueueRow], stale: tuple[int, ...]) -> None:
        versions = {before.enterprise_id: before.version + 1 for before in done if before.enterprise_id not in stale}
        back = [row._replace(version=versions[row.enterprise_id]) for row in kept if row.enterprise_id in versions]
        self.rows = sorted([*self.rows, *back], key=lambda row: row.enterprise_id)
        self._show()
        if back:
            self.table.set_current(self.rows.index(back[0]))
        if stale:
            words = ngettext(
                "{n} enterprise was changed since and is left as it is.",
                "{n} enterprises were changed since and are left as they are.",
                len(stale),
            )
            self.error_bar.say(words.format(n=len(stale)), kind="warn")

    # What is seen.

    def _current_changed(self, row: QueueRow | None) -> None:
        self.side.show_row(row)
        if self.table.currentIndex().row() >= len(self.rows) - _NEAR_END:
            self._read()

    def _selection_changed(self) -> None:
        rows = self.table.chosen_rows()
        suggested = [row for row in rows if row.suggestion is not None]
        reason = "" if suggested else _("There is no suggestion") if rows else _("Choose an enterprise first")
        for button in (self.accept_button, self.decline_button):
            button.set_reason(reason)
        many = len(suggested) > 1
        self.accept_button.setText(_("Confirm {n}").format(n=len(suggested)) if many else _("Confirm"))
        self.decline_button.setText(_("Decline {n}").format(n=len(suggested)) if many else _("Decline"))
        for button in (self.accept_button, self.decline_button):
            button.updateGeometry()

    def _focus(self) -> None:
        shown = self.stack.currentWidget()
        if shown is not None:
            shown.setFocus()

    def _open(self) -> None:
        row = self.table.current_row()
        if row is not None:
            self.desk.go("enterprise", EnterpriseWanted(row.enterprise_id))

    def _show_towns(self, towns: list[SubdistrictName]) -> None:
        self.town.set_choices([(town.id, town.name) for town in towns])

    def _show_editions(self, editions: list[EditionRow]) -> None:
        self.edition.set_choices([(row.id, edition_words(row)) for row in editions])


def _undo_words(answers: list[Answer], kept: list[QueueRow]) -> str:
    if len(answers) == 1:
        return _("Take the answer for {name} back").format(name=kept[0].name)
    return _("Take {n} answers back").format(n=len(answers))
