"""Founding the office, signing in, and keeping accounts.

Nobody but the person themself chooses a password: an administrator hands over a one-time code, which is good only for
choosing one. Whoever may decide is held after that, until a colleague has vouched for them (holding.py).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Forbidden, Invalid, SignInFailed
from officer_app.core.folding import fold, has_hidden
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.work import Actor, Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import WITH_CODE, Permission, Role
from officer_app.people.codes import IssuedCode, new_code
from officer_app.people.holding import acts_for_others, decides, has_witness, hold
from officer_app.people.keys import RESET, open_key, retire_key, wrap_anew
from officer_app.people.model import Account
from officer_app.people.password_rules import CODE_HOURS, is_expired, require_good
from officer_app.people.passwords import hash_password, is_password, nobodys_hash
from officer_app.people.tries import Attempt, Tries, bucket_of, tries_of

# A password that has run out is good for choosing another for as long as it takes.
_ENDLESS: Final = datetime(9000, 1, 1, tzinfo=UTC)
LONGEST_NAME: Final = 80
# Digits with what separates them, an extension after it: 021-5610 0000 转 8021, +86 21 5610 0000-8021.
_PHONE: Final = re.compile(r"[+(（]?\d[\d\s()（）\-－—/、,，转x#*]{2,38}")


@dataclass(frozen=True)
class AccountRow:
    """An account as lists show it.

    `code_until`: a one-time code waits to be used until then. `held_since`: it decides nothing, since then.
    """

    id: int
    name: str
    role: Role
    active: bool
    version: int
    phone: str = ""
    code_until: datetime | None = None
    held_since: datetime | None = None


def _checked_name(name: str) -> str:
    name = unicodedata.normalize("NFC", name.strip())
    if not fold(name):
        raise Invalid(N_("A name is needed."), field="name")
    if has_hidden(name):
        raise Invalid(N_("A name holds no invisible characters."), remedy=N_("Type it anew."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(N_("A name has at most {most} characters."), field="name", most=LONGEST_NAME)
    return name


class CodeRunOut(SignInFailed):
    """The one-time code is right, and too old."""

    message = N_("This one-time code has run out.")
    remedy = N_("Ask the administrator for another one.")


def _checked_phone(phone: str) -> str:
    phone = phone.strip()
    if phone and not _PHONE.fullmatch(phone):
        raise Invalid(
            N_("“{phone}” is not a phone number."),
            remedy=N_("Type digits, such as 021-5610 0000 and the extension after it."),
            field="phone",
            phone=phone,
        )
    return phone


@asks(Permission.ENTER)
def office_exists(work: Work) -> bool:
    """Whether anybody can sign in yet."""
    return work.session.scalar(sa.select(sa.exists().where(Account.id > 0))) or False


@changes(Permission.FOUND_OFFICE)
def found_office(work: Work, name: str, password: str) -> Actor:
    """Create the first administrator, who chooses a password. Raises Forbidden when the office has been founded."""
    _one_at_a_time(work)
    if office_exists(work):
        raise Forbidden(N_("This office already has its accounts."), remedy=N_("Sign in with one of them."))
    name = _checked_name(name)
    account = Account(name=name, role=Role.ADMINISTRATOR, password_hash="", created_at=work.now)
    give_password(work, account, require_good(work, password, name))
    work.add(account)
    return Actor(account.id, account.name, account.role)


def give_password(work: Work, account: Account, password: str, *, code_until: datetime | None = None) -> None:
    """The one place where an account gets another password, or a one-time code that is good until then."""
    account.password_hash = hash_password(password, work.slots.cost if work.slots is not None else None)
    if work.slots is not None:
        work.slots.give(work, account.name, password)
    account.code_until = code_until
    account.password_at = work.now if code_until is None else None


@changes(Permission.ENTER)
def sign_in(work: Work, name: str, password: str, attempt: Attempt | None = None) -> Actor:
    """The actor with this name and password; opens their signing key, and puts this and the tries before it on record.

    Whoever has a one-time code, or a password that has run out, comes in as WITH_CODE and can only choose a password;
    `lacks_key` is to be asked next of everybody else. `attempt` is the try as it was counted while the database was
    still closed. Raises TooManyTries, CodeRunOut, SignInFailed; an unknown name takes as long as a wrong password.
    """
    attempt = attempt if attempt is not None else tries_of(work).begin(name)
    account = _proven(work, name, password, attempt)
    if account.code_until is None and is_expired(work, account.password_at or account.created_at):
        account.code_until = _ENDLESS
    if account.code_until is None:
        open_key(work, account, password)
    work.actor = _actor(account)
    _note_tries(work, attempt.tries)
    work.note("sign_in", Account.__tablename__, account.id)
    return work.actor


@asks(Permission.ENTER)
def sign_in_to_look(work: Work, name: str, password: str, attempt: Attempt | None = None) -> Actor:
    """The same where nothing can be written: no key is opened, and nothing is put on record."""
    attempt = attempt if attempt is not None else tries_of(work).begin(name)
    return _actor(_proven(work, name, password, attempt))


def _proven(work: Work, name: str, password: str, attempt: Attempt) -> Account:
    account = _named(work, name)
    known = account.password_hash if account is not None and account.active else nobodys_hash()
    if not is_password(known, password) or account is None or not account.active:
        raise SignInFailed()
    attempt.succeeded()
    if account.code_until is not None and account.code_until <= work.now:
        raise CodeRunOut()
    return account


def _named(work: Work, name: str) -> Account | None:
    """The account of that name, however it is typed: full width, decomposed, capitals."""
    exact = work.session.scalar(sa.select(Account).where(Account.name == name.strip()))
    if exact is not None:
        return exact
    names = work.session.execute(sa.select(Account.id, Account.name))
    alike = [key for key, other in names if fold(other) == fold(name)]
    return work.session.get(Account, alike[0]) if len(alike) == 1 else None


def _actor(account: Account) -> Actor:
    role = account.role if account.code_until is None else WITH_CODE
    return Actor(account.id, account.name, role, account.held_since is not None)


def _note_tries(work: Work, tries: Tries) -> None:
    """Put the wrong passwords since the last sign-in on record: those for accounts by account, all others together."""
    refused = tries.unnoted()
    if not refused:
        return
    owners = {bucket_of(name): key for key, name in work.session.execute(sa.select(Account.id, Account.name))}
    others = [one for one in refused if one.bucket not in owners]
    for one in refused:
        if (owner := owners.get(one.bucket)) is not None:
            after = {"tries": one.count, "first_at": one.first_at, "last_at": one.last_at}
            work.note("refuse", Account.__tablename__, owner, after=after)
    if others:
        first, last = (
            [at for one in others if (at := getattr(one, end)) is not None] for end in ("first_at", "last_at")
        )
        after = {
            "tries": sum(one.count for one in others),
            "names": len(others),
            "first_at": min(first, default=None),
            "last_at": max(last, default=None),
        }
        work.note("refuse", Account.__tablename__, after=after)
    work.after_commit(lambda: tries.noted(refused))


def _row(account: Account) -> AccountRow:
    return AccountRow(
        account.id,
        account.name,
        account.role,
        account.active,
        account.version,
        account.phone,
        account.code_until if account.code_until != _ENDLESS else None,
        account.held_since,
    )


@asks(Permission.ACCOUNTS)
def list_accounts(work: Work) -> list[AccountRow]:
    """Every account, by role and name."""
    return [_row(account) for account in work.session.scalars(sa.select(Account).order_by(Account.role, Account.name))]


@asks(Permission.ASSIGNMENT_READ)
def list_officers(work: Work) -> list[AccountRow]:
    """The active accounts that can hold an enterprise, handle a demand or act on a case."""
    roles = (Role.LIAISON, Role.SPECIALIST, Role.SUPERVISOR)
    return [
        _row(account)
        for account in work.session.scalars(
            sa.select(Account).where(Account.active, Account.role.in_(roles)).order_by(Account.name)
        )
    ]


@changes(Permission.ACCOUNTS)
def create_account(work: Work, name: str, role: Role) -> IssuedCode:
    """A new account and the one-time code for its person. Raises Invalid if the name is taken.

    Whoever may decide is held where somebody else can vouch for them.
    """
    _one_at_a_time(work)
    name = _checked_name(name)
    # One that only looks the same would pass for the other on papers.
    if fold(name) in map(fold, work.session.scalars(sa.select(Account.name))):
        raise Invalid(
            N_("There is already an account called {name}."),
            remedy=N_("Add something that tells the two apart, such as the town."),
            field="name",
            name=name,
        )
    account = Account(name=name, role=role, password_hash="", created_at=work.now)
    code = _with_code(work, account)
    if decides(role) and has_witness(work):
        hold(work, account)
    work.add(account)
    return _issued(work, account, code)


def _with_code(work: Work, account: Account) -> str:
    """Give an account a one-time code."""
    code = new_code()
    give_password(work, account, code, code_until=work.now + timedelta(hours=CODE_HOURS.on(work, work.today)))
    return code


def _issued(work: Work, account: Account, code: str) -> IssuedCode:
    office, held = OFFICE_NAME.on(work, work.today), account.held_since is not None
    return IssuedCode(account.id, account.name, code, work.now, account.code_until or work.now, office, held)


def _one_at_a_time(work: Work) -> None:
    """Let nobody else change accounts before this is done, where a rule counts them; on SQLite nobody can."""
    if not work.on_sqlite:
        work.session.execute(sa.text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))


@changes(Permission.ACCOUNTS)
def change_account(
    work: Work, account_id: int, *, role: Role, active: bool, version: int, phone: str | None = None
) -> None:
    """Give an account another role or office phone, or end or renew its use. The last administrator stays.

    Whoever may decide from now on is held where somebody else can vouch for them. A `phone` of None leaves the number
    as it is. Raises Invalid for one that is none.
    """
    _one_at_a_time(work)
    account = work.get(Account, account_id, version=version)
    if account.role == Role.ADMINISTRATOR and (role != Role.ADMINISTRATOR or not active):
        others = work.session.scalar(
            sa.select(sa.func.count()).where(
                Account.role == Role.ADMINISTRATOR, Account.active, Account.id != account_id
            )
        )
        if not others:
            raise Invalid(
                N_("The last administrator cannot be removed."),
                remedy=N_("Appoint another administrator first."),
            )
    if account.id == work.actor.id and role != account.role:
        raise Forbidden(
            N_("Nobody changes their own role."), remedy=N_("Ask another administrator; the change is on record.")
        )
    if decides(role) and active and not (decides(account.role) and account.active) and has_witness(work, account.id):
        hold(work, account)
    if account.active and not active and work.slots is not None:
        work.slots.take(work, account.name)
    account.role = role
    account.active = active
    if phone is not None:
        account.phone = _checked_phone(phone)


@changes(Permission.OWN_PASSWORD)
def change_password(work: Work, old: str, new: str) -> None:
    """Choose one's own password, in place of the old one or of a one-time code; it opens one's signing key from now on.

    Raises SignInFailed if the old one is wrong (TooManyTries), CodeRunOut, and Invalid naming `password` for one that
    must not be.
    """
    assert work.actor.id is not None
    account = work.get(Account, work.actor.id)
    attempt = tries_of(work).begin(account.name)
    if not is_password(account.password_hash, old):
        raise SignInFailed(N_("The present password is wrong."), field="old")
    attempt.succeeded()
    if account.code_until is not None and account.code_until <= work.now:
        raise CodeRunOut(field="old")
    give_password(work, account, require_good(work, new, account.name, old=old))
    wrap_anew(work, account.id, old, new)


@changes(Permission.ACCOUNTS)
def reset_password(work: Work, account_id: int) -> IssuedCode:
    """A one-time code for somebody who forgot their password; their signing key is lost with it.

    Whoever may decide decides nothing from now on, until a colleague has vouched for them. Raises NotFound.
    """
    account = work.get(Account, account_id, lock=True)
    if decides(account.role) or acts_for_others(work, account_id):
        hold(work, account)
    code = _with_code(work, account)
    retire_key(work, account_id, RESET)
    tries = tries_of(work)
    work.after_commit(lambda: tries.forget(account.name))
    return _issued(work, account, code)
