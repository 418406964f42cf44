"""Personal numbers as they may be shown: enough to tell two people apart, never enough to use."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Final

MASK: Final = "*"
# Mobile numbers, and those of the wire with their area code; written in one, or in groups.
_PHONES: Final = re.compile(
    r"(?<![\d-])(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{3,4}[- ]?\d{4})(?![\d-])"
)
# A citizen's number of eighteen signs (the code of an enterprise, as long, begins with 9); by the day of birth in it
# also one in groups of region, day and the rest, and one of fifteen signs as of old.
_MONTH_AND_DAY: Final = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])"
_IDS: Final = re.compile(
    rf"(?<![0-9A-Za-z])[1-8]\d{{5}}(?:\d{{11}}[\dXx]|[- ]?(?:18|19|20)\d{{2}}{_MONTH_AND_DAY}[- ]?\d{{3}}[\dXx]"
    rf"|[- ]?\d{{2}}{_MONTH_AND_DAY}[- ]?\d{{3}})(?![0-9A-Za-z])"
)
# Digits as an input method for Chinese may type them, and what stands between them.
_NARROW: Final = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0D: "-", 0x2010: "-", 0x2011: "-",
                                                                        0x2013: "-", 0xFF38: "X", 0xFF58: "x",
                                                                        0x3000: " ", 0xA0: " "}  # fmt: skip
# A number that shows more digits than this is not masked, whatever else stands in it.
_MASKED_SHOWS: Final = 8

# Han characters begin here; letters of other names come before.
_FIRST_HAN: Final = 0x3400
# The family names of two characters that are in use, one after the other.
_COMPOUND: Final = (
    "欧阳太史端木上官司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良"
    "漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘东门西门第五"
)
_COMPOUND_SURNAMES: Final = frozenset(_COMPOUND[place : place + 2] for place in range(0, len(_COMPOUND), 2))


def mask_id(number: str) -> str:
    """An identity number with its first six and last four characters: 310113********0417.

    A number too short for that shows its last two at most; an empty one stays empty.
    """
    return _masked(number.strip(), 6, 4)


def mask_phone(number: str) -> str:
    """A telephone number with its first three and last four digits: 138****0026.

    Separators are dropped, so that their places tell nothing; an area code and an extension are masked alike. One that
    is masked already stays as it is.
    """
    if MASK in number and sum(character.isdigit() for character in number) <= _MASKED_SHOWS:
        return number
    kept = "".join(character for character in number if character.isalnum() or character == "+")
    return _masked(kept, 3, 4)


def mask_name(name: str) -> str:
    """A person's name as a list may show it: 骆*, 林*溪, 欧阳*, 买买提·***, J*** S****.

    The family name stays, and the last character of a given name of two or more. Source: common practice of lists of
    publicity, "enough to tell two of the same name apart"; no national rule fixes it.
    """
    name = " ".join(name.split())
    first, dot, rest = name.partition("·")
    if dot:
        return f"{first}·{MASK * max(1, len(rest))}"
    if not any(ord(character) >= _FIRST_HAN for character in name):
        return " ".join(word[:1] + MASK * (len(word) - 1) for word in name.split(" "))
    kept = 2 if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else 1
    given = name[kept:]
    if len(given) < 2:
        return name[:kept] + MASK * len(given) if given else MASK * len(name)
    return name[:kept] + MASK * (len(given) - 1) + given[-1]


def mask_contact(contact: str) -> str:
    """A telephone number, or an e-mail address with its first letter and its domain; anything else is hidden whole."""
    contact = contact.strip()
    name, at, domain = contact.rpartition("@")
    if at:
        return f"{name[:1]}{MASK * 3}@{domain}"
    if any(character.isdigit() for character in contact):
        return mask_phone(contact)
    return MASK * len(contact)


def with_phones_masked(text: str) -> str:
    """A text as it may leave the office: telephone numbers that somebody typed into it are masked."""
    return _hidden(_PHONES, mask_phone, text)


def with_numbers_masked(text: str) -> str:
    """The same, and the numbers of citizens' identity cards."""
    return with_phones_masked(_hidden(_IDS, lambda found: mask_id(re.sub("[- ]", "", found)), text))


def _hidden(pattern: re.Pattern[str], mask: Callable[[str], str], text: str) -> str:
    """The text with what the pattern finds masked; it is looked for as if it were typed with plain digits."""
    # Sign by sign, so that places in the one are places in the other.
    plain = text.translate(_NARROW)
    parts, last = [], 0
    for found in pattern.finditer(plain):
        parts += [text[last : found.start()], mask(found[0])]
        last = found.end()
    return "".join([*parts, text[last:]])


def _masked(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden >= 3:
        return text[:head] + MASK * hidden + text[-tail:]
    shown = min(2, len(text) // 3)
    return MASK * (len(text) - shown) + text[len(text) - shown :] if text else ""


def mask_amount(value: str | Decimal) -> str:
    """An amount as anybody may see it: how many digits it has, and the first of them."""
    whole = f"{value}".partition(".")[0]
    return whole[:1] + MASK * (len(whole) - 1)
