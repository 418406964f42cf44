"""The figures of special talent as a workbook or CSV: every share with its numerator and denominator."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.sheets.write_csv import write_csv
from officer_app.core.work import Work, asks
from officer_app.i18n import _
from officer_app.people.access import Permission
from officer_app.quota.figure_shapes import Share, TalentFigures
from officer_app.quota.figures import figures_of
from officer_app.quota.figures_told import (
    base_words,
    city_sentences,
    count_sentences,
    differences,
    industries_words,
    introduced_words,
    posts_words,
    talent_sentences,
)
from officer_app.visits.periods import Period


@asks(Permission.REPORT)
def export_talent_figures(work: Work, path: Path, first: date, last: date) -> int:
    """Write the figures of a period to a workbook, or to CSV where the name ends so; returns the rows.

    What is not on record stays empty, with the reason in its own row. Raises DiskTrouble.
    """
    found = figures_of(work, Period(first, last))
    columns = [
        Column(_("Figure"), 44),
        Column(_("This period"), 14, "number"),
        Column(_("Same days a year before"), 14, "number"),
        Column(_("of"), 12, "number"),
        Column(_("Per cent"), 12, "number"),
        Column(_("Remark"), 60),
    ]
    sheet = SheetToWrite(_("Special talent"), columns, iter([*_counts(found), *_shares(found), *_lists(found)]))
    return write_csv(path, sheet) if path.suffix.lower() == ".csv" else write_workbook(path, sheet)


def _counts(figures: TalentFigures) -> Iterator[Sequence[Cell]]:
    for one in figures.counts:
        change = float(one.change) if one.change is not None else None
        yield [one.what.label, one.now, one.before, None, change, _("Per cent: change on the year before")]


def _share(name: str, share: Share, remark: str = "") -> Sequence[Cell]:
    percent = float(share.percent) if share.percent is not None else None
    return [name, share.part if share.whole else None, None, share.whole or None, percent, remark]


def _shares(figures: TalentFigures) -> Iterator[Sequence[Cell]]:
    admitted, review = figures.admitted, figures.review
    yield _share(base_words(admitted), admitted.base)
    yield _share(introduced_words(admitted), admitted.introduced)
    yield _share(_("First reviews within the target, all channels"), review.within(review.target))
    yield _share(_("First reviews within the limit, all channels"), review.within(review.limit))
    market = float(admitted.market) if admitted.market is not None else None
    yield [_("Market recognition"), market, None, admitted.scored or None, None, _("mean of the points, of 100")]
    for one in differences(figures):
        words = _("City: {what}").format(what=one.row.measure.label)
        yield [words, None, None, None, float(one.row.value), one.row.source]


def _lists(figures: TalentFigures) -> Iterator[Sequence[Cell]]:
    admitted = figures.admitted
    for title, rows in (
        (_("Industry"), industries_words(admitted)),
        (_("Post"), posts_words(admitted)),
        (_("Working days of first review"), [(str(days), count) for days, count in figures.review.counts]),
    ):
        for name, count in rows:
            yield [f"{title}：{name}", count, None, None, None, None]
    for sentence in (*count_sentences(figures), *talent_sentences(figures), *city_sentences(figures)):
        if sentence.refused:
            yield [_("Not told"), None, None, None, None, sentence.text]
