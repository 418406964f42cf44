"""The audit trail taken out of the office: as a workbook or CSV to read, as JSON lines to prove.

A file of JSON lines is proven without the office and without its key (`check_file`), by a few lines of any language:

* every line after the first holds `previous`, `seq`, `entry`, `seal` and `chain`;
* `digest` is the SHA-256 of `entry` as JSON in UTF-8 with sorted keys and no blanks, nothing escaped that need not be;
* `chain` is the SHA-256 of `previous|seq|digest|seal`, and `previous` of a line is `chain` of the one before;
* the chain of no. n, shortened as papers carry it, stands in the foot of the papers issued after entry n: the first
  eighty bits of the SHA-256 of its hexadecimal text, five at a time, in the signs 0-9 A-Z without I, L, O and U.
"""

import json
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any, Final  # Any: values of a JSON object

import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.errors import DiskTrouble, Invalid, reason_of
from officer_app.core.progress import Progress, unwatched
from officer_app.core.sheets import Cell, Column, SheetToWrite, write_workbook
from officer_app.core.trail_chain import (
    AT_ONCE,
    OWN,
    Head,
    chain_of,
    digest_of,
    identity,
    linked,
    read_short,
    text_of,
    values_of,
)
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.i18n import N_, _
from officer_app.overview.trail import EVERY, TrailFilter, audit_trail
from officer_app.people.access import Permission

FORMAT: Final = 1
ENDINGS: Final = (".xlsx", ".csv", ".jsonl")
# What a cell of a workbook can hold, with room to spare.
_LONGEST: Final = 30_000
_LINE_AT_MOST: Final = 4_000_000


@asks(Permission.AUDIT_READ)
def export_trail(work: Work, path: Path, wanted: TrailFilter = EVERY, progress: Progress = unwatched) -> int:
    """Write entries in the order of the trail; returns how many. Raises DiskTrouble, Invalid for another ending."""
    ending = path.suffix.lower()
    if ending not in ENDINGS:
        raise Invalid(N_("The trail is written as .xlsx, .csv or .jsonl."), field="path")
    total = audit_trail(work, wanted, limit=1).count
    work.took_out(_("Audit trail"), total)
    if ending == ".jsonl":
        return _write_lines(work, path, wanted, progress)
    sheet = SheetToWrite(_("Audit trail"), _columns(), _rows(work, wanted))
    progress(0, total)
    if ending == ".csv":
        from officer_app.core.sheets.write_csv import write_csv

        return write_csv(path, sheet, progress=lambda done: progress(done, total))
    return write_workbook(path, sheet, progress=lambda done: progress(done, total))


def _columns() -> list[Column]:
    return [
        Column(_("No."), 10, "number"),
        Column(_("Entry"), 10, "number"),
        Column(_("Moment"), 20),
        Column(_("Who"), 14),
        Column(_("On behalf of"), 14),
        Column(_("Use case"), 24),
        Column(_("Did"), 12),
        Column(_("What"), 20),
        Column(_("Number of the row"), 10, "number"),
        Column(_("Before"), 40),
        Column(_("After"), 40),
        Column(_("Chain"), 66),
    ]


def _chosen(work: Work, wanted: TrailFilter) -> Iterator[tuple[Head, Sequence[Any], dict[str, Any]]]:
    """What came before, the link and the entry of each, in the order of the chain; memory is bounded."""
    connection = work.session.connection()
    conditions = wanted.conditions()
    before = Head(0, identity(connection)[0])
    while rows := linked(connection, before.seq):
        ids = [row[3] for row in rows]
        kept = None
        if conditions:
            query = sa.select(AuditEntry.id).where(*conditions, AuditEntry.id.between(min(ids), max(ids)))
            kept = set(work.session.scalars(query))
        for row in rows:
            if row[OWN] is not None and (kept is None or row[3] in kept):
                yield before, row[:OWN], values_of(row[OWN:])
            before = Head(row[0], row[2])


