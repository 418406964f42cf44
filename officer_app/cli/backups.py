"""Backups on the command line: make, list, check, practise and restore them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from officer_app.cli.commands import Answer, WrongUsage, default_database, signed_in, typed_password
from officer_app.cli.keys import typed_half
from officer_app.cli.usage import number
from officer_app.core.errors import NotFound
from officer_app.i18n import N_, _, ngettext

if TYPE_CHECKING:
    from officer_app.core.backup.manifest import BackupRow, Manifest


def add_commands(backup: Any, add: Any) -> None:  # argparse's own types are private
    """`backup make`, `list`, `check`, `drill`, `restore`."""
    add(backup, "make", _("copy the office as it is now, and prove the copy")).set_defaults(run=make)
    add(backup, "list", _("those in this machine's places, the newest first")).set_defaults(run=list_all)
    checking = add(backup, "check", _("whether the files of one are as they were written"))
    checking.add_argument("number", type=number, nargs="?", metavar="NUMBER", help=_("as list gives it; the newest"))
    checking.set_defaults(run=check)
    add(backup, "drill", _("restore the newest into a place of its own and prove all of it")).set_defaults(run=drill)
    restoring = add(backup, "restore", _("put one in the place of the database, which is set aside"))
    restoring.add_argument("folder", type=Path, metavar="FOLDER", help=_("the folder of the backup"))
    restoring.add_argument("--recovery", action="store_true", help=_("with the recovery key instead of a password"))
    restoring.set_defaults(run=restore)


def make(asked: argparse.Namespace) -> Answer:
    from officer_app.core.backup.manifest import Why
    from officer_app.overview.backups import back_up, backup_state, may_keep_backups

    with signed_in(asked) as (office, actor):
        office.read(may_keep_backups, actor)
        rules = office.read(backup_state, actor).rules
        made = back_up(office.database, Why.ASKED, office.clock(), rules=rules)
    assert made.row.manifest is not None
    lines = [_("Backup {number}: {folder}").format(number=made.row.number, folder=made.row.folder)]
    if made.second is not None:
        lines.append(_("A copy of it: {folder}").format(folder=made.second))
    if made.trouble is not None:
        lines.append(str(made.trouble))
    told = _told(made.row) | {"second": None if made.second is None else str(made.second)}
    return told, lines


def list_all(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.backups import backup_state, backups_of, may_keep_backups

    with signed_in(asked) as (office, actor):
        rows = backups_of(office.database, office.read(may_keep_backups, actor))
        state = office.read(backup_state, actor)
    lines = [line_of(row) for row in rows] or [_("There is no backup yet.")]
    if state.drill_overdue:
        lines.append(_("A drill of restoring is overdue: officer-app backup drill"))
    return {"backups": [_told(row) for row in rows], "drill_overdue": state.drill_overdue}, lines


def check(asked: argparse.Namespace) -> Answer:
    from officer_app.overview.backups import backups_of, may_keep_backups
    from officer_app.overview.backups import check as look_through

    with signed_in(asked) as (office, actor):
        rows = backups_of(office.database, office.read(may_keep_backups, actor))
        row = next((one for one in rows if asked.number is None or one.number == asked.number), None)
        if row is None:
            raise NotFound(N_("There is no such backup."), remedy=N_("officer-app backup list names them."))
        look_through(row)
    return _told(row), [_("Backup {number} is as it was written.").format(number=row.number)]


def drill(asked: argparse.Namespace) -> Answer:
    from officer_app.core.backup.checking import UnsoundBackup
    from officer_app.overview.backups import backups_of, may_keep_backups, note_drill
    from officer_app.overview.bringing_back import practise

    with signed_in(asked) as (office, actor):
        rows = backups_of(office.database, office.read(may_keep_backups, actor))
        if not rows:
            raise NotFound(N_("There is no backup yet."), remedy=N_("officer-app backup make makes one."))
        fault = practise(rows[0], office.database.key)
        office.perform(note_drill, actor, rows[0].number, fault)
    if fault:
        raise UnsoundBackup(when=when_of(rows[0].manifest) if rows[0].manifest else rows[0].folder.name, reason=fault)
    line = _("Backup {number} was restored into a place of its own, and all of it proves.")
    return _told(rows[0]), [line.format(number=rows[0].number)]


def restore(asked: argparse.Namespace) -> Answer:
    from officer_app.core.backup.manifest import BackupRow, read_manifest
    from officer_app.core.database import file_of
    from officer_app.core.recovery import join
    from officer_app.core.work import utc_now
    from officer_app.office import load_models
    from officer_app.overview.bringing_back import Credentials
    from officer_app.overview.bringing_back import restore as put_back

    target = file_of(asked.database or default_database())
    if target is None:
        from officer_app.core.backup.making import NoBackupOfServer

        raise NoBackupOfServer()
    row = BackupRow(asked.folder, read_manifest(asked.folder))
    if asked.recovery:
        halves = [typed_half(n) for n in (1, 2)]
        by = Credentials(recovery=join(*halves))
    elif asked.user:
        by = Credentials(asked.user, typed_password(asked.user))
    else:
        raise WrongUsage(N_("Say who restores: --user NAME of an administrator, or --recovery."))
    load_models()
    done = put_back(row, target, by, utc_now())
    lines = [_("The backup of {when} is in its place.").format(when=when_of(done.manifest))]
    if done.aside is not None:
        lines.append(_("The former database was set aside: {path}").format(path=done.aside))
    if done.entries_lost:
        words = ngettext("{n} entry of the trail is lost.", "{n} entries of the trail are lost.", done.entries_lost)
        lines.append(words.format(n=done.entries_lost))
    told = {"aside": None if done.aside is None else str(done.aside), "entries_lost": done.entries_lost}
    return told, lines


def when_of(manifest: "Manifest") -> str:
    """When it was made, as people write it."""
    from officer_app.core.work import OFFICE_ZONE

    return manifest.at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def line_of(row: "BackupRow") -> str:
    """A backup in one line."""
    manifest = row.manifest
    if manifest is None:
        return f"{row.number}  {row.folder}  " + _("its manifest cannot be read")
    counts = _("{enterprises} enterprises, {cases} cases, trail {seq}").format(
        enterprises=manifest.facts.counts.get("enterprise", 0),
        cases=manifest.facts.counts.get("talent_case", 0),
        seq=manifest.facts.seq,
    )
    size = f"{manifest.size / 1e6:.1f} MB"
    return f"{row.number}  {when_of(manifest)}  {manifest.why.label}  {size}  {counts}  {row.folder}"


def _told(row: "BackupRow") -> dict[str, object]:
    manifest = row.manifest
    if manifest is None:
        return {"number": row.number, "folder": str(row.folder), "readable": False}
    return {
        "number": row.number,
        "folder": str(row.folder),
        "readable": True,
        "at": manifest.at.isoformat(),
        "why": manifest.why.value,
        "size": manifest.size,
        "encrypted": manifest.encrypted,
        "schema": manifest.facts.schema,
        "trail": {"seq": manifest.facts.seq, "chain": manifest.facts.chain},
        "counts": dict(manifest.facts.counts),
    }
