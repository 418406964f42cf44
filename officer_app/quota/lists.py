"""The ledger as the page shows it: the four figures, the lines with their balances, the course of the year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.cases.chain import office_day
from officer_app.cases.model import TalentCase, case_number
from officer_app.core.office_day import office_day_of
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.model import Enterprise
from officer_app.i18n import _
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.accounts import UnitAccount, booking_of
from officer_app.quota.model import GENERAL, EntryKind, PoolKind, Quota, QuotaEntry, pool_label

# The page takes these words from here: it does not know the tables.
__all__ = [
    "GENERAL",
    "Balance",
    "EntryKind",
    "LedgerRow",
    "Pace",
    "PoolKind",
    "QuotaStatus",
    "UnitAccount",
    "count_ledger_rows",
    "ledger_rows",
    "left_series",
    "pace",
    "pool_label",
    "quota_status",
    "quota_years",
]
PACE_DAYS: Final = 60


@dataclass(frozen=True, slots=True)
class QuotaStatus:
    """A year's units: granted = reserved + used + left; `entries` counts the lines of the ledger."""

    year: int
    granted: int
    reserved: int
    used: int
    left: int
    entries: int


@dataclass(frozen=True, slots=True)
class LedgerRow:
    """A line of the ledger: changes, and the balances after it.

    `reverses` and `reversed_by` are numbers of lines. It moves `units` from the account `source` to the account
    `target`; `other_pool` is the pool at the other end of a move. `behind` marks a line whose time lies before that of
    the line before it: a clock was set back; the order is that of the numbers.
    """

    id: int
    seq: int
    at: datetime
    kind: EntryKind
    case_id: int | None
    case_number: str
    case_sequence: int | None
    enterprise: str
    text: str
    document: str
    reason: str
    by: str
    d_total: int
    d_reserved: int
    d_used: int
    d_left: int
    total: int
    reserved: int
    used: int
    left: int
    reverses: int | None
    reversed_by: int | None
    source: UnitAccount
    target: UnitAccount
    units: int
    moved: bool
    other_pool: str
    behind: bool


@dataclass(frozen=True, slots=True)
class Balance:
    """Units left after a line; `granted` above zero where it added units."""

    day: date
    left: int
    granted: int


@dataclass(frozen=True, slots=True)
class Pace:
    """How many units went in the last `days` days, and the day on which none is left if it goes on like that."""

    days: int
    taken: int
    empty_on: date | None


@asks(Permission.QUOTA_READ)
def quota_years(work: Work) -> list[int]:
    """The years with a quota, latest first."""
    return list(work.session.scalars(sa.select(Quota.year).distinct().order_by(Quota.year.desc())))


@asks(Permission.QUOTA_READ)
def quota_status(work: Work, year: int, pool: str | None = None) -> QuotaStatus:
    """A year's figures, of one pool or of all together; zeros where nothing was granted."""
    query = sa.select(
        *(
            sa.func.coalesce(sa.func.sum(column), 0)
            for column in (Quota.total, Quota.reserved, Quota.used, Quota.entries)
        )
    ).where(Quota.year == year)
    if pool is not None:
        query = query.where(Quota.name == pool)
    granted, reserved, used, entries = (int(figure) for figure in work.session.execute(query).one())
    return QuotaStatus(year, granted, reserved, used, granted - reserved - used, entries)


@asks(Permission.QUOTA_READ)
def ledger_rows(
    work: Work,
    year: int,
    *,
    pool: str = GENERAL,
    kinds: Sequence[EntryKind] = (),
    month: int | None = None,
    offset: int = 0,
    limit: int = 200,
) -> list[LedgerRow]:
    """Lines of a pool's ledger, the latest first."""
    reversal, reversed_entry, before, half = (aliased(QuotaEntry) for _alias in range(4))
    elsewhere = aliased(Quota)
    # The page is chosen first: what lies before it is not looked up.
    page = (
        sa.select(QuotaEntry.id)
        .join(Quota, Quota.id == QuotaEntry.quota_id)
        .where(*_conditions(year, pool, kinds, month))
        .order_by(QuotaEntry.seq.desc())
        .offset(offset)
        .limit(limit)
    )
    query = (
        sa.select(
            QuotaEntry,
            Account.name.label("by"),
            TalentCase.prefix,
            TalentCase.year,
            TalentCase.sequence,
            Enterprise.name.label("enterprise"),
            reversed_entry.seq.label("reverses"),
            reversal.seq.label("reversed_by"),
            before.at.label("before_at"),
            elsewhere.year.label("other_year"),
            elsewhere.name.label("other_name"),
        )
        .join(Account, Account.id == QuotaEntry.account_id)
        .outerjoin(TalentCase, TalentCase.id == QuotaEntry.case_id)
        .outerjoin(Enterprise, Enterprise.id == TalentCase.enterprise_id)
        .outerjoin(reversed_entry, reversed_entry.id == QuotaEntry.reverses_id)
        .outerjoin(reversal, reversal.reverses_id == QuotaEntry.id)
        .outerjoin(before, sa.and_(before.quota_id == QuotaEntry.quota_id, before.seq == QuotaEntry.seq - 1))
        .outerjoin(half, sa.and_(half.move_id == QuotaEntry.move_id, half.id != QuotaEntry.id))
        .outerjoin(elsewhere, elsewhere.id == half.quota_id)
        .where(QuotaEntry.id.in_(page))
        .order_by(QuotaEntry.seq.desc())
    )
    rows: list[LedgerRow] = []
    for entry, by, prefix, case_year, sequence, enterprise, reverses, reversed_by, *rest in work.session.execute(query):
        before_at, other_year, other_name = rest
        moved = entry.move_id is not None
        booking = booking_of(entry.d_total, entry.d_reserved, entry.d_used, moved=moved)
        rows.append(
            LedgerRow(
                id=entry.id,
                seq=entry.seq,
                at=entry.at,
                kind=entry.kind,
                case_id=entry.case_id,
                case_number=case_number(prefix, case_year, sequence) if sequence is not None else "",
                case_sequence=sequence,
                enterprise=enterprise or "",
                text=_text(entry, reverses, reversed_by, year, other_year, other_name),
                document=entry.document,
                reason=entry.reason,
                by=by,
                d_total=entry.d_total,
                d_reserved=entry.d_reserved,
                d_used=entry.d_used,
                d_left=entry.d_total - entry.d_reserved - entry.d_used,
                total=entry.total,
                reserved=entry.reserved,
                used=entry.used,
                left=entry.total - entry.reserved - entry.used,
                reverses=reverses,
                reversed_by=reversed_by,
                source=booking.source,
                target=booking.target,
                units=booking.units,
                moved=moved,
                other_pool=pool_label(other_name) if other_name is not None else "",
                behind=before_at is not None and entry.at < before_at,
            )
        )
    return rows


