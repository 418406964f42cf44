"""Papers that arrive: the list a case is asked for, and what of it is there."""

from datetime import date
from typing import Final

from officer_app.cases.chain import papers_of
from officer_app.cases.checklist import ChecklistEntry, checklist_on
from officer_app.cases.drafts import PaperDraft
from officer_app.cases.model import CasePaper, TalentCase
from officer_app.cases.words import PaperForm, PaperSource
from officer_app.core.errors import Invalid
from officer_app.core.work import Work
from officer_app.i18n import N_

_MOST_PAGES: Final = 9_999


def check_pages(pages: int) -> None:
    """Raises Invalid for a number of pages that no paper has."""
    if not 1 <= pages <= _MOST_PAGES:
        raise Invalid(N_("A paper has at least one page."), field="pages")


def lay_out_papers(work: Work, case: TalentCase) -> list[CasePaper]:
    """The list of a case by the checklist it was first filed under, as the application stands now.

    A paper whose condition holds no more is not needed any longer; one that has arrived stays. Returns all of them.
    """
    papers = papers_of(work, case.id)
    there = {paper.kind: paper for paper in reversed(papers)}
    for entry in checklist_on(work, case.checklist_from):
        paper = there.get(entry.kind)
        if paper is not None:
            paper.needed = entry.applies(case.applicant_kind, case.dependants)
        elif entry.listed(case.applicant_kind, case.dependants):
            paper = _expected(case, entry)
            work.session.add(paper)
            papers.append(paper)
    work.session.flush()
    return papers


def take_in(work: Work, case: TalentCase, papers: list[CasePaper], arrived: tuple[PaperDraft, ...]) -> None:
    """Mark papers as received; one that is not on the list is added to it as not needed."""
    waiting = {paper.kind: paper for paper in reversed(papers)}
    preferred = {entry.kind: entry.forms[0] for entry in checklist_on(work, case.checklist_from)}
    for draft in arrived:
        paper = waiting.pop(draft.kind, None)
        if paper is None:
            paper = CasePaper(
                case_id=case.id, kind=draft.kind, needed=False, source=PaperSource.EMPLOYER, gap="", condition=""
            )
            work.session.add(paper)
        paper.title = draft.title.strip() or paper.title or ""
        paper.source = draft.source or paper.source
        receive(paper, draft.pages, work.today, draft.form or preferred.get(draft.kind, PaperForm.COPY))
    work.session.flush()


def receive(paper: CasePaper, pages: int, day: date, form: PaperForm | None = None) -> None:
    """A paper arrived, or a better copy of it: it is to be checked (again). Without a form it came as before."""
    check_pages(pages)
    paper.pages = pages
    paper.received_on = day
    paper.form = form or paper.form
    paper.gap, paper.defect = "", None
    paper.checked_by = paper.checked_on = None


def _expected(case: TalentCase, entry: ChecklistEntry) -> CasePaper:
    return CasePaper(
        case_id=case.id,
        kind=entry.kind,
        needed=entry.applies(case.applicant_kind, case.dependants),
        source=entry.source,
        pages=0,
        gap="",
        # In the words of the list, or those of the program, which are translated when shown.
        condition=entry.words or (entry.condition.value if entry.condition is not None else ""),
    )
