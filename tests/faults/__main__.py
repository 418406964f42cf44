"""`python -m tests.faults [ID …] [--rounds N] [--full] [--json FILE]`: strike, and print what held.

Without an identifier everything. The quick form by default; exit code 1 if something did not hold, and with --full
also if something of the catalogue is missing or could not be done.
"""

import argparse
import dataclasses
import json
import os
import sys
import tempfile
import traceback
from pathlib import Path

from tests.faults.catalogue import FAULTS, Row, faults, missing, row_of

_LINE = "{id:<4} {what:<52.52} {rounds:>7} {held:>7} {seconds:>7}  {evidence}"


def _printed(row: Row) -> str:
    return _LINE.format(**dataclasses.asdict(row))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("ids", nargs="*", metavar="ID", type=str.upper, help="R1 … S16")
    parser.add_argument("--rounds", type=int, help="rounds of each fault, instead of its own number")
    parser.add_argument("--full", action="store_true", help="as often as a release demands")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the table there")
    arguments = parser.parse_args()
    if unknown := set(arguments.ids) - set(FAULTS):
        parser.error(f"there is no {' '.join(sorted(unknown))} in the catalogue")
    return arguments


def main() -> int:
    arguments = _arguments()
    wanted = set(arguments.ids or FAULTS)
    rows: list[Row] = []
    print(_LINE.format(id="id", what="what", rounds="rounds", held="held", seconds="seconds", evidence="evidence"))
    with tempfile.TemporaryDirectory(prefix="officer_app-faults-") as place:
        os.environ["OFFICER_APP_HOME"] = str(Path(place) / "home")
        for one in faults():
            if one.id not in wanted:
                continue
            rounds = arguments.rounds or (one.full if arguments.full else one.quick)
            try:
                row = row_of(one, rounds, Path(place) / one.name)
            except Exception:  # the table goes on; the trouble is told at once, and counts as not held
                traceback.print_exc(limit=-3)
                row = Row(one.id, one.what, rounds, 0, "ended with an error")
            rows.append(row)
            print(_printed(row), flush=True)
        for key in missing():
            if key in wanted:
                rows.append(Row(key, FAULTS[key], 0, 0, "missing"))
                print(_printed(rows[-1]), flush=True)
        if arguments.json is not None:
            told = [dataclasses.asdict(row) for row in rows]
            arguments.json.write_text(json.dumps(told, ensure_ascii=False, indent=1), encoding="utf-8")
    broken = [row for row in rows if not row.all_held and (arguments.full or row.rounds)]
    if broken:
        print(f"did not hold: {' '.join(sorted({row.id for row in broken}))}")
    return int(bool(broken))


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    sys.exit(main())
