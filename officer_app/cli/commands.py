"""The commands: each signs in, asks one or two use cases, and answers with what --json prints and lines for people.

Heavy parts are imported by the command that needs them, so that `--help` answers at once.
"""

import argparse
import getpass
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from officer_app import paths
from officer_app.core.errors import AppError, NotFound
from officer_app.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from officer_app.core.work import Actor, Office
    from officer_app.directory.editions.service import EditionRow

Answer = tuple[object, list[str]]


class WrongUsage(AppError):
    """The command line itself is wrong."""


class NotSound(AppError):
    """Verification found something; the whole finding is still printed."""

    message = N_("The data is not sound.")
    remedy = N_("Stop approving, keep the file as it is, and compare it with the last backup.")

    def __init__(self, result: dict[str, object], lines: list[str]) -> None:
        super().__init__()
        self.result = result
        self.lines = lines


def default_database() -> str:
    """The office's own database on this machine."""
    return str(paths.own_database())


@contextmanager
def signed_in(asked: argparse.Namespace) -> Iterator[tuple["Office", "Actor"]]:
    """The open office and the actor. Raises WrongUsage and what office.unlock raises."""
    from officer_app.office import unlock
    from officer_app.overview.backups import Safeguard

    if not asked.user:
        raise WrongUsage(N_("Say who acts: --user NAME."))
    url = asked.database or default_database()
    file = url.removeprefix("sqlite:///")
    if "://" not in file and not Path(file).is_file():
        raise NotFound(
            N_("There is no database at {place}."),
            remedy=N_("Start the program once to create the office, or name another one with --database."),
            place=url,
        )
    asked.password = typed_password(asked.user)
    office, actor = unlock(url, asked.user, asked.password)
    office.before_many = Safeguard(office)
    try:
        _look_at_ledger(office, actor)
        yield office, actor
    finally:
        office.close()


def typed_password(name: str) -> str:
    """The password of whoever acts: from the environment, else asked."""
    password = os.environ.get("OFFICER_APP_PASSWORD")
    if password is None:
        if not sys.stdin.isatty():
            raise WrongUsage(N_("There is no terminal to ask for the password: set OFFICER_APP_PASSWORD."))
        password = getpass.getpass(_("Password of {name}:").format(name=name) + " ")
    return password


def _look_at_ledger(office: "Office", actor: "Actor") -> None:
    """Before any command: a ledger that does not add up is said on stderr; approvals are refused by themselves."""
    from officer_app.people.access import Permission, may
    from officer_app.quota.verify import LedgerBroken, ledger_audit, ledger_verdict

    reads = may(actor.role, Permission.QUOTA_READ)
    if not reads and not may(actor.role, Permission.VERIFY):
        return
    for fault in office.read(ledger_verdict if reads else ledger_audit, actor).faults:
        print(f"officer-app: {LedgerBroken(year=fault.year, fault=fault.text)}", file=sys.stderr)


def export_directory(asked: argparse.Namespace) -> Answer:
    from officer_app.cli.filters import read_filters
    from officer_app.overview.exporting import export_enterprises

    with signed_in(asked) as (office, actor):
        wanted = read_filters(lambda query: office.read(query, actor), asked.filter, asked.sort)
        columns = [name.strip() for name in asked.columns.split(",")] if asked.columns else None
        rows = office.read(export_enterprises, actor, asked.out, wanted, columns)
    _result, lines = written(asked.out)
    return {"file": str(asked.out), "rows": rows}, lines


