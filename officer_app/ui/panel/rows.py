"""The agenda as a table: the case, its evaluation, how the vote stands, and what would come of it or did."""

from collections.abc import Callable, Sequence

from officer_app.cases.words import ItemOutcome, MeetingState, State
from officer_app.i18n import N_, _, ngettext
from officer_app.quota.meetings.lists import ItemRow, Meeting
from officer_app.ui.cells import Cell, Group
from officer_app.ui.panel.seats import VOTE_TONES
from officer_app.ui.table import Column
from officer_app.ui.widgets import PillSpec
from officer_app.ui.widgets.pill import PillTone

_TONES: dict[ItemOutcome, tuple[PillTone, str | None]] = {
    ItemOutcome.PENDING: ("neutral", None),
    ItemOutcome.PASSED: ("ok", "check"),
    ItemOutcome.REJECTED: ("danger", "x"),
    ItemOutcome.NO_UNIT: ("warn", "hourglass"),
    ItemOutcome.POSTPONED: ("neutral", "calendar-clock"),
    ItemOutcome.GONE: ("neutral", "circle-minus"),
}


def columns(meeting: Callable[[], Meeting | None], seat: Callable[[], str]) -> tuple[Column[ItemRow], ...]:
    """The columns of an agenda; `seat` is the one whose votes the keys record."""

    def result(row: ItemRow) -> Cell:
        shown = meeting()
        return _result(shown, row) if shown is not None else Cell("")

    def vote(row: ItemRow) -> Cell:
        return _vote(row, seat())

    return (
        Column("position", N_("No."), lambda row: Cell(str(row.position), "text3"), 40),
        Column("number", N_("Case"), lambda row: Cell(row.number, weight=500), 158),
        Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise), 150, stretch=True),
        Column("applicant", N_("Applicant"), lambda row: Cell(row.applicant), 72),
        Column("post", N_("Post held"), lambda row: Cell(row.post, "text2", prose=True), 104),
        Column("total", N_("Evaluation"), _total, 72, "right"),
        Column("vote", N_("Vote"), vote, 76),
        Column("votes", N_("For / against / abstained"), _votes, 112, "right"),
        Column("result", N_("Result"), result, 132),
    )


def _total(row: ItemRow) -> Cell:
    return Cell("–", "text3") if row.total is None else Cell(f"{row.total:.1f}")


def _tie(row: ItemRow) -> Cell:
    return Cell(row.tie, "text2", prose=True, tooltip=row.tie)


def _vote(row: ItemRow, seat: str) -> Cell:
    if seat in row.recusals:
        return Cell(_("aside"), "text3", tooltip=row.recusals[seat])
    vote = row.votes.get(seat)
    return Cell("") if vote is None else Cell(pill=PillSpec(vote.label, VOTE_TONES[vote]))


def _votes(row: ItemRow) -> Cell:
    if row.votes_for is None:
        return Cell("–", "text3")
    numbers = " / ".join(str(number or 0) for number in (row.votes_for, row.votes_against, row.abstentions))
    if row.outcome is ItemOutcome.PENDING and not row.complete:
        return Cell(numbers, "text3", tooltip=_("{n} votes are missing").format(n=len(row.voters) - row.cast))
    return Cell(numbers)


def _result(meeting: Meeting, row: ItemRow) -> Cell:
    if row.outcome is not ItemOutcome.PENDING:
        tone, icon = _TONES[row.outcome]
        words = {
            ItemOutcome.PASSED: _("Passed"),
            ItemOutcome.REJECTED: _("Not passed"),
            ItemOutcome.NO_UNIT: _("No unit left"),
            ItemOutcome.POSTPONED: _("Postponed"),
            ItemOutcome.GONE: _("Gone"),
        }[row.outcome]
        rank = _("{rank}, {words}").format(rank=row.rank, words=words) if row.rank is not None else words
        return Cell(pill=PillSpec(rank, tone, icon), tooltip=row.remark or row.tie)
    if row.state is not State.PANEL:
        return Cell(pill=PillSpec(row.state.label, "danger", "circle-alert"))
    if meeting.state is not MeetingState.OPEN:
        return Cell("–", "text3")
    if not row.quorum:
        return Cell(pill=PillSpec(_("No quorum"), "warn", "users"))
    if not row.complete:
        return Cell(_("to be voted on"), "text3")
    if not row.passes:
        return Cell(_("would not pass"), "danger")
    if meeting.units is None:
        return Cell(_("would pass"), "ok")
    words = _("{rank}, would pass") if row.within else _("{rank}, no unit")
    return Cell(words.format(rank=row.rank), "ok" if row.within else "warn", tooltip=row.tie)


def ranked_rows(meeting: Meeting) -> Sequence[ItemRow | Group]:
    """The ranked list with its line: above it a unit for each, below it none."""
    within = [row for row in meeting.ranked if row.within]
    behind = [row for row in meeting.ranked if not row.within]
    units = meeting.units or 0
    offered = ngettext("{n} unit offered", "{n} units offered", units).format(n=units)
    rows: list[ItemRow | Group] = [Group(offered, len(within), "ok", "check"), *within]
    if behind:
        note = _("keep waiting with the unit reserved for them")
        rows += [Group(_("Behind the line"), len(behind), "warn", "hourglass", note), *behind]
    return rows


def ranked_columns() -> tuple[Column[ItemRow], ...]:
    """The columns of the ranked list: how an equal total was told apart stands beside it."""
    return (
        Column("rank", N_("Rank"), lambda row: Cell(str(row.rank or ""), weight=600), 48),
        Column("number", N_("Case"), lambda row: Cell(row.number, weight=500), 158),
        Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise), 150, stretch=True),
        Column("applicant", N_("Applicant"), lambda row: Cell(row.applicant), 72),
        Column("total", N_("Evaluation"), _total, 72, "right"),
        Column("votes", N_("For / against / abstained"), _votes, 112, "right"),
        Column(
            "tie", N_("Equal total"), lambda row: Cell(row.tie, "text2", prose=True, tooltip=row.tie), 128, stretch=True
        ),
    )
