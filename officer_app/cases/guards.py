"""What the database itself refuses of cases: a step outside the chain, two capacities, somebody else's place.

Frozen as schema 0004 made them; a later schema puts others in their place.
"""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers

# state before, step, state after, capacity: as cases/words.py declares the chain; a test compares the two.
CHAIN_0004: Final = (
    ">file>pre_review>filer",
    "pre_review>check_paper>pre_review>pre_reviewer",
    "pre_review>pre_review>acceptance>pre_reviewer",
    "pre_review>request_supplement>supplement>pre_reviewer",
    "pre_review>return>returned>pre_reviewer",
    "pre_review>withdraw>withdrawn>",
    "supplement>supplement_arrived>pre_review>",
    "supplement>withdraw>withdrawn>",
    "supplement>expire>expired>",
    "acceptance>accept>first_review>acceptor",
    "acceptance>return>returned>acceptor",
    "acceptance>back_to_pre_review>pre_review>acceptor",
    "acceptance>withdraw>withdrawn>",
    "first_review>check_paper>first_review>reviewer",
    "first_review>score>first_review>reviewer",
    "first_review>first_review>panel>reviewer",
    "first_review>request_supplement>review_supplement>reviewer",
    "first_review>return>returned>reviewer",
    "first_review>back_to_pre_review>pre_review>reviewer",
    "first_review>reject>rejected>reviewer",
    "first_review>withdraw>withdrawn>",
    "review_supplement>supplement_arrived>first_review>",
    "review_supplement>withdraw>withdrawn>",
    "review_supplement>expire>expired>",
    "panel>panel>publicity_due>chair",
    "panel>back_to_first_review>first_review>chair",
    "panel>reject>rejected>chair",
    "panel>withdraw>withdrawn>",
    "panel>expire>expired>",
    "panel>correct>first_review>",
    "publicity_due>publish>publicity>",
    "publicity_due>back_to_first_review>first_review>decider",
    "publicity_due>back_to_panel>panel>decider",
    "publicity_due>withdraw>withdrawn>",
    "publicity_due>expire>expired>",
    "publicity>objection>publicity>",
    "publicity>dismiss_objection>publicity>decider",
    "publicity>sustain_objection>rejected>decider",
    "publicity>countersign>publicity>countersigner",
    "publicity>decide>settlement>decider",
    "publicity>back_to_first_review>first_review>decider",
    "publicity>back_to_panel>panel>decider",
    "publicity>reject>rejected>decider",
    "publicity>withdraw>withdrawn>",
    "publicity>expire>expired>",
    "settlement>settle>settled>",
    "settlement>correct>publicity>",
    "returned>refile>pre_review>filer",
    "returned>withdraw>withdrawn>",
    "returned>expire>expired>",
)
_STEP: Final = (
    "COALESCE(NEW.state_before, '') || '>' || NEW.step || '>' || NEW.state_after || '>' || COALESCE(NEW.capacity, '')"
)
_PERMISSION: Final = (
    "CASE NEW.capacity WHEN 'pre_reviewer' THEN 'case_pre_review' WHEN 'acceptor' THEN 'case_accept'"
    " WHEN 'reviewer' THEN 'case_first_review' WHEN 'chair' THEN 'case_panel'"
    " WHEN 'countersigner' THEN 'case_countersign' WHEN 'decider' THEN 'case_decide' ELSE 'none' END"
)
_SAME_PEOPLE: Final = "(d.from_id = NEW.from_id OR d.from_id = NEW.to_id OR d.to_id = NEW.from_id)"
_SHARE_A_DAY: Final = (
    "d.first_on <= NEW.last_on AND NEW.first_on <= d.last_on"
    " AND (d.ended_on IS NULL OR (d.ended_on > d.first_on AND d.ended_on > NEW.first_on))"
)

# Without LIKE: a driver reads a per cent sign as a parameter.
_LEFT: Final = "CAST(NEW.permissions AS TEXT)"
_NO_DECIDING: Final = " AND ".join(
    f"REPLACE({_LEFT}, '{permission}', '') = {_LEFT}"
    for permission in ("case_panel", "case_countersign", "case_decide")
)

