"""特殊人才引进情况小结: a letter on the official grid with a table and charts, and what could not be told by name."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from officer_app.core.charts import Chart
from officer_app.core.documents.house import chinese_day
from officer_app.core.documents.letter import TOP, Letter
from officer_app.core.documents.letter_charts import LetterCharts
from officer_app.core.documents.letter_parts import LetterColumn, LetterTable
from officer_app.core.documents.paper import Paper
from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.i18n import CHINESE, speaking
from officer_app.people.access import Permission
from officer_app.quota.figure_shapes import Business, TalentFigures
from officer_app.quota.figures import figures_of
from officer_app.quota.figures_told import (
    Sentence,
    city_sentences,
    count_sentences,
    counts_chart,
    industries_words,
    named_chart,
    posts_words,
    review_chart,
    talent_sentences,
    years_chart,
)
from officer_app.quota.lists import QuotaStatus, quota_status
from officer_app.visits.periods import Period

KIND: Final = "特殊人才引进情况小结"
_DASH: Final = "—"
_COUNTS: Final = LetterTable(
    (
        LetterColumn("业务类型", 54),
        LetterColumn("本期（件）", 28, "right"),
        LetterColumn("上年同期（件）", 34, "right"),
        LetterColumn("同比（%）", 40, "right"),
    ),
    size=11.5,
    lead=16,
    least=24,
)


@dataclass(frozen=True, slots=True)
class SummaryPrint:
    """What the summary prints; words are made while it is drawn, in Chinese."""

    office: str
    made_at: datetime
    figures: TalentFigures
    units: QuotaStatus | None
    stamp: Stamp = DRAFT


@asks(Permission.REPORT)
def summary_print(work: Work, period: Period) -> SummaryPrint:
    """The summary of a period, as a draft."""
    return summary_of(work, period, DRAFT)


def summary_of(work: Work, period: Period, stamp: Stamp) -> SummaryPrint:
    """The same under a stamp, for use cases that have asked for permission."""
    whole = period.months == 12 and period.first.month == 1
    units = quota_status(work, period.first.year) if whole else None
    return SummaryPrint(
        office=OFFICE_NAME.on(work, work.today),
        made_at=work.now.astimezone(OFFICE_ZONE),
        figures=figures_of(work, period),
        units=units if units is not None and units.granted else None,
        stamp=stamp,
    )


def summary_title(period: Period) -> str:
    """2026年度特殊人才引进情况小结."""
    return f"{period.in_chinese}{KIND}"


def draw_summary(summary: SummaryPrint) -> bytes:
    """The PDF of a summary. Raises MissingGlyph."""
    title = summary_title(summary.figures.period)
    paper = Paper(title=title, author=summary.office, subject=KIND, made_at=summary.made_at)
    letter = Letter(paper)
    with speaking(CHINESE):
        _write(letter, summary, title)
    letter.number_pages()
    paper.mark(title, letter.pages[0], TOP)
    return paper.finish()


def _write(letter: Letter, summary: SummaryPrint, title: str) -> None:
    figures = summary.figures
    charts = LetterCharts(letter)
    letter.title(title, KIND)
    letter.centred(summary.stamp.head)
    if summary.stamp.replacing:
        letter.centred(summary.stamp.replacing)
    letter.centred(f"{summary.office}　{chinese_day(summary.made_at.date())}")
    letter.skip()
    letter.body(_opening(summary))
    counts, talent, city = count_sentences(figures), talent_sentences(figures), city_sentences(figures)
    letter.heading("一、各类业务办理情况")
    _tell(letter, counts)
    _COUNTS.draw(letter, _rows(figures))
    pair = [chart for chart in (counts_chart(figures), review_chart(figures.review, "初审用时（工作日）")) if chart]
    letter.heading("二、特殊人才引进情况")
    _tell(letter, talent)
    spread = _spread(figures)
    if spread:
        letter.body(spread)
    _place(charts, pair)
    admitted = figures.admitted
    rest = [
        chart
        for chart in (
            years_chart(figures),
            named_chart("特殊人才按产业分", industries_words(admitted))
            or named_chart("特殊人才按职务岗位分", posts_words(admitted)),
        )
        if chart
    ]
    if not figures.nothing:
        _place(charts, rest)
    letter.heading("三、与全市比较")
    _tell(letter, city)
    refused = [one.text for one in (*counts, *talent, *city) if one.refused]
    if refused:
        letter.heading("四、未予列示的数据")
        letter.body("\n".join(f"（{number}）{text}" for number, text in enumerate(refused, 1)))


def _place(charts: LetterCharts, some: list[Chart]) -> None:
    """Two beside each other; one alone over the whole measure."""
    if len(some) == 1:
        charts.wide(some)
    else:
        charts.beside(some)


def _opening(summary: SummaryPrint) -> str:
    figures, units = summary.figures, summary.units
    until = f"（截至{figures.as_of.month}月{figures.as_of.day}日）" if figures.as_of else ""
    text = f"{figures.period.in_chinese}{until}人才业务办理和特殊人才专用额度使用情况如下。"
    special = figures.counted(Business.SPECIAL).now
    if special is not None:
        text += f"经审定引进特殊人才{special}人。"
    if units is not None:
        text += f"核定专用额度{units.granted}名，已使用{units.used}名，预留{units.reserved}名，剩余{units.left}名。"
    return text


def _tell(letter: Letter, sentences: list[Sentence]) -> None:
    told = [one.text for one in sentences if not one.refused]
    letter.body("".join(told) if told else "无可列示的数据，原因见文末。")


def _rows(figures: TalentFigures) -> list[tuple[str, ...]]:
    return [
        (
            one.what.label,
            str(one.now) if one.now is not None else _DASH,
            str(one.before) if one.before is not None else _DASH,
            (f"{one.change:+f}" if one.change else "0.00") if one.change is not None else _DASH,
        )
        for one in figures.counts
    ]


def _spread(figures: TalentFigures) -> str:
    """By industry and by post."""
    admitted, parts = figures.admitted, []
    industries, posts = industries_words(admitted), posts_words(admitted)
    if industries:
        parts.append("按产业分，" + "、".join(f"{name}{n}人" for name, n in industries) + "。")
    if posts:
        parts.append("按职务岗位分，" + "、".join(f"{name}{n}人" for name, n in posts) + "。")
    return "".join(parts)
