"""The pages of the navigation, in its order. Each is imported when it is first opened."""

from typing import Final

from officer_app.i18n import N_
from officer_app.ui import builders
from officer_app.ui.page import Key, Page
from officer_app.ui.pages.contact import CONTACT
from officer_app.ui.pages.directory import DIRECTORY
from officer_app.ui.pages.network import NETWORK
from officer_app.ui.pages.own import OWN
from officer_app.ui.pages.talent import TALENT

_CHOOSE: Final = Key("Up Down", N_("choose"))

PAGES: Final[tuple[Page, ...]] = (
    Page(
        "today",
        N_("Today"),
        "sun",
        builders.today,
        permission="visit_read",
        keys=(
            _CHOOSE,
            Key("Enter", N_("open")),
            Key("V", N_("log a visit"), "visit_log"),
            Key("S", N_("plan or move"), "visit_plan"),
        ),
        begins=True,
    ),
    *DIRECTORY,
    *NETWORK,
    *CONTACT,
    *TALENT,
    Page(
        "reports",
        N_("Reports"),
        "chart-column",
        builders.reports,
        permission="report",
        keys=(
            Key("Alt+1 2 3 4 5", N_("paper, figures, checklists, issued papers, special talent")),
            Key("Ctrl+E", N_("export")),
            Key("Ctrl+Return", N_("make the paper")),
            Key("PgUp PgDown", N_("page")),
            Key("Ctrl+S", N_("save as PDF")),
            Key("Ctrl+P", N_("print")),
        ),
    ),
    Page("paper", N_("Paper"), "file-text", builders.paper, permission="report", listed=False),
    Page(
        "administration",
        N_("Administration"),
        "settings",
        builders.administration,
        permission="accounts",
        keys=(_CHOOSE, Key("Enter", N_("change")), Key("Ctrl+Shift+A", N_("new account"))),
        at_foot=True,
        begins=True,
    ),
    Page(
        "backups",
        N_("Backups"),
        "history",
        builders.backups,
        permission="backup",
        keys=(_CHOOSE, Key("Ctrl+Return", N_("back up now")), Key("Ctrl+E", N_("check the chosen one"))),
        at_foot=True,
    ),
    Page("audit", N_("Audit trail"), "shield-check", builders.audit, "audit_read", keys=(_CHOOSE,), begins=True),
    Page(
        "taking-out",
        N_("Take a list of people out"),
        "download",
        builders.taking_out,
        permission="directory_export",
        keys=(Key("Ctrl+Return", N_("save")), Key("Escape", N_("back"))),
        listed=False,
        under="cases",
    ),
    Page(
        "readings",
        N_("Reading log"),
        "eye",
        builders.readings,
        permission="paper_readings",
        keys=(_CHOOSE, Key("Ctrl+F", N_("filter")), Key("Ctrl+E", N_("export"))),
        at_foot=True,
    ),
    Page(
        "verification",
        N_("Verification"),
        "badge-check",
        builders.verification,
        permission="verify",
        keys=(Key("Ctrl+Return", N_("verify everything")), Key("Ctrl+O", N_("choose a file"))),
        at_foot=True,
    ),
    Page(
        "retention",
        N_("Retention"),
        "hourglass",
        builders.retention,
        permission="paper_retention",
        keys=(_CHOOSE, Key("Tab", N_("kinds, proposals, the form beside them"))),
        at_foot=True,
    ),
    *OWN,
)
