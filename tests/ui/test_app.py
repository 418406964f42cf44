"""The program from its start to a signed-in window, with a real office behind it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from officer_app.core.errors import NewerDatabase
from officer_app.office import found_at
from officer_app.ui import theme
from officer_app.ui.administration.keys import KeysPage
from officer_app.ui.app import Program
from officer_app.ui.choosing import ChoosingView
from officer_app.ui.daybreak import Daybreak
from officer_app.ui.known import KnownPeople, KnownPerson, kept_settings, kept_text_size
from officer_app.ui.login import LoginView
from officer_app.ui.recovery import RecoveryView
from officer_app.ui.theme import metrics
from officer_app.ui.trouble import TroubleView
from officer_app.ui.welcome import NewOffice, WelcomeView
from officer_app.ui.widgets import PushButton

PASSWORD = "a-long-password"
OFFICE = "上海市宝山区人力资源和社会保障局"


@pytest.fixture
def program(qapp: QApplication) -> Iterator[Program]:
    qapp.setApplicationName("officer-app")
    started = Program(kept_settings())
    yield started
    started.close()
    started.window.close()


def lines(view: object) -> list[QLineEdit]:
    assert isinstance(view, LoginView | WelcomeView)
    return [line for line in view.findChildren(QLineEdit) if line.isVisible() and not line.isReadOnly()]


def found_office(program: Program, qtbot: QtBot, file: Path) -> None:
    program.start(str(file))
    view = program.view
    assert isinstance(view, WelcomeView)
    view._show_form()
    for line, text in zip(lines(view), (OFFICE, "郑予", PASSWORD, PASSWORD), strict=True):
        line.setText(text)
    view._want_office()
    qtbot.waitUntil(lambda: program.window.current_page() is not None, timeout=20_000)


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An office that was founded before; tests take a copy of it."""
    path = tmp_path_factory.mktemp("founded") / "office.db"
    found_at(str(path), NewOffice(OFFICE, "郑予", PASSWORD))[0].close()
    return path


def at_work(program: Program, qtbot: QtBot, founded: Path, folder: Path) -> Path:
    """The administrator at work in a copy of the founded office."""
    for kept in (founded, founded.with_suffix(".keys")):
        shutil.copyfile(kept, folder / kept.name)
    program.start(str(folder / founded.name))
    lines(program.view)[0].setText("郑予")
    type_password(program, PASSWORD)
    qtbot.waitUntil(lambda: program.window.current_page() is not None, timeout=20_000)
    return folder / founded.name


def type_password(program: Program, password: str) -> None:
    view = program.view
    assert isinstance(view, LoginView)
    lines(view)[-1].setText(password)
    view.findChildren(PushButton)[0].click()


