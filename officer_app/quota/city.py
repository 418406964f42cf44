"""Figures that the city published for a year, entered with their source, to compare the office's own with."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Invalid
from officer_app.core.words import Word
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.quota.model import CityFigure

_YEARS: Final = range(2020, 2100)  # the special-talent quota exists since 2020-03
_SOURCE: Final = 200


class CityMeasure(Word):
    """What the city's figure is of; all are in per cent."""

    BASE = "base", N_("Share with a contribution base that reaches the line")
    INTRODUCED = "introduced", N_("Share from newly introduced enterprises")
    TARGET = "target", N_("Share of first reviews within the target")


@dataclass(frozen=True, slots=True)
class CityRow:
    """A figure of the city, in per cent, and where it was published."""

    id: int
    year: int
    measure: CityMeasure
    value: Decimal
    source: str
    version: int


@dataclass(frozen=True)
class CityDraft:
    """A figure as it is typed; `version` is that of the one it replaces."""

    year: int
    measure: CityMeasure
    value: Decimal
    source: str
    version: int | None = None


def city_figures_of(work: Work, year: int) -> tuple[CityRow, ...]:
    """The city's figures of a year, for use cases that have asked for permission."""
    rows = work.session.scalars(sa.select(CityFigure).where(CityFigure.year == year))
    known = {measure.value: measure for measure in CityMeasure}
    return tuple(
        sorted(
            (
                CityRow(row.id, row.year, known[row.measure], row.value, row.source, row.version)
                for row in rows
                if row.measure in known
            ),
            key=lambda row: list(CityMeasure).index(row.measure),
        )
    )


@changes(Permission.CITY_FIGURE)
def enter_city_figure(work: Work, draft: CityDraft) -> int:
    """Enter a figure of the city with its source, in place of an earlier one of that year. Returns its id.

    Raises Invalid, and Conflict if somebody else entered another meanwhile.
    """
    if draft.year not in _YEARS:
        raise Invalid(N_("The year {year} cannot be right."), field="year", year=draft.year)
    if not 0 <= draft.value <= 100:
        raise Invalid(N_("A share lies between 0 and 100 per cent."), field="value")
    source = draft.source.strip()
    if not source:
        raise Invalid(N_("Say where the city published it."), field="source")
    if len(source) > _SOURCE:
        raise Invalid(N_("The text has {length} characters; at most {most} fit."), field="source",
                      length=len(source), most=_SOURCE)  # fmt: skip
    row = work.session.scalar(
        sa.select(CityFigure).where(CityFigure.year == draft.year, CityFigure.measure == draft.measure.value)
    )
    if row is None:
        return work.add(CityFigure(year=draft.year, measure=draft.measure.value, value=draft.value, source=source)).id
    row = work.get(CityFigure, row.id, version=draft.version)
    row.value, row.source = draft.value, source
    work.session.flush()
    return row.id


@changes(Permission.CITY_FIGURE)
def remove_city_figure(work: Work, figure_id: int, *, version: int | None = None) -> None:
    """Take a figure out that should not have been entered; the trail keeps it. Raises NotFound, Conflict."""
    work.session.delete(work.get(CityFigure, figure_id, version=version))
    work.session.flush()
