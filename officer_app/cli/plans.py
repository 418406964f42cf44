"""Planned visits on the command line: what is planned, planning and calling off, and a week's route."""

import argparse
from typing import Any
from uuid import uuid4

from officer_app.cli import plan_files
from officer_app.cli.commands import Answer, officer_named, signed_in
from officer_app.cli.usage import day, day_time, number
from officer_app.i18n import _, ngettext


def add_commands(plans: Any, add: Any) -> None:  # argparse's own types are private
    """`plans list`, `plans add`, `plans move`, `plans cancel`, `plans route`, and the files of plan_files."""
    plan_files.add_commands(plans, add)
    listing = add(plans, "list", _("open plans from one day to another"))
    listing.add_argument("first", type=day, metavar="FROM")
    listing.add_argument("last", type=day, metavar="TO")
    listing.add_argument("--officer", metavar="NAME", help=_("one officer only"))
    listing.set_defaults(run=list_plans)
    adding = add(plans, "add", _("plan a visit"))
    adding.add_argument("enterprise", type=number, metavar="ENTERPRISE", help=_("its number, as search gives it"))
    adding.add_argument("day", type=day, metavar="DATE")
    adding.add_argument("--at", type=day_time, metavar="HH:MM", help=_("when it begins"))
    adding.add_argument("--until", type=day_time, metavar="HH:MM", help=_("when it ends"))
    adding.add_argument("--officer", metavar="NAME", help=_("who goes; oneself without it"))
    adding.add_argument("--purpose", default="", metavar="TEXT", help=_("the purpose"))
    adding.set_defaults(run=plan)
    moving = add(plans, "move", _("put a plan on another day"))
    moving.add_argument("id", type=number, help=_("its number, as list gives it"))
    moving.add_argument("day", type=day, metavar="DATE")
    moving.add_argument("--at", type=day_time, metavar="HH:MM", help=_("when it begins"))
    moving.add_argument("--until", type=day_time, metavar="HH:MM", help=_("when it ends"))
    moving.add_argument("--reason", default="", metavar="TEXT")
    moving.set_defaults(run=move)
    cancelling = add(plans, "cancel", _("call a plan off"))
    cancelling.add_argument("id", type=number, help=_("its number, as list gives it"))
    cancelling.add_argument("--reason", required=True, metavar="TEXT")
    cancelling.set_defaults(run=cancel)
    routing = add(plans, "route", _("propose a route for the week of a day, by sub-district"))
    routing.add_argument("day", type=day, metavar="DATE")
    routing.add_argument("--officer", metavar="NAME", help=_("whose; one's own without it"))
    routing.add_argument("--accept", action="store_true", help=_("plan all of it"))
    routing.set_defaults(run=route)


def list_plans(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.plans import plans_between

    with signed_in(asked) as (office, actor):
        officer = officer_named(office, actor, asked.officer) if asked.officer else None
        rows = office.read(plans_between, actor, asked.first, asked.last, officer)
    told = [
        {
            "id": row.id,
            "day": row.planned_on.isoformat(),
            "starts_at": f"{row.starts_at:%H:%M}" if row.starts_at else None,
            "ends_at": f"{row.ends_at:%H:%M}" if row.ends_at else None,
            "enterprise": row.enterprise,
            "subdistrict": row.subdistrict,
            "officer": row.officer,
            "mode": row.mode.value,
            "purpose": row.purpose,
        }
        for row in rows
    ]
    lines = [
        "\t".join(
            (
                str(row.id),
                row.planned_on.isoformat(),
                f"{row.starts_at:%H:%M}" if row.starts_at else "",
                row.enterprise,
                row.officer,
                row.purpose,
            )
        ).rstrip()
        for row in rows
    ]
    return told, lines or [_("Nothing is planned")]


def plan(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.plans import PlanDraft, plan_visit

    with signed_in(asked) as (office, actor):
        officer = officer_named(office, actor, asked.officer) if asked.officer else actor.id or 0
        times = (asked.at, asked.until)
        draft = PlanDraft(str(uuid4()), asked.enterprise, officer, asked.day, *times, purpose=asked.purpose)
        made = office.perform(plan_visit, actor, draft).value
    warnings = [warning.label for warning in made.warnings]
    return {"id": made.plan_id, "warnings": [warning.value for warning in made.warnings]}, [
        f"{made.plan_id}\t" + _("The visit is planned."),
        *warnings,
    ]


def move(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.plans import move_plan, plan_row

    with signed_in(asked) as (office, actor):
        row = office.read(plan_row, actor, asked.id)
        # Another day alone leaves the time as it is.
        times = (asked.at, asked.until) if asked.at or asked.until else (row.starts_at, row.ends_at)
        moved = (asked.id, asked.day, *times)
        made = office.perform(move_plan, actor, *moved, version=row.version, reason=asked.reason).value
    told = {"id": made.plan_id, "warnings": [warning.value for warning in made.warnings]}
    return told, [_("The plan is moved."), *(warning.label for warning in made.warnings)]


def cancel(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.plans import call_off_plan, plan_row

    with signed_in(asked) as (office, actor):
        version = office.read(plan_row, actor, asked.id).version
        office.perform(call_off_plan, actor, asked.id, asked.reason, version=version)
    return {"id": asked.id}, [_("The plan is called off.")]


def route(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.plans import PlanDraft
    from officer_app.visits.route import accept_route, propose_route

    with signed_in(asked) as (office, actor):
        officer = officer_named(office, actor, asked.officer) if asked.officer else actor.id or 0
        found = office.read(propose_route, actor, officer, asked.day)
        stops = [(one.day, stop) for one in found.days for stop in one.stops]
        planned = 0
        if asked.accept:
            drafts = [PlanDraft(str(uuid4()), stop.enterprise_id, officer, on) for on, stop in stops]
            planned = len(office.perform(accept_route, actor, drafts).value)
    told = {
        "stops": [
            {
                "day": on.isoformat(),
                "enterprise": stop.enterprise,
                "subdistrict": stop.subdistrict,
                "due_on": stop.due_on.isoformat(),
            }
            for on, stop in stops
        ],
        "left": [stop.enterprise for stop in found.left],
        "planned": planned,
    }
    lines = [f"{on}\t{stop.subdistrict}\t{stop.enterprise}\t{stop.due_on}" for on, stop in stops]
    if found.left:
        words = ngettext("No room for {n} more", "No room for {n} more", len(found.left))
        lines.append(words.format(n=len(found.left)))
    if asked.accept:
        lines.append(ngettext("{n} visit is planned", "{n} visits are planned", planned).format(n=planned))
    return told, lines or [_("Everybody who is due has a plan.")]
