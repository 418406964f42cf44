"""What a reminder of a demand leads to: the form of the step that settles it."""

from typing import Final

from officer_app.demands.reminders import Reminder, ReminderRow
from officer_app.demands.service import DemandStep
from officer_app.ui.targets import DemandsWanted

STEP_OF: Final[dict[Reminder, DemandStep]] = {
    Reminder.HURRIED: DemandStep.REPLY,
    Reminder.SILENT: DemandStep.HURRY,
    Reminder.TO_ACCEPT: DemandStep.ACCEPT,
    Reminder.FIRST_ANSWER: DemandStep.FIRST_ANSWER,
    Reminder.RETURNED: DemandStep.ASSIGN,
    Reminder.EXTENSION: DemandStep.EXTEND,
    Reminder.NO_HANDLER: DemandStep.ASSIGN,
    Reminder.MY_PART: DemandStep.CONTRIBUTE,
    Reminder.CALL_BACK: DemandStep.RATE,
    Reminder.TO_CLOSE: DemandStep.CLOSE,
    Reminder.LOOK_AGAIN: DemandStep.RESUME,
}


def reminded(row: ReminderRow) -> DemandsWanted:
    """Where it leads; one that is about a limit alone leads to the usual step."""
    step = STEP_OF.get(row.kind)
    return DemandsWanted(demand_id=row.demand.id, step=step.value if step is not None else "")
