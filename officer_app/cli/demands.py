"""Demands on the command line: lists, one demand with its history, every step, reminders and figures."""

import argparse
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from officer_app.cli.commands import Answer, WrongUsage, officer_named, signed_in
from officer_app.cli.usage import day, number
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.core.work import Actor, Office
    from officer_app.demands.service import DemandRow

# The steps, and what each needs beside the demand: names of options.
_NEEDS: Final[dict[str, tuple[str, ...]]] = {
    "assign": ("to",),
    "accept": (),
    "return": ("note",),
    "take_up": (),
    "first_answer": ("note",),
    "ask_extension": ("days", "note"),
    "extend": (),
    "refuse_extension": ("note",),
    "suspend": ("note",),
    "escalate": ("to",),
    "resume": (),
    "answer": ("note",),
    "rate": ("rating",),
    "close": (),
    "reopen": ("note",),
    "hurry": ("note", "until"),
    "reply": ("note",),
    "join": ("to",),
    "leave": ("to",),
    "contribute": ("note",),
    "merge": ("into",),
    "separate": ("note",),
    "link_case": ("case",),
    "unlink_case": (),
}


def add_commands(demands: Any, add: Any) -> None:  # argparse's own types are private
    """`demands list`, `show`, `step`, `reminders`, `statistics`."""
    listing = add(demands, "list", _("demands, the soonest due first"))
    listing.add_argument("--state", metavar="STATE", help=_("only those that stand there"))
    listing.add_argument("--handler", metavar="NAME", help=_("only those somebody handles"))
    listing.add_argument("--text", default="", metavar="TEXT", help=_("only those that hold this"))
    listing.add_argument("--mine", action="store_true", help=_("only those collected or handled by who acts"))
    listing.add_argument("--open", action="store_true", help=_("only open ones"))
    listing.add_argument("--late", action="store_true", help=_("only those past their limit"))
    listing.add_argument("--limit", type=number, default=200, metavar="N", help=_("at most so many"))
    listing.set_defaults(run=list_all)
    showing = add(demands, "show", _("one demand with its history"))
    showing.add_argument("id", type=number)
    showing.set_defaults(run=show)
    step = add(demands, "step", _("take a step on a demand"))
    step.add_argument("step", choices=sorted(_NEEDS))
    step.add_argument("id", type=number)
    step.add_argument("--note", default="", metavar="TEXT", help=_("what is said with it"))
    step.add_argument("--to", metavar="NAME", help=_("an officer; to escalate: the office of the city"))
    step.add_argument("--days", type=number, metavar="N", help=_("working days"))
    step.add_argument("--until", type=day, metavar="DATE", help=_("until when a reply is due"))
    step.add_argument("--rating", choices=("content", "mostly", "not_content"))
    step.add_argument("--by", default="", metavar="NAME", help=_("who at the enterprise"))
    step.add_argument("--into", type=number, metavar="ID", help=_("the demand that is kept"))
    step.add_argument("--case", type=number, metavar="ID", help=_("the case it belongs to"))
    step.set_defaults(run=take)
    add(demands, "reminders", _("what waits for who acts")).set_defaults(run=remind)
    figures = add(demands, "statistics", _("figures of a period"))
    figures.add_argument("first", type=day, metavar="FROM")
    figures.add_argument("last", type=day, metavar="TO")
    figures.add_argument(
        "--by", choices=("handler", "category", "industry", "subdistrict", "month"), default="category"
    )
    figures.add_argument("--out", type=Path, metavar="FILE", help=_("a workbook, or CSV where the name ends in .csv"))
    figures.set_defaults(run=statistics)


def _told(row: "DemandRow") -> dict[str, object]:
    return {
        "id": row.id,
        "number": row.number,
        "enterprise": row.enterprise,
        "text": row.text,
        "category": row.category.value,
        "urgency": row.urgency.value,
        "state": row.state.value,
        "handler": row.handler,
        "collected_on": row.collected_on.isoformat(),
        "due_on": row.due_on.isoformat(),
        "provisional": row.due_provisional,
        "days_left": row.days_left,
    }


