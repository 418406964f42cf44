"""What stands below the form in a demand's panel: limits, people, notes, what was asked, merged and said, history."""

from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.demands.file import DemandFile, ExtensionRow, HelperRow, HurryRow
from officer_app.demands.service import DemandRow, DemandState, DemandStep
from officer_app.i18n import _, ngettext
from officer_app.ui.demands.standing import STATE_ICONS, STEP_ICONS, one_line, paused_words
from officer_app.ui.targets import CaseWanted, ShowVisit
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Facts, Icon, Link, Pill, PillSpec, SectionHeader, Text

if TYPE_CHECKING:
    from officer_app.ui.demands.panel import DemandPanel

_FEW: Final = 6  # steps of the history that are shown before the rest is unfolded


def show_sections(panel: "DemandPanel", file: DemandFile) -> None:
    """Add them to the panel, each only where it has something to say."""
    for section in (_limits, _extensions, _hurries, _handlers, _merged, _case, _answer, _verdict, _history):
        section(panel, file)


def _head(panel: "DemandPanel", title: str, note: str = "") -> None:
    panel.add_rule()
    panel.column.addWidget(SectionHeader(title, note))


def _limits(panel: "DemandPanel", file: DemandFile) -> None:
    row, today = file.row, panel.desk.today()
    _head(panel, _("Limits"))
    facts: list[tuple[str, str | QWidget]] = [
        (_("Collected"), f"{row.collected_on.isoformat()}·{row.collector}"),
    ]
    if row.accept_due_on is not None:
        facts.append((_("Taking up"), _limit(row.accept_due_on, row.accepted_on, today)))
    if row.first_answer_due_on is not None:
        facts.append((_("First answer"), _limit(row.first_answer_due_on, row.first_answered_on, today)))
    solved = _limit(row.due_on, row.answered_on, today, counts=row.days_left is not None)
    if row.due_provisional:
        solved = _("{limit} (provisional)").format(limit=solved)
    facts.append((_("Solution"), solved))
    panel.column.addWidget(Facts(facts))
    if row.paused:
        words = paused_words(row, today)
        if row.escalated_to and row.state is DemandState.ESCALATED:
            words = f"{words}·{row.escalated_to}"
        _line(panel, "pause", words, _("The limit is known again when it resumes."))
    for pause in file.pauses:
        if pause.resumed is not None:
            words = ngettext("{state} for {n} workday", "{state} for {n} workdays", pause.days)
            days = f"{pause.stopped.isoformat()} – {pause.resumed.isoformat()}"
            _line(panel, "pause", words.format(state=pause.state.label, n=pause.days), days)


def _limit(due: date, met: date | None, today: date, *, counts: bool = True) -> str:
    """The day of a limit, and whether it was met, is past or still runs."""
    day = due.isoformat()
    if met is not None:
        late = met > due
        words = _("{due}·done {day}, late") if late else _("{due}·done {day}")
        return words.format(due=day, day=met.isoformat())
    if counts and due < today:
        return _("{due}·past").format(due=day)
    return day


def _extensions(panel: "DemandPanel", file: DemandFile) -> None:
    if not file.extensions:
        return
    _head(panel, _("Extension"))
    for one in file.extensions:
        words = ngettext("{name} asked for {n} workday more", "{name} asked for {n} workdays more", one.days)
        _line(panel, "calendar-plus", words.format(name=one.asked_by, n=one.days), one.reason, _at(one.asked_at))
        _line(panel, *_decision(one))


def _decision(one: ExtensionRow) -> tuple[str, str, str]:
    if one.pending:
        return "hourglass", _("Waits for a supervisor; the limit stays until then."), ""
    if one.approved is None:
        return "circle-minus", _("No longer needed"), ""
    if one.approved:
        words = _("{name} approved: due {day}").format(
            name=one.decided_by, day=one.due_after.isoformat() if one.due_after else ""
        )
        return "calendar-check", words, one.decision_note
    return "calendar-clock", _("{name} refused").format(name=one.decided_by), one.decision_note


def _hurries(panel: "DemandPanel", file: DemandFile) -> None:
    if not file.hurry_notes:
        return
    _head(panel, _("Hurry-up notes"))
    for note in file.hurry_notes:
        _line(panel, "zap", f"{note.issued_by}：{note.text}", "", _at(note.issued_at))
        _line(panel, *_reply(note))


def _reply(note: HurryRow) -> tuple[str, str, str]:
    if note.replied_at is not None:
        return "message-square-plus", f"{note.replied_by}：{note.reply}", ""
    words = _("Reply was due {day}") if note.late else _("Reply due {day}")
    return "clock-alert" if note.late else "hourglass", words.format(day=note.reply_due_on.isoformat()), ""


def _handlers(panel: "DemandPanel", file: DemandFile) -> None:
    row = file.row
    _head(panel, _("Handlers"))
    lead = row.handler or _("nobody yet")
    if row.handler_left:
        lead = _("{name} (has left: hand it on)").format(name=lead)
    _line(panel, "user-check" if row.handler else "user", lead, _("in the lead") if row.handler else "")
    for helper in file.helpers:
        panel.column.addLayout(_helper(panel, file, helper))


