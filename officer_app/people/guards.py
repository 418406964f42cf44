"""What the database itself refuses of accounts: what a held one decides, and a hold that ends by itself.

Frozen as schema 0005 made them; a later schema puts others in their place.
"""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers

_HELD: Final = (
    "EXISTS (SELECT 1 FROM account a WHERE a.id IN ({who}) AND (a.held_since IS NOT NULL OR a.code_until IS NOT NULL))"
)
_NOT_YET: Final = "a held account decides nothing"

GUARDS: Final = (
    Guard(
        "case_step_not_held",
        "INSERT",
        "case_step",
        "NEW.capacity IN ('reviewer', 'chair', 'countersigner', 'decider') AND "
        + _HELD.format(who="NEW.account_id, NEW.for_account_id"),
        _NOT_YET,
    ),
    Guard(
        "decision_signature_not_held",
        "INSERT",
        "decision_signature",
        _HELD.format(who="NEW.account_id"),
        _NOT_YET,
    ),
    Guard(
        "quota_entry_not_held",
        "INSERT",
        "quota_entry",
        "NEW.kind <> 'release' AND " + _HELD.format(who="NEW.account_id"),
        _NOT_YET,
    ),
    Guard("panel_chair_not_held", "INSERT", "panel", _HELD.format(who="NEW.chair_id"), _NOT_YET),
    Guard("delegation_not_held", "INSERT", "delegation", _HELD.format(who="NEW.made_by"), _NOT_YET),
    Guard(
        "signing_key_not_with_code",
        "INSERT",
        "signing_key",
        "EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.account_id AND a.code_until IS NOT NULL)",
        "who has a code chooses a password before anything else",
    ),
    Guard(
        "vouching_by_witness",
        "INSERT",
        "vouching",
        "NEW.note = '' OR NEW.account_id = NEW.by_id OR NOT EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.by_id"
        " AND a.active AND a.role IN ('supervisor', 'auditor') AND a.held_since IS NULL AND a.code_until IS NULL)"
        " OR NOT EXISTS (SELECT 1 FROM account h WHERE h.id = NEW.account_id AND h.held_since = NEW.held_since"
        " AND h.code_until IS NULL)",
        "another supervisor or an auditor vouches, who is not held",
    ),
    Guard(
        "account_held_until_vouched",
        "UPDATE OF held_since",
        "account",
        "OLD.held_since IS NOT NULL AND NEW.held_since IS NULL AND NOT EXISTS (SELECT 1 FROM vouching v"
        " WHERE v.account_id = OLD.id AND v.held_since = OLD.held_since)",
        "a hold ends when a colleague has vouched",
    ),
    Guard(
        "account_held_with_code",
        "UPDATE OF password_hash",
        "account",
        "NEW.password_hash <> OLD.password_hash AND NEW.code_until IS NOT NULL AND NEW.held_since IS NULL"
        " AND NEW.role IN ('supervisor', 'auditor')",
        "who decides is held when given a code",
    ),
    Guard(
        "account_held_when_appointed",
        "UPDATE OF role, active",
        "account",
        "NEW.active AND NEW.role IN ('supervisor', 'auditor') AND NEW.held_since IS NULL"
        " AND NOT (OLD.active AND OLD.role IN ('supervisor', 'auditor')) AND EXISTS (SELECT 1 FROM account o"
        " WHERE o.id <> NEW.id AND o.active AND o.role IN ('supervisor', 'auditor') AND o.held_since IS NULL)",
        "who is appointed to decide is held until a colleague has vouched",
    ),
)


def create_account_guards(connection: Connection) -> None:
    """For the migration to 0005: create the triggers."""
    create_triggers(connection, GUARDS)
