"""Contents of attached papers, kept once by their hash inside the database: encrypted and backed up with it."""

import hashlib

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app.core.database import Base
from officer_app.core.errors import AppError
from officer_app.core.work import Work
from officer_app.i18n import N_


class StoredContent(Base):
    """The bytes of a file by their SHA-256, in hexadecimal. Never changed; a name never decides where it lies."""

    __tablename__ = "stored_content"

    hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    content: Mapped[bytes] = mapped_column(sa.LargeBinary)


class ContentLost(AppError):
    """What a paper held is not there any more, or is not what was stored."""

    message = N_("The content of “{name}” is missing from the database.")
    remedy = N_("Have the administrator verify the database; a backup may still hold the paper.")


def keep_content(work: Work, content: bytes) -> str:
    """Store the bytes unless they are there already; returns their hash."""
    key = hashlib.sha256(content).hexdigest()
    there = work.session.scalar(sa.select(StoredContent.hash).where(StoredContent.hash == key))
    if there is None:
        work.session.execute(sa.insert(StoredContent), [{"hash": key, "content": content}])
    return key


def drop_unused(work: Work, key: str) -> None:
    """Forget a content that no row refers to any more."""
    work.session.flush()
    table = Base.metadata.tables[StoredContent.__tablename__]
    used = [
        sa.exists().where(column == key)
        for other in Base.metadata.tables.values()
        for column in other.c
        if any(reference.references(table) for reference in column.foreign_keys)
    ]
    work.session.execute(sa.delete(table).where(table.c.hash == key, ~sa.or_(*used)))


def content_of(work: Work, key: str, name: str) -> bytes:
    """The bytes with this hash, of the paper called `name`. Raises ContentLost if they are missing or were altered."""
    content = work.session.scalar(sa.select(StoredContent.content).where(StoredContent.hash == key))
    if content is None:
        raise ContentLost(name=name)
    if hashlib.sha256(content).hexdigest() != key:
        raise ContentLost(N_("The content of “{name}” is damaged: it is not what was stored."), name=name)
    return content