def _line(row: "DemandRow") -> str:
    text = " ".join(row.text.split())
    return f"{row.id}\t{row.number}\t{row.due_on}\t{row.state.label}\t{row.handler}\t{row.enterprise}\t{text}"


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.demands.board import DemandFilter, find_demands
    from officer_app.demands.service import DemandState

    with signed_in(asked) as (office, actor):
        states = {state.value: state for state in DemandState}
        if asked.state is not None and asked.state not in states:
            raise WrongUsage(N_("The states are: {names}."), names=", ".join(states))
        rows = office.read(
            find_demands,
            actor,
            DemandFilter(
                state=states.get(asked.state),
                handler_id=officer_named(office, actor, asked.handler) if asked.handler else None,
                of=actor.id if asked.mine else None,
                open_only=asked.open,
                late=asked.late,
                text=asked.text,
            ),
            limit=asked.limit,
        )
    return [_told(row) for row in rows], [_line(row) for row in rows] or [_("No demands")]


def show(asked: argparse.Namespace) -> Answer:
    from officer_app.demands.file import demand_file

    with signed_in(asked) as (office, actor):
        file = office.read(demand_file, actor, asked.id)
    told = {
        **_told(file.row),
        "answer": file.row.answer,
        "version": file.row.version,
        "helpers": [row.name for row in file.helpers],
        "case": file.case_number,
        "visit": file.visit_number,
        "merged": [row.number for row in file.merged],
        "kept": file.kept.number if file.kept else None,
        "steps": [step.value for step in file.steps],
        "hurry_notes": [
            {"text": note.text, "reply_due_on": note.reply_due_on.isoformat(), "reply": note.reply}
            for note in file.hurry_notes
        ],
        "history": [
            {"at": event.at.isoformat(), "step": event.step.value, "by": event.by, "note": event.note}
            for event in file.history
        ],
    }
    lines = [_line(file.row), *([file.row.answer] if file.row.answer else [])]
    lines += [f"{event.at:%Y-%m-%d}\t{event.step.label}\t{event.by}\t{event.note}" for event in file.history]
    return told, lines


def take(asked: argparse.Namespace) -> Answer:
    """One step. Raises WrongUsage where an option it needs is missing."""
    from officer_app.demands.file import demand_file

    for option in _NEEDS[asked.step]:
        if not getattr(asked, option):
            raise WrongUsage(N_("This step needs --{option}."), option=option)
    with signed_in(asked) as (office, actor):
        file = office.read(demand_file, actor, asked.id)
        _STEPS[asked.step](asked, office, actor, file)
        row = office.read(demand_file, actor, asked.id).row
    return _told(row), [_line(row)]


def _simple(name: str, *options: str) -> Callable[..., None]:
    """A step whose use case takes the demand, these options, and the version."""

    def perform(asked: argparse.Namespace, office: "Office", actor: "Actor", file: Any) -> None:
        from officer_app.demands import service

        arguments = [getattr(asked, option) for option in options]
        office.perform(getattr(service, name), actor, asked.id, *arguments, version=file.row.version)

    return perform


def _with_officer(name: str, option: str) -> Callable[..., None]:
    """A step that names an officer; the note goes by its own name."""

    def perform(asked: argparse.Namespace, office: "Office", actor: "Actor", file: Any) -> None:
        from officer_app.demands import service

        officer = officer_named(office, actor, asked.to)
        office.perform(
            getattr(service, name), actor, asked.id, officer, version=file.row.version, **{option: asked.note}
        )

    return perform


def _decide(*, approved: bool) -> Callable[..., None]:
    def perform(asked: argparse.Namespace, office: "Office", actor: "Actor", file: Any) -> None:
        from officer_app.core.errors import NotFound
        from officer_app.demands.service import decide_extension

        if file.extension is None:
            raise NotFound(N_("No extension waits for a decision."))
        office.perform(decide_extension, actor, file.extension.id, approved, asked.note, days=asked.days)

    return perform


