"""Filing in full: identity, bases by month, who moves along, papers, trips, and what was filed each time."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any, cast  # Any: values of whichever use case

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_11_2

from officer_app.cases.bases import months_earlier, reckoned, usual_months
from officer_app.cases.checklist import ChecklistEntry, current_checklist, store_checklist
from officer_app.cases.filed import Refiling, begin_refiling
from officer_app.cases.filing import DependantDraft, MonthBase, PaperDraft, file_case, filing_start, refile_case
from officer_app.cases.former import FormerCase, former_cases
from officer_app.cases.identity import checked_identity, read_from_number
from officer_app.cases.model import CaseSnapshot
from officer_app.cases.service import return_case, supplement_arrived
from officer_app.cases.snapshots import Change, changes_between
from officer_app.cases.trips import record_trip
from officer_app.cases.words import (
    ApplicantKind,
    IdKind,
    PaperCondition,
    PaperForm,
    PaperKind,
    PaperSource,
    Relation,
    Sex,
    State,
    Step,
)
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, IllegalTransition, Invalid, NotFound
from officer_app.people.settings import store_setting
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.service import withdraw
from tests.casework import Casework, a_draft, casework

JOINED = date(2024, 7, 1)
# The clock of the tests stands at 17 September 2026; the wage in force since July 2025 is 12,434 yuan.
LAST_TWELVE = usual_months(date(2026, 9, 17), 12)


@pytest.fixture
def house(database: Database) -> Casework:
    return casework(database)


@pytest.fixture
def here(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    yield casework(database)
    database.close()


def shown(house: Casework, case_id: int) -> CaseFile:
    return cast(CaseFile, house.ask(case_file, house.reviewer, case_id))


def permit(place: str, sex: Sex = Sex.FEMALE) -> str:
    body = f"{place}19880401{12 + (sex is Sex.MALE):03d}"
    return body + mod_11_2.calc_check_digit(body)


# --- identity ---


@pytest.mark.parametrize("place", ["810000", "820000", "830000"])
def test_a_residence_permit_carries_the_code_of_hong_kong_macao_or_taiwan(place: str) -> None:
    number = permit(place)
    assert checked_identity(IdKind.RESIDENCE, number.lower(), date(1988, 4, 1), Sex.FEMALE) == number
    assert read_from_number(IdKind.RESIDENCE, number) == (date(1988, 4, 1), Sex.FEMALE)


@pytest.mark.parametrize(
    ("kind", "number", "field"),
    [
        (IdKind.RESIDENCE, permit("811100"), "id_number"),
        (IdKind.RESIDENCE, permit("310113"), "id_kind"),
        (IdKind.CITIZEN, permit("810000"), "id_kind"),
        (IdKind.PASSPORT, permit("310113"), "id_kind"),
        (IdKind.PASSPORT, "ABCDEFGH", "id_number"),
        (IdKind.PASSPORT, "0000000", "id_number"),
        (IdKind.PASSPORT, "E1", "id_number"),
        (IdKind.PASSPORT, "C01X-00T47", "id_number"),
    ],
)
def test_a_number_of_another_document_is_refused(kind: IdKind, number: str, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        checked_identity(kind, number, date(1988, 4, 1), Sex.FEMALE)
    assert refused.value.field == field


def test_a_passport_says_neither_birth_nor_sex(here: Casework) -> None:
    assert read_from_number(IdKind.PASSPORT, "C01X00T47") is None
    case_id = here.file(id_kind=IdKind.PASSPORT, id_number="c01x 00t47", sex=Sex.FEMALE)
    assert shown(here, case_id).applicant.id_kind is IdKind.PASSPORT


# --- the base by month ---


def test_one_base_stands_for_every_month_since_joining_twelve_at_most(house: Casework) -> None:
    long, lately = house.file(joined_on=JOINED), house.file(joined_on=date(2026, 7, 20))
    newly = house.file(joined_on=date(2026, 9, 1))
    assert [row.month for row in shown(house, long).filed.months] == list(LAST_TWELVE)
    assert [row.month.month for row in shown(house, lately).filed.months] == [7, 8]
    assert [row.month.month for row in shown(house, newly).filed.months] == [9]
    assert {row.base for row in shown(house, long).filed.months} == {"4****"}


def test_each_month_is_measured_by_the_wage_in_force_in_it(house: Casework) -> None:
    house.do(store_setting, house.admin, "wage.average", date(2026, 7, 1), 14000, "沪人社〔2026〕公布")
    case_id = house.file(bases=tuple(MonthBase(month, Decimal(42000)) for month in LAST_TWELVE))
    file = shown(house, case_id)
    assert [row.multiple for row in file.filed.months] == [Decimal("3.37")] * 10 + [Decimal("3.00")] * 2
    # (10 × 42000/12434 + 2 × 3) ÷ 12 = 3.3148…; what is cut off a month's own multiple is not lost from the mean.
    assert file.applicant.base_multiple == Decimal("3.31")
    assert file.applicant.contribution_base == "4****"


@given(
    bases=st.lists(st.decimals(0, 99_999, places=2), min_size=1, max_size=12),
    wages=st.lists(st.integers(5_000, 20_000), min_size=12, max_size=12),
)
def test_the_multiple_never_says_more_than_was_paid(bases: list[Decimal], wages: list[int]) -> None:
    months = tuple((months_earlier(LAST_TWELVE[-1], place), base, wages[place]) for place, base in enumerate(bases))
    found = reckoned(months)
    exact = sum(float(base) / wage for _month, base, wage in months) / len(months)
    assert float(found.multiple) <= exact + 1e-9 < float(found.multiple) + 0.01 + 2e-9
    assert all(row.multiple * wage <= row.base for row, (_m, _b, wage) in zip(found.months, months, strict=True))


def without(place: int) -> tuple[MonthBase, ...]:
    return tuple(MonthBase(month, Decimal(40000)) for at, month in enumerate(LAST_TWELVE) if at != place)


TWELVE = without(-1)


@pytest.mark.parametrize(
    ("bases", "field", "said"),
    [
        (without(4), "bases.4", "2026-01"),
        (without(0), "bases.0", "2025-09"),
        (TWELVE[:-2], "bases.9", "2026-07"),
        ((*TWELVE, MonthBase(date(2026, 10, 1), Decimal(40000))), "bases.12", "2026-10"),
        ((*TWELVE, MonthBase(date(2026, 3, 15), Decimal(40000))), "bases.12", "2026-03"),
        ((MonthBase(date(2025, 3, 1), Decimal(1)), *TWELVE), "bases.0", "2025-03"),
        ((*TWELVE[:-1], replace(TWELVE[-1], base=Decimal("0.005"))), "bases.11", "2026-08"),
        ((*TWELVE[:-1], replace(TWELVE[-1], base=Decimal(-1))), "bases.11", "2026-08"),
        (tuple(replace(row, base=Decimal(0)) for row in TWELVE), "bases.0", "月缴费基数"),
    ],
)
def test_a_month_that_is_missing_twice_ahead_or_wrong_is_refused_by_its_row(
    here: Casework, bases: tuple[MonthBase, ...], field: str, said: str
) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        here.file(joined_on=JOINED, bases=bases)
    assert refused.value.field == field


def test_months_before_joining_need_not_be_there_and_an_unpaid_one_counts_as_zero(here: Casework) -> None:
    three = tuple(
        MonthBase(month, Decimal(base)) for month, base in zip(LAST_TWELVE[-3:], (0, 30000, 30000), strict=True)
    )
    file = shown(here, here.file(joined_on=date(2026, 5, 20), bases=three))
    assert (file.applicant.contribution_base, file.applicant.base_multiple) == ("2****", Decimal("1.60"))


# --- income, relatives, pools ---


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("income", {"income": Decimal(-1)}),
        ("income", {"income": Decimal("1.001")}),
        ("income_tax", {"income": Decimal(100_000), "income_tax": Decimal(100_000)}),
        ("introduced_on", {"introduced_on": date(2026, 9, 18)}),
        ("graduated_on", {"graduated_on": date(1999, 6, 30)}),
        ("pool", {"pool": "邮轮专项"}),
        ("family.0", {"family": (DependantDraft(Relation.CHILD, " "),)}),
        ("family.1", {"family": (DependantDraft(Relation.SPOUSE, "甲"), DependantDraft(Relation.SPOUSE, "乙"))}),
        ("family.0", {"family": (DependantDraft(Relation.CHILD, "甲", date(2027, 1, 1)),)}),
        ("dependants", {"family": tuple(DependantDraft(Relation.CHILD, "甲") for _ in range(21))}),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(here: Casework, field: str, changes: dict[str, Any]) -> None:
    with pytest.raises(Invalid) as refused:
        here.file(**changes)
    assert refused.value.field == field


def test_those_who_move_along_are_on_record_and_masked_on_the_page(house: Casework) -> None:
    family = (
        DependantDraft(Relation.CHILD, "孙予安", date(2018, 9, 3)),
        DependantDraft(Relation.SPOUSE, " 周岚 ", date(1990, 2, 11)),
        DependantDraft(Relation.CHILD, "孙予宁"),
    )
    file = shown(house, house.file(family=family, dependants=9, income=Decimal(512000)))
    assert (file.applicant.dependants, file.applicant.dependants_note) == (3, "配偶、子女2人")
    assert [(one.relation, one.born) for one in file.filed.family] == [
        (Relation.CHILD, 2018),
        (Relation.SPOUSE, 1990),
        (Relation.CHILD, None),
    ]
    told = repr(file)
    assert not any(secret in told for secret in ("孙予安", "周岚", "512000", "1990-02-11"))
    assert file.filed.income == "5*****"


# --- papers by checklist ---


def test_a_conditional_paper_is_asked_of_whom_its_condition_holds(house: Casework) -> None:
    investor = house.file(applicant_kind=ApplicantKind.INVESTOR, dependants=0, papers=())
    father = house.file(dependants=1, papers=())
    lists = [{row.kind: row for row in shown(house, case_id).papers} for case_id in (investor, father)]
    assert (PaperKind.INVESTMENT in lists[0], PaperKind.DEPENDANTS in lists[0]) == (True, False)
    assert (PaperKind.INVESTMENT in lists[1], PaperKind.DEPENDANTS in lists[1]) == (False, True)
    assert lists[0][PaperKind.INVESTMENT].condition == "申请人为投资者的"
    assert all(row.needed for rows in lists for row in rows.values())
    assert lists[0][PaperKind.TAX].source is PaperSource.TAX_OFFICE


def test_a_case_keeps_the_checklist_it_was_filed_under(house: Casework) -> None:
    before = house.file(papers=())
    start = house.bureau.clock.now
    short = [
        ChecklistEntry(PaperKind.CONTRACT, forms=(PaperForm.ORIGINAL,)),
        ChecklistEntry(PaperKind.OTHER, PaperCondition.JUDGED, "从事涉密岗位的"),
    ]
    house.do(store_checklist, house.admin, date(2026, 9, 18), short, "局务会 2026-09-17")
    house.later(1)
    after = house.file(papers=(PaperDraft(PaperKind.CONTRACT, 8),))
    assert start < house.bureau.clock.now
    assert [(row.kind, row.needed, row.condition, row.form) for row in shown(house, after).papers] == [
        (PaperKind.CONTRACT, True, "", PaperForm.ORIGINAL),
        (PaperKind.OTHER, False, "从事涉密岗位的", None),
    ]
    assert shown(house, after).filed.checklist_from == date(2026, 9, 18)
    # Filed again, with one who moves along no more, it is asked what it was asked for then.
    house.do(return_case, house.liaison, before, "请更正")
    draft = cast(Refiling, house.do(begin_refiling, house.filer, before)).draft
    house.do(refile_case, house.filer, before, replace(draft, dependants=0))
    papers = {row.kind: row.needed for row in shown(house, before).papers}
    assert (len(papers), papers[PaperKind.TAX], papers[PaperKind.DEPENDANTS]) == (10, True, False)


@pytest.mark.parametrize(
    ("entries", "field"),
    [
        ([], "value"),
        ([ChecklistEntry(PaperKind.INVESTMENT, PaperCondition.INVESTOR)], "value"),
        ([ChecklistEntry(PaperKind.TAX), ChecklistEntry(PaperKind.TAX)], "entry.1"),
        ([ChecklistEntry(PaperKind.TAX, forms=())], "entry.0"),
        ([ChecklistEntry(PaperKind.TAX), ChecklistEntry(PaperKind.OTHER, PaperCondition.JUDGED)], "entry.1"),
    ],
)
def test_a_checklist_that_cannot_work_is_refused(here: Casework, entries: list[ChecklistEntry], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        here.do(store_checklist, here.admin, date(2026, 9, 18), entries, "试验")
    assert refused.value.field == field
    with pytest.raises(Forbidden):
        here.do(store_checklist, here.reviewer, date(2026, 9, 18), [ChecklistEntry(PaperKind.TAX)], "试验")
    assert len(cast(tuple[ChecklistEntry, ...], here.ask(current_checklist, here.admin))) == 11


def test_a_paper_arrives_as_the_list_prefers_it_or_as_it_came(here: Casework) -> None:
    papers = (
        PaperDraft(PaperKind.APPLICATION, 4),
        PaperDraft(PaperKind.CONTRACT, 9, PaperSource.SHARED, form=PaperForm.ELECTRONIC),
        PaperDraft(PaperKind.OTHER, 1, title="推荐信"),
    )
    rows = {row.kind: row for row in shown(here, here.file(papers=papers)).papers}
    assert (rows[PaperKind.APPLICATION].form, rows[PaperKind.APPLICATION].source) == (
        PaperForm.ORIGINAL,
        PaperSource.EMPLOYER,
    )
    contract = rows[PaperKind.CONTRACT]
    assert (contract.form, contract.source, contract.received_on) == (
        PaperForm.ELECTRONIC,
        PaperSource.SHARED,
        here.today,
    )
    assert (rows[PaperKind.OTHER].label, rows[PaperKind.OTHER].needed) == ("推荐信", False)


# --- former cases ---


def test_a_former_case_is_shown_as_soon_as_the_number_is_whole_and_nothing_else_of_it(house: Casework) -> None:
    draft = a_draft(house.enterprise_id)

    def found(number: str, kind: IdKind = IdKind.CITIZEN) -> tuple[FormerCase, ...]:
        return cast(tuple[FormerCase, ...], house.ask(former_cases, house.filer, kind, number))

    assert found(draft.id_number) == ()
    first = cast(int, house.do(file_case, house.filer, draft))
    (open_,) = found(f" {draft.id_number.lower()} ")
    assert (open_.open, open_.state, open_.why) == (True, State.PRE_REVIEW, "")
    house.do(withdraw, house.filer, first, f"{draft.id_number} 企业撤回")
    (former,) = found(draft.id_number)
    assert former == FormerCase(first, "宝人特〔2026〕1 号", State.WITHDRAWN, house.today, "… 企业撤回")
    assert found(draft.id_number[:17]) == ()
    assert found(draft.id_number, IdKind.RESIDENCE) == ()
    assert house.ask(former_cases, house.filer, IdKind.CITIZEN, draft.id_number, but=first) == ()
    with pytest.raises(Forbidden):
        house.ask(former_cases, house.admin, IdKind.CITIZEN, draft.id_number)


# --- trips ---


def test_trips_to_the_window_are_counted_by_day_and_purpose(house: Casework) -> None:
    case_id = house.file()
    version = shown(house, case_id).version
    house.do(record_trip, house.staff, case_id, house.today, " 递交原件 ", version=version)
    with pytest.raises(Conflict):
        house.do(record_trip, house.staff, case_id, house.today, "递交原件", version=version)
    file = shown(house, case_id)
    assert (file.window_visits, file.window_limit, file.one_trip_too_many) == (1, 1, True)
    assert [(trip.day, trip.purpose, trip.by) for trip in file.filed.trips] == [(house.today, "递交原件", "顾承昊")]
    for day, purpose, field in (
        (date(2026, 9, 18), "来访", "day"),
        (date(2026, 9, 16), "来访", "day"),
        (house.today, " ", "purpose"),
    ):
        with pytest.raises(Invalid) as refused:
            house.do(record_trip, house.staff, case_id, day, purpose)
        assert refused.value.field == field
    house.do(withdraw, house.filer, case_id, "撤回")
    with pytest.raises(Invalid):
        house.do(record_trip, house.staff, case_id, house.today, "来访")


# --- what was filed each time ---


def test_every_submission_is_kept_and_what_changed_is_told_without_secrets(house: Casework) -> None:
    child = DependantDraft(Relation.CHILD, "孙予安", date(2018, 9, 3))
    case_id = house.walk(State.SUPPLEMENT)
    contract = house.papers(case_id)[PaperKind.CONTRACT]
    house.do(supplement_arrived, house.staff, case_id, {contract: 5}, at_window=True)
    house.do(return_case, house.liaison, case_id, "岗位不符")
    refiling = cast(Refiling, house.do(begin_refiling, house.filer, case_id))
    assert refiling.draft.id_number == ""
    assert "*" in refiling.id_number
    months = tuple(replace(row, base=Decimal(43000)) if row.month.month == 8 else row for row in refiling.draft.bases)
    amended = replace(
        refiling.draft,
        post="算法总监",
        bases=months,
        family=(child,),
        income=Decimal(600000),
        papers=(PaperDraft(PaperKind.POST, 7, form=PaperForm.ORIGINAL),),
    )
    house.later(1)
    house.do(refile_case, house.filer, case_id, amended, version=refiling.version)
    file = shown(house, case_id)
    occasions = [(one.round, one.occasion, one.sound) for one in file.filed.submissions]
    assert occasions == [(1, Step.FILE, True), (2, Step.SUPPLEMENT_ARRIVED, True), (3, Step.REFILE, True)]
    second, third = file.filed.submissions[1:]
    assert [change.label for change in second.changes] == ["劳动合同"]
    told = {change.label: (change.before, change.after) for change in third.changes}
    assert told["岗位"] == ("首席算法工程师", "算法总监")
    assert told["2026-08 缴费基数"] == ("4****·3.37", "4****·3.45")
    assert told["年收入"] == ("5*****", "6*****")
    assert told["随迁人数"] == ("2", "1")
    assert told["子女"][0] == ""
    assert "7 页" in told["岗位职务证明"][1]
    assert not any(secret in repr(file.filed) for secret in ("孙予安", "600000", amended.name + "1"))
    whole = cast(tuple[Change, ...], house.ask(changes_between, house.reviewer, case_id, 1, 3))
    assert {change.label for change in whole} == {*told, "劳动合同"}
    back = cast(tuple[Change, ...], house.ask(changes_between, house.reviewer, case_id, 3, 1))
    assert {change.label: change.after for change in back}["岗位"] == "首席算法工程师"
    with pytest.raises(NotFound):
        house.ask(changes_between, house.reviewer, case_id, 1, 9)


def test_a_returned_case_goes_back_to_an_earlier_submission(house: Casework) -> None:
    case_id = house.file(post="首席工程师", family=(DependantDraft(Relation.SPOUSE, "周岚"),), urgently_needed=True)
    first = shown(house, case_id).filed
    with pytest.raises(IllegalTransition):
        house.do(begin_refiling, house.filer, case_id)
    house.do(return_case, house.liaison, case_id, "请更正")
    draft = cast(Refiling, house.do(begin_refiling, house.filer, case_id)).draft
    house.do(
        refile_case, house.filer, case_id, replace(draft, post="总监", family=(), dependants=0, urgently_needed=False)
    )
    house.do(return_case, house.liaison, case_id, "还是原来的对")
    earlier = cast(Refiling, house.do(begin_refiling, house.filer, case_id, 1))
    assert (earlier.draft.post, earlier.draft.family) == ("首席工程师", (DependantDraft(Relation.SPOUSE, "周岚"),))
    house.do(refile_case, house.filer, case_id, earlier.draft, version=earlier.version)
    again = shown(house, case_id)
    assert (again.applicant.post, again.filed.family, again.filed.months) == ("首席工程师", first.family, first.months)
    assert house.ask(changes_between, house.reviewer, case_id, 1, 3) == ()
    with house.bureau.office.database.transaction(writes=False) as connection:
        looks = connection.execute(sa.select(AuditEntry.after).where(AuditEntry.action == "reveal")).scalars().all()
        assert {look["purpose"] for look in looks if look} == {"Filing a returned case again"}
        trail = str(connection.execute(sa.select(AuditEntry.after)).scalars().all())
    assert "周岚" not in trail


def test_a_submission_is_never_changed_and_one_that_was_is_found_out(here: Casework) -> None:
    case_id = here.file()
    database = here.bureau.office.database
    with pytest.raises(sa.exc.DatabaseError), database.transaction(writes=True) as connection:
        connection.execute(sa.update(CaseSnapshot).values(digest="0"))
    with database.transaction(writes=True) as connection:
        connection.exec_driver_sql("DROP TRIGGER case_snapshot_kept")
        content = dict(connection.execute(sa.select(CaseSnapshot.content)).scalar_one())
        content["case"] = {**content["case"], "post": "董事长"}
        connection.execute(sa.update(CaseSnapshot).values(content=content))
    (kept,) = shown(here, case_id).filed.submissions
    assert not kept.sound
    here.do(return_case, here.liaison, case_id, "请更正")
    with pytest.raises(Invalid):
        here.do(begin_refiling, here.filer, case_id, 1)


def test_the_form_begins_with_months_wages_and_pools(here: Casework) -> None:
    start: Any = here.ask(filing_start, here.filer)
    assert [month for month, _wage in start.months] == list(LAST_TWELVE)
    assert {wage for _month, wage in start.months} == {12434}
    assert start.pools == ("general",)
    here.grant(3)
    assert cast(Any, here.ask(filing_start, here.filer)).pools == ("general",)
