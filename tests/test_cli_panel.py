"""The panel's meetings on the command line, on the sample office: the one that was held and the one that is planned."""

from pathlib import Path

import pytest

from tests.pdf_reading import Reading
from tests.test_cli import LIAISON, SUPERVISOR, Line, copy_of


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(capsys, monkeypatch)


def test_meetings_are_listed_shown_and_printed(day: Path, tmp_path: Path, line: Line) -> None:
    office = copy_of(day, tmp_path)
    assert line(office, LIAISON, "--json", "panel", "list", "--year", 2026) == 0
    planned, held = line.json
    assert (planned["state"], held["state"], held["passed"]) == ("planned", "closed", 3)
    assert line(office, LIAISON, "--json", "panel", "show", held["id"]) == 0
    agenda = line.json["agenda"]
    assert sorted(item["rank"] for item in agenda) == [1, 2, 3, 4]
    assert [item["outcome"] for item in agenda].count("no_unit") == 1
    assert sum(bool(item["tie"]) for item in agenda) == 2
    words = {}
    for paper in ("agenda", "minutes", "ranked"):
        out = tmp_path / f"{paper}.pdf"
        assert line(office, SUPERVISOR, "panel", "print", held["id"], paper, out) == 0
        with Reading(out.read_bytes()) as reading:
            words[paper] = reading.squeezed()
    for number in (item["number"].replace(" ", "") for item in agenda):
        assert all(number in text for text in words.values())
    assert "受理" in words["minutes"]  # why a member stood aside
    assert "同分" in words["minutes"]
    assert "候补" in words["ranked"]
    assert "*" in words["ranked"]  # names are masked where the paper leaves the room
    assert line(office, SUPERVISOR, "panel", "print", planned["id"], "minutes", tmp_path / "none.pdf") == 1
    assert line(office, SUPERVISOR, "panel", "close", planned["id"]) == 1
