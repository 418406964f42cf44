"""Pages about one's own account and what protects the office; the menu at one's name leads to them."""

from typing import Final

from officer_app.i18n import N_
from officer_app.ui import builders
from officer_app.ui.page import Key, Page

OWN: Final[tuple[Page, ...]] = (
    Page(
        "password",
        N_("Change the password"),
        "key-round",
        builders.password,
        "own_account",
        keys=(Key("Escape", N_("back")),),
        listed=False,
    ),
    Page(
        "protection",
        N_("How the data is protected"),
        "shield-check",
        builders.protection,
        "own_account",
        keys=(Key("Escape", N_("back")),),
        listed=False,
    ),
    Page(
        "vouching",
        N_("Confirm accounts"),
        "user-check",
        builders.vouching,
        "vouch",
        keys=(Key("Up Down", N_("choose")), Key("Enter", N_("how you know")), Key("Escape", N_("back"))),
        listed=False,
    ),
    Page(
        "keys",
        N_("Database keys and recovery"),
        "lock",
        builders.keys,
        "accounts",
        keys=(Key("Escape", N_("back")),),
        listed=False,
        under="administration",
    ),
    Page(
        "slip",
        N_("Slip"),
        "file-text",
        builders.slip,
        "accounts",
        keys=(Key("Ctrl+S", N_("save")), Key("Ctrl+P", N_("print")), Key("Escape", N_("back"))),
        listed=False,
        under="administration",
    ),
)
