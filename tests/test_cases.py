"""Filing, papers, the clock, and that nobody acts on a case in two capacities."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import cast
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.cases.chain import ActedBefore
from officer_app.cases.deadlines import ReviewClock
from officer_app.cases.filing import CaseDraft, PaperDraft, file_case, refile_case
from officer_app.cases.lists import CaseFilter, CasePage, list_cases
from officer_app.cases.model import TalentCase
from officer_app.cases.service import (
    accept,
    check_paper,
    pre_review,
    request_supplement,
    return_case,
    reveal_id_number,
    supplement_arrived,
)
from officer_app.cases.words import Attendance, Criterion, IdKind, PaperKind, Sex, State, Step, Verdict
from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import AppError, Conflict, Forbidden, IllegalTransition, Invalid
from officer_app.core.work import Actor
from officer_app.people.access import Role
from officer_app.people.holding import vouch
from officer_app.people.service import change_account
from officer_app.people.settings import store_setting
from officer_app.quota.case_file import CaseFile, case_file
from officer_app.quota.evaluation import ScoreDraft, score
from officer_app.quota.evaluation.versions import SheetDraft, store_sheet
from officer_app.quota.objections import ObjectionDraft, answer_objection, record_objection
from officer_app.quota.panel import Member, hold_panel
from officer_app.quota.paper import case_print
from officer_app.quota.printed import CasePrint
from officer_app.quota.publicity import publish
from officer_app.quota.reasons import NotReady, why_not
from officer_app.quota.service import decide, expire, first_review, settle, withdraw
from tests.casework import CHECKLIST, FULL_SCORES, Casework, a_draft, another_sheet, casework, identity


@pytest.fixture
def house(database: Database) -> Casework:
    made = casework(database)
    made.grant(10)
    return made


def shown(house: Casework, case_id: int) -> CaseFile:
    return cast(CaseFile, house.ask(case_file, house.reviewer, case_id))


def clock_of(house: Casework, case_id: int) -> ReviewClock:
    clock = shown(house, case_id).clock
    assert clock is not None
    return clock


def test_the_same_draft_filed_twice_is_stored_once(house: Casework) -> None:
    draft = a_draft(house.enterprise_id)
    first = house.do(file_case, house.filer, draft)
    assert house.do(file_case, house.filer, draft) == first
    assert house.do(file_case, house.filer, a_draft(house.enterprise_id)) != first
    assert [row.number for row in cast(CasePage, house.ask(list_cases, house.filer)).rows] == [
        "宝人特〔2026〕1 号",
        "宝人特〔2026〕2 号",
    ]


@pytest.mark.parametrize(
    ("field", "spoil"),
    [
        ("id_number", lambda draft: replace(draft, id_number=draft.id_number[:17] + "?")),
        ("id_number", lambda draft: replace(draft, id_number=draft.id_number[:17] + "01"[draft.id_number[17] == "0"])),
        ("born_on", lambda draft: replace(draft, born_on=date(1990, 1, 1))),
        ("sex", lambda draft: replace(draft, sex=Sex.FEMALE)),
        ("id_kind", lambda draft: replace(draft, id_kind=IdKind.RESIDENCE)),
        ("name", lambda draft: replace(draft, name="　 ")),
        ("reason", lambda draft: replace(draft, reason="")),
        ("joined_on", lambda draft: replace(draft, joined_on=date(2026, 9, 18))),
        ("joined_on", lambda draft: replace(draft, joined_on=date(2001, 9, 18))),
        ("contract_end", lambda draft: replace(draft, contract_end=draft.joined_on)),
        ("contribution_base", lambda draft: replace(draft, contribution_base=Decimal(0))),
        ("contribution_base", lambda draft: replace(draft, contribution_base=Decimal("1.005"))),
        ("contribution_base", lambda draft: replace(draft, contribution_base=Decimal("NaN"))),
        ("income_tax", lambda draft: replace(draft, income_tax=Decimal(-1))),
        ("dependants", lambda draft: replace(draft, dependants=-1)),
        ("pages", lambda draft: replace(draft, papers=(PaperDraft(PaperKind.TAX, 0),))),
        ("enterprise", lambda draft: replace(draft, enterprise_id=99)),
    ],
)
def test_a_draft_that_makes_no_sense_is_refused_at_its_field(
    sqlite_url: str, field: str, spoil: Callable[[CaseDraft], CaseDraft]
) -> None:
    database = Database(sqlite_url)
    house = casework(database)
    with pytest.raises(Invalid) as refused:
        house.do(file_case, house.filer, spoil(a_draft(house.enterprise_id)))
    assert refused.value.field == field
    database.close()


def test_an_identity_number_is_stored_without_blanks_and_in_capitals(house: Casework) -> None:
    born_on = date(1990, 5, 5)
    number = next(n for n in (identity(serial, born_on) for serial in range(400)) if n.endswith("X"))
    case_id = house.file(born_on=born_on, id_number=f" {number[:6]} {number[6:].lower()}")
    stored = house.do(reveal_id_number, house.reviewer, case_id, "核对证件")
    assert stored == number


def test_one_person_has_one_open_case(house: Casework) -> None:
    draft = a_draft(house.enterprise_id)
    first = house.do(file_case, house.filer, draft)
    assert isinstance(first, int)
    again = replace(draft, draft_id=str(uuid4()))
    with pytest.raises(Invalid, match="宝人特〔2026〕1 号") as refused:
        house.do(file_case, house.filer, again)
    assert refused.value.field == "id_number"
    house.do(withdraw, house.filer, first, "企业撤回")
    house.do(file_case, house.filer, again)


def test_an_enterprise_outside_the_district_cannot_file(house: Casework) -> None:
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.execute(sa.text("UPDATE enterprise SET subdistrict_id = NULL"))
    with pytest.raises(Invalid) as refused:
        house.file()
    assert refused.value.field == "enterprise"


def test_a_base_just_under_three_times_the_wage_is_not_called_three_times(house: Casework) -> None:
    # Average wage in force: 12,434 yuan a month; three times are 37,302.
    below = house.file(contribution_base=Decimal("37301.99"))
    at = house.file(contribution_base=Decimal(37302))
    assert shown(house, below).applicant.base_multiple == Decimal("2.99")
    assert not shown(house, below).applicant.reaches_line
    assert shown(house, at).applicant.base_multiple == Decimal("3.00")
    assert shown(house, at).applicant.reaches_line


def test_personal_values_are_masked_on_the_page_and_in_the_audit_trail(house: Casework) -> None:
    draft = a_draft(house.enterprise_id)
    case_id = house.do(file_case, house.filer, draft)
    assert isinstance(case_id, int)
    file = shown(house, case_id)
    assert draft.id_number not in repr(file)
    assert file.applicant.id_number == f"{draft.id_number[:6]}********{draft.id_number[-4:]}"
    with house.bureau.office.database.transaction(writes=False) as connection:
        trail = connection.execute(sa.select(AuditEntry.after).where(AuditEntry.entity == "talent_case")).scalars()
        text = str(list(trail))
    assert draft.id_number not in text
    assert "126480.50" not in text


def test_an_identity_number_is_revealed_with_a_purpose_that_is_logged(house: Casework) -> None:
    case_id = house.file()
    with pytest.raises(Invalid):
        house.do(reveal_id_number, house.reviewer, case_id, " ")
    with pytest.raises(Forbidden):
        house.do(reveal_id_number, house.liaison, case_id, "核对")
    house.do(reveal_id_number, house.reviewer, case_id, "核对证件")
    with house.bureau.office.database.transaction(writes=False) as connection:
        logged = connection.execute(sa.select(AuditEntry.after).where(AuditEntry.action == "reveal")).scalar_one()
    assert logged == {"field": "id_number", "purpose": "核对证件"}


def test_pre_review_passes_only_with_complete_papers(house: Casework) -> None:
    some = tuple(PaperDraft(kind, 2) for kind in CHECKLIST[:-2])
    case_id = house.file(papers=some)
    with pytest.raises(Invalid, match="岗位职务证明"):
        house.do(pre_review, house.liaison, case_id, "齐全")
    assert len(cast(list[str], house.ask(why_not, house.liaison, case_id, Step.PRE_REVIEW))) == 2


def test_one_notice_lists_every_gap(house: Casework) -> None:
    case_id = house.file(papers=tuple(PaperDraft(kind, 2) for kind in CHECKLIST[:-2]))
    papers = house.papers(case_id)
    house.do(check_paper, house.liaison, case_id, papers[PaperKind.IDENTITY], gap="复印件不清")
    house.do(request_supplement, house.liaison, case_id, {papers[PaperKind.CONTRACT]: "缺末页"})
    (notice,) = shown(house, case_id).notices
    assert dict(notice.gaps) == {
        "身份证件": "复印件不清",
        "劳动合同": "缺末页",
        "岗位职务证明": "未提交",
        "业绩成果证明": "未提交",
    }


def test_a_second_notice_in_the_same_stage_is_refused(house: Casework) -> None:
    case_id = house.walk(State.SUPPLEMENT)
    contract = house.papers(case_id)[PaperKind.CONTRACT]
    house.do(supplement_arrived, house.staff, case_id, {contract: 12})
    with pytest.raises(Invalid, match="一次性告知"):
        house.do(request_supplement, house.liaison, case_id, {contract: "缺印章"})
    assert house.state(case_id) is State.PRE_REVIEW


def test_a_notice_without_a_gap_is_refused(house: Casework) -> None:
    case_id = house.file()
    with pytest.raises(Invalid):
        house.do(request_supplement, house.liaison, case_id, {})
    assert house.state(case_id) is State.PRE_REVIEW


def test_the_papers_count_as_completed_when_all_of_the_notice_has_arrived(house: Casework) -> None:
    case_id = house.file()
    papers = house.papers(case_id)
    wanted = {papers[PaperKind.CONTRACT]: "缺末页", papers[PaperKind.TAX]: "缺三个月"}
    house.do(request_supplement, house.liaison, case_id, wanted)
    with pytest.raises(Invalid, match="个人所得税清单"):
        house.do(supplement_arrived, house.staff, case_id, {papers[PaperKind.CONTRACT]: 12})
    house.do(supplement_arrived, house.staff, case_id, dict.fromkeys(wanted, 12), at_window=True)
    file = shown(house, case_id)
    assert (file.state, file.window_visits, file.one_trip_too_many) == (State.PRE_REVIEW, 1, True)
    assert all(paper.gap == "" for paper in file.papers)


def test_only_a_paper_that_arrived_and_lacks_nothing_is_in_order(house: Casework) -> None:
    case_id = house.file(papers=())
    with pytest.raises(Invalid):
        house.do(check_paper, house.liaison, case_id, house.papers(case_id)[PaperKind.TAX])


def test_the_clock_starts_on_the_next_working_day(house: Casework) -> None:
    # Thursday 17 September 2026; Sunday the 20th is a make-up workday for the October holidays.
    case_id = house.walk(State.FIRST_REVIEW)
    clock = clock_of(house, case_id)
    assert (clock.days, clock.days_left, clock.due_on, clock.target_on) == (0, 5, date(2026, 9, 23), date(2026, 9, 21))
    assert not clock.provisional
    house.later(1)
    assert clock_of(house, case_id).days == 1
    house.later(6)
    assert clock_of(house, case_id).days_left == -1
    (row,) = cast(CasePage, house.ask(list_cases, house.reviewer)).rows
    assert row.days_left == -1


def test_the_clock_stands_still_from_the_notice_to_the_day_the_papers_arrive(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    post = house.papers(case_id)[PaperKind.POST]
    house.later(1)
    house.do(request_supplement, house.reviewer, case_id, {post: "缺任命文件"})
    house.later(4)
    standing = clock_of(house, case_id)
    assert (standing.days, standing.standing) == (1, True)
    house.do(supplement_arrived, house.staff, case_id, {post: 2})
    house.later(1)
    clock = clock_of(house, case_id)
    # 18 | 20, 21, 22 stopped | 23, 24, 28 and 29, since the 25th to the 27th are days off.
    assert (clock.days, clock.standing, clock.due_on) == (2, False, date(2026, 9, 29))
    assert shown(house, case_id).notices[0].paused == 3


def test_the_clock_of_a_year_whose_holidays_are_not_loaded_is_provisional(house: Casework) -> None:
    house.bureau.clock.set(date(2026, 12, 30))
    assert clock_of(house, house.walk(State.FIRST_REVIEW)).provisional


def test_the_clock_ends_with_the_review(house: Casework) -> None:
    case_id = house.walk(State.PANEL)
    house.later(20)
    clock = clock_of(house, case_id)
    assert clock.finished
    assert clock.days == 0


def test_rules_and_sheet_in_force_at_acceptance_stay_with_the_case(house: Casework) -> None:
    before = house.walk(State.FIRST_REVIEW)
    house.later(1)
    house.do(store_sheet, house.admin, SheetDraft(house.today, another_sheet(20), "会议纪要"))
    house.do(store_setting, house.admin, "case.rules", house.today, "2026", "新规")
    after = house.walk(State.FIRST_REVIEW)
    old, new = shown(house, before), shown(house, after)
    assert old.sheet is not None
    assert new.sheet is not None
    assert [line.weight for line in old.sheet.lines] == [25, 20, 20, 15, 10, 10]
    assert [line.weight for line in new.sheet.lines] == [20] * 5
    assert (old.rules, new.rules) == ("2020", "2026")
    assert new.sheet_from == house.today


def test_the_total_is_the_sum_of_the_weighted_points_as_printed(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    some = [draft for draft in FULL_SCORES if draft.criterion is not Criterion.GROWTH]
    house.do(score, house.reviewer, case_id, some)
    sheet = shown(house, case_id).sheet
    assert sheet is not None
    assert (sheet.total, sheet.scored, sheet.complete) == (Decimal("71.3"), 5, False)
    assert sheet.missing == (Criterion.GROWTH,)
    house.do(score, house.reviewer, case_id, [ScoreDraft(Criterion.GROWTH, 83, "营收年均增长 41 %")])
    sheet = shown(house, case_id).sheet
    assert sheet is not None
    assert sheet.total == sum((line.weighted or Decimal(0) for line in sheet.lines), Decimal(0)) == Decimal("83.8")


@pytest.mark.parametrize("bad", [ScoreDraft(Criterion.POST, 101, "x"), ScoreDraft(Criterion.POST, 50, " ")])
def test_points_without_basis_or_out_of_range_are_refused(house: Casework, bad: ScoreDraft) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    with pytest.raises(Invalid) as refused:
        house.do(score, house.reviewer, case_id, [bad])
    assert refused.value.field == "post"


def test_first_review_passes_only_with_all_scores_and_checked_papers(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    house.do(score, house.reviewer, case_id, FULL_SCORES[:-1])
    house.do(check_paper, house.reviewer, case_id, house.papers(case_id)[PaperKind.CONTRACT], gap="缺末页")
    with pytest.raises(NotReady) as refused:
        house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意")
    assert "科技型企业倾斜还没有评分" in str(refused.value)
    assert "劳动合同还没有核验" in str(refused.value)
    reasons = cast(list[str], house.ask(why_not, house.reviewer, case_id, Step.FIRST_REVIEW))
    assert reasons == ["科技型企业倾斜还没有评分", "劳动合同还没有核验"]
    assert house.counters() == (10, 0, 0)


def test_a_verdict_needs_an_opinion(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    for verdict in Verdict:
        with pytest.raises(Invalid):
            house.do(first_review, house.reviewer, case_id, verdict, "  ")


def test_a_returned_case_is_filed_again_amended_and_pre_reviewed_anew(house: Casework) -> None:
    draft = a_draft(house.enterprise_id)
    case_id = house.do(file_case, house.filer, draft)
    assert isinstance(case_id, int)
    house.walk(State.FIRST_REVIEW, case_id)
    house.do(first_review, house.reviewer, case_id, Verdict.RETURN, "岗位表述不清")
    assert house.state(case_id) is State.RETURNED
    house.do(refile_case, house.filer, case_id, replace(draft, post="算法总监", papers=()))
    file = shown(house, case_id)
    assert (file.state, file.applicant.post, file.accepted_on, file.clock) == (State.PRE_REVIEW, "算法总监", None, None)
    # A new turn may have its own notice of gaps.
    house.do(request_supplement, house.liaison, case_id, {house.papers(case_id)[PaperKind.POST]: "与岗位不符"})


def _swap(house: Casework, **hands: Actor) -> Casework:
    return replace(house, **hands)


@pytest.mark.parametrize(
    ("target", "earlier", "later"),
    [
        (State.ACCEPTANCE, "filer", "liaison"),
        (State.PANEL, "filer", "reviewer"),
        (State.PANEL, "liaison", "reviewer"),
        (State.PUBLICITY_DUE, "filer", "chair"),
        (State.PUBLICITY_DUE, "liaison", "chair"),
        (State.PUBLICITY_DUE, "reviewer", "chair"),
        (State.SETTLEMENT, "filer", "decider"),
        (State.SETTLEMENT, "liaison", "decider"),
        (State.SETTLEMENT, "reviewer", "decider"),
        (State.SETTLEMENT, "chair", "decider"),
    ],
)
def test_nobody_acts_on_a_case_in_two_capacities(house: Casework, target: State, earlier: str, later: str) -> None:
    both = house.bureau.person(Role.SUPERVISOR, "多面手")
    mixed = _swap(house, **{earlier: both, later: both})
    with pytest.raises(ActedBefore, match="多面手") as refused:
        mixed.walk(target)
    assert "2026-09-17" in str(refused.value)
    assert house.counters()[2] == 0


def test_an_officer_promoted_after_filing_still_cannot_review_it(house: Casework) -> None:
    liaison = house.bureau.person(Role.LIAISON, "新任主管")
    case_id = _swap(house, filer=liaison).walk(State.FIRST_REVIEW)
    office = house.bureau.office
    office.perform(change_account, house.admin, liaison.id or 0, role=Role.SUPERVISOR, active=True, version=1)
    office.perform(vouch, house.reviewer, liaison.id or 0, "当面核验", version=2)
    with pytest.raises(ActedBefore):
        house.do(first_review, liaison, case_id, Verdict.PASS, "同意")
    assert "你已于 2026-09-17 经手本案（申报）" in cast(
        list[str], house.ask(why_not, Actor(liaison.id, liaison.name, Role.SUPERVISOR), case_id, Step.FIRST_REVIEW)
    )


def test_only_a_supervisor_reviews_chairs_and_decides(house: Casework) -> None:
    reviewing, paneled, published = (house.walk(s) for s in (State.FIRST_REVIEW, State.PANEL, State.PUBLICITY))
    house.later(30)
    for role in set(Role) - {Role.SUPERVISOR}:
        other = house.bureau.person(role)
        for use_case, *arguments in (
            (score, reviewing, FULL_SCORES),
            (first_review, reviewing, Verdict.PASS, "同意"),
            (first_review, reviewing, Verdict.REJECT, "不同意"),
            (return_case, reviewing, "退回"),
            (hold_panel, paneled, house.panel()),
            (decide, published, Verdict.PASS, "同意"),
            (decide, published, Verdict.REJECT, "不同意"),
        ):
            with pytest.raises(Forbidden):
                house.do(use_case, other, *arguments)
    assert [house.state(case) for case in (reviewing, paneled, published)] == [
        State.FIRST_REVIEW,
        State.PANEL,
        State.PUBLICITY,
    ]


def test_a_member_who_acted_on_the_case_must_be_recused(house: Casework) -> None:
    case_id = house.walk(State.PANEL)

    def members(attendance: Attendance) -> tuple[Member, ...]:
        return (
            Member(house.liaison.name, attendance, house.liaison.id, "预审人"),
            Member("专家甲", Attendance.PRESENT),
            Member("专家乙", Attendance.PRESENT),
        )

    with pytest.raises(ActedBefore):
        house.do(hold_panel, house.chair, case_id, house.panel((4, 0, 0), members=members(Attendance.PRESENT)))
    assert house.do(hold_panel, house.chair, case_id, house.panel((3, 0, 0), members=members(Attendance.RECUSED)))
    panel = shown(house, case_id).panel
    assert panel is not None
    assert (panel.expected, panel.present, panel.recused) == (4, 3, 1)


def test_whoever_voted_in_the_panel_does_not_decide(house: Casework) -> None:
    case_id = house.walk(State.PANEL)
    members = (Member("赵建华", Attendance.PRESENT, house.decider.id), Member("专家甲", Attendance.PRESENT))
    house.do(hold_panel, house.chair, case_id, house.panel(members=members))
    house.do(publish, house.staff, case_id)
    house.later(30)
    with pytest.raises(ActedBefore, match="评审会表决"):
        house.do(decide, house.decider, case_id, Verdict.PASS, "同意")
    for actor in (house.decider, house.chair):
        assert not cast(CasePage, house.ask(list_cases, actor, CaseFilter(waiting=True))).rows


def test_the_panel_passes_a_case_with_more_than_half_of_the_votes_cast(house: Casework) -> None:
    kept = 0
    for votes, passed in (((2, 1, 0), True), ((2, 0, 1), True), ((1, 1, 1), False), ((0, 3, 0), False)):
        case_id = house.walk(State.PANEL)
        assert house.do(hold_panel, house.chair, case_id, house.panel(votes)) is passed
        assert house.state(case_id) is (State.PUBLICITY_DUE if passed else State.REJECTED)
        kept += passed
        assert house.counters() == (10, kept, 0)


def test_half_of_the_votes_is_no_majority(house: Casework) -> None:
    case_id = house.walk(State.PANEL)
    members = tuple(Member(f"专家{n}", Attendance.PRESENT) for n in "甲乙丙")
    assert house.do(hold_panel, house.chair, case_id, house.panel((2, 2, 0), members=members)) is False


def test_votes_must_add_up_and_a_quorum_must_be_there(house: Casework) -> None:
    case_id = house.walk(State.PANEL)
    with pytest.raises(Invalid) as votes:
        house.do(hold_panel, house.chair, case_id, house.panel((4, 0, 0)))
    assert votes.value.field == "votes_for"
    absent = (Member("专家甲", Attendance.ABSENT, reason="出差"), Member("专家乙", Attendance.ABSENT, reason="病假"))
    with pytest.raises(Invalid, match="法定人数"):
        house.do(hold_panel, house.chair, case_id, house.panel((1, 0, 0), members=absent))
    with pytest.raises(Invalid) as too_early:
        house.do(hold_panel, house.chair, case_id, house.panel(held_on=date(2026, 9, 16)))
    assert too_early.value.field == "held_on"
    recused = (Member("专家甲", Attendance.RECUSED), Member("专家乙", Attendance.PRESENT))
    with pytest.raises(Invalid, match="回避事由"):
        house.do(hold_panel, house.chair, case_id, house.panel((2, 0, 0), members=recused))
    assert house.state(case_id) is State.PANEL


@pytest.mark.parametrize(
    ("unit", "days", "last"),
    # From Thursday 17 September 2026, counted itself: the 19th is a Saturday, the 20th a make-up workday.
    [("working", 5, date(2026, 9, 22)), ("calendar", 7, date(2026, 9, 23)), ("working", 7, date(2026, 9, 24))],
)
def test_the_publicity_counts_its_days_by_the_dated_settings(house: Casework, unit: str, days: int, last: date) -> None:
    house.do(store_setting, house.admin, "publicity.days", house.today, days, "通知")
    house.do(store_setting, house.admin, "publicity.unit", house.today, unit, "通知")
    case_id = house.walk(State.PUBLICITY)
    publicity = shown(house, case_id).publicity
    assert publicity is not None
    assert (publicity.starts_on, publicity.ends_on, publicity.provisional) == (date(2026, 9, 17), last, False)
    house.bureau.clock.set(last)
    with pytest.raises(NotReady):
        house.do(decide, house.decider, case_id, Verdict.PASS, "同意")
    house.later(1)
    house.do(decide, house.decider, case_id, Verdict.PASS, "同意")


def test_an_objection_must_be_answered_before_the_decision(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    draft = ObjectionDraft(str(uuid4()), house.today, "某某", "年限不符")
    objection = house.do(record_objection, house.staff, case_id, draft)
    assert house.do(record_objection, house.staff, case_id, draft) == objection
    house.later(30)
    with pytest.raises(NotReady, match="1 件异议"):
        house.do(decide, house.decider, case_id, Verdict.PASS, "同意")
    house.do(answer_objection, house.decider, objection, "经核实年限相符。", sustained=False)
    house.do(decide, house.decider, case_id, Verdict.PASS, "同意")
    (row,) = shown(house, case_id).objections
    assert row.answer == "经核实年限相符。"


def test_a_sustained_objection_ends_the_case_and_gives_the_unit_back(house: Casework) -> None:
    case_id = house.walk(State.PUBLICITY)
    objection = house.do(
        record_objection, house.staff, case_id, ObjectionDraft(str(uuid4()), house.today, "某某", "材料不实")
    )
    with pytest.raises(ActedBefore):
        house.do(answer_objection, house.reviewer, objection, "属实", sustained=True)
    house.do(answer_objection, house.decider, objection, "经查属实。", sustained=True)
    assert house.state(case_id) is State.REJECTED
    assert house.counters() == (10, 0, 0)


def test_a_case_expires_only_after_its_time_has_run_out(house: Casework) -> None:
    waiting, reserved, returned = (house.walk(s) for s in (State.SUPPLEMENT, State.PANEL, State.RETURNED))
    house.later(30)
    for case_id in (waiting, reserved, returned):
        with pytest.raises(NotReady):
            house.do(expire, house.staff, case_id)
    house.later(1)
    house.do(expire, house.staff, waiting)
    house.do(expire, house.staff, returned)
    with pytest.raises(NotReady):
        house.do(expire, house.staff, reserved)
    house.later(150)
    house.do(expire, house.staff, reserved)
    assert house.counters() == (10, 0, 0)
    assert {house.state(case_id) for case_id in (waiting, reserved, returned)} == {State.EXPIRED}


def test_a_decided_case_cannot_be_withdrawn_and_settlement_is_only_recorded(house: Casework) -> None:
    case_id = house.walk(State.SETTLEMENT)
    with pytest.raises(IllegalTransition):
        house.do(withdraw, house.filer, case_id, "企业撤回")
    with pytest.raises(Invalid):
        house.do(settle, house.staff, case_id, date(2027, 1, 1), "准迁字第 1 号")
    house.do(settle, house.staff, case_id, house.today, "准迁字第 1 号")
    settlement = shown(house, case_id).settlement
    assert settlement is not None
    assert settlement.permit_number == "准迁字第 1 号"


def test_a_stale_page_overwrites_nothing(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    version = shown(house, case_id).version
    house.do(score, house.reviewer, case_id, FULL_SCORES, version=version)
    with pytest.raises(Conflict):
        house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意", version=version)
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意", version=shown(house, case_id).version)
    # The second click finds the case moved on.
    with pytest.raises(IllegalTransition):
        house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意", version=version)
    assert house.counters() == (10, 1, 0)


def test_a_refused_step_leaves_no_trace(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    before = shown(house, case_id)
    for attempt in (
        lambda: house.do(first_review, house.reviewer, case_id, Verdict.PASS, "同意"),
        lambda: house.do(request_supplement, house.reviewer, case_id, {}),
        lambda: house.do(accept, house.acceptor, case_id),
    ):
        with pytest.raises(AppError):
            attempt()
    assert shown(house, case_id) == before


def test_every_step_says_who_when_and_with_what_opinion(house: Casework) -> None:
    case_id = house.walk(State.SETTLED)
    steps = [step for step in shown(house, case_id).steps if step.step is not Step.CHECK_PAPER]
    assert [(step.step, step.by) for step in steps] == [
        (Step.FILE, "陈思齐"),
        (Step.PRE_REVIEW, "王敏"),
        (Step.ACCEPT, "周喆"),
        (Step.SCORE, "李国强"),
        (Step.FIRST_REVIEW, "李国强"),
        (Step.PANEL, "何静"),
        (Step.PUBLISH, "顾承昊"),
        (Step.DECIDE, "赵建华"),
        (Step.SETTLE, "顾承昊"),
    ]
    assert steps[1].opinion == "材料齐全，建议受理。"


FOUL_PLAY = [
    "UPDATE talent_case SET state = 'settled' WHERE id = :case",
    "UPDATE talent_case SET state = 'panel' WHERE id = :case",
    "DELETE FROM talent_case WHERE id = :case",
    "UPDATE case_step SET opinion = 'x' WHERE case_id = :case",
    "DELETE FROM case_step WHERE case_id = :case",
    # The one who filed it reviews it.
    "INSERT INTO case_step (case_id, step, capacity, state_before, state_after, account_id, at, opinion) "
    "SELECT case_id, 'first_review', 'reviewer', 'first_review', 'panel', account_id, at, '' FROM case_step "
    "WHERE case_id = :case AND step = 'file'",
    # A step from a state in which the case is not.
    "INSERT INTO case_step (case_id, step, state_before, state_after, account_id, at, opinion) "
    "SELECT case_id, 'settle', 'settlement', 'settled', account_id, at, '' FROM case_step "
    "WHERE case_id = :case AND step = 'file'",
]


def test_the_database_refuses_what_the_chain_does_not_allow(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    for statement in FOUL_PLAY:
        with (
            pytest.raises(sa.exc.DBAPIError),
            house.bureau.office.database.transaction(writes=True) as connection,
        ):
            connection.execute(sa.text(statement), {"case": case_id})
    assert house.state(case_id) is State.FIRST_REVIEW


def test_the_queue_shows_each_person_what_waits_for_them(house: Casework) -> None:
    pre_reviewed, reviewing, paneled = (
        house.walk(state) for state in (State.PRE_REVIEW, State.FIRST_REVIEW, State.PANEL)
    )

    def waiting(actor: Actor) -> set[int]:
        page = cast(CasePage, house.ask(list_cases, actor, CaseFilter(waiting=True)))
        assert page.count == len(page.rows)
        return {row.id for row in page.rows}

    assert waiting(house.liaison) == {pre_reviewed}
    # The reviewer of a case does not chair its panel.
    assert waiting(house.reviewer) == {pre_reviewed, reviewing}
    assert waiting(house.chair) == {pre_reviewed, reviewing, paneled}
    assert waiting(house.staff) == set()


def test_cases_are_found_by_applicant_enterprise_and_number(house: Casework) -> None:
    first, second = house.file(name="骆%龑"), house.file(name="陆_𬭎")

    def found(text: str) -> set[int]:
        return {row.id for row in cast(CasePage, house.ask(list_cases, house.filer, CaseFilter(text=text))).rows}

    assert found("骆%") == {first}
    assert found("%") == {first}
    assert found("𬭎") == {second}
    assert found("衡枢") == {first, second}
    assert found("宝人特〔2026〕2 号") == {second}
    assert found("1 号") == {first}
    assert found("\\'\"") == set()


def test_the_page_says_where_the_case_stands(house: Casework) -> None:
    def stages(case_id: int) -> list[str]:
        return [stage.status for stage in shown(house, case_id).stages]

    assert stages(house.walk(State.PRE_REVIEW)) == ["now", *["ahead"] * 6]
    assert stages(house.walk(State.FIRST_REVIEW)) == ["done", "done", "now", *["ahead"] * 4]
    assert stages(house.walk(State.REJECTED)) == ["done", "done", "stopped", *["ahead"] * 4]
    published = house.walk(State.PUBLICITY)
    assert stages(published) == [*["done"] * 4, "now", "ahead", "ahead"]
    house.later(30)
    assert stages(published) == [*["done"] * 5, "now", "ahead"]
    assert stages(house.walk(State.SETTLED)) == ["done"] * 7


def test_the_approval_form_prints_what_is_on_record(house: Casework) -> None:
    form = cast(CasePrint, house.ask(case_print, house.staff, house.walk(State.SETTLED)))
    assert form.quota is not None
    assert form.number == "宝人特〔2026〕1 号"
    assert form.panel.text.startswith("2026年9月17日评审会：应到3人，实到3人；同意3票")
    assert form.publicity.text == "公示期为2026年9月17日至2026年9月22日（5个工作日），收到异议0件。"
    assert form.quota.entry == "QE-2026-0002"
    assert (form.decision.text, form.decision.signed_by) == ("同意。", "赵建华")


def test_an_unknown_case_is_not_found(house: Casework) -> None:
    with pytest.raises(AppError):
        house.ask(case_file, house.reviewer, 999)


def test_a_case_is_stored_with_exact_amounts(house: Casework) -> None:
    case_id = house.file(contribution_base=Decimal("36921.37"))
    with house.bureau.office.database.transaction(writes=False) as connection:
        base = connection.execute(sa.select(TalentCase.contribution_base).where(TalentCase.id == case_id)).scalar_one()
    assert base == Decimal("36921.37")
