"""The command line: everything the window's main work does, for scripts and for machines without a screen.

Exit codes: 0 done, 1 refused with the reason on stderr, 2 wrong usage. With --json the result is one JSON document on
stdout.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from officer_app import i18n
from officer_app.cli import commands
from officer_app.cli.access import add_arguments as add_access
from officer_app.cli.accounts import add_commands as add_accounts
from officer_app.cli.accounts import choose_password
from officer_app.cli.backups import add_commands as add_backups
from officer_app.cli.cases import add_commands as add_cases
from officer_app.cli.commands import Answer, NotSound, WrongUsage, default_database
from officer_app.cli.cover import add_commands as add_cover
from officer_app.cli.delegations import add_commands as add_delegations
from officer_app.cli.demands import add_commands as add_demands
from officer_app.cli.files import add_commands as add_files
from officer_app.cli.imports import add_commands as add_imports
from officer_app.cli.keys import add_commands as add_keys
from officer_app.cli.panel import add_commands as add_panel
from officer_app.cli.plans import add_commands as add_plans
from officer_app.cli.proving import add_arguments as add_proving
from officer_app.cli.quota import add_commands as add_quota
from officer_app.cli.quota import with_show
from officer_app.cli.readings import add_commands as add_readings
from officer_app.cli.reports import add_commands as add_reports
from officer_app.cli.retention import add_commands as add_retention
from officer_app.cli.taking_out import add_command as add_people
from officer_app.cli.trail import add_commands as add_trail
from officer_app.cli.usage import day, number, speak, whole
from officer_app.cli.visits import add_commands as add_visits
from officer_app.core.bugs import told
from officer_app.core.errors import AppError
from officer_app.i18n import _

DONE: Final = 0
REFUSED: Final = 1
WRONG_USAGE: Final = 2


def _parser() -> argparse.ArgumentParser:
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--database", metavar="URL", help=_("a file, sqlite:///… or postgresql://…"))
    common.add_argument(
        "--user", metavar="NAME", help=_("who acts; the password is asked, or read from OFFICER_APP_PASSWORD")
    )
    common.add_argument("--json", action="store_true", help=_("print JSON"))
    common.add_argument("--language", choices=i18n.LANGUAGES, help=_("language of messages"))

    parser = argparse.ArgumentParser(
        prog="officer-app",
        description=_("Enterprise contact, visits and special-talent quota. Without a command the window opens."),
        parents=[common],
    )
    top = parser.add_subparsers(dest="command", metavar=_("command"))

    def add(within: Any, name: str, help_: str) -> argparse.ArgumentParser:  # argparse's own type is private
        made: argparse.ArgumentParser = within.add_parser(name, help=help_, parents=[common])
        return made

    def group(name: str, help_: str) -> Any:  # argparse's own type is private
        return add(top, name, help_).add_subparsers(dest="kind", metavar=_("kind"), required=True)

    add_imports(group("import", _("read a workbook or CSV into the office")), add)

    add_files(group("file", _("one enterprise's papers and history")), add)

    exports = group("export", _("write a workbook"))
    directory = add(exports, "enterprises", _("the directory"))
    directory.add_argument("out", type=Path, help=_("a workbook, or CSV where the name ends in .csv"))
    directory.add_argument(
        "--filter", action="append", default=[], metavar="KEY=VALUE", help=_("only these; several may be given")
    )
    directory.add_argument("--sort", default="", metavar="KEY", help=_("in this order; -KEY the other way round"))
    directory.add_argument("--columns", default="", metavar="A,B", help=_("these columns; all without it"))
    directory.set_defaults(run=commands.export_directory)

    add_people(add(exports, "people", _("a list of people: cases, contacts or past cases")))

    edition = add(exports, "edition", _("what an edition of the directory lists"))
    edition.add_argument("year", type=number)
    edition.add_argument("out", type=Path)
    edition.set_defaults(run=commands.export_edition)

    pairs = add(top, "duplicates", _("enterprises that may have been entered twice, the likeliest first"))
    pairs.add_argument("--limit", type=number, default=200, metavar="N", help=_("at most so many pairs"))
    pairs.set_defaults(run=commands.list_pairs)

    search = add(top, "search", _("find enterprises, people, visits, demands and cases"))
    search.add_argument("text")
    search.set_defaults(run=commands.find)

    add_reports(group("report", _("print to PDF")), add)

    responsible = add(top, "responsible", _("who serves which enterprise on a day, past or to come"))
    responsible.add_argument("day", type=day, metavar="DATE")
    responsible.add_argument("--enterprise", metavar="TEXT", help=_("a part of the name or of the credit code"))
    responsible.add_argument("--officer", metavar="NAME", help=_("one officer only"))
    responsible.add_argument("--limit", type=number, default=200, metavar="N", help=_("at most so many enterprises"))
    responsible.set_defaults(run=commands.responsible)

    handovers = group("handovers", _("portfolios that pass to another officer"))
    add(handovers, "list", _("those planned, carried out and undone")).set_defaults(run=commands.list_handovers)
    carry_out = add(handovers, "carry-out", _("let demands go along with those whose day has come"))
    carry_out.set_defaults(run=commands.carry_out)

    add_plans(group("plans", _("planned visits, and a week's route")), add)

    add_cover(group("cover", _("colleagues who stand in during leave")), add)
    add_delegations(group("delegation", _("colleagues who act on cases during leave")), add)

    add_visits(
        group("visits", _("visits: months, returning, history, questions")),
        group("checklists", _("what is asked during visits, and the answers")),
        add,
    )

    add_demands(group("demands", _("what enterprises ask for")), add)

    add_cases(group("cases", _("special-talent cases")), add)

    add_panel(group("panel", _("meetings of the panel")), add)

    add_quota(group("quota", _("units granted, reserved, used and left; their pools and their ledger")), add)

    add_accounts(group("accounts", _("who may sign in; one-time codes, and who vouches for whom")), add)
    choosing = add(top, "password", _("choose one's own password, with the old one or a one-time code"))
    choosing.set_defaults(run=choose_password)

    add_access(add(top, "access", _("who may do what: the permission table, as text or into a file")))
    add_retention(group("retention", _("personal data past its period")), add)

    add_readings(group("readings", _("who read which applicant")), add)

    add_trail(group("trail", _("who changed, saw or tried what; proven, exported, answered for")), add)

    add_keys(group("keys", _("what opens the encrypted database: slots, recovery key, another key")), add)

    add_backups(group("backup", _("backups: make, list, check, practise and restore them")), add)

    add_proving(add(top, "verify", _("check database, audit trail, quota ledger, signatures and papers; or one form")))

    calendar = group("calendar", _("count working days"))
    adding = add(calendar, "add-working-days", _("the day a number of working days later"))
    adding.add_argument("day", type=day, metavar="DATE")
    adding.add_argument("n", type=whole, metavar="N")
    adding.set_defaults(run=commands.add_working_days)
    between = add(calendar, "working-days", _("working days after FROM up to and including TO"))
    between.add_argument("first", type=day, metavar="FROM")
    between.add_argument("last", type=day, metavar="TO")
    between.set_defaults(run=commands.working_days)

    demo = add(top, "demo", _("a throw-away sample office"))
    demo.add_argument("--headless", action="store_true", help=_("without a window: one day's work on paper"))
    demo.add_argument("--out", type=Path, metavar="DIR", help=_("where the results go"))
    demo.set_defaults(run=commands.demo)
    return parser


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """The command line as given; exits with 2 when it is wrong. `command` is None when the window is wanted."""
    chosen = next((b for a, b in pairwise(arguments) if a == "--language"), None)
    if chosen in i18n.LANGUAGES:
        i18n.use(chosen)
    speak()
    asked = _parser().parse_args(with_show(arguments))
    for name, value in (("database", None), ("user", None), ("json", False), ("language", None)):
        if not hasattr(asked, name):
            setattr(asked, name, value)
    return asked


def run(asked: argparse.Namespace) -> int:
    """Carry out a parsed command; returns the exit code. Prints the result to stdout, reasons to stderr."""
    command: Callable[[argparse.Namespace], Answer] = asked.run
    try:
        result, lines = command(asked)
    except WrongUsage as error:
        print(f"officer-app: {error}", file=sys.stderr)
        return WRONG_USAGE
    except NotSound as error:
        _show(asked, {"sound": False, **error.result}, error.lines)
        print(f"officer-app: {error}", file=sys.stderr)
        return REFUSED
    except AppError as error:
        if asked.json:
            print(
                json.dumps(
                    {"error": {"code": error.code, "message": error.cause, "remedy": error.next_step}},
                    ensure_ascii=False,
                )
            )
        print(f"officer-app: {error}", file=sys.stderr)
        return REFUSED
    except Exception as error:
        # A bug. What Python would print of it holds values, and they may be a person's.
        words = _("Something unexpected happened ({name}).").format(name=told(error))
        print(f"officer-app: {words}", file=sys.stderr)
        return REFUSED
    except KeyboardInterrupt:
        cancelled = _("Cancelled; nothing was written.")
        print(f"officer-app: {cancelled}", file=sys.stderr)
        return REFUSED
    _show(asked, result, lines)
    return DONE


def _show(asked: argparse.Namespace, result: object, lines: list[str]) -> None:
    if asked.json:
        print(json.dumps(result, ensure_ascii=False, default=str))
    else:
        print("\n".join(lines))


__all__ = ["default_database", "parse", "run"]
