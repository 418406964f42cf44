"""The columns of the directory's list."""

from collections.abc import Sequence
from typing import Final

from officer_app.directory.custom_fields import FieldDef, FieldKind, value_text
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import FieldSort, Sort, SortBy
from officer_app.directory.lists.exporting import capital_text
from officer_app.i18n import N_, _
from officer_app.overview.register import ContactSort, RegisterRow
from officer_app.ui.cells import Cell
from officer_app.ui.enterprise.lines import short_due
from officer_app.ui.page import Desk
from officer_app.ui.table import Column
from officer_app.ui.theme.tokens import INDUSTRY_DOTS
from officer_app.ui.widgets import PillSpec

# Where the full word would crowd the name out.
_SHORT: Final = {
    Industry.ROBOTICS: N_("Robotics"),
    Industry.NEXT_GEN_IT: N_("Next-gen IT"),
    Industry.OTHER_CONTRIBUTOR: N_("Other contributors"),
}
_NEEDS: Final = {"last": "visit_read", "due": "visit_read", "demands": "demand_read"}


def columns_for(desk: Desk, fields: Sequence[FieldDef]) -> list[Column[RegisterRow]]:
    """Those the person may read, and one for each of the office's own fields."""
    readable = [column for column in COLUMNS if column.key not in _NEEDS or desk.may(_NEEDS[column.key])]
    return [*readable, *(_own(field) for field in fields)]


def sort_of(key: str, fields: Sequence[FieldDef]) -> Sort | ContactSort | None:
    """What a column sorts by; None for one that no longer exists."""
    if key in set(SortBy):
        return SortBy(key)
    if key in set(ContactSort):
        return ContactSort(key)
    return next((FieldSort(field.id, field.kind) for field in fields if field.key == key), None)


def key_of(sort: Sort | ContactSort, fields: Sequence[FieldDef]) -> str:
    """The column that sorts so; empty for the order of entry."""
    if isinstance(sort, FieldSort):
        return next((field.key for field in fields if field.id == sort.field_id), "")
    return "" if sort is SortBy.ENTRY else sort.value


def _own(field: FieldDef) -> Column[RegisterRow]:
    def cell(row: RegisterRow) -> Cell:
        text = value_text(row.values.get(field.id))
        return Cell(text, "text2", prose=True) if text else Cell("–", "text3")

    align = "right" if field.kind is FieldKind.NUMBER else "left"
    return Column(field.key, field.name, cell, 110, align, sort=field.key, hidden=True, own=True)  # type: ignore[arg-type]  # one of the two


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


def _quiet(text: object) -> Cell:
    return Cell(str(text), "text2") if text not in (None, "") else Cell("–", "text3")


COLUMNS: Final[tuple[Column[RegisterRow], ...]] = (
    Column("name", N_("Enterprise name"), lambda r: Cell(r.enterprise.name), 190, stretch=True, sort="name"),
    Column("uscc", N_("Unified social credit code"), lambda r: Cell(r.enterprise.uscc, "text2"), 160, sort="uscc"),
    Column("industry", N_("Industry"), _industry, 120, sort="industry"),
    Column("subdistrict", N_("Sub-district"), lambda r: _quiet(r.enterprise.subdistrict), 95, sort="subdistrict"),
    Column("liaison", N_("Liaison officer"), _liaison, 68, sort="liaison"),
    Column("last", N_("Last visit"), lambda r: _quiet(r.last_on), 88, sort="last"),
    Column("due", N_("Next due"), _due, 146, sort="due"),
    Column(
        "demands",
        N_("Demands"),
        lambda r: Cell(str(r.open_demands)) if r.open_demands else Cell("–", "text3"),
        52,
        "right",
        sort="demands",
    ),
    Column("tier", N_("Tier"), lambda r: _quiet(r.enterprise.tier), 56, "right", sort="tier", hidden=True),
    Column(
        "headcount",
        N_("Headcount"),
        lambda r: _quiet(f"{r.enterprise.headcount:,}" if r.enterprise.headcount is not None else None),
        80,
        "right",
        sort="headcount",
        hidden=True,
    ),
    Column(
        "founded", N_("Date of founding"), lambda r: _quiet(r.enterprise.founded_on), 94, sort="founded", hidden=True
    ),
    Column(
        "capital",
        N_("Registered capital"),
        lambda r: _quiet(capital_text(r.enterprise.capital_amount, r.enterprise.capital_currency)),
        130,
        "right",
        sort="capital",
        hidden=True,
    ),
    Column(
        "large",
        N_("Large client"),
        lambda r: Cell(_("yes")) if r.enterprise.large_client else Cell("–", "text3"),
        70,
        sort="large",
        hidden=True,
    ),
    Column(
        "high_tech",
        N_("High-tech until"),
        lambda r: _quiet(r.enterprise.high_tech_until or (r.enterprise.high_tech_since and _("no end"))),
        100,
        sort="high_tech",
        hidden=True,
    ),
    Column(
        "key_body",
        N_("Key body until"),
        lambda r: _quiet(r.enterprise.key_body_until or (r.enterprise.key_body_since and _("no end"))),
        100,
        sort="key_body",
        hidden=True,
    ),
)
