"""The recovery key on paper: two halves, each of which says nothing about the key without the other.

The halves are a random number and the key combined with it, so that one alone is random itself. A half is written as
thirteen groups of five signs of Crockford's alphabet: four that carry it and one that finds a slip in typing, which
depends on the half and on the place of the group as well. O is read as 0, I and L as 1, small letters as capitals.
"""

import os
from dataclasses import dataclass, field
from typing import Final

from officer_app.core.errors import Invalid
from officer_app.core.signing import MISREAD, SIGNS
from officer_app.i18n import N_

KEY_BYTES: Final = 32
GROUPS: Final = 13
_CARRYING: Final = 4
_BITS: Final = 5
# Four bits more than the key has: they are nought.
_SPARE: Final = GROUPS * _CARRYING * _BITS - KEY_BYTES * 8


@dataclass(frozen=True, slots=True)
class Halves:
    """The key as it is printed, on one sheet each."""

    first: str = field(repr=False)
    second: str = field(repr=False)


def new_recovery_key() -> bytes:
    """A key from the system's randomness."""
    return os.urandom(KEY_BYTES)


def split(key: bytes) -> Halves:
    """Another two halves of the key."""
    first = os.urandom(KEY_BYTES)
    second = bytes(one ^ other for one, other in zip(first, key, strict=True))
    return Halves(_written(first, 1), _written(second, 2))


def join(first: str, second: str) -> bytes:
    """The key of which these are the halves, in their order or the other way round.

    Raises Invalid naming `first` or `second` and the group that was mistyped.
    """
    try:
        return _joined(_read(first, 1, "first"), _read(second, 2, "second"))
    except Invalid as error:
        try:
            return _joined(_read(second, 1, "second"), _read(first, 2, "first"))
        except Invalid:
            raise error from None


def sheet_of(typed: str, expected: int) -> int:
    """On which sheet a half stands, the first or the second. Raises Invalid with the group that was mistyped there."""
    other = 3 - expected
    try:
        _read(typed, other, "")
    except Invalid:
        _read(typed, expected, "")
        return expected
    return other


def _joined(one: bytes, other: bytes) -> bytes:
    return bytes(left ^ right for left, right in zip(one, other, strict=True))


def _written(half: bytes, number: int) -> str:
    whole = int.from_bytes(half, "big") << _SPARE
    signs = [(whole >> (_BITS * place)) & 31 for place in range(GROUPS * _CARRYING - 1, -1, -1)]
    groups = [signs[start : start + _CARRYING] for start in range(0, len(signs), _CARRYING)]
    return "-".join(
        "".join(SIGNS[sign] for sign in (*group, _check(group, number, place))) for place, group in enumerate(groups)
    )


def _read(typed: str, number: int, field_name: str) -> bytes:
    signs = typed.upper().translate(MISREAD)
    length = _CARRYING + 1
    if len(signs) != GROUPS * length:
        raise Invalid(
            N_("A half of the recovery key has {groups} groups of five signs; {typed} signs were typed."),
            remedy=N_("Type it from the sheet, group by group."),
            field=field_name,
            groups=GROUPS,
            typed=len(signs),
        )
    whole = 0
    for place in range(GROUPS):
        group = [SIGNS.find(sign) for sign in signs[place * length : (place + 1) * length]]
        if -1 in group or _check(group[:-1], number, place) != group[-1]:
            raise Invalid(
                N_("Group {place} does not stand on any sheet: a sign is mistyped, or two have changed places."),
                remedy=N_("Compare that group with the sheet."),
                field=field_name,
                place=place + 1,
            )
        for sign in group[:-1]:
            whole = whole << _BITS | sign
    if whole & ((1 << _SPARE) - 1):
        raise Invalid(N_("This half was not printed by the program."), field=field_name)
    return (whole >> _SPARE).to_bytes(KEY_BYTES, "big")


def _check(group: list[int], number: int, place: int) -> int:
    """A sign that changes with any one sign of the group, with any two neighbours that change places, and with where
    the group stands: powers of x in the field of 32 elements, x⁵ + x² + 1.
    """
    value = place + GROUPS * (number - 1)
    for sign in group:
        value = _times_x(value) ^ sign
    return _times_x(value)


def _times_x(value: int) -> int:
    value <<= 1
    return value ^ 0b100101 if value & 32 else value
