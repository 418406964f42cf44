"""What is said after a visit was saved."""

from collections.abc import Sequence

from officer_app.ui.page import PageView
from officer_app.visits.cautions import Caution, visit_cautions


def tell_saved(page: PageView, visit_id: int, words: str, step: str = "") -> None:
    """Say in the page's bar that a visit is stored, and what is out of the ordinary about it."""

    def say(cautions: Sequence[Caution]) -> None:
        steps = [step, *(caution.label for caution in cautions)]
        page.error_bar.say(words, "\n".join(filter(None, steps)), kind="warn" if cautions else "ok")

    page.desk.jobs.read(visit_cautions, visit_id, then=say, owner=page)
