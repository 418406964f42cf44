"""The evaluation sheet: points by criterion, weighted as in force on the day of acceptance."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, open_case, take_step
from officer_app.cases.model import Score, TalentCase
from officer_app.cases.words import Criterion, Step
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission

REFERENCE_LINE: Final = Dated("evaluation.pass", int)
MOST: Final = 100
_TENTH: Final = Decimal("0.1")


@dataclass(frozen=True)
class ScoreDraft:
    """Points for a criterion, 0 to 100, and what they rest on."""

    criterion: Criterion
    points: int
    basis: str


@dataclass(frozen=True)
class SheetLine:
    """A criterion on the sheet. `points` is the mean of the reviewers, None while nobody scored it.

    `weighted` is points × weight ÷ 100, one place; `weight` is at the same time the most it can be.
    """

    criterion: Criterion
    weight: int
    points: Decimal | None
    weighted: Decimal | None
    basis: str


@dataclass(frozen=True)
class Sheet:
    """The evaluation of a case so far: `total` is provisional until every criterion is scored."""

    lines: tuple[SheetLine, ...]
    total: Decimal
    scored: int
    reference: int

    @property
    def complete(self) -> bool:
        """Whether every criterion is scored."""
        return self.scored == len(self.lines)

    @property
    def missing(self) -> tuple[Criterion, ...]:
        """The criteria nobody scored yet."""
        return tuple(line.criterion for line in self.lines if line.points is None)


def weigh(weights: Mapping[str, int], scores: Iterable[tuple[Criterion, int, str]], reference: int) -> Sheet:
    """The sheet from single scores. The total is the sum of the parts as printed, so that a reader can check it."""
    given: dict[Criterion, list[tuple[int, str]]] = {}
    for criterion, points, basis in scores:
        given.setdefault(criterion, []).append((points, basis))
    lines: list[SheetLine] = []
    total = Decimal("0.0")
    for criterion in Criterion:
        weight = weights[criterion.value]
        marks = given.get(criterion, [])
        if not marks:
            lines.append(SheetLine(criterion, weight, None, None, ""))
            continue
        mean = Decimal(sum(points for points, _basis in marks)) / len(marks)
        weighted = _tenth(mean * weight / MOST)
        total += weighted
        basis = "；".join(basis for _points, basis in marks if basis)
        lines.append(SheetLine(criterion, weight, _tenth(mean), weighted, basis))
    return Sheet(tuple(lines), total, len(given), reference)


def _tenth(value: Decimal) -> Decimal:
    return value.quantize(_TENTH, rounding=ROUND_HALF_UP)


def sheet_of(work: Work, case: TalentCase) -> Sheet | None:
    """The evaluation sheet of a case; None before acceptance."""
    if case.sheet is None or case.accepted_on is None:
        return None
    scores = work.session.execute(
        sa.select(Score.criterion, Score.points, Score.basis).where(Score.case_id == case.id).order_by(Score.id)
    )
    return weigh(
        case.sheet,
        [(row.criterion, row.points, row.basis) for row in scores],
        REFERENCE_LINE.on(work, case.accepted_on),
    )


@changes(Permission.CASE_FIRST_REVIEW)
def score(work: Work, case_id: int, scores: Iterable[ScoreDraft], *, version: int | None = None) -> None:
    """Score criteria, in place of one's own earlier scores. Raises Invalid, naming the criterion as the field.

    Every score says what it rests on.
    """
    case = open_case(work, case_id, Step.SCORE, version)
    drafts = list(scores)
    for draft in drafts:
        if not 0 <= draft.points <= MOST:
            raise Invalid(N_("Points go from 0 to {most}."), field=draft.criterion.value, most=MOST)
        if not draft.basis.strip():
            raise Invalid(N_("Say what the points rest on."), field=draft.criterion.value)
    take_step(work, case, Step.SCORE, "；".join(f"{draft.criterion.label} {draft.points}" for draft in drafts))
    reviewer = actor_id(work)
    own = {
        row.criterion: row
        for row in work.session.scalars(sa.select(Score).where(Score.case_id == case.id, Score.reviewer_id == reviewer))
    }
    for draft in drafts:
        row = own.get(draft.criterion)
        if row is None:
            row = Score(case_id=case.id, criterion=draft.criterion, reviewer_id=reviewer)
            work.session.add(row)
        row.points, row.basis = draft.points, draft.basis.strip()
    work.session.flush()
