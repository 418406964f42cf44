"""What happens around the pages: waits, codes, locks and what is shown once, as a person meets them."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from officer_app.core.errors import Invalid, SignInFailed
from officer_app.core.recovery import split
from officer_app.core.work import Actor
from officer_app.people.access import Role
from officer_app.people.service import reset_password
from officer_app.people.tries import TooManyTries
from officer_app.ui.choosing import ChoosingView
from officer_app.ui.login import LoginView
from officer_app.ui.recovery import RecoveryView
from officer_app.ui.table import Table
from officer_app.ui.vouching import VouchingPage
from officer_app.ui.watching import Watch
from tests.factories import hired
from tests.fieldwork import Fieldwork
from tests.ui.conftest import shown
from tests.ui.rooms import Room

pytestmark = pytest.mark.usefixtures("qapp")
PASSWORD = "一句容易记的话语 2026"


class Clocks:
    """The machine's two clocks."""

    def __init__(self) -> None:
        self.awake = self.asleep = 500.0

    def pass_(self, seconds: float) -> None:
        self.awake += seconds
        self.asleep += seconds


@pytest.fixture
def clocks() -> Clocks:
    return Clocks()


@pytest.fixture
def watch(clocks: Clocks) -> Iterator[Watch]:
    made = Watch(awake=lambda: clocks.awake, asleep=lambda: clocks.asleep)
    made.begin()
    yield made
    made.end()


def minutes_alone(watch: Watch, clocks: Clocks, minutes: float) -> bool:
    """Let so much time pass, looked at as often as the watch does; whether it locked."""
    for _look in range(round(minutes * 12)):
        clocks.pass_(5)
        if watch.look():
            return True
    return False


def test_a_window_nobody_uses_locks_after_the_minutes_set_and_never_later_than_ten(
    watch: Watch, clocks: Clocks, qtbot: QtBot
) -> None:
    locked: list[bool] = []
    watch.lock_wanted.connect(lambda: locked.append(True))
    watch.allow(240)
    assert not minutes_alone(watch, clocks, 9.9)
    line = QLineEdit()
    shown(qtbot, line)
    qtbot.keyClick(line, "a")
    assert not minutes_alone(watch, clocks, 9.9)
    assert minutes_alone(watch, clocks, 0.2)
    assert locked == [True]
    # It says so once; nobody is there.
    assert not minutes_alone(watch, clocks, 20)
    watch.begin()
    watch.allow(2)
    assert minutes_alone(watch, clocks, 2.1)


@pytest.mark.parametrize("way", ["sleep", "late look", "clock set back"])
def test_after_a_sleep_the_first_key_reaches_no_page(watch: Watch, clocks: Clocks, qtbot: QtBot, way: str) -> None:
    line = QLineEdit()
    shown(qtbot, line)
    if way == "sleep":
        clocks.asleep += 3_600
    elif way == "late look":
        clocks.pass_(60)
    else:
        clocks.asleep -= 3_600
    with qtbot.waitSignal(watch.lock_wanted):
        qtbot.keyClick(line, "a")
    assert line.text() == ""


def test_a_shortcut_is_use_and_after_a_sleep_it_does_nothing(watch: Watch, clocks: Clocks, qtbot: QtBot) -> None:
    line, did = QLineEdit(), []
    action = QAction(line)
    action.setShortcut(QKeySequence("F5"))
    action.triggered.connect(lambda: did.append(True))
    line.addAction(action)
    shown(qtbot, line)
    assert not minutes_alone(watch, clocks, 9.9)
    qtbot.keyClick(line, Qt.Key.Key_F5)
    assert did == [True]
    assert not minutes_alone(watch, clocks, 9.9)
    clocks.asleep += 3_600
    with qtbot.waitSignal(watch.lock_wanted):
        qtbot.keyClick(line, Qt.Key.Key_F5)
    assert did == [True]


def test_the_wait_after_wrong_passwords_counts_down_for_the_name_that_waits_alone(qtbot: QtBot) -> None:
    now = [0.0]
    view = LoginView("", "", [("王敏", "联络员"), ("李国强", "主管")], seconds=lambda: now[0])
    shown(qtbot, view)
    sent: list[str] = []
    view.sign_in_wanted.connect(lambda name, _password: sent.append(name))
    view._password.setText("wrong")
    view.failed(TooManyTries(65))
    assert "1 分钟 5 秒" in view._trouble.accessibleName()
    qtbot.keyClick(view._password, "\r")
    assert sent == []
    now[0] = 61
    view._count_down()
    assert "4 秒" in view._trouble.accessibleName()
    view._known.setCurrentIndex(1)
    qtbot.keyClick(view._password, "\r")
    assert sent == ["李国强"]
    view.failed(SignInFailed())
    view._known.setCurrentIndex(0)
    now[0] = 66
    view._count_down()
    assert view._button.isEnabled()


