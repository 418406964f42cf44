"""Scenes of the evaluation: scoring, reviewers who differ, points still hidden, versions of the sheet."""

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QWidget

from officer_app.cases.lists import CaseFilter, list_cases
from officer_app.cases.words import State
from officer_app.quota.case_file import case_file
from officer_app.ui.administration.page import SHEETS, AdministrationPage
from officer_app.ui.cases.case import CaseView
from officer_app.ui.targets import CaseWanted
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

ADMINISTRATOR = "郑予"
BOSSES = ("李国强", "沈国梁", "顾承昊")


def _case(reviewers: int, then: Callable[[CaseView], object], *, hidden: bool = False) -> Scene:
    """A case in first review that so many have scored, seen by one of them, or by one who has still to score."""

    def scene(stage: Stage) -> QWidget:
        for name in BOSSES:
            window = sample_window(stage, name)
            jobs = window.desk.jobs
            wanted = CaseFilter(states=frozenset({State.FIRST_REVIEW}))
            for row in jobs.office.read(list_cases, jobs.actor, wanted).rows:
                sheet = jobs.office.read(case_file, jobs.actor, row.id).sheet
                fits = bool(sheet.hidden) if hidden else len(sheet.handed_in) == reviewers and not sheet.hidden
                if not fits:
                    continue
                window.go("case", CaseWanted(row.id, CaseFilter()))
                view = window.current_page()
                assert isinstance(view, CaseView)
                then(view)
                return window
            window.deleteLater()
        raise LookupError(reviewers)

    return scene


def _at(key: str) -> Callable[[CaseView], object]:
    def go(view: CaseView) -> None:
        view.go_to_scores(key)
        view.window().grab()
        QApplication.processEvents()

    return go


def _versions(stage: Stage, *, wrong: bool = False) -> QWidget:
    window = sample_window(stage, ADMINISTRATOR)
    window.go("administration", SHEETS)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    if wrong:
        side = page.sheets_side
        side.source.setText("局长办公会纪要〔2026〕9 号")
        side.criteria.scale.setPlainText("90-100 居同岗位前 5 %\n75-88 居同岗位前 10 %\n0-74 其他")
        side.store.click()
    return window


SCENES: dict[str, Scene] = {
    "evaluation-scoring": _case(1, _at("technology")),
    "evaluation-tilt": _case(1, _at("tilt")),
    "evaluation-reviewers": _case(2, _at("technology")),
    "evaluation-hidden": _case(0, _at("market"), hidden=True),
    "administration-sheets": _versions,
    "administration-sheet-wrong": lambda stage: _versions(stage, wrong=True),
}
