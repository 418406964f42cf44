"""走访清单: what an officer takes along for the planned visits of a day or a week.

Phones are masked, unless they are asked for with a purpose: then those of the enterprises that the actor serves are
whole, and each is recorded in the trail as shown.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from itertools import groupby
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.reveal import reveal_phone
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.holidays import CalendarDay
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.privacy import mask_phone
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.demands.model import OPEN_STATES, Demand
from officer_app.demands.rows import DemandRow, demand_rows
from officer_app.directory.model import Contact, Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.people.revealing import stated_purpose
from officer_app.visits.model import Visit
from officer_app.visits.plans import PlanRow, plans_between

MOST_STOPS: Final = 200
# Days on one list: a fortnight with its weekends.
LONGEST: Final = 14
_CONTACTS: Final = 3


@dataclass(frozen=True, slots=True)
class TakenContact:
    """Whom to ask for; the phone is masked unless the list says for what purpose it is whole."""

    contact_id: int
    name: str
    title: str
    phone: str


@dataclass(frozen=True, slots=True)
class LastVisit:
    """The contact before this one: when, by whom, how (by code), what was said."""

    day: date
    officer: str
    mode: str
    content: str


@dataclass(frozen=True, slots=True)
class OpenDemand:
    """What the enterprise waits for; `state` is a code, `due_on` its limit."""

    number: str
    text: str
    state: str
    due_on: date
    handler: str
    late: bool


@dataclass(frozen=True, slots=True)
class Stop:
    """One planned visit with what is known of the enterprise; `mode` is a code, times are local."""

    enterprise: str
    subdistrict: str
    place: str
    mode: str
    starts_at: time | None
    ends_at: time | None
    purpose: str
    officer: str
    contacts: tuple[TakenContact, ...]
    last: LastVisit | None
    demands: tuple[OpenDemand, ...]


@dataclass(frozen=True, slots=True)
class DayOut:
    """A day's stops, those of a sub-district together; `note` names what makes the day special."""

    day: date
    note: str
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class TakeAlong:
    """The list. `officer` is empty for everybody's; `purpose` is what whole phones were asked for, else empty."""

    office: str
    officer: str
    first: date
    last: date
    days: tuple[DayOut, ...]
    made_at: datetime
    made_by: str
    purpose: str = ""

    @property
    def count(self) -> int:
        """How many visits are on it."""
        return sum(len(day.stops) for day in self.days)


@asks(Permission.REPORT)
def take_along(work: Work, first: date, last: date, officer_id: int | None = None) -> TakeAlong:
    """The list of the visits planned from one day to another, phones masked. Raises Invalid, NotFound."""
    found = _list(work, first, last, officer_id)
    return replace(found, days=_with_phones(found.days, {}))


@changes(Permission.REVEAL)
def take_along_with_phones(
    work: Work, first: date, last: date, officer_id: int | None = None, *, purpose: str
) -> TakeAlong:
    """The same with whole phones, of the enterprises that the actor serves; each is recorded. Raises Invalid."""
    found = _list(work, first, last, officer_id)
    purpose = stated_purpose(purpose)
    phones: dict[int, str] = {}
    for contact in _contacts(found.days):
        if contact.phone and contact.contact_id not in phones:
            try:
                phones[contact.contact_id] = reveal_phone(work, contact.contact_id, purpose)
            except Forbidden:
                # Somebody else's enterprise on the list keeps its phones masked.
                continue
    return replace(found, days=_with_phones(found.days, phones), purpose=purpose)


def _contacts(days: Sequence[DayOut]) -> Iterator[TakenContact]:
    return (contact for day in days for stop in day.stops for contact in stop.contacts)


def _with_phones(days: Sequence[DayOut], known: dict[int, str]) -> tuple[DayOut, ...]:
    """The days with these phones whole and all others masked."""

    def shown(contact: TakenContact) -> TakenContact:
        return replace(contact, phone=known.get(contact.contact_id, mask_phone(contact.phone)))

    return tuple(
        replace(day, stops=tuple(replace(stop, contacts=tuple(map(shown, stop.contacts))) for stop in day.stops))
        for day in days
    )