def test_the_first_view_needs_no_database_library(tmp_path: Path) -> None:
    code = """
import sys
from PySide6.QtWidgets import QApplication
from officer_app.ui import app, theme
application = QApplication([])
theme.start(application, "light")
program = app.Program(app.kept_settings())
heavy = ("sqlalchemy", "sqlcipher3", "psycopg", "alembic", "reportlab", "pypinyin", "xlsxwriter", "python_calamine")
program.starting.painted.connect(lambda: print([name for name in heavy if name in sys.modules]))
program.starting.opening.ready.connect(application.quit)
program.start(sys.argv[1])
application.exec()
program.close()
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "none.db")],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(Path(__file__).parents[2])},
        check=False,
    )
    assert done.stdout.strip() == "[]", done.stderr


def test_the_first_start_creates_an_office_with_its_reference_data(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "office" / "office.db"
    found_office(program, qtbot, file)
    assert file.exists()
    assert "administration" in [page.key for page in program.window.listed()]
    from officer_app.directory.lists.browsing import list_subdistricts
    from officer_app.people.holidays import holiday_years
    from officer_app.people.settings import settings_on

    assert program.office is not None
    actor = program.jobs.actor
    assert len(program.office.read(list_subdistricts, actor)) == 13
    assert program.office.read(holiday_years, actor)
    values = program.office.read(settings_on, actor, program.premises.today())
    assert next(value.value for value in values if value.key == "office.name") == OFFICE


def test_a_password_too_short_is_told_beside_its_field_and_nothing_is_founded(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    program.start(str(tmp_path / "office.db"))
    view = program.view
    assert isinstance(view, WelcomeView)
    view._show_form()
    for line, text in zip(lines(view), (OFFICE, "郑予", "short", "short"), strict=True):
        line.setText(text)
    view._want_office()
    qtbot.waitUntil(lambda: bool(view.form.error_of("password")), timeout=20_000)
    assert [line.text() for line in lines(view)] == [OFFICE, "郑予", "short", "short"]
    assert program.view is view


def test_signing_in_again_remembers_the_name_and_refuses_a_wrong_password(
    program: Program, qtbot: QtBot, tmp_path: Path, founded: Path
) -> None:
    at_work(program, qtbot, founded, tmp_path)
    program.sessions.sign_out()
    view = program.view
    assert isinstance(view, LoginView)
    assert view._typed_name() == "郑予"
    type_password(program, "wrong-password")
    qtbot.waitUntil(lambda: view._trouble.isVisible())
    assert view._password.hasSelectedText()
    type_password(program, PASSWORD)
    qtbot.waitUntil(lambda: program.window.current_page() is not None)


def test_after_a_lock_the_same_person_finds_everything_as_it_was(
    program: Program, qtbot: QtBot, tmp_path: Path, founded: Path
) -> None:
    at_work(program, qtbot, founded, tmp_path)
    program.window.go("administration")
    page = program.window.current_page()
    program.window.lock_wanted.emit()
    assert program.window.current_page() is None
    assert isinstance(program.view, LoginView)
    # The key is gone with the office; the password opens it anew.
    qtbot.waitUntil(lambda: program.office is None, timeout=20_000)
    type_password(program, PASSWORD)
    qtbot.waitUntil(lambda: program.window.current_page() is not None, timeout=20_000)
    assert program.window.current_page() is page


def test_the_recovery_paper_of_a_new_office_lets_its_administrator_in_again_with_a_code(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    found_office(program, qtbot, tmp_path / "office.db")
    keys = program.window.current_page()
    assert isinstance(keys, KeysPage)
    keys.make.click()
    qtbot.waitUntil(lambda: keys._sheets is not None, timeout=20_000)
    assert keys._sheets is not None
    halves = keys._sheets.halves
    # A second Enter must not let go of a key that nobody has printed.
    assert program.window.focusWidget() is keys.prints[0]
    keys.finished.click()
    assert keys._sheets is None
    program.window.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: program.office is None, timeout=20_000)
    login = program.view
    assert isinstance(login, LoginView)
    login._recovery.clicked.emit()
    view = program.view
    assert isinstance(view, RecoveryView)
    # In the wrong order, in small letters: each half knows which one it is.
    view.first.setPlainText(halves.second.lower())
    view.second.setPlainText(halves.first)
    view._go.click()
    qtbot.waitUntil(view.person.isVisible, timeout=20_000)
    view._let_in.click()
    qtbot.waitUntil(lambda: bool(view.code.text()), timeout=20_000)
    code = view.code.text()
    view._on.click()
    type_password(program, code)
    qtbot.waitUntil(lambda: isinstance(program.view, ChoosingView), timeout=20_000)
    choosing = program.view
    assert isinstance(choosing, ChoosingView)
    choosing.new.setText("再来一句容易记的话")
    choosing.again.setText("再来一句容易记的话")
    choosing._button.click()
    qtbot.waitUntil(lambda: bool(choosing.form.error_of("password")), timeout=20_000)
    choosing.new.setText("再来一句容易记的话语 7")
    choosing.again.setText("再来一句容易记的话语 7")
    choosing._button.click()
    qtbot.waitUntil(lambda: program.window.current_page() is not None, timeout=20_000)
    assert program.window.desk.account.name == "郑予"


def test_a_missing_key_file_is_told_from_a_wrong_password_and_a_copy_of_it_opens_the_office(
    program: Program, qtbot: QtBot, tmp_path: Path, founded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = at_work(program, qtbot, founded, tmp_path)
    program.window.sign_out_wanted.emit()
    qtbot.waitUntil(lambda: program.office is None, timeout=20_000)
    copy = file.with_suffix(".keys").rename(tmp_path / "of-a-backup.keys")
    type_password(program, PASSWORD)
    qtbot.waitUntil(lambda: isinstance(program.view, TroubleView), timeout=20_000)
    view = program.view
    assert isinstance(view, TroubleView)
    assert "office.keys" in view.error_bar.message()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_args: (str(copy), ""))
    view._keys.click()
    qtbot.waitUntil(lambda: isinstance(program.view, LoginView), timeout=20_000)
    type_password(program, PASSWORD)
    qtbot.waitUntil(lambda: program.window.current_page() is not None, timeout=20_000)


def test_a_program_that_was_closed_asks_its_office_nothing_at_midnight(
    program: Program, qtbot: QtBot, tmp_path: Path, founded: Path
) -> None:
    at_work(program, qtbot, founded, tmp_path)
    midnight = program.findChild(Daybreak)
    assert midnight is not None
    program.close()
    midnight.begin()
    assert not program.jobs.busy()


def test_a_file_that_is_no_database_is_told_with_ways_on_and_left_alone(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "office.db"
    file.write_bytes(b"not a database, but somebody's letter " * 200)
    before = file.read_bytes()
    program.start(str(file))
    qtbot.waitUntil(lambda: isinstance(program.view, TroubleView), timeout=20_000)
    view = program.view
    assert isinstance(view, TroubleView)
    assert "office.db" in view.error_bar.message()
    assert file.read_bytes() == before


def test_a_newer_database_is_refused_and_named(program: Program, qtbot: QtBot, sqlite_url: str) -> None:
    from officer_app.core.database import Database

    database = Database(sqlite_url)
    with database.transaction(writes=True) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    program.start(sqlite_url.removeprefix("sqlite:///"))
    assert isinstance(program.view, LoginView)
    lines(program.view)[0].setText("郑予")
    type_password(program, PASSWORD)
    qtbot.waitUntil(lambda: isinstance(program.view, TroubleView), timeout=20_000)
    view = program.view
    assert isinstance(view, TroubleView)
    assert "9999" in view.error_bar.message()


def test_a_password_typed_before_the_database_is_open_is_used_once_it_is(
    program: Program, qtbot: QtBot, tmp_path: Path, founded: Path
) -> None:
    file = at_work(program, qtbot, founded, tmp_path)
    again = Program(program.premises.settings)
    try:
        again.start(str(file))
        type_password(again, PASSWORD)
        assert again.office is None
        qtbot.waitUntil(lambda: again.window.current_page() is not None, timeout=20_000)
    finally:
        again.close()
        again.window.close()


def test_another_language_is_spoken_at_once_by_the_same_person(
    program: Program, qtbot: QtBot, tmp_path: Path, founded: Path
) -> None:
    at_work(program, qtbot, founded, tmp_path)
    program.window.go("administration")
    program.window.language_wanted.emit("en")
    assert program.window.current_key() == "administration"
    assert program.window.listed()[0].title == "Directory"
    assert program.premises.settings.value("look/language") == "en"


def test_a_text_size_is_taken_at_once_and_kept(program: Program, qtbot: QtBot, tmp_path: Path, founded: Path) -> None:
    at_work(program, qtbot, founded, tmp_path)
    program.window.go("administration")
    before = program.window.side.width()
    program.window.text_size_wanted.emit(metrics.LARGEST_POINTS)
    try:
        assert program.window.current_key() == "administration"
        assert program.window.side.width() > before
        assert kept_text_size(program.premises.settings) == metrics.LARGEST_POINTS
    finally:
        theme.set_text_size(metrics.TEXT_POINTS)
    program.premises.settings.setValue("look/text", "huge")
    assert kept_text_size(program.premises.settings) == metrics.TEXT_POINTS


def test_names_known_on_this_machine_belong_to_one_database_and_hold_no_password(tmp_path: Path) -> None:
    from datetime import UTC, datetime

    settings = kept_settings()
    url = "postgresql://clerk:secret@server/office"
    known = KnownPeople(settings, url)
    known.remember(KnownPerson("王敏", "Liaison officer"), datetime(2026, 9, 17, tzinfo=UTC))
    known.remember(KnownPerson("李国强", "Supervisor"), datetime(2026, 9, 18, tzinfo=UTC))
    settings.sync()
    assert [person.name for person in known.everybody()] == ["李国强", "王敏"]
    assert KnownPeople(settings, str(tmp_path / "other.db")).everybody() == []
    assert "secret" not in Path(settings.fileName()).read_text(encoding="utf-8")


def test_trouble_says_cause_and_next_step(qtbot: QtBot) -> None:
    view = TroubleView("", "office.db", NewerDatabase(found="0009", known="0001"))
    assert "0009" in view.error_bar.message()
    with qtbot.waitSignal(view.again_wanted):
        next(button for button in view.findChildren(PushButton) if button.text() == "重试").click()
