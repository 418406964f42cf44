"""`python -m tests.bench TOPIC [--size N]`: measure one topic and print the report as JSON."""

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Final

from tests.bench.measure import Report

# Topic → its module, the function there, and the size it is measured at when none is given.
TOPICS: Final = {
    "alike": ("alike", "measure", 100_000),
    "cases": ("cases", "measure", 100_000),
    "calendar": ("calendar", "measure", 1_000_000),
    "demands": ("demands", "measure", 200_000),
    "encryption": ("encryption", "measure", 100),
    "import": ("imports", "measure", 100_000),
    "list": ("lookups", "lists", 100_000),
    "month-report": ("month_report", "measure", 1_000),
    "panel": ("panel", "measure", 200),
    "race": ("race", "measure", 1_000),
    "record": ("record", "measure", 1),
    "save": ("save", "measure", 200),
    "search": ("lookups", "search", 100_000),
    "startup": ("startup", "measure", 100_000),
    "today": ("today", "measure", 1_000_000),
    "trail": ("trail", "measure", 100_000),
    "visit-search": ("visits", "search", 100_000),
    "visits": ("visits", "lists", 100_000),
    "workbook": ("workbook", "measure", 100_000),
}


def run(topic: str, size: int | None, folder: Path) -> Report:
    """Measure a topic; what it writes goes to the folder."""
    module, function, usual = TOPICS[topic]
    report: Report = getattr(import_module(f"tests.bench.{module}"), function)(size or usual, folder)
    return report


def main(arguments: Sequence[str]) -> int:
    """Returns 0 when measured; goals that were missed are told in the report."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("topic", choices=sorted(TOPICS))
    parser.add_argument("--size", type=int, help="how many rows, visits or saves")
    parser.add_argument("--folder", type=Path, help="where files go while measuring: which disk decides the save")
    asked = parser.parse_args(arguments)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=asked.folder) as folder:
        report = run(asked.topic, asked.size, Path(folder))
    json.dump(report.as_json(), sys.stdout, ensure_ascii=False, indent=1)
    print()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
