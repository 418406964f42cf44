"""Test data, one line per thing: an office with a clock to set and somebody in every role."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import count
from random import Random
from uuid import uuid4

import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from officer_app.core.database import Database
from officer_app.core.signing import OpenKey, public_of
from officer_app.core.work import Actor, Office, Work, changes
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.people.access import AccessTable, Permission, Role
from officer_app.people.model import Account, SigningKey
from officer_app.people.service import change_password, create_account
from officer_app.sample.enterprises import uscc

_serial = count(1)


class Clock:
    """A clock that stands still until it is set. Starts at 9:00 in Shanghai on Thursday 17 September 2026."""

    def __init__(self) -> None:
        self.now = datetime(2026, 9, 17, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now

    def set(self, day: date, hour: int = 9) -> None:
        """Go to an hour of a day in Shanghai."""
        self.now = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hour - 8)


@changes(Permission.OWN_ACCOUNT)
def _give_key(work: Work) -> None:
    """A key that is open, and closed by no password: making one of a password takes time. It was made a year ago, so
    that tests can go back to the beginning of the year.
    """
    account_id = work.actor.id
    assert account_id is not None
    private = key_of(account_id)
    public = public_of(private)
    made = work.now - timedelta(days=365)
    key = work.add(SigningKey(account_id=account_id, public_key=public, wrapped="-", salt="-", created_at=made))
    work.keyring.hold(account_id, OpenKey(key.id, private))


def key_of(account_id: int) -> Ed25519PrivateKey:
    """The same key for the same account in every process of a test."""
    return Ed25519PrivateKey.from_private_bytes(sha256(b"test key %d" % account_id).digest())


def open_keys(office: Office) -> None:
    """Let another process, or another office on the same database, sign as everybody who was given a key."""
    with office.database.transaction(writes=False) as connection:
        for key_id, account_id, public in connection.execute(
            sa.select(SigningKey.id, SigningKey.account_id, SigningKey.public_key).where(
                SigningKey.retired_at.is_(None)
            )
        ):
            private = key_of(account_id)
            if public_of(private) == public:
                office.keyring.hold(account_id, OpenKey(key_id, private))


@dataclass
class Bureau:
    """An office with its clock."""

    office: Office
    clock: Clock

    def person(self, role: Role, name: str | None = None) -> Actor:
        """Another account in a role; nobody can sign in as it, since hashing takes time."""
        name = name or f"{role.label}{next(_serial)}"
        with self.office.database.transaction(writes=True) as connection:
            key: int = connection.execute(
                sa.insert(Account)
                .values(name=name, role=role, password_hash="!", active=True, created_at=self.clock.now, version=1)
                .returning(Account.id)
            ).scalar_one()
        actor = Actor(key, name, role)
        if role is Role.SUPERVISOR:
            self.give_key(actor)
        return actor

    def give_key(self, actor: Actor) -> None:
        """A signing key that is open, as after signing in."""
        self.office.perform(_give_key, actor)

    def enterprise(self, name: str | None = None, subdistrict_id: int | None = None) -> int:
        """Another enterprise of the directory; returns its id."""
        number = next(_serial)
        draft = EnterpriseDraft(
            str(uuid4()), name or f"上海澜启{number}科技有限公司", uscc(Random(number)), subdistrict_id=subdistrict_id
        )
        return self.office.perform(save_enterprise, self.person(Role.STAFF), draft).value


def hired(office: Office, administrator: Actor, name: str, role: Role, password: str) -> Actor:
    """Somebody with an account and a password of their own, chosen with the administrator's code."""
    issued = office.perform(create_account, administrator, name, role).value
    actor = Actor(issued.account_id, name, role)
    office.perform(change_password, actor, issued.code, password)
    return actor


def bureau(database: Database) -> Bureau:
    """An office on a migrated, empty database."""
    clock = Clock()
    return Bureau(Office(database, AccessTable(), clock), clock)
