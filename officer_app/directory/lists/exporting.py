"""Enterprises as a workbook holds them, so that it can be imported again.

Phones are left out: a file travels, and personal data is shown for a purpose only.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final, Literal  # Any: a row of columns of several types

import sqlalchemy as sa

from officer_app.core.sheets import Cell
from officer_app.core.work import Work
from officer_app.directory.headings import Field
from officer_app.directory.model import Contact, Enterprise, Subdistrict
from officer_app.i18n import _

Kind = Literal["text", "number", "date"]

# The columns in their order, with their widths in characters.
EXPORTED: Final[dict[Field, tuple[int, Kind]]] = {
    Field.NAME: (34, "text"),
    Field.USCC: (22, "text"),
    Field.INDUSTRY: (20, "text"),
    Field.SUBDISTRICT: (16, "text"),
    Field.FOUNDED_ON: (12, "date"),
    Field.ENTERPRISE_TYPE: (18, "text"),
    Field.CAPITAL: (20, "text"),
    Field.HEADCOUNT: (10, "number"),
    Field.LARGE_CLIENT: (10, "text"),
    Field.HIGH_TECH_SINCE: (12, "date"),
    Field.HIGH_TECH_UNTIL: (12, "date"),
    Field.KEY_BODY_SINCE: (12, "date"),
    Field.KEY_BODY_UNTIL: (12, "date"),
    Field.REGISTERED_ADDRESS: (40, "text"),
    Field.ACTUAL_SITE: (40, "text"),
    Field.BUSINESS_SCOPE: (50, "text"),
    Field.FORMER_NAMES: (24, "text"),
    Field.CONTACT_NAME: (12, "text"),
    Field.CONTACT_TITLE: (16, "text"),
}


def exported(work: Work, ids: Sequence[int]) -> dict[int, dict[Field, Cell]]:
    """What the file of each enterprise says, by id."""
    first = sa.and_(Contact.enterprise_id == Enterprise.id, Contact.is_primary, Contact.left_on.is_(None))
    query = (
        sa.select(
            Enterprise.id,
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
            Enterprise.high_tech_since,
            Enterprise.high_tech_until,
            Enterprise.key_body_since,
            Enterprise.key_body_until,
            Enterprise.registered_address,
            Enterprise.actual_site,
            Enterprise.business_scope,
            Enterprise.former_names,
            Contact.name.label("contact_name"),
            Contact.title.label("contact_title"),
        )
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .outerjoin(Contact, first)
        .where(Enterprise.id.in_(ids))
    )
    return {row.id: _cells(row) for row in work.session.execute(query)}


def _cells(row: Any) -> dict[Field, Cell]:
    derived: dict[Field, Cell] = {
        Field.INDUSTRY: row.industry.label if row.industry else None,
        Field.CAPITAL: capital_text(row.capital_amount, row.capital_currency),
        Field.LARGE_CLIENT: _("yes") if row.large_client else None,
    }
    return {field: derived[field] if field in derived else getattr(row, field.value) for field in EXPORTED}


_CURRENCIES: Final = {"CNY": "元人民币", "USD": "美元", "HKD": "港元", "EUR": "欧元", "JPY": "日元"}


def capital_text(amount: Decimal | None, currency: str) -> str:
    """`1186.6万元人民币`, `50万美元`, `7万SEK`: as an import understands it; empty for none."""
    if amount is None:
        return ""
    shown = f"{(amount / 10_000).normalize():f}"
    return f"{shown}万{_CURRENCIES.get(currency, currency)}"
