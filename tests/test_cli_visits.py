"""Visits on the command line: months, returning, history, questions, and what the answers come to."""

from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.test_cli import LIAISON, SUPERVISOR, Line, copy_of


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(capsys, monkeypatch)


@pytest.fixture
def office(day: Path, tmp_path: Path) -> Path:
    """A copy of the sample office that a test may change."""
    return copy_of(day, tmp_path)


def test_a_month_is_closed_and_reopened_with_a_reason(office: Path, line: Line) -> None:
    assert line(office, SUPERVISOR, "--json", "visits", "months", "2026") == 0
    months = {row["month"]: row for row in line.json}
    assert months["2026-04"]["closed_by"] == SUPERVISOR
    assert months["2026-08"]["closed_by"] is None
    assert months["2026-08"]["visits"] > 20
    assert line(office, SUPERVISOR, "visits", "close", "2026-08") == 0
    assert line(office, SUPERVISOR, "visits", "close", "2026-08") == 1
    assert SUPERVISOR in line.err
    assert line(office, LIAISON, "visits", "reopen", "2026-08", "--reason", "补录") == 1
    assert line(office, SUPERVISOR, "visits", "reopen", "2026-08") == 2
    assert line(office, SUPERVISOR, "visits", "reopen", "2026-08", "--reason", "补录两户") == 0
    assert line(office, SUPERVISOR, "visits", "months", "2026") == 0
    assert "2026-08" in line.out


def test_a_visit_is_returned_by_its_number_and_its_history_says_so(office: Path, line: Line) -> None:
    assert line(office, SUPERVISOR, "visits", "return", "ZF-2026-9999", "--note", "一") == 1
    assert line(office, SUPERVISOR, "visits", "return", "ZF-2026-0400", "--note", "缺参加人员") == 0
    assert "ZF-2026-0400" in line.out
    assert line(office, LIAISON, "--json", "visits", "history", "zf-2026-0400") == 0
    latest = line.json[0]
    assert (latest["deed"], latest["by"], latest["note"]) == ("returned", SUPERVISOR, "缺参加人员")
    assert line(office, LIAISON, "visits", "history", "ZF-2026-0400") == 0
    assert "缺参加人员" in line.out


def test_what_visits_found_and_what_was_answered_is_told(office: Path, line: Line, tmp_path: Path) -> None:
    assert line(office, SUPERVISOR, "--json", "visits", "questions") == 0
    assert {"kind", "enterprise", "raised_by"} <= set(line.json[0])
    assert line(office, SUPERVISOR, "visits", "questions") == 0
    assert line(office, LIAISON, "checklists", "list") == 0
    assert "职工总数" in line.out
    asked = ("checklists", "count", "2026-01-01", "2026-09-17")
    assert line(office, LIAISON, "--json", *asked) == 0
    counted = {row["code"]: row for row in line.json}
    assert counted["staffing.total"]["sum"] > counted["staffing.total"]["most"] > 0
    assert line(office, LIAISON, "--json", *asked, "--officer", LIAISON, "--latest") == 0
    assert {row["code"]: row for row in line.json}["staffing.total"]["answered"] > 0
    assert line(office, LIAISON, *asked, "--industry", "机器人") == 0
    assert "均值" in line.out or "mean" in line.out
    assert line(office, LIAISON, *asked, "--subdistrict", "无此镇") == 1
    out = tmp_path / "answers.xlsx"
    assert line(office, LIAISON, *asked, out) == 0
    sheet = load_workbook(out).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[3] for row in rows if row[1] == "职工总数"] == [counted["staffing.total"]["answered"]]
    assert line(office, LIAISON, *asked, tmp_path / "answers.csv") == 0
    assert "人才公寓" in (tmp_path / "answers.csv").read_text(encoding="utf-8-sig")
