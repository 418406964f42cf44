"""The permission table: six roles, deny by default. Every use case consults it.

`ALL` grants a permission for every target, `OWN` only for targets the actor is responsible for.
"""

from dataclasses import dataclass
from datetime import date
from enum import Enum, StrEnum, auto
from typing import Final, Protocol, runtime_checkable

import sqlalchemy as sa

from officer_app.core.audit import OfficeSession, json_value
from officer_app.core.errors import Forbidden
from officer_app.core.words import Word
from officer_app.core.work import Actor
from officer_app.i18n import N_


class Role(Word):
    """Who works here."""

    LIAISON = "liaison", N_("Liaison officer")
    SPECIALIST = "specialist", N_("Specialist")
    SUPERVISOR = "supervisor", N_("Supervisor")
    STAFF = "staff", N_("Office staff")
    ADMINISTRATOR = "administrator", N_("Administrator")
    AUDITOR = "auditor", N_("Auditor")


class Permission(StrEnum):
    """What can be done."""

    ENTER = auto()  # see whether the office exists, sign in
    FOUND_OFFICE = auto()  # create the first administrator; only while there is no account
    OWN_ACCOUNT = auto()  # change one's own password, keep one's own views of lists
    VIEW_SHARE = auto()  # show everybody a view of a list
    ACCOUNTS = auto()
    SETTINGS = auto()  # dated settings, holidays
    CALENDAR_READ = auto()
    AUDIT_READ = auto()
    VERIFY = auto()
    DIRECTORY_READ = auto()
    DIRECTORY_EDIT = auto()
    DIRECTORY_IMPORT = auto()
    DIRECTORY_EXPORT = auto()
    DIRECTORY_PUBLISH = auto()
    DIRECTORY_MERGE = auto()  # make one of two enterprises, and undo that
    PAPER_READ = auto()  # open the papers in an enterprise's file
    ASSIGNMENT_READ = auto()
    ASSIGN = auto()
    VISIT_READ = auto()
    VISIT_LOG = auto()
    VISIT_RETURN = auto()  # have a visit completed by its officer
    VISIT_CLOSE_MONTH = auto()  # close a month, and reopen it
    VISIT_PLAN = auto()
    VISIT_IMPORT = auto()  # bring in past visits from a file, and take that back
    DEMAND_READ = auto()
    DEMAND_HANDLE = auto()
    DEMAND_WORK = auto()  # what is for the handler of a demand to do
    DEMAND_EXTEND = auto()  # grant or refuse a longer limit
    DEMAND_HURRY = auto()  # ask how a demand stands, until a day
    CASE_READ = auto()
    CASE_FILE = auto()
    CASE_PRE_REVIEW = auto()
    CASE_ACCEPT = auto()
    CASE_FIRST_REVIEW = auto()
    CASE_MEETING = auto()  # plan the panel's meetings and keep their record
    CASE_PANEL = auto()
    CASE_PUBLICITY = auto()
    CASE_COUNTERSIGN = auto()
    CASE_DECIDE = auto()
    CASE_DELEGATE = auto()  # have a colleague act on cases in an absent officer's place
    CASE_SETTLE = auto()
    CITY_FIGURE = auto()  # enter what the city published, to compare with
    CASE_IMPORT = auto()  # bring in past cases of every channel from a file, and take that back
    QUOTA_READ = auto()
    QUOTA_GRANT = auto()
    REPORT = auto()
    PAPER_ISSUE = auto()  # number a paper and keep it for good
    REVEAL = auto()  # see an ID number or phone whole, with a purpose


class Grant(Enum):
    """How far a permission reaches."""

    OWN = auto()
    ALL = auto()


@runtime_checkable
class Owned(Protocol):
    """A target with people responsible for it."""

    @property
    def owner_ids(self) -> frozenset[int]: ...


def _all(*permissions: Permission) -> dict[Permission, Grant]:
    return dict.fromkeys(permissions, Grant.ALL)


def _own(*permissions: Permission) -> dict[Permission, Grant]:
    return dict.fromkeys(permissions, Grant.OWN)


_P = Permission
_EVERYONE: Final = _all(_P.ENTER, _P.OWN_ACCOUNT, _P.CALENDAR_READ)
_OFFICERS: Final = _all(
    _P.DIRECTORY_READ,
    _P.DIRECTORY_EXPORT,
    _P.PAPER_READ,
    _P.ASSIGNMENT_READ,
    _P.VISIT_READ,
    _P.DEMAND_READ,
    _P.CASE_READ,
    _P.QUOTA_READ,
    _P.REPORT,
)

