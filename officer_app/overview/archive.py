"""The archive of issued papers: numbered, kept byte for byte, replaced by a later one but never changed.

A draft may be made by whoever reports; a paper is issued once, by its number, and printed again only from the archive.
What takes long, the drawing, is done before the number is taken, so that nobody waits for it with their own work; it is
done anew with the number in hand where anything was changed in the office meanwhile.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final, Protocol  # Any: use cases of every kind

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.core.contents import content_of, keep_content
from officer_app.core.documents.paper import footed_with
from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.numbering import case_number, next_number, number_to_come
from officer_app.core.policy import Dated
from officer_app.core.progress import Progress, unwatched
from officer_app.core.trail_chain import Head, head
from officer_app.core.work import OFFICE_ZONE, Actor, Done, Work, asks, changes
from officer_app.i18n import N_
from officer_app.overview.model import IssuedPaper
from officer_app.overview.papers import ABOUT_AN_APPLICANT, draw_paper, title_of
from officer_app.overview.papers import IssuedKind as IssuedKind
from officer_app.overview.papers import PaperWish as PaperWish
from officer_app.people.access import Permission
from officer_app.visits.reporting import scope_names

MOST_LISTED: Final = 500
# What the numbers of letters begin with, by kind.
PREFIXES: Final = Dated("letter.prefixes", dict)


@dataclass(frozen=True, slots=True)
class IssuedRow:
    """An issued paper as lists show it; `issued_on` is the office's day, `replaced_by` the number of the later one."""

    id: int
    kind: IssuedKind
    number: str
    title: str
    first: date
    last: date
    issued_at: datetime
    issued_by: str
    size: int
    replaces: str = ""
    replaced_by: str = ""

    @property
    def issued_on(self) -> date:
        """The office's day on which it was issued."""
        return self.issued_at.astimezone(OFFICE_ZONE).date()

    @property
    def file_name(self) -> str:
        """As it is offered for saving."""
        return f"{self.number.replace(' ', '')}.pdf"


@dataclass(frozen=True, slots=True)
class IssuedFile:
    """An issued paper with its bytes."""

    row: IssuedRow
    content: bytes


@dataclass(frozen=True, slots=True)
class IssuedFilter:
    """Which issued papers a list shows; `text` is a part of number or title; `in_force` leaves out replaced ones."""

    kind: IssuedKind | None = None
    text: str = ""
    in_force: bool = False


_EVERY: Final = IssuedFilter()


