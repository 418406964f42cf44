"""代管, cover during leave: a colleague stands in for an absent officer for some days.

A cover holds from its first day to its last and then ends by itself; there is nothing to switch off. While it holds,
the stand-in may do to the absent officer's own enterprises, visits and applicants what the stand-in's own role allows;
the acts are the stand-in's, recorded as done for the absent one. It is never passed on: who stands in is not absent,
and who is absent does not stand in. At most one colleague covers an officer on a day; the database refuses a second as
well (cover_guards.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from officer_app.assignments.model import Assignment, Cover, Duty
from officer_app.assignments.service import serving_officer, stated_reason
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.words import Word
from officer_app.core.work import Work, asks, changes
from officer_app.directory.serving import serves
from officer_app.i18n import N_
from officer_app.people.access import Permission, covers
from officer_app.people.model import Account

# Calendar days, the first and the last included.
LONGEST: Final = Dated("cover.longest", int)

_TABLE: Final = sa.inspect(Cover).local_table


class CoverState(Word):
    """Where a cover stands today."""

    RUNNING = "running", N_("Covering now")
    PLANNED = "planned", N_("To come")
    ENDED = "ended", N_("Ended")
    CANCELLED = "cancelled", N_("Cancelled")


@dataclass(frozen=True)
class CoverDraft:
    """A cover as it is arranged, from the first day to the last, both included."""

    draft_id: str
    absent_id: int
    stand_in_id: int
    first_on: date
    last_on: date
    reason: str


@dataclass(frozen=True)
class CoverRow:
    """A cover with its people; `cancelled_on` is the first day without it."""

    id: int
    absent_id: int
    absent: str
    stand_in_id: int
    stand_in: str
    first_on: date
    last_on: date
    cancelled_on: date | None
    state: CoverState
    reason: str
    made_by: str
    version: int

    @property
    def days(self) -> int:
        """How long it was arranged for: calendar days, both ends included."""
        return (self.last_on - self.first_on).days + 1


@dataclass(frozen=True)
class Standing:
    """Who covers an officer today, and until when (that day included)."""

    stand_in_id: int
    stand_in: str
    last_on: date


@changes(Permission.ASSIGN)
def arrange_cover(work: Work, draft: CoverDraft) -> int:
    """Let a colleague stand in for an absent officer; returns the cover's id. The same draft twice is stored once.

    Raises Invalid with the field: a day in the past, a cover longer than the setting, officers who cannot serve, two
    covers of one officer on a day, a stand-in who is absent meanwhile, an absent officer who stands in meanwhile.
    """
    known = work.session.scalar(sa.select(Cover.id).where(Cover.draft_id == draft.draft_id))
    if known is not None:
        return known
    _locked(work, draft.absent_id, draft.stand_in_id)
    absent = serving_officer(work, draft.absent_id, "absent")
    stand_in = serving_officer(work, draft.stand_in_id, "stand_in")
    if absent.id == stand_in.id:
        raise Invalid(N_("Nobody stands in for themselves."), remedy=N_("Choose a colleague."), field="stand_in")
    if draft.first_on < work.today:
        raise Invalid(
            N_("A cover begins today at the earliest."),
            remedy=N_("What was done before stays as it was recorded."),
            field="first_on",
        )
    reason = stated_reason(draft.reason)
    cover = Cover(
        draft_id=draft.draft_id,
        absent_id=absent.id,
        stand_in_id=stand_in.id,
        first_on=draft.first_on,
        last_on=draft.last_on,
        reason=reason,
        made_by=work.actor.name,
    )
    _check(work, cover, absent, stand_in)
    return work.add(cover).id


@changes(Permission.ASSIGN)
def change_cover_end(work: Work, cover_id: int, last_on: date, *, version: int) -> None:
    """Let a cover end on another day, today at the earliest. Raises Invalid as arranging does, and for an ended one.

    One whose stand-in has left or works in another capacity now can only be shortened.
    """
    cover = _open_cover(work, cover_id, version)
    if last_on < work.today:
        raise Invalid(
            N_("That day is over."),
            remedy=N_("To end it at once, cancel it; what was done until now stays."),
            field="last_on",
        )
    if last_on > cover.last_on:
        serving_officer(work, cover.stand_in_id, "stand_in")
    cover.last_on = last_on
    with work.session.no_autoflush:
        _check(work, cover, work.get(Account, cover.absent_id), work.get(Account, cover.stand_in_id))


@changes(Permission.ASSIGN)
def cancel_cover(work: Work, cover_id: int, *, version: int) -> None:
    """End a cover at once, or call off a planned one. What was done under it stays. Raises Invalid for an ended one."""
    _open_cover(work, cover_id, version).cancelled_on = work.today


def _open_cover(work: Work, cover_id: int, version: int) -> Cover:
    found = work.get(Cover, cover_id)
    _locked(work, found.absent_id, found.stand_in_id)
    cover = work.get(Cover, cover_id, version=version, lock=True)
    if _state(cover, work.today) not in (CoverState.RUNNING, CoverState.PLANNED):
        raise Invalid(N_("This cover has ended already."), remedy=N_("Arrange another one."))
    return cover


def _locked(work: Work, *account_ids: int) -> None:
    """Let whoever arranges cover for one of these people wait; always in the same order, so that nobody waits twice."""
    for key in sorted(set(account_ids)):
        work.get(Account, key, lock=True)


def _check(work: Work, cover: Cover, absent: Account, stand_in: Account) -> None:
    if cover.last_on < cover.first_on:
        raise Invalid(N_("The last day lies before the first."), field="last_on")
    longest = LONGEST.on(work, cover.first_on)
    if (cover.last_on - cover.first_on).days >= longest:
        latest = cover.first_on + timedelta(days=longest - 1)
        raise Invalid(
            N_("A cover lasts at most {days} calendar days: until {day}."),
            remedy=N_("For a longer absence hand the enterprises over."),
            field="last_on",
            days=longest,
            day=latest.isoformat(),
        )
    for other in _sharing_a_day(work, cover):
        first, last = max(other.first_on, cover.first_on), min(_last(other), cover.last_on)
        days = {"first": first.isoformat(), "last": last.isoformat()}
        if other.absent_id == cover.absent_id:
            raise Invalid(
                N_("{absent} is covered by {stand_in} from {first} to {last} already."),
                remedy=N_("Choose other days, or let that cover end earlier."),
                field="first_on",
                absent=absent.name,
                stand_in=work.get(Account, other.stand_in_id).name,
                **days,
            )
        if other.absent_id == cover.stand_in_id:
            raise Invalid(
                N_("{name} is absent from {first} to {last} and cannot stand in."),
                remedy=N_("Choose another colleague."),
                field="stand_in",
                name=stand_in.name,
                **days,
            )
        raise Invalid(
            N_("{name} stands in for {other} from {first} to {last}; cover is not passed on."),
            remedy=N_("Let that cover end first, and find another stand-in for {other}."),
            field="absent",
            name=absent.name,
            other=work.get(Account, other.absent_id).name,
            **days,
        )


def _sharing_a_day(work: Work, cover: Cover) -> list[Cover]:
    """The other covers with a day in common that this one must not share it with."""
    people = (cover.absent_id, cover.stand_in_id)
    query = sa.select(Cover).where(
        sa.or_(Cover.absent_id.in_(people), Cover.stand_in_id == cover.absent_id),
        Cover.first_on <= cover.last_on,
        Cover.last_on >= cover.first_on,
        sa.or_(
            Cover.cancelled_on.is_(None),
            sa.and_(Cover.cancelled_on > Cover.first_on, Cover.cancelled_on > cover.first_on),
        ),
    )
    if cover.id is not None:
        query = query.where(Cover.id != cover.id)
    # The one that names the reason best comes first.
    return sorted(work.session.scalars(query), key=lambda other: (other.absent_id != cover.absent_id, other.first_on))


def _last(cover: Cover) -> date:
    """The last day on which a cover holds; before its first where it was called off."""
    return cover.last_on if cover.cancelled_on is None else min(cover.last_on, cover.cancelled_on - timedelta(days=1))


def _state(cover: Cover, today: date) -> CoverState:
    if cover.cancelled_on is not None:
        return CoverState.CANCELLED
    if today < cover.first_on:
        return CoverState.PLANNED
    return CoverState.RUNNING if today <= cover.last_on else CoverState.ENDED


@asks(Permission.ASSIGNMENT_READ)
def list_covers(work: Work) -> list[CoverRow]:
    """Every cover: those under way, then the planned ones, the next first, then the past, the latest first."""
    absent, stand_in = aliased(Account), aliased(Account)
    query = (
        sa.select(Cover, absent.name, stand_in.name)
        .join(absent, absent.id == Cover.absent_id)
        .join(stand_in, stand_in.id == Cover.stand_in_id)
        .order_by(Cover.first_on, Cover.id)
    )
    rows = [
        CoverRow(
            id=cover.id,
            absent_id=cover.absent_id,
            absent=absent_name,
            stand_in_id=cover.stand_in_id,
            stand_in=stand_in_name,
            first_on=cover.first_on,
            last_on=cover.last_on,
            cancelled_on=cover.cancelled_on,
            state=_state(cover, work.today),
            reason=cover.reason,
            made_by=cover.made_by,
            version=cover.version,
        )
        for cover, absent_name, stand_in_name in work.session.execute(query)
    ]
    running = [row for row in rows if row.state is CoverState.RUNNING]
    planned = [row for row in rows if row.state is CoverState.PLANNED]
    past = [row for row in rows if row.state in (CoverState.ENDED, CoverState.CANCELLED)]
    return [*running, *planned, *reversed(past)]


@asks(Permission.ASSIGNMENT_READ)
def longest_cover(work: Work) -> int:
    """How many calendar days a cover that begins today may last."""
    return LONGEST.on(work, work.today)


@asks(Permission.ASSIGNMENT_READ)
def covered_today(work: Work) -> dict[int, Standing]:
    """Who covers whom today, by the absent officer's id."""
    query = (
        sa.select(_TABLE.c.absent_id, Account.id, Account.name, _TABLE.c.last_on)
        .join(Account, Account.id == _TABLE.c.stand_in_id)
        .where(covers(work.today, _TABLE))
    )
    return {absent: Standing(key, name, last_on) for absent, key, name, last_on in work.session.execute(query)}


