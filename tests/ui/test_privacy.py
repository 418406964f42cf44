"""No page shows a personal number whole by itself: neither its words, nor tooltips, nor names, nor what it keeps."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QTableView, QWidget
from pytestqt.qtbot import QtBot

from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.overview.readings import Look
from officer_app.overview.taking_out import PeopleList, Profile
from officer_app.people.access import Role
from officer_app.ui.cases.case import CaseView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.pages import PAGES
from officer_app.ui.readings import ReadingsPage
from officer_app.ui.revealing import AWAY, Unmasked
from officer_app.ui.taking_out import TakingOutPage
from officer_app.ui.targets import CaseWanted, EnterpriseWanted
from tests.canaries import CANARIES, ID_NUMBER, Planted, found_in, planted
from tests.fieldwork import Fieldwork
from tests.ui.rooms import close_window, open_window


@pytest.fixture(scope="module")
def office(_sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Planted]:
    path = tmp_path_factory.mktemp("planted") / "office.sqlite"
    shutil.copyfile(_sqlite_template, path)
    found = planted(Database(str(path)))
    yield found
    found.house.bureau.office.close()


@pytest.fixture
def enter(office: Planted, qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[Actor], MainWindow]]:
    house = office.house
    field = Fieldwork(
        house.bureau, house.liaison, house.reviewer, house.acceptor, house.decider, house.staff, house.admin
    )
    rooms = []

    def open_for(actor: Actor) -> MainWindow:
        rooms.append(open_window(qtbot, field, actor, tmp_path))
        return rooms[-1].window

    yield open_for
    for room in rooms:
        close_window(room)


def everything_said(window: QWidget) -> str:
    """The words of every widget, what its tooltip and its accessible name say, and the cells of every table."""
    said = []
    for widget in (window, *window.findChildren(QWidget)):
        said += [widget.toolTip(), widget.accessibleName(), widget.accessibleDescription()]
        if isinstance(widget, QLabel | QLineEdit):
            said.append(widget.text())
        if isinstance(widget, QTableView) and (model := widget.model()) is not None:
            roles = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole)
            said += [
                str(model.index(row, column).data(role))
                for row in range(min(model.rowCount(), 50))
                for column in range(model.columnCount())
                for role in roles
            ]
    return "\n".join(said)


def test_no_page_shows_a_number_whole_and_none_keeps_one(
    office: Planted, enter: Callable[[Actor], MainWindow], tmp_path: Path
) -> None:
    house = office.house
    opened = 0
    for actor in (house.decider, house.bureau.person(Role.AUDITOR)):
        window = enter(actor)
        for page in PAGES:
            if page.permission is None or window.desk.may(page.permission):
                window.go(page.key)
                shown = window.current_page()
                assert shown is not None
                assert found_in(everything_said(shown)) == [], page.key
                opened += 1
        if actor is house.decider:
            for key, target in (
                ("case", CaseWanted(office.case_id)),
                *(("enterprise", EnterpriseWanted(house.enterprise_id, tab)) for tab in ("overview", "contacts")),
            ):
                window.go(key, target)
                shown = window.current_page()
                assert shown is not None
                assert found_in(everything_said(shown)) == [], key
        assert found_in(everything_said(window)) == []
    assert opened > 30
    QApplication.processEvents()
    kept = "".join(path.read_text("utf-8", "replace") for path in tmp_path.rglob("*.ini"))
    assert found_in(kept) == []
    assert not any(canary in path.name for path in tmp_path.rglob("*") for canary in CANARIES)


def test_a_number_shown_is_masked_when_the_page_is_left_or_somebody_works_elsewhere(
    office: Planted, enter: Callable[[Actor], MainWindow]
) -> None:
    window = enter(office.house.decider)
    window.go("case", CaseWanted(office.case_id))
    view = window.current_page()
    assert isinstance(view, CaseView)
    fact = view.facts.identity
    for leave in (
        lambda: window.go("today"),
        lambda: window.show_outside(QWidget()),
        lambda: elsewhere(fact.unmasked),
    ):
        fact.ask_purpose()
        # Chosen from the office's purposes; nothing need be typed.
        fact.question.usual.setCurrentIndex(1)
        fact.question.submitted.emit()
        assert fact.number.text() == ID_NUMBER
        fact.copy.click()
        assert QGuiApplication.clipboard().text() == ID_NUMBER
        leave()
        assert fact.number.text() != ID_NUMBER
        QGuiApplication.clipboard().clear()
        window.go("case", CaseWanted(office.case_id))


def elsewhere(shown: Unmasked) -> None:
    """Another program for longer than a moment."""
    shown._moved(Qt.ApplicationState.ApplicationInactive)
    assert shown._away.interval() == AWAY * 1000
    shown._away.timeout.emit()


def test_the_log_is_narrowed_to_an_applicant_and_to_a_person(
    office: Planted, enter: Callable[[Actor], MainWindow], qtbot: QtBot, tmp_path: Path
) -> None:
    window = enter(office.house.decider)
    window.go("case", CaseWanted(office.case_id))
    window.go("taking-out", PeopleList.CASES)
    out = window.current_page()
    assert isinstance(out, TakingOutPage)
    out.profile.set_value(Profile.FULL)
    out.choose()
    assert out.purpose_form.error_of("purpose")
    out.question.usual.setCurrentIndex(1)
    out.write(tmp_path / "名单.xlsx")
    assert len(out.password.text()) == 24
    window.go("readings")
    page = window.current_page()
    assert isinstance(page, ReadingsPage)
    page.number.setText("2026-1")
    qtbot.keyClick(page.number, Qt.Key.Key_Return)
    everything = page.count.text()
    page.look.set_value(Look.READ.value)
    page.reload()
    assert page.count.text() != everything
    page.number.setText("2026-99")
    qtbot.keyClick(page.number, Qt.Key.Key_Return)
    assert page.error_bar.message()
