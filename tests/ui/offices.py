"""A real office behind a page: SQLite, jobs that run at once, somebody signed in."""

import random
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from PySide6.QtCore import QSettings
from pytestqt.qtbot import QtBot

from officer_app.core.database import Database
from officer_app.core.work import Actor
from officer_app.directory.lists.browsing import list_subdistricts
from officer_app.directory.service import EnterpriseDraft, load_subdistricts, save_enterprise
from officer_app.people.access import GRANTS, Role
from officer_app.people.holidays import load_shipped_holidays
from officer_app.sample.enterprises import uscc
from officer_app.ui.jobs import ImmediateJobs
from officer_app.ui.main_window import MainWindow
from officer_app.ui.notices import Notices
from officer_app.ui.page import Account, Desk
from officer_app.ui.pages import PAGES
from tests.factories import Bureau, bureau


@dataclass
class Behind:
    """The office behind the window under test."""

    bureau: Bureau
    folder: Path
    qtbot: QtBot
    draw: random.Random

    def code(self) -> str:
        """A valid credit code."""
        return uscc(self.draw)

    def enterprise(self, name: str, town: str = "顾村镇") -> int:
        """Another enterprise."""
        clerk = self.bureau.person(Role.STAFF)
        towns = self.bureau.office.read(list_subdistricts, clerk)
        place = next(known.id for known in towns if known.name == town)
        draft = EnterpriseDraft(str(uuid4()), name, self.code(), subdistrict_id=place)
        return self.bureau.office.perform(save_enterprise, clerk, draft).value

    def window(self, actor: Actor) -> MainWindow:
        """The window with this person signed in, in view."""
        settings = QSettings(str(self.folder / "window.ini"), QSettings.Format.IniFormat)
        jobs = ImmediateJobs(self.bureau.office, actor)
        desk = Desk(jobs, Notices(), settings, lambda: self.bureau.clock.now.date())
        window = MainWindow(PAGES, desk)
        self.qtbot.addWidget(window)
        role = Role(actor.role)
        window.resize(1440, 900)
        window.show()
        window.sign_in(Account(actor.name, role.label, frozenset(str(p) for p in GRANTS[role])))
        self.qtbot.waitExposed(window)
        # Keys of a page work in the window in front only.
        window.activateWindow()
        self.qtbot.waitUntil(window.isActiveWindow)
        return window


def office_behind(url: str, folder: Path, qtbot: QtBot) -> Behind:
    """An office with its sub-districts and holidays, without enterprises."""
    made = bureau(Database(url))
    administrator = made.person(Role.ADMINISTRATOR)
    made.office.perform(load_subdistricts, administrator)
    made.office.perform(load_shipped_holidays, administrator)
    return Behind(made, folder, qtbot, random.Random(1))
