"""What the search of the window finds: enterprises by the index, pages by their names."""

from collections.abc import Sequence
from dataclasses import dataclass

from officer_app.directory.browsing import EnterpriseRow, search_enterprises
from officer_app.i18n import _
from officer_app.ui.main_window import MainWindow
from officer_app.ui.widgets.search_box import Deliver
from officer_app.ui.widgets.search_popup import Hit

_ENTERPRISES = 8
_COMMANDS = 4


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a hit leads."""

    page: str
    target: object = None


def find(window: MainWindow, text: str, deliver: Deliver) -> None:
    """Deliver what fits the text: enterprises first, then pages."""
    commands = _pages(window, text)
    if not window.desk.may("directory_read"):
        deliver(commands)
        return

    def found(rows: Sequence[EnterpriseRow]) -> None:
        deliver([*(enterprise_hit(row, text, Destination("enterprise", row.id)) for row in rows), *commands])

    window.desk.jobs.read(
        search_enterprises, text, _ENTERPRISES, then=found, owner=window, latest="search", failed=lambda _error: None
    )


def follow(window: MainWindow, hit: Hit) -> None:
    """Go where the hit leads."""
    if isinstance(hit.value, Destination):
        window.go(hit.value.page, hit.value.target)


def enterprise_hit(row: EnterpriseRow, text: str, value: object) -> Hit:
    """An enterprise as a hit, with the characters that were typed marked."""
    facts = [row.subdistrict, row.industry.label if row.industry else "", row.liaison or _("no liaison officer")]
    return Hit(value, row.name, "·".join(fact for fact in facts if fact), marks(row.name, text), tail=row.uscc)


def marks(name: str, text: str) -> frozenset[int]:
    """The places of a name at which a typed word stands."""
    lower, found = name.casefold(), set[int]()
    for word in text.casefold().split():
        at = lower.find(word)
        if at >= 0:
            found.update(range(at, at + len(word)))
    return frozenset(found)


def _pages(window: MainWindow, text: str) -> list[Hit]:
    typed = text.strip().casefold()
    fitting = [page for page in window.listed() if typed in _(page.title).casefold()]
    return [
        Hit(Destination(page.key), _(page.title), _("Page"), marks(_(page.title), typed), icon=page.icon)
        for page in fitting[:_COMMANDS]
    ]
