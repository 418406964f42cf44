"""One active liaison officer per enterprise, one officer per sub-district, and no gap unseen."""

import threading
from datetime import date

import pytest
import sqlalchemy as sa

from officer_app.assignments.guards import GUARDS, create_duty_guards
from officer_app.assignments.model import Assignment, Duty, SubdistrictDuty
from officer_app.assignments.responsible import responsible_on
from officer_app.assignments.service import (
    AssignResult,
    assign,
    assign_subdistrict,
    duties_of,
    end_duty,
    gaps,
    portfolios,
    subdistricts,
)
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Forbidden, Invalid
from officer_app.core.work import Actor
from officer_app.directory.service import load_subdistricts
from officer_app.people.access import Role
from tests.factories import Bureau, bureau

DAY = date(2026, 9, 1)


@pytest.fixture
def here(database: Database) -> Bureau:
    return bureau(database)


@pytest.fixture
def boss(here: Bureau) -> Actor:
    return here.person(Role.SUPERVISOR)


def give(here: Bureau, boss: Actor, officer: Actor, *enterprises: int, **more: object) -> list[AssignResult]:
    words: dict[str, object] = {"starts_on": DAY, "reason": "首次指定", **more}
    rows = here.office.perform(assign, boss, enterprises, officer.id, more.pop("role", Duty.LIAISON), **words).value
    return [row.result for row in rows]


def test_an_enterprise_keeps_its_liaison_officer_unless_it_is_handed_over(here: Bureau, boss: Actor) -> None:
    first, second = here.person(Role.LIAISON, "王敏"), here.person(Role.LIAISON, "何静")
    held, free = here.enterprise(), here.enterprise()
    assert give(here, boss, first, held) == [AssignResult.ASSIGNED]
    assert give(here, boss, first, held) == [AssignResult.UNCHANGED]
    assert give(here, boss, second, held, free) == [AssignResult.KEPT, AssignResult.ASSIGNED]
    assert give(here, boss, second, held, hand_over=True, reason="王敏调离") == [AssignResult.HANDED_OVER]
    new, old = here.office.read(duties_of, boss, held)
    assert (new.officer, new.ends_on) == ("何静", None)
    assert (old.officer, old.ends_on, old.end_reason) == ("王敏", DAY, "王敏调离")


def test_the_database_itself_refuses_a_second_liaison_officer(here: Bureau, boss: Actor) -> None:
    enterprise, first, second = here.enterprise(), here.person(Role.LIAISON), here.person(Role.LIAISON)
    give(here, boss, first, enterprise)
    row = {"enterprise_id": enterprise, "account_id": second.id, "role": Duty.LIAISON, "starts_on": DAY}
    with pytest.raises(sa.exc.IntegrityError), here.office.database.transaction(writes=True) as connection:
        connection.execute(sa.insert(Assignment).values(**row, reason="绕过", end_reason="", version=1))


def test_the_database_itself_refuses_a_second_officer_of_a_sub_district(here: Bureau, boss: Actor) -> None:
    here.office.perform(load_subdistricts, here.person(Role.ADMINISTRATOR))
    first, second = here.person(Role.LIAISON), here.person(Role.LIAISON)
    town = here.office.read(subdistricts, boss)[0].id
    here.office.perform(assign_subdistrict, boss, town, first.id or 0, starts_on=DAY, reason="首次指定")
    row = {"subdistrict_id": town, "account_id": second.id, "starts_on": DAY, "reason": "绕过", "version": 1}
    with pytest.raises(sa.exc.IntegrityError), here.office.database.transaction(writes=True) as connection:
        connection.execute(sa.insert(SubdistrictDuty).values(**row))


