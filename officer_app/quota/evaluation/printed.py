"""What the evaluation sheet of a case prints, as plain values read from the office. Words are Chinese."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from officer_app.cases.chain import papers_of
from officer_app.cases.model import TalentCase
from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.errors import Invalid
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.work import OFFICE_ZONE, Work
from officer_app.directory.model import Enterprise
from officer_app.i18n import CHINESE, N_, speaking
from officer_app.quota.evaluation.sheet import Mark, SheetLine, sheet_seen


@dataclass(frozen=True, slots=True)
class PrintedMark:
    """A reviewer's points for a criterion, and everything said about them."""

    reviewer: str
    points: int
    said: str


@dataclass(frozen=True, slots=True)
class PrintedCriterion:
    """A criterion: `band` is the stretch of the scale that the mean lies in, empty without one."""

    name: str
    weight: int
    question: str
    mean: Decimal | None
    weighted: Decimal | None
    spread: int
    far: bool
    band: str
    band_words: str
    marks: tuple[PrintedMark, ...]


@dataclass(frozen=True, slots=True)
class PrintedReviewer:
    """Who signs, and what their own points come to; None while they have not scored everything."""

    name: str
    total: Decimal | None


@dataclass(frozen=True, slots=True)
class EvaluationPrint:
    """The evaluation of one case; `total` is None until a reviewer has scored every criterion."""

    office: str
    number: str
    made_at: datetime
    stamp: Stamp
    enterprise: str
    applicant: str
    post: str
    accepted_on: date
    title: str
    since: date
    criteria: tuple[PrintedCriterion, ...]
    reviewers: tuple[PrintedReviewer, ...]
    total: Decimal | None
    apart: Decimal | None
    reference: int
    allowed: int


def evaluation_print(work: Work, case_id: int, stamp: Stamp = DRAFT) -> EvaluationPrint:
    """The sheet as the actor may see it. Raises NotFound, and Invalid before acceptance."""
    case = work.get(TalentCase, case_id)
    work.saw(TalentCase.__tablename__, case.id)
    sheet = sheet_seen(work, case)
    if sheet is None or case.accepted_on is None or case.sheet_from is None:
        raise Invalid(
            N_("The case has not been accepted yet."), remedy=N_("Its evaluation sheet is known from acceptance on.")
        )
    numbers = {paper.id: place for place, paper in enumerate(papers_of(work, case.id), 1)}
    totals = sheet.totals
    with speaking(CHINESE):
        return EvaluationPrint(
            office=OFFICE_NAME.on(work, work.today),
            number=case.number,
            made_at=work.now.astimezone(OFFICE_ZONE),
            stamp=stamp,
            enterprise=work.get(Enterprise, case.enterprise_id).name,
            applicant=case.name,
            post=case.post,
            accepted_on=case.accepted_on,
            title=sheet.title,
            since=case.sheet_from,
            criteria=tuple(_criterion(line, numbers, sheet.allowed) for line in sheet.lines),
            reviewers=tuple(PrintedReviewer(one.name, one.total if one.handed_in else None) for one in sheet.reviewers),
            total=sheet.total if sheet.complete else None,
            apart=totals[1] - totals[0] if totals is not None and len(sheet.handed_in) > 1 else None,
            reference=sheet.reference,
            allowed=sheet.allowed,
        )


def _criterion(line: SheetLine, numbers: dict[int, int], allowed: int) -> PrintedCriterion:
    return PrintedCriterion(
        name=line.criterion.label,
        weight=line.weight,
        question=line.form.question,
        mean=line.points,
        weighted=line.weighted,
        spread=line.spread,
        far=line.spread > allowed,
        band=line.band.range if line.band is not None else "",
        band_words=line.band.words if line.band is not None else "",
        marks=tuple(PrintedMark(mark.reviewer, mark.points, _said(mark, numbers)) for mark in line.marks),
    )


def _said(mark: Mark, numbers: dict[int, int]) -> str:
    papers = "、".join(str(numbers[key]) for key in mark.paper_ids if key in numbers)
    remark = mark.remark.rstrip("。；")
    parts = (
        mark.basis.rstrip("。；"),
        f"证明材料：清单第{papers}项" if papers else "",
        f"备注：{remark}" if remark else "",
    )
    return "；".join(part for part in parts if part)
