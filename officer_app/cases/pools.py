"""The pools a case can draw on; what is in them is the quota's own matter."""

from typing import Final

import sqlalchemy as sa

from officer_app.cases.drafts import GENERAL_POOL
from officer_app.core.errors import Invalid
from officer_app.core.work import Work
from officer_app.i18n import N_

# As the quota keeps its pools; this layer knows no more of them than their names.
_QUOTA: Final = sa.table("quota", sa.column("year", sa.Integer), sa.column("name", sa.String))


def pools_of(work: Work, year: int) -> tuple[str, ...]:
    """The names of a year's pools, the general one first."""
    names = work.session.scalars(sa.select(_QUOTA.c.name).where(_QUOTA.c.year == year).order_by(_QUOTA.c.name))
    return (GENERAL_POOL, *(name for name in names if name != GENERAL_POOL))


def require_pool(work: Work, name: str) -> None:
    """Raises Invalid unless this year has a pool of this name."""
    if name not in pools_of(work, work.today.year):
        raise Invalid(
            N_("There is no pool called {name} this year."),
            remedy=N_("Choose one of the year's pools."),
            field="pool",
            name=name,
        )
