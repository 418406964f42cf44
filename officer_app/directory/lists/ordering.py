"""What a list of enterprises can be sorted by; core/walking.py walks in that order."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final  # Any: columns of several types

import sqlalchemy as sa

from officer_app.core.walking import Order, as_is
from officer_app.core.words import Word
from officer_app.directory.lists.filters import ENTERPRISE, LISTING, VALUE, DirectoryFilter, has_liaison, industry_of
from officer_app.directory.model import FieldKind, Subdistrict
from officer_app.directory.serving import ACCOUNT, ASSIGNMENT, serves
from officer_app.i18n import N_

SUBDISTRICT = sa.inspect(Subdistrict).local_table


class SortBy(Word):
    """What a list of enterprises is sorted by."""

    ENTRY = "entry", N_("Order of entry")
    NAME = "name", N_("Enterprise name")
    USCC = "uscc", N_("Unified social credit code")
    INDUSTRY = "industry", N_("Industry")
    TIER = "tier", N_("Tier")
    SUBDISTRICT = "subdistrict", N_("Sub-district or town")
    LIAISON = "liaison", N_("Liaison officer")
    HEADCOUNT = "headcount", N_("Headcount")
    FOUNDED = "founded", N_("Date of founding")
    CAPITAL = "capital", N_("Registered capital")
    LARGE = "large", N_("Large client")
    HIGH_TECH = "high_tech", N_("High-tech until")
    KEY_BODY = "key_body", N_("Key body until")


INDEXED: Final = frozenset({SortBy.NAME, SortBy.USCC, SortBy.HEADCOUNT, SortBy.FOUNDED})


@dataclass(frozen=True, slots=True)
class FieldSort:
    """By a field of the office's own."""

    field_id: int
    kind: FieldKind


Sort = SortBy | FieldSort


def order_of(sort: Sort, wanted: DirectoryFilter, today: date) -> Order:
    """The order for what is asked."""
    if isinstance(sort, FieldSort):
        return _by_field(sort)
    if sort is SortBy.SUBDISTRICT:
        town = SUBDISTRICT.c.id == ENTERPRISE.c.subdistrict_id
        return Order(SUBDISTRICT.c.code, lambda q: q.join(SUBDISTRICT, town), ENTERPRISE.c.subdistrict_id.is_(None))
    if sort is SortBy.LIAISON:
        duty = sa.and_(ASSIGNMENT.c.enterprise_id == ENTERPRISE.c.id, serves(today, "liaison"))
        person = ACCOUNT.c.id == ASSIGNMENT.c.account_id
        return Order(ACCOUNT.c.name, lambda q: q.join(ASSIGNMENT, duty).join(ACCOUNT, person), ~has_liaison(today))
    if sort is SortBy.LARGE:
        # Those that are come first.
        return Order(sa.literal_column("1", sa.Integer), lambda q: q.where(_large()), sa.not_(_large()))
    if sort is SortBy.TIER and wanted.edition_id is None:
        sort = SortBy.ENTRY
    columns: dict[SortBy, sa.ColumnElement[Any]] = {
        SortBy.ENTRY: ENTERPRISE.c.id,
        SortBy.NAME: ENTERPRISE.c.name_key,
        SortBy.USCC: ENTERPRISE.c.uscc,
        SortBy.INDUSTRY: industry_of(wanted),
        SortBy.TIER: LISTING.c.tier,
        SortBy.HEADCOUNT: ENTERPRISE.c.headcount,
        SortBy.FOUNDED: ENTERPRISE.c.founded_on,
        SortBy.CAPITAL: ENTERPRISE.c.capital_amount,
        SortBy.HIGH_TECH: ENTERPRISE.c.high_tech_until,
        SortBy.KEY_BODY: ENTERPRISE.c.key_body_until,
    }
    column = columns[sort]
    if sort in {SortBy.ENTRY, SortBy.NAME, SortBy.USCC, SortBy.TIER}:
        return Order(column, as_is, None)
    return Order(column, lambda q: q.where(column.is_not(None)), column.is_(None))


def by_rank(ranked: sa.Subquery) -> Order:
    """By what a layer above knows: `ranked` has the columns id and key, at most one row per enterprise, no NULL."""
    absent = ENTERPRISE.c.id.not_in(sa.select(ranked.c.id))
    return Order(ranked.c.key, lambda q: q.join(ranked, ranked.c.id == ENTERPRISE.c.id), absent)


def _large() -> sa.ColumnElement[bool]:
    return ENTERPRISE.c.large_client.is_(True)


def _by_field(sort: FieldSort) -> Order:
    columns = {FieldKind.NUMBER: VALUE.c.number, FieldKind.DATE: VALUE.c.day}
    column = columns.get(sort.kind, VALUE.c.text)
    said = sa.and_(VALUE.c.field_id == sort.field_id, column.is_not(None))
    absent = ENTERPRISE.c.id.not_in(sa.select(VALUE.c.enterprise_id).where(said))
    return Order(column, lambda q: q.join(VALUE, sa.and_(VALUE.c.enterprise_id == ENTERPRISE.c.id, said)), absent)
