"""Sending a case back to an earlier step, with a reason, where something has to be done again.

To pre-review, by who accepts or reviews it: it is pre-reviewed and accepted anew. The day of acceptance, the rules and
the evaluation sheet stay, and the review clock runs on: the employer does not pay for it with time. The one notice of
gaps of a stage is not sent twice.
To first review, by who chairs the panel or decides: the reserved unit is given back, and reserved again when the case
passes anew; the clock stood still meanwhile. Scores and checked papers stay until somebody changes them.
To the panel, by who decides: the unit stays reserved, the panel votes again.
Votes, publicity and countersignatures undone so stay on record and count no more; objections still have to be answered.
"""

from typing import Final

from officer_app.cases.chain import open_case, take_step
from officer_app.cases.deadlines import set_review_deadline
from officer_app.cases.service import require_reason
from officer_app.cases.words import DeadlineCause, State, Step
from officer_app.core.work import Work, changes
from officer_app.people.access import Permission
from officer_app.quota.service import give_back

BACK: Final = {
    State.PRE_REVIEW: Step.BACK_TO_PRE_REVIEW,
    State.FIRST_REVIEW: Step.BACK_TO_FIRST_REVIEW,
    State.PANEL: Step.BACK_TO_PANEL,
}


@changes(Permission.CASE_FILE)
def send_back(work: Work, case_id: int, target: State, reason: str, *, version: int | None = None) -> None:
    """Send a case back to pre-review, first review or the panel; a reason is needed.

    The step asks for the permission of the capacity it is taken in. Raises Invalid without a reason,
    IllegalTransition, ActedBefore, StandsAside, Conflict, and KeyError for any other target.
    """
    step = BACK[target]
    case = open_case(work, case_id, step, version)
    require_reason(reason)
    take_step(work, case, step, reason)
    if target is not State.FIRST_REVIEW:
        return
    case.reviewed_on = None
    work.session.flush()
    set_review_deadline(work, case, DeadlineCause.SENT_BACK)
    give_back(work, case, reason)
