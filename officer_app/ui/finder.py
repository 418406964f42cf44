"""What the search of the window finds: enterprises, then people, visits, demands, cases; pages and their parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from officer_app.core.marking import matched_places
from officer_app.core.search import Query
from officer_app.directory.lists.finding import FoundEnterprise, Reason, found_enterprises
from officer_app.i18n import N_, _
from officer_app.overview.search import Hit as Found
from officer_app.overview.search import Kind, search
from officer_app.people.service import AccountRow, list_officers
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import CaseWanted, DirectoryWanted, EnterpriseWanted, ShowVisit
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
# What a page is part of and cannot be gone to by a key of its own: page, target, title, above it, icon, permission.
_NETWORK: Final = N_("Contact network")
_DIRECTORY: Final = N_("Directory")
_PARTS: Final[tuple[tuple[str, object, str, str, str, str], ...]] = (
    ("network", "gaps", N_("Gaps"), _NETWORK, "network", "assignment_read"),
    ("network", "officers", N_("Officers"), _NETWORK, "network", "assignment_read"),
    ("network", "handovers", N_("Handovers"), _NETWORK, "network", "assignment_read"),
    ("network", "cover", N_("Cover"), _NETWORK, "network", "assignment_read"),
    ("suggestions", None, N_("Suggested officers"), _NETWORK, "scale", "assign"),
    ("editions", None, N_("Editions of the directory"), _DIRECTORY, "book-open", "directory_read"),
    ("industry-queue", None, N_("Industries to confirm"), _DIRECTORY, "tag", "directory_edit"),
    ("duplicates", None, N_("Perhaps entered twice"), _DIRECTORY, "building-2", "directory_read"),
)


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
    officers: list[Hit] = []
    rest: list[Hit] = []
    by_person: set[int] = set()
    jobs = window.desk.jobs

    def tell() -> None:
        deliver([*first, *officers, *rest, *commands])

    def enterprises(found: Sequence[FoundEnterprise]) -> None:
        first.extend(enterprise_hit(one, text) for one in found)
        by_person.update(one.row.id for one in found if one.reason in _PEOPLE)
        tell()
        if window.desk.may("assignment_read"):
            jobs.read(list_officers, then=colleagues, owner=window, latest="search officers")

    def colleagues(rows: Sequence[AccountRow]) -> None:
        officers.extend(_officers(rows, text))
        if officers:
            tell()

    def others(found: Sequence[Found]) -> None:
        # Whoever an enterprise was found by stands there already.
        told = [hit for hit in found if hit.kind is not Kind.CONTACT or hit.enterprise_id not in by_person]
        rest.extend(_hit(hit, text) for hit in told if hit.kind is not Kind.ENTERPRISE)
        if rest:
            tell()

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


def _officers(rows: Sequence[AccountRow], text: str) -> list[Hit]:
    """The officers of that name, each leading to the enterprises served."""
    query = Query.of(text)
    marked = [(row, matched_places(row.name, query)) for row in rows]
    return [
        Hit(
            Destination("directory", DirectoryWanted(officer_id=row.id)),
            row.name,
            f"{row.role.label}·{_('its enterprises')}",
            marks,
            icon="user",
        )
        for row, marks in marked
        if marks
    ][:_OTHERS]


def _pages(window: MainWindow, text: str) -> list[Hit]:
    query, typed = Query.of(text), text.strip().casefold()
    listed = [(page.key, None, page.title, _("Page"), page.icon) for page in window.listed()]
    parts = [
        (page, target, title, _(above), icon)
        for page, target, title, above, icon, permission in _PARTS
        if window.desk.may(permission)
    ]
    found = [
        Hit(Destination(key, target), _(title), caption, matched_places(_(title), query), icon)
        for key, target, title, caption, icon in (*listed, *parts)
    ]
    return [hit for hit in found if typed and (hit.marks or typed in hit.title.casefold())][:_COMMANDS]
