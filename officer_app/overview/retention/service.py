"""The periods, what is past them, and removing it: one person proposes, a supervisor who is not that person decides.

The periods are the dated setting `retention.months`. Nothing is removed by itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.core.errors import DiskTrouble, Forbidden, IllegalTransition, Invalid, reason_of
from officer_app.core.identity import audit_key, office_uuid
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.overview.model import Purge
from officer_app.overview.retention.journal import Journal, Line
from officer_app.overview.retention.kinds import Item, Kind, count_due, due, remove
from officer_app.overview.words import PurgeState
from officer_app.people.access import Permission
from officer_app.people.model import Account

MONTHS: Final = Dated("retention.months", dict)
_LONGEST_REASON: Final = 200
# In place of people whom a restored office does not know; no account has such a number.
UNKNOWN: Final = (0, -1)
# As many at once as somebody can be asked to answer for.
MOST_AT_ONCE: Final = 5_000


@dataclass(frozen=True, slots=True)
class KindRow:
    """A kind with its period in months, the day up to which it is over, and how much is past it and not proposed."""

    kind: Kind
    months: int
    source: str
    cutoff: date
    count: int
    oldest: date | None
    waits: bool = False  # a proposal about it is not decided yet


@dataclass(frozen=True, slots=True)
class PurgeRow:
    """A proposal and what became of it; `mine` says that the reader proposed it, and so may not decide."""

    id: int
    kind: Kind
    cutoff: date
    count: int
    reason: str
    state: PurgeState
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    removed: int
    mine: bool
    version: int


def months_before(day: date, months: int) -> date:
    """The same day so many months ago; the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def _cutoff(work: Work, kind: Kind) -> tuple[int, date]:
    months = MONTHS.on(work, work.today)[kind.value]
    return months, months_before(work.today, months)


@asks(Permission.RETENTION)
def retention_kinds(work: Work) -> list[KindRow]:
    """Every kind with its period and how much is past it."""
    from officer_app.core.policy import settings_in_force

    source = next(value.source for value in settings_in_force(work, work.today) if value.key == MONTHS.key)
    waiting = set(work.session.scalars(sa.select(Purge.kind).where(Purge.state == PurgeState.PROPOSED)))
    rows = []
    for kind in Kind:
        months, cutoff = _cutoff(work, kind)
        first = due(work, kind, cutoff, 1)
        count, oldest = count_due(work, kind, cutoff), first[0].since if first else None
        rows.append(KindRow(kind, months, source, cutoff, count, oldest, kind.value in waiting))
    return rows


@asks(Permission.RETENTION)
def due_items(work: Work, kind: Kind) -> list[Item]:
    """What of a kind is past its period, the oldest first; at most MOST_AT_ONCE."""
    return due(work, kind, _cutoff(work, kind)[1], MOST_AT_ONCE)


@asks(Permission.RETENTION)
def list_purges(work: Work) -> list[PurgeRow]:
    """Every proposal, those that wait first, then the latest."""
    proposer, decider = aliased(Account), aliased(Account)
    query = (
        sa.select(Purge, proposer.name, decider.name)
        .outerjoin(proposer, proposer.id == Purge.proposed_by)
        .outerjoin(decider, decider.id == Purge.decided_by)
        .order_by(Purge.state != PurgeState.PROPOSED, Purge.id.desc())
    )
    return [
        PurgeRow(
            id=one.id,
            kind=Kind(one.kind),
            cutoff=one.cutoff,
            count=len(one.items),
            reason=one.reason,
            state=one.state,
            proposed_by=by or "",
            proposed_at=one.proposed_at,
            decided_by=decided or "",
            decided_at=one.decided_at,
            removed=one.removed,
            mine=one.proposed_by == work.actor.id,
            version=one.version,
        )
        for one, by, decided in work.session.execute(query)
    ]


@changes(Permission.RETENTION)
def propose_purge(work: Work, draft_id: str, kind: Kind, reason: str, keys: Sequence[str] | None = None) -> int:
    """Propose to remove what of a kind is past its period, or those of it with these keys; answers the proposal's id.

    The same draft is stored once. Raises Invalid where there is no reason, nothing is past its period, or a key is
    not past it; also where a proposal of the kind waits already.
    """
    there = work.session.scalar(sa.select(Purge.id).where(Purge.draft_id == draft_id))
    if there is not None:
        return there
    reason = reason.strip()
    if not reason:
        raise Invalid(N_("A reason is needed."), field="reason")
    if len(reason) > _LONGEST_REASON:
        raise Invalid(N_("A reason has at most {most} characters."), field="reason", most=_LONGEST_REASON)
    waiting = sa.select(Purge.id).where(Purge.kind == kind.value, Purge.state == PurgeState.PROPOSED)
    if work.session.scalar(waiting) is not None:
        raise Invalid(
            N_("A proposal for “{kind}” waits already."),
            remedy=N_("Have it decided first."),
            kind=kind.label,
        )
    cutoff = _cutoff(work, kind)[1]
    past = [item.key for item in due(work, kind, cutoff, None if keys else MOST_AT_ONCE)]
    chosen = past if keys is None else [key for key in past if key in set(keys)]
    if not chosen or (keys is not None and len(chosen) < len(set(keys))):
        raise Invalid(
            N_("Not all of this is past its period any more."), remedy=N_("Read the list again, and choose anew.")
        )
    assert work.actor.id is not None
    return work.add(
        Purge(
            draft_id=draft_id,
            kind=kind.value,
            cutoff=cutoff,
            items=chosen,
            reason=reason,
            state=PurgeState.PROPOSED,
            proposed_by=work.actor.id,
            proposed_at=work.now,
        )
    ).id