def _rows(work: Work, wanted: TrailFilter) -> Iterator[Sequence[Cell]]:
    for _before, (seq, _seal, chain, entry_id), told in _chosen(work, wanted):
        at = datetime.fromisoformat(told["at"]).astimezone(OFFICE_ZONE)
        yield [
            seq,
            entry_id,
            f"{at:%Y-%m-%d %H:%M:%S}",
            told["actor_name"],
            told["on_behalf_of"],
            told["use_case"],
            told["action"],
            told["entity"],
            told["entity_id"],
            _said(told["before"]),
            _said(told["after"]),
            chain,
        ]


def _said(values: object) -> str:
    return "" if values is None else json.dumps(values, ensure_ascii=False)[:_LONGEST]


def _write_lines(work: Work, path: Path, wanted: TrailFilter, progress: Progress) -> int:
    count, connection = 0, work.session.connection()
    total = audit_trail(work, wanted, limit=1).count
    try:
        with tempfile.TemporaryDirectory(prefix=".writing-", dir=path.parent) as folder:
            unfinished = Path(folder) / "trail.jsonl"
            with unfinished.open("w", encoding="utf-8", newline="\n") as file:
                first = {"format": FORMAT, "office": identity(connection)[0], "made_at": work.now.isoformat()}
                file.write(json.dumps(first) + "\n")
                for before, (seq, seal, chain, _entry), told in _chosen(work, wanted):
                    entry = text_of(told)
                    file.write(
                        f'{{"previous":"{before.chain}","seq":{seq},"entry":{entry},"seal":"{seal}","chain":"{chain}"}}\n'
                    )
                    count += 1
                    if count % AT_ONCE == 0:
                        progress(count, total)
                file.flush()
                os.fsync(file.fileno())
            unfinished.replace(path)
    except OSError as error:
        raise DiskTrouble(path=str(path), reason=reason_of(error)) from error
    return count


@dataclass(frozen=True, slots=True)
class FileVerdict:
    """What a file of JSON lines proves: how many entries, from where to where, whether any is left out between, and
    what is wrong, in sentences.
    """

    office: str
    count: int
    first: int
    last: Head
    whole: bool
    faults: tuple[str, ...]


def check_file(path: Path, head: str = "") -> FileVerdict:
    """Prove an exported trail without the office; with a code of the foot of a paper, against that as well.

    Raises DiskTrouble, Invalid for a file that is none.
    """
    found = FileVerdict("", 0, 0, Head(0, ""), True, ())
    faults: list[str] = []
    wanted = head.strip().removeprefix("存证").strip()
    try:
        with path.open("rb") as file:
            opening = json.loads(file.readline(_LINE_AT_MOST))
            if not isinstance(opening, dict) or opening.get("format") != FORMAT:
                raise ValueError
            at = Head(0, str(opening["office"]))
            named = read_short(wanted) if wanted else None
            agrees = named is not None and read_short(at.short) == named
            for place, line in enumerate(iter(lambda: file.readline(_LINE_AT_MOST), b""), 2):
                told = json.loads(line)
                seq, previous, seal = int(told["seq"]), str(told["previous"]), str(told["seal"])
                chain = chain_of(previous, seq, digest_of(text_of(told["entry"])), seal)
                if chain != told["chain"]:
                    faults.append(_("Line {line}: entry {seq} was changed.").format(line=place, seq=seq))
                if seq == at.seq + 1 and previous != at.chain:
                    faults.append(_("Line {line}: entry {seq} does not follow.").format(line=place, seq=seq))
                if seq <= at.seq:
                    faults.append(_("Line {line}: entry {seq} stands in the wrong place.").format(line=place, seq=seq))
                whole = found.whole and seq == at.seq + 1
                at = Head(seq, str(told["chain"]))
                found = replace(found, count=found.count + 1, first=found.first or seq, whole=whole)
                agrees = agrees or (named is not None and named[0] == seq and read_short(at.short) == named)
    except OSError as error:
        raise DiskTrouble(path=str(path), reason=reason_of(error)) from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise Invalid(N_("{path} is no audit trail written by this program."), path=path.name) from error
    if wanted and not agrees:
        faults.append(_("The code {code} does not fit this trail.").format(code=wanted))
    return replace(found, office=str(opening["office"]), last=at, faults=tuple(faults))
