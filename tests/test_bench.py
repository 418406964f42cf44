"""The benchmarks run, at a size that says nothing about speed, and tell what they promise to tell."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.bench.__main__ import TOPICS, run
from tests.bench.measure import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="measures memory and disks as Linux tells them")
SMALLEST = {
    "alike": 30,
    "calendar": 60,
    "cases": 60,
    "demands": 60,
    "encryption": 1,
    "import": 30,
    "list": 60,
    "month-report": 2,
    "panel": 3,
    "race": 4,
    "record": 1,
    "save": 2,
    "search": 60,
    "today": 200,
    "trail": 200,
    "visit-search": 200,
    "visits": 200,
    "workbook": 20,
}


@pytest.mark.parametrize("topic", sorted(SMALLEST))
def test_a_topic_tells_times_ratios_and_goals(topic: str, tmp_path: Path) -> None:
    report = run(topic, SMALLEST[topic], tmp_path).as_json()
    assert json.loads(json.dumps(report)) == report
    assert (report["topic"], report["size"]) == (topic, SMALLEST[topic])
    assert report["machine"]["cores"] >= 1
    assert all(time["runs"] >= 1 and time["p95_ms"] >= time["least_ms"] > 0 for time in report["times"].values())
    assert any(comparison["goal"] for comparison in report["comparisons"])
    for comparison in report["comparisons"]:
        assert comparison["ratio"] > 0
        assert (comparison["goal"] is None) is (comparison["met"] is None)


def test_the_start_of_the_window_is_measured_as_json_from_the_command_line() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench", "startup", "--size", "1"],
        cwd=ROOT,
        env={**os.environ, "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=True,
    )
    report = json.loads(done.stdout)
    assert set(report["times"]) == {"program", "bare window", "ready to sign in", "directory shown"}
    assert [comparison["goal"] for comparison in report["comparisons"]] == ["<= 1.5", "<= 1.6"]


def test_every_topic_is_tried() -> None:
    assert set(TOPICS) == {*SMALLEST, "startup"}


def test_invented_data_are_the_same_on_every_run_and_valid() -> None:
    from officer_app.directory.uscc import is_valid
    from tests.bench import data

    first = list(data.enterprises(500))
    assert first == list(data.enterprises(500))
    assert len({one.uscc for one in first}) == 500
    assert all(is_valid(one.uscc) for one in first)