def _rate(asked: argparse.Namespace, office: "Office", actor: "Actor", file: Any) -> None:
    from officer_app.demands.service import Rating, rate_demand

    office.perform(
        rate_demand, actor, asked.id, Rating(asked.rating), version=file.row.version, by=asked.by, note=asked.note
    )


def _reply(asked: argparse.Namespace, office: "Office", actor: "Actor", file: Any) -> None:
    from officer_app.core.errors import NotFound
    from officer_app.demands.service import reply_to_hurry

    if not file.hurried:
        raise NotFound(N_("No hurry-up note waits for a reply."))
    office.perform(reply_to_hurry, actor, file.hurried[0].id, asked.note)


def _merge(asked: argparse.Namespace, office: "Office", actor: "Actor", _file: Any) -> None:
    from officer_app.demands.file import demand_file
    from officer_app.demands.service import merge_demands

    kept = office.read(demand_file, actor, asked.into).row
    office.perform(merge_demands, actor, kept.id, [asked.id], version=kept.version, note=asked.note)


_STEPS: Final[dict[str, Callable[..., None]]] = {
    "assign": _with_officer("assign_demand", "note"),
    "accept": _simple("accept_demand"),
    "return": _simple("return_demand", "note"),
    "take_up": _simple("take_up_demand"),
    "first_answer": _simple("first_answer", "note"),
    "ask_extension": _simple("ask_extension", "days", "note"),
    "extend": _decide(approved=True),
    "refuse_extension": _decide(approved=False),
    "suspend": _simple("suspend_demand", "note"),
    "escalate": _simple("escalate_demand", "to", "note"),
    "resume": _simple("resume_demand", "note"),
    "answer": _simple("answer_demand", "note"),
    "rate": _rate,
    "close": _simple("close_demand"),
    "reopen": _simple("reopen_demand", "note"),
    "hurry": _simple("hurry_demand", "note", "until"),
    "reply": _reply,
    "join": _with_officer("join_handler", "task"),
    "leave": _with_officer("leave_handler", "note"),
    "contribute": _simple("contribute", "note"),
    "merge": _merge,
    "separate": _simple("separate_demand", "note"),
    "link_case": _simple("link_case", "case"),
    "unlink_case": _simple("unlink_case"),
}


def remind(asked: argparse.Namespace) -> Answer:
    from officer_app.demands.reminders import demand_reminders

    with signed_in(asked) as (office, actor):
        rows = office.read(demand_reminders, actor)
    told = [
        {
            "kind": row.kind.value,
            "due_on": row.due_on.isoformat(),
            "days_left": row.days_left,
            "for": row.for_whom,
            "said": row.said,
            "demand": _told(row.demand),
        }
        for row in rows
    ]
    lines = [f"{row.kind.label}\t{row.due_on}\t{row.demand.number}\t{row.demand.enterprise}" for row in rows]
    return told, lines or [_("Nothing waits")]


def statistics(asked: argparse.Namespace) -> Answer:
    from officer_app.demands.statistics import Dimension, demand_statistics
    from officer_app.demands.statistics_sheet import cells, export_statistics, heads

    first: date = asked.first
    with signed_in(asked) as (office, actor):
        found = office.read(demand_statistics, actor, first, asked.last, Dimension(asked.by))
        if asked.out is not None:
            office.read(export_statistics, actor, asked.out, first, asked.last, Dimension(asked.by))
    rows = [(row.name, row.figures) for row in found.rows] + [(_("Together"), found.total)]
    told = [{"name": name, **dict(zip(_KEYS, cells(figures), strict=True))} for name, figures in rows]
    lines = ["\t".join(["", *heads()])]
    lines += [
        "\t".join([name, *("" if cell is None else str(cell) for cell in cells(figures))]) for name, figures in rows
    ]
    return told, [str(asked.out)] if asked.out is not None else lines


_KEYS: Final = (
    "collected", "answered", "in_time", "in_time_percent", "first_answers", "first_mean", "first_median",
    "first_ninth_tenth", "answer_mean", "answer_median", "answer_ninth_tenth", "rated", "content", "mostly",
    "not_content", "content_percent", "taken_up_again", "taken_up_again_of", "taken_up_again_percent", "open",
)  # fmt: skip
