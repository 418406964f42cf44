"""What the database itself refuses of covers: two at a time for one absent officer, and cover passed on."""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers

# Two covers share a day when each begins by the other's last day, and neither was cancelled before the later begins.
_SHARE_A_DAY: Final = (
    "c.first_on <= NEW.last_on AND NEW.first_on <= c.last_on"
    " AND (c.cancelled_on IS NULL OR (c.cancelled_on > c.first_on AND c.cancelled_on > NEW.first_on))"
    " AND (NEW.cancelled_on IS NULL OR (NEW.cancelled_on > NEW.first_on AND NEW.cancelled_on > c.first_on))"
)
_SAME_PEOPLE: Final = "(c.absent_id = NEW.absent_id OR c.absent_id = NEW.stand_in_id OR c.stand_in_id = NEW.absent_id)"
_MESSAGE: Final = "an absent officer has one stand-in at a time, and who stands in is not absent"
# Covers are few, and each touches two people: all who write them wait for each other.
_ALL: Final = "0"

GUARDS: Final = (
    Guard(
        "cover_alone",
        "INSERT",
        "cover",
        f"EXISTS (SELECT 1 FROM cover c WHERE {_SAME_PEOPLE} AND {_SHARE_A_DAY})",
        _MESSAGE,
        _ALL,
    ),
    Guard(
        "cover_stays_alone",
        "UPDATE",
        "cover",
        f"EXISTS (SELECT 1 FROM cover c WHERE c.id <> NEW.id AND {_SAME_PEOPLE} AND {_SHARE_A_DAY})",
        _MESSAGE,
        _ALL,
    ),
    Guard("cover_stays", "DELETE", "cover", "1 = 1", "a cover is cancelled, never deleted"),
)


def create_cover_guards(connection: Connection) -> None:
    """For migrations: create the triggers."""
    create_triggers(connection, GUARDS)
