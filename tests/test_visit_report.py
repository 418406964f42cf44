"""The report of a period on paper: its numbers, its letter, its table, its records."""

import re
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from officer_app.core.documents.breaking import NO_END, NO_START
from officer_app.core.documents.faces import MissingGlyph
from officer_app.core.documents.paper import MM
from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.progress import Cancelled
from officer_app.visits.figures import AnswerTimes, DemandFigures, answer_times, count_facts, facts_of
from officer_app.visits.period_charts import places_chart, visits_chart
from officer_app.visits.periods import Period, month_of, quarter_of
from officer_app.visits.report import period_report
from tests.paper_samples import a_month, a_visit, with_visits
from tests.pdf_reading import Reading

OCTOBER = date(2026, 10, 1)


# ---- periods -------------------------------------------------------------------------------------------------------


@given(st.dates(date(2020, 1, 1), date(2032, 12, 31)), st.integers(0, 6000))
def test_spans_cover_a_period_once(first: date, days: int) -> None:
    period = Period(first, date.fromordinal(first.toordinal() + days))
    spans = period.spans()
    covered = [span.first.toordinal() + step for span in spans for step in range((span.last - span.first).days + 1)]
    assert covered == list(range(period.first.toordinal(), period.last.toordinal() + 1))
    assert len(spans) <= 19
    assert len({span.name for span in spans}) == len(spans)
    weekly = days < 112 and len(spans) > 1
    assert not weekly or all(span.first.weekday() == 0 for span in spans[1:])


def test_a_period_is_called_as_an_office_calls_it() -> None:
    called = {
        month_of(date(2026, 10, 9)): ("2026年10月", "2026-10", "上月"),
        quarter_of(date(2026, 8, 9)): ("2026年第三季度", "2026-Q3", "上季度"),
        Period(date(2026, 1, 1), date(2026, 12, 31)): ("2026年度", "2026", "上年"),
        Period(date(2026, 9, 17), date(2026, 9, 17)): ("2026年9月17日", "2026-09-17", "上期"),
        Period(date(2026, 9, 28), date(2026, 10, 11)): ("2026年9月28日至10月11日", "20260928-20261011", "上期"),
        Period(date(2026, 12, 28), date(2027, 1, 3)): ("2026年12月28日至2027年1月3日", "20261228-20270103", "上期"),
    }
    for period, (name, code, before) in called.items():
        assert (period.in_chinese, period.code, period.words[1]) == (name, code, before)


def test_a_period_is_compared_with_the_one_before_and_with_that_of_last_year() -> None:
    assert month_of(date(2026, 1, 9)).before == month_of(date(2025, 12, 1))
    assert month_of(date(2028, 2, 9)).year_ago == Period(date(2027, 2, 1), date(2027, 2, 28))
    assert quarter_of(date(2026, 1, 1)).before == quarter_of(date(2025, 10, 1))
    assert Period(date(2026, 1, 1), date(2026, 12, 31)).year_ago is None
    week = Period(date(2026, 10, 5), date(2026, 10, 11))
    assert week.before == Period(date(2026, 9, 28), date(2026, 10, 4))
    assert week.year_ago == Period(date(2025, 10, 5), date(2025, 10, 11))


def test_days_without_order_are_no_period() -> None:
    with pytest.raises(ValueError, match="before it begins"):
        Period(date(2026, 10, 2), date(2026, 10, 1))


# ---- figures -------------------------------------------------------------------------------------------------------


@given(st.integers(0, 120))
def test_figures_add_up_however_many_visits_there_are(count: int) -> None:
    month = a_month(count)
    figures = month.figures.visits
    assert figures.visits == count
    for counts in (figures.by_mode, figures.by_trigger, figures.by_outcome):
        assert sum(counts.values()) == count
    assert sum(span.total for span in figures.spans) == count
    assert sum(figures.by_industry.values()) == sum(figures.by_subdistrict.values()) == count
    assert figures.enterprises == len({visit.uscc for visit in month.visits})
    assert figures.demands == sum(len(visit.demands) for visit in month.visits)


