"""Filing a case on behalf of an employer, and filing it again after it was returned.

A person never files alone: a case belongs to an enterprise of the directory that is registered in the district.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.cases.chain import actor_id, open_case, papers_of, take_step
from officer_app.cases.identity import checked_identity
from officer_app.cases.model import CasePaper, CaseStep, TalentCase
from officer_app.cases.words import (
    FINAL,
    Capacity,
    Degree,
    Education,
    IdKind,
    PaperKind,
    PaperSource,
    Sex,
    State,
    Step,
)
from officer_app.core.errors import Invalid
from officer_app.core.numbering import next_number
from officer_app.core.policy import Dated, settings_in_force
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission

CHECKLIST: Final = Dated("case.checklist", list)
PREFIX: Final = Dated("case.prefix", str)
AVERAGE_WAGE: Final = Dated("wage.average", int)
BASE_LINE: Final = Dated("base.line", int)
SERIES: Final = "talent_case"

_SOURCES: Final = {
    PaperKind.CONTRIBUTION: PaperSource.SOCIAL_INSURANCE,
    PaperKind.TAX: PaperSource.TAX_OFFICE,
}
# No working life is longer, nobody joins younger.
_YOUNGEST: Final = 16
_MOST_DEPENDANTS: Final = 20


@dataclass(frozen=True)
class PaperDraft:
    """A paper that came with the application. `pages` above zero; a title of its own where the word is too general."""

    kind: PaperKind
    pages: int
    source: PaperSource | None = None
    title: str = ""


@dataclass(frozen=True)
class CaseDraft:
    """A case as it is typed; saving the same `draft_id` again stores nothing new. Amounts are yuan.

    `contribution_base` is the monthly social-insurance base, `income_tax` that of the last twelve months.
    """

    draft_id: str
    enterprise_id: int
    name: str
    id_kind: IdKind
    id_number: str
    born_on: date
    sex: Sex
    education: Education
    degree: Degree
    post: str
    joined_on: date
    contribution_base: Decimal
    income_tax: Decimal
    reason: str
    contract_end: date | None = None
    school: str = ""
    major: str = ""
    graduated_on: date | None = None
    title: str = ""
    dependants: int = 0
    dependants_note: str = ""
    papers: tuple[PaperDraft, ...] = ()


@dataclass(frozen=True)
class FilingStart:
    """What the form begins with: the papers asked for today, the average monthly wage in yuan and the line in
    multiples of it.
    """

    checklist: tuple[PaperKind, ...]
    average_wage: int
    base_line: int


# What is copied from the draft to the case as it stands.
_COPIED: Final = tuple(
    field.name for field in fields(CaseDraft) if field.name not in {"draft_id", "papers", "id_number", "name"}
)


def base_multiple(work: Work, contribution_base: Decimal, day: date) -> Decimal:
    """Contribution base ÷ average monthly wage in force (setting wage.average), cut after two places.

    Cut, not rounded: a base just under three times the wage must not appear as three times.
    """
    average = Decimal(AVERAGE_WAGE.on(work, day))
    return (contribution_base / average).quantize(Decimal("0.01"), rounding=ROUND_DOWN)


@asks(Permission.CASE_FILE)
def filing_start(work: Work) -> FilingStart:
    """What the form needs to know before anything is typed."""
    checklist = tuple(PaperKind(kind) for kind in CHECKLIST.on(work, work.today))
    return FilingStart(checklist, AVERAGE_WAGE.on(work, work.today), BASE_LINE.on(work, work.today))


@changes(Permission.CASE_FILE)
def file_case(work: Work, draft: CaseDraft) -> int:
    """Store a case with its checklist, waiting for pre-review; returns its id.

    The id of the case stored before if this draft was saved already. Raises Invalid, naming the field.
    """
    known = _stored(work.session, draft.draft_id)
    if known is not None:
        return known
    values = _checked(work, draft)
    with work.session.begin_nested() as attempt:
        sequence = next_number(work, SERIES, work.today.year)
        # The number is given to one writer at a time: what another has stored meanwhile is seen only now.
        known = _stored(work.session, draft.draft_id)
        if known is not None:
            attempt.rollback()
            return known
        _refuse_second_case(work, draft)
        case = work.add(
            TalentCase(
                draft_id=draft.draft_id,
                prefix=PREFIX.on(work, work.today),
                year=work.today.year,
                sequence=sequence,
                state=State.PRE_REVIEW,
                filed_by=actor_id(work),
                filed_on=work.today,
                checklist_from=_in_force_since(work, CHECKLIST.key),
                changed_at=work.now,
                **values,
            )
        )
    _lay_out_papers(work, case, draft.papers)
    work.add(
        CaseStep(
            case_id=case.id,
            step=Step.FILE,
            capacity=Capacity.FILER,
            state_before=None,
            state_after=State.PRE_REVIEW,
            account_id=actor_id(work),
            at=work.now,
            opinion="",
        )
    )
    return case.id


@changes(Permission.CASE_FILE)
def refile_case(work: Work, case_id: int, draft: CaseDraft, *, version: int | None = None) -> None:
    """File a returned case again, amended; it is pre-reviewed anew. Raises Invalid, IllegalTransition, Conflict.

    An empty identity number keeps the one on record: the form shows it masked only.
    """
    case = open_case(work, case_id, Step.REFILE, version)
    if not draft.id_number.strip() and draft.id_kind is case.id_kind:
        draft = replace(draft, id_number=case.id_number)
    values = _checked(work, draft)
    if (draft.id_kind, values["id_number"]) != (case.id_kind, case.id_number):
        _refuse_second_case(work, draft)
    take_step(work, case, Step.REFILE)
    for name, value in values.items():
        setattr(case, name, value)
    case.accepted_on = case.sheet_from = case.sheet = None
    case.review_due_on = case.review_target_on = case.reviewed_on = None
    case.review_due_provisional, case.rules = False, ""
    _take_in(work, papers_of(work, case.id), draft.papers)
    work.session.flush()


def _stored(session: Session, draft_id: str) -> int | None:
    return session.scalar(sa.select(TalentCase.id).where(TalentCase.draft_id == draft_id))


def _checked(work: Work, draft: CaseDraft) -> dict[str, object]:
    """The columns of a case from a draft that makes sense. Raises Invalid."""
    enterprise = work.session.get(Enterprise, draft.enterprise_id)
    if enterprise is None:
        raise Invalid(N_("Choose an enterprise of the directory."), field="enterprise")
    if enterprise.subdistrict_id is None:
        raise Invalid(
            N_("{enterprise} is not registered in a sub-district of this district."),
            remedy=N_("Enter its sub-district in the directory first; others apply where they are registered."),
            field="enterprise",
            enterprise=enterprise.name,
        )
    name = draft.name.strip()
    for field, value in (("name", name), ("post", draft.post), ("reason", draft.reason)):
        if not value.strip():
            raise Invalid(N_("This must not be empty."), field=field)
    number = checked_identity(draft.id_kind, draft.id_number, draft.born_on, draft.sex)
    if draft.joined_on > work.today:
        raise Invalid(N_("The day of joining lies in the future."), field="joined_on")
    if draft.joined_on.year - draft.born_on.year < _YOUNGEST:
        raise Invalid(N_("Birth and day of joining do not fit together."), field="joined_on")
    if draft.contract_end is not None and draft.contract_end <= draft.joined_on:
        raise Invalid(N_("The contract ends before it begins."), field="contract_end")
    if _uneven(draft.contribution_base) or draft.contribution_base <= 0:
        raise Invalid(N_("Enter the monthly base in yuan, above zero."), field="contribution_base")
    if _uneven(draft.income_tax) or draft.income_tax < 0:
        raise Invalid(N_("Enter the tax in yuan, zero if none was paid."), field="income_tax")
    if not 0 <= draft.dependants <= _MOST_DEPENDANTS:
        raise Invalid(N_("Enter how many people move along."), field="dependants")
    for paper in draft.papers:
        _check_pages(paper.pages)
    values: dict[str, object] = {field: getattr(draft, field) for field in _COPIED}
    return {
        **{key: value.strip() if type(value) is str else value for key, value in values.items()},
        "name": name,
        "id_number": number,
        "base_multiple": base_multiple(work, draft.contribution_base, work.today),
    }


def _uneven(amount: Decimal) -> bool:
    return not amount.is_finite() or amount != amount.quantize(Decimal("0.01"))


def _check_pages(pages: int) -> None:
    if pages < 1:
        raise Invalid(N_("A paper has at least one page."), field="pages")


def _refuse_second_case(work: Work, draft: CaseDraft) -> None:
    """One person has one open case; the database holds to it too."""
    number = checked_identity(draft.id_kind, draft.id_number, draft.born_on, draft.sex)
    other = work.session.scalar(
        sa.select(TalentCase).where(
            TalentCase.id_kind == draft.id_kind, TalentCase.id_number == number, TalentCase.state.not_in(FINAL)
        )
    )
    if other is not None:
        raise Invalid(
            N_("There is already an open case for this person: {number}."),
            remedy=N_("Go on with that case, or have it withdrawn first."),
            field="id_number",
            number=other.number,
        )


def _in_force_since(work: Work, key: str) -> date:
    return next(value.valid_from for value in settings_in_force(work, work.today) if value.key == key)


def _lay_out_papers(work: Work, case: TalentCase, arrived: tuple[PaperDraft, ...]) -> None:
    """The checklist in force, one row a paper, and what has arrived."""
    expected = [PaperKind(kind) for kind in CHECKLIST.on(work, work.today)]
    papers = [
        CasePaper(
            case_id=case.id, kind=kind, needed=True, source=_SOURCES.get(kind, PaperSource.EMPLOYER), pages=0, gap=""
        )
        for kind in expected
    ]
    work.session.add_all(papers)
    work.session.flush()
    _take_in(work, papers, arrived)


def _take_in(work: Work, papers: list[CasePaper], arrived: tuple[PaperDraft, ...]) -> None:
    """Mark papers as received; one that is not on the checklist is added to it as not needed."""
    waiting = {paper.kind: paper for paper in reversed(papers)}
    for draft in arrived:
        paper = waiting.pop(draft.kind, None)
        if paper is None:
            paper = CasePaper(
                case_id=papers[0].case_id, kind=draft.kind, needed=False, source=PaperSource.EMPLOYER, gap=""
            )
            work.session.add(paper)
        paper.title = draft.title.strip() or paper.title or ""
        paper.source = draft.source or paper.source
        receive(paper, draft.pages, work.today)
    work.session.flush()


def receive(paper: CasePaper, pages: int, day: date) -> None:
    """A paper arrived, or a better copy of it: it is to be checked (again)."""
    _check_pages(pages)
    paper.pages = pages
    paper.received_on = day
    paper.gap = ""
    paper.checked_by = paper.checked_on = None
