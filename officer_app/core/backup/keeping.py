"""Which backups stay: so many days, weeks and months, counted from the newest backup and never from the clock.

A clock that jumps makes backups look old or far ahead. Since nothing is compared with the present time, no jump empties
a place: the newest of every day that there was a backup on is kept, as many days as are asked for, and so on.
"""

import contextlib
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from officer_app.core.backup.manifest import UNFINISHED, BackupRow, Manifest, Why
from officer_app.core.work import OFFICE_ZONE


@dataclass(frozen=True)
class Rules:
    """How many are kept, when one is due, and when a restore is to be practised; a dated setting says so.

    `steps`: of those before large changes, so many newest ones, and as many of those made by hand. `pause` in minutes
    between two before large changes; `drill` in days between two drills.
    """

    daily: int = 7
    weekly: int = 4
    monthly: int = 12
    steps: int = 3
    pause: int = 10
    drill: int = 31


DEFAULT: Final = Rules()
_DAY: Final = timedelta(hours=24)


def kept(rows: Iterable[BackupRow], rules: Rules) -> list[BackupRow]:
    """Those that stay, the newest first. The newest one always does, and so does what cannot be read."""
    ordered = sorted(rows, key=lambda row: row.number, reverse=True)
    stays = {id(row) for row in ordered if row.manifest is None}
    whole = [(row, row.manifest) for row in ordered if row.manifest is not None]
    for span, most in (("%Y-%m-%d", rules.daily), ("%G-%V", rules.weekly), ("%Y-%m", rules.monthly)):
        labels: set[str] = set()
        for row, manifest in whole:
            label = manifest.at.astimezone(OFFICE_ZONE).strftime(span)
            if label not in labels and len(labels) < max(1, most):
                labels.add(label)
                stays.add(id(row))
    # Somebody made it for a reason, which the backup on leaving must not take away in the evening.
    for wanted in (lambda why: why.is_before, lambda why: why is Why.ASKED):
        stays |= {id(row) for row, _manifest in [one for one in whole if wanted(one[1].why)][: rules.steps]}
    return [row for row in ordered if id(row) in stays]


def prune(rows: Iterable[BackupRow], rules: Rules) -> list[BackupRow]:
    """Remove those that need not stay; the ones that do. One that cannot be removed stays for the next time."""
    every = list(rows)
    stays = kept(every, rules)
    for row in every:
        if row not in stays:
            remove(row)
    return stays


def remove(row: BackupRow) -> None:
    """Remove one. First it gets a name that no list shows: a folder that is half removed is no backup."""
    gone = row.folder.with_name(f"{UNFINISHED}gone-{row.folder.name}")
    with contextlib.suppress(OSError):
        row.folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)


def is_due(newest: Manifest | None, now: datetime, every: timedelta = _DAY) -> bool:
    """Whether another backup is due; one that seems to have been made in the future says nothing about its age."""
    return newest is None or not timedelta(0) <= now - newest.at < every


def sweep(folder: Path, keep: Path | None = None) -> None:
    """Remove what was left half-made by a program that has ended. `keep` is being made now."""
    from officer_app.core.private_copies import is_running

    for left in folder.glob(f"{UNFINISHED}*"):
        number = left.name.removeprefix(UNFINISHED).partition("-")[0]
        if left != keep and not (number.isdecimal() and is_running(int(number))):
            shutil.rmtree(left, ignore_errors=True)
