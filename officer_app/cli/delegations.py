"""Delegation during leave on the command line: who acts on cases in whose place, giving it and ending it."""

import argparse
from typing import Any, Final
from uuid import uuid4

from officer_app.cli.commands import Answer, officer_named, signed_in
from officer_app.cli.usage import day, number
from officer_app.core.errors import NotFound
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _

# Named here as well: to read the line, the office need not be loaded.
TASKS: Final = ("pre_review", "accept", "first_review", "panel", "countersign", "decide")


def add_commands(delegation: Any, add: Any) -> None:  # argparse's own types are private
    """`delegation list`, `delegation give`, `delegation end`."""
    add(delegation, "list", _("those in force, planned and past")).set_defaults(run=list_all)
    giving = add(delegation, "give", _("leave cases to a colleague for some days"))
    giving.add_argument("absent", metavar="ABSENT", help=_("the name of the officer who is away"))
    giving.add_argument("delegate", metavar="COLLEAGUE", help=_("the name of the colleague"))
    giving.add_argument("first", type=day, metavar="FIRST", help=_("the first day"))
    giving.add_argument("last", type=day, metavar="LAST", help=_("the last day; the delegation then ends by itself"))
    giving.add_argument("--task", action="append", required=True, choices=TASKS, help=_("what is left to them"))
    giving.add_argument("--reason", required=True, metavar="TEXT")
    giving.set_defaults(run=give)
    ending = add(delegation, "end", _("end a delegation at once, or call it off"))
    ending.add_argument("id", type=number, help=_("its number, as list gives it"))
    ending.set_defaults(run=end)


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.people.delegation import list_delegations

    with signed_in(asked) as (office, actor):
        rows = office.read(list_delegations, actor)
    told = [
        {
            "id": row.id,
            "absent": row.absent,
            "delegate": row.delegate,
            "tasks": [task.name.lower() for task in row.tasks],
            "first_on": row.first_on.isoformat(),
            "last_on": row.last_on.isoformat(),
            "ended_on": row.ended_on.isoformat() if row.ended_on else None,
            "state": row.state.value,
            "reason": row.reason,
        }
        for row in rows
    ]
    lines = [
        f"{row.id}\t{row.first_on}\t{row.last_on}\t{acted_by(row.delegate, row.absent)}\t"
        f"{_(', ').join(task.label for task in row.tasks)}\t{row.state.label}"
        for row in rows
    ]
    return told, lines or [_("Nobody acts in another's place")]


def give(asked: argparse.Namespace) -> Answer:
    from officer_app.people.delegation import DelegationDraft, Task, delegate

    with signed_in(asked) as (office, actor):
        draft = DelegationDraft(
            str(uuid4()),
            officer_named(office, actor, asked.absent),
            officer_named(office, actor, asked.delegate),
            tuple(Task[name.upper()] for name in asked.task),
            asked.first,
            asked.last,
            asked.reason,
        )
        key = office.perform(delegate, actor, draft).value
    return {"id": key}, [f"{key}\t" + _("The cases are left to them; it ends by itself.")]


def end(asked: argparse.Namespace) -> Answer:
    from officer_app.people.delegation import end_delegation, list_delegations

    with signed_in(asked) as (office, actor):
        row = next((row for row in office.read(list_delegations, actor) if row.id == asked.id), None)
        if row is None:
            raise NotFound(N_("There is no delegation {id}."), id=asked.id)
        office.perform(end_delegation, actor, row.id, version=row.version)
    return {"id": asked.id}, [_("The delegation has ended; what was done stays.")]
