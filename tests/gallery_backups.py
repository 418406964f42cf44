"""Scenes of backups: the list with the current one, a failed check, and restoring outside."""

import os
import shutil
from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from officer_app.core.backup.checking import UnsoundBackup
from officer_app.core.backup.manifest import Why
from officer_app.core.backup.places import own_place
from officer_app.core.errors import DamagedDatabase
from officer_app.i18n import _
from officer_app.overview.backups import back_up
from officer_app.overview.bringing_back import Restored, restorable
from officer_app.ui.backups.page import BackupsPage
from officer_app.ui.backups.restoring import RestoreView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.trouble import TroubleView
from tests.gallery import Scene, Stage
from tests.gallery_office import morning, page, sample_office, sample_window

ADMINISTRATOR = "郑予"


def _own_home(stage: Stage) -> None:
    """No backup of whoever looks at the pictures is touched."""
    os.environ["OFFICER_APP_HOME"] = str(stage.folder / "home")


def _made(stage: Stage) -> Path:
    """Backups of the sample office; the file they are of."""
    _own_home(stage)
    database = sample_office(stage.folder).database
    assert database.path is not None
    shutil.rmtree(own_place(), ignore_errors=True)
    for days, why in ((40, Why.MIGRATION), (9, Why.DAILY), (2, Why.EXIT), (1, Why.CHANGE), (0, Why.DAILY)):
        back_up(database, why, morning() - timedelta(days=days, hours=2))
    return database.path


def _page(stage: Stage, *, chosen: int = 0) -> MainWindow:
    _made(stage)
    window = sample_window(stage, ADMINISTRATOR)
    window.go("backups")
    page(window, BackupsPage).table.set_current(chosen)
    return window


def _none(stage: Stage) -> QWidget:
    _own_home(stage)
    shutil.rmtree(own_place(), ignore_errors=True)
    window = sample_window(stage, ADMINISTRATOR)
    window.go("backups")
    return window


def _restore(stage: Stage, *, refused: bool = False, done: bool = False) -> QWidget:
    path = _made(stage)
    rows = restorable(path)
    view = RestoreView(_("The data stay on this machine, encrypted"), "office.db", rows)
    view.table.set_current(2)
    if refused:
        view.failed(UnsoundBackup(when="2026-09-15 07:00", reason="该文件与写入时不一致"))
    row = rows[2]
    if done and row.manifest is not None:
        view.done(Restored(row.manifest, Path("office-set-aside-20260917-091500.db"), 37))
    return view


def _damaged(_stage: Stage) -> QWidget:
    view = TroubleView(
        _("The data stay on this machine"),
        "office.db",
        DamagedDatabase(place="office.db", reason=_("its end is missing")),
    )
    view.offer_restore(first=True)
    return view


SCENES: dict[str, Scene] = {
    "backups": _page,
    "backups-older": lambda stage: _page(stage, chosen=2),
    "backups-none": _none,
    "restore": _restore,
    "restore-refused": lambda stage: _restore(stage, refused=True),
    "restore-done": lambda stage: _restore(stage, done=True),
    "trouble-damaged": _damaged,
}
