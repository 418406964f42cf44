"""The planned visits as a calendar file (.ics, RFC 5545) for the calendar programs that people carry with them.

A file leaves the office: it holds the enterprise's name, the place, how contact is made and what for, never a phone or
what was said. A plan keeps its UID for good; SEQUENCE is its version, so that a moved visit replaces the one before and
a visit called off is cancelled there too.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

import sqlalchemy as sa

from officer_app.core.audit import CHANGES, AuditEntry
from officer_app.core.folding import without_hidden
from officer_app.core.privacy import with_phones_masked
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.model import Enterprise
from officer_app.i18n import _
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.model import Mode, PlanState, VisitPlan
from officer_app.visits.plans import whose_plan

if TYPE_CHECKING:
    from icalendar import Event

# Days before today that a file still tells of, and days ahead.
_BACK: Final = 92
_AHEAD: Final = 400
_DOMAIN: Final = "officer-app"
_PRODUCT: Final = "-//officer-app//visits//ZH"
# How often a program that follows the file looks again.
_REFRESH: Final = timedelta(hours=1)
_PLANS: Final = VisitPlan.__tablename__


@dataclass(frozen=True, slots=True)
class FeedPlan:
    """A planned visit as a calendar file tells it; times are local, without one it takes the day."""

    uid: str
    sequence: int
    changed_at: datetime
    day: date
    starts_at: time | None
    ends_at: time | None
    enterprise: str
    mode: Mode
    place: str = ""
    purpose: str = ""
    officer: str = ""
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Feed:
    """A calendar: whose it is (empty for everybody's), and its plans in order of day."""

    officer: str
    plans: tuple[FeedPlan, ...]


@asks(Permission.VISIT_READ)
def calendar_feed(work: Work, officer_id: int | None) -> Feed:
    """The plans of an officer, or of everybody, from three months back to a year ahead; those called off included."""
    touched = (
        sa.select(AuditEntry.entity_id.label("id"), sa.func.max(AuditEntry.at).label("at"))
        .where(AuditEntry.entity == _PLANS, AuditEntry.action.in_(CHANGES))
        .group_by(AuditEntry.entity_id)
        .subquery()
    )
    query = (
        sa.select(VisitPlan, Enterprise.name, Enterprise.actual_site, Enterprise.registered_address)
        .add_columns(Account.name, sa.type_coerce(touched.c.at, AuditEntry.__table__.c.at.type))
        .join(Enterprise, Enterprise.id == VisitPlan.enterprise_id)
        .join(Account, Account.id == whose_plan(work.today))
        .outerjoin(touched, touched.c.id == VisitPlan.id)
        .where(
            VisitPlan.planned_on.between(work.today - timedelta(days=_BACK), work.today + timedelta(days=_AHEAD)),
            *([] if officer_id is None else [whose_plan(work.today) == officer_id]),
        )
        .order_by(VisitPlan.planned_on, VisitPlan.id)
    )
    name = "" if officer_id is None else work.get(Account, officer_id).name
    return Feed(
        name,
        tuple(
            FeedPlan(
                uid=f"{plan.draft_id}@{_DOMAIN}",
                sequence=plan.version - 1,
                changed_at=changed_at or plan.created_at,
                day=plan.planned_on,
                starts_at=plan.starts_at,
                ends_at=plan.ends_at,
                enterprise=enterprise,
                mode=plan.mode,
                place=(site or address) if plan.mode is Mode.ON_SITE else "",
                purpose=plan.purpose,
                officer=officer if officer_id is None else "",
                cancelled=plan.state is PlanState.CANCELLED,
            )
            for plan, enterprise, site, address, officer, changed_at in work.session.execute(query)
        ),
    )


def as_calendar(feed: Feed) -> bytes:
    """The file. The same plans give the same bytes, so that a file is written only when something changed."""
    # Imported here: opening an office does not pay for it.
    from icalendar import Calendar, Timezone

    calendar = Calendar()
    calendar.add("prodid", _PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    title = _("Visits of {name}").format(name=feed.officer) if feed.officer else _("Visits of everybody")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    calendar.add("x-wr-timezone", OFFICE_ZONE.key)
    calendar.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    # Shanghai has kept one offset since 1991; older summers are nobody's visits.
    zone = Timezone.from_tzinfo(OFFICE_ZONE, first_date=date(2000, 1, 1), last_date=date(2050, 1, 1))
    calendar.add_component(zone)
    for plan in feed.plans:
        calendar.add_component(_event(plan))
    written: bytes = calendar.to_ical()
    return written


def _event(plan: FeedPlan) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", plan.uid)
    event.add("sequence", plan.sequence)
    event.add("dtstamp", plan.changed_at)
    event.add("last-modified", plan.changed_at)
    if plan.starts_at is None:
        event.add("dtstart", plan.day)
        event.add("dtend", plan.day + timedelta(days=1))
        event.add("transp", "TRANSPARENT")
    else:
        event.add("dtstart", datetime.combine(plan.day, plan.starts_at, OFFICE_ZONE))
        # An end must lie after the beginning; a visit planned for a moment has none.
        if plan.ends_at is not None and plan.ends_at > plan.starts_at:
            event.add("dtend", datetime.combine(plan.day, plan.ends_at, OFFICE_ZONE))
    summary = "·".join(part for part in (plan.enterprise, plan.mode.label, plan.officer) if part)
    for name, words in (
        ("summary", summary),
        ("location", plan.place),
        ("description", with_phones_masked(plan.purpose)),
    ):
        # Control characters are not allowed in such a file; some turn the direction of what is read.
        if words := without_hidden(words).replace("\r\n", "\n").replace("\r", "\n"):
            event.add(name, words)
    event.add("categories", [plan.mode.label])
    event.add("status", "CANCELLED" if plan.cancelled else "CONFIRMED")
    event.add("class", "PRIVATE")
    return event
