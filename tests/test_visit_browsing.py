"""The list of visits: every filter and order tells what a plain look at all of them tells, and no row is lost."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from officer_app.core import walking
from officer_app.core.database import Base, Database
from officer_app.core.folding import fold
from officer_app.core.work import Actor, Office
from officer_app.demands.model import Category, DemandState, Urgency
from officer_app.directory.industries import Industry
from officer_app.directory.lists.indexing import index_everything
from officer_app.people.access import Role
from officer_app.visits import finding
from officer_app.visits.browsing import (
    NO_ANCHORS,
    VisitFilter,
    VisitRow,
    VisitSort,
    browse_visits,
    count_visits,
    visit_anchors,
)
from officer_app.visits.model import VISIT_TEXTS, Mode, Outcome, Trigger
from tests.factories import Bureau, bureau

FIRST = date(2026, 3, 2)
WORDS = ("公寓", "落户", "用工", "积分", "澜启", "AGV产线", "100%_完成")
POLICIES = ("人才引进", "居转户")


@dataclass(frozen=True)
class Plain:
    """A visit as the model of the test keeps it."""

    values: dict[str, Any]
    enterprise: dict[str, Any]
    officer: str
    demands: int
    policies: tuple[str, ...]
    answered: bool


@dataclass(frozen=True)
class Room:
    """An office with visits of every kind, and the same as plain values."""

    office: Office
    actor: Actor
    visits: tuple[Plain, ...]


def furnished(house: Bureau) -> Room:
    """Ninety visits to seven enterprises by three officers, stored in bulk."""
    draw = Random(7)
    people = [house.person(Role.LIAISON, name) for name in ("王敏", "何静", "陈思齐")]
    names = ("上海澜启科技有限公司", "上海公寓租赁有限公司", *(f"上海琮{n}装备有限公司" for n in range(5)))
    keys = [house.enterprise(name) for name in names]
    tables, plain = Base.metadata.tables, []
    with house.office.database.transaction(writes=True) as connection:
        town = connection.execute(
            sa.insert(tables["subdistrict"]).values(code="310113001", name="友谊路街道").returning(sa.column("id"))
        ).scalar_one()
        enterprises = [
            {
                "id": key,
                "name": name,
                "subdistrict_id": town if place % 2 else None,
                "industry": (Industry.ROBOTICS, Industry.CRUISE, None)[place % 3],
            }
            for place, (key, name) in enumerate(zip(keys, names, strict=True))
        ]
        for one in enterprises:
            told = {"subdistrict_id": one["subdistrict_id"], "industry": one["industry"]}
            connection.execute(
                sa.update(tables["enterprise"]).where(tables["enterprise"].c.id == one["id"]).values(told)
            )
        index_everything(connection)
        checklist = {"id": 90_001, "topic": "plain", "edition": 1, "title": "需求", "valid_from": FIRST, "version": 1}
        connection.execute(sa.insert(tables["checklist"]).values({**checklist, "position": 9}))
        item = {
            "id": 90_001,
            "checklist_id": 90_001,
            "position": 1,
            "code": "jobs",
            "question": "缺口",
            "kind": "number",
        }
        connection.execute(sa.insert(tables["checklist_item"]).values({**item, "choices": [], "unit": "人"}))
        for key in range(1, 91):
            enterprise, officer = draw.choice(enterprises), draw.choice(people)
            day = FIRST + timedelta(days=draw.randrange(40))
            values = {
                "id": key,
                "draft_id": str(key),
                "year": day.year,
                "sequence": 91 - key,
                "enterprise_id": enterprise["id"],
                "officer_id": officer.id,
                "visited_on": day,
                "mode": draw.choice(list(Mode)),
                "trigger": draw.choice(list(Trigger)),
                "outcome": draw.choice((Outcome.DONE, Outcome.DONE, Outcome.REFUSED, Outcome.MOVED)),
                "place": "",
                "content": "，".join(draw.sample(WORDS, draw.randrange(4))),
                "follow_up": "",
                "next_contact_on": day + timedelta(days=draw.randrange(9)) if key % 3 else None,
                "returned_at": house.clock.now if key % 7 == 0 else None,
                "created_at": house.clock.now,
                "version": 1,
            }
            connection.execute(sa.insert(tables["visit"]).values(values))
            demands = draw.choice((0, 0, 1, 2))
            for place in range(demands):
                connection.execute(sa.insert(tables["demand"]).values(_demand(values, place)))
            policies = tuple(draw.sample(POLICIES, draw.randrange(3)))
            for name in policies:
                connection.execute(sa.insert(tables["visit_policy"]).values(visit_id=key, name=name))
            if key % 4 == 0:
                answer = {"visit_id": key, "item_id": 90_001, "number": Decimal(key)}
                connection.execute(sa.insert(tables["visit_answer"]).values(answer))
            plain.append(Plain(values, enterprise, officer.name, demands, policies, key % 4 == 0))
        VISIT_TEXTS.put(connection, [(one.values["id"], one.values["content"]) for one in plain], new=True)
    return Room(house.office, people[0], tuple(plain))


def _demand(visit: dict[str, Any], place: int) -> dict[str, Any]:
    return {
        "draft_id": f"{visit['id']}-{place}",
        "year": 2026,
        "sequence": visit["id"] * 10 + place,
        "enterprise_id": visit["enterprise_id"],
        "visit_id": visit["id"],
        "category": Category.APARTMENT,
        "urgency": Urgency.NORMAL,
        "text": "公寓",
        "state": DemandState.COLLECTED,
        "due_on": visit["visited_on"],
        "due_provisional": False,
        "collected_by": visit["officer_id"],
        "collected_on": visit["visited_on"],
        "answer": "",
        "version": 1,
    }


def is_wanted(visit: Plain, wanted: VisitFilter) -> bool:
    """Whether a plain look says that the visit is wanted."""
    v, where = visit.values, visit.enterprise

    def stands(word: str) -> bool:
        return word.lower() in v["content"].lower() or fold(word) in fold(where["name"])

    return all(
        (
            wanted.enterprise_id in (None, v["enterprise_id"]),
            wanted.officer_id in (None, v["officer_id"]),
            wanted.mode in (None, v["mode"]),
            wanted.outcome in (None, v["outcome"]),
            wanted.trigger in (None, v["trigger"]),
            wanted.first is None or v["visited_on"] >= wanted.first,
            wanted.last is None or v["visited_on"] <= wanted.last,
            not wanted.subdistrict_ids or where["subdistrict_id"] in wanted.subdistrict_ids,
            not wanted.industries or where["industry"] in wanted.industries,
            not wanted.returned or v["returned_at"] is not None,
            not wanted.with_demands or visit.demands > 0,
            not wanted.policy or wanted.policy in visit.policies,
            not wanted.checklist or (wanted.checklist == "plain" and visit.answered),
            all(map(stands, wanted.text.split())),
        )
    )


KEYS: dict[VisitSort, Callable[[Plain], tuple[Any, ...] | None]] = {
    VisitSort.DAY: lambda _visit: (),
    VisitSort.NUMBER: lambda v: (v.values["year"], v.values["sequence"]),
    VisitSort.ENTERPRISE: lambda v: (fold(v.enterprise["name"]),),
    VisitSort.OFFICER: lambda v: (v.officer,),
    VisitSort.MODE: lambda v: (v.values["mode"].value,),
    VisitSort.TRIGGER: lambda v: (v.values["trigger"].value,),
    VisitSort.OUTCOME: lambda v: (v.values["outcome"].value,),
    VisitSort.NEXT: lambda v: (v.values["next_contact_on"],) if v.values["next_contact_on"] else None,
    VisitSort.DEMANDS: lambda v: () if v.demands else None,
}


def in_order(visits: list[Plain], sort: VisitSort, *, descending: bool) -> list[int]:
    """The ids in the order that is asked for; those without what it is sorted by last."""
    key = KEYS[sort]
    present = [visit for visit in visits if key(visit) is not None]
    absent = [visit.values["id"] for visit in visits if key(visit) is None]
    present.sort(key=lambda v: (*(key(v) or ()), v.values["visited_on"], v.values["id"]), reverse=descending)
    return [visit.values["id"] for visit in present] + sorted(absent, reverse=descending)


@pytest.fixture
def room(database: Database) -> Iterator[Room]:
    made = furnished(bureau(database))
    yield made
    made.office.close()


FILTERS = st.builds(
    VisitFilter,
    officer_id=st.sampled_from((None, None, 1, 2, 3)),
    first=st.sampled_from((None, None, FIRST + timedelta(days=10))),
    last=st.sampled_from((None, None, FIRST + timedelta(days=25))),
    mode=st.sampled_from((None, None, None, *Mode)),
    outcome=st.sampled_from((None, None, None, *Outcome)),
    trigger=st.sampled_from((None, None, *Trigger)),
    text=st.sampled_from(
        ("", "", "公寓", "澜启", "公寓 落户", "公", "agv产", "%", "上海", "有限公司 积分", "无此词", "...")
    ),
    subdistrict_ids=st.sampled_from(((), (), (1,), (None,), (1, None))),
    industries=st.sampled_from(((), (), (Industry.ROBOTICS,), (None, Industry.CRUISE))),
    returned=st.sampled_from((False, False, True)),
    with_demands=st.sampled_from((False, False, True)),
    policy=st.sampled_from(("", "", *POLICIES, "无")),
    checklist=st.sampled_from(("", "", "plain", "needs")),
)


@pytest.mark.parametrize("many", [5_000, 3], ids=["gathered", "walked"])
def test_filters_and_orders_tell_what_a_plain_look_tells(
    room: Room, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MANY", many)
    monkeypatch.setattr(finding, "SAID", many)
    monkeypatch.setattr(finding, "NAMED", min(many, 1_000))

    @settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
    @given(FILTERS, st.sampled_from(list(VisitSort)), st.booleans())
    def check(wanted: VisitFilter, sort: VisitSort, descending: bool) -> None:
        expected = in_order([v for v in room.visits if is_wanted(v, wanted)], sort, descending=descending)
        page = room.office.read(browse_visits, room.actor, wanted, sort, descending=descending, limit=500)
        assert [row.id for row in page.rows] == expected
        assert page.more or page.count == len(expected)
        assert room.office.read(count_visits, room.actor, wanted, capped=True) == len(expected)
        assert room.office.read(count_visits, room.actor, wanted) == len(expected)

    check()


@pytest.mark.parametrize("sort", list(VisitSort))
def test_paging_visits_every_row_once_with_anchors_and_without(
    room: Room, sort: VisitSort, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MANY", 3)
    monkeypatch.setattr(walking, "STEP", 8)
    wanted = VisitFilter()
    for descending in (False, True):
        expected = in_order(list(room.visits), sort, descending=descending)
        anchors = room.office.read(visit_anchors, room.actor, wanted, sort, descending=descending)
        assert [anchor.id for anchor in anchors.rows] == expected[::8]
        for known in (NO_ANCHORS, anchors):
            seen: list[VisitRow] = []
            for offset in range(0, len(expected) + 20, 7):
                page = room.office.read(
                    browse_visits,
                    room.actor,
                    wanted,
                    sort,
                    descending=descending,
                    offset=offset,
                    limit=7,
                    anchors=known,
                )
                seen += page.rows
            assert [row.id for row in seen] == expected


def test_a_list_tells_more_than_a_thousand_where_nobody_waits_for_the_count(
    room: Room, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(finding, "MANY", 3)
    page = room.office.read(browse_visits, room.actor, VisitFilter(), limit=5)
    assert (len(page.rows), page.count, page.more) == (5, 1_000, True)
    assert room.office.read(count_visits, room.actor, VisitFilter()) == 90


def test_rows_tell_who_was_met_what_was_brought_home_and_what_waits(room: Room) -> None:
    rows = room.office.read(browse_visits, room.actor, VisitFilter(), limit=500).rows
    by_id = {visit.values["id"]: visit for visit in room.visits}
    for row in rows:
        assert row.demands == by_id[row.id].demands
        assert row.returned is (by_id[row.id].values["returned_at"] is not None)
        assert not row.closed
