"""The columns of the directory's list."""

from typing import Final

from officer_app.directory.industries import Industry
from officer_app.i18n import N_, _
from officer_app.overview.register import RegisterRow
from officer_app.ui.cells import Cell
from officer_app.ui.enterprise_lines import short_due
from officer_app.ui.table import Column
from officer_app.ui.theme.tokens import INDUSTRY_DOTS
from officer_app.ui.widgets import PillSpec

# Where the full word would crowd the name out.
_SHORT: Final = {
    Industry.ROBOTICS: N_("Robotics"),
    Industry.NEXT_GEN_IT: N_("Next-gen IT"),
    Industry.OTHER_CONTRIBUTOR: N_("Other contributors"),
}


def _industry(row: RegisterRow) -> Cell:
    industry = row.enterprise.industry
    if industry is None:
        return Cell("–", "text3")
    words = _(_SHORT[industry]) if industry in _SHORT else industry.label
    return Cell(words, dot=INDUSTRY_DOTS[industry.value], tooltip=industry.label)


def _due(row: RegisterRow) -> Cell:
    if row.due_on is None or row.days_left is None:
        return Cell("–", "text3")
    return Cell(
        row.due_on.isoformat(),
        "danger" if row.overdue else "text",
        pill=short_due(row.days_left, overdue=row.overdue),
    )


def _liaison(row: RegisterRow) -> Cell:
    name = row.enterprise.liaison
    return Cell(name) if name else Cell(pill=PillSpec(_("Vacant"), "warn", "user-round-x"))


COLUMNS: Final[tuple[Column[RegisterRow], ...]] = (
    Column("name", N_("Enterprise name"), lambda r: Cell(r.enterprise.name), 190, stretch=True, sort="name"),
    Column("uscc", N_("Unified social credit code"), lambda r: Cell(r.enterprise.uscc, "text2"), 160, sort="uscc"),
    Column("industry", N_("Industry"), _industry, 120, sort="industry"),
    Column(
        "subdistrict",
        N_("Sub-district"),
        lambda r: Cell(r.enterprise.subdistrict or "–", "text2"),
        95,
        sort="subdistrict",
    ),
    Column("liaison", N_("Liaison officer"), _liaison, 68, sort="liaison"),
    Column("last", N_("Last visit"), lambda r: Cell(r.last_on.isoformat() if r.last_on else "–", "text2"), 88),
    Column("due", N_("Next due"), _due, 146, sort="due"),
    Column(
        "demands",
        N_("Demands"),
        lambda r: Cell(str(r.open_demands)) if r.open_demands else Cell("–", "text3"),
        52,
        "right",
    ),
    Column(
        "headcount",
        N_("Headcount"),
        lambda r: Cell(f"{r.enterprise.headcount:,}" if r.enterprise.headcount is not None else "–", "text2"),
        80,
        "right",
        sort="headcount",
        hidden=True,
    ),
    Column(
        "founded",
        N_("Date of founding"),
        lambda r: Cell(r.enterprise.founded_on.isoformat() if r.enterprise.founded_on else "–", "text2"),
        94,
        sort="founded",
        hidden=True,
    ),
)
