"""Files of the planned visits: a calendar file for other calendars to follow, the list to take along."""

import argparse
from pathlib import Path
from typing import Any

from officer_app.cli.commands import Answer, officer_named, signed_in, written
from officer_app.cli.usage import day
from officer_app.i18n import _


def add_commands(plans: Any, add: Any) -> None:  # argparse's own types are private
    """`plans calendar`, `plans take-along`."""
    calendar = add(plans, "calendar", _("planned visits as a calendar file (.ics)"))
    calendar.set_defaults(run=write_calendar)
    taking = add(plans, "take-along", _("the list to take along, as PDF"))
    taking.add_argument("first", type=day, metavar="FIRST", help=_("the first day"))
    taking.add_argument("last", type=day, metavar="LAST", help=_("the last day"))
    taking.add_argument("--phones", metavar="PURPOSE", help=_("whole phone numbers, for this purpose; recorded"))
    taking.set_defaults(run=write_list)
    for command in (calendar, taking):
        whose = command.add_mutually_exclusive_group()
        whose.add_argument("--officer", metavar="NAME", help=_("whose; one's own without it"))
        whose.add_argument("--everybody", action="store_true", help=_("of all officers"))
        command.add_argument("out", type=Path)


def _officer(asked: argparse.Namespace, office: Any, actor: Any) -> int | None:  # Any: loaded by the command only
    if asked.everybody:
        return None
    key: int = officer_named(office, actor, asked.officer) if asked.officer else actor.id
    return key


def write_calendar(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.visits.calendar_feed import as_calendar, calendar_feed

    with signed_in(asked) as (office, actor):
        feed = office.read(calendar_feed, actor, _officer(asked, office, actor))
    write_whole(asked.out, as_calendar(feed))
    _told, lines = written(asked.out)
    return {"file": str(asked.out), "plans": len(feed.plans)}, lines


def write_list(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import check_place, write_whole
    from officer_app.visits.take_along import take_along, take_along_with_phones
    from officer_app.visits.take_along_paper import draw_take_along

    check_place(asked.out)
    with signed_in(asked) as (office, actor):
        officer = _officer(asked, office, actor)
        if asked.phones is None:
            found = office.read(take_along, actor, asked.first, asked.last, officer)
        else:
            found = office.perform(
                take_along_with_phones, actor, asked.first, asked.last, officer, purpose=asked.phones
            ).value
    write_whole(asked.out, draw_take_along(found))
    _told, lines = written(asked.out)
    return {"file": str(asked.out), "visits": found.count}, lines
