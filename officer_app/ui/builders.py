"""How each page is built: its module is loaded when the page is first opened, so that starting does not pay for it."""

from officer_app.ui.page import Desk, PageView


def today(desk: Desk) -> PageView:
    from officer_app.ui.today import TodayView

    return TodayView(desk)


def suggestions(desk: Desk) -> PageView:
    from officer_app.ui.network.suggestions import SuggestionsPage

    return SuggestionsPage(desk)


def contact_card(desk: Desk) -> PageView:
    from officer_app.ui.enterprise.contact_card import ContactCardPage

    return ContactCardPage(desk)


def visits(desk: Desk) -> PageView:
    from officer_app.ui.visits.list import VisitsView

    return VisitsView(desk)


def calendar(desk: Desk) -> PageView:
    from officer_app.ui.calendar.page import CalendarPage

    return CalendarPage(desk)


def months(desk: Desk) -> PageView:
    from officer_app.ui.visits.months import MonthsPage

    return MonthsPage(desk)


def import_visits(desk: Desk) -> PageView:
    from officer_app.ui.imports.visits import ImportVisitsPage

    return ImportVisitsPage(desk)


def import_past_cases(desk: Desk) -> PageView:
    from officer_app.ui.imports.past_cases import ImportPastCasesPage

    return ImportPastCasesPage(desk)


def questions(desk: Desk) -> PageView:
    from officer_app.ui.directory.questions import QuestionsPage

    return QuestionsPage(desk)


def take_along(desk: Desk) -> PageView:
    from officer_app.ui.calendar.take_along import TakeAlongPage

    return TakeAlongPage(desk)


def route(desk: Desk) -> PageView:
    from officer_app.ui.calendar.proposal import ProposalPage

    return ProposalPage(desk)


def visit(desk: Desk) -> PageView:
    from officer_app.ui.visits.editor import VisitEditorView

    return VisitEditorView(desk)


def demands(desk: Desk) -> PageView:
    from officer_app.ui.demands.page import DemandsView

    return DemandsView(desk)


def cases(desk: Desk) -> PageView:
    from officer_app.ui.cases.list import CasesView

    return CasesView(desk)


def case(desk: Desk) -> PageView:
    from officer_app.ui.cases.case import CaseView

    return CaseView(desk)


def file_case(desk: Desk) -> PageView:
    from officer_app.ui.cases.filing import FilingView

    return FilingView(desk)


def meetings(desk: Desk) -> PageView:
    from officer_app.ui.panel.list import MeetingsPage

    return MeetingsPage(desk)


def meeting(desk: Desk) -> PageView:
    from officer_app.ui.panel.page import MeetingPage

    return MeetingPage(desk)


def ledger(desk: Desk) -> PageView:
    from officer_app.ui.cases.ledger import LedgerView

    return LedgerView(desk)


def reports(desk: Desk) -> PageView:
    from officer_app.ui.reports.page import ReportsView

    return ReportsView(desk)


def paper(desk: Desk) -> PageView:
    from officer_app.ui.paper.page import PaperView

    return PaperView(desk)


def directory(desk: Desk) -> PageView:
    from officer_app.ui.directory.page import DirectoryPage

    return DirectoryPage(desk)


def enterprise(desk: Desk) -> PageView:
    from officer_app.ui.enterprise.page import EnterprisePage

    return EnterprisePage(desk)


def neighbours(desk: Desk) -> PageView:
    from officer_app.ui.enterprise.neighbours import NeighboursPage

    return NeighboursPage(desk)


def edit_enterprise(desk: Desk) -> PageView:
    from officer_app.ui.enterprise.form import EnterpriseFormPage

    return EnterpriseFormPage(desk)


def editions(desk: Desk) -> PageView:
    from officer_app.ui.editions.page import EditionsPage

    return EditionsPage(desk)


def compare_editions(desk: Desk) -> PageView:
    from officer_app.ui.editions.compare import CompareEditionsPage

    return CompareEditionsPage(desk)


def industry_queue(desk: Desk) -> PageView:
    from officer_app.ui.editions.industry_queue import IndustryQueuePage

    return IndustryQueuePage(desk)


def merge(desk: Desk) -> PageView:
    from officer_app.ui.merging.merge import MergePage

    return MergePage(desk)


def duplicates(desk: Desk) -> PageView:
    from officer_app.ui.merging.duplicates import DuplicatesPage

    return DuplicatesPage(desk)


def undo_merge(desk: Desk) -> PageView:
    from officer_app.ui.merging.undo import UndoMergePage

    return UndoMergePage(desk)


def import_file(desk: Desk) -> PageView:
    from officer_app.ui.imports.page import ImportPage

    return ImportPage(desk)


def past_imports(desk: Desk) -> PageView:
    from officer_app.ui.imports.past import PastImportsPage

    return PastImportsPage(desk)


def network(desk: Desk) -> PageView:
    from officer_app.ui.network.page import NetworkPage

    return NetworkPage(desk)


def assign(desk: Desk) -> PageView:
    from officer_app.ui.network.assign import AssignPage

    return AssignPage(desk)


def duties(desk: Desk) -> PageView:
    from officer_app.ui.network.duties import DutiesPage

    return DutiesPage(desk)


def handover(desk: Desk) -> PageView:
    from officer_app.ui.network.handover import HandoverPage

    return HandoverPage(desk)


def bulk_edit(desk: Desk) -> PageView:
    from officer_app.ui.directory.bulk_edit import BulkEditPage

    return BulkEditPage(desk)


def administration(desk: Desk) -> PageView:
    from officer_app.ui.administration.page import AdministrationPage

    return AdministrationPage(desk)


def retention(desk: Desk) -> PageView:
    from officer_app.ui.retention import RetentionPage

    return RetentionPage(desk)


def backups(desk: Desk) -> PageView:
    from officer_app.ui.backups.page import BackupsPage

    return BackupsPage(desk)


def verification(desk: Desk) -> PageView:
    from officer_app.ui.verification import VerificationPage

    return VerificationPage(desk)


def audit(desk: Desk) -> PageView:
    from officer_app.ui.audit import AuditPage

    return AuditPage(desk)


def password(desk: Desk) -> PageView:
    from officer_app.ui.password import PasswordPage

    return PasswordPage(desk)


def readings(desk: Desk) -> PageView:
    from officer_app.ui.readings import ReadingsPage

    return ReadingsPage(desk)


def protection(desk: Desk) -> PageView:
    from officer_app.ui.protection import ProtectionPage

    return ProtectionPage(desk)


def vouching(desk: Desk) -> PageView:
    from officer_app.ui.vouching import VouchingPage

    return VouchingPage(desk)


def keys(desk: Desk) -> PageView:
    from officer_app.ui.administration.keys import KeysPage

    return KeysPage(desk)


def slip(desk: Desk) -> PageView:
    from officer_app.ui.administration.keys import SlipPage

    return SlipPage(desk)


def taking_out(desk: Desk) -> PageView:
    from officer_app.ui.taking_out import TakingOutPage

    return TakingOutPage(desk)
