"""What an officer wants in view while writing a visit down: the enterprise, its last visit, what it still waits for."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from officer_app.core.calendar import WorkingCalendar
from officer_app.core.holidays import calendar_in_force
from officer_app.core.marking import matched_places
from officer_app.core.policy import Dated
from officer_app.core.search import Query
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import OPEN_STATES, Demand
from officer_app.demands.service import Category, DemandRow, Limit, Urgency, all_demand_limits, demand_rows
from officer_app.directory.file import enterprise_file
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import DirectoryFilter, EnterpriseRow, list_enterprises
from officer_app.directory.lists.finding import found_enterprises
from officer_app.directory.model import Enterprise
from officer_app.people.access import Permission, Role
from officer_app.people.service import AccountRow, list_officers
from officer_app.visits.browsing import VisitFilter, VisitRow, list_visits
from officer_app.visits.checklists import ChecklistRow, checklists_in_force
from officer_app.visits.drafts import StoredDraft, own_drafts
from officer_app.visits.model import Visit
from officer_app.visits.plan import DueRow, cadence_of, due_of
from officer_app.visits.plans import PlanRow, plans_of

# By name, what an officer writes over before a visit of that kind; and what is explained most often.
TEMPLATES: Final = Dated("visit.templates", dict)
POLICIES: Final = Dated("visit.policies", list)
_RECENT: Final = 5


@dataclass(frozen=True)
class ContactRow:
    """Somebody of the enterprise who can be met."""

    id: int
    name: str
    title: str


@dataclass(frozen=True)
class Candidate:
    """An enterprise that answers what was typed; `marks` are the matching places of its name, `why` tells of others."""

    enterprise_id: int
    name: str
    uscc: str
    subdistrict: str
    industry: Industry | None
    liaison: str
    days_left: int | None
    marks: frozenset[int]
    why: str = ""


@dataclass(frozen=True)
class Brief:
    """An enterprise before a visit. `cadence_days` are working days from one periodic contact to the next."""

    candidate: Candidate
    site: str
    due: DueRow | None
    cadence_days: int
    calendar: WorkingCalendar
    contacts: tuple[ContactRow, ...]
    last: VisitRow | None
    demands: tuple[DemandRow, ...]
    plans: tuple[PlanRow, ...] = ()

    def after(self, visited_on: date) -> date:
        """When the next contact is due after one of this day with which nothing else was agreed."""
        return self.calendar.add_working_days(visited_on, self.cadence_days).day


@dataclass(frozen=True)
class Recent:
    """An enterprise the officer visited not long ago."""

    enterprise_id: int
    enterprise: str
    visited_on: date


@dataclass(frozen=True)
class VisitStart:
    """What a new visit starts from. `now` is the office's local time."""

    now: datetime
    officer_id: int
    officer: str
    role: Role
    recent: tuple[Recent, ...]
    drafts: tuple[StoredDraft, ...]
    officers: tuple[AccountRow, ...]
    limits: dict[Category, dict[Urgency, Limit]]
    templates: dict[str, str] = field(default_factory=dict)
    policies: tuple[str, ...] = ()
    checklists: tuple[ChecklistRow, ...] = ()


@asks(Permission.VISIT_LOG)
def visit_start(work: Work) -> VisitStart:
    """The defaults of a new visit, the actor's unfinished ones, and who may be asked to handle a demand."""
    assert work.actor.id is not None
    query = (
        sa.select(Enterprise.id, Enterprise.name, sa.func.max(Visit.visited_on).label("on"))
        .join(Visit, Visit.enterprise_id == Enterprise.id)
        .where(Visit.officer_id == work.actor.id)
        .group_by(Enterprise.id, Enterprise.name)
        .order_by(sa.desc("on"), Enterprise.id)
        .limit(_RECENT)
    )
    return VisitStart(
        now=work.now.astimezone(OFFICE_ZONE),
        officer_id=work.actor.id,
        officer=work.actor.name,
        role=Role(work.actor.role),
        recent=tuple(Recent(*row) for row in work.session.execute(query)),
        drafts=tuple(own_drafts(work)),
        officers=tuple(list_officers(work)),
        limits=all_demand_limits(work),
        templates={str(name): str(text) for name, text in TEMPLATES.on(work, work.today).items()},
        policies=tuple(str(name) for name in POLICIES.on(work, work.today)),
        checklists=tuple(checklists_in_force(work, work.today)),
    )


@asks(Permission.VISIT_READ)
def enterprise_brief(work: Work, enterprise_id: int, correcting: int | None = None) -> Brief:
    """What is known of an enterprise before a visit. Raises NotFound.

    A visit that is being `correcting` is not its own last visit.
    """
    file = enterprise_file(work, enterprise_id)
    due = due_of(work, [enterprise_id]).get(enterprise_id)
    latest = list_visits(work, VisitFilter(enterprise_id=enterprise_id), limit=2)
    last = next((row for row in latest if row.id != correcting), None)
    demands = demand_rows(work, [Demand.enterprise_id == enterprise_id, Demand.state.in_(OPEN_STATES)])
    return Brief(
        candidate=Candidate(
            file.id,
            file.name,
            file.uscc,
            file.subdistrict,
            file.industry,
            file.liaison,
            due.days_left if due else None,
            frozenset(),
        ),
        site=file.actual_site or file.registered_address,
        due=due,
        cadence_days=cadence_of(work, enterprise_id),
        calendar=calendar_in_force(work.session),
        contacts=tuple(ContactRow(contact.id, contact.name, contact.title) for contact in file.contacts),
        last=last,
        demands=tuple(demands),
        plans=tuple(plans_of(work, enterprise_id)),
    )


@asks(Permission.DIRECTORY_READ)
def find_enterprises(work: Work, text: str, *, limit: int = 8) -> list[Candidate]:
    """The enterprises that `found_enterprises` finds; the actor's own come first."""
    if not Query.of(text):
        return []
    own = list_enterprises(work, DirectoryFilter(text=text, officer_id=work.actor.id), limit=limit).rows
    found = {row.id: row for row in own}
    others = {one.row.id: one for one in found_enterprises(work, text, limit)}
    found |= {key: one.row for key, one in others.items() if key not in found}
    why = {key: one.why for key, one in others.items()}
    return _candidates(work, list(found.values())[:limit], text, why)


def _candidates(work: Work, found: list[EnterpriseRow], text: str, why: dict[int, str]) -> list[Candidate]:
    due, query = due_of(work, [row.id for row in found]), Query.of(text)
    return [
        Candidate(
            enterprise_id=row.id,
            name=row.name,
            uscc=row.uscc,
            subdistrict=row.subdistrict,
            industry=row.industry,
            liaison=row.liaison,
            days_left=due[row.id].days_left if row.id in due else None,
            marks=matched_places(row.name, query),
            why=why.get(row.id, ""),
        )
        for row in found
    ]
