"""Lists of enterprises, walked by the page (core/walking.py)."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any  # rows of columns of several types

import sqlalchemy as sa

from officer_app.core.walking import Order
from officer_app.core.walking import Walk as PlainWalk
from officer_app.directory.lists.filters import (
    ENTERPRISE,
    LISTING,
    DirectoryFilter,
    conditions_of,
    has_liaison,
    industry_of,
)
from officer_app.directory.lists.ordering import SUBDISTRICT
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves


class Walk(PlainWalk):
    """The statements of one list of enterprises. `rows_for` says what is read of each row.

    `found` are the hits of a search that leads; `counted` those that only the count goes by, where another index leads.
    """

    def __init__(
        self,
        wanted: DirectoryFilter,
        order: Order,
        today: date,
        *,
        descending: bool,
        conditions: Sequence[sa.ColumnElement[bool]] = (),
        found: sa.Subquery | None = None,
        counted: sa.Subquery | None = None,
    ) -> None:
        self._wanted, self._today = wanted, today
        self._conditions = [*conditions_of(wanted, today), *conditions]
        self._found, self._counted = found, counted
        # Hits come in the order of entry by themselves.
        first = found.c[0] if found is not None and order.column is ENTERPRISE.c.id and not descending else None
        super().__init__(ENTERPRISE.c.id, order, descending=descending, key=first)

    def _chosen(self) -> sa.Select[Any]:
        free = [~has_liaison(self._today)] if self._wanted.without_liaison else []
        return self._join(sa.select(ENTERPRISE.c.id).where(*self._conditions, *free))

    def _read(self, page: sa.Subquery) -> sa.Select[Any]:
        return rows_for(self._wanted, page, self._today)

    def _whole(self) -> sa.Select[Any]:
        """What is counted: by the hits, where another index leads."""
        chosen = self._chosen()
        if self._counted is None:
            return chosen
        return chosen.join(self._counted, self._counted.c[0] == ENTERPRISE.c.id)

    def _join(self, chosen: sa.Select[Any]) -> sa.Select[Any]:
        if self._found is not None:
            chosen = chosen.join(self._found, self._found.c[0] == ENTERPRISE.c.id)
        if self._wanted.edition_id is not None:
            chosen = chosen.join(LISTING, _listed(self._wanted))
        return chosen

    @cached_property
    def _count(self) -> sa.Select[Any]:
        if not self._wanted.without_liaison or self._found is not None or self._counted is not None:
            return sa.select(sa.func.count()).select_from(self._whole().subquery())
        # Few are served, and counting them is quick; looking for a duty of every enterprise is not.
        every = self._join(sa.select(sa.func.count(ENTERPRISE.c.id)).where(*self._conditions))
        served = every.where(has_liaison(self._today))
        return sa.select(every.scalar_subquery() - served.scalar_subquery())


def _listed(wanted: DirectoryFilter) -> sa.ColumnElement[bool]:
    return sa.and_(
        LISTING.c.enterprise_id == ENTERPRISE.c.id,
        LISTING.c.edition_id == wanted.edition_id,
        LISTING.c.removed_on.is_(None),
    )


def rows_for(wanted: DirectoryFilter, page: sa.Subquery, today: date) -> sa.Select[Any]:
    """The columns of EnterpriseRow, in its order, for the ids of a page."""
    listed = wanted.edition_id is not None
    serving = sa.and_(ASSIGNMENT.c.enterprise_id == ENTERPRISE.c.id, serves(today, "liaison"))
    statement = (
        sa.select(
            ENTERPRISE.c.id,
            ENTERPRISE.c.name,
            ENTERPRISE.c.uscc,
            industry_of(wanted),
            sa.func.coalesce(SUBDISTRICT.c.name, ""),
            ACCOUNT.c.id,
            sa.func.coalesce(ACCOUNT.c.name, ""),
            ENTERPRISE.c.headcount,
            ENTERPRISE.c.large_client,
            LISTING.c.tier if listed else sa.null(),
            ENTERPRISE.c.founded_on,
            ENTERPRISE.c.capital_amount,
            ENTERPRISE.c.capital_currency,
            ENTERPRISE.c.high_tech_since,
            ENTERPRISE.c.high_tech_until,
            ENTERPRISE.c.key_body_since,
            ENTERPRISE.c.key_body_until,
        )
        .select_from(page)
        .join(ENTERPRISE, ENTERPRISE.c.id == page.c.id)
        .outerjoin(SUBDISTRICT, SUBDISTRICT.c.id == ENTERPRISE.c.subdistrict_id)
        .outerjoin(ASSIGNMENT, serving)
        .outerjoin(ACCOUNT, ACCOUNT.c.id == ASSIGNMENT.c.account_id)
    )
    return statement.join(LISTING, _listed(wanted)) if listed else statement
