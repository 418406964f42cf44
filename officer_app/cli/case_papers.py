"""Papers about special-talent cases on the command line: which there are, one of them, many forms in one print."""

import argparse
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from officer_app.cli.commands import Answer, signed_in, written
from officer_app.cli.usage import number
from officer_app.i18n import _

_KINDS: Final = (
    "approval_form",
    "case_checklist",
    "gap_notice",
    "evaluation_sheet",
    "public_notice",
    "objection_answer",
    "decision_letter",
    "panel_agenda",
    "panel_minutes",
    "ranked_list",
    "quota_ledger",
)


def add_commands(reports: Any, add: Any) -> None:  # argparse's own types are private
    """`report about`, `report paper`, `report forms`."""
    about = add(reports, "about", _("the papers that can be made about a case"))
    about.add_argument("id", type=number, metavar="CASE")
    about.set_defaults(run=list_papers)
    paper = add(reports, "paper", _("a paper about a case (see `report about`), a meeting of the panel, or a pool"))
    paper.add_argument("kind", choices=_KINDS)
    paper.add_argument("id", type=number, metavar="ID")
    paper.add_argument("out", type=Path)
    paper.add_argument("--issue", action="store_true", help=_("number it and keep it for good"))
    paper.set_defaults(run=one_paper)
    forms = add(reports, "forms", _("the approval forms of several cases in one file"))
    forms.add_argument("out", type=Path)
    forms.add_argument("id", type=number, nargs="+", metavar="CASE")
    forms.set_defaults(run=many_forms)


def list_papers(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.case_papers import papers_about

    with signed_in(asked) as (office, actor):
        found = office.read(papers_about, actor, asked.id)
    rows = [{"kind": one.kind.value, "id": one.subject_id, "title": one.words, "why_not": one.why_not} for one in found]
    lines = [
        f"{one.kind.value} {one.subject_id}  {one.words}" + (f"  ({one.why_not})" if one.why_not else "")
        for one in found
    ]
    return rows, lines


def one_paper(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import check_place, write_whole
    from officer_app.core.work import OFFICE_ZONE
    from officer_app.overview.archive import IssuedKind, draft_paper, issue, reprint
    from officer_app.overview.papers import case_paper

    with signed_in(asked) as (office, actor):
        today = office.clock().astimezone(OFFICE_ZONE).date()
        wish = case_paper(IssuedKind(asked.kind), asked.id, today)
        if not asked.issue:
            write_whole(asked.out, office.read(draft_paper, actor, wish))
            return written(asked.out)
        # A paper that was issued stays issued: the place is tried before.
        check_place(asked.out)
        row = issue(office, actor, wish, str(uuid4())).value
        write_whole(asked.out, office.read(reprint, actor, row.id).content)
    _file, lines = written(asked.out)
    return {"file": str(asked.out), "number": row.number}, [_("Issued as {number}.").format(number=row.number), *lines]


def many_forms(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.overview.case_papers import forms_together

    with signed_in(asked) as (office, actor):
        write_whole(asked.out, office.read(forms_together, actor, asked.id))
    return written(asked.out)
