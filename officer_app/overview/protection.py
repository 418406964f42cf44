"""How this office is protected at the moment: what the page on protection says beside the promises and their limits."""

from dataclasses import dataclass
from datetime import datetime

from officer_app.core.backup.manifest import listed
from officer_app.core.backup.places import places
from officer_app.core.errors import AppError
from officer_app.core.identity import office_uuid
from officer_app.core.trail_chain import head
from officer_app.core.work import Work, asks
from officer_app.people.access import Permission
from officer_app.people.locking import IDLE, LONGEST_IDLE


@dataclass(frozen=True, slots=True)
class Protection:
    """`opening` counts the key slots; moments are None for never; `head` is where the trail ends, as on papers."""

    on_server: bool
    encrypted: bool
    opening: int
    recovery_at: datetime | None
    backup_at: datetime | None
    idle_minutes: int
    head: str


@asks(Permission.OWN_ACCOUNT)
def protection(work: Work) -> Protection:
    """The state of the office now. Of people it says nothing but how many can open the database."""
    connection = work.session.connection()
    on_server = not work.on_sqlite
    encrypted, opening, recovery_at = False, 0, None
    if work.slots is not None and not on_server:
        try:
            state = work.slots.state()
            encrypted, opening, recovery_at = state.encrypted, len(state.names), state.recovery_at
        except AppError:
            # The key file is told of where it matters: at the next sign-in, and to administrators.
            encrypted = True
    office = office_uuid(connection)
    rows = [] if on_server else [row for place in places().every for row in listed(place, office)]
    return Protection(
        on_server,
        encrypted,
        opening,
        recovery_at,
        max((row.manifest.at for row in rows if row.manifest is not None), default=None),
        max(1, min(IDLE.on(work, work.today), LONGEST_IDLE)),
        head(connection).short,
    )
