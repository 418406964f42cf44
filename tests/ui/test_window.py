"""The window as a person meets it: first start, login, lock, pages, keys, errors."""

import logging
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from officer_app.core.errors import AppError, Conflict, Invalid, SignInFailed
from officer_app.ui.form import Form
from officer_app.ui.login import LoginView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import Notices
from officer_app.ui.page import Account, Desk, Key, Page, PageView
from officer_app.ui.shortcuts import ShortcutsView
from officer_app.ui.theme.metrics import dp
from officer_app.ui.welcome import NewOffice, WelcomeView
from officer_app.ui.widgets import Entry, Prose, PushButton, clear
from tests.ui.conftest import shown

WANG = Account("王敏", "联络员", frozenset({"visit_log"}))
LI = Account("李国强", "主管", frozenset({"visit_log", "assign"}))


@dataclass
class Log:
    built: list[str] = field(default_factory=list)
    reloaded: list[str] = field(default_factory=list)


class NotePage(PageView):
    reload_on = frozenset({"thing"})

    def __init__(self, desk: Desk, name: str, log: Log) -> None:
        super().__init__(desk)
        self._name, self._log = name, log
        log.built.append(name)
        self.note = Prose("笔记")
        self.main.addWidget(self.note)

    def reload(self) -> None:
        self._log.reloaded.append(self._name)


def pages(log: Log) -> Sequence[Page]:
    return (
        Page("today", "Today", "sun", lambda desk: NotePage(desk, "today", log), keys=(Key("V", "Log a visit"),)),
        Page("network", "Network", "network", lambda desk: NotePage(desk, "network", log), permission="assign"),
        Page("visits", "Visits", "map-pin", lambda desk: NotePage(desk, "visits", log), permission="visit_log"),
    )


@pytest.fixture
def log() -> Log:
    return Log()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk, log: Log) -> MainWindow:
    made = MainWindow(pages(log), desk)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


def test_only_pages_the_role_may_use_are_shown_and_built_when_opened(window: MainWindow, log: Log) -> None:
    window.sign_in(WANG)
    assert [page.key for page in window.listed()] == ["today", "visits"]
    assert log.built == ["today"]
    window.go("network")
    assert window.current_key() == "today"
    window.sign_in(LI)
    assert [page.key for page in window.listed()] == ["today", "network", "visits"]


def test_ctrl_and_a_digit_jump_and_ctrl_k_searches(window: MainWindow, qtbot: QtBot) -> None:
    window.sign_in(LI)
    qtbot.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.current_key() == "visits"
    qtbot.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    assert window.top.search.hasFocus()


def test_a_question_mark_lists_the_keys_but_not_while_typing(window: MainWindow, qtbot: QtBot) -> None:
    window.sign_in(WANG)
    page = window.current_page()
    assert isinstance(page, NotePage)
    page.note.setFocus()
    qtbot.keyClicks(page.note, "?")
    assert page.note.toPlainText() == "?"
    window.setFocus()
    qtbot.keyClick(window, "?")
    assert isinstance(window.current_page(), ShortcutsView)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.current_page() is page


def test_a_changed_entity_reloads_the_page_in_view_now_and_the_others_when_opened(
    window: MainWindow, log: Log, desk: Desk
) -> None:
    window.sign_in(LI)
    window.go("visits")
    window.go("today")
    log.reloaded.clear()
    desk.jobs.perform(lambda _actor: None)
    assert log.reloaded == ["today"]
    window.go("visits")
    window.go("today")
    assert log.reloaded == ["today", "visits"]