def test_of_many_supervisors_at_once_one_gives_the_enterprise_its_officer(here: Bureau) -> None:
    enterprise = here.enterprise()
    pairs = [(here.person(Role.SUPERVISOR), here.person(Role.LIAISON)) for _ in range(4)]
    results: list[AssignResult | AppError | sa.exc.IntegrityError] = []
    barrier = threading.Barrier(len(pairs))

    def race(boss: Actor, officer: Actor) -> None:
        barrier.wait()
        try:
            results.extend(give(here, boss, officer, enterprise))
        except (AppError, sa.exc.IntegrityError) as error:
            results.append(error)

    threads = [threading.Thread(target=race, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results.count(AssignResult.ASSIGNED) == 1
    assert results.count(AssignResult.KEPT) == len(pairs) - 1


def test_a_specialist_stands_beside_the_liaison_officer(here: Bureau, boss: Actor) -> None:
    enterprise = here.enterprise()
    liaison, specialist, another = here.person(Role.LIAISON), here.person(Role.SPECIALIST), here.person(Role.SPECIALIST)
    give(here, boss, liaison, enterprise)
    for officer in (specialist, another):
        here.office.perform(
            assign, boss, [enterprise], officer.id or 0, Duty.SPECIALIST, starts_on=DAY, reason="分管安居"
        )
    assert [duty.role for duty in here.office.read(duties_of, boss, enterprise)] == [
        Duty.LIAISON,
        Duty.SPECIALIST,
        Duty.SPECIALIST,
    ]


def test_enterprises_without_a_liaison_officer_are_a_list_with_the_last_officer(here: Bureau, boss: Actor) -> None:
    officer = here.person(Role.LIAISON, "王敏")
    left, never, served = here.enterprise("甲公司"), here.enterprise("乙公司"), here.enterprise("丙公司")
    give(here, boss, officer, left, served)
    duty = here.office.read(duties_of, boss, left)[0]
    here.office.perform(end_duty, boss, duty.id, ends_on=date(2026, 9, 10), reason="调离")
    count, rows = here.office.read(gaps, boss)
    assert count == 2
    assert {(row.enterprise_id, row.last, row.since) for row in rows} == {
        (left, "王敏", date(2026, 9, 10)),
        (never, "", None),
    }


def test_a_specialist_alone_leaves_the_gap_open(here: Bureau, boss: Actor) -> None:
    enterprise = here.enterprise()
    specialist = here.person(Role.SPECIALIST)
    here.office.perform(assign, boss, [enterprise], specialist.id or 0, Duty.SPECIALIST, starts_on=DAY, reason="分管")
    assert here.office.read(gaps, boss)[0] == 1


def test_a_bulk_assignment_is_all_or_nothing(here: Bureau, boss: Actor) -> None:
    officer, enterprise = here.person(Role.LIAISON), here.enterprise()
    with pytest.raises(AppError):
        give(here, boss, officer, enterprise, 99_999)
    assert here.office.read(gaps, boss)[0] == 1


def test_assigning_needs_a_reason_a_fitting_officer_and_a_day_after_the_former(here: Bureau, boss: Actor) -> None:
    enterprise, officer = here.enterprise(), here.person(Role.LIAISON)
    with pytest.raises(Invalid) as no_reason:
        give(here, boss, officer, enterprise, reason=" ")
    assert no_reason.value.field == "reason"
    with pytest.raises(Invalid):
        give(here, boss, here.person(Role.AUDITOR), enterprise)
    give(here, boss, officer, enterprise)
    with pytest.raises(Invalid) as too_early:
        give(here, boss, here.person(Role.LIAISON), enterprise, hand_over=True, starts_on=date(2026, 8, 1))
    assert too_early.value.field == "starts_on"


def test_only_a_supervisor_assigns(here: Bureau) -> None:
    officer = here.person(Role.LIAISON)
    with pytest.raises(Forbidden):
        give(here, officer, officer, here.enterprise())


def test_a_sub_district_shows_its_officer_its_enterprises_and_its_gaps(here: Bureau, boss: Actor) -> None:
    here.office.perform(load_subdistricts, here.person(Role.ADMINISTRATOR))
    first, second = here.person(Role.LIAISON, "王敏"), here.person(Role.LIAISON, "何静")
    town = here.office.read(subdistricts, boss)[0]
    served, _gap = here.enterprise(subdistrict_id=town.id), here.enterprise(subdistrict_id=town.id)
    give(here, boss, first, served)
    for officer, day in ((first, DAY), (second, date(2026, 9, 5)), (second, date(2026, 9, 6))):
        here.office.perform(assign_subdistrict, boss, town.id, officer.id or 0, starts_on=day, reason="轮岗")
    row = here.office.read(subdistricts, boss)[0]
    assert (row.officer, row.since, row.enterprises, row.gaps) == ("何静", date(2026, 9, 5), 2, 1)
    assert len(here.office.read(subdistricts, boss)) == 13


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "meets"),
    [
        (date(2026, 8, 1), DAY, False),
        (date(2026, 8, 1), date(2026, 9, 2), True),
        (date(2026, 9, 9), date(2026, 9, 12), True),
        (date(2026, 9, 10), None, False),
        (date(2026, 9, 9), None, True),
        (date(2026, 9, 5), date(2026, 9, 5), False),
        (date(2026, 8, 1), None, True),
    ],
)
@pytest.mark.parametrize("role", [Duty.LIAISON, Duty.BACKUP])
def test_the_database_itself_refuses_days_that_belong_to_two(
    here: Bureau, boss: Actor, role: Duty, starts_on: date, ends_on: date | None, meets: bool
) -> None:
    enterprise, first, second = here.enterprise(), here.person(Role.LIAISON), here.person(Role.LIAISON)
    here.office.perform(
        assign, boss, [enterprise], first.id or 0, role, starts_on=DAY, ends_on=date(2026, 9, 10), reason="分工"
    )
    row = {"enterprise_id": enterprise, "account_id": second.id, "role": role, "reason": "绕过", "end_reason": ""}
    days = {"starts_on": starts_on, "ends_on": ends_on}

    def bypass(**changed: object) -> None:
        with here.office.database.transaction(writes=True) as connection:
            connection.execute(sa.insert(Assignment).values(**row, **changed, version=1))

    if meets:
        with pytest.raises(sa.exc.IntegrityError):
            bypass(**days)
        return
    bypass(**days)
    bypass(starts_on=date(2020, 1, 1), ends_on=date(2020, 2, 1))
    stretched = sa.update(Assignment).where(Assignment.starts_on == date(2020, 1, 1)).values(ends_on=None)
    with pytest.raises(sa.exc.IntegrityError), here.office.database.transaction(writes=True) as connection:
        connection.execute(stretched)


