"""One-time codes: what an administrator hands over instead of a password, good only for choosing one.

Twelve signs of Crockford's alphabet, K7QD-3MXA-29F5: eleven from the system's randomness, 55 bits, and one that finds a
slip in typing. A code is typed with or without dashes, in capitals or not, O for 0 and I or L for 1.
"""

import secrets
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

_SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", "－": "", "–": "", " ": "", "　": ""})
_RANDOM: Final = 11
_GROUP: Final = 4


@dataclass(frozen=True, slots=True)
class IssuedCode:
    """A code as it is shown once: for whom, and from when until when it can be used. It is kept nowhere.

    `office` is the name on papers; `held` says that a colleague has to vouch for the person afterwards.
    """

    account_id: int
    name: str
    code: str = field(repr=False)
    at: datetime
    until: datetime
    office: str
    held: bool


def new_code() -> str:
    """Another code, in groups of four."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_RANDOM))
    return _grouped(signs + _check(signs))


def read_code(typed: str) -> str:
    """A code as it was issued; empty for what is none, or was mistyped."""
    signs = typed.strip().upper().translate(_MISREAD)
    if len(signs) != _RANDOM + 1 or not set(signs) <= set(_SIGNS) or signs[-1] != _check(signs[:-1]):
        return ""
    return _grouped(signs)


def as_password(typed: str) -> str:
    """What is to be hashed, and to open a key: a code in its one form, anything else as it was typed."""
    return read_code(typed) or typed


def _check(signs: str) -> str:
    """A sign that changes when one sign is mistyped, and when two neighbours change places (save for one pair)."""
    # Weights are odd, so that each has an inverse modulo 32 and no single slip goes unseen.
    return _SIGNS[sum((2 * place + 1) * _SIGNS.index(sign) for place, sign in enumerate(signs)) % len(_SIGNS)]


def _grouped(signs: str) -> str:
    return "-".join(signs[start : start + _GROUP] for start in range(0, len(signs), _GROUP))
