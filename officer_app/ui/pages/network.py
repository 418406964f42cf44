"""The contact network's pages: duties, assignments, handover, cover."""

from typing import Final

from officer_app.i18n import N_
from officer_app.ui import builders
from officer_app.ui.page import Key, Page

_CHOOSE: Final = Key("Up Down", N_("choose"))

NETWORK: Final[tuple[Page, ...]] = (
    Page(
        "network",
        N_("Contact network"),
        "network",
        builders.network,
        permission="assignment_read",
        keys=(
            _CHOOSE,
            Key("Alt+1", N_("Parts of the page: Alt+1 … 6")),
            Key("A", N_("assign"), "assign"),
            Key("S", N_("suggest officers"), "assign"),
            Key("H", N_("hand over"), "assign"),
            Key("N", N_("arrange cover"), "assign"),
            Key("D", N_("another day")),
            Key("Enter", N_("open file")),
        ),
    ),
    Page("assign", N_("Assign an officer"), "user-check", builders.assign, "assign", listed=False, under="network"),
    Page(
        "suggestions", N_("Suggested officers"), "scale", builders.suggestions, "assign", listed=False, under="network"
    ),
    Page(
        "duties",
        N_("Officers and duties"),
        "users",
        builders.duties,
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
        builders.handover,
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
)
