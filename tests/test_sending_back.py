"""Sent back, countersigned, noticed, and counted anew: what happens to a case besides going on."""

from collections import Counter
from datetime import date
from typing import cast

import pytest

from officer_app.cases.chain import ActedBefore
from officer_app.cases.deadlines import ReviewClock
from officer_app.cases.gaps import Gap
from officer_app.cases.lists import CaseFilter, CasePage, list_cases
from officer_app.cases.service import (
    accept,
    check_paper,
    pre_review,
    request_supplement,
    supplement_arrived,
)
from officer_app.cases.words import (
    ClockLight,
    DefectCode,
    PaperKind,
    State,
    Step,
    Verdict,
)
from officer_app.core.database import Database
from officer_app.core.errors import Invalid
from officer_app.core.holidays import DayKind, HolidayYear, SpecialDay, remove_year, store_year
from officer_app.core.work import Work, changes
from officer_app.people.access import Permission
from officer_app.people.settings import store_setting
from officer_app.quota.countersigning import countersign
from officer_app.quota.evaluation import score
from officer_app.quota.panel import hold_panel
from officer_app.quota.publicity import publish
from officer_app.quota.reasons import NotReady
from officer_app.quota.sending_back import send_back
from officer_app.quota.service import decide, first_review
from tests.casework import FULL_SCORES, Casework, a_draft, casework
from tests.fairwork import another, raw_step, seen


@pytest.fixture
def house(database: Database) -> Casework:
    return casework(database)


def clock_of(house: Casework, case_id: int) -> ReviewClock:
    clock = seen(house, case_id).clock
    assert clock is not None
    return clock


def test_a_case_sent_back_to_pre_review_is_accepted_anew_and_its_clock_runs_on(house: Casework) -> None:
    case_id = house.walk(State.FIRST_REVIEW)
    due, accepted = clock_of(house, case_id).due_on, seen(house, case_id).accepted_on
    with pytest.raises(Invalid):
        house.do(send_back, house.reviewer, case_id, State.PRE_REVIEW, " ")
    house.do(send_back, house.reviewer, case_id, State.PRE_REVIEW, "劳动合同与社保单位不一致，请重新核对")
    file = seen(house, case_id)
    assert (file.state, file.stages[0].status, file.stages[1].status) == (State.PRE_REVIEW, "now", "ahead")
    assert file.stages[0].lines == ("李国强退回：劳动合同与社保单位不一致，请重新核对",)
    house.later(1)
    # The office's own doubts cost the employer no time.
    assert (clock_of(house, case_id).due_on, clock_of(house, case_id).days) == (due, 1)
    house.do(pre_review, house.liaison, case_id, "已核对")
    house.do(accept, house.acceptor, case_id)
    assert (seen(house, case_id).accepted_on, clock_of(house, case_id).due_on) == (accepted, due)
    house.do(score, house.reviewer, case_id, FULL_SCORES)
    house.grant(1)
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "符合")


def test_sent_back_to_first_review_a_case_gives_its_unit_back_and_its_clock_stood_still(house: Casework) -> None:
    house.grant(1)
    case_id = house.walk(State.PANEL)
    days = clock_of(house, case_id).days
    house.later(14)
    house.do(send_back, house.chair, case_id, State.FIRST_REVIEW, "创新成果证明需复核")
    assert (house.counters(), house.entries(case_id)) == ((1, 0, 0), ["reserve", "release"])
    file = seen(house, case_id)
    assert (clock_of(house, case_id).days, file.clock and file.clock.finished) == (days, False)
    (moved,) = file.deadlines
    assert (moved.by, moved.reason, moved.due_after > moved.due_before) == ("何静", "退回初审，其间停止计时", True)
    assert [stage.status for stage in file.stages[2:4]] == ["now", "ahead"]
    # The chair stays the chair; the reviewer passes it again.
    house.do(first_review, house.reviewer, case_id, Verdict.PASS, "已复核")
    house.do(hold_panel, house.chair, case_id, house.panel())
    assert house.counters() == (1, 1, 0)


def test_sent_back_to_the_panel_a_case_keeps_its_unit_and_is_voted_on_and_published_again(house: Casework) -> None:
    house.grant(1)
    case_id = house.walk(State.PUBLICITY)
    signer = another(house)
    house.do(countersign, signer, case_id, False, "评审会未讨论利益冲突")
    house.do(send_back, house.decider, case_id, State.PANEL, "请评审会补充讨论")
    file = seen(house, case_id)
    assert (house.counters(), file.stages[3].status, file.stages[4].status) == ((1, 1, 0), "now", "ahead")
    assert not any("赞成" in line for line in file.stages[3].lines)
    assert [one.standing for one in file.countersignatures] == [True]
    house.do(hold_panel, house.chair, case_id, house.panel((2, 1, 0)))
    house.do(publish, house.staff, case_id)
    file = seen(house, case_id)
    assert file.panel is not None
    assert (file.panel.votes_for, file.publicity and file.publicity.round) == (2, 2)
    # What was said before the case was published again counts no more.
    assert [one.standing for one in file.countersignatures] == [False]
    house.later(30)
    house.do(decide, house.decider, case_id, Verdict.PASS, "同意")


