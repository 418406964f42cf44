"""The sub-districts that go along with a handover: the former officer's duty ends as the successor's begins."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.assignments.dated import in_charge_on
from officer_app.assignments.model import Handover, HandoverItem, SubdistrictDuty
from officer_app.core.errors import Conflict
from officer_app.core.work import Work
from officer_app.directory.model import Subdistrict
from officer_app.i18n import N_

# What an item without an enterprise speaks of.
TOWN = SubdistrictDuty.__tablename__


@dataclass(frozen=True)
class HeldTown:
    """A sub-district the officer is responsible for on the day; `id` and `version` are those of the duty."""

    id: int
    version: int
    name: str
    since: date
    until: date | None


def held_towns(work: Work, from_id: int, day: date) -> list[HeldTown]:
    """The sub-districts an officer is responsible for on a day, by code."""
    query = (
        sa.select(SubdistrictDuty, Subdistrict.name)
        .join(Subdistrict, Subdistrict.id == SubdistrictDuty.subdistrict_id)
        .where(SubdistrictDuty.account_id == from_id, in_charge_on(day))
        .order_by(Subdistrict.code)
    )
    return [
        HeldTown(duty.id, duty.version, name, duty.starts_on, duty.ends_on)
        for duty, name in work.session.execute(query)
    ]


def move_towns(work: Work, handover: Handover, wanted: Sequence[tuple[int, int]]) -> None:
    """Give the duties their dates. Raises Conflict for one that was changed since it was seen in this version."""
    day = handover.effective_on
    for key, version in sorted(wanted):
        duty = _locked(work, key)
        if (
            duty is None
            or (duty.version, duty.account_id) != (version, handover.from_id)
            or duty.starts_on > day
            or (duty.ends_on is not None and duty.ends_on <= day)
        ):
            raise Conflict(N_("The officer of a sub-district was changed since the preview; nothing was handed over."))
        item = HandoverItem(
            handover_id=handover.id,
            entity=TOWN,
            entity_id=duty.subdistrict_id,
            ended_id=duty.id,
            was_until=duty.ends_on,
            was_end_reason=duty.end_reason,
        )
        duty.ends_on, duty.end_reason = day, handover.reason
        work.session.flush()
        begun = SubdistrictDuty(
            subdistrict_id=duty.subdistrict_id,
            account_id=handover.to_id,
            starts_on=day,
            ends_on=item.was_until,
            reason=handover.reason,
            end_reason=item.was_end_reason,
        )
        item.begun_id = work.add(begun).id
        work.session.add(item)
    work.session.flush()


def towns_of(work: Work, handover_id: int) -> list[str]:
    """The names of the sub-districts that went along, by code."""
    query = (
        sa.select(Subdistrict.name)
        .join(HandoverItem, HandoverItem.entity_id == Subdistrict.id)
        .where(HandoverItem.handover_id == handover_id, HandoverItem.entity == TOWN)
        .order_by(Subdistrict.code)
    )
    return list(work.session.scalars(query))


def put_back_towns(work: Work, handover: Handover) -> None:
    """Let the former officer be responsible again as before. Raises Conflict naming a sub-district changed since."""
    items = work.session.scalars(
        sa.select(HandoverItem)
        .where(HandoverItem.handover_id == handover.id, HandoverItem.entity == TOWN)
        .order_by(HandoverItem.ended_id)
    )
    for item in items.all():
        ended, begun = _locked(work, item.ended_id or 0), work.session.get(SubdistrictDuty, item.begun_id or 0)
        if (
            ended is None
            or begun is None
            or ended.ends_on != handover.effective_on
            or begun.account_id != handover.to_id
            or (begun.starts_on, begun.ends_on) != (handover.effective_on, item.was_until)
        ):
            town = work.get(Subdistrict, item.entity_id or 0).name
            raise Conflict(
                N_("The officer of {subdistrict} was changed since the handover; nothing was undone."),
                subdistrict=town,
            )
        work.session.delete(begun)
        work.session.flush()
        ended.ends_on, ended.end_reason = item.was_until, item.was_end_reason
        work.session.flush()


def _locked(work: Work, duty_id: int) -> SubdistrictDuty | None:
    """A duty, its sub-district locked as by everybody who appoints."""
    duty = work.session.get(SubdistrictDuty, duty_id)
    if duty is not None:
        work.get(Subdistrict, duty.subdistrict_id, lock=True)
        work.session.refresh(duty)
    return duty
