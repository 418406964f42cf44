"""An office that began with an earlier schema: everything is there after the upgrade, and a copy beside it."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import cast

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from officer_app.assignments.service import duties_of
from officer_app.cases.checklist import current_checklist
from officer_app.cases.evaluation_sheet import SheetForm, sheet_form
from officer_app.cases.model import TalentCase
from officer_app.core import schema
from officer_app.core.audit import json_value
from officer_app.core.backup.manifest import Why, known_by_path, listed
from officer_app.core.backup.places import places
from officer_app.core.database import Base, Database
from officer_app.core.policy import Setting
from officer_app.core.work import Actor, Work, asks
from officer_app.demands.service import Urgency, all_demand_limits, list_demands
from officer_app.directory.file import enterprise_file
from officer_app.directory.lists.finding import found_enterprises
from officer_app.office import load_models, open_office
from officer_app.people.access import Permission
from officer_app.visits.plan import cadence_of
from tests.postgres import Cluster

SINCE = datetime(2026, 3, 2, 1, tzinfo=UTC)


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database on either engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'office.sqlite'}"
        return
    cluster: Cluster = request.getfixturevalue("postgresql")
    yield cluster.create("earlier_office")
    cluster.drop("earlier_office")


@asks(Permission.VISIT_READ)
def cadence_days(work: Work, enterprise_id: int) -> int:
    return cadence_of(work, enterprise_id)


@asks(Permission.CASE_READ)
def decision_days(work: Work) -> list[sa.Row[tuple[int, date | None]]]:
    return list(work.session.execute(sa.select(TalentCase.sequence, TalentCase.decided_on)))


def first_office(url: str) -> None:
    """An office of the first schema with one of each that the upgrade touches."""
    load_models()
    database = Database(url)
    schema.upgrade(database, "0001")
    with database.transaction(writes=True) as connection:
        tables = sa.MetaData()
        tables.reflect(connection, only=["account", "enterprise", "assignment", "listing", "directory_edition"])
        put = {name: table.insert() for name, table in tables.tables.items()}
        stamp = SINCE.replace(tzinfo=None) if database.is_sqlite else SINCE
        for key, name, role in ((1, "沈知远", "liaison"), (2, "陆明", "supervisor")):
            connection.execute(
                put["account"],
                {
                    "id": key,
                    "name": name,
                    "role": role,
                    "password_hash": "!",
                    "active": True,
                    "created_at": stamp,
                    "version": 1,
                },
            )
        connection.execute(
            put["enterprise"],
            {
                "id": 7,
                "uscc": "91310113MA1GK12341",
                "name": "上海澄原生物医药有限公司",
                "name_key": "上海澄原生物医药有限公司",
                "initials": "shcyswyyyxgs",
                "former_names": "上海澄原化工厂",
                "enterprise_type": "",
                "capital_amount": 118_660_000_00,
                "capital_currency": "CNY",
                "business_scope": "",
                "registered_address": "蕰川路 1 号",
                "actual_site": "",
                "headcount": 60,
                "large_client": True,
                "note": "",
                "created_at": stamp,
                "version": 3,
            },
        )
        # Handed over within a day, as the first schema allowed.
        for key, account, first, last in (
            (1, 2, date(2026, 1, 5), date(2026, 3, 2)),
            (2, 2, date(2026, 3, 2), date(2026, 3, 2)),
            (3, 1, date(2026, 3, 2), None),
        ):
            connection.execute(
                put["assignment"],
                {
                    "id": key,
                    "enterprise_id": 7,
                    "account_id": account,
                    "role": "liaison",
                    "starts_on": first,
                    "ends_on": last,
                    "reason": "分工",
                    "end_reason": "",
                    "version": 1,
                },
            )
        connection.execute(
            put["directory_edition"], {"id": 1, "year": 2026, "revision": 1, "status": "published", "version": 2}
        )
        connection.execute(
            put["listing"],
            {
                "id": 1,
                "edition_id": 1,
                "enterprise_id": 7,
                "industry": "biomedicine",
                "tier": 1,
                "reason": "高新",
                "entered_on": date(2026, 1, 5),
                "removal_reason": "",
                "version": 1,
            },
        )
        cadence = {"tier1": 45, "tier2": 90, "tier3": 180}
        columns = [sa.column(name) for name in ("id", "key", "source", "version")]
        setting = sa.table("setting", *columns, sa.column("valid_from", sa.Date), sa.column("value", json_value))
        row = {"id": 1, "key": "visit.cadence", "source": "局务会", "version": 1}
        connection.execute(sa.insert(setting), {**row, "valid_from": date(2026, 2, 1), "value": cadence})
        limits = {"id": 2, "key": "demand.limit", "value": {"urgent": 3, "normal": 8, "hard": 30}}
        connection.execute(sa.insert(setting), {**row, "valid_from": date(2026, 2, 1), **limits})
        papers = {"id": 3, "key": "case.checklist", "value": ["contract", "tax"]}
        connection.execute(sa.insert(setting), {**row, "valid_from": date(2026, 2, 1), **papers})
        first_demands(connection, stamp)
        first_cases(connection, stamp)
    database.close()


def first_demands(connection: sa.Connection, stamp: datetime) -> None:
    """One that was closed, and one whose enterprise was not content: it was taken up again with its old answer."""
    tables = sa.MetaData()
    tables.reflect(connection, only=["demand", "demand_event"])
    for key, state, rating, closed in (
        (1, "closed", "content", date(2026, 3, 9)),
        (2, "in_progress", "not_content", None),
    ):
        told = {
            "id": key,
            "draft_id": f"d{key}",
            "year": 2026,
            "sequence": key,
            "enterprise_id": 7,
            "category": "apartment",
            "urgency": "normal",
            "text": "人才公寓 6 套",
            "state": state,
            "handler_id": 1,
            "due_on": date(2026, 3, 12),
            "due_provisional": False,
            "collected_by": 1,
            "collected_on": date(2026, 3, 2),
            "answer": "已答复",
            "rating": rating,
            "answered_on": date(2026, 3, 6),
            "closed_on": closed,
            "version": 4,
        }
        connection.execute(tables.tables["demand"].insert(), told)
    step = {"step": "reopen", "state_before": "answered", "state_after": "in_progress", "account_id": 1, "note": ""}
    connection.execute(tables.tables["demand_event"].insert(), {"demand_id": 2, "at": stamp, **step})


def first_cases(connection: sa.Connection, stamp: datetime) -> None:
    """One that was approved, one rejected late in the evening, and one that is still under way."""
    tables = sa.MetaData()
    tables.reflect(connection, only=["talent_case", "case_step"])
    case = {
        "year": 2026,
        "prefix": "宝人特",
        "enterprise_id": 7,
        "name": "凌澈",
        "id_kind": "citizen",
        "born_on": date(1988, 4, 1),
        "sex": "male",
        "education": "doctor",
        "degree": "doctor",
        "school": "",
        "major": "",
        "title": "",
        "post": "首席科学家",
        "joined_on": date(2024, 7, 1),
        "contribution_base": 42_000_00,
        "base_multiple": 3_42,
        "income_tax": 0,
        "dependants": 0,
        "dependants_note": "",
        "reason": "紧缺",
        "filed_by": 1,
        "filed_on": date(2026, 3, 2),
        "checklist_from": date(2020, 3, 1),
        "window_visits": 0,
        "rules": "",
        "review_due_provisional": False,
        "changed_at": stamp,
        "version": 1,
    }
    for key, moves in (
        (1, (("publicity", "decide", "settlement"),)),
        (2, (("panel", "reject", "rejected"),)),
        (3, (("publicity", "decide", "settlement"), ("settlement", "correct", "publicity"))),
    ):
        start = {"id": key, "draft_id": f"c{key}", "sequence": key, "id_number": f"31011319880401000{key}"}
        connection.execute(tables.tables["talent_case"].insert(), {**case, **start, "state": "pre_review"})
        before = "pre_review"
        for place, move in enumerate((("pre_review", "file", moves[0][0]), *moves)):
            at = stamp + timedelta(days=key, hours=16 * place)
            step = {"case_id": key, "step": move[1], "state_before": before, "state_after": move[2], "at": at}
            connection.execute(tables.tables["case_step"].insert(), {**step, "account_id": 2, "opinion": ""})
            connection.execute(
                tables.tables["talent_case"].update().where(tables.tables["talent_case"].c.id == key),
                {"state": move[2]},
            )
            before = move[2]


def test_everything_is_there_after_the_upgrade(url: str) -> None:
    first_office(url)
    office = open_office(url, create=False)
    try:
        officer = Actor(1, "沈知远", "liaison")
        file = office.read(enterprise_file, officer, 7)
        assert (file.name, file.version, file.headcount, file.liaison) == ("上海澄原生物医药有限公司", 3, 60, "沈知远")
        assert [(entry.year, entry.tier, entry.reason) for entry in file.listings] == [(2026, 1, "高新")]
        assert [duty.officer for duty in office.read(duties_of, officer, 7)] == ["沈知远", "陆明", "陆明"]
        for typed in ("澄原", "chengyuan", "cysw", "化工厂", "MA1GK1"):
            assert [found.row.id for found in office.read(found_enterprises, officer, typed)] == [7], typed
        # The cadence of biomedicine, tier 1: 45 calendar days have become 32 working days.
        assert office.read(cadence_days, officer, 7) == 32
        closed, again = sorted(office.read(list_demands, officer), key=lambda row: row.id)
        assert (closed.first_answered_on, closed.rated_on) == (date(2026, 3, 6), date(2026, 3, 9))
        assert (again.first_answered_on, again.answered_on, again.reopened) == (date(2026, 3, 6), None, 1)
        limits = office.read(all_demand_limits, officer)
        assert {limit[Urgency.HARD].days for limit in limits.values()} == {30}
        # A list of kinds has become entries that say who needs the paper, in which form, and who issues it.
        asked = [(one.kind.value, one.condition, one.source.value) for one in office.read(current_checklist, officer)]
        assert asked == [("contract", None, "employer"), ("tax", None, "tax_office")]
        # 01:00 UTC on 2 March and 16 hours: the next day's first hour in Shanghai. A corrected approval is none.
        decided = {row.sequence: row.decided_on for row in office.read(decision_days, officer)}
        assert decided == {1: date(2026, 3, 4), 2: date(2026, 3, 5), 3: None}
    finally:
        office.close()


def test_the_schema_after_the_upgrade_is_the_one_the_program_knows(url: str) -> None:
    first_office(url)
    database = Database(url)
    try:
        database.prepare()
        with database.connect(writes=False) as connection:
            # Search indexes are made by hand, not by the mapper.
            def known(_item: object, name: str | None, kind: str, *_rest: object) -> bool:
                return kind != "table" or not (name == "alembic_version" or "_search" in (name or ""))

            context = MigrationContext.configure(connection, opts={"include_object": known, "compare_type": False})
            assert compare_metadata(context, Base.metadata) == []
    finally:
        database.close()


def test_a_backup_of_the_earlier_schema_is_made_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'office.sqlite'}"
    first_office(url)
    open_office(url, create=False).close()
    (backup,) = listed(places().first, known_by_path(tmp_path / "office.sqlite"))
    assert backup.manifest is not None
    assert (backup.manifest.why, backup.manifest.facts.schema) == (Why.MIGRATION, "0001")
    earlier = Database(str(backup.database), view_only=True)
    with earlier.transaction(writes=False) as connection:
        assert schema.found(connection, "") == "0001"
        assert connection.exec_driver_sql("SELECT count(*) FROM enterprise").scalar() == 1
    earlier.close()


@asks(Permission.CASE_READ)
def sheets_known(work: Work) -> tuple[dict[date, tuple[list[int], int, str]], SheetForm]:
    """What the office itself has made of the sheet, by day, and the sheet of the one accepted case."""
    own = work.session.scalars(sa.select(Setting).where(Setting.key.like("evaluation.%")))
    found = {row.valid_from: (sheet_form(cast(dict[str, object], row.value)), row.source) for row in own}
    (stored,) = work.session.scalars(sa.select(TalentCase.sheet).where(TalentCase.sheet.is_not(None)))
    days = {
        day: ([one.weight for one in form.criteria], form.reference, source) for day, (form, source) in found.items()
    }
    return days, sheet_form(stored or {})


def test_own_weights_and_line_become_sheets_and_an_accepted_case_keeps_what_was_in_force(url: str) -> None:
    first_office(url)
    database = Database(url)
    with database.transaction(writes=True) as connection:
        columns: list[sa.ColumnClause[object]] = [sa.column(name) for name in ("id", "key", "source", "version")]
        setting = sa.table("setting", *columns, sa.column("valid_from", sa.Date), sa.column("value", json_value))
        weights = {"market": 40, "post": 20, "technology": 20, "growth": 10, "scarcity": 10}
        for key, name, day, value, source in (
            (11, "evaluation.weights", date(2020, 6, 1), weights, "会议纪要一"),
            (12, "evaluation.pass", date(2026, 2, 1), 70, "会议纪要二"),
        ):
            row = {"id": key, "key": name, "valid_from": day, "value": value, "source": source, "version": 1}
            connection.execute(sa.insert(setting), row)
        if not database.is_sqlite:
            # The rows above brought their own numbers.
            connection.execute(sa.text("SELECT setval('setting_id_seq', 100)"))
        case = sa.table("talent_case", sa.column("id"), sa.column("accepted_on", sa.Date))
        case.append_column(sa.column("sheet", json_value))
        accepted = {"accepted_on": date(2026, 1, 20), "sheet": {**weights, "market": 30, "post": 30}}
        connection.execute(sa.update(case).where(case.c.id == 1).values(accepted))
    database.close()
    office = open_office(url, create=False)
    try:
        days, kept = office.read(sheets_known, Actor(2, "陆明", "supervisor"))
        own = [40, 20, 20, 10, 10]
        assert days == {
            date(2020, 6, 1): (own, 75, "会议纪要一"),
            # The shipped sheet of that day would have taken the place of what the office decided.
            date(2021, 1, 1): (own, 75, "会议纪要一"),
            date(2026, 2, 1): (own, 70, "会议纪要二"),
        }
        assert [one.weight for one in kept.criteria] == [30, 30, 20, 10, 10]
        assert (kept.reference, kept.weight) == (75, 100)
    finally:
        office.close()