def test_a_decision_needs_the_countersignatures_asked_for_and_none_against_it(house: Casework) -> None:
    house.grant(2)
    house.do(store_setting, house.admin, "decision.countersign", date(2026, 1, 1), 1, "办字〔2026〕3号")
    case_id, opposed = house.walk(State.PUBLICITY), house.walk(State.PUBLICITY)
    house.later(30)
    with pytest.raises(NotReady, match="会签"):
        house.do(decide, house.decider, case_id, Verdict.PASS, "同意")
    first, second = another(house), another(house)
    with pytest.raises(ActedBefore):
        house.do(countersign, house.reviewer, case_id, True, "同意")
    with pytest.raises(Invalid):
        house.do(countersign, first, case_id, True, "")
    house.do(countersign, first, case_id, True, "同意")
    with pytest.raises(Invalid, match="已会签"):
        house.do(countersign, first, case_id, False, "不同意")
    with pytest.raises(ActedBefore):
        house.do(decide, first, case_id, Verdict.PASS, "同意")
    house.do(decide, house.decider, case_id, Verdict.PASS, "同意")
    # Two agree, one does not: the case waits until it is sent back or rejected. The database says so too.
    house.do(countersign, first, opposed, True, "同意")
    house.do(countersign, second, opposed, False, "成果归属存疑")
    with pytest.raises(NotReady, match="成果归属存疑"):
        house.do(decide, house.decider, opposed, Verdict.PASS, "同意")
    assert "does not agree" in raw_step(house, opposed, house.decider, Step.DECIDE, State.SETTLEMENT)
    house.do(decide, house.decider, opposed, Verdict.REJECT, "会签不同意")
    assert house.counters() == (2, 0, 1)


def test_every_gap_of_the_one_notice_has_a_code_and_words_that_can_be_counted(house: Casework) -> None:
    case_id = house.file(papers=a_draft(1).papers[2:])
    papers = house.papers(case_id)
    gaps = {
        papers[PaperKind.CONTRACT]: Gap(DefectCode.UNSEALED),
        papers[PaperKind.TAX]: Gap(DefectCode.EXPIRED, "为上年度"),
    }
    with pytest.raises(Invalid):
        house.do(request_supplement, house.liaison, case_id, {papers[PaperKind.TAX]: Gap(DefectCode.OTHER)})
    house.do(check_paper, house.liaison, case_id, papers[PaperKind.IDENTITY], code=DefectCode.ILLEGIBLE)
    house.do(request_supplement, house.liaison, case_id, gaps, "材料补正期间停止计时")
    (notice,) = seen(house, case_id).notices
    assert notice.reason == "材料补正期间停止计时"
    told = {name: (code, words) for (name, words), code in zip(notice.gaps, notice.codes, strict=True)}
    assert told["劳动合同"] == (DefectCode.UNSEALED, DefectCode.UNSEALED.label)
    assert DefectCode.MISSING in notice.codes
    assert DefectCode.ILLEGIBLE in notice.codes
    assert Counter(notice.codes)[DefectCode.EXPIRED] == Counter(notice.codes)[DefectCode.UNSEALED] == 1
    # Sent back, the stage has had its notice; filed again, it begins anew.
    house.do(supplement_arrived, house.filer, case_id, dict.fromkeys(papers.values(), 3))
    house.do(check_paper, house.liaison, case_id, papers[PaperKind.TAX])
    assert seen(house, case_id).papers[0].defect is None
    with pytest.raises(Invalid, match="告知"):
        house.do(request_supplement, house.liaison, case_id, gaps)


@changes(Permission.SETTINGS)
def _holidays(work: Work, year: int, *days: date) -> None:
    if days:
        store_year(work, HolidayYear(year, "试验", tuple(SpecialDay(day, DayKind.OFF, "假") for day in days)))
    else:
        remove_year(work, year)


def test_when_holidays_change_open_cases_get_other_limits_with_a_trace_and_no_case_moves(house: Casework) -> None:
    """Nothing but a person's step moves a case: not time, not holidays, not a setting."""
    house.grant(2)
    house.bureau.clock.set(date(2026, 12, 28))
    case_id, published = house.walk(State.FIRST_REVIEW), house.walk(State.PUBLICITY)
    clock = clock_of(house, case_id)
    assert (clock.due_on, clock.provisional, clock.light) == (date(2027, 1, 4), True, ClockLight.GREEN)
    house.do(_holidays, house.admin, 2027, date(2027, 1, 1), date(2027, 1, 4))
    file = seen(house, case_id)
    assert clock_of(house, case_id).due_on == date(2027, 1, 6)
    (moved,) = file.deadlines
    assert (moved.due_before, moved.due_after, moved.provisional, moved.reason, moved.by) == (
        date(2027, 1, 4),
        date(2027, 1, 6),
        False,
        "2027年节假日有变动",
        "管理员甲",
    )
    (ended,) = seen(house, published).deadlines
    publicity = seen(house, published).publicity
    assert publicity is not None
    assert (publicity.last_day, publicity.provisional) == (ended.due_after, False)
    house.do(_holidays, house.admin, 2027)
    assert [row.provisional for row in seen(house, case_id).deadlines] == [False, True]
    house.do(store_setting, house.admin, "first_review.limit", date(2027, 1, 1), 1, "试验")
    house.later(400)
    assert clock_of(house, case_id).light is ClockLight.RED
    assert (house.state(case_id), house.state(published)) == (State.FIRST_REVIEW, State.PUBLICITY)
    listed = cast(CasePage, house.ask(list_cases, house.decider, CaseFilter()))
    assert {row.light for row in listed.rows} == {ClockLight.RED, None}
