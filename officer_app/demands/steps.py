"""Taking a step on a demand: by the table, by who may, on record with person and time."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.cover import act_for, covered_by
from officer_app.core.errors import Invalid
from officer_app.core.work import Work
from officer_app.demands.model import DEMAND_WORKFLOW, Demand, DemandEvent, DemandExtension, DemandHelper, DemandStep
from officer_app.i18n import N_
from officer_app.people.access import Permission, may
from officer_app.people.model import Account

# Characters.
LONGEST_NOTE: Final = 20_000
LONGEST_NAME: Final = 80
LONGEST_TASK: Final = 200


@dataclass(frozen=True)
class Hands:
    """Those in whose hands a matter is."""

    owner_ids: frozenset[int]


def in_hands(work: Work, demand_id: int, *, version: int) -> Demand:
    """The demand for a step that its handler takes, or who stands in for them, or a supervisor.

    Raises NotFound, Conflict, and Forbidden for anybody else.
    """
    demand = work.get(Demand, demand_id, version=version, lock=True)
    work.require(Permission.DEMAND_WORK, Hands(_handlers(demand)))
    return demand


def in_wider_hands(work: Work, demand_id: int, *, version: int) -> Demand:
    """The same for a step that whoever collected it and the other handlers may take too."""
    demand = work.get(Demand, demand_id, version=version, lock=True)
    work.require(Permission.DEMAND_WORK, Hands(_handlers(demand) | {demand.collected_by} | helpers_of(work, demand_id)))
    return demand


def holds(work: Work, demand: Demand) -> bool:
    """Whether the actor is its handler, or stands in for them."""
    assert work.actor.id is not None
    return demand.handler_id == work.actor.id or demand.handler_id in covered_by(work, work.actor.id, work.today)


def may_rate(work: Work, demand: Demand) -> bool:
    """Whether the actor may say how content the enterprise is: not with the answer they gave themselves, unless they
    brought the demand home, or decide over all of them.
    """
    if work.actor.id != demand.handler_id or may(work.actor.role, Permission.DEMAND_EXTEND):
        return True
    return demand.collected_by in (work.actor.id, *covered_by(work, work.actor.id or 0, work.today))


def _handlers(demand: Demand) -> frozenset[int]:
    # Nobody has it yet: it is still with whoever collected it.
    return frozenset({demand.handler_id if demand.handler_id is not None else demand.collected_by})


def helpers_of(work: Work, demand_id: int) -> frozenset[int]:
    """Who handles a part of it."""
    columns = sa.inspect(DemandHelper).local_table.c
    query = sa.select(columns.account_id).where(columns.demand_id == demand_id)
    return frozenset(work.session.connection().scalars(query))


def able_to_handle(work: Work, account_id: int) -> Account:
    """The account, looked up before anything changes. Raises NotFound, Invalid for one who cannot handle demands."""
    account = work.get(Account, account_id)
    if not account.active or not may(account.role, Permission.DEMAND_WORK):
        raise Invalid(
            N_("{name} cannot handle demands."),
            remedy=N_("Choose an active liaison officer, specialist or supervisor."),
            field="handler",
            name=account.name,
        )
    return account


def said(text: str, missing: str, field: str = "note", *, most: int = LONGEST_NOTE) -> str:
    """What was typed, without blanks round it. Raises Invalid for nothing (`missing`), and for more than fits."""
    text = text.strip()
    if not text:
        raise Invalid(missing, field=field)
    return fitting(text, field, most=most)


def fitting(text: str, field: str = "note", *, most: int = LONGEST_NOTE) -> str:
    """A note without blanks round it. Raises Invalid for one longer than there is room for."""
    text = text.strip()
    if len(text) > most:
        raise Invalid(
            N_("{length} characters are too many; there is room for {most}."),
            field=field,
            length=len(text),
            most=most,
        )
    return text


def take_step(work: Work, demand: Demand, step: DemandStep, note: str = "", *, holder_id: int | None = None) -> None:
    """Lead the demand on and record it, with the limit and the handler as they stand then.

    `holder_id` is in whose hands the matter was, the handler's unless told. Raises IllegalTransition.
    """
    before = demand.state
    after = DEMAND_WORKFLOW.after(before, step)
    for_whom = act_for(work, demand.enterprise_id, holder_id=holder_id or demand.handler_id)
    demand.state = after
    record(work, demand, step, note, before=before, for_whom=for_whom)


def record(work: Work, demand: Demand, step: DemandStep, note: str, *, before: object, for_whom: str) -> None:
    """The step as it stands in the demand's history."""
    assert work.actor.id is not None
    work.session.add(
        DemandEvent(
            demand_id=demand.id,
            step=step,
            state_before=before,
            state_after=demand.state,
            account_id=work.actor.id,
            on_behalf_of=for_whom,
            at=work.now,
            note=note.strip(),
            due_on=demand.due_on,
            handler_id=demand.handler_id,
        )
    )


def allowed(demand: Demand, step: DemandStep) -> None:
    """Raises IllegalTransition if the table does not know the step from where the demand stands."""
    DEMAND_WORKFLOW.after(demand.state, step)


def lapse_extension(work: Work, demand: Demand) -> None:
    """Whoever asked for a longer limit no longer needs it: the demand was answered, or went to other hands."""
    with work.session.no_autoflush:
        pending = work.session.scalar(
            sa.select(DemandExtension).where(
                DemandExtension.demand_id == demand.id, DemandExtension.decided_at.is_(None)
            )
        )
    if pending is not None:
        pending.decided_at = work.now
        pending.decided_by = work.actor.id
