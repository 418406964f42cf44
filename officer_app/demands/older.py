"""What a migration gives the demands and settings of earlier offices, so that they count like those of today."""

from typing import Final

import sqlalchemy as sa

from officer_app.core.audit import json_value
from officer_app.demands.clock import LIMIT
from officer_app.demands.model import Category, Urgency
from officer_app.people.settings import as_days

# Working days, urgent, normal and hard, where an earlier version stored no number.
_USUAL: Final = (5, 10, 25)


def limits_by_category(connection: sa.Connection) -> None:
    """An administrator's limits by urgency become those of every category."""
    setting = sa.table(
        "setting", sa.column("id", sa.Integer), sa.column("key", sa.String), sa.column("value", json_value)
    )
    rows = connection.execute(sa.select(setting.c.id, setting.c.value).where(setting.c.key == LIMIT.key)).all()
    for key, value in rows:
        days = [as_days(value.get(urgency.value), usual) for urgency, usual in zip(Urgency, _USUAL, strict=True)]
        by_category = {category.value: list(days) for category in Category}
        connection.execute(sa.update(setting).where(setting.c.id == key).values(value=by_category))


def complete_demands(connection: sa.Connection) -> None:
    """When they were first answered and rated, and how often reopened, from what is on record of them.

    Before, an answer was the first one, a verdict closed the demand at once, and a reopened one kept its old answer's
    day.
    """
    for statement in (
        "UPDATE demand SET first_answered_on = answered_on WHERE answered_on IS NOT NULL",
        "UPDATE demand SET rated_on = COALESCE(closed_on, answered_on, collected_on) WHERE rating IS NOT NULL",
        "UPDATE demand SET reopened = (SELECT COUNT(*) FROM demand_event"
        " WHERE demand_event.demand_id = demand.id AND demand_event.step = 'reopen')"
        " WHERE id IN (SELECT demand_id FROM demand_event WHERE step = 'reopen')",
        "UPDATE demand SET answered_on = NULL WHERE state = 'in_progress'",
    ):
        connection.execute(sa.text(statement))
