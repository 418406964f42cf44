"""Another key for an encrypted database: after somebody left, what they knew opens it no more.

The key file holds the key in use and the next one until the database has been read back under the next. SQLite writes
the pages within one transaction: whenever the machine stops, one of the two keys opens the file, the one in use first
(a transaction that was cut off is rolled back under it).
"""

import hashlib
import hmac
from pathlib import Path
from typing import TYPE_CHECKING, Final

from officer_app.core.alone import alone, forget_companions, troubles
from officer_app.core.database import raw_connection
from officer_app.core.errors import DatabaseUnavailable
from officer_app.core.keyfile import KeyFile, beside, changing, next_database_key
from officer_app.core.sealing import KEY_BYTES, MARK_BYTES

if TYPE_CHECKING:
    from officer_app.core.database import Database

_PAGE: Final = 4096
_SEAL: Final = 64
_LOOKED_AT: Final = 64  # pages


def rekey(database: "Database") -> None:
    """Encrypt an open database anew and seal the new key to every slot that opened it; takes seconds per 100 MB.

    Raises OthersInFile when anybody else has the file open, other threads of this program included: nothing has
    changed then. Raises DatabaseUnavailable, DiskTrouble, KeyFileMissing, KeyFileDamaged.
    """
    path, key = database.path, database.key
    if path is None or key is None:
        raise ValueError("only an encrypted file has a key")
    with changing(beside(path)), database.standing_still():
        file = KeyFile.read(beside(path)).proven(key)
        following = next_database_key(key)
        if len(following) != KEY_BYTES:
            raise ValueError("not a key of a key file")
        with alone(path, key) as connection:
            file.sealed_anew(key, following).save()
            connection.execute(f"PRAGMA rekey = \"x'{following.hex()}'\"")
        forget_companions(path)
        if found := troubles(path, following, rows=False):
            raise DatabaseUnavailable(place=path, reason=found[0])
        file.sealed_anew(following).due_since(None).save(forgets=True)
        database.go_on_with(following)


def working_key(path: Path, keys: tuple[bytes, ...]) -> bytes | None:
    """The one of these keys that opens the database; None if none does. The one in use comes first."""
    from sqlcipher3 import dbapi2

    for key in keys:
        try:
            connection = raw_connection(path, key)
        except dbapi2.Error:
            continue
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
        except dbapi2.DatabaseError as error:
            if "not a database" in str(error):
                continue
            raise
        finally:
            connection.close()
        return key
    return None


def was_written_under(path: Path, keys: tuple[bytes, ...]) -> bool:
    """Whether some page after the first bears the seal of one of these keys: then the first is what is damaged.

    Else the key file is of another time than the database. Raises OSError.
    """
    with path.open("rb") as file:
        content = file.read(_LOOKED_AT * _PAGE)
    pages = [content[start : start + _PAGE] for start in range(_PAGE, len(content), _PAGE)]
    for key in keys:
        # As SQLCipher 4 seals: HMAC-SHA512 over what is encrypted and the page's number, little-endian.
        masked = bytes(one ^ 0x3A for one in key[-MARK_BYTES:])
        sealing = hashlib.pbkdf2_hmac("sha512", key[:-MARK_BYTES], masked, 2, 32)
        for number, page in enumerate(pages, start=2):
            said = hmac.digest(sealing, page[:-_SEAL] + number.to_bytes(4, "little"), "sha512")
            if hmac.compare_digest(said, page[-_SEAL:]):
                return True
    return False


def settle(path: Path, keys: tuple[bytes, ...], working: bytes) -> None:
    """After a re-keying that was cut off: let the key file hold the key that opens the database, and no other."""
    if len(keys) < 2:
        return
    with changing(beside(path)):
        file = KeyFile.read(beside(path))
        if file.is_rekeying:
            done = working != keys[0]
            settled = file.proven(working).sealed_anew(working)
            (settled.due_since(None) if done else settled).save(forgets=True)
