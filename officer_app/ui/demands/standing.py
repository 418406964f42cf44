"""How a demand stands, in an icon, words and a tone: the same on cards, in tables and in the panel."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from officer_app.demands.board import Sign, days_waiting
from officer_app.demands.service import PAUSED_STATES, DemandRow, DemandState, DemandStep, Rating, Urgency
from officer_app.i18n import _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import PillSpec
from officer_app.ui.widgets.pill import PillTone
from officer_app.ui.wording import limit_pill

STATE_ICONS: Final = {
    DemandState.COLLECTED: "inbox",
    DemandState.ASSIGNED: "send",
    DemandState.ACCEPTED: "hand",
    DemandState.IN_PROGRESS: "loader",
    DemandState.SUSPENDED: "pause",
    DemandState.ESCALATED: "landmark",
    DemandState.ANSWERED: "reply",
    DemandState.RATED: "star",
    DemandState.CLOSED: "circle-check",
    DemandState.MERGED: "layers",
}
STEP_ICONS: Final = {
    DemandStep.ASSIGN: "send",
    DemandStep.ACCEPT: "hand",
    DemandStep.RETURN: "corner-down-left",
    DemandStep.TAKE_UP: "loader",
    DemandStep.FIRST_ANSWER: "message-square-text",
    DemandStep.ASK_EXTENSION: "calendar-plus",
    DemandStep.EXTEND: "calendar-check",
    DemandStep.REFUSE_EXTENSION: "calendar-clock",
    DemandStep.SUSPEND: "pause",
    DemandStep.ESCALATE: "landmark",
    DemandStep.RESUME: "redo-2",
    DemandStep.ANSWER: "reply",
    DemandStep.RATE: "star",
    DemandStep.CLOSE: "circle-check",
    DemandStep.REOPEN: "rotate-ccw",
    DemandStep.HURRY: "zap",
    DemandStep.REPLY: "message-square-plus",
    DemandStep.JOIN: "user-plus",
    DemandStep.LEAVE: "user-x",
    DemandStep.CONTRIBUTE: "file-pen-line",
    DemandStep.LINK_CASE: "link",
    DemandStep.UNLINK_CASE: "x",
    DemandStep.MERGE: "layers",
    DemandStep.SEPARATE: "arrow-left-right",
}
_SIGNS: Final[dict[Sign, tuple[str, Tone]]] = {
    Sign.HURRIED: ("zap", "danger"),
    Sign.EXTENSION: ("calendar-plus", "warn"),
    Sign.REOPENED: ("rotate-ccw", "text2"),
    Sign.HELPERS: ("users", "text2"),
    Sign.MERGED: ("layers", "text2"),
}
_PILL_TONES: Final[dict[str, PillTone]] = {"danger": "danger", "warn": "warn", "ok": "ok"}


def standing(row: DemandRow, today: date) -> tuple[str, str, Tone]:
    """Icon, words and tone that say how a demand stands."""
    if row.state in PAUSED_STATES:
        return "pause", paused_words(row, today), "text2"
    if row.state is DemandState.ANSWERED:
        n = days_waiting(row, today)
        return "clock", ngettext("unrated·day {n}", "unrated·day {n}", n).format(n=n), "text2"
    if row.state is DemandState.RATED and row.rating is not None:
        if row.rating is Rating.NOT_CONTENT:
            return "circle-alert", row.rating.label, "danger"
        return "check", _("{rating}·can be closed").format(rating=row.rating.label), "ok"
    if row.state is DemandState.MERGED:
        return "layers", row.state.label, "text2"
    if row.days_left is None:
        return "circle-check", row.state.label, "ok"
    pill = limit_pill(row.days_left, late=row.due_on < today)
    words = _("{limit} (provisional)").format(limit=pill.words) if row.due_provisional else pill.words
    return pill.icon or "clock", words, pill.tone if pill.tone in ("danger", "warn") else "text2"


def paused_words(row: DemandRow, today: date) -> str:
    """Why the clock stands, and since when."""
    what = _("with the city") if row.state is DemandState.ESCALATED else _("not ripe yet")
    if row.paused_since is None:
        return _("{what}·clock stopped").format(what=what)
    n = (today - row.paused_since).days + 1
    return ngettext("{what}·paused {n} d", "{what}·paused {n} d", n).format(what=what, n=n)


def standing_pill(row: DemandRow, today: date) -> PillSpec:
    """The same as a pill."""
    icon, words, tone = standing(row, today)
    return PillSpec(words, _PILL_TONES.get(tone, "neutral"), icon)


def due_cell(row: DemandRow, today: date) -> Cell:
    """The limit's day with how far away it is, while it counts."""
    day = row.due_on.isoformat() if row.days_left is not None else ""
    return Cell(day, "text2", pill=standing_pill(row, today))


def marks(row: DemandRow, today: date) -> Sequence[PillSpec]:
    """What is worth knowing of a demand at a glance."""
    pills = [PillSpec(row.category.label)]
    if row.urgency is not Urgency.NORMAL:
        pills.append(PillSpec(row.urgency.label, "warn"))
    pills.append(standing_pill(row, today))
    return pills


def one_line(text: str) -> str:
    """A text as a row shows it."""
    return " ".join(text.split())


def signs(found: Sequence[Sign]) -> list[tuple[str, Tone, str]]:
    """What is out of the ordinary about a demand: icon, tone and words, the most pressing first."""
    return [(*_SIGNS[sign], sign.label) for sign in found]
