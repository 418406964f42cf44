"""Sealing the database key: under a password, or to somebody's public key.

Argon2id (RFC 9106) makes a key of a password, AES-256-GCM wraps the private half of an X25519 pair with it; the
database key is sealed to the public half (ephemeral X25519, HKDF-SHA256, AES-256-GCM). Every ciphertext is bound to
the format, the office, the name and the public key, and followed by a proof (HMAC-SHA256 under the database key) that
whoever sealed it had that key: a slot that somebody else laid into the file is never given the next one. Values are
hexadecimal wherever they are stored.
"""

import hmac
import os
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from officer_app.core.signing import canonical

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

FORMAT: Final = 1
# 32 that encrypt, and those that the database file begins with.
KEY_BYTES: Final = 48
MARK_BYTES: Final = 16
PRIVATE_BYTES: Final = 32
SALT_BYTES: Final = 16
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
PROOF_BYTES: Final = 32
_PURPOSE: Final = b"officer_app database key, format 1"


class NotSealedSo(ValueError):
    """It was sealed to another key, for another office, or was changed since."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What Argon2id is asked for: passes, memory in KiB, lanes. RFC 9106, second recommended parameters."""

    passes: int = 3
    memory_kib: int = 65_536
    lanes: int = 4

    def is_bearable(self) -> bool:
        """Whether a file may ask for it: no more than a quarter of a gibibyte and a few seconds."""
        return 1 <= self.passes <= 16 and 8 * self.lanes <= self.memory_kib <= 262_144 and 1 <= self.lanes <= 16


@dataclass(frozen=True, slots=True)
class Slot:
    """One way to the database key: somebody's password, or the recovery key. Values are hexadecimal.

    `sealed` holds the database key, and the next one while the database is being re-keyed; a slot prepared for a
    database that is not encrypted yet holds none. The recovery slot has neither name nor wrapped key.
    """

    name: str
    public: str
    wrapped: str = field(default="", repr=False)
    salt: str = field(default="", repr=False)
    cost: Cost = field(default_factory=Cost)
    sealed: tuple[str, ...] = field(default=(), repr=False)


def new_slot(office: str, name: str, password: str, cost: Cost | None = None) -> Slot:
    """A new pair under this password, with no database key yet."""
    private = private_of(os.urandom(PRIVATE_BYTES))
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    slot = Slot(name, public_of(private), salt=salt.hex(), cost=cost or Cost())
    cipher = _cipher(_password_key(password, salt, slot.cost))
    wrapped = cipher.encrypt(nonce, private.private_bytes_raw(), _bound(office, slot, "password"))
    return replace(slot, wrapped=(nonce + wrapped).hex())


def _password_key(password: str, salt: bytes, cost: Cost) -> bytes:
    from argon2.low_level import Type, hash_secret_raw

    return hash_secret_raw(
        password.encode(errors="surrogatepass"),
        salt,
        time_cost=cost.passes,
        memory_cost=cost.memory_kib,
        parallelism=cost.lanes,
        hash_len=32,
        type=Type.ID,
    )


def _cipher(key: bytes) -> Any:  # an AESGCM, which is imported late
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(key)


def _bound(office: str, slot: Slot, purpose: str) -> bytes:
    """What a ciphertext is bound to, so that none passes for another's."""
    return canonical([FORMAT, office, purpose, slot.name, slot.public]).encode()


def unwrapped(office: str, slot: Slot, password: str) -> "X25519PrivateKey | None":
    """The private half of a slot; None for another password."""
    from cryptography.exceptions import InvalidTag

    wrapped = bytes.fromhex(slot.wrapped)
    cipher = _cipher(_password_key(password, bytes.fromhex(slot.salt), slot.cost))
    try:
        plain = cipher.decrypt(wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:], _bound(office, slot, "password"))
    except InvalidTag:
        return None
    private = private_of(plain)
    return private if public_of(private) == slot.public else None


@cache
def nobodys_slot(office: str) -> Slot:
    """A slot that nobody has the password of: an unknown name takes as long as a wrong password."""
    sizes = (PRIVATE_BYTES, NONCE_BYTES + PRIVATE_BYTES + TAG_BYTES, SALT_BYTES)
    public, wrapped, salt = (os.urandom(size).hex() for size in sizes)
    return Slot(office, public, wrapped, salt, Cost())


def sealed_to(office: str, slot: Slot, keys: tuple[bytes, ...]) -> Slot:
    """The slot with these database keys sealed to it, and no others."""
    return replace(slot, sealed=tuple(_sealed(office, slot, key) for key in keys))


def _sealed(office: str, slot: Slot, key: bytes) -> str:
    if len(key) != KEY_BYTES:
        raise ValueError(f"a database key has {KEY_BYTES} bytes")
    passing, nonce = private_of(os.urandom(PRIVATE_BYTES)), os.urandom(NONCE_BYTES)
    own = bytes.fromhex(public_of(passing))
    shared = _shared(passing, _public(slot.public), own, slot)
    text: bytes = _cipher(shared).encrypt(nonce, key, _bound(office, slot, "database"))
    return (own + nonce + text + _proof(office, slot, key)).hex()


def _proof(office: str, slot: Slot, key: bytes) -> bytes:
    return hmac.digest(key, _bound(office, slot, "proof"), "sha256")


def is_proven(office: str, slot: Slot, key: bytes) -> bool:
    """Whether somebody who had this database key sealed it, or the next one, to the slot."""
    proof = _proof(office, slot, key)
    return any(hmac.compare_digest(bytes.fromhex(sealed)[-PROOF_BYTES:], proof) for sealed in slot.sealed)


def unsealed(office: str, slot: Slot, private: "X25519PrivateKey", sealed: str) -> bytes:
    """The database key in it. Raises NotSealedSo for what was sealed to another key or for another office."""
    from cryptography.exceptions import InvalidTag

    content = bytes.fromhex(sealed)
    own, sealing = content[:PRIVATE_BYTES], content[PRIVATE_BYTES:-PROOF_BYTES]
    nonce, text = sealing[:NONCE_BYTES], sealing[NONCE_BYTES:]
    try:
        shared = _shared(private, _public(own.hex()), own, slot)
        key: bytes = _cipher(shared).decrypt(nonce, text, _bound(office, slot, "database"))
    except (InvalidTag, ValueError) as error:
        raise NotSealedSo from error
    if not hmac.compare_digest(content[-PROOF_BYTES:], _proof(office, slot, key)):
        raise NotSealedSo
    return key


def _shared(private: "X25519PrivateKey", public: "X25519PublicKey", passing: bytes, slot: Slot) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    info = _PURPOSE + passing + bytes.fromhex(slot.public)
    return HKDF(SHA256(), 32, None, info).derive(private.exchange(public))


def private_of(key: bytes) -> "X25519PrivateKey":
    """The private half with these 32 bytes."""
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

    return X25519PrivateKey.from_private_bytes(key)


def _public(public: str) -> "X25519PublicKey":
    from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

    return X25519PublicKey.from_public_bytes(bytes.fromhex(public))


def public_of(private: "X25519PrivateKey") -> str:
    """The public half, hexadecimal."""
    return str(private.public_key().public_bytes_raw().hex())
