#!/usr/bin/env python3
"""Set up officer_app next to this file, then start it.

    python3 run.py              the program; where there is no screen, its sample day on paper
    python3 run.py demo         a throw-away sample office; where there is no screen, its day on paper
    python3 run.py test [...]   the tests, with pytest's arguments
    python3 run.py [...]        the command line; see: python3 run.py --help

Needs Python 3.11 or newer and nothing else. Everything is installed into .venv beside this file, from the lock
file and checked by hash; only missing Debian packages are installed on the machine, and only where that is
allowed without asking. What the set-up has to say goes to stderr, so that stdout belongs to the program.
"""

import contextlib
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NoReturn


def stop(problem: str) -> NoReturn:  # Python 2 ends here and shows this line: start with Python 3.11, "python3 run.py"
    """End the set-up with one line: what is wrong, and what to do."""
    say(problem)
    sys.exit(1)


def say(line: str) -> None:
    """Tell the person at the terminal."""
    print(f"officer_app: {line}", file=sys.stderr, flush=True)


def go_on_in_a_newer_python() -> NoReturn:
    """Start again with a newer Python of this machine, or say which is needed."""
    for minor in (13, 14, 12, 11):
        found = shutil.which(f"python3.{minor}")
        # A version manager's shim may be there without the Python behind it.
        if found and quiet([found, "-c", ""]):
            sys.exit(subprocess.call([found, *sys.argv]))
    stop(
        "Python 3.11 or newer is needed, this is {}.{}: install it (Debian 12 or newer: apt-get install python3)"
        " and start run.py with it.".format(*sys.version_info[:2])
    )


def quiet(command: "list[str]") -> bool:
    """Run a command, output dropped; True if it succeeded."""
    return subprocess.call(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) == 0


# Here and not in main: an older Python reads the annotations from here on as mistakes. The syntax of this file is that
# of Python 3.6, so that it gets this far.
if sys.version_info < (3, 11):  # noqa: UP036 - it is here for the Pythons that are not supported
    go_on_in_a_newer_python()

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
STAMP = VENV / "officer_app.ready"  # there only when a set-up has ended well
LOCKS = {"app": ROOT / "requirements.lock", "dev": ROOT / "requirements-dev.lock"}

# What Qt loads and Debian installs only with a desktop.
QT_PACKAGES = ["libgl1", "libegl1", "libxkbcommon0", "libdbus-1-3", "libfontconfig1", "libglib2.0-0"]
X11_PACKAGES = [
    "libx11-xcb1", "libxcb-cursor0", "libxcb-icccm4", "libxcb-image0", "libxcb-keysyms1", "libxcb-randr0",
    "libxcb-render-util0", "libxcb-shape0", "libxcb-xkb1", "libxkbcommon-x11-0",
]  # fmt: skip
WAYLAND_PACKAGES = ["libwayland-client0", "libwayland-cursor0", "libwayland-egl1"]

# Loading is the only sure test: a package may be missing, too old, or of another name on another system.
LOAD_QT = """
import ctypes, pathlib, sys
import PySide6.QtPrintSupport, PySide6.QtSvg, PySide6.QtWidgets
plugins = pathlib.Path(PySide6.__file__).parent / "Qt" / "plugins" / "platforms"
for name in sys.argv[1:]:
    ctypes.CDLL(str(plugins / name))
"""


def main(words: list[str]) -> int:
    """Set up what these words need, then become the program."""
    testing = words[:1] == ["test"]
    prepare("dev" if testing else "app")
    if testing:
        make_qt_load("libqoffscreen.so", QT_PACKAGES)
        offer_postgresql()
        os.chdir(ROOT)
        # Side by side, a file's tests after each other as long as nobody is idle: half the time on two processors.
        return become(["-m", "pytest", "-n", "auto", "--maxprocesses", "4", "--dist", "worksteal", *words[1:]])
    if wants_window(words):
        words = words + prepare_for_window(words)
    return become(["-m", "officer_app", *words])


def become(arguments: list[str]) -> int:
    """Run Python of the private environment in place of this process; where that cannot be, wait for it."""
    if os.name == "posix":
        sys.stdout.flush()
        sys.stderr.flush()
        os.execv(PYTHON, [str(PYTHON), *arguments])
    return subprocess.call([str(PYTHON), *arguments])


# The private environment


def prepare(purpose: str) -> None:
    """Make .venv hold exactly the lock file of the program ("app"), or of program and tests ("dev").

    Nothing is done if it does. A set-up that was interrupted is begun again; two at once take turns.
    """
    if is_ready(purpose):
        return
    with the_only_set_up():
        if is_ready(purpose):  # another set-up did it while this one waited
            return
        started = time.monotonic()
        if not is_ready("app"):
            make_environment()
        STAMP.unlink(missing_ok=True)
        install_lock(purpose)
        done = [wanted(purpose)] if purpose == "app" else [wanted("app"), wanted("dev")]
        STAMP.write_text("\n".join(done) + "\n", encoding="utf-8")
        say(f"set up in {time.monotonic() - started:.0f} s.")