def test_after_a_lock_the_same_person_finds_what_was_typed_and_another_does_not(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.sign_in(WANG)
    page = window.current_page()
    assert isinstance(page, NotePage)
    page.note.setPlainText("没有写完")
    asked: list[bool] = []
    window.lock_wanted.connect(lambda: asked.append(True))
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True]
    window.show_outside(LoginView("本机", "", locked_for="王敏"))
    assert not page.isVisible()
    assert window.current_page() is None
    # Keys of the frame sleep behind the login.
    qtbot.keyClick(window, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert asked == [True]
    window.sign_in(WANG)
    assert page.isVisible()
    assert page.note.toPlainText() == "没有写完"
    window.sign_in(LI)
    again = window.current_page()
    assert isinstance(again, NotePage)
    assert again.note.toPlainText() == ""


def test_after_a_lock_one_types_on_where_one_was(window: MainWindow, qtbot: QtBot) -> None:
    window.sign_in(WANG)
    page = window.current_page()
    assert isinstance(page, NotePage)
    page.note.setFocus()
    window.show_outside(LoginView("", ""))
    window.sign_in(WANG)
    qtbot.keyClicks(window.focusWidget(), "and more")
    assert page.note.toPlainText() == "and more"


def test_undo_says_what_it_takes_back_or_why_it_cannot(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.sign_in(WANG)
    assert not window.top.undo.isEnabled()
    assert window.top.undo.toolTip()
    undone: list[str] = []
    desk.undo.offer("改期", lambda: undone.append("改期"))
    assert "改期" in window.top.undo.toolTip()
    window.setFocus()
    qtbot.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert undone == ["改期"]
    assert not window.top.undo.isEnabled()


def test_long_work_is_seen_in_the_status_bar_and_goes_away(window: MainWindow, desk: Desk) -> None:
    window.sign_in(WANG)
    titles: list[str] = []
    desk.jobs.progressed.connect(lambda job, _done, _total: titles.append(job.title))
    desk.jobs.long("正在导出", lambda progress: progress(1, 2))
    assert titles == ["正在导出"]
    assert not window.status._job_bar.isVisible()


def test_size_and_place_come_back_on_a_screen_that_is_there(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.move(90_000, 90_000)
    window.close()
    again = MainWindow((), desk)
    qtbot.addWidget(again)
    again.keep_place(desk.settings)
    assert again.screen().availableGeometry().intersects(again.frameGeometry())


def test_the_first_window_is_no_larger_than_the_screen(desk: Desk, qtbot: QtBot) -> None:
    first = MainWindow((), desk)
    qtbot.addWidget(first)
    first.keep_place(desk.settings)
    room = first.screen().availableSize()
    assert (first.width(), first.height()) == (min(1440, room.width()), min(900, room.height()))


def test_a_notice_stands_clear_of_what_is_below_it(window: MainWindow) -> None:
    window.sign_in(LI)
    page = window.current_page()
    assert page is not None
    page.error_bar.say("已保存")
    QApplication.processEvents()
    bar = page.error_bar.geometry()
    tops = [page.main.itemAt(n).geometry().top() for n in range(page.main.count())]
    assert min(top for top in tops if top > bar.top()) - bar.bottom() > dp(8)


def test_what_others_changed_is_seen_on_coming_back_later_or_with_f5(
    window: MainWindow, log: Log, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [1000.0]
    monkeypatch.setattr("officer_app.ui.main_window.monotonic", lambda: now[0])
    window.sign_in(LI)
    window.go("visits")
    window.go("today")
    assert log.reloaded == ["today", "visits"]
    now[0] += 60
    window.go("visits")
    assert log.reloaded == ["today", "visits", "visits"]
    qtbot.keyClick(window, Qt.Key.Key_F5)
    assert log.reloaded[2:] == ["visits", "visits"]


def test_good_news_is_not_told_again_on_coming_back(window: MainWindow) -> None:
    window.sign_in(LI)
    page = window.current_page()
    assert page is not None
    for kind, left in (("ok", ""), ("warn", "已保存")):
        page.error_bar.say("已保存", kind=kind)
        window.go("visits")
        window.go("today")
        assert page.error_bar.message() == left


def test_every_control_in_the_window_has_a_name(window: MainWindow) -> None:
    window.sign_in(LI)
    kinds = (QAbstractButton, QLineEdit, QComboBox, QPlainTextEdit)
    nameless = [w for kind in kinds for w in window.findChildren(kind) if not w.accessibleName()]
    assert nameless == []


def test_login_sends_name_and_password_once_and_keeps_the_name_after_a_refusal(qtbot: QtBot) -> None:
    view = LoginView("本机", "", [("王敏", "联络员")])
    shown(qtbot, view)
    view.setFocus()
    sent: list[tuple[str, str]] = []
    view.sign_in_wanted.connect(lambda name, password: sent.append((name, password)))
    password = view.focusWidget()
    assert isinstance(password, QLineEdit)
    qtbot.keyClick(password, Qt.Key.Key_Return)
    assert sent == []
    qtbot.keyClicks(password, "secret")
    qtbot.keyClick(password, Qt.Key.Key_Return)
    qtbot.keyClick(password, Qt.Key.Key_Return)
    assert sent == [("王敏", "secret")]
    view.failed(SignInFailed())
    qtbot.keyClicks(password, "again")
    qtbot.keyClick(password, Qt.Key.Key_Return)
    assert sent[1:] == [("王敏", "again")]


def test_login_warns_of_caps_lock(qtbot: QtBot) -> None:
    view = LoginView("本机", "", [("王敏", "联络员")])
    shown(qtbot, view)
    view.setFocus()
    password = view.focusWidget()
    assert password is not None
    qtbot.keyClick(password, "A")
    assert view._caps.isVisible()
    qtbot.keyClick(password, "a")
    assert not view._caps.isVisible()


def test_the_wizard_asks_for_everything_and_keeps_what_was_typed(qtbot: QtBot) -> None:
    view = WelcomeView("本机")
    shown(qtbot, view)
    wanted: list[NewOffice] = []
    view.office_wanted.connect(wanted.append)
    view._create.click()
    view._finish.click()
    assert view.form.error_of("office")
    assert view._office.hasFocus()
    view._office.setText("宝山区人力资源和社会保障局")
    view._administrator.setText("何静")
    view._password.setText("一个很长的密码")
    view._again.setText("另一个")
    view._finish.click()
    assert view.form.error_of("again")
    assert wanted == []
    view._again.setText("一个很长的密码")
    view._finish.click()
    assert [office.administrator for office in wanted] == ["何静"]
    assert "密码" not in repr(wanted[0])
    view.failed(Invalid(field="password"))
    assert view.form.error_of("password")
    assert view._office.text() == "宝山区人力资源和社会保障局"


def test_a_form_shows_each_error_beside_its_field_and_focuses_the_first(qtbot: QtBot) -> None:
    form, name, day = Form(), Entry("名称"), Entry("日期")
    form.add("name", "名称", name)
    form.add("day", "日期", day)
    shown(qtbot, form)
    name.setText("写了一半")
    other = Conflict()
    errors: list[AppError] = [Invalid("错一", field="day"), Invalid("错二", field="name"), other]
    assert form.show_errors(errors) == [other]
    assert day.hasFocus()
    assert "错一" in form.error_of("day")
    assert "错二" in form.error_of("name")
    assert name.text() == "写了一半"
    form.clear_errors()
    assert form.error_of("day") == ""


def test_errors_go_to_the_field_else_to_the_bar_of_the_page(window: MainWindow, desk: Desk) -> None:
    window.sign_in(WANG)
    page = window.current_page()
    assert page is not None
    form, line = Form(), Entry("名称")
    form.add("name", "名称", line)
    page.main.addWidget(form)
    desk.notices.show_error(Invalid("不对", field="name"), line)
    assert form.error_of("name")
    assert page.error_bar.message() == ""
    desk.notices.show_error(Conflict(), line)
    assert page.error_bar.message()


def test_an_unexpected_error_is_shown_once_and_logged_without_its_values(
    window: MainWindow, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    window.sign_in(WANG)

    def bug(_actor: str) -> None:
        raise KeyError("310113199001011234")

    page = window.current_page()
    assert page is not None
    with caplog.at_level(logging.DEBUG):
        desk.jobs.perform(bug)
    assert "KeyError" in page.error_bar.message()
    page.error_bar.clear()
    desk.jobs.perform(bug)
    assert page.error_bar.message() == ""
    assert "KeyError" in caplog.text
    assert "310113" not in caplog.text


def test_outside_a_page_an_error_becomes_a_dialog(qtbot: QtBot) -> None:
    from officer_app.ui.notices import Notice

    owner = QWidget()
    qtbot.addWidget(owner)
    Notices(owner).show_error(Conflict())
    dialogs = owner.findChildren(Notice)
    assert [dialog.isVisible() for dialog in dialogs] == [True]
    dialogs[0].accept()


def test_enter_never_presses_a_deliberate_button(qtbot: QtBot) -> None:
    approve = PushButton("通过", kind="primary", deliberate=True)
    shown(qtbot, approve)
    pressed: list[bool] = []
    approve.clicked.connect(lambda: pressed.append(True))
    approve.setFocus()
    qtbot.keyClick(approve, Qt.Key.Key_Return)
    qtbot.keyClick(approve, Qt.Key.Key_Enter)
    assert pressed == []
    qtbot.mouseClick(approve, Qt.MouseButton.LeftButton)
    assert pressed == [True]


def test_starting_the_window_pays_for_no_heavy_library() -> None:
    heavy = "{'sqlalchemy', 'reportlab', 'pypinyin', 'alembic', 'xlsxwriter', 'python_calamine'}"
    code = f"import sys, officer_app.ui.app; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_what_is_taken_out_of_a_layout_is_deleted_with_its_place_in_it(qtbot: QtBot) -> None:
    holder = QWidget()
    qtbot.addWidget(holder)
    column = QVBoxLayout(holder)
    column.addWidget(QLabel("甲"))
    column.addSpacing(8)
    column.addStretch(1)
    inner = QVBoxLayout()
    inner.addWidget(QLabel("乙"))
    column.addLayout(inner)
    items = [column.itemAt(place) for place in range(3)] + [inner.itemAt(0)]
    labels = holder.findChildren(QLabel)
    clear(column)
    holder.show()
    QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
    assert column.count() == 0
    assert not any(map(isValid, [*items, *labels, inner]))
