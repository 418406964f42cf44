"""The pools of a year: the general one, those of industries and of campaigns; freezing one and letting it go on.

A case names the pool whose unit it is to get; until first review passes it can be another one.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

import sqlalchemy as sa

from officer_app.cases.model import TalentCase
from officer_app.cases.service import require_reason
from officer_app.cases.words import State
from officer_app.core.errors import IllegalTransition, Invalid
from officer_app.core.work import Work, asks, changes
from officer_app.directory.industries import Industry
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.ledger import claim, pool_of
from officer_app.quota.model import GENERAL, PoolKind, Quota, pool_label

YEARS: Final = range(2020, 2100)  # the special-talent quota exists since 2020-03
_LONGEST_NAME: Final = 40
_POOL: Final = cast(sa.Table, Quota.__table__)
# Where a case stands while it holds no unit yet and may get one.
BEFORE_RESERVING: Final = frozenset(
    {
        State.PRE_REVIEW,
        State.SUPPLEMENT,
        State.ACCEPTANCE,
        State.FIRST_REVIEW,
        State.REVIEW_SUPPLEMENT,
        State.RETURNED,
    }
)


class NoPool(Invalid):
    """There is no such pool in that year."""

    message = N_("There is no pool “{pool}” for {year}.")
    remedy = N_("Open it in the quota ledger, or choose another pool for the case.")


@dataclass(frozen=True)
class PoolDraft:
    """A pool to be opened: of an industry, or of a campaign under a name of its own."""

    year: int
    kind: PoolKind
    name: str = ""
    industry: Industry | None = None


@dataclass(frozen=True, slots=True)
class PoolRow:
    """A pool as it stands: granted = used + reserved + left. Who froze it and why is empty unless it is frozen."""

    id: int
    year: int
    name: str
    kind: PoolKind
    granted: int
    reserved: int
    used: int
    left: int
    entries: int
    frozen_at: datetime | None
    frozen_by: str
    freeze_reason: str

    @property
    def label(self) -> str:
        """Its name for people."""
        return pool_label(self.name)


@changes(Permission.QUOTA_GRANT)
def open_pool(work: Work, draft: PoolDraft) -> int:
    """Open an empty pool; units come to it by a grant or a move. Returns its id. Raises Invalid.

    An industry has one pool a year, and no two pools of a year bear the same name.
    """
    check_year(draft.year)
    name = " ".join(draft.name.split())
    if draft.kind is PoolKind.GENERAL:
        name = GENERAL
    elif draft.kind is PoolKind.INDUSTRY:
        if draft.industry is None:
            raise Invalid(N_("Choose the industry."), field="industry")
        name = draft.industry.value
    else:
        if not name:
            raise Invalid(N_("Enter the name of the campaign."), field="name")
        if len(name) > _LONGEST_NAME:
            raise Invalid(N_("At most {most} characters."), field="name", most=_LONGEST_NAME)
        if name == GENERAL or name in set(Industry):
            raise Invalid(N_("Another pool has this name."), field="name")
    industry = draft.industry if draft.kind is PoolKind.INDUSTRY else None
    known = pool_of(work, draft.year, name)
    if known is not None:
        raise Invalid(
            N_("The pool “{pool}” of {year} is open already."), field="name", pool=pool_label(name), year=draft.year
        )
    return add_pool(work, draft.year, name, draft.kind, industry)


def add_pool(work: Work, year: int, name: str, kind: PoolKind, industry: Industry | None = None) -> int:
    """The id of a pool, made empty if it is not there; of two who open the same one at once both get the one."""
    made = work.session.execute(
        sa.text(
            "INSERT INTO quota (year, name, kind, industry, total, reserved, used, entries, claims, freeze_reason) "
            "VALUES (:year, :name, :kind, :industry, 0, 0, 0, 0, 0, '') ON CONFLICT DO NOTHING RETURNING id"
        ),
        {"year": year, "name": name, "kind": kind.value, "industry": industry.value if industry else None},
    ).scalar_one_or_none()
    if made is not None:
        work.note("create", "quota", made, after={"year": year, "name": name, "kind": kind.value})
        return int(made)
    quota_id = pool_of(work, year, name)
    assert quota_id is not None
    return quota_id


def check_year(year: int) -> None:
    """Raises Invalid for a year that cannot be."""
    if year not in YEARS:
        raise Invalid(N_("The year {year} cannot be right."), field="year", year=year)


def known_pool(work: Work, year: int, name: str) -> int:
    """The id of a pool that must be there. Raises NoPool."""
    quota_id = pool_of(work, year, name)
    if quota_id is None:
        raise NoPool(pool=pool_label(name), year=year, field="pool")
    return quota_id


@asks(Permission.QUOTA_READ)
def list_pools(work: Work, year: int) -> list[PoolRow]:
    """The pools of a year: the general one first, then industries, then campaigns."""
    order = sa.case({PoolKind.GENERAL: 0, PoolKind.INDUSTRY: 1, PoolKind.CAMPAIGN: 2}, value=Quota.kind)
    query = (
        sa.select(Quota, Account.name)
        .outerjoin(Account, Account.id == Quota.frozen_by)
        .where(Quota.year == year)
        .order_by(order, Quota.id)
    )
    return [
        PoolRow(
            id=pool.id,
            year=pool.year,
            name=pool.name,
            kind=pool.kind,
            granted=pool.total,
            reserved=pool.reserved,
            used=pool.used,
            left=pool.total - pool.reserved - pool.used,
            entries=pool.entries,
            frozen_at=pool.frozen_at,
            frozen_by=by or "",
            freeze_reason=pool.freeze_reason,
        )
        for pool, by in work.session.execute(query)
    ]


@changes(Permission.QUOTA_GRANT)
def freeze_pool(work: Work, year: int, pool: str, reason: str) -> None:
    """Let no unit of a pool be reserved or used until it is thawed; giving back stays possible. Raises Invalid."""
    require_reason(reason)
    quota_id = known_pool(work, year, pool)
    row = claim(work, quota_id)
    if row.frozen_at is not None:
        raise Invalid(N_("The pool is frozen already."))
    _set_frozen(work, quota_id, reason.strip(), frozen=True)
    work.note("freeze", "quota", quota_id, after={"frozen_at": work.now, "reason": reason.strip()})


@changes(Permission.QUOTA_GRANT)
def thaw_pool(work: Work, year: int, pool: str, reason: str) -> None:
    """Let units of a frozen pool be reserved and used again, with a reason. Raises Invalid."""
    require_reason(reason)
    quota_id = known_pool(work, year, pool)
    row = claim(work, quota_id)
    if row.frozen_at is None:
        raise Invalid(N_("The pool is not frozen."))
    before = {"frozen_at": row.frozen_at, "reason": row.freeze_reason}
    _set_frozen(work, quota_id, "", frozen=False)
    work.note("thaw", "quota", quota_id, before=before, after={"reason": reason.strip()})


def _set_frozen(work: Work, quota_id: int, reason: str, *, frozen: bool) -> None:
    work.session.execute(
        sa.update(_POOL)
        .where(_POOL.c.id == quota_id)
        .values(
            frozen_at=work.now if frozen else None,
            frozen_by=work.actor.id if frozen else None,
            freeze_reason=reason[:200],
        )
    )


@changes(Permission.CASE_FILE)
def choose_pool(work: Work, case_id: int, pool: str, *, version: int | None = None) -> None:
    """Say from which of this year's pools a case is to get its unit, before first review passes.

    Raises NoPool, IllegalTransition once the unit is reserved or the case has ended, Conflict.
    """
    case = work.get(TalentCase, case_id, version=version, lock=True)
    if case.state not in BEFORE_RESERVING:
        raise IllegalTransition(step=N_("Choose the pool"), state=case.state.label)
    if pool != GENERAL:
        known_pool(work, work.today.year, pool)
    case.pool = pool
    case.changed_at = work.now
