"""The filled evaluation sheet: the reviewers' points by criterion, their mean, how far apart they are, the total.

Whoever may still score a case sees their colleagues' points only after having scored every criterion themselves.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import require_entitled
from officer_app.cases.evaluation_sheet import MOST, Band, SheetCriterion, SheetForm, sheet_form
from officer_app.cases.model import Score, TalentCase
from officer_app.cases.words import Criterion, State, Step
from officer_app.core.errors import Forbidden
from officer_app.core.policy import Dated
from officer_app.core.work import Work
from officer_app.i18n import _
from officer_app.people.model import Account

REVIEWERS: Final = Dated("evaluation.reviewers", int)
SPREAD: Final = Dated("evaluation.spread", int)
_TENTH: Final = Decimal("0.1")
_SCORED_IN: Final = frozenset({State.FIRST_REVIEW, State.REVIEW_SUPPLEMENT})


@dataclass(frozen=True, slots=True)
class Mark:
    """A reviewer's points for a criterion, what they rest on, and the papers of the case that show it."""

    criterion: Criterion
    reviewer_id: int
    reviewer: str
    points: int
    basis: str = ""
    remark: str = ""
    paper_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ReviewerTotal:
    """What a reviewer's own points come to; `handed_in` when they have scored every criterion."""

    id: int
    name: str
    total: Decimal
    scored: int
    handed_in: bool


@dataclass(frozen=True)
class SheetLine:
    """A criterion on the sheet. `points` is the mean of the reviewers, None while nobody scored it.

    `weighted` is points × weight ÷ 100, one place; `weight` is at the same time the most it can be. `marks` are those
    the mean is made of, by reviewer.
    """

    criterion: Criterion
    weight: int
    points: Decimal | None
    weighted: Decimal | None
    basis: str
    form: SheetCriterion
    marks: tuple[Mark, ...] = ()

    @property
    def lowest(self) -> int | None:
        """The fewest points a reviewer gave."""
        return min((mark.points for mark in self.marks), default=None)

    @property
    def highest(self) -> int | None:
        """The most points a reviewer gave."""
        return max((mark.points for mark in self.marks), default=None)

    @property
    def spread(self) -> int:
        """How far the reviewers are apart."""
        return (self.highest or 0) - (self.lowest or 0)

    @property
    def band(self) -> Band | None:
        """The band of the scale that the mean, rounded to whole points, lies in."""
        return None if self.points is None else self.form.band(int(_rounded(self.points, Decimal(1))))

    def unexplained(self, allowed: int) -> tuple[Mark, ...]:
        """The lowest and the highest marks without a remark, if they are further apart than allowed."""
        if self.spread <= allowed:
            return ()
        ends = (self.lowest, self.highest)
        return tuple(mark for mark in self.marks if mark.points in ends and not mark.remark)


@dataclass(frozen=True)
class Sheet:
    """The evaluation of a case so far: `total` is provisional until a reviewer has scored every criterion.

    `scored` counts the criteria with points; `hidden` the colleagues whose points are not shown yet; `allowed` is how
    far two may be apart without saying why, 0 where that was not asked for.
    """

    lines: tuple[SheetLine, ...]
    total: Decimal
    scored: int
    reference: int
    title: str = ""
    reviewers: tuple[ReviewerTotal, ...] = ()
    hidden: int = 0
    allowed: int = 0

    @property
    def complete(self) -> bool:
        """Whether a reviewer has scored every criterion."""
        return any(reviewer.handed_in for reviewer in self.reviewers)

    @property
    def missing(self) -> tuple[Criterion, ...]:
        """The criteria nobody scored yet."""
        return tuple(line.criterion for line in self.lines if line.points is None)

    def asks_for(self, criterion: Criterion) -> bool:
        """Whether the criterion is on the sheet."""
        return any(line.criterion is criterion for line in self.lines)

    @property
    def handed_in(self) -> tuple[ReviewerTotal, ...]:
        """The reviewers who have scored every criterion."""
        return tuple(reviewer for reviewer in self.reviewers if reviewer.handed_in)

    @property
    def totals(self) -> tuple[Decimal, Decimal] | None:
        """The lowest and the highest total of a reviewer."""
        totals = [reviewer.total for reviewer in self.handed_in]
        return (min(totals), max(totals)) if totals else None


def weigh(form: SheetForm, marks: Iterable[Mark]) -> Sheet:
    """The sheet from single marks, in whatever order they come.

    Once a reviewer has scored every criterion, only the points of such reviewers count: one who is still at it changes
    nothing. The total is the sum of the parts as printed, so that a reader can check it.
    """
    given: dict[int, dict[Criterion, Mark]] = {}
    asked = {one.criterion for one in form.criteria}
    for mark in marks:
        if mark.criterion in asked:
            given.setdefault(mark.reviewer_id, {})[mark.criterion] = mark
    reviewers = tuple(_reviewer(form, own) for _id, own in sorted(given.items()))
    complete = {reviewer.id for reviewer in reviewers if reviewer.handed_in}
    counted = [own for key, own in sorted(given.items()) if key in complete or not complete]
    lines = tuple(_line(one, [own[one.criterion] for own in counted if one.criterion in own]) for one in form.criteria)
    return Sheet(
        lines=lines,
        total=sum((line.weighted for line in lines if line.weighted is not None), Decimal("0.0")),
        scored=sum(line.points is not None for line in lines),
        reference=form.reference,
        title=form.title,
        reviewers=reviewers,
    )