def test_of_many_hands_past_the_program_one_gives_the_days(here: Bureau) -> None:
    enterprise, officers = here.enterprise(), [here.person(Role.LIAISON) for _one in range(4)]
    results: list[bool] = []
    barrier = threading.Barrier(len(officers))

    def race(officer: Actor, day: int) -> None:
        row = {"enterprise_id": enterprise, "account_id": officer.id, "role": Duty.LIAISON, "end_reason": ""}
        days = {"starts_on": date(2026, 9, day), "ends_on": date(2026, 12, 1)}
        barrier.wait()
        try:
            with here.office.database.transaction(writes=True) as connection:
                connection.execute(sa.insert(Assignment).values(**row, **days, reason="绕过", version=1))
            results.append(True)
        except sa.exc.IntegrityError:
            results.append(False)

    threads = [threading.Thread(target=race, args=(officer, day)) for day, officer in enumerate(officers, 1)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, False, False, True]


def test_rows_of_an_older_database_that_overlap_can_still_be_shortened(here: Bureau, boss: Actor) -> None:
    enterprise, first, second = here.enterprise("甲公司"), here.person(Role.LIAISON), here.person(Role.LIAISON)
    database = here.office.database
    with database.transaction(writes=True) as connection:
        for guard in GUARDS:
            where = "" if database.is_sqlite else f" ON {guard.table}"
            connection.exec_driver_sql(f"DROP TRIGGER {guard.name}{where}")
            if not database.is_sqlite:
                connection.exec_driver_sql(f"DROP FUNCTION {guard.name}()")
        for officer, ends_on in ((first, date(2026, 9, 20)), (second, None)):
            connection.execute(
                sa.insert(Assignment).values(
                    enterprise_id=enterprise,
                    account_id=officer.id,
                    role=Duty.LIAISON,
                    starts_on=DAY,
                    ends_on=ends_on,
                    reason="旧数据",
                    end_reason="",
                    version=1,
                )
            )
        create_duty_guards(connection)
    old = next(row for row in here.office.read(duties_of, boss, enterprise) if row.account_id == second.id)
    here.office.perform(end_duty, boss, old.id, ends_on=date(2026, 9, 18), reason="更正")
    with pytest.raises(Invalid):
        here.office.perform(end_duty, boss, old.id, ends_on=date(2026, 9, 19), reason="更正")


def test_days_that_overlap_are_refused_with_whose_they_are(here: Bureau, boss: Actor) -> None:
    first, second = here.person(Role.LIAISON, "王敏"), here.person(Role.LIAISON, "何静")
    enterprise = here.enterprise("甲公司")
    give(here, boss, first, enterprise, starts_on=date(2026, 10, 1))
    with pytest.raises(Invalid) as overlap:
        give(here, boss, second, enterprise, starts_on=date(2026, 9, 20))
    assert overlap.value.field == "starts_on"
    assert {"甲公司", "王敏", "2026-10-01"} <= set(overlap.value.params.values())
    assert give(here, boss, second, enterprise, starts_on=DAY, ends_on=date(2026, 10, 1)) == [AssignResult.ASSIGNED]
    row = here.office.read(duties_of, boss, enterprise)[1]
    with pytest.raises(Invalid):
        here.office.perform(end_duty, boss, row.id, ends_on=date(2026, 10, 2), reason="延长")


def test_a_backup_is_another_than_the_liaison_officer(here: Bureau, boss: Actor) -> None:
    first, second, third = (here.person(Role.LIAISON, name) for name in ("王敏", "何静", "钱程"))
    enterprise = here.enterprise()
    give(here, boss, first, enterprise)

    def back_up(officer: Actor, **more: object) -> AssignResult:
        words = {"starts_on": DAY, "reason": "AB角", **more}
        return here.office.perform(assign, boss, [enterprise], officer.id, Duty.BACKUP, **words).value[0].result

    assert back_up(first) is AssignResult.BOTH
    assert back_up(second) is AssignResult.ASSIGNED
    assert back_up(third) is AssignResult.KEPT
    assert back_up(third, hand_over=True, starts_on=date(2026, 9, 5)) is AssignResult.HANDED_OVER
    assert give(here, boss, third, enterprise, hand_over=True, starts_on=date(2026, 9, 8)) == [AssignResult.HANDED_OVER]
    serving = [(row.officer, row.role) for row in here.office.read(duties_of, boss, enterprise) if row.serving]
    assert serving == [("钱程", Duty.LIAISON)]


