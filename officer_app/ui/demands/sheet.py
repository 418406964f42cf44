"""The sheet of a demand, to be looked at and printed."""

from officer_app.core.progress import Progress
from officer_app.demands.service import DemandRow
from officer_app.i18n import _
from officer_app.ui.jobs import Jobs
from officer_app.ui.targets import PaperWanted


def sheet_of(jobs: Jobs, row: DemandRow) -> PaperWanted:
    """The paper of one demand as the page of papers takes it."""
    office, actor = jobs.office, jobs.actor

    def make(_progress: Progress) -> bytes:
        # The fonts and the drawing are loaded when the first paper is made.
        from officer_app.overview.demand_sheet import demand_sheet
        from officer_app.overview.demand_sheet_paper import demand_sheet_paper

        return demand_sheet_paper(office.read(demand_sheet, actor, row.id))

    return PaperWanted(_("Sheet of {number}").format(number=row.number), f"{row.number}.pdf", make)
