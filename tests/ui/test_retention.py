"""Retention in the window: somebody proposes, a supervisor who is not that person removes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.overview.retention.service import list_purges
from officer_app.overview.words import PurgeState
from officer_app.people.access import Role
from officer_app.ui.retention import RetentionPage
from officer_app.ui.widgets import PushButton
from tests.casework import Casework, casework
from tests.ui.rooms import case_window


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    made = casework(database)
    made.grant(1)
    made.walk(State.SETTLED)
    made.bureau.clock.set(date(2040, 3, 2))
    yield made
    database.close()


def page_of(house: Casework, qtbot: QtBot, folder: Path, actor: Actor) -> RetentionPage:
    window = case_window(qtbot, house, actor, folder)
    window.go("retention")
    page = window.current_page()
    assert isinstance(page, RetentionPage)
    return page


def button(page: QWidget, words: str) -> PushButton:
    QApplication.processEvents()
    return next(one for one in page.findChildren(PushButton) if words in one.text() and one.isVisible())


def test_one_proposes_with_a_reason_and_a_supervisor_removes(house: Casework, qtbot: QtBot, tmp_path: Path) -> None:
    staff, boss = house.bureau.person(Role.STAFF), house.bureau.person(Role.SUPERVISOR)
    page = page_of(house, qtbot, tmp_path, staff)
    page.kinds.set_current(0)
    button(page, "提议清除 1 项").click()
    # Nothing was proposed: the reason is missing, and is asked for beside its field.
    assert house.bureau.office.read(list_purges, staff) == []
    page.reason.setPlainText("保存期限届满")
    button(page, "提议清除 1 项").click()
    (proposed,) = house.bureau.office.read(list_purges, staff)
    assert proposed.state is PurgeState.PROPOSED
    page.purges.set_current(0)
    assert not button(page, "永久清除 1 项").isEnabled()
    other = page_of(house, qtbot, tmp_path, boss)
    other.purges.set_current(0)
    button(other, "永久清除 1 项").click()
    (done,) = house.bureau.office.read(list_purges, boss)
    assert (done.state, done.removed, done.decided_by) == (PurgeState.CARRIED_OUT, 1, boss.name)
    other.kinds.set_current(1)
    other.kinds.set_current(0)
    assert not [one for one in other.findChildren(PushButton) if "提议清除" in one.text() and one.isVisible()]
