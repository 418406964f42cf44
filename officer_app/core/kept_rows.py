"""Rows kept as JSON, so that they can be put back as they were."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator, TypeEngine

from officer_app.core.audit import as_json


def as_kept(values: Mapping[str, object]) -> dict[str, object]:
    """Column values as JSON holds them."""
    return {name: as_json(value) for name, value in values.items()}


def as_stored(table: sa.FromClause, kept: Mapping[str, object]) -> dict[str, object]:
    """The same values as the columns take them."""
    return {name: _of(table.c[name].type, value) for name, value in kept.items()}


def _of(kind: TypeEngine[object], value: object) -> object:
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    if not isinstance(value, str):
        return value
    if isinstance(plain, sa.DateTime):
        return datetime.fromisoformat(value)
    if isinstance(plain, sa.Date):
        return date.fromisoformat(value)
    if isinstance(plain, sa.Time):
        return time.fromisoformat(value)
    # An exact amount, kept as text in JSON and as a whole number in the database.
    return Decimal(value) if isinstance(plain, sa.Integer) else value
