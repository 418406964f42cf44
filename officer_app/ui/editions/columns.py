"""The columns of editions and of what they list."""

from typing import Final

from officer_app.directory.editions.listings import ListingLine
from officer_app.directory.editions.service import EditionRow, EditionStatus
from officer_app.directory.industries import Industry
from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.table import Column
from officer_app.ui.theme.tokens import INDUSTRY_DOTS
from officer_app.ui.widgets import PillSpec
from officer_app.ui.wording import edition_words


def industry_cell(industry: Industry | None) -> Cell:
    """An industry with its dot, or that nobody has confirmed one."""
    if industry is None:
        return Cell(pill=PillSpec(_("To confirm"), "warn", "circle-question-mark"))
    return Cell(industry.label, dot=INDUSTRY_DOTS[industry.value])


def tier_words(tier: int | None) -> str:
    """Tier 1, 2 or 3 in words."""
    return {1: _("Tier 1"), 2: _("Tier 2"), 3: _("Tier 3")}.get(tier or 0, "–")


def _edition(row: EditionRow) -> Cell:
    draft = row.status is EditionStatus.DRAFT
    words = str(row.year) if row.revision == 1 else f"{row.year}-{row.revision}"
    pill = PillSpec(_("Draft"), "warn") if draft else PillSpec(_("Published"), "ok")
    return Cell(words, weight=500, pill=pill, tooltip=edition_words(row))


def _since(row: ListingLine) -> Cell:
    if row.removed_on is not None:
        return Cell(row.removed_on.isoformat(), "text2", pill=PillSpec(_("Taken off")), tooltip=row.removal_reason)
    return Cell(row.entered_on.isoformat(), "text2")


def _reason(row: ListingLine) -> Cell:
    words = row.removal_reason if row.removed_on is not None else row.reason
    return Cell(words or "–", "text2" if words else "text3", prose=True)


EDITION_COLUMNS: Final[tuple[Column[EditionRow], ...]] = (
    Column("edition", N_("Edition"), _edition, 130, stretch=True),
    Column("listed", N_("Listed"), lambda row: Cell(f"{row.listed:,}", "text2"), 66, "right"),
)
LISTING_COLUMNS: Final[tuple[Column[ListingLine], ...]] = (
    Column("name", N_("Enterprise name"), lambda row: Cell(row.name), 232, stretch=True, sort="name"),
    Column("industry", N_("Industry"), lambda row: industry_cell(row.industry), 164, sort="industry"),
    Column("tier", N_("Tier"), lambda row: Cell(tier_words(row.tier), "text2"), 56, sort="tier"),
    Column("town", N_("Sub-district"), lambda row: Cell(row.subdistrict or "–", "text2"), 100, sort="subdistrict"),
    Column("liaison", N_("Liaison officer"), lambda row: Cell(row.liaison or "–", "text2"), 72),
    Column("since", N_("Listed since"), _since, 100, sort="entered"),
    Column("reason", N_("Reason of entry"), _reason, 130),
)
