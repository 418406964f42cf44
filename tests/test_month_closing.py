"""Months are closed by a supervisor: their visits stay as they are, whoever comes, until the month is reopened."""

import threading
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, Invalid
from officer_app.visits.browsing import VisitFilter, count_visits
from officer_app.visits.closing import MonthClosed, close_month, month_closings, months_of, reopen_month
from officer_app.visits.logging import save_visit
from officer_app.visits.model import Visit
from officer_app.visits.returning import return_visit
from tests.fieldwork import TODAY, Fieldwork, fieldwork

AUGUST = date(2026, 8, 1)


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def _closed(work: Fieldwork) -> tuple[int, int]:
    """An enterprise, and its visit in the month that is closed."""
    key = work.enterprise()
    visit = work.visit(key, day=date(2026, 8, 12))
    work.bureau.office.perform(close_month, work.supervisor, date(2026, 8, 20))
    return key, visit


def test_nothing_is_entered_in_a_closed_month_and_it_is_said_who_closed_it(work: Fieldwork) -> None:
    key, visit = _closed(work)
    for draft in (
        work.draft(key, day=date(2026, 8, 31)),
        work.draft(key, day=date(2026, 8, 12), visit_id=visit, version=1, content="改"),
        work.draft(key, day=date(2026, 9, 1), visit_id=visit, version=1),
    ):
        with pytest.raises(MonthClosed) as refused:
            work.bureau.office.perform(save_visit, work.liaison, draft)
        assert (refused.value.field, refused.value.params["month"]) == ("visited_on", "2026-08")
        assert "李国强" in refused.value.cause
        assert "2026-09-17" in refused.value.cause
    with pytest.raises(MonthClosed):
        work.bureau.office.perform(return_visit, work.supervisor, visit, "缺签字页", version=1)
    assert work.file(visit).row.content == "二期厂房十月投产。"
    # Nor is a visit of an open month moved into it.
    later = work.visit(key, day=date(2026, 9, 2))
    with pytest.raises(MonthClosed):
        work.bureau.office.perform(
            save_visit, work.liaison, work.draft(key, day=date(2026, 8, 30), visit_id=later, version=1)
        )
    work.visit(key, day=date(2026, 7, 31))
    work.visit(key, day=date(2026, 9, 1))


def test_the_same_draft_sent_again_after_the_month_was_closed_is_the_visit_it_became(work: Fieldwork) -> None:
    draft = work.draft(work.enterprise(), day=date(2026, 8, 12))
    stored = work.bureau.office.perform(save_visit, work.liaison, draft).value
    work.bureau.office.perform(close_month, work.supervisor, AUGUST)
    assert work.bureau.office.perform(save_visit, work.liaison, draft).value == stored


def test_a_reopened_month_is_written_again_and_both_stay_on_record(work: Fieldwork) -> None:
    office = work.bureau.office
    key, visit = _closed(work)
    with pytest.raises(Invalid):
        office.perform(reopen_month, work.supervisor, AUGUST, "  ")
    office.perform(reopen_month, work.supervisor, AUGUST, "补录两户")
    with pytest.raises(Invalid):
        office.perform(reopen_month, work.supervisor, AUGUST, "再开")
    office.perform(
        save_visit, work.liaison, work.draft(key, day=date(2026, 8, 12), visit_id=visit, version=1, content="补充")
    )
    office.perform(close_month, work.supervisor, AUGUST)
    rows = office.read(month_closings, work.liaison)
    assert [(row.month, row.closed_by, row.reopened_by, row.reason) for row in rows] == [
        (AUGUST, "李国强", "", ""),
        (AUGUST, "李国强", "李国强", "补录两户"),
    ]
    with office.database.transaction(writes=False) as connection:
        trail = connection.execute(
            sa.select(AuditEntry.action).where(AuditEntry.entity == "month_closing").order_by(AuditEntry.id)
        ).scalars()
        assert list(trail) == ["insert", "update", "insert"]


