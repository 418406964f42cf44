"""Logging visits and reading them back.

A visit is saved once per draft, however often the page or a retry sends it; a correction changes the row and leaves its
former values in the audit trail.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any, Final

import sqlalchemy as sa

from officer_app.assignments.cover import covered_by, for_whom
from officer_app.core.errors import Invalid
from officer_app.core.numbering import next_number
from officer_app.core.privacy import mask_phone
from officer_app.core.words import acted_by
from officer_app.core.work import Work, asks, changes
from officer_app.demands.model import Demand
from officer_app.demands.service import DemandDraft, DemandRow, collect_demand, demand_rows
from officer_app.directory.model import Contact, Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.model import Mode as Mode
from officer_app.visits.model import Outcome as Outcome
from officer_app.visits.model import Trigger as Trigger
from officer_app.visits.model import Visit, VisitCompanion, VisitDraftRow, VisitPerson, visit_number

# With these nothing was discussed, so the text may be empty.
WITHOUT_TEXT: Final = (Outcome.RESCHEDULED, Outcome.NOT_FOUND, Outcome.MOVED, Outcome.REFUSED)


@dataclass(frozen=True)
class PersonMet:
    """Somebody of the enterprise; `contact_id` if they are known there."""

    name: str
    title: str = ""
    phone: str = ""
    contact_id: int | None = None


@dataclass(frozen=True)
class Companion:
    """One of us who came along."""

    name: str
    role: str = ""
    account_id: int | None = None


@dataclass(frozen=True)
class VisitDraft:
    """A visit as it is typed. `visit_id` and `version` are set when a stored visit is corrected."""

    draft_id: str
    enterprise_id: int
    officer_id: int
    visited_on: date
    mode: Mode = Mode.ON_SITE
    trigger: Trigger = Trigger.PERIODIC
    outcome: Outcome = Outcome.DONE
    content: str = ""
    starts_at: time | None = None
    ends_at: time | None = None
    place: str = ""
    follow_up: str = ""
    next_contact_on: date | None = None
    people: tuple[PersonMet, ...] = ()
    companions: tuple[Companion, ...] = ()
    demands: tuple[DemandDraft, ...] = ()
    visit_id: int | None = None
    version: int | None = None


@dataclass(frozen=True)
class VisitRow:
    """A visit as lists show it."""

    id: int
    number: str
    enterprise_id: int
    enterprise: str
    officer_id: int
    officer: str
    visited_on: date
    starts_at: time | None
    ends_at: time | None
    mode: Mode
    trigger: Trigger
    outcome: Outcome
    content: str
    people: str
    demands: int
    next_contact_on: date | None
    on_behalf_of: str = ""

    @property
    def by(self) -> str:
        """The officer, and for whom they stood in."""
        return acted_by(self.officer, self.on_behalf_of)


@dataclass(frozen=True)
class VisitFile:
    """A visit with everything that belongs to it; phones are masked."""

    row: VisitRow
    place: str
    follow_up: str
    people: tuple[PersonMet, ...]
    companions: tuple[Companion, ...]
    demands: tuple[DemandRow, ...]
    created_at: datetime
    version: int


@dataclass(frozen=True)
class VisitFilter:
    """Which visits a list shows; every field that is set narrows it. `first` and `last` are inclusive days."""

    enterprise_id: int | None = None
    officer_id: int | None = None
    first: date | None = None
    last: date | None = None
    mode: Mode | None = None
    outcome: Outcome | None = None
    text: str = ""


@dataclass(frozen=True)
class StoredDraft:
    """An unfinished visit: the form's fields as the page kept them."""

    draft_id: str
    payload: Mapping[str, Any] = field(hash=False)  # a form's fields, of any JSON kind
    saved_at: datetime


def _checked(work: Work, draft: VisitDraft) -> str:
    content = draft.content.strip()
    if draft.visited_on > work.today:
        raise Invalid(
            N_("A visit is logged after it took place; {day} is in the future."),
            remedy=N_("Correct the date."),
            field="visited_on",
            day=draft.visited_on.isoformat(),
        )
    if draft.starts_at and draft.ends_at and draft.ends_at < draft.starts_at:
        raise Invalid(N_("The visit ends before it begins."), remedy=N_("Correct the times."), field="ends_at")
    if not content and draft.outcome not in WITHOUT_TEXT:
        raise Invalid(N_("Write down what was discussed."), field="content")
    if draft.next_contact_on is not None and draft.next_contact_on < draft.visited_on:
        raise Invalid(N_("The next contact lies before this visit."), field="next_contact_on")
    if any(not person.name.strip() for person in draft.people):
        raise Invalid(N_("Somebody you met has no name."), field="people")
    return content


