"""Founding the office, signing in, and keeping accounts."""

import re
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Forbidden, Invalid, SignInFailed
from officer_app.core.work import Actor, Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission, Role
from officer_app.people.keys import RESET, open_key, retire_key, wrap_anew
from officer_app.people.model import Account
from officer_app.people.passwords import hash_password, is_password, nobodys_hash

# Source: house rule of this program, in line with common practice (at least ten characters); a setting later.
SHORTEST_PASSWORD: Final = 10
LONGEST_NAME: Final = 80
# Digits with what separates them, an extension after it: 021-5610 0000 转 8021, +86 21 5610 0000-8021.
_PHONE: Final = re.compile(r"[+(（]?\d[\d\s()（）\-－—/、,，转x#*]{2,38}")


@dataclass(frozen=True)
class AccountRow:
    """An account as lists show it."""

    id: int
    name: str
    role: Role
    active: bool
    version: int
    phone: str = ""


def _checked_name(name: str) -> str:
    name = name.strip()
    if not name:
        raise Invalid(N_("A name is needed."), field="name")
    if len(name) > LONGEST_NAME:
        raise Invalid(N_("A name has at most {most} characters."), field="name", most=LONGEST_NAME)
    return name


def _checked_password(password: str) -> str:
    if len(password) < SHORTEST_PASSWORD:
        raise Invalid(
            N_("A password has at least {least} characters."),
            remedy=N_("A short sentence is easy to remember and hard to guess."),
            field="password",
            least=SHORTEST_PASSWORD,
        )
    return password


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
    """Create the first administrator. Raises Forbidden when the office has been founded already."""
    _one_at_a_time(work)
    if office_exists(work):
        raise Forbidden(N_("This office already has its accounts."), remedy=N_("Sign in with one of them."))
    account = _stored(work, name, Role.ADMINISTRATOR, password)
    return Actor(account.id, account.name, account.role)


@asks(Permission.ENTER)
def sign_in(work: Work, name: str, password: str) -> Actor:
    """The actor with this name and password; opens their signing key. `lacks_key` is to be asked next.

    Raises SignInFailed; an unknown name takes as long as a wrong password.
    """
    account = work.session.scalar(sa.select(Account).where(Account.name == name.strip()))
    known = account.password_hash if account is not None and account.active else nobodys_hash()
    if not is_password(known, password) or account is None or not account.active:
        raise SignInFailed()
    open_key(work, account, password)
    return Actor(account.id, account.name, account.role)


def _row(account: Account) -> AccountRow:
    return AccountRow(account.id, account.name, account.role, account.active, account.version, account.phone)


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
def create_account(work: Work, name: str, role: Role, password: str) -> int:
    """A new account; raises Invalid if the name is taken or the password too short."""
    return _stored(work, name, role, password).id


def _one_at_a_time(work: Work) -> None:
    """Let nobody else change accounts before this is done, where a rule counts them; on SQLite nobody can."""
    if not work.on_sqlite:
        work.session.execute(sa.text("LOCK TABLE account IN SHARE ROW EXCLUSIVE MODE"))


def _stored(work: Work, name: str, role: Role, password: str) -> Account:
    name = _checked_name(name)
    if work.session.scalar(sa.select(Account.id).where(Account.name == name)) is not None:
        raise Invalid(
            N_("There is already an account called {name}."),
            remedy=N_("Add something that tells the two apart, such as the town."),
            field="name",
            name=name,
        )
    return work.add(
        Account(
            name=name,
            role=role,
            password_hash=hash_password(_checked_password(password)),
            created_at=work.now,
        )
    )


@changes(Permission.ACCOUNTS)
def change_account(
    work: Work, account_id: int, *, role: Role, active: bool, version: int, phone: str | None = None
) -> None:
    """Give an account another role or office phone, or end or renew its use. The last administrator stays.

    A `phone` of None leaves the number as it is. Raises Invalid for one that is none.
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
    account.role = role
    account.active = active
    if phone is not None:
        account.phone = _checked_phone(phone)


@changes(Permission.OWN_ACCOUNT)
def change_password(work: Work, old: str, new: str) -> None:
    """Change one's own password; it opens one's signing key from now on.

    Raises SignInFailed if the old one is wrong, Invalid if the new one is too short.
    """
    assert work.actor.id is not None
    account = work.get(Account, work.actor.id)
    if not is_password(account.password_hash, old):
        raise SignInFailed(N_("The present password is wrong."), field="old")
    account.password_hash = hash_password(_checked_password(new))
    wrap_anew(work, account.id, old, new)


@changes(Permission.ACCOUNTS)
def reset_password(work: Work, account_id: int, password: str) -> None:
    """Set a new password for somebody who forgot theirs; their signing key is lost with the old one."""
    work.get(Account, account_id).password_hash = hash_password(_checked_password(password))
    retire_key(work, account_id, RESET)
