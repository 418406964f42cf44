"""What filters hold, as a saved view keeps it: plain JSON, read again only as far as it still makes sense."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any  # Any: JSON

from officer_app.core.words import Word
from officer_app.ui.widgets import BoundsChip, FilterChip, ManyChip, WordsChip
from officer_app.ui.widgets.filter_chip import Chip


def to_plain(value: object) -> Any:
    """A filter's value as JSON."""
    if isinstance(value, tuple):
        return [to_plain(one) for one in value]
    if isinstance(value, Word):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, Decimal) else value


def from_plain(chip: Chip, kept: Any) -> object:
    """The value for this filter; None where nothing of it is left to choose."""
    if isinstance(chip, ManyChip):
        wanted = kept if isinstance(kept, list) else [kept]
        known = {to_plain(value): value for value, _words in chip.choices()}
        return tuple(known[one] for one in wanted if _hashable(one) and one in known) or None
    if isinstance(chip, FilterChip):
        return next((value for value, _words in chip.choices() if to_plain(value) == kept), None)
    if isinstance(chip, BoundsChip):
        if not isinstance(kept, list) or len(kept) != 2:
            return None
        least, most = (_end(chip, one) for one in kept)
        return None if least is None and most is None else (least, most)
    return kept if isinstance(chip, WordsChip) and isinstance(kept, str) and kept else None


def _end(chip: BoundsChip, kept: Any) -> date | int | Decimal | None:
    if kept is None:
        return None
    try:
        if chip.takes_days():
            return date.fromisoformat(str(kept))
        number = Decimal(str(kept))
    except (ValueError, InvalidOperation):
        return None
    return int(number) if chip.takes_whole() else number


def _hashable(one: object) -> bool:
    return one is None or isinstance(one, str | int)
