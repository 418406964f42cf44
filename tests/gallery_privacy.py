"""Scenes of personal data: the reading log, and numbers asked for with a purpose and shown for half a minute."""

from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QWidget

from officer_app.cases.service import reveal_id_number
from officer_app.core.work import NOBODY
from officer_app.overview.readings import Look
from officer_app.overview.taking_out import PeopleList, Profile
from officer_app.people.service import sign_in
from officer_app.quota.case_file import case_file
from officer_app.sample.people import PASSWORD
from officer_app.ui.cases.case import CaseView
from officer_app.ui.readings import ReadingsPage
from officer_app.ui.taking_out import TakingOutPage
from officer_app.ui.targets import CaseWanted
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_office, sample_window

BOSS = "李国强"
AUDITOR = "马思源"


def _log(stage: Stage, name: str = AUDITOR) -> QWidget:
    window = sample_window(stage, BOSS)
    office = sample_office(stage.folder)
    boss = office.perform(sign_in, NOBODY, BOSS, PASSWORD).value
    for case_id in (1, 2, 3, 5):
        office.read(case_file, boss, case_id)
    office.perform(reveal_id_number, boss, 3, "核对证件：补交的身份证复印件")
    office.perform(reveal_id_number, boss, 5, "办理落户手续")
    window = sample_window(stage, name)
    window.go("readings")
    page = window.current_page()
    assert isinstance(page, ReadingsPage)
    page.table.set_current(1)
    return window


def _nothing(stage: Stage) -> QWidget:
    window = sample_window(stage, AUDITOR)
    window.go("readings")
    page = window.current_page()
    assert isinstance(page, ReadingsPage)
    page.look.set_value(Look.REVEAL)
    page.number.setText("2026-1")
    page.look_up()
    return window


def _case(stage: Stage) -> CaseView:
    window = sample_window(stage, BOSS)
    window.go("case", CaseWanted(3))
    view = window.current_page()
    assert isinstance(view, CaseView)
    return view


def _asked(stage: Stage) -> QWidget:
    view = _case(stage)
    view.facts.identity.ask_purpose()
    return view.window()


def _shown(stage: Stage) -> QWidget:
    view = _case(stage)
    view.facts.identity.ask_purpose()
    view.facts.identity.purpose.setText("核对证件")
    view.facts.identity.question.submitted.emit()
    return view.window()


def _pay(stage: Stage) -> QWidget:
    view = _case(stage)
    view.tabs.setCurrentIndex(1)
    view.parts.application.income.ask_purpose()
    return view.window()


def _pay_shown(stage: Stage) -> QWidget:
    view = _case(stage)
    view.tabs.setCurrentIndex(1)
    fact = view.parts.application.income
    fact.purpose.setText("核对市场化评价")
    fact.question.submitted.emit()
    return view.window()


def _taking_out(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    window.go("taking-out", PeopleList.CASES)
    page = window.current_page()
    assert isinstance(page, TakingOutPage)
    page.profile.set_value(Profile.FULL)
    return window


def _taken(stage: Stage) -> QWidget:
    window = _taking_out(stage)
    page = window.current_page()  # type: ignore[attr-defined] # the main window
    page.question.text.setText("答复监督检查")
    with TemporaryDirectory() as folder:
        page.write(Path(folder) / "名单.xlsx")
    return window


SCENES: dict[str, Scene] = {
    "taking-out": _taking_out,
    "taking-out-done": _taken,
    "readings": _log,
    "readings-none": _nothing,
    "reveal-asked": _asked,
    "reveal-shown": _shown,
    "reveal-pay": _pay,
    "reveal-pay-shown": _pay_shown,
}
