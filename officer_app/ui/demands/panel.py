"""One demand whole, and what can be done about it now; or a new one that came without a visit."""

from collections.abc import Callable, Sequence
from datetime import date
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.core.work import OFFICE_ZONE
from officer_app.demands.board import DemandFile, demand_file
from officer_app.demands.guess import likely_category
from officer_app.demands.service import (
    DEMAND_WORKFLOW,
    Category,
    DemandDraft,
    DemandRow,
    DemandState,
    DemandStep,
    Rating,
    Urgency,
    answer_demand,
    assign_demand,
    close_demand,
    raise_demand,
    rate_demand,
    reopen_demand,
    take_up_demand,
)
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.service import AccountRow
from officer_app.ui.demands.cards import standing
from officer_app.ui.enterprise_search import enterprise_fetch
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Choice,
    Facts,
    Icon,
    Link,
    Picker,
    PillSpec,
    Prose,
    PushButton,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.widgets.pill import PillTone
from officer_app.ui.widgets.pill_flow import PillFlow


class DemandPanel(SidePanel):
    """`closed` asks to be hidden; `done` tells that a step was taken on a demand (id)."""

    closed = Signal()
    done = Signal(int)

    def __init__(self, desk: Desk, page: QObject) -> None:
        super().__init__()
        self._desk, self._page = desk, page
        self._officers: list[AccountRow] = []
        self._file: DemandFile | None = None
        self._form: Form | None = None
        self._first: QWidget | None = None
        self._submit: Callable[[], object] | None = None
        self._wants_focus = False
        self._at_once = False

    def know_officers(self, officers: list[AccountRow]) -> None:
        """Who can handle demands."""
        self._officers = officers

    def show_demand(self, demand_id: int, *, focus: bool = False) -> None:
        """Read and show one; with `focus` the field of its next step takes the keyboard."""
        self._wants_focus = focus
        self._desk.jobs.read(demand_file, demand_id, then=self._show, owner=self, latest="file")

    def shown_id(self) -> int | None:
        """Which demand is shown."""
        return self._file.row.id if self._file is not None else None

    def submit(self) -> None:
        """Do what the panel's main button does."""
        if self._submit is not None:
            self._submit()

    def new(self) -> None:
        """Take a demand that reached the office without a visit."""
        self._restart()
        column = self.column
        column.addLayout(self._top(Text(_("New demand"), "record")))
        form = self._form = Form(labels_above=True)
        hint = _("Name, pinyin, code, contact or phone")
        picker = Picker(_("Enterprise"), hint, enterprise_fetch(self._desk, self))
        text = Prose(_("Demand"), _("What the enterprise asks for"), lines=5)
        category = Choice(_("Category"), [(word, word.label) for word in Category], Category.OTHER)
        urgency = Choice(_("Urgency"), [(word, word.label) for word in Urgency], Urgency.NORMAL)
        handler = self._handlers(None)
        form.add("enterprise", _("Enterprise"), picker, needed=True)
        form.add("demand", _("Demand"), text, needed=True)
        form.add("category", _("Category"), category)
        form.add("urgency", _("Urgency"), urgency)
        form.add("handler", _("Handled by"), handler)
        column.addWidget(form)
        draft_id = str(uuid4())

        def guess() -> None:
            if (found := likely_category(text.toPlainText())) is not None:
                category.set_value(found)

        def store() -> None:
            hit = picker.hit()
            if hit is None:
                error = Invalid(N_("Choose the enterprise."), remedy=N_("Type a part of its name."), field="enterprise")
                form.show_error(error)
                return
            draft = DemandDraft(
                draft_id,
                Category(str(category.value())),
                text.toPlainText(),
                Urgency(str(urgency.value())),
                _person(handler),
            )
            self._perform(raise_demand, hit.value, draft)

        text.textChanged.connect(guess)
        picker.picked.connect(lambda hit: text.setFocus() if hit else None)
        self._buttons((_("Save"), "check", store))
        column.addStretch(1)
        picker.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restart(self) -> None:
        clear(self.column)
        self._file = self._form = self._first = self._submit = None

    def _top(self, title: Text) -> QHBoxLayout:
        row = QHBoxLayout()
        title.setWordWrap(True)
        row.addWidget(title, 1)
        close = PushButton(
            icon="panel-right-close", kind="quiet", height=metrics.SMALL, name=_("Close the panel"), keys="Esc"
        )
        close.clicked.connect(self.closed)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _show(self, file: DemandFile) -> None:
        self._restart()
        self._file = file
        row, column = file.row, self.column
        column.addLayout(self._top(Text(row.number, "caption", "text2")))
        title = Text(row.text, "prose", weight=600, wrap=True)
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(title)
        enterprise = Link(row.enterprise, "body")
        enterprise.setWordWrap(True)
        enterprise.clicked.connect(lambda: self._desk.go("enterprise", row.enterprise_id))
        column.addWidget(enterprise)
        column.addWidget(PillFlow(_marks(row, self._desk.today())))
        self.add_rule()
        column.addWidget(Facts(_facts(row)))
        if row.answer:
            self.add_rule()
            column.addWidget(SectionHeader(_("Answer")))
            column.addWidget(Text(row.answer, "body", "text2", wrap=True))
        if self._desk.may(Permission.DEMAND_HANDLE):
            self.add_rule()
            self._steps(row)
        self.add_rule()
        self._history(file)
        column.addStretch(1)
        if self._wants_focus and self._first is not None:
            self._first.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wants_focus = False

    def _steps(self, row: DemandRow) -> None:
        steps = DEMAND_WORKFLOW.steps(row.state)
        self._form = Form(labels_above=True)
        if self._at_once or row.state is DemandState.IN_PROGRESS:
            self._at_once = False
            self._answer(row)
        elif row.state is DemandState.COLLECTED:
            self._hand_on(row)
        elif row.state is DemandState.ASSIGNED:
            self._take_up(row)
        elif DemandStep.RATE in steps:
            self._rate(row)
        else:
            self._close_or_reopen(row, can_close=DemandStep.CLOSE in steps)

    def _hand_on(self, row: DemandRow) -> None:
        self.column.addWidget(SectionHeader(_("Hand on")))
        handler, note = self._handlers(row.handler_id), Prose(_("Note"), _("What the handler should know"), lines=2)
        self._fields(("handler", _("Handled by"), handler), ("note", _("Note"), note))

        def act() -> None:
            chosen = _person(handler)
            if chosen is None:
                self._complain(Invalid(N_("Choose who handles it."), field="handler"))
                return
            self._perform(assign_demand, row.id, chosen, version=row.version, note=note.toPlainText())

        self._buttons((_("Hand on"), "send", act))
        self._also_answer()

    def _take_up(self, row: DemandRow) -> None:
        self.column.addWidget(SectionHeader(_("Take up")))
        words = _("{name} has it; taking it up starts the work.").format(name=row.handler)
        self.column.addWidget(Text(words, "body", "text2", wrap=True))
        self._buttons(
            (_("Take up"), "hand", lambda: self._perform(take_up_demand, row.id, version=row.version)),
        )
        self._also_answer()

    def _answer(self, row: DemandRow) -> None:
        self.column.addWidget(SectionHeader(_("Answer")))
        answer = Prose(_("Answer"), _("What the enterprise was told"), lines=5)
        self._fields(("answer", _("Answer"), answer))
        self._buttons(
            (
                _("Answer"),
                "reply",
                lambda: self._perform(answer_demand, row.id, answer.toPlainText(), version=row.version),
            )
        )

    def _also_answer(self) -> None:
        link = Link(_("Answer it now"), "body")
        link.clicked.connect(self._answer_now)
        self.column.addWidget(link)

    def _answer_now(self) -> None:
        if self._file is not None:
            self._at_once = self._wants_focus = True
            self._show(self._file)

    def _rate(self, row: DemandRow) -> None:
        self.column.addWidget(SectionHeader(_("Is the enterprise content?")))
        verdict = Segmented([Segment(rating.value, rating.label) for rating in Rating], _("Rating"))
        note = Prose(_("Note"), _("What the enterprise said"), lines=2)
        self._fields(("rating", _("Rating"), verdict), ("note", _("Note"), note))
        hint = Text("", "caption", "text2", wrap=True)
        self.column.addWidget(hint)

        def say(_value: str = "") -> None:
            again = Rating(verdict.value()) is Rating.NOT_CONTENT
            hint.setText(_("It is taken up again.") if again else _("It can be closed then."))

        def act(close: bool) -> None:
            self._perform(
                rate_demand,
                row.id,
                Rating(verdict.value()),
                version=row.version,
                note=note.toPlainText(),
                close=close,
            )

        verdict.chosen.connect(say)
        say()
        self._buttons(
            (_("Rate and close"), "circle-check", lambda: act(True)), (_("Rate only"), "star", lambda: act(False))
        )

    def _close_or_reopen(self, row: DemandRow, *, can_close: bool) -> None:
        note = Prose(_("Reason"), _("Why it is taken up again"), lines=2)

        def reopen() -> None:
            self._perform(reopen_demand, row.id, note.toPlainText(), version=row.version)

        if can_close:
            self.column.addWidget(SectionHeader(_("Close")))
            self._buttons(
                (_("Close"), "circle-check", lambda: self._perform(close_demand, row.id, version=row.version)),
            )
        self.column.addWidget(SectionHeader(_("Reopen")))
        self._fields(("note", _("Reason"), note))
        if can_close:
            row_of = QHBoxLayout()
            button = PushButton(_("Reopen"), "rotate-ccw")
            button.clicked.connect(reopen)
            row_of.addWidget(button)
            row_of.addStretch(1)
            self.column.addLayout(row_of)
        else:
            self._buttons((_("Reopen"), "rotate-ccw", reopen))

    def _handlers(self, chosen: int | None) -> Choice:
        people: list[tuple[object, str]] = [(row.id, f"{row.name}·{row.role.label}") for row in self._officers]
        return Choice(_("Handled by"), [(0, _("not yet handed on")), *people], chosen or 0)

    def _fields(self, *fields: tuple[str, str, QWidget]) -> None:
        assert self._form is not None
        for name, label, widget in fields:
            self._form.add(name, label, widget)
            self._first = self._first or widget
        self.column.addWidget(self._form)

    def _buttons(
        self, main: tuple[str, str, Callable[[], object]], *others: tuple[str, str, Callable[[], object]]
    ) -> None:
        row = QHBoxLayout()
        row.setSpacing(dp(8))
        for place, (words, icon, act) in enumerate((main, *others)):
            kind_keys = "Ctrl Enter" if not place else ""
            button = PushButton(words, icon, keys=kind_keys)
            button.clicked.connect(lambda _on=False, act=act: act())
            row.addWidget(button)
            if not place:
                self._first = self._first or button
        row.addStretch(1)
        self._submit = main[2]
        self.column.addLayout(row)

    def _perform(self, use_case: Callable[..., object], *args: object, **kw: object) -> None:
        shown = self.shown_id()

        def then(value: object) -> None:
            self.done.emit(shown if shown is not None else value if isinstance(value, int) else 0)

        self._desk.jobs.perform(use_case, *args, then=then, failed=self._complain, owner=self, **kw)

    def _complain(self, error: AppError) -> None:
        if self._form is None or not self._form.show_error(error):
            self._desk.notices.show_error(error, self)

    def _history(self, file: DemandFile) -> None:
        row = file.row
        self.column.addWidget(SectionHeader(_("Steps")))
        lines: list[tuple[str, str, str]] = [("inbox", DemandState.COLLECTED.label, f"{row.collected_on:%Y-%m-%d}")]
        notes = [""]
        for event in file.history:
            at = event.at.astimezone(OFFICE_ZONE)
            lines.append(
                (_STEP_ICONS.get(event.step, "circle-dot"), f"{event.step.label}·{event.by}", f"{at:%m-%d %H:%M}")
            )
            notes.append(event.note)
        for (icon, words, when), note in zip(reversed(lines), reversed(notes), strict=True):
            line = QHBoxLayout()
            line.setSpacing(dp(8))
            line.addWidget(Icon(icon, "text2"), 0, Qt.AlignmentFlag.AlignTop)
            both = QVBoxLayout()
            both.setSpacing(0)
            both.addWidget(Text(words))
            if note:
                both.addWidget(Text(note, "caption", "text2", wrap=True))
            line.addLayout(both, 1)
            line.addWidget(Text(when, "caption", "text3"), 0, Qt.AlignmentFlag.AlignTop)
            self.column.addLayout(line)


