"""How often an enterprise is contacted: by category and tier, in working days; the two ways to count it agree."""

import random
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from officer_app.core.calendar import WorkingCalendar
from officer_app.core.database import Database
from officer_app.core.errors import Invalid
from officer_app.core.holidays import calendar_in_force
from officer_app.core.policy import Setting
from officer_app.core.work import Work, asks
from officer_app.directory.industries import Industry
from officer_app.directory.model import DirectoryEdition, EditionStatus, Listing
from officer_app.people.access import Permission
from officer_app.people.settings import MOST_DAYS, as_days, store_setting
from officer_app.visits.brief import enterprise_brief
from officer_app.visits.cadence import UNLISTED, Cadence, in_working_days
from officer_app.visits.due_order import cadence_in_force, next_contacts
from officer_app.visits.model import Outcome, Trigger, Visit
from officer_app.visits.plan import due_contacts
from officer_app.visits.plans import plan_visit
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork
from tests.test_plans import draft

# A Thursday; the first Friday after it is a working day.
SINCE = date(2026, 6, 11)


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def by_category(**others: list[int]) -> dict[str, list[int]]:
    value: dict[str, list[int]] = {industry.value: [10, 20, 30] for industry in Industry}
    return {**value, UNLISTED: [30], **others}


def put(work: Fieldwork, key: str, value: object) -> None:
    work.bureau.office.perform(store_setting, work.administrator, key, date(2026, 1, 1), value, "局务会")


def listed(work: Fieldwork, enterprise: int, tier: int, industry: Industry | None, edition: int = 1) -> None:
    with work.bureau.office.database.transaction(writes=True) as connection:
        if connection.scalar(sa.select(DirectoryEdition.id).where(DirectoryEdition.id == edition)) is None:
            connection.execute(
                sa.insert(DirectoryEdition).values(
                    id=edition, year=2024 + edition, revision=1, status=EditionStatus.PUBLISHED, version=1
                )
            )
        connection.execute(
            sa.insert(Listing).values(
                edition_id=edition,
                enterprise_id=enterprise,
                tier=tier,
                industry=industry,
                entered_on=date(2026, 1, 5),
                version=1,
            )
        )


@asks(Permission.VISIT_READ)
def calendar_of(work: Work) -> WorkingCalendar:
    return calendar_in_force(work.session)


@asks(Permission.VISIT_READ)
def counted_by_the_database(work: Work) -> dict[int, date]:
    due = next_contacts(work.today, cadence_in_force(work))
    return {row.id: row.key for row in work.session.execute(sa.select(due.c.id, due.c.key))}


def due_days(work: Fieldwork) -> dict[int, date]:
    """When each is due, as the pages and as the lists count it: they agree."""
    office = work.bureau.office
    told = {row.enterprise_id: row.due_on for row in office.read(due_contacts, work.liaison)}
    assert office.read(counted_by_the_database, work.liaison) == told
    return told


def working(work: Fieldwork, since: date, days: int) -> date:
    return work.bureau.office.read(calendar_of, work.liaison).add_working_days(since, days).day


def test_a_contact_is_due_by_category_and_tier_in_working_days(work: Fieldwork) -> None:
    put(work, "visit.cadence", by_category(biomedicine=[5, 7, 9], cruise=[11, 13, 15], unlisted=[60]))
    cases: tuple[tuple[int | None, Industry | None, int], ...] = (
        (1, Industry.BIOMEDICINE, 5),
        (3, Industry.BIOMEDICINE, 9),
        (2, Industry.CRUISE, 13),
        (2, Industry.ROBOTICS, 20),
        (1, None, 5),  # not confirmed yet: as the strictest category
        (None, None, 60),
    )
    wanted = {}
    for tier, industry, days in cases:
        key = work.enterprise(liaison=work.liaison, since=SINCE)
        if tier is not None:
            listed(work, key, tier, industry)
        wanted[key] = working(work, SINCE, days)
        assert work.bureau.office.read(enterprise_brief, work.liaison, key).cadence_days == days
    assert due_days(work) == wanted


