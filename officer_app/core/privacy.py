"""Personal numbers as they may be shown: enough to tell two people apart, never enough to use."""

from typing import Final

MASK: Final = "*"


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


def _masked(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden >= 3:
        return text[:head] + MASK * hidden + text[-tail:]
    shown = min(2, len(text) // 3)
    return MASK * (len(text) - shown) + text[len(text) - shown :] if text else ""
