"""How the steps of a case are offered: which one leads on, what its button says, what it asks for."""

from dataclasses import dataclass
from typing import Final

from officer_app.cases.words import State, Step
from officer_app.i18n import N_
from officer_app.ui.widgets import PillSpec
from officer_app.ui.widgets.pill import PillTone


@dataclass(frozen=True, slots=True)
class Lead:
    """The step that leads a case on from a state; all words are msgids.

    `opinion` is the hint of the long field that goes onto the approval form, empty where the step takes none;
    `form` says that the button opens a form first. `does` says what the step moves in the ledger.
    """

    step: Step
    question: str
    button: str
    opinion: str = ""
    form: bool = False
    does: str = ""


LEADS: Final[dict[State, Lead]] = {
    State.PRE_REVIEW: Lead(
        Step.PRE_REVIEW,
        N_("Pass pre-review?"),
        N_("Pass pre-review"),
        N_("Opinion of pre-review; printed on the approval form"),
    ),
    State.SUPPLEMENT: Lead(
        Step.SUPPLEMENT_ARRIVED,
        N_("Papers completed?"),
        N_("Record the completed papers…"),
        form=True,
    ),
    State.ACCEPTANCE: Lead(
        Step.ACCEPT,
        N_("Accept it?"),
        N_("Accept; the clock starts"),
        N_("Opinion of acceptance; printed on the approval form"),
        does=N_("The first-review clock runs from the next working day."),
    ),
    State.FIRST_REVIEW: Lead(
        Step.FIRST_REVIEW,
        N_("Pass first review?"),
        N_("Pass first review, reserve 1 unit"),
        N_("Opinion of first review; printed on the approval form"),
    ),
    State.REVIEW_SUPPLEMENT: Lead(
        Step.SUPPLEMENT_ARRIVED,
        N_("Papers completed?"),
        N_("Record the completed papers…"),
        form=True,
    ),
    State.PANEL: Lead(Step.PANEL, N_("Record the panel?"), N_("Record the panel…"), form=True),
    State.PUBLICITY_DUE: Lead(Step.PUBLISH, N_("Publish it?"), N_("Put up the notice…"), form=True),
    State.PUBLICITY: Lead(
        Step.DECIDE,
        N_("Approve it?"),
        N_("Approve, use 1 unit"),
        N_("Opinion of the decision; printed on the approval form"),
    ),
    State.SETTLEMENT: Lead(Step.SETTLE, N_("Settlement by the police"), N_("Record the settlement…"), form=True),
    State.RETURNED: Lead(Step.REFILE, N_("Filing again"), N_("File again…"), form=True),
}

# The steps that send a case back share a button; its form asks how far.
BACK: Final = (Step.BACK_TO_PANEL, Step.BACK_TO_FIRST_REVIEW, Step.BACK_TO_PRE_REVIEW)
# Steps beside the leading one, in the order of their buttons; the last ones end the case.
ASIDE: Final[tuple[Step, ...]] = (
    Step.OBJECTION,
    Step.DISMISS_OBJECTION,
    Step.COUNTERSIGN,
    Step.REQUEST_SUPPLEMENT,
    *BACK,
    Step.RETURN,
    Step.WITHDRAW,
    Step.EXPIRE,
    Step.REJECT,
)
ENDING: Final = frozenset({Step.REJECT, Step.EXPIRE, Step.WITHDRAW})
ASIDE_BUTTONS: Final[dict[Step, str]] = {
    Step.OBJECTION: N_("Record objection…"),
    Step.DISMISS_OBJECTION: N_("Answer objection…"),
    Step.REQUEST_SUPPLEMENT: N_("One-off notice…"),
    Step.COUNTERSIGN: N_("Countersign…"),
    **dict.fromkeys(BACK, N_("Send back…")),
    Step.RETURN: N_("To the employer…"),
    Step.WITHDRAW: N_("Withdrawn…"),
    Step.EXPIRE: N_("Time has run out…"),
    Step.REJECT: N_("Reject…"),
}

_TONES: Final[dict[State, tuple[PillTone, str]]] = {
    State.PRE_REVIEW: ("accent", "circle-dot"),
    State.SUPPLEMENT: ("warn", "pause"),
    State.ACCEPTANCE: ("accent", "circle-dot"),
    State.FIRST_REVIEW: ("accent", "circle-dot"),
    State.REVIEW_SUPPLEMENT: ("warn", "pause"),
    State.PANEL: ("accent", "users"),
    State.PUBLICITY_DUE: ("accent", "megaphone"),
    State.PUBLICITY: ("accent", "megaphone"),
    State.SETTLEMENT: ("ok", "stamp"),
    State.SETTLED: ("ok", "check"),
    State.RETURNED: ("warn", "reply"),
    State.REJECTED: ("danger", "ban"),
    State.WITHDRAWN: ("neutral", "undo-2"),
    State.EXPIRED: ("neutral", "clock-alert"),
}


def state_pill(state: State) -> PillSpec:
    """Where a case stands."""
    tone, icon = _TONES[state]
    return PillSpec(state.label, tone, icon)
