"""Where the program's own files and the user's data live."""

import os
import sys
from pathlib import Path


def _shipped(name: str) -> Path:
    """A folder shipped with the program: inside the package when installed, beside it in a checkout."""
    # Not importlib.resources: it brings half of the standard library, and Qt and SQLite want real files anyway.
    package = Path(__file__).resolve().parent
    inside = package / name
    return inside if inside.is_dir() else package.parent / name


def resources() -> Path:
    """Fonts, icons, translations, policies."""
    return _shipped("resources")


def database_files() -> Path:
    """Migrations and reference data; never the user's database."""
    return _shipped("db")


def user_data() -> Path:
    """The folder for the user's database and drafts, by the platform's custom. Not created here.

    OFFICER_APP_HOME overrides it, for trials and for portable installations.
    """
    if chosen := os.environ.get("OFFICER_APP_HOME"):
        return Path(chosen)
    if sys.platform == "win32":
        base = Path(os.environ.get("APPDATA") or Path.home() / "AppData" / "Roaming")
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "officer_app"


def passing() -> Path:
    """The folder for what must not outlive the session: in memory where the system offers that, else with the data.

    Not created here. A portable installation keeps everything with its data.
    """
    offered = os.environ.get("XDG_RUNTIME_DIR", "")
    if sys.platform == "linux" and "OFFICER_APP_HOME" not in os.environ and offered and os.access(offered, os.W_OK):
        return Path(offered) / "officer_app"
    return user_data()


def own_database() -> Path:
    """The office's own database on this machine."""
    return user_data() / "office.db"