def test_the_past_and_the_future_can_be_asked(here: Bureau, boss: Actor) -> None:
    first, second = here.person(Role.LIAISON, "王敏"), here.person(Role.LIAISON, "何静")
    enterprise, other = here.enterprise("甲公司"), here.enterprise("乙公司")
    give(here, boss, first, enterprise, starts_on=date(2026, 1, 1))
    give(here, boss, second, enterprise, hand_over=True, starts_on=date(2026, 10, 1))

    def serving(day: date, **wanted: object) -> dict[str, str]:
        _count, rows = here.office.read(responsible_on, boss, day, **wanted)
        return {row.enterprise: row.liaison.officer if row.liaison else "" for row in rows}

    assert serving(date(2025, 12, 31)) == {"甲公司": "", "乙公司": ""}
    assert serving(date(2026, 5, 1)) == {"甲公司": "王敏", "乙公司": ""}
    assert serving(date(2026, 10, 1), officer_id=second.id) == {"甲公司": "何静"}
    assert serving(date(2026, 9, 30), officer_id=second.id) == {}
    assert serving(date(2026, 9, 30), text="乙") == {"乙公司": ""}
    assert serving(DAY, enterprise_id=other) == {"乙公司": ""}
    assert here.office.read(gaps, boss)[0] == 1


def test_a_duty_that_ends_with_nobody_to_follow_is_told_ahead(here: Bureau, boss: Actor) -> None:
    first, second = here.person(Role.LIAISON, "王敏"), here.person(Role.LIAISON, "何静")
    ending, followed, gap = here.enterprise("甲公司"), here.enterprise("乙公司"), here.enterprise("丙公司")
    give(here, boss, first, ending, followed)
    for enterprise in (ending, followed):
        duty = here.office.read(duties_of, boss, enterprise)[0]
        here.office.perform(end_duty, boss, duty.id, ends_on=date(2026, 9, 30), reason="退休")
    give(here, boss, second, followed, starts_on=date(2026, 9, 30))
    give(here, boss, second, gap, starts_on=date(2026, 11, 1))
    count, rows = here.office.read(gaps, boss, ahead=True)
    assert [(row.enterprise_id, row.last, row.since, row.next) for row in rows] == [
        (ending, "王敏", date(2026, 9, 30), "")
    ]
    (row,) = here.office.read(gaps, boss)[1]
    assert (count, row.enterprise_id, row.next, row.until) == (1, gap, "何静", date(2026, 11, 1))


def test_an_officer_of_a_sub_district_may_begin_on_a_day_to_come(here: Bureau, boss: Actor) -> None:
    here.office.perform(load_subdistricts, here.person(Role.ADMINISTRATOR))
    first, second = here.person(Role.LIAISON, "王敏"), here.person(Role.LIAISON, "何静")
    town = here.office.read(subdistricts, boss)[0].id
    for officer, day in ((first, DAY), (second, date(2026, 10, 1))):
        here.office.perform(assign_subdistrict, boss, town, officer.id or 0, starts_on=day, reason="轮岗")
    assert (here.office.read(subdistricts, boss)[0].officer, here.office.read(subdistricts, boss)[0].until) == (
        "王敏",
        None,
    )
    with pytest.raises(Invalid):
        here.office.perform(assign_subdistrict, boss, town, first.id or 0, starts_on=date(2026, 9, 20), reason="轮岗")
    here.clock.set(date(2026, 10, 1))
    assert here.office.read(subdistricts, boss)[0].officer == "何静"
    row = {"subdistrict_id": town, "account_id": first.id, "reason": "绕过", "version": 1}
    days = {"starts_on": date(2026, 8, 1), "ends_on": date(2026, 9, 2)}
    with pytest.raises(sa.exc.IntegrityError), here.office.database.transaction(writes=True) as connection:
        connection.execute(sa.insert(SubdistrictDuty).values(**row, **days))


def test_portfolios_count_what_each_officer_serves_now(here: Bureau, boss: Actor) -> None:
    officer = here.person(Role.LIAISON, "王敏")
    give(here, boss, officer, here.enterprise(), here.enterprise())
    counts = {row.officer: (row.liaison, row.specialist) for row in here.office.read(portfolios, boss)}
    assert counts["王敏"] == (2, 0)
    assert counts[boss.name] == (0, 0)
