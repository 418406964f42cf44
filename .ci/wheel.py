"""Check what `pip install` gives: the wheel holds exactly the tracked files, and works away from the checkout.

The dependencies are those of the environment this runs in; only the project itself is installed from the wheel.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# Where a tracked folder lies inside the wheel; everything else stays at home.
PLACES = {"officer_app/": "officer_app/", "resources/": "officer_app/resources/", "db/": "officer_app/db/"}

# Run by the installed program's Python, far from the checkout.
INSTALLED = """
import pathlib, tempfile
import officer_app
from officer_app import i18n, paths
from officer_app.core.database import Database

home = pathlib.Path(officer_app.__file__).parent
for folder in (paths.resources(), paths.database_files()):
    assert home in folder.parents, f"{folder} is not inside the installed package {home}"
assert (paths.resources() / "i18n" / "zh_CN.po").is_file()
assert list((paths.resources() / "fonts").glob("*.ttf"))
i18n.use(i18n.CHINESE)
assert i18n._("Choose another file.") != "Choose another file.", "the translation is not in force"
with tempfile.TemporaryDirectory() as folder:
    database = Database(str(pathlib.Path(folder) / "office.sqlite"))
    database.prepare()
    database.close()
print("the installed program finds its resources and migrations")
"""


def tracked() -> set[str]:
    """The tracked files that belong into the wheel, by their place in it."""
    listing = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True)
    return {
        place + name.removeprefix(folder)
        for name in listing.stdout.split("\0")
        for folder, place in PLACES.items()
        if name.startswith(folder)
    }


def build(target: Path) -> Path:
    """The wheel, built with the build tools of this environment."""
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"The wheel cannot be built:\n{done.stdout}{done.stderr}")
    return next(target.glob("*.whl"))


def compare(wheel: Path) -> bool:
    """True if the wheel holds the tracked files and nothing else."""
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if not name.endswith("/") and ".dist-info/" not in name}
    wanted = tracked()
    for name in sorted(held - wanted):
        print(f"in the wheel, but not tracked: {name}")
    for name in sorted(wanted - held):
        print(f"tracked, but not in the wheel: {name}")
    return held == wanted


def works_elsewhere(wheel: Path, folder: Path) -> bool:
    """True if the program, installed in an environment of its own, starts and finds what is shipped with it."""
    home = folder / "venv"
    venv.create(home, with_pip=False)
    names = {"base": str(home), "platbase": str(home)}
    packages = Path(sysconfig.get_path("purelib", "venv", names))
    scripts = Path(sysconfig.get_path("scripts", "venv", names))
    python = scripts / Path(sys.executable).name
    # pip of this environment installs into the other one, so that the other needs none.
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True)
    # The dependencies are read from here; the checkout, which a .pth file of this environment adds, must not be.
    (packages / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    environment = {**os.environ, "HOME": str(folder), "OFFICER_APP_HOME": str(folder / "home")}
    environment.pop("PYTHONPATH", None)
    good = True
    for command in ([str(python), "-c", INSTALLED], [str(scripts / "officer-app"), "--help"]):
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{command[0]} {command[1]} failed:\n{done.stdout}{done.stderr}")
            good = False
    return good


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        wheel = build(folder)
        same = compare(wheel)
        return 0 if works_elsewhere(wheel, folder) and same else 1


if __name__ == "__main__":
    sys.exit(main())
