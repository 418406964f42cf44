"""Two enterprises with anything attached to them, and everything that stands in the tables, for tests of merging."""

import random
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from hypothesis import strategies as st

from officer_app.core.database import Base
from officer_app.core.work import Actor
from officer_app.directory.industries import Industry
from officer_app.directory.lists.indexing import index_rows
from officer_app.overview.merging.fields import FieldPair
from officer_app.overview.merging.rules import Pick
from officer_app.overview.merging.service import MergeDraft, MergePreview, merge_enterprises, merge_preview
from officer_app.people.access import Role
from officer_app.sample.enterprises import uscc
from tests.factories import Bureau

_serial = count(1)
FIRST_DAY = date(2024, 1, 1)
Tables = dict[str, dict[Any, dict[str, Any]]]
# What a merge adds to by nature.
_GROWS = {"audit_entry", "audit_link", "audit_salt", "enterprise_merge"}
# Thousands of rows that follow from the holidays alone.
_DERIVED = {"working_day"}


@dataclass(frozen=True)
class Side:
    """What is attached to one enterprise. Days are counted from the first of 2024."""

    contacts: tuple[tuple[str, str, str, bool, bool], ...] = ()  # name, phone, title, first, has left
    listings: tuple[tuple[int, Industry | None, bool], ...] = ()  # edition, industry, removed
    duties: tuple[tuple[str, int, int, int | None], ...] = ()  # role, officer, first day, days or no end
    years: Mapping[int, int | None] = field(default_factory=dict)
    own: Mapping[int, str] = field(default_factory=dict)
    visits: int = 0
    demands: int = 0
    cases: int = 0
    papers: int = 0
    planned: int = 0
    questions: int = 0
    handed: int = 0
    note: str = ""
    headcount: int | None = None
    site: str = ""


def _apart(duties: list[tuple[str, int, int, int | None]]) -> tuple[tuple[str, int, int, int | None], ...]:
    """Those of the duties that one enterprise can have."""
    kept: list[tuple[str, int, int, int | None]] = []
    for role, officer, first, days in duties:
        end = 10**6 if days is None else first + days
        clash = any(
            role == other[0]
            and (role != "specialist" or officer == other[1])
            and first < (10**6 if other[3] is None else other[2] + other[3])
            and other[2] < end
            for other in kept
        )
        if not clash:
            kept.append((role, officer, first, days))
    return tuple(kept)


def _once(contacts: list[tuple[str, str, str, bool, bool]]) -> tuple[tuple[str, str, str, bool, bool], ...]:
    """At most one of them is the first to call."""
    found = False
    kept = []
    for name, phone, title, first, left in contacts:
        first = first and not left and not found
        found = found or first
        kept.append((name, phone, title, first, left))
    return tuple(kept)


def _by_edition(listings: list[tuple[int, Industry | None, bool]]) -> tuple[tuple[int, Industry | None, bool], ...]:
    active: set[int] = set()
    kept = []
    for edition, industry, removed in listings:
        kept.append((edition, industry, removed or edition in active))
        active.add(edition)
    return tuple(kept)


SIDES = st.builds(
    Side,
    contacts=st.lists(
        st.tuples(
            st.sampled_from(["陈志远", "吴晓岚", "周颖"]),
            st.sampled_from(["138 0013 8000", "13800138000", "021-56781234"]),
            st.sampled_from(["", "人事经理"]),
            st.booleans(),
            st.booleans(),
        ),
        max_size=3,
    ).map(_once),
    listings=st.lists(st.tuples(st.integers(0, 1), st.sampled_from([None, *Industry]), st.booleans()), max_size=3).map(
        _by_edition
    ),
    duties=st.lists(
        st.tuples(
            st.sampled_from(["liaison", "specialist", "backup"]),
            st.integers(0, 2),
            st.integers(0, 1000),
            st.one_of(st.none(), st.integers(0, 400)),
        ),
        max_size=5,
    ).map(_apart),
    years=st.dictionaries(st.integers(2023, 2025), st.one_of(st.none(), st.integers(0, 3)), max_size=3),
    own=st.dictionaries(st.integers(0, 1), st.sampled_from(["甲", "乙"]), max_size=2),
    visits=st.integers(0, 2),
    demands=st.integers(0, 2),
    cases=st.integers(0, 2),
    papers=st.integers(0, 2),
    planned=st.integers(0, 2),
    questions=st.integers(0, 2),
    handed=st.integers(0, 1),
    note=st.sampled_from(["", "老客户", "园区二期"]),
    headcount=st.one_of(st.none(), st.integers(0, 900)),
    site=st.sampled_from(["", "沪太路 1 号", "蕰川路 8 号"]),
)


