"""Logging a visit, and correcting one.

A visit is saved once per draft, however often the page or a retry sends it; a correction changes the row and leaves its
former values in the audit trail.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import NAMESPACE_OID, uuid5

import sqlalchemy as sa

from officer_app.assignments.cover import covered_by, for_whom
from officer_app.core.errors import Invalid
from officer_app.core.holidays import check_year
from officer_app.core.numbering import next_number
from officer_app.core.privacy import MASK, mask_phone
from officer_app.core.typed import checked_text
from officer_app.core.work import Work, changes
from officer_app.demands.service import collect_demand
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.model import Contact, Enterprise
from officer_app.directory.questions import QuestionKind, correct_question, raise_question
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.visits.answers import set_answers
from officer_app.visits.closing import require_open
from officer_app.visits.drafts import PersonMet, VisitDraft
from officer_app.visits.model import (
    Outcome,
    PlanState,
    Visit,
    VisitCompanion,
    VisitDraftRow,
    VisitPerson,
    VisitPlan,
    VisitPolicy,
)
from officer_app.visits.papers import has_draft_papers, papers_follow, take_papers
from officer_app.visits.plans import settle_plan
from officer_app.visits.reading import taken_part
from officer_app.visits.returning import clear_return

# With these nothing was discussed, so the text may be empty.
WITHOUT_TEXT: Final = (Outcome.RESCHEDULED, Outcome.NOT_FOUND, Outcome.MOVED, Outcome.REFUSED)

# What was found that the directory must do something about.
_ASKS: Final = {
    Outcome.NOT_FOUND: QuestionKind.NOT_FOUND,
    Outcome.MOVED: QuestionKind.MOVED,
    Outcome.REFUSED: QuestionKind.REFUSED,
}

# What is there before a visit is stored: the same one, papers of its draft, a plan that it may carry out. One statement
# for all, since every save asks.
_VISIT, _PLAN = sa.inspect(Visit).local_table.c, sa.inspect(VisitPlan).local_table.c
_BEFORE: Final = sa.select(
    sa.select(_VISIT.id).where(_VISIT.draft_id == sa.bindparam("draft_id")).scalar_subquery(),
    has_draft_papers(sa.bindparam("draft_id")),
    sa.exists().where(
        _PLAN.enterprise_id == sa.bindparam("enterprise_id"),
        _PLAN.planned_on == sa.bindparam("day"),
        _PLAN.state == PlanState.PLANNED,
    ),
)

# In characters; the longest note anybody types has a few thousand.
LONGEST_TEXT: Final = 100_000
_LONGEST_PLACE: Final = 200
_LONGEST_NAME: Final = 80
_LONGEST_PHONE: Final = 40


@changes(Permission.VISIT_LOG)
def save_visit(work: Work, draft: VisitDraft) -> int:
    """Store a visit with all that belongs to it, or correct one; returns the visit's id.

    The same draft saved twice is stored once. A visit made in the place of an absent officer is the stand-in's, for
    the absent one. Raises Invalid with the field, Conflict for a stale correction, Forbidden for a visit of another
    officer, MergedAway where the enterprise has become part of another.
    """
    stored = work.session.scalar(sa.select(Visit).where(Visit.draft_id == draft.draft_id))
    if stored is not None and draft.visit_id is None:
        work.require(Permission.VISIT_LOG, stored)
        return stored.id
    fields = _checked(work, draft)
    require_open(work, draft.visited_on)
    work.get(Enterprise, draft.enterprise_id)
    officer_id = work.get(Account, draft.officer_id).id
    actor_id = work.actor.id or 0
    if draft.visit_id is None and officer_id != actor_id and officer_id in covered_by(work, actor_id, draft.visited_on):
        officer_id = actor_id
    fields["officer_id"] = officer_id
    if draft.visit_id is None:
        visit = Visit(
            draft_id=draft.draft_id,
            year=draft.visited_on.year,
            sequence=0,
            created_at=work.now,
            entered_by="" if officer_id == actor_id else work.actor.name,
            **fields,
        )
        work.require(Permission.VISIT_LOG, visit)
        _say_for_whom(work, visit)
        with work.session.begin_nested() as attempt:
            # The number is given to one writer at a time: what a twin of this call has stored is seen only now.
            visit.sequence = next_number(work, "ZF", draft.visited_on.year)
            met = {"draft_id": draft.draft_id, "enterprise_id": draft.enterprise_id, "day": draft.visited_on}
            twin, papers, planned = work.session.connection().execute(_BEFORE, met).one()
            if twin is not None:
                attempt.rollback()
                return int(twin)
            _set_people(work, visit, draft)
            _set_companions(visit, draft)
            visit.policies = [VisitPolicy(name=name) for name in _policies(draft)]
            work.add(visit)
            set_answers(work, visit.id, draft.answers, new=True)
        _ask(work, visit, new=True)
        if papers:
            take_papers(work, draft.draft_id, visit)
    else:
        visit = work.get(Visit, draft.visit_id, version=draft.version, lock=True)
        work.require(Permission.VISIT_LOG, visit)
        require_open(work, visit.visited_on)
        _correct(work, visit, draft, fields)
        planned = True
    if planned or draft.plan_id is not None:
        settle_plan(work, visit)
    for demand in draft.demands:
        collect_demand(work, draft.enterprise_id, visit.id, demand)
    own = (VisitDraftRow.draft_id == draft.draft_id, VisitDraftRow.account_id == actor_id)
    work.session.execute(sa.delete(VisitDraftRow).where(*own))
    return visit.id


def _correct(work: Work, visit: Visit, draft: VisitDraft, fields: dict[str, Any]) -> None:
    moved = any(getattr(visit, name) != fields[name] for name in ("enterprise_id", "officer_id", "visited_on"))
    elsewhere = visit.enterprise_id != fields["enterprise_id"]
    asked = visit.outcome in _ASKS or fields["outcome"] in _ASKS
    if fields["plan_id"] is None and not elsewhere:
        # Not every page that corrects a visit knows its plan.
        fields["plan_id"] = visit.plan_id
    for name, value in fields.items():
        setattr(visit, name, value)
    clear_return(visit)
    work.require(Permission.VISIT_LOG, visit)
    if moved:
        _say_for_whom(work, visit)
    if elsewhere:
        papers_follow(work, visit)
    if asked:
        _ask(work, visit, new=False)
    take_papers(work, draft.draft_id, visit)
    people, companions = taken_part(visit)
    policies = _policies(draft)
    same = (
        people == draft.people,
        companions == draft.companions,
        [policy.name for policy in visit.policies] == policies,
    )
    rows: tuple[list[Any], ...] = (visit.people, visit.companions, visit.policies)  # of several classes
    for row in [row for kept, those in zip(same, rows, strict=True) if not kept for row in those]:
        # Said, not left to the cascade: the trail keeps what it held.
        work.session.delete(row)
    if not same[0]:
        _set_people(work, visit, draft)
    if not same[1]:
        _set_companions(visit, draft)
    if not same[2]:
        visit.policies = [VisitPolicy(name=name) for name in policies]
    if set_answers(work, visit.id, draft.answers, new=False) or not all(same):
        # A change of what belongs to the visit is one of the visit: a page opened before does not overwrite it unseen.
        visit.version += 1
    work.session.flush()


def _ask(work: Work, visit: Visit, *, new: bool) -> None:
    """The directory is asked what it does about what the visit found; once, and as the visit says now."""
    kind = _ASKS.get(visit.outcome)
    found = (visit.content, visit.visited_on, work.actor.name)
    if not new:
        correct_question(work, visit.enterprise_id, visit.id, kind, *found)
    elif kind is not None:
        raise_question(work, visit.enterprise_id, visit.id, kind, *found)


def _checked(work: Work, draft: VisitDraft) -> dict[str, Any]:  # column values of several kinds
    """The columns of the visit, but for its officer. Raises Invalid with the field."""
    content = checked_text(draft.content, "content", LONGEST_TEXT)
    check_year(draft.visited_on.year, "visited_on")
    if draft.next_contact_on is not None:
        check_year(draft.next_contact_on.year, "next_contact_on")
    if draft.visited_on > work.today:
        raise Invalid(
            N_("A visit is logged after it took place; {day} is in the future."),
            remedy=N_("Correct the date."),
            field="visited_on",
            day=draft.visited_on.isoformat(),
        )
    if draft.starts_at and draft.ends_at and draft.ends_at < draft.starts_at:
        raise Invalid(N_("The visit ends before it begins."), remedy=N_("Correct the times."), field="ends_at")
    if draft.planned_starts_at and draft.planned_ends_at and draft.planned_ends_at < draft.planned_starts_at:
        raise Invalid(N_("The visit ends before it begins."), remedy=N_("Correct the times."), field="planned_ends_at")
    if not content and draft.outcome not in WITHOUT_TEXT:
        raise Invalid(N_("Write down what was discussed."), field="content")
    if draft.next_contact_on is not None and draft.next_contact_on < draft.visited_on:
        raise Invalid(N_("The next contact lies before this visit."), field="next_contact_on")
    for person in draft.people:
        if not checked_text(person.name, "people", _LONGEST_NAME):
            raise Invalid(N_("Somebody you met has no name."), field="people")
        checked_text(person.title, "people", _LONGEST_NAME)
        checked_text(person.phone, "people", _LONGEST_PHONE)
    for companion in draft.companions:
        for text in (companion.name, companion.role, companion.department):
            checked_text(text, "companions", _LONGEST_NAME)
    return {
        "enterprise_id": draft.enterprise_id,
        "visited_on": draft.visited_on,
        "starts_at": draft.starts_at,
        "ends_at": draft.ends_at,
        "planned_starts_at": draft.planned_starts_at,
        "planned_ends_at": draft.planned_ends_at,
        "plan_id": draft.plan_id,
        "mode": draft.mode,
        "trigger": draft.trigger,
        "outcome": draft.outcome,
        "place": checked_text(draft.place, "place", _LONGEST_PLACE),
        "content": content,
        "answered": checked_text(draft.answered, "answered", LONGEST_TEXT),
        "follow_up": checked_text(draft.follow_up, "follow_up", LONGEST_TEXT),
        "next_contact_on": draft.next_contact_on,
    }


def _policies(draft: VisitDraft) -> list[str]:
    """The policies explained, each once, in the order they were named."""
    names = (checked_text(name, "policies", _LONGEST_NAME) for name in draft.policies)
    return list(dict.fromkeys(name for name in names if name))


def _say_for_whom(work: Work, visit: Visit) -> None:
    """For whom the officer made the visit, as things stood on its day; the trail of their own act says so too."""
    visit.on_behalf_of = for_whom(work, visit.enterprise_id, visit.officer_id, visit.visited_on)
    if visit.officer_id == work.actor.id:
        work.on_behalf_of = work.on_behalf_of or visit.on_behalf_of


def _set_people(work: Work, visit: Visit, draft: VisitDraft) -> None:
    met = _as_contacts(work, draft)
    named = {person.contact_id for person in met if person.contact_id is not None}
    contacts = work.session.scalars(sa.select(Contact).where(Contact.id.in_(named))) if named else ()
    numbers = {contact.id: contact.phone or "" for contact in contacts}
    met = [_as_typed(person) if person.contact_id in named - numbers.keys() else person for person in met]
    phones = _phones(visit, met, numbers)
    visit.people = [
        VisitPerson(
            name=person.name.strip(),
            title=person.title.strip(),
            phone=phones.get((person.contact_id, person.name.strip()), person.phone.strip()),
            contact_id=person.contact_id,
        )
        for person in met
    ]


def _set_companions(visit: Visit, draft: VisitDraft) -> None:
    visit.companions = [
        VisitCompanion(
            name=companion.name.strip(),
            role=companion.role.strip(),
            account_id=companion.account_id,
            department=companion.department.strip(),
        )
        for companion in draft.companions
    ]


def _as_contacts(work: Work, draft: VisitDraft) -> list[PersonMet]:
    """Those met, each new contact stored at the enterprise; one whose name it knows already is that one."""
    if not any(person.new_contact for person in draft.people):
        return list(draft.people)
    query = (
        sa.select(Contact.name, Contact.id)
        .where(Contact.enterprise_id == draft.enterprise_id, Contact.left_on.is_(None))
        .order_by(Contact.id.desc())
    )
    known = dict(work.session.execute(query).all())
    met = []
    for person in draft.people:
        name, contact_id = person.name.strip(), person.contact_id
        if person.new_contact and contact_id is None:
            contact_id = known.get(name)
            if contact_id is None:
                key = str(uuid5(NAMESPACE_OID, f"{draft.draft_id}/{name}"))
                contact = ContactDraft(key, draft.enterprise_id, name, person.title, person.phone)
                contact_id = known[name] = save_contact(work, contact)
        met.append(PersonMet(name, person.title, person.phone, contact_id))
    return met


def _as_typed(person: PersonMet) -> PersonMet:
    """Somebody whose contact was taken out meanwhile, with an import that was taken back: met all the same."""
    return PersonMet(person.name, person.title, "" if MASK in person.phone else person.phone)


def _phones(visit: Visit, met: list[PersonMet], numbers: Mapping[int, str]) -> dict[tuple[int | None, str], str]:
    """Telephone numbers the form does not hold: it shows them masked, or names a contact only.

    `numbers` are those of the contacts named.
    """
    known = {(person.contact_id, person.name): person.phone for person in visit.people}
    phones = {}
    for person in met:
        key, typed = (person.contact_id, person.name.strip()), person.phone.strip()
        if key in known and typed in ("", mask_phone(known[key])):
            phones[key] = known[key]
        elif person.contact_id is not None:
            number = numbers[person.contact_id]
            if typed in ("", mask_phone(number)):
                phones[key] = number
    return phones
