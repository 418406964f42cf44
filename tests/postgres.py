"""A PostgreSQL cluster of the tests' own: made on demand, reachable only through a socket, gone afterwards.

`python -m tests.postgres` prints the folder of the server's programs; exit code 1 if there are none.
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

OWNER = "office"
_PATIENCE = 60.0  # seconds to start or to stop
# Tests ask for correctness, not for survival of a power cut; a cluster for such tests is started with durable=True.
# Databases that live for a second need no tidying.
_HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "autovacuum": "off"}

# Files there are never written to a disk. Containers often have 64 MB of it, a cluster of the tests takes some 300 MB.
MEMORY = Path("/dev/shm")
_ROOM = 2 << 30


def programs() -> Path | None:
    """The folder with initdb and postgres, the newest where there are several; None if there is no server."""
    on_path = [Path(found).resolve().parent for found in (shutil.which("postgres"), shutil.which("initdb")) if found]
    installed = sorted(
        (folder for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin") for folder in Path("/").glob(pattern)),
        key=lambda folder: [int(number) for number in re.findall(r"\d+", str(folder))],
        reverse=True,
    )
    complete = (
        folder for folder in on_path + installed if all((folder / name).exists() for name in ("initdb", "postgres"))
    )
    return next(complete, None)


class Cluster:
    """A running server with an empty cluster. Any number of databases are made in it by name."""

    def __init__(self, *, durable: bool = False, settings: Mapping[str, str] | None = None) -> None:
        """Make the cluster and start it. Raises RuntimeError with the server's own words if it does not start."""
        found = programs()
        if found is None:
            raise RuntimeError("no PostgreSQL server program; Debian: apt-get install postgresql")
        self._programs = found
        self._settings = {**({} if durable else _HASTY), **(settings or {})}
        self._account = _unprivileged()
        self.folder = _folder_for(self._account, in_memory=not durable)
        self._server: subprocess.Popen[bytes] | None = None
        try:
            self._run("initdb", "-D", "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
            self.start()
        except BaseException:
            self.close()
            raise

    def start(self) -> None:
        """Start the server and wait until it answers."""
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "timezone": "UTC",
            "max_connections": "100",
            **self._settings,
        }
        switches = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        with (self.folder / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [self._programs / "postgres", "-D", "data", *switches],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # Ctrl+C in the terminal is for the tests; they stop the server themselves
                **self._as_account(),
            )
        deadline = time.monotonic() + _PATIENCE
        while not self._answers():
            if self._server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"PostgreSQL does not start: {self.log()[-2000:]}")
            time.sleep(0.05)

    def stop(self, how: signal.Signals = signal.SIGINT) -> None:
        """Stop the server: SIGINT ends sessions and shuts down in order, SIGQUIT is a crash."""
        server, self._server = self._server, None
        if server is None or server.poll() is not None:
            return
        server.send_signal(how)
        try:
            server.wait(_PATIENCE)
        except subprocess.TimeoutExpired:
            server.send_signal(signal.SIGQUIT)
            server.wait(_PATIENCE)

    def close(self) -> None:
        """Stop the server and remove everything."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exception: object) -> None:
        self.close()

    def url(self, name: str) -> str:
        """The address of a database of this cluster."""
        return f"postgresql://{OWNER}@/{name}?host={self.folder}"

    def create(self, name: str, *, template: str = "template0") -> str:
        """Make a database, a copy of the template; nobody may be connected to that. Returns its address."""
        # Files are copied as they are, as servers before 15 always did: writing a copy to the log takes twice as long.
        self._administer(
            f'CREATE DATABASE "{name}" TEMPLATE "{template}"',
            since_15=" STRATEGY FILE_COPY",
        )
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a database, ending whatever is still connected to it."""
        self._administer(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def log(self) -> str:
        """What the server has said so far."""
        try:
            return (self.folder / "log").read_text(encoding="utf-8", errors="replace")
        except FileNotFoundError:
            return ""

    def _administer(self, statement: str, *, since_15: str = "") -> None:
        import psycopg

        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            if connection.info.server_version >= 150_000:
                statement += since_15
            connection.execute(statement)  # a name cannot be a parameter; the tests choose it

    def _answers(self) -> bool:
        import psycopg

        with contextlib.suppress(psycopg.OperationalError), psycopg.connect(self.url("postgres")):
            return True
        return False

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **self._as_account(),
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stdout.decode('utf-8', 'replace')[-2000:]}")

    def _as_account(self) -> dict[str, Any]:  # keyword arguments of several types
        environment = {**os.environ, "HOME": str(self.folder), "LC_ALL": "C"}
        common = {"cwd": self.folder, "env": environment}
        if self._account is None:
            return common
        return {**common, "user": self._account.pw_uid, "group": self._account.pw_gid, "extra_groups": []}


def _unprivileged() -> pwd.struct_passwd | None:
    """The account the server runs as: PostgreSQL refuses to run as root. None: our own."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise RuntimeError("PostgreSQL refuses to run as root, and there is neither an account postgres nor nobody")


def _folder_for(account: pwd.struct_passwd | None, *, in_memory: bool) -> Path:
    """A private folder whose path is short enough for a socket (107 bytes) and open to the account.

    In memory where there is room: every test copies 840 files, and on a disk that is most of what it takes.
    """
    roomy = in_memory and MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > _ROOM
    parent = str(MEMORY) if roomy else None if account is None else "/tmp"
    folder = Path(tempfile.mkdtemp(prefix="officer_app-pg-", dir=parent))
    if account is not None:
        os.chown(folder, account.pw_uid, account.pw_gid)
    return folder


if __name__ == "__main__":
    where = programs()
    print(where or "no PostgreSQL server program")
    sys.exit(where is None)