@changes(Permission.PURGE, many=True)
def decide_purge(work: Work, purge_id: int, *, agrees: bool, version: int) -> int:
    """Remove what was proposed, or keep it; answers how many were removed.

    Raises Forbidden for whoever proposed it, IllegalTransition when it was decided before, Conflict.
    """
    purge = work.get(Purge, purge_id, version=version, lock=True)
    if purge.state is not PurgeState.PROPOSED:
        raise IllegalTransition(N_("This was decided before."), remedy=N_("Read the list again."))
    if purge.proposed_by == work.actor.id:
        raise Forbidden(
            N_("Two people remove personal data."), remedy=N_("Ask a supervisor who did not propose it to decide.")
        )
    purge.state = PurgeState.CARRIED_OUT if agrees else PurgeState.REFUSED
    purge.decided_by, purge.decided_at = work.actor.id, work.now
    work.session.flush()
    if not agrees:
        return 0
    purge.removed = remove(work, Kind(purge.kind), purge.items)
    work.session.flush()
    _write_down(work, purge)
    return purge.removed


def _write_down(work: Work, purge: Purge) -> None:
    """Before it is committed: a removal that no restore would repeat is not made. One that is written down and then
    rolled back is repeated at the next sign-in, unless it was decided otherwise meanwhile."""
    assert work.actor.id is not None
    line = Line(
        purge.draft_id,
        purge.kind,
        tuple(purge.items),
        purge.cutoff.isoformat(),
        work.now.isoformat(),
        purge.proposed_by,
        work.actor.id,
    )
    try:
        _journal(work).add(line)
    except OSError as error:
        raise DiskTrouble(path="removed", reason=reason_of(error)) from error


def _journal(work: Work) -> Journal:
    connection = work.session.connection()
    return Journal(office_uuid(connection), audit_key(connection))


@asks(Permission.OWN_ACCOUNT)
def removals_lost(work: Work) -> bool:
    """Whether this database, restored from a backup, holds again what was removed since."""
    return bool(_lost(work))


@changes(Permission.OWN_ACCOUNT)
def replay_removals(work: Work) -> int:
    """Remove again what was removed after the backup was made that this database was restored from.

    Only what two people decided before is repeated, whoever is signed in; answers how many rows it was.
    """
    removed = 0
    known = set(work.session.scalars(sa.select(Account.id)))
    for line in _lost(work):
        purge = work.session.scalar(sa.select(Purge).where(Purge.draft_id == line.draft_id))
        if purge is None:
            purge = Purge(
                draft_id=line.draft_id,
                kind=line.kind,
                cutoff=date.fromisoformat(line.cutoff),
                items=list(line.keys),
                reason="",
                # Who came after the backup is not known to it; their numbers may be given to others.
                proposed_by=line.proposed_by if line.proposed_by in known else UNKNOWN[0],
                proposed_at=datetime.fromisoformat(line.at),
            )
            work.session.add(purge)
        purge.state = PurgeState.REPLAYED
        purge.decided_by = line.decided_by if line.decided_by in known else UNKNOWN[1]
        purge.decided_at = datetime.fromisoformat(line.at)
        purge.removed = 0
        work.session.flush()
        purge.removed = remove(work, Kind(line.kind), _past(work, line))
        removed += purge.removed
    work.session.flush()
    return removed


def _past(work: Work, line: Line) -> list[str]:
    """Of what was removed, what was past its period then in this database too: a number may mean another row here, or
    the same one at work again.
    """
    keys = set(line.keys)
    return [item.key for item in due(work, Kind(line.kind), date.fromisoformat(line.cutoff)) if item.key in keys]


def _lost(work: Work) -> list[Line]:
    decided = set(work.session.scalars(sa.select(Purge.draft_id).where(Purge.state != PurgeState.PROPOSED)))
    return [line for line in _journal(work).lines() if line.draft_id not in decided]
