"""The papers about a case, a meeting, a pool: offered in a menu, shown as they will be printed, issued from there;
the forms of many cases in one print.
"""

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from officer_app.cases.lists import CaseFilter, SortBy, list_cases
from officer_app.core.progress import Progress
from officer_app.i18n import _, ngettext
from officer_app.overview.archive import draft_paper
from officer_app.overview.case_papers import MOST_FORMS, PaperChoice, forms_together, papers_about
from officer_app.overview.papers import IssuedKind, case_paper
from officer_app.ui.page import Desk
from officer_app.ui.targets import PaperWanted
from officer_app.ui.widgets.tips import plain_tip

_GAP: Final = 2


def offer_papers(desk: Desk, case_id: int, number: str, under: QWidget) -> None:
    """Ask which papers there are, and offer them below a button; what cannot be made yet says why."""

    def offer(choices: list[PaperChoice]) -> None:
        menu = QMenu(under)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.setToolTipsVisible(True)
        for choice in choices:
            action = menu.addAction(choice.words)
            action.setEnabled(not choice.why_not)
            action.setToolTip(plain_tip(choice.why_not))
            action.triggered.connect(lambda _checked=False, one=choice: show_paper(desk, one, number))
        menu.popup(under.mapToGlobal(QPoint(0, under.height() + _GAP)))

    desk.jobs.read(papers_about, case_id, then=offer, owner=under, latest="papers")


def show_paper(desk: Desk, choice: PaperChoice, number: str) -> None:
    """Show a paper as a draft; it is issued from there. `number` is that of the case or whatever else it is about."""
    office, actor = desk.jobs.office, desk.jobs.actor
    wish = case_paper(choice.kind, choice.subject_id, desk.today())

    def make(progress: Progress) -> bytes:
        pdf: bytes = office.read(draft_paper, actor, wish, progress)
        return pdf

    name = f"{number.replace(' ', '')}-{choice.kind.value.replace('_', '-')}.pdf"
    desk.go("paper", PaperWanted(f"{choice.words} {number}", name, make, wish))


def show_forms(desk: Desk, wanted: CaseFilter, sort: SortBy, count: int, *, descending: bool) -> None:
    """Show the approval forms of the cases that a list shows, in its order; of a longer list the first MOST_FORMS."""
    office, actor = desk.jobs.office, desk.jobs.actor

    def make(progress: Progress) -> bytes:
        page = office.read(list_cases, actor, wanted, sort=sort, descending=descending, limit=MOST_FORMS)
        pdf: bytes = office.read(forms_together, actor, [row.id for row in page.rows], progress)
        return pdf

    title = ngettext("Approval form of {n} case", "Approval forms of {n} cases", count).format(n=f"{count:,}")
    if count > MOST_FORMS:
        title = _("Approval forms of the first {n} of {count} cases").format(n=MOST_FORMS, count=f"{count:,}")
    desk.go("paper", PaperWanted(title, "approval-forms.pdf", make))


def evaluation_sheet(case_id: int) -> PaperChoice:
    """The evaluation sheet, which a case has from acceptance on."""
    return PaperChoice(IssuedKind.EVALUATION_SHEET, case_id, IssuedKind.EVALUATION_SHEET.label)


def approval_form(case_id: int) -> PaperChoice:
    """The form, which every case has."""
    return PaperChoice(IssuedKind.APPROVAL_FORM, case_id, IssuedKind.APPROVAL_FORM.label)
