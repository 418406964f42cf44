"""The evaluation of a case: versions of the sheet, points unseen by colleagues, spread, the tilt, and the paper."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import cast

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from officer_app.cases.evaluation_sheet import (
    Band,
    SheetCriterion,
    SheetForm,
    bands_text,
    bands_typed,
    require_usable,
    sheet_form,
)
from officer_app.cases.filing import refile_case
from officer_app.cases.model import Score, TalentCase
from officer_app.cases.service import accept, pre_review, return_case
from officer_app.cases.words import Criterion, PaperKind, State, Step, Verdict
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.core.policy import shipped
from officer_app.core.work import Actor
from officer_app.directory.model import Enterprise
from officer_app.directory.years import YearDraft, save_year
from officer_app.overview.archive import draft_paper
from officer_app.overview.case_papers import PaperChoice, papers_about
from officer_app.overview.model import IssuedKind
from officer_app.overview.papers import case_paper
from officer_app.people.access import Role
from officer_app.people.settings import store_setting
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.evaluation import Mark, ScoreDraft, Sheet, score, weigh
from officer_app.quota.evaluation.versions import SheetDraft, SheetVersion, all_sheets, store_sheet, withdraw_sheet
from officer_app.quota.paper import case_print
from officer_app.quota.printed import CasePrint
from officer_app.quota.reasons import NotReady, why_not
from officer_app.quota.sending_back import send_back
from officer_app.quota.service import first_review
from tests.casework import FULL_SCORES, Casework, a_draft, another_sheet, casework
from tests.pdf_reading import Reading

SHIPPED = [sheet_form(cast(dict[str, object], one.value)) for one in shipped() if one.key == "evaluation.sheet"]


@pytest.fixture
def house(database: Database) -> Casework:
    made = casework(database)
    made.grant(5)
    return made


@pytest.fixture
def colleague(house: Casework) -> Actor:
    """Another who may review."""
    return house.bureau.person(Role.SUPERVISOR, "沈国梁")


def sheet_for(house: Casework, reader: Actor, case_id: int) -> Sheet:
    sheet = cast(CaseFile, house.ask(case_file, reader, case_id)).sheet
    assert sheet is not None
    return sheet


def versions(house: Casework) -> list[SheetVersion]:
    return cast(list[SheetVersion], house.ask(all_sheets, house.admin))


def all_at(points: int, **changes: object) -> list[ScoreDraft]:
    return [replace(draft, points=points, **changes) for draft in FULL_SCORES]  # type: ignore[arg-type] # by name


# --- the sheet ---


def test_every_shipped_sheet_adds_up_and_the_tilt_is_a_criterion_from_2021_on() -> None:
    for form in SHIPPED:
        require_usable(form)
        assert sheet_form(form.value()) == form
        assert all(bands_typed(bands_text(one.bands)) == one.bands for one in form.criteria)
    before, since = SHIPPED
    assert Criterion.TILT not in {one.criterion for one in before.criteria}
    assert Criterion.TILT in {one.criterion for one in since.criteria}


@pytest.mark.parametrize(
    ("scale", "said"),
    [
        ("60-100 好\n0-58 差", "59 分不属于任何一段"),
        ("60-100 好\n0-60 差", "60 分重叠"),
        ("60-99 好\n0-59 差", "100 分不属于任何一段"),
        ("60-101 好\n0-59 差", "60–101 不是"),
        ("60-100 好\n0-59", "0–59 分一段没有说明"),
        ("", "0–100 分不属于任何一段"),
    ],
)
def test_a_scale_with_a_gap_an_overlap_or_no_words_is_refused_at_its_criterion(
    house: Casework, scale: str, said: str
) -> None:
    first, *rest = another_sheet(20).criteria
    form = SheetForm("新版", 75, (replace(first, bands=bands_typed(scale)), *rest))
    with pytest.raises(Invalid) as refused:
        house.do(store_sheet, house.admin, SheetDraft(house.today, form, "会议纪要"))
    assert said in refused.value.cause
    assert refused.value.field == "criterion.0"


def test_weights_off_100_a_missing_source_or_a_day_gone_by_are_refused(house: Casework) -> None:
    good = another_sheet(20)
    for field, draft in (
        ("weights", SheetDraft(house.today, another_sheet(20, 20, 20, 20, 21), "纪要")),
        ("weights", SheetDraft(house.today, replace(good, criteria=(*good.criteria[:4], good.criteria[0])), "纪要")),
        ("reference", SheetDraft(house.today, replace(good, reference=101), "纪要")),
        ("title", SheetDraft(house.today, replace(good, title=" "), "纪要")),
        ("source", SheetDraft(house.today, good, " ")),
        ("valid_from", SheetDraft(house.today - timedelta(days=1), good, "纪要")),
    ):
        with pytest.raises(Invalid) as refused:
            house.do(store_sheet, house.admin, draft)
        assert refused.value.field == field
    with pytest.raises(Invalid):
        bands_typed("优秀 90-100")
    with pytest.raises(Invalid):
        house.do(store_setting, house.admin, "evaluation.sheet", house.today, good.value(), "纪要")
    with pytest.raises(Forbidden):
        house.do(store_sheet, house.decider, SheetDraft(house.today, good, "纪要"))


def test_a_version_cases_use_stays_and_one_nobody_uses_can_be_changed_or_withdrawn(house: Casework) -> None:
    to_come = house.today + timedelta(days=3)
    house.do(store_sheet, house.admin, SheetDraft(to_come, another_sheet(20), "纪要"))
    assert [(one.valid_from, one.in_force, one.changeable) for one in versions(house)][:2] == [
        (to_come, False, True),
        (date(2021, 1, 1), True, False),
    ]
    with pytest.raises(Conflict):  # the day is taken: whoever writes there anew has not seen it
        house.do(store_sheet, house.admin, SheetDraft(to_come, another_sheet(20), "另一纪要"))
    house.do(store_sheet, house.admin, SheetDraft(to_come, another_sheet(10, 10, 10, 10, 60), "纪要", version=1))
    house.do(withdraw_sheet, house.admin, to_come, version=2)
    house.do(store_sheet, house.admin, SheetDraft(house.today, another_sheet(20), "纪要"))
    house.walk(State.FIRST_REVIEW)
    (used,) = [one for one in versions(house) if one.cases]
    assert (used.valid_from, used.in_force, used.changeable) == (house.today, True, False)
    with pytest.raises(Invalid):
        house.do(store_sheet, house.admin, SheetDraft(house.today, another_sheet(20), "纪要", version=1))
    with pytest.raises(Invalid):
        house.do(withdraw_sheet, house.admin, house.today, version=1)


# --- several reviewers ---

_MARKS = st.dictionaries(
    st.tuples(st.integers(1, 4), st.sampled_from(list(Criterion))), st.integers(0, 100), max_size=24
)


@st.composite
def _forms(draw: st.DrawFn) -> SheetForm:
    """Some criteria whose weights add up to 100."""
    criteria = draw(st.lists(st.sampled_from(list(Criterion)), min_size=1, max_size=6, unique=True))
    cuts = draw(st.sets(st.integers(1, 99), min_size=len(criteria) - 1, max_size=len(criteria) - 1))
    edges = [0, *sorted(cuts), 100]
    weights = (after - before for before, after in pairwise(edges))
    return SheetForm("", 75, tuple(SheetCriterion(*pair) for pair in zip(criteria, weights, strict=True)))


@settings(max_examples=80, deadline=None)
@given(form=_forms(), given=_MARKS, shuffled=st.randoms())
def test_the_total_lies_within_0_and_100_and_the_order_of_reviewers_does_not_matter(
    form: SheetForm, given: dict[tuple[int, Criterion], int], shuffled: object
) -> None:
    marks = [Mark(criterion, who, f"评审人{who}", points) for (who, criterion), points in given.items()]
    sheet = weigh(form, marks)
    other = list(marks)
    shuffled.shuffle(other)  # type: ignore[attr-defined] # a random.Random
    assert weigh(form, other) == sheet
    assert 0 <= sheet.total <= 100
    assert sheet.total == sum((line.weighted for line in sheet.lines if line.weighted is not None), Decimal(0))
    assert sum(line.weight for line in sheet.lines) == 100
    for line in sheet.lines:
        assert 0 <= line.spread <= 100
        if line.points is not None and line.lowest is not None and line.highest is not None:
            assert line.lowest <= line.points <= line.highest
    if sheet.complete:
        assert {mark.reviewer_id for line in sheet.lines for mark in line.marks} == {one.id for one in sheet.handed_in}


def test_colleagues_points_are_hidden_until_ones_own_are_handed_in(house: Casework, colleague: Actor) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, all_at(90))
    seen = sheet_for(house, colleague, case_id)
    assert (seen.hidden, seen.scored, seen.total) == (1, 0, Decimal(0))
    file = cast(CaseFile, house.ask(case_file, colleague, case_id))
    assert "90" not in " ".join(step.opinion for step in file.steps)
    form = cast(CasePrint, house.ask(case_print, colleague, case_id))
    assert all(one.points is None for one in form.scores)
    # What is missing is their own, and nobody passes a case whose points they have not seen.
    reasons = cast(list[str], house.ask(why_not, colleague, case_id, Step.FIRST_REVIEW))
    assert len([one for one in reasons if "还没有评分" in one]) == 6
    house.do(score, colleague, case_id, all_at(80)[:5])
    assert sheet_for(house, colleague, case_id).hidden == 1
    # One who is still at it changes nothing for the others.
    assert sheet_for(house, house.reviewer, case_id).total == Decimal(90)
    house.do(score, colleague, case_id, all_at(80)[5:])
    for reader in (colleague, house.reviewer):
        seen = sheet_for(house, reader, case_id)
        assert (seen.hidden, seen.total, seen.totals) == (0, Decimal("85.1"), (Decimal(80), Decimal(90)))
        assert {(line.lowest, line.highest, line.spread) for line in seen.lines} == {(80, 90, 10)}


def test_a_large_spread_holds_first_review_back_until_both_have_said_why(house: Casework, colleague: Actor) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, all_at(90))
    low = replace(all_at(60)[2], remark="专利非本人主导")
    house.do(score, colleague, case_id, [*all_at(80)[:2], low, *all_at(80)[3:]])
    (reason,) = cast(list[str], house.ask(why_not, house.reviewer, case_id, Step.FIRST_REVIEW))
    assert reason == "科技含量评分相差较大（60 至 90 分），请李国强复核或备注理由"
    with pytest.raises(NotReady):
        house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意")
    house.do(score, house.reviewer, case_id, [replace(all_at(90)[2], remark="已核对专利登记簿，系第一发明人")])
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意")
    assert house.state(case_id) is State.PANEL


def test_as_many_reviewers_as_the_office_asks_for_have_to_score(house: Casework, colleague: Actor) -> None:
    house.do(store_setting, house.admin, "evaluation.reviewers", house.today, 2, "会议纪要")
    case_id = house.ready()
    assert house.ask(why_not, house.reviewer, case_id, Step.FIRST_REVIEW) == ["已完成全部评分的评审人：1 / 2 人"]
    house.do(score, colleague, case_id, all_at(80))
    assert house.ask(why_not, house.reviewer, case_id, Step.FIRST_REVIEW) == []


def test_points_name_papers_of_their_own_case_and_criteria_of_its_sheet(house: Casework) -> None:
    house.do(store_sheet, house.admin, SheetDraft(house.today, another_sheet(20), "纪要"))
    case_id, other = house.walk(State.FIRST_REVIEW), house.file()
    proof = house.papers(case_id)[PaperKind.TAX]
    for field, draft in (
        ("tilt", ScoreDraft(Criterion.TILT, 80, "有据")),
        ("market", ScoreDraft(Criterion.MARKET, 80, "有据", paper_ids=(house.papers(other)[PaperKind.TAX],))),
        ("post", ScoreDraft(Criterion.POST, 80, "有据", remark="长" * 401)),
    ):
        with pytest.raises(Invalid) as refused:
            house.do(score, house.reviewer, case_id, [draft])
        assert refused.value.field == field
    house.do(score, house.reviewer, case_id, [ScoreDraft(Criterion.MARKET, 80, "有据", "口径从严", (proof,))])
    (mark,) = sheet_for(house, house.reviewer, case_id).lines[0].marks
    assert (mark.remark, mark.paper_ids, mark.reviewer) == ("口径从严", (proof,), "李国强")


def test_the_sheet_stays_with_the_case_and_is_scored_anew_only_when_it_is_filed_again(house: Casework) -> None:
    case_id = house.ready()
    before = sheet_for(house, house.reviewer, case_id)
    house.later(1)
    house.do(store_sheet, house.admin, SheetDraft(house.today, another_sheet(20), "纪要"))
    assert sheet_for(house, house.reviewer, case_id) == before
    assert (before.title, before.reference, before.complete) == ("特殊人才评价表（2021年版）", 75, True)
    with house.bureau.office.database.transaction(writes=False) as connection:
        stored = connection.execute(sa.select(TalentCase.sheet).where(TalentCase.id == case_id)).scalar_one()
        assert sheet_form(stored or {}) == SHIPPED[1]
        assert connection.execute(sa.select(sa.func.count()).select_from(Score)).scalar_one() == 6
    # Sent back and accepted again it keeps sheet and points; filed again it begins anew.
    house.do(send_back, house.reviewer, case_id, State.PRE_REVIEW, "岗位说明与合同不符")
    house.do(pre_review, house.liaison, case_id, "已核实")
    house.do(accept, house.acceptor, case_id)
    assert sheet_for(house, house.reviewer, case_id) == before
    house.do(return_case, house.reviewer, case_id, "请企业补充说明后重新申报")
    house.do(refile_case, house.filer, case_id, a_draft(house.enterprise_id))
    house.check_all(case_id)
    house.do(pre_review, house.liaison, case_id, "齐全")
    house.do(accept, house.acceptor, case_id)
    after = sheet_for(house, house.reviewer, case_id)
    assert (after.title, after.reference, after.scored) == ("评价表（修订）", 70, 0)


# --- the tilt ---


def test_what_is_known_of_capital_technology_and_growth_stands_beside_the_tilt(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)

    def facts() -> list[tuple[str, bool | None]]:
        tilt = cast(CaseFile, house.ask(case_file, house.reviewer, case_id)).tilt
        assert tilt is not None
        return [(fact.text, fact.fits) for fact in tilt.facts]

    assert [fits for _text, fits in facts()] == [None, False, None]
    with house.bureau.office.database.transaction(writes=True) as connection:
        capital = {"capital_amount": Decimal(12_000_000), "capital_currency": "CNY"}
        known = {"high_tech_since": date(2024, 1, 1), "high_tech_until": date(2027, 12, 31)}
        connection.execute(sa.update(Enterprise).values({**capital, **known}))
    for year, revenue in ((2024, 10_000_000), (2025, 14_100_000)):
        draft = YearDraft(house.enterprise_id, year, revenue=Decimal(revenue), source="年报")
        house.do(save_year, house.staff, draft)
    assert facts() == [
        ("注册资本 1,200 万元，参考线 3,000 万元", True),
        ("高新技术企业，至 2027-12-31，有效", True),
        ("2025 年营业收入增长 +41.0 %，参考线 20 %", True),
    ]
    lines = {"capital": 1000, "growth": 50}
    house.do(store_setting, house.admin, "evaluation.tilt", house.today, lines, "会议纪要")
    assert [fits for _text, fits in facts()] == [False, True, False]
    # A suggestion only: nobody has scored.
    assert sheet_for(house, house.reviewer, case_id).scored == 0


# --- the paper ---


def test_the_paper_tells_every_reviewers_points_and_is_signed_by_them(house: Casework, colleague: Actor) -> None:
    case_id = house.walk(State.PRE_REVIEW)

    def choice() -> str:
        found = cast(list[PaperChoice], house.ask(papers_about, house.staff, case_id))
        return next(one.why_not for one in found if one.kind is IssuedKind.EVALUATION_SHEET)

    assert choice() == "本案尚未受理。"
    house.walk(State.FIRST_REVIEW, case_id)
    assert choice() == ""
    proof = house.papers(case_id)[PaperKind.TAX]
    house.do(score, house.reviewer, case_id, all_at(90, paper_ids=(proof,)))
    house.do(score, colleague, case_id, all_at(65, remark="同岗样本少，从严掌握"))
    wish = case_paper(IssuedKind.EVALUATION_SHEET, case_id, house.today)
    pdf = cast(bytes, house.ask(draft_paper, house.staff, wish))
    with Reading(pdf) as reading:
        said = reading.squeezed()
    for words in (
        "特殊人才评价表",
        "李国强90.0",
        "沈国梁65.1",
        "相差25",
        "相差24.9",
        "备注：同岗样本少，从严掌握",
        "证明材料：清单第",
        "居同岗位前10%",
        "达到参考线75分",
        "评审人李国强",
        "评审人沈国梁",
        "77.6",
    ):
        assert words in said, words


def test_a_band_says_which_points_are_right() -> None:
    line = weigh(SHIPPED[1], [Mark(Criterion.MARKET, 1, "甲", 89), Mark(Criterion.MARKET, 2, "乙", 90)]).lines[0]
    assert line.points == Decimal("89.5")
    assert line.band == Band(90, 100, "居同岗位前 5 %，或缴费基数达平均工资 5 倍")
