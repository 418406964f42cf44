"""What the database itself refuses: a ledger that does not add up, a state nobody led to."""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers

GUARDS: Final = (
    Guard(
        "quota_starts_empty",
        "INSERT",
        "quota",
        "NEW.total <> 0 OR NEW.reserved <> 0 OR NEW.used <> 0 OR NEW.entries <> 0",
        "a pool starts empty and is granted units by its ledger",
    ),
    Guard(
        "quota_follows_ledger",
        "UPDATE OF id, total, reserved, used, entries",
        "quota",
        "NEW.id <> OLD.id OR NEW.entries <> OLD.entries + 1 OR NOT EXISTS ("
        "SELECT 1 FROM quota_entry e WHERE e.quota_id = NEW.id AND e.seq = NEW.entries"
        " AND e.total = NEW.total AND e.reserved = NEW.reserved AND e.used = NEW.used)",
        "counters change only with an entry of the ledger",
    ),
    Guard("quota_stays", "DELETE", "quota", "1 = 1", "a pool is never deleted"),
    Guard(
        "quota_entry_adds_up",
        "INSERT",
        "quota_entry",
        "NOT EXISTS (SELECT 1 FROM quota q WHERE q.id = NEW.quota_id AND NEW.seq = q.entries + 1"
        " AND NEW.total = q.total + NEW.d_total AND NEW.reserved = q.reserved + NEW.d_reserved"
        " AND NEW.used = q.used + NEW.d_used)",
        "an entry must add up with the one before it",
    ),
    Guard(
        "quota_entry_one_unit",
        "INSERT",
        "quota_entry",
        "NEW.case_id IS NOT NULL AND EXISTS (SELECT 1 FROM ("
        "SELECT COALESCE(SUM(d_reserved), 0) + NEW.d_reserved AS r, COALESCE(SUM(d_used), 0) + NEW.d_used AS u"
        " FROM quota_entry WHERE case_id = NEW.case_id) s WHERE s.r < 0 OR s.u < 0 OR s.r + s.u > 1)",
        "a case holds one unit at most",
    ),
    Guard(
        "quota_entry_reverses",
        "INSERT",
        "quota_entry",
        "NEW.reverses_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM quota_entry e WHERE e.id = NEW.reverses_id"
        " AND NEW.kind = 'reverse' AND e.kind <> 'reverse' AND e.quota_id = NEW.quota_id"
        " AND COALESCE(e.case_id, 0) = COALESCE(NEW.case_id, 0) AND NEW.d_total = -e.d_total"
        " AND NEW.d_reserved = -e.d_reserved AND NEW.d_used = -e.d_used)",
        "a reversal is the exact opposite of the entry it reverses",
    ),
    Guard(
        "talent_case_starts",
        "INSERT",
        "talent_case",
        "NEW.state <> 'pre_review'",
        "a case starts in pre-review",
    ),
    Guard(
        "talent_case_follows_steps",
        "UPDATE OF state",
        "talent_case",
        "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM case_step s WHERE s.state_before = OLD.state"
        " AND s.state_after = NEW.state"
        " AND s.id = (SELECT MAX(l.id) FROM case_step l WHERE l.case_id = NEW.id))",
        "a case moves only by a recorded step",
    ),
    Guard("talent_case_stays", "DELETE", "talent_case", "1 = 1", "a case is never deleted"),
    Guard(
        "case_step_from_here",
        "INSERT",
        "case_step",
        "NEW.state_before IS NOT NULL AND NOT EXISTS (SELECT 1 FROM talent_case c"
        " WHERE c.id = NEW.case_id AND c.state = NEW.state_before)",
        "a step starts where the case stands",
    ),
    Guard(
        "case_step_one_capacity",
        "INSERT",
        "case_step",
        "NEW.capacity IS NOT NULL AND (EXISTS (SELECT 1 FROM case_step s WHERE s.case_id = NEW.case_id"
        " AND s.account_id = NEW.account_id AND s.capacity <> NEW.capacity)"
        " OR EXISTS (SELECT 1 FROM panel_member m JOIN panel p ON p.id = m.panel_id WHERE p.case_id = NEW.case_id"
        " AND m.account_id = NEW.account_id AND m.attendance = 'present'))",
        "nobody acts on a case in two capacities",
    ),
    Guard(
        "panel_member_one_capacity",
        "INSERT",
        "panel_member",
        "NEW.attendance = 'present' AND EXISTS (SELECT 1 FROM panel p JOIN case_step s ON s.case_id = p.case_id"
        " WHERE p.id = NEW.panel_id AND s.account_id = NEW.account_id AND s.capacity IS NOT NULL)",
        "nobody who acted on a case votes on it",
    ),
)


def create_guards(connection: Connection) -> None:
    """For migrations: create the triggers."""
    create_triggers(connection, GUARDS)
