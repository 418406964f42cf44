"""Special-talent cases on the command line: the queue, and one case with what was filed and every step; masked."""

import argparse
from typing import TYPE_CHECKING, Any

from officer_app.cli.commands import Answer, WrongUsage, signed_in
from officer_app.cli.usage import number
from officer_app.core.errors import NotFound
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.cases.lists import CaseRow
    from officer_app.core.work import Actor, Office
    from officer_app.quota.case_file import CaseFile


def add_commands(cases: Any, add: Any) -> None:  # argparse's own types are private
    """`cases list`, `cases show`."""
    listing = add(cases, "list", _("cases, those with the nearest limit first"))
    listing.add_argument("--state", metavar="STATE", help=_("only those that stand there"))
    listing.add_argument("--year", type=number, metavar="YEAR", help=_("only those filed in a year"))
    listing.add_argument("--text", default="", metavar="TEXT", help=_("only those that hold this"))
    listing.add_argument("--waiting", action="store_true", help=_("only those that wait for who acts"))
    listing.add_argument("--limit", type=number, default=200, metavar="N", help=_("at most so many"))
    listing.set_defaults(run=list_all)
    showing = add(cases, "show", _("one case: what was filed, papers, submissions, trips, steps"))
    showing.add_argument("number", metavar="NUMBER", help=_("as papers print it, or year and number: 2026-3"))
    showing.set_defaults(run=show)


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.cases.lists import CaseFilter, list_cases
    from officer_app.cases.words import State

    states = {state.value: state for state in State}
    if asked.state is not None and asked.state not in states:
        raise WrongUsage(N_("The states are: {names}."), names=", ".join(states))
    wanted = CaseFilter(
        text=asked.text,
        states=frozenset({states[asked.state]}) if asked.state else frozenset(),
        year=asked.year,
        waiting=asked.waiting,
    )
    with signed_in(asked) as (office, actor):
        page = office.read(list_cases, actor, wanted, limit=asked.limit)
    lines = [_line(row) for row in page.rows] or [_("No cases")]
    if page.count > len(page.rows):
        lines.append(_("and {n} more; narrow it with --state, --year or --text").format(n=page.count - len(page.rows)))
    return {"count": page.count, "cases": [_told(row) for row in page.rows]}, lines


def show(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.case_file import case_file

    with signed_in(asked) as (office, actor):
        file = office.read(case_file, actor, case_numbered(office, actor, asked.number))
    return _whole(file), _lines(file)


def case_numbered(office: "Office", actor: "Actor", typed: str) -> int:
    """The id of the case with this number. Raises WrongUsage for what is no number, NotFound."""
    import re

    from officer_app.cases.lists import CaseFilter, list_cases

    parts = re.search(r"(\d{4})\D+(\d+)", typed)
    if parts is None:
        raise WrongUsage(N_("Give a number of a case like 2026-3."))
    year, sequence = int(parts[1]), int(parts[2])
    page = office.read(list_cases, actor, CaseFilter(text=str(sequence), year=year), sort="number", limit=1_000)
    found = re.compile(rf"{year}\D+{sequence}\D*$")
    for row in page.rows:
        if found.search(row.number):
            return row.id
    raise NotFound(
        N_("There is no case {number}."),
        remedy=N_("The command “cases list” gives the numbers there are."),
        number=f"{year}-{sequence}",
    )


def _told(row: "CaseRow") -> dict[str, object]:
    return {
        "id": row.id,
        "number": row.number,
        "state": row.state.value,
        "enterprise": row.enterprise,
        "applicant": row.applicant,
        "post": row.post,
        "base_multiple": str(row.base_multiple),
        "filed_on": row.filed_on.isoformat(),
        "due_on": row.due_on.isoformat() if row.due_on is not None else None,
        "provisional": row.due_provisional,
        "days_left": row.days_left,
    }


def _line(row: "CaseRow") -> str:
    due = row.due_on.isoformat() if row.due_on is not None else "–"
    return "\t".join((row.number, row.state.label, due, row.applicant, row.post, row.enterprise))


def _whole(file: "CaseFile") -> dict[str, object]:
    filed, person = file.filed, file.applicant
    return {
        "id": file.id,
        "number": file.number,
        "state": file.state.value,
        "enterprise": file.enterprise,
        "uscc": file.uscc,
        "applicant": {
            "name": person.name,
            "id_kind": person.id_kind.value,
            "id_number": person.id_number,
            "kind": filed.applicant_kind.value,
            "urgently_needed": filed.urgently_needed,
            "education": person.education.value,
            "degree": person.degree.value,
            "post": person.post,
            "joined_on": person.joined_on.isoformat(),
            "base_multiple": str(person.base_multiple),
            "reaches_line": person.reaches_line,
            "dependants": person.dependants,
        },
        "pool": filed.pool,
        "checklist_from": filed.checklist_from.isoformat(),
        "months": [{"month": f"{row.month:%Y-%m}", "multiple": str(row.multiple)} for row in filed.months],
        "papers": [
            {
                "kind": row.kind.value,
                "needed": row.needed,
                "form": row.form.value if row.form is not None else None,
                "source": row.source.value,
                "pages": row.pages,
                "received_on": row.received_on.isoformat() if row.received_on is not None else None,
                "checked_by": row.checked_by,
                "defect": row.defect.value if row.defect is not None else None,
                "gap": row.gap,
            }
            for row in file.papers
        ],
        "submissions": [
            {
                "round": one.round,
                "at": one.at.isoformat(),
                "by": one.by,
                "occasion": one.occasion.value,
                "digest": one.digest,
                "sound": one.sound,
                "changes": [[change.label, change.before, change.after] for change in one.changes],
            }
            for one in filed.submissions
        ],
        "trips": [{"day": trip.day.isoformat(), "purpose": trip.purpose, "by": trip.by} for trip in filed.trips],
        "steps": [
            {"at": step.at.isoformat(), "step": step.step.value, "by": step.by, "opinion": step.opinion}
            for step in file.steps
        ],
    }


def _lines(file: "CaseFile") -> list[str]:
    person, filed = file.applicant, file.filed
    lines = [
        "\t".join((file.number, file.state.label, file.enterprise)),
        "\t".join((person.name, person.id_number, filed.applicant_kind.label, person.post)),
        _("{n} times the average wage").format(n=f"{person.base_multiple:.2f}"),
    ]
    for row in file.papers:
        stands = row.gap or (row.received_on.isoformat() if row.received_on is not None else _("not handed in"))
        lines.append(f"{row.label}\t{stands}\t{row.checked_by}")
    for one in filed.submissions:
        lines.append(f"{_('Submission {n}').format(n=one.round)}\t{one.at:%Y-%m-%d}\t{one.by}\t{one.digest[:8]}")
        lines += [f"  {change.label}: {change.before or '–'} → {change.after or '–'}" for change in one.changes]
    lines += [f"{_('Trips to the window')}\t{trip.day}\t{trip.purpose}" for trip in filed.trips]
    lines += [f"{step.at:%Y-%m-%d}\t{step.step.label}\t{step.by}\t{step.opinion}" for step in file.steps]
    return lines
