"""The key file beside an encrypted database: one slot a person, each of which opens the database key.

A slot holds an X25519 key pair, its private half under AES-256-GCM with a key that Argon2id (RFC 9106) makes of the
password, and the database key sealed to the public half (ephemeral X25519, HKDF-SHA256, AES-256-GCM). Sealing needs no
password: after a leaver the new database key is sealed to every slot that stays. The recovery slot's private half is
the recovery key itself, which is printed and kept nowhere (core/recovery.py).

What is kept is canonical JSON with a SHA-256 over it, so that a damaged file is told from a wrong password. The
database key is 48 bytes: 32 that encrypt, and the 16 that the database file begins with, which the key file names
openly, so that the key file of another office is told from a wrong password as well.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from officer_app.core.errors import AppError, DiskTrouble, SignInFailed, reason_of
from officer_app.core.folding import fold
from officer_app.core.sealing import (
    FORMAT,
    KEY_BYTES,
    MARK_BYTES,
    NONCE_BYTES,
    PRIVATE_BYTES,
    PROOF_BYTES,
    SALT_BYTES,
    TAG_BYTES,
    Cost,
    NotSealedSo,
    Slot,
    is_proven,
    new_slot,
    nobodys_slot,
    private_of,
    public_of,
    sealed_to,
    unsealed,
    unwrapped,
)
from officer_app.core.signing import canonical
from officer_app.i18n import N_

# Nothing that this program wrote is larger: some thousand accounts.
_LARGEST: Final = 4_000_000
_MOST_SLOTS: Final = 5_000
_LONGEST_NAME: Final = 80
_SEALED_BYTES: Final = PRIVATE_BYTES + NONCE_BYTES + KEY_BYTES + TAG_BYTES + PROOF_BYTES


class KeyFileMissing(AppError):
    """The database is encrypted and no key file lies beside it."""

    message = N_("The key file {path} is missing: without it no password opens the database.")
    remedy = N_("Put {before} from the same folder, or the key file of the newest backup, in its place.")


class KeyFileDamaged(AppError):
    """What lies beside the database is not the key file that was written."""

    message = N_("The key file {path} is damaged: the password is not to blame.")
    remedy = N_("Put {before} from the same folder, or the key file of the newest backup, in its place.")


class KeyFileForeign(AppError):
    """The key file is whole, and belongs to another database."""

    message = N_("The key file {path} belongs to another office or to an older state of this one.")
    remedy = N_("Put the key file that was kept together with this database beside it; backups hold one.")


class RecoveryKeyWrong(AppError):
    """The recovery key is not the one that the key file was made with."""

    message = N_("This recovery key does not open the office.")
    remedy = N_("Compare the date on both sheets: a newer pair may have taken their place.")


@dataclass(frozen=True)
class KeyFile:
    """The key file as it was read or is to be written; changed copies are written with `save`.

    `office` is the office's identifier; `mark` the bytes that its encrypted database begins with, hexadecimal, empty
    while that is plain. `rekey_due` says since when somebody who left could still open an old copy's key, if at all.
    """

    path: Path
    office: str
    mark: str = ""
    slots: tuple[Slot, ...] = ()
    recovery: Slot | None = None
    recovery_at: str = ""
    rekey_due: str = ""

    # Reading and writing.

    @classmethod
    def read(cls, path: Path) -> "KeyFile":
        """The key file at this path. Raises KeyFileMissing, KeyFileDamaged."""
        try:
            with path.open("rb") as file:
                content = file.read(_LARGEST + 1)
        except FileNotFoundError as error:
            raise KeyFileMissing(path=path, before=before(path).name) from error
        except OSError as error:
            raise _damaged(path) from error
        try:
            return _parsed(path, content)
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise _damaged(path) from error

    def save(self, *, forgets: bool = False) -> "KeyFile":
        """Write it: the file is the old one or the new one whenever the machine stops. Raises DiskTrouble.

        The one before is kept beside it; what `forgets` a slot or a key leaves a copy of itself there instead, or the
        forgotten one would still open the database. Two that change the same file take turns with `changing`.
        """
        content = self._text().encode()
        part = self.path.with_name(self.path.name + ".part")
        try:
            _write_through(part, content)
            if self.path.is_file() and not forgets:
                self._keep_before(self.path.read_bytes())
            part.replace(self.path)
            sync_folder(self.path.parent)
            if forgets:
                self._keep_before(content)
        except OSError as error:
            with contextlib.suppress(OSError):
                part.unlink(missing_ok=True)
            raise DiskTrouble(path=self.path, reason=reason_of(error)) from error
        return self

    def _keep_before(self, content: bytes) -> None:
        former = before(self.path)
        spare = former.with_name(former.name + ".part")
        _write_through(spare, content)
        spare.replace(former)
        sync_folder(self.path.parent)

    def at(self, path: Path) -> "KeyFile":
        """The same file for another place; not written yet."""
        return replace(self, path=path)

    def _text(self) -> str:
        body: dict[str, object] = {
            "format": FORMAT,
            "office": self.office,
            "database": self.mark,
            "slots": [_as_json(slot) for slot in self.slots],
            "recovery": None if self.recovery is None else _as_json(self.recovery),
            "recovery_at": self.recovery_at,
            "rekey_due": self.rekey_due,
        }
        return json.dumps({**body, "check": _check(body)}, ensure_ascii=False, sort_keys=True, indent=1) + "\n"

    # Opening.

    @property
    def names(self) -> tuple[str, ...]:
        """Who has a slot that opens the database, or will once that is encrypted."""
        return tuple(dict.fromkeys(slot.name for slot in self.slots if slot.sealed or not self.mark))

    @property
    def is_rekeying(self) -> bool:
        """Whether the file holds the next key beside the one in use."""
        return any(len(slot.sealed) > 1 for slot in self.slots)

    def open(self, name: str, password: str) -> bytes:
        """The database key. Raises SignInFailed: a wrong password, an unknown name (after the same time), or a slot
        that was only prepared.
        """
        keys = self.keys(name, password)
        if not keys:
            raise SignInFailed()
        return keys[0]

    def keys(self, name: str, password: str) -> tuple[bytes, ...]:
        """The database key, and the next one while the database is being re-keyed; none from a prepared slot.

        Raises SignInFailed.
        """
        return self.opened(name, password)[1]

    def opened(self, name: str, password: str) -> tuple[Slot, tuple[bytes, ...]]:
        """The slot of that name which the password opens, and the keys in it.

        Raises SignInFailed, and KeyFileDamaged where the password is right and what it opens holds no key.
        """
        held = [slot for slot in self.slots if fold(slot.name) == fold(name)]
        for slot in held or [nobodys_slot(self.office)]:
            private = unwrapped(self.office, slot, password)
            if private is not None and held:
                try:
                    return slot, tuple(unsealed(self.office, slot, private, sealed) for sealed in slot.sealed)
                except NotSealedSo as error:
                    raise _damaged(self.path) from error
        raise SignInFailed()

    def open_recovery(self, key: bytes) -> bytes:
        """The database key, by the recovery key. Raises RecoveryKeyWrong."""
        return self.recovery_keys(key)[0]

    def recovery_keys(self, key: bytes) -> tuple[bytes, ...]:
        """The database key by the recovery key, and the next one while it is being changed. Raises RecoveryKeyWrong."""
        slot = self.recovery
        if slot is None or len(key) != PRIVATE_BYTES or not slot.sealed:
            raise RecoveryKeyWrong()
        private = private_of(key)
        if public_of(private) != slot.public:
            raise RecoveryKeyWrong()
        try:
            return tuple(unsealed(self.office, slot, private, sealed) for sealed in slot.sealed)
        except NotSealedSo as error:
            raise RecoveryKeyWrong() from error

    # Changed copies.

    def with_slot(self, name: str, password: str, *keys: bytes, cost: Cost | None = None) -> "KeyFile":
        """With one more slot of this name; takes as long as opening one does. Without a key it is only prepared.

        A name has two while a password is being changed: `without_others` removes the old one.
        """
        slot = new_slot(self.office, name.strip(), password, cost)
        return replace(self, slots=(*self.slots, sealed_to(self.office, slot, keys)))

    def without(self, name: str) -> "KeyFile":
        """Without the slots of this name."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.name != name.strip()))

    def emptied(self, names: Collection[str]) -> "KeyFile":
        """With no key in the slots of these names: what opened them is still recognised, and opens nothing."""
        return replace(
            self, slots=tuple(replace(slot, sealed=()) if slot.name in names else slot for slot in self.slots)
        )

    def without_slot(self, gone: Slot) -> "KeyFile":
        """Without this one slot."""
        return replace(self, slots=tuple(slot for slot in self.slots if slot.public != gone.public))

    def without_others(self, kept: Slot) -> "KeyFile":
        """Without the other slots of the same name."""
        left = tuple(slot for slot in self.slots if slot.name != kept.name or slot.public == kept.public)
        return replace(self, slots=left)

    def with_recovery(self, key: bytes, at: datetime, *keys: bytes) -> "KeyFile":
        """With this recovery key, made at that moment, in the place of the one before."""
        slot = Slot("", public_of(private_of(key)))
        return replace(self, recovery=sealed_to(self.office, slot, keys), recovery_at=at.isoformat())

    def proven(self, key: bytes) -> "KeyFile":
        """Without the slots that were laid into the file by somebody who had not this database key.

        Raises KeyFileDamaged where no slot would be left.
        """
        slots = tuple(slot for slot in self.slots if is_proven(self.office, slot, key))
        if self.slots and not slots:
            raise _damaged(self.path)
        if self.recovery is None or is_proven(self.office, self.recovery, key):
            return replace(self, slots=slots)
        return replace(self, slots=slots, recovery=None, recovery_at="")

    def sealed_anew(self, *keys: bytes) -> "KeyFile":
        """With these keys, and no others, in every slot and in the recovery slot. Needs no password."""
        return replace(
            self,
            mark=keys[0][-MARK_BYTES:].hex(),
            slots=tuple(sealed_to(self.office, slot, keys) for slot in self.slots),
            recovery=None if self.recovery is None else sealed_to(self.office, self.recovery, keys),
        )

    def due_since(self, at: datetime | None) -> "KeyFile":
        """With the re-keying due since a moment, the earlier one if it was due already; None: done."""
        return replace(self, rekey_due="" if at is None else self.rekey_due or at.isoformat())


