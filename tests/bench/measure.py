"""Taking times side by side, and the report of a topic."""

import gc
import math
import os
import platform
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter, process_time
from typing import Any

MIB = 1024 * 1024
ROOT = Path(__file__).resolve().parents[2]


def alternate(rounds: int, **works: Callable[[], object]) -> dict[str, list[float]]:
    """Run each work once unmeasured, then all of them by turns; seconds of the processor by name.

    For work that computes and does not wait: other programs on the machine then disturb it least.
    """
    for work in works.values():
        work()
    times: dict[str, list[float]] = {name: [] for name in works}
    for _round in range(rounds):
        for name, work in works.items():
            times[name].append(once(work, process_time))
    return times


def once(work: Callable[[], object], clock: Callable[[], float] = perf_counter) -> float:
    """Seconds of one run, without the last run's rubbish to collect in it."""
    gc.collect(1)
    began = clock()
    work()
    return clock() - began


def quantile(times: Sequence[float], share: float) -> float:
    """The smallest time that this share of the times does not exceed."""
    return sorted(times)[max(0, math.ceil(share * len(times)) - 1)]


def peak_memory(module: str, *arguments: str) -> int:
    """The most memory, in bytes, that `python -m module arguments` held."""
    # Not getrusage: its peak is handed down from the process that starts this one.
    code = (
        "import runpy, sys; sys.argv = sys.argv[1:]; runpy.run_module(sys.argv[0], run_name='__main__');"
        "print(next(line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, module, *arguments], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return int(done.stdout.split()[-1]) * 1024


@dataclass
class Report:
    """What a topic found: seconds by name, ratios with their goals, and facts worth knowing beside them."""

    topic: str
    size: int
    times: dict[str, list[float]] = field(default_factory=dict)
    comparisons: list[dict[str, Any]] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    def add(self, times: Mapping[str, Sequence[float]]) -> None:
        """Take measured seconds in, after those of the same name."""
        for name, seconds in times.items():
            self.times.setdefault(name, []).extend(seconds)

    def middle(self, name: str) -> float:
        """The median of what was measured under a name."""
        return statistics.median(self.times[name])

    def p95(self, name: str) -> float:
        """The time that 95 of 100 runs do not exceed."""
        return quantile(self.times[name], 0.95)

    def limit(self, what: str, milliseconds: float, at_most: float) -> None:
        """A time with the goal it has to meet by itself, because a person waits for it."""
        self.ratio(what, "1 ms", "times as long", milliseconds, at_most=at_most)

    def takes(self, ours: str, baseline: str, goal: float | None = None, *, share: float | None = None) -> None:
        """How many times as long as the baseline's median ours takes: its median, or the time of a share of runs."""
        time = self.middle(ours) if share is None else quantile(self.times[ours], share)
        what = ours if share is None else f"{ours} p{share * 100:.0f}"
        self.ratio(what, baseline, "times as long", time / self.middle(baseline), at_most=goal)

    def faster(self, ours: str, baseline: str, goal: float | None = None) -> None:
        """How many times as fast as the baseline ours is."""
        self.ratio(ours, baseline, "times as fast", self.middle(baseline) / self.middle(ours), at_least=goal)

    def ratio(
        self,
        ours: str,
        baseline: str,
        meaning: str,
        value: float,
        *,
        at_most: float | None = None,
        at_least: float | None = None,
    ) -> None:
        """A ratio with the goal it has to meet; without a goal it is only told."""
        goal = f"<= {at_most:.4g}" if at_most is not None else f">= {at_least:.4g}" if at_least is not None else None
        met = None if goal is None else (value <= at_most if at_most is not None else value >= (at_least or 0))
        self.comparisons.append(
            {
                "ours": ours,
                "baseline": baseline,
                "meaning": meaning,
                "ratio": float(f"{value:.4g}"),
                "goal": goal,
                "met": met,
            }
        )

    def as_json(self) -> dict[str, Any]:
        """For machines; milliseconds."""
        return {
            "topic": self.topic,
            "size": self.size,
            "machine": machine(),
            "times": {
                name: {
                    "median_ms": _ms(statistics.median(seconds)),
                    "p95_ms": _ms(quantile(seconds, 0.95)),
                    "least_ms": _ms(min(seconds)),
                    "runs": len(seconds),
                }
                for name, seconds in self.times.items()
            },
            "comparisons": self.comparisons,
            "facts": self.facts,
        }


def _ms(seconds: float) -> float:
    return float(f"{seconds * 1000:.4g}")


def machine() -> dict[str, Any]:
    """What the figures were measured on."""
    from sqlcipher3 import dbapi2

    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
        "sqlite": dbapi2.sqlite_version,
    }
