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
    chaired = f"SELECT 1 FROM panel c WHERE c.case_id = NEW.case_id AND c.chair_id = {who} AND NEW.capacity <> 'chair'"
    voted = _VOTED.format(who=who)
    return f"EXISTS ({acted} AND s.capacity <> NEW.capacity) OR EXISTS ({voted}) OR EXISTS ({chaired})"


# Since schema 0004: who acts in an absent colleague's place and that colleague have both acted; a case holds its unit
# in one pool, though two pools are written to at the same moment.
_REPLACED: Final = (
    Guard(
        "quota_entry_one_unit",
        "INSERT",
        "quota_entry",
        "NEW.case_id IS NOT NULL AND EXISTS (SELECT 1 FROM ("
        "SELECT COALESCE(SUM(d_reserved), 0) + NEW.d_reserved AS r, COALESCE(SUM(d_used), 0) + NEW.d_used AS u,"
        " COALESCE(SUM(CASE WHEN quota_id = NEW.quota_id THEN d_reserved ELSE 0 END), 0) + NEW.d_reserved AS here_r,"
        " COALESCE(SUM(CASE WHEN quota_id = NEW.quota_id THEN d_used ELSE 0 END), 0) + NEW.d_used AS here_u"
        " FROM quota_entry WHERE case_id = NEW.case_id) s"
        " WHERE s.r < 0 OR s.u < 0 OR s.r + s.u > 1 OR s.here_r < 0 OR s.here_u < 0)",
        "a case holds one unit at most",
        alone_for="NEW.case_id",
    ),
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
# The year of an entry as its time is stored; around New Year it depends on the time zone.
_AT_YEAR: Final = "CAST(SUBSTR(CAST(NEW.at AS TEXT), 1, 4) AS INTEGER)"
_AT_DAY: Final = "SUBSTR(CAST(NEW.at AS TEXT), 6, 5)"
_ADDED: Final = (
    Guard(
        "quota_is_one_kind",
        "INSERT",
        "quota",
        "(NEW.kind = 'general') <> (NEW.name = 'general') OR (NEW.kind = 'industry') <> (NEW.industry IS NOT NULL)"
        " OR TRIM(NEW.name) = '' OR TRIM(NEW.name) <> NEW.name OR NEW.frozen_at IS NOT NULL",
        "a pool is general, of an industry or of a campaign",
    ),
    Guard(
        "quota_replaces_nothing",
        "INSERT",
        "quota",
        "EXISTS (SELECT 1 FROM quota q WHERE q.id = NEW.id)",
        "a pool is never replaced",
    ),
    Guard(
        "quota_keeps_its_name",
        "UPDATE OF id, year, name, kind, industry",
        "quota",
        "NEW.id <> OLD.id OR NEW.year <> OLD.year OR NEW.name <> OLD.name OR NEW.kind <> OLD.kind"
        " OR COALESCE(NEW.industry, '') <> COALESCE(OLD.industry, '')",
        "a pool keeps its year, name and kind",
    ),
    Guard(
        "quota_frozen_with_reason",
        "UPDATE OF frozen_at, frozen_by, freeze_reason",
        "quota",
        "(NEW.frozen_at IS NULL) <> (NEW.frozen_by IS NULL) OR (NEW.frozen_at IS NOT NULL AND NEW.freeze_reason = '')",
        "a pool is frozen by somebody and with a reason",
    ),
    Guard(
        "quota_entry_replaces_nothing",
        "INSERT",
        "quota_entry",
        "EXISTS (SELECT 1 FROM quota_entry e WHERE e.id = NEW.id) OR (NEW.draft_id IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM quota_entry e WHERE e.draft_id = NEW.draft_id)) OR (NEW.reverses_id IS NOT NULL AND EXISTS"
        " (SELECT 1 FROM quota_entry e WHERE e.reverses_id = NEW.reverses_id))",
        "an entry is never replaced",
    ),
    Guard(
        "quota_entry_of_its_year",
        "INSERT",
        "quota_entry",
        f"NEW.kind = 'reserve' AND EXISTS (SELECT 1 FROM quota q WHERE q.id = NEW.quota_id AND q.year <> {_AT_YEAR}"
        f" AND NOT ({_AT_DAY} = '12-31' AND q.year = {_AT_YEAR} + 1)"
        f" AND NOT ({_AT_DAY} = '01-01' AND q.year = {_AT_YEAR} - 1))",
        "a unit is reserved from the pool of the year",
    ),
    Guard(
        "quota_entry_moves",
        "INSERT",
        "quota_entry",
        "NEW.move_id IS NOT NULL AND (NEW.kind <> 'adjust' OR NEW.reason = ''"
        " OR (SELECT COUNT(*) FROM quota_entry e WHERE e.move_id = NEW.move_id) > 1"
        " OR (NEW.d_total > 0 AND NOT EXISTS (SELECT 1 FROM quota_entry e WHERE e.move_id = NEW.move_id))"
        " OR EXISTS (SELECT 1 FROM quota_entry e WHERE e.move_id = NEW.move_id"
        " AND (e.d_total + NEW.d_total <> 0 OR e.quota_id = NEW.quota_id)))",
        "a move takes from one pool what it gives to another",
        alone_for="hashtext(NEW.move_id)",
    ),
    Guard(
        "quota_entry_moved_whole",
        "INSERT",
        "quota_entry",
        "NEW.reverses_id IS NOT NULL AND EXISTS (SELECT 1 FROM quota_entry e WHERE e.id = NEW.reverses_id"
        " AND e.move_id IS NOT NULL)",
        "half of a move is never reversed alone",
    ),
    Guard(
        "quota_entry_not_frozen",
        "INSERT",
        "quota_entry",
        "NEW.kind IN ('reserve', 'consume') AND EXISTS (SELECT 1 FROM quota q WHERE q.id = NEW.quota_id"
        " AND q.frozen_at IS NOT NULL)",
        "the pool is frozen",
    ),
    Guard(
        "decision_signature_follows",
        "INSERT",
        "decision_signature",
        "NEW.seq <> COALESCE((SELECT MAX(d.seq) FROM decision_signature d), 0) + 1"
        " OR NEW.previous <> COALESCE((SELECT d.signature FROM decision_signature d WHERE d.seq = NEW.seq - 1), '')",
        "a signature follows the one before it",
    ),
    Guard(
        "decision_signature_own",
        "INSERT",
        "decision_signature",
        "NOT EXISTS (SELECT 1 FROM signing_key k JOIN case_step s ON s.account_id = k.account_id"
        " WHERE k.id = NEW.key_id AND k.account_id = NEW.account_id AND k.retired_at IS NULL"
        " AND s.id = NEW.step_id AND s.case_id = NEW.case_id)",
        "everybody signs what they decided, with their own key",
    ),
)


def loosen_guards(connection: Connection) -> None:
    """For the migration to 0004: take away what speaks of tables that are made anew."""
    drop_triggers(connection, _REPLACED)


def create_approval_guards(connection: Connection) -> None:
    """For the migration to 0004: the guards it adds, and those it puts in the place of earlier ones."""
    create_triggers(connection, (*_REPLACED, *_ADDED))
