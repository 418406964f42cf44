"""What the schema consists of, put into the audit trail when it is made or upgraded.

The guards of the database hold only while they are there: whoever can take one away can do what it forbids and put it
back. So the trail knows every table, index, constraint and trigger by a digest of its definition, and verification
names what is missing, changed, or there besides.
"""

import hashlib
import json
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from officer_app.core.trail_chain import link_entries

ENTITY: Final = "schema"
_SIGNS: Final = 16
_QUERIES: Final = {
    "sqlite": ("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'",),
    "postgresql": (
        "SELECT 'trigger', tgname, pg_get_triggerdef(t.oid) || tgenabled::text || p.prosrc FROM pg_trigger t"
        " JOIN pg_proc p ON p.oid = t.tgfoid JOIN pg_class c ON c.oid = t.tgrelid"
        " WHERE NOT tgisinternal AND c.relnamespace = current_schema()::regnamespace",
        "SELECT 'constraint', conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype IN ('c', 'u', 'f', 'p', 'x') AND connamespace = current_schema()::regnamespace",
        "SELECT 'index', indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()",
    ),
}


def parts(connection: sa.Connection) -> dict[str, str]:
    """Every part of the schema, as kind and name, and a digest of its definition."""
    found: dict[str, str] = {}
    for query in _QUERIES[connection.dialect.name]:
        for kind, name, text in connection.exec_driver_sql(query.replace("%", "%%") if "pg_" in query else query):
            found[f"{kind} {name}"] = hashlib.sha256(text.encode()).hexdigest()[:_SIGNS]
    return dict(sorted(found.items()))


def record_schema(connection: sa.Connection, version: str, at: datetime) -> None:
    """Put the schema as it is now into the trail, in the transaction that made it."""
    from officer_app.core.audit import AuditEntry

    entry = {
        "at": at,
        "actor_id": None,
        "actor_name": "",
        "on_behalf_of": "",
        "use_case": "upgrade",
        "action": "upgrade",
        "entity": ENTITY,
        "entity_id": None,
        "after": {"version": version, "parts": parts(connection)},
    }
    entry_id = connection.scalar(sa.insert(AuditEntry).values(entry).returning(AuditEntry.id))
    assert entry_id is not None
    link_entries(connection, [entry_id])


def recorded_parts(connection: sa.Connection) -> dict[str, str] | None:
    """The parts as the trail knows them; None where it does not."""
    query = f"SELECT after FROM audit_entry WHERE entity = '{ENTITY}' AND action = 'upgrade' ORDER BY id DESC LIMIT 1"
    held = connection.exec_driver_sql(query).scalar()
    try:
        told = json.loads(held) if isinstance(held, str) else held
        found = told["parts"] if told else None
    except (ValueError, KeyError, TypeError):
        return None
    return found if isinstance(found, dict) else None