def is_ready(purpose: str) -> bool:
    """True if .venv was set up from the lock file as it is now, by a Python that is still there."""
    try:
        return wanted(purpose) in STAMP.read_text(encoding="utf-8").splitlines() and PYTHON.exists()
    except FileNotFoundError:
        return False


def wanted(purpose: str) -> str:
    """The line the stamp holds when this lock file has been installed."""
    try:
        return f"{purpose} {hashlib.sha256(LOCKS[purpose].read_bytes()).hexdigest()}"
    except OSError as trouble:
        stop(f"{LOCKS[purpose]} cannot be read ({trouble.strerror}): restore it from the repository.")


@contextlib.contextmanager
def the_only_set_up() -> Iterator[None]:
    """Hold the lock that keeps two set-ups of one checkout apart; it ends with the process that holds it."""
    try:
        turn = VENV.with_suffix(".lock").open("a+b")
    except OSError as trouble:
        stop(f"cannot write to {ROOT} ({trouble.strerror}): copy the program to a folder of your own.")
    with turn:
        # Held by pip as well: if only this process is killed, nobody clears .venv under a pip that still writes to it.
        os.set_inheritable(turn.fileno(), True)
        waiting = False
        while not take(turn):
            if not waiting:
                say("another set-up is running here; waiting for it")
            waiting = True
            time.sleep(0.5)
        yield


