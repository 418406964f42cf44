"""What every test stands on: its own data folder, the Chinese language, a database on either engine, no thread left."""

import gc
import itertools
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any  # the driver ships no types

# Before anything imports Qt.
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import hypothesis
import pytest
import sqlalchemy as sa

from officer_app import i18n
from officer_app.core.database import Database

if TYPE_CHECKING:
    from tests.postgres import Cluster

# In CI the same examples every time: a failure there must be one that can be seen again.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

_numbers = itertools.count(1)


def pytest_collection_finish() -> None:
    """What has been imported by now stays to the end: the collector need not look through it thousands of times."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


@sa.event.listens_for(sa.Pool, "connect")
def _without_waiting_for_the_disk(connection: Any, _record: object) -> None:
    """What a test stores need not outlive a power cut: thousands of commits take a tenth of the time."""
    if type(connection).__module__.startswith("sqlcipher3"):
        connection.execute("PRAGMA synchronous = OFF")


@pytest.fixture(autouse=True, scope="session")
def _quick_passwords() -> Iterator[None]:
    """A password is guarded by the time it takes; what tests type need not be, and thousands of them take an hour."""
    from argon2 import PasswordHasher

    from officer_app.core import sealing, signing
    from officer_app.people import passwords

    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_hasher", lambda: quick)
        patch.setattr(signing, "_PASSES", 1)
        patch.setattr(signing, "_MEMORY_KIB", 64)
        cost, little = sealing.Cost, sealing.Cost(1, 8, 1)
        patch.setattr(sealing, "Cost", lambda *given, **named: cost(*given, **named) if given or named else little)
        yield


@pytest.fixture(autouse=True)
def _own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No test sees or touches the developer's own office, settings or password."""
    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("OFFICER_APP_HOME", str(home / "officer_app"))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(home / "config"))
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.delenv("OFFICER_APP_PASSWORD", raising=False)


@pytest.fixture(autouse=True)
def _chinese() -> Iterator[None]:
    """The program starts in Chinese; a test that changes the language changes it for itself."""
    i18n.use(i18n.CHINESE)
    yield
    i18n.use(i18n.CHINESE)


@pytest.fixture(autouse=True)
def _no_thread_left() -> Iterator[None]:
    """A test that leaves a thread behind fails: in the program it would keep the process or the database open."""
    before = set(threading.enumerate())
    yield
    deadline = time.monotonic() + 2
    while left := [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]:
        if time.monotonic() > deadline:
            pytest.fail(f"threads left running: {', '.join(thread.name for thread in left)}")
        time.sleep(0.01)


@pytest.fixture(scope="session")
def postgresql() -> Iterator["Cluster"]:
    """The cluster of this session, without durability. Skips where there is no server program.

    With OFFICER_APP_DEMAND_POSTGRESQL set the test fails instead: there a skipped engine must not pass unseen.
    """
    reason = "no PostgreSQL server program; Debian: apt-get install postgresql"
    if sys.platform != "win32":
        from tests.postgres import Cluster, programs

        if programs() is not None:
            with Cluster() as cluster:
                yield cluster
            return
    if os.environ.get("OFFICER_APP_DEMAND_POSTGRESQL"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def _postgresql_template(postgresql: "Cluster") -> str:
    """The name of a migrated database to copy: a copy takes a tenth of a migration."""
    database = Database(postgresql.create("template_office"))
    database.prepare()
    database.close()
    return "template_office"


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file to copy."""
    path = tmp_path_factory.mktemp("template") / "office.sqlite"
    database = Database(str(path))
    database.prepare()
    # The last connection writes the log back into the file.
    database.close()
    return path


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated database in a file."""
    path = tmp_path / "office.sqlite"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql: "Cluster", _postgresql_template: str) -> Iterator[str]:
    """A fresh, migrated database on the server. Tests that ask for it by name are marked postgresql."""
    name = f"office_{next(_numbers)}"
    yield postgresql.create(name, template=_postgresql_template)
    postgresql.drop(name)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database: the test runs once on each engine."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """The same, opened."""
    opened = Database(database_url)
    yield opened
    opened.close()


# What this process does with a network, by the interpreter's own account; a hook cannot be taken away again.
_reached: list[str] = []
_watching = threading.Event()


def _note_network(event: str, _arguments: object) -> None:
    if _watching.is_set() and event.startswith(("socket.", "urllib.", "http.", "ftplib.", "smtplib.")):
        _reached.append(event)


sys.addaudithook(_note_network)


@contextmanager
def _network_watched() -> Iterator[list[str]]:
    _reached.clear()
    _watching.set()
    try:
        yield _reached
    finally:
        _watching.clear()


@pytest.fixture(scope="session")
def network_of_the_day(day: Path) -> list[str]:
    """What the headless day did with a network, by the names of the interpreter's audit events."""
    return (day.parent / "day.network").read_text().split()


@pytest.fixture(scope="session")
def day(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The headless day from the command line, lived through once for all tests: its office, its papers, its summary.

    Once for all workers of a run, too, which is why nobody may write into it.
    """
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    out, began, ended = (folder / name for name in ("day", "day.began", "day.ended"))
    try:
        began.touch(exist_ok=False)
    except FileExistsError:
        deadline = time.monotonic() + 300
        while not ended.exists():
            assert time.monotonic() < deadline, "another worker has not come to the end of the day"
            time.sleep(0.1)
        assert ended.read_text() == "0", "the day failed in another worker"
        return out
    code: object = "no end"
    try:
        from officer_app.__main__ import main

        with _network_watched() as reached:
            code = main(["demo", "--headless", "--out", str(out)])
        (folder / "day.network").write_text("\n".join(reached))
    finally:
        ended.write_text(str(code))
    assert code == 0
    return out
