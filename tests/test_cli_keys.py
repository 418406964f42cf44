"""What opens the encrypted database, on the command line."""

from pathlib import Path

import pytest

from officer_app.core.keyfile import KeyFile, beside
from officer_app.office import found_at
from officer_app.people.access import Role
from officer_app.people.service import create_account
from tests.pdf_reading import Reading
from tests.test_cli import Line
from tests.test_unlocking import BOSS, PASSWORD, Wanted


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(capsys, monkeypatch)


def _half(path: Path) -> str:
    """The thirteen groups on a sheet, as somebody would type them."""
    with Reading(path.read_bytes()) as reading:
        text = reading.squeezed()
    assert "数据库恢复密钥" in text
    begin, end = text.index("生成人") + len(f"生成人{BOSS}"), text.index("一、本份")
    signs = text[begin:end]
    for place in range(13, 0, -1):  # each group stands after its number
        at = signs.rindex(str(place), 0, len(signs) - 5 * (13 - place) - 4)
        signs = signs[:at] + signs[at + len(str(place)) :]
    assert len(signs) == 65
    return signs


def test_keys_are_kept_and_an_administrator_is_let_in_again(
    tmp_path: Path, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "office.db"
    office, boss = found_at(str(path), Wanted())
    office.perform(create_account, boss, "骆林溪", Role.LIAISON)
    office.close()
    assert line(path, BOSS, "--json", "keys", "state", password=PASSWORD) == 0
    assert line.json == {
        "encrypted": True,
        "opening": sorted((BOSS, "骆林溪")),
        "shut_out": [],
        "left": [],
        "recovery_at": None,
        "rekey_due": None,
    }
    assert line(path, BOSS, "keys", "state", password="not-the-password") == 1
    assert "姓名或密码不对" in line.err
    first, second = tmp_path / "first.pdf", tmp_path / "second.pdf"
    assert line(path, BOSS, "keys", "recovery", first, first, password=PASSWORD) == 2
    assert line(path, BOSS, "keys", "recovery", first, tmp_path / "nowhere" / "b.pdf", password=PASSWORD) == 1
    assert KeyFile.read(beside(path)).recovery is None
    assert line(path, BOSS, "keys", "recovery", first, second, password=PASSWORD) == 0
    assert all(file.stat().st_mode & 0o077 == 0 for file in (first, second))
    assert line(path, BOSS, "keys", "rekey", password=PASSWORD) == 0
    assert "已更换" in line.out
    assert line(path, BOSS, "keys", "codes", password=PASSWORD) == 0
    assert "所有人" in line.out
    monkeypatch.setenv("OFFICER_APP_RECOVERY_1", _half(first))
    monkeypatch.setenv("OFFICER_APP_RECOVERY_2", _half(first))
    assert line(path, None, "keys", "recover", BOSS) == 1
    assert "组不对" in line.err
    monkeypatch.setenv("OFFICER_APP_RECOVERY_2", _half(second).lower())
    assert line(path, None, "keys", "recover", "骆林溪") == 1
    assert line(path, None, "--json", "keys", "recover", BOSS) == 0
    (issued,) = line.json
    assert issued["name"] == BOSS
    assert line(path, BOSS, "keys", "state", password=PASSWORD) == 1
    assert line(path, BOSS, "keys", "state", password=issued["code"]) == 1  # good for choosing a password alone
    assert "权限" in line.err or "密码" in line.err
    beside(path).write_text("{}")
    assert line(path, BOSS, "keys", "state", password=issued["code"]) == 1
    assert "已损坏" in line.err
    assert line(path, None, "keys", "put-back") == 0
    assert line(path, None, "keys", "put-back") == 1
    assert "完好" in line.err
