"""Rows that cannot be read as they stand: text destroyed by a wrong encoding, cells not under their headings."""

import re
from collections.abc import Sequence
from typing import Final

from officer_app.directory.imports.rows import DESTROYED
from officer_app.directory.reasons import Reason

# Lost characters, destroyed text, and halves of characters that no database can hold.
_SPOILT: Final = re.compile("|".join(map(re.escape, DESTROYED)) + "|[\ud800-\udfff]")


def how_spoilt(texts: Sequence[str], labels: Sequence[str], width: int) -> tuple[str, Reason] | None:
    """The column and the reason why a row cannot be read; None where it can.

    `width` is how many columns have a heading.
    """
    # One look at the whole row, since nearly all are sound.
    if _SPOILT.search("\n".join(texts)):
        place = next(place for place, text in enumerate(texts) if _SPOILT.search(text))
        return labels[place] if place < len(labels) else "", Reason.UNREADABLE_TEXT
    if any(texts[width:]):
        return "", Reason.SHIFTED_COLUMNS
    return None
