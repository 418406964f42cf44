"""移交: the duties of one officer pass to another on a day, all in one step, and can be put back.

The former duty ends on the effective day and the successor's begins on it, to the same end. A successor who is a
specialist there already goes on as one; a successor who was the backup stops being it. What else goes along with the
duties (demands, cases, visits) is the matter of the layers above (overview/handover.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.handover_towns import TOWN, move_towns, put_back_towns
from officer_app.assignments.model import Assignment, Duty, Handover, HandoverItem
from officer_app.assignments.service import duties_touching, end_on, refuse_overlap, serving_officer, stated_reason
from officer_app.core.errors import Conflict, Invalid, NotFound
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account


class Obstacle(Word):
    """Why a duty cannot go to this successor."""

    IS_LIAISON = "is_liaison", N_("The successor is its liaison officer")
    OVERLAPS = "overlaps", N_("The successor has this role there already for some of the days")


class HandoverState(Word):
    """Where a handover stands."""

    PLANNED = "planned", N_("Planned")
    CARRIED_OUT = "carried_out", N_("Carried out")
    UNDONE = "undone", N_("Undone")


@dataclass(frozen=True)
class HandoverDraft:
    """What is to be handed over: `duties` for enterprises and `towns`, duties for sub-districts, are ids with the
    versions that were seen in the preview."""

    draft_id: str
    from_id: int
    to_id: int
    effective_on: date
    reason: str
    duties: tuple[tuple[int, int], ...]
    towns: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True)
class HeldDuty:
    """A duty the officer holds on the day; `until` is its end, if one is set."""

    id: int
    version: int
    enterprise_id: int
    enterprise: str
    uscc: str
    subdistrict: str
    role: Duty
    since: date
    until: date | None
    obstacle: Obstacle | None


@dataclass(frozen=True)
class HandoverRow:
    """A handover in the list: `enterprises` and `towns` count them, `demands` those that went along, if done."""

    id: int
    from_name: str
    to_name: str
    effective_on: date
    reason: str
    made_by: str
    made_at: datetime
    state: HandoverState
    enterprises: int
    demands: int
    undone_by: str
    undoable: bool
    towns: int = 0


def held_duties(
    work: Work, from_id: int, to_id: int | None, day: date, roles: Sequence[Duty] = tuple(Duty)
) -> list[HeldDuty]:
    """The duties an officer holds on a day, by enterprise name, and whether each can go to the successor."""
    query = (
        sa.select(Assignment, Enterprise.name, Enterprise.uscc, Subdistrict.name)
        .join(Enterprise, Enterprise.id == Assignment.enterprise_id)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(Assignment.account_id == from_id, Assignment.role.in_(roles), serves_on(day))
        .order_by(Enterprise.name_key, Enterprise.id, Assignment.role)
    )
    found = work.session.execute(query).all()
    theirs = _duties_of_successor(work, to_id, day)
    return [
        HeldDuty(
            duty.id,
            duty.version,
            duty.enterprise_id,
            name,
            uscc,
            town or "",
            duty.role,
            duty.starts_on,
            duty.ends_on,
            _obstacle(duty, theirs.get(duty.enterprise_id, ()), day),
        )
        for duty, name, uscc, town in found
    ]


def _duties_of_successor(work: Work, to_id: int | None, day: date) -> dict[int, list[Assignment]]:
    """The successor's duties that hold on the day or later, by enterprise."""
    query = sa.select(Assignment).where(
        Assignment.account_id == to_id, sa.or_(Assignment.ends_on.is_(None), Assignment.ends_on > day)
    )
    found: dict[int, list[Assignment]] = {}
    if to_id is not None:
        for duty in work.session.scalars(query):
            if duty.ends_on is None or duty.ends_on > duty.starts_on:
                found.setdefault(duty.enterprise_id, []).append(duty)
    return found


def _obstacle(duty: Assignment, theirs: Sequence[Assignment], day: date) -> Obstacle | None:
    if duty.role is Duty.BACKUP and any(_meet(one, day, duty.ends_on) for one in theirs if one.role is Duty.LIAISON):
        return Obstacle.IS_LIAISON
    same = [one for one in theirs if one.role is duty.role and _meet(one, day, duty.ends_on)]
    return Obstacle.OVERLAPS if same and not _goes_on(same, duty, day) else None


def _meet(duty: Assignment, starts_on: date, ends_on: date | None) -> bool:
    """Whether a duty has days in common with these."""
    return (duty.ends_on is None or duty.ends_on > starts_on) and (ends_on is None or duty.starts_on < ends_on)


def _goes_on(same: Sequence[Assignment], duty: Assignment, day: date) -> bool:
    """Whether the successor serves in this role on all the days of the duty that is handed over."""
    return any(
        one.starts_on <= day and (one.ends_on is None or (duty.ends_on is not None and one.ends_on >= duty.ends_on))
        for one in same
    )


