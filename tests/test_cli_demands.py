"""Demands on the command line: every step, refusals with their code, reminders and figures."""

import json
from pathlib import Path

import pytest

from tests.test_cli import LIAISON, STAFF, SUPERVISOR, Line, copy_of

SPECIALIST = "周颖"


@pytest.fixture
def office(day: Path, tmp_path: Path) -> Path:
    """A copy of its database that a test may change."""
    return copy_of(day, tmp_path)


@pytest.fixture
def line(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Line:
    return Line(capsys, monkeypatch)


def test_demands_are_listed_by_state_handler_and_text(office: Path, line: Line) -> None:
    assert line(office, LIAISON, "--json", "demands", "list", "--state", "suspended") == 0
    assert {row["state"] for row in line.json} == {"suspended"}
    assert line(office, LIAISON, "--json", "demands", "list", "--handler", SPECIALIST, "--open") == 0
    assert {row["handler"] for row in line.json} == {SPECIALIST}
    assert line(office, LIAISON, "demands", "list", "--text", "见习基地设岗") == 0
    assert "见习基地设岗" in line.out
    assert line(office, LIAISON, "demands", "list", "--state", "nowhere") == 2
    assert "suspended" in line.err
    assert line(office, LIAISON, "demands", "list", "--text", "不存在的词") == 0
    assert line(office, "马思源", "demands", "list") == 1


def test_a_demand_walks_its_way_step_by_step(office: Path, line: Line) -> None:
    assert line(office, LIAISON, "--json", "demands", "list", "--text", "大学生见习基地设岗 6 个") == 0
    (told,) = line.json
    key, handler = told["id"], told["handler"]

    def step(user: str, name: str, *options: object, code: int = 0) -> None:
        assert line(office, user, "demands", "step", name, key, *options, "--json") == code, line.err

    step(STAFF, "accept", code=1)
    step(handler, "accept")
    step(handler, "take_up")
    step(handler, "first_answer", "--note", "已联系")
    step(handler, "suspend", code=2)
    assert "--note" in line.err
    step(handler, "suspend", "--note", "等待岗位核定")
    step(handler, "resume")
    step(handler, "ask_extension", "--days", 3, "--note", "岗位核定延后")
    step(SUPERVISOR, "extend", "--days", 2)
    step(SUPERVISOR, "extend", code=1)
    step(SUPERVISOR, "hurry", "--note", "请抓紧", "--until", "2099-01-05")
    step(handler, "reply", "--note", "本周办结")
    step(handler, "reply", "--note", "再回", code=1)
    step(handler, "join", "--to", LIAISON, "--note", "核对名单")
    step(LIAISON, "contribute", "--note", "名单已核对")
    step(handler, "leave", "--to", LIAISON)
    step(LIAISON, "link_case", code=2)
    step(LIAISON, "link_case", "--case", 1_000_000, code=1)
    step(LIAISON, "unlink_case", code=1)
    step(handler, "escalate", "--to", "市人才服务中心")
    step(handler, "answer", "--note", "已设岗")
    step(LIAISON, "rate", "--rating", "not_content", "--by", "人事负责人", "--note", "岗位不足")
    step(handler, "answer", "--note", "已增设")
    step(LIAISON, "rate", "--rating", "content")
    step(LIAISON, "reopen", "--note", "企业又来电")
    assert line.json["state"] == "in_progress"
    assert line(office, LIAISON, "--json", "demands", "show", key) == 0
    shown = line.json
    assert {"suspend", "extend", "hurry", "contribute", "reopen"} <= {event["step"] for event in shown["history"]}
    assert shown["hurry_notes"][0]["reply"] == "本周办结"
    assert line(office, LIAISON, "demands", "show", key) == 0
    assert "岗位不足" in line.out
    assert line(office, LIAISON, "demands", "show", 999_999) == 1


def test_demands_are_merged_and_separated(office: Path, line: Line) -> None:
    assert line(office, LIAISON, "--json", "demands", "list", "--state", "merged") == 0
    (merged,) = line.json
    assert line(office, LIAISON, "--json", "demands", "show", merged["id"]) == 0
    assert line.json["kept"]
    separate = ("demands", "step", "separate", merged["id"], "--note", "并非同一事项", "--json")
    assert line(office, LIAISON, *separate) == 0
    assert line.json["state"] == "collected"


def test_everybody_is_told_what_waits_for_them(office: Path, line: Line) -> None:
    assert line(office, SUPERVISOR, "--json", "demands", "reminders") == 0
    assert {"extension", "no_handler"} <= {row["kind"] for row in line.json}
    assert line(office, SUPERVISOR, "demands", "reminders") == 0
    assert line(office, STAFF, "demands", "reminders") == 0


def test_the_figures_are_printed_and_written(office: Path, line: Line, tmp_path: Path) -> None:
    period = ("demands", "statistics", "2026-01-01", "2026-09-17")
    assert line(office, LIAISON, "--json", *period, "--by", "industry") == 0
    told = line.json
    assert told[-1]["collected"] == sum(row["collected"] for row in told[:-1]) > 50
    assert line(office, LIAISON, *period, "--out", tmp_path / "figures.csv") == 0
    written = (tmp_path / "figures.csv").read_text(encoding="utf-8-sig").splitlines()
    assert len(written) > 5
    assert line(office, LIAISON, *period, "--by", "month") == 0
    assert "2026-03" in line.out
    assert line(office, LIAISON, "demands", "statistics", "2026-09-17", "2026-01-01") == 1
    assert json.dumps(told)