def test_a_visit_outside_the_month_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        count_facts(facts_of([a_visit(visited_on=date(2026, 9, 30))]), month_of(OCTOBER))


@given(st.lists(st.integers(0, 60), max_size=80))
def test_nine_of_ten_were_answered_within_what_the_report_says(days: list[int]) -> None:
    times = answer_times(days)
    assert sum(times.by_span) == times.answered == len(days)
    if not days:
        assert times == AnswerTimes(0)
        return
    within = sum(1 for one in days if one <= times.most)
    assert within == times.within_most >= 0.9 * len(days)
    assert sum(1 for one in days if one < times.most) < 0.9 * len(days)
    assert 2 * sum(1 for one in days if one <= times.median) >= len(days)
    assert 2 * sum(1 for one in days if one < times.median) <= len(days)


# ---- the letter ----------------------------------------------------------------------------------------------------


def test_a_month_s_letter_says_its_numbers_with_their_fractions() -> None:
    with Reading(period_report(a_month())) as reading:
        text = reading.squeezed(0)
        figures = a_month().figures.visits
        for words in (
            "2026年10月企业走访情况报告", "（ZB-2026-0010）",
            f"共走访重点企业{figures.enterprises}家、28次",
            "其中上门12次、电话8次、视频4次、来访4次", "完成率89.7%（26/29）", "满意率94.7%（18/19）", "查无此企1次",
            "诉求集中于人才引进、人才公寓、子女入学三类", "图1", "图2", "单位：次", "其余3家未访",
            "走访次数比上月（23次）增加5次，增长21.7%（5/23）；比上年同期（31次）减少3次，下降9.7%（3/31）",
        ):  # fmt: skip
            assert words in text, words
        assert [title for _level, title in reading.outline()][:3] == [
            "2026年10月企业走访情况报告",
            "附表1\u3000走访明细表",
            "附件2\u3000走访记录全文",
        ]
        assert len(reading.outline()) == 3 + 28


QUARTER = quarter_of(OCTOBER)


@pytest.mark.parametrize("period", [month_of(OCTOBER), QUARTER])
@pytest.mark.parametrize("page", [0, 1])
def test_the_letter_keeps_to_the_grid_and_to_the_rules_of_breaking(period: Period, page: int) -> None:
    with Reading(period_report(a_month(60, period))) as reading:
        signs = [sign for sign in reading.signs(page) if sign.size == pytest.approx(16, abs=0.01)]
        assert not re.search("[\ufffd\ufffe\ue000-\uf8ff]", reading.text())
    assert signs
    rows: dict[int, list[str]] = {}
    for sign in signs:
        row = (sign.y - 37 * MM - 20.575) / 28.991
        assert row == pytest.approx(round(row), abs=0.01)
        assert sign.left >= 28 * MM - 0.5
        assert sign.right <= 184.1 * MM
        rows.setdefault(round(row), []).append(sign.text)
    for signs_of_row in rows.values():
        assert signs_of_row[0] not in NO_START or signs_of_row[0] == "（"
        assert signs_of_row[-1] not in NO_END


def test_a_month_s_table_repeats_its_head_holds_every_visit_once_and_its_total_equals_the_letter() -> None:
    month = a_month(150)
    with Reading(period_report(month)) as reading:
        texts = [reading.squeezed(page) for page in range(len(reading))]
        tables = [text for text in texts if "附表1" in text]
        records = [text for text in texts if "附件2" in text]
        assert len(tables) == 5
        assert all(text.count("企业名称") == 1 for text in tables)
        assert "合计走访150次" in tables[-1]
        assert sum("合计" in text for text in tables) == 1
        assert "150次" in texts[0]
        for visit in month.visits:
            assert sum(text.count(visit.number) for text in records) == 1
        # The letter has page numbers of its own kind.
        for number, text in enumerate(texts[2:], 3):
            assert f"第{number}页共{len(texts)}页" in text
        assert sum("校验码" in text for text in texts) == len(texts) - 2


