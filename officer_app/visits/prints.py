"""What the papers about visits print, read from the office."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.dated import holds_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.errors import AppError
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.privacy import mask_phone
from officer_app.core.progress import Progress, unwatched
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import Demand
from officer_app.demands.service import demand_rows
from officer_app.directory.model import Attachment, DirectoryEdition, Enterprise, Listing, Subdistrict
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.people.names import names_by_id
from officer_app.visits.model import Checklist, ChecklistItem, PaperKind, Visit, VisitAnswer, VisitPaper, visit_number
from officer_app.visits.periods import Period
from officer_app.visits.printed import CheckLine, DemandLine, OurPerson, PeriodPrint, PersonMet, VisitPrint
from officer_app.visits.reporting import EVERYTHING, Scope, figures_for, scope_names, visits_in

# More visits than this are not printed in one paper: it would be no paper to read, and take memory without bound.
MOST_VISITS: Final = 5_000
_AT_ONCE: Final = 200
_PAPERS: Final = {PaperKind.PHOTO: "照片", PaperKind.SIGNED: "签字页", PaperKind.OTHER: "其他材料"}
_RETURNED: Final = "请补充"


class TooManyVisits(AppError):
    """A paper of so many visits is not made."""

    message = N_("This paper would hold {n} visits; at most {most} are printed in one.")
    remedy = N_("Choose a shorter period, or one officer, sub-district or industry.")


@asks(Permission.REPORT)
def visit_print(work: Work, visit_id: int) -> VisitPrint:
    """One visit as its record prints it. Raises NotFound."""
    return _prints(work, [work.get(Visit, visit_id)])[0]


@asks(Permission.REPORT)
def visit_prints(work: Work, visit_ids: Sequence[int], progress: Progress = unwatched) -> list[VisitPrint]:
    """Several visits as their records print them, in this order. Raises NotFound, TooManyVisits, Cancelled."""
    _check_number(len(visit_ids))
    return _in_parts(work, visit_ids, progress)


@asks(Permission.REPORT)
def visits_to_print(work: Work, first: date, last: date, scope: Scope = EVERYTHING) -> list[int]:
    """The visits of these days in the order of the report. Raises NotFound, TooManyVisits."""
    scope_names(work, scope)
    return _visits(work, Period(first, last), scope)


@asks(Permission.REPORT)
def period_print(
    work: Work,
    first: date,
    last: date,
    scope: Scope = EVERYTHING,
    *,
    records: bool = True,
    progress: Progress = unwatched,
) -> PeriodPrint:
    """The visits of these days as a draft of their report. Raises NotFound, TooManyVisits, Cancelled."""
    return report_to_print(work, Period(first, last), scope, records=records, progress=progress)


def report_to_print(
    work: Work,
    period: Period,
    scope: Scope,
    *,
    records: bool = True,
    stamp: Stamp = DRAFT,
    progress: Progress = unwatched,
) -> PeriodPrint:
    """A report as it is printed under a stamp, for use cases that have asked for permission."""
    names = scope_names(work, scope)
    visit_ids = _visits(work, period, scope)
    figures = figures_for(work, period, scope)
    return PeriodPrint(
        office=OFFICE_NAME.on(work, work.today),
        made_at=work.now.astimezone(OFFICE_ZONE),
        figures=figures,
        visits=tuple(_in_parts(work, visit_ids, progress)),
        officer=names.officer,
        subdistrict=names.subdistrict,
        industry=names.industry,
        stamp=stamp,
        records=records,
    )


def _visits(work: Work, period: Period, scope: Scope) -> list[int]:
    query = sa.select(Visit.id).where(*visits_in(period, scope))
    count = work.session.scalar(sa.select(sa.func.count()).select_from(query.subquery())) or 0
    _check_number(count)
    return list(work.session.scalars(query.order_by(Visit.visited_on, Visit.starts_at, Visit.id)))


def _check_number(count: int) -> None:
    if count > MOST_VISITS:
        raise TooManyVisits(n=count, most=MOST_VISITS)


def _in_parts(work: Work, visit_ids: Sequence[int], progress: Progress) -> list[VisitPrint]:
    """Some hundred visits at a time, so that a cancel is heard and the session does not hold them all."""
    found: list[VisitPrint] = []
    for start in range(0, len(visit_ids), _AT_ONCE):
        progress(start, len(visit_ids))
        part = visit_ids[start : start + _AT_ONCE]
        rows = {
            visit.id: visit
            for visit in work.session.scalars(
                sa.select(Visit).where(Visit.id.in_(part)).options(sa.orm.selectinload(Visit.policies))
            )
        }
        if len(rows) < len(set(part)):
            work.get(Visit, next(key for key in part if key not in rows))
        found += _prints(work, [rows[key] for key in part])
        for visit in rows.values():
            if visit not in work.session.dirty:
                work.session.expunge(visit)
    return found


def _prints(work: Work, visits: Sequence[Visit]) -> list[VisitPrint]:
    enterprises = [visit.enterprise_id for visit in visits]
    known = {
        row.id: (row, town or "")
        for row, town in work.session.execute(
            sa.select(Enterprise, Subdistrict.name)
            .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
            .where(Enterprise.id.in_(enterprises))
        )
    }
    listings = {
        enterprise: (year, industry)
        for enterprise, year, industry in work.session.execute(
            sa.select(Listing.enterprise_id, DirectoryEdition.year, Listing.industry)
            .join(DirectoryEdition, DirectoryEdition.id == Listing.edition_id)
            .where(Listing.enterprise_id.in_(enterprises), Listing.removed_on.is_(None))
            .order_by(DirectoryEdition.year, DirectoryEdition.revision)
        )
    }
    duties: dict[tuple[int, Duty], list[tuple[str, date, date | None]]] = {}
    for enterprise_id, role, name, began, until in work.session.execute(
        sa.select(Assignment.enterprise_id, Assignment.role, Account.name, Assignment.starts_on, Assignment.ends_on)
        .join(Account, Account.id == Assignment.account_id)
        .where(Assignment.enterprise_id.in_(enterprises))
        .order_by(Assignment.starts_on, Assignment.id)
    ):
        duties.setdefault((enterprise_id, role), []).append((name, began, until))

    def serving(visit: Visit, role: Duty) -> tuple[str, date | None]:
        """Who served on the day of the visit; today, where the visit is older than the records."""
        for day in (visit.visited_on, work.today):
            for name, began, until in duties.get((visit.enterprise_id, role), ()):
                if holds_on(day, began, until):
                    return name, began
        return "", None

    officers = names_by_id(work.session)
    demands: dict[int | None, list[DemandLine]] = {}
    for demand in demand_rows(work, [Demand.visit_id.in_([visit.id for visit in visits])]):
        demands.setdefault(demand.visit_id, []).append(
            DemandLine(
                number=demand.number,
                text=demand.text,
                handler=demand.handler,
                state=demand.state.value,
                due=demand.due_on,
                rating=demand.rating.value if demand.rating else "",
            )
        )
    checks = _checks(work, [visit.id for visit in visits])
    papers = _papers(work, [visit.id for visit in visits])
    office = OFFICE_NAME.on(work, work.today)
    made_at = work.now.astimezone(OFFICE_ZONE)
    prints = []
    for visit in visits:
        enterprise, town = known[visit.enterprise_id]
        year, industry = listings.get(visit.enterprise_id, (None, enterprise.industry))
        liaison, since = serving(visit, Duty.LIAISON)
        specialist, _since = serving(visit, Duty.SPECIALIST)
        prints.append(
            VisitPrint(
                office=office,
                number=visit_number(visit.year, visit.sequence),
                draft=visit.version,
                made_at=made_at,
                enterprise=enterprise.name,
                uscc=enterprise.uscc,
                visited_on=visit.visited_on,
                mode=visit.mode.value,
                trigger=visit.trigger.value,
                outcome=visit.outcome.value,
                content=visit.content,
                edition=f"{year}年版" if year else "",
                industry=industry.value if industry else "",
                subdistrict=town,
                address=enterprise.actual_site or enterprise.registered_address,
                liaison=liaison,
                liaison_since=since,
                specialist=specialist,
                starts_at=visit.starts_at,
                ends_at=visit.ends_at,
                place=visit.place,
                people_met=tuple(PersonMet(one.name, one.title, mask_phone(one.phone)) for one in visit.people),
                our_people=(
                    _officer(visit, officers[visit.officer_id], liaison),
                    *(OurPerson(one.name, one.role, department=one.department) for one in visit.companions),
                ),
                demands=tuple(demands.get(visit.id, ())),
                next_contact=visit.next_contact_on,
                follow_up=visit.follow_up,
                checklist=tuple(checks.get(visit.id, ())),
                planned_starts_at=visit.planned_starts_at,
                planned_ends_at=visit.planned_ends_at,
                policies=tuple(one.name for one in visit.policies),
                answered=visit.answered,
                papers=papers.get(visit.id, ""),
                entered_by=visit.entered_by,
                imported_from=visit.imported_from,
                returned=(visit.return_note or _RETURNED) if visit.returned_at else "",
            )
        )
    return prints


def _checks(work: Work, visit_ids: Sequence[int]) -> dict[int, list[CheckLine]]:
    """What was answered to the questions of the checklists, by visit."""
    query = (
        sa.select(VisitAnswer, ChecklistItem.question, ChecklistItem.unit)
        .join(ChecklistItem, ChecklistItem.id == VisitAnswer.item_id)
        .join(Checklist, Checklist.id == ChecklistItem.checklist_id)
        .where(VisitAnswer.visit_id.in_(visit_ids))
        .order_by(Checklist.position, Checklist.id, ChecklistItem.position, ChecklistItem.id)
    )
    found: dict[int, list[CheckLine]] = {}
    for answer, question, unit in work.session.execute(query):
        said = answer.text or ""
        if answer.number is not None:
            said = f"{answer.number.normalize():f}{unit}"
        if answer.yes is not None or said:
            found.setdefault(answer.visit_id, []).append(CheckLine(question, answer.yes, said))
    return found


def _papers(work: Work, visit_ids: Sequence[int]) -> dict[int, str]:
    """How many papers of which kind belong to a visit: 照片2份、签字页1份."""
    counts: dict[int, Counter[PaperKind]] = {}
    for visit_id, kind in work.session.execute(
        sa.select(VisitPaper.visit_id, VisitPaper.kind)
        .join(Attachment, Attachment.id == VisitPaper.attachment_id)
        .where(VisitPaper.visit_id.in_(visit_ids), Attachment.removed_at.is_(None))
    ):
        counts.setdefault(visit_id, Counter())[kind] += 1
    return {
        visit_id: "、".join(f"{word}{found[kind]}份" for kind, word in _PAPERS.items() if found[kind])
        for visit_id, found in counts.items()
    }


def _officer(visit: Visit, name: str, liaison: str) -> OurPerson:
    """Who made the visit: for an absent colleague, or as the enterprise's own liaison officer."""
    if visit.on_behalf_of:
        return OurPerson(name, f"代 {visit.on_behalf_of}", stands_in=True)
    return OurPerson(name, "联络员" if name == liaison else "")
