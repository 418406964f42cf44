"""Cases for tests: everybody who acts on one, and a case walked to any state in one line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import count
from uuid import uuid4

import sqlalchemy as sa
from stdnum.iso7064 import mod_11_2

from officer_app.cases.chain import papers_of
from officer_app.cases.checklist import ChecklistEntry, store_checklist
from officer_app.cases.filing import CaseDraft, PaperDraft, file_case
from officer_app.cases.model import CasePaper, TalentCase
from officer_app.cases.service import accept, check_paper, pre_review, request_supplement, return_case
from officer_app.cases.words import Attendance, Criterion, Degree, Education, IdKind, PaperKind, Sex, State, Verdict
from officer_app.core.database import Database
from officer_app.core.holidays import shipped_years, store_year
from officer_app.core.work import Actor, UseCase, Work, changes
from officer_app.directory.lists.indexing import index_everything
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.people.access import Permission, Role
from officer_app.quota.evaluation import Band, ScoreDraft, SheetCriterion, SheetForm, score
from officer_app.quota.model import Quota, QuotaEntry
from officer_app.quota.panel import Member, PanelDraft, hold_panel
from officer_app.quota.pool import GrantDraft, grant_quota
from officer_app.quota.publicity import publish
from officer_app.quota.service import decide, first_review, settle, withdraw
from tests.factories import Bureau, bureau, open_keys
from tests.snapshots import built_or_copied

_serial = count(1)
# What somebody needs with whom others move along, and what every case needs.
CHECKLIST = (PaperKind.DEPENDANTS, *(kind for kind in list(PaperKind)[:9]))
FULL_SCORES = tuple(
    ScoreDraft(criterion, points, "有据可查")
    for criterion, points in zip(Criterion, (86, 82, 90, 80, 78, 76), strict=True)
)


def another_sheet(*weights: int) -> SheetForm:
    """A version of the evaluation sheet with other weights; one weight stands for five criteria alike."""
    weights = weights if len(weights) > 1 else weights * 5
    scale = (Band(60, 100, "符合"), Band(0, 59, "不符合"))
    criteria = (
        SheetCriterion(criterion, weight, "按材料评定", scale)
        for criterion, weight in zip(Criterion, weights, strict=False)
    )
    return SheetForm("评价表（修订）", 70, tuple(criteria))


# Kept for numbers a test chooses, so that no other draft takes one of them.
_CHOSEN = date(1988, 4, 1)


def identity(serial: int, born_on: date = _CHOSEN, sex: Sex = Sex.MALE) -> str:
    """A citizen's number that can be right; no such person need exist."""
    body = f"310113{born_on:%Y%m%d}{serial % 500 * 2 + (sex is Sex.MALE):03d}"
    return body + mod_11_2.calc_check_digit(body)


