"""S15: a machine left alone, or sent to sleep, with somebody signed in, a form half typed and a dialog open."""

import contextlib
import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Final
from weakref import ref

from PySide6.QtCore import QEvent, QSettings, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit, QWidget

from officer_app.core.work import Actor
from officer_app.office import found_at
from officer_app.people.access import Role
from officer_app.ui import theme
from officer_app.ui.app import Program
from officer_app.ui.enterprise.form import EnterpriseFormPage
from officer_app.ui.login import LoginView
from officer_app.ui.watching import Watch
from officer_app.ui.welcome import NewOffice
from tests.factories import hired
from tests.faults.catalogue import Outcome, fault
from tests.faults.offices import new_profile

PASSWORD: Final = "一句容易记的话语 2026"
CLERK: Final = "何静"
TYPED: Final = "上海澜启生物科技有限公司 310113199003070417"
_PATIENCE: Final = 30.0


@dataclass
class Clocks:
    """The clock that sleeps with the machine and the one that does not; a test moves them."""

    awake: float = 1_000.0
    asleep: float = 1_000.0

    def pass_(self, seconds: float) -> None:
        self.awake += seconds
        self.asleep += seconds


@dataclass
class Left:
    """The program as somebody left it."""

    program: Program
    clocks: Clocks
    path: Path
    seconds: list[float] = field(default_factory=list)


def until(condition: Callable[[], object], what: str) -> None:
    """Let the window live until then."""
    end = monotonic() + _PATIENCE
    while not condition():
        assert monotonic() < end, what
        QApplication.processEvents()
        sleep(0.002)


@contextmanager
def at_work(folder: Path) -> Iterator[Left]:
    """Office staff at work in an encrypted office of their own."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QApplication.instance() or QApplication(["faults"])
    assert isinstance(application, QApplication)
    if not application.property("styled"):
        theme.start(application, "light")
        application.setProperty("styled", True)
    new_profile(folder)
    path = folder / "office.db"
    office, chief = found_at(str(path), NewOffice("上海市宝山区人力资源和社会保障局", "郑予", PASSWORD))
    hired(office, Actor(chief.id, chief.name, Role.ADMINISTRATOR), CLERK, Role.STAFF, PASSWORD)
    office.close()
    clocks = Clocks()
    program = Program(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    program.sessions.watch = watch = Watch(awake=lambda: clocks.awake, asleep=lambda: clocks.asleep)
    watch.lock_wanted.connect(program.sessions.lock)
    left = Left(program, clocks, path)
    try:
        program.start(str(path))
        program.window.activateWindow()
        sign_in(left)
        yield left
    finally:
        program.close()
        program.window.close()
        program.window.deleteLater()
        QApplication.sendPostedEvents(None, int(QEvent.Type.DeferredDelete))
        gc.unfreeze()


def sign_in(left: Left) -> None:
    """Type the password of the office staff."""
    view = left.program.view
    assert isinstance(view, LoginView)
    if view._name.isVisible() and not view._name.isReadOnly():
        view._name.setText(CLERK)
    view._password.setText(PASSWORD)
    view._button.click()
    until(lambda: left.program.window.current_page() is not None, "nobody came in")


def half_typed(left: Left) -> QLineEdit:
    """A form in which something was typed a moment ago."""
    left.program.window.go("edit-enterprise")
    page = left.program.window.current_page()
    assert isinstance(page, EnterpriseFormPage)
    line = page.name
    until(lambda: not left.program.jobs.busy(), "the form was not filled")
    line.setText(TYPED)
    return line


def is_open(path: Path) -> bool:
    """Whether this process still holds the database's file, or its log."""
    held = []
    for handle in list(Path("/proc/self/fd").iterdir()):
        with contextlib.suppress(OSError):
            held.append(str(handle.readlink()))
    return any(place.startswith(str(path)) for place in held)


def lies_open(folder: Path, text: str) -> bool:
    """Whether a text can be read in any file of a folder."""
    return any(text.encode() in file.read_bytes() for file in folder.rglob("*") if file.is_file())


def leave(left: Left, way: str) -> None:
    """Nobody touches the machine for ten minutes, or its lid is closed for an hour."""
    if way == "idle":
        for _minute in range(119):
            left.clocks.pass_(5)
            left.program.sessions.watch.look()
        assert left.program.window.current_page() is not None, "locked before its time"
        left.clocks.pass_(10)
        left.program.sessions.watch.look()
    elif way == "sleep":
        left.clocks.asleep += 3_600
        # Whoever opens the lid presses a key: it must reach no page.
        QTest.keyClick(left.program.window, Qt.Key.Key_A)
    else:
        left.clocks.pass_(3_600)
        left.program.sessions.watch.look()


def strike(left: Left, way: str) -> None:
    """One round: half a form, a dialog, nobody there; then the same person comes back."""
    window = left.program.window
    line = half_typed(left)
    dialog = QDialog(window)
    dialog.show()
    QApplication.clipboard().setText(TYPED)
    office = left.program.office
    assert office is not None
    database = ref(office.database)
    del office
    assert is_open(left.path)
    began = monotonic()
    leave(left, way)
    assert window.current_page() is None, f"{way}: the page is still in view"
    assert not dialog.isVisible(), f"{way}: a dialog is still in view"
    until(lambda: left.program.office is None, f"{way}: the office stays open")
    left.seconds.append(monotonic() - began)
    assert not is_open(left.path), f"{way}: the file is still open"
    gc.collect()
    kept = database()
    assert kept is None or kept.key is None, f"{way}: the key is still in memory"
    del kept
    assert QApplication.clipboard().text() == "", f"{way}: the clipboard was kept"
    assert not lies_open(left.path.parent, TYPED.split()[1]), f"{way}: what was typed lies open on the disk"
    sign_in(left)
    page = window.current_page()
    assert isinstance(page, QWidget)
    assert page.isVisible()
    assert (window.current_key(), line.text()) == ("edit-enterprise", TYPED), f"{way}: what was typed is gone"


@fault(
    "S15",
    "nobody there for ten minutes, a sleep, a hibernation: locked, key dropped, draft kept encrypted, dialogs closed",
    quick=3,
    full=60,
)
def left_alone(rounds: int, folder: Path) -> Outcome:
    with at_work(folder) as left:
        for number in range(rounds):
            strike(left, ("idle", "sleep", "hibernation")[number % 3])
        after = restarted(left, folder)
    slowest = max(left.seconds)
    return Outcome(
        rounds, rounds, f"closed within {slowest:.2f} s at the slowest; {after}; nothing typed readable on the disk"
    )


def restarted(left: Left, folder: Path) -> str:
    """What was typed comes back as well when the machine was switched off while it was locked."""
    half_typed(left)
    left.program.sessions.lock()
    until(lambda: left.program.office is None, "the office stays open")
    again = Program(QSettings(str(folder / "window.ini"), QSettings.Format.IniFormat))
    other = Left(again, left.clocks, left.path)
    try:
        again.start(str(left.path))
        sign_in(other)
        again.window.go("edit-enterprise")
        page = again.window.current_page()
        assert isinstance(page, EnterpriseFormPage)
        until(lambda: page.name.text() == TYPED, "the draft did not come back after a restart")
    finally:
        again.close()
        again.window.close()
        again.window.deleteLater()
    return "the draft comes back after a restart"
