"""Held accounts: whoever may decide, and whose account an administrator opened, decides nothing until somebody vouches.

An administrator who gives a supervisor a one-time code could sign in with it themself. So the account is held from
then on: it can be used, but decides nothing, sees nothing whole that is masked, and vouches for nobody, until another
supervisor or an auditor, not held themself, has said on record that the person has it. The database refuses what a held
account decides as well, and a hold that ends without such a record (guards.py). Whoever is appointed while there is
somebody who could vouch is held likewise; the first one in an office has nobody and is not.

The limit: an administrator who first ends the accounts of everybody who could vouch, or gives them all codes, and then
appoints somebody, is not stopped. All of it stands in the audit trail, and those whom it befell find out when they come
in.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from officer_app.core.audit import CHANGES, AuditEntry
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import APPROVING, GRANTS, Permission, Role, may
from officer_app.people.model import Account, Delegation, Vouching

LONGEST_NOTE: Final = 200
# Roles whose holders can vouch.
WITNESSES: Final = tuple(role for role in Role if Permission.VOUCH in GRANTS[role])
_OPENING: Final = ("create_account", "change_account", "reset_password")


@dataclass(frozen=True, slots=True)
class HeldRow:
    """A held account: since when, who opened it and by what (the name of the use case), and whether it can be freed.

    `has_password` is False until the person has chosen one with the code: nobody can vouch before. `is_own` is one's
    own account, for which nobody vouches themself.
    """

    id: int
    name: str
    role: Role
    held_since: datetime
    opened_by: str
    opened_with: str
    has_password: bool
    is_own: bool
    version: int


def decides(role: Role) -> bool:
    """Whether a role decides, or watches those who do."""
    return may(role, Permission.VOUCH) or any(may(role, permission) for permission in APPROVING)


def acts_for_others(work: Work, account_id: int) -> bool:
    """Whether somebody has left it to them to decide, now or later."""
    left = sa.select(Delegation.permissions).where(
        Delegation.to_id == account_id, Delegation.ended_on.is_(None), Delegation.last_on >= work.today
    )
    approving = {permission.value for permission in APPROVING}
    return any(approving.intersection(permissions) for permissions in work.session.scalars(left))


def has_witness(work: Work, account_id: int | None = None) -> bool:
    """Whether there is somebody who could vouch, other than for themself."""
    query = sa.exists().where(Account.active, Account.role.in_(WITNESSES), Account.held_since.is_(None))
    if account_id is not None:
        query = query.where(Account.id != account_id)
    return bool(work.session.scalar(sa.select(query)))


def hold(work: Work, account: Account) -> None:
    """Let an account decide nothing from now on; each time anew, so that no earlier word frees it."""
    account.held_since = work.now


@asks(Permission.OWN_ACCOUNT)
def vouchers_for_me(work: Work) -> list[str]:
    """Who could vouch for the actor, by name."""
    query = sa.select(Account.name).where(
        Account.active,
        Account.role.in_(WITNESSES),
        Account.held_since.is_(None),
        Account.code_until.is_(None),
        Account.id != work.actor.id,
    )
    return list(work.session.scalars(query.order_by(Account.name)))


@asks(Permission.VOUCH)
def list_held(work: Work) -> list[HeldRow]:
    """The accounts that somebody has to vouch for, the longest held first."""
    opened = (
        sa.select(sa.func.max(AuditEntry.id))
        .where(
            AuditEntry.entity == Account.__tablename__,
            AuditEntry.entity_id == Account.id,
            AuditEntry.use_case.in_(_OPENING),
            AuditEntry.action.in_(CHANGES),
        )
        .correlate(Account)
        .scalar_subquery()
    )
    query = (
        sa.select(Account, AuditEntry.actor_name, AuditEntry.use_case)
        .outerjoin(AuditEntry, AuditEntry.id == opened)
        .where(Account.held_since.is_not(None), Account.active)
        .order_by(Account.held_since, Account.name)
    )
    return [
        HeldRow(
            account.id,
            account.name,
            account.role,
            account.held_since or work.now,
            opened_by or "",
            opened_with or "",
            account.code_until is None,
            account.id == work.actor.id,
            account.version,
        )
        for account, opened_by, opened_with in work.session.execute(query)
    ]


@changes(Permission.VOUCH)
def vouch(work: Work, account_id: int, note: str, *, version: int) -> None:
    """Say on record that the person has the account, and how one knows; it decides again from now on.

    Raises Forbidden for one's own account, Invalid naming `note`, or where the code has not been used yet, Conflict.
    """
    note = " ".join(note.split())
    account = work.get(Account, account_id, version=version, lock=True)
    if account.id == work.actor.id:
        raise Forbidden(
            N_("Nobody vouches for themself."), remedy=N_("Ask another supervisor, or an auditor, to vouch for you.")
        )
    if account.held_since is None or not account.active:
        raise Invalid(N_("Nobody needs to vouch for {name}."), name=account.name)
    if account.code_until is not None:
        raise Invalid(
            N_("{name} has not chosen a password yet."),
            remedy=N_("Vouch once the person has signed in themself."),
            name=account.name,
        )
    if not note:
        raise Invalid(
            N_("Say how you know that it is them."), remedy=N_("Seen in the office, or called back."), field="note"
        )
    if len(note) > LONGEST_NOTE:
        raise Invalid(N_("A note has at most {most} characters."), field="note", most=LONGEST_NOTE)
    assert work.actor.id is not None
    work.add(
        Vouching(account_id=account_id, by_id=work.actor.id, held_since=account.held_since, at=work.now, note=note)
    )
    account.held_since = None