def test_the_holidays_between_put_a_contact_off(work: Fieldwork) -> None:
    key = work.enterprise(liaison=work.liaison, since=date(2026, 1, 5))
    put(work, "visit.cadence", by_category(unlisted=[5]))
    work.visit(key, day=date(2026, 9, 16))
    # Thursday, Friday, the Sunday made up, Monday, Tuesday; the holidays of the autumn come after.
    assert due_days(work)[key] == date(2026, 9, 22)
    put(work, "visit.cadence", by_category(unlisted=[8]))
    assert due_days(work)[key] == date(2026, 9, 28)


def test_of_two_listings_the_stricter_counts(work: Fieldwork) -> None:
    put(work, "visit.cadence", by_category(biomedicine=[40, 50, 60], robotics=[10, 20, 55]))
    key = work.enterprise(liaison=work.liaison, since=SINCE)
    listed(work, key, 1, Industry.BIOMEDICINE, edition=1)
    listed(work, key, 3, Industry.ROBOTICS, edition=2)
    assert due_days(work)[key] == working(work, SINCE, 40)


def test_a_contact_on_demand_starts_the_count_anew_unless_the_setting_says_no(work: Fieldwork) -> None:
    put(work, "visit.cadence", by_category(unlisted=[30]))
    key = work.enterprise(liaison=work.liaison, since=date(2026, 1, 5))
    work.visit(key, day=days_ago(40), next_contact_on=days_ago(-3))
    work.visit(key, day=days_ago(10), trigger=Trigger.ON_DEMAND)
    assert due_days(work)[key] == working(work, days_ago(10), 30)
    put(work, "visit.on_demand_resets", False)
    # Neither the cadence nor what was agreed is moved by it; what it agrees itself counts.
    assert due_days(work)[key] == days_ago(-3)
    work.visit(key, day=days_ago(5), trigger=Trigger.ON_DEMAND, next_contact_on=days_ago(-9))
    assert due_days(work)[key] == days_ago(-9)
    other = work.enterprise(liaison=work.liaison, since=date(2026, 1, 5))
    work.visit(other, day=days_ago(40))
    work.visit(other, day=days_ago(10), trigger=Trigger.ON_DEMAND)
    assert due_days(work)[other] == working(work, days_ago(40), 30)