def export_edition(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.editions.listings import export_edition

    with signed_in(asked) as (office, actor):
        edition = edition_of(office, actor, asked.year)
        rows = office.read(export_edition, actor, edition.id, asked.out)
    _result, lines = written(asked.out)
    return {"file": str(asked.out), "rows": rows, "year": edition.year, "revision": edition.revision}, lines


def edition_of(office: "Office", actor: "Actor", year: int) -> "EditionRow":
    """The year's edition in force, its draft if none is published yet. Raises NotFound."""
    from officer_app.directory.editions.service import EditionStatus, list_editions

    editions = [row for row in office.read(list_editions, actor) if row.year == year]
    published = [row for row in editions if row.status is EditionStatus.PUBLISHED]
    if not editions:
        raise NotFound(
            N_("There is no {year} edition."),
            remedy=N_("Import a directory with --edition, or begin one in the window."),
            year=year,
        )
    return (published or editions)[0]


def find(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.search import search

    with signed_in(asked) as (office, actor):
        hits = office.read(search, actor, asked.text)
    found = [
        {
            "kind": hit.kind.value,
            "id": hit.id,
            "title": hit.title,
            "detail": hit.detail,
            "enterprise_id": hit.enterprise_id,
            "why": hit.why,
        }
        for hit in hits
    ]
    lines = ["\t".join(filter(None, (hit.kind.label, str(hit.id), hit.title, hit.detail, hit.why))) for hit in hits]
    return {"hits": found}, lines or [_("Nothing was found.")]


def list_pairs(asked: argparse.Namespace) -> Answer:
    from officer_app.directory.likely_pairs import likely_pairs

    with signed_in(asked) as (office, actor):
        pairs = office.read(likely_pairs, actor)[: asked.limit]
    found = [
        {
            "id": pair.id,
            "name": pair.name,
            "uscc": pair.uscc,
            "other": {"id": pair.other.id, "name": pair.other.name, "uscc": pair.other.uscc},
            "why": list(pair.other.reasons),
        }
        for pair in pairs
    ]
    lines = [
        "\t".join((str(pair.id), pair.name, str(pair.other.id), pair.other.name, "·".join(pair.other.reasons)))
        for pair in pairs
    ]
    return {"pairs": found}, lines or [_("Nothing seems to be entered twice")]


def units(asked: argparse.Namespace) -> Answer:
    from officer_app.quota.lists import quota_status

    with signed_in(asked) as (office, actor):
        status = office.read(quota_status, actor, asked.year)
    result: dict[str, int] = {
        name: getattr(status, name) for name in ("granted", "reserved", "used", "left", "entries")
    }
    line = _("{year}: {granted} granted = {used} used + {reserved} reserved + {left} left; {entries} entries")
    if not status.entries:
        line = _("{year}: no units have been granted yet")
    return result, [line.format(year=asked.year, **result)]


def demo(asked: argparse.Namespace) -> Answer:
    from officer_app.sample.day import headless_day

    out = asked.out or Path(tempfile.mkdtemp(prefix="officer-app-demo-"))
    summary = headless_day(out)
    return summary, [
        _("The sample day is done; its results are in {path}:").format(path=out),
        *sorted(f"  {path.name}" for path in out.iterdir() if path.suffix in (".db", ".xlsx", ".pdf", ".json")),
    ]


def officer_named(office: "Office", actor: "Actor", name: str) -> int:
    """The officer's id. Raises NotFound with the names there are."""
    from officer_app.people.service import list_officers

    known = {row.name: row.id for row in office.read(list_officers, actor)}
    if name not in known:
        raise NotFound(
            N_("There is no officer called {name}."),
            remedy=N_("The officers are: {names}."),
            name=name,
            names="、".join(known),
        )
    return known[name]


def responsible(asked: argparse.Namespace) -> Answer:
    from officer_app.assignments.model import Duty
    from officer_app.assignments.responsible import responsible_on

    with signed_in(asked) as (office, actor):
        officer = officer_named(office, actor, asked.officer) if asked.officer else None
        count, rows = office.read(
            responsible_on, actor, asked.day, text=asked.enterprise or "", officer_id=officer, limit=asked.limit
        )
    found, lines = [], []
    for row in rows:
        served = [(Duty.LIAISON, (row.liaison,)), (Duty.SPECIALIST, row.specialists), (Duty.BACKUP, (row.backup,))]
        people = [(role, one) for role, ones in served for one in ones if one is not None]
        found.append(
            {
                "enterprise_id": row.enterprise_id,
                "enterprise": row.enterprise,
                "uscc": row.uscc,
                "subdistrict": row.subdistrict,
                "subdistrict_officer": row.town_officer,
                "duties": [
                    {"role": role.value, "officer": one.officer, "since": one.since, "until": one.until}
                    for role, one in people
                ],
            }
        )
        words = "、".join(f"{role.label} {one.officer}" for role, one in people) or _("nobody")
        lines.append(f"{row.enterprise} ({row.uscc}): {words}")
    if count > len(rows):
        lines.append(_("and {n} more; narrow it with --enterprise or --officer").format(n=count - len(rows)))
    return {"day": asked.day.isoformat(), "count": count, "enterprises": found}, lines


def list_handovers(asked: argparse.Namespace) -> Answer:
    from officer_app.assignments.handover import handovers

    with signed_in(asked) as (office, actor):
        _count, rows = office.read(handovers, actor)
    found = [
        {
            "id": row.id,
            "from": row.from_name,
            "to": row.to_name,
            "effective_on": row.effective_on.isoformat(),
            "state": row.state.value,
            "enterprises": row.enterprises,
            "demands": row.demands,
            "reason": row.reason,
        }
        for row in rows
    ]
    lines = [
        f"{row.id}  {row.effective_on}  {row.from_name} → {row.to_name}  {row.enterprises}  {row.state.label}"
        for row in rows
    ]
    return found, lines or [_("No handover yet")]


def carry_out(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.handover import carry_out_handovers

    with signed_in(asked) as (office, actor):
        count = office.perform(carry_out_handovers, actor).value
    return {"carried_out": count}, [
        ngettext("{n} handover carried out.", "{n} handovers carried out.", count).format(n=count)
    ]


def written(path: Path) -> Answer:
    """A file that was made, and how large it is."""
    return {"file": str(path), "bytes": path.stat().st_size}, [_("Written: {path}").format(path=path)]


def add_working_days(asked: argparse.Namespace) -> Answer:
    from officer_app.core.holidays import shipped_calendar
    from officer_app.people.holidays import add_working_days

    if _needs_no_office(asked):
        reached = shipped_calendar().add_working_days(asked.day, asked.n)
    else:
        with signed_in(asked) as (office, actor):
            reached = office.read(add_working_days, actor, asked.day, asked.n)
    line = _("{day} (provisional: not every year's holidays are loaded)") if reached.provisional else "{day}"
    return (
        {"date": reached.day.isoformat(), "provisional": reached.provisional},
        [line.format(day=reached.day.isoformat())],
    )


def working_days(asked: argparse.Namespace) -> Answer:
    from officer_app.core.holidays import shipped_calendar
    from officer_app.people.holidays import working_days

    if _needs_no_office(asked):
        counted = shipped_calendar().working_days_between(asked.first, asked.last)
    else:
        with signed_in(asked) as (office, actor):
            counted = office.read(working_days, actor, asked.first, asked.last)
    line = _("{days} (provisional: not every year's holidays are loaded)") if counted.provisional else "{days}"
    return {"days": counted.days, "provisional": counted.provisional}, [line.format(days=counted.days)]


def _needs_no_office(asked: argparse.Namespace) -> bool:
    """A quick count on the shipped holidays, when neither an office nor a person is named."""
    return not asked.user and not asked.database
