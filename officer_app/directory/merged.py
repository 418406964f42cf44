"""Enterprises that were merged into others: where their codes and names lead now."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise, EnterpriseMerge
from officer_app.people.access import Permission

_AT_ONCE: Final = 500


def kept_for(work: Work, codes: Collection[str]) -> dict[str, int]:
    """For those of the credit codes that went out of use by a merge: the id of the enterprise that was kept.

    A code that an enterprise carries now is that enterprise's, whatever was merged before.
    """
    found: dict[str, int] = {}
    asked = list(codes)
    for start in range(0, len(asked), _AT_ONCE):
        some = asked[start : start + _AT_ONCE]
        rows = work.session.execute(
            sa.select(EnterpriseMerge.gone_uscc, EnterpriseMerge.kept_id)
            .where(EnterpriseMerge.gone_uscc.in_(some), EnterpriseMerge.undone_at.is_(None))
            .where(~sa.exists().where(Enterprise.uscc == EnterpriseMerge.gone_uscc))
            .order_by(EnterpriseMerge.id)
        )
        found |= {row.gone_uscc: row.kept_id for row in rows}
    return found


def merged_codes(work: Work) -> dict[str, tuple[str, str]]:
    """Every code that went out of use by a merge, with the code and the name of the enterprise that was kept."""
    rows = work.session.execute(
        sa.select(EnterpriseMerge.gone_uscc, Enterprise.uscc, Enterprise.name)
        .join(Enterprise, Enterprise.id == EnterpriseMerge.kept_id)
        .where(EnterpriseMerge.undone_at.is_(None))
        .order_by(EnterpriseMerge.id)
    ).all()
    lead = kept_for(work, [row.gone_uscc for row in rows])
    return {row.gone_uscc: (row.uscc, row.name) for row in rows if row.gone_uscc in lead}


def parts_of_kept(work: Work) -> dict[int, set[int]]:
    """By every enterprise that was kept: those that became part of it, at once or by way of others. All are ids."""
    parts: dict[int, set[int]] = {}
    query = sa.select(EnterpriseMerge.kept_id, EnterpriseMerge.gone_id).where(EnterpriseMerge.undone_at.is_(None))
    for kept, gone in work.session.execute(query.order_by(EnterpriseMerge.id)):
        parts.setdefault(kept, set()).update({gone} | parts.get(gone, set()))
    return parts


def next_id(work: Work) -> int | None:
    """The id of the next enterprise where the engine would give the id of a merged one again; None where it does not.

    SQLite hands out the highest id in use plus one. An id that led to a merged enterprise must not lead to a new one.
    """
    if not work.on_sqlite:
        return None
    highest = (sa.func.max(Enterprise.id), sa.func.max(EnterpriseMerge.gone_id))
    return max(work.session.scalar(sa.select(value)) or 0 for value in highest) + 1


@dataclass(frozen=True, slots=True)
class MergeRow:
    """A merge as a file shows it. `undone_at` is empty while it stands."""

    id: int
    kept_id: int
    gone_id: int
    gone_name: str
    gone_uscc: str
    reason: str
    merged_at: datetime
    merged_by: str
    undone_at: datetime | None
    undone_by: str


@asks(Permission.DIRECTORY_READ)
def merges_into(work: Work, enterprise_id: int) -> list[MergeRow]:
    """The enterprises that became part of this one, the latest first; those undone are left out."""
    rows = work.session.scalars(
        sa.select(EnterpriseMerge)
        .where(EnterpriseMerge.kept_id == enterprise_id, EnterpriseMerge.undone_at.is_(None))
        .order_by(EnterpriseMerge.id.desc())
    )
    return list(map(merge_row, rows))


def merge_row(merge: EnterpriseMerge) -> MergeRow:
    """A merge as lists show it."""
    return MergeRow(*(getattr(merge, name) for name in MergeRow.__slots__))