GUARDS: Final = (
    Guard(
        "case_step_in_chain",
        "INSERT",
        "case_step",
        f"({_STEP}) NOT IN ({', '.join(repr(step) for step in CHAIN_0004)})",
        "this step does not lead from there to there",
    ),
    Guard(
        "case_step_by_role",
        "INSERT",
        "case_step",
        "(NEW.capacity IN ('pre_reviewer', 'acceptor', 'reviewer') AND NOT EXISTS (SELECT 1 FROM account a"
        " WHERE a.id = NEW.account_id AND a.active AND a.role IN ('liaison', 'specialist', 'supervisor')))"
        " OR (NEW.capacity IN ('chair', 'countersigner', 'decider') AND NOT EXISTS (SELECT 1 FROM account a"
        " WHERE a.id = NEW.account_id AND a.active AND a.role = 'supervisor'))",
        "officers prepare a case, a supervisor decides it",
    ),
    Guard(
        "case_step_stands_aside",
        "INSERT",
        "case_step",
        "NEW.capacity IS NOT NULL AND EXISTS (SELECT 1 FROM case_recusal r WHERE r.case_id = NEW.case_id"
        " AND (r.account_id = NEW.account_id OR r.account_id = NEW.for_account_id))",
        "who stands aside from a case acts on it no more",
    ),
    Guard(
        "panel_member_stands_aside",
        "INSERT",
        "panel_member",
        "NEW.attendance = 'present' AND EXISTS (SELECT 1 FROM case_recusal r JOIN panel p ON p.case_id = r.case_id"
        " WHERE p.id = NEW.panel_id AND r.account_id = NEW.account_id)",
        "who stands aside from a case does not vote on it",
    ),
    Guard(
        "case_step_in_place_of",
        "INSERT",
        "case_step",
        "NEW.for_account_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM delegation d"
        " JOIN account a ON a.id = d.from_id AND a.active"
        " WHERE d.from_id = NEW.for_account_id AND d.to_id = NEW.account_id"
        " AND d.first_on <= OFFICE_DAY(NEW.at) AND d.last_on >= OFFICE_DAY(NEW.at)"
        " AND (d.ended_on IS NULL OR d.ended_on > OFFICE_DAY(NEW.at))"
        " AND REPLACE(CAST(d.permissions AS TEXT), '\"' || " + _PERMISSION + " || '\"', '')"
        " <> CAST(d.permissions AS TEXT))",
        "nobody acts in the place of somebody who did not leave it to them",
    ),
    Guard(
        "case_decided_unopposed",
        "INSERT",
        "case_step",
        "NEW.step = 'decide' AND EXISTS (SELECT 1 FROM countersignature c WHERE c.case_id = NEW.case_id"
        " AND NOT c.agrees AND c.step_id > (SELECT COALESCE(MAX(s.id), 0) FROM case_step s"
        " WHERE s.case_id = NEW.case_id AND s.step = 'publish'))",
        "a countersigner does not agree",
    ),
    Guard(
        "case_published_after_vote",
        "INSERT",
        "case_step",
        "NEW.step = 'publish' AND NOT EXISTS (SELECT 1 FROM panel p WHERE p.case_id = NEW.case_id AND p.passed"
        " AND p.round = (SELECT MAX(l.round) FROM panel l WHERE l.case_id = NEW.case_id))",
        "what the panel did not pass is not published",
    ),
    Guard(
        "case_decided_after_publicity",
        "INSERT",
        "case_step",
        "NEW.step = 'decide' AND (EXISTS (SELECT 1 FROM objection o WHERE o.case_id = NEW.case_id AND o.state = 'open')"
        " OR NOT EXISTS (SELECT 1 FROM publicity p WHERE p.case_id = NEW.case_id AND p.ends_on < OFFICE_DAY(NEW.at)"
        " AND p.round = (SELECT MAX(l.round) FROM publicity l WHERE l.case_id = NEW.case_id)))",
        "a case is decided after its publicity, with every objection answered",
    ),
    Guard(
        "objection_answered_by_step",
        "UPDATE",
        "objection",
        "NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR (NEW.state <> OLD.state AND NOT EXISTS (SELECT 1"
        " FROM case_step s WHERE s.id = (SELECT MAX(l.id) FROM case_step l WHERE l.case_id = NEW.case_id)"
        " AND s.account_id = NEW.answered_by AND OLD.state = 'open'"
        " AND s.step = CASE NEW.state WHEN 'dismissed' THEN 'dismiss_objection' ELSE 'sustain_objection' END))",
        "an objection is answered by a recorded step",
    ),
    Guard("objection_stays", "DELETE", "objection", "1 = 1", "an objection is never deleted"),
    Guard(
        "panel_chair_one_capacity",
        "INSERT",
        "panel",
        "EXISTS (SELECT 1 FROM case_step s WHERE s.case_id = NEW.case_id AND s.capacity <> 'chair'"
        " AND (s.account_id = NEW.chair_id OR s.for_account_id = NEW.chair_id))"
        " OR EXISTS (SELECT 1 FROM panel_member m JOIN panel p ON p.id = m.panel_id WHERE p.case_id = NEW.case_id"
        " AND m.account_id = NEW.chair_id AND m.attendance = 'present')"
        " OR EXISTS (SELECT 1 FROM case_recusal r WHERE r.case_id = NEW.case_id AND r.account_id = NEW.chair_id)",
        "nobody who acted on a case, or stands aside from it, chairs the vote on it",
    ),
    Guard(
        "publicity_stays_up",
        "UPDATE",
        "publicity",
        "NEW.id <> OLD.id OR NEW.case_id <> OLD.case_id OR NEW.round <> OLD.round OR NEW.starts_on <> OLD.starts_on"
        " OR NEW.ends_on <> OLD.ends_on OR NEW.days <> OLD.days OR NEW.unit <> OLD.unit"
        " OR NEW.published_by <> OLD.published_by OR COALESCE(NEW.notice_id, 0) <> COALESCE(OLD.notice_id, 0)",
        "what was announced stays so",
    ),
    Guard("publicity_kept", "DELETE", "publicity", "1 = 1", "what was announced stays so"),
    Guard(
        "panel_meeting_closed",
        "UPDATE",
        "panel_meeting",
        "OLD.state IN ('closed', 'cancelled')",
        "a meeting that was closed stays as it was",
    ),
    Guard(
        "agenda_item_closed",
        "UPDATE",
        "agenda_item",
        "EXISTS (SELECT 1 FROM panel_meeting m WHERE m.id = OLD.meeting_id AND m.state = 'closed')",
        "a meeting that was closed stays as it was",
    ),
    Guard(
        "signing_key_stays",
        "UPDATE",
        "signing_key",
        "NEW.id <> OLD.id OR NEW.account_id <> OLD.account_id OR NEW.public_key <> OLD.public_key"
        " OR NEW.created_at <> OLD.created_at OR (OLD.retired_at IS NOT NULL"
        " AND (NEW.retired_at IS NULL OR NEW.retired_at <> OLD.retired_at))",
        "a key that was made or retired stays so",
    ),
    Guard("signing_key_kept", "DELETE", "signing_key", "1 = 1", "a key is never deleted"),
    Guard(
        "countersignature_of_its_step",
        "INSERT",
        "countersignature",
        "NEW.opinion = '' OR NOT EXISTS (SELECT 1 FROM case_step s WHERE s.id = NEW.step_id"
        " AND s.case_id = NEW.case_id AND s.account_id = NEW.account_id AND s.step = 'countersign')",
        "a countersignature belongs to its step",
    ),
    Guard(
        "delegation_alone",
        "INSERT",
        "delegation",
        f"EXISTS (SELECT 1 FROM delegation d WHERE {_SAME_PEOPLE} AND {_SHARE_A_DAY})",
        "an absent one has one delegate at a time, and a delegation is not passed on",
        # They are few, and each touches two people: all who write them wait for each other.
        "0",
    ),
    Guard(
        "delegation_to_no_outsider",
        "INSERT",
        "delegation",
        "NEW.ended_on IS NOT NULL OR NEW.reason = '' OR NOT EXISTS (SELECT 1 FROM account a WHERE a.id = NEW.to_id"
        f" AND (a.role = 'supervisor' OR (a.role IN ('liaison', 'specialist') AND {_NO_DECIDING})))",
        "to decide is left to a supervisor alone",
    ),
    Guard(
        "delegation_only_ends",
        "UPDATE",
        "delegation",
        "NEW.id <> OLD.id OR NEW.from_id <> OLD.from_id OR NEW.to_id <> OLD.to_id OR NEW.first_on <> OLD.first_on"
        " OR NEW.last_on <> OLD.last_on OR NEW.reason <> OLD.reason OR NEW.made_by <> OLD.made_by"
        " OR CAST(NEW.permissions AS TEXT) <> CAST(OLD.permissions AS TEXT) OR OLD.ended_on IS NOT NULL",
        "a delegation is ended, never changed",
    ),
    Guard("delegation_stays", "DELETE", "delegation", "1 = 1", "a delegation is ended, never deleted"),
)


def create_case_guards(connection: Connection) -> None:
    """For the migration to 0004: create the triggers."""
    create_triggers(connection, GUARDS)
