"""The figures of special talent: exact to the case, every percentage with its fraction, what is missing refused."""

import csv
import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.cases.model import TalentCase
from officer_app.cases.past import import_history
from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.core.errors import Invalid
from officer_app.core.holidays import store_shipped_years
from officer_app.core.work import Work, changes
from officer_app.directory.imports.importing import ImportRequest
from officer_app.i18n import CHINESE, speaking
from officer_app.overview.archive import IssuedKind, PaperWish, issue_paper, reprint
from officer_app.people.access import Permission
from officer_app.quota.city import CityDraft, CityMeasure, enter_city_figure, remove_city_figure
from officer_app.quota.figure_shapes import (
    Business,
    ReviewDays,
    Share,
    TalentFigures,
    percent,
    percent_change,
    year_before,
)
from officer_app.quota.figures import talent_figures
from officer_app.quota.figures_sheet import export_talent_figures
from officer_app.quota.figures_told import (
    DividedByNone,
    FigureMissing,
    NothingBefore,
    charts_of,
    city_sentences,
    count_sentence,
    count_sentences,
    talent_sentences,
)
from officer_app.quota.summary_paper import draw_summary, summary_print
from officer_app.visits.periods import Period
from tests.casework import Casework, casework
from tests.pdf_reading import Reading
from tests.test_past_cases import HEAD

LETTER = Path(__file__).parents[2] / "shared" / "data"


@changes(Permission.SETTINGS)
def _load_holidays(work: Work) -> None:
    store_shipped_years(work)


@pytest.fixture
def house(database: Database) -> Iterator[Casework]:
    made = casework(database)
    made.do(_load_holidays, made.admin)
    yield made
    made.bureau.office.close()


def figures(house: Casework, first: date, last: date) -> TalentFigures:
    found = house.ask(talent_figures, house.decider, first, last)
    assert isinstance(found, TalentFigures)
    return found


def bring_in(house: Casework, path: Path) -> None:
    house.do(import_history, house.staff, ImportRequest(path))


def invented(folder: Path) -> Path:
    """2024: 3 introduced, 4 special of whom 3 reach the line, 1 unknown; 2025: 7 introduced, none of the others."""
    rows = []
    for year, channel, count in ((2024, "人才引进", 3), (2025, "人才引进", 7), (2024, "特殊人才", 4)):
        for number in range(count):
            base = ("3.00", "2.99", "4.10", "")[number] if channel == "特殊人才" else ""
            rows.append(
                (f"{channel}{year}-{number}", channel, "", "", "", "上海某某有限公司", "", base, f"{year}-03-04",
                 f"{year}-03-0{5 + number % 3}", "", f"{year}-04-1{number}", "办结", "")
            )  # fmt: skip
    rows.append(("陷阱", "人才引进", "", "", "", "上海某某有限公司", "", "", "2025-03-04", "", "", "", "退回补正", ""))
    path = folder / "业务.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def texts(house: Casework, first: date, last: date) -> str:
    found = figures(house, first, last)
    with speaking(CHINESE):
        told = [*count_sentences(found), *talent_sentences(found), *city_sentences(found)]
    return "\n".join(("×" if one.refused else "") + one.text for one in told)


def test_percentages_are_rounded_half_up_to_two_places() -> None:
    assert (percent_change(284, 26), percent_change(814, 317)) == (Decimal("992.31"), Decimal("156.78"))
    assert (percent(41, 58), percent(1, 800), percent(3, 800)) == (Decimal("70.69"), Decimal("0.13"), Decimal("0.38"))
    assert percent_change(2, 10) == Decimal("-80.00")
    assert year_before(Period(date(2024, 2, 29), date(2024, 2, 29))) == Period(date(2023, 2, 28), date(2023, 2, 28))
    assert year_before(Period(date(2021, 1, 1), date(2021, 2, 28))).last == date(2020, 2, 29)
    assert ReviewDays(((1, 2), (4, 2)), 0, 3, 5).median == Decimal("2.5")
    assert Share(0, 0).percent is None


