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

    def live_until(self, day: date, hour: int, lived_share: Callable[[float], None] = lambda _share: None) -> None:
        """Live through all that is entered before an hour of a day, and stop the clock there.

        `lived_share` is told before each happening how much of the time, 0 to 1, has passed.
        """
        begin, end = self._now, datetime.combine(day, time(hour), OFFICE_ZONE)
        while self._entries and self._entries[0][0] <= end:
            moment, _order, happening = heapq.heappop(self._entries)
            self._now = max(self._now, moment)
            lived_share((self._now - begin) / (end - begin))
            happening()
        self._now = end
