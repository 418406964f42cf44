"""What the key file holds too much of, removed at the next sign-in: it lies outside the database and may lag behind it.

The machine may have stopped between a change of accounts and that of the key file, and one-time codes run out by
themselves. The database says who opens it.
"""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from officer_app.core.database import Database
from officer_app.core.keyfile import KeyFile, beside, changing
from officer_app.core.sealing import Slot
from officer_app.people.model import Account


def tidy_slots(database: Database, typed: Slot, now: datetime) -> None:
    """Take the slots of everybody who is not in use, the keys from those of codes that ran out, and the other slots of
    who came in with `typed`. Where somebody's key went, the database is due for another.

    Raises Busy, DiskTrouble, KeyFileMissing, KeyFileDamaged; nothing has changed then.
    """
    assert database.path is not None
    place = beside(database.path)
    with database.transaction(writes=False) as connection:
        file = KeyFile.read(place)
        if _tidied(file, connection, typed, now) == file:
            return
    # Again while nobody else writes: the slot of a new account is there before the account.
    with database.transaction(writes=True) as connection, changing(place):
        file = KeyFile.read(place)
        if (tidied := _tidied(file, connection, typed, now)) != file:
            tidied.save(forgets=True)


def _tidied(file: KeyFile, connection: Connection, typed: Slot, now: datetime) -> KeyFile:
    query = sa.select(Account.name, Account.code_until).where(Account.active)
    until = dict(iter(connection.execute(query)))
    for slot in file.slots:
        if slot.name not in until:
            file = file.without_slot(slot)
            if slot.sealed:
                file = file.due_since(now)
    file = file.emptied({name for name, end in until.items() if end is not None and end <= now})
    if any(slot.public == typed.public for slot in file.slots):
        file = file.without_others(typed)
    return file
