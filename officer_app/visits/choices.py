"""What visits can be filtered by, besides what everybody knows."""

from dataclasses import dataclass

from officer_app.core.work import Work, asks
from officer_app.people.access import Permission
from officer_app.visits.brief import POLICIES
from officer_app.visits.checklists import ChecklistRow, checklists_in_force


@dataclass(frozen=True, slots=True)
class VisitChoices:
    """The policies that are explained nowadays, and the checklists in force."""

    policies: tuple[str, ...]
    checklists: tuple[ChecklistRow, ...]


@asks(Permission.VISIT_READ)
def visit_choices(work: Work) -> VisitChoices:
    """What there is to choose from today."""
    policies = tuple(str(name) for name in POLICIES.on(work, work.today))
    return VisitChoices(policies, tuple(checklists_in_force(work, work.today)))