@changes(Permission.VISIT_LOG)
def save_visit(work: Work, draft: VisitDraft) -> int:
    """Store a visit with its demands, or correct one; returns the visit's id.

    The same draft saved twice is stored once. A visit made in the place of an absent officer is the stand-in's, for
    the absent one. Raises Invalid with the field, Conflict for a stale correction, Forbidden for a visit of another
    officer.
    """
    stored = work.session.scalar(sa.select(Visit).where(Visit.draft_id == draft.draft_id))
    if stored is not None and draft.visit_id is None:
        work.require(Permission.VISIT_LOG, stored)
        return stored.id
    content = _checked(work, draft)
    work.get(Enterprise, draft.enterprise_id)
    officer_id = work.get(Account, draft.officer_id).id
    actor_id = work.actor.id or 0
    if draft.visit_id is None and officer_id != actor_id and officer_id in covered_by(work, actor_id, draft.visited_on):
        officer_id = actor_id
    fields: dict[str, Any] = {  # column values of several kinds
        "enterprise_id": draft.enterprise_id,
        "officer_id": officer_id,
        "visited_on": draft.visited_on,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "mode": draft.mode,
        "trigger": draft.trigger,
        "outcome": draft.outcome,
        "place": draft.place.strip(),
        "content": content,
        "follow_up": draft.follow_up.strip(),
        "next_contact_on": draft.next_contact_on,
    }
    if draft.visit_id is None:
        visit = Visit(
            draft_id=draft.draft_id,
            year=draft.visited_on.year,
            sequence=0,
            created_at=work.now,
            **fields,
        )
        work.require(Permission.VISIT_LOG, visit)
        _say_for_whom(work, visit)
        with work.session.begin_nested() as attempt:
            # The number is given to one writer at a time: what a twin of this call has stored is seen only now.
            visit.sequence = next_number(work, "ZF", draft.visited_on.year)
            twin = work.session.scalar(sa.select(Visit.id).where(Visit.draft_id == draft.draft_id))
            if twin is not None:
                attempt.rollback()
                return twin
            _set_people(work, visit, draft)
            work.add(visit)
    else:
        visit = work.get(Visit, draft.visit_id, version=draft.version, lock=True)
        work.require(Permission.VISIT_LOG, visit)
        moved = any(getattr(visit, name) != fields[name] for name in ("enterprise_id", "officer_id", "visited_on"))
        for name, value in fields.items():
            setattr(visit, name, value)
        work.require(Permission.VISIT_LOG, visit)
        if moved:
            _say_for_whom(work, visit)
        if _shown(visit) != (draft.people, draft.companions):
            _set_people(work, visit, draft)
        work.session.flush()
    for demand in draft.demands:
        collect_demand(work, draft.enterprise_id, visit.id, demand)
    work.session.execute(sa.delete(VisitDraftRow).where(VisitDraftRow.draft_id == draft.draft_id))
    return visit.id


def _say_for_whom(work: Work, visit: Visit) -> None:
    """For whom the officer made the visit, as things stood on its day; the trail of their own act says so too."""
    visit.on_behalf_of = for_whom(work, visit.enterprise_id, visit.officer_id, visit.visited_on)
    if visit.officer_id == work.actor.id:
        work.on_behalf_of = work.on_behalf_of or visit.on_behalf_of


def _set_people(work: Work, visit: Visit, draft: VisitDraft) -> None:
    phones = _phones(work, visit, draft)
    visit.people = [
        VisitPerson(
            name=person.name.strip(),
            title=person.title.strip(),
            phone=phones.get((person.contact_id, person.name.strip()), person.phone.strip()),
            contact_id=person.contact_id,
        )
        for person in draft.people
    ]
    visit.companions = [
        VisitCompanion(name=companion.name.strip(), role=companion.role.strip(), account_id=companion.account_id)
        for companion in draft.companions
    ]


def _phones(work: Work, visit: Visit, draft: VisitDraft) -> dict[tuple[int | None, str], str]:
    """Telephone numbers the form does not hold: it shows them masked, or names a contact only."""
    known = {(person.contact_id, person.name): person.phone for person in visit.people}
    named = {person.contact_id for person in draft.people if person.contact_id is not None}
    contacts = work.session.scalars(sa.select(Contact).where(Contact.id.in_(named))) if named else ()
    numbers = {contact.id: contact.phone for contact in contacts}
    phones = {}
    for person in draft.people:
        key, typed = (person.contact_id, person.name.strip()), person.phone.strip()
        if key in known and typed in ("", mask_phone(known[key])):
            phones[key] = known[key]
        elif not typed and person.contact_id is not None:
            phones[key] = numbers.get(person.contact_id, "")
    return phones


def _shown(visit: Visit) -> tuple[tuple[PersonMet, ...], tuple[Companion, ...]]:
    """Who took part, as a page may show it: phones masked."""
    people = tuple(PersonMet(p.name, p.title, mask_phone(p.phone), p.contact_id) for p in visit.people)
    return people, tuple(Companion(c.name, c.role, c.account_id) for c in visit.companions)


