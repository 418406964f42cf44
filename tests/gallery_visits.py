"""Scenes of today, visits, the visit editor, reports and papers, on the sample office."""

from PySide6.QtWidgets import QWidget

from officer_app.ui.reports.page import ReportsView
from officer_app.ui.visits.list import VisitsView
from tests.gallery import Scene, Stage
from tests.gallery_office import nobody_yet, page, sample_window

LIAISON = "王敏"
SUPERVISOR = "李国强"


def _today(stage: Stage) -> QWidget:
    return sample_window(stage, LIAISON)


def _today_all(stage: Stage) -> QWidget:
    return sample_window(stage, SUPERVISOR)


def _visits(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    window.go("visits")
    return window


def _no_visits(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    window.go("visits")
    view = page(window, VisitsView)
    view.search.setText("无此内容")
    view.reload()
    return window


def _reports(stage: Stage) -> QWidget:
    window = sample_window(stage, SUPERVISOR)
    window.go("reports")
    return window


def _report(stage: Stage) -> QWidget:
    window = sample_window(stage, SUPERVISOR)
    window.resize(1440, 900)
    window.show()
    window.go("reports")
    page(window, ReportsView).make()
    return window


def _record(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    window.resize(1440, 900)
    window.show()
    window.go("visits")
    page(window, VisitsView).print_record()
    return window


SCENES: dict[str, Scene] = {
    "today": _today,
    "today-everybody": _today_all,
    "today-empty": nobody_yet("today"),
    "visits": _visits,
    "visits-filtered-away": _no_visits,
    "visits-empty": nobody_yet("visits"),
    "reports": _reports,
    "report": _report,
    "paper": _record,
}