def move_duties(work: Work, draft: HandoverDraft) -> Handover:
    """Store the handover and give the duties their dates; for a use case that has checked access.

    The same draft is stored once. Raises Invalid (no reason, a day that is past, the same officer twice, a successor
    who cannot serve, nothing chosen, a duty that cannot go there) and Conflict for a duty changed since the preview.
    """
    known = work.session.scalar(sa.select(Handover).where(Handover.draft_id == draft.draft_id))
    if known is not None:
        return known
    reason = stated_reason(draft.reason)
    former, successor = work.get(Account, draft.from_id), serving_officer(work, draft.to_id)
    if former.id == successor.id:
        raise Invalid(N_("{name} would hand over to the same person."), field="officer", name=former.name)
    if draft.effective_on < work.today:
        raise Invalid(
            N_("The effective day has passed."), remedy=N_("Choose today or a later day."), field="effective_on"
        )
    if not draft.duties and not draft.towns:
        raise Invalid(N_("No enterprise is chosen."), remedy=N_("Tick at least one."), field="duties")
    handover = work.add(
        Handover(
            draft_id=draft.draft_id,
            from_id=former.id,
            to_id=successor.id,
            effective_on=draft.effective_on,
            reason=reason,
            made_by=work.actor.name,
            made_at=work.now,
        )
    )
    duties, names = _as_seen(work, draft, former)
    theirs = _duties_of_successor(work, successor.id, draft.effective_on)
    for duty in duties:
        obstacle = _obstacle(duty, theirs.get(duty.enterprise_id, ()), draft.effective_on)
        if obstacle is not None:
            raise Invalid(
                N_("{enterprise} cannot go to {name} in this role: two duties would stand on the same days."),
                remedy=N_("Take it out of the handover, or end the other duty first."),
                field="duties",
                enterprise=names[duty.enterprise_id],
                name=successor.name,
            )
    _pass_on(work, handover, duties, theirs, names)
    move_towns(work, handover, draft.towns)
    return handover


def _as_seen(work: Work, draft: HandoverDraft, former: Account) -> tuple[list[Assignment], dict[int, str]]:
    """The duties, locked and unchanged since the preview, and the names of their enterprises."""
    versions = dict(draft.duties)
    wanted = sa.select(Assignment.enterprise_id).where(Assignment.id.in_(versions))
    enterprises = sa.select(Enterprise.id, Enterprise.name).where(Enterprise.id.in_(wanted)).order_by(Enterprise.id)
    # Locked first and in one order, as every giver of duties does.
    names = dict(work.session.execute(enterprises if work.on_sqlite else enterprises.with_for_update()).all())
    duties = list(
        work.session.scalars(
            sa.select(Assignment)
            .where(Assignment.id.in_(versions))
            .order_by(Assignment.id)
            .execution_options(populate_existing=True)
        )
    )
    if len(duties) < len(versions):
        raise NotFound(remedy=N_("A duty has gone since the preview; look at it again."))
    for duty in duties:
        holds = duty.starts_on <= draft.effective_on and (duty.ends_on is None or duty.ends_on > draft.effective_on)
        if duty.version != versions[duty.id] or duty.account_id != former.id or not holds:
            raise Conflict(
                N_("The duty of {name} for {enterprise} was changed since the preview; nothing was handed over."),
                name=former.name,
                enterprise=names[duty.enterprise_id],
            )
    return duties, names


def _pass_on(
    work: Work,
    handover: Handover,
    duties: Sequence[Assignment],
    theirs: dict[int, list[Assignment]],
    names: dict[int, str],
) -> None:
    """End what goes, begin what comes. What ends is written first: two duties never share a day, even in between."""
    day, items, begun = handover.effective_on, [], []
    for duty in duties:
        item = _ended(handover, duty, day, names[duty.enterprise_id])
        items.append(item)
        held = theirs.get(duty.enterprise_id, ())
        if duty.role is Duty.LIAISON:
            backups = [one for one in held if one.role is Duty.BACKUP and _meet(one, day, item.was_until)]
            items += [_ended(handover, one, max(day, one.starts_on), names[one.enterprise_id]) for one in backups]
        if not any(one.role is duty.role for one in held if _meet(one, day, item.was_until)):
            begun.append(
                (
                    item,
                    Assignment(
                        enterprise_id=duty.enterprise_id,
                        account_id=handover.to_id,
                        role=duty.role,
                        starts_on=day,
                        ends_on=item.was_until,
                        reason=handover.reason,
                        end_reason=item.was_end_reason,
                    ),
                )
            )
    work.session.flush()
    work.session.add_all([duty for _item, duty in begun])
    work.session.flush()
    for item, duty in begun:
        item.begun_id = duty.id
    work.session.add_all(items)
    work.session.flush()


