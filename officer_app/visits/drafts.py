"""A visit as it is typed, and what somebody has typed and not finished."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

import sqlalchemy as sa

from officer_app.core.errors import Forbidden
from officer_app.core.typed import as_storable
from officer_app.core.work import Work, asks, changes
from officer_app.demands.service import DemandDraft
from officer_app.people.access import Permission
from officer_app.visits.answers import ItemAnswer
from officer_app.visits.model import Mode as Mode
from officer_app.visits.model import Outcome as Outcome
from officer_app.visits.model import Trigger as Trigger
from officer_app.visits.model import Visit, VisitDraftRow
from officer_app.visits.papers import drop_papers


@dataclass(frozen=True)
class PersonMet:
    """Somebody of the enterprise; `contact_id` if they are known there, `new_contact` if they are to be from now on."""

    name: str
    title: str = ""
    phone: str = ""
    contact_id: int | None = None
    new_contact: bool = False


@dataclass(frozen=True)
class Companion:
    """One of us who came along."""

    name: str
    role: str = ""
    account_id: int | None = None
    department: str = ""


@dataclass(frozen=True)
class VisitDraft:
    """A visit as it is typed. `visit_id` and `version` are set when a stored visit is corrected.

    `plan_id` is the planned visit that this one makes; `answered` what was answered on the spot; `policies` the names
    of those explained.
    """

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
    plan_id: int | None = None
    planned_starts_at: time | None = None
    planned_ends_at: time | None = None
    answered: str = ""
    policies: tuple[str, ...] = ()
    answers: tuple[ItemAnswer, ...] = ()


@dataclass(frozen=True)
class StoredDraft:
    """An unfinished visit: the form's fields as the page kept them."""

    draft_id: str
    payload: Mapping[str, Any] = field(hash=False)  # a form's fields, of any JSON kind
    saved_at: datetime


@changes(Permission.VISIT_LOG)
def keep_draft(work: Work, draft_id: str, payload: dict[str, Any]) -> datetime:
    """Keep what has been typed so far, and say when; called while somebody types.

    What arrives after the visit itself was saved is late, and forgotten. Raises Forbidden for a draft of somebody else.
    """
    row = work.session.get(VisitDraftRow, draft_id)
    assert work.actor.id is not None
    if work.session.scalar(sa.select(Visit.id).where(Visit.draft_id == draft_id)) is not None:
        return work.now
    payload = as_storable(payload)
    if row is None:
        work.session.add(VisitDraftRow(draft_id=draft_id, account_id=work.actor.id, payload=payload, saved_at=work.now))
    elif row.account_id == work.actor.id:
        row.payload = payload
        row.saved_at = work.now
    else:
        raise Forbidden()
    return work.now


@changes(Permission.VISIT_LOG)
def drop_draft(work: Work, draft_id: str) -> None:
    """Forget an unfinished visit of one's own, and its papers."""
    drop_papers(work, draft_id)
    work.session.execute(
        sa.delete(VisitDraftRow).where(VisitDraftRow.draft_id == draft_id, VisitDraftRow.account_id == work.actor.id)
    )


@asks(Permission.VISIT_LOG)
def own_drafts(work: Work) -> list[StoredDraft]:
    """The actor's unfinished visits, the latest first; not one that arrived in the moment its visit was saved."""
    saved = sa.exists().where(Visit.draft_id == VisitDraftRow.draft_id)
    query = (
        sa.select(VisitDraftRow)
        .where(VisitDraftRow.account_id == work.actor.id, ~saved)
        .order_by(VisitDraftRow.saved_at.desc())
    )
    return [StoredDraft(row.draft_id, row.payload, row.saved_at) for row in work.session.scalars(query)]
