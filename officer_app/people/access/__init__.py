"""Access: roles and permissions (roles), the table that joins them (grants), how it is asked (asking).

Every use case consults it, and what it does not grant is denied. The rest of the program takes names from here.
"""

from officer_app.people.access.asking import (
    Absent,
    AccessTable,
    Owned,
    Standing,
    covers,
    delegated,
    delegators,
    forget_delegations,
)
from officer_app.people.access.grants import (
    APPROVING,
    DECIDING,
    DELEGABLE,
    GRANTS,
    HELD_BACK,
    OFFICES,
    REACHES,
    RECEIVABLE,
    WITH_CODE,
    Grant,
    delegable,
    may,
    reaches,
    violations,
)
from officer_app.people.access.roles import Area, Permission, Role

__all__ = [
    "APPROVING",
    "DECIDING",
    "DELEGABLE",
    "GRANTS",
    "HELD_BACK",
    "OFFICES",
    "REACHES",
    "RECEIVABLE",
    "WITH_CODE",
    "Absent",
    "AccessTable",
    "Area",
    "Grant",
    "Owned",
    "Permission",
    "Role",
    "Standing",
    "covers",
    "delegable",
    "delegated",
    "delegators",
    "forget_delegations",
    "may",
    "reaches",
    "violations",
]