def _list(work: Work, first: date, last: date, officer_id: int | None) -> TakeAlong:
    """The list with whole phones, for this module only."""
    if not 0 <= (last - first).days < LONGEST:
        raise Invalid(
            N_("A list to take along covers {most} days at most."), remedy=N_("Choose a day or a week."), most=LONGEST
        )
    plans = plans_between(work, first, last, officer_id)
    if len(plans) > MOST_STOPS:
        raise Invalid(
            N_("{n} visits are planned; a list to take along holds {most} at most."),
            remedy=N_("Choose one officer, or fewer days."),
            n=len(plans),
            most=MOST_STOPS,
        )
    stops = _stops(work, plans)
    special = CalendarDay.__table__.c
    notes = dict(
        work.session.connection()
        .execute(sa.select(special.day, special.name).where(special.day.between(first, last)))
        .all()
    )
    days = []
    for day, own in groupby(plans, lambda plan: plan.planned_on):
        days.append(DayOut(day, notes.get(day, ""), _by_town([stops[plan.id] for plan in own])))
    return TakeAlong(
        office=OFFICE_NAME.on(work, work.today),
        officer="" if officer_id is None else work.get(Account, officer_id).name,
        first=first,
        last=last,
        days=tuple(days),
        made_at=work.now.astimezone(OFFICE_ZONE),
        made_by=work.actor.name,
    )


def _by_town(stops: list[Stop]) -> tuple[Stop, ...]:
    """In the order of the day; the later ones of a sub-district follow its first one."""
    order: dict[str, int] = {}
    for stop in stops:
        order.setdefault(stop.subdistrict, len(order))
    return tuple(sorted(stops, key=lambda stop: order[stop.subdistrict]))


def _stops(work: Work, plans: Sequence[PlanRow]) -> dict[int, Stop]:
    keys = sorted({plan.enterprise_id for plan in plans})
    if not keys:
        return {}
    places = {
        key: site or address
        for key, site, address in work.session.execute(
            sa.select(Enterprise.id, Enterprise.actual_site, Enterprise.registered_address).where(
                Enterprise.id.in_(keys)
            )
        )
    }
    contacts: dict[int, list[TakenContact]] = {}
    people = sa.select(Contact.enterprise_id, Contact.id, Contact.name, Contact.title, Contact.phone)
    people = people.where(Contact.enterprise_id.in_(keys), Contact.left_on.is_(None))
    for key, contact_id, name, title, phone in work.session.execute(
        people.order_by(Contact.is_primary.desc(), Contact.id)
    ):
        contacts.setdefault(key, []).append(TakenContact(contact_id, name, title, phone))
    demands: dict[int, list[DemandRow]] = {}
    for row in demand_rows(work, [Demand.enterprise_id.in_(keys), Demand.state.in_(OPEN_STATES)]):
        demands.setdefault(row.enterprise_id, []).append(row)
    last = {key: _last_visit(work, key) for key in keys}
    return {
        plan.id: Stop(
            enterprise=plan.enterprise,
            subdistrict=plan.subdistrict,
            place=places[plan.enterprise_id],
            mode=plan.mode.value,
            starts_at=plan.starts_at,
            ends_at=plan.ends_at,
            purpose=plan.purpose,
            officer=plan.officer,
            contacts=tuple(contacts.get(plan.enterprise_id, ())[:_CONTACTS]),
            last=last[plan.enterprise_id],
            demands=tuple(
                OpenDemand(row.number, row.text, row.state.value, row.due_on, row.handler, (row.days_left or 0) < 0)
                for row in demands.get(plan.enterprise_id, ())
            ),
        )
        for plan in plans
    }


def _last_visit(work: Work, enterprise_id: int) -> LastVisit | None:
    query = (
        sa.select(Visit.visited_on, Account.name, Visit.mode, Visit.content)
        .join(Account, Account.id == Visit.officer_id)
        .where(Visit.enterprise_id == enterprise_id)
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .limit(1)
    )
    row = work.session.execute(query).one_or_none()
    return None if row is None else LastVisit(row[0], row[1], row[2].value, row[3])
