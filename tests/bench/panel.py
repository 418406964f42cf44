"""A panel closes its meeting: every case decided at once, with its record, votes, signature and trail; both engines."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from time import process_time
from typing import Any, cast

import sqlalchemy as sa

from officer_app.cases.words import ItemOutcome, Verdict, Vote
from officer_app.core.database import Database
from officer_app.core.work import Work, changes
from officer_app.office import load_models
from officer_app.people.access import Permission
from officer_app.quota.meetings.closing import MeetingReport, close_meeting
from officer_app.quota.meetings.lists import Meeting, meeting_file
from officer_app.quota.meetings.planning import Invited
from officer_app.quota.meetings.voting import Cast, record_votes
from officer_app.quota.service import first_review, withdraw
from tests.bench.measure import Report, once
from tests.casework import Casework, a_draft, casework, to_first_review
from tests.panelwork import opened
from tests.postgres import Cluster, programs

MEMBERS = tuple(Invited(f"专家{number}", "评审专家") for number in range(1, 9))
# What a person waits for at the end of a meeting of two hundred cases.
GOAL_MS = 5_000 / 200


def measure(size: int, folder: Path) -> Report:
    report = Report("panel", size)
    for engine, url in engines(folder):
        with url as address:
            _one(report, engine, address, size)
    return report


def engines(folder: Path) -> Iterator[tuple[str, Any]]:  # context managers of a URL
    """Each engine by name, with a database of its own; the server only where there is one."""

    @contextmanager
    def embedded() -> Iterator[str]:
        yield f"sqlite:///{folder / 'panel.sqlite'}"

    @contextmanager
    def server() -> Iterator[str]:
        cluster = Cluster(durable=True)
        try:
            yield cluster.create("panel")
        finally:
            cluster.close()

    yield "sqlite", embedded()
    if programs() is not None:
        yield "postgresql", server()


@changes(Permission.SETTINGS)
def _await_panel(work: Work, house: Casework, count: int) -> list[int]:
    """So many cases that await the panel, in one transaction."""
    found: list[int] = []
    for _number in range(count):
        found.append(to_first_review(work, house, a_draft(house.enterprise_id)))
        work.actor = house.reviewer
        first_review(work, found[-1], Verdict.PASS, "建议提交评审会。")
    return found


def _one(report: Report, engine: str, url: str, size: int) -> None:
    load_models()
    database = Database(url)
    database.prepare()
    house = casework(database)
    house.ask_for_one_paper()
    house.grant(size + 10)
    cases = cast(Sequence[int], house.do(_await_panel, house.admin, house, size))
    meeting_id = opened(house, cases, members=MEMBERS, units=max(1, size * 3 // 4))
    _vote(house, meeting_id)
    # One of them is withdrawn while the panel sits.
    house.do(withdraw, house.filer, cases[0], "企业撤回")
    shown = once(lambda: house.ask(meeting_file, house.chair, meeting_id))
    outcome: list[MeetingReport] = []
    statements = _counted(house)
    began = process_time()
    seconds = once(lambda: outcome.append(cast(MeetingReport, house.do(close_meeting, house.chair, meeting_id))))
    busy = process_time() - began
    report.add({f"{engine}: close": [seconds], f"{engine}: show": [shown]})
    report.limit(f"{engine}: close, ms a case", seconds * 1000 / size, GOAL_MS)
    report.facts[engine] = {
        "decided": sum(outcome[0].count(one) for one in (ItemOutcome.PASSED, ItemOutcome.REJECTED)),
        "without unit": outcome[0].count(ItemOutcome.NO_UNIT),
        "told of and left": len(outcome[0].problems),
        "statements": statements[0],
        # Of this process: what other programs on the machine do hardly shows in it.
        "processor_ms": round(busy * 1000),
    }
    house.bureau.office.close()


def _vote(house: Casework, meeting_id: int) -> None:
    """Every tenth case is voted down."""
    meeting = cast(Meeting, house.ask(meeting_file, house.staff, meeting_id))
    casts = [
        Cast(item.id, key, Vote.AGAINST if item.position % 10 == 0 else Vote.FOR)
        for item in meeting.items
        for key in item.voters
    ]
    house.do(record_votes, house.staff, meeting_id, casts)


def _counted(house: Casework) -> list[int]:
    """A count of the statements sent from now on."""
    count = [0]

    def add(*_event: object) -> None:
        count[0] += 1

    sa.event.listen(house.bureau.office.database.engine, "before_cursor_execute", add)
    return count
