"""What is refused goes on record, hides no error, fills no disk, and says nothing of what was typed."""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any  # a row of the trail

import pytest
import sqlalchemy as sa

from officer_app.cases.service import reveal_id_number
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.denials import DENIED, MOST, Denial
from officer_app.core.errors import Forbidden
from officer_app.core.work import NOBODY, Actor
from officer_app.people.access import Role
from officer_app.people.service import change_account, list_accounts
from officer_app.people.settings import store_setting
from officer_app.quota.service import decide
from tests.casework import casework
from tests.factories import Bureau, bureau


def denials(here: Bureau) -> list[Any]:
    columns = sa.inspect(AuditEntry).local_table.c
    with here.office.database.transaction(writes=False) as connection:
        return list(connection.execute(sa.select(columns).where(columns.action == DENIED).order_by(columns.id)))


def tries(here: Bureau, actor: Actor, use_case: Callable[..., object], *args: object) -> None:
    with pytest.raises(Forbidden):
        here.office.perform(use_case, actor, *args)


def test_a_refused_query_and_a_refused_deed_say_who_what_on_which_row_and_for_want_of_what(database: Database) -> None:
    house = casework(database)
    case_id = house.file()
    colleague = house.bureau.person(Role.LIAISON)
    with pytest.raises(Forbidden):
        house.ask(list_accounts, colleague)
    with pytest.raises(Forbidden):
        house.do(reveal_id_number, colleague, case_id, "310113198804010019 的本人来电")
    with pytest.raises(Forbidden):
        house.do(decide, colleague, case_id=case_id, verdict="pass", opinion="同意")
    told = [
        (row.actor_id, row.use_case, row.entity, row.entity_id, row.after["permission"])
        for row in denials(house.bureau)
    ]
    assert told == [
        (colleague.id, "list_accounts", "office", None, "accounts"),
        (colleague.id, "reveal_id_number", "talent_case", case_id, "reveal"),
        (colleague.id, "decide", "talent_case", case_id, "case_decide"),
    ]
    assert "310113198804010019" not in str(denials(house.bureau))
    house.bureau.office.close()


def test_somebody_who_has_left_and_nobody_at_all_are_on_record_too(sqlite_url: str) -> None:
    here = bureau(Database(sqlite_url))
    admin, gone = here.person(Role.ADMINISTRATOR), here.person(Role.SUPERVISOR)
    here.office.perform(change_account, admin, gone.id or 0, role=Role.SUPERVISOR, active=False, version=1)
    for actor in (gone, NOBODY):
        with pytest.raises(Forbidden):
            here.office.read(list_accounts, actor)
    assert [(row.actor_id, row.actor_name, row.after["permission"]) for row in denials(here)] == [
        (gone.id, gone.name, ""),
        (None, "", "accounts"),
    ]
    here.office.close()


def test_a_loop_of_refusals_fills_no_disk_and_is_still_seen(sqlite_url: str) -> None:
    here = bureau(Database(sqlite_url))
    officer, other = here.person(Role.LIAISON), here.person(Role.SPECIALIST)
    for _time in range(50):
        tries(here, officer, change_account, 7)
    here.clock.now += timedelta(minutes=2)
    tries(here, officer, change_account, 7)
    assert [row.after["times"] for row in denials(here)] == [1, 50]
    for key in range(2 * MOST):
        tries(here, officer, change_account, 1000 + key)
    tries(here, other, change_account, 7)
    rows = denials(here)
    assert sum(row.actor_id == officer.id for row in rows) == MOST
    assert [row.after for row in rows if row.actor_id == officer.id][-1]["silent_until"]
    assert rows[-1].actor_id == other.id
    here.clock.now += timedelta(hours=2)
    tries(here, officer, change_account, 5)
    assert denials(here)[-1].entity_id == 5
    here.office.close()


def test_a_refusal_that_cannot_be_written_is_still_that_refusal_and_is_written_with_the_next(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    here = bureau(Database(sqlite_url))
    officer = here.person(Role.LIAISON)

    def disk_full(_refused: Denial) -> None:
        raise OSError("No space left on device")

    with monkeypatch.context() as broken, caplog.at_level(logging.WARNING):
        broken.setattr(here.office._denials, "write", disk_full)
        with pytest.raises(Forbidden):
            here.office.perform(store_setting, officer, "case.checklist", here.clock.now.date(), [], "试验")
    assert denials(here) == []
    assert "store_setting" in caplog.text
    tries(here, officer, change_account, 7)
    assert [row.use_case for row in denials(here)] == ["store_setting", "change_account"]
    here.office.close()