def test_the_rules_of_a_password_are_ticked_while_it_is_typed(qtbot: QtBot) -> None:
    view = ChoosingView("", "王敏")
    shown(qtbot, view)
    chosen: list[str] = []
    view.chosen.connect(chosen.append)
    view.setFocus()
    qtbot.keyClicks(view.new, "password123")
    assert view.rules.kept() == (True, False, False)
    view.new.setText(PASSWORD)
    view.again.setText(PASSWORD[:-1])
    qtbot.keyClick(view.again, "\r")
    assert view.form.error_of("again")
    qtbot.keyClicks(view.again, PASSWORD[-1])
    assert view.rules.kept() == (True, True, True)
    qtbot.keyClick(view.again, "\r")
    qtbot.keyClick(view.again, "\r")
    assert chosen == [PASSWORD]
    view.failed(Invalid(field="password"))
    assert view.form.error_of("password")


def test_each_half_of_the_recovery_key_is_checked_for_itself(qtbot: QtBot) -> None:
    halves = split(bytes(range(32)))
    view = RecoveryView("")
    shown(qtbot, view)
    sent: list[tuple[str, str]] = []
    view.halves_typed.connect(lambda first, second: sent.append((first, second)))
    view.first.setPlainText(halves.first.lower().replace("-", " ").replace("0", "o").replace("1", "l"))
    view.first.look()
    view.second.setPlainText(halves.second[:-1] + ("0" if halves.second[-1] != "0" else "2"))
    view.second.look()
    told = [line._told.text() for line in (view.first, view.second) if line._told is not None]
    assert "第 1 份" in told[0]
    assert "13" in told[1]
    view._go.click()
    assert len(sent) == 1
    view.failed(Invalid(field="second"))
    assert view.form.error_of("second")
    assert view.first.toPlainText()


def rows(page: QWidget) -> dict[str, tuple[int, int]]:
    """How many rows each table holds, and which is current."""
    tables = [table for table in page.findChildren(Table) if table.isVisible()]
    return {table.accessibleName(): (table.rows_model.rowCount(), table.currentIndex().row()) for table in tables}


@pytest.mark.parametrize("key", ["directory", "enterprise", "network", "visits", "demands", "cases"])
def test_a_locked_window_holds_no_rows_and_shows_them_again_to_who_comes_back(
    enter: Callable[[Actor], Room], work: Fieldwork, key: str
) -> None:
    first = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.contact(first, "刘芳", "13812345678")
    work.visit(first)
    work.demand(first)
    work.enterprise("上海昉极激光技术有限公司", work.liaison)
    room = enter(work.supervisor)
    room.window.go(key, first if key == "enterprise" else None)
    page = room.window.current_page()
    assert page is not None
    QApplication.processEvents()
    before = rows(page)
    account = room.window.desk.account
    room.window.show_outside(LoginView("", "", locked_for="李国强"))
    room.window.cover()
    assert all(table.rows_model.rowCount() == 0 for table in page.findChildren(Table))
    room.window.sign_in(account)
    QApplication.processEvents()
    assert room.window.current_page() is page
    assert rows(page) == before


def test_a_colleague_confirms_an_account_that_was_opened_and_it_decides_again(
    enter: Callable[[Actor], Room], work: Fieldwork
) -> None:
    office = work.bureau.office
    chief = work.bureau.person(Role.ADMINISTRATOR)
    other = hired(office, chief, "赵新", Role.SUPERVISOR, PASSWORD)
    room = enter(work.supervisor)
    room.window.go("vouching")
    page = room.window.current_page()
    assert isinstance(page, VouchingPage)
    row = page.table.current_row()
    assert row is not None
    assert row.name == "赵新"
    page.button.click()
    assert page.form.error_of("note")
    page.note.setPlainText("当面核对工作证")
    page.button.click()
    assert page.nothing.isVisible()
    assert "赵新" in page.error_bar.message()
    office.perform(reset_password, chief, other.id)
    page.reload()
    # The code waits to be used: nobody can say yet whose it is.
    assert not page.button.isEnabled()