def test_numbers_in_the_table_end_at_the_same_place() -> None:
    with Reading(period_report(a_month(120))) as reading:
        edges: dict[str, set[float]] = {"序": set(), "诉求": set()}
        for page in range(1, 4):
            for sign in reading.signs(page):
                if (
                    sign.text.isdigit()
                    and sign.face == "NotoSansSC-Regular"
                    and sign.size == pytest.approx(9, abs=0.01)
                ):
                    end = sign.x + 0.555 * 9
                    if 29 * MM < end < 31.5 * MM:
                        edges["序"].add(round(end, 1))
                    elif end > 185 * MM:
                        edges["诉求"].add(round(end, 1))
    # The last digit of each number, and one or two digits before it at their own fixed places.
    assert max(edges["序"]) == pytest.approx(31 * MM, abs=0.1)
    assert len(edges["诉求"]) == 1


def test_a_month_without_visits_is_a_letter_alone() -> None:
    nothing = DemandFigures(0, 0, 0, 0)
    report = with_visits(a_month(0), due=0, visited_due=0, demands=nothing, before=None, year_ago=None)
    with Reading(period_report(replace(report, stamp=DRAFT))) as reading:
        text = reading.squeezed()
        assert len(reading) == 1
    assert "未登记走访" in text
    assert "本月无到期应访企业" in text
    assert "（草稿）" in text
    assert "图" not in text
    assert "比上" not in text


def test_one_officer_s_month_names_the_officer() -> None:
    with Reading(period_report(a_month(5, officer="宋龑"))) as reading:
        assert "联络员宋龑共走访重点企业" in reading.squeezed(0)


def test_a_record_s_head_never_parts_from_its_text() -> None:
    month = a_month(40)
    with Reading(period_report(month)) as reading:
        for page in range(len(reading)):
            text = reading.squeezed(page)
            if "附件2" not in text:
                continue
            for visit in month.visits:
                if visit.number in text:
                    after = text[text.index(visit.number) :]
                    assert "走访内容" in after


def test_a_short_record_stays_on_one_page() -> None:
    report = a_month(40)
    with Reading(period_report(report)) as reading:
        pages = [reading.squeezed(page) for page in range(len(reading))]
    records = [page for page in pages if "附件2" in page]
    assert len(records) > 3
    for page in records:
        assert page.split("走访记录全文", 1)[1].lstrip().startswith("ZF-")


def test_a_quarter_has_its_charts_over_the_whole_measure() -> None:
    with Reading(period_report(a_month(90, QUARTER))) as reading:
        first, second = reading.squeezed(0), reading.squeezed(1)
        assert "2026年第四季度企业走访情况报告" in first
        assert "本季度应访29家" in first
        assert "图1各周走访次数" in first
        for words in ("图2各周诉求登记与办结", "图3各产业走访次数", "图4诉求首次答复用时", "季末在办17件", "12.28"):
            assert words in second, words
        assert "92.9%（13/14）在8个工作日内答复" in second
        assert reading.squeezed(2).startswith("2026年第四季度企业走访情况报告附表1")


def test_years_are_told_by_quarters_or_years() -> None:
    years = Period(date(2023, 1, 1), date(2026, 12, 31))
    assert [span.name for span in years.spans()][:5] == ["23.Q1", "23.Q2", "23.Q3", "23.Q4", "24.Q1"]
    with Reading(period_report(a_month(30, years, records=False))) as reading:
        assert "各季走访次数" in reading.squeezed(0)
    assert Period(date(2019, 5, 1), date(2026, 12, 31)).spans()[0].name == "2019"


def test_a_report_of_a_sub_district_or_an_industry_says_so() -> None:
    with Reading(period_report(a_month(4, subdistrict="顾村镇"))) as reading:
        assert "2026年10月顾村镇企业走访情况报告" in reading.squeezed(0)
        assert "全区联络员在顾村镇共走访" in reading.squeezed(0)
    with Reading(period_report(a_month(9, industry="biomedicine"))) as reading:
        assert "2026年10月生物医药企业走访情况报告" in reading.squeezed(0)
        assert "各街镇走访次数" in reading.squeezed()


