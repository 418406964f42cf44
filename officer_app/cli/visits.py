"""Visits on the command line: their months, returning one, its history, what they ask of the directory, checklists."""

import argparse
from datetime import date
from pathlib import Path
from typing import Any

from officer_app.cli.commands import Answer, officer_named, signed_in
from officer_app.cli.usage import day, month, number
from officer_app.core.errors import NotFound
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _, ngettext


def add_commands(visits: Any, checklists: Any, add: Any) -> None:  # argparse's own types are private
    """`visits months|close|reopen|return|history|questions`, `checklists list|count`."""
    months = add(visits, "months", _("the months of a year: visits, and who closed them"))
    months.add_argument("year", type=number)
    months.set_defaults(run=list_months)
    closing = add(visits, "close", _("close a month: its visits stay as they are"))
    closing.set_defaults(run=close)
    reopening = add(visits, "reopen", _("open a closed month again"))
    reopening.add_argument("--reason", required=True, metavar="TEXT")
    reopening.set_defaults(run=reopen)
    for command in (closing, reopening):
        command.add_argument("month", type=month, metavar="MONTH")
    returning = add(visits, "return", _("have a visit completed by its officer"))
    returning.add_argument("--note", required=True, metavar="TEXT", help=_("what is missing"))
    returning.set_defaults(run=send_back)
    history = add(visits, "history", _("who changed what of a visit, the latest first"))
    history.set_defaults(run=list_changes)
    for command in (returning, history):
        command.add_argument("number", metavar="NUMBER", help=_("as papers print it: ZF-2026-0012"))
    asked = add(visits, "questions", _("what visits found that the directory does not know"))
    asked.set_defaults(run=list_open_questions)
    add(checklists, "list", _("what is asked during a visit today")).set_defaults(run=list_checklists)
    counting = add(checklists, "count", _("what the answers given during visits come to"))
    counting.add_argument("first", type=day, metavar="FROM")
    counting.add_argument("last", type=day, metavar="TO")
    counting.add_argument("out", type=Path, nargs="?", help=_("a workbook, or CSV where the name ends in .csv"))
    counting.add_argument("--officer", metavar="NAME", help=_("one officer only"))
    counting.add_argument("--subdistrict", metavar="NAME", help=_("one sub-district only"))
    counting.add_argument("--industry", metavar="NAME", help=_("one industry only"))
    counting.add_argument("--latest", action="store_true", help=_("of each enterprise only what it said last"))
    counting.set_defaults(run=count)


