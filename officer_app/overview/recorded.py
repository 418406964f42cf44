"""What decides who may do what, and what was decided, compared with what the trail says it is.

A role, the day of a decision or the pool of a case is one word in a row: nothing else in the database would tell that
somebody changed it with a statement of their own. The trail tells, since it records every change the program makes.
"""

from collections.abc import Mapping
from typing import Any, Final  # Any: values of a JSON object

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.core.audit import as_json
from officer_app.core.database import Base
from officer_app.core.schema_record import parts, recorded_parts
from officer_app.i18n import N_, _

# By table: the columns that decide.
WATCHED: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("name", "role", "active", "code_until", "held_since"),
    "talent_case": ("state", "pool", "decided_on", "accepted_on", "filed_by"),
    "setting": ("key", "value", "valid_from"),
    "delegation": ("absent_id", "deputy_id", "starts_on", "ends_on"),
    "signing_key": ("account_id", "public_key"),
}
_NAMES: Final = {
    "account": N_("account"),
    "talent_case": N_("case"),
    "setting": N_("setting"),
    "delegation": N_("delegation"),
    "signing_key": N_("signing key"),
}
_GUARDS_TOLD: Final = 20


class Recorded:
    """The last value of each watched column that the trail tells of, row by row."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, int], dict[str, object]] = {}

    def hear(self, entry: Mapping[str, Any]) -> None:
        """An entry of the trail, in their order."""
        columns = WATCHED.get(entry["entity"])
        if columns is None or entry["entity_id"] is None:
            return
        key = (entry["entity"], entry["entity_id"])
        if entry["action"] == "delete":
            self._last.pop(key, None)
        elif entry["action"] in ("insert", "update") and isinstance(after := entry["after"], dict):
            told = {name: after[name] for name in columns if name in after}
            if told:
                self._last.setdefault(key, {}).update(told)

    def compare(self, session: Session) -> tuple[int, list[str]]:
        """How many rows were compared, and what is otherwise than the trail says, in sentences."""
        count, faults = 0, []
        for table in WATCHED:
            columns = Base.metadata.tables[table].c
            names = [name for name in WATCHED[table] if name in columns]
            there: set[int] = set()
            for row in session.execute(sa.select(columns.id, *(columns[name] for name in names)).order_by(columns.id)):
                there.add(row[0])
                told = self._last.get((table, row[0]))
                if told is None:
                    # What the trail has never heard of was not stored by the program; but rows of the earliest
                    # versions, and those a migration made, it knows only from their first change on.
                    continue
                count += 1
                for name, value in zip(names, row[1:], strict=True):
                    if name in told and not _same(told[name], value):
                        words = _("{what} {id}: “{column}” was changed by another hand.")
                        faults.append(words.format(what=_(_NAMES[table]), id=row[0], column=name))
            for kind, key in self._last:
                if kind == table and key not in there:
                    faults.append(_("{what} {id} was removed by another hand.").format(what=_(_NAMES[table]), id=key))
        return count, faults


def _same(told: object, value: object) -> bool:
    now = as_json(value)
    return told == now or (isinstance(told, str) and isinstance(now, str) and _moment(told) == _moment(now))


def _moment(text: str) -> str:
    return text.replace(" ", "T").removesuffix("+00:00")


def guard_faults(connection: sa.Connection) -> list[str]:
    """Parts of the schema that are missing, were changed, or are there besides, in sentences."""
    known, now = recorded_parts(connection), parts(connection)
    if known is None:
        return [_("The trail does not say what the schema consists of.")]
    faults = []
    for name, digest in known.items():
        if name not in now:
            faults.append(_("The database's own rule is missing: {name}.").format(name=name))
        elif now[name] != digest:
            faults.append(_("The database's own rule was changed: {name}.").format(name=name))
    beside = _("The database has a rule that the program did not make: {name}.")
    faults += [beside.format(name=name) for name in sorted(now.keys() - known.keys()) if name.startswith("trigger ")]
    return faults[:_GUARDS_TOLD]