def _line(one: SheetCriterion, marks: list[Mark]) -> SheetLine:
    if not marks:
        return SheetLine(one.criterion, one.weight, None, None, "", one)
    mean = Decimal(sum(mark.points for mark in marks)) / len(marks)
    basis = "；".join(dict.fromkeys(mark.basis for mark in marks if mark.basis))
    weighted = _rounded(mean * one.weight / MOST)
    return SheetLine(one.criterion, one.weight, _rounded(mean), weighted, basis, one, tuple(marks))


def _reviewer(form: SheetForm, own: dict[Criterion, Mark]) -> ReviewerTotal:
    first = next(iter(own.values()))
    weighted = (
        _rounded(Decimal(own[one.criterion].points) * one.weight / MOST)
        for one in form.criteria
        if one.criterion in own
    )
    total = sum(weighted, Decimal("0.0"))
    return ReviewerTotal(first.reviewer_id, first.reviewer, total, len(own), len(own) == len(form.criteria))


def _rounded(value: Decimal, place: Decimal = _TENTH) -> Decimal:
    return value.quantize(place, rounding=ROUND_HALF_UP)


def sheet_of(work: Work, case: TalentCase) -> Sheet | None:
    """The evaluation sheet of a case, all points on it; None before acceptance."""
    if case.sheet is None:
        return None
    return weigh(sheet_form(case.sheet), _marks(work, case.id))


def sheet_seen(work: Work, case: TalentCase) -> Sheet | None:
    """The sheet as the actor may see it: without colleagues' points while their own are still to come."""
    if case.sheet is None:
        return None
    form, marks = sheet_form(case.sheet), _marks(work, case.id)
    allowed = SPREAD.on(work, case.accepted_on or work.today)
    whole = replace(weigh(form, marks), allowed=allowed)
    others = {mark.reviewer_id for mark in marks} - {work.actor.id}
    handed_in = any(reviewer.id == work.actor.id for reviewer in whole.handed_in)
    if not others or handed_in or not _may_score(work, case):
        return whole
    own = weigh(form, [mark for mark in marks if mark.reviewer_id == work.actor.id])
    return replace(own, hidden=len(others), allowed=allowed)


def _may_score(work: Work, case: TalentCase) -> bool:
    if case.state not in _SCORED_IN or work.actor.id is None:
        return False
    try:
        require_entitled(work, case, Step.SCORE)
    except Forbidden:
        return False
    return True


def _marks(work: Work, case_id: int) -> list[Mark]:
    query = (
        sa.select(
            Score.criterion,
            Score.reviewer_id,
            Account.name,
            Score.points,
            Score.basis,
            Score.remark,
            Score.paper_ids,
        )
        .join(Account, Account.id == Score.reviewer_id)
        .where(Score.case_id == case_id)
    )
    return [
        Mark(criterion, reviewer_id, name, points, basis, remark, tuple(paper_ids))
        for criterion, reviewer_id, name, points, basis, remark, paper_ids in work.session.execute(query)
    ]


@dataclass(frozen=True, slots=True)
class Readiness:
    """Something first review needs of the sheet: whether it is met, in a sentence; `key` is the criterion."""

    met: bool
    text: str
    key: str = ""


def readiness(work: Work, case: TalentCase) -> Iterator[Readiness]:
    """What passing first review needs of the evaluation, as the actor may know it.

    Every criterion scored, by as many reviewers as the setting evaluation.reviewers asks for; where two are further
    apart than evaluation.spread, both have said why. The settings are those of the day of acceptance.
    """
    sheet = sheet_seen(work, case)
    if sheet is None or case.accepted_on is None:
        return
    for criterion in sheet.missing:
        text = _("{criterion} has not been scored yet").format(criterion=criterion.label)
        yield Readiness(False, text, criterion.value)
    if sheet.missing:
        return
    needed, done = REVIEWERS.on(work, case.accepted_on), len(sheet.handed_in)
    if done < max(needed, 1):
        text = _("Reviewers who have scored every criterion: {done} of {needed}")
        yield Readiness(False, text.format(done=done, needed=max(needed, 1)))
        return
    text = _("All criteria are scored: {total}").format(total=sheet.total)
    if done > 1:
        text = _("All criteria are scored by {n} reviewers: {total}").format(n=done, total=sheet.total)
    yield Readiness(True, text)
    for line in sheet.lines:
        silent = line.unexplained(sheet.allowed)
        if silent:
            text = _("{criterion}: {lowest} to {highest} points; a second look, or a remark by {names}")
            names = _(", ").join(mark.reviewer for mark in silent)
            words = text.format(criterion=line.criterion.label, lowest=line.lowest, highest=line.highest, names=names)
            yield Readiness(False, words, line.criterion.value)