def _ended(handover: Handover, duty: Assignment, day: date, enterprise: str) -> HandoverItem:
    item = HandoverItem(
        handover_id=handover.id,
        enterprise_id=duty.enterprise_id,
        ended_id=duty.id,
        was_until=duty.ends_on,
        was_end_reason=duty.end_reason,
    )
    end_on(duty, day, handover.reason, enterprise)
    return item


def put_back_duties(work: Work, handover: Handover) -> None:
    """Let every duty be as it was before the handover; for a use case that has checked access and day.

    Raises Conflict naming the enterprise whose duty was changed since: nothing is put back then.
    """
    items = work.session.scalars(
        sa.select(HandoverItem).where(
            HandoverItem.handover_id == handover.id,
            HandoverItem.ended_id.is_not(None),
            HandoverItem.enterprise_id.is_not(None),
        )
    ).all()
    keys = {key for item in items for key in (item.ended_id, item.begun_id) if key is not None}
    enterprises = sa.select(Enterprise.id, Enterprise.name).where(
        Enterprise.id.in_({item.enterprise_id for item in items})
    )
    enterprises = enterprises.order_by(Enterprise.id)
    names = dict(work.session.execute(enterprises if work.on_sqlite else enterprises.with_for_update()).all())
    duties = {duty.id: duty for duty in work.session.scalars(sa.select(Assignment).where(Assignment.id.in_(keys)))}
    for item in items:
        ended = duties.get(item.ended_id or 0)
        begun = duties.get(item.begun_id) if item.begun_id is not None else None
        as_left = ended is not None and ended.ends_on == max(handover.effective_on, ended.starts_on)
        if not as_left or (item.begun_id is not None and not _as_begun(handover, item, begun)):
            raise Conflict(
                N_("The duties for {enterprise} were changed since the handover; nothing was undone."),
                enterprise=names[item.enterprise_id or 0],
            )
    for item in items:
        if item.begun_id is not None:
            work.session.delete(duties[item.begun_id])
    work.session.flush()
    for item in items:
        ended = duties[item.ended_id or 0]
        if ended.role is Duty.BACKUP:
            held = duties_touching(work, ended.enterprise_id, handover.effective_on, item.was_until)
            others = [one for one in held if one.role is Duty.BACKUP and one.id != ended.id]
            refuse_overlap(work, others, names[ended.enterprise_id])
        ended.ends_on, ended.end_reason = item.was_until, item.was_end_reason
    work.session.flush()
    put_back_towns(work, handover)


def _as_begun(handover: Handover, item: HandoverItem, duty: Assignment | None) -> bool:
    """Whether the successor's duty is as the handover made it; a later handover that was undone leaves it so."""
    return (
        duty is not None
        and duty.account_id == handover.to_id
        and (duty.starts_on, duty.ends_on) == (handover.effective_on, item.was_until)
        and (duty.reason, duty.end_reason) == (handover.reason, item.was_end_reason)
    )


@asks(Permission.ASSIGNMENT_READ)
def handovers(work: Work, *, offset: int = 0, limit: int = 200) -> tuple[int, list[HandoverRow]]:
    """How many handovers there are, and a page of them: the latest effective day first."""
    count = work.session.scalar(sa.select(sa.func.count()).select_from(Handover)) or 0
    query = sa.select(Handover).order_by(Handover.effective_on.desc(), Handover.id.desc()).offset(offset).limit(limit)
    rows = list(work.session.scalars(query))
    keys = [row.id for row in rows]
    names = dict(
        work.session.execute(
            sa.select(Account.id, Account.name).where(
                Account.id.in_({key for row in rows for key in (row.from_id, row.to_id)})
            )
        ).all()
    )
    counted = {
        key: (enterprises, demands, towns)
        for key, enterprises, demands, towns in work.session.execute(
            sa.select(
                HandoverItem.handover_id,
                sa.func.count(sa.distinct(HandoverItem.enterprise_id)),
                sa.func.sum(sa.case((HandoverItem.entity == "demand", 1), else_=0)),
                sa.func.sum(sa.case((HandoverItem.entity == TOWN, 1), else_=0)),
            )
            .where(HandoverItem.handover_id.in_(keys))
            .group_by(HandoverItem.handover_id)
        )
    }
    return count, [
        HandoverRow(
            row.id,
            names[row.from_id],
            names[row.to_id],
            row.effective_on,
            row.reason,
            row.made_by,
            row.made_at.astimezone(OFFICE_ZONE),
            state_of(row),
            *counted.get(row.id, (0, 0, 0))[:2],
            row.undone_by,
            row.undone_at is None and row.effective_on >= work.today,
            counted.get(row.id, (0, 0, 0))[2],
        )
        for row in rows
    ]


def state_of(handover: Handover) -> HandoverState:
    """Where it stands."""
    if handover.undone_at is not None:
        return HandoverState.UNDONE
    return HandoverState.PLANNED if handover.carried_out_at is None else HandoverState.CARRIED_OUT
