"""Proving the ledger: numbers without a gap, balances that follow from the entries, counters and cases that agree."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.cases.model import TalentCase
from officer_app.cases.words import RESERVED, USED
from officer_app.core.errors import AppError
from officer_app.core.trail_breaks import require_whole
from officer_app.core.work import Work, asks
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.quota.model import Quota, QuotaEntry, pool_label

_POOL: Final = cast(sa.Table, Quota.__table__)
_PROVEN: Final = "quota pools proven"


class LedgerBroken(AppError):
    """The ledger has been changed by another hand; nothing more is approved until it has been looked at."""

    message = N_("The quota ledger of {year} does not add up: {fault} Approvals are frozen.")
    remedy = N_("Tell the administrator and the auditor; compare the ledger with the last backup.")


@dataclass(frozen=True)
class Fault:
    """Something that does not add up: in which pool, at which entry (None: in the counters or a case)."""

    quota_id: int
    year: int
    pool: str
    seq: int | None
    text: str


@dataclass(frozen=True)
class LedgerVerdict:
    """What was proven: pools and entries looked at, and the first fault of each pool; `at` when, for the page."""

    pools: int
    entries: int
    faults: tuple[Fault, ...]
    at: datetime | None = None

    @property
    def sound(self) -> bool:
        """Whether everything adds up."""
        return not self.faults


@asks(Permission.QUOTA_READ)
def ledger_verdict(work: Work) -> LedgerVerdict:
    """Prove the whole ledger, for the page."""
    return replace(verify_ledger(work.session), at=work.now)


@asks(Permission.VERIFY)
def ledger_audit(work: Work) -> LedgerVerdict:
    """Prove the whole ledger, for the auditor and the administrator."""
    return verify_ledger(work.session)


def verify_ledger(session: Session) -> LedgerVerdict:
    """Prove every pool, every move between two, and every case that holds, or should hold, a unit."""
    pools = session.execute(sa.select(_POOL).order_by(_POOL.c.year, _POOL.c.name)).all()
    entries = session.scalar(sa.select(sa.func.count()).select_from(QuotaEntry)) or 0
    faults = _faults_in(session, pools)
    for further in (_move_fault, _case_fault):
        if not faults:
            fault = further(session)
            faults = [fault] if fault is not None else []
    return LedgerVerdict(len(pools), entries, tuple(faults))


def require_sound(session: Session, pool: "sa.Row[tuple[object, ...]]") -> None:
    """Raises LedgerBroken if a pool, as it was read after it was claimed, does not add up, and TrailBroken while what
    was stored is missing.

    The whole ledger of a pool is proven once in a transaction. Who holds the claim is the only one to write; so where
    the counters stand as `mark_proven` left them, only this transaction's own entries have followed.
    """
    known: dict[int, tuple[int, int, int, int]] = session.info.setdefault(_PROVEN, {})
    if not known:
        require_whole(session)
    if known.get(pool.id) == _counters(pool):
        return
    for fault in _faults_in(session, [pool]):
        raise LedgerBroken(year=fault.year, fault=fault.text)
    known[pool.id] = _counters(pool)


def mark_proven(session: Session, entry: QuotaEntry) -> None:
    """Remember, for the transaction, that a proven pool stands as this entry left it."""
    session.info.setdefault(_PROVEN, {})[entry.quota_id] = (entry.seq, entry.total, entry.reserved, entry.used)


def _counters(pool: "sa.Row[tuple[object, ...]]") -> tuple[int, int, int, int]:
    return pool.entries, pool.total, pool.reserved, pool.used


def _faults_in(session: Session, pools: "Sequence[sa.Row[tuple[object, ...]]]") -> list[Fault]:
    """Per pool the first entry that does not follow from the one before, else counters that differ from the sums."""
    row = QuotaEntry.__table__.c
    before = {
        name: sa.func.lag(row[name], 1, 0).over(partition_by=row.quota_id, order_by=row.seq).label(f"p_{name}")
        for name in ("seq", "total", "reserved", "used")
    }
    lines = sa.select(
        row.quota_id,
        row.seq,
        row.total,
        row.reserved,
        row.used,
        row.d_total,
        row.d_reserved,
        row.d_used,
        *before.values(),
    )
    line = lines.where(row.quota_id.in_([pool.id for pool in pools])).subquery().c
    odd = sa.or_(
        line.seq != line.p_seq + 1,
        line.total != line.p_total + line.d_total,
        line.reserved != line.p_reserved + line.d_reserved,
        line.used != line.p_used + line.d_used,
    )
    found = session.execute(
        sa.select(
            line.quota_id,
            sa.func.min(sa.case((odd, line.seq))),
            sa.func.count(),
            sa.func.sum(line.d_total),
            sa.func.sum(line.d_reserved),
            sa.func.sum(line.d_used),
        ).group_by(line.quota_id)
    )
    sums = {quota_id: (bad, tuple(counted)) for quota_id, bad, *counted in found}
    faults = (_fault(pool, *sums.get(pool.id, (None, (0, 0, 0, 0)))) for pool in pools)
    return [fault for fault in faults if fault is not None]


def _fault(pool: "sa.Row[tuple[object, ...]]", bad: int | None, sums: tuple[int, ...]) -> Fault | None:
    if bad is not None:
        text = _("entry {seq} does not follow from the one before.").format(seq=bad)
        return Fault(pool.id, pool.year, pool.name, bad, text)
    if sums == _counters(pool):
        return None
    text = _(
        "its counters ({total} granted, {used} used, {reserved} reserved, {entries} entries) "
        "differ from the sum of its entries."
    ).format(total=pool.total, used=pool.used, reserved=pool.reserved, entries=pool.entries)
    return Fault(pool.id, pool.year, pool.name, None, text)


def _move_fault(session: Session) -> Fault | None:
    """The first move that does not take from one pool what it gives to another."""
    odd = (
        sa.select(sa.func.min(QuotaEntry.id))
        .where(QuotaEntry.move_id.is_not(None))
        .group_by(QuotaEntry.move_id)
        .having(sa.or_(sa.func.count() != 2, sa.func.sum(QuotaEntry.d_total) != 0))
    )
    found = session.execute(
        sa.select(Quota.id, Quota.year, Quota.name, QuotaEntry.seq)
        .join(QuotaEntry, QuotaEntry.quota_id == Quota.id)
        .where(QuotaEntry.id.in_(odd))
        .order_by(QuotaEntry.id)
        .limit(1)
    ).first()
    if found is None:
        return None
    quota_id, year, name, seq = found
    text = _("entry {seq} of “{pool}” is half of a move whose other half is missing or differs.")
    return Fault(quota_id, year, name, seq, text.format(seq=seq, pool=pool_label(name)))


def _case_fault(session: Session) -> Fault | None:
    """The first case whose state does not agree with what it holds."""
    held = (
        sa.select(
            QuotaEntry.case_id,
            sa.func.sum(QuotaEntry.d_reserved).label("reserved"),
            sa.func.sum(QuotaEntry.d_used).label("used"),
            sa.func.max(QuotaEntry.quota_id).label("quota_id"),
        )
        .where(QuotaEntry.case_id.is_not(None))
        .group_by(QuotaEntry.case_id)
        .subquery()
    )
    reserved = sa.case((TalentCase.state.in_(RESERVED), 1), else_=0)
    used = sa.case((TalentCase.state.in_(USED), 1), else_=0)
    query = (
        sa.select(TalentCase, held.c.quota_id)
        .outerjoin(held, held.c.case_id == TalentCase.id)
        .where(
            sa.or_(
                sa.func.coalesce(held.c.reserved, 0) != reserved,
                sa.func.coalesce(held.c.used, 0) != used,
            )
        )
        .order_by(TalentCase.id)
        .limit(1)
    )
    found = session.execute(query).first()
    if found is None:
        return None
    case, quota_id = found
    pool = session.execute(sa.select(Quota.year, Quota.name).where(Quota.id == quota_id)).first()
    year, name = pool if pool is not None else (case.year, "")
    text = _("case {number} is “{state}”, but the ledger says otherwise.").format(
        number=case.number, state=case.state.label
    )
    return Fault(quota_id or 0, year, name, None, text)
