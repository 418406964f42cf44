"""What the printed sheet of a handover says: of one that is not made yet, and of one on record."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

import sqlalchemy as sa

from officer_app.assignments.handover import HandoverDraft, HandoverState, HeldDuty, state_of
from officer_app.assignments.handover_towns import towns_of
from officer_app.assignments.model import Assignment, Handover, HandoverItem
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.demands.model import Demand
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.overview.handover import BRINGS_WORK, DEMAND, Along, preview_handover, what_goes_along
from officer_app.people.access import Permission
from officer_app.people.model import Account


@dataclass(frozen=True)
class SheetLine:
    """A row of the printed sheet: an enterprise with the roles that pass."""

    enterprise: str
    uscc: str
    subdistrict: str
    roles: tuple[str, ...]
    along: Along


@dataclass(frozen=True)
class HandoverSheet:
    """What the printed handover sheet says; `number` is empty for a preview, `undone` marks one that was taken back."""

    office: str
    number: str
    made_at: datetime
    from_name: str
    to_name: str
    effective_on: date
    reason: str
    lines: tuple[SheetLine, ...]
    undone: bool = False
    towns: tuple[str, ...] = ()


@asks(Permission.ASSIGN)
def preview_sheet(work: Work, draft: HandoverDraft) -> HandoverSheet:
    """The sheet of a handover that is not made yet: the duties chosen, as they stand now."""
    preview = preview_handover(work, draft.from_id, draft.to_id, draft.effective_on)
    chosen = {key for key, _version in draft.duties}
    merged: dict[int, SheetLine] = {}
    for line in preview.lines:
        if line.duty.id in chosen:
            _merge(merged, line.duty.enterprise_id, _sheet_line(line.duty, line.along))
    sheet = _sheet(work, draft.from_id, draft.to_id, draft.effective_on, draft.reason, "", tuple(merged.values()))
    going = {key for key, _version in draft.towns}
    return replace(sheet, towns=tuple(town.name for town in preview.towns if town.id in going))


@asks(Permission.ASSIGNMENT_READ)
def handover_sheet(work: Work, handover_id: int) -> HandoverSheet:
    """The sheet of a handover as stored; what went along is as it was carried out, or as it stands until then."""
    handover = work.get(Handover, handover_id)
    former = work.get(Account, handover.from_id)
    # The duties that were ended, as the day before the handover knew them.
    items = work.session.scalars(sa.select(HandoverItem).where(HandoverItem.handover_id == handover.id)).all()
    ended = {item.ended_id for item in items if item.ended_id is not None and item.enterprise_id is not None}
    duties = work.session.execute(
        sa.select(Assignment.id, Assignment.role, Assignment.enterprise_id)
        .where(Assignment.id.in_(ended), Assignment.account_id == handover.from_id)
        .order_by(Assignment.id)
    ).all()
    keys = [enterprise for _id, _role, enterprise in duties]
    working = {enterprise for _id, role, enterprise in duties if role in BRINGS_WORK}
    along = what_goes_along(work, former, keys, working if handover.carried_out_at is None else set())
    for demand in work.session.scalars(
        sa.select(Demand).where(Demand.id.in_([item.entity_id for item in items if item.entity == DEMAND]))
    ):
        known = along[demand.enterprise_id]
        along[demand.enterprise_id] = replace(known, demands=(*known.demands, demand.number))
    named = _named(work, keys)
    merged: dict[int, SheetLine] = {}
    for _id, role, enterprise in sorted(duties, key=lambda duty: named[duty[2]]):
        name, uscc, town = named[enterprise]
        _merge(merged, enterprise, SheetLine(name, uscc, town, (role.value,), along[enterprise]))
    number = f"YJ-{handover.made_at.astimezone(OFFICE_ZONE).year}-{handover.id:04d}"
    return replace(
        _sheet(
            work,
            handover.from_id,
            handover.to_id,
            handover.effective_on,
            handover.reason,
            number,
            tuple(merged.values()),
        ),
        undone=state_of(handover) is HandoverState.UNDONE,
        towns=tuple(towns_of(work, handover.id)),
    )


def _named(work: Work, enterprise_ids: Sequence[int]) -> dict[int, tuple[str, str, str]]:
    query = (
        sa.select(Enterprise.id, Enterprise.name, Enterprise.uscc, Subdistrict.name)
        .outerjoin(Subdistrict, Subdistrict.id == Enterprise.subdistrict_id)
        .where(Enterprise.id.in_(enterprise_ids))
    )
    return {key: (name, uscc, town or "") for key, name, uscc, town in work.session.execute(query)}


def _sheet_line(duty: HeldDuty, along: Along) -> SheetLine:
    return SheetLine(duty.enterprise, duty.uscc, duty.subdistrict, (duty.role.value,), along)


def _merge(lines: dict[int, SheetLine], enterprise_id: int, line: SheetLine) -> None:
    """One row per enterprise, with every role that passes."""
    known = lines.get(enterprise_id)
    lines[enterprise_id] = line if known is None else replace(known, roles=(*known.roles, *line.roles))


def _sheet(
    work: Work,
    from_id: int,
    to_id: int,
    effective_on: date,
    reason: str,
    number: str,
    lines: tuple[SheetLine, ...],
) -> HandoverSheet:
    return HandoverSheet(
        office=OFFICE_NAME.on(work, work.today),
        number=number,
        made_at=work.now.astimezone(OFFICE_ZONE),
        from_name=work.get(Account, from_id).name,
        to_name=work.get(Account, to_id).name,
        effective_on=effective_on,
        reason=reason.strip(),
        lines=lines,
    )