@dataclass
class Mergework:
    """An office where enterprises are attached to and merged."""

    bureau: Bureau
    boss: Actor = field(init=False)
    officers: list[Actor] = field(init=False)
    editions: list[int] = field(init=False)
    fields: list[int] = field(init=False)
    handover: int = field(init=False)

    def __post_init__(self) -> None:
        self.boss = self.bureau.person(Role.SUPERVISOR)
        self.officers = [self.bureau.person(Role.LIAISON) for _number in range(3)]
        with self.bureau.office.database.transaction(writes=True) as connection:
            self.editions = [
                _insert(connection, "directory_edition", year=year, revision=1, status="draft") for year in (2025, 2026)
            ]
            self.fields = [
                _insert(connection, "custom_field", name=name, kind="text", choices=[], position=0)
                for name in ("楼宇", "园区")
            ]
            connection.execute(
                sa.insert(Base.metadata.tables["stored_content"]).values(hash="ab" * 32, content=b"paper")
            )
            self.handover = _insert(
                connection,
                "handover",
                draft_id=str(uuid4()),
                from_id=self.officers[0].id,
                to_id=self.officers[1].id,
                effective_on=FIRST_DAY,
                reason="轮岗",
                made_by="李",
                made_at=self.bureau.clock.now,
            )

    def enterprise(self, side: Side, name: str = "") -> int:
        """An enterprise with everything the side says."""
        key = self.bureau.enterprise(name or None)
        now = self.bureau.clock.now
        with self.bureau.office.database.transaction(writes=True) as connection:
            connection.execute(
                sa.text("UPDATE enterprise SET note = :note, headcount = :heads, actual_site = :site WHERE id = :id"),
                {"note": side.note, "heads": side.headcount, "site": side.site, "id": key},
            )
            people = [
                _insert(
                    connection,
                    "contact",
                    enterprise_id=key,
                    name=contact,
                    phone=phone,
                    title=title,
                    is_primary=first,
                    left_on=FIRST_DAY if left else None,
                )
                for contact, phone, title, first, left in side.contacts
            ]
            for edition, industry, removed in side.listings:
                _insert(
                    connection,
                    "listing",
                    edition_id=self.editions[edition],
                    enterprise_id=key,
                    industry=industry,
                    entered_on=FIRST_DAY,
                    removed_on=FIRST_DAY if removed else None,
                )
            for role, officer, first_day, days in side.duties:
                starts = FIRST_DAY + timedelta(days=first_day)
                _insert(
                    connection,
                    "assignment",
                    enterprise_id=key,
                    account_id=self.officers[officer].id,
                    role=role,
                    starts_on=starts,
                    ends_on=None if days is None else starts + timedelta(days=days),
                    reason="分工",
                )
            for year, heads in side.years.items():
                _insert(connection, "enterprise_year", enterprise_id=key, year=year, headcount=heads)
            for place, text in side.own.items():
                _insert(connection, "custom_value", enterprise_id=key, field_id=self.fields[place], text=text)
            for number in range(side.visits):
                visit = self._visit(connection, key)
                if people:
                    _insert(
                        connection,
                        "visit_person",
                        visit_id=visit,
                        contact_id=people[number % len(people)],
                        name="某人",
                    )
            for _number in range(side.demands):
                _insert(connection, "demand", **self._demand(key))
            for _number in range(side.cases):
                _insert(connection, "talent_case", **self._case(key))
                _insert(connection, "past_case", **self._past_case(connection, key))
            for _number in range(side.papers):
                _insert(
                    connection,
                    "attachment",
                    enterprise_id=key,
                    content_hash="ab" * 32,
                    name="执照.pdf",
                    size=5,
                    added_at=now,
                    added_by="李",
                )
            for _number in range(side.planned):
                _insert(
                    connection,
                    "visit_plan",
                    draft_id=str(uuid4()),
                    enterprise_id=key,
                    officer_id=self.officers[0].id,
                    planned_on=FIRST_DAY,
                    mode="on_site",
                    created_by="李",
                    created_at=now,
                )
            for _number in range(side.questions):
                _insert(
                    connection,
                    "directory_question",
                    enterprise_id=key,
                    kind="moved",
                    raised_by="李",
                    raised_on=FIRST_DAY,
                )
            for _number in range(side.handed):
                _insert(connection, "handover_item", handover_id=self.handover, enterprise_id=key)
            index_rows(connection, [key])
        return key

    def _visit(self, connection: sa.Connection, key: int) -> int:
        return _insert(
            connection,
            "visit",
            draft_id=str(uuid4()),
            year=2026,
            sequence=next(_serial),
            enterprise_id=key,
            officer_id=self.officers[0].id,
            visited_on=FIRST_DAY,
            mode="phone",
            trigger="periodic",
            outcome="done",
            content="电话联系",
            created_at=self.bureau.clock.now,
        )

    def _demand(self, key: int) -> dict[str, object]:
        return {
            "draft_id": str(uuid4()),
            "year": 2026,
            "sequence": next(_serial),
            "enterprise_id": key,
            "category": "housing",
            "urgency": "normal",
            "text": "公寓",
            "due_on": FIRST_DAY,
            "due_provisional": False,
            "collected_by": self.officers[0].id,
            "collected_on": FIRST_DAY,
        }

    def _past_case(self, connection: sa.Connection, key: int) -> dict[str, object]:
        brought = _insert(
            connection,
            "import_batch",
            file_name="历史.csv",
            sheet="历史",
            imported_at=self.bureau.clock.now,
            imported_by=self.officers[0].name,
            counts={},
            reverted_by="",
            version=1,
        )
        return {
            "number": f"JZ{next(_serial)}",
            "import_id": brought,
            "channel": "special",
            "enterprise_name": "当时的名称",
            "enterprise_id": key,
            "state": "finished",
        }

    def _case(self, key: int) -> dict[str, object]:
        number = next(_serial)
        return {
            "draft_id": str(uuid4()),
            "prefix": "宝人特",
            "year": 2026,
            "sequence": number,
            "enterprise_id": key,
            "state": "pre_review",
            "name": f"申请人{number}",
            "id_kind": "passport",
            "id_number": f"P{number}",
            "born_on": date(1988, 4, 1),
            "sex": "male",
            "education": "doctor",
            "degree": "doctor",
            "post": "工程师",
            "joined_on": FIRST_DAY,
            "contribution_base": Decimal(1),
            "base_multiple": Decimal(1),
            "income_tax": Decimal(1),
            "dependants": 0,
            "reason": "急需",
            "filed_by": self.officers[0].id,
            "filed_on": FIRST_DAY,
            "checklist_from": FIRST_DAY,
            "changed_at": self.bureau.clock.now,
        }

    def preview(self, kept: int, gone: int) -> MergePreview:
        """The two side by side."""
        return self.bureau.office.read(merge_preview, self.boss, kept, gone)

    def draft(self, kept: int, gone: int, **picks: Pick) -> MergeDraft:
        """The merge as it is proposed, with these picks besides."""
        return as_proposed(self.preview(kept, gone), picks)

    def merge(self, kept: int, gone: int, **picks: Pick) -> int:
        """Merge as proposed; the id of the merge."""
        return self.bureau.office.perform(merge_enterprises, self.boss, self.draft(kept, gone, **picks)).value

    def tables(self) -> Tables:
        """Every row of every table by its key, without versions."""
        found: Tables = {}
        with self.bureau.office.database.transaction(writes=False) as connection:
            for table in Base.metadata.sorted_tables:
                if table.name in _GROWS | _DERIVED or len(table.primary_key.columns) != 1:
                    continue
                (key,) = table.primary_key.columns
                rows = connection.execute(sa.select(table)).mappings()
                found[table.name] = {
                    row[key.name]: {name: value for name, value in row.items() if name != "version"} for row in rows
                }
        return found


def as_proposed(preview: MergePreview, picks: Mapping[str, Pick]) -> MergeDraft:
    """What a person accepts who changes nothing but these."""
    asked = {question.key: question.pick for question in preview.questions}
    fields: tuple[FieldPair, ...] = preview.fields
    return MergeDraft(
        preview.pair.kept_id,
        preview.versions[0],
        preview.pair.gone_id,
        preview.versions[1],
        {**{pair.key: pair.pick for pair in fields}, **asked, **picks},
    )


def a_code(seed: int = 0) -> str:
    """A valid credit code that no other enterprise has."""
    return uscc(random.Random(10**6 + next(_serial) + seed))


def _insert(connection: sa.Connection, entity: str, /, **values: object) -> int:
    table = Base.metadata.tables[entity]
    mapped = {mapper.local_table: mapper for mapper in Base.registry.mappers}[table]
    whole: dict[str, Any] = {}
    for column in mapped.columns:
        default = column.default
        if column.name == "version":
            whole["version"] = 1
        elif isinstance(default, sa.ColumnDefault) and default.is_scalar:
            whole[column.name] = default.arg
    (key,) = table.primary_key.columns
    made: int = connection.execute(sa.insert(table).values({**whole, **values}).returning(key)).scalar_one()
    return made
