"""Long lists kept small: in compressed pieces, one of which is unpacked at a time.

What hundreds of thousands of rows are told takes a few megabytes instead of hundreds, and nothing of it lies on a disk.
"""

import pickle
import zlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, Generic, TypeVar

T = TypeVar("T")

_PIECE: Final = 2_000


class Spool(Generic[T]):
    """A list that only grows at its end. Not for several threads at once while it grows."""

    def __init__(self) -> None:
        self._pieces: list[bytes] = []
        self._ends: list[int] = []  # how many items the pieces hold up to and including each
        self._loose: list[T] = []
        self._unpacked: tuple[int, list[T]] = (-1, [])

    def __len__(self) -> int:
        return (self._ends[-1] if self._ends else 0) + len(self._loose)

    def append(self, item: T) -> None:
        """One more."""
        self._loose.append(item)
        if len(self._loose) >= _PIECE:
            self._ends.append(len(self))
            self._pieces.append(zlib.compress(pickle.dumps(self._loose, pickle.HIGHEST_PROTOCOL), 1))
            self._loose = []

    def __iter__(self) -> Iterator[T]:
        for place in range(len(self._pieces)):
            yield from self._piece(place)
        yield from self._loose

    def __getitem__(self, place: int) -> T:
        piece = bisect_right(self._ends, place)
        before = self._ends[piece - 1] if piece else 0
        return self._piece(piece)[place - before] if piece < len(self._pieces) else self._loose[place - before]

    def chosen(self, places: Sequence[int]) -> list[T]:
        """The items at these places."""
        return [self[place] for place in places]

    def _piece(self, place: int) -> list[T]:
        number, items = self._unpacked
        if number != place:
            # Made by this very object a moment ago, in this process.
            items = pickle.loads(zlib.decompress(self._pieces[place]))
            self._unpacked = (place, items)
        return items
