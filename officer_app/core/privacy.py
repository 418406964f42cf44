"""Personal numbers as they may be shown: enough to tell two people apart, never enough to use."""

import re
from typing import Final

MASK: Final = "*"
# Mobile numbers, and those of the wire with their area code; written in one, or in groups.
_PHONES: Final = re.compile(
    r"(?<![\d-])(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{3,4}[- ]?\d{4})(?![\d-])"
)


def mask_id(number: str) -> str:
    """An identity number with its first six and last four characters: 310113********0417.

    A number too short for that shows its last two at most; an empty one stays empty.
    """
    return _masked(number.strip(), 6, 4)


def mask_phone(number: str) -> str:
    """A telephone number with its first three and last four digits: 138****0026.

    Separators are dropped, so that their places tell nothing; an area code and an extension are masked alike.
    """
    kept = "".join(character for character in number if character.isalnum() or character == "+")
    return _masked(kept, 3, 4)


def with_phones_masked(text: str) -> str:
    """A text as it may leave the office: telephone numbers that somebody typed into it are masked."""
    return _PHONES.sub(lambda found: mask_phone(found[0]), text)


def _masked(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden >= 3:
        return text[:head] + MASK * hidden + text[-tail:]
    shown = min(2, len(text) // 3)
    return MASK * (len(text) - shown) + text[len(text) - shown :] if text else ""
