"""Granting and adjusting a year's units, and correcting a wrong entry by a reversing one."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import take_step
from officer_app.cases.model import TalentCase
from officer_app.cases.service import require_reason
from officer_app.cases.words import State, Step
from officer_app.core.errors import Invalid
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.quota.ledger import Delta, enter, pool_of
from officer_app.quota.model import GENERAL, EntryKind, PoolKind, QuotaEntry, pool_label
from officer_app.quota.pools import NoPool, add_pool, check_year

_MOST_UNITS: Final = 100_000
_CORRECTABLE: Final = {EntryKind.RESERVE: State.PANEL, EntryKind.CONSUME: State.SETTLEMENT}


@dataclass(frozen=True)
class GrantDraft:
    """Units granted, or a change of what was granted, as it is typed; saving the same `draft_id` again does nothing.

    `count` is above zero for a grant, and may be below zero for an adjustment.
    """

    draft_id: str
    year: int
    count: int
    document: str
    reason: str = ""
    pool: str = GENERAL


@changes(Permission.QUOTA_GRANT)
def grant_quota(work: Work, draft: GrantDraft) -> int:
    """Grant units by a document; the first grant of a year opens its general pool. Returns the number of the entry.

    Raises Invalid, NoPool for another pool that is not open.
    """
    _check(draft)
    if draft.count < 1:
        raise Invalid(N_("At least one unit is granted."), field="count")
    quota_id = pool_of(work, draft.year, draft.pool)
    if quota_id is None:
        if draft.pool != GENERAL:
            raise NoPool(pool=pool_label(draft.pool), year=draft.year, field="pool")
        quota_id = add_pool(work, draft.year, GENERAL, PoolKind.GENERAL)
    return _enter(work, quota_id, EntryKind.GRANT, draft)


@changes(Permission.QUOTA_GRANT)
def adjust_quota(work: Work, draft: GrantDraft) -> int:
    """Change what was granted, up or down, by a document and with a reason. Returns the number of the entry.

    Raises Invalid; never below what is used and reserved.
    """
    _check(draft)
    require_reason(draft.reason)
    if draft.count == 0:
        raise Invalid(N_("An adjustment changes something."), field="count")
    quota_id = pool_of(work, draft.year, draft.pool)
    if quota_id is None:
        raise Invalid(N_("There is no quota for {year} yet."), field="year", year=draft.year)
    return _enter(work, quota_id, EntryKind.ADJUST, draft)


def _check(draft: GrantDraft) -> None:
    check_year(draft.year)
    if abs(draft.count) > _MOST_UNITS:
        raise Invalid(N_("At most {most} units at once."), field="count", most=_MOST_UNITS)
    if not draft.document.strip():
        raise Invalid(N_("Enter the number of the document."), field="document")
    if not draft.pool.strip():
        raise Invalid(N_("This must not be empty."), field="pool")


def _enter(work: Work, quota_id: int, kind: EntryKind, draft: GrantDraft) -> int:
    entry = enter(
        work,
        quota_id,
        kind,
        Delta(total=draft.count),
        document=draft.document,
        reason=draft.reason,
        draft_id=draft.draft_id,
    )
    return entry.seq


@changes(Permission.QUOTA_GRANT)
def reverse_entry(work: Work, entry_id: int, reason: str) -> int:
    """Correct a wrong entry by its exact opposite, with a reason. Returns the number of the new entry.

    A grant or adjustment is taken back if so many units are left. A reservation is taken back while the case awaits
    the panel, and the case goes back to first review; a use while settlement is pending, and the case goes back to
    publicity with its unit reserved. Raises Invalid for every other entry, and for one reversed already.
    """
    entry = work.get(QuotaEntry, entry_id)
    require_reason(reason)
    case = None
    if entry.case_id is not None:
        case = work.get(TalentCase, entry.case_id, lock=True)
    reversed_by = work.session.scalar(sa.select(QuotaEntry.seq).where(QuotaEntry.reverses_id == entry.id))
    if reversed_by is not None:
        raise Invalid(N_("Entry {seq} has been reversed already by entry {by}."), seq=entry.seq, by=reversed_by)
    if entry.kind in (EntryKind.REVERSE, EntryKind.RELEASE):
        raise Invalid(
            N_("A reversal or a release cannot be reversed."),
            remedy=N_("Make the entry anew: grant the units, or review the case again."),
        )
    if entry.move_id is not None:
        raise Invalid(
            N_("Entry {seq} is half of a move between pools; half of a move is not reversed."),
            remedy=N_("Move the units back."),
            seq=entry.seq,
        )
    if case is not None:
        _step_back(work, case, entry, reason)
    return enter(
        work,
        entry.quota_id,
        EntryKind.REVERSE,
        Delta(entry.d_total, entry.d_reserved, entry.d_used).opposite,
        case_id=entry.case_id,
        document=entry.document,
        reason=reason,
        reverses_id=entry.id,
    ).seq


def _step_back(work: Work, case: TalentCase, entry: QuotaEntry, reason: str) -> None:
    latest = work.session.scalar(sa.select(sa.func.max(QuotaEntry.id)).where(QuotaEntry.case_id == case.id))
    if case.state is not _CORRECTABLE[entry.kind] or latest != entry.id:
        raise Invalid(
            N_("Case {number} has moved on since entry {seq}: it is “{state}”."),
            remedy=N_("Undo the later steps first, or let the case be withdrawn."),
            number=case.number,
            seq=entry.seq,
            state=case.state.label,
        )
    take_step(work, case, Step.CORRECT, reason)
    if case.state is State.FIRST_REVIEW:
        case.reviewed_on = None
        work.session.flush()