@pytest.mark.skipif(not (LETTER / "letter_figures.json").exists(), reason="the letter's figures are not here")
def test_the_figures_equal_those_of_the_letter(sqlite_url: str) -> None:
    house = casework(Database(sqlite_url))
    house.do(_load_holidays, house.admin)
    bring_in(house, LETTER / "synthetic_cases_letter.csv")
    expected = json.loads((LETTER / "letter_figures.json").read_text(encoding="utf-8"))["synthetic_expected"]
    spring = figures(house, date(2021, 1, 1), date(2021, 4, 30))
    for key, what in (("F1", Business.INTRODUCTION), ("F2", Business.RESIDENT), ("F3", Business.POINTS)):
        one = spring.counted(what)
        assert [one.now, one.before, f"{one.change}%"] == expected[key]
    admitted = figures(house, date(2020, 1, 1), date(2020, 12, 31)).admitted
    assert [admitted.count, admitted.base.part, f"{admitted.base.percent}%"] == expected["F4"]
    urgent = figures(house, date(2020, 12, 1), date(2021, 5, 20)).counted(Business.URGENT)
    assert urgent.now == expected["F5"]
    reviews = figures(house, date(2020, 1, 1), date(2021, 12, 31)).review
    assert {str(days): count for days, count in reviews.counts} == expected["F6_first_review_workdays_hist"]
    house.bureau.office.close()


def test_channels_are_counted_by_the_day_of_finishing_and_compared(house: Casework, tmp_path: Path) -> None:
    bring_in(house, invented(tmp_path))
    told = texts(house, date(2025, 1, 1), date(2025, 12, 31))
    assert "人才引进7件，同比增长133.33%（上年同期3件，4/3）。" in told
    year = figures(house, date(2024, 1, 1), date(2024, 12, 31))
    assert year.counted(Business.INTRODUCTION).now == 3
    assert (year.admitted.count, year.admitted.base) == (4, Share(2, 3, 1))
    assert year.years == ((2024, 4),)
    assert "达平均工资3倍及以上的占比66.67%（2/3），另有1人未填报、未计入。" in texts(
        house, date(2024, 1, 1), date(2024, 12, 31)
    )


def test_a_number_that_is_missing_is_refused_and_never_told_as_nothing(house: Casework, tmp_path: Path) -> None:
    bring_in(house, invented(tmp_path))
    found = figures(house, date(2025, 1, 1), date(2025, 12, 31))
    points = found.counted(Business.POINTS)
    assert points.now is None
    with pytest.raises(FigureMissing):
        count_sentence(points, found)
    first = figures(house, date(2024, 1, 1), date(2024, 12, 31))
    with pytest.raises(NothingBefore):
        count_sentence(first.counted(Business.INTRODUCTION), first)
    late = figures(house, date(2025, 4, 16), date(2025, 4, 16))
    with pytest.raises(DividedByNone):
        count_sentence(late.counted(Business.INTRODUCTION), late)
    told = texts(house, date(2025, 1, 1), date(2025, 12, 31))
    assert "×居住证积分新办续办：2025-01-01至2025-12-31无在库数据，不予列示。" in told
    assert "×全市数据：尚未录入" in told
    assert "居住证积分新办续办0" not in told
    assert figures(house, date(2019, 1, 1), date(2019, 12, 31)).nothing


