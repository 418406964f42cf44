"""The permission table: who may do what, to whose, and while it stands where. What is not in it is denied.

`ALL` grants a permission for every target, `OWN` only for those the actor is responsible for. `REACHES` says in which
states of its target a permission can be used at all, whoever has it. `NEVER` says what an office forbids its holder,
whatever is granted later; `violations` names who was granted it all the same.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto
from typing import Final

from officer_app.i18n import N_
from officer_app.people.access.roles import Permission, Role


class Grant(Enum):
    """How far a permission reaches."""

    OWN = auto()
    ALL = auto()


def _all(*permissions: Permission) -> dict[Permission, Grant]:
    return dict.fromkeys(permissions, Grant.ALL)


def _own(*permissions: Permission) -> dict[Permission, Grant]:
    return dict.fromkeys(permissions, Grant.OWN)


_P = Permission
_EVERYONE: Final = _all(_P.ENTER, _P.OWN_PASSWORD, _P.OWN_ACCOUNT, _P.CALENDAR_READ)
_OFFICERS: Final = _all(
    _P.BACKUP_NOTE,
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

# Whoever signed in with a one-time code, or with a password that has run out, until they have chosen another.
WITH_CODE: Final = "with_code"

GRANTS: Final[dict[str, dict[Permission, Grant]]] = {
    "nobody": _all(_P.ENTER, _P.FOUND_OFFICE),
    WITH_CODE: _all(_P.ENTER, _P.OWN_PASSWORD),
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
            _P.RETENTION,
            _P.PURGE,
            _P.FULL_EXPORT,
            _P.READINGS,
            _P.REVEAL,
            _P.VERIFY,
            _P.VOUCH,
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
            _P.RETENTION,
        ),
    },
    Role.ADMINISTRATOR: {
        **_EVERYONE,
        **_all(_P.ACCOUNTS, _P.SETTINGS, _P.BACKUP, _P.BACKUP_NOTE, _P.AUDIT_ANSWER, _P.VERIFY),
        **_all(_P.DIRECTORY_READ, _P.ASSIGNMENT_READ),
    },
    Role.AUDITOR: {**_EVERYONE, **_all(_P.AUDIT_READ, _P.AUDIT_ANSWER, _P.READINGS, _P.VERIFY, _P.VOUCH)},
}


def may(role: str, permission: StrEnum) -> bool:
    """Whether a role has a permission at all; pages use it to show only what can be used."""
    return any(granted == permission for granted in GRANTS.get(role, {}))


_MONTH_OPEN: Final = frozenset({"month_open"})
_NOT_ANSWERED: Final = frozenset({"collected", "assigned", "accepted", "in_progress", "suspended", "escalated"})
# The states of a target in which a permission can be used; a permission that is not named can be used in every one.
# Cases: where the chain of cases/words.py asks for it. Demands: while they are open. Visits: while their month is; that
# is asked by visits/closing.py. Tests compare them with those; `require` asks it of every target with a `standing`.
REACHES: Final[dict[Permission, frozenset[str]]] = {
    _P.CASE_PRE_REVIEW: frozenset({"pre_review"}),
    _P.CASE_ACCEPT: frozenset({"acceptance"}),
    _P.CASE_FIRST_REVIEW: frozenset({"first_review"}),
    _P.CASE_PANEL: frozenset({"panel"}),
    _P.CASE_PUBLICITY: frozenset({"publicity_due", "publicity"}),
    _P.CASE_COUNTERSIGN: frozenset({"publicity"}),
    _P.CASE_DECIDE: frozenset({"publicity_due", "publicity"}),
    _P.CASE_SETTLE: frozenset({"settlement"}),
    _P.DEMAND_EXTEND: _NOT_ANSWERED,
    _P.DEMAND_HURRY: _NOT_ANSWERED,
    _P.VISIT_LOG: _MONTH_OPEN,
    _P.VISIT_RETURN: _MONTH_OPEN,
    _P.VISIT_IMPORT: _MONTH_OPEN,
}


def reaches(permission: StrEnum, standing: str) -> bool:
    """Whether a permission can be used on a target that stands there."""
    return all(one != permission or standing in states for one, states in REACHES.items())


# To act on a case so that it goes on or ends, or to say which unit it gets.
DECIDING: Final = frozenset(
    {
        _P.CASE_PRE_REVIEW,
        _P.CASE_ACCEPT,
        _P.CASE_FIRST_REVIEW,
        _P.CASE_PANEL,
        _P.CASE_COUNTERSIGN,
        _P.CASE_DECIDE,
        _P.QUOTA_GRANT,
    }
)
APPROVING: Final = frozenset({_P.CASE_FIRST_REVIEW, _P.CASE_PANEL, _P.CASE_COUNTERSIGN, _P.CASE_DECIDE, _P.QUOTA_GRANT})
# What somebody may not do while their account is held: to decide, to see whole what is masked, to open the way for
# others.
HELD_BACK: Final = APPROVING | {
    _P.CASE_DELEGATE,
    _P.PURGE,
    _P.FULL_EXPORT,
    _P.REVEAL,
    _P.READINGS,
    _P.AUDIT_READ,
    _P.AUDIT_ANSWER,
    _P.VOUCH,
}
# What lets somebody see an applicant, or a paper that names one.
_APPLICANTS: Final = frozenset(
    {one for one in _P if one.value.startswith("case_")}
    | {_P.REPORT, _P.PAPER_READ, _P.PAPER_ISSUE, _P.REVEAL}
    | {_P.FULL_EXPORT}
)
# What an auditor has; everything else changes something or is not for them to see.
_WATCHING: Final = frozenset(
    {
        _P.ENTER,
        _P.OWN_PASSWORD,
        _P.OWN_ACCOUNT,
        _P.CALENDAR_READ,
        _P.AUDIT_READ,
        _P.AUDIT_ANSWER,
        _P.READINGS,
        _P.VERIFY,
        _P.VOUCH,
    }
)


@dataclass(frozen=True)
class Office:
    """What somebody in a role is there for, what they must never be able to do, and by which permissions they could.

    Source: how the office divides its work, and that who administers, who approves and who audits are three people
    (GB/T 22239-2019). `own_only` are permissions they may have for their own targets alone.
    """

    work: str
    never: str
    forbidden: frozenset[Permission]
    own_only: frozenset[Permission] = frozenset()


OFFICES: Final[dict[Role, Office]] = {
    Role.LIAISON: Office(
        N_("owns a portfolio of key enterprises, visits them, takes their demands home and follows them up"),
        N_("approve a quota case, or see another officer's applicants' ID numbers without a reason"),
        APPROVING | {_P.ACCOUNTS, _P.SETTINGS, _P.AUDIT_READ},
        frozenset({_P.REVEAL}),
    ),
    Role.SPECIALIST: Office(
        N_("knows one business, handles the demands that liaison officers pass on, backs a liaison officer up"),
        N_("approve a quota case, or see another officer's applicants' ID numbers without a reason"),
        APPROVING | {_P.ACCOUNTS, _P.SETTINGS, _P.AUDIT_READ},
        frozenset({_P.REVEAL}),
    ),
    Role.SUPERVISOR: Office(
        N_("assigns officers, watches what is overdue, decides special-talent cases, answers for the quota"),
        N_("approve what they filed or reviewed themselves, keep accounts or settings, read the audit trail"),
        frozenset({_P.ACCOUNTS, _P.SETTINGS, _P.AUDIT_READ}),
    ),
    Role.STAFF: Office(
        N_("files cases, prints and issues papers, puts notices up, imports and exports workbooks"),
        N_("decide anything"),
        DECIDING | {_P.DEMAND_EXTEND, _P.ASSIGN, _P.ACCOUNTS, _P.SETTINGS, _P.AUDIT_READ},
    ),
    Role.ADMINISTRATOR: Office(
        N_("keeps accounts, settings, holidays and backups"),
        N_("decide cases, see an applicant, read or prune the audit trail"),
        DECIDING | _APPLICANTS | {_P.QUOTA_READ, _P.AUDIT_READ},
    ),
    Role.AUDITOR: Office(
        N_("reads the audit trail and verifies it"),
        N_("change anything"),
        frozenset(_P) - _WATCHING,
    ),
}


def violations() -> list[tuple[Role, Permission]]:
    """Who was granted what their office forbids them; none, as long as the table holds."""
    return [
        (role, permission)
        for role, office in OFFICES.items()
        for permission, grant in GRANTS[role].items()
        if permission in office.forbidden or (permission in office.own_only and grant is not Grant.OWN)
    ]


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
