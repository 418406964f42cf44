"""What the database refuses of duties: days that belong to two.

An enterprise has one liaison officer and one backup on any day, an officer serves it once in a role, and a sub-district
has one officer. Days are half-open, [starts_on, ends_on); a duty without days is no duty. What is only shortened
cannot come to overlap and is let through, so that rows of older databases can still be mended.
"""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers

_MEETS: Final = (
    "(NEW.ends_on IS NULL OR NEW.ends_on > NEW.starts_on)"
    " AND EXISTS (SELECT 1 FROM {table} o WHERE {same}"
    " AND (o.ends_on IS NULL OR (o.ends_on > o.starts_on AND o.ends_on > NEW.starts_on))"
    " AND (NEW.ends_on IS NULL OR NEW.ends_on > o.starts_on))"
)
_GROWS: Final = (
    "NOT ({still} AND NEW.starts_on >= OLD.starts_on"
    " AND (OLD.ends_on IS NULL OR (NEW.ends_on IS NOT NULL AND NEW.ends_on <= OLD.ends_on)))"
)


def _pair(table: str, same: str, still: str, columns: str, alone_for: str, message: str) -> tuple[Guard, Guard]:
    added = _MEETS.format(table=table, same=same)
    changed = f"{_GROWS.format(still=still)} AND {_MEETS.format(table=table, same=f'{same} AND o.id <> NEW.id')}"
    return (
        Guard(f"{table}_days_added", "INSERT", table, added, message, alone_for),
        Guard(f"{table}_days_changed", f"UPDATE OF {columns}", table, changed, message, alone_for),
    )


GUARDS: Final = (
    *_pair(
        "assignment",
        "o.enterprise_id = NEW.enterprise_id AND o.role = NEW.role"
        " AND (NEW.role IN ('liaison', 'backup') OR o.account_id = NEW.account_id)",
        "NEW.enterprise_id = OLD.enterprise_id AND NEW.role = OLD.role AND NEW.account_id = OLD.account_id",
        "enterprise_id, account_id, role, starts_on, ends_on",
        "NEW.enterprise_id",
        "the days of two duties for one enterprise overlap",
    ),
    *_pair(
        "subdistrict_duty",
        "o.subdistrict_id = NEW.subdistrict_id",
        "NEW.subdistrict_id = OLD.subdistrict_id",
        "subdistrict_id, starts_on, ends_on",
        "NEW.subdistrict_id",
        "the days of two duties for one sub-district overlap",
    ),
)


def create_duty_guards(connection: Connection) -> None:
    """For migrations: create the triggers."""
    create_triggers(connection, GUARDS)
