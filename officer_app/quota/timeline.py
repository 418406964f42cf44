"""Everything on record about a case as one line of time, the latest first.

The steps are its backbone; what belongs to a step stands with it: the gaps of a notice, the votes of a panel, the
period of a publicity, an objection with its answer, what a submission changed, the police's record. Moves of a limit,
trips to the window and recusals stand between them. Papers checked and scores saved one after the other by the same
person are one entry.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final, Literal

from officer_app.cases.words import ObjectionState, Step
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _, ngettext
from officer_app.quota.case_file import CaseFile
from officer_app.quota.record import NoticeRow, ObjectionRow, PanelRow, PublicityRow, StepRow

Tone = Literal["plain", "quiet", "ok", "warn", "danger"]
_QUIET: Final = frozenset({Step.CHECK_PAPER, Step.SCORE})
_TONES: Final[dict[Step, Tone]] = {
    Step.DECIDE: "ok",
    Step.SETTLE: "ok",
    Step.REQUEST_SUPPLEMENT: "warn",
    Step.OBJECTION: "warn",
    Step.RETURN: "warn",
    Step.BACK_TO_PRE_REVIEW: "warn",
    Step.BACK_TO_FIRST_REVIEW: "warn",
    Step.BACK_TO_PANEL: "warn",
    Step.CORRECT: "warn",
    Step.REJECT: "danger",
    Step.SUSTAIN_OBJECTION: "danger",
    Step.WITHDRAW: "danger",
    Step.EXPIRE: "danger",
}


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: `at` is empty where only the day is known. `objection` is set for an open one."""

    day: date
    at: datetime | None
    title: str
    by: str
    lines: tuple[str, ...] = ()
    tone: Tone = "plain"
    signed: tuple[int, str] | None = None
    objection: ObjectionRow | None = None


def timeline(file: CaseFile) -> tuple[Event, ...]:
    """The events of a case, the latest first; words in the language in force."""
    found = [*_steps(file), *_between(file)]
    # What has only a day stands before what happened in the course of it.
    found.sort(key=lambda event: (event.day, event.at.timestamp() if event.at is not None else 0.0))
    return tuple(reversed(found))


def _between(file: CaseFile) -> Iterator[Event]:
    for move in file.deadlines:
        words = _("Limit {before} → {after}").format(
            before=move.due_before.isoformat(), after=move.due_after.isoformat()
        )
        if move.provisional:
            words += "·" + _("provisional")
        yield Event(_day(move.at), move.at, _("Limit moved"), move.by, (words, move.reason), "quiet")
    for trip in file.filed.trips:
        yield Event(trip.day, None, _("Trip to the window"), trip.by, (trip.purpose,), "quiet")
    for recusal in file.aside:
        yield Event(_day(recusal.at), recusal.at, _("Stands aside"), recusal.name, (recusal.reason,), "warn")


def _steps(file: CaseFile) -> Iterator[Event]:
    """The steps, each with the row of its own kind: the first notice belongs to the first step that sent one."""
    notices, publicities = iter(file.notices), iter(file.publicities)
    objections, panels = iter(file.objections), iter(file.panels)
    countersignatures = iter(file.countersignatures)
    changes = {
        entry.at: [f"{one.label}：{one.before or '–'} → {one.after or '–'}" for one in entry.changes]
        for entry in file.filed.submissions
    }
    for steps in _runs(file.steps):
        step, lines, opened = steps[-1], [steps[-1].opinion], None
        match step.step:
            case Step.REQUEST_SUPPLEMENT if (notice := next(notices, None)) is not None:
                lines += _notice(notice)
            case Step.PUBLISH if (publicity := next(publicities, None)) is not None:
                lines += _publicity(publicity)
            case Step.OBJECTION if (objection := next(objections, None)) is not None:
                lines += _objection(objection)
                opened = objection if objection.state is ObjectionState.OPEN else None
            case Step.PANEL if (panel := next(panels, None)) is not None:
                lines += _panel(panel)
            case Step.REJECT if len(file.panels) and step.state_before == "panel":
                panel = next(panels, None)
                lines += _panel(panel) if panel is not None else []
            case Step.COUNTERSIGN if (mark := next(countersignatures, None)) is not None:
                lines.insert(0, _("Agrees") if mark.agrees else _("Does not agree"))
            case Step.SETTLE if (settled := file.settlement) is not None:
                words = _("{day}, permit {number}").format(
                    day=settled.settled_on.isoformat(), number=settled.permit_number
                )
                lines += [words, settled.station, settled.note]
            case _ if step.step in _QUIET and len(steps) > 1:
                counted = ngettext("{n} time", "{n} times", len(steps)).format(n=len(steps))
                lines = [counted]
        lines += changes.get(step.at, [])
        yield Event(
            day=_day(step.at),
            at=step.at,
            title=step.step.label,
            by=_by(step),
            lines=tuple(dict.fromkeys(line for line in lines if line)),
            tone="quiet" if step.step in _QUIET else _TONES.get(step.step, "plain"),
            signed=step.signed,
            objection=opened,
        )


