"""The papers in an enterprise's file: taken in whole, kept by their content, handed out when asked for.

A paper is removed, not deleted: its line and its content stay on record, and it can be put back.
"""

import os
import stat
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final
from uuid import uuid4

import sqlalchemy as sa

from officer_app.core.contents import content_of, keep_content
from officer_app.core.errors import AppError, DiskTrouble, Invalid, UnreadableFile
from officer_app.core.filenames import harmless_name, is_program, kept_name
from officer_app.core.photo_traces import without_traces
from officer_app.core.progress import Cancelled, Progress, unwatched
from officer_app.core.work import OFFICE_ZONE, Actor, Done, Office, Work, asks, changes
from officer_app.directory.model import Attachment, Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission

# The office's rule: a scanned paper of a hundred pages stays below it, and every paper is in every backup.
LARGEST: Final = 20 * 1024 * 1024
_MEGABYTE: Final = 1024 * 1024
_LONGEST_NOTE: Final = 200


class TooLarge(Invalid):
    """A paper beyond the limit."""

    message = N_("“{name}” is {size} MB; a paper may have {most} MB.")
    remedy = N_("Scan it at a lower resolution, or split it.")


class NotOpened(AppError):
    """A paper that could run as a program."""

    message = N_("“{name}” can run as a program, so it is not opened from here.")
    remedy = N_("If you expect it, save it to a folder and have it checked first.")


# Visits are kept by a layer above; the names of their tables are enough to ask.
_VISIT: Final = sa.table("visit", sa.column("id"), sa.column("visited_on", sa.Date))
_VISIT_PAPER: Final = sa.table("visit_paper", sa.column("visit_id"), sa.column("attachment_id"))
_CLOSING: Final = sa.table("month_closing", sa.column("month", sa.Date), sa.column("reopened_at"))


