"""Scenes of delegation during leave and of the one-off notice of gaps."""

from PySide6.QtWidgets import QWidget

from officer_app.cases.lists import CaseFilter, list_cases
from officer_app.cases.words import DefectCode, State, Step
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.gaps_form import SupplementForm
from officer_app.ui.network.delegations import DelegationSegment
from officer_app.ui.network.page import NetworkPage
from tests.gallery import Scene, Stage
from tests.gallery_cover import BOSS, LIAISON, _actor, _fresh, _segment
from tests.gallery_office import sample_office, sample_window


def _list(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    _segment(window, "delegations")
    return window


def _new(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    segment = _segment(window, "delegations").segments["delegations"]
    assert isinstance(segment, DelegationSegment)
    segment.ask_new()
    segment.side.form.reason.setText("年休假")
    segment.side.form.save.click()
    return window


def _none(stage: Stage) -> QWidget:
    window = _fresh(stage, "no-delegation")
    page = _segment(window, "delegations")
    assert isinstance(page, NetworkPage)
    return window


def _notice(stage: Stage) -> QWidget:
    office = sample_office(stage.folder)
    wanted = CaseFilter(states=frozenset({State.PRE_REVIEW}))
    case = office.read(list_cases, _actor(office, LIAISON), wanted).rows[0]
    window = sample_window(stage, LIAISON)
    window.go("case", case.id)
    page = window.current_page()
    assert isinstance(page, CaseView)
    page.decision.open_form(Step.REQUEST_SUPPLEMENT)
    form = page.decision.form
    assert isinstance(form, SupplementForm)
    for line, code in zip(form.lines, (DefectCode.UNSEALED, DefectCode.OTHER), strict=False):
        line.tick.setChecked(True)
        line.code.set_value(code)
    form.lines[1].lacks.setText("与营业执照名称不一致")
    return window


SCENES: dict[str, Scene] = {
    "delegations": _list,
    "delegation-new": _new,
    "delegations-none": _none,
    "gap-notice-form": _notice,
}
