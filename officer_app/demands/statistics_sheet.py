"""The figures of demands as a workbook or CSV: every share with its numerator and denominator."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.sheets.write_csv import write_csv
from officer_app.core.work import Work, asks
from officer_app.demands.model import Rating
from officer_app.demands.statistics import DemandFigures, Dimension, Share, Spread, demand_statistics
from officer_app.i18n import _
from officer_app.people.access import Permission


@asks(Permission.DEMAND_READ)
def export_statistics(work: Work, path: Path, first: date, last: date, by: Dimension) -> int:
    """Write the figures of a period to a workbook, or to CSV where the name ends so; returns the rows.

    The last row is the total. Raises Invalid, DiskTrouble.
    """
    found = demand_statistics(work, first, last, by)
    rows = [(row.name, row.figures) for row in found.rows] + [(_("Together"), found.total)]
    sheet = SheetToWrite(
        _("Demand figures"), [Column(by.label, 16), *(Column(head, 12) for head in heads())], _lines(rows)
    )
    return write_csv(path, sheet) if path.suffix.lower() == ".csv" else write_workbook(path, sheet)


def heads() -> list[str]:
    """What the figures are called, in the order of `cells`."""
    return [
        _("Collected"),
        _("Answered"),
        _("Answered in time"),
        _("Share in time (%)"),
        _("First answers"),
        _("First answer: days on average"),
        _("First answer: median"),
        _("First answer: nine of ten within"),
        _("Answer: days on average"),
        _("Answer: median"),
        _("Answer: nine of ten within"),
        _("Rated"),
        *(rating.label for rating in Rating),
        _("Share content or mostly (%)"),
        _("Taken up again"),
        _("of"),
        _("Share taken up again (%)"),
        _("Open at the end"),
    ]


def cells(figures: DemandFigures) -> list[Cell]:
    """The figures of one row; days are working days, rounded to a tenth."""
    content = figures.share(Rating.CONTENT, Rating.MOSTLY)
    return [
        figures.collected,
        figures.answered.of,
        figures.answered.count,
        _percent(figures.answered),
        figures.to_first_answer.of,
        *_days(figures.to_first_answer),
        *_days(figures.to_answer),
        figures.rated,
        *(count for _rating, count in figures.ratings),
        _percent(content),
        figures.taken_up_again.count,
        figures.taken_up_again.of,
        _percent(figures.taken_up_again),
        figures.open,
    ]


def _lines(rows: Sequence[tuple[str, DemandFigures]]) -> Iterator[Sequence[Cell]]:
    for name, figures in rows:
        yield [name, *cells(figures)]


def _percent(share: Share) -> Cell:
    return None if share.part is None else round(share.part * 100, 1)


def _days(spread: Spread) -> list[Cell]:
    return [None if spread.mean is None else round(spread.mean, 1), spread.median, spread.ninth_tenth]