GRANTS: Final[dict[str, dict[Permission, Grant]]] = {
    "nobody": _all(_P.ENTER, _P.FOUND_OFFICE),
    Role.LIAISON: {
        **_EVERYONE,
        **_OFFICERS,
        **_all(_P.DIRECTORY_EDIT, _P.DEMAND_HANDLE, _P.CASE_FILE, _P.CASE_PRE_REVIEW),
        **_own(_P.DEMAND_WORK, _P.VISIT_LOG, _P.VISIT_PLAN, _P.REVEAL),
    },
    Role.SPECIALIST: {
        **_EVERYONE,
        **_OFFICERS,
        **_all(_P.DIRECTORY_EDIT, _P.DEMAND_HANDLE, _P.CASE_FILE, _P.CASE_ACCEPT),
        **_own(_P.DEMAND_WORK, _P.VISIT_LOG, _P.VISIT_PLAN, _P.REVEAL),
    },
    Role.SUPERVISOR: {
        **_EVERYONE,
        **_OFFICERS,
        **_all(
            _P.DIRECTORY_EDIT,
            _P.DIRECTORY_IMPORT,
            _P.DIRECTORY_PUBLISH,
            _P.DIRECTORY_MERGE,
            _P.ASSIGN,
            _P.VIEW_SHARE,
            _P.VISIT_LOG,
            _P.VISIT_RETURN,
            _P.VISIT_CLOSE_MONTH,
            _P.VISIT_IMPORT,
            _P.VISIT_PLAN,
            _P.DEMAND_HANDLE,
            _P.DEMAND_WORK,
            _P.DEMAND_EXTEND,
            _P.DEMAND_HURRY,
            _P.CASE_FILE,
            _P.CASE_PRE_REVIEW,
            _P.CASE_FIRST_REVIEW,
            _P.CASE_MEETING,
            _P.CASE_PANEL,
            _P.CASE_COUNTERSIGN,
            _P.CASE_DECIDE,
            _P.CASE_DELEGATE,
            _P.CASE_IMPORT,
            _P.CITY_FIGURE,
            _P.QUOTA_GRANT,
            _P.PAPER_ISSUE,
            _P.REVEAL,
            _P.VERIFY,
        ),
    },
    Role.STAFF: {
        **_EVERYONE,
        **_OFFICERS,
        **_all(
            _P.DIRECTORY_EDIT,
            _P.DIRECTORY_IMPORT,
            _P.DIRECTORY_MERGE,
            _P.VIEW_SHARE,
            _P.VISIT_IMPORT,
            _P.CASE_FILE,
            _P.CASE_MEETING,
            _P.CASE_PUBLICITY,
            _P.CASE_SETTLE,
            _P.CASE_IMPORT,
            _P.PAPER_ISSUE,
        ),
    },
    Role.ADMINISTRATOR: {
        **_EVERYONE,
        **_all(_P.ACCOUNTS, _P.SETTINGS, _P.VERIFY, _P.DIRECTORY_READ, _P.ASSIGNMENT_READ),
    },
    Role.AUDITOR: {**_EVERYONE, **_all(_P.AUDIT_READ, _P.VERIFY)},
}


# What can be left to a colleague, and to whom: officers prepare a case, only a supervisor decides on it in any place.
_PREPARING: Final = (_P.CASE_PRE_REVIEW, _P.CASE_ACCEPT, _P.CASE_FIRST_REVIEW)
DELEGABLE: Final = (*_PREPARING, _P.CASE_PANEL, _P.CASE_COUNTERSIGN, _P.CASE_DECIDE)
RECEIVABLE: Final[dict[str, frozenset[Permission]]] = {
    Role.LIAISON: frozenset(_PREPARING),
    Role.SPECIALIST: frozenset(_PREPARING),
    Role.SUPERVISOR: frozenset(DELEGABLE),
}


def delegable(absent_role: str, delegate_role: str) -> tuple[Permission, ...]:
    """What somebody in one role can leave to somebody in another: of their own role's, what the other may receive."""
    received = RECEIVABLE.get(delegate_role, frozenset())
    return tuple(one for one in DELEGABLE if one in received and may(absent_role, one))


def may(role: str, permission: StrEnum) -> bool:
    """Whether a role has a permission at all; pages use it to show only what can be used."""
    return any(granted == permission for granted in GRANTS.get(role, {}))


_WHO: Final = sa.text("SELECT name, role FROM account WHERE id = :id AND active")


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
        return Actor(actor.id, row.name, row.role)

    def require(
        self, session: OfficeSession, actor: Actor, permission: StrEnum, target: object | None, day: date
    ) -> str:
        """Raises Forbidden unless the role has the permission, for this target if one is given.

        A stand-in may do to the absent one's targets what the stand-in's own role allows with its own; the answer is
        then the absent one's name. Cover is looked up for the owners alone, so it is never passed on.

        A delegate may do on cases what an absent colleague's role allows and was left to them; what a colleague has
        only by delegation is not theirs to leave.
        """
        grant = GRANTS.get(actor.role, {}).get(Permission(permission))
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
