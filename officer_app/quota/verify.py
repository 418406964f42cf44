"""Proving the ledger: numbers without a gap, balances that follow from the entries, counters and cases that agree."""

from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.cases.model import TalentCase
from officer_app.cases.words import RESERVED, USED
from officer_app.core.errors import AppError
from officer_app.core.work import Work, asks
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.quota.model import Quota, QuotaEntry


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
    """Prove every pool and every case that holds, or should hold, a unit."""
    pools = session.execute(sa.select(Quota.__table__).order_by(Quota.year, Quota.name)).all()
    entries = session.scalar(sa.select(sa.func.count()).select_from(QuotaEntry)) or 0
    faults = [fault for pool in pools if (fault := _fault_in(session, pool)) is not None]
    if not faults:
        fault = _case_fault(session)
        faults = [fault] if fault is not None else []
    return LedgerVerdict(len(pools), entries, tuple(faults))


def require_sound(session: Session, quota_id: int) -> None:
    """Raises LedgerBroken if a pool does not add up."""
    pool = session.execute(sa.select(Quota.__table__).where(Quota.id == quota_id)).one()
    fault = _fault_in(session, pool)
    if fault is not None:
        raise LedgerBroken(year=fault.year, fault=fault.text)


def _fault_in(session: Session, pool: "sa.Row[tuple[object, ...]]") -> Fault | None:
    """The first entry that does not follow from the one before, else counters that differ from the last one."""
    row = QuotaEntry.__table__.c
    before = {
        name: sa.func.lag(row[name], 1, 0).over(order_by=row.seq).label(f"p_{name}")
        for name in ("seq", "total", "reserved", "used")
    }
    chain = sa.select(
        row.seq, row.total, row.reserved, row.used, row.d_total, row.d_reserved, row.d_used, *before.values()
    )
    line = chain.where(row.quota_id == pool.id).subquery().c
    bad = session.scalar(
        sa.select(sa.func.min(line.seq)).where(
            sa.or_(
                line.seq != line.p_seq + 1,
                line.total != line.p_total + line.d_total,
                line.reserved != line.p_reserved + line.d_reserved,
                line.used != line.p_used + line.d_used,
            )
        )
    )
    if bad is not None:
        return Fault(
            pool.id, pool.year, pool.name, bad, _("entry {seq} does not follow from the one before.").format(seq=bad)
        )
    sums = session.execute(
        sa.select(
            sa.func.count(),
            sa.func.coalesce(sa.func.sum(row.d_total), 0),
            sa.func.coalesce(sa.func.sum(row.d_reserved), 0),
            sa.func.coalesce(sa.func.sum(row.d_used), 0),
        ).where(row.quota_id == pool.id)
    ).one()
    if tuple(sums) != (pool.entries, pool.total, pool.reserved, pool.used):
        return Fault(
            pool.id,
            pool.year,
            pool.name,
            None,
            _(
                "its counters ({total} granted, {used} used, {reserved} reserved, {entries} entries) "
                "differ from the sum of its entries."
            ).format(total=pool.total, used=pool.used, reserved=pool.reserved, entries=pool.entries),
        )
    return None


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
