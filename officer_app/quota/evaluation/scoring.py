"""Scoring: a reviewer's points, what they rest on, and the papers that show it."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, open_case, papers_of, take_step
from officer_app.cases.evaluation_sheet import MOST, sheet_form
from officer_app.cases.model import Score
from officer_app.cases.words import Criterion, Step
from officer_app.core.errors import Invalid
from officer_app.core.typed import checked_text
from officer_app.core.work import Work, changes
from officer_app.i18n import N_, _
from officer_app.people.access import Permission

_LONGEST: Final = 400


@dataclass(frozen=True)
class ScoreDraft:
    """Points for a criterion, 0 to 100, what they rest on, a remark, and papers of the case by id."""

    criterion: Criterion
    points: int
    basis: str
    remark: str = ""
    paper_ids: tuple[int, ...] = ()


@changes(Permission.CASE_FIRST_REVIEW)
def score(work: Work, case_id: int, scores: Iterable[ScoreDraft], *, version: int | None = None) -> None:
    """Score criteria, in place of one's own earlier scores. Raises Invalid, naming the criterion as the field.

    Every score says what it rests on. The record of steps names the criteria, not the points: colleagues read it who
    have still to give theirs.
    """
    case = open_case(work, case_id, Step.SCORE, version)
    drafts = list(scores)
    asked = {one.criterion for one in sheet_form(case.sheet or {}).criteria}
    papers = {paper.id for paper in papers_of(work, case.id)}
    for draft in drafts:
        field = draft.criterion.value
        if draft.criterion not in asked:
            raise Invalid(
                N_("{criterion} is not on the sheet of this case."), field=field, criterion=draft.criterion.label
            )
        if not 0 <= draft.points <= MOST:
            raise Invalid(N_("Points go from 0 to {most}."), field=field, most=MOST)
        if not checked_text(draft.basis, field, _LONGEST):
            raise Invalid(N_("Say what the points rest on."), field=field)
        checked_text(draft.remark, field, _LONGEST)
        if not papers.issuperset(draft.paper_ids):
            raise Invalid(N_("A paper that proves the points belongs to another case."), field=field)
    take_step(work, case, Step.SCORE, _(", ").join(draft.criterion.label for draft in drafts))
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
        row.points, row.basis, row.remark = draft.points, draft.basis.strip(), draft.remark.strip()
        row.paper_ids = list(dict.fromkeys(draft.paper_ids))
    work.session.flush()