@dataclass(frozen=True, slots=True)
class PaperDraft:
    """A paper to take in. The same draft taken in twice is stored once; its `name` is never trusted."""

    draft_id: str
    enterprise_id: int
    name: str
    content: bytes
    note: str = ""


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper as the file lists it; `size` in bytes, moments in local time."""

    id: int
    name: str
    size: int
    note: str
    added_at: datetime
    added_by: str
    removed_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a file: the paper's id and its name, and whether the same paper was there already."""

    id: int
    name: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class FileResult:
    """What became of one of several files: `taken`, or the error; neither where the rest was cancelled."""

    path: Path
    taken: Taken | None = None
    error: AppError | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper whole; the name may be written to any disk."""

    name: str
    content: bytes


@asks(Permission.PAPER_READ)
def papers_of(work: Work, enterprise_id: int) -> tuple[PaperRow, ...]:
    """The papers of an enterprise, the latest first; removed ones last."""
    query = (
        sa.select(Attachment)
        .where(Attachment.enterprise_id == enterprise_id)
        .order_by(Attachment.removed_at.is_not(None), Attachment.added_at.desc(), Attachment.id.desc())
    )
    return tuple(
        PaperRow(
            paper.id,
            paper.name,
            paper.size,
            paper.note,
            paper.added_at.astimezone(OFFICE_ZONE),
            paper.added_by,
            paper.removed_at.astimezone(OFFICE_ZONE) if paper.removed_at else None,
            paper.version,
        )
        for paper in work.session.scalars(query)
    )


@changes(Permission.DIRECTORY_EDIT)
def add_paper(work: Work, draft: PaperDraft) -> Taken:
    """Take a paper in; a photo without what it says of place, time and camera.

    One that the file holds already is not taken twice; a removed one is put back.
    Raises Invalid for an empty one, TooLarge, NotFound.
    """
    work.get(Enterprise, draft.enterprise_id)
    name = checked_paper(draft.name, draft.content)
    stored = work.session.scalars(sa.select(Attachment).where(Attachment.draft_id == draft.draft_id)).one_or_none()
    if stored is not None:
        return Taken(stored.id, stored.name)
    content = without_traces(draft.content)
    key = keep_content(work, content)
    return put_on_file(work, draft.enterprise_id, key, name, len(content), draft.note, draft.draft_id)


def checked_paper(name: str, content: bytes) -> str:
    """The name under which a paper is kept. Raises Invalid for an empty one, TooLarge."""
    name = kept_name(name)
    if not content:
        raise Invalid(N_("“{name}” is empty."), remedy=N_("Check the file; nothing was stored."), name=name)
    if len(content) > LARGEST:
        raise _too_large(name, len(content))
    return name


def put_on_file(
    work: Work, enterprise_id: int, key: str, name: str, size: int, note: str, draft_id: str | None = None
) -> Taken:
    """A content that is kept already becomes a paper of an enterprise's file; for use cases that have checked access.

    One that the file holds already is not taken twice; a removed one is put back.
    """
    same = work.session.scalars(
        sa.select(Attachment)
        .where(Attachment.enterprise_id == enterprise_id, Attachment.content_hash == key)
        .order_by(Attachment.removed_at.is_not(None), Attachment.id.desc())
    ).first()
    if same is not None:
        known = same.removed_at is None
        same.removed_at = None
        return Taken(same.id, same.name, known)
    paper = Attachment(
        enterprise_id=enterprise_id,
        content_hash=key,
        name=name,
        size=size,
        note=_checked_note(note),
        added_at=work.now,
        added_by=work.actor.name,
        draft_id=draft_id,
    )
    return Taken(work.add(paper).id, name)


@changes(Permission.PAPER_READ)
def open_paper(work: Work, paper_id: int, *, trusted: bool = False) -> Paper:
    """A paper to be opened or saved; who took it out is recorded. Raises ContentLost, NotFound.

    What could run as a program is handed out only as `trusted`, which is to say for saving; else raises NotOpened.
    """
    paper = work.get(Attachment, paper_id)
    content = content_of(work, paper.content_hash, paper.name)
    if not trusted and is_program(paper.name, content):
        raise NotOpened(name=paper.name)
    work.note("save" if trusted else "open", Attachment.__tablename__, paper.id, after={"name": paper.name})
    # Nothing that a page shows has changed.
    work.changed.clear()
    return Paper(harmless_name(paper.name), content)


@changes(Permission.DIRECTORY_EDIT)
def note_paper(work: Work, paper_id: int, note: str, *, version: int) -> None:
    """Say what a paper is."""
    work.get(Attachment, paper_id, version=version).note = _checked_note(note)


@changes(Permission.DIRECTORY_EDIT)
def remove_paper(work: Work, paper_id: int, *, version: int) -> int:
    """Take a paper off the file; it stays on record. Returns the version with which it can be put back.

    Raises Invalid for one that belongs to a visit of a closed month.
    """
    paper = work.get(Attachment, paper_id, version=version)
    _require_open(work, paper)
    paper.removed_at = paper.removed_at or work.now
    work.session.flush()
    return paper.version


@changes(Permission.DIRECTORY_EDIT)
def put_paper_back(work: Work, paper_id: int, *, version: int) -> None:
    """A paper taken off the file is there again."""
    work.get(Attachment, paper_id, version=version).removed_at = None


def read_paper(path: Path) -> tuple[str, bytes]:
    """The name and the bytes of a file somebody gave. Raises Invalid, TooLarge, UnreadableFile; never waits.

    The file is looked at again while it is open: between choosing and reading it may vanish, grow or be exchanged.
    """
    name = kept_name(path.name)
    try:
        # Not blocking: opening a pipe would wait for its other end.
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except (FileNotFoundError, NotADirectoryError):
        raise UnreadableFile(N_("“{name}” is not there any more."), remedy=N_("Choose it anew."), name=name) from None
    except (OSError, ValueError) as error:
        if path.is_dir():
            raise _folder(name) from None
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise UnreadableFile(path=name, reason=reason or str(error)) from None
    try:
        kind = os.fstat(handle)
        if stat.S_ISDIR(kind.st_mode):
            raise _folder(name)
        if not stat.S_ISREG(kind.st_mode):
            raise Invalid(N_("“{name}” is no file."), remedy=N_("Drop files only."), name=name)
        if kind.st_size > LARGEST:
            raise _too_large(name, kind.st_size)
        with os.fdopen(os.dup(handle), "rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise UnreadableFile(path=name, reason=error.strerror or str(error)) from error
    finally:
        os.close(handle)
    if len(content) > LARGEST:
        raise _too_large(name, len(content))
    return name, content


def store_files(
    office: Office, actor: Actor, enterprise_id: int, paths: Sequence[Path], progress: Progress = unwatched
) -> Done[list[FileResult]]:
    """Take several files in, each by itself; one that cannot be taken does not hold the others up.

    After a cancel what was taken stays, whole; the rest has neither paper nor error.
    """
    results: list[FileResult] = []
    changed: set[str] = set()
    for number, path in enumerate(paths):
        try:
            progress(number, len(paths))
            name, content = read_paper(path)
            done = office.perform(add_paper, actor, PaperDraft(str(uuid4()), enterprise_id, name, content))
        except Cancelled:
            results += [FileResult(left) for left in paths[number:]]
            break
        except AppError as error:
            results.append(FileResult(path, error=error))
        else:
            changed |= done.changed
            results.append(FileResult(path, done.value))
    return Done(results, frozenset(changed))


def write_paper(paper: Paper, path: Path) -> None:
    """Save a paper where somebody wants it; nothing half-written remains. Raises DiskTrouble."""
    unfinished = path.with_name(f".{uuid4().hex}.part")
    try:
        unfinished.write_bytes(paper.content)
        unfinished.replace(path)
    except OSError as error:
        unfinished.unlink(missing_ok=True)
        raise DiskTrouble(path=path, reason=error.strerror or str(error)) from error


def _require_open(work: Work, paper: Attachment) -> None:
    days = (
        sa.select(_VISIT.c.visited_on)
        .join(_VISIT_PAPER, _VISIT_PAPER.c.visit_id == _VISIT.c.id)
        .where(_VISIT_PAPER.c.attachment_id == paper.id)
    )
    months = {day.replace(day=1) for day in work.session.scalars(days)}
    closed = sa.select(_CLOSING.c.month).where(_CLOSING.c.month.in_(months), _CLOSING.c.reopened_at.is_(None))
    month = work.session.scalar(closed.limit(1)) if months else None
    if month is not None:
        raise Invalid(
            N_("“{name}” belongs to a visit of {month}, which was closed."),
            remedy=N_("Ask a supervisor to reopen the month."),
            name=paper.name,
            month=f"{month:%Y-%m}",
        )


def _checked_note(note: str) -> str:
    plain = unicodedata.normalize("NFC", note).strip()
    if len(plain) > _LONGEST_NOTE:
        message = N_("The text has {length} characters; at most {most} fit.")
        raise Invalid(message, field="note", length=len(plain), most=_LONGEST_NOTE)
    return plain


def _too_large(name: str, size: int) -> TooLarge:
    return TooLarge(name=name, size=f"{size / _MEGABYTE:.1f}", most=LARGEST // _MEGABYTE)


def _folder(name: str) -> Invalid:
    return Invalid(N_("“{name}” is a folder."), remedy=N_("Open it and drop the files themselves."), name=name)
