"""What visits found that the directory does not know: an enterprise that is gone, has moved, or refuses contact.

The visit raises the question; somebody settles it by correcting the file, by taking the enterprise off the directory,
or by leaving all as it is.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.typed import checked_text
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.directory.editions.listings import remove_listing
from officer_app.directory.model import (
    DirectoryEdition,
    DirectoryQuestion,
    EditionStatus,
    Enterprise,
    Listing,
)
from officer_app.directory.model import QuestionKind as QuestionKind
from officer_app.directory.model import Settlement as Settlement
from officer_app.i18n import N_
from officer_app.people.access import Permission

_LONGEST_NOTE: Final = 200
_QUOTED: Final = 400


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """A question with its enterprise, and how it was settled (local time); `settled_at` is None while it is open."""

    id: int
    enterprise_id: int
    enterprise: str
    visit_id: int | None
    kind: QuestionKind
    note: str
    raised_by: str
    raised_on: date
    settled_at: datetime | None
    settled_by: str
    settlement: Settlement | None
    settlement_note: str
    version: int


def raise_question(
    work: Work, enterprise_id: int, visit_id: int, kind: QuestionKind, note: str, raised_on: date, raised_by: str
) -> None:
    """Note what a visit found; for use cases that have checked access."""
    work.session.add(
        DirectoryQuestion(
            enterprise_id=enterprise_id,
            visit_id=visit_id,
            kind=kind,
            note=note[:_QUOTED],
            raised_by=raised_by,
            raised_on=raised_on,
        )
    )


def correct_question(
    work: Work, enterprise_id: int, visit_id: int, kind: QuestionKind | None, note: str, raised_on: date, raised_by: str
) -> None:
    """What a visit found was corrected: its open question follows, or goes where there is none any more.

    A question that was settled stays as it was; a new finding after that is a new question.
    """
    query = sa.select(DirectoryQuestion).where(DirectoryQuestion.visit_id == visit_id)
    there = list(work.session.scalars(query))
    unsettled = next((question for question in there if question.settled_at is None), None)
    if unsettled is None:
        if kind is not None and not any(question.kind is kind for question in there):
            raise_question(work, enterprise_id, visit_id, kind, note, raised_on, raised_by)
    elif kind is None:
        work.session.delete(unsettled)
    else:
        unsettled.enterprise_id, unsettled.kind = enterprise_id, kind
        unsettled.note, unsettled.raised_on = note[:_QUOTED], raised_on


@asks(Permission.DIRECTORY_READ)
def list_questions(
    work: Work, *, settled: bool = False, enterprise_id: int | None = None, offset: int = 0, limit: int = 200
) -> list[QuestionRow]:
    """Open questions, the oldest first; or the settled ones, the latest first."""
    order = (
        (DirectoryQuestion.settled_at.desc(), DirectoryQuestion.id.desc())
        if settled
        else (DirectoryQuestion.raised_on, DirectoryQuestion.id)
    )
    query = (
        sa.select(DirectoryQuestion, Enterprise.name)
        .join(Enterprise, Enterprise.id == DirectoryQuestion.enterprise_id)
        .where(*_which(settled, enterprise_id))
        .order_by(*order)
        .offset(offset)
        .limit(limit)
    )
    return [_told(question, name) for question, name in work.session.execute(query)]


@asks(Permission.DIRECTORY_READ)
def count_questions(work: Work, *, settled: bool = False, enterprise_id: int | None = None) -> int:
    """How many questions there are."""
    query = sa.select(sa.func.count()).select_from(DirectoryQuestion).where(*_which(settled, enterprise_id))
    return work.session.scalar(query) or 0


@changes(Permission.DIRECTORY_EDIT)
def settle_question(work: Work, question_id: int, settlement: Settlement, note: str = "", *, version: int) -> None:
    """Say what the directory does about a question.

    `REMOVED` takes the enterprise off the edition in preparation, for the reason in the note; a published edition
    stays as it is, so that the next one must have been begun. Raises Invalid, Conflict.
    """
    question = work.get(DirectoryQuestion, question_id, version=version, lock=True)
    if question.settled_at is not None:
        raise Invalid(
            N_("This was settled already, by {who} on {day}."),
            remedy=N_("Reload the list."),
            who=question.settled_by,
            day=f"{question.settled_at.astimezone(OFFICE_ZONE):%Y-%m-%d}",
        )
    plain = checked_text(note, "note", _LONGEST_NOTE)
    if settlement is not Settlement.CORRECTED and not plain:
        raise Invalid(N_("A reason is needed."), field="note")
    if settlement is Settlement.REMOVED:
        _take_off(work, question.enterprise_id, plain)
    question.settled_at, question.settled_by = work.now, work.actor.name
    question.settlement, question.settlement_note = settlement, plain


def _take_off(work: Work, enterprise_id: int, reason: str) -> None:
    query = (
        sa.select(Listing.id, DirectoryEdition.year, DirectoryEdition.status)
        .join(DirectoryEdition, DirectoryEdition.id == Listing.edition_id)
        .where(Listing.enterprise_id == enterprise_id, Listing.removed_on.is_(None))
        .order_by(DirectoryEdition.year.desc(), DirectoryEdition.revision.desc())
    )
    listed = work.session.execute(query).all()
    drafts = [row.id for row in listed if row.status is EditionStatus.DRAFT]
    for key in drafts:
        remove_listing(work, key, reason=reason)
    if drafts or not listed:
        return
    latest = sa.select(DirectoryEdition.year, DirectoryEdition.status).order_by(
        DirectoryEdition.year.desc(), DirectoryEdition.revision.desc()
    )
    edition = work.session.execute(latest.limit(1)).one()
    # The edition in preparation does not list it any more.
    if edition.status is EditionStatus.DRAFT:
        return
    raise Invalid(
        N_("The edition of {year} is published and stays as it is."),
        remedy=N_("Begin the next edition first; the enterprise is then taken off there."),
        field="settlement",
        year=edition.year,
    )


def _which(settled: bool, enterprise_id: int | None) -> list[sa.ColumnElement[bool]]:
    at = DirectoryQuestion.settled_at
    conditions: list[sa.ColumnElement[bool]] = [at.is_not(None) if settled else at.is_(None)]
    return conditions if enterprise_id is None else [*conditions, DirectoryQuestion.enterprise_id == enterprise_id]


def _told(question: DirectoryQuestion, enterprise: str) -> QuestionRow:
    return QuestionRow(
        question.id,
        question.enterprise_id,
        enterprise,
        question.visit_id,
        question.kind,
        question.note,
        question.raised_by,
        question.raised_on,
        question.settled_at.astimezone(OFFICE_ZONE) if question.settled_at else None,
        question.settled_by,
        question.settlement,
        question.settlement_note,
        question.version,
    )
