"""Who may do what: the permission table, as text, as JSON, as a paper or as a workbook. It needs no office."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import east_asian_width

from officer_app.cli.commands import Answer, WrongUsage, written
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.overview.access_matrix import Matrix


def add_arguments(command: argparse.ArgumentParser) -> None:
    """What `access` takes, and what it does."""
    command.add_argument("--out", type=Path, metavar="FILE", help=_("write it into a file: .pdf or .xlsx"))
    command.set_defaults(run=show)


def show(asked: argparse.Namespace) -> Answer:
    """Print the table, or write it."""
    from officer_app.core.work import utc_now
    from officer_app.office import load_use_cases
    from officer_app.overview.access_matrix import matrix
    from officer_app.overview.access_paper import access_paper, write_access_workbook

    load_use_cases()
    found = matrix()
    if asked.out is None:
        return _told(found), _lines(found)
    kind = asked.out.suffix.lower()
    if kind == ".xlsx":
        write_access_workbook(found, asked.out)
    elif kind == ".pdf":
        from officer_app.core.documents.writing import write_whole

        write_whole(asked.out, access_paper(utc_now()))
    else:
        raise WrongUsage(N_("The file's name ends in .pdf or .xlsx."))
    return written(asked.out)


def _told(found: "Matrix") -> dict[str, object]:
    return {
        "roles": [{"role": one.role.value, "work": one.work, "never": one.never} for one in found.roles],
        "permissions": [
            {
                "permission": row.permission.value,
                "words": row.words,
                "area": row.area.value,
                "granted": {role.value: mark.name.lower() for role, mark in row.cells},
                "while": list(row.while_),
                "use_cases": row.use_cases,
            }
            for row in found.rows
        ],
    }


def _lines(found: "Matrix") -> list[str]:
    from officer_app.overview.access_matrix import Mark
    from officer_app.people.access import Area

    lines = []
    for one in found.roles:
        lines.append(_("{name}: {work}").format(name=one.name, work=one.work))
        lines.append("  " + _("must never: {what}").format(what=one.never))
    heads = [one.name for one in found.roles]
    widths = [max(_width(head), 3) for head in heads]
    longest = max(_width(row.words) for row in found.rows)
    for area in Area:
        lines += ["", "  ".join((_filled(area.label, longest), *heads))]
        for row in found.of(area):
            marks = (_filled(row.mark(one.role).value, width) for one, width in zip(found.roles, widths, strict=True))
            states = _(", ").join(row.while_)
            lines.append("  ".join((_filled(row.words, longest), *marks, states)).rstrip())
    legend = ((Mark.ALL, _("every one")), (Mark.OWN, _("their own")), (Mark.NONE, _("not at all")))
    lines += ["", "  ".join(f"{mark.value} {words}" for mark, words in legend)]
    lines.append(_("After the marks: the states in which it can be done, where not in all."))
    return lines


def _width(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(2 if east_asian_width(sign) in "WF" else 1 for sign in text)


def _filled(text: str, width: int) -> str:
    return text + " " * (width - _width(text))
