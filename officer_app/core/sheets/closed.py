"""A workbook that opens with a password only, as spreadsheet programs ask for it (ECMA-376 agile, AES-256, SHA-512).

It is made in memory: what it holds is never on the disk in plain, and the password is kept nowhere.
"""

import io
import os
import secrets
import tempfile
from pathlib import Path
from typing import Final

from officer_app.core.errors import DiskTrouble, reason_of
from officer_app.core.sheets.write import SheetToWrite, write_into

# Without signs that look alike on paper.
_SIGNS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_GROUPS: Final = 5
_GROUP: Final = 4


def new_password() -> str:
    """Twenty signs in groups, some 99 bits: K7QM-2XWP-…"""
    return "-".join("".join(secrets.choice(_SIGNS) for _sign in range(_GROUP)) for _group in range(_GROUPS))


def write_closed_workbook(path: Path, password: str, *sheets: SheetToWrite, watermark: str = "") -> int:
    """Write the sheets, each with the watermark above its rows and on every page; returns the rows.

    Replaces an existing file only when the new one is complete. Raises DiskTrouble.
    """
    from msoffcrypto.format.ooxml import OOXMLFile  # type: ignore[import-untyped] # it ships no types

    plain, closed = io.BytesIO(), io.BytesIO()
    count = write_into(plain, *sheets, watermark=watermark)
    plain.seek(0)
    OOXMLFile(plain).encrypt(password, closed)
    try:
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
            unfinished = Path(folder) / "workbook.xlsx"
            with unfinished.open("wb") as file:
                file.write(closed.getvalue())
                file.flush()
                os.fsync(file.fileno())
            unfinished.chmod(0o600)
            unfinished.replace(path)
    except OSError as error:
        raise DiskTrouble(path=str(path), reason=reason_of(error)) from error
    return count