def take(turn: IO[bytes]) -> bool:
    """Try to lock the file; True if it is ours until it is closed."""
    try:
        if sys.platform == "win32":
            import msvcrt

            turn.seek(0)
            msvcrt.locking(turn.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(turn, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def make_environment() -> None:
    """An empty .venv that finds the program in this checkout."""
    version = "{}.{}".format(*sys.version_info[:2])
    if not (importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")):
        package = f"python{version}-venv"
        if not install_debian([package]):
            stop(f"Python's venv module is missing; install it and start again: {debian_line([package])}")
        importlib.invalidate_caches()
    say(f"setting up a private environment with Python {version} in {VENV} (once, about a minute)")
    # The versioned file behind the name: when the system's Python is replaced, the link dangles and is_ready says no.
    base = os.path.realpath(sys.executable) if os.name == "posix" else sys.executable
    failure = "the private environment cannot be made"
    run([base, "-m", "venv", "--clear", str(VENV)], failure)
    packages = run([str(PYTHON), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], failure).strip()
    # Relative, so that no letter of the path can be in the wrong encoding.
    Path(packages, "officer_app.pth").write_text(os.path.relpath(ROOT, os.path.realpath(packages)) + "\n")


def install_lock(purpose: str) -> None:
    """Install the lock file, each package checked against its hashes."""
    say("installing what the program needs" + (" and its tests" if purpose == "dev" else ""))
    # Prebuilt packages only: compiling one would need tools that an office does not have.
    options = ["--require-hashes", "--only-binary", ":all:", "--no-input", "--retries", "3", "--progress-bar", "off"]
    pip = [str(PYTHON), "-m", "pip", "--disable-pip-version-check"]
    run([*pip, "install", *options, "-r", str(LOCKS[purpose])], "the packages cannot be installed")


CAUSES = [
    (
        r"NewConnectionError|NameResolutionError|name resolution|getaddrinfo|ConnectTimeout|ReadTimeout"
        r"|Network is unreachable|Connection (refused|reset|aborted)|ProxyError|ConnectionError|RemoteDisconnected",
        "the package registry cannot be reached; connect this machine to it, or set https_proxy, and start again",
    ),
    (r"CERTIFICATE_VERIFY_FAILED|SSLError", "the registry's certificate is not trusted; install ca-certificates"),
    (r"No space left|Errno 28|Disk quota", "the disk is full; free 500 MB and start again"),
    (r"Permission denied|Errno 13|Read-only file system", "no right to write here; use a folder of your own"),
    (
        r"No matching distribution|is not a supported wheel",
        "a package has no build for this machine; use CPython 3.11 to 3.13 on 64-bit Linux, Windows or macOS",
    ),
    (r"DO NOT MATCH THE HASHES", "a package is not the one that was locked; report it, do not work round it"),
]


def run(command: list[str], failure: str) -> str:
    """Run a step of the set-up quietly and return what it printed; on failure, one line with the likeliest cause."""
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONHOME", "PYTHONPATH")}
    # Personal habits of pip that would install elsewhere.
    environment.update(PIP_USER="0", PIP_REQUIRE_VIRTUALENV="0", PIP_NO_INPUT="1", PYTHONUTF8="1")
    environment.pop("PIP_TARGET", None)
    environment.pop("PIP_PREFIX", None)
    step = subprocess.run(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        close_fds=False,
    )
    printed = step.stdout.decode("utf-8", "replace")
    if step.returncode == 0:
        return printed
    with tempfile.NamedTemporaryFile("w", prefix="officer_app-", suffix=".log", delete=False, encoding="utf-8") as log:
        log.write(printed)
    for pattern, cause in CAUSES:
        if re.search(pattern, printed):
            stop(f"{failure}: {cause} (details: {log.name}).")
    last = [line for line in printed.splitlines() if line.strip()][-1:] or ["no reason given"]
    stop(f"{failure}: {last[0].strip()} (details: {log.name}); mend it and start again.")


# Debian packages


def install_debian(packages: list[str]) -> bool:
    """Install Debian packages if that needs nobody's password; False if it cannot be done."""
    if os.name != "posix" or not shutil.which("apt-get"):
        return False
    if os.geteuid() == 0:
        prefix = []
    elif shutil.which("sudo") and quiet(["sudo", "-n", "true"]):
        prefix = ["sudo", "-n"]
    else:
        return False
    say(f"installing Debian packages: {' '.join(packages)}")
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-y", "-o", "DPkg::Lock::Timeout=300"]
    install = [*apt, "install", "--no-install-recommends", *packages]
    # A machine that is new has no package lists yet.
    return quiet(install) or (quiet([*apt, "update"]) and quiet(install))


def debian_line(packages: list[str]) -> str:
    """The command a person would type."""
    sudo = "" if os.name == "posix" and os.geteuid() == 0 else "sudo "
    return f"{sudo}apt-get update && {sudo}apt-get install -y --no-install-recommends {' '.join(packages)}"


# Qt and PostgreSQL


def wants_window(words: list[str]) -> bool:
    """True for words without a command, and for the sample office unless its day is to be headless."""
    rest = list(words)
    while rest and rest[0].startswith("-"):
        rest = rest[2:] if rest[0] in ("--database", "--user", "--language") else rest[1:]
    if "-h" in words or "--help" in words:
        return False
    return not rest or (rest[0] == "demo" and "--headless" not in rest)


def prepare_for_window(words: list[str]) -> list[str]:
    """Make a window possible; the words to add where there is no screen."""
    from officer_app import screen

    if not screen.is_there():
        if not words:
            say("there is no screen to open a window on: the program does its sample day on paper instead.")
            return ["demo", "--headless"]
        if "demo" not in words:
            stop(
                "there is no screen to open a window on: set DISPLAY or WAYLAND_DISPLAY,"
                " or use the command line (python3 run.py --help) or the sample day (python3 run.py demo)."
            )
        return ["--headless"]
    if sys.platform == "linux":
        if screen.wayland_answers() and not screen.x11_answers():
            make_qt_load("libqwayland.so", QT_PACKAGES + WAYLAND_PACKAGES)
        else:
            make_qt_load("libqxcb.so", QT_PACKAGES + X11_PACKAGES)
    return []


def make_qt_load(plugin: str, packages: list[str]) -> None:
    """See that Qt loads with this platform plugin, installing Debian packages if it does not. Once per .venv."""
    if sys.platform != "linux":
        return
    if plugin in STAMP.read_text(encoding="utf-8").splitlines():
        return
    missing = why_qt_fails(plugin)
    if missing and install_debian(packages):
        missing = why_qt_fails(plugin)
    if missing:
        stop(f"Qt needs a system library ({missing}); install it and start again: {debian_line(packages)}")
    # Only a note that spares the next start the question; the folder may belong to somebody else.
    with contextlib.suppress(OSError), STAMP.open("a", encoding="utf-8") as stamp:
        stamp.write(plugin + "\n")


def why_qt_fails(plugin: str) -> str:
    """The loader's reason; empty if Qt and the plugin load."""
    attempt = subprocess.run([str(PYTHON), "-c", LOAD_QT, plugin], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
    if attempt.returncode == 0:
        return ""
    lines = attempt.stderr.decode("utf-8", "replace").strip().splitlines() or [f"exit code {attempt.returncode}"]
    return lines[-1].partition("Error: ")[2] or lines[-1]


def offer_postgresql() -> None:
    """Install a PostgreSQL server for the tests if there is none and it may be installed; else say what is skipped."""
    if os.name != "posix":
        say("the tests that need a PostgreSQL server are skipped: they start it on Linux and macOS only.")
        return
    search = [str(PYTHON), "-m", "tests.postgres"]
    if subprocess.call(search, cwd=ROOT, stdout=subprocess.DEVNULL) == 0:
        return
    if (
        os.geteuid() == 0
        and install_debian(["postgresql"])
        and subprocess.call(search, cwd=ROOT, stdout=subprocess.DEVNULL) == 0
    ):
        return
    say(f"no PostgreSQL server program here: its tests are skipped. To run them: {debian_line(['postgresql'])}")


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        say("interrupted; start again to go on.")
        sys.exit(130)
