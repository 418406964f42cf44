"""An office with as many special-talent cases as wanted, spread over ten years: steps, papers, scores, panels, and a
ledger that adds up; and as many past cases of the other channels."""

import contextlib
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.cases.words import (
    Attendance,
    Capacity,
    Channel,
    Criterion,
    DayUnit,
    Degree,
    Education,
    IdKind,
    PaperKind,
    PaperSource,
    PastState,
    Sex,
    State,
    Step,
)
from officer_app.core.database import Base
from officer_app.core.holidays import shipped_calendar
from officer_app.core.policy import shipped
from officer_app.core.work import Actor, Office
from officer_app.people.access import Role
from officer_app.people.model import Account
from officer_app.quota.model import GENERAL, EntryKind, PoolKind
from tests.bench import data
from tests.bench.office import FIRST_LIAISON, NOW, SUPERVISOR, furnish

YEARS: Final = tuple(range(2017, 2027))
# So many cases of each enterprise.
_OF_EACH: Final = 20
_BATCH: Final = 5_000
_AFTER: Final = FIRST_LIAISON + len(data.PEOPLE)
SPECIALIST: Final = Actor(_AFTER, "顾岚", Role.SPECIALIST)
REVIEWER: Final = Actor(_AFTER + 1, "沈致远", Role.SUPERVISOR)
CHAIR: Final = Actor(_AFTER + 2, "秦慕", Role.SUPERVISOR)
STAFF: Final = Actor(_AFTER + 3, "许知行", Role.STAFF)
_POSTS: Final = ("首席算法工程师", "工艺总监", "研发副总经理", "首席科学家", "联合创始人", "中试平台负责人")
_PAPERS: Final = tuple(PaperKind)[:6]
# How far cases came that are no longer led on, out of a hundred; the last of each year are of the latest weeks.
_ENDED: Final = (State.SETTLED,) * 62 + (State.REJECTED,) * 22 + (State.WITHDRAWN,) * 11 + (State.EXPIRED,) * 5
_OPEN: Final = (
    State.PRE_REVIEW, State.ACCEPTANCE, State.FIRST_REVIEW, State.PANEL, State.PUBLICITY_DUE, State.PUBLICITY,
    State.SETTLEMENT, State.SUPPLEMENT, State.RETURNED,
)  # fmt: skip
_LEAST_OPEN: Final = 20
# The steps of a case in their order: who takes each, in which capacity, from where to where, after how many days.
_WAY: Final = (
    (Step.FILE, STAFF, Capacity.FILER, None, State.PRE_REVIEW, 0),
    (Step.PRE_REVIEW, None, Capacity.PRE_REVIEWER, State.PRE_REVIEW, State.ACCEPTANCE, 1),
    (Step.ACCEPT, SPECIALIST, Capacity.ACCEPTOR, State.ACCEPTANCE, State.FIRST_REVIEW, 2),
    (Step.SCORE, REVIEWER, Capacity.REVIEWER, State.FIRST_REVIEW, State.FIRST_REVIEW, 4),
    (Step.FIRST_REVIEW, REVIEWER, Capacity.REVIEWER, State.FIRST_REVIEW, State.PANEL, 5),
    (Step.PANEL, CHAIR, Capacity.CHAIR, State.PANEL, State.PUBLICITY_DUE, 9),
    (Step.PUBLISH, STAFF, None, State.PUBLICITY_DUE, State.PUBLICITY, 10),
    (Step.DECIDE, SUPERVISOR, Capacity.DECIDER, State.PUBLICITY, State.SETTLEMENT, 20),
    (Step.SETTLE, STAFF, None, State.SETTLEMENT, State.SETTLED, 30),
)
_LASTS: Final = 30
_REACHED: Final = {after: place for place, (*_rest, after, _days) in enumerate(_WAY)}
_ENDS: Final = {State.REJECTED: Step.REJECT, State.WITHDRAWN: Step.WITHDRAW, State.EXPIRED: Step.EXPIRE}