def test_a_long_title_breaks_by_its_sense_and_the_office_and_the_day_stand_below_it() -> None:
    with Reading(period_report(a_month(4, QUARTER, subdistrict="宝山工业园区"))) as reading:
        lines = [line.strip() for line in reading.text(0).split("\n")]
    assert "企业走访情况报告" in lines
    assert "2026年第四季度宝山工业园区" in ["".join(line.split()) for line in lines]
    with Reading(period_report(a_month(4))) as reading:
        assert "上海市宝山区人力资源和社会保障局2026年11月19日" in reading.squeezed(0)


def test_a_report_of_a_running_period_says_up_to_when_and_draws_nothing_that_is_to_come() -> None:
    report = a_month(4)
    figures = replace(report.figures, as_of=date(2026, 10, 21))
    with Reading(period_report(replace(report, figures=figures))) as reading:
        text = reading.squeezed(0)
    assert "2026年10月（截至10月21日），" in text
    assert "目前在办17件" in text
    assert "其余3家尚未走访" in text
    quiet = replace(figures, visits=count_facts([], report.period), demands=DemandFigures(0, 0, 17, 17))
    assert visits_chart(quiet).places == ("1—4", "5—11", "12—18", "19—25")


def test_a_month_without_visits_that_begins_on_a_weekend_has_its_place_in_a_year() -> None:
    year = Period(date(2026, 1, 1), date(2026, 12, 31))
    figures = replace(a_month(0, year).figures, as_of=None)
    assert visits_chart(figures).places == tuple(f"26.{month}" for month in range(1, 13))
    # The weekend with which August begins is no place.
    assert visits_chart(a_month(0, month_of(date(2026, 8, 1))).figures).places[0] == "3—9"


def test_a_chart_s_shares_are_told_with_what_they_are_shares_of() -> None:
    report = a_month(28)
    assert places_chart(report.figures).title == "各产业走访次数（共28次）"
    assert places_chart(report.figures, by_town=True).title == "各街镇走访次数（共28次）"


def test_a_report_says_which_one_it_replaces() -> None:
    stamp = Stamp("ZB-2026-0011", "ZB-2026-0010", date(2026, 11, 3))
    with Reading(period_report(a_month(3, stamp=stamp))) as reading:
        assert "（ZB-2026-0011）（替代2026年11月3日印发的ZB-2026-0010）" in reading.squeezed(0)
        assert "ZB-2026-0011" in reading.squeezed(2)


def test_without_records_the_table_is_the_end() -> None:
    with Reading(period_report(a_month(20, records=False))) as reading:
        assert "附件2" not in reading.squeezed()
        assert "附表1" in reading.squeezed()


def test_figures_of_other_visits_are_never_printed() -> None:
    report = a_month(3)
    with pytest.raises(ValueError, match="other visits"):
        period_report(replace(report, visits=report.visits[:2]))


def test_a_report_stops_when_it_is_cancelled() -> None:
    told: list[int] = []

    def stop(done: int, total: int | None = None, /) -> None:
        assert total == 1000
        told.append(done)
        if done > 300:
            raise Cancelled

    with pytest.raises(Cancelled):
        period_report(a_month(40), stop)
    assert told == sorted(told)


def test_a_month_names_the_visit_with_a_character_that_cannot_be_printed() -> None:
    month = a_month(5)
    spoilt = replace(month.visits[3], content="企业送来一面锦旗🎉，表示感谢。")
    visits = (*month.visits[:3], spoilt, *month.visits[4:])
    with pytest.raises(MissingGlyph) as refused:
        period_report(with_visits(month, *visits))
    assert spoilt.number in str(refused.value)
    assert "U+1F389" in str(refused.value)