def beside(database: Path) -> Path:
    """Where the key file of a database lies."""
    return database.with_suffix(".keys")


def new_database_key() -> bytes:
    """A new key: 32 bytes that encrypt, and the 16 that the file will begin with."""
    return os.urandom(KEY_BYTES)


def next_database_key(key: bytes) -> bytes:
    """Another key for the same database: what the file begins with stays."""
    return os.urandom(KEY_BYTES - MARK_BYTES) + key[-MARK_BYTES:]


def mark_of(database: Path) -> str:
    """The bytes that a database file begins with, as key files name them. Raises OSError."""
    with database.open("rb") as file:
        return file.read(MARK_BYTES).hex()


@contextlib.contextmanager
def changing(path: Path) -> Iterator[None]:
    """Take turns with other programs that change the same key file: read, change and save inside."""
    try:
        handle = os.open(path.with_name(path.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DiskTrouble(path=path, reason=reason_of(error)) from error
    try:
        _hold(handle)
        yield
    finally:
        os.close(handle)  # lets go of it


def _hold(handle: int) -> None:
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_LOCK, 1)  # type: ignore[attr-defined,unused-ignore] # only there
    else:
        fcntl.flock(handle, fcntl.LOCK_EX)


def sync_folder(folder: Path) -> None:
    """Have the disk keep a renaming; not every platform can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _write_through(path: Path, content: bytes) -> None:
    """Write a file that only its owner reads, down to the disk."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb") as file:
        if hasattr(os, "fchmod"):
            os.fchmod(handle, 0o600)
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def before(path: Path) -> Path:
    """Where the key file before this one is kept."""
    return path.with_name(path.name + ".before")


