"""Who serves an enterprise on a day, for lists below the layer that keeps assignments.

The layer above owns these tables; their names are enough to ask. A duty holds from `starts_on` up to the day before
`ends_on`; without an end it goes on.
"""

from datetime import date
from typing import Final

import sqlalchemy as sa

ASSIGNMENT: Final = sa.table(
    "assignment",
    sa.column("enterprise_id", sa.Integer),
    sa.column("account_id", sa.Integer),
    sa.column("role", sa.String),
    sa.column("starts_on", sa.Date),
    sa.column("ends_on", sa.Date),
)
ACCOUNT: Final = sa.table(
    "account", sa.column("id", sa.Integer), sa.column("name", sa.String), sa.column("phone", sa.String)
)


def serves(day: date, role: str | None = None, *, of: sa.FromClause = ASSIGNMENT) -> sa.ColumnElement[bool]:
    """The condition that a duty holds on a day, in any role or one."""
    holds = sa.and_(of.c.starts_on <= day, sa.or_(of.c.ends_on.is_(None), of.c.ends_on > day))
    return holds if role is None else sa.and_(of.c.role == role, holds)
