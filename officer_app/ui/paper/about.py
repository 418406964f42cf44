"""The papers about a case, a meeting, a pool: offered in a menu, shown as they will be printed, issued from there."""

from typing import Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from officer_app.core.progress import Progress
from officer_app.overview.archive import draft_paper
from officer_app.overview.case_papers import PaperChoice, papers_about
from officer_app.overview.papers import IssuedKind, case_paper
from officer_app.ui.page import Desk
from officer_app.ui.targets import PaperWanted

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
            action.setToolTip(choice.why_not)
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


def evaluation_sheet(case_id: int) -> PaperChoice:
    """The evaluation sheet, which a case has from acceptance on."""
    return PaperChoice(IssuedKind.EVALUATION_SHEET, case_id, IssuedKind.EVALUATION_SHEET.label)


def approval_form(case_id: int) -> PaperChoice:
    """The form, which every case has."""
    return PaperChoice(IssuedKind.APPROVAL_FORM, case_id, IssuedKind.APPROVAL_FORM.label)
