"""Backups in the window: made by themselves and on leaving, looked at, and restored without anybody signed in."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from pytestqt.qtbot import QtBot

from officer_app.core.backup.manifest import Why
from officer_app.core.errors import DamagedDatabase
from officer_app.core.work import Actor, utc_now
from officer_app.overview.backups import back_up, backup_state, backups_of
from officer_app.overview.bringing_back import Credentials, restorable
from officer_app.people.access import Role
from officer_app.ui.backups.keeper import BackupKeeper, status_words
from officer_app.ui.backups.page import BackupsPage
from officer_app.ui.backups.restoring import RestoreView
from officer_app.ui.jobs import Jobs
from officer_app.ui.notices import Notices
from tests.fieldwork import Fieldwork
from tests.ui.rooms import Room

Enter = Callable[[Actor], Room]


def test_the_page_makes_checks_and_practises(work: Fieldwork, enter: Enter) -> None:
    office = work.bureau.office
    admin = work.bureau.person(Role.ADMINISTRATOR)
    room = enter(admin)
    room.window.go("backups")
    page = room.window.current_page()
    assert isinstance(page, BackupsPage)
    assert page.table.rows_model.rowCount() == 0
    page.back_up()
    page.practise()
    assert page.table.rows_model.rowCount() == 1
    state = office.read(backup_state, admin)
    assert state.drill is not None
    assert state.drill.sound, state.drill.fault
    page.check()
    assert "一致" in page.error_bar.accessibleName() or page.error_bar.isVisibleTo(page)


def test_the_day_s_backup_and_the_drill_are_made_by_themselves_and_one_on_leaving(
    work: Fieldwork, enter: Enter, qtbot: QtBot
) -> None:
    office = work.bureau.office
    room = enter(work.bureau.person(Role.LIAISON))
    desk = room.window.desk
    keeper = BackupKeeper(desk.jobs, desk.notices, room.window)
    told: list[str] = []
    keeper.seen.connect(lambda seen: told.append(status_words(seen)[0]))
    keeper.begin(office)
    assert told == ["尚未备份"]
    keeper.look()
    who = work.bureau.person(Role.LIAISON)
    state = office.read(backup_state, who)
    rows = backups_of(office.database, state.office)
    assert [row.manifest.why for row in rows if row.manifest] == [Why.DAILY]
    assert state.drill is not None
    assert state.drill.sound, state.drill.fault
    assert told[-1] == "刚刚备份"
    keeper.look()
    assert len(backups_of(office.database, state.office)) == 1
    # The drill is on record, so that something was stored since: the window waits for one more backup.
    left: list[bool] = []
    assert not keeper.may_leave(lambda: left.append(True))
    qtbot.waitUntil(lambda: left == [True])
    assert keeper.may_leave(lambda: None)
    rows = backups_of(office.database, state.office)
    assert rows[0].manifest is not None
    assert rows[0].manifest.why is Why.EXIT
    work.bureau.clock.now += timedelta(days=1, minutes=1)
    keeper.look()
    assert len(backups_of(office.database, state.office)) == 2  # of one day the newest is kept


def test_the_day_s_backup_comes_right_after_the_check_of_the_file(work: Fieldwork, qtbot: QtBot) -> None:
    office, who = work.bureau.office, work.bureau.person(Role.LIAISON)
    jobs = Jobs(office, who)
    keeper = BackupKeeper(jobs, Notices())
    keeper.begin(office)
    keeper._begin_work()
    identity = office.read(backup_state, who).office
    qtbot.waitUntil(lambda: not jobs.busy() and len(backups_of(office.database, identity)) == 1, timeout=10_000)
    jobs.close()


def test_a_damaged_file_is_said_and_nothing_more_is_stored(work: Fieldwork, enter: Enter) -> None:
    office = work.bureau.office
    room = enter(work.bureau.person(Role.LIAISON))
    keeper = BackupKeeper(room.window.desk.jobs, room.window.desk.notices, room.window)
    said: list[DamagedDatabase] = []
    keeper.damaged.connect(said.append)
    keeper.begin(office)
    keeper._found([])
    assert not office.view_only
    keeper._found(["HMAC verification failed for page 7"])
    assert office.view_only
    assert "page 7" in said[0].cause


@pytest.mark.parametrize("paper", [False, True])
def test_restoring_asks_for_what_opens_the_backup(work: Fieldwork, qtbot: QtBot, paper: bool) -> None:
    path = work.bureau.office.database.path
    assert path is not None
    back_up(work.bureau.office.database, Why.ASKED, utc_now())
    view = RestoreView("", "office.db", restorable(path))
    qtbot.addWidget(view)
    asked: list[Credentials] = []
    view.wanted.connect(lambda _row, by: asked.append(by))
    if paper:
        view._switch()
        view.first.setText("1234")
    view.restore.click()
    assert asked == []
    if not paper:
        view.name.setText(" 郑予 ")
        view.password.setText("correct horse battery")
        view.restore.click()
        assert asked == [Credentials("郑予", "correct horse battery")]
    assert "correct horse" not in repr(asked)


def test_without_a_backup_the_view_says_where_to_look(qtbot: QtBot) -> None:
    view = RestoreView("", "office.db", [])
    qtbot.addWidget(view)
    assert not view.restore.isEnabled()
