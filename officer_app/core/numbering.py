"""Numbers that run through a year without a gap or a double, such as ZF-2026-0001."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.database import Base
from officer_app.core.work import Work


class Series(Base):
    """The last number given out, by series and year."""

    __tablename__ = "series"

    name: Mapped[str] = mapped_column(sa.String(16), primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int]


def next_number(work: Work, series: str, year: int) -> int:
    """The next number of a series; part of the transaction, so a rolled-back one is given out again.

    One statement, because two writers must not read the same last number.
    """
    number: int = work.session.execute(
        sa.text(
            "INSERT INTO series (name, year, last) VALUES (:name, :year, 1) "
            "ON CONFLICT (name, year) DO UPDATE SET last = series.last + 1 RETURNING last"
        ),
        {"name": series, "year": year},
    ).scalar_one()
    return number


def number_to_come(work: Work, series: str, year: int) -> int:
    """What `next_number` would give now; it takes nothing, so somebody else may get it first."""
    last = work.session.scalar(sa.select(Series.last).where(Series.name == series, Series.year == year))
    return (last or 0) + 1


def next_numbers(work: Work, series: str, year: int, count: int) -> int:
    """The first of so many next numbers of a series; `next_number` for many at once."""
    last: int = work.session.execute(
        sa.text(
            "INSERT INTO series (name, year, last) VALUES (:name, :year, :count) "
            "ON CONFLICT (name, year) DO UPDATE SET last = series.last + :count RETURNING last"
        ),
        {"name": series, "year": year, "count": count},
    ).scalar_one()
    return last - count + 1


def visit_number(year: int, sequence: int) -> str:
    """ZF-2026-1147."""
    return f"ZF-{year}-{sequence:04d}"


def demand_number(year: int, sequence: int) -> str:
    """SQ-2026-0388."""
    return f"SQ-{year}-{sequence:04d}"


def case_number(prefix: str, year: int, sequence: int) -> str:
    """宝人特〔2026〕47 号."""
    return f"{prefix}〔{year}〕{sequence} 号"
