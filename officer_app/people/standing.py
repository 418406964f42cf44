"""What somebody is told on coming in: when they were here last, who has tried since, when their password runs out."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.work import Work, asks
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.people.password_rules import EXPIRY

# So many days before a password runs out its holder is told.
_WARNED: Final = 14
_READ: Final = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """`last_at` is the sign-in before the present one; `refused` counts the wrong passwords for this name since.

    `days_left` is told only when the password runs out soon; `held` is somebody for whom a colleague has to vouch.
    """

    last_at: datetime | None
    refused: int
    refused_at: datetime | None
    days_left: int | None
    held: bool


@asks(Permission.OWN_ACCOUNT)
def my_standing(work: Work) -> Standing:
    """Of the actor, as the trail and the account tell it."""
    assert work.actor.id is not None
    account = work.get(Account, work.actor.id)
    query = (
        sa.select(AuditEntry.action, AuditEntry.at, AuditEntry.after)
        .where(
            AuditEntry.entity == Account.__tablename__,
            AuditEntry.entity_id == account.id,
            AuditEntry.action.in_(("sign_in", "refuse")),
        )
        .order_by(AuditEntry.id.desc())
        .limit(_READ)
    )
    entries = list(work.session.execute(query))
    # The newest sign-in is the present one; tries before it are noted in its transaction, just ahead of it.
    came = [place for place, (action, _at, _after) in enumerate(entries) if action == "sign_in"]
    last_at = entries[came[1]][1] if len(came) > 1 else None
    since = entries[: came[1]] if len(came) > 1 else entries
    tries = [(at, after) for action, at, after in since if action == "refuse" and isinstance(after, dict)]
    return Standing(
        last_at,
        sum(int(after.get("tries", 0)) for _at, after in tries),
        tries[0][0] if tries else None,
        _days_left(work, account),
        account.held_since is not None,
    )


def _days_left(work: Work, account: Account) -> int | None:
    days = EXPIRY.on(work, work.today)
    if not days:
        return None
    left = ((account.password_at or account.created_at) + timedelta(days=days) - work.now).days
    return max(0, left) if left <= _WARNED else None
