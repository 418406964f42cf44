"""How much of a file is read at most."""

from dataclasses import dataclass
from typing import Final

MIB: Final = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Caps that keep a hostile or mistaken file from exhausting memory or time.

    `cells` bounds the rectangle from the first to the last cell, because that is what the parser allocates.
    """

    file_bytes: int = 512 * MIB
    unpacked_bytes: int = 1024 * MIB
    shared_text_bytes: int = 192 * MIB
    unpack_ratio: int = 200
    small_bytes: int = 64 * MIB  # what may be unpacked from however little
    apart_bytes: int = 8 * MIB  # what unpacks to more is parsed in a process of its own
    rows: int = 600_000
    columns: int = 702
    cells: int = 8_000_000
    cell_characters: int = 32_767


LIMITS: Final = Limits()