def list_months(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.closing import months_of

    with signed_in(asked) as (office, actor):
        rows = office.read(months_of, actor, asked.year)
    told = [
        {
            "month": f"{row.month:%Y-%m}",
            "visits": row.visits,
            "returned": row.returned,
            "closed_by": row.closing.closed_by if row.closing else None,
            "closed_at": row.closing.closed_at.isoformat() if row.closing else None,
        }
        for row in rows
    ]
    lines = [
        f"{row.month:%Y-%m}\t{row.visits}\t{row.returned}\t"
        + (f"{row.closing.closed_by}\t{row.closing.closed_at:%Y-%m-%d}" if row.closing else _("not closed"))
        for row in rows
    ]
    return told, lines


def close(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.closing import close_month

    with signed_in(asked) as (office, actor):
        office.perform(close_month, actor, _first(asked.month))
    return {"month": asked.month}, [_("{month} is closed; its visits stay as they are.").format(month=asked.month)]


def reopen(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.closing import reopen_month

    with signed_in(asked) as (office, actor):
        office.perform(reopen_month, actor, _first(asked.month), asked.reason)
    return {"month": asked.month}, [_("{month} is open again; the reason stays on record.").format(month=asked.month)]


def send_back(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.reading import visit_file, visit_numbered
    from officer_app.visits.returning import return_visit

    with signed_in(asked) as (office, actor):
        key = office.read(visit_numbered, actor, asked.number)
        file = office.read(visit_file, actor, key)
        office.perform(return_visit, actor, key, asked.note, version=file.version)
    words = _("{number} waits to be completed by {officer}.")
    return {"id": key}, [words.format(number=file.row.number, officer=file.row.officer)]


def list_changes(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.visit_history import visit_history
    from officer_app.visits.reading import visit_numbered

    with signed_in(asked) as (office, actor):
        changes = office.read(visit_history, actor, office.read(visit_numbered, actor, asked.number))
    told = [
        {
            "at": change.at.isoformat(),
            "by": change.by,
            "on_behalf_of": change.on_behalf_of,
            "deed": change.deed.value,
            "note": change.note,
            "fields": [{"column": f.column, "before": f.before, "after": f.after} for f in change.fields],
        }
        for change in changes
    ]
    lines = []
    for change in changes:
        who = acted_by(change.by, change.on_behalf_of)
        lines.append(f"{change.at:%Y-%m-%d %H:%M}\t{who}\t{change.deed.label}\t{change.note}".rstrip())
        lines += [f"\t{field.column}: {field.before or '—'} → {field.after or '—'}" for field in change.fields]
    return told, lines


def list_open_questions(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.questions import list_questions

    with signed_in(asked) as (office, actor):
        rows = office.read(list_questions, actor)
    told = [
        {
            "id": row.id,
            "enterprise_id": row.enterprise_id,
            "enterprise": row.enterprise,
            "kind": row.kind.value,
            "raised_on": row.raised_on.isoformat(),
            "raised_by": row.raised_by,
            "note": row.note,
        }
        for row in rows
    ]
    lines = [f"{row.raised_on}\t{row.kind.label}\t{row.enterprise}\t{row.raised_by}" for row in rows]
    return told, lines or [_("Nothing is asked of the directory")]


def list_checklists(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.checklists import checklists_in_force

    with signed_in(asked) as (office, actor):
        rows = office.read(checklists_in_force, actor)
    told = [
        {
            "topic": row.topic,
            "title": row.title,
            "edition": row.edition,
            "valid_from": row.valid_from.isoformat(),
            "questions": [
                {
                    "code": question.code,
                    "text": question.text,
                    "kind": question.kind.value,
                    "choices": list(question.choices),
                    "unit": question.unit,
                }
                for question in row.questions
            ],
        }
        for row in rows
    ]
    lines = []
    for row in rows:
        lines.append(f"{row.title}\t" + _("No. {n}").format(n=row.edition))
        lines += [f"\t{question.text}\t{question.kind.label}\t{question.unit}".rstrip() for question in row.questions]
    return told, lines or [_("Nothing is asked")]


def count(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.answer_counts import AnswerKind, CountFilter, count_answers, write_counts

    with signed_in(asked) as (office, actor):
        wanted = CountFilter(
            asked.first,
            asked.last,
            officer_named(office, actor, asked.officer) if asked.officer else None,
            _subdistrict(office, actor, asked.subdistrict) if asked.subdistrict else None,
            _industry(asked.industry) if asked.industry else None,
            asked.latest,
        )
        counts = office.read(count_answers, actor, wanted)
    told = [
        {
            "code": row.code,
            "question": row.question,
            "kind": row.kind.value,
            "answered": row.answered,
            "yes": row.yes if row.kind is AnswerKind.YES_NO else None,
            "no": row.no if row.kind is AnswerKind.YES_NO else None,
            "sum": _figure(row.total),
            "mean": _figure(row.mean),
            "least": _figure(row.least),
            "most": _figure(row.most),
            "choices": dict(row.choices),
        }
        for row in counts
    ]
    if asked.out is not None:
        written = write_counts(asked.out, counts)
        return told, [ngettext("{n} line written", "{n} lines written", written).format(n=written)]
    return told, [f"{row.title}\t{row.question}\t{row.answered}\t{_said(row)}".rstrip() for row in counts]


def _said(row: Any) -> str:  # an AnswerCount, imported where it is made
    if row.choices:
        return "，".join(f"{word} {n}" for word, n in row.choices if n)
    if row.total is not None:
        total, mean = f"{_figure(row.total):g}", f"{_figure(row.mean):g}"
        return _("sum {total}, mean {mean}").format(total=total, mean=mean)
    return _("yes {yes}, no {no}").format(yes=row.yes, no=row.no) if row.yes or row.no else ""


def _figure(value: Any) -> float | None:  # a Decimal, which JSON does not know
    return None if value is None else float(value)


def _first(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def _subdistrict(office: Any, actor: Any, name: str) -> int:  # Office and Actor, imported where they are needed
    from officer_app.directory.lists.browsing import list_subdistricts

    known = {row.name: row.id for row in office.read(list_subdistricts, actor)}
    if name not in known:
        raise NotFound(N_("There is no sub-district {name}."), name=name)
    return int(known[name])


def _industry(name: str) -> Any:  # an Industry, imported here
    from officer_app.directory.industries import industry_named

    industry = industry_named(name)
    if industry is None:
        raise NotFound(N_("There is no industry {name}."), name=name)
    return industry
