"""Which form a step opens."""

from collections.abc import Mapping, Sequence

from officer_app.cases.words import Step
from officer_app.quota.case_file import CaseFile
from officer_app.ui.cases.forms import REASONS, ArrivedForm, ReasonForm
from officer_app.ui.cases.gaps_form import SupplementForm
from officer_app.ui.cases.panel_form import PanelForm
from officer_app.ui.cases.peer_forms import CountersignForm, SendBackForm
from officer_app.ui.cases.public_forms import AnswerForm, ObjectionForm, PublishForm, SettleForm
from officer_app.ui.cases.step_form import StepForm
from officer_app.ui.cases.steps import BACK
from officer_app.ui.page import Desk


def form_of(
    desk: Desk, file: CaseFile, step: Step, typed: str, hindrances: Mapping[Step, Sequence[str]]
) -> StepForm | None:
    """The form of a step; `typed` is an opinion written before the form was asked for."""
    match step:
        case Step.REQUEST_SUPPLEMENT:
            return SupplementForm(file)
        case Step.SUPPLEMENT_ARRIVED:
            return ArrivedForm(file)
        case Step.PANEL:
            return PanelForm(desk, file)
        case Step.PUBLISH:
            return PublishForm(desk, file)
        case Step.OBJECTION:
            return ObjectionForm(desk, file)
        case Step.DISMISS_OBJECTION:
            return AnswerForm(file)
        case Step.SETTLE:
            return SettleForm(desk, file)
        case Step.COUNTERSIGN:
            return CountersignForm(file)
        case _ if step in BACK:
            return SendBackForm(file, [back for back in BACK if back in file.possible and not hindrances.get(back)])
        case _ if step in REASONS:
            return ReasonForm(file, step, typed)
        case _:
            return None
