"""Reports of a period on the command line: their figures, the paper, issuing it and printing it again."""

import argparse
import dataclasses
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import uuid4

from officer_app.cli.commands import Answer, WrongUsage, officer_named, signed_in, written
from officer_app.cli.usage import day, month, number
from officer_app.core.errors import NotFound
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.core.work import Actor, Office
    from officer_app.overview.archive import IssuedRow
    from officer_app.visits.periods import Period
    from officer_app.visits.reporting import Scope

_QUARTER: Final = re.compile(r"(\d{4})-?Q([1-4])", re.ASCII | re.IGNORECASE)
_YEARS: Final = range(1990, 2101)
_KINDS: Final = ("visit_report", "demand_ledger", "overdue_list", "talent_summary")


def add_commands(reports: Any, add: Any) -> None:  # argparse's own types are private
    """`report visits`, `records`, `figures`, `talent`, `issue`, `issued`, `reprint`."""
    visits = add(reports, "visits", _("the visit report of a period"))
    records = add(reports, "records", _("the records of a period's visits, in one file or a file each in a folder"))
    figures = add(reports, "figures", _("what the visit report says in numbers"))
    issue = add(reports, "issue", _("number a paper, keep it for good, and write it"))
    issue.add_argument("kind", choices=_KINDS)
    talent = add(reports, "talent", _("business figures by channel, and those of the special talent admitted"))
    talent.add_argument("--paper", type=Path, metavar="OUT.pdf", help=_("write the summary too, as a draft"))
    _add_days(talent)
    talent.set_defaults(run=report_talent)
    for command in (visits, records, figures, issue):
        _add_choice(command)
    for command in (visits, issue):
        command.add_argument("--without-records", action="store_true", help=_("end with the table"))
    for command, run in ((visits, report_visits), (records, report_records), (issue, report_issue)):
        command.add_argument("out", type=Path)
        command.set_defaults(run=run)
    figures.set_defaults(run=report_figures_of)
    add(reports, "issued", _("the papers that were issued, the latest first")).set_defaults(run=list_issued)
    again = add(reports, "reprint", _("an issued paper, as it was"))
    again.add_argument("number", metavar="NUMBER")
    again.add_argument("out", type=Path)
    again.set_defaults(run=reprint_issued)


def _add_days(command: Any) -> None:  # argparse's own types are private
    command.add_argument("--year", type=number, metavar="YYYY")
    command.add_argument("--month", type=month, metavar="YYYY-MM")
    command.add_argument("--quarter", type=quarter, metavar="YYYY-Qn")
    command.add_argument("--from", dest="first", type=day, metavar="DATE", help=_("the first day"))
    command.add_argument("--to", dest="last", type=day, metavar="DATE", help=_("the last day"))


def _add_choice(command: Any) -> None:  # argparse's own types are private
    _add_days(command)
    command.add_argument("--officer", metavar="NAME", help=_("one officer only"))
    command.add_argument("--subdistrict", metavar="NAME", help=_("one sub-district only"))
    command.add_argument("--industry", metavar="INDUSTRY", help=_("one industry only, by its code"))


def quarter(text: str) -> date:
    """2026-Q3, as its first day."""
    found = _QUARTER.fullmatch(text)
    if found is None or found[1] < "1900":
        raise argparse.ArgumentTypeError(_("{text}: a quarter is written 2026-Q3").format(text=text))
    return date(int(found[1]), int(found[2]) * 3 - 2, 1)


def _period(asked: argparse.Namespace, office: "Office") -> "Period":
    from officer_app.core.work import OFFICE_ZONE
    from officer_app.visits.periods import Period, month_of, quarter_of

    if getattr(asked, "kind", "") == "overdue_list":
        today = office.clock().astimezone(OFFICE_ZONE).date()
        return Period(today, today)
    days = asked.first is not None and asked.last is not None
    if sum((asked.year is not None, asked.month is not None, asked.quarter is not None, days)) != 1:
        raise WrongUsage(_("Name one period: --year, --month, --quarter, or --from and --to."))
    if asked.year is not None:
        if asked.year not in _YEARS:
            raise WrongUsage(_("The year {year} cannot be right.").format(year=asked.year))
        return Period(date(asked.year, 1, 1), date(asked.year, 12, 31))
    if asked.month is not None:
        return month_of(date.fromisoformat(f"{asked.month}-01"))
    if asked.quarter is not None:
        return quarter_of(asked.quarter)
    if asked.last < asked.first:
        raise WrongUsage(_("The period ends before it begins."))
    return Period(asked.first, asked.last)


def _scope(asked: argparse.Namespace, office: "Office", actor: "Actor") -> "Scope":
    from officer_app.directory.industries import Industry
    from officer_app.directory.lists.browsing import list_subdistricts
    from officer_app.visits.reporting import Scope

    town = None
    if asked.subdistrict:
        towns = {row.name: row.id for row in office.read(list_subdistricts, actor)}
        if asked.subdistrict not in towns:
            raise NotFound(
                N_("There is no sub-district called {name}."),
                remedy=N_("The sub-districts are: {names}."),
                name=asked.subdistrict,
                names="、".join(towns),
            )
        town = towns[asked.subdistrict]
    if asked.industry and asked.industry not in set(Industry):
        raise WrongUsage(_("The industries are: {names}.").format(names=", ".join(Industry)))
    officer = officer_named(office, actor, asked.officer) if asked.officer else None
    return Scope(officer, town, Industry(asked.industry) if asked.industry else None)


