"""One demand beside the board: what it is, how it stands, and what can be done about it."""

from collections.abc import Mapping, Sequence
from typing import Any  # Any: what fields hold

from PySide6.QtCore import QMargins, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from shiboken6 import isValid

from officer_app.cases.lists import CaseFilter, list_cases
from officer_app.core.errors import AppError, Conflict
from officer_app.demands.board import DemandFile, demand_file
from officer_app.demands.service import DemandStep, list_demands
from officer_app.i18n import _
from officer_app.people.access import Permission
from officer_app.people.service import AccountRow
from officer_app.ui.demands.deeds import Ask, Deed, Kind, Offer, Values, offers, way_back
from officer_app.ui.demands.new import NewDemand
from officer_app.ui.demands.sections import show_sections
from officer_app.ui.demands.sheet import sheet_of
from officer_app.ui.demands.standing import STEP_ICONS, marks, one_line
from officer_app.ui.demands.step_form import Choices, StepForm
from officer_app.ui.kept_form import FormKeeping, typed_in
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Link, PushButton, SidePanel, Text, clear
from officer_app.ui.widgets.pill_flow import PillFlow
from officer_app.ui.widgets.token_field import Flow

_WIDTH = 372


class DemandPanel(SidePanel):
    """`closed` asks to be hidden; `done` tells that a step was taken on a demand (id, step)."""

    closed = Signal()
    done = Signal(int, str)
    stored = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__(_WIDTH)
        self._desk = desk
        self._officers: Sequence[AccountRow] = ()
        self._file: DemandFile | None = None
        self._offers: dict[DemandStep, Offer] = {}
        self._begun: dict[tuple[int, DemandStep], Mapping[str, Any]] = {}
        self._blank: dict[tuple[int, DemandStep], Mapping[str, Any]] = {}
        self._kept: FormKeeping | None = None
        self._wanted_step: DemandStep | None = None
        self._wants_focus = False
        self._place: QVBoxLayout | None = None
        self._looked_up: dict[str, Choices] = {}
        self._at_once: DemandStep | None = None
        self._ways: dict[DemandStep, PushButton] = {}
        self.unfolded = False
        self.form: StepForm | None = None
        self.fresh: NewDemand | None = None

    def know_officers(self, officers: Sequence[AccountRow]) -> None:
        """Who can handle demands."""
        self._officers = officers

    def show_demand(self, demand_id: int, *, step: DemandStep | None = None, focus: bool = False) -> None:
        """Read and show one, with the form of a step; with `focus` its first field takes the keyboard."""
        if step is not None or self.shown_id() != demand_id:
            self._wanted_step = step
        self._wants_focus = focus or self._wants_focus
        self._keep_typed()
        self._desk.jobs.read(demand_file, demand_id, then=self._show, owner=self, latest="file")

    def shown_id(self) -> int | None:
        """Which demand is shown."""
        return self._file.row.id if self._file is not None else None

    def file(self) -> DemandFile | None:
        """The demand that is shown."""
        return self._file

    def submit(self) -> None:
        """Do what the form in view is for, unless that wants a hand on the button."""
        if self.fresh is not None:
            self.fresh.submit()
        elif self.form is not None and not self.form.deed.deliberate:
            self.form.submit()

    def new(self) -> None:
        """Take a demand that reached the office without a visit; one that was begun is still there."""
        self._keep_typed()
        begun = self.fresh
        if begun is not None:
            begun.begin()
            return
        self._restart()
        self.column.addLayout(self._top(Text(_("New demand"), "record")))
        self.fresh = NewDemand(self._desk, self._officers)
        self.fresh.stored.connect(self._stored)
        self.column.addWidget(self.fresh)
        self.column.addStretch(1)
        self.fresh.begin()

    def take_on(self, demand_id: int, step: DemandStep) -> None:
        """Take a step on a demand that may not be in view yet: at once where nothing needs to be said for it."""
        self._at_once = step
        self.show_demand(demand_id, step=step, focus=True)

    def print_sheet(self) -> None:
        """Show the sheet of the demand in view as a paper."""
        if self._file is not None and self._desk.may(Permission.REPORT):
            self._desk.go("paper", sheet_of(self._desk.jobs, self._file.row))

    def take(self, step: DemandStep) -> None:
        """Open the form of a step, or take it where nothing needs to be said."""
        offer = self._offers.get(step)
        if offer is None:
            return
        if offer.deed.at_once and not offer.reason and not offer.deed.deliberate:
            self._perform(offer.deed, {})
        else:
            self._open_form(offer, focus=True)

    def release(self, account_id: int) -> None:
        """Open the form that takes somebody's part from them."""
        self.take(DemandStep.LEAVE)
        if self.form is not None and isinstance(field := self.form.field("helper"), Choice):
            field.set_value(account_id)

    def unfold(self) -> None:
        """Show all of the history."""
        self.unfolded = True
        if (shown := self.shown_id()) is not None:
            self.show_demand(shown)

    def offered(self) -> dict[DemandStep, Offer]:
        """What can be done with the demand that is shown."""
        return dict(self._offers)

    def _restart(self) -> None:
        clear(self.column)
        self._file = self.form = self.fresh = self._place = None
        self._offers = {}

    def _keep_typed(self) -> None:
        """What was begun is there again when its demand is."""
        if self._file is not None and self.form is not None:
            key = (self._file.row.id, self.form.deed.step)
            self._begun[key] = self.form.values()

    def _top(self, title: Text, *, paper: bool = False) -> QHBoxLayout:
        row = QHBoxLayout()
        title.setWordWrap(True)
        row.addWidget(title, 1)
        if paper and self._desk.may(Permission.REPORT):
            sheet = PushButton(
                icon="printer", kind="quiet", height=metrics.SMALL, name=_("Print the sheet"), keys="Ctrl P"
            )
            sheet.clicked.connect(self.print_sheet)
            row.addWidget(sheet, 0, Qt.AlignmentFlag.AlignTop)
        close = PushButton(
            icon="panel-right-close", kind="quiet", height=metrics.SMALL, name=_("Close the panel"), keys="Esc"
        )
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _show(self, file: DemandFile) -> None:
        had_focus = self.form is not None and self.form.isAncestorOf(self.window().focusWidget() or self)
        same = self.shown_id() == file.row.id
        if not same:
            self.unfolded, self._looked_up = False, {}
        open_step = self.form.deed.step if same and self.form is not None else None
        self._restart()
        self._file = file
        row, column = file.row, self.column
        column.addLayout(self._top(Text(row.number, "caption", "text2"), paper=True))
        title = Text(row.text, "prose", weight=600, wrap=True)
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(title)
        enterprise = Link(row.enterprise, "body")
        enterprise.setWordWrap(True)
        enterprise.clicked.connect(lambda: self._desk.go("enterprise", row.enterprise_id))
        column.addWidget(enterprise)
        column.addWidget(PillFlow(marks(row, self._desk.today())))
        self._offers = {offer.deed.step: offer for offer in offers(file, self._desk)}
        if self._offers:
            self._show_ways(self._wanted_step or open_step, focus=self._wants_focus or had_focus)
        self._show_lost()
        show_sections(self, file)
        column.addStretch(1)
        self._wants_focus = False
        if (step := self._at_once) is not None:
            self._at_once = None
            offer = self._offers.get(step)
            if offer is not None and offer.deed.at_once and not offer.reason:
                self.take(step)

    def _show_lost(self) -> None:
        """What was typed for a step that is no longer open is not lost: it can be copied."""
        assert self._file is not None
        for (demand_id, step), values in self._begun.items():
            said = [str(value) for value in values.values() if isinstance(value, str) and value.strip()]
            if demand_id == self._file.row.id and step not in self._offers and said:
                words = _("What you had typed for “{step}”").format(step=step.label)
                self.column.addWidget(Text(words, "caption", "warn", wrap=True))
                kept = Text("\n".join(said), "body", "text", wrap=True)
                kept.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
                self.column.addWidget(kept)

    def _show_ways(self, wanted: DemandStep | None, *, focus: bool) -> None:
        """The form of the step wanted, else of the usual one; below it the other ways, with their keys."""
        self.add_rule()
        self._place = QVBoxLayout()
        self.column.addLayout(self._place)
        first = next(iter(self._offers.values()))
        chosen = self._offers.get(wanted, first) if wanted is not None else first
        holder = QWidget()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        holder.setSizePolicy(policy)
        self._ways = {}
        flow = Flow(holder, QMargins(0, 0, 0, 0), dp(2), fills=False)
        for step, offer in self._offers.items():
            deed = offer.deed
            button = PushButton(deed.title(), STEP_ICONS[step], keys=deed.key, height=metrics.SMALL, kind="quiet")
            button.clicked.connect(lambda _on=False, step=step: self.take(step))
            button.set_reason(offer.reason)
            self._ways[step] = button
            flow.addWidget(button)
        self._open_form(chosen, focus=focus)
        if len(self._offers) > 1:
            self.column.addSpacing(dp(4))
            self.column.addWidget(holder)
        off: dict[str, list[str]] = {}
        for offer in self._offers.values():
            if offer.reason:
                off.setdefault(offer.reason, []).append(offer.deed.title())
        for reason, titles in off.items():
            words = _("{steps}: {reason}").format(steps=_(", ").join(titles), reason=reason)
            self.column.addWidget(Text(words, "caption", "text2", wrap=True))

    def _open_form(self, offer: Offer, *, focus: bool) -> None:
        assert self._file is not None
        assert self._place is not None
        self._keep_typed()
        self._wanted_step = offer.deed.step
        clear(self._place)
        row = self._file.row
        begun = self._begun.get((row.id, offer.deed.step)) or {
            ask.name: ask.value(self._file) for ask in offer.deed.asks if ask.value is not None
        }
        self.form = StepForm(offer.deed, self._choices, self._desk.today, begun=begun, reason=offer.reason)
        self.form.wanted.connect(lambda values, deed=offer.deed: self._perform(deed, values))
        self._place.addWidget(self.form)
        self._keep_form(row.id, offer.deed.step, self.form)
        for step, button in self._ways.items():
            # What is open already is no other way.
            button.setVisible(step is not offer.deed.step)
        if focus:
            self.form.take_keyboard()
        for ask in offer.deed.asks:
            if ask.looked_up and ask.looked_up not in self._looked_up:
                self._look_up(ask.looked_up, offer)

    def _keep_form(self, demand_id: int, step: DemandStep, form: StepForm) -> None:
        """What is typed for the step outlives the window, as it was before anything was typed for it."""
        self._kept = FormKeeping.of(self._desk, form, f"demand.{step}", form.form.fields())
        blank = self._blank.setdefault((demand_id, step), typed_in(form.form.fields()))
        self._kept.about(str(demand_id), blank)

    def _look_up(self, what: str, offer: Offer) -> None:
        """Read what a form offers to choose from; it is built anew with it, and keeps what was typed."""
        assert self._file is not None
        row = self._file.row

        def arrived(choices: Choices) -> None:
            if self.shown_id() == row.id:
                self._looked_up[what] = choices
                if self.form is not None and self.form.deed is offer.deed:
                    self._open_form(offer, focus=self.form.isAncestorOf(self.window().focusWidget() or self))

        if what == "demands":
            self._desk.jobs.read(
                list_demands,
                enterprise_id=row.enterprise_id,
                open_only=True,
                then=lambda rows: arrived(
                    [(one.id, f"{one.number} {one_line(one.text)}") for one in rows if one.id != row.id]
                ),
                owner=self,
            )
        elif self._desk.may(Permission.CASE_READ):
            self._desk.jobs.read(
                list_cases,
                CaseFilter(enterprise_id=row.enterprise_id),
                then=lambda page: arrived([(one.id, f"{one.number}·{one.applicant}") for one in page.rows]),
                owner=self,
            )

    def _choices(self, ask: Ask) -> Choices:
        assert self._file is not None
        if ask.kind is Kind.PERSON:
            return [(row.id, f"{row.name}·{row.role.label}") for row in self._officers]
        if ask.looked_up:
            return self._looked_up.get(ask.looked_up, ())
        return ask.choices(self._file) if ask.choices is not None else ()

    def _perform(self, deed: Deed, values: Values) -> None:
        assert self._file is not None
        file = self._file
        use_case, args, named = deed.call(file, values)

        def then(_value: object) -> None:
            self._begun.pop((file.row.id, deed.step), None)
            if self.form is not None and self.form.deed is deed:
                self.form = None
                if self._kept is not None and isValid(self._kept):
                    self._kept.sent()
            self._wanted_step = None
            if (way := way_back(deed.step)) is not None:
                words = _("{step} ({number})").format(step=deed.title(), number=file.row.number)
                self._desk.undo.offer(words, lambda: self._take_back(file.row.id, way, values))
            self.done.emit(file.row.id, deed.step.value)

        self._desk.jobs.perform(use_case, *args, then=then, failed=self._refused, owner=self, **named)

    def _take_back(self, demand_id: int, way: Deed, values: Values) -> None:
        """Take a step back, by the step that undoes it, on the demand as it is by now."""

        def perform(file: DemandFile) -> None:
            use_case, args, named = way.call(file, {"helper": values.get("handler"), "note": ""})
            self._desk.jobs.perform(
                use_case, *args, then=lambda _done: self.done.emit(demand_id, way.step.value), owner=self, **named
            )

        self._desk.jobs.read(demand_file, demand_id, then=perform, owner=self)

    def _refused(self, error: AppError) -> None:
        if isinstance(error, Conflict) and (shown := self.shown_id()) is not None:
            # Somebody was faster: what was typed stays, beside how the demand stands by now.
            self._keep_typed()
            self.show_demand(shown)
            self._desk.notices.show_error(error, self)
        elif self.form is None or not self.form.show_error(error):
            self._desk.notices.show_error(error, self)

    def _stored(self, demand_id: int) -> None:
        self.fresh = None
        self.stored.emit(demand_id)

    @property
    def desk(self) -> Desk:
        """What the page was given."""
        return self._desk