@asks(Permission.REPORT)
def draft_paper(work: Work, wish: PaperWish, progress: Progress = unwatched) -> bytes:
    """The paper as a draft, which says so. Raises what draw_paper does."""
    return draw_paper(work, wish, DRAFT, progress)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A paper drawn under the number it would get; `day` and `trail` tell what it was drawn from."""

    wish: PaperWish
    stamp: Stamp
    day: date
    trail: Head
    content: bytes


class _Doer(Protocol):
    """The office, as whoever holds it knows it."""

    def perform(self, use_case: Callable[..., Any], actor: Any, /, *args: Any) -> Any: ...

    def read(self, query: Callable[..., Any], actor: Any, /, *args: Any) -> Any: ...


def issue(
    office: _Doer, actor: Actor, wish: PaperWish, draft_id: str, progress: Progress = unwatched
) -> Done[IssuedRow]:
    """Issue a paper: draw it, then number and keep it. Raises what issue_paper does."""
    drawn = office.read(draw_to_issue, actor, wish, progress)
    done: Done[IssuedRow] = office.perform(issue_paper, actor, wish, draft_id, progress, drawn)
    return done


@asks(Permission.PAPER_ISSUE)
def draw_to_issue(work: Work, wish: PaperWish, progress: Progress = unwatched) -> Drawn | None:
    """The paper as it would be issued now. Raises what issue_paper does.

    None where several write at a time: nobody waits there, and what they change is not told by the trail's numbers.
    """
    _check_over(work, wish)
    if not work.on_sqlite:
        return None
    last = _last_of(work, wish)
    stamp = _stamp(work, wish, number_to_come(work, wish.kind.series, work.today.year), last)
    trail = head(work.session.connection())
    return Drawn(wish, stamp, work.today, trail, _drawn(work, wish, stamp, trail, progress))


@changes(Permission.PAPER_ISSUE)
def issue_paper(
    work: Work, wish: PaperWish, draft_id: str, progress: Progress = unwatched, drawn: Drawn | None = None
) -> IssuedRow:
    """Number a paper by the next number of its kind and keep it; the same `draft_id` is issued once.

    What was `drawn` before is kept if nothing was changed in the office since, else it is drawn now. A second paper of
    the same kind, days and scope replaces the last one and says so. Raises Invalid for days that are not over, and what
    draw_paper does; nothing is numbered then.
    """
    known = work.session.scalar(sa.select(IssuedPaper.id).where(IssuedPaper.draft_id == draft_id))
    if known is not None:
        return _row(work, known)
    _check_over(work, wish)
    title = title_of(work, wish)
    # Who takes the number has the series to itself until the end: two that issue the same follow each other.
    number = next_number(work, wish.kind.series, work.today.year)
    last = _last_of(work, wish)
    stamp = _stamp(work, wish, number, last)
    # How far the trail reaches: whatever changes the office adds to it.
    trail = head(work.session.connection())
    if drawn is not None and (drawn.wish, drawn.stamp, drawn.day, drawn.trail) == (wish, stamp, work.today, trail):
        content = drawn.content
    else:
        content = _drawn(work, wish, stamp, trail, progress)
    names = scope_names(work, wish.scope)
    paper = work.add(
        IssuedPaper(
            kind=wish.kind,
            number=stamp.number,
            title=title,
            first_on=wish.first,
            last_on=wish.last,
            scope={"officer": names.officer, "subdistrict": names.subdistrict, "industry": names.industry},
            scope_key=wish.key,
            issued_at=work.now,
            issued_by=work.actor.name,
            content_hash=keep_content(work, content),
            size=len(content),
            replaces_id=last.id if last is not None else None,
            draft_id=draft_id,
            trail_seq=trail.seq,
            trail_chain=trail.chain,
        )
    )
    after = {"number": stamp.number, "replaces": stamp.replaces}
    work.note("issue", IssuedPaper.__tablename__, paper.id, after=after)
    return _row(work, paper.id)


def _check_over(work: Work, wish: PaperWish) -> None:
    if wish.last > work.today:
        raise Invalid(
            N_("The period is not over: its figures still change."),
            remedy=N_("Issue it when the last day has come; until then print the draft."),
            field="last",
        )


def _last_of(work: Work, wish: PaperWish) -> IssuedPaper | None:
    """The last paper of the same kind, days and scope."""
    query = sa.select(IssuedPaper).where(IssuedPaper.scope_key == wish.key).order_by(IssuedPaper.id.desc()).limit(1)
    return work.session.scalars(query).one_or_none()


def _stamp(work: Work, wish: PaperWish, number: int, last: IssuedPaper | None) -> Stamp:
    if wish.kind.is_letter:
        words = case_number(str(PREFIXES.on(work, work.today)[wish.kind.value]), work.today.year, number)
    else:
        words = f"{wish.kind.series}-{work.today.year}-{number:04d}"
    if last is None:
        return Stamp(words)
    return Stamp(words, last.number, last.issued_at.astimezone(OFFICE_ZONE).date())


def _drawn(work: Work, wish: PaperWish, stamp: Stamp, trail: Head, progress: Progress) -> bytes:
    """The paper with where the trail ended in its foot, so that a trail written anew is found out by it."""
    with footed_with(trail.short):
        return draw_paper(work, wish, stamp, progress)


@asks(Permission.REPORT)
def issued_papers(work: Work, wanted: IssuedFilter = _EVERY, *, limit: int = MOST_LISTED) -> list[IssuedRow]:
    """The issued papers, the latest first."""
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.kind is not None:
        conditions.append(IssuedPaper.kind == wanted.kind)
    conditions += [
        IssuedPaper.number.icontains(word, autoescape=True) | IssuedPaper.title.icontains(word, autoescape=True)
        for word in wanted.text.split()
    ]
    if wanted.in_force:
        later = aliased(IssuedPaper)
        conditions.append(~sa.exists().where(later.replaces_id == IssuedPaper.id))
    return _rows(work, conditions, limit)


@asks(Permission.REPORT)
def reprint(work: Work, issued_id: int) -> IssuedFile:
    """An issued paper, byte for byte as it was. Raises NotFound, ContentLost."""
    paper = work.get(IssuedPaper, issued_id)
    if paper.kind in ABOUT_AN_APPLICANT:
        work.saw(IssuedPaper.__tablename__, paper.id)
    return IssuedFile(_row(work, paper.id), content_of(work, paper.content_hash, paper.number))


@asks(Permission.REPORT)
def issued_by_number(work: Work, number: str) -> IssuedRow:
    """The paper of a number. Raises NotFound."""
    rows = _rows(work, [IssuedPaper.number.in_({number.strip(), number.strip().upper()})], 1)
    if not rows:
        raise NotFound(
            N_("No paper was issued as {number}."), remedy=N_("Look it up in the list of issued papers."), number=number
        )
    return rows[0]


def _row(work: Work, issued_id: int) -> IssuedRow:
    return _rows(work, [IssuedPaper.id == issued_id], 1)[0]


def _rows(work: Work, conditions: list[sa.ColumnElement[bool]], limit: int) -> list[IssuedRow]:
    before, later = aliased(IssuedPaper), aliased(IssuedPaper)
    query = (
        sa.select(
            IssuedPaper.id,
            IssuedPaper.kind,
            IssuedPaper.number,
            IssuedPaper.title,
            IssuedPaper.first_on,
            IssuedPaper.last_on,
            IssuedPaper.issued_at,
            IssuedPaper.issued_by,
            IssuedPaper.size,
            sa.func.coalesce(before.number, ""),
            sa.func.coalesce(later.number, ""),
        )
        .outerjoin(before, before.id == IssuedPaper.replaces_id)
        .outerjoin(later, later.replaces_id == IssuedPaper.id)
        .where(*conditions)
        .order_by(IssuedPaper.id.desc())
        .limit(limit)
    )
    return [IssuedRow(*row) for row in work.session.execute(query)]