def a_draft(enterprise_id: int, **changes: object) -> CaseDraft:
    """A complete draft; every call is another person."""
    serial = next(_serial)
    born_on = _CHOSEN if "id_number" in changes else _CHOSEN + timedelta(days=1 + serial // 500)
    values: dict[str, object] = {
        "draft_id": str(uuid4()),
        "enterprise_id": enterprise_id,
        "name": f"申请人{serial}",
        "id_kind": IdKind.CITIZEN,
        "id_number": identity(serial, born_on),
        "born_on": born_on,
        "sex": Sex.MALE,
        "education": Education.DOCTOR,
        "degree": Degree.DOCTOR,
        "post": "首席算法工程师",
        "joined_on": date(2024, 7, 1),
        "contract_end": date(2029, 6, 30),
        "contribution_base": Decimal(42000),
        "income": Decimal(512000),
        "income_tax": Decimal("126480.50"),
        "dependants": 2,
        "reason": "主持关节驱动算法研发，社会平均招聘周期超过九个月。",
        "papers": tuple(PaperDraft(kind, 3) for kind in CHECKLIST),
        **changes,
    }
    return CaseDraft(**values)  # type: ignore[arg-type] # fields by name


@changes(Permission.SETTINGS)
def _load_holidays(work: Work) -> None:
    for year in shipped_years():
        if year.year == 2026:
            store_year(work, year)


@changes(Permission.CASE_PRE_REVIEW)
def _check_every_paper(work: Work, case_id: int, ids: Iterable[int]) -> None:
    for paper_id in ids:
        check_paper(work, case_id, paper_id)


@changes(Permission.SETTINGS)
def to_first_review(work: Work, house: "Casework", draft: CaseDraft) -> int:
    """A case ready to be passed in first review, in one transaction; each step by its own person all the same."""
    work.actor = house.filer
    case_id = file_case(work, draft)
    work.actor = house.liaison
    for paper in papers_of(work, case_id):
        if paper.needed:
            check_paper(work, case_id, paper.id)
    pre_review(work, case_id, "齐全")
    work.actor = house.acceptor
    accept(work, case_id)
    work.actor = house.reviewer
    score(work, case_id, FULL_SCORES)
    return case_id


@dataclass
class Casework:
    """An office where a case can be walked through the chain, each step by another person."""

    bureau: Bureau
    filer: Actor
    liaison: Actor
    acceptor: Actor
    reviewer: Actor
    chair: Actor
    decider: Actor
    staff: Actor
    admin: Actor
    enterprise_id: int

    def do(self, use_case: UseCase[..., object], actor: Actor, *args: object, **kwargs: object) -> object:
        """The value of a use case that writes."""
        return self.bureau.office.perform(use_case, actor, *args, **kwargs).value

    def ask(self, query: UseCase[..., object], actor: Actor, *args: object, **kwargs: object) -> object:
        return self.bureau.office.read(query, actor, *args, **kwargs)

    def grant(self, count: int, year: int = 2026) -> int:
        """Grant units; the number of the entry."""
        entry = self.do(grant_quota, self.decider, GrantDraft(str(uuid4()), year, count, "沪人社〔2026〕1号"))
        assert isinstance(entry, int)
        return entry

    def later(self, days: int) -> None:
        """Let days pass."""
        self.bureau.clock.now += timedelta(days=days)

    def file(self, **changes: object) -> int:
        case_id = self.do(file_case, self.filer, a_draft(self.enterprise_id, **changes))
        assert isinstance(case_id, int)
        return case_id

    def ready(self) -> int:
        """A case of which all that is left of first review is to pass it."""
        case_id = self.do(to_first_review, self.admin, self, a_draft(self.enterprise_id))
        assert isinstance(case_id, int)
        return case_id

    def ask_for_one_paper(self) -> None:
        """Make the checklist short, where many cases are needed and papers do not matter."""
        self.do(store_checklist, self.admin, date(2026, 1, 1), [ChecklistEntry(PaperKind.CONTRACT)], "试验")

    def check_all(self, case_id: int) -> None:
        self.do(_check_every_paper, self.liaison, case_id, self.papers(case_id).values())

    def walk(self, target: State, case_id: int | None = None) -> int:
        """A new case (or one just filed) walked to a state; publicity is left to run out where the chain goes on."""
        case_id = self.file() if case_id is None else case_id
        if target is State.PRE_REVIEW:
            return case_id
        if target is State.SUPPLEMENT:
            self.do(request_supplement, self.liaison, case_id, {self.papers(case_id)[PaperKind.CONTRACT]: "缺末页"})
            return case_id
        if target is State.RETURNED:
            self.do(return_case, self.liaison, case_id, "岗位不符")
            return case_id
        if target is State.WITHDRAWN:
            self.do(withdraw, self.filer, case_id, "企业撤回")
            return case_id
        self.check_all(case_id)
        self.do(pre_review, self.liaison, case_id, "材料齐全，建议受理。")
        if target is State.ACCEPTANCE:
            return case_id
        self.do(accept, self.acceptor, case_id)
        if target is State.REVIEW_SUPPLEMENT:
            self.do(request_supplement, self.reviewer, case_id, {self.papers(case_id)[PaperKind.POST]: "缺任命文件"})
        if target in (State.FIRST_REVIEW, State.REVIEW_SUPPLEMENT):
            return case_id
        self.do(score, self.reviewer, case_id, FULL_SCORES)
        if target is State.REJECTED:
            self.do(first_review, self.reviewer, case_id, Verdict.REJECT, "不属于紧缺岗位。")
            return case_id
        self.do(first_review, self.reviewer, case_id, Verdict.PASS, "符合受理范围，建议提交评审会。")
        if target is State.PANEL:
            return case_id
        self.do(hold_panel, self.chair, case_id, self.panel())
        if target is State.PUBLICITY_DUE:
            return case_id
        self.do(publish, self.staff, case_id)
        if target is State.PUBLICITY:
            return case_id
        self.later(30)
        self.do(decide, self.decider, case_id, Verdict.PASS, "同意。")
        if target is State.SETTLEMENT:
            return case_id
        assert target is State.SETTLED
        self.do(settle, self.staff, case_id, self.today, "准迁字第 1 号")
        return case_id

    @property
    def today(self) -> date:
        return (self.bureau.clock.now + timedelta(hours=8)).date()

    def panel(self, votes: tuple[int, int, int] = (3, 0, 0), **changes: object) -> PanelDraft:
        """A panel with two experts from outside and the chair."""
        experts = (Member("专家甲", Attendance.PRESENT), Member("专家乙", Attendance.PRESENT))
        values: dict[str, object] = {
            "held_on": self.today,
            "members": experts,
            "votes_for": votes[0],
            "votes_against": votes[1],
            "abstentions": votes[2],
            **changes,
        }
        return PanelDraft(**values)  # type: ignore[arg-type] # fields by name

    def papers(self, case_id: int) -> Mapping[PaperKind, int]:
        with self.bureau.office.database.transaction(writes=False) as connection:
            rows = connection.execute(sa.select(CasePaper.kind, CasePaper.id).where(CasePaper.case_id == case_id))
            return {row.kind: row.id for row in rows}

    def state(self, case_id: int) -> State:
        with self.bureau.office.database.transaction(writes=False) as connection:
            return connection.execute(sa.select(TalentCase.state).where(TalentCase.id == case_id)).scalar_one()

    def counters(self, year: int = 2026) -> tuple[int, int, int]:
        """Granted, reserved and used of a year's pool."""
        with self.bureau.office.database.transaction(writes=False) as connection:
            row = connection.execute(
                sa.select(Quota.total, Quota.reserved, Quota.used).where(Quota.year == year)
            ).one_or_none()
        return (0, 0, 0) if row is None else (row.total, row.reserved, row.used)

    def entries(self, case_id: int | None = None) -> list[str]:
        """The kinds of the ledger's entries, of a case or of all."""
        query = sa.select(QuotaEntry.kind).order_by(QuotaEntry.id)
        if case_id is not None:
            query = query.where(QuotaEntry.case_id == case_id)
        with self.bureau.office.database.transaction(writes=False) as connection:
            return [kind.value for kind in connection.execute(query).scalars()]


def casework(database: Database) -> Casework:
    """An office with one enterprise, the shipped holidays and a person for every step; no quota granted yet."""
    enterprise_id, people = built_or_copied(database, lambda: _furnish(bureau(database)))
    house = bureau(database)
    open_keys(house.office)
    return Casework(house, **people, enterprise_id=enterprise_id)


def _furnish(house: Bureau) -> tuple[int, dict[str, Actor]]:
    with house.office.database.transaction(writes=True) as connection:
        town = connection.execute(
            sa.insert(Subdistrict).values(code="310113109", name="顾村镇").returning(Subdistrict.id)
        ).scalar_one()
        enterprise_id = connection.execute(
            sa.insert(Enterprise)
            .values(
                uscc="91310113MA1GK1428A",
                name="上海衡枢机器人有限公司",
                name_key="上海衡枢机器人有限公司",
                subdistrict_id=town,
                created_at=house.clock.now,
                former_names="",
                enterprise_type="",
                capital_currency="",
                business_scope="",
                registered_address="",
                actual_site="",
                note="",
                large_client=False,
                version=1,
            )
            .returning(Enterprise.id)
        ).scalar_one()
        index_everything(connection)
    people = {
        "filer": house.person(Role.STAFF, "陈思齐"),
        "liaison": house.person(Role.LIAISON, "王敏"),
        "acceptor": house.person(Role.SPECIALIST, "周喆"),
        "reviewer": house.person(Role.SUPERVISOR, "李国强"),
        "chair": house.person(Role.SUPERVISOR, "何静"),
        "decider": house.person(Role.SUPERVISOR, "赵建华"),
        "staff": house.person(Role.STAFF, "顾承昊"),
        "admin": house.person(Role.ADMINISTRATOR, "管理员甲"),
    }
    house.office.perform(_load_holidays, people["admin"])
    return enterprise_id, people
