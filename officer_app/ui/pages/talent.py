"""The pages of special talent: cases and the quota ledger."""

from typing import Final

from officer_app.i18n import N_
from officer_app.ui import builders
from officer_app.ui.page import Key, Page

_CHOOSE: Final = Key("Up Down", N_("choose"))

TALENT: Final[tuple[Page, ...]] = (
    Page(
        "cases",
        N_("Special talent"),
        "award",
        builders.cases,
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
        builders.case,
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
        builders.file_case,
        permission="case_file",
        keys=(Key("Ctrl+Return", N_("file")), Key("Escape", N_("back, what was typed stays"))),
        listed=False,
        under="cases",
    ),
    Page(
        "meetings",
        N_("Meetings of the panel"),
        "users",
        builders.meetings,
        permission="case_read",
        keys=(_CHOOSE, Key("Enter", N_("open meeting")), Key("N", N_("plan a meeting"), "case_meeting")),
        listed=False,
        under="cases",
    ),
    Page(
        "meeting",
        N_("Meeting of the panel"),
        "users",
        builders.meeting,
        permission="case_read",
        keys=(
            _CHOOSE,
            Key("Enter", N_("open case")),
            Key("C", N_("choose cases"), "case_meeting"),
            Key("F A S", N_("in favour, against, abstained"), "case_meeting"),
            Key("U", N_("all others in favour"), "case_meeting"),
            Key("[ ]", N_("member before, next"), "case_meeting"),
            Key("V", N_("sums of a secret vote"), "case_meeting"),
            Key("R", N_("stands aside…"), "case_meeting"),
            Key("P", N_("postpone…"), "case_meeting"),
            Key("Ctrl+P", N_("print")),
        ),
        listed=False,
        under="cases",
    ),
    Page(
        "ledger",
        N_("Quota ledger"),
        "book-open",
        builders.ledger,
        permission="quota_read",
        keys=(
            _CHOOSE,
            Key("Enter", N_("open case")),
            Key("R", N_("reverse…"), "quota_grant"),
            Key("M", N_("move…"), "quota_grant"),
            Key("F", N_("freeze…"), "quota_grant"),
            Key("O", N_("forecast")),
            Key("[ ]", N_("pool before, next")),
            Key("Ctrl+P", N_("ledger on paper")),
            Key("Ctrl+E", N_("export")),
        ),
        listed=False,
        under="cases",
    ),
    Page(
        "import-cases",
        N_("Import past cases"),
        "file-input",
        builders.import_past_cases,
        "case_import",
        keys=(Key("Ctrl+I", N_("choose a file")), Key("Ctrl+Return", N_("import")), Key("Escape", N_("back"))),
        listed=False,
        under="reports",
    ),
)
