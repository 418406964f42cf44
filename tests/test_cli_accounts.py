"""Accounts on the command line: one-time codes and their slips, choosing a password, vouching, who waits."""

from pathlib import Path

import pytest
from pypdfium2 import PdfDocument

from officer_app.cli.accounts import ROLES
from officer_app.people.access import Role
from officer_app.sample.people import PASSWORD
from tests.test_cli import ADMINISTRATOR, AUDITOR, LIAISON, SUPERVISOR, Line, line, office

__all__ = ["line", "office"]
NEW = "一句容易记的话语 2026"


def text_of(slip: Path) -> str:
    document = PdfDocument(slip)
    text = str(document[0].get_textpage().get_text_range())
    document.close()
    return text


def choose(line: Line, monkeypatch: pytest.MonkeyPatch, office: Path, name: str, old: str, new: str) -> int:
    monkeypatch.setenv("OFFICER_APP_NEW_PASSWORD", new)
    return line(office, name, "password", password=old)


def test_a_colleague_gets_a_code_chooses_a_password_and_is_vouched_for(
    office: Path, line: Line, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert set(ROLES) == {role.value for role in Role}
    slip = tmp_path / "slip.pdf"
    assert line(office, ADMINISTRATOR, "accounts", "add", "新主管", "supervisor", "--slip", slip, "--json") == 0
    issued = line.json
    assert issued["held"]
    assert slip.stat().st_mode & 0o077 == 0
    assert issued["code"] in text_of(slip)
    assert "新主管" in text_of(slip)
    # With the code, nothing but choosing a password.
    assert line(office, "新主管", "search", "机器人", password=issued["code"]) == 1
    assert "请先设置自己的密码" in line.err
    assert choose(line, monkeypatch, office, "新主管", issued["code"], "1234567890") == 1
    assert "最先被猜" in line.err
    assert choose(line, monkeypatch, office, "新主管", issued["code"].replace("-", "").lower(), NEW) == 0
    assert line(office, "新主管", "search", "机器人", password=NEW) == 0
    assert line(office, "新主管", "accounts", "held", password=NEW) == 1
    assert "确认本人" in line.err
    assert line(office, AUDITOR, "accounts", "held") == 0
    assert line.out.split() == ["新主管", "主管", ADMINISTRATOR]
    assert line(office, AUDITOR, "accounts", "vouch", "新主管", "当面核验工作证") == 0
    assert line(office, SUPERVISOR, "accounts", "held") == 0
    assert "没有" in line.out


def test_a_forgotten_password_is_reset_and_wrong_ones_wait(
    office: Path, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    for count in range(4):
        assert line(office, LIAISON, "search", "机器人", password="别的话") == 1
        assert ("后可再试" in line.err) is (count == 3), line.err
    assert line(office, LIAISON, "accounts", "reset", LIAISON) == 1
    assert line(office, ADMINISTRATOR, "accounts", "reset", LIAISON, "--json") == 0
    code = line.json["code"]
    assert not line.json["held"]
    assert choose(line, monkeypatch, office, LIAISON, code, NEW) == 0
    assert line(office, LIAISON, "search", "机器人", password=PASSWORD) == 1
    assert line(office, LIAISON, "search", "机器人", password=NEW) == 0
    assert line(office, ADMINISTRATOR, "accounts", "change", LIAISON, "--end") == 0
    assert line(office, ADMINISTRATOR, "accounts", "list", "--json") == 0
    assert {row["name"]: row["active"] for row in line.json}[LIAISON] is False
    assert line(office, ADMINISTRATOR, "accounts", "reset", "没有此人") == 1
