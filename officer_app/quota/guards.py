"""What the database itself refuses: a ledger that does not add up, a state nobody led to."""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers, drop_triggers

# As the first schema made them; what later ones put in their place follows below.
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


_ACTED: Final = (
    "SELECT 1 FROM case_step s WHERE s.case_id = {case} AND s.capacity IS NOT NULL"
    " AND ({who} = s.account_id OR {who} = s.for_account_id)"
)
_VOTED: Final = (
    "SELECT 1 FROM panel_member m JOIN panel p ON p.id = m.panel_id WHERE p.case_id = NEW.case_id"
    " AND m.account_id = {who} AND m.attendance = 'present'"
)


def _two_capacities(who: str) -> str:
    acted = _ACTED.format(case="NEW.case_id", who=who)
    return f"EXISTS ({acted} AND s.capacity <> NEW.capacity) OR EXISTS ({_VOTED.format(who=who)})"


# Since schema 0004: who acts in an absent colleague's place and that colleague have both acted.
_REPLACED: Final = (
    Guard(
        "case_step_one_capacity",
        "INSERT",
        "case_step",
        f"NEW.capacity IS NOT NULL AND ({_two_capacities('NEW.account_id')} OR (NEW.for_account_id IS NOT NULL AND"
        f" ({_two_capacities('NEW.for_account_id')})))",
        "nobody acts on a case in two capacities",
    ),
    Guard(
        "panel_member_one_capacity",
        "INSERT",
        "panel_member",
        "NEW.attendance = 'present' AND EXISTS (SELECT 1 FROM panel p JOIN case_step s ON s.case_id = p.case_id"
        " WHERE p.id = NEW.panel_id AND (s.account_id = NEW.account_id OR s.for_account_id = NEW.account_id)"
        " AND s.capacity IS NOT NULL)",
        "nobody who acted on a case votes on it",
    ),
)
_ADDED: Final = (
    Guard(
        "quota_entry_not_frozen",
        "INSERT",
        "quota_entry",
        "NEW.kind IN ('reserve', 'consume') AND EXISTS (SELECT 1 FROM quota q WHERE q.id = NEW.quota_id"
        " AND q.frozen_at IS NOT NULL)",
        "the pool is frozen",
    ),
    Guard(
        "case_step_in_place_of",
        "INSERT",
        "case_step",
        "NEW.for_account_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM delegation d"
        " WHERE d.from_id = NEW.for_account_id AND d.to_id = NEW.account_id)",
        "nobody acts in the place of somebody who did not leave it to them",
    ),
)


def loosen_guards(connection: Connection) -> None:
    """For the migration to 0004: take away what speaks of tables that are made anew."""
    drop_triggers(connection, _REPLACED)


def create_approval_guards(connection: Connection) -> None:
    """For the migration to 0004: the guards it adds, and those it puts in the place of earlier ones."""
    create_triggers(connection, (*_REPLACED, *_ADDED))
