"""Passwords: how they are kept, and whether one is right. Argon2id, with its parameters inside the text."""

import base64
import os
from functools import cache
from typing import TYPE_CHECKING

from officer_app.people.codes import as_password

if TYPE_CHECKING:
    from argon2 import PasswordHasher

    from officer_app.core.sealing import Cost


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


def _hasher_at(cost: "Cost") -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher(cost.passes, cost.memory_kib, cost.lanes)


@cache
def nobodys_hash() -> str:
    """A hash that no password has, with the parameters of all others: an unknown name takes as long as a known one.

    Making it takes no time, so that the first unknown name is not the slow one either.
    """
    hasher = _hasher()

    def some(length: int) -> str:
        return base64.b64encode(os.urandom(length)).rstrip(b"=").decode()

    costs = f"m={hasher.memory_cost},t={hasher.time_cost},p={hasher.parallelism}"
    return f"$argon2id$v=19${costs}${some(hasher.salt_len)}${some(hasher.hash_len)}"


def hash_password(password: str, cost: "Cost | None" = None) -> str:
    """What is stored of a password, or of a one-time code however it is typed; None is the full cost."""
    hasher = _hasher() if cost is None else _hasher_at(cost)
    return hasher.hash(as_password(password))


def is_password(kept: str, password: str) -> bool:
    """Whether this is the password of which `kept` was stored."""
    read = as_password(password)
    # One that looks like a code may have been chosen before there were codes.
    return _is(kept, read) or (read != password and _is(kept, password))


def _is(kept: str, password: str) -> bool:
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
