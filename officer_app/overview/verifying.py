"""Proving that the office's data is whole: database, audit trail, quota ledger, signatures, issued papers."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.contents import ContentLost, content_of
from officer_app.core.work import Work, asks
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.model import IssuedPaper
from officer_app.people.access import Permission
from officer_app.quota.proving import verify_chain
from officer_app.quota.verify import verify_ledger

# What keeps a table append-only on either engine; a missing one means that somebody has been at the schema.
_GUARDED = ("audit_entry", "case_step", "decision_signature", "issued_paper", "quota_entry")


# What is looked at, in words.
ABOUT: Final = {
    "database": N_("Database"),
    "audit": N_("Audit trail"),
    "ledger": N_("Quota ledger"),
    "signatures": N_("Signatures"),
    "papers": N_("Issued papers"),
}


@dataclass(frozen=True)
class Finding:
    """One thing looked at: `about` is a key of ABOUT; `count` how much; `faults` and `notes` in sentences."""

    about: str
    count: int
    faults: tuple[str, ...]
    notes: tuple[str, ...] = ()

    @property
    def sound(self) -> bool:
        """Whether nothing was found."""
        return not self.faults


@asks(Permission.VERIFY)
def verify(work: Work) -> list[Finding]:
    """Look at everything; the findings in the order of ABOUT."""
    return [_database(work), _audit(work), _ledger(work), _signatures(work), _papers(work)]


def _database(work: Work) -> Finding:
    tables = sa.inspect(work.session.connection()).get_table_names()
    faults: list[str] = []
    if work.on_sqlite:
        connection = work.session.connection()
        for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
            if line != "ok":
                faults.append(str(line))
        faults += [
            _("A row of {table} points to nothing.").format(table=row[0])
            for row in connection.exec_driver_sql("PRAGMA foreign_key_check")
        ]
    return Finding("database", len(tables), tuple(faults))


def _audit(work: Work) -> Finding:
    count, first, last = work.session.execute(
        sa.select(sa.func.count(), sa.func.min(AuditEntry.id), sa.func.max(AuditEntry.id))
    ).one()
    faults = [
        _("The guard that keeps {table} from being changed is missing.").format(table=table)
        for table in _GUARDED
        if not _is_guarded(work, table)
    ]
    # SQLite gives out every number in turn; PostgreSQL skips those of transactions that were rolled back.
    if work.on_sqlite and count and (first != 1 or last != count):
        following = sa.orm.aliased(AuditEntry)
        gap = work.session.scalar(
            sa.select(sa.func.min(AuditEntry.id)).where(
                ~sa.exists().where(following.id == AuditEntry.id + 1), AuditEntry.id < last
            )
        )
        missing = 1 if first != 1 else (gap or 0) + 1
        faults.append(_("Entry {number} of the audit trail is missing.").format(number=missing))
    return Finding("audit", count, tuple(faults))


def _is_guarded(work: Work, table: str) -> bool:
    if work.on_sqlite:
        query = (
            "SELECT count(*) FROM sqlite_master "
            "WHERE type = 'trigger' AND tbl_name = :table AND sql LIKE '%append-only%'"
        )
        return (work.session.scalar(sa.text(query), {"table": table}) or 0) >= 2  # one for UPDATE, one for DELETE
    query = (
        "SELECT count(*) FROM pg_trigger WHERE tgrelid = to_regclass(:table) AND tgname = :name AND tgenabled <> 'D'"
    )
    return bool(work.session.scalar(sa.text(query), {"table": table, "name": f"{table}_append_only"}))


def _ledger(work: Work) -> Finding:
    verdict = verify_ledger(work.session)
    faults = tuple(
        _("Quota {year}, entry {entry}: {fault}").format(year=fault.year, entry=fault.seq or "–", fault=fault.text)
        for fault in verdict.faults
    )
    return Finding("ledger", verdict.entries, faults)


def _signatures(work: Work) -> Finding:
    """The signatures under decisions; those made before signing began are counted, and no fault."""
    verdict = verify_chain(work.session)
    faults = () if verdict.fault is None else (verdict.fault.text,)
    notes: tuple[str, ...] = ()
    if verdict.before:
        words = ngettext(
            "{n} decision was made before signing began.",
            "{n} decisions were made before signing began.",
            verdict.before,
        )
        notes = (words.format(n=verdict.before),)
    return Finding("signatures", verdict.count, faults, notes)


def _papers(work: Work) -> Finding:
    """Every issued paper, read as it would be printed again; one at a time, since they may be large."""
    issued = work.session.execute(
        sa.select(IssuedPaper.number, IssuedPaper.content_hash).order_by(IssuedPaper.id)
    ).all()
    faults: list[str] = []
    for number, key in issued:
        try:
            content_of(work, key, number)
        except ContentLost as error:
            faults.append(error.cause)
    return Finding("papers", len(issued), tuple(faults))
