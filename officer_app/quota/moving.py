"""Moving units between pools of a year, and carrying what is left over into the next year.

A move is two adjustments with one number: what one pool loses, the other gains. Both pools are claimed in the order of
their ids. A move is undone by a move back, never by reversing one half.
"""

from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.cases.service import require_reason
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.quota.ledger import Delta, claim, enter, entered_as, pool_of
from officer_app.quota.model import GENERAL, EntryKind, Quota, QuotaEntry, pool_label
from officer_app.quota.pools import add_pool, check_year, known_pool

CARRY_OVER: Final = Dated("quota.carry_over", str)
CARRY_OVER_MOST: Final = Dated("quota.carry_over_most", int)
CARRY_OVER_UNTIL: Final = Dated("quota.carry_over_until", str)
NONE: Final = "none"
ALL: Final = "all"
LIMITED: Final = "limited"


@dataclass(frozen=True)
class MoveDraft:
    """Units to be moved between two pools of a year, as typed; saving the same `draft_id` again does nothing."""

    draft_id: str
    year: int
    source: str
    target: str
    count: int
    reason: str
    document: str = ""


@dataclass(frozen=True)
class CarryDraft:
    """Units left in a year's pool that are to go into the next year's pool of the same name; None: as many as may."""

    draft_id: str
    year: int
    reason: str
    pool: str = GENERAL
    count: int | None = None
    document: str = ""


@dataclass(frozen=True, slots=True)
class CarryRule:
    """What the dated setting lets be carried over from a year: how many units still, until which day.

    `refusal` says why none can be; empty where some can.
    """

    most: int
    until: date
    carried: int
    refusal: str


@changes(Permission.QUOTA_GRANT)
def move_units(work: Work, draft: MoveDraft) -> int:
    """Move units between two pools of a year. Returns the number of the entry in the pool that gives. Raises Invalid.

    Never more than are left.
    """
    check_year(draft.year)
    require_reason(draft.reason)
    if draft.count < 1:
        raise Invalid(N_("At least one unit is moved."), field="count")
    if draft.source == draft.target:
        raise Invalid(N_("Choose two different pools."), field="target")
    source = known_pool(work, draft.year, draft.source)
    target = known_pool(work, draft.year, draft.target)
    return _move(work, source, target, draft.count, draft.draft_id, draft.document, draft.reason)


@changes(Permission.QUOTA_GRANT)
def carry_over(work: Work, draft: CarryDraft) -> int:
    """Carry units of a year's pool into the next year's, by the rule in force. Returns the number of the entry.

    Opens the next year's pool where it is not open yet. Raises Invalid when the rule does not allow it.
    """
    check_year(draft.year)
    require_reason(draft.reason)
    source = known_pool(work, draft.year, draft.pool)
    before = work.session.get_one(Quota, source)
    target = pool_of(work, draft.year + 1, draft.pool)
    if target is None:
        target = add_pool(work, draft.year + 1, draft.pool, before.kind, before.industry)
    for quota_id in sorted((source, target)):
        claim(work, quota_id)
    if (known := entered_as(work, draft.draft_id)) is not None:
        return known.seq
    rule = carry_rule(work, draft.year, draft.pool)
    if rule.refusal:
        raise Invalid("{refusal}", refusal=rule.refusal)
    count = rule.most if draft.count is None else draft.count
    if not 1 <= count <= rule.most:
        raise Invalid(N_("Between 1 and {most} units can be carried over."), field="count", most=rule.most)
    return _move(work, source, target, count, draft.draft_id, draft.document, draft.reason)


@asks(Permission.QUOTA_READ)
def carry_rule(work: Work, year: int, pool: str = GENERAL) -> CarryRule:
    """What may be carried over today from a year's pool into the next year's."""
    today = work.today
    rule = CARRY_OVER.on(work, today)
    until = _until(year + 1, CARRY_OVER_UNTIL.on(work, today))
    row = work.session.execute(
        sa.select(Quota.id, Quota.total - Quota.reserved - Quota.used).where(Quota.year == year, Quota.name == pool)
    ).one_or_none()
    quota_id, left = row if row is not None else (None, 0)
    carried = _carried(work, quota_id, year + 1) if quota_id is not None else 0
    most = left
    if rule == LIMITED:
        most = min(left, max(0, CARRY_OVER_MOST.on(work, today) - carried))
    refusal = ""
    if rule not in (ALL, LIMITED):
        refusal = _("The rule in force carries no units over into the next year.")
    elif today.year <= year:
        refusal = _("Units are carried over once the year {year} is over.").format(year=year)
    elif today > until:
        refusal = _("Units of {year} could be carried over until {day}.").format(year=year, day=until.isoformat())
    elif not left:
        refusal = _("No unit of {year} is left in “{pool}”.").format(year=year, pool=pool_label(pool))
    elif not most:
        refusal = _("As many units as the rule allows ({most}) have been carried over.").format(most=carried)
    return CarryRule(0 if refusal else most, until, carried, refusal)


def _until(year: int, month_day: str) -> date:
    """The last day of carrying over; what is no day of a year (02-29 in most) is the day before."""
    try:
        month, day = (int(part) for part in month_day.split("-"))
    except ValueError:
        month, day = 3, 31
    for back in range(4):
        try:
            return date(year, month, day - back)
        except ValueError:
            continue
    return date(year, 3, 31)


def _carried(work: Work, quota_id: int, year: int) -> int:
    """Units a pool has given to the next year's so far, less those that came back."""
    other = aliased(QuotaEntry)
    query = (
        sa.select(sa.func.coalesce(sa.func.sum(QuotaEntry.d_total), 0))
        .join(other, sa.and_(other.move_id == QuotaEntry.move_id, other.id != QuotaEntry.id))
        .join(Quota, Quota.id == other.quota_id)
        .where(QuotaEntry.quota_id == quota_id, QuotaEntry.move_id.is_not(None), Quota.year == year)
    )
    return -(work.session.scalar(query) or 0)


def _move(work: Work, source: int, target: int, count: int, draft_id: str, document: str, reason: str) -> int:
    for quota_id in sorted((source, target)):
        claim(work, quota_id)
    if (known := entered_as(work, draft_id)) is not None:
        return known.seq
    adjust = partial(enter, work, kind=EntryKind.ADJUST, document=document, reason=reason, move_id=draft_id)
    given = adjust(source, delta=Delta(total=-count), draft_id=draft_id)
    adjust(target, delta=Delta(total=count))
    return given.seq
