"""The steps up to first review: checking papers, pre-review, the one notice of gaps, acceptance.

Where a use case needs CASE_FILE, the step itself asks for the permission of the capacity it is taken in.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import (
    actor_id,
    notices_of,
    open_case,
    papers_of,
    take_step,
)
from officer_app.cases.deadlines import set_review_deadline
from officer_app.cases.evaluation_sheet import SHEET, require_usable, sheet_form
from officer_app.cases.gaps import Gap, find_in_order, find_lacking, gaps_of, stated
from officer_app.cases.handing_in import receive
from officer_app.cases.model import CasePaper, CaseStep, Score, SupplementNotice, TalentCase
from officer_app.cases.snapshots import take_snapshot
from officer_app.cases.trips import count_trip
from officer_app.cases.words import DeadlineCause, DefectCode, Step
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.policy import Dated, settings_in_force
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.revealing import put_on_record

RULES: Final = Dated("case.rules", str)
SUPPLEMENT_LIMIT: Final = Dated("supplement.limit", int)
WINDOW_LIMIT: Final = Dated("window.visits", int)


@changes(Permission.CASE_FILE)
def check_paper(
    work: Work,
    case_id: int,
    paper_id: int,
    *,
    gap: str = "",
    code: DefectCode | None = None,
    version: int | None = None,
) -> None:
    """Find a paper in order, or say what it lacks: by a code, in words, or both (see gaps.stated).

    Only a paper that has arrived can be in order.
    """
    case = open_case(work, case_id, Step.CHECK_PAPER, version)
    paper = work.get(CasePaper, paper_id, lock=True)
    if paper.case_id != case.id:
        raise NotFound()
    lacks = stated(Gap(code or DefectCode.OTHER, gap)) if code is not None or gap.strip() else None
    if lacks is None and paper.received_on is None:
        raise Invalid(N_("{paper} has not arrived yet."), field="gap", paper=paper.label)
    take_step(work, case, Step.CHECK_PAPER, f"{paper.label}: {lacks.words}" if lacks is not None else paper.label)
    if lacks is not None:
        find_lacking(paper, lacks)
    else:
        find_in_order(paper, actor_id(work), work)


@changes(Permission.CASE_PRE_REVIEW)
def pre_review(work: Work, case_id: int, opinion: str, *, version: int | None = None) -> None:
    """The papers are complete. Raises Invalid, naming the first gap, while they are not."""
    case = open_case(work, case_id, Step.PRE_REVIEW, version)
    require_complete(papers_of(work, case.id))
    take_step(work, case, Step.PRE_REVIEW, opinion)


def require_complete(papers: list[CasePaper]) -> None:
    """Raises Invalid while a paper is missing or lacks something."""
    gaps = gaps_of(papers)
    if gaps:
        first = next(paper for paper in papers if paper.id in gaps)
        raise Invalid(
            N_("{count} papers are not complete, the first: {paper}."),
            remedy=N_("Send the one-off notice that lists every gap."),
            field="papers",
            count=len(gaps),
            paper=first.label,
        )


@changes(Permission.CASE_FILE)
def request_supplement(
    work: Work, case_id: int, gaps: Mapping[int, Gap | str], opinion: str = "", *, version: int | None = None
) -> int:
    """Send the one notice of this stage; the clock stands still until the papers arrive. Returns the notice's id.

    `gaps` says by paper id what is lacking, beside the gaps already on record: the notice lists them all, each with a
    code and words (a text alone is some other defect). `opinion` says why the clock stops, and goes into the notice.
    Raises Invalid if there is none, or if this stage has had its notice, also when the case was sent back since.
    """
    case = open_case(work, case_id, Step.REQUEST_SUPPLEMENT, version)
    papers = papers_of(work, case.id)
    stage, turn = case.state, _round(work, case.id)
    if any((notice.stage, notice.round) == (stage, turn) for notice in notices_of(work, case.id)):
        raise Invalid(
            N_("The one notice of this stage has been sent already; all gaps had to be in it."),
            remedy=N_("Return the case with the reason, or go on without what was not asked for."),
        )
    by_id = {paper.id: paper for paper in papers}
    if any(paper_id not in by_id for paper_id in gaps):
        raise NotFound()
    found = {paper_id: stated(gap) for paper_id, gap in gaps.items()}
    take_step(work, case, Step.REQUEST_SUPPLEMENT, opinion)
    for paper_id, lacks in found.items():
        find_lacking(by_id[paper_id], lacks)
    listed = gaps_of(papers)
    if not listed:
        raise Invalid(N_("Nothing is missing."), field="gap")
    limit = SUPPLEMENT_LIMIT.on(work, work.today)
    notice = work.add(
        SupplementNotice(
            case_id=case.id,
            stage=stage,
            round=turn,
            noticed_on=work.today,
            due_on=work.today + timedelta(days=limit),
            gaps=[
                {"paper": paper_id, "name": by_id[paper_id].label, "gap": gap.words, "code": gap.code.value}
                for paper_id, gap in listed.items()
            ],
            reason=opinion.strip(),
            noticed_by=actor_id(work),
        )
    )
    return notice.id


def _round(work: Work, case_id: int) -> int:
    """How many times the case has been filed."""
    filed = sa.select(sa.func.count()).where(CaseStep.case_id == case_id, CaseStep.step.in_([Step.FILE, Step.REFILE]))
    return work.session.scalar(filed) or 0


def waiting_notice(work: Work, case_id: int) -> SupplementNotice | None:
    """The notice whose papers have not arrived yet."""
    return next((notice for notice in notices_of(work, case_id) if notice.arrived_on is None), None)


@changes(Permission.CASE_FILE)
def supplement_arrived(
    work: Work, case_id: int, pages: Mapping[int, int], *, at_window: bool = False, version: int | None = None
) -> None:
    """Everything the notice asked for has arrived: `pages` by paper id. The clock runs again from the next day.

    Raises Invalid, naming what is still missing. `at_window` counts a trip of the employer.
    """
    case = open_case(work, case_id, Step.SUPPLEMENT_ARRIVED, version)
    notice = waiting_notice(work, case.id)
    if notice is None:
        raise NotFound()
    missing = [str(entry["name"]) for entry in notice.gaps if entry["paper"] not in pages]
    if missing:
        raise Invalid(
            N_("Still missing: {papers}."),
            remedy=N_("Record the completion when everything in the notice has arrived."),
            field="papers",
            papers="、".join(missing),
        )
    for paper in papers_of(work, case.id):
        if paper.id in pages:
            receive(paper, pages[paper.id], work.today)
    take_step(work, case, Step.SUPPLEMENT_ARRIVED)
    notice.arrived_on = work.today
    if at_window:
        count_trip(work, case, work.today, Step.SUPPLEMENT_ARRIVED.label)
    take_snapshot(work, case, Step.SUPPLEMENT_ARRIVED)
    set_review_deadline(work, case, DeadlineCause.SUPPLEMENT)


@changes(Permission.CASE_ACCEPT)
def accept(work: Work, case_id: int, opinion: str = "", *, at_window: bool = False, version: int | None = None) -> None:
    """Accept a case: from the next working day the first-review clock runs.

    The rules, the evaluation sheet and the limits in force today stay with the case, whatever changes later. So does
    the day: a case that was sent back to pre-review is accepted anew, but its clock has run on meanwhile. One that was
    filed again begins anew: what was scored before is scored anew.
    """
    case = open_case(work, case_id, Step.ACCEPT, version)
    if case.accepted_on is None:
        _begin_review(work, case, opinion)
    else:
        take_step(work, case, Step.ACCEPT, opinion)
    if at_window:
        count_trip(work, case, work.today, Step.ACCEPT.label)
    set_review_deadline(work, case)


def _begin_review(work: Work, case: TalentCase, opinion: str) -> None:
    sheet = SHEET.on(work, work.today)
    try:
        require_usable(sheet_form(sheet))
    except Invalid as error:
        message = N_("The evaluation sheet in force cannot be used: {cause}")
        remedy = N_("Ask the administrator for another version of the evaluation sheet.")
        raise Invalid(message, remedy=remedy, cause=error.cause) from error
    take_step(work, case, Step.ACCEPT, opinion)
    for earlier in work.session.scalars(sa.select(Score).where(Score.case_id == case.id)):
        work.session.delete(earlier)
    case.accepted_on = work.today
    case.rules = RULES.on(work, work.today)
    case.sheet = dict(sheet)
    case.sheet_from = _since(work, SHEET.key)


def _since(work: Work, key: str) -> date:
    return next(value.valid_from for value in settings_in_force(work, work.today) if value.key == key)


@changes(Permission.CASE_FILE)
def return_case(work: Work, case_id: int, reason: str, *, version: int | None = None) -> None:
    """Return a case to the employer, who may file it again; up to first review. A reason is needed."""
    case = open_case(work, case_id, Step.RETURN, version)
    require_reason(reason)
    take_step(work, case, Step.RETURN, reason)


def require_reason(reason: str) -> None:
    """Raises Invalid for an empty reason."""
    if not reason.strip():
        raise Invalid(N_("A reason is needed."), field="opinion")


@changes(Permission.REVEAL)
def reveal_id_number(work: Work, case_id: int, purpose: str) -> str:
    """The identity number whole; who asked, and what for, goes into the audit trail."""
    case = work.get(TalentCase, case_id)
    work.require(Permission.REVEAL, case)
    put_on_record(work, "talent_case", case.id, "id_number", purpose)
    return case.id_number


@asks(Permission.CASE_READ)
def window_limit(work: Work) -> int:
    """How many trips to the window an employer may be asked for."""
    return WINDOW_LIMIT.on(work, work.today)
