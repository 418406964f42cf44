"""What the database itself refuses about removing personal data, on both engines."""

from typing import Final

from sqlalchemy.engine import Connection

from officer_app.core.guards import Guard, create_triggers

_GUARDS: Final = (
    Guard(
        "case_snapshot_kept",
        "UPDATE",
        "case_snapshot",
        "NOT (CAST(NEW.content AS TEXT) = '{}' AND NEW.id = OLD.id AND NEW.case_id = OLD.case_id"
        " AND NEW.round = OLD.round AND NEW.digest = OLD.digest AND NEW.taken_at = OLD.taken_at"
        " AND NEW.account_id = OLD.account_id AND NEW.occasion = OLD.occasion"
        " AND EXISTS (SELECT 1 FROM talent_case c WHERE c.id = NEW.case_id AND c.purged_on IS NOT NULL))",
        "case_snapshot is append-only; what was filed goes only with the rest of the applicant",
    ),
    Guard(
        "talent_case_purged_by_two",
        "UPDATE OF purged_on",
        "talent_case",
        "NEW.purged_on IS NOT NULL AND OLD.purged_on IS NULL AND NOT EXISTS (SELECT 1 FROM purge p"
        " WHERE p.kind IN ('settled_case', 'ended_case') AND p.state IN ('carried_out', 'replayed'))",
        "the data of an applicant is removed by two people",
    ),
    Guard(
        "talent_case_stays_purged",
        "UPDATE OF purged_on, identity",
        "talent_case",
        "OLD.purged_on IS NOT NULL AND (NEW.purged_on IS NULL OR NEW.purged_on <> OLD.purged_on"
        " OR COALESCE(NEW.identity, '') <> COALESCE(OLD.identity, ''))",
        "what was removed stays removed",
    ),
    Guard("purge_stays", "DELETE", "purge", "1 = 1", "a removal is never deleted"),
    Guard(
        "purge_decided_once",
        "UPDATE",
        "purge",
        "OLD.state <> 'proposed' AND (NEW.state <> OLD.state OR NEW.decided_by <> OLD.decided_by"
        " OR NEW.proposed_by <> OLD.proposed_by OR CAST(NEW.items AS TEXT) <> CAST(OLD.items AS TEXT))",
        "a removal is decided once",
    ),
)


def create_retention_guards(connection: Connection) -> None:
    """For the migration: a snapshot may be emptied, with the rest of its applicant and by nothing else."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("DROP TRIGGER case_snapshot_no_update")
    else:
        connection.exec_driver_sql("DROP TRIGGER case_snapshot_append_only ON case_snapshot")
        connection.exec_driver_sql(
            "CREATE TRIGGER case_snapshot_append_only BEFORE DELETE OR TRUNCATE ON case_snapshot "
            "FOR EACH STATEMENT EXECUTE FUNCTION case_snapshot_append_only()"
        )
    create_triggers(connection, _GUARDS)
