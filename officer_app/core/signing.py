"""Signing: a key pair a person, wrapped by their password; canonical text; the short form that papers carry.

Ed25519 (RFC 8032) signs the UTF-8 of a canonical text. The private half is stored under AES-256-GCM with a key that
Argon2id (RFC 9106, second recommended parameters) makes of the password; the public half is bound to it, so that no
wrapped key passes for another one's. Keys, salts and signatures are hexadecimal wherever they are stored.
"""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NoReturn

from officer_app.core.errors import AppError
from officer_app.i18n import N_

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_SALT: Final = 16
_NONCE: Final = 12
_PASSES: Final = 3
_MEMORY_KIB: Final = 65_536
_LANES: Final = 4
# Crockford's alphabet: nothing in it is read as another sign of it.
SIGNS: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
MISREAD: Final = str.maketrans({"O": "0", "I": "1", "L": "1", "-": "", "－": "", "–": "", " ": "", "　": ""})
_SHORT: Final = 16


class KeyNotOpened(AppError):
    """The password does not open the key, or what is stored is not the key it was."""

    message = N_("This password does not open the signing key.")
    remedy = N_("Sign in with the present password.")


@dataclass(frozen=True, slots=True)
class WrappedKey:
    """A key pair as it is stored: the public half as it is, the private half under the password."""

    public: str
    wrapped: str = field(repr=False)
    salt: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OpenKey:
    """A key that signs: its id in the office, and the private half, which is shown nowhere."""

    id: int
    private: "Ed25519PrivateKey" = field(repr=False)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a signing key leaves this process nowhere")


class Keyring:
    """The keys of those who are signed in here, in memory alone: forgotten when they sign out or the window locks."""

    def __init__(self) -> None:
        self._keys: dict[int, OpenKey] = {}

    def hold(self, account_id: int, key: OpenKey) -> None:
        """Keep somebody's key until it is forgotten."""
        self._keys[account_id] = key

    def of(self, account_id: int | None) -> OpenKey | None:
        """The key of an account; None while it is not open."""
        return None if account_id is None else self._keys.get(account_id)

    def forget(self, account_id: int | None) -> None:
        """Close the key of an account; one that is not open stays so."""
        if account_id is not None:
            self._keys.pop(account_id, None)

    def clear(self) -> None:
        """Close every key."""
        self._keys.clear()

    def __repr__(self) -> str:
        return f"<Keyring: {len(self._keys)} open>"

    def __reduce__(self) -> NoReturn:
        raise TypeError("signing keys leave this process nowhere")


def new_key() -> "Ed25519PrivateKey":
    """A new pair, from the system's randomness."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.generate()


def public_of(private: "Ed25519PrivateKey") -> str:
    """The public half."""
    return private.public_key().public_bytes_raw().hex()


def wrap(private: "Ed25519PrivateKey", password: str) -> WrappedKey:
    """The pair as it may be stored; takes as long as checking a password does."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    public, salt, nonce = public_of(private), os.urandom(_SALT), os.urandom(_NONCE)
    sealed = AESGCM(_password_key(password, salt)).encrypt(nonce, private.private_bytes_raw(), public.encode())
    return WrappedKey(public, (nonce + sealed).hex(), salt.hex())


def unwrap(key: WrappedKey, password: str) -> "Ed25519PrivateKey":
    """The private half. Raises KeyNotOpened for another password and for anything that was tampered with."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    try:
        sealed, salt = bytes.fromhex(key.wrapped), bytes.fromhex(key.salt)
        if len(salt) != _SALT or len(sealed) <= _NONCE:
            raise KeyNotOpened()
        plain = AESGCM(_password_key(password, salt)).decrypt(sealed[:_NONCE], sealed[_NONCE:], key.public.encode())
        private = Ed25519PrivateKey.from_private_bytes(plain)
    except (InvalidTag, ValueError) as error:
        raise KeyNotOpened() from error
    if public_of(private) != key.public:
        raise KeyNotOpened()
    return private


def _password_key(password: str, salt: bytes) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        password.encode(),
        salt,
        time_cost=_PASSES,
        memory_cost=_MEMORY_KIB,
        parallelism=_LANES,
        hash_len=32,
        type=Type.ID,
    )


def sign(private: "Ed25519PrivateKey", text: str) -> str:
    """The signature over a text."""
    return private.sign(text.encode()).hex()


def is_signed(public: str, text: str, signature: str) -> bool:
    """Whether the holder of this public key signed this text. What is no key and no signature signed nothing."""
    from cryptography.exceptions import InvalidSignature

    try:
        _public(public).verify(bytes.fromhex(signature), text.encode())
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(64)
def _public(public: str) -> "Ed25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))


def canonical(value: object) -> str:
    """The one text of a value: JSON with sorted keys, no blanks, nothing escaped that need not be.

    Takes None, truth values, whole numbers, texts, lists and mappings from texts. Raises TypeError for everything else:
    fractions have more than one text, so they are written as texts.
    """
    _require_plain(value)
    return plain_text(value)


def plain_text(value: object) -> str:
    """The canonical text of what is known to have one; for comparing many."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _require_plain(value: object) -> None:
    if value is None or isinstance(value, bool | int | str):
        return
    if isinstance(value, list | tuple):
        for item in value:
            _require_plain(item)
    elif isinstance(value, Mapping):
        for key, item in value.items():
            if not isinstance(key, str):
                raise TypeError(f"{type(key).__name__} cannot be a key of what is signed")
            _require_plain(item)
    else:
        raise TypeError(f"{type(value).__name__} has no canonical text")


def digest(text: str) -> str:
    """SHA-256 of a text."""
    return hashlib.sha256(text.encode()).hexdigest()


def short_form(signed: str) -> str:
    """Eighty bits of a signature or key that a person can compare: 7F3K-29QD-M4XA-0Z1B."""
    number = int.from_bytes(hashlib.sha256(signed.encode()).digest()[:10], "big")
    signs = "".join(SIGNS[(number >> (5 * place)) & 31] for place in range(_SHORT - 1, -1, -1))
    return "-".join(signs[start : start + 4] for start in range(0, _SHORT, 4))


def read_short_form(typed: str) -> str:
    """A short form as somebody typed it, as it was printed; empty for what is none.

    Dashes and blanks may be anywhere; O is read as 0, I and L as 1, small letters as capitals.
    """
    signs = typed.strip().upper().translate(MISREAD)
    if len(signs) != _SHORT or not set(signs) <= set(SIGNS):
        return ""
    return "-".join(signs[start : start + 4] for start in range(0, _SHORT, 4))
