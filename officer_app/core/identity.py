"""Who this office is: an identifier that backups, anchors and key files name, and the key of its audit trail.

There is exactly one row, made with the schema. Whoever can read the open database can read the key: it proves that
nobody without the database wrote an entry; that nobody with it wrote the whole trail anew is proven by the anchors
outside (core/audit.py).
"""

import os
from typing import Final
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.database import Base

_ONLY: Final = 1
_KEY_BYTES: Final = 32


class OfficeIdentity(Base):
    """The one row. `uuid` is public; `audit_key` is hexadecimal and shown nowhere."""

    __tablename__ = "office_identity"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    uuid: Mapped[str] = mapped_column(sa.String(36), unique=True)
    audit_key: Mapped[str] = mapped_column(sa.String(64), info={"personal": True})

    __table_args__ = (sa.CheckConstraint("id = 1", name="only"),)


def give_identity(connection: sa.Connection) -> None:
    """For the migration: the row of an office that has none yet."""
    connection.execute(
        sa.insert(OfficeIdentity),
        [{"id": _ONLY, "uuid": str(uuid4()), "audit_key": os.urandom(_KEY_BYTES).hex()}],
    )


def office_uuid(connection: sa.Connection) -> str:
    """The office's public identifier."""
    return connection.scalar(sa.select(OfficeIdentity.uuid)) or ""


def audit_key(connection: sa.Connection) -> bytes:
    """The key that entries of the trail are sealed with; 32 bytes."""
    return bytes.fromhex(connection.scalar(sa.select(OfficeIdentity.audit_key)) or "")