def _runs(steps: Sequence[StepRow]) -> Iterator[list[StepRow]]:
    """The steps one by one, but the quiet ones of a person on a day together."""
    run: list[StepRow] = []
    for step in steps:
        last = run[-1] if run else None
        together = (
            last is not None
            and step.step in _QUIET
            and (step.step, step.by, _day(step.at)) == (last.step, last.by, _day(last.at))
        )
        if run and not together:
            yield run
            run = []
        run.append(step)
    if run:
        yield run


def _by(step: StepRow) -> str:
    by = f"{step.by}·{step.role.label}"
    return _("{by}, for {absent}").format(by=by, absent=step.in_place_of) if step.in_place_of else by


def _notice(notice: NoticeRow) -> list[str]:
    arrived = (
        _("Completed {day}").format(day=notice.arrived_on.isoformat())
        if notice.arrived_on
        else _("Not completed yet; due {day}").format(day=notice.due_on.isoformat())
    )
    return [*(f"{name}：{gap}" for name, gap in notice.gaps), arrived]


def _panel(panel: PanelRow) -> list[str]:
    votes = _("{votes_for} for, {votes_against} against, {abstentions} abstained").format(
        votes_for=panel.votes_for, votes_against=panel.votes_against, abstentions=panel.abstentions
    )
    attended = _("{present} of {expected} voted, {recused} recused").format(
        present=panel.present, expected=panel.expected, recused=panel.recused
    )
    members = "、".join(
        member.name + (f"（{member.attendance.label}：{member.reason}）" if member.reason else "")
        for member in panel.members
    )
    result = _("passed") if panel.passed else _("not passed")
    return [f"{panel.held_on.isoformat()}·{votes}·{result}", f"{attended}{'·' + members if members else ''}"]


def _publicity(publicity: PublicityRow) -> list[str]:
    period = _("{days} {unit}, until {day}").format(
        days=publicity.days, unit=publicity.unit.label, day=publicity.last_day.isoformat()
    )
    if publicity.provisional:
        period += "·" + _("provisional")
    words = [f"{publicity.starts_on.isoformat()}·{period}"]
    if publicity.sequence is not None and publicity.masking is not None:
        number = _("Notice {year}-{sequence}").format(year=publicity.year, sequence=publicity.sequence)
        words.append(f"{number}·{publicity.masking.label}")
    return words


def _objection(objection: ObjectionRow) -> list[str]:
    late = _("after the last day") if objection.late else ""
    who = (objection.raised_by, objection.channel.label, objection.contact, late, objection.state.label)
    lines = ["·".join(part for part in who if part), objection.content]
    if objection.handling:
        lines.append(_("Done: {what} ({name})").format(what=objection.handling, name=objection.handler))
    if objection.answer:
        lines.append(
            _("Answer: {answer} ({name}, {day})").format(
                answer=objection.answer, name=objection.answered_by, day=objection.answered_on
            )
        )
    return lines


def _day(at: datetime) -> date:
    return at.astimezone(OFFICE_ZONE).date()
