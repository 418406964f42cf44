"""Registered capital as it is written: amount and currency."""

import re
import unicodedata
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple

from officer_app.directory.uscc import NOTHING
from officer_app.i18n import N_, _

_CURRENCIES: Final = (
    # longer words first: 港元 is not 元
    ("HKD", ("港币", "港元", "香港元", "香港币", "港圆", "HKD")),
    ("MOP", ("澳门元", "MOP")),
    ("TWD", ("新台币", "台币", "TWD")),
    ("USD", ("美元", "美金", "USD")),
    ("EUR", ("欧元", "EUR")),
    ("JPY", ("日元", "日圆", "日币", "JPY")),
    ("GBP", ("英镑", "GBP")),
    ("AUD", ("澳大利亚元", "澳元", "AUD")),
    ("CAD", ("加拿大元", "加元", "CAD")),
    ("SGD", ("新加坡元", "新元", "SGD")),
    ("CHF", ("瑞士法郎", "CHF")),
    ("DEM", ("德国马克", "马克", "DEM")),
    ("FRF", ("法国法郎", "法郎", "FRF")),
    ("KRW", ("韩元", "韩圆", "KRW")),
    ("SEK", ("瑞典克朗", "SEK")),
    ("CNY", ("人民币元", "元人民币", "人民币", "CNY", "RMB", "元")),
)
_CODES: Final = {word: code for code, words in _CURRENCIES for word in words}
_WORDS: Final = "|".join(sorted(map(re.escape, _CODES), key=len, reverse=True))
_SCALES: Final = {"": Decimal(1), "万": Decimal(10_000), "百万": Decimal(1_000_000), "亿": Decimal(100_000_000)}
_PATTERN: Final = re.compile(
    rf"(?P<before>{_WORDS})?(?P<number>\d+(?:\.\d*)?|\.\d+)\(?(?P<scale>万|百万|亿)?元?(?P<after>{_WORDS})?元?\)?"
)


class Capital(NamedTuple):
    """An amount in whole units of a currency (yuan, not ten thousand yuan), exact."""

    amount: Decimal
    currency: str


def parse_capital(text: str) -> Capital | None:
    """`1,186.6000(万元人民币)` → 11,866,000 CNY. None for an empty cell. Raises ValueError."""
    return _parse(text)


@lru_cache(maxsize=4096)
def _parse(text: str) -> Capital | None:
    bare = re.sub(r"[\s,，]", "", unicodedata.normalize("NFKC", text)).upper()
    if bare in NOTHING:
        return None
    match = _PATTERN.fullmatch(bare)
    if match is None:
        raise ValueError(text)
    amount = Decimal(match["number"]) * _SCALES[match["scale"] or ""]
    word = match["after"] or match["before"]
    return Capital(amount, _CODES[word] if word else "CNY")


def looks_like_capital(text: str) -> bool:
    """Whether a cell says an amount with its unit, so that it can only be a capital."""
    if not text or len(text) > 40 or text.isdigit():
        return False
    if "万" not in text and "元" not in text:
        return False
    try:
        return _parse(text) is not None
    except ValueError:
        return False


# Those a form offers. Their names are translations of the codes, which an English text keeps.
OFFERED: Final = (N_("CNY"), N_("USD"), N_("EUR"), N_("HKD"), N_("JPY"), N_("GBP"), N_("SGD"))


def capital_words(amount: Decimal, currency: str) -> str:
    """A registered capital as people write it, in units of ten thousand."""
    units = f"{amount / 10_000:,.6f}".rstrip("0").rstrip(".")
    if currency in ("", "CNY"):
        return _("{n} × 10,000 yuan").format(n=units)
    return _("{n} × 10,000 {currency}").format(n=units, currency=_(currency))
