"""Retention on the command line: what is past its period, proposing to remove it, and deciding."""

import argparse
from typing import Any, Final
from uuid import uuid4

from officer_app.cli.commands import Answer, signed_in
from officer_app.cli.usage import number
from officer_app.core.errors import NotFound
from officer_app.i18n import N_, _, ngettext

# Named here as well: to read the line, the office need not be loaded.
KINDS: Final = ("settled_case", "ended_case", "contact", "visit_person", "draft", "undo")


def add_commands(retention: Any, add: Any) -> None:  # argparse's own types are private
    """`retention due`, `retention propose`, `retention list`, `retention decide`."""
    add(retention, "due", _("what personal data is past its period, by kind")).set_defaults(run=due)
    proposing = add(retention, "propose", _("propose to remove what is past its period"))
    proposing.add_argument("kind", choices=KINDS)
    proposing.add_argument("--reason", required=True, metavar="TEXT")
    proposing.set_defaults(run=propose)
    add(retention, "list", _("proposals, and what became of them")).set_defaults(run=list_all)
    deciding = add(retention, "decide", _("remove what somebody else proposed, or keep it"))
    deciding.add_argument("id", type=number, help=_("its number, as list gives it"))
    what = deciding.add_mutually_exclusive_group(required=True)
    what.add_argument("--remove", action="store_true", help=_("remove it for good"))
    what.add_argument("--keep", action="store_true", help=_("keep it"))
    deciding.set_defaults(run=decide)


def due(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.retention.service import retention_kinds

    with signed_in(asked) as (office, actor):
        rows = office.read(retention_kinds, actor)
    told = [
        {
            "kind": row.kind.value,
            "months": row.months,
            "cutoff": row.cutoff.isoformat(),
            "count": row.count,
            "oldest": row.oldest.isoformat() if row.oldest else None,
        }
        for row in rows
    ]
    lines = [
        f"{row.kind.label}\t" + ngettext("{n} month", "{n} months", row.months).format(n=row.months) + f"\t{row.count}"
        for row in rows
    ]
    return told, lines


def propose(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.retention.kinds import Kind
    from officer_app.overview.retention.service import propose_purge

    with signed_in(asked) as (office, actor):
        key = office.perform(propose_purge, actor, str(uuid4()), Kind(asked.kind), asked.reason).value
    return {"id": key}, [f"{key}\t" + _("Proposed; it waits for a second person.")]


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.retention.service import list_purges

    with signed_in(asked) as (office, actor):
        rows = office.read(list_purges, actor)
    told = [
        {
            "id": row.id,
            "kind": row.kind.value,
            "count": row.count,
            "state": row.state.value,
            "reason": row.reason,
            "proposed_by": row.proposed_by,
            "decided_by": row.decided_by or None,
            "removed": row.removed,
        }
        for row in rows
    ]
    lines = [f"{row.id}\t{row.kind.label}\t{row.count}\t{row.state.label}\t{row.proposed_by}" for row in rows]
    return told, lines or [_("Nobody has proposed to remove anything.")]


def decide(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.retention.service import decide_purge, list_purges

    with signed_in(asked) as (office, actor):
        purge = next((row for row in office.read(list_purges, actor) if row.id == asked.id), None)
        if purge is None:
            raise NotFound(
                N_("There is no proposal {number}."),
                remedy=N_("“officer-app retention list” shows them."),
                number=asked.id,
            )
        removed = office.perform(decide_purge, actor, purge.id, agrees=asked.remove, version=purge.version).value
    words = ngettext("{n} removed for good.", "{n} removed for good.", removed).format(n=f"{removed:,}")
    return {"removed": removed}, [words if asked.remove else _("They are kept.")]
