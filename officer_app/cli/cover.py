"""Cover during leave on the command line: who stands in for whom, arranging it and calling it off."""

import argparse
from typing import Any
from uuid import uuid4

from officer_app.cli.commands import Answer, officer_named, signed_in
from officer_app.cli.usage import day, number
from officer_app.core.errors import NotFound
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _


def add_commands(cover: Any, add: Any) -> None:  # argparse's own types are private
    """`cover list`, `cover arrange`, `cover cancel`."""
    add(cover, "list", _("those under way, planned and past")).set_defaults(run=list_all)
    arranging = add(cover, "arrange", _("let a colleague stand in for some days"))
    arranging.add_argument("absent", metavar="ABSENT", help=_("the name of the officer who is away"))
    arranging.add_argument("stand_in", metavar="STAND-IN", help=_("the name of the colleague"))
    arranging.add_argument("first", type=day, metavar="FIRST", help=_("the first day"))
    arranging.add_argument("last", type=day, metavar="LAST", help=_("the last day; the cover then ends by itself"))
    arranging.add_argument("--reason", required=True, metavar="TEXT")
    arranging.set_defaults(run=arrange)
    cancelling = add(cover, "cancel", _("call a cover off, or end it at once"))
    cancelling.add_argument("id", type=number, help=_("its number, as list gives it"))
    cancelling.set_defaults(run=cancel)


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.assignments.cover import list_covers

    with signed_in(asked) as (office, actor):
        rows = office.read(list_covers, actor)
    told = [
        {
            "id": row.id,
            "absent": row.absent,
            "stand_in": row.stand_in,
            "first_on": row.first_on.isoformat(),
            "last_on": row.last_on.isoformat(),
            "cancelled_on": row.cancelled_on.isoformat() if row.cancelled_on else None,
            "state": row.state.value,
            "reason": row.reason,
        }
        for row in rows
    ]
    lines = [
        f"{row.id}\t{row.first_on}\t{row.last_on}\t{acted_by(row.stand_in, row.absent)}\t{row.state.label}"
        for row in rows
    ]
    return told, lines or [_("Nobody is covered")]


def arrange(asked: argparse.Namespace) -> Answer:
    from officer_app.assignments.cover import CoverDraft, arrange_cover

    with signed_in(asked) as (office, actor):
        absent = officer_named(office, actor, asked.absent)
        stand_in = officer_named(office, actor, asked.stand_in)
        draft = CoverDraft(str(uuid4()), absent, stand_in, asked.first, asked.last, asked.reason)
        key = office.perform(arrange_cover, actor, draft).value
    return {"id": key}, [f"{key}\t" + _("The cover is arranged; it ends by itself.")]


def cancel(asked: argparse.Namespace) -> Answer:
    from officer_app.assignments.cover import cancel_cover, list_covers

    with signed_in(asked) as (office, actor):
        row = next((row for row in office.read(list_covers, actor) if row.id == asked.id), None)
        if row is None:
            raise NotFound(N_("There is no cover {id}."), id=asked.id)
        office.perform(cancel_cover, actor, row.id, version=row.version)
    return {"id": asked.id}, [_("The cover has ended; what was done stays.")]