@changes(Permission.VISIT_LOG)
def keep_draft(work: Work, draft_id: str, payload: dict[str, Any]) -> datetime:
    """Keep what has been typed so far, and say when; called while somebody types.

    What arrives after the visit itself was saved is late, and forgotten.
    """
    row = work.session.get(VisitDraftRow, draft_id)
    assert work.actor.id is not None
    if work.session.scalar(sa.select(Visit.id).where(Visit.draft_id == draft_id)) is not None:
        return work.now
    if row is None:
        work.session.add(VisitDraftRow(draft_id=draft_id, account_id=work.actor.id, payload=payload, saved_at=work.now))
    elif row.account_id == work.actor.id:
        row.payload = payload
        row.saved_at = work.now
    return work.now


@changes(Permission.VISIT_LOG)
def drop_draft(work: Work, draft_id: str) -> None:
    """Forget an unfinished visit of one's own."""
    work.session.execute(
        sa.delete(VisitDraftRow).where(VisitDraftRow.draft_id == draft_id, VisitDraftRow.account_id == work.actor.id)
    )


@asks(Permission.VISIT_LOG)
def own_drafts(work: Work) -> list[StoredDraft]:
    """The actor's unfinished visits, the latest first."""
    query = (
        sa.select(VisitDraftRow)
        .where(VisitDraftRow.account_id == work.actor.id)
        .order_by(VisitDraftRow.saved_at.desc())
    )
    return [StoredDraft(row.draft_id, row.payload, row.saved_at) for row in work.session.scalars(query)]


def _where(filter_: VisitFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if filter_.enterprise_id is not None:
        conditions.append(Visit.enterprise_id == filter_.enterprise_id)
    if filter_.officer_id is not None:
        conditions.append(Visit.officer_id == filter_.officer_id)
    if filter_.first is not None:
        conditions.append(Visit.visited_on >= filter_.first)
    if filter_.last is not None:
        conditions.append(Visit.visited_on <= filter_.last)
    if filter_.mode is not None:
        conditions.append(Visit.mode == filter_.mode)
    if filter_.outcome is not None:
        conditions.append(Visit.outcome == filter_.outcome)
    conditions += [
        Visit.content.icontains(word, autoescape=True) | Enterprise.name.icontains(word, autoescape=True)
        for word in filter_.text.split()
    ]
    return conditions


@asks(Permission.VISIT_READ)
def count_visits(work: Work, filter_: VisitFilter) -> int:
    """How many visits a list shows."""
    return (
        work.session.scalar(
            sa.select(sa.func.count())
            .select_from(Visit)
            .join(Enterprise, Enterprise.id == Visit.enterprise_id)
            .where(*_where(filter_))
        )
        or 0
    )


@asks(Permission.VISIT_READ)
def list_visits(work: Work, filter_: VisitFilter, *, offset: int = 0, limit: int = 200) -> list[VisitRow]:
    """A page of visits, the latest first."""
    query = (
        sa.select(Visit, Enterprise.name, Account.name)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .join(Account, Account.id == Visit.officer_id)
        .where(*_where(filter_))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
        .offset(offset)
        .limit(limit)
    )
    return _rows(work, work.session.execute(query).all())


def _rows(work: Work, found: Sequence[tuple[Visit, str, str]]) -> list[VisitRow]:
    counted = (
        sa.select(Demand.visit_id, sa.func.count())
        .where(Demand.visit_id.in_([visit.id for visit, _enterprise, _officer in found]))
        .group_by(Demand.visit_id)
    )
    demands: dict[int | None, int] = dict(work.session.execute(counted).all())
    return [
        VisitRow(
            id=visit.id,
            number=visit_number(visit.year, visit.sequence),
            enterprise_id=visit.enterprise_id,
            enterprise=enterprise,
            officer_id=visit.officer_id,
            officer=officer,
            visited_on=visit.visited_on,
            starts_at=visit.starts_at,
            ends_at=visit.ends_at,
            mode=visit.mode,
            trigger=visit.trigger,
            outcome=visit.outcome,
            content=visit.content,
            people="、".join(person.name for person in visit.people),
            demands=demands.get(visit.id, 0),
            next_contact_on=visit.next_contact_on,
            on_behalf_of=visit.on_behalf_of,
        )
        for visit, enterprise, officer in found
    ]


@asks(Permission.VISIT_READ)
def visit_file(work: Work, visit_id: int) -> VisitFile:
    """A visit whole. Raises NotFound."""
    visit = work.get(Visit, visit_id)
    enterprise = work.get(Enterprise, visit.enterprise_id)
    officer = work.get(Account, visit.officer_id)
    people, companions = _shown(visit)
    return VisitFile(
        row=_rows(work, [(visit, enterprise.name, officer.name)])[0],
        place=visit.place,
        follow_up=visit.follow_up,
        people=people,
        companions=companions,
        demands=tuple(demand_rows(work, [Demand.visit_id == visit_id])),
        created_at=visit.created_at,
        version=visit.version,
    )
