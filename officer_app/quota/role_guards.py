"""What the database itself refuses of the three that are kept apart: who administers and who audits decide nothing.

The permission table refuses it first; these hold for every hand past the program, too. Frozen as schema 0005 made them;
a later schema puts others in their place.
"""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers

_OFFICERS: Final = "'liaison', 'specialist', 'supervisor', 'staff'"
_SUPERVISOR: Final = "'supervisor'"

_OWN_RIGHT: Final = {
    "pre_reviewer": "'liaison', 'supervisor'",
    "acceptor": "'specialist'",
    "reviewer": _SUPERVISOR,
}


def _is_one_of(who: str, roles: str) -> str:
    return f"EXISTS (SELECT 1 FROM account a WHERE a.id = {who} AND a.active AND a.role IN ({roles}))"


GUARDS: Final = (
    Guard(
        "account_has_one_role",
        "INSERT",
        "account",
        f"NEW.role NOT IN ({_OFFICERS}, 'administrator', 'auditor')",
        "an account has one of the six roles",
    ),
    Guard(
        "account_keeps_one_role",
        "UPDATE OF role",
        "account",
        f"NEW.role NOT IN ({_OFFICERS}, 'administrator', 'auditor')",
        "an account has one of the six roles",
    ),
    # Which roles prepare and decide, case_step_by_role says; this is about what only files or records.
    Guard(
        "case_step_by_officer",
        "INSERT",
        "case_step",
        f"(NEW.capacity IS NULL OR NEW.capacity = 'filer') AND NOT {_is_one_of('NEW.account_id', _OFFICERS)}",
        "who administers or audits takes no step on a case",
    ),
    # In one's own right; who acts in a colleague's place was left it by somebody of that role (case_step_in_place_of).
    Guard(
        "case_step_in_own_right",
        "INSERT",
        "case_step",
        "NEW.for_account_id IS NULL AND ("
        + " OR ".join(
            f"(NEW.capacity = '{capacity}' AND NOT {_is_one_of('NEW.account_id', roles)})"
            for capacity, roles in _OWN_RIGHT.items()
        )
        + ")",
        "this role does not take this step in its own right",
    ),
    Guard(
        "panel_chaired_by_supervisor",
        "INSERT",
        "panel",
        f"NOT {_is_one_of('NEW.chair_id', _SUPERVISOR)}",
        "a supervisor chairs the panel",
    ),
    Guard(
        "panel_member_of_office",
        "INSERT",
        "panel_member",
        f"NEW.account_id IS NOT NULL AND NEW.attendance = 'present' AND NOT {_is_one_of('NEW.account_id', _OFFICERS)}",
        "who administers or audits has no vote",
    ),
    Guard(
        "decision_signature_by_role",
        "INSERT",
        "decision_signature",
        f"NOT {_is_one_of('NEW.account_id', _OFFICERS)}",
        "who administers or audits signs no verdict",
    ),
    Guard(
        "quota_entry_by_role",
        "INSERT",
        "quota_entry",
        f"NOT {_is_one_of('NEW.account_id', _OFFICERS)} OR (NEW.kind IN ('grant', 'adjust', 'reverse', 'consume')"
        f" AND NOT {_is_one_of('NEW.account_id', _SUPERVISOR)})",
        "a supervisor answers for the quota",
    ),
    Guard(
        "delegation_by_supervisor",
        "INSERT",
        "delegation",
        f"NOT {_is_one_of('NEW.made_by', _SUPERVISOR)}",
        "a supervisor arranges who acts in whose place",
    ),
)


def create_role_guards(connection: Connection) -> None:
    """For the migration to 0005: create the triggers."""
    create_triggers(connection, GUARDS)
