"""The sample office's clock, set to each invented moment before it happens."""

from datetime import date, datetime, time

from officer_app.core.work import OFFICE_ZONE


class SampleClock:
    """A clock that stands at the moment it was last set to."""

    def __init__(self, day: date) -> None:
        self.set(day, 9)

    def __call__(self) -> datetime:
        return self._now

    def set(self, day: date, hour: int, minute: int = 0) -> None:
        """Go to a time of a day in Shanghai."""
        self._now = datetime.combine(day, time(hour, minute), OFFICE_ZONE)