def _damaged(path: Path) -> KeyFileDamaged:
    return KeyFileDamaged(path=path, before=before(path).name)


# What is written, and what is believed of what was read.


def _check(body: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical(body).encode()).hexdigest()


def _as_json(slot: Slot) -> dict[str, object]:
    return {
        "name": slot.name,
        "public": slot.public,
        "wrapped": slot.wrapped,
        "salt": slot.salt,
        "argon2id": [slot.cost.passes, slot.cost.memory_kib, slot.cost.lanes],
        "sealed": list(slot.sealed),
    }


def _parsed(path: Path, content: bytes) -> KeyFile:
    """Raises ValueError, TypeError, KeyError for what this program has not written."""
    if len(content) > _LARGEST:
        raise ValueError("too large")
    body: Any = json.loads(content.decode())  # believed only as far as it is looked at below
    if not isinstance(body, dict):
        raise TypeError("not an object")
    if body.pop("check") != _check(body) or body["format"] != FORMAT:
        raise ValueError("not as it was written")
    if not isinstance(body["slots"], list):
        raise TypeError("not a list")
    slots = tuple(_slot(row) for row in body["slots"])
    recovery = None if body["recovery"] is None else _slot(body["recovery"], recovery=True)
    if len(slots) > _MOST_SLOTS:
        raise ValueError("too many slots")
    texts = [body[key] for key in ("office", "recovery_at", "rekey_due")]
    if not all(isinstance(text, str) and len(text) <= 64 for text in texts):
        raise TypeError("not a text")
    for moment in filter(None, texts[1:]):
        if datetime.fromisoformat(moment).tzinfo is None:
            raise ValueError("not a moment")
    mark = "" if body["database"] == "" else _hex(body["database"], MARK_BYTES)
    return KeyFile(path, texts[0], mark, slots, recovery, texts[1], texts[2])


def _slot(row: Mapping[str, Any], *, recovery: bool = False) -> Slot:  # as in _parsed
    name, sealed = row["name"], row["sealed"]
    passes, memory_kib, lanes = row["argon2id"]
    cost = Cost(passes, memory_kib, lanes)
    whole = all(type(number) is int for number in (cost.passes, cost.memory_kib, cost.lanes))
    if not whole or not cost.is_bearable():
        raise ValueError("cost out of bounds")
    if not isinstance(name, str) or len(name) > _LONGEST_NAME or bool(name) is recovery:
        raise ValueError("not a name")
    if not isinstance(sealed, list) or len(sealed) > 2:
        raise ValueError("not keys")
    return Slot(
        name=name,
        public=_hex(row["public"], PRIVATE_BYTES),
        wrapped="" if recovery else _hex(row["wrapped"], NONCE_BYTES + PRIVATE_BYTES + TAG_BYTES),
        salt="" if recovery else _hex(row["salt"], SALT_BYTES),
        cost=cost,
        sealed=tuple(_hex(text, _SEALED_BYTES) for text in sealed),
    )


def _hex(text: object, length: int) -> str:
    if not isinstance(text, str) or len(value := bytes.fromhex(text)) != length:
        raise ValueError("not a value of that length")
    return value.hex()
