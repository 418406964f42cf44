"""Scenes of the reports: papers of several kinds, the figures with their charts, the archive of what was issued."""

from datetime import date
from uuid import uuid4

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from officer_app.core.work import NOBODY
from officer_app.overview.archive import IssuedKind, PaperWish, issue_paper, issued_papers
from officer_app.people.service import sign_in
from officer_app.sample.build import TODAY
from officer_app.sample.people import PASSWORD
from officer_app.ui.reports.choosing import DAYS, QUARTER, RECORDS
from officer_app.ui.reports.page import ANSWERS, ARCHIVE, FIGURES, ReportsView
from tests.gallery import Scene, Stage
from tests.gallery_office import nobody_yet, page, sample_office, sample_window

BOSS = "李国强"


def _reports(stage: Stage) -> tuple[QWidget, ReportsView]:
    window = sample_window(stage, BOSS)
    window.go("reports")
    return window, page(window, ReportsView)


def _month(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.make()
    return window


def _quarter(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.chooser.kind.choose(QUARTER)
    shown.make()
    shown.paper.issuing.ask()
    return window


def _records(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.chooser.paper.set_value(RECORDS)
    shown.make()
    return window


def _overdue(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.chooser.paper.set_value(IssuedKind.OVERDUE_LIST.value)
    shown.make()
    return window


def _issued(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.make()
    shown.paper.issuing.issue()
    return window


def _figures(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.switch.choose(FIGURES)
    QTest.keyClick(shown.figures.charts[0], Qt.Key.Key_Right)
    return window


def _figures_below(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.chooser.kind.choose(QUARTER)
    shown.chooser.quarter.setCurrentIndex(0)
    shown.switch.choose(FIGURES)
    window.resize(1440, 1500)
    return window


def _figures_of_nothing(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.switch.choose(FIGURES)
    shown.chooser.kind.choose(DAYS)
    shown.chooser.first.set_value(date(2019, 5, 1))
    shown.chooser.last.set_value(date(2019, 5, 2))
    return window


def _answers(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.switch.choose(ANSWERS)
    return window


def _archive(stage: Stage) -> QWidget:
    office = sample_office(stage.folder)
    boss = office.perform(sign_in, NOBODY, BOSS, PASSWORD).value
    if len(office.read(issued_papers, boss)) < 4:
        august = PaperWish(IssuedKind.VISIT_REPORT, date(2026, 8, 1), date(2026, 8, 31))
        ledger = PaperWish(IssuedKind.DEMAND_LEDGER, date(2026, 8, 1), date(2026, 8, 31))
        for wish in (august, ledger, august, PaperWish(IssuedKind.OVERDUE_LIST, TODAY, TODAY)):
            office.perform(issue_paper, boss, wish, str(uuid4()))
    window, shown = _reports(stage)
    shown.switch.choose(ARCHIVE)
    return window


def _archive_empty(stage: Stage) -> QWidget:
    window = nobody_yet("reports")(stage)
    page(window, ReportsView).switch.choose(ARCHIVE)  # type: ignore[arg-type] # a scene gives a window
    return window


SCENES: dict[str, Scene] = {
    "reports-month": _month,
    "reports-quarter": _quarter,
    "reports-records": _records,
    "reports-overdue": _overdue,
    "reports-issued": _issued,
    "reports-figures": _figures,
    "reports-figures-quarter": _figures_below,
    "reports-figures-nothing": _figures_of_nothing,
    "reports-answers": _answers,
    "reports-archive": _archive,
    "reports-archive-empty": _archive_empty,
}
