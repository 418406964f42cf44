"""Photos and the signed page of a visit.

While the visit is typed they are kept with its draft, at once and whole; when it is saved they become papers of the
enterprise's file that belong to the visit.
"""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from officer_app.core.contents import content_of, drop_unused, keep_content
from officer_app.core.errors import Forbidden
from officer_app.core.filenames import harmless_name, is_program
from officer_app.core.photo_traces import without_traces
from officer_app.core.work import OFFICE_ZONE, Work, asks, changes
from officer_app.directory.attachments import NotOpened, Paper, checked_paper, put_on_file
from officer_app.directory.model import Attachment
from officer_app.people.access import Permission
from officer_app.visits.closing import require_open
from officer_app.visits.model import PaperKind as PaperKind
from officer_app.visits.model import Visit, VisitDraftPaper, VisitPaper


@dataclass(frozen=True, slots=True)
class DraftPaperRow:
    """A paper of an unfinished visit; `size` in bytes, local time."""

    id: int
    name: str
    size: int
    kind: PaperKind
    added_at: datetime


@changes(Permission.VISIT_LOG)
def add_draft_paper(work: Work, draft_id: str, name: str, content: bytes, kind: PaperKind = PaperKind.PHOTO) -> int:
    """Keep a paper with an unfinished visit; the same content is kept once. Returns its id; `name` is never trusted.

    What arrives after the visit was saved belongs to the visit; the answer is 0 then. Raises Invalid for an empty one,
    TooLarge, Forbidden for a draft or a visit of somebody else, MonthClosed.
    """
    name, content = checked_paper(name, content), without_traces(content)
    saved = work.session.scalar(sa.select(Visit.id).where(Visit.draft_id == draft_id))
    if saved is not None:
        _attach(work, _writable(work, saved), keep_content(work, content), name, len(content), kind)
        return 0
    key = keep_content(work, content)
    for there in _of_draft(work, draft_id):
        if there.account_id != work.actor.id:
            raise Forbidden()
        if there.content_hash == key:
            there.kind = kind
            return there.id
    assert work.actor.id is not None
    paper = VisitDraftPaper(
        draft_id=draft_id,
        account_id=work.actor.id,
        content_hash=key,
        name=name,
        size=len(content),
        kind=kind,
        added_at=work.now,
    )
    return work.add(paper).id


@asks(Permission.VISIT_LOG)
def draft_papers(work: Work, draft_id: str) -> list[DraftPaperRow]:
    """The papers of one's own unfinished visit, in the order they came."""
    return [
        DraftPaperRow(paper.id, paper.name, paper.size, paper.kind, paper.added_at.astimezone(OFFICE_ZONE))
        for paper in _of_draft(work, draft_id)
        if paper.account_id == work.actor.id
    ]


@asks(Permission.VISIT_LOG)
def open_draft_paper(work: Work, paper_id: int) -> Paper:
    """A paper of one's own unfinished visit, to be looked at. Raises ContentLost, NotFound, NotOpened for a program."""
    paper = _own(work, paper_id)
    content = content_of(work, paper.content_hash, paper.name)
    if is_program(paper.name, content):
        raise NotOpened(name=paper.name)
    return Paper(harmless_name(paper.name), content)


@changes(Permission.VISIT_LOG)
def change_draft_paper(work: Work, paper_id: int, kind: PaperKind) -> None:
    """A paper of one's own unfinished visit is of another kind."""
    _own(work, paper_id).kind = kind


@changes(Permission.VISIT_LOG)
def remove_draft_paper(work: Work, paper_id: int) -> None:
    """Take a paper off one's own unfinished visit; nothing of it remains."""
    paper = _own(work, paper_id)
    work.session.delete(paper)
    drop_unused(work, paper.content_hash)


@changes(Permission.VISIT_LOG)
def add_visit_paper(work: Work, visit_id: int, name: str, content: bytes, kind: PaperKind = PaperKind.PHOTO) -> int:
    """Add a paper to a stored visit, and to its enterprise's file; returns the id of the visit's paper.

    Raises Invalid, TooLarge, Forbidden for a visit of another officer, MonthClosed.
    """
    visit = _writable(work, visit_id)
    name, content = checked_paper(name, content), without_traces(content)
    return _attach(work, visit, keep_content(work, content), name, len(content), kind)