def _helper(panel: "DemandPanel", file: DemandFile, helper: HelperRow) -> QVBoxLayout:
    both = QVBoxLayout()
    both.setSpacing(dp(2))
    first = QHBoxLayout()
    first.setSpacing(dp(8))
    first.addWidget(Icon("user-plus", "text2"))
    name = _("{name} (has left)").format(name=helper.name) if helper.left else helper.name
    first.addWidget(Text(name), 1)
    if helper.contributed_on is not None:
        first.addWidget(Pill(PillSpec(_("contributed"), "ok", "check")))
    if DemandStep.LEAVE in file.steps:
        remove = Link(_("Release"))
        remove.setAccessibleName(_("Release {name}").format(name=helper.name))
        remove.clicked.connect(lambda: panel.release(helper.account_id))
        first.addWidget(remove)
    both.addLayout(first)
    for words in (helper.task, helper.contribution):
        if words:
            text = Text(words, "caption", "text2", wrap=True)
            text.setContentsMargins(dp(24), 0, 0, 0)
            both.addWidget(text)
    return both


def _merged(panel: "DemandPanel", file: DemandFile) -> None:
    if file.kept is not None:
        _head(panel, _("Merged into"))
        _other(panel, file.kept)
    if not file.merged:
        return
    _head(panel, _("Merged with it"), str(len(file.merged)))
    for row in file.merged:
        _other(panel, row)


def _other(panel: "DemandPanel", row: DemandRow) -> None:
    link = Link(f"{row.number} {one_line(row.text)}", "body")
    link.setWordWrap(True)
    link.clicked.connect(lambda: panel.show_demand(row.id))
    panel.column.addWidget(link)


def _case(panel: "DemandPanel", file: DemandFile) -> None:
    if file.case_number:
        _head(panel, _("Case"))
        if panel.desk.may("case_read"):
            link = Link(file.case_number, "body")
            case_id = file.row.case_id or 0
            link.clicked.connect(lambda: panel.desk.go("case", CaseWanted(case_id)))
            panel.column.addWidget(link)
        else:
            panel.column.addWidget(Text(file.case_number))
    if file.visit_number and file.visited_on is not None:
        _head(panel, _("From the visit"))
        words = f"{file.visit_number}·{file.visited_on.isoformat()}"
        visit_id = file.row.visit_id
        if visit_id is not None and panel.desk.may("visit_read"):
            link = Link(words, "body")
            link.clicked.connect(lambda: panel.desk.go("visits", ShowVisit(visit_id)))
            panel.column.addWidget(link)


def _answer(panel: "DemandPanel", file: DemandFile) -> None:
    if file.row.answer:
        _head(panel, _("Answer"))
        answer = Text(file.row.answer, "body", "text2", wrap=True)
        answer.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        panel.column.addWidget(answer)


def _verdict(panel: "DemandPanel", file: DemandFile) -> None:
    row = file.row
    if row.rating is None:
        return
    _head(panel, _("Call-back"))
    tone = {"content": "ok", "mostly": "neutral", "not_content": "danger"}[row.rating.value]
    pill = Pill(PillSpec(row.rating.label, tone))  # type: ignore[arg-type] # one of the tones of pills
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    line.addWidget(pill)
    said = "·".join(part for part in (row.rated_by, row.rated_on.isoformat() if row.rated_on else "") if part)
    line.addWidget(Text(said, "body", "text2"), 1)
    panel.column.addLayout(line)
    if row.rating_note:
        panel.column.addWidget(Text(row.rating_note, "body", "text2", wrap=True))
    if row.reopened:
        words = ngettext("Taken up again {n} time", "Taken up again {n} times", row.reopened).format(n=row.reopened)
        _line(panel, "rotate-ccw", words)


def _history(panel: "DemandPanel", file: DemandFile) -> None:
    _head(panel, _("History"))
    row = file.row
    steps = [
        (
            STEP_ICONS.get(event.step, "circle-dot"),
            f"{event.step.label}·{event.by}",
            event.note,
            f"{event.at.astimezone(OFFICE_ZONE):%m-%d %H:%M}",
        )
        for event in reversed(file.history)
    ]
    collected = DemandState.COLLECTED
    steps.append((STATE_ICONS[collected], f"{collected.label}·{row.collector}", "", f"{row.collected_on:%m-%d}"))
    shown = steps if panel.unfolded else steps[:_FEW]
    for icon, words, note, when in shown:
        _line(panel, icon, words, note, when)
    if len(shown) < len(steps):
        rest = len(steps) - len(shown)
        more = Link(ngettext("{n} earlier step", "{n} earlier steps", rest).format(n=rest), "body")
        more.clicked.connect(panel.unfold)
        panel.column.addWidget(more)


def _line(panel: "DemandPanel", icon: str, words: str, note: str = "", when: str = "") -> None:
    """An icon, what happened, when, and below it what was said."""
    line = QHBoxLayout()
    line.setSpacing(dp(8))
    line.addWidget(Icon(icon, "text2"), 0, Qt.AlignmentFlag.AlignTop)
    both = QVBoxLayout()
    both.setSpacing(0)
    both.addWidget(Text(words, wrap=True))
    if note:
        both.addWidget(Text(note, "caption", "text2", wrap=True))
    line.addLayout(both, 1)
    if when:
        line.addWidget(Text(when, "caption", "text3"), 0, Qt.AlignmentFlag.AlignTop)
    panel.column.addLayout(line)


def _at(moment: datetime) -> str:
    return f"{moment.astimezone(OFFICE_ZONE):%m-%d %H:%M}"
