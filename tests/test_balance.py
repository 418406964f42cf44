"""Who carries how much against the office's mean, and who could take what nobody serves."""

from datetime import date, timedelta

import pytest

from officer_app.assignments.cover import arrange_cover
from officer_app.assignments.model import Duty
from officer_app.assignments.service import AssignResult, assign, assign_subdistrict, duties_of, subdistricts
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden
from officer_app.directory.service import load_subdistricts
from officer_app.overview.balance import LoadRow, Verdict, balance
from officer_app.overview.gap_suggestions import Ground, Suggestion, confirm_suggestions, suggest_officers
from officer_app.visits.drafts import Outcome
from officer_app.visits.plan import due_contacts
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork
from tests.test_cover import draft


@pytest.fixture
def field(database: Database) -> Fieldwork:
    return fieldwork(database)


def loads(field: Fieldwork) -> dict[str, LoadRow]:
    """Everybody's load by name."""
    return {row.officer: row for row in field.bureau.office.read(balance, field.supervisor).rows}


@pytest.fixture
def towns(field: Fieldwork) -> list[tuple[int, str]]:
    """The sub-districts of the district."""
    field.bureau.office.perform(load_subdistricts, field.administrator)
    return [(row.id, row.name) for row in field.bureau.office.read(subdistricts, field.staff)]


def give(field: Fieldwork, enterprise: int, officer: int | None, role: Duty) -> None:
    """Another duty for an enterprise."""
    field.bureau.office.perform(
        assign, field.supervisor, [enterprise], officer or 0, role, starts_on=days_ago(5), reason="分工"
    )


def test_a_load_counts_duties_demands_and_what_is_overdue(field: Fieldwork) -> None:
    late, seen = field.enterprise(liaison=field.liaison), field.enterprise(liaison=field.liaison)
    field.visit(seen, field.liaison, days_ago(170))
    give(field, late, field.specialist.id, Duty.SPECIALIST)
    give(field, late, field.colleague.id, Duty.BACKUP)
    field.demand(seen, handler=field.specialist)
    rows = loads(field)
    one = rows["王敏"]
    assert (one.liaison, one.overdue, one.planned, one.demands) == (2, 1, 1, 0)
    assert one.points == 2.5
    assert (rows["周颖"].specialist, rows["周颖"].demands, rows["周颖"].points) == (1, 1, 1.4)
    assert (rows["何静"].backup, rows["何静"].points) == (1, 0.1)
    assert next(iter(rows)) == "王敏"


def test_who_is_over_and_under_the_mean_is_said(field: Fieldwork) -> None:
    for _number in range(6):
        field.visit(field.enterprise(liaison=field.liaison), field.liaison, days_ago(1))
    for _number in range(2):
        field.visit(field.enterprise(liaison=field.colleague), field.colleague, days_ago(1))
    found = field.bureau.office.read(balance, field.staff)
    assert (found.mean, found.over, found.under) == (4.0, 5.2, 2.8)
    verdicts = {row.officer: (row.verdict, row.counted) for row in found.rows}
    assert verdicts["王敏"] == (Verdict.OVER, True)
    assert verdicts["何静"] == (Verdict.UNDER, True)
    # A supervisor who carries nothing neither makes the mean nor is underloaded.
    assert verdicts["李国强"] == (Verdict.EVEN, False)


def test_counts_by_the_database_agree_with_the_due_list(field: Fieldwork) -> None:
    for number, (visited, agreed, outcome) in enumerate(
        [
            (None, None, Outcome.DONE),
            (200, None, Outcome.DONE),
            (100, None, Outcome.DONE),
            (100, 50, Outcome.DONE),
            (100, -3, Outcome.DONE),
            (180, None, Outcome.DONE),
            (150, None, Outcome.REFUSED),
            (1, 0, Outcome.RESCHEDULED),
        ]
    ):
        officer = (field.liaison, field.colleague)[number % 2]
        enterprise = field.enterprise(liaison=officer)
        if visited is not None:
            following = days_ago(agreed) if agreed is not None else None
            field.visit(enterprise, officer, days_ago(visited), next_contact_on=following, outcome=outcome)
    office = field.bureau.office
    until = TODAY + timedelta(days=30)
    for officer in (field.liaison, field.colleague):
        rows = office.read(due_contacts, field.staff, officer_id=officer.id)
        overdue = sum(1 for row in rows if row.due_on < TODAY)
        planned = sum(1 for row in rows if TODAY <= row.due_on <= until)
        load = loads(field)[officer.name]
        assert (load.overdue, load.planned) == (overdue, planned)


def test_industries_and_sub_districts_of_an_officer_are_counted(field: Fieldwork, towns: list[tuple[int, str]]) -> None:
    (first, first_name), (second, second_name), *_rest = towns
    for town in (first, first, second):
        key = field.bureau.enterprise(subdistrict_id=town)
        give(field, key, field.liaison.id, Duty.LIAISON)
    field.bureau.office.perform(
        assign_subdistrict, field.supervisor, first, field.liaison.id or 0, starts_on=days_ago(2), reason="分工"
    )
    load = loads(field)["王敏"]
    assert load.towns == ((first_name, 2), (second_name, 1))
    assert load.industries == ((None, 3),)
    assert load.in_charge == (first_name,)


