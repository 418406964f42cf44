"""What narrows a list of visits, and what it can be sorted by."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Final  # Any: columns of several types

import sqlalchemy as sa

from officer_app.core.walking import Order, as_is
from officer_app.core.words import Word
from officer_app.demands.model import Demand
from officer_app.directory.industries import Industry
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.model import Account
from officer_app.visits.model import (
    Checklist,
    ChecklistItem,
    Mode,
    Outcome,
    Trigger,
    Visit,
    VisitAnswer,
    VisitPolicy,
)

# Lists ask the tables themselves: two hundred rows through the mapper take longer than finding them.
VISIT = sa.inspect(Visit).local_table
ENTERPRISE = sa.inspect(Enterprise).local_table
ACCOUNT = sa.inspect(Account).local_table
DEMAND = sa.inspect(Demand).local_table
POLICY = sa.inspect(VisitPolicy).local_table
ANSWER = sa.inspect(VisitAnswer).local_table
ITEM = sa.inspect(ChecklistItem).local_table
LIST = sa.inspect(Checklist).local_table


@dataclass(frozen=True, slots=True)
class VisitFilter:
    """Which visits a list shows; every field that is set narrows it. `first` and `last` are inclusive days.

    Of several sub-districts or industries any will do; None among them stands for none at all. `checklist` is the
    topic of the checklist that was answered, `returned` finds those that wait to be completed.
    """

    enterprise_id: int | None = None
    officer_id: int | None = None
    first: date | None = None
    last: date | None = None
    mode: Mode | None = None
    outcome: Outcome | None = None
    text: str = ""
    trigger: Trigger | None = None
    subdistrict_ids: tuple[int | None, ...] = ()
    industries: tuple[Industry | None, ...] = ()
    returned: bool = False
    with_demands: bool = False
    policy: str = ""
    checklist: str = ""


class VisitSort(Word):
    """What a list of visits is sorted by; where that is the same, by day."""

    DAY = "day", N_("Date")
    NUMBER = "number", N_("Number")
    ENTERPRISE = "enterprise", N_("Enterprise")
    OFFICER = "officer", N_("Our officer")
    MODE = "mode", N_("Mode")
    TRIGGER = "trigger", N_("Trigger")
    OUTCOME = "outcome", N_("Outcome")
    NEXT = "next", N_("Next contact")
    DEMANDS = "demands", N_("Demands")


# Not by their own keys: enterprises and officers lead in their order, and their visits follow along an index.
def _joined_enterprise(chosen: sa.Select[Any]) -> sa.Select[Any]:
    return chosen.join(ENTERPRISE, VISIT.c.enterprise_id == ENTERPRISE.c.id + 0)


def _joined_officer(chosen: sa.Select[Any]) -> sa.Select[Any]:
    return chosen.join(ACCOUNT, VISIT.c.officer_id == ACCOUNT.c.id + 0)


def order_of(sort: VisitSort) -> Order:
    """The order to walk in."""
    day = VISIT.c.visited_on
    if sort is VisitSort.DEMANDS:
        # Those that brought any home; how many is not worth looking at every demand.
        return Order(day, lambda q: q.where(brought_demands()), ~brought_demands())
    if sort is VisitSort.NEXT:
        column = VISIT.c.next_contact_on
        return Order(column, lambda q: q.where(column.is_not(None)), column.is_(None), (day,))
    if sort is VisitSort.NUMBER:
        return Order(VISIT.c.year, as_is, None, (VISIT.c.sequence,))
    if sort is VisitSort.ENTERPRISE:
        return Order(ENTERPRISE.c.name_key, _joined_enterprise, None, (day,))
    if sort is VisitSort.OFFICER:
        return Order(ACCOUNT.c.name, _joined_officer, None, (day,))
    columns = {VisitSort.MODE: VISIT.c.mode, VisitSort.TRIGGER: VISIT.c.trigger, VisitSort.OUTCOME: VISIT.c.outcome}
    return Order(columns[sort], as_is, None, (day,)) if sort in columns else Order(day, as_is, None)


def conditions_of(wanted: VisitFilter, by: frozenset[str] | None = None) -> list[sa.ColumnElement[bool]]:
    """All but the text.

    `by` names the columns by whose indexes SQLite may look visits up; what else narrows is only compared. Without
    statistics it takes any index for a good one, and would read and sort a seventh of all visits.
    """

    def column(name: str) -> sa.ColumnElement[Any]:
        held = VISIT.c[name]
        return held if by is None or name in by else sa.literal_column(f"+visit.{name}", held.type)

    found: list[sa.ColumnElement[bool]] = []
    for name in ("enterprise_id", "officer_id", "mode", "outcome", "trigger"):
        value = getattr(wanted, name)
        if value is not None:
            found.append(column(name) == value)
    if wanted.first is not None:
        found.append(column("visited_on") >= wanted.first)
    if wanted.last is not None:
        found.append(column("visited_on") <= wanted.last)
    if wanted.subdistrict_ids or wanted.industries:
        found.append(column("enterprise_id").in_(_enterprises(wanted)))
    if wanted.returned:
        found.append(VISIT.c.returned_at.is_not(None))
    if wanted.with_demands:
        found.append(brought_demands())
    if wanted.policy:
        said = POLICY.c.name if by is None else sa.literal_column("+visit_policy.name", POLICY.c.name.type)
        found.append(sa.exists().where(POLICY.c.visit_id == VISIT.c.id, said == wanted.policy))
    if wanted.checklist:
        asked = ANSWER.c.item_id.in_(_asked(wanted.checklist))
        found.append(sa.exists().where(ANSWER.c.visit_id == VISIT.c.id, asked))
    return found


def looked_up_by(wanted: VisitFilter, sort: VisitSort | None = None) -> frozenset[str]:
    """The columns by whose indexes the visits wanted are found soonest, in an order or in any."""
    if sort in _OWN_INDEX:
        return frozenset({_OWN_INDEX[sort]})
    if wanted.enterprise_id is not None:
        return frozenset({"enterprise_id", "visited_on"})
    if sort is VisitSort.ENTERPRISE or sort is VisitSort.NUMBER:
        return frozenset()
    if wanted.officer_id is not None or sort is VisitSort.OFFICER:
        return frozenset({"officer_id", "visited_on"})
    if wanted.outcome not in (None, Outcome.DONE):
        return frozenset({"outcome", "visited_on"})
    several = [name for name in ("mode", "trigger", "outcome") if getattr(wanted, name) is not None]
    others = wanted.subdistrict_ids or wanted.industries
    return frozenset({"visited_on"} if len(several) != 1 or others else {*several, "visited_on"})


_OWN_INDEX: Final[dict[VisitSort | None, str]] = {
    VisitSort.MODE: "mode",
    VisitSort.TRIGGER: "trigger",
    VisitSort.OUTCOME: "outcome",
    VisitSort.NEXT: "next_contact_on",
}


def leads_of(wanted: VisitFilter) -> list[sa.Select[tuple[int]]]:
    """The ids of visits that other tables know to be among those wanted, where that may be few."""
    leads: list[sa.Select[Any]] = []
    if wanted.returned:
        leads.append(sa.select(VISIT.c.id).where(VISIT.c.returned_at.is_not(None)))
    if wanted.policy:
        leads.append(sa.select(POLICY.c.visit_id).where(POLICY.c.name == wanted.policy))
    if wanted.checklist:
        leads.append(sa.select(ANSWER.c.visit_id).where(ANSWER.c.item_id.in_(_asked(wanted.checklist))))
    return leads


def _asked(topic: str) -> sa.Select[tuple[int]]:
    """The questions of a checklist, in all its editions."""
    return sa.select(ITEM.c.id).join(LIST, LIST.c.id == ITEM.c.checklist_id).where(LIST.c.topic == topic)


def brought_demands() -> sa.ColumnElement[bool]:
    """The visit brought a demand home."""
    return sa.exists().where(DEMAND.c.visit_id == VISIT.c.id)


def _enterprises(wanted: VisitFilter) -> sa.Select[tuple[int]]:
    chosen = sa.select(ENTERPRISE.c.id)
    for column, values in (
        (ENTERPRISE.c.subdistrict_id, wanted.subdistrict_ids),
        (ENTERPRISE.c.industry, wanted.industries),
    ):
        if values:
            named = column.in_([value for value in values if value is not None])
            chosen = chosen.where(sa.or_(named, column.is_(None)) if None in values else named)
    return chosen
