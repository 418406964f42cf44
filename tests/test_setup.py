"""Setting up with run.py, and telling whether there is a screen."""

import importlib.util
import os
import socket
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from officer_app import screen

RUN = Path(__file__).resolve().parent.parent / "run.py"

HOLD_THE_LOCK = """
import fcntl, sys
turn = open(sys.argv[1], "a+b")
fcntl.flock(turn, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """run.py as a module, in a checkout of its own with two small locks and an environment that looks made."""
    found = importlib.util.spec_from_file_location("run", RUN)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    venv = tmp_path / ".venv"
    locks = {"app": tmp_path / "requirements.lock", "dev": tmp_path / "requirements-dev.lock"}
    for lock in locks.values():
        lock.write_text("nothing==1\n", encoding="utf-8")
    venv.mkdir()
    for name, value in {
        "ROOT": tmp_path,
        "VENV": venv,
        "LOCKS": locks,
        "STAMP": venv / "officer_app.ready",
        "PYTHON": Path(sys.executable),
    }.items():
        monkeypatch.setattr(module, name, value)
    return module


@pytest.fixture
def done(setup: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a set-up would do, in order."""
    steps: list[str] = []
    monkeypatch.setattr(setup, "make_environment", lambda: steps.append("environment"))
    monkeypatch.setattr(setup, "install_lock", steps.append)
    return steps


def test_a_second_start_has_nothing_to_do(setup: ModuleType, done: list[str]) -> None:
    setup.prepare("app")
    setup.prepare("app")
    assert done == ["environment", "app"]


def test_the_tests_add_to_what_the_program_has(setup: ModuleType, done: list[str]) -> None:
    setup.prepare("app")
    setup.prepare("dev")
    setup.prepare("app")
    assert done == ["environment", "app", "dev"]


def test_a_changed_lock_makes_the_environment_anew(setup: ModuleType, done: list[str]) -> None:
    setup.prepare("app")
    setup.LOCKS["app"].write_text("nothing==2\n", encoding="utf-8")
    setup.prepare("app")
    assert done == ["environment", "app", "environment", "app"]


def test_an_interrupted_set_up_is_begun_again(
    setup: ModuleType, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.prepare("app")

    def interrupted(_purpose: str) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(setup, "install_lock", interrupted)
        with pytest.raises(KeyboardInterrupt):
            setup.prepare("dev")
    setup.prepare("app")
    assert done == ["environment", "app", "environment", "app"]


def test_an_environment_whose_python_is_gone_is_made_anew(
    setup: ModuleType, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    setup.prepare("app")
    monkeypatch.setattr(setup, "PYTHON", setup.ROOT / "gone")
    setup.prepare("app")
    assert done == ["environment", "app"] * 2


@pytest.mark.skipif(sys.platform == "win32", reason="holds the lock with fcntl")
def test_two_set_ups_of_one_checkout_take_turns(setup: ModuleType) -> None:
    path = setup.VENV.with_suffix(".lock")
    command = [sys.executable, "-c", HOLD_THE_LOCK, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == b"held\n"
        with path.open("a+b") as turn:
            assert not setup.take(turn)
    with path.open("a+b") as turn:
        assert setup.take(turn)


@pytest.mark.parametrize(
    ("printed", "remedy"),
    [
        ("NewConnectionError: Failed to establish a new connection", "connect this machine"),
        ("OSError: [Errno 28] No space left on device", "free 500 MB"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "report it"),
        ("ERROR: No matching distribution found for x", "use CPython"),
        ("something new\nlast words", "last words"),
    ],
)
def test_a_failed_step_is_told_in_one_line_with_a_remedy(
    setup: ModuleType,
    printed: str,
    remedy: str,
    capfd: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    with pytest.raises(SystemExit) as stopped:
        setup.run([sys.executable, "-c", f"print({printed!r}); raise SystemExit(3)"], "it cannot be done")
    assert stopped.value.code == 1
    told = capfd.readouterr()
    assert told.out == ""
    (line,) = told.err.splitlines()
    assert remedy in line
    (log,) = tmp_path.glob("*.log")
    assert str(log) in line
    assert printed in log.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("words", "window"),
    [
        ([], True),
        (["--database", "office.db"], True),
        (["demo"], True),
        (["--language", "en", "demo"], True),
        (["demo", "--headless", "--out", "x"], False),
        (["--help"], False),
        (["demo", "--help"], False),
        (["quota", "2026", "--json"], False),
        (["--user", "demo", "verify"], False),
    ],
)
def test_only_what_opens_a_window_asks_for_a_screen(setup: ModuleType, words: list[str], window: bool) -> None:
    assert setup.wants_window(words) is window


@pytest.fixture
def no_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screen, "is_there", lambda: False)


@pytest.mark.usefixtures("no_screen")
def test_without_a_screen_the_sample_office_is_headless(setup: ModuleType) -> None:
    assert setup.prepare_for_window(["demo"]) == ["--headless"]


@pytest.mark.usefixtures("no_screen")
def test_without_a_screen_the_program_does_its_sample_day_and_says_so(
    setup: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    assert setup.prepare_for_window([]) == ["demo", "--headless"]
    (line,) = capfd.readouterr().err.splitlines()
    assert "no screen" in line


@pytest.mark.usefixtures("no_screen")
def test_without_a_screen_the_window_of_an_office_is_refused_in_one_line(
    setup: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        setup.prepare_for_window(["--database", "office.db"])
    (line,) = capfd.readouterr().err.splitlines()
    assert "run.py demo" in line


@pytest.fixture
def socket_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A short way to a folder: a socket's path has at most 107 bytes."""
    monkeypatch.chdir(tmp_path)
    return Path()


@pytest.mark.skipif(sys.platform != "linux", reason="display servers are asked for on Linux only")
def test_a_wayland_server_that_answers_is_a_screen(socket_folder: Path) -> None:
    place = {"XDG_RUNTIME_DIR": str(socket_folder), "WAYLAND_DISPLAY": "wayland-7"}
    assert not screen.is_there(place)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(socket_folder / "wayland-7"))
        server.listen()
        assert screen.is_there(place)
    assert not screen.is_there(place)


@pytest.mark.skipif(sys.platform != "linux", reason="display servers are asked for on Linux only")
def test_an_x_server_that_answers_is_a_screen() -> None:
    number = 20000 + os.getpid()  # nobody's display
    assert not screen.is_there({"DISPLAY": f":{number}.0"})
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(f"\0/tmp/.X11-unix/X{number}")
        server.listen()
        assert screen.is_there({"DISPLAY": f":{number}.0"})


@pytest.mark.skipif(sys.platform != "linux", reason="display servers are asked for on Linux only")
@pytest.mark.parametrize("display", ["", ":", "nonsense", "localhost:99999.0", "/socket"])
def test_a_display_that_names_nobody_is_no_screen(display: str) -> None:
    assert not screen.is_there({"DISPLAY": display})
