"""What opens the database: who has a slot, the recovery key, and another key after somebody left.

Only for an office in a file; a server keeps its own keys.
"""

from dataclasses import dataclass, field
from datetime import datetime

import sqlalchemy as sa

from officer_app.core.errors import Forbidden, Invalid, NotFound
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.recovery import Halves, new_recovery_key, split
from officer_app.core.signing import digest, short_form
from officer_app.core.slots import Slots
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission, Role
from officer_app.people.codes import IssuedCode
from officer_app.people.model import Account
from officer_app.people.service import reset_password

# What the entries of the trail are about.
KEYS = "database_keys"


@dataclass(frozen=True, slots=True)
class KeysRow:
    """What the administrator is to know of the keys.

    `opening` are the accounts that can open the database, `shut_out` those in use that cannot and need a one-time code,
    `left` the slots of nobody in use. Moments are None for never and not due.
    """

    encrypted: bool
    opening: tuple[str, ...]
    shut_out: tuple[str, ...]
    left: tuple[str, ...]
    recovery_at: datetime | None
    rekey_due: datetime | None


@dataclass(frozen=True, slots=True)
class RecoverySheets:
    """What is printed once: both halves, when they were made, by whom, and a short form that names the pair."""

    office: str
    pair: str
    made_at: datetime
    made_by: str
    halves: Halves = field(repr=False)


@asks(Permission.ACCOUNTS)
def database_keys(work: Work) -> KeysRow:
    """How the keys stand. Raises KeyFileMissing, KeyFileDamaged."""
    slots = _slots(work)
    if slots is None:
        return KeysRow(False, (), (), (), None, None)
    state = slots.state()
    active = work.session.scalars(sa.select(Account.name).where(Account.active).order_by(Account.name)).all()
    if not state.names:
        return KeysRow(state.encrypted, (), (), (), None, None)
    return KeysRow(
        state.encrypted,
        tuple(name for name in active if name in state.names),
        tuple(name for name in active if name not in state.names),
        tuple(name for name in state.names if name not in active),
        state.recovery_at,
        state.rekey_due,
    )


@changes(Permission.ACCOUNTS)
def make_recovery_key(work: Work) -> RecoverySheets:
    """A recovery key in the place of the one before: the sheets are all there is of it. Raises Invalid, KeyFileMissing.

    A pair that was printed before opens nothing any more.
    """
    slots = _slots(work)
    if slots is None or not slots.state().encrypted:
        raise Invalid(
            N_("Only an encrypted database in a file has a recovery key."),
            remedy=N_("An administrator's sign-in encrypts it while nobody else has it open."),
        )
    key = new_recovery_key()
    slots.recovery(work, key)
    pair = short_form(digest(key.hex()))[:9]
    work.note("recovery", KEYS, after={"pair": pair})
    return RecoverySheets(OFFICE_NAME.on(work, work.today), pair, work.now, work.actor.name, split(key))


@changes(Permission.ACCOUNTS)
def ask_for_new_key(work: Work) -> None:
    """Have the database encrypted under another key; `Office.slots.rekey_if_due` does it then, or the next sign-in."""
    slots = _slots(work)
    if slots is None or not slots.state().encrypted:
        raise Invalid(N_("Only an encrypted database in a file has a key to change."))
    work.note("rekey", KEYS)
    work.after_commit(lambda: slots.mark_due(work.now))


@changes(Permission.ACCOUNTS)
def codes_for_shut_out(work: Work) -> list[IssuedCode]:
    """A one-time code for everybody in use who cannot open the database; after it has been encrypted."""
    shut_out = database_keys(work).shut_out
    ids = work.session.scalars(sa.select(Account.id).where(Account.name.in_(shut_out)).order_by(Account.name)).all()
    return [reset_password(work, account_id) for account_id in ids]


@asks(Permission.ENTER)
def administrators(work: Work) -> list[str]:
    """Whom the recovery key can let in again. Raises Forbidden unless it has opened the office."""
    _require_recovery(work)
    query = sa.select(Account.name).where(Account.active, Account.role == Role.ADMINISTRATOR)
    return list(work.session.scalars(query.order_by(Account.name)))


@changes(Permission.ENTER)
def let_in_again(work: Work, name: str) -> IssuedCode:
    """A one-time code for an administrator, by the recovery key. Raises Forbidden unless it has opened the office,
    NotFound for a name that is none of theirs.
    """
    _require_recovery(work)
    account = work.session.scalar(
        sa.select(Account).where(Account.name == name.strip(), Account.active, Account.role == Role.ADMINISTRATOR)
    )
    if account is None:
        raise NotFound(
            N_("There is no administrator called {name}."),
            remedy=N_("The recovery key lets an administrator in; everybody else gets a code from them."),
            name=name,
        )
    work.note("recovery_used", KEYS, after={"account": account.name})
    return reset_password(work, account.id)


def _slots(work: Work) -> Slots | None:
    return work.slots if work.slots is not None and work.slots.path is not None else None


def _require_recovery(work: Work) -> None:
    if work.slots is None or not work.slots.by_recovery:
        raise Forbidden(N_("Only who has opened the office with the recovery key can do this."))
