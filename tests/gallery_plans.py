"""Scenes of planning: Today with plans and gaps, the sheet that plans, a week's route, the cadence by category."""

from PySide6.QtWidgets import QWidget

from officer_app.ui.administration.page import SETTINGS, AdministrationPage
from officer_app.ui.schedule import ScheduleSheet
from officer_app.ui.today import TodayView
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

OFFICER = "王敏"
BOSS = "李国强"
ADMINISTRATOR = "郑予"


def _today(name: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, name)
        window.go("today")
        return window

    return scene


def _sheet(*, planned: bool) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, OFFICER)
        window.go("today")
        page = window.current_page()
        assert isinstance(page, TodayView)
        tasks = (page.table.rows_model.row(n) for n in range(page.table.rows_model.rowCount()))
        abouts = [about for task in tasks if (about := getattr(task, "about", None)) is not None]
        about = next(about for about in abouts if (about.plan_id is not None) is planned)
        sheet = ScheduleSheet(page.desk, page, about)
        if planned:
            sheet.call_off()
        sheet.setFixedSize(sheet.sizeHint())
        return sheet

    return scene


def _cadence(stage: Stage) -> QWidget:
    window = sample_window(stage, ADMINISTRATOR)
    window.go("administration", SETTINGS)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    rows = [page.settings.rows_model.row(n) for n in range(page.settings.rows_model.rowCount())]
    page.settings.set_current(next(n for n, row in enumerate(rows) if getattr(row, "key", "") == "visit.cadence"))
    return window


SCENES: dict[str, Scene] = {
    "plans-today": _today(OFFICER),
    "plans-today-everybody": _today(BOSS),
    "plans-sheet": _sheet(planned=False),
    "plans-sheet-refused": _sheet(planned=True),
    "plans-cadence": _cadence,
}
