"""The panel's meetings on the command line: the list, one meeting with its votes, closing it, and its papers."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from officer_app.cli.commands import Answer, signed_in, written
from officer_app.cli.usage import number
from officer_app.i18n import _

if TYPE_CHECKING:
    from officer_app.quota.meetings.lists import ItemRow

_PAPERS: Final = ("agenda", "minutes", "ranked")


def add_commands(panel: Any, add: Any) -> None:  # argparse's own types are private
    """`panel list`, `show`, `close`, `print`."""
    listing = add(panel, "list", _("meetings of the panel, the latest first"))
    listing.add_argument("--year", type=number, metavar="YEAR", help=_("only those of a year"))
    listing.set_defaults(run=list_all)
    showing = add(panel, "show", _("one meeting with its agenda, votes and ranks"))
    showing.add_argument("id", type=number)
    showing.set_defaults(run=show)
    closing = add(panel, "close", _("close a meeting in session, as its chair, and decide its cases"))
    closing.add_argument("id", type=number)
    closing.set_defaults(run=close)
    printing = add(panel, "print", _("a paper of a meeting as PDF"))
    printing.add_argument("id", type=number)
    printing.add_argument("paper", choices=_PAPERS)
    printing.add_argument("out", type=Path)
    printing.set_defaults(run=print_paper)


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.meetings.lists import list_meetings

    with signed_in(asked) as (office, actor):
        rows = office.read(list_meetings, actor, year=asked.year)
    told = [
        {
            "id": row.id,
            "number": row.number,
            "title": row.title,
            "meets_on": row.meets_on.isoformat(),
            "chair": row.chair,
            "state": row.state.value,
            "secret": row.secret,
            "units": row.units,
            "cases": row.cases,
            "passed": row.passed,
            "rejected": row.rejected,
        }
        for row in rows
    ]
    lines = [
        f"{row.id}\t{row.number}\t{row.meets_on}\t{row.state.label}\t{row.chair}\t{row.cases}\t{row.title}"
        for row in rows
    ]
    return told, lines


def _told(item: "ItemRow") -> dict[str, object]:
    return {
        "case": item.case_id,
        "number": item.number,
        "outcome": item.outcome.value,
        "for": item.votes_for,
        "against": item.votes_against,
        "abstained": item.abstentions,
        "total": None if item.total is None else str(item.total),
        "rank": item.rank,
        "tie": item.tie,
        "remark": item.remark,
    }


def show(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.meetings.lists import meeting_file

    with signed_in(asked) as (office, actor):
        meeting = office.read(meeting_file, actor, asked.id)
    told = {
        "id": meeting.id,
        "number": meeting.number,
        "state": meeting.state.value,
        "rule": meeting.rule,
        "members": [
            {"name": seat.name, "post": seat.post, "attendance": seat.attendance, "reason": seat.reason}
            for seat in meeting.seats
        ],
        "agenda": [_told(item) for item in meeting.items],
    }
    lines = [f"{meeting.number}\t{meeting.meets_on}\t{meeting.state.label}\t{meeting.chair}", meeting.rule]
    for item in meeting.items:
        votes = "/".join(
            "–" if one is None else str(one) for one in (item.votes_for, item.votes_against, item.abstentions)
        )
        rank = "" if item.rank is None else str(item.rank)
        lines.append(f"{item.position}\t{item.number}\t{item.enterprise}\t{votes}\t{item.outcome.label}\t{rank}")
    return told, lines


def close(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.meetings.closing import close_meeting

    with signed_in(asked) as (office, actor):
        report = office.perform(close_meeting, actor, asked.id).value
    told = [
        {
            "case": one.case_id,
            "number": one.number,
            "outcome": one.outcome.value,
            "rank": one.rank,
            "problem": one.problem,
        }
        for one in report.results
    ]
    return told, [f"{one.number}\t{one.outcome.label}\t{one.problem}" for one in report.results]


def print_paper(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.quota.meetings.paper import MeetingPaper, meeting_paper

    with signed_in(asked) as (office, actor):
        write_whole(asked.out, office.read(meeting_paper, actor, asked.id, MeetingPaper(asked.paper)))
    return written(asked.out)
