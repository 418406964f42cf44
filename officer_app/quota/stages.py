"""The chain of a case as the page draws it: seven stages, each with who, when and what matters."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from officer_app.cases.chain import office_day
from officer_app.cases.deadlines import ReviewClock
from officer_app.cases.model import TalentCase
from officer_app.cases.words import FINAL, State, Step
from officer_app.core.work import Work
from officer_app.i18n import N_, _, ngettext
from officer_app.quota.record import NoticeRow, PanelRow, PublicityRow, StepRow, standing

Status = Literal["done", "now", "ahead", "stopped"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of the chain as the page draws it; `since` and `until` are empty while it lies ahead."""

    title: str
    status: Status
    since: date | None
    until: date | None
    lines: tuple[str, ...]


# Title of a stage, the states in which it is due, and the steps that end it.
_CHAIN: Final[tuple[tuple[str, frozenset[State], Step], ...]] = (
    (N_("Pre-review"), frozenset({State.PRE_REVIEW, State.SUPPLEMENT}), Step.PRE_REVIEW),
    (N_("Acceptance"), frozenset({State.ACCEPTANCE}), Step.ACCEPT),
    (N_("First review"), frozenset({State.FIRST_REVIEW, State.REVIEW_SUPPLEMENT}), Step.FIRST_REVIEW),
    (N_("Panel"), frozenset({State.PANEL}), Step.PANEL),
    (N_("Publicity"), frozenset({State.PUBLICITY_DUE, State.PUBLICITY}), Step.PUBLISH),
    (N_("Decision"), frozenset(), Step.DECIDE),
    (N_("Settlement"), frozenset({State.SETTLEMENT}), Step.SETTLE),
)
_VOTES: Final = frozenset({Step.PANEL, Step.REJECT})
_BACK: Final = frozenset({Step.BACK_TO_PRE_REVIEW, Step.BACK_TO_FIRST_REVIEW, Step.BACK_TO_PANEL})
_PUBLICITY: Final = 4
_DECISION: Final = 5


def stages_of(
    work: Work,
    case: TalentCase,
    steps: Sequence[StepRow],
    notices: Sequence[NoticeRow],
    panel: PanelRow | None,
    publicity: PublicityRow | None,
    clock: ReviewClock | None,
) -> tuple[Stage, ...]:
    """The seven stages; one that ended the case early is stopped, those after it stay ahead."""
    # One that was published, sent back and is to be published again waits for that, not for the decision.
    over = case.state is not State.PUBLICITY_DUE and publicity is not None and work.today > publicity.last_day
    present = _present(case.state, steps, over=over)
    stopped = case.state in FINAL | {State.RETURNED} and case.state is not State.SETTLED
    current = standing(steps)
    # What was undone by sending the case back is on record, and no part of its way any more.
    publicity = publicity if any(step.step is Step.PUBLISH for step in current) else None
    panel = panel if any(step.state_before is State.PANEL and step.step in _VOTES for step in current) else None
    stages: list[Stage] = []
    began: date | None = case.filed_on
    for place, (title, _states, ending) in enumerate(_CHAIN):
        status: Status = "done" if place < present else "ahead" if place > present else "stopped" if stopped else "now"
        end = next((step for step in reversed(current) if step.step is ending), None) if status == "done" else None
        until = office_day(end.at) if end is not None else None
        if place == _PUBLICITY and publicity is not None:
            until = publicity.last_day
        since = began if status != "ahead" else None
        lines = [_by(end)] if end is not None else _sent_back(steps) if status == "now" else []
        lines += _about(place, notices, panel, publicity, clock)
        stages.append(Stage(_(title), status, since, until if status == "done" else None, tuple(lines)))
        began = until or began
    return tuple(stages)


def _by(step: StepRow) -> str:
    who = f"{step.by}·{step.role.label}"
    return _("{who}, in place of {name}").format(who=who, name=step.in_place_of) if step.in_place_of else who


def _sent_back(steps: Sequence[StepRow]) -> list[str]:
    """Who sent the case back to where it stands, and why."""
    moves = [step for step in steps if step.state_before is not step.state_after]
    if not moves or moves[-1].step not in _BACK:
        return []
    return [_("Sent back by {name}: {reason}").format(name=moves[-1].by, reason=moves[-1].opinion)]


def _present(state: State, steps: Sequence[StepRow], *, over: bool) -> int:
    """The place of the stage that is due, or in which the case ended."""
    if state is State.SETTLED:
        return len(_CHAIN)
    if state in FINAL or state is State.RETURNED:
        before = steps[-1].state_before if steps else None
        state = before if before is not None and before not in FINAL | {State.RETURNED} else State.PRE_REVIEW
    place = next((place for place, (_title, states, _ending) in enumerate(_CHAIN) if state in states), 0)
    return _DECISION if place == _PUBLICITY and over else place


def _about(
    place: int,
    notices: Sequence[NoticeRow],
    panel: PanelRow | None,
    publicity: PublicityRow | None,
    clock: ReviewClock | None,
) -> list[str]:
    """What matters about a stage beside its person and dates."""
    match place:
        case 0:
            return _pauses([notice for notice in notices if notice.stage is State.PRE_REVIEW])
        case 2:
            lines = _pauses([notice for notice in notices if notice.stage is State.FIRST_REVIEW])
            if clock is not None and not clock.finished:
                text = _("Limit {day} (provisional)") if clock.provisional else _("Limit {day}")
                lines.append(text.format(day=clock.due_on.isoformat()))
            return lines
        case 3 if panel is not None:
            text = _("{votes_for} for, {votes_against} against, {abstentions} abstained")
            return [
                text.format(votes_for=panel.votes_for, votes_against=panel.votes_against, abstentions=panel.abstentions)
            ]
        case 3:
            return [_("Chair: not involved before")]
        case 4 if publicity is not None:
            text = _("{days} {unit}, until {day}")
            return [text.format(days=publicity.days, unit=publicity.unit.label, day=publicity.last_day.isoformat())]
        case 5:
            return [_("Approval uses one unit")]
        case 6:
            return [_("By the police; noted here")]
        case _:
            return []


def _pauses(notices: Sequence[NoticeRow]) -> list[str]:
    if not notices:
        return []
    days = sum(notice.paused for notice in notices)
    text = ngettext(
        "One notice of gaps, clock stopped {days} days",
        "{count} notices of gaps, clock stopped {days} days",
        len(notices),
    )
    return [text.format(count=len(notices), days=days)]
