"""Rules of the house that hold for every file, so that none can be forgotten."""

import ast
import io
import re
import string
import subprocess
import sys
import tokenize
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "officer_app"
TEXTS = {".py", ".md", ".toml", ".lock", ".po", ".qss", ".json", ".csv", ".txt", ".svg", ".mako", ".html", ""}

# A module past 400 lines is asking to be split by what it is about; this is where asking ends.
LONGEST_MODULE = 450


def modules(*folders: Path) -> list[Path]:
    return sorted(path for folder in folders for path in folder.rglob("*.py"))


OURS = [*modules(PACKAGE, ROOT / "db", ROOT / "tests", ROOT / ".ci"), ROOT / "run.py"]


def said(path: Path, line: int) -> str:
    return f"{path.relative_to(ROOT)}:{line}"


def tokens(path: Path) -> Iterator[tokenize.TokenInfo]:
    yield from tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)


def comments(path: Path) -> dict[int, str]:
    return {token.start[0]: token.string for token in tokens(path) if token.type == tokenize.COMMENT}


def test_no_module_has_grown_past_what_one_can_read() -> None:
    long = {said(path, 1): length for path in modules(PACKAGE) if (length := _lines(path)) > LONGEST_MODULE}
    assert long == {}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_every_module_says_what_it_is_about() -> None:
    silent = [
        said(path, 1)
        for path in modules(PACKAGE)
        if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(ast.parse(path.read_bytes()))
    ]
    assert silent == []


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in modules(PACKAGE)}
    assert [str(folder.relative_to(ROOT)) for folder in folders if not (folder / "__init__.py").exists()] == []


def test_nothing_is_left_to_do_in_the_code() -> None:
    marks = re.compile(
        r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "XX" + "X", "raise NotImplemented" + "Error"]) + r")\b"
    )
    found = [
        said(path, number)
        for path in OURS
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_whatever_is_switched_off_says_why() -> None:
    """`type: ignore[code] # why`, `noqa: CODE - why`, or the why in a comment on the line before."""
    # An import for its effect needs no other reason.
    bare = re.compile(r"#\s*(type:\s*ignore(\[[^]]*\])?|noqa(:\s*(?!F401)[A-Z]+[0-9]+(,\s*[A-Z]+[0-9]+)*)?)\s*$")
    found = [
        said(path, line)
        for path in OURS
        for line, comment in comments(path).items()
        if bare.search(comment) and not explained_above(path, line)
    ]
    assert found == []


def test_whatever_is_untyped_says_why() -> None:
    """A module that says `Any` says why: beside the import for all of them, or beside each kind of use."""
    found = []
    for path in modules(PACKAGE):
        noted = comments(path)
        lines = [token.start[0] for token in tokens(path) if token.type == tokenize.NAME and token.string == "Any"]
        if lines and not any(line in noted or explained_above(path, line) for line in lines):
            found.append(said(path, lines[0]))
    assert found == []


def explained_above(path: Path, line: int) -> bool:
    above = path.read_text(encoding="utf-8").splitlines()[line - 2] if line > 1 else ""
    return above.lstrip().startswith("#")


def test_only_the_office_looks_at_the_clock() -> None:
    """Use cases are given the time, so that a test can be at any moment and a wrong clock is seen in one place."""
    clock = re.compile(r"\b(datetime\.(now|today|utcnow)|date\.today|time\.time)\(")
    allowed = {"core/work.py", "core/schema.py"}  # the one clock; the name of the copy made before a migration
    found = [
        said(path, number)
        for path in modules(PACKAGE)
        if path.relative_to(PACKAGE).as_posix() not in allowed
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if clock.search(line)
    ]
    assert found == []


def test_colours_are_written_in_the_theme_only() -> None:
    colour = re.compile(r"""["'\s:(]#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})["';\s)]|QColor\(\s*\d""")
    found = [
        said(path, number)
        for path in modules(PACKAGE / "ui")
        if "theme" not in path.parts
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if colour.search(line)
    ]
    assert found == []


def test_opening_an_office_loads_nothing_that_only_papers_and_workbooks_need() -> None:
    heavy = ["PySide6", "reportlab", "xlsxwriter", "python_calamine", "pypinyin", "pypdfium2", "alembic"]
    code = (
        "import importlib.util, sys\n"
        "for name in ('officer_app.office', 'officer_app.cli'):\n"
        "    if importlib.util.find_spec(name): __import__(name)\n"
        f"print([name for name in {heavy!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)
    assert done.stdout.strip() == "[]"


def test_every_message_is_translated_and_none_is_left_over() -> None:
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "messages.py", "check"], capture_output=True, text=True, check=False
    )
    assert done.stdout.splitlines()[:5] == []
    assert done.returncode == 0, done.stderr


def _messages() -> list[Message]:
    with (ROOT / "resources" / "i18n" / "zh_CN.po").open("rb") as source:
        return [message for message in read_po(source, locale="zh_CN") if message.id]


def test_no_translation_is_a_guess() -> None:
    assert [message.id for message in _messages() if message.fuzzy] == []


