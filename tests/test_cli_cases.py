"""Special-talent cases on the command line: the queue, and one case whole but masked."""

from pathlib import Path

import pytest

from tests.test_cli import LIAISON, STAFF, Line, copy_of


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(capsys, monkeypatch)


def test_cases_are_listed_and_one_is_shown_by_its_number_without_secrets(day: Path, tmp_path: Path, line: Line) -> None:
    office = copy_of(day, tmp_path)
    assert line(office, STAFF, "--json", "cases", "list", "--state", "supplement") == 0
    told = line.json
    assert told["count"] == len(told["cases"]) > 0
    number = told["cases"][0]["number"]
    assert line(office, STAFF, "cases", "list", "--year", 2026, "--limit", 2) == 0
    assert "--state" in line.out
    assert line(office, STAFF, "--json", "cases", "show", number) == 0
    shown = line.json
    assert shown["number"] == number
    assert "*" in shown["applicant"]["id_number"]
    assert len(shown["months"]) == 12
    assert shown["submissions"][0]["sound"]
    assert any(paper["received_on"] is None for paper in shown["papers"])
    year, sequence = 2026, "".join(filter(str.isdigit, number.split("〕")[1]))
    assert line(office, LIAISON, "cases", "show", f"{year}-{sequence}") == 0
    assert number in line.out
    assert line(office, STAFF, "cases", "show", "2026-99999") == 1
    assert "没有编号为 2026-99999 的案件" in line.err
    assert "cases list" in line.err
    assert line(office, STAFF, "quota", "forecast", 2020) == 0
    assert line.out.strip() == "2020 年已无待预计的月份。"
    assert line(office, STAFF, "cases", "show", "不是编号") == 2
    assert line(office, STAFF, "cases", "list", "--state", "nowhere") == 2
    assert line(office, STAFF, "cases", "list", "--text", "不存在的词") == 0
