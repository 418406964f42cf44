"""What the search of the window finds: enterprises first, then people, visits, demands, cases, and pages by name."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from officer_app.core.marking import matched_places
from officer_app.core.search import Query
from officer_app.directory.lists.finding import FoundEnterprise, Reason, found_enterprises
from officer_app.i18n import _
from officer_app.overview.search import Hit as Found
from officer_app.overview.search import Kind, search
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import CaseWanted, EnterpriseWanted, ShowVisit
from officer_app.ui.widgets.search_box import Deliver
from officer_app.ui.widgets.search_popup import Hit

_ENTERPRISES: Final = 8
_OTHERS: Final = 4
_COMMANDS: Final = 4
_PEOPLE: Final = frozenset({Reason.CONTACT, Reason.PHONE})
_ICONS: Final = {
    Kind.CONTACT: "user",
    Kind.VISIT: "map-pin-check-inside",
    Kind.DEMAND: "message-square-text",
    Kind.CASE: "award",
}


@dataclass(frozen=True, slots=True)
class Destination:
    """Where a hit leads."""

    page: str
    target: object = None


def find(window: MainWindow, text: str, deliver: Deliver) -> None:
    """Deliver enterprises and pages at once, and again with everything else as soon as it is found."""
    commands = _pages(window, text)
    if not window.desk.may("directory_read"):
        deliver(commands)
        return
    first: list[Hit] = []
    by_person: set[int] = set()

    def enterprises(found: Sequence[FoundEnterprise]) -> None:
        first.extend(enterprise_hit(one, text) for one in found)
        by_person.update(one.row.id for one in found if one.reason in _PEOPLE)
        deliver([*first, *commands])

    def others(found: Sequence[Found]) -> None:
        # Whoever an enterprise was found by stands there already.
        told = [hit for hit in found if hit.kind is not Kind.CONTACT or hit.enterprise_id not in by_person]
        rest = [_hit(hit, text) for hit in told if hit.kind is not Kind.ENTERPRISE]
        if rest:
            deliver([*first, *rest, *commands])

    jobs = window.desk.jobs
    jobs.read(found_enterprises, text, _ENTERPRISES, then=enterprises, owner=window, latest="search enterprises")
    jobs.read(search, text, limit=_OTHERS, then=others, owner=window, latest="search others")


def follow(window: MainWindow, hit: Hit) -> None:
    """Go where the hit leads."""
    if isinstance(hit.value, Destination):
        window.go(hit.value.page, hit.value.target)


def enterprise_hit(found: FoundEnterprise, text: str) -> Hit:
    """An enterprise as a hit, with the characters that answer what was typed marked; else with what did."""
    row = found.row
    facts = [row.subdistrict, row.industry.label if row.industry else "", row.liaison or _("no liaison officer")]
    return Hit(
        Destination("enterprise", EnterpriseWanted(row.id, "contacts" if found.reason in _PEOPLE else "overview")),
        row.name,
        found.why or "·".join(fact for fact in facts if fact),
        matched_places(row.name, Query.of(text)),
        tail=row.uscc,
    )


def _hit(found: Found, text: str) -> Hit:
    target: dict[Kind, Destination] = {
        Kind.CONTACT: Destination("enterprise", EnterpriseWanted(found.enterprise_id, "contacts")),
        Kind.VISIT: Destination("visits", ShowVisit(found.id)),
        Kind.DEMAND: Destination("demands", found.id),
        Kind.CASE: Destination("case", CaseWanted(found.id)),
    }
    caption = "·".join(part for part in (found.kind.label, found.why, found.detail) if part)
    marks = matched_places(found.title, Query.of(text))
    return Hit(target[found.kind], found.title, caption, marks, icon=_ICONS[found.kind])


def _pages(window: MainWindow, text: str) -> list[Hit]:
    typed = text.strip().casefold()
    fitting = [page for page in window.listed() if typed in _(page.title).casefold()]
    return [
        Hit(
            Destination(page.key),
            _(page.title),
            _("Page"),
            matched_places(_(page.title), Query.of(text)),
            page.icon,
        )
        for page in fitting[:_COMMANDS]
    ]
