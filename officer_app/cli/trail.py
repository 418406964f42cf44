"""The audit trail on the command line: read, taken out, proven outside, checked against a claim, answered for."""

import argparse
import sys
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from officer_app.cli.commands import Answer, NotSound, WrongUsage, signed_in
from officer_app.cli.usage import day, number
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.overview.trail import TrailFilter


class NotProven(NotSound):
    """A file of the trail that does not prove what it says; what is known of it is still printed."""

    message = N_("The exported trail is not proven.")
    remedy = N_("Ask for another export, and compare the code in the foot of an issued paper.")


def add_commands(trail: Any, add: Any) -> None:  # argparse's own types are private
    """`trail list`, `export`, `check`, `claim`, `breaks`, `answer`."""
    listing = add(trail, "list", _("who changed, saw or tried what, the latest first"))
    listing.add_argument("--limit", type=number, default=200, metavar="N", help=_("at most so many"))
    listing.set_defaults(run=list_all)
    exporting = add(trail, "export", _("the same into a file: .jsonl to prove it outside, .xlsx or .csv to read"))
    exporting.add_argument("out", type=Path, metavar="OUT")
    exporting.set_defaults(run=export)
    for command in (listing, exporting):
        command.add_argument("--person", default="", metavar="NAME", help=_("only what one person did"))
        command.add_argument("--kind", metavar="KIND", help=_("only one kind: change, read, denial or sign_in"))
        command.add_argument("--entity", default="", metavar="TABLE", help=_("only about one kind of row"))
        command.add_argument("--id", type=number, metavar="N", help=_("only about the row of this number"))
        command.add_argument("--from", dest="first", type=day, metavar="DATE", help=_("from this day on"))
        command.add_argument("--to", dest="last", type=day, metavar="DATE", help=_("up to this day"))
    checking = add(trail, "check", _("prove an exported .jsonl, without the office"))
    checking.add_argument("file", type=Path, metavar="FILE.jsonl")
    checking.add_argument("--head", default="", metavar="CODE", help=_("against the code in the foot of a paper, too"))
    checking.set_defaults(run=check)
    claim = add(trail, "claim", _("whether a value is the one that an entry holds masked; the value is asked for"))
    claim.add_argument("entry", type=number, metavar="ENTRY")
    claim.add_argument("column", metavar="COLUMN")
    claim.set_defaults(run=check_claim)
    add(trail, "breaks", _("entries that were stored and are gone")).set_defaults(run=list_breaks)
    answering = add(trail, "answer", _("say why entries are gone; approvals go on afterwards"))
    answering.add_argument("break_id", type=number, metavar="BREAK")
    answering.add_argument("--reason", required=True, metavar="TEXT")
    answering.set_defaults(run=answer)


def _wanted(asked: argparse.Namespace) -> "TrailFilter":
    from officer_app.overview.trail import Deed, TrailFilter

    kinds = {deed.value for deed in Deed}
    if asked.kind is not None and asked.kind not in kinds:
        raise WrongUsage(N_("There is no kind {kind}; there are {kinds}."), kind=asked.kind, kinds=", ".join(Deed))
    deed = None if asked.kind is None else Deed(asked.kind)
    return TrailFilter(asked.person, asked.entity, asked.id, deed, asked.first, asked.last)


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.trail import audit_trail

    wanted = _wanted(asked)
    with signed_in(asked) as (office, actor):
        page = office.read(audit_trail, actor, wanted, limit=asked.limit)
    told = [
        {
            "entry": row.number,
            "seq": row.seq,
            "at": row.at.isoformat(),
            "by": row.by,
            "on_behalf_of": row.on_behalf_of,
            "use_case": row.use_case,
            "action": row.action,
            "entity": row.entity,
            "entity_id": row.entity_id,
            "fields": [list(field) for field in row.fields],
        }
        for row in page.rows
    ]
    lines = [
        "\t".join(
            (
                str(row.number),
                f"{row.at:%Y-%m-%d %H:%M:%S}",
                acted_by(row.by, row.on_behalf_of) or "–",
                row.action,
                f"{row.entity} {row.entity_id or ''}".strip(),
                ", ".join(name for name, *_values in row.fields),
            )
        ).rstrip()
        for row in page.rows
    ]
    return {"count": page.count, "entries": told}, lines


def export(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.trail_export import export_trail

    wanted = _wanted(asked)
    with signed_in(asked) as (office, actor):
        count = office.read(export_trail, actor, asked.out, wanted)
    return {"rows": count, "path": str(asked.out)}, [_("{n} entries: {path}").format(n=count, path=asked.out)]


def check(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.trail_export import check_file

    verdict = check_file(asked.file, asked.head)
    told: dict[str, object] = {
        "sound": not verdict.faults,
        "office": verdict.office,
        "count": verdict.count,
        "first": verdict.first,
        "last": verdict.last.short,
        "whole": verdict.whole,
        "faults": list(verdict.faults),
    }
    words = _("{n} entries, no. {first} to {last}").format(
        n=verdict.count, first=verdict.first, last=verdict.last.short
    )
    lines = [words, *verdict.faults]
    if not verdict.whole:
        lines.append(_("Entries between them are left out: each one is proven by itself."))
    if verdict.faults:
        raise NotProven(told, lines)
    return told, [*lines, _("sound")]


def check_claim(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.trail import claimed

    with signed_in(asked) as (office, actor):
        # Not as an argument: those are seen by whoever lists the programs that run.
        value = getpass(_("Claimed value:") + " ") if sys.stdin.isatty() else sys.stdin.readline().strip()
        same = office.perform(claimed, actor, asked.entry, asked.column, value).value
    return {"agrees": same}, [_("It is this value.") if same else _("It is another value.")]


def list_breaks(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.trail_heads import trail_breaks

    with signed_in(asked) as (office, actor):
        rows = office.read(trail_breaks, actor)
    told = [
        {
            "id": row.id,
            "found_at": row.found_at,
            "gone": row.gone,
            "kept": row.kept_seq,
            "known": row.known_seq,
            "by": row.acknowledged_by,
            "reason": row.reason,
        }
        for row in rows
    ]
    lines = [f"{row.id}\t{row.found_at}\t{row.sentence}\t{row.acknowledged_by} {row.reason}".rstrip() for row in rows]
    return {"breaks": told}, lines


def answer(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.trail_heads import acknowledge_break

    with signed_in(asked) as (office, actor):
        office.perform(acknowledge_break, actor, asked.break_id, asked.reason)
    return {"answered": asked.break_id}, [_("It is on record; approvals go on.")]
