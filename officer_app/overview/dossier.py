"""One enterprise's file 一企一档, whole: officers, contacts, visits, demands, cases, papers, and what was changed."""

from collections.abc import Mapping
from dataclasses import dataclass

from officer_app.assignments.cover import Standing, covered_today
from officer_app.assignments.service import DutyRow, duties_of
from officer_app.cases.lists import CaseFilter, CasePage, list_cases
from officer_app.core.work import Work, asks
from officer_app.demands.board import DemandFilter, find_demands
from officer_app.demands.service import OPEN_STATES, DemandRow
from officer_app.directory.attachments import PaperRow, papers_of
from officer_app.directory.file import EnterpriseFile, enterprise_file
from officer_app.overview.history import Change, history_of
from officer_app.people.access import Permission, may
from officer_app.visits.browsing import VisitFilter, VisitRow, count_visits, list_visits
from officer_app.visits.plan import DueRow, cadence_of, due_of

_VISITS = 100


@dataclass(frozen=True)
class Dossier:
    """The file. What the actor may not read is empty; `cadence_days` are working days between contacts.

    `covered` says who acts today for those of its officers who are away, by the absent officer's id.
    """

    file: EnterpriseFile
    duties: tuple[DutyRow, ...]
    covered: Mapping[int, Standing]
    due: DueRow | None
    overdue: bool
    cadence_days: int | None
    visits: tuple[VisitRow, ...]
    visit_count: int
    demands: tuple[DemandRow, ...]
    cases: CasePage
    papers: tuple[PaperRow, ...]
    changes: tuple[Change, ...]

    @property
    def open_demands(self) -> tuple[DemandRow, ...]:
        """Those still to be settled."""
        return tuple(row for row in self.demands if row.state in OPEN_STATES)


@asks(Permission.DIRECTORY_READ)
def dossier(work: Work, enterprise_id: int) -> Dossier:
    """The whole file as far as the actor may read it. Raises NotFound."""
    role = work.actor.role
    file = enterprise_file(work, enterprise_id)
    reads_visits = may(role, Permission.VISIT_READ)
    duties = tuple(duties_of(work, enterprise_id)) if may(role, Permission.ASSIGNMENT_READ) else ()
    serving = {duty.account_id for duty in duties if duty.serving}
    due = due_of(work, [enterprise_id]).get(enterprise_id) if reads_visits else None
    visits = VisitFilter(enterprise_id=enterprise_id)
    return Dossier(
        file=file,
        duties=duties,
        covered={key: one for key, one in covered_today(work).items() if key in serving} if serving else {},
        due=due,
        overdue=due is not None and due.due_on < work.today,
        cadence_days=cadence_of(work, enterprise_id) if reads_visits else None,
        visits=tuple(list_visits(work, visits, limit=_VISITS)) if reads_visits else (),
        visit_count=count_visits(work, visits) if reads_visits else 0,
        demands=tuple(find_demands(work, DemandFilter(enterprise_id=enterprise_id), limit=_VISITS))
        if may(role, Permission.DEMAND_READ)
        else (),
        cases=list_cases(work, CaseFilter(enterprise_id=enterprise_id))
        if may(role, Permission.CASE_READ)
        else CasePage((), 0),
        papers=papers_of(work, enterprise_id) if may(role, Permission.PAPER_READ) else (),
        changes=history_of(work, enterprise_id),
    )