def test_what_is_planned_is_told_beside_what_is_due_and_puts_nothing_off(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise(liaison=work.liaison, since=SINCE)
    before = due_days(work)[key]
    for day in (date(2026, 9, 22), date(2026, 9, 21)):
        office.perform(plan_visit, work.liaison, draft(key, work.liaison, day))
    (row,) = office.read(due_contacts, work.liaison)
    assert (row.due_on, row.planned_on) == (before, date(2026, 9, 21))


@pytest.mark.parametrize("resets", [True, False])
@pytest.mark.parametrize("seed", [1, 2])
def test_pages_and_lists_count_the_same_days_for_any_history(work: Fieldwork, seed: int, resets: bool) -> None:
    """A hundred enterprises with anything behind them; the tests ask both rules and a plain third."""
    draw = random.Random(seed)
    cadence = {industry.value: [draw.randint(1, 90) for _ in range(3)] for industry in Industry}
    put(work, "visit.cadence", {**cadence, UNLISTED: [draw.randint(1, 90)]})
    put(work, "visit.on_demand_resets", resets)
    calendar = work.bureau.office.read(calendar_of, work.liaison)
    rule = Cadence.of({**cadence, UNLISTED: [60]}, on_demand_resets=resets)
    visits: list[dict[str, Any]] = []
    wanted: dict[int, date] = {}
    for _ in range(25):
        since = date(2026, 9, 17) - timedelta(days=draw.choice((3, 80, 400, 6000, 6900)))
        key = work.enterprise(liaison=work.liaison, since=since)
        tier, industry = draw.randint(1, 3), draw.choice([None, *Industry])
        listed(work, key, tier, industry)
        own = sorted(
            (
                {
                    "visited_on": TODAY - timedelta(days=draw.randint(0, 900)),
                    "trigger": draw.choice(list(Trigger)),
                    "outcome": draw.choice((Outcome.DONE, Outcome.DONE, Outcome.REFUSED)),
                    "next_contact_on": draw.choice((None, None, TODAY + timedelta(days=draw.randint(-50, 50)))),
                    "enterprise_id": key,
                }
                for _ in range(draw.randint(0, 5))
            ),
            key=lambda visit: visit["visited_on"],  # type: ignore[arg-type,return-value] # a day
        )
        visits += own
        wanted[key] = plainly(calendar, rule, rule.days(industry, tier), since, own)
    with work.bureau.office.database.transaction(writes=True) as connection:
        rest = {"officer_id": work.liaison.id, "year": 2026, "mode": "phone", "content": "", "version": 1}
        stamped = [
            {**visit, **rest, "draft_id": str(n), "sequence": n, "created_at": work.bureau.clock.now}
            for n, visit in enumerate(visits)
        ]
        connection.execute(sa.insert(Visit), stamped)
    assert due_days(work) == wanted


def plainly(calendar: WorkingCalendar, rule: Cadence, days: int, since: date, visits: list[dict[str, Any]]) -> date:
    for visit in visits:
        periodic = rule.on_demand_resets or visit["trigger"] is Trigger.PERIODIC
        if periodic and visit["outcome"] is Outcome.DONE:
            since = visit["visited_on"]
    agreed = None
    for visit in visits:
        if rule.on_demand_resets or visit["trigger"] is Trigger.PERIODIC or visit["next_contact_on"]:
            agreed = visit["next_contact_on"]
    return agreed or (calendar.add_working_days(since, days).day if since.year >= 2010 else date(2010, 1, 4))


def test_a_cadence_of_another_shape_is_refused(work: Fieldwork) -> None:
    for value in (
        {"tier1": 60, "tier2": 90, "tier3": 180},
        by_category(biomedicine=[10, 20]),
        by_category(biomedicine=[10, 20, 0]),
        by_category(biomedicine=[10, 20, -5]),
        by_category(unlisted=[30, 40]),
        by_category(unlisted=[1001]),
        {**by_category(), "cruise": ["10", "20", "30"]},
        {**by_category(), "cruise": [True, 20, 30]},
        {**by_category(), "cruise": 20},
        {key: days for key, days in by_category().items() if key != "cruise"},
    ):
        with pytest.raises(Invalid) as refused:
            put(work, "visit.cadence", value)
        assert refused.value.field == "value", value


def test_an_administrators_calendar_days_become_working_days(work: Fieldwork) -> None:
    with work.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(
            sa.insert(Setting).values(
                key="visit.cadence",
                valid_from=date(2026, 2, 1),
                value={"tier1": 45, "tier2": 90, "tier3": 1},
                source="局务会",
                version=1,
            )
        )
        in_working_days(connection)
    key = work.enterprise(liaison=work.liaison, since=SINCE)
    listed(work, key, 1, Industry.CRUISE)
    other = work.enterprise(liaison=work.liaison, since=SINCE)
    assert due_days(work) == {key: working(work, SINCE, 32), other: working(work, SINCE, 1)}


def test_a_figure_that_an_earlier_version_took_never_keeps_an_office_from_being_opened() -> None:
    assert [as_days(value, 40, 5 / 7) for value in (45, "90", 0, -3, 10**9)] == [32, 64, 1, 1, MOST_DAYS]
    assert [as_days(value, 40) for value in (None, "", "三十", [1], float("nan"), float("inf"))] == [40] * 6


def test_no_figure_can_be_set_that_would_stop_the_mornings_list(work: Fieldwork) -> None:
    for key, value in (
        ("visit.due_soon", 251),
        ("visit.due_soon", -1),
        ("visit.per_day", 51),
        ("visit.per_day", True),
        ("demand.accept_limit", {"urgent": 1, "normal": 1_001, "hard": 1}),
    ):
        with pytest.raises(Invalid):
            put(work, key, value)
    put(work, "visit.due_soon", 0)