@asks(Permission.QUOTA_READ)
def count_ledger_rows(
    work: Work, year: int, *, pool: str = GENERAL, kinds: Sequence[EntryKind] = (), month: int | None = None
) -> int:
    """How many lines the filter finds."""
    query = (
        sa.select(sa.func.count())
        .select_from(QuotaEntry)
        .join(Quota, Quota.id == QuotaEntry.quota_id)
        .where(*_conditions(year, pool, kinds, month))
    )
    return work.session.scalar(query) or 0


def _conditions(year: int, pool: str, kinds: Sequence[EntryKind], month: int | None) -> list[sa.ColumnElement[bool]]:
    found = [Quota.year == year, Quota.name == pool]
    if kinds:
        found.append(QuotaEntry.kind.in_(kinds))
    if month is not None:
        first = datetime(year, month, 1, tzinfo=OFFICE_ZONE)
        after = datetime(year + month // 12, month % 12 + 1, 1, tzinfo=OFFICE_ZONE)
        found += [QuotaEntry.at >= first.astimezone(UTC), QuotaEntry.at < after.astimezone(UTC)]
    return found


def _text(
    entry: QuotaEntry,
    reverses: int | None,
    reversed_by: int | None,
    year: int,
    other_year: int | None,
    other_name: str | None,
) -> str:
    if other_name is not None and other_year is not None:
        # From one year to the next the pool's name stays; what differs is the year.
        other = pool_label(other_name) if other_year == year else _("the year {year}").format(year=other_year)
        text = _("To {pool}: {reason}") if entry.d_total < 0 else _("From {pool}: {reason}")
        told = " ".join(part for part in (entry.document, entry.reason) if part)
        return text.format(pool=other, reason=told)
    match entry.kind:
        case EntryKind.RESERVE:
            text = _("First review passed")
        case EntryKind.CONSUME:
            text = _("Approved")
        case EntryKind.REVERSE:
            return _("Reverses entry {seq}: {reason}").format(seq=reverses, reason=entry.reason)
        case _:
            text = " ".join(part for part in (entry.document, entry.reason) if part)
    return text if reversed_by is None else _("{text} (reversed by {seq})").format(text=text, seq=reversed_by)


@asks(Permission.QUOTA_READ)
def left_series(work: Work, year: int, *, pool: str = GENERAL) -> list[Balance]:
    """Units left at the end of each day with entries, and after each grant, in order.

    A line made while the clock was behind counts on the day of the line before it.
    """
    ledger = sa.select(Quota.id).where(Quota.year == year, Quota.name == pool).scalar_subquery()
    day_of = office_day_of(QuotaEntry.at, sqlite=work.on_sqlite)
    of_pool = QuotaEntry.quota_id == ledger
    last = sa.select(sa.func.max(QuotaEntry.seq)).where(of_pool).group_by(day_of)
    told = sa.select(QuotaEntry.at, QuotaEntry.total, QuotaEntry.reserved, QuotaEntry.used, QuotaEntry.d_total)
    found: list[Balance] = []
    for at, total, reserved, used, d_total in work.session.execute(
        told.where(of_pool, sa.or_(QuotaEntry.seq.in_(last), QuotaEntry.d_total > 0)).order_by(QuotaEntry.seq)
    ):
        day = max(office_day(at), found[-1].day) if found else office_day(at)
        found.append(Balance(day, total - reserved - used, max(0, d_total)))
    return found


@asks(Permission.QUOTA_READ)
def pace(work: Work, year: int, *, pool: str = GENERAL) -> Pace:
    """How fast the units go: those reserved less those given back in the last 60 days."""
    since = work.now - timedelta(days=PACE_DAYS)
    taken = work.session.scalar(
        sa.select(sa.func.coalesce(sa.func.sum(QuotaEntry.d_reserved + QuotaEntry.d_used), 0))
        .join(Quota, Quota.id == QuotaEntry.quota_id)
        .where(Quota.year == year, Quota.name == pool, QuotaEntry.at >= since)
    )
    units = int(taken or 0)
    left = quota_status(work, year, pool).left
    empty_on = work.today + timedelta(days=left * PACE_DAYS // units) if units > 0 else None
    return Pace(PACE_DAYS, units, empty_on)
