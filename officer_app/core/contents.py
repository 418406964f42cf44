"""Contents of attached papers, kept once by their hash inside the database: encrypted and backed up with it."""

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.database import Base


class StoredContent(Base):
    """The bytes of a file by their SHA-256, in hexadecimal. Never changed; a name never decides where it lies."""

    __tablename__ = "stored_content"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)
