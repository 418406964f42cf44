"""Delegation during leave in the contact network, as a supervisor gives and ends it and a delegate works by it."""

from collections.abc import Iterator
from pathlib import Path
from typing import cast

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.cases.words import State, Step
from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.people.access import Role
from officer_app.people.delegation import DelegationRow, DelegationState, Task, list_delegations
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.list import CasesView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.network.delegations import DelegationSegment
from officer_app.ui.network.page import NetworkPage
from tests.casework import Casework, casework
from tests.ui.rooms import case_window


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    yield casework(database)
    database.close()


def enter(house: Casework, qtbot: QtBot, folder: Path, actor: Actor) -> MainWindow:
    return case_window(qtbot, house, actor, folder)


def segment_of(window: MainWindow) -> DelegationSegment:
    window.go("network", "delegations")
    page = window.current_page()
    assert isinstance(page, NetworkPage)
    found = page.shown()
    assert isinstance(found, DelegationSegment)
    return found


def delegations(house: Casework) -> list[DelegationRow]:
    return cast(list[DelegationRow], house.ask(list_delegations, house.liaison))


def test_a_supervisor_leaves_their_reviews_to_an_officer_whose_queue_then_shows_them(
    house: Casework, qtbot: QtBot, tmp_path: Path
) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    officer = house.bureau.person(Role.SPECIALIST, "沈砚")
    segment = segment_of(enter(house, qtbot, tmp_path, house.reviewer))
    # The empty page asks for the first one; the absent one is who signed in, and nobody acts for themselves.
    form = segment.side.form
    assert segment.side.asking()
    assert form.absent.value() == house.reviewer.id
    assert house.reviewer.id not in [form.other._value_at(row) for row in range(form.other.count())]
    form.other.set_value(officer.id)
    offered = {task for task, tick in form.tasks.items() if not tick.isHidden()}
    assert offered == {Task.PRE_REVIEW, Task.FIRST_REVIEW}
    form.reason.setText("年休假")
    qtbot.keyClick(form.reason, Qt.Key.Key_Return)
    assert form.form.error_of("tasks")
    form.tasks[Task.FIRST_REVIEW].setChecked(True)
    form.save.click()
    (row,) = delegations(house)
    assert (row.delegate, row.tasks, row.state) == ("沈砚", (Task.FIRST_REVIEW,), DelegationState.RUNNING)

    desk = enter(house, qtbot, tmp_path, officer)
    assert not segment_of(desk).buttons
    desk.go("cases")
    queue = desk.current_page()
    assert isinstance(queue, CasesView)
    current = queue.table.current_row()
    assert current is not None
    assert current.id == case_id
    desk.go("case", case_id)
    view = desk.current_page()
    assert isinstance(view, CaseView)
    assert view.file is not None
    assert Step.SCORE in view.file.possible

    # Ended at once, with the button of its panel.
    segment.reload()
    segment.table.set_current(1)
    segment.side.end.click()
    assert delegations(house)[0].state is DelegationState.CANCELLED
