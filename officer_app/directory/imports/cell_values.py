"""What the text of a cell says: a day, a number, an amount. None where it says none."""

import datetime as dt
import re
import unicodedata
from decimal import Decimal, InvalidOperation
from typing import Final

from officer_app.core.folding import fold
from officer_app.core.sheets import Cell
from officer_app.directory.uscc import NOTHING

_DATE: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]?00:00(?::00)?)?")
# Day 0 of the serial numbers that spreadsheet programs use for dates, and the range that can be a day of an enterprise.
_EPOCH: Final = dt.date(1899, 12, 30)
_SERIALS: Final = range(7_000, 80_000)
_AMOUNT: Final = re.compile(r"(-?\d+(?:\.\d+)?)(万|亿)?元?")
_SCALES: Final = {None: Decimal(1), "万": Decimal(10_000), "亿": Decimal(100_000_000)}
_MOST_HUNDREDTHS: Final = Decimal(10) ** 15

YES: Final = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "大客户"})
# What people type where there is nothing to say.
EMPTY: Final = NOTHING | {word.lower() for word in NOTHING} | {word.title() for word in NOTHING}


def day_in(cell: Cell, text: str) -> dt.date | None:
    """`2015-03-02`, `2015年3月2日`, `20150302`, a date of the spreadsheet program or its serial number."""
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        pass
    match = _DATE.fullmatch(fold(text))
    if match:
        try:
            return dt.date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
        except ValueError:
            return None
    if text.isdecimal() and int(text) in _SERIALS:
        return _EPOCH + dt.timedelta(days=int(text))
    return None


def is_day(text: str) -> bool:
    """Whether a cell plainly says a day."""
    return len(text) > 8 and _DATE.fullmatch(text) is not None


def whole_in(text: str, least: int, most: int) -> int | None:
    """`1,200人` → 1200."""
    bare = text if text.isascii() and text.isdigit() else fold(text).replace(",", "")
    bare = bare.removesuffix("人").removesuffix("级")
    return int(bare) if bare.isdecimal() and len(bare) < 12 and least <= int(bare) <= most else None


def amount_in(text: str, unit: str) -> Decimal | None:
    """An amount in yuan; `unit` (万, 亿 or nothing) is what the heading says of bare numbers."""
    bare = unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "")
    match = _AMOUNT.fullmatch(bare)
    if match is None:
        return None
    scale = match[2] or ("" if bare.endswith("元") else unit) or None
    try:
        amount = (Decimal(match[1]) * _SCALES[scale]).quantize(Decimal("0.01"))
    except InvalidOperation:
        return None
    return amount if abs(amount) < _MOST_HUNDREDTHS else None


def unit_of(title: str) -> str:
    """`营收（万元）` → 万."""
    return "亿" if "亿" in title else "万" if "万" in title else ""
