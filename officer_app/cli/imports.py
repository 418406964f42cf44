"""Imports on the command line: with verdicts, in view of past ones, and taken back."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from officer_app.cases.past_columns import told_columns
from officer_app.cli.commands import Answer, WrongUsage, signed_in
from officer_app.cli.usage import number
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.core.work import Work
    from officer_app.directory.imports.importing import ImportRequest, ImportResult


def add_commands(imports: Any, add: Any) -> None:  # argparse's own types are private
    """`import enterprises`, `import visits`, `import cases`, `import list`, `import revert`."""
    enterprises = add(imports, "enterprises", _("the directory"))
    enterprises.add_argument("file", type=Path)
    enterprises.add_argument(
        "--edition", type=number, metavar="YEAR", help=_("list the enterprises in this year's edition")
    )
    enterprises.add_argument(
        "--hand-over", action="store_true", help=_("liaison officers named in the file take over from others")
    )
    _add_choices(enterprises)
    enterprises.set_defaults(run=import_directory)
    visits = add(imports, "visits", _("past visits, each with its author and its day"))
    visits.add_argument("file", type=Path)
    _add_choices(visits)
    visits.set_defaults(run=import_past_visits)
    cases = add(imports, "cases", _("past cases of every channel, for the figures"))
    cases.add_argument("file", type=Path)
    cases.epilog = "\n".join(told_columns())
    cases.formatter_class = argparse.RawDescriptionHelpFormatter
    _add_choices(cases)
    cases.set_defaults(run=import_past_cases)
    past = add(imports, "list", _("past imports"))
    past.set_defaults(run=past_imports)
    back = add(imports, "revert", _("take a past import back"))
    back.add_argument("id", type=number)
    back.add_argument("--dry-run", action="store_true", help=_("tell what would happen, write nothing"))
    back.set_defaults(run=revert)


def _add_choices(command: Any) -> None:  # argparse's own types are private
    """What may be said of the columns of a file, and what is to be done with it."""
    command.add_argument(
        "--column",
        action="append",
        default=[],
        metavar="FIELD=HEADING",
        help=_("which column holds what, where its heading does not say; several may be given"),
    )
    command.add_argument(
        "--leave-out", action="append", default=[], metavar="HEADING", help=_("do not import this column")
    )
    command.add_argument("--dry-run", action="store_true", help=_("give every row its verdict, write nothing"))
    command.add_argument("--errors", type=Path, metavar="OUT.xlsx", help=_("save refused rows as a workbook to mend"))


def import_directory(asked: argparse.Namespace) -> Answer:
    from officer_app.assignments.importing import import_enterprises, preview_import
    from officer_app.directory.imports.importing import ImportRequest

    request = ImportRequest(
        asked.file,
        edition=asked.edition,
        columns=_columns(asked),
        left_out=frozenset(asked.leave_out),
        hand_over=asked.hand_over,
    )
    return _bring_in(asked, request, preview_import, import_enterprises)


def import_past_visits(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.imports.importing import ImportRequest
    from officer_app.visits.importing import import_visits, preview_visits

    request = ImportRequest(asked.file, columns=_columns(asked), left_out=frozenset(asked.leave_out))
    return _bring_in(asked, request, preview_visits, import_visits)


def import_past_cases(asked: argparse.Namespace) -> Answer:
    from officer_app.cases.past import import_history, preview_history
    from officer_app.directory.imports.importing import ImportRequest

    request = ImportRequest(asked.file, columns=_columns(asked), left_out=frozenset(asked.leave_out))
    return _bring_in(asked, request, preview_history, import_history)


def _columns(asked: argparse.Namespace) -> dict[str, str]:
    """The label of a column by what it holds."""
    columns: dict[str, str] = {}
    for told in asked.column:
        key, equals, heading = told.partition("=")
        if not equals or not heading:
            raise WrongUsage(N_("“{text}” is not FIELD=HEADING."), text=told)
        columns[key.strip()] = heading.strip()
    return columns


def _bring_in(
    asked: argparse.Namespace,
    request: "ImportRequest",
    check: "Callable[[Work, ImportRequest], ImportResult]",
    store: "Callable[[Work, ImportRequest], ImportResult]",
) -> Answer:
    from officer_app.core.documents.writing import check_place
    from officer_app.directory.imports.refused import save_refused

    if asked.errors is not None:
        check_place(asked.errors)
    with signed_in(asked) as (office, actor):
        result = office.read(check, actor, request) if asked.dry_run else office.perform(store, actor, request).value
    if asked.errors is not None:
        save_refused(result, asked.errors)
    counts = _(
        "{rows} rows: {accepted} new, {updated} updated, {unchanged} unchanged, {duplicates} duplicates, "
        "{refused} refused."
    ).format(**result.counts())
    lines = [
        _("Row {row}, {column}: {message}").format(row=p.row, column=p.column, message=p.message)
        for p in result.problems
    ]
    if asked.dry_run:
        return result.as_json(), [*lines, counts, _("Nothing was written.")]
    taken = _("This is import {id}; it can be taken back.").format(id=result.batch_id)
    return result.as_json(), [*lines, counts, taken]


def past_imports(asked: argparse.Namespace) -> Answer:
    from officer_app.core.work import OFFICE_ZONE
    from officer_app.directory.imports.batches import list_batches

    with signed_in(asked) as (office, actor):
        batches = office.read(list_batches, actor)
    told = [
        {
            "id": batch.id,
            "file": batch.file_name,
            "sheet": batch.sheet,
            "at": batch.imported_at.astimezone(OFFICE_ZONE).isoformat(timespec="minutes"),
            "by": batch.imported_by,
            "counts": batch.counts,
            "reverted_by": batch.reverted_by,
        }
        for batch in batches
    ]
    lines = [
        f"{batch.id}\t{batch.imported_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}\t{batch.imported_by}\t"
        f"{batch.file_name}\t{_('taken back') if batch.reverted_at else _('in force')}"
        for batch in batches
    ]
    return {"imports": told}, lines or [_("Nothing was imported yet")]


def revert(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.imports.batches import preview_revert, revert_batch

    with signed_in(asked) as (office, actor):
        if asked.dry_run:
            result = office.read(preview_revert, actor, asked.id)
        else:
            result = office.perform(revert_batch, actor, asked.id).value
    lines = [
        _("Row {row}, {enterprise}: {why}").format(row=stays.row, enterprise=stays.enterprise, why=stays.why.label)
        for stays in result.staying()
    ]
    words = _("Taken back: {removed} taken out, {restored} as before, {left} stay.").format(
        removed=result.removed, restored=result.restored, left=result.left
    )
    nothing = [_("Nothing was written.")] if asked.dry_run else []
    return result.as_json(), [*lines, words, *nothing]
