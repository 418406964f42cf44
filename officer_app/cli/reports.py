"""Papers on the command line: each made as the window makes it, and written whole or not at all."""

import argparse
from pathlib import Path
from typing import Any

from officer_app.cli import case_papers, issuing
from officer_app.cli.commands import Answer, edition_of, officer_named, signed_in, written
from officer_app.cli.usage import day, number
from officer_app.i18n import _


def add_commands(reports: Any, add: Any) -> None:  # argparse's own types are private
    """`report visit`, `report visits`, `report case` …: the command, what it asks for, and the file it writes."""
    issuing.add_commands(reports, add)
    case_papers.add_commands(reports, add)
    add_visit = add(reports, "visit", _("one visit record"))
    add_visit.add_argument("id", type=number)
    add_visit.set_defaults(run=report_visit)
    case = add(reports, "case", _("a case's approval form"))
    case.add_argument("id", type=number)
    case.set_defaults(run=report_case)
    card = add(reports, "card", _("an enterprise's contact card"))
    card.add_argument("enterprise", type=number, metavar="ENTERPRISE", help=_("its number, as search gives it"))
    card.set_defaults(run=report_card)
    file = add(reports, "file", _("an enterprise's whole file"))
    file.add_argument("enterprise", type=number, metavar="ENTERPRISE", help=_("its number, as search gives it"))
    file.set_defaults(run=report_file)
    booklet = add(reports, "directory", _("an edition of the directory as a booklet"))
    booklet.add_argument("year", type=number)
    booklet.add_argument(
        "--order", choices=("subdistrict", "name"), default="subdistrict", help=_("order within an industry")
    )
    booklet.set_defaults(run=report_directory)
    sheet = add(reports, "handover", _("a handover sheet to sign"))
    sheet.add_argument("id", type=number)
    sheet.set_defaults(run=report_handover)
    demand = add(reports, "demand", _("the sheet of one demand"))
    demand.add_argument("id", type=number)
    demand.set_defaults(run=report_demand)
    demands = add(reports, "demands", _("the demands collected in a period, as a list"))
    demands.add_argument("first", type=day, metavar="FIRST", help=_("the first day"))
    demands.add_argument("last", type=day, metavar="LAST", help=_("the last day"))
    demands.add_argument("--officer", metavar="NAME", help=_("one handler only"))
    demands.set_defaults(run=report_demands)
    overdue = add(reports, "overdue", _("contacts and demands past their day"))
    overdue.add_argument("--officer", metavar="NAME", help=_("one officer only"))
    overdue.set_defaults(run=report_overdue)
    for command in (add_visit, case, card, file, booklet, sheet, demand, demands, overdue):
        command.add_argument("out", type=Path)


def report_directory(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.editions.prints import BookletOrder, booklet_print
    from officer_app.directory.editions.report import write_booklet

    with signed_in(asked) as (office, actor):
        edition = edition_of(office, actor, asked.year)
        write_booklet(office.read(booklet_print, actor, edition.id, BookletOrder(asked.order)), asked.out)
    return written(asked.out)


def report_case(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.paper import case_print
    from officer_app.quota.report import write_approval_form

    with signed_in(asked) as (office, actor):
        write_approval_form(office.read(case_print, actor, asked.id), asked.out)
    return written(asked.out)


def report_card(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.overview.contact_card import contact_card
    from officer_app.overview.contact_card_paper import draw_card

    with signed_in(asked) as (office, actor):
        card = office.read(contact_card, actor, asked.enterprise)
    write_whole(asked.out, draw_card(card))
    _file, lines = written(asked.out)
    return {"file": str(asked.out), "text": card.as_text}, [card.as_text, *lines]


def report_visit(asked: argparse.Namespace) -> Answer:
    from officer_app.visits.prints import visit_print
    from officer_app.visits.report import write_visit_record

    with signed_in(asked) as (office, actor):
        write_visit_record(office.read(visit_print, actor, asked.id), asked.out)
    return written(asked.out)


def report_handover(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.overview.handover_paper import handover_paper
    from officer_app.overview.handover_sheet import handover_sheet

    with signed_in(asked) as (office, actor):
        write_whole(asked.out, handover_paper(office.read(handover_sheet, actor, asked.id)))
    return written(asked.out)


def report_file(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.overview.dossier_paper import dossier_paper, dossier_print

    with signed_in(asked) as (office, actor):
        file = office.read(dossier_print, actor, asked.enterprise)
    write_whole(asked.out, dossier_paper(file))
    return written(asked.out)


def report_demand(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.overview.demand_sheet import demand_sheet
    from officer_app.overview.demand_sheet_paper import demand_sheet_paper

    with signed_in(asked) as (office, actor):
        sheet = office.read(demand_sheet, actor, asked.id)
    write_whole(asked.out, demand_sheet_paper(sheet))
    return written(asked.out)


def report_demands(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.overview.demand_ledger import demand_ledger, demand_ledger_paper

    with signed_in(asked) as (office, actor):
        handler = officer_named(office, actor, asked.officer) if asked.officer else None
        ledger = office.read(demand_ledger, actor, asked.first, asked.last, handler)
    write_whole(asked.out, demand_ledger_paper(ledger))
    return written(asked.out)


def report_overdue(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.overview.overdue_list import overdue_list, overdue_paper

    with signed_in(asked) as (office, actor):
        officer = officer_named(office, actor, asked.officer) if asked.officer else None
        late = office.read(overdue_list, actor, officer)
    write_whole(asked.out, overdue_paper(late))
    return written(asked.out)
