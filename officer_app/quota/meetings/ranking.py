"""The ranked list: by the total of the evaluation, ties by the rules of a dated setting, in their order.

A rule is a criterion of the sheet (more is first), base_multiple (more is first), accepted_on (earlier is first) or
number (lower is first). The number goes last even where the setting forgets it: no two cases share one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from officer_app.cases.evaluation_sheet import sheet_form
from officer_app.cases.model import Score, TalentCase, case_number
from officer_app.cases.words import Criterion
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.work import Work
from officer_app.i18n import N_, _
from officer_app.quota.evaluation import Mark, weigh

TIES: Final = Dated("panel.ties", list)
_RULES: Final = {
    "base_multiple": N_("contribution base as a multiple of the average wage"),
    "accepted_on": N_("day of acceptance"),
    "number": N_("number of the case"),
}
_NOUGHT: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Marks:
    """What a case's evaluation came to, weighted: in total, and by criterion."""

    total: Decimal | None
    parts: dict[str, Decimal]


@dataclass(frozen=True, slots=True)
class Standing:
    """A case as the ranking compares it."""

    case_id: int
    number: str
    order: tuple[int, int]
    marks: Marks
    base_multiple: Decimal
    accepted_on: date | None

    @property
    def total(self) -> Decimal:
        return self.marks.total if self.marks.total is not None else _NOUGHT


@dataclass(frozen=True, slots=True)
class Ranked:
    """A case's place, from 1; `tie` says by which rule it was told apart from an equal one, empty if it had none."""

    case_id: int
    rank: int
    total: Decimal
    tie: str


def totals_of(work: Work, cases: Sequence[TalentCase]) -> dict[int, Marks]:
    """The evaluation of many cases at once, by id; the sheet is the one that stays with each case."""
    given: dict[int, list[Mark]] = {}
    rows = work.session.execute(
        sa.select(Score.case_id, Score.criterion, Score.reviewer_id, Score.points)
        .where(Score.case_id.in_([case.id for case in cases]))
        .order_by(Score.id)
    )
    for case_id, criterion, reviewer_id, points in rows:
        given.setdefault(case_id, []).append(Mark(criterion, reviewer_id, "", points))
    found: dict[int, Marks] = {}
    for case in cases:
        if not case.sheet:
            found[case.id] = Marks(None, {})
            continue
        sheet = weigh(sheet_form(case.sheet), given.get(case.id, ()))
        parts = {line.criterion.value: line.weighted for line in sheet.lines if line.weighted is not None}
        found[case.id] = Marks(sheet.total, parts)
    return found


def standing_of(case: TalentCase, marks: Marks) -> Standing:
    """A case as the ranking compares it."""
    number = case_number(case.prefix, case.year, case.sequence)
    return Standing(case.id, number, (case.year, case.sequence), marks, case.base_multiple, case.accepted_on)


def tie_rules(work: Work, day: date) -> tuple[str, ...]:
    """The rules in force on a day. Raises Invalid for a rule nobody knows."""
    rules = [str(rule) for rule in TIES.on(work, day)]
    unknown = [rule for rule in rules if rule not in _RULES and rule not in set(Criterion)]
    if unknown:
        raise Invalid(
            N_("The setting panel.ties names a rule that is not known: {rule}."),
            remedy=N_("Ask the administrator to correct it."),
            rule=unknown[0],
        )
    return (*(rule for rule in rules if rule != "number"), "number")


def rule_words(rule: str) -> str:
    """A rule as it is read."""
    return _(_RULES[rule]) if rule in _RULES else Criterion(rule).label


def _measure(standing: Standing, rule: str) -> tuple[object, str]:
    """What is compared, the lower the better, and how it is written."""
    match rule:
        case "base_multiple":
            return -standing.base_multiple, f"{standing.base_multiple:f}"
        case "accepted_on":
            day = standing.accepted_on or date.max
            return day.toordinal(), day.isoformat()
        case "number":
            return standing.order, standing.number
        case _:
            points = standing.marks.parts.get(rule, _NOUGHT)
            return -points, f"{points:f}"


def rank(standings: Iterable[Standing], rules: Sequence[str]) -> list[Ranked]:
    """The ranked list, the best first; whatever order the cases come in, it is the same."""

    def key(one: Standing) -> tuple[object, ...]:
        return (-one.total, *(_measure(one, rule)[0] for rule in rules))

    ordered = sorted(standings, key=key)
    found: list[Ranked] = []
    for place, one in enumerate(ordered):
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        before = ordered[place - 1] if place else None
        other = next((near for near in (after, before) if near is not None and near.total == one.total), None)
        found.append(Ranked(one.case_id, place + 1, one.total, "" if other is None else _tie(one, other, rules)))
    return found


def _tie(one: Standing, other: Standing, rules: Sequence[str]) -> str:
    for rule in rules:
        (own, said), (theirs, otherwise) = _measure(one, rule), _measure(other, rule)
        if own != theirs:
            return "|".join((rule, other.number, said, otherwise))
    raise RuntimeError("two cases have the same number")


def tie_words(tie: str) -> str:
    """How a tie was resolved, as it is read in the language in force; empty where there was none."""
    if not tie:
        return ""
    rule, other, own, theirs = tie.split("|")
    if rule == "number":
        return _("equal total with {other}; told apart by {rule}").format(other=other, rule=rule_words(rule))
    return _("equal total with {other}; told apart by {rule}: {own} against {theirs}").format(
        other=other, rule=rule_words(rule), own=own, theirs=theirs
    )
