"""The unified social credit code of an enterprise 统一社会信用代码 (GB 32100-2015)."""

import re
import unicodedata
from collections.abc import Callable
from operator import mul
from typing import Final, NamedTuple

from officer_app.directory.reasons import Reason

_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_PLACES: Final = {character: place for place, character in enumerate(_ALPHABET)}
# 3^i mod 31 (GB 32100, 4.2)
_WEIGHTS: Final = tuple(pow(3, i, 31) for i in range(17))

_SHAPE: Final = re.compile(rf"[{_ALPHABET}]{{2}}[0-9]{{6}}[{_ALPHABET}]{{10}}")
_OLD15: Final = re.compile(r"\d{15}")
_OLD13: Final = re.compile(r"\d{13}")
_ORGANISATION: Final = re.compile(r"[0-9A-Z]{8}-?[0-9X]")
_NUMBER: Final = re.compile(r"\d(\.\d+)?E\+?\d+")
_INVISIBLE: Final = re.compile("[\\s\u200b-\u200f\u202a-\u202e\u2060\ufeff'\u2019`]")
NOTHING: Final = frozenset({"", "N/A", "NA", "无", "暂无", "-", "--", "—", "——", "/", "NULL", "NONE", "空", "未知"})


class UsccVerdict(NamedTuple):
    """A code as it may be stored, or the reason why it may not; and how it was mended."""

    code: str | None
    refusal: Reason | None = None
    warnings: tuple[Reason, ...] = ()


def is_valid(code: str) -> bool:
    """Whether an 18-character code in capitals has the right shape and check digit."""
    if _SHAPE.fullmatch(code) is None:
        return False
    values: Callable[[str], int] = _PLACES.__getitem__
    return _ALPHABET[-sum(map(mul, map(values, code), _WEIGHTS)) % 31] == code[17]


def check_uscc(raw: str) -> UsccVerdict:
    """What a code typed by somebody is worth.

    Lower case, full-width characters and blanks are mended with a warning; everything else is refused by name.
    """
    if len(raw) == 18 and is_valid(raw):
        return UsccVerdict(raw)
    warnings: list[Reason] = []
    code = unicodedata.normalize("NFKC", raw)
    if code != raw:
        warnings.append(Reason.USCC_FULL_WIDTH)
    bare = _INVISIBLE.sub("", code)
    if bare != code.strip():
        warnings.append(Reason.USCC_BLANKS)
    code = bare.upper()
    if code != bare:
        warnings.append(Reason.USCC_LOWERCASE)
    if is_valid(code):
        return UsccVerdict(code, None, tuple(warnings))
    return UsccVerdict(None, _refusal(code))


def _refusal(code: str) -> Reason:
    if code in NOTHING:
        return Reason.USCC_MISSING
    if _OLD15.fullmatch(code):
        return Reason.USCC_OLD15
    if _OLD13.fullmatch(code):
        return Reason.USCC_OLD13
    if _ORGANISATION.fullmatch(code):
        return Reason.USCC_ORG9
    if _NUMBER.fullmatch(code):
        return Reason.USCC_NUMBER
    if len(code) != 18:
        return Reason.USCC_LENGTH
    if not (code.isascii() and code.isalnum()):
        return Reason.USCC_CHARACTERS
    return Reason.USCC_CHECK_DIGIT
