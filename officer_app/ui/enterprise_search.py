"""Looking an enterprise up while typing: what a picker offers, the officer's own enterprises first."""

from PySide6.QtCore import QObject

from officer_app.i18n import _
from officer_app.ui.page import Desk
from officer_app.ui.widgets import Hit, PillSpec
from officer_app.ui.widgets.search_box import Deliver, Fetch
from officer_app.ui.wording import NEAR, limit_pill
from officer_app.visits.brief import Candidate, find_enterprises


def enterprise_fetch(desk: Desk, owner: QObject) -> Fetch:
    """The `fetch` of a picker on a page."""

    def fetch(text: str, deliver: Deliver) -> None:
        def found(candidates: list[Candidate]) -> None:
            deliver([enterprise_hit(candidate) for candidate in candidates])

        desk.jobs.read(find_enterprises, text, then=found, owner=owner, latest="enterprises")

    return fetch


def enterprise_hit(candidate: Candidate) -> Hit:
    """An enterprise as a picker shows it; its value is the id."""
    industry = candidate.industry.label if candidate.industry is not None else ""
    pill: PillSpec | None = None
    if not candidate.liaison:
        pill = PillSpec(_("No liaison officer"), "warn", "user-x")
    elif candidate.days_left is not None and candidate.days_left <= NEAR:
        pill = limit_pill(candidate.days_left)
    return Hit(
        candidate.enterprise_id,
        candidate.name,
        candidate.why or "·".join(part for part in (candidate.subdistrict, industry, candidate.liaison) if part),
        candidate.marks,
        pill=pill,
        tail=candidate.uscc,
    )