def test_own_cases_and_past_ones_are_counted_together_once(house: Casework, tmp_path: Path) -> None:
    bring_in(house, invented(tmp_path))
    house.grant(3)
    first, second = house.walk(State.SETTLEMENT), house.walk(State.SETTLEMENT)
    house.walk(State.PANEL)
    with house.bureau.office.database.transaction(writes=True) as connection:
        case = TalentCase.__table__
        connection.execute(
            sa.update(case).where(case.c.id == first).values(introduced_on=date(2024, 6, 1), urgently_needed=True)
        )
        connection.execute(sa.update(case).where(case.c.id == second).values(introduced_on=date(2010, 6, 1)))
        decided = connection.scalar(sa.select(case.c.decided_on).where(case.c.id == second))
    assert decided is not None
    year = figures(house, date(2026, 1, 1), date(2026, 12, 31))
    admitted = year.admitted
    assert (year.counted(Business.SPECIAL).now, year.counted(Business.URGENT).now) == (2, 1)
    assert (admitted.base.whole, admitted.introduced) == (2, Share(1, 2, 0))
    assert (admitted.posts, admitted.posts_untold) == ((("technology", 2),), 0)
    assert (admitted.scored, admitted.market) == (2, Decimal("86.0"))
    assert (admitted.review.reviews, admitted.industries, admitted.edition) == (2, ((None, 2),), None)
    # Not over yet: the year before is counted as far.
    assert year.before.last == date(year.before.first.year, house.today.month, house.today.day)
    assert year.years == ((2024, 4), (2026, 2))
    with speaking(CHINESE):
        assert {chart.title for chart in charts_of(year)} >= {"历年引进特殊人才", "特殊人才按职务岗位分"}


def test_the_city_is_compared_in_points_and_relatively_each_by_its_name(house: Casework, tmp_path: Path) -> None:
    bring_in(house, invented(tmp_path))
    draft = CityDraft(2024, CityMeasure.BASE, Decimal(50), "全市人才工作年报第12页")
    key = house.do(enter_city_figure, house.decider, draft)
    for wrong in (
        CityDraft(2024, CityMeasure.BASE, Decimal(101), "年报"),
        CityDraft(2024, CityMeasure.BASE, Decimal(50), " "),
        CityDraft(1999, CityMeasure.BASE, Decimal(50), "年报"),
    ):
        with pytest.raises(Invalid):
            house.do(enter_city_figure, house.decider, wrong)
    told = texts(house, date(2024, 1, 1), date(2024, 12, 31))
    expected = "66.67%（2/3），全市50%（全市人才工作年报第12页），高出16.67个百分点，相对高出33.34%。"
    assert expected in told.replace("50.00%", "50%")
    house.do(enter_city_figure, house.decider, CityDraft(2024, CityMeasure.BASE, Decimal(80), "更正", version=1))
    assert "低13.33个百分点，相对低16.66%" in texts(house, date(2024, 1, 1), date(2024, 12, 31))
    house.do(remove_city_figure, house.decider, key)
    assert figures(house, date(2024, 1, 1), date(2024, 12, 31)).city == ()


def test_the_summary_prints_fractions_and_names_what_is_left_out(house: Casework, tmp_path: Path) -> None:
    bring_in(house, invented(tmp_path))
    period = Period(date(2025, 1, 1), date(2025, 12, 31))
    with Reading(draw_summary(house.ask(summary_print, house.staff, period))) as reading:  # type: ignore[arg-type] # a query's own result
        text = reading.squeezed()
    for words in ("2025年度特殊人才引进情况小结", "133.33%（上年同期3件，4/3）", "未予列示的数据", "无在库数据"):
        assert words in text
    wish = PaperWish(IssuedKind.TALENT_SUMMARY, period.first, period.last)
    row = house.do(issue_paper, house.staff, wish, str(uuid4()))
    number = getattr(row, "number", "")
    assert number.startswith("NJ-2026-")
    kept = house.ask(reprint, house.staff, getattr(row, "id", 0))
    with Reading(getattr(kept, "content", b"")) as reading:
        assert number in reading.squeezed()
    assert house.ask(export_talent_figures, house.staff, tmp_path / "统计.csv", period.first, period.last)
    assert "133.33" in (tmp_path / "统计.csv").read_text(encoding="utf-8-sig")
