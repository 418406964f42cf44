"""The slots of an open office's key file: given with a password, taken with a leaver, settled with the transaction.

The key file lies outside the database, so neither can wait for the other: a new slot is written before the transaction
ends and the old one goes after it. A name may have both for a moment, or for longer where the machine stopped in
between; the next sign-in keeps the one whose password the database confirms.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from officer_app.core.alone import OthersInFile
from officer_app.core.keyfile import KeyFile, beside, changing
from officer_app.core.rekeying import rekey
from officer_app.core.sealing import Cost

if TYPE_CHECKING:
    from officer_app.core.database import Database
    from officer_app.core.work import Work


@dataclass(frozen=True, slots=True)
class KeyState:
    """What the key file says: who has a slot, when the recovery key was made, since when a re-keying is due.

    Moments are None for never and not due.
    """

    encrypted: bool
    names: tuple[str, ...]
    recovery_at: datetime | None
    rekey_due: datetime | None


class Slots:
    """The key file of one open office."""

    def __init__(self, database: "Database") -> None:
        self._database = database
        # Nobody has signed in: the recovery key on paper opened the file.
        self.by_recovery = False
        # What a guess at a password that is given here costs. None, the full cost, wherever a password is a secret.
        self.cost: Cost | None = None

    @property
    def path(self) -> Path | None:
        """Where the key file lies; None for a server, and for a plain database that has none."""
        file = self._database.path
        if file is None or (self._database.key is None and not beside(file).is_file()):
            return None
        return beside(file)

    def state(self) -> KeyState:
        """What the key file says. Raises KeyFileMissing, KeyFileDamaged."""
        if (path := self.path) is None:
            return KeyState(encrypted=False, names=(), recovery_at=None, rekey_due=None)
        file = KeyFile.read(path)
        return KeyState(self._database.key is not None, file.names, _moment(file.recovery_at), _moment(file.rekey_due))

    def give(self, work: "Work", name: str, password: str) -> None:
        """Let this password open the database for this name, and no former one, once the transaction is stored.

        Raises KeyFileMissing, KeyFileDamaged, DiskTrouble.
        """
        if (path := self.path) is None:
            return
        with changing(path):
            file = KeyFile.read(path).with_slot(name, password, *self._keys(), cost=self.cost).save()
        new = file.slots[-1]
        work.after_commit(lambda: self._change(path, lambda present: present.without_others(new)))
        work.after_rollback(lambda: self._change(path, lambda present: present.without_slot(new)))

    def take(self, work: "Work", name: str) -> None:
        """Let nothing open the database for this name once the transaction is stored, and give it another key.

        Where others have the file open the new key has to wait: `state().rekey_due` says so until it is done.
        """
        if (path := self.path) is None:
            return
        at = work.now if self._database.key is not None else None

        def leave() -> None:
            self._change(path, lambda present: present.without(name).due_since(at))
            self.rekey_if_due()

        work.after_commit(leave)

    def recovery(self, work: "Work", key: bytes) -> None:
        """Let this recovery key open the database in the place of the one before, once the transaction is stored."""
        if (path := self.path) is None:
            return
        KeyFile.read(path)
        work.after_commit(lambda: self._change(path, lambda now: now.with_recovery(key, work.now, *self._keys())))

    def mark_due(self, at: datetime) -> None:
        """Have the database given another key as soon as nobody else has it open."""
        if (path := self.path) is not None:
            self._change(path, lambda present: present.due_since(at))

    def rekey_if_due(self) -> bool:
        """Whether nothing is due (any more). Raises DatabaseUnavailable, DiskTrouble and what reading raises."""
        path = self.path
        if path is None or self._database.key is None or not KeyFile.read(path).rekey_due:
            return True
        try:
            rekey(self._database)
        except OthersInFile:
            return False
        return True

    def _keys(self) -> tuple[bytes, ...]:
        return () if self._database.key is None else (self._database.key,)

    @staticmethod
    def _change(path: Path, change: Callable[[KeyFile], KeyFile]) -> None:
        with changing(path):
            change(KeyFile.read(path)).save(forgets=True)


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
