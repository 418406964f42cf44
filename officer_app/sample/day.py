"""The day without a window: the sample office made, printed and summed up in a folder."""

import json
import time
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Final

from officer_app.cases.lists import CaseFilter, count_cases, list_cases
from officer_app.cases.words import State
from officer_app.core.documents.writing import write_whole
from officer_app.core.errors import DiskTrouble, Invalid, reason_of
from officer_app.core.progress import Progress, unwatched
from officer_app.demands.service import list_demands
from officer_app.directory.lists.browsing import list_enterprises
from officer_app.i18n import N_
from officer_app.people.access import Role
from officer_app.quota.lists import quota_status
from officer_app.quota.paper import case_print
from officer_app.quota.report import write_approval_form
from officer_app.sample.build import TODAY, SampleOffice, build, timed, write_directory
from officer_app.sample.people import PASSWORD
from officer_app.visits.browsing import VisitFilter, count_visits, list_visits
from officer_app.visits.prints import period_print, visit_print
from officer_app.visits.report import write_period_report, write_visit_record

MONTH: Final = date(2026, 8, 1)
_LAST: Final = date(2026, 8, 31)


def print_day(sample: SampleOffice, out: Path) -> dict[str, str]:
    """Print the month, one visit and one case to `out`; returns the files by kind."""
    office, reader = sample.office, sample.crew.staff
    files = {"month": f"visits-{MONTH:%Y-%m}.pdf", "visit": "visit.pdf", "case": "case.pdf"}
    visits = office.read(list_visits, reader, VisitFilter(first=MONTH, last=_LAST), limit=1000)
    # The visit with the most to show.
    visit = max(visits, key=lambda row: (row.demands, len(row.content), -row.id))
    with timed(sample.seconds, "report_month"):
        write_period_report(office.read(period_print, reader, MONTH, _LAST), out / files["month"])
    with timed(sample.seconds, "report_visit"):
        write_visit_record(office.read(visit_print, reader, visit.id), out / files["visit"])
    with timed(sample.seconds, "report_case"):
        write_approval_form(office.read(case_print, reader, _case_to_print(sample)), out / files["case"])
    return files


def _case_to_print(sample: SampleOffice) -> int:
    """A settled case: its form has every box filled."""
    settled = CaseFilter(states=frozenset({State.SETTLED}))
    return sample.office.read(list_cases, sample.crew.staff, settled, limit=1).rows[0].id


def headless_day(out: Path, progress: Progress = unwatched) -> dict[str, object]:
    """The sample day without a window: everything made, imported, decided and printed in `out`; returns the summary.

    Raises Invalid if `out` already holds an office, DiskTrouble.
    """
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskTrouble(path=str(out), reason=reason_of(error)) from error
    database = out / "office.db"
    if database.exists():
        raise Invalid(
            N_("{path} already holds an office."), remedy=N_("Name an empty folder with --out."), path=str(out)
        )
    begin = time.perf_counter()
    directory = out / "directory.xlsx"
    write_directory(directory)
    written = round(time.perf_counter() - begin, 3)
    sample = build(str(database), directory, progress)
    try:
        files = print_day(sample, out)
        summary = _summary(sample, out, files) | {"seconds": {"workbook": written, **sample.seconds}}
    finally:
        sample.office.close()
    write_whole(out / "summary.json", json.dumps(summary, ensure_ascii=False, indent=1).encode())
    return summary


def _summary(sample: SampleOffice, out: Path, files: dict[str, str]) -> dict[str, object]:
    office, reader = sample.office, sample.crew.staff
    status = office.read(quota_status, reader, TODAY.year)
    everything = VisitFilter()
    month = VisitFilter(first=MONTH, last=_LAST)
    roles = Counter(actor.role for actor in sample.crew.everyone)
    return {
        "database_url": f"sqlite:///{(out / 'office.db').resolve()}",
        "accounts": [
            {"name": actor.name, "role": str(actor.role), "password": PASSWORD} for actor in sample.crew.everyone
        ],
        "counts": {
            "enterprises": office.read(list_enterprises, reader).count,
            "officers": roles[Role.LIAISON] + roles[Role.SPECIALIST],
            "visits": office.read(count_visits, reader, everything),
            "demands": len(office.read(list_demands, reader, limit=10_000)),
            "cases": office.read(count_cases, reader),
            "quota_granted": status.granted,
            "quota_used": status.used,
            "quota_reserved": status.reserved,
        },
        "month": f"{MONTH:%Y-%m}",
        "visits_in_month": office.read(count_visits, reader, month),
        "files": {"directory": "directory.xlsx", "database": "office.db", **files},
    }
