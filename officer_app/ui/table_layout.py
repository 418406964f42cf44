"""Which columns of a table are shown, in what order and how wide: as settings and saved views keep it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any  # Any: what settings and saved views hold

LEAST_WIDTH = 40
MOST_WIDTH = 800


@dataclass(frozen=True, slots=True)
class ColumnPlace:
    """A column by its key; `width` is a design size, 0 for the column's own."""

    key: str
    width: int = 0
    shown: bool = True


def as_plain(places: Iterable[ColumnPlace]) -> list[list[Any]]:
    """For settings and saved views."""
    return [[place.key, place.width, place.shown] for place in places]


def from_plain(kept: object) -> list[ColumnPlace]:
    """What was kept; whatever is not of the form is left out."""
    places: list[ColumnPlace] = []
    for one in kept if isinstance(kept, list) else []:
        if not isinstance(one, list | tuple) or len(one) != 3 or not isinstance(one[0], str):
            continue
        width = one[1] if isinstance(one[1], int) and LEAST_WIDTH <= one[1] <= MOST_WIDTH else 0
        if one[0] not in {place.key for place in places}:
            places.append(ColumnPlace(one[0], width, bool(one[2])))
    return places


def completed(places: Sequence[ColumnPlace], known: Sequence[ColumnPlace]) -> list[ColumnPlace]:
    """The places of every known column: first as kept, then those that came since; none that is no longer known.

    The first column stays the first and in view: it says what a row is.
    """
    keys = {place.key for place in known}
    kept = [place for place in places if place.key in keys]
    named = {place.key for place in kept}
    whole = [*kept, *(place for place in known if place.key not in named)]
    first = next((place for place in whole if place.key == known[0].key), None) if known else None
    if first is None:
        return whole
    return [ColumnPlace(first.key, first.width), *(place for place in whole if place is not first)]


def parsed(kept: str) -> object:
    """What was kept as text; None where it is none that was."""
    try:
        read: object = json.loads(kept)
    except ValueError:
        return None
    return read
