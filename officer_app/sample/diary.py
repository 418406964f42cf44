"""The sample office's diary: what happens when, lived through in the order of time.

The trail of an office runs forward, so the invented year is lived through moment by moment; what happens may enter
what follows from it.
"""

import heapq
from collections.abc import Callable
from datetime import date, datetime, time
from itertools import count

from officer_app.core.work import OFFICE_ZONE

Happening = Callable[[], object]


class Diary:
    """A clock with appointments."""

    def __init__(self, begin: date) -> None:
        self._now = datetime.combine(begin, time(8), OFFICE_ZONE)
        self._entries: list[tuple[datetime, int, Happening]] = []
        self._order = count()

    def __call__(self) -> datetime:
        """The present moment; the diary serves as the office's clock."""
        return self._now

    @property
    def today(self) -> date:
        """The present day."""
        return self._now.date()

    def enter(self, day: date, hour: int, minute: int, happening: Happening) -> None:
        """Let something happen at a time of a day in Shanghai."""
        moment = datetime.combine(day, time(hour, minute), OFFICE_ZONE)
        heapq.heappush(self._entries, (moment, next(self._order), happening))

    def live_until(self, day: date, hour: int) -> int:
        """Live through all that is entered before an hour of a day, and stop the clock there; tells how much it was."""
        end = datetime.combine(day, time(hour), OFFICE_ZONE)
        lived = 0
        while self._entries and self._entries[0][0] <= end:
            moment, _order, happening = heapq.heappop(self._entries)
            self._now = max(self._now, moment)
            happening()
            lived += 1
        self._now = end
        return lived
