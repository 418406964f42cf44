"""Backups on the command line: made, listed, checked, practised and restored."""

from pathlib import Path

import pytest

from officer_app.core.backup.places import own_place
from tests.test_cli import ADMINISTRATOR, LIAISON, SUPERVISOR, Line, line, office

__all__ = ["line", "office"]


def test_a_backup_is_made_listed_checked_practised_and_restored(office: Path, line: Line) -> None:
    assert line(office, LIAISON, "backup", "make") == 1
    assert line(office, ADMINISTRATOR, "--json", "backup", "make") == 0
    made = line.json
    assert made["counts"]["enterprise"] == 240
    assert Path(made["folder"]).is_relative_to(own_place())
    assert line(office, ADMINISTRATOR, "backup", "check") == 0
    assert line(office, ADMINISTRATOR, "--json", "backup", "list") == 0
    assert [one["number"] for one in line.json["backups"]] == [1]
    assert line.json["drill_overdue"]
    assert line(office, ADMINISTRATOR, "backup", "drill") == 0, line.err
    assert line(office, ADMINISTRATOR, "--json", "backup", "list") == 0
    assert not line.json["drill_overdue"]
    assert line(office, SUPERVISOR, "backup", "restore", made["folder"]) == 1
    assert line(office, ADMINISTRATOR, "backup", "restore", made["folder"], password="wrong password") == 1
    assert not list(office.parent.glob("*set-aside*"))
    assert line(office, ADMINISTRATOR, "--json", "backup", "restore", made["folder"]) == 0, line.err
    assert Path(line.json["aside"]).is_file()
    assert line.json["entries_lost"] > 0
    assert line(office, ADMINISTRATOR, "verify") == 0, line.out


@pytest.mark.parametrize("words", [("backup", "restore", "nowhere")])
def test_what_is_no_backup_is_refused(office: Path, line: Line, words: tuple[str, ...]) -> None:
    before = office.read_bytes()
    assert line(office, ADMINISTRATOR, *words) == 1
    assert office.read_bytes() == before
