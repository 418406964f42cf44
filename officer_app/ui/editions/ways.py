"""What can be begun from the editions there are, and an edition as a paper."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from officer_app.core.progress import Progress
from officer_app.directory.editions.prints import BookletOrder, booklet_print
from officer_app.directory.editions.report import directory_booklet
from officer_app.directory.editions.service import EditionRow, EditionStatus
from officer_app.i18n import _
from officer_app.ui.jobs import Jobs
from officer_app.ui.targets import PaperWanted
from officer_app.ui.wording import edition_words


class Beginning(NamedTuple):
    """A draft that can be begun, in words; `like` is the edition it starts with, if any."""

    words: str
    year: int
    like: int | None


def ways_to_begin(editions: Sequence[EditionRow], chosen: EditionRow | None, today: date) -> list[Beginning]:
    """A revision of the edition chosen, then this year's and the next one's, like the latest or empty."""
    ways: list[Beginning] = []
    if chosen is not None and not any(
        row.year == chosen.year and row.status is EditionStatus.DRAFT for row in editions
    ):
        ways.append(Beginning(_("Revision of the {year} edition").format(year=chosen.year), chosen.year, None))
    latest = editions[0] if editions else None
    for year in sorted({today.year, latest.year + 1 if latest is not None else today.year}):
        if any(row.year == year for row in editions):
            continue
        if latest is not None:
            words = _("{year} edition, starting like {edition}").format(year=year, edition=edition_words(latest))
            ways.append(Beginning(words, year, latest.id))
        ways.append(Beginning(_("{year} edition, empty").format(year=year), year, None))
    return ways


def booklet_of(jobs: Jobs, edition: EditionRow, order: BookletOrder) -> PaperWanted:
    """The edition as a booklet, made when the page for papers asks."""
    office, actor = jobs.office, jobs.actor

    def make(progress: Progress) -> bytes:
        progress(0, 2)
        booklet = office.read(booklet_print, actor, edition.id, order)
        progress(1, 2)
        return directory_booklet(booklet)

    title = _("Booklet of {edition}").format(edition=edition_words(edition))
    return PaperWanted(title, f"directory-{edition.year}-{edition.revision}.pdf", make)
