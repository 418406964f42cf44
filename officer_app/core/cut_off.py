"""A server that went away in the middle of a write: was it stored or not?

Every write links its entries to the trail as the last thing before it is stored, and no two have the same link. So a
write that was cut off is looked up by its link when the server answers again: what was stored is told as stored, what
was not is done once more. Where the server does not come back in time, nobody knows; every form carries an identifier
of its own, so that storing it again stores it once.
"""

import time
from typing import Final

import sqlalchemy as sa

from officer_app.core.database import Database
from officer_app.core.errors import DatabaseUnavailable
from officer_app.core.trail_chain import Head, head_at, take_turn
from officer_app.i18n import N_

# How long a server may take to come back, in seconds. A restart after a crash takes one or two.
PATIENCE: Final = 10.0
_BETWEEN: Final = 0.1
# The server ends the connection, or is about to go: class 57P, and everything about connections.
_GOING: Final = ("57P", "08")


class OutcomeUnknown(DatabaseUnavailable):
    """The server was lost while it stored something, and did not come back to tell."""

    message = N_("The server {place} was lost while it stored this; nobody knows yet whether it did.")
    remedy = N_("What was typed is kept. Store it again when the server answers: the same form is stored only once.")


def is_cut(error: BaseException) -> bool:
    """Whether the connection was lost, rather than the statement refused."""
    cause = error if isinstance(error, sa.exc.DBAPIError) else error.__cause__
    if not isinstance(cause, sa.exc.DBAPIError):
        return False
    state = getattr(cause.orig, "sqlstate", None) or ""
    return cause.connection_invalidated or state.startswith(_GOING)


def was_stored(database: Database, end: Head | None) -> bool:
    """What came of a write that was cut off, once the server answers again.

    `end` is where the trail was to end with it; None if it was not about to be stored. Raises OutcomeUnknown, or
    DatabaseUnavailable where surely nothing was stored.
    """
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            with database.connect(writes=True) as connection, connection.begin():
                if end is None:
                    return False
                # What the server has not yet undone, or is just storing, holds the turn.
                take_turn(connection)
                return head_at(connection, end.seq) == end
        except sa.exc.DBAPIError as error:
            if time.monotonic() > deadline:
                if end is None:
                    raise DatabaseUnavailable(
                        place=database.place, reason=str(error.orig).partition("\n")[0]
                    ) from error
                raise OutcomeUnknown(place=database.place) from error
        time.sleep(_BETWEEN)