@changes(Permission.VISIT_LOG)
def change_visit_paper(work: Work, paper_id: int, kind: PaperKind) -> None:
    """A paper of a stored visit is of another kind. Raises Forbidden, MonthClosed."""
    paper = work.get(VisitPaper, paper_id)
    _writable(work, paper.visit_id)
    paper.kind = kind


@changes(Permission.VISIT_LOG)
def remove_visit_paper(work: Work, paper_id: int) -> None:
    """Take a paper off a stored visit, and off the enterprise's file unless another visit has it too.

    It stays on record in the file, where it can be put back. Raises Forbidden, MonthClosed.
    """
    paper = work.get(VisitPaper, paper_id)
    _writable(work, paper.visit_id)
    attachment = work.get(Attachment, paper.attachment_id)
    if _others(work, paper):
        work.session.delete(paper)
    else:
        attachment.removed_at = attachment.removed_at or work.now


def has_draft_papers(draft_id: sa.BindParameter[str]) -> sa.ColumnElement[bool]:
    """The condition that papers are kept with a draft."""
    return sa.exists().where(VisitDraftPaper.draft_id == draft_id)


def take_papers(work: Work, draft_id: str, visit: Visit) -> None:
    """The papers of one's own draft become those of its visit."""
    for paper in _of_draft(work, draft_id):
        if paper.account_id != work.actor.id:
            continue
        _attach(work, visit, paper.content_hash, paper.name, paper.size, paper.kind)
        work.session.delete(paper)


def drop_papers(work: Work, draft_id: str) -> None:
    """Forget the papers of one's own unfinished visit."""
    for paper in _of_draft(work, draft_id):
        if paper.account_id == work.actor.id:
            work.session.delete(paper)
            drop_unused(work, paper.content_hash)


def papers_follow(work: Work, visit: Visit) -> None:
    """A visit turned out to be of another enterprise: its papers go to that one's file."""
    query = (
        sa.select(VisitPaper, Attachment)
        .join(Attachment, Attachment.id == VisitPaper.attachment_id)
        .where(VisitPaper.visit_id == visit.id, Attachment.enterprise_id != visit.enterprise_id)
    )
    for paper, attachment in work.session.execute(query).all():
        taken = put_on_file(
            work, visit.enterprise_id, attachment.content_hash, attachment.name, attachment.size, attachment.note
        )
        if not _others(work, paper):
            attachment.removed_at = attachment.removed_at or work.now
        paper.attachment_id = taken.id


def _attach(work: Work, visit: Visit, key: str, name: str, size: int, kind: PaperKind) -> int:
    taken = put_on_file(work, visit.enterprise_id, key, name, size, visit.number)
    query = sa.select(VisitPaper).where(VisitPaper.visit_id == visit.id, VisitPaper.attachment_id == taken.id)
    paper = work.session.scalars(query).one_or_none()
    if paper is None:
        return work.add(VisitPaper(visit_id=visit.id, attachment_id=taken.id, kind=kind)).id
    paper.kind = kind
    return paper.id


def _of_draft(work: Work, draft_id: str) -> list[VisitDraftPaper]:
    query = sa.select(VisitDraftPaper).where(VisitDraftPaper.draft_id == draft_id).order_by(VisitDraftPaper.id)
    return list(work.session.scalars(query))


def _own(work: Work, paper_id: int) -> VisitDraftPaper:
    paper = work.get(VisitDraftPaper, paper_id)
    if paper.account_id != work.actor.id:
        raise Forbidden()
    return paper


def _writable(work: Work, visit_id: int) -> Visit:
    visit = work.get(Visit, visit_id)
    work.require(Permission.VISIT_LOG, visit)
    require_open(work, visit.visited_on)
    return visit


def _others(work: Work, paper: VisitPaper) -> bool:
    query = sa.select(sa.exists().where(VisitPaper.attachment_id == paper.attachment_id, VisitPaper.id != paper.id))
    return bool(work.session.scalar(query))