def covered_by(work: Work, stand_in_id: int, day: date) -> dict[int, str]:
    """The officers somebody stands in for on a day: names by id."""
    query = (
        sa.select(Account.id, Account.name)
        .join(_TABLE, _TABLE.c.absent_id == Account.id)
        .where(_TABLE.c.stand_in_id == stand_in_id, covers(day, _TABLE))
        .order_by(Account.id)
    )
    return dict(work.session.execute(query).all())


def for_whom(work: Work, enterprise_id: int, stand_in_id: int, day: date, *, holder_id: int | None = None) -> str:
    """For whom somebody acts at an enterprise on a day: empty in their own right, else the name of the absent officer.

    Their own right is to hold the matter itself (`holder_id`) or to serve the enterprise in any role.
    """
    absent = covered_by(work, stand_in_id, day)
    if not absent or holder_id == stand_in_id:
        return ""
    if holder_id in absent:
        return absent[holder_id]
    serving = _serving(work, enterprise_id, [stand_in_id, *absent], day)
    if stand_in_id in serving:
        return ""
    return next((absent[key] for key in serving), "")


def _serving(work: Work, enterprise_id: int, account_ids: Iterable[int], day: date) -> list[int]:
    """Those of the accounts that serve the enterprise on a day, its liaison officer first."""
    table = sa.inspect(Assignment).local_table
    query = (
        sa.select(table.c.account_id)
        .where(table.c.enterprise_id == enterprise_id, table.c.account_id.in_(list(account_ids)), serves(day, of=table))
        .order_by(table.c.role != Duty.LIAISON.value, table.c.account_id)
    )
    return list(work.session.scalars(query))


def act_for(work: Work, enterprise_id: int, *, holder_id: int | None = None) -> str:
    """For whom the actor acts at an enterprise today; the audit trail of this use case says so from here on."""
    assert work.actor.id is not None
    name = for_whom(work, enterprise_id, work.actor.id, work.today, holder_id=holder_id)
    work.on_behalf_of = work.on_behalf_of or name
    return name
