"""A visit read whole."""

import re
from dataclasses import dataclass
from datetime import datetime, time
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import NotFound
from officer_app.core.privacy import mask_phone
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import Demand
from officer_app.demands.service import DemandRow, demand_rows
from officer_app.directory.model import Attachment
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.visits.answers import AnswerRow, answers_of
from officer_app.visits.browsing import VisitRow, visit_rows
from officer_app.visits.drafts import Companion, PersonMet
from officer_app.visits.model import PaperKind as PaperKind
from officer_app.visits.model import Visit, VisitPaper

_NUMBER: Final = re.compile(r"ZF-(\d{4})-(\d{1,9})")


@dataclass(frozen=True)
class VisitPaperRow:
    """A paper of a visit, of which the file of the enterprise holds the content; `size` in bytes, local time."""

    id: int
    attachment_id: int
    kind: PaperKind
    name: str
    size: int
    added_at: datetime
    added_by: str


@dataclass(frozen=True)
class Returned:
    """A supervisor waits for the visit to be completed: since when (local time), who, and what is missing."""

    at: datetime
    by: str
    note: str


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
    plan_id: int | None = None
    planned_starts_at: time | None = None
    planned_ends_at: time | None = None
    answered: str = ""
    policies: tuple[str, ...] = ()
    answers: tuple[AnswerRow, ...] = ()
    papers: tuple[VisitPaperRow, ...] = ()
    returned: Returned | None = None
    entered_by: str = ""
    imported_from: str = ""


@asks(Permission.VISIT_READ)
def visit_file(work: Work, visit_id: int) -> VisitFile:
    """A visit whole. Raises NotFound."""
    visit = work.get(Visit, visit_id)
    people, companions = taken_part(visit)
    returned = None
    if visit.returned_at is not None:
        returned = Returned(visit.returned_at.astimezone(OFFICE_ZONE), visit.returned_by, visit.return_note)
    return VisitFile(
        row=visit_rows(work, [visit_id])[0],
        place=visit.place,
        follow_up=visit.follow_up,
        people=people,
        companions=companions,
        demands=tuple(demand_rows(work, [Demand.visit_id == visit_id])),
        created_at=visit.created_at,
        version=visit.version,
        plan_id=visit.plan_id,
        planned_starts_at=visit.planned_starts_at,
        planned_ends_at=visit.planned_ends_at,
        answered=visit.answered,
        policies=tuple(policy.name for policy in visit.policies),
        answers=answers_of(work, visit_id),
        papers=papers_of_visit(work, visit_id),
        returned=returned,
        entered_by=visit.entered_by,
        imported_from=visit.imported_from,
    )


@asks(Permission.VISIT_READ)
def visit_numbered(work: Work, number: str) -> int:
    """The id of the visit with this number, as papers print it. Raises NotFound."""
    found = _NUMBER.fullmatch(number.strip().upper())
    key = None
    if found is not None:
        year, sequence = int(found[1]), int(found[2])
        key = work.session.scalar(sa.select(Visit.id).where(Visit.year == year, Visit.sequence == sequence))
    if key is None:
        raise NotFound(N_("There is no visit {number}."), remedy=N_("Write it like ZF-2026-0012."), number=number[:40])
    return key


@asks(Permission.VISIT_READ)
def papers_of_visit(work: Work, visit_id: int) -> tuple[VisitPaperRow, ...]:
    """The papers of a visit in the order they came; those taken off the enterprise's file are left out."""
    query = (
        sa.select(VisitPaper, Attachment)
        .join(Attachment, Attachment.id == VisitPaper.attachment_id)
        .where(VisitPaper.visit_id == visit_id, Attachment.removed_at.is_(None))
        .order_by(VisitPaper.id)
    )
    return tuple(
        VisitPaperRow(
            link.id,
            paper.id,
            link.kind,
            paper.name,
            paper.size,
            paper.added_at.astimezone(OFFICE_ZONE),
            paper.added_by,
        )
        for link, paper in work.session.execute(query)
    )


def taken_part(visit: Visit) -> tuple[tuple[PersonMet, ...], tuple[Companion, ...]]:
    """Who took part, as a page may show it: phones masked."""
    people = tuple(PersonMet(p.name, p.title, mask_phone(p.phone), p.contact_id) for p in visit.people)
    return people, tuple(Companion(c.name, c.role, c.account_id, c.department) for c in visit.companions)
