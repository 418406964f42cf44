"""Encrypting a plain database: written anew beside it, read back, and put in its place when all of it is there.

Whenever the machine stops, the plain file or the encrypted one lies in its place, whole, and the slots of the key file
open the encrypted one. What an unencrypted file leaves in freed sectors of a disk cannot be reached from here: only
encrypting the disk itself, or giving it away destroyed, answers for that.
"""

import filecmp
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from officer_app.core.alone import alone, forget_companions, troubles
from officer_app.core.database import Database, raw_connection
from officer_app.core.errors import DamagedDatabase, DiskTrouble, reason_of
from officer_app.core.keyfile import KeyFile, beside, changing, new_database_key, sync_folder
from officer_app.core.other_keys import keep_aside
from officer_app.i18n import _

PLAIN_HEAD: Final = b"SQLite format 3\x00"
# Raises AppError unless what the office holds adds up.
Check = Callable[[Database], object]


@dataclass(frozen=True)
class Converted:
    """The encrypted database, the key that opens it, and the verified copy that was kept of it."""

    key: bytes
    backup: Path


def convert(path: Path, check: Check, now: datetime) -> Converted:
    """Encrypt the plain database at `path` under a new key, sealed to every slot of the key file beside it.

    Raises OthersInFile when anybody else has the file open, DiskTrouble, DamagedDatabase; the plain file is as it was
    then.
    """
    part = path.with_name(path.name + ".encrypting")
    with changing(beside(path)):
        file, key = KeyFile.read(beside(path)), new_database_key()
        if not file.slots:
            raise ValueError("nobody could open the database")
        try:
            with alone(path, None) as plain:
                _write_encrypted(plain, part, key)
                _verify(plain, path, part, key, check)
                backup = _copy(part, path.with_name(f"{path.stem}-encrypted-{now:%Y%m%d-%H%M%S}{path.suffix}"))
                keep_aside(file)
                sealed = file.sealed_anew(key)
                sealed.at(beside(backup)).save()
                sealed.save()
                if sys.platform != "win32":
                    part.replace(path)  # before anybody else can write to it
            if sys.platform == "win32":  # there, what is open cannot be replaced
                part.replace(path)
        except OSError as error:
            raise DiskTrouble(path=part, reason=reason_of(error)) from error
        finally:
            part.unlink(missing_ok=True)
            forget_companions(part)
    sync_folder(path.parent)
    forget_companions(path)
    return Converted(key, backup)


def encrypt_copies(path: Path, key: bytes) -> None:
    """Encrypt the plain copies that lie beside the office since they were kept before an upgrade, under its own key.

    Raises what `convert` raises; what is not done yet stays as it is.
    """
    for copy in sorted(path.parent.glob(f"{path.stem}-*{path.suffix}")):
        if is_plain(copy):
            _encrypt_copy(copy, key, KeyFile.read(beside(path)))


def is_plain(path: Path) -> bool:
    """Whether a file is a SQLite database that everybody can read."""
    try:
        with path.open("rb") as file:
            return file.read(len(PLAIN_HEAD)) == PLAIN_HEAD
    except OSError:
        return False


def _encrypt_copy(copy: Path, key: bytes, file: KeyFile) -> None:
    """The same for an older copy, whose schema may be an older one too."""
    part = copy.with_name(copy.name + ".encrypting")
    try:
        with alone(copy, None) as plain:
            if not {"alembic_version", "account"} <= set(_tables(plain)):
                return  # another program's
            _write_encrypted(plain, part, key)
            _verify(plain, copy, part, key, lambda _database: None)
            file.at(beside(copy)).save()
        part.replace(copy)
    except OSError as error:
        raise DiskTrouble(path=part, reason=reason_of(error)) from error
    finally:
        part.unlink(missing_ok=True)
        forget_companions(part)
    forget_companions(copy)


def _write_encrypted(plain: Any, part: Path, key: bytes) -> None:  # a connection of the driver's
    part.unlink(missing_ok=True)
    forget_companions(part)
    part.touch(mode=0o600)
    plain.execute("ATTACH DATABASE ? AS encrypted KEY ?", (str(part), f"x'{key.hex()}'"))
    plain.execute("SELECT sqlcipher_export('encrypted')")
    for kept in ("user_version", "application_id"):
        number = int(plain.execute(f"PRAGMA main.{kept}").fetchone()[0])
        plain.execute(f"PRAGMA encrypted.{kept} = {number}")
    plain.execute("DETACH DATABASE encrypted")


def _verify(plain: Any, path: Path, part: Path, key: bytes, check: Check) -> None:  # a connection of the driver's
    """Raises DamagedDatabase unless everything that the plain database holds is in the encrypted one, and sound."""
    found = troubles(part, key)
    if not found:
        encrypted = raw_connection(part, key)
        try:
            if _schema(plain) != _schema(encrypted):
                found = ["the tables differ"]
            else:
                found = [name for name in _tables(plain) if _count(plain, name) != _count(encrypted, name)]
        finally:
            encrypted.close()
    if found:
        raise DamagedDatabase(place=path, reason=found[0])
    database = Database(str(part), key=key)
    try:
        check(database)
    finally:
        database.close()


def _schema(connection: Any) -> list[Any]:  # rows of the driver's
    rows: list[Any] = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2").fetchall()
    return rows


def _tables(connection: Any) -> list[str]:  # a connection of the driver's
    return [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]


def _count(connection: Any, table: str) -> int:  # a connection of the driver's
    quoted = table.replace('"', '""')
    return int(connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()[0])


def _copy(part: Path, target: Path) -> Path:
    """A copy of the encrypted database, byte for byte what has been verified."""
    shutil.copyfile(part, target)
    target.chmod(0o600)
    with target.open("rb+") as file:
        os.fsync(file.fileno())
    filecmp.clear_cache()
    if not filecmp.cmp(part, target, shallow=False):
        target.unlink()
        raise DiskTrouble(path=target, reason=_("the disk does not keep what is written to it"))
    return target
