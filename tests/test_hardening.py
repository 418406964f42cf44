"""The program keeps to itself: no network with the embedded database, a sound engine, text shown as text."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import officer_app
from officer_app.core import database
from officer_app.core.database import Database
from officer_app.core.errors import DatabaseUnavailable

PACKAGE = Path(officer_app.__file__).parent
# Modules of the standard library and others that open connections; only the driver of the server's engine may.
_TALKING = {"socket", "ssl", "http", "urllib", "ftplib", "smtplib", "xmlrpc", "asyncio", "requests", "httpx", "aiohttp"}
# Whether there is a screen is asked of its socket on this machine.
_OWN_MACHINE = {"screen.py: socket"}
_TALKING_QT = {"QtNetwork", "QtWebEngineCore", "QtWebEngineWidgets", "QtWebSockets"}


def test_a_whole_day_of_the_office_touches_no_network(network_of_the_day: list[str]) -> None:
    """Imports, visits, cases, papers, workbooks and the figures of the sample day, on the embedded database."""
    assert network_of_the_day == []


def test_no_module_of_the_program_can_talk_to_a_network() -> None:
    found = []
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes())):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            if isinstance(node, ast.ImportFrom):
                names = [node.module or ""]
                if (node.module or "").startswith("PySide6"):
                    names += [f"qt.{one.name}" for one in node.names] + [(node.module or "").replace("PySide6", "qt")]
            for name in names:
                root, _dot, rest = name.partition(".")
                if (root in _TALKING and name != "urllib.parse") or (root == "qt" and rest in _TALKING_QT):
                    found.append(f"{path.relative_to(PACKAGE)}: {name}")
    assert set(found) - _OWN_MACHINE == set()


def test_an_engine_with_the_bug_of_its_log_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from sqlcipher3 import dbapi2

    assert dbapi2.sqlite_version_info >= database.SAFE_SQLITE >= (3, 51, 3)
    monkeypatch.setattr(dbapi2, "sqlite_version_info", (3, 51, 2))
    with pytest.raises(DatabaseUnavailable, match=r"3\.51\.3"):
        Database(str(tmp_path / "office.db"))
    assert list(tmp_path.iterdir()) == []


# Widgets of Qt that take a text for rich text where it looks like it, by themselves; and how ours hinder it.
_RICH = {"QLabel", "QMessageBox", "QTextEdit", "QTextBrowser", "QToolTip"}


def test_whatever_shows_a_text_shows_it_as_it_is() -> None:
    """A label is our `Text`, or says itself that it is plain; no page holds a widget that renders markup."""
    bare = []
    for path in sorted((PACKAGE / "ui").rglob("*.py")):
        text = path.read_text(encoding="utf-8")
        plain = "PlainText" in text
        for node in ast.walk(ast.parse(text)):
            name = node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
            shown = isinstance(node, ast.Call) and bool(node.args) and name == "QLabel"
            if (name in _RICH - {"QLabel"} and not plain) or (shown and not plain):
                bare.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {name}")  # type: ignore[attr-defined] # a call
            if isinstance(node, ast.Attribute) and node.attr in {"setHtml", "insertHtml", "RichText", "MarkdownText"}:
                bare.append(f"{path.relative_to(PACKAGE)}:{node.lineno} {node.attr}")
    assert bare == []


def test_the_process_for_foreign_files_knows_no_database_and_no_key() -> None:
    """What runs apart imports neither the engine nor what opens keys."""
    code = (
        "import sys; from officer_app.core import apart; import officer_app.core.sheets.read, "
        "officer_app.core.documents.printed_codes; print([one for one in sys.modules if one in "
        "('sqlcipher3', 'sqlalchemy', 'psycopg', 'cryptography', 'argon2', 'PySide6', 'officer_app.core.keyfile')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert done.stdout.strip() == "[]"
