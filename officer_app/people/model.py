"""Accounts, the views of lists that people keep, what they have typed and not finished, whom they leave their part to,
and the keys they sign with.
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.audit import Audited, json_value
from officer_app.core.database import Base, Moment, choice
from officer_app.people.access import Role


class Account(Audited, Base):
    """A person who may sign in. `name` is what they type and what papers show; it is unique."""

    __tablename__ = "account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(sa.String(80), unique=True)
    role: Mapped[Role] = mapped_column(choice(Role))
    password_hash: Mapped[str] = mapped_column(sa.String(200), info={"personal": True, "secret": True})
    active: Mapped[bool] = mapped_column(default=True)
    # At the office, for enterprises to call: printed on contact cards and in the directory.
    phone: Mapped[str] = mapped_column(sa.String(40), default="", server_default="")
    created_at: Mapped[datetime] = mapped_column(Moment)
    # When the person chose the password in force; nobody knows of those chosen before this was kept.
    password_at: Mapped[datetime | None] = mapped_column(Moment)
    # Until when the password is good only for choosing another: a one-time code of the administrator's, or one that has
    # run out.
    code_until: Mapped[datetime | None] = mapped_column(Moment)
    # Since when the account decides nothing because an administrator opened it; until a colleague vouches for it.
    held_since: Mapped[datetime | None] = mapped_column(Moment)
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}


class Vouching(Audited, Base):
    """That somebody says an account which an administrator opened is in the hands of its person; it ends the hold."""

    __tablename__ = "vouching"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    by_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    # Which hold it ended, by the moment it began.
    held_since: Mapped[datetime] = mapped_column(Moment)
    at: Mapped[datetime] = mapped_column(Moment)
    note: Mapped[str] = mapped_column(sa.String(200))

    __table_args__ = (sa.CheckConstraint("account_id <> by_id", name="other"),)


class SignInTry(Base):
    """How often a wrong password was typed for the names that share a bucket (people/tries.py).

    A server keeps them in the office's database; beside a database in a file they lie in a file of their own, because
    that one is closed while a password is wrong.
    """

    __tablename__ = "sign_in_try"

    bucket: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    # Wrong ones since the last right one.
    failures: Mapped[int]
    # When the wait began, in seconds of a clock that only goes forward.
    since: Mapped[float] = mapped_column(sa.Double)
    # Those that the trail does not know yet, and when they were, for people.
    unnoted: Mapped[int]
    first_at: Mapped[datetime | None] = mapped_column(Moment)
    last_at: Mapped[datetime | None] = mapped_column(Moment)


class SavedView(Audited, Base):
    """Filters, order and columns of a list page under a name: its owner's, or everybody's when shared."""

    __tablename__ = "saved_view"

    id: Mapped[int] = mapped_column(primary_key=True)
    page: Mapped[str] = mapped_column(sa.String(40), index=True)
    name: Mapped[str] = mapped_column(sa.String(60))
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    shared: Mapped[bool] = mapped_column(default=False)
    state: Mapped[dict[str, Any]] = mapped_column(json_value)  # as the page keeps it
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (sa.UniqueConstraint("page", "account_id", "name"),)


class FormDraft(Base):
    """What somebody typed into a form and has not sent: of a kind of form, and about what; its author's alone."""

    __tablename__ = "form_draft"

    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(80), primary_key=True)
    payload: Mapped[dict[str, Any]] = mapped_column(json_value, info={"personal": True})  # as the form keeps it
    saved_at: Mapped[datetime] = mapped_column(Moment)


class Delegation(Audited, Base):
    """That somebody on leave has a colleague act in their place on special-talent cases, both days included.

    `permissions` are those of the absent one's own role; what was delegated is not passed on. Only ended, never
    changed; `ended_on` is the first day without it.
    """

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(primary_key=True)
    draft_id: Mapped[str] = mapped_column(sa.String(36), unique=True)
    from_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    to_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    permissions: Mapped[list[str]] = mapped_column(json_value)
    first_on: Mapped[date]
    last_on: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.String(200))
    made_at: Mapped[datetime] = mapped_column(Moment)
    made_by: Mapped[int] = mapped_column(sa.ForeignKey("account.id"))
    ended_on: Mapped[date | None]
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.CheckConstraint("last_on >= first_on", name="order"),
        sa.CheckConstraint("from_id <> to_id", name="two"),
    )


class SigningKey(Audited, Base):
    """An Ed25519 key of an account: the public half as it is, the private half wrapped by the account's password.

    `wrapped` and `salt` are hexadecimal; see core/signing.py. A forgotten password loses the private half: the key is
    retired, what it signed can still be verified, and the next sign-in makes another.
    """

    __tablename__ = "signing_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    public_key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    wrapped: Mapped[str] = mapped_column(sa.String(200), info={"personal": True, "secret": True})
    salt: Mapped[str] = mapped_column(sa.String(64), info={"personal": True, "secret": True})
    created_at: Mapped[datetime] = mapped_column(Moment)
    retired_at: Mapped[datetime | None] = mapped_column(Moment)
    retired_for: Mapped[str] = mapped_column(sa.String(120), default="")
    version: Mapped[int] = mapped_column()

    __mapper_args__ = {"version_id_col": version}
    __table_args__ = (
        sa.Index(
            "uq_signing_key_in_use",
            "account_id",
            unique=True,
            sqlite_where=sa.text("retired_at IS NULL"),
            postgresql_where=sa.text("retired_at IS NULL"),
        ),
    )
