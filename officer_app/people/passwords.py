"""Passwords: how they are kept, and whether one is right. Argon2id, with its parameters inside the text."""

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from argon2 import PasswordHasher


@cache
def _hasher() -> "PasswordHasher":
    from argon2 import PasswordHasher

    return PasswordHasher()


@cache
def nobodys_hash() -> str:
    """A hash that no account has, so that an unknown name takes as long as a wrong password."""
    return hash_password("no account has this password")


def hash_password(password: str) -> str:
    """What is stored of a password."""
    return _hasher().hash(password)


def is_password(kept: str, password: str) -> bool:
    """Whether this is the password of which `kept` was stored."""
    from argon2.exceptions import InvalidHashError, VerificationError

    try:
        return _hasher().verify(kept, password)
    except (VerificationError, InvalidHashError):
        return False
