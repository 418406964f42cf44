"""The keys that decisions are signed with: made at the first sign-in, opened at every other, retired when lost.

A key is made by the person themself and never by whoever creates their account. A password that the administrator
sets anew cannot open what the old one closed: the key is retired, what it signed can still be verified, and the next
sign-in makes another.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from officer_app.core.database import Moment
from officer_app.core.errors import SignInFailed
from officer_app.core.signing import KeyNotOpened, OpenKey, WrappedKey, new_key, short_form, unwrap, wrap
from officer_app.core.work import Work, asks, changes
from officer_app.people.access import Permission, Role, may
from officer_app.people.model import Account, Delegation, SigningKey
from officer_app.people.passwords import is_password
from officer_app.people.tries import tries_of

# Whoever may do one of these signs; so does whoever stands in for them.
SIGNING: Final = (
    Permission.CASE_FIRST_REVIEW,
    Permission.CASE_PANEL,
    Permission.CASE_DECIDE,
    Permission.QUOTA_GRANT,
)
# Why a key was retired, as it is stored; the words for people are in ui and cli.
RESET: Final = "password reset"
UNREADABLE: Final = "could not be opened"


@dataclass(frozen=True, slots=True)
class KeyRow:
    """A key as it may be shown: whose, the short form of its public half, from when to when, what it signed last."""

    account: str
    role: Role
    fingerprint: str
    created_at: datetime
    retired_at: datetime | None
    retired_for: str


def open_key(work: Work, account: Account, password: str) -> None:
    """Open the account's key, if it has one that this password opens; at sign-in."""
    work.keyring.forget(account.id)
    key = _in_use(work, account.id)
    if key is None:
        return
    try:
        private = unwrap(_wrapped(key), password)
    except KeyNotOpened:
        return  # `make_key` puts another in its place
    work.keyring.hold(account.id, OpenKey(key.id, private))


@asks(Permission.OWN_ACCOUNT)
def lacks_key(work: Work) -> bool:
    """Whether the actor signs, or may come to, and has no key that is open."""
    return work.keyring.of(work.actor.id) is None and _signs(work)


@changes(Permission.OWN_ACCOUNT)
def make_key(work: Work, password: str) -> None:
    """Make the actor a key under their password, and open it; right after signing in, where `lacks_key` says so.

    A key that this password does not open is retired first. Does nothing for whoever signs nothing. Raises
    SignInFailed for a wrong password.
    """
    assert work.actor.id is not None
    account = work.get(Account, work.actor.id, lock=True)
    if not _signs(work):
        return
    attempt = tries_of(work).begin(account.name)
    if not is_password(account.password_hash, password):
        raise SignInFailed()
    attempt.succeeded()
    open_key(work, account, password)
    if work.keyring.of(account.id) is None:
        retire_key(work, account.id, UNREADABLE)
        hold_new_key(work, account.id, password)


def hold_new_key(work: Work, account_id: int, password: str) -> None:
    """Store a new key of an account that has none in use, and open it."""
    private = new_key()
    kept = wrap(private, password)
    row = work.add(
        SigningKey(
            account_id=account_id,
            public_key=kept.public,
            wrapped=kept.wrapped,
            salt=kept.salt,
            created_at=work.now,
        )
    )
    work.keyring.hold(account_id, OpenKey(row.id, private))


def wrap_anew(work: Work, account_id: int, old: str, new: str) -> None:
    """Let the new password open the key that the old one opened; a key that it did not open is retired."""
    key = _in_use(work, account_id)
    if key is None:
        return
    try:
        private = unwrap(_wrapped(key), old)
    except KeyNotOpened:
        retire_key(work, account_id, UNREADABLE)
        return
    kept = wrap(private, new)
    key.wrapped, key.salt = kept.wrapped, kept.salt
    work.keyring.hold(account_id, OpenKey(key.id, private))


def retire_key(work: Work, account_id: int, reason: str) -> None:
    """Let the key of an account, if it has one, sign nothing more."""
    work.keyring.forget(account_id)
    key = _in_use(work, account_id)
    if key is not None:
        # What it signed stays proven, though the clock stood ahead where it did.
        signed = sa.table("decision_signature", sa.column("key_id"), sa.column("at", Moment))
        last = work.session.scalar(sa.select(sa.func.max(signed.c.at, type_=Moment())).where(signed.c.key_id == key.id))
        key.retired_at = work.now if last is None else max(work.now, last)
        key.retired_for = reason
        work.session.flush()


@asks(Permission.VERIFY)
def list_keys(work: Work) -> list[KeyRow]:
    """Every key there was, by account, the latest first."""
    query = (
        sa.select(SigningKey, Account.name, Account.role)
        .join(Account, Account.id == SigningKey.account_id)
        .order_by(Account.name, SigningKey.id.desc())
    )
    return [
        KeyRow(name, role, short_form(key.public_key), key.created_at, key.retired_at, key.retired_for)
        for key, name, role in work.session.execute(query)
    ]


def _in_use(work: Work, account_id: int) -> SigningKey | None:
    query = sa.select(SigningKey).where(SigningKey.account_id == account_id, SigningKey.retired_at.is_(None))
    return work.session.scalar(query)


def _wrapped(key: SigningKey) -> WrappedKey:
    return WrappedKey(key.public_key, key.wrapped, key.salt)


def _signs(work: Work) -> bool:
    if any(may(work.actor.role, permission) for permission in SIGNING):
        return True
    left_to = sa.exists().where(
        Delegation.to_id == work.actor.id, Delegation.last_on >= work.today, Delegation.ended_on.is_(None)
    )
    return bool(work.session.scalar(sa.select(left_to)))