def test_only_a_past_month_is_closed_once_and_by_a_supervisor(work: Fieldwork) -> None:
    office = work.bureau.office
    for month in (TODAY, date(2026, 10, 1)):
        with pytest.raises(Invalid):
            office.perform(close_month, work.supervisor, month)
    for actor in (work.liaison, work.staff, work.administrator):
        with pytest.raises(Forbidden):
            office.perform(close_month, actor, AUGUST)
    office.perform(close_month, work.supervisor, AUGUST)
    with pytest.raises(Invalid):
        office.perform(close_month, work.supervisor, AUGUST)


def test_a_month_is_not_closed_over_a_visit_that_waits_to_be_completed(work: Fieldwork) -> None:
    office = work.bureau.office
    visit = work.visit(work.enterprise(), day=date(2026, 8, 12))
    office.perform(return_visit, work.supervisor, visit, "缺签字页", version=1)
    with pytest.raises(Invalid) as refused:
        office.perform(close_month, work.supervisor, AUGUST)
    assert refused.value.params["count"] == 1
    rows = office.read(months_of, work.staff, 2026)
    assert [row.month.month for row in rows] == list(range(9, 0, -1))
    assert (rows[1].visits, rows[1].returned, rows[1].closing) == (1, 1, None)


def test_the_database_itself_refuses_what_would_change_a_closed_month(work: Fieldwork) -> None:
    key, visit = _closed(work)
    later = work.visit(key, day=date(2026, 9, 2))
    table = sa.inspect(Visit).local_table
    row = {
        "draft_id": "x",
        "year": 2026,
        "sequence": 900,
        "enterprise_id": key,
        "officer_id": work.liaison.id,
        "visited_on": date(2026, 8, 5),
        "mode": "on_site",
        "trigger": "periodic",
        "outcome": "done",
        "place": "",
        "content": "x",
        "follow_up": "",
        "created_at": work.bureau.clock.now,
        "version": 1,
    }
    for statement in (
        sa.insert(table).values(row),
        sa.update(table).where(table.c.id == visit).values(content="x"),
        sa.update(table).where(table.c.id == visit).values(visited_on=date(2026, 9, 3)),
        sa.update(table).where(table.c.id == later).values(visited_on=date(2026, 8, 3)),
        sa.delete(table).where(table.c.id == visit),
    ):
        with (
            pytest.raises(sa.exc.IntegrityError, match="month of the visit is settled"),
            work.bureau.office.database.transaction(writes=True) as connection,
        ):
            connection.execute(statement)
    # A merge takes the visits along.
    other = work.enterprise()
    with work.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.update(table).where(table.c.id == visit).values(enterprise_id=other))


def test_a_month_closed_while_visits_are_saved_holds_none_that_came_after(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    together, trouble = threading.Barrier(4), []
    saved: list[int] = []
    counted: list[int] = []

    def log(number: int) -> None:
        together.wait()
        for day in range(1, 9):
            try:
                draft = work.draft(key, day=date(2026, 8, number * 9 + day))
                saved.append(office.perform(save_visit, work.liaison, draft).value)
            except MonthClosed:
                pass
            except Exception as error:
                trouble.append(error)

    def close() -> None:
        together.wait()
        try:
            office.perform(close_month, work.supervisor, AUGUST)
            counted.append(office.read(count_visits, work.liaison, VisitFilter(first=AUGUST, last=date(2026, 8, 31))))
        except Exception as error:
            trouble.append(error)

    hands = [threading.Thread(target=log, args=(number,)) for number in range(3)] + [threading.Thread(target=close)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert trouble == []
    after = office.read(count_visits, work.liaison, VisitFilter(first=AUGUST, last=date(2026, 8, 31)))
    assert counted == [after]
    assert len(saved) == after


def test_an_absent_month_of_the_current_year_is_asked_for_nothing(work: Fieldwork) -> None:
    """The current month is never closed: saving today's visit asks no table of closings."""
    asked: list[str] = []
    engine = work.bureau.office.database.engine
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _cur, statement, *_more: asked.append(statement))
    draft = replace(work.draft(work.enterprise()), visited_on=TODAY)
    asked.clear()
    work.bureau.office.perform(save_visit, work.liaison, draft)
    assert not [statement for statement in asked if "month_closing" in statement]
