"""The directory as a workbook that can be imported again."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Final, Literal

import sqlalchemy as sa

from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.work import Work, asks
from officer_app.directory.columns import Field
from officer_app.directory.model import Contact, Enterprise, Subdistrict
from officer_app.i18n import _
from officer_app.people.access import Permission

_EXPORTED: Final[tuple[tuple[Field, int, Literal["text", "number", "date"]], ...]] = (
    (Field.NAME, 34, "text"),
    (Field.USCC, 22, "text"),
    (Field.INDUSTRY, 20, "text"),
    (Field.SUBDISTRICT, 16, "text"),
    (Field.FOUNDED_ON, 12, "date"),
    (Field.ENTERPRISE_TYPE, 18, "text"),
    (Field.CAPITAL, 20, "text"),
    (Field.HEADCOUNT, 10, "number"),
    (Field.LARGE_CLIENT, 10, "text"),
    (Field.REGISTERED_ADDRESS, 40, "text"),
    (Field.ACTUAL_SITE, 40, "text"),
    (Field.BUSINESS_SCOPE, 50, "text"),
    (Field.FORMER_NAMES, 24, "text"),
    (Field.CONTACT_NAME, 12, "text"),
    (Field.CONTACT_TITLE, 16, "text"),
)


@asks(Permission.DIRECTORY_EXPORT)
def export_enterprises(work: Work, path: Path, progress: Progress = unwatched) -> int:
    """Write the directory to a workbook that can be imported again; returns the rows. Raises DiskTrouble.

    Phones are left out: a file travels, and personal data is shown for a purpose only.
    """
    total = work.session.scalar(sa.select(sa.func.count()).select_from(Enterprise)) or 0
    columns = [Column(_(column.msgid), width, kind) for column, width, kind in _EXPORTED]
    sheet = SheetToWrite(_("Enterprises"), columns, _exported(work))
    return write_workbook(path, sheet, progress=lambda done: progress(done, total))


def _exported(work: Work) -> Iterator[Sequence[Cell]]:
    first = sa.and_(Contact.enterprise_id == Enterprise.id, Contact.is_primary, Contact.left_on.is_(None))
    query = (
        sa.select(
            Enterprise.name,
            Enterprise.uscc,
            Enterprise.industry,
            Subdistrict.name.label("subdistrict"),
            Enterprise.founded_on,
            Enterprise.enterprise_type,
            Enterprise.capital_amount,
            Enterprise.capital_currency,
            Enterprise.headcount,
            Enterprise.large_client,
            Enterprise.registered_address,
            Enterprise.actual_site,
            Enterprise.business_scope,
            Enterprise.former_names,
            Contact.name.label("contact_name"),
            Contact.title.label("contact_title"),
        )
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .outerjoin(Contact, first)
        .order_by(Enterprise.id)
        .execution_options(yield_per=2_000)
    )
    for row in work.session.execute(query):
        yield (
            row.name,
            row.uscc,
            row.industry.label if row.industry else None,
            row.subdistrict,
            row.founded_on,
            row.enterprise_type,
            capital_text(row.capital_amount, row.capital_currency),
            row.headcount,
            _("yes") if row.large_client else None,
            row.registered_address,
            row.actual_site,
            row.business_scope,
            row.former_names,
            row.contact_name,
            row.contact_title,
        )


_CURRENCIES: Final = {"CNY": "元人民币", "USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元"}


def capital_text(amount: Decimal | None, currency: str) -> str:
    """`1186.6万元人民币`, `50万美元`, `7万SEK`: as an import understands it; empty for none."""
    if amount is None:
        return ""
    shown = f"{(amount / 10_000).normalize():f}"
    return f"{shown}万{_CURRENCIES.get(currency, currency)}"
