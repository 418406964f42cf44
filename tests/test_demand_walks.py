"""Whatever way a demand goes and whoever leaves meanwhile: every demand that is not done stands on somebody's list, and
the figures are those of a plain count.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any  # use cases of several shapes
from uuid import uuid4

import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from officer_app.core.audit import OfficeSession
from officer_app.core.database import Database
from officer_app.core.errors import AppError
from officer_app.core.work import Actor
from officer_app.demands import service
from officer_app.demands.board import DemandFilter, find_demands
from officer_app.demands.file import demand_file
from officer_app.demands.model import Demand, DemandExtension, DemandState, HurryNote
from officer_app.demands.reminders import demand_reminders
from officer_app.demands.service import Category, DemandDraft, Rating, Urgency
from officer_app.demands.statistics import Dimension, demand_statistics
from officer_app.people.access import Permission, Role, may
from officer_app.people.model import Account
from tests.fieldwork import TODAY, Fieldwork, fieldwork

DONE = (DemandState.CLOSED, DemandState.MERGED)
STEPS = 60


class Walk:
    """An office in which anybody does anything; what is refused is refused."""

    def __init__(self, work: Fieldwork, seed: int) -> None:
        self.work, self.draw = work, random.Random(seed)
        self.people = [work.liaison, work.colleague, work.specialist, work.supervisor]
        self.enterprises = [work.enterprise(), work.enterprise()]
        self.taken = 0

    def step(self) -> None:
        """One deed of somebody."""
        draw, office = self.draw, self.work.bureau.office
        if draw.random() < 0.15:
            self.work.bureau.clock.set(office.clock().date() + timedelta(days=draw.randrange(1, 9)))
        if draw.random() < 0.06:
            self._change_people()
        actor = draw.choice(self.people)
        try:
            self._deed(actor)
            self.taken += 1
        except AppError:
            return

    def rows(self, kind: type[Any]) -> list[Any]:
        """Everything of a kind that is stored."""
        with OfficeSession(self.work.bureau.office.database.engine) as session:
            return list(session.scalars(sa.select(kind).order_by(kind.id)))

    def _deed(self, actor: Actor) -> None:
        draw, perform = self.draw, self.work.bureau.office.perform
        demands = self.rows(Demand)
        if not demands or draw.random() < 0.2:
            handler = draw.choice([None, *self.people])
            draft = DemandDraft(
                str(uuid4()), draw.choice(tuple(Category)), "申请", draw.choice(tuple(Urgency)),
                handler.id if handler else None, draw.choice(["", "", "", "当场答复"]),
            )  # fmt: skip
            perform(service.raise_demand, actor, draw.choice(self.enterprises), draft)
            return
        demand, other, person = draw.choice(demands), draw.choice(demands), draw.choice(self.people)
        told = {"version": demand.version}
        asked = [row.id for row in self.rows(DemandExtension) if row.decided_at is None]
        notes = [row.id for row in self.rows(HurryNote) if row.replied_at is None]
        today = self.work.bureau.office.clock().date()
        deeds: list[Callable[[], object]] = [
            lambda: perform(service.assign_demand, actor, demand.id, person.id or 0, **told),
            lambda: perform(service.accept_demand, actor, demand.id, **told),
            lambda: perform(service.return_demand, actor, demand.id, "不属本科", **told),
            lambda: perform(service.take_up_demand, actor, demand.id, **told),
            lambda: perform(service.first_answer, actor, demand.id, "已转办", **told),
            lambda: perform(service.ask_extension, actor, demand.id, 5, "等", **told),
            lambda: perform(service.decide_extension, actor, draw.choice(asked), draw.random() < 0.5, "可"),
            lambda: perform(service.suspend_demand, actor, demand.id, "不成熟", **told),
            lambda: perform(service.escalate_demand, actor, demand.id, "市人社局", **told),
            lambda: perform(service.resume_demand, actor, demand.id, **told),
            lambda: perform(service.answer_demand, actor, demand.id, "已答", **told),
            lambda: perform(service.answer_demand, actor, demand.id, "已答", **told),
            lambda: perform(
                service.rate_demand, actor, demand.id, draw.choice(tuple(Rating)), close=draw.random() < 0.5, **told
            ),
            lambda: perform(service.close_demand, actor, demand.id, **told),
            lambda: perform(service.reopen_demand, actor, demand.id, "不满意", **told),
            lambda: perform(service.hurry_demand, actor, demand.id, "请速办", today, **told),
            lambda: perform(service.reply_to_hurry, actor, draw.choice(notes), "在办"),
            lambda: perform(service.join_handler, actor, demand.id, person.id or 0, **told),
            lambda: perform(service.leave_handler, actor, demand.id, person.id or 0, **told),
            lambda: perform(service.contribute, actor, demand.id, "已核", **told),
            lambda: perform(service.merge_demands, actor, demand.id, [other.id], **told),
            lambda: perform(service.separate_demand, actor, demand.id, "另有所求", **told),
        ]
        deed = draw.choice(deeds)
        with suppress(IndexError):  # nothing waits
            deed()

    def _change_people(self) -> None:
        """Somebody leaves, comes back, or gets other work; one supervisor stays."""
        person = self.draw.choice(self.people[:3])
        role = self.draw.choice([Role(person.role), Role(person.role), Role.STAFF, Role.ADMINISTRATOR])
        active = self.draw.random() < 0.6
        with self.work.bureau.office.database.transaction(writes=True) as connection:
            connection.execute(sa.update(Account).where(Account.id == person.id).values(active=active, role=role))


def still_here(walk: Walk) -> list[Actor]:
    """Those who can sign in, as they are now."""
    return [Actor(row.id, row.name, row.role.value) for row in walk.rows(Account) if row.active]


def on_lists(walk: Walk) -> set[int]:
    """The demands on the lists of those who are there: reminders, what they handle, collected or have a part of."""
    read = walk.work.bureau.office.read
    found: set[int] = set()
    for person in still_here(walk):
        if may(person.role, Permission.DEMAND_WORK):
            found |= {row.demand.id for row in read(demand_reminders, person)}
            found |= {row.id for row in read(find_demands, person, DemandFilter(handler_id=person.id), limit=1000)}
            found |= {
                row.id
                for row in read(find_demands, person, DemandFilter(collected_by=person.id), limit=1000)
                if row.handler_id is None or row.answered_on is not None
            }
    return found


def steps_of_anybody(walk: Walk, demand_id: int) -> set[str]:
    """What those who are there may do with it."""
    read = walk.work.bureau.office.read
    return {
        step.value
        for person in still_here(walk)
        if may(person.role, Permission.DEMAND_READ)
        for step in read(demand_file, person, demand_id).steps
    }


def check(walk: Walk) -> None:
    """Nothing is forgotten, nothing contradicts itself."""
    alive = [row for row in walk.rows(Demand) if row.state not in DONE]
    listed = on_lists(walk)
    for row in alive:
        assert row.id in listed, (row.state, row.handler_id, row.collected_by)
        # Somebody can lead it on.
        assert steps_of_anybody(walk, row.id) - {"hurry", "join", "link_case", "reply"}
    kept = {row.id: row for row in walk.rows(Demand)}
    for row in kept.values():
        assert (row.merged_into_id is not None) == (row.state is DemandState.MERGED)
        assert row.merged_into_id is None or kept[row.merged_into_id].state is not DemandState.MERGED
        assert (row.answered_on is not None) == (row.state in (DemandState.ANSWERED, DemandState.RATED, *DONE[:1]))
        assert (row.paused_since is not None) == (row.state in service.PAUSED_STATES)


def check_figures(walk: Walk) -> None:
    """The figures of the whole time, beside a count by hand."""
    read, last = walk.work.bureau.office.read, walk.work.bureau.office.clock().date()
    rows = [row for row in walk.rows(Demand) if row.state is not DemandState.MERGED]
    names = {row.id: row.name for row in walk.rows(Account)}
    for by in Dimension:
        total = read(demand_statistics, walk.work.supervisor, TODAY, last, by).total
        answered = [row for row in rows if row.answered_on is not None]
        assert total.collected == len(rows)
        assert (total.answered.of, total.answered.count) == (
            len(answered), sum(row.answered_on <= row.due_on for row in answered)
        )  # fmt: skip
        assert total.open == len(rows) - len(answered)
        assert total.rated == sum(row.rating is not None for row in rows)
    by_handler = read(demand_statistics, walk.work.supervisor, TODAY, last, Dimension.HANDLER)
    for person in by_handler.rows:
        mine = [
            row
            for row in rows
            if row.answered_on is not None
            and names.get(row.handler_id if row.handler_id is not None else row.collected_by) == person.name
        ]
        assert person.figures.answered.of == len(mine)


def test_no_demand_is_ever_forgotten_and_the_figures_are_a_plain_count(database: Database) -> None:
    work = fieldwork(database)

    @settings(max_examples=4, deadline=None, database=None)
    @given(st.integers(0, 2**32))
    def walks(seed: int) -> None:
        work.bureau.clock.set(TODAY)
        with database.transaction(writes=True) as connection:
            for name in ("demand_helper", "hurry_note", "demand_extension", "demand_pause", "demand_event", "demand"):
                connection.execute(sa.text(f"DELETE FROM {name}"))
            connection.execute(sa.text("UPDATE account SET active = :yes"), {"yes": True})
        walk = Walk(work, seed)
        for _step in range(STEPS):
            walk.step()
        assert walk.taken
        check(walk)
        check_figures(walk)

    walks()
