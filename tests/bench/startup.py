"""From the start of the process to the first painted window, against a bare window with a table of Chinese rows.

The office holds `size` enterprises; the time until somebody who signs in sees the directory's rows is told beside it.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

from officer_app.people.service import hash_password
from tests.bench.measure import MIB, ROOT, Report
from tests.bench.office import furnish
from tests.bench.windows import PASSWORD

_ROUNDS: Final = 9


def measure(size: int, folder: Path) -> Report:
    report = Report("startup", size)
    database = folder / "home" / "office.db"
    database.parent.mkdir()
    furnish(database, size, password_hash=hash_password(PASSWORD)).close()
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "OFFICER_APP_HOME": str(folder / "home"),
        "XDG_CONFIG_HOME": str(folder / "config"),
        "XDG_DATA_HOME": str(folder / "data"),
    }
    rounds = _ROUNDS if size > 1 else 0
    if rounds:
        # An installed program has its modules compiled; where that is switched off, every start would compile them.
        environment.pop("PYTHONDONTWRITEBYTECODE", None)
        environment["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
    starts = {"program": "program", "bare window": "bare"}
    told: dict[str, list[dict[str, Any]]] = {name: [] for name in starts}
    # The first of each compiles the modules and warms the disk; it is not counted, unless it is the only one.
    for turn in range(rounds + 1):
        for name, window in starts.items():
            one = _start(window, environment)
            if turn or not rounds:
                told[name].append(one)
    report.add({name: [one["painted"] for one in every] for name, every in told.items()})
    for later in ("ready to sign in", "directory shown"):
        report.add({later: [one[later] for one in told["program"]]})
    report.takes("program", "bare window", 1.5)
    memory = {name: statistics.median(one["memory"] for one in every) for name, every in told.items()}
    share = memory["program"] / memory["bare window"]
    report.ratio("memory of the program", "memory of the bare window", "times as much", share, at_most=1.6)
    report.facts = {f"{name}, MiB": round(used / MIB, 1) for name, used in memory.items()}
    report.facts["directory shown, MiB"] = round(
        statistics.median(one["memory, directory shown"] for one in told["program"]) / MIB, 1
    )
    return report


def _start(window: str, environment: dict[str, str]) -> dict[str, Any]:
    """What a window told of itself; moments become seconds since the start of its process."""
    began = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.bench.windows", window],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {name: value - began if isinstance(value, float) else value for name, value in told.items()}
