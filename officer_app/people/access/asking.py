"""How the office asks the permission table: who somebody is now, whom they stand in for, what is theirs."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

import sqlalchemy as sa

from officer_app.core.audit import OfficeSession, json_value
from officer_app.core.errors import Forbidden
from officer_app.core.work import Actor
from officer_app.i18n import N_
from officer_app.people.access.grants import GRANTS, HELD_BACK, RECEIVABLE, WITH_CODE, Grant, may, reaches
from officer_app.people.access.roles import Permission


@runtime_checkable
class Owned(Protocol):
    """A target with people responsible for it."""

    @property
    def owner_ids(self) -> frozenset[int]: ...


@runtime_checkable
class Standing(Protocol):
    """A target that stands somewhere: in a state by which a permission reaches it or not."""

    @property
    def standing(self) -> str: ...


_WHO: Final = sa.text(
    "SELECT name, role, held_since IS NOT NULL AS held, code_until IS NOT NULL AS coded"
    " FROM account WHERE id = :id AND active"
)


class AccessTable:
    """The permission table as the office consults it."""

    def confirm(self, session: OfficeSession, actor: Actor) -> Actor:
        """The actor with the role they have now. Raises Forbidden for one who has left."""
        if actor.id is None:
            return actor
        # A plain statement: this runs before every use case and must not load an entity.
        row = session.connection().execute(_WHO, {"id": actor.id}).one_or_none()
        if row is None:
            raise Forbidden(
                N_("This account is no longer active."), remedy=N_("Ask the administrator to reactivate it.")
            )
        return Actor(actor.id, row.name, WITH_CODE if row.coded else row.role, bool(row.held))

    def require(
        self, session: OfficeSession, actor: Actor, permission: StrEnum, target: object | None, day: date
    ) -> str:
        """Raises Forbidden unless the role has the permission, for this target where it stands if one is given.

        A stand-in may do to the absent one's targets what the stand-in's own role allows with its own; the answer is
        then the absent one's name. Cover is looked up for the owners alone, so it is never passed on.

        A delegate may do on cases what an absent colleague's role allows and was left to them; what a colleague has
        only by delegation is not theirs to leave.
        """
        grant = GRANTS.get(actor.role, {}).get(Permission(permission))
        if actor.role == WITH_CODE and grant is None:
            raise Forbidden(
                N_("Before anything else, choose a password of your own."),
                remedy=N_("The one you signed in with is good for nothing else."),
            )
        if actor.held and permission in HELD_BACK:
            raise Forbidden(
                N_("An administrator opened your account, so that it decides nothing yet."),
                remedy=N_("Ask another supervisor, or an auditor, to vouch for you."),
            )
        if isinstance(target, Standing) and not reaches(permission, target.standing):
            raise Forbidden(
                N_("This is not allowed where it stands now."), remedy=N_("Reload to see the present state.")
            )
        if grant is None:
            absent = delegators(session, actor, permission, day)
            if not absent:
                raise Forbidden()
            return absent[0].name
        if grant is Grant.OWN and target is not None:
            if not isinstance(target, Owned):
                raise TypeError(f"{type(target).__name__} has no owners")
            if actor.id not in target.owner_ids:
                for_whom = _covered_by(session, actor, target.owner_ids, day)
                if for_whom is None:
                    raise Forbidden(
                        N_("This belongs to another officer."),
                        remedy=N_("Ask that officer, or a supervisor, to do it."),
                    )
                return for_whom
        return ""


@dataclass(frozen=True)
class Absent:
    """A colleague on leave in whose place somebody acts."""

    id: int
    name: str


_LEFT: Final = sa.table(
    "delegation",
    *(sa.column(name) for name in ("from_id", "to_id", "first_on", "last_on", "ended_on")),
    sa.column("permissions", json_value),
)
_KNOWN: Final = "delegations"


def delegated(day: date, of: sa.FromClause = _LEFT) -> sa.ColumnElement[bool]:
    """The condition that a delegation holds on a day: from its first day to its last, unless ended by then."""
    bound = sa.literal(day, sa.Date)
    return sa.and_(
        of.c.first_on <= bound, of.c.last_on >= bound, sa.or_(of.c.ended_on.is_(None), of.c.ended_on > bound)
    )


def delegators(session: OfficeSession, actor: Actor, permission: StrEnum, day: date) -> list[Absent]:
    """The absent colleagues who left a permission of their own role to the actor on a day."""
    if actor.id is None or permission not in RECEIVABLE.get(actor.role, frozenset()):
        return []
    known: dict[tuple[int, date], list[tuple[Absent, str, list[str]]]] = session.info.setdefault(_KNOWN, {})
    if (actor.id, day) not in known:
        account = sa.table("account", *(sa.column(name) for name in ("id", "name", "role", "active")))
        query = (
            sa.select(account.c.id, account.c.name, account.c.role, _LEFT.c.permissions)
            .join(_LEFT, _LEFT.c.from_id == account.c.id)
            .where(_LEFT.c.to_id == actor.id, account.c.active, delegated(day))
            .order_by(account.c.id)
        )
        # A plain statement, as in confirm().
        rows = session.connection().execute(query)
        known[actor.id, day] = [(Absent(row.id, row.name), row.role, row.permissions) for row in rows]
    return [absent for absent, role, left in known[actor.id, day] if permission in left and may(role, permission)]


def forget_delegations(session: OfficeSession) -> None:
    """What was read of them in this transaction no longer holds."""
    session.info.pop(_KNOWN, None)


# As the policy asks; what a cover is, and when it holds, is said in assignments/cover.py.
_COVER: Final = sa.table(
    "cover", *(sa.column(name) for name in ("absent_id", "stand_in_id", "first_on", "last_on", "cancelled_on"))
)


def covers(day: date, of: sa.FromClause = _COVER) -> sa.ColumnElement[bool]:
    """The condition that a cover holds on a day: from its first day to its last, unless cancelled by then."""
    bound = sa.literal(day, sa.Date)
    return sa.and_(
        of.c.first_on <= bound, of.c.last_on >= bound, sa.or_(of.c.cancelled_on.is_(None), of.c.cancelled_on > bound)
    )


def _covered_by(session: OfficeSession, actor: Actor, owner_ids: frozenset[int], day: date) -> str | None:
    """The name of one of these people for whom the actor stands in on a day; None if there is none."""
    account = sa.table("account", sa.column("id"), sa.column("name"))
    query = (
        sa.select(account.c.name)
        .join(_COVER, _COVER.c.absent_id == account.c.id)
        .where(_COVER.c.stand_in_id == actor.id, _COVER.c.absent_id.in_(owner_ids), covers(day))
        .order_by(account.c.id)
        .limit(1)
    )
    return session.execute(query).scalar()