def furnish_cases(path: Path, cases: int) -> Office:
    """A new office at the path. Rows are stored in bulk, without a trail, past the triggers; these then hold again."""
    furnish(path, max(cases // _OF_EACH, 20)).close()
    from officer_app.office import open_office

    office = open_office(str(path), clock=lambda: NOW)
    with office.database.transaction(writes=True) as connection:
        found = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").all()
        for name, _sql in found:
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        _hire(connection)
        _Filling(connection, cases).fill()
        for _name, sql in found:
            connection.exec_driver_sql(sql)
    with contextlib.closing(office.database.engine.raw_connection()) as raw:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return office


def _hire(connection: sa.Connection) -> None:
    connection.execute(
        sa.insert(Account),
        [
            {"id": one.id, "name": one.name, "role": one.role, "password_hash": "!"}
            | {"active": True, "created_at": NOW, "version": 1}
            for one in (SPECIALIST, REVIEWER, CHAIR, STAFF)
        ],
    )


class _Filling:
    """Stores everything, year by year."""

    def __init__(self, connection: sa.Connection, cases: int) -> None:
        self._connection, self._cases = connection, cases
        self._draw = random.Random(data.SEED)
        self._calendar = shipped_calendar()
        self._sheet = next(one.value for one in shipped() if one.key == "evaluation.sheet")
        self._enterprises = max(cases // _OF_EACH, 20)
        self._rows: dict[str, list[dict[str, Any]]] = {}

    def fill(self) -> None:
        each = max(self._cases // len(YEARS), 3)
        key = 0
        for pool, year in enumerate(YEARS, start=1):
            moves: list[tuple[datetime, EntryKind, int]] = []
            last = min(date(year, 12, 1), NOW.date() - timedelta(days=1))
            span = (last - date(year, 1, 4)).days
            for number in range(each):
                key += 1
                day = date(year, 1, 4) + timedelta(days=number * span // each)
                self._case(key, year, number + 1, day, self._state(day, number, each, year), moves)
                if key % _BATCH == 0:
                    self._store()
            self._store()
            self._pool(pool, year, each, moves)
        self._past()

    def _state(self, day: date, number: int, each: int, year: int) -> State:
        last_ones = number >= each - max(each // 12, min(_LEAST_OPEN, each // 2))
        if year == YEARS[-1] and (last_ones or day + timedelta(days=_LASTS + 5) > NOW.date()):
            return _OPEN[number % len(_OPEN)]
        return self._draw.choice(_ENDED)

    def _case(
        self, key: int, year: int, sequence: int, day: date, state: State, moves: list[tuple[datetime, EntryKind, int]]
    ) -> None:
        draw = self._draw
        name, _phone = data.person(key)
        # A case that ended otherwise came as far as the panel every other time.
        goal = _REACHED.get(state, _REACHED[State.PANEL if key % 2 else State.FIRST_REVIEW])
        if state in (State.SUPPLEMENT, State.RETURNED):
            goal = 0
        if state is State.FIRST_REVIEW:
            goal = _REACHED[State.FIRST_REVIEW] - key % 2
        days = [day + timedelta(days=gap) for *_rest, gap in _WAY]
        accepted = days[2] if goal >= 2 else None
        reviewed = days[4] if goal >= 4 else None
        self._add(
            "talent_case", id=key, draft_id=f"c{key:035d}", prefix="宝人特", year=year, sequence=sequence,
            enterprise_id=1 + draw.randrange(self._enterprises), state=state, name=name, id_kind=IdKind.CITIZEN,
            id_number=f"310113{key:012d}", born_on=date(1988, 4, 1), sex=Sex.MALE, education=Education.DOCTOR,
            degree=Degree.DOCTOR, school="江南理工大学", major="材料学", title="", post=_POSTS[key % len(_POSTS)],
            joined_on=date(year - 2, 7, 1), contribution_base=Decimal(37_000), income_tax=Decimal(90_000),
            base_multiple=Decimal(draw.randrange(180, 420)) / 100, dependants=key % 3, dependants_note="",
            reason=data.visit_text(key), filed_by=STAFF.id, filed_on=day, checklist_from=date(2020, 3, 1),
            window_visits=key % 2, accepted_on=accepted, rules="2020" if accepted else "",
            sheet_from=date(2020, 3, 1) if accepted else None,
            sheet=self._sheet if accepted else None,
            review_due_on=self._calendar.add_working_days(accepted, 5).day if accepted else None,
            review_due_provisional=False, review_target_on=None, reviewed_on=reviewed,
            decided_on=days[7] if goal >= 7 else days[5] if state is State.REJECTED else None,
            introduced_on=date(year - key % 9, 3, 1) if key % 3 == 0 else None, urgently_needed=key % 11 == 0,
            changed_at=_moment(days[goal], goal), version=goal + 1,
        )  # fmt: skip
        for place in range(goal + 1):
            step, actor, capacity, before, after, _gap = _WAY[place]
            who = actor.id if actor is not None else FIRST_LIAISON + key % len(data.PEOPLE)
            self._step(key, step, capacity, before, after, who, _moment(days[place], place))
        stands = _WAY[goal][4]
        if state is not stands:
            step = _ENDS.get(state, Step.RETURN if state is State.RETURNED else Step.REQUEST_SUPPLEMENT)
            self._step(key, step, None, stands, state, STAFF.id, _moment(days[goal] + timedelta(days=2), goal))
        for kind in _PAPERS:
            self._add(
                "case_paper", case_id=key, kind=kind, needed=True, source=PaperSource.EMPLOYER, pages=3,
                received_on=day, checked_by=FIRST_LIAISON if goal else None, checked_on=day if goal else None,
                version=1,
            )  # fmt: skip
        if goal >= 3:
            for criterion in Criterion:
                self._add(
                    "case_score", case_id=key, criterion=criterion, reviewer_id=REVIEWER.id,
                    points=60 + draw.randrange(40), basis="有据可查", version=1,
                )  # fmt: skip
        if goal >= 5:
            self._add(
                "panel", id=key, case_id=key, held_on=days[5], chair_id=CHAIR.id, expected=5, present=5, recused=0,
                votes_for=4, votes_against=1, abstentions=0, passed=True, rule="超过半数",
            )  # fmt: skip
            for member in range(3):
                self._add(
                    "panel_member", panel_id=key, account_id=FIRST_LIAISON + (key + 1 + member) % len(data.PEOPLE),
                    name=data.PEOPLE[(key + 1 + member) % len(data.PEOPLE)], attendance=Attendance.PRESENT,
                )  # fmt: skip
        if goal >= 6:
            self._add(
                "publicity", case_id=key, starts_on=days[6], ends_on=days[6] + timedelta(days=7), days=5,
                unit=DayUnit.WORKING, provisional=False, published_by=STAFF.id, version=1,
            )  # fmt: skip
        if goal >= 8:
            self._add("settlement", case_id=key, settled_on=days[8], permit_number=f"HK{key:08d}", recorded_by=STAFF.id)
        if goal >= 4:
            moves.append((_moment(days[4], 4), EntryKind.RESERVE, key))
            if goal >= 7:
                moves.append((_moment(days[7], 7), EntryKind.CONSUME, key))
            elif state in _ENDS:
                moves.append((_moment(days[4] + timedelta(days=2), 5), EntryKind.RELEASE, key))

    def _step(
        self,
        key: int,
        step: Step,
        capacity: Capacity | None,
        before: State | None,
        after: State,
        who: int | None,
        at: datetime,
    ) -> None:
        self._add(
            "case_step", case_id=key, step=step, capacity=capacity, state_before=before, state_after=after,
            account_id=who, at=at, opinion="情况属实，同意。",
        )  # fmt: skip

    def _pool(self, key: int, year: int, granted: int, moves: list[tuple[datetime, EntryKind, int]]) -> None:
        """The year's pool with its ledger; the balances follow from the entries."""
        changes = {EntryKind.RESERVE: (1, 0), EntryKind.CONSUME: (-1, 1), EntryKind.RELEASE: (-1, 0)}
        moves.sort()
        reserved = used = 0
        entries = [
            {
                "quota_id": key, "seq": 1, "kind": EntryKind.GRANT, "d_total": granted, "d_reserved": 0, "d_used": 0,
                "total": granted, "reserved": 0, "used": 0, "case_id": None, "document": f"沪人社才〔{year}〕3 号",
                "account_id": SUPERVISOR.id, "at": _moment(date(year, 1, 2), 0),
            }
        ]  # fmt: skip
        for seq, (at, kind, case_id) in enumerate(moves, start=2):
            d_reserved, d_used = changes[kind]
            reserved, used = reserved + d_reserved, used + d_used
            entries.append(
                {
                    "quota_id": key, "seq": seq, "kind": kind, "d_total": 0, "d_reserved": d_reserved,
                    "d_used": d_used, "total": granted, "reserved": reserved, "used": used, "case_id": case_id,
                    "document": "", "account_id": SUPERVISOR.id, "at": at,
                }
            )  # fmt: skip
        pool = {
            "id": key, "year": year, "name": GENERAL, "kind": PoolKind.GENERAL, "total": granted,
            "reserved": reserved, "used": used, "entries": len(entries), "claims": 0,
        }  # fmt: skip
        tables = Base.metadata.tables
        self._connection.execute(sa.insert(tables["quota"]), [pool])
        self._connection.execute(sa.insert(tables["quota_entry"]), entries)

    def _past(self) -> None:
        """As many past cases, of the other channels."""
        tables = Base.metadata.tables
        batch = {
            "id": 1, "file_name": "历史.csv", "sheet": "历史", "imported_at": NOW, "imported_by": STAFF.name,
            "counts": {}, "reverted_by": "", "version": 1,
        }  # fmt: skip
        self._connection.execute(sa.insert(tables["import_batch"]), [batch])
        rows = self._past_rows()
        while some := list(islice(rows, _BATCH)):
            self._connection.execute(sa.insert(tables["past_case"]), some)

    def _past_rows(self) -> Iterator[dict[str, Any]]:
        others = [channel for channel in Channel if channel is not Channel.SPECIAL]
        for key in range(1, self._cases + 1):
            year = YEARS[key % len(YEARS)]
            day = date(year, 1, 4) + timedelta(days=key * 7 % 250)
            yield {
                "number": f"YJ{year}{key:07d}", "import_id": 1, "channel": others[key % len(others)],
                "condition": "重点机构紧缺急需人才" if key % 10 == 3 else "", "applicant_code": f"申请人{key}",
                "uscc": "", "enterprise_name": "某某有限公司", "enterprise_id": None, "subdistrict": "",
                "base_multiple": None, "accepted_on": day - timedelta(days=9), "reviewed_on": day - timedelta(days=5),
                "review_days": 1 + key % 5, "finished_on": day, "state": PastState.FINISHED, "note": "",
            }  # fmt: skip

    def _add(self, table: str, **values: Any) -> None:  # column values of any type
        self._rows.setdefault(table, []).append(values)

    def _store(self) -> None:
        tables = Base.metadata.tables
        for name in sorted(self._rows, key=list(tables).index):
            self._connection.execute(sa.insert(tables[name]), self._rows[name])
        self._rows.clear()


def _moment(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, 1 + hour % 8, tzinfo=UTC)
