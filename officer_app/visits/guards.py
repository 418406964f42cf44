"""What the database refuses of visits: anything new, other or gone in a month that was closed."""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers

# What a log says. The enterprise is not among it: merged enterprises take their visits along.
LOCKED: Final = (
    "officer_id",
    "on_behalf_of",
    "visited_on",
    "starts_at",
    "ends_at",
    "planned_starts_at",
    "planned_ends_at",
    "mode",
    "trigger",
    "outcome",
    "place",
    "content",
    "answered",
    "follow_up",
    "next_contact_on",
    "entered_by",
    "imported_from",
)
MESSAGE: Final = "the month of the visit is settled"


def create_visit_guards(connection: Connection) -> None:
    """For migrations: create the triggers."""
    sqlite = connection.dialect.name == "sqlite"
    begins = "date({row}.visited_on, 'start of month')" if sqlite else "date_trunc('month', {row}.visited_on)::date"
    alone = "(extract(year from {row}.visited_on) * 12 + extract(month from {row}.visited_on))::int"
    closed = f"EXISTS (SELECT 1 FROM month_closing c WHERE c.reopened_at IS NULL AND c.month = {begins})"
    create_triggers(
        connection,
        [
            Guard(f"visit_month_{name}", event, "visit", closed.format(row=row), MESSAGE, alone.format(row=row))
            for name, event, row in (
                ("added", "INSERT", "NEW"),
                ("changed", f"UPDATE OF {', '.join(LOCKED)}", "OLD"),
                ("moved", "UPDATE OF visited_on", "NEW"),
                ("removed", "DELETE", "OLD"),
            )
        ],
    )
