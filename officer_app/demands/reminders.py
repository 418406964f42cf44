"""What must not be forgotten: each person's demands that ask for something today, and those nobody has in hand.

A stand-in is reminded of what is the absent officer's. Supervisors are reminded of extensions to decide, of their
hurry-up notes whose day passed without a reply, and of every demand without a handler, whose handler left, or whose
collector left before the enterprise was called back and the demand closed. Who no longer works with demands has left.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final  # Any: the columns of SQLAlchemy

import sqlalchemy as sa

from officer_app.assignments.cover import covered_by
from officer_app.core.among import among
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import Dated
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.demands.model import (
    OPEN_STATES,
    PAUSED_STATES,
    RUNNING_STATES,
    Demand,
    DemandEvent,
    DemandExtension,
    DemandHelper,
    DemandState,
    DemandStep,
    HurryNote,
)
from officer_app.demands.rows import DemandRow, demand_rows, gone_handlers
from officer_app.i18n import N_
from officer_app.people.access import Permission, may

CALL_BACK: Final = Dated("demand.call_back_days", int)
LOOK_AGAIN: Final = Dated("demand.look_again_days", int)
# Working days before a limit from which on it is spoken of.
NEAR: Final = 2

_D = sa.inspect(Demand).local_table.c


class Reminder(Word):
    """Why a demand is spoken of; the most pressing come first."""

    HURRIED = "hurried", N_("Hurry-up note to reply to")
    SILENT = "silent", N_("Hurry-up note without a reply")
    OVERDUE = "overdue", N_("Past the limit")
    TO_ACCEPT = "to_accept", N_("To take up")
    FIRST_ANSWER = "first_answer", N_("First answer due")
    NEAR = "near", N_("Near the limit")
    RETURNED = "returned", N_("Returned to you")
    EXTENSION = "extension", N_("Extension to decide")
    NO_HANDLER = "no_handler", N_("Without a handler")
    MY_PART = "my_part", N_("Your part to hand in")
    CALL_BACK = "call_back", N_("To call back")
    TO_CLOSE = "to_close", N_("Rated, to close")
    LOOK_AGAIN = "look_again", N_("Suspended for long")


@dataclass(frozen=True)
class ReminderRow:
    """A demand somebody is reminded of: why, until when, and for whom (empty: the person themselves).

    `days_left` counts working days to `due_on`, negative when it is over. `said` is what the note, the request or the
    return says. `about_id` is the hurry-up note or the extension, where it is one of them.
    """

    kind: Reminder
    demand: DemandRow
    due_on: date
    days_left: int
    for_whom: str = ""
    said: str = ""
    about_id: int | None = None


@dataclass(frozen=True)
class _Found:
    kind: Reminder
    demand_id: int
    due_on: date
    owner_id: int | None
    said: str = ""
    about_id: int | None = None


@asks(Permission.DEMAND_READ)
def demand_reminders(work: Work) -> list[ReminderRow]:
    """What the actor is reminded of, the most pressing first; the same demand may stand under several heads."""
    if not may(work.actor.role, Permission.DEMAND_WORK):
        return []
    assert work.actor.id is not None
    covering = covered_by(work, work.actor.id, work.today)
    found = [*_own(work, [work.actor.id, *covering])]
    if may(work.actor.role, Permission.DEMAND_EXTEND):
        found += _for_supervisors(work)
    calendar = calendar_in_force(work.session)
    ids = list(dict.fromkeys(one.demand_id for one in found))
    rows = {row.id: row for row in demand_rows(work, [among(_D.id, ids)])} if ids else {}
    told: dict[tuple[Reminder, int, int | None], ReminderRow] = {}
    for one in found:
        told.setdefault(
            (one.kind, one.demand_id, one.about_id),
            ReminderRow(
                one.kind,
                rows[one.demand_id],
                one.due_on,
                calendar.working_days_between(work.today, one.due_on).days,
                "" if one.owner_id == work.actor.id else covering.get(one.owner_id or 0, ""),
                one.said,
                one.about_id,
            ),
        )
    kinds = list(Reminder)
    return sorted(told.values(), key=lambda row: (kinds.index(row.kind), row.due_on, row.demand.id))


def _own(work: Work, whose: list[int]) -> Iterable[_Found]:
    calendar = calendar_in_force(work.session)
    near = calendar.add_working_days(work.today, NEAR).day
    handled, collected = _D.handler_id.in_(whose), _D.collected_by.in_(whose)
    # A demand nobody has yet is with whoever collected it.
    in_hand = sa.or_(handled, sa.and_(_D.handler_id.is_(None), collected))
    running = _D.state.in_(RUNNING_STATES)
    holder = sa.func.coalesce(_D.handler_id, _D.collected_by)
    follower = sa.case((handled, _D.handler_id), else_=_D.collected_by)
    yield from _found(
        work,
        Reminder.TO_ACCEPT,
        sa.func.coalesce(_D.accept_due_on, _D.due_on),
        holder,
        [_D.state == DemandState.ASSIGNED, handled],
    )
    yield from _found(
        work,
        Reminder.FIRST_ANSWER,
        _D.first_answer_due_on,
        holder,
        [running, in_hand, _D.first_answered_on.is_(None), _D.first_answer_due_on <= near],
    )
    mine = sa.or_(handled, collected)
    yield from _found(work, Reminder.OVERDUE, _D.due_on, follower, [running, mine, _D.due_on < work.today])
    yield from _found(
        work, Reminder.NEAR, _D.due_on, follower, [running, mine, _D.due_on >= work.today, _D.due_on <= near]
    )
    waiting = [_D.state.in_(OPEN_STATES), _D.handler_id.is_(None), collected]
    yield from _found(work, Reminder.RETURNED, _D.due_on, _D.collected_by, [*waiting, _returned()], said=_last_note())
    yield from _found(work, Reminder.NO_HANDLER, _D.due_on, _D.collected_by, [*waiting, ~_returned()])
    since = calendar.add_working_days(work.today, -CALL_BACK.on(work, work.today)).day
    yield from _found(
        work,
        Reminder.CALL_BACK,
        _D.answered_on,
        _D.collected_by,
        [_D.state == DemandState.ANSWERED, collected, _D.answered_on <= since],
    )
    yield from _found(
        work,
        Reminder.TO_CLOSE,
        _D.answered_on,
        _D.collected_by,
        [_D.state == DemandState.RATED, collected, _D.answered_on <= since],
    )
    long_ago = calendar.add_working_days(work.today, -LOOK_AGAIN.on(work, work.today)).day
    yield from _found(
        work,
        Reminder.LOOK_AGAIN,
        _D.paused_since,
        holder,
        [_D.state.in_(PAUSED_STATES), in_hand, _D.paused_since <= long_ago],
    )
    yield from _notes(work, in_hand, holder)
    yield from _parts(work, whose)


def _for_supervisors(work: Work) -> Iterable[_Found]:
    asked = sa.inspect(DemandExtension).local_table.c
    query = (
        sa.select(_D.id, asked.due_before, asked.reason, asked.id)
        .join_from(asked.id.table, _D.id.table, _D.id == asked.demand_id)
        .where(asked.decided_at.is_(None), asked.asked_by != work.actor.id)
    )
    for key, due_on, reason, about in work.session.connection().execute(query):
        yield _Found(Reminder.EXTENSION, key, due_on, work.actor.id, reason, about)
    yield from _found(
        work,
        Reminder.NO_HANDLER,
        _D.due_on,
        sa.literal(work.actor.id),
        [_D.state.in_(OPEN_STATES), sa.or_(_D.handler_id.is_(None), _D.handler_id.in_(gone_handlers()))],
    )
    for kind, state in ((Reminder.CALL_BACK, DemandState.ANSWERED), (Reminder.TO_CLOSE, DemandState.RATED)):
        conditions = [_D.state == state, _D.collected_by.in_(gone_handlers())]
        yield from _found(work, kind, _D.answered_on, sa.literal(work.actor.id), conditions)
    yield from _silent(work)


def _returned() -> Any:
    step = _how_it_came_here(sa.type_coerce(DemandEvent.step, sa.String))
    return sa.func.coalesce(step, "") == DemandStep.RETURN.value


def _last_note() -> Any:
    return _how_it_came_here(DemandEvent.note)


def _how_it_came_here(column: Any) -> Any:
    """Of the step that put the demand where it is."""
    return (
        sa.select(column)
        .where(
            DemandEvent.demand_id == _D.id,
            DemandEvent.step.in_((DemandStep.ASSIGN, DemandStep.RETURN, DemandStep.SEPARATE)),
        )
        .order_by(DemandEvent.id.desc())
        .limit(1)
        .correlate(_D.id.table)
        .scalar_subquery()
    )


def _found(
    work: Work,
    kind: Reminder,
    due_on: sa.ColumnElement[Any],
    owner: sa.ColumnElement[Any],
    conditions: list[sa.ColumnElement[bool]],
    said: sa.ColumnElement[str] | None = None,
) -> Iterable[_Found]:
    query = sa.select(_D.id, sa.type_coerce(due_on, sa.Date), owner, sa.literal("") if said is None else said).where(
        *conditions
    )
    for key, day, owner_id, note in work.session.connection().execute(query):
        yield _Found(kind, key, day, owner_id, note or "")


def _notes(work: Work, in_hand: sa.ColumnElement[bool], holder: sa.ColumnElement[Any]) -> Iterable[_Found]:
    note = sa.inspect(HurryNote).local_table.c
    query = (
        sa.select(_D.id, note.reply_due_on, holder, note.text, note.id)
        .join_from(note.id.table, _D.id.table, _D.id == note.demand_id)
        .where(note.replied_at.is_(None), in_hand, _D.state.in_(OPEN_STATES))
    )
    for key, due_on, owner_id, text, about in work.session.connection().execute(query):
        yield _Found(Reminder.HURRIED, key, due_on, owner_id, text, about)


def _silent(work: Work) -> Iterable[_Found]:
    """Notes whose day is over: for who issued them, or for every supervisor if that one is gone."""
    note = sa.inspect(HurryNote).local_table.c
    query = (
        sa.select(_D.id, note.reply_due_on, note.text, note.id)
        .join_from(note.id.table, _D.id.table, _D.id == note.demand_id)
        .where(
            note.replied_at.is_(None),
            note.reply_due_on < work.today,
            sa.or_(note.issued_by == work.actor.id, note.issued_by.in_(gone_handlers())),
            _D.state.in_(OPEN_STATES),
        )
    )
    for key, due_on, text, about in work.session.connection().execute(query):
        yield _Found(Reminder.SILENT, key, due_on, work.actor.id, text, about)


def _parts(work: Work, whose: list[int]) -> Iterable[_Found]:
    part = sa.inspect(DemandHelper).local_table.c
    query = (
        sa.select(_D.id, _D.due_on, part.account_id, part.task)
        .join_from(part.id.table, _D.id.table, _D.id == part.demand_id)
        .where(part.account_id.in_(whose), part.contributed_on.is_(None), _D.state.in_(RUNNING_STATES))
    )
    for key, due_on, owner_id, task in work.session.connection().execute(query):
        yield _Found(Reminder.MY_PART, key, due_on, owner_id, task)
