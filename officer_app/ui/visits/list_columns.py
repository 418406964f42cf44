"""The columns of the list of visits."""

from typing import Final

from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.table import Column
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.today import MODE_ICONS
from officer_app.ui.widgets import PillSpec
from officer_app.ui.wording import time_span
from officer_app.visits.browsing import VisitRow
from officer_app.visits.drafts import Outcome

OUTCOME_TONES: Final[dict[Outcome, Tone]] = {
    Outcome.DONE: "ok",
    Outcome.RESCHEDULED: "warn",
    Outcome.NOT_FOUND: "danger",
    Outcome.MOVED: "danger",
    Outcome.REFUSED: "danger",
}


def _enterprise(row: VisitRow) -> Cell:
    if row.returned:
        return Cell(row.enterprise, weight=500, pill=PillSpec(_("returned"), "warn", "reply"))
    return Cell(row.enterprise, weight=500)


def _day(row: VisitRow) -> Cell:
    if not row.closed:
        return Cell(row.visited_on.isoformat(), "text2")
    why = _("The month is closed: its visits stay as they are.")
    return Cell(row.visited_on.isoformat(), "text2", pill=PillSpec("", "neutral", "lock"), tooltip=why)


def _content(row: VisitRow) -> Cell:
    words = " ".join(row.content.split())
    if row.outcome is not Outcome.DONE:
        words = f"{row.outcome.label}  {words}".strip()
    return Cell(words, OUTCOME_TONES[row.outcome] if row.outcome is not Outcome.DONE else "text2", prose=True)


def _quiet(text: str) -> Cell:
    return Cell(text, "text2") if text else Cell("–", "text3")


COLUMNS: Final[tuple[Column[VisitRow], ...]] = (
    Column("enterprise", N_("Enterprise"), _enterprise, 234, sort="enterprise"),
    Column("day", N_("Date"), _day, 122, sort="day"),
    Column("mode", N_("Mode"), lambda row: Cell(row.mode.label, "text2", icon=MODE_ICONS[row.mode]), 118, sort="mode"),
    Column("content", N_("What was said"), _content, 110, stretch=True),
    Column("people", N_("Met"), lambda row: _quiet(row.people), 76),
    Column("officer", N_("Our officer"), lambda row: Cell(row.by, "text2"), 72, sort="officer"),
    Column(
        "demands",
        N_("Demands"),
        lambda row: Cell(str(row.demands)) if row.demands else Cell("–", "text3"),
        82,
        "right",
        sort="demands",
    ),
    Column("number", N_("Number"), lambda row: Cell(row.number, "text2"), 104, sort="number", hidden=True),
    Column("trigger", N_("Trigger"), lambda row: _quiet(row.trigger.label), 80, sort="trigger", hidden=True),
    Column(
        "outcome",
        N_("Outcome"),
        lambda row: Cell(row.outcome.label, OUTCOME_TONES[row.outcome]),
        90,
        sort="outcome",
        hidden=True,
    ),
    Column("time", N_("Time"), lambda row: _quiet(time_span(row.starts_at, row.ends_at)), 100, hidden=True),
    Column(
        "next",
        N_("Next contact"),
        lambda row: _quiet(row.next_contact_on.isoformat() if row.next_contact_on else ""),
        94,
        sort="next",
        hidden=True,
    ),
)
GIVE_WAY: Final = ("people", "officer", "mode")
