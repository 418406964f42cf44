"""Scenes of deciding a case: each state of its page, what colleagues see of it, and the forms between them."""

from collections.abc import Callable

from PySide6.QtWidgets import QWidget

from officer_app.cases.lists import CaseFilter, list_cases
from officer_app.cases.words import State, Step
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.parts import RECORD
from officer_app.ui.cases.peer_forms import StandAsideForm
from officer_app.ui.cases.public_forms import AnswerForm
from officer_app.ui.cases.step_form import StepForm
from officer_app.ui.targets import CaseWanted
from tests.gallery import Scene, Stage
from tests.gallery_cases import BOSSES, LIAISON, STAFF, open_scene
from tests.gallery_office import sample_window

SPECIALIST = "周颖"


def _answering(view: CaseView) -> None:
    view.decision.open_form(Step.DISMISS_OBJECTION)
    form = view.decision.form
    if isinstance(form, AnswerForm):
        form.result.choose("yes")


def _is_objected_to(file: CaseFile) -> bool:
    return any(not objection.answer for objection in file.objections)


def _with_objection(name: str, then: Callable[[CaseView], object], tab: int = 0) -> Scene:
    """The case in publicity with an objection that is open."""

    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, name)
        jobs = window.desk.jobs
        page = jobs.office.read(list_cases, jobs.actor, CaseFilter(states=frozenset({State.PUBLICITY})))
        objected = [row.id for row in page.rows if _is_objected_to(jobs.office.read(case_file, jobs.actor, row.id))]
        window.go("cases")
        window.go("case", CaseWanted((objected or [page.rows[0].id])[0], CaseFilter()))
        view = window.current_page()
        assert isinstance(view, CaseView)
        view.tabs.setCurrentIndex(tab)
        then(view)
        return window

    return scene


def _form(make: Callable[[CaseView], StepForm | None]) -> Callable[[CaseView], object]:
    def show(view: CaseView) -> None:
        form = make(view)
        if form is not None:
            view.decision.show_form(form)

    return show


def _aside(view: CaseView) -> StepForm | None:
    return StandAsideForm(view.file) if view.file is not None else None


def _at(step: Step) -> Callable[[CaseView], object]:
    return lambda view: view.decision.open_form(step)


def _nothing(_view: CaseView) -> None:
    pass


SCENES: dict[str, Scene] = {
    "case-decide-chosen": open_scene(BOSSES, State.PUBLICITY, lambda view: view.choose()),
    "case-decide-objected": _with_objection(BOSSES[0], _nothing),
    "case-decide-answer": _with_objection(BOSSES[1], _answering),
    "case-decide-record": _with_objection(STAFF, _nothing, RECORD),
    "case-decide-countersign": open_scene(BOSSES, State.PUBLICITY, _at(Step.COUNTERSIGN)),
    "case-decide-back": open_scene(BOSSES, State.PUBLICITY, _at(Step.BACK_TO_PANEL)),
    "case-decide-aside": open_scene(BOSSES, State.PUBLICITY, _form(_aside)),
    "case-seen-by-specialist": open_scene((SPECIALIST,), State.PUBLICITY, mine=False),
    "case-seen-by-liaison": open_scene((LIAISON,), State.PANEL, mine=False),
    "case-seen-acceptance": open_scene((SPECIALIST,), State.ACCEPTANCE, mine=False),
    "case-seen-returned": open_scene((STAFF,), State.RETURNED, mine=False),
    "case-seen-rejected": open_scene(BOSSES, State.REJECTED, mine=False),
    "case-seen-withdrawn": open_scene((STAFF,), State.WITHDRAWN, mine=False),
    "case-seen-settlement": open_scene(BOSSES, State.SETTLEMENT, mine=False),
}
