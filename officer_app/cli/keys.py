"""What opens the encrypted database: who has a slot, the recovery key on paper, another key after somebody left."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from officer_app.cli.commands import Answer, WrongUsage, default_database, signed_in
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.people.codes import IssuedCode


def add_commands(keys: Any, add: Any) -> None:  # argparse's own types are private
    """The commands of the group."""
    add(keys, "state", _("who can open the database, and what is still to be done")).set_defaults(run=show_state)
    recovery = add(keys, "recovery", _("make a recovery key; its two halves are written as two PDFs"))
    recovery.add_argument("first", type=Path, metavar="FIRST.pdf")
    recovery.add_argument("second", type=Path, metavar="SECOND.pdf")
    recovery.set_defaults(run=make_recovery)
    add(keys, "rekey", _("encrypt the database under another key")).set_defaults(run=rekey)
    codes = add(keys, "codes", _("a one-time code for everybody who cannot open the database yet"))
    codes.set_defaults(run=codes_for_shut_out)
    recover = add(keys, "recover", _("let an administrator in again with the two halves of the recovery key"))
    recover.add_argument("administrator", metavar="NAME")
    recover.set_defaults(run=recover_office)
    back = add(keys, "put-back", _("put the spare copy in the place of a missing or damaged key file"))
    back.set_defaults(run=put_back)


def show_state(asked: argparse.Namespace) -> Answer:
    from officer_app.people.database_keys import database_keys

    with signed_in(asked) as (office, actor):
        row = office.read(database_keys, actor)
    result = {
        "encrypted": row.encrypted,
        "opening": list(row.opening),
        "shut_out": list(row.shut_out),
        "left": list(row.left),
        "recovery_at": row.recovery_at,
        "rekey_due": row.rekey_due,
    }
    lines = [_("The database is encrypted.") if row.encrypted else _("The database is not encrypted.")]
    if row.encrypted:
        lines.append(_("Can open it: {names}").format(names="、".join(row.opening)))
        if row.recovery_at is None:
            lines.append(_("There is no recovery key yet: make one with “keys recovery”."))
        else:
            lines.append(_("Recovery key made on {day}").format(day=f"{row.recovery_at:%Y-%m-%d}"))
    if row.shut_out:
        lines.append(_("Cannot open it and need a one-time code: {names}").format(names="、".join(row.shut_out)))
    if row.rekey_due is not None:
        lines.append(_still_due())
    return result, lines


def make_recovery(asked: argparse.Namespace) -> Answer:
    from officer_app.core.documents.writing import write_whole
    from officer_app.people.database_keys import make_recovery_key
    from officer_app.people.recovery_paper import draw_sheet

    if asked.first.resolve() == asked.second.resolve():
        raise WrongUsage(N_("The halves go into two files."))
    with signed_in(asked) as (office, actor):
        # Where nothing can be written, the key in force stays.
        for path in (asked.first, asked.second):
            write_whole(path, b"")
        sheets = office.perform(make_recovery_key, actor).value
    for number, path in ((1, asked.first), (2, asked.second)):
        write_whole(path, draw_sheet(sheets, number), private=True)
    files = [str(asked.first), str(asked.second)]
    return {"pair": sheets.pair, "files": files}, [
        _("Written: {path}").format(path=asked.first),
        _("Written: {path}").format(path=asked.second),
        _("Print each, delete both files, and let two people keep the sheets in two places."),
    ]


def rekey(asked: argparse.Namespace) -> Answer:
    from officer_app.people.database_keys import ask_for_new_key

    with signed_in(asked) as (office, actor):
        office.perform(ask_for_new_key, actor)
        done = office.slots.rekey_if_due()
    return {"done": done}, [_("The database has another key.") if done else _still_due()]


def codes_for_shut_out(asked: argparse.Namespace) -> Answer:
    from officer_app.people.database_keys import codes_for_shut_out

    with signed_in(asked) as (office, actor):
        issued = office.perform(codes_for_shut_out, actor).value
    return _codes(issued)


def recover_office(asked: argparse.Namespace) -> Answer:
    from officer_app.core.recovery import join
    from officer_app.core.work import NOBODY
    from officer_app.office import unlock_with_recovery_key
    from officer_app.people.database_keys import let_in_again

    key = join(typed_half(1), typed_half(2))
    office = unlock_with_recovery_key(asked.database or default_database(), key)
    try:
        issued = office.perform(let_in_again, NOBODY, asked.administrator).value
    finally:
        office.close()
    return _codes([issued])


def put_back(asked: argparse.Namespace) -> Answer:
    from officer_app.core.database import file_of
    from officer_app.core.other_keys import put_spare_back

    path = file_of(asked.database or default_database())
    if path is None:
        raise WrongUsage(N_("Only a database in a file has a key file."))
    aside = put_spare_back(path)
    lines = [_("The spare copy is in its place: sign in as before.")]
    if aside is not None:
        lines.append(_("The damaged file was kept as {path}.").format(path=aside))
    return {"aside": None if aside is None else str(aside)}, lines


def _codes(issued: "list[IssuedCode]") -> Answer:
    result = [{"name": one.name, "code": one.code, "until": one.until} for one in issued]
    lines = [
        _("{name}: one-time code {code}, good until {until}").format(
            name=one.name, code=one.code, until=f"{one.until.astimezone():%Y-%m-%d %H:%M}"
        )
        for one in issued
    ]
    return result, lines or [_("Everybody can open the database.")]


def typed_half(number: int) -> str:
    """From the environment or the terminal, never from the command line, which other people of the machine can read."""
    half = os.environ.get(f"OFFICER_APP_RECOVERY_{number}")
    if half is None:
        if not sys.stdin.isatty():
            raise WrongUsage(N_("There is no terminal to ask for the recovery key: set OFFICER_APP_RECOVERY_1 and _2."))
        half = getpass.getpass(_("Sheet {number}, thirteen groups:").format(number=number) + " ")
    return half


def _still_due() -> str:
    return _("Another key is due: the database is open elsewhere. It is done at the next sign-in after that is closed.")