def report_visits(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.prints import period_print
    from officer_app.visits.report import write_period_report

    with signed_in(asked) as (office, actor):
        period, scope = _period(asked, office), _scope(asked, office, actor)
        report = office.read(period_print, actor, period.first, period.last, scope, records=not asked.without_records)
        write_period_report(report, asked.out)
    return written(asked.out)


def report_records(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.visits.prints import visit_prints, visits_to_print
    from officer_app.visits.report import visit_records, write_visit_records

    with signed_in(asked) as (office, actor):
        period, scope = _period(asked, office), _scope(asked, office, actor)
        ids = office.read(visits_to_print, actor, period.first, period.last, scope)
        if not ids:
            raise NotFound(N_("No visit falls into these days."), remedy=N_("Choose other days."))
        found = office.read(visit_prints, actor, ids)
    if asked.out.is_dir():
        files = write_visit_records(found, asked.out)
        return {"files": [str(path) for path in files]}, [_("Written: {path}").format(path=path) for path in files]
    write_whole(asked.out, visit_records(found))
    return written(asked.out)


def report_figures_of(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.reporting import report_figures

    with signed_in(asked) as (office, actor):
        period, scope = _period(asked, office), _scope(asked, office, actor)
        found = office.read(report_figures, actor, period.first, period.last, scope)
    visits, demands = found.visits, found.demands
    said = [
        (_("visits"), str(visits.visits)),
        (_("enterprises reached"), str(visits.enterprises)),
        (_("of those due were visited"), f"{found.visited_due}/{found.due}"),
        (_("demands registered"), str(demands.registered)),
        (_("demands closed"), str(demands.closed)),
        (_("demands open at the end"), str(demands.still_open)),
        (_("enterprises content"), f"{demands.content}/{demands.rated}"),
    ]
    return dataclasses.asdict(found), [f"{name}: {number}" for name, number in said]


def report_talent(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import check_place, write_whole
    from officer_app.quota.figures import talent_figures
    from officer_app.quota.figures_told import city_sentences, count_sentences, talent_sentences
    from officer_app.quota.summary_paper import draw_summary, summary_print

    if asked.paper is not None:
        check_place(asked.paper)
    with signed_in(asked) as (office, actor):
        period = _period(asked, office)
        found = office.read(talent_figures, actor, period.first, period.last)
        if asked.paper is not None:
            write_whole(asked.paper, draw_summary(office.read(summary_print, actor, period)))
    told = [*count_sentences(found), *talent_sentences(found), *city_sentences(found)]
    result = {
        **dataclasses.asdict(found),
        "sentences": [one.text for one in told if not one.refused],
        "refused": [one.text for one in told if one.refused],
    }
    lines = [one.text if not one.refused else _("Left out: {why}").format(why=one.text) for one in told]
    return result, lines if asked.paper is None else [*lines, *written(asked.paper)[1]]


def report_issue(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import check_place, write_whole
    from officer_app.overview.archive import IssuedKind, PaperWish, issue, reprint

    with signed_in(asked) as (office, actor):
        period, scope = _period(asked, office), _scope(asked, office, actor)
        wish = PaperWish(IssuedKind(asked.kind), period.first, period.last, scope, not asked.without_records)
        # A paper that was issued stays issued: the place is tried before.
        check_place(asked.out)
        row = issue(office, actor, wish, str(uuid4())).value
        write_whole(asked.out, office.read(reprint, actor, row.id).content)
    _file, lines = written(asked.out)
    return {"file": str(asked.out), **_plain(row)}, [_("Issued as {number}.").format(number=row.number), *lines]


def list_issued(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.archive import issued_papers

    with signed_in(asked) as (office, actor):
        rows = office.read(issued_papers, actor)
    lines = [
        f"{row.number}  {row.issued_on}  {row.title}" + (f"  → {row.replaced_by}" if row.replaced_by else "")
        for row in rows
    ]
    return [_plain(row) for row in rows], lines or [_("Nothing issued yet")]


def reprint_issued(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.overview.archive import issued_by_number, reprint

    with signed_in(asked) as (office, actor):
        row = office.read(issued_by_number, actor, asked.number)
        write_whole(asked.out, office.read(reprint, actor, row.id).content)
    return written(asked.out)


def _plain(row: "IssuedRow") -> dict[str, object]:
    return {
        "number": row.number,
        "kind": row.kind.value,
        "title": row.title,
        "first": row.first.isoformat(),
        "last": row.last.isoformat(),
        "issued_at": row.issued_at.isoformat(),
        "issued_by": row.issued_by,
        "bytes": row.size,
        "replaces": row.replaces,
        "replaced_by": row.replaced_by,
    }
