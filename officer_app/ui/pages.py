"""The pages of the navigation, in its order. Each is imported when it is first opened."""

from typing import Final

from officer_app.i18n import N_
from officer_app.ui.page import Desk, Key, Page, PageView

_CHOOSE: Final = Key("Up Down", N_("choose"))


def _today(desk: Desk) -> PageView:
    from officer_app.ui.today import TodayView

    return TodayView(desk)


def _suggestions(desk: Desk) -> PageView:
    from officer_app.ui.suggestions import SuggestionsPage

    return SuggestionsPage(desk)


def _contact_card(desk: Desk) -> PageView:
    from officer_app.ui.contact_card import ContactCardPage

    return ContactCardPage(desk)


def _visits(desk: Desk) -> PageView:
    from officer_app.ui.visits.list import VisitsView

    return VisitsView(desk)


def _visit(desk: Desk) -> PageView:
    from officer_app.ui.visits.editor import VisitEditorView

    return VisitEditorView(desk)


def _demands(desk: Desk) -> PageView:
    from officer_app.ui.demands.page import DemandsView

    return DemandsView(desk)


def _cases(desk: Desk) -> PageView:
    from officer_app.ui.cases.list import CasesView

    return CasesView(desk)


def _case(desk: Desk) -> PageView:
    from officer_app.ui.cases.case import CaseView

    return CaseView(desk)


def _file_case(desk: Desk) -> PageView:
    from officer_app.ui.cases.filing import FilingView

    return FilingView(desk)


def _ledger(desk: Desk) -> PageView:
    from officer_app.ui.cases.ledger import LedgerView

    return LedgerView(desk)


def _reports(desk: Desk) -> PageView:
    from officer_app.ui.reports import ReportsView

    return ReportsView(desk)


def _paper(desk: Desk) -> PageView:
    from officer_app.ui.paper.page import PaperView

    return PaperView(desk)


def _directory(desk: Desk) -> PageView:
    from officer_app.ui.directory import DirectoryPage

    return DirectoryPage(desk)


def _enterprise(desk: Desk) -> PageView:
    from officer_app.ui.enterprise import EnterprisePage

    return EnterprisePage(desk)


def _neighbours(desk: Desk) -> PageView:
    from officer_app.ui.neighbours import NeighboursPage

    return NeighboursPage(desk)


def _edit_enterprise(desk: Desk) -> PageView:
    from officer_app.ui.enterprise_form import EnterpriseFormPage

    return EnterpriseFormPage(desk)


def _editions(desk: Desk) -> PageView:
    from officer_app.ui.editions import EditionsPage

    return EditionsPage(desk)


def _compare_editions(desk: Desk) -> PageView:
    from officer_app.ui.compare_editions import CompareEditionsPage

    return CompareEditionsPage(desk)


def _industry_queue(desk: Desk) -> PageView:
    from officer_app.ui.industry_queue import IndustryQueuePage

    return IndustryQueuePage(desk)


def _merge(desk: Desk) -> PageView:
    from officer_app.ui.merge import MergePage

    return MergePage(desk)


def _duplicates(desk: Desk) -> PageView:
    from officer_app.ui.duplicates import DuplicatesPage

    return DuplicatesPage(desk)


def _undo_merge(desk: Desk) -> PageView:
    from officer_app.ui.merge_undo import UndoMergePage

    return UndoMergePage(desk)


def _import(desk: Desk) -> PageView:
    from officer_app.ui.importing import ImportPage

    return ImportPage(desk)


def _past_imports(desk: Desk) -> PageView:
    from officer_app.ui.past_imports import PastImportsPage

    return PastImportsPage(desk)


def _network(desk: Desk) -> PageView:
    from officer_app.ui.network import NetworkPage

    return NetworkPage(desk)


def _assign(desk: Desk) -> PageView:
    from officer_app.ui.assign import AssignPage

    return AssignPage(desk)


def _duties(desk: Desk) -> PageView:
    from officer_app.ui.duties import DutiesPage

    return DutiesPage(desk)


def _handover(desk: Desk) -> PageView:
    from officer_app.ui.handover import HandoverPage

    return HandoverPage(desk)


def _bulk_edit(desk: Desk) -> PageView:
    from officer_app.ui.bulk_edit import BulkEditPage

    return BulkEditPage(desk)