def test_translations_keep_the_placeholders() -> None:
    # Of a plural, the last msgid has them all; the singular may say "one" in words.
    wrong = [
        (message.id, text)
        for message in _messages()
        for text in _all(message.string)
        if text and _fields(text) != _fields(_all(message.id)[-1])
    ]
    assert wrong == []


def test_translations_keep_the_space_around_the_text() -> None:
    wrong = [
        message.id
        for message in _messages()
        for text in _all(message.string)
        # A separator such as "; " is all edge, and Chinese ones have no blank.
        if text and _edges(text) != _edges(_all(message.id)[0]) and any(map(str.isalnum, text))
    ]
    assert wrong == []


def _all(text: str | Iterable[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or [])


def _fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


def _pins(lock: str) -> dict[str, str]:
    text = (ROOT / lock).read_text(encoding="utf-8")
    return dict(re.findall(r"^([A-Za-z0-9_.-]+)==([^\s;\\]+)", text, re.MULTILINE))


def test_every_locked_package_has_hashes() -> None:
    for lock in ("requirements.lock", "requirements-dev.lock"):
        lines = (ROOT / lock).read_text(encoding="utf-8").splitlines()
        bare = [line for line, after in pairwise([*lines, ""]) if "==" in line and "--hash=" not in after]
        assert bare == [], lock


def test_the_tests_run_on_the_versions_that_people_get() -> None:
    program, tests = _pins("requirements.lock"), _pins("requirements-dev.lock")
    assert program
    assert {name: tests.get(name) for name in program} == program


def test_the_locks_hold_every_dependency_of_the_project() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

    def names(requirements: list[str]) -> set[str]:
        return {re.split(r"[\[<>=!~; ]", item)[0].lower().replace("_", "-") for item in requirements}

    assert names(project["dependencies"]) <= set(_pins("requirements.lock"))
    assert names(project["optional-dependencies"]["dev"]) <= set(_pins("requirements-dev.lock"))


def test_no_file_names_a_registry_or_a_place_on_one_machine() -> None:
    """A lock with addresses would send another office to a registry it may not reach."""
    # In pieces, so that this file does not name them.
    names = [
        "py" + "pi.org",
        "python" + "hosted",
        "npm" + "js",
        "deb" + ".debian",
        "security" + ".debian",
        "/ro" + "ot/",
    ]
    names += ["/wo" + "rk/", "/tmp/" + "venv", "index" + "-url =", "BEGIN " + "RSA", "BEGIN OPENSSH " + "PRIVATE"]
    pattern = re.compile("|".join(map(re.escape, names)))
    found = [
        said(path, number)
        for path in _shipped_texts()
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1)
        if pattern.search(line)
    ]
    assert found == []


def _shipped_texts() -> list[Path]:
    folders = ["officer_app", "resources", "db", "tests", ".ci"]
    files = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    files += [path for path in ROOT.iterdir() if not path.name.startswith(".")]
    return [path for path in files if path.is_file() and path.suffix in TEXTS and "__pycache__" not in path.parts]


def test_the_readme_opens_with_what_it_is_and_the_two_commands() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()
    assert re.match(r"# \S", lines[0])
    opening = "\n".join(lines[:40])
    assert "python3 run.py demo" in opening
    assert "python3 run.py test" in opening


def test_every_file_the_readme_points_to_is_there() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#\s]+)", text) + re.findall(r'src="([^"]+)"', text)
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


def test_the_changelog_knows_this_version() -> None:
    from officer_app import __version__

    assert re.search(
        rf"^## {re.escape(__version__)}\b", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE
    )


@pytest.mark.parametrize("version", ["2", "3.6"])
def test_run_py_tells_an_old_python_what_is_needed(version: str) -> None:
    """The file must parse as Python 3.6; Python 2 shows the first line it cannot read, so that line says it."""
    source = (ROOT / "run.py").read_text(encoding="ascii")
    if version == "2":
        first = next(line for line in source.splitlines() if line.startswith("def "))
        assert "3.11" in first
        assert "->" in first
    else:
        ast.parse(source, feature_version=(3, 6))


def test_every_tool_tip_shows_its_words_literally() -> None:
    """Qt takes a tip that looks like markup for markup; labels are plain in one place (ui/widgets/text.py)."""
    rich = []
    for path in modules(PACKAGE / "ui"):
        for node in ast.walk(ast.parse(path.read_bytes())):
            if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
                continue
            called = node.func.attr
            if called == "setToolTip" or (called == "showText" and len(node.args) > 1):
                told = node.args[-1 if called == "setToolTip" else 1]
                if not all(_is_plain(part) for part in _branches(told)):
                    rich.append(said(path, node.lineno))
            if called in ("setHtml", "insertHtml", "setMarkdown"):
                rich.append(said(path, node.lineno))
    assert rich == []


def _branches(node: ast.expr) -> list[ast.expr]:
    return [*_branches(node.body), *_branches(node.orelse)] if isinstance(node, ast.IfExp) else [node]


def _is_plain(node: ast.expr) -> bool:
    """Words of the program's own, or words that were made plain."""
    if isinstance(node, ast.Constant):
        return True
    called = node.func if isinstance(node, ast.Call) else None
    return isinstance(called, ast.Name) and called.id in ("_", "plain_tip")
