"""An office that many tests begin with is built once in a process and copied after: building it takes longer than most.

Only what is untouched is replaced: an embedded file by what it holds to the byte, a database of the tests' own server
while it has no account. Elsewhere (encrypted, or on a disk that takes long to copy) it is built each time.
"""

import os
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Final, TypeVar

import sqlalchemy as sa

from officer_app.core.database import Database
from officer_app.people.model import Account

T = TypeVar("T")

# By what was there before: what was there after, and what the builder answered.
_files: Final[dict[bytes, tuple[bytes, object]]] = {}
_servers: Final[dict[str, object]] = {}


def built_or_copied(database: Database, build: Callable[[], T]) -> T:
    """What `build` answers, having filled the database; the same again with a copy of what it made the first time."""
    if database.is_sqlite:
        return build() if database.is_keyed else _file(database, build)
    # Its module wants the accounts of a POSIX system.
    from tests.postgres import MEMORY

    beside = str(database.url.query.get("host", ""))
    return _server(database, build) if beside.startswith(str(MEMORY)) else build()


def _file(database: Database, build: Callable[[], T]) -> T:
    path = database.path
    assert path is not None
    if not path.exists() or Path(f"{path}-wal").exists():
        return build()
    before = path.read_bytes()
    key = sha256(before).digest()
    if key in _files:
        after, made = _files[key]
        path.write_bytes(after)
        return made  # type: ignore[return-value] # of this builder: another begins with something else
    answer = build()
    # The last connection writes the log back into the file.
    database.engine.dispose()
    if not Path(f"{path}-wal").exists():
        _files[key] = path.read_bytes(), answer
    return answer


def _server(database: Database, build: Callable[[], T]) -> T:
    with database.transaction(writes=False) as connection:
        if connection.scalar(sa.select(sa.func.count()).select_from(Account)):
            return build()
    server, name = str(database.url.query["host"]), database.url.database
    template = f"built_{os.getpid()}"
    known = server in _servers
    answer = _servers[server] if known else build()
    database.engine.dispose()
    maintenance = sa.create_engine(database.url.set(database="postgres"), isolation_level="AUTOCOMMIT")
    with maintenance.connect() as connection:
        if known:
            connection.exec_driver_sql(f'DROP DATABASE "{name}" WITH (FORCE)')
        source, target = (template, name) if known else (name, template)
        connection.exec_driver_sql(f'CREATE DATABASE "{target}" TEMPLATE "{source}"')
    maintenance.dispose()
    _servers[server] = answer
    return answer  # type: ignore[return-value] # there is one builder on servers
