"""The office's day of a moment, as the database works it out: for statements that group moments by day."""

import datetime as dt
from typing import Any

import sqlalchemy as sa


def office_day_of(moment: Any, *, sqlite: bool) -> sa.ColumnElement[dt.date]:  # a column of moments, mapped or not
    """The date in Shanghai; moments are kept in UTC, and the office is eight hours ahead all year."""
    if sqlite:
        return sa.func.date(moment, "+8 hours", type_=sa.Date())
    return sa.cast(sa.func.timezone("Asia/Shanghai", moment), sa.Date())