def test_duties_that_begin_later_are_not_yet_a_load(field: Fieldwork) -> None:
    field.enterprise(liaison=field.liaison, since=TODAY + timedelta(days=3))
    assert loads(field)["王敏"].liaison == 0
    field.bureau.clock.set(TODAY + timedelta(days=3))
    assert loads(field)["王敏"].liaison == 1


def test_the_row_of_an_absent_officer_says_who_covers(field: Fieldwork) -> None:
    field.bureau.office.perform(arrange_cover, field.supervisor, draft(field.liaison, field.colleague))
    covered = loads(field)["王敏"].covered
    assert covered is not None
    assert (covered.stand_in, covered.last_on) == ("何静", date(2026, 9, 23))
    assert loads(field)["何静"].covered is None


def suggested(field: Fieldwork, town: int | None = None) -> list[Suggestion]:
    """What is suggested now."""
    return list(field.bureau.office.read(suggest_officers, field.supervisor, subdistrict_id=town).rows)


def test_the_officer_of_the_sub_district_is_suggested_first(field: Fieldwork, towns: list[tuple[int, str]]) -> None:
    town, name = towns[0]
    field.bureau.office.perform(
        assign_subdistrict, field.supervisor, town, field.colleague.id or 0, starts_on=days_ago(2), reason="分工"
    )
    gap = field.bureau.enterprise("澜启生物", subdistrict_id=town)
    (row,) = suggested(field)
    assert (row.enterprise_id, row.enterprise, row.subdistrict) == (gap, "澜启生物", name)
    assert (row.officer, row.ground, row.there) == ("何静", Ground.IN_CHARGE, 0)


def test_without_one_whoever_serves_most_there_then_the_least_loaded(
    field: Fieldwork, towns: list[tuple[int, str]]
) -> None:
    (first, _name), (second, _other), *_rest = towns
    for officer, town, count in ((field.liaison, first, 3), (field.colleague, second, 2), (field.colleague, first, 1)):
        for _number in range(count):
            give(field, field.bureau.enterprise(subdistrict_id=town), officer.id, Duty.LIAISON)
    there, elsewhere = field.bureau.enterprise(subdistrict_id=first), field.bureau.enterprise()
    rows = {row.enterprise_id: row for row in suggested(field)}
    assert (rows[there].officer, rows[there].ground, rows[there].there) == ("王敏", Ground.SERVES_MOST, 3)
    assert (rows[elsewhere].officer, rows[elsewhere].ground) == ("何静", Ground.LEAST_LOADED)
    assert [row.enterprise_id for row in suggested(field, first)] == [there]


def test_an_overloaded_or_absent_officer_is_passed_over_and_named(
    field: Fieldwork, towns: list[tuple[int, str]]
) -> None:
    town = towns[0][0]
    field.bureau.office.perform(
        assign_subdistrict, field.supervisor, town, field.liaison.id or 0, starts_on=days_ago(2), reason="分工"
    )
    for _number in range(4):
        give(field, field.bureau.enterprise(subdistrict_id=town), field.liaison.id, Duty.LIAISON)
    field.bureau.enterprise(subdistrict_id=town)
    (row,) = suggested(field)
    assert (row.officer, row.passed_over, row.ground) == ("何静", "王敏", Ground.LEAST_LOADED)
    for _number in range(4):
        give(field, field.bureau.enterprise(subdistrict_id=town), field.colleague.id, Duty.LIAISON)
    assert suggested(field)[0].officer == "王敏"
    field.bureau.office.perform(arrange_cover, field.supervisor, draft(field.liaison, field.colleague))
    assert suggested(field)[0].officer == "何静"


def test_many_suggestions_spread_over_the_officers(field: Fieldwork) -> None:
    for _number in range(6):
        field.bureau.enterprise()
    names = [row.officer for row in suggested(field)]
    assert sorted(names) == ["何静"] * 3 + ["王敏"] * 3


def test_confirmed_suggestions_become_duties_and_one_taken_meanwhile_is_kept(field: Fieldwork) -> None:
    first, second = field.bureau.enterprise(), field.bureau.enterprise()
    rows = suggested(field)
    give(field, second, field.specialist.id, Duty.LIAISON)
    done = field.bureau.office.perform(
        confirm_suggestions,
        field.supervisor,
        [(row.enterprise_id, row.account_id) for row in rows],
        starts_on=TODAY,
        reason="补缺",
    ).value
    assert [(row.enterprise_id, row.result) for row in done] == [
        (first, AssignResult.ASSIGNED),
        (second, AssignResult.KEPT),
    ]
    (duty,) = field.bureau.office.read(duties_of, field.staff, first)
    assert (duty.account_id, duty.starts_on, duty.reason) == (rows[0].account_id, TODAY, "补缺")
    assert suggested(field) == []


def test_nothing_is_suggested_where_an_officer_begins_later(field: Fieldwork) -> None:
    field.enterprise(liaison=field.liaison, since=TODAY + timedelta(days=9))
    assert suggested(field) == []


def test_suggestions_are_for_those_who_assign(field: Fieldwork) -> None:
    for somebody in (field.liaison, field.specialist, field.staff, field.administrator):
        with pytest.raises(Forbidden):
            field.bureau.office.read(suggest_officers, somebody)
        with pytest.raises(Forbidden):
            field.bureau.office.perform(confirm_suggestions, somebody, [], starts_on=TODAY, reason="补缺")
