"""Who read which applicant, on the command line; and the purposes for which numbers are usually shown whole."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from officer_app.cli.commands import Answer, WrongUsage, signed_in, written
from officer_app.cli.usage import day, number
from officer_app.core.errors import NotFound
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.core.work import Actor, Office
    from officer_app.overview.readings import ReadingFilter


def add_commands(readings: Any, add: Any) -> None:  # argparse's own types are private
    """`readings list`, `readings export`, `readings purposes`."""
    listing = add(readings, "list", _("who read which applicant, the latest first"))
    listing.add_argument("--limit", type=number, default=200, metavar="N", help=_("at most so many"))
    listing.set_defaults(run=list_all)
    exporting = add(readings, "export", _("the same as a workbook"))
    exporting.add_argument("out", type=Path, metavar="OUT.xlsx")
    exporting.set_defaults(run=export)
    for command in (listing, exporting):
        command.add_argument("--case", metavar="NUMBER", help=_("only those about one case: 2026-3"))
        command.add_argument("--person", default="", metavar="NAME", help=_("only what one person read"))
        command.add_argument("--look", metavar="KIND", help=_("only one kind: read, reveal or export"))
        command.add_argument("--from", dest="first", type=day, metavar="DATE", help=_("from this day on"))
        command.add_argument("--to", dest="last", type=day, metavar="DATE", help=_("up to this day"))
    add(readings, "purposes", _("what numbers are usually shown whole for")).set_defaults(run=purposes)


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.readings import readings

    with signed_in(asked) as (office, actor):
        page = office.read(readings, actor, _wanted(asked, office, actor), limit=asked.limit)
    lines = [
        "\t".join(
            (
                f"{row.at:%Y-%m-%d %H:%M}",
                acted_by(row.by, row.on_behalf_of),
                row.look.label,
                row.about,
                row.whose,
                row.field,
                row.purpose,
            )
        ).rstrip()
        for row in page.rows
    ]
    told = [
        {
            "at": row.at.isoformat(),
            "by": row.by,
            "on_behalf_of": row.on_behalf_of,
            "look": row.look.value,
            "about": row.about,
            "whose": row.whose,
            "field": row.field,
            "purpose": row.purpose,
        }
        for row in page.rows
    ]
    return {"count": page.count, "readings": told}, lines or [_("Nobody has read anything.")]


def export(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.readings import export_readings

    with signed_in(asked) as (office, actor):
        rows = office.read(export_readings, actor, asked.out, _wanted(asked, office, actor))
    _result, lines = written(asked.out)
    return {"file": str(asked.out), "rows": rows}, lines


def purposes(asked: argparse.Namespace) -> Answer:
    from officer_app.people.revealing import reveal_terms

    with signed_in(asked) as (office, actor):
        terms = office.read(reveal_terms, actor)
    return {"seconds": terms.seconds, "purposes": list(terms.purposes)}, list(terms.purposes)


def _wanted(asked: argparse.Namespace, office: "Office", actor: "Actor") -> "ReadingFilter":
    from officer_app.overview.readings import Look, ReadingFilter, case_read

    kinds = {look.value: look for look in Look}
    if asked.look is not None and asked.look not in kinds:
        raise WrongUsage(N_("The kinds are: {names}."), names=", ".join(kinds))
    case_id = None
    if asked.case is not None:
        case = office.read(case_read, actor, asked.case)
        if case is None:
            raise NotFound(
                N_("There is no case {number}."),
                remedy=N_("The command “cases list” gives the numbers there are."),
                number=asked.case,
            )
        case_id = case[0]
    look = kinds[asked.look] if asked.look is not None else None
    return ReadingFilter(case_id, asked.person, look, asked.first, asked.last)
