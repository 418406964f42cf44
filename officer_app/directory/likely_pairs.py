"""The work list of what may have been entered twice: pairs of enterprises, the likeliest first.

Looked at are the enterprises that somebody works with (listed, or served on this day), each compared as one that is
being entered; and of all others those that bear the very same name. A directory of a million is not compared with
itself.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.core.progress import Progress, unwatched
from officer_app.core.work import Work, asks
from officer_app.directory.duplicates import Candidate, duplicates_of
from officer_app.directory.model import Enterprise, Listing
from officer_app.directory.serving import ASSIGNMENT, serves
from officer_app.people.access import Permission

MOST: Final = 500  # pairs told
_LOOKED_AT: Final = 5_000
_SAME_NAME: Final = 500
_PER_ONE: Final = 5


@dataclass(frozen=True, slots=True)
class LikelyPair:
    """Two enterprises that may be one; `other` says why."""

    id: int
    name: str
    uscc: str
    other: Candidate


@asks(Permission.DIRECTORY_READ)
def likely_pairs(work: Work, progress: Progress = unwatched) -> tuple[LikelyPair, ...]:
    """The pairs, each told once. Raises Cancelled."""
    ids = _looked_at(work)
    found: dict[tuple[int, int], LikelyPair] = {}
    for place, key in enumerate(ids):
        progress(place, len(ids))
        one = work.get(Enterprise, key)
        for other in duplicates_of(work, key, limit=_PER_ONE):
            found.setdefault((min(key, other.id), max(key, other.id)), LikelyPair(key, one.name, one.uscc, other))
        work.session.expunge(one)
    ordered = sorted(found.values(), key=lambda pair: (-pair.other.score, pair.id, pair.other.id))
    return tuple(ordered[:MOST])


def _looked_at(work: Work) -> list[int]:
    enterprise = sa.inspect(Enterprise).local_table.c
    names = sa.select(enterprise.name_key).group_by(enterprise.name_key).having(sa.func.count() > 1).limit(_SAME_NAME)
    same = sa.select(enterprise.id).where(enterprise.name_key.in_(names)).limit(2 * _SAME_NAME)
    listed = sa.select(Listing.enterprise_id).where(Listing.removed_on.is_(None)).distinct().limit(_LOOKED_AT)
    served = sa.select(ASSIGNMENT.c.enterprise_id).where(serves(work.today)).distinct().limit(_LOOKED_AT)
    found: set[int] = set()
    for query in (same, listed, served):
        found |= set(work.session.scalars(query))
    return sorted(found)[:_LOOKED_AT]
