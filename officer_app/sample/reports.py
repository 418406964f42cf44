"""The sample office's reports: each month's is issued early in the next; one was issued anew."""

from datetime import date
from functools import partial
from typing import Final
from uuid import NAMESPACE_OID, uuid5

from officer_app.core.work import Office
from officer_app.overview.archive import IssuedKind, PaperWish, issue_paper
from officer_app.sample.diary import Diary
from officer_app.sample.people import Crew
from officer_app.visits.periods import month_of

# The day of issue, and a day of the month it tells of.
_ISSUED: Final = (
    (date(2026, 8, 4), date(2026, 7, 1)),
    (date(2026, 8, 7), date(2026, 7, 1)),
    (date(2026, 9, 2), date(2026, 8, 1)),
)


class Reports:
    """Enters the issuing of reports into the diary."""

    def __init__(self, office: Office, diary: Diary, crew: Crew) -> None:
        self._office, self._diary, self._crew = office, diary, crew

    def plan(self) -> None:
        """Let the office staff issue them."""
        for day, month in _ISSUED:
            self._diary.enter(day, 16, 40, partial(self._issue, day, month))

    def _issue(self, day: date, month: date) -> None:
        period = month_of(month)
        wish = PaperWish(IssuedKind.VISIT_REPORT, period.first, period.last)
        draft_id = str(uuid5(NAMESPACE_OID, f"sample report {day}"))
        self._office.perform(issue_paper, self._crew.staff, wish, draft_id)
