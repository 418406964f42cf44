"""After how long a window that nobody uses is locked."""

from typing import Final

from officer_app.core.policy import Dated
from officer_app.core.work import Work, asks
from officer_app.people.access import Permission

IDLE: Final = Dated("lock.idle_minutes", int)
LONGEST_IDLE: Final = 10


@asks(Permission.ENTER)
def idle_minutes(work: Work) -> int:
    """Minutes without a key or a movement; between one and ten."""
    return max(1, min(IDLE.on(work, work.today), LONGEST_IDLE))
