"""The keys of the visit editor: every field and every way on without the mouse."""

from functools import partial
from typing import TYPE_CHECKING, Final

from officer_app.i18n import N_
from officer_app.ui.page import Key
from officer_app.visits.drafts import Mode, Trigger

if TYPE_CHECKING:
    from officer_app.ui.visits.editor import VisitEditorView

# Those told in the status bar.
KEYS: Final = (
    Key("Tab", N_("next field")),
    Key("Alt+1 2 3 4", N_("mode")),
    Key("Ctrl+D", N_("demand")),
    Key("Alt+K", N_("checklist")),
    Key("Escape", N_("back, draft kept")),
)
CONFLICT_KEYS: Final = (
    Key("Up Down", N_("field")),
    Key("Left Right", N_("mine, theirs")),
    Key("Ctrl+Return", N_("save so")),
    Key("Escape", N_("back to the form")),
)


def bind(page: "VisitEditorView") -> None:
    """Let them work on the page."""
    fields = page.fields
    for place, mode in enumerate(Mode, 1):
        page.on_key(f"Alt+{place}", partial(fields.mode.choose, mode.value))
    for place, trigger in enumerate(Trigger, len(Mode) + 1):
        page.on_key(f"Alt+{place}", partial(fields.trigger.choose, trigger.value))
    page.on_key("Ctrl+D", fields.demands.begin)
    page.on_key("Ctrl+T", fields.what.offer_templates)
    page.on_key("Ctrl+O", page.papers.choose)
    page.on_key("Alt+K", page.go_on_asking)
    for key, widget in (
        ("Alt+M", fields.people.line),
        ("Alt+C", fields.companions.line),
        ("Alt+R", fields.outcome),
        ("Alt+A", fields.what.answered),
        ("Alt+P", fields.what.policies.line),
        ("Alt+N", fields.next),
    ):
        page.on_key(key, partial(page.to, widget))
    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        page.on_key(keys, page.save)
    for keys in ("Ctrl+Shift+Return", "Ctrl+Shift+Enter"):
        page.on_key(keys, page.save_and_next)
    page.on_key("Escape", page.leave)
