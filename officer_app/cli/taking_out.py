"""Lists of people on the command line, in the three profiles."""

import argparse
from pathlib import Path
from typing import Any

from officer_app.cli.commands import Answer, WrongUsage, signed_in, written
from officer_app.cli.usage import number
from officer_app.i18n import N_, _


def add_command(people: Any) -> None:  # argparse's own types are private
    """`export people`."""
    people.add_argument("list", metavar="LIST", help=_("cases, contacts or past-cases"))
    people.add_argument("out", type=Path, metavar="OUT.xlsx")
    people.add_argument(
        "--profile", default="internal", metavar="NAME", help=_("public (masked names), internal, or full (encrypted)")
    )
    people.add_argument("--year", type=number, metavar="YEAR", help=_("only those of a year"))
    people.add_argument("--purpose", default="", metavar="TEXT", help=_("what a full list is needed for"))
    people.set_defaults(run=take)


def take(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.taking_out import PeopleList, Profile, Taking, take_out

    lists, profiles = {one.value: one for one in PeopleList}, {one.value: one for one in Profile}
    if asked.list not in lists:
        raise WrongUsage(N_("The lists are: {names}."), names=", ".join(lists))
    if asked.profile not in profiles:
        raise WrongUsage(N_("The profiles are: {names}."), names=", ".join(profiles))
    with signed_in(asked) as (office, actor):
        wish = Taking(lists[asked.list], profiles[asked.profile], asked.year, asked.purpose)
        taken = take_out(office, actor, wish, asked.out)
    _result, lines = written(asked.out)
    told: dict[str, object] = {"file": str(asked.out), "rows": taken.rows}
    if taken.password:
        told["password"] = taken.password
        lines.append(_("Password of the file, shown once: {password}").format(password=taken.password))
    return told, lines
