"""Proving that the office's data is whole: database, audit trail, quota ledger, signatures, issued papers."""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.core.contents import ContentLost, content_of
from officer_app.core.progress import Progress, portion, unwatched
from officer_app.core.trail_chain import Head
from officer_app.core.trail_proof import Outside, prove_trail
from officer_app.core.work import Work, asks
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.model import IssuedPaper
from officer_app.overview.recorded import Recorded, guard_faults
from officer_app.overview.trail_heads import heads_outside, trail_breaks
from officer_app.people.access import Permission
from officer_app.quota.proving import verify_chain
from officer_app.quota.verify import verify_ledger

# What is looked at, in words.
ABOUT: Final = {
    "database": N_("Database"),
    "audit": N_("Audit trail"),
    "records": N_("What the trail vouches for"),
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
def verify(work: Work, progress: Progress = unwatched, *, written: Head | None = None) -> list[Finding]:
    """Look at everything; the findings in the order of ABOUT. Raises Cancelled.

    A backup is compared with the head that was `written` with it (0 before trails were chained), and with nothing that
    this computer knows of later: a restore may have led elsewhere since.
    """
    recorded = Recorded()
    return [
        _database(work),
        _audit(work, recorded, portion(progress, 0, 0.8), written),
        _records(work, recorded),
        _ledger(work),
        _signatures(work),
        _papers(work, portion(progress, 0.8, 1)),
    ]


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


def _audit(work: Work, recorded: Recorded, progress: Progress, written: Head | None) -> Finding:
    """The chain entry by entry, and where it ends against what was kept outside."""
    connection = work.session.connection()
    if written is None:
        heads, notes = heads_outside(work)
    else:
        known = [Outside(_("its manifest"), written.seq, written.chain)] if written.chain else []
        heads, notes = known, []
    verdict = prove_trail(connection, heads, progress, recorded.hear)
    faults = [fault.text for fault in verdict.faults]
    if verdict.untold:
        faults.append(_("Entries with further faults: {n}.").format(n=verdict.untold))
    for found in trail_breaks(work):
        if found.is_open:
            faults.append(found.sentence)
        else:
            words = _("{what} {who} answered for it: {reason}")
            notes.append(words.format(what=found.sentence, who=found.acknowledged_by, reason=found.reason))
    notes.append(
        _("Kept outside and in agreement: {n}; the trail ends at {head}.").format(
            n=verdict.agreeing, head=verdict.head.short
        )
    )
    return Finding("audit", verdict.count, tuple(faults), tuple(notes))


def _records(work: Work, recorded: Recorded) -> Finding:
    """Guards of the schema, and values that decide, against what the trail says of them."""
    count, faults = recorded.compare(work.session)
    return Finding("records", count, (*guard_faults(work.session.connection()), *faults))


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


def _papers(work: Work, progress: Progress) -> Finding:
    """Every issued paper, read as it would be printed again; one at a time, since they may be large."""
    issued = work.session.execute(
        sa.select(IssuedPaper.number, IssuedPaper.content_hash).order_by(IssuedPaper.id)
    ).all()
    faults: list[str] = []
    for done, (number, key) in enumerate(issued, 1):
        progress(done, len(issued))
        try:
            content_of(work, key, number)
        except ContentLost as error:
            faults.append(error.cause)
    return Finding("papers", len(issued), tuple(faults))
