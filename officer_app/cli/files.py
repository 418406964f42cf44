"""One enterprise's file on the command line: its papers in and out, and what was changed in it."""

import argparse
from pathlib import Path
from typing import Any

from officer_app.cli.commands import Answer, signed_in
from officer_app.cli.usage import number
from officer_app.core.errors import AppError
from officer_app.i18n import N_, _


class NotAllTaken(AppError):
    """Some of several files were not stored; the others were."""

    message = N_("{n} files were not stored: {reasons}")


def add_commands(files: Any, add: Any) -> None:  # argparse's own types are private
    """`file papers`, `file add`, `file save`, `file history`."""
    papers = add(files, "papers", _("the papers of an enterprise"))
    papers.set_defaults(run=list_papers)
    taking = add(files, "add", _("take papers in, each by itself"))
    taking.set_defaults(run=add_papers)
    history = add(files, "history", _("what was changed, the latest first"))
    history.set_defaults(run=list_changes)
    for command in (papers, taking, history):
        command.add_argument("enterprise", type=number, metavar="ENTERPRISE", help=_("its number, as search gives it"))
    taking.add_argument("files", type=Path, nargs="+", metavar="FILE")
    saving = add(files, "save", _("save a paper"))
    saving.add_argument("paper", type=number, metavar="PAPER", help=_("its number, as papers gives it"))
    saving.add_argument("out", type=Path)
    saving.set_defaults(run=save_paper)


def list_papers(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.attachments import papers_of

    with signed_in(asked) as (office, actor):
        rows = office.read(papers_of, actor, asked.enterprise)
    told = [
        {
            "id": row.id,
            "name": row.name,
            "size": row.size,
            "note": row.note,
            "added_at": row.added_at.isoformat(),
            "added_by": row.added_by,
            "removed_at": row.removed_at.isoformat() if row.removed_at else None,
        }
        for row in rows
    ]
    lines = [f"{row.id}\t{row.name}\t{row.added_at:%Y-%m-%d}\t{row.note}" for row in rows if row.removed_at is None]
    return told, lines or [_("No papers yet.")]


def add_papers(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.attachments import store_files

    with signed_in(asked) as (office, actor):
        results = store_files(office, actor, asked.enterprise, asked.files).value
    refused = [str(result.error) for result in results if result.error is not None]
    if refused:
        raise NotAllTaken(n=len(refused), reasons=" ".join(refused))
    taken = [result.taken for result in results if result.taken is not None]
    told = [{"id": paper.id, "name": paper.name, "known": paper.known} for paper in taken]
    return told, [f"{paper.id}\t{paper.name}" for paper in taken]


def save_paper(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import check_place
    from officer_app.directory.attachments import open_paper, write_paper

    check_place(asked.out)
    with signed_in(asked) as (office, actor):
        paper = office.perform(open_paper, actor, asked.paper, trusted=True).value
    write_paper(paper, asked.out)
    return {"path": str(asked.out), "bytes": len(paper.content)}, [str(asked.out)]


def list_changes(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.dossier import dossier

    with signed_in(asked) as (office, actor):
        changes = office.read(dossier, actor, asked.enterprise).changes
    told = [
        {
            "at": change.at.isoformat(),
            "by": change.by,
            "on_behalf_of": change.on_behalf_of,
            "action": change.action,
            "entity": change.entity,
            "what": change.what,
            "fields": {field.column: [field.before, field.after] for field in change.fields},
        }
        for change in changes
    ]
    lines = [
        f"{change.at:%Y-%m-%d %H:%M}\t{change.by}\t{change.entity} {change.what}\t"
        + "; ".join(f"{field.column}: {field.before or '–'} → {field.after or '–'}" for field in change.fields)
        for change in changes
    ]
    return told, lines
