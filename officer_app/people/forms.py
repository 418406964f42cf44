"""What people have typed into a form and not sent: kept while they type, found again by whoever typed it.

What a form holds is the page's own matter; here it is a JSON object. It is forgotten when the form was sent, and when
nobody has come back to it for a year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final  # Any: a JSON object of the page

import sqlalchemy as sa

from officer_app.core.work import Work, asks, changes
from officer_app.people.access import Permission
from officer_app.people.model import FormDraft

KEPT_DAYS: Final = 365


@dataclass(frozen=True, slots=True)
class KeptForm:
    """A form as it was kept: its fields by name, and when."""

    payload: Mapping[str, Any]
    saved_at: datetime


@changes(Permission.OWN_ACCOUNT)
def keep_form(work: Work, kind: str, key: str, payload: dict[str, Any]) -> datetime:
    """Keep what is typed in one's own form of a kind (`contact`), about something (an id); says when."""
    row = _own(work, kind, key)
    if row is None:
        assert work.actor.id is not None
        draft = FormDraft(account_id=work.actor.id, kind=kind, key=key, payload=payload, saved_at=work.now)
        work.session.add(draft)
    else:
        row.payload, row.saved_at = payload, work.now
    return work.now


@changes(Permission.OWN_ACCOUNT)
def drop_form(work: Work, kind: str, key: str) -> None:
    """Forget it, and with it what was left lying about for a year."""
    mine = FormDraft.account_id == work.actor.id
    this = sa.and_(FormDraft.kind == kind, FormDraft.key == key)
    old = FormDraft.saved_at < work.now - timedelta(days=KEPT_DAYS)
    work.session.execute(sa.delete(FormDraft).where(mine, sa.or_(this, old)))


@asks(Permission.OWN_ACCOUNT)
def kept_form(work: Work, kind: str, key: str) -> KeptForm | None:
    """One's own form of a kind about something, if it was typed into and not sent."""
    row = _own(work, kind, key)
    return KeptForm(row.payload, row.saved_at) if row is not None else None


def _own(work: Work, kind: str, key: str) -> FormDraft | None:
    assert work.actor.id is not None
    return work.session.get(FormDraft, (work.actor.id, kind, key))
