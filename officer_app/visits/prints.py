"""What the papers about visits print, read from the office."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.dated import holds_on, serves_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.core.policy import Dated
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import Demand, Rating
from officer_app.demands.service import demand_rows
from officer_app.directory.model import DirectoryEdition, Enterprise, Listing, Subdistrict
from officer_app.i18n import CHINESE, speaking
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.model import Outcome, Visit, visit_number
from officer_app.visits.plan import due_rows
from officer_app.visits.printed import (
    DemandFigures,
    DemandLine,
    DemandWeek,
    MonthPrint,
    OurPerson,
    PersonMet,
    VisitPrint,
    weeks_of,
)

OFFICE_NAME: Final = Dated("office.name", str)
_TOPICS: Final = 3


@asks(Permission.REPORT)
def visit_print(work: Work, visit_id: int) -> VisitPrint:
    """One visit as its record prints it. Raises NotFound."""
    return _prints(work, [work.get(Visit, visit_id)])[0]


@asks(Permission.REPORT)
def month_print(work: Work, month: date, officer_id: int | None = None) -> MonthPrint:
    """The visits of a month, of everybody or of one officer. `month` is any day of it. Raises NotFound."""
    first = month.replace(day=1)
    last = _last_day(first)
    officer = work.get(Account, officer_id).name if officer_id is not None else ""
    whose = [] if officer_id is None else [Visit.officer_id == officer_id]
    visits = work.session.scalars(
        sa.select(Visit)
        .where(Visit.visited_on.between(first, last), *whose)
        .order_by(Visit.visited_on, Visit.starts_at, Visit.id)
    ).all()
    due = _due(work, first, last, officer_id)
    seen = {visit.enterprise_id for visit in visits if visit.outcome is Outcome.DONE}
    prints = _prints(work, visits)
    return MonthPrint(
        office=OFFICE_NAME.on(work, work.today),
        month=first,
        number="",
        draft=1,
        made_at=work.now.astimezone(OFFICE_ZONE),
        visits=tuple(prints),
        due=len(due),
        visited_due=len(due & seen),
        demands=_demand_figures(work, first, last, officer_id),
        officer=officer,
        subdistricts=len({one.subdistrict for one in prints if one.subdistrict}),
    )


def _last_day(first: date) -> date:
    return (first + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def _due(work: Work, first: date, last: date, officer_id: int | None) -> set[int]:
    """The enterprises that were to be visited in the month, by what was known when it began.

    They count for whoever is responsible at its end, or today while it runs.
    """
    conditions = [serves_on(min(last, max(first, work.today)), Duty.LIAISON)]
    if officer_id is not None:
        conditions.append(Assignment.account_id == officer_id)
    return {row.enterprise_id for row in due_rows(work, conditions, seen_before=first) if row.due_on <= last}


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

    officers = dict(work.session.execute(sa.select(Account.id, Account.name)).all())
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
                people_met=tuple(PersonMet(one.name, one.title, one.phone) for one in visit.people),
                our_people=(
                    _officer(visit, officers[visit.officer_id], liaison),
                    *(OurPerson(one.name, one.role) for one in visit.companions),
                ),
                demands=tuple(demands.get(visit.id, ())),
                next_contact=visit.next_contact_on,
                follow_up=visit.follow_up,
            )
        )
    return prints


def _officer(visit: Visit, name: str, liaison: str) -> OurPerson:
    """Who made the visit: for an absent colleague, or as the enterprise's own liaison officer."""
    if visit.on_behalf_of:
        return OurPerson(name, f"代 {visit.on_behalf_of}", stands_in=True)
    return OurPerson(name, "联络员" if name == liaison else "")


def _demand_figures(work: Work, first: date, last: date, officer_id: int | None) -> DemandFigures:
    whose = [Demand.collected_on <= last]
    if officer_id is not None:
        whose.append(Demand.collected_by == officer_id)
    rows = work.session.execute(
        sa.select(Demand.collected_on, Demand.closed_on, Demand.category, Demand.rating).where(*whose)
    ).all()

    def open_after(day: date) -> int:
        return sum(1 for row in rows if row.collected_on <= day and (row.closed_on is None or row.closed_on > day))

    registered = [row for row in rows if row.collected_on >= first]
    closed = [row for row in rows if row.closed_on is not None and first <= row.closed_on <= last]
    rated = [row.rating for row in closed if row.rating is not None]
    with speaking(CHINESE):
        labels = [row.category.label for row in registered]
    topics = sorted(set(labels), key=lambda label: (-labels.count(label), label))[:_TOPICS]
    return DemandFigures(
        registered=len(registered),
        closed=len(closed),
        carried_over=open_after(first - timedelta(days=1)),
        still_open=open_after(last),
        rated=len(rated),
        content=sum(1 for rating in rated if rating in (Rating.CONTENT, Rating.MOSTLY)),
        weeks=tuple(
            DemandWeek(
                registered=sum(1 for row in registered if start <= row.collected_on <= end),
                closed=sum(1 for row in closed if start <= row.closed_on <= end),
                still_open=open_after(end),
            )
            for start, end in weeks_of(first)
        ),
        topics=tuple(topics),
    )
