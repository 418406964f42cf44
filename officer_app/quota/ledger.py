"""Entries of the ledger: grant, reserve, consume, release, adjust, reverse.

An entry is made in one transaction: the pool is claimed, which makes other writers wait; it is proven; the entry is
added with the balances after it; a conditional update lets the counters follow, and finds nothing where no unit is
left. Where both a case and a pool are needed, the case is locked first: two writers never wait for each other.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, cast

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, office_day
from officer_app.core.errors import AppError, Invalid, QuotaExhausted
from officer_app.core.work import Work
from officer_app.i18n import N_
from officer_app.quota.model import GENERAL, EntryKind, Quota, QuotaEntry, pool_label
from officer_app.quota.verify import mark_proven, require_sound

_POOL: Final = cast(sa.Table, Quota.__table__)
# What a frozen pool refuses; the database refuses it as well.
_STOPPED: Final = frozenset({EntryKind.RESERVE, EntryKind.CONSUME})


class PoolFrozen(AppError):
    """Units of the pool are neither reserved nor used until it is thawed."""

    message = N_("The pool “{pool}” of {year} is frozen since {day}: {reason}")
    remedy = N_("A supervisor thaws it in the quota ledger, with a reason.")


@dataclass(frozen=True)
class Delta:
    """What an entry changes, in units."""

    total: int = 0
    reserved: int = 0
    used: int = 0

    @property
    def needed(self) -> int:
        """How many units must be left for it."""
        return max(0, self.reserved + self.used - self.total)

    @property
    def opposite(self) -> "Delta":
        return Delta(-self.total, -self.reserved, -self.used)


RESERVE = Delta(reserved=1)
CONSUME = Delta(reserved=-1, used=1)
RELEASE = Delta(reserved=-1)


def pool_of(work: Work, year: int, name: str = GENERAL) -> int | None:
    """The id of a year's pool."""
    return work.session.scalar(sa.select(Quota.id).where(Quota.year == year, Quota.name == name))


def holding_of(work: Work, case_id: int) -> int | None:
    """The pool in which a case holds a unit, reserved or used; None if it holds none."""
    query = (
        sa.select(QuotaEntry.quota_id)
        .where(QuotaEntry.case_id == case_id)
        .group_by(QuotaEntry.quota_id)
        .having(sa.func.sum(QuotaEntry.d_reserved + QuotaEntry.d_used) > 0)
    )
    return work.session.scalar(query)


def claim(work: Work, quota_id: int) -> "sa.Row[tuple[object, ...]]":
    """A pool as it stands, while every other writer of it waits until this transaction ends.

    Who needs several claims them in the order of their ids: two writers never wait for each other.
    """
    return work.session.execute(
        sa.update(_POOL).where(_POOL.c.id == quota_id).values(claims=_POOL.c.claims + 1).returning(_POOL)
    ).one()


def frozen_of(pool: "Quota | sa.Row[tuple[object, ...]]") -> PoolFrozen | None:
    """What keeps units of a pool from being reserved and used; None if it is not frozen."""
    if pool.frozen_at is None:
        return None
    return PoolFrozen(
        pool=pool_label(pool.name),
        year=pool.year,
        day=office_day(pool.frozen_at).isoformat(),
        reason=pool.freeze_reason,
    )


def claim_holdings(work: Work, case_ids: Iterable[int]) -> None:
    """Claim every pool in which one of the cases holds a unit, in the order of their ids; for batches."""
    held = sa.select(QuotaEntry.quota_id).where(QuotaEntry.case_id.in_(list(case_ids))).distinct()
    for quota_id in sorted(work.session.scalars(held)):
        claim(work, quota_id)


def entered_as(work: Work, draft_id: str) -> QuotaEntry | None:
    """The entry made of a draft, if it was saved before."""
    return work.session.scalar(sa.select(QuotaEntry).where(QuotaEntry.draft_id == draft_id))


def enter(
    work: Work,
    quota_id: int,
    kind: EntryKind,
    delta: Delta,
    *,
    case_id: int | None = None,
    document: str = "",
    reason: str = "",
    reverses_id: int | None = None,
    draft_id: str | None = None,
    move_id: str | None = None,
) -> QuotaEntry:
    """Add an entry and let the counters follow. Raises QuotaExhausted, PoolFrozen, LedgerBroken, and Invalid.

    Invalid for a total lowered below what is used and reserved.
    """
    # Before anything is read.
    pool = claim(work, quota_id)
    if draft_id is not None and (known := entered_as(work, draft_id)) is not None:
        return known
    # Before the units are counted: counters changed by another hand must not pass for a quota that is used up.
    require_sound(work.session, pool)
    if kind in _STOPPED and (frozen := frozen_of(pool)) is not None:
        raise frozen
    if pool.total - pool.used - pool.reserved < delta.needed:
        raise _nothing_left(pool, delta)
    entry = work.add(
        QuotaEntry(
            quota_id=quota_id,
            seq=pool.entries + 1,
            kind=kind,
            d_total=delta.total,
            d_reserved=delta.reserved,
            d_used=delta.used,
            total=pool.total + delta.total,
            reserved=pool.reserved + delta.reserved,
            used=pool.used + delta.used,
            case_id=case_id,
            document=document.strip(),
            reason=reason.strip(),
            reverses_id=reverses_id,
            draft_id=draft_id,
            move_id=move_id,
            account_id=actor_id(work),
            at=work.now,
        )
    )
    moved = work.session.execute(
        sa.update(_POOL)
        .where(_POOL.c.id == quota_id, _POOL.c.total - _POOL.c.used - _POOL.c.reserved >= delta.needed)
        .values(total=entry.total, reserved=entry.reserved, used=entry.used, entries=entry.seq)
        .returning(_POOL.c.id)
    ).one_or_none()
    if moved is None:
        raise _nothing_left(pool, delta)
    mark_proven(work.session, entry)
    work.changed.add("quota")
    return entry


def _nothing_left(pool: "sa.Row[tuple[object, ...]]", delta: Delta) -> AppError:
    if delta.total < 0:
        return Invalid(
            N_("{count} units cannot be taken back: {granted} granted, {used} used, {reserved} reserved."),
            remedy=N_("At most {left} can be taken back now."),
            field="count",
            count=-delta.total,
            granted=pool.total,
            used=pool.used,
            reserved=pool.reserved,
            left=pool.total - pool.used - pool.reserved,
        )
    counts = {"granted": pool.total, "used": pool.used, "reserved": pool.reserved}
    if pool.name == GENERAL:
        return QuotaExhausted(year=pool.year, **counts)
    return QuotaExhausted(
        N_("No unit of the pool “{pool}” of {year} is left: {granted} granted, {used} used, {reserved} reserved."),
        pool=pool_label(str(pool.name)),
        year=pool.year,
        **counts,
    )
