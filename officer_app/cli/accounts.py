"""Accounts on the command line: who there is, one-time codes, vouching, and one's own password."""

import argparse
import getpass
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from officer_app.cli.commands import Answer, WrongUsage, signed_in
from officer_app.core.errors import Invalid, NotFound
from officer_app.i18n import N_, _

if TYPE_CHECKING:
    from officer_app.core.work import Actor, Office
    from officer_app.people.codes import IssuedCode
    from officer_app.people.service import AccountRow

# Named here as well: to read the line, the office need not be loaded.
ROLES: Final = ("liaison", "specialist", "supervisor", "staff", "administrator", "auditor")


def add_commands(accounts: Any, add: Any) -> None:  # argparse's own types are private
    """`accounts list`, `add`, `reset`, `change`, `held`, `vouch`."""
    add(accounts, "list", _("who may sign in, as what")).set_defaults(run=list_all)
    adding = add(accounts, "add", _("another account; prints the one-time code for its person"))
    adding.add_argument("name", metavar="NAME", help=_("as it stands on papers"))
    adding.add_argument("role", choices=ROLES)
    adding.set_defaults(run=create)
    resetting = add(accounts, "reset", _("a one-time code for somebody who forgot their password"))
    resetting.add_argument("name", metavar="NAME")
    resetting.set_defaults(run=reset)
    for command in (adding, resetting):
        command.add_argument("--slip", type=Path, metavar="FILE", help=_("write the slip to hand over, a PDF"))
    changing = add(accounts, "change", _("another role or office phone, an end or a new beginning"))
    changing.add_argument("name", metavar="NAME")
    changing.add_argument("--role", choices=ROLES)
    changing.add_argument("--phone", metavar="NUMBER")
    state = changing.add_mutually_exclusive_group()
    state.add_argument("--end", action="store_true", help=_("may sign in no more"))
    state.add_argument("--renew", action="store_true", help=_("may sign in again"))
    changing.set_defaults(run=change)
    add(accounts, "held", _("who decides nothing until a colleague has vouched for them")).set_defaults(run=list_held)
    vouching = add(accounts, "vouch", _("say that an account is in the hands of its person"))
    vouching.add_argument("name", metavar="NAME")
    vouching.add_argument("note", metavar="NOTE", help=_("how you know"))
    vouching.set_defaults(run=vouch)


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.people.service import list_accounts

    with signed_in(asked) as (office, actor):
        rows = office.read(list_accounts, actor)
    told = [
        {
            "id": row.id,
            "name": row.name,
            "role": row.role.value,
            "active": row.active,
            "phone": row.phone,
            "code_until": row.code_until,
            "held_since": row.held_since,
        }
        for row in rows
    ]
    return told, ["\t".join((row.name, row.role.label, _state(row), row.phone)).rstrip() for row in rows]


def _state(row: "AccountRow") -> str:
    if not row.active:
        return _("ended")
    if row.code_until is not None:
        return _("has a one-time code")
    return _("decides nothing yet") if row.held_since is not None else _("active")


def create(asked: argparse.Namespace) -> Answer:
    from officer_app.people.access import Role
    from officer_app.people.service import create_account

    with signed_in(asked) as (office, actor):
        _check_slip(asked)
        issued = office.perform(create_account, actor, asked.name, Role(asked.role)).value
    return _handed_over(issued, asked.slip)


def reset(asked: argparse.Namespace) -> Answer:
    from officer_app.people.service import reset_password

    with signed_in(asked) as (office, actor):
        _check_slip(asked)
        issued = office.perform(reset_password, actor, _named(office, actor, asked.name).id).value
    return _handed_over(issued, asked.slip)


def _check_slip(asked: argparse.Namespace) -> None:
    """A code is shown once: find out before there is one whether its slip can be written."""
    if asked.slip is not None:
        from officer_app.core.documents.writing import check_place

        check_place(asked.slip)


def _handed_over(issued: "IssuedCode", slip: Path | None) -> Answer:
    from officer_app.core.work import OFFICE_ZONE

    until = f"{issued.until.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
    lines = [
        _("One-time code of {name}: {code}").format(name=issued.name, code=issued.code),
        _("Can be used until {when}.").format(when=until),
        _("It is shown now and never again; it is stored nowhere."),
    ]
    if issued.held:
        words = _("{name} decides nothing until a supervisor or an auditor has confirmed who it is.")
        lines.append(words.format(name=issued.name))
    if slip is not None:
        from officer_app.core.documents.writing import write_whole
        from officer_app.people.code_slip import draw_slip

        write_whole(slip, draw_slip(issued), private=True)
        lines.append(_("Written: {path}").format(path=slip))
    told = {"id": issued.account_id, "name": issued.name, "code": issued.code, "until": issued.until}
    return told | {"held": issued.held, "slip": str(slip) if slip else None}, lines


def change(asked: argparse.Namespace) -> Answer:
    from officer_app.people.access import Role
    from officer_app.people.service import change_account

    with signed_in(asked) as (office, actor):
        row = _named(office, actor, asked.name)
        office.perform(
            change_account,
            actor,
            row.id,
            role=Role(asked.role) if asked.role else row.role,
            active=(row.active or asked.renew) and not asked.end,
            version=row.version,
            phone=asked.phone,
        )
    return {"id": row.id}, [_("The account has been changed.")]


def list_held(asked: argparse.Namespace) -> Answer:
    from officer_app.people.holding import list_held

    with signed_in(asked) as (office, actor):
        rows = office.read(list_held, actor)
    told = [
        {
            "id": row.id,
            "name": row.name,
            "role": row.role.value,
            "held_since": row.held_since,
            "opened_by": row.opened_by,
            "has_password": row.has_password,
        }
        for row in rows
    ]
    waits = _("has not chosen a password yet")
    lines = [
        "\t".join((row.name, row.role.label, row.opened_by, "" if row.has_password else waits)).rstrip() for row in rows
    ]
    return told, lines or [_("Nobody has to be vouched for.")]


def vouch(asked: argparse.Namespace) -> Answer:
    from officer_app.people.holding import list_held, vouch

    with signed_in(asked) as (office, actor):
        row = next((row for row in office.read(list_held, actor) if row.name == asked.name), None)
        if row is None:
            raise Invalid(N_("Nobody needs to vouch for {name}."), name=asked.name)
        office.perform(vouch, actor, row.id, asked.note, version=row.version)
    return {"id": row.id}, [_("You have vouched for {name}, who decides again.").format(name=row.name)]


def _named(office: "Office", actor: "Actor", name: str) -> "AccountRow":
    from officer_app.people.service import list_accounts

    row = next((row for row in office.read(list_accounts, actor) if row.name == name.strip()), None)
    if row is None:
        raise NotFound(
            N_("There is no account called {name}."), remedy=N_("`accounts list` shows those there are."), name=name
        )
    return row


def choose_password(asked: argparse.Namespace) -> Answer:
    """Choose one's own password, with the old one or a one-time code."""
    from officer_app.people.service import change_password

    with signed_in(asked) as (office, actor):
        office.perform(change_password, actor, asked.password, _new_password())
    return {"name": actor.name}, [_("The new password is in force.")]


def _new_password() -> str:
    new = os.environ.get("OFFICER_APP_NEW_PASSWORD")
    if new is not None:
        return new
    if not sys.stdin.isatty():
        raise WrongUsage(N_("There is no terminal to ask for the new password: set OFFICER_APP_NEW_PASSWORD."))
    new = getpass.getpass(_("New password:") + " ")
    if new != getpass.getpass(_("New password again:") + " "):
        raise Invalid(N_("The two passwords differ."), field="again")
    return new
