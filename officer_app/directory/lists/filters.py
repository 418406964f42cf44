"""What narrows the directory, and the conditions it makes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar  # Any: a column of either table

import sqlalchemy as sa

from officer_app.directory.industries import Industry
from officer_app.directory.model import CustomValue, Enterprise, Listing
from officer_app.directory.serving import ASSIGNMENT, serves

# Lists ask the tables themselves: two hundred rows through the mapper take longer than finding them.
ENTERPRISE = sa.inspect(Enterprise).local_table
LISTING = sa.inspect(Listing).local_table
VALUE = sa.inspect(CustomValue).local_table

Bound = TypeVar("Bound", int, date, Decimal)


@dataclass(frozen=True, slots=True)
class Between(Generic[Bound]):
    """From the least to the most, both included; None leaves a side open."""

    least: Bound | None = None
    most: Bound | None = None

    def holds(self, column: sa.ColumnElement[Any]) -> list[sa.ColumnElement[bool]]:
        """The conditions on a column."""
        ends = []
        if self.least is not None:
            ends.append(column >= self.least)
        if self.most is not None:
            ends.append(column <= self.most)
        return ends

    def __bool__(self) -> bool:
        return self.least is not None or self.most is not None


@dataclass(frozen=True, slots=True)
class FieldFilter:
    """A field of the office's own: contains a text, is one of the words, or lies in a range of numbers or days."""

    field_id: int
    text: str = ""
    words: tuple[str, ...] = ()
    numbers: Between[Decimal] = Between()
    days: Between[date] = Between()

    def __bool__(self) -> bool:
        return bool(self.text or self.words or self.numbers or self.days)


@dataclass(frozen=True, slots=True)
class DirectoryFilter:
    """Which enterprises; what is None or empty does not filter.

    Of several industries, sub-districts or tiers any will do; None among the first two stands for none at all.
    `officer_id` finds those an officer serves in any role, `without_liaison` those nobody serves as liaison,
    `unlisted` those that no edition lists. Tiers are those of the edition asked for. High-tech enterprises and key
    bodies are those whose recognition holds today.
    """

    text: str = ""
    industries: tuple[Industry | None, ...] = ()
    subdistrict_ids: tuple[int | None, ...] = ()
    officer_id: int | None = None
    without_liaison: bool = False
    edition_id: int | None = None
    tiers: tuple[int, ...] = ()
    unlisted: bool = False
    large_client: bool | None = None
    high_tech: bool = False
    key_body: bool = False
    founded: Between[date] = Between()
    headcount: Between[int] = Between()
    fields: tuple[FieldFilter, ...] = ()


def industry_of(wanted: DirectoryFilter) -> sa.ColumnElement[Any]:
    """The industry that is shown: that of the listing where an edition is asked for."""
    return (LISTING if wanted.edition_id is not None else ENTERPRISE).c.industry


def conditions_of(wanted: DirectoryFilter, today: date) -> list[sa.ColumnElement[bool]]:
    """All but the text, the edition and `without_liaison`, which the list joins and counts in ways of their own."""
    found: list[sa.ColumnElement[bool]] = []
    if wanted.industries:
        found.append(_any_of(industry_of(wanted), wanted.industries))
    if wanted.subdistrict_ids:
        found.append(_any_of(ENTERPRISE.c.subdistrict_id, wanted.subdistrict_ids))
    if wanted.tiers and wanted.edition_id is not None:
        found.append(LISTING.c.tier.in_(wanted.tiers))
    if wanted.unlisted:
        listed = sa.select(LISTING.c.enterprise_id).where(LISTING.c.removed_on.is_(None))
        found.append(ENTERPRISE.c.id.not_in(listed))
    if wanted.large_client is not None:
        found.append(ENTERPRISE.c.large_client.is_(wanted.large_client))
    for asked, since, until in (
        (wanted.high_tech, ENTERPRISE.c.high_tech_since, ENTERPRISE.c.high_tech_until),
        (wanted.key_body, ENTERPRISE.c.key_body_since, ENTERPRISE.c.key_body_until),
    ):
        if asked:
            found += [since <= today, sa.or_(until.is_(None), until >= today)]
    if wanted.officer_id is not None:
        served = sa.select(ASSIGNMENT.c.enterprise_id).where(
            ASSIGNMENT.c.account_id == wanted.officer_id, serves(today)
        )
        found.append(ENTERPRISE.c.id.in_(served))
    found += wanted.founded.holds(ENTERPRISE.c.founded_on)
    found += wanted.headcount.holds(ENTERPRISE.c.headcount)
    found += [_field(field) for field in wanted.fields if field]
    return found


def has_liaison(today: date) -> sa.ColumnElement[bool]:
    """Somebody serves the enterprise as liaison today."""
    served = sa.select(ASSIGNMENT.c.enterprise_id).where(serves(today, "liaison"))
    return ENTERPRISE.c.id.in_(served)


def _any_of(column: sa.ColumnElement[Any], values: Sequence[object]) -> sa.ColumnElement[bool]:
    known = [value for value in values if value is not None]
    if len(known) == len(values):
        # A single value keeps the order of an index; a list would not.
        return column == known[0] if len(known) == 1 else column.in_(known)
    return sa.or_(column.is_(None), column.in_(known)) if known else column.is_(None)


def _field(field: FieldFilter) -> sa.ColumnElement[bool]:
    said = sa.select(VALUE.c.enterprise_id).where(VALUE.c.field_id == field.field_id)
    if field.text:
        said = said.where(sa.func.lower(VALUE.c.text).contains(field.text.lower(), autoescape=True))
    if field.words:
        said = said.where(VALUE.c.text.in_(field.words))
    return ENTERPRISE.c.id.in_(said.where(*field.numbers.holds(VALUE.c.number), *field.days.holds(VALUE.c.day)))
