"""A visit whole, beside the list: who, when, what was said, answered and explained, its papers, demands and history."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.demands.service import DemandRow
from officer_app.directory.attachments import Paper, open_paper
from officer_app.i18n import _
from officer_app.overview.visit_history import VisitChange
from officer_app.people.access import Permission
from officer_app.ui.enterprise.opened_papers import show_paper
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.today import MODE_ICONS
from officer_app.ui.visits.history import show_changes
from officer_app.ui.visits.list_columns import OUTCOME_TONES
from officer_app.ui.widgets import (
    Facts,
    Icon,
    Link,
    Pill,
    PillSpec,
    PushButton,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.widgets.pill import PillTone
from officer_app.ui.widgets.pill_flow import PillFlow
from officer_app.ui.wording import limit_pill, time_span
from officer_app.visits.answers import AnswerRow
from officer_app.visits.reading import VisitFile, VisitPaperRow


class WholeVisit(SidePanel):
    """Emits `correct_wanted` and `return_wanted`; papers are opened only when they are asked for."""

    correct_wanted = Signal()
    return_wanted = Signal()
    withdraw_wanted = Signal()
    history_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__(312)
        self._desk = desk
        self.return_button: PushButton | None = None

    def show_file(self, file: VisitFile | None) -> None:
        """Show a visit, or that none is chosen."""
        column = self.column
        clear(column)
        self.return_button = None
        if file is None:
            column.addWidget(Text(_("The chosen visit stands here whole."), "body", "text2", wrap=True))
            column.addStretch(1)
            return
        self._add_head(file)
        self.add_rule()
        column.addWidget(Facts(_facts(file)))
        self._add_text(_("What was said"), file.row.content or "–", prose=True)
        self._add_text(_("Answered on the spot"), file.answered)
        self._add_text(_("To follow up"), file.follow_up)
        if file.policies:
            self._section(_("Policies explained"), len(file.policies))
            column.addWidget(PillFlow(tuple(map(PillSpec, file.policies))))
        self._add_answers(file.answers)
        if file.papers:
            self._section(_("Papers"), len(file.papers))
            for paper in file.papers:
                column.addWidget(self._paper_line(paper))
        if file.demands and self._desk.may(Permission.DEMAND_READ):
            self._section(_("Demands"), len(file.demands))
            for demand in file.demands:
                column.addWidget(self._demand_line(demand))
        self.add_rule()
        history = Link(_("Who changed what"), "body")
        history.clicked.connect(self.history_wanted)
        column.addWidget(history)
        self._history = QVBoxLayout()
        self._history.setSpacing(dp(8))
        column.addLayout(self._history)
        column.addStretch(1)

    def show_history(self, changes: Sequence[VisitChange]) -> None:
        """Each time the visit was saved or returned, the latest first."""
        show_changes(self._history, changes)

    def _add_head(self, file: VisitFile) -> None:
        row, column = file.row, self.column
        column.addWidget(Text(row.enterprise, "record", wrap=True))
        tone = OUTCOME_TONES[row.outcome]
        shade: PillTone = "ok" if tone == "ok" else "warn" if tone == "warn" else "danger"
        pills = [PillSpec(row.mode.label, icon=MODE_ICONS[row.mode]), PillSpec(row.trigger.label)]
        pills.append(PillSpec(row.outcome.label, shade))
        if row.closed:
            pills.append(PillSpec(_("month closed"), "neutral", "lock"))
        column.addWidget(PillFlow(tuple(pills)))
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        correct = PushButton(_("Correct"), "pencil", height=28)
        correct.clicked.connect(self.correct_wanted)
        if row.closed:
            correct.set_reason(_("The month is closed; a supervisor can reopen it."))
        opened = PushButton(_("Enterprise"), "building-2", height=28)
        opened.clicked.connect(lambda: self._desk.go("enterprise", row.enterprise_id))
        if self._desk.may(Permission.VISIT_LOG):
            buttons.addWidget(correct)
        buttons.addWidget(opened)
        if self._desk.may(Permission.VISIT_RETURN) and not row.closed and file.returned is None:
            self.return_button = PushButton(_("Return…"), "reply", height=28)
            self.return_button.clicked.connect(self.return_wanted)
            buttons.addWidget(self.return_button)
        buttons.addStretch(1)
        column.addSpacing(dp(4))
        column.addLayout(buttons)
        if file.returned is not None:
            self._add_returned(file)

    def _add_returned(self, file: VisitFile) -> None:
        returned = file.returned
        assert returned is not None
        self.add_rule()
        self.column.addWidget(SectionHeader(_("Returned for completion")))
        self.column.addWidget(Text(returned.note, "body", "warn", wrap=True))
        by = _("{name}, {moment}").format(name=returned.by, moment=f"{returned.at:%Y-%m-%d %H:%M}")
        self.column.addWidget(Text(by, "caption", "text2"))
        if self._desk.may(Permission.VISIT_RETURN):
            back = Link(_("It need not be completed"), "body")
            back.clicked.connect(self.withdraw_wanted)
            self.column.addWidget(back)

    def _section(self, title: str, count: int) -> None:
        self.add_rule()
        self.column.addWidget(SectionHeader(title, str(count)))

    def _add_text(self, title: str, words: str, *, prose: bool = False) -> None:
        if words:
            self.add_rule()
            self.column.addWidget(SectionHeader(title))
            text = Text(words, "prose" if prose else "body", "text" if prose else "text2", wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.column.addWidget(text)

    def _add_answers(self, answers: tuple[AnswerRow, ...]) -> None:
        for topic in dict.fromkeys(answer.topic for answer in answers):
            some = [answer for answer in answers if answer.topic == topic]
            self._section(some[0].title, len(some))
            for answer in some:
                self.column.addWidget(Text(answer.question.text, "caption", "text2", wrap=True))
                self.column.addWidget(Text(_answer_words(answer), "body", wrap=True))

    def _paper_line(self, paper: VisitPaperRow) -> QWidget:
        line, row = _line("paperclip")
        if self._desk.may(Permission.PAPER_READ):
            link = Link(paper.name, "body")
            link.setWordWrap(True)
            link.clicked.connect(lambda: self._open(paper.attachment_id))
            row.addWidget(link, 1)
        else:
            row.addWidget(Text(paper.name, "body", wrap=True), 1)
        row.addWidget(Text(paper.kind.label, "caption", "text2"), 0, Qt.AlignmentFlag.AlignTop)
        return line

    def _open(self, attachment_id: int) -> None:
        def show(paper: Paper) -> None:
            if not show_paper(paper):
                self._desk.notices.say(_("No program opens this paper."))

        self._desk.jobs.perform(open_paper, attachment_id, then=show, owner=self)

    def _demand_line(self, demand: DemandRow) -> QWidget:
        holder, line = _line("message-square-text")
        link = Link(" ".join(demand.text.split()), "body")
        link.setWordWrap(True)
        link.clicked.connect(lambda: self._desk.go("demands", demand.id))
        line.addWidget(link, 1)
        pill = limit_pill(demand.days_left) if demand.days_left is not None else PillSpec(demand.state.label, "ok")
        line.addWidget(Pill(pill), 0, Qt.AlignmentFlag.AlignTop)
        return holder


def _line(icon: str) -> tuple[QWidget, QHBoxLayout]:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(dp(8))
    row.addWidget(Icon(icon, "text2"), 0, Qt.AlignmentFlag.AlignTop)
    return holder, row


def _answer_words(answer: AnswerRow) -> str:
    value = answer.value
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value.normalize():f} {answer.question.unit}".strip()
    return str(value)


def _facts(file: VisitFile) -> list[tuple[str, str | QWidget]]:
    row = file.row
    met = "、".join(" ".join(filter(None, (one.name, one.title, one.phone))) for one in file.people)
    ours = "、".join([row.by, *(" ".join(filter(None, (one.name, one.department))) for one in file.companions)])
    when = f"{row.visited_on:%Y-%m-%d} {time_span(row.starts_at, row.ends_at)}".strip()
    facts: list[tuple[str, str | QWidget]] = [(_("Number"), row.number), (_("Time"), when)]
    for label, words in (
        (_("Planned for"), time_span(file.planned_starts_at, file.planned_ends_at)),
        (_("Met"), met),
        (_("Our side"), ours),
        (_("Where"), file.place),
        (_("Next contact"), row.next_contact_on.isoformat() if row.next_contact_on else ""),
        (_("Entered by"), file.entered_by),
        (_("Imported from"), file.imported_from),
    ):
        if words:
            facts.append((label, words))
    return facts
