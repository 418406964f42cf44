"""The sample office for scenes that show real pages: made once a run, then opened for each scene."""

from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import sqlalchemy as sa
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QWidget

from officer_app.core.database import Database
from officer_app.core.keyfile import beside
from officer_app.core.work import NOBODY, OFFICE_ZONE, Actor, Office
from officer_app.office import unlock
from officer_app.people.access import GRANTS, AccessTable, Role
from officer_app.people.model import Account as Person
from officer_app.people.model import FormDraft
from officer_app.people.service import sign_in
from officer_app.sample.build import TODAY, build, write_directory
from officer_app.sample.people import PASSWORD, PEOPLE
from officer_app.ui.finder import find
from officer_app.ui.jobs import ImmediateJobs
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import Notices
from officer_app.ui.page import Account, Desk, PageView
from officer_app.ui.pages import PAGES
from tests.gallery import Scene, Stage, show_foot

View = TypeVar("View", bound=PageView)
_ALONE = "王敏"
_offices: dict[Path, Office] = {}


def morning() -> datetime:
    """Nine o'clock of the sample day."""
    return datetime(TODAY.year, TODAY.month, TODAY.day, 9, tzinfo=OFFICE_ZONE)


def sample_office(folder: Path) -> Office:
    """The sample office in this folder, made if it is not there."""
    if folder not in _offices:
        file = folder / "sample.db"
        if not file.exists():
            unfinished = folder / "sample-unfinished.db"
            unfinished.unlink(missing_ok=True)
            write_directory(folder / "directory.xlsx")
            build(str(unfinished), folder / "directory.xlsx").office.close()
            beside(unfinished).rename(beside(file))
            unfinished.rename(file)
        _offices[folder] = opened(file)
    return _offices[folder]


def opened(file: Path) -> Office:
    """A copy of the sample office as nobody's yet."""
    return unlock(str(file), PEOPLE[0][0], PASSWORD, clock=morning)[0]


def window_of(office: Office, settings: Path, name: str, password: str = PASSWORD) -> MainWindow:
    """The whole window with somebody of the office signed in."""
    actor = office.perform(sign_in, NOBODY, name, password).value
    kept = QSettings(str(settings), QSettings.Format.IniFormat)
    desk = Desk(ImmediateJobs(office, actor), Notices(), kept, lambda: TODAY)
    holder: list[MainWindow] = []
    window = MainWindow(PAGES, desk, lambda text, deliver: find(holder[0], text, deliver))
    holder.append(window)
    show_foot(window)
    role = Role(actor.role)
    permissions = frozenset(str(permission) for permission in GRANTS[role])
    window.sign_in(Account(actor.name, role.label, permissions, ""))
    return window


def sample_window(stage: Stage, name: str) -> MainWindow:
    """The sample office with this person signed in, and nothing typed before in any form."""
    with sample_office(stage.folder).database.transaction(writes=True) as connection:
        connection.execute(sa.delete(FormDraft))
    return window_of(sample_office(stage.folder), stage.folder / "sample.ini", name)


def page(window: MainWindow, kind: type[View]) -> View:
    """The page in view, as what it is."""
    found = window.current_page()
    assert isinstance(found, kind)
    return found


def nobody_yet(key: str) -> Scene:
    """A page of an office in which nothing has happened."""

    def scene(stage: Stage) -> QWidget:
        file = stage.folder / "empty.db"
        database = Database(str(file))
        if not file.exists():
            database.prepare()
            with database.transaction(writes=True) as connection:
                connection.execute(
                    sa.insert(Person).values(
                        id=1, name=_ALONE, role=Role.LIAISON, password_hash="!", active=True, version=1,
                        created_at=datetime(2026, 9, 1, tzinfo=UTC),
                    )
                )  # fmt: skip
        office = Office(database, AccessTable(), lambda: datetime(2026, 9, 17, 1, tzinfo=UTC))
        desk = stage.desk(office, Actor(1, _ALONE, Role.LIAISON))
        granted = frozenset({"visit_read", "visit_log", "demand_read", "demand_handle", "report", "assignment_read"})
        window = stage.window(desk, PAGES, Account(_ALONE, Role.LIAISON.label, granted, ""))
        window.go(key)
        return window

    return scene