def _administration(desk: Desk) -> PageView:
    from officer_app.ui.administration import AdministrationPage

    return AdministrationPage(desk)


def _audit(desk: Desk) -> PageView:
    from officer_app.ui.audit import AuditPage

    return AuditPage(desk)


def _password(desk: Desk) -> PageView:
    from officer_app.ui.password import PasswordPage

    return PasswordPage(desk)


PAGES: Final[tuple[Page, ...]] = (
    Page(
        "today",
        N_("Today"),
        "sun",
        _today,
        permission="visit_read",
        keys=(_CHOOSE, Key("Enter", N_("open")), Key("V", N_("Log a visit"), "visit_log")),
        begins=True,
    ),
    Page(
        "directory",
        N_("Directory"),
        "building-2",
        _directory,
        permission="directory_read",
        keys=(
            Key("/", N_("filter")),
            _CHOOSE,
            Key("Enter", N_("open file")),
            Key("V", N_("Log a visit"), "visit_log"),
            Key("Space", N_("in or out")),
            Key("Ctrl+A", N_("all of them")),
            Key("A", N_("assign"), "assign"),
            Key("B", N_("change them all"), "directory_edit"),
            Key("Alt+F", N_("add a filter")),
            Key("Alt+V", N_("views")),
            Key("Alt+C", N_("columns")),
            Key("Ctrl+I", N_("import"), "directory_import"),
            Key("Ctrl+E", N_("export"), "directory_export"),
            Key("Ctrl+Shift+E", N_("new enterprise"), "directory_edit"),
        ),
    ),
    Page("enterprise", N_("Enterprise"), "building-2", _enterprise, "directory_read", listed=False, under="directory"),
    Page(
        "bulk-edit",
        N_("Change many enterprises"),
        "pencil",
        _bulk_edit,
        "directory_edit",
        keys=(Key("Ctrl+Return", N_("change")), Key("Esc", N_("back"))),
        listed=False,
        under="directory",
    ),
    Page(
        "neighbours",
        N_("At the same address"),
        "building-2",
        _neighbours,
        "directory_read",
        keys=(_CHOOSE, Key("Enter", N_("open file")), Key("Esc", N_("back"))),
        listed=False,
        under="directory",
    ),
    Page(
        "edit-enterprise",
        N_("Enterprise"),
        "building-2",
        _edit_enterprise,
        "directory_edit",
        listed=False,
        under="directory",
    ),
    Page(
        "editions",
        N_("Editions of the directory"),
        "book-open",
        _editions,
        "directory_read",
        listed=False,
        under="directory",
    ),
    Page(
        "compare-editions",
        N_("Compare editions"),
        "arrow-left-right",
        _compare_editions,
        "directory_read",
        listed=False,
        under="directory",
    ),
    Page(
        "industry-queue",
        N_("Industries to confirm"),
        "tag",
        _industry_queue,
        "directory_edit",
        listed=False,
        under="directory",
    ),
    Page("merge", N_("Merge enterprises"), "building-2", _merge, "directory_merge", listed=False, under="directory"),
    Page(
        "duplicates",
        N_("Perhaps entered twice"),
        "building-2",
        _duplicates,
        "directory_read",
        keys=(_CHOOSE, Key("Enter", N_("compare")), Key("Esc", N_("back"))),
        listed=False,
        under="directory",
    ),
    Page(
        "undo-merge", N_("Undo a merge"), "building-2", _undo_merge, "directory_merge", listed=False, under="directory"
    ),
    Page("import", N_("Import"), "file-input", _import, "directory_import", listed=False, under="directory"),
    Page(
        "imports",
        N_("Past imports"),
        "history",
        _past_imports,
        "directory_import",
        listed=False,
        under="directory",
    ),
    Page(
        "network",
        N_("Contact network"),
        "network",
        _network,
        permission="assignment_read",
        keys=(_CHOOSE, Key("A", N_("assign"), "assign"), Key("Enter", N_("open file"))),
    ),
    Page("assign", N_("Assign an officer"), "user-check", _assign, "assign", listed=False, under="network"),
    Page("suggestions", N_("Suggested officers"), "scale", _suggestions, "assign", listed=False, under="network"),
    Page("contact-card", N_("Contact card"), "id-card", _contact_card, "report", listed=False, under="directory"),
    Page(
        "duties",
        N_("Officers and duties"),
        "users",
        _duties,
        permission="assignment_read",
        keys=(
            _CHOOSE,
            Key("A", N_("assign"), "assign"),
            Key("Ctrl+Return", N_("end the duty"), "assign"),
            Key("Escape", N_("back")),
        ),
        listed=False,
        under="network",
    ),
    Page(
        "handover",
        N_("Hand over"),
        "arrow-left-right",
        _handover,
        permission="assign",
        keys=(
            _CHOOSE,
            Key("Space", N_("take in, leave out")),
            Key("Ctrl+P", N_("preview sheet")),
            Key("Ctrl+Return", N_("hand over")),
            Key("Escape", N_("back")),
        ),
        listed=False,
        under="network",
    ),
    Page(
        "visits",
        N_("Visits"),
        "map-pin-check",
        _visits,
        permission="visit_read",
        keys=(
            Key("/", N_("filter")),
            _CHOOSE,
            Key("Enter", N_("correct"), "visit_log"),
            Key("V", N_("Log a visit"), "visit_log"),
            Key("Ctrl+P", N_("print the record"), "report"),
        ),
    ),
    Page(
        "visit",
        N_("Visit editor"),
        "footprints",
        _visit,
        permission="visit_log",
        keys=(
            Key("Alt+1 2 3 4", N_("on site, phone, video, at our office")),
            Key("Ctrl+D", N_("note a demand")),
            Key("Ctrl+Return", N_("finish and save")),
            Key("Ctrl+Shift+Return", N_("save and log the next")),
            Key("Escape", N_("back, draft kept")),
        ),
        listed=False,
        under="visits",
    ),
    Page(
        "demands",
        N_("Demands"),
        "message-square-text",
        _demands,
        permission="demand_read",
        keys=(
            Key("Left Right", N_("column")),
            _CHOOSE,
            Key("Shift+Right", N_("next step"), "demand_handle"),
            Key("Enter", N_("open")),
            Key("Ctrl+Shift+D", N_("new demand"), "demand_handle"),
        ),
    ),
    Page(
        "cases",
        N_("Special talent"),
        "award",
        _cases,
        permission="case_read",
        keys=(
            Key("/", N_("filter")),
            _CHOOSE,
            Key("Enter", N_("open case")),
            Key("Ctrl+Shift+N", N_("file a case"), "case_file"),
        ),
    ),
    Page(
        "case",
        N_("Case"),
        "award",
        _case,
        permission="case_read",
        keys=(
            Key("Ctrl+Up Down", N_("case before, next")),
            Key("G", N_("scores")),
            Key("E", N_("papers")),
            Key("C", N_("paper in order")),
            Key("Q", N_("paper lacks something")),
            Key("Ctrl+S", N_("save scores")),
            Key("Ctrl+P", N_("preview form")),
        ),
        listed=False,
        under="cases",
    ),
    Page(
        "file-case",
        N_("File a case"),
        "award",
        _file_case,
        permission="case_file",
        keys=(Key("Ctrl+Return", N_("file")), Key("Escape", N_("back, what was typed stays"))),
        listed=False,
        under="cases",
    ),
    Page(
        "ledger",
        N_("Quota ledger"),
        "book-open",
        _ledger,
        permission="quota_read",
        keys=(
            _CHOOSE,
            Key("Enter", N_("open case")),
            Key("R", N_("reverse…"), "quota_grant"),
            Key("Ctrl+E", N_("export")),
        ),
        listed=False,
        under="cases",
    ),
    Page(
        "reports",
        N_("Reports"),
        "chart-column",
        _reports,
        permission="report",
        keys=(
            Key("Ctrl+Return", N_("make the report")),
            Key("Ctrl+S", N_("save as PDF")),
            Key("Ctrl+P", N_("print")),
        ),
    ),
    Page("paper", N_("Paper"), "file-text", _paper, permission="report", listed=False),
    Page(
        "administration",
        N_("Administration"),
        "settings",
        _administration,
        permission="accounts",
        keys=(_CHOOSE, Key("Enter", N_("change")), Key("Ctrl+Shift+A", N_("new account"))),
        at_foot=True,
        begins=True,
    ),
    Page("audit", N_("Audit trail"), "shield-check", _audit, "audit_read", keys=(_CHOOSE,), begins=True),
    Page("password", N_("Change the password"), "key-round", _password, "own_account", listed=False),
)
