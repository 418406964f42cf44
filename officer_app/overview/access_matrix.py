"""Who may do what: the permission table as people read it, printed by the command line, the window and on paper.

It is read from the table that every use case consults (people/access/grants.py), so that what is printed is what holds.
"""

from dataclasses import dataclass
from enum import Enum
from typing import Final

from officer_app.cases.words import State
from officer_app.core.words import Word
from officer_app.core.work import USE_CASES
from officer_app.demands.model import DemandState
from officer_app.i18n import N_, _
from officer_app.people.access import GRANTS, OFFICES, REACHES, Area, Grant, Permission, Role

_MONTH: Final = {"month_open": N_("the month is not closed")}


class Mark(Enum):
    """A cell of the table as it is set: filled, half filled, a line."""

    ALL = "●"
    OWN = "◐"
    NONE = "–"


@dataclass(frozen=True, slots=True)
class RoleWords:
    """A column: who somebody is, what they are there for, and what they must never be able to do."""

    role: Role
    work: str
    never: str

    @property
    def name(self) -> str:
        """What the role is called."""
        return self.role.label


@dataclass(frozen=True, slots=True)
class PermissionRow:
    """A line: what can be done, how far by each role, and in which states of its target, in words; empty means always.

    `use_cases` counts the use cases declared with it; none where only other use cases ask for it.
    """

    permission: Permission
    words: str
    cells: tuple[tuple[Role, Mark], ...]
    while_: tuple[str, ...]
    use_cases: int

    @property
    def area(self) -> Area:
        """What it is about."""
        return self.permission.area

    def mark(self, role: Role) -> Mark:
        """How far a role may."""
        return dict(self.cells)[role]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The whole table, in the language in force."""

    roles: tuple[RoleWords, ...]
    rows: tuple[PermissionRow, ...]

    def of(self, area: Area) -> tuple[PermissionRow, ...]:
        """The rows about something, in their order."""
        return tuple(row for row in self.rows if row.area is area)


def matrix() -> Matrix:
    """The table as it holds now. What nobody who has signed in may do is left out: founding the office."""
    granted = {permission for role in Role for permission in GRANTS[role]}
    counts: dict[str, int] = {}
    for declared in USE_CASES.values():
        counts[declared.permission] = counts.get(declared.permission, 0) + 1
    return Matrix(
        tuple(RoleWords(role, _(office.work), _(office.never)) for role, office in OFFICES.items()),
        tuple(
            PermissionRow(
                permission,
                permission.label,
                tuple((role, _mark(role, permission)) for role in Role),
                standings(permission),
                counts.get(permission, 0),
            )
            for area in Area
            for permission in Permission.of(area)
            if permission in granted
        ),
    )


def _mark(role: Role, permission: Permission) -> Mark:
    grant = GRANTS[role].get(permission)
    if grant is None:
        return Mark.NONE
    return Mark.OWN if grant is Grant.OWN else Mark.ALL


def standings(permission: Permission) -> tuple[str, ...]:
    """The states a permission reaches, in words and in their order; empty for all."""
    reached = REACHES.get(permission)
    if reached is None:
        return ()
    states: tuple[Word, ...] = tuple(DemandState) if permission.area is Area.DEMAND else tuple(State)
    return (
        *(state.label for state in states if state.value in reached),
        *(_(words) for one, words in _MONTH.items() if one in reached),
    )
