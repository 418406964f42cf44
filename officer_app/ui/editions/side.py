"""The panel beside an edition: the current listing, an enterprise to add, and the edition itself with publishing."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.directory.editions.listings import ListingLine, take_own_industries
from officer_app.directory.editions.service import (
    EditionRow,
    EditionStatus,
    Found,
    Hindrance,
    hindrances,
    publish_edition,
)
from officer_app.i18n import _, ngettext
from officer_app.ui.editions.listing_form import AddForm, ListingForm
from officer_app.ui.page import Desk
from officer_app.ui.targets import QueueWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import (
    Facts,
    Icon,
    Link,
    PushButton,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.wording import edition_words

LISTING: Final = "listing"
EDITION: Final = "edition"


class Publishing(QWidget):
    """The facts of an edition, what hinders publishing it, and the way to publish in two deliberate steps."""

    hindrance_wanted = Signal(object)  # Hindrance
    queue_wanted = Signal(object)  # QueueWanted
    asking = Signal(bool)  # whether the filled button is in view

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._edition: EditionRow | None = None
        self._facts = Facts()
        self._found = QVBoxLayout()
        self._found.setSpacing(dp(8))
        self.ask_button = PushButton(_("Publish…"), "badge-check")
        self.ask_button.clicked.connect(self._ask)
        self._who = Text(_("A supervisor publishes the edition."), "caption", "text2", wrap=True)
        self.confirm = QWidget()
        self.consequence = Text("", "body", wrap=True)
        self.publish_button = PushButton(
            "", "badge-check", kind="primary", height=metrics.DECISION, deliberate=True, wide=True
        )
        self.publish_button.clicked.connect(self._publish)
        self.not_now = PushButton(_("Not now"), wide=True)
        self.not_now.clicked.connect(self._put_off)
        asked = QVBoxLayout(self.confirm)
        asked.setContentsMargins(0, 0, 0, 0)
        asked.setSpacing(dp(10))
        asked.addWidget(self.consequence)
        asked.addWidget(self.publish_button)
        asked.addWidget(self.not_now)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(self._facts)
        column.addLayout(self._found)
        column.addWidget(self.ask_button)
        column.addWidget(self._who)
        column.addWidget(self.confirm)
        column.addStretch(1)

    def show_edition(self, edition: EditionRow | None) -> None:
        """Show another edition, or the same anew."""
        self._edition = edition
        self.setVisible(edition is not None)
        clear(self._found)
        self._stop_asking()
        if edition is None:
            return
        draft = edition.status is EditionStatus.DRAFT
        facts: list[tuple[str, str | QWidget]] = [
            (_("Edition"), edition_words(edition)),
            (_("Listed"), _enterprises(edition.listed)),
        ]
        if edition.removed:
            facts.append((_("Taken off"), _enterprises(edition.removed)))
        if edition.published_on is not None:
            facts.append((_("Published"), f"{edition.published_on.isoformat()}·{edition.published_by or '–'}"))
        self._facts.show_rows(facts)
        may = self._desk.may("directory_publish")
        self.ask_button.setVisible(draft and may)
        self.ask_button.set_reason(_("One moment…"))
        self._who.setVisible(draft and not may)
        if draft:
            self._desk.jobs.read(hindrances, edition.id, then=self._show_found, owner=self, latest="hindrances")

    def _show_found(self, found: list[Found]) -> None:
        clear(self._found)
        blocking = [one for one in found if one.what.blocks]
        self.ask_button.set_reason(_("What stands above hinders it.") if blocking else "")
        title = _("What hinders publishing") if blocking else _("Worth a look before publishing")
        if found:
            self._found.addWidget(SectionHeader(title))
        else:
            self._line("circle-check", "ok", Text(_("Nothing hinders publishing."), "body", "ok"))
        for one in found:
            tone: Tone = "danger" if one.what.blocks else "warn"
            icon = "circle-alert" if one.what.blocks else "triangle-alert"
            words = f"{one.what.label}·{_enterprises(one.count)}" if one.count else one.what.label
            if one.what is Hindrance.EMPTY:
                self._line(icon, tone, Text(words, "body", "danger", wrap=True))
                continue
            link = Link(words, "body")
            link.clicked.connect(lambda what=one.what: self.hindrance_wanted.emit(what))
            self._line(icon, tone, link)
            if one.what is Hindrance.NO_INDUSTRY and self._desk.may("directory_edit"):
                own = Link(_("Take what their files say"), "body")
                own.clicked.connect(self._take_own)
                queue = Link(_("Confirm suggestions one by one"), "body")
                queue.clicked.connect(self._to_queue)
                self._line("corner-down-left", "text3", own)
                self._line("list", "text3", queue)

    def _line(self, icon: str, tone: Tone, words: Text | Link) -> None:
        words.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(dp(8))
        row.addWidget(Icon(icon, tone))
        row.addWidget(words, 1)
        self._found.addLayout(row)

    def _take_own(self) -> None:
        if self._edition is not None:
            self._desk.jobs.perform(take_own_industries, self._edition.id, then=self._taken, owner=self)

    def _taken(self, count: int) -> None:
        words = ngettext("{n} listing has its industry now.", "{n} listings have their industry now.", count)
        self._desk.notices.say(words.format(n=count))

    def _to_queue(self) -> None:
        if self._edition is not None:
            self.queue_wanted.emit(QueueWanted(self._edition.id))

    def _ask(self) -> None:
        """Name the consequence; only the second, deliberate button publishes."""
        edition = self._edition
        if edition is None:
            return
        words = _(
            "The {year} edition will be in force with {count}, and can no longer be changed: what changes later needs "
            "a revision. Your name is kept with it."
        )
        self.consequence.setText(words.format(year=edition.year, count=_enterprises(edition.listed)))
        self.publish_button.setText(_("Publish the {year} edition").format(year=edition.year))
        self.ask_button.hide()
        self.confirm.show()
        self.asking.emit(True)
        self.not_now.setFocus()

    def _stop_asking(self) -> None:
        self.confirm.hide()
        self.asking.emit(False)

    def _put_off(self) -> None:
        self._stop_asking()
        self.ask_button.show()
        self.ask_button.setFocus()

    def _publish(self) -> None:
        edition = self._edition
        if edition is not None:
            self._desk.jobs.perform(
                publish_edition, edition.id, version=edition.version, then=self._published, owner=self
            )

    def _published(self, _nothing: object) -> None:
        self._stop_asking()
        self._desk.notices.say(_("The edition is published."))


class EditionSide(SidePanel):
    """One switch: the listing, or the edition; adding takes the place of the listing for a while."""

    hindrance_wanted = Signal(object)
    queue_wanted = Signal(object)
    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._edition: EditionRow | None = None
        self.switch = Segmented(
            [Segment(EDITION, _("The edition")), Segment(LISTING, _("Its listing"))], _("What to show")
        )
        self.switch.chosen.connect(lambda _value: self._fit())
        self.publishing = Publishing(desk)
        self.publishing.hindrance_wanted.connect(self.hindrance_wanted)
        self.publishing.queue_wanted.connect(self.queue_wanted)
        self.listing = ListingForm(desk)
        self.listing.done.connect(self.done)
        self.adding = AddForm(desk)
        self.adding.done.connect(self._added)
        self.none = Text(_("Choose a listing."), "body", "text2")
        self.column.addWidget(self.switch)
        self.column.addSpacing(dp(8))
        for widget in (self.publishing, self.listing, self.adding, self.none):
            self.column.addWidget(widget)
        self.column.addStretch(1)
        self._is_adding = False
        self._fit()

    def show_edition(self, edition: EditionRow | None) -> None:
        """Another edition is chosen, or the same has changed."""
        if self._edition is None or edition is None or self._edition.id != edition.id:
            self._is_adding = False
        self._edition = edition
        self.publishing.show_edition(edition)
        self._fit()

    def show_listing(self, line: ListingLine | None) -> None:
        """Another listing is current."""
        draft = self._edition is not None and self._edition.status is EditionStatus.DRAFT
        self.listing.show_line(line, draft=draft)
        self._fit()

    def edit(self) -> None:
        """Go to the fields of the current listing."""
        self._is_adding = False
        self.switch.choose(LISTING)
        self._fit()
        self.listing.to_fields()

    def take_off(self) -> None:
        """Go to the reason for taking the current one off."""
        self._is_adding = False
        self.switch.choose(LISTING)
        self._fit()
        self.listing.to_removal()

    def add(self, edition: EditionRow) -> None:
        """Ask which enterprise to add to this draft."""
        self._is_adding = True
        self.switch.choose(LISTING)
        self.adding.begin(edition.id)
        self._fit()
        self.adding.enterprise.setFocus()

    def save(self) -> None:
        """Store what is being entered."""
        if self.adding.isVisibleTo(self):
            self.adding.save()
        elif self.listing.isVisibleTo(self):
            self.listing.save()

    def _added(self) -> None:
        self._is_adding = False
        self._fit()
        self.done.emit()

    def _fit(self) -> None:
        on_listing = self.switch.value() == LISTING
        self.publishing.setVisible(not on_listing and self._edition is not None)
        self.adding.setVisible(on_listing and self._is_adding)
        self.listing.setVisible(on_listing and not self._is_adding and self.listing.line is not None)
        self.none.setVisible(on_listing and not self._is_adding and self.listing.line is None)


def _enterprises(count: int) -> str:
    return ngettext("{n} enterprise", "{n} enterprises", count).format(n=f"{count:,}")