_STEP_ICONS = {
    DemandStep.ASSIGN: "send",
    DemandStep.TAKE_UP: "hand",
    DemandStep.ANSWER: "reply",
    DemandStep.RATE: "star",
    DemandStep.CLOSE: "circle-check",
    DemandStep.REOPEN: "rotate-ccw",
}


def _person(handler: Choice) -> int | None:
    value = handler.value()
    return value if isinstance(value, int) and value else None


def _marks(row: DemandRow, today: date) -> Sequence[PillSpec]:
    icon, words, tone = standing(row, today)
    tones: dict[str, PillTone] = {"danger": "danger", "warn": "warn", "ok": "ok"}
    marks = [PillSpec(row.category.label), PillSpec(words, tones.get(tone, "neutral"), icon)]
    if row.urgency is not Urgency.NORMAL:
        marks.insert(1, PillSpec(row.urgency.label, "warn"))
    return marks


def _facts(row: DemandRow) -> list[tuple[str, str | QWidget]]:
    due = row.due_on.isoformat()
    return [
        (_("State"), row.state.label),
        (_("Handled by"), row.handler or _("nobody yet")),
        (_("Collected"), row.collected_on.isoformat()),
        (_("Due"), _("{limit} (provisional)").format(limit=due) if row.due_provisional else due),
    ]
