"""走访情况报告: a letter on the official grid with figures and charts, the table, the full records."""

from collections.abc import Mapping
from typing import Final

from officer_app.core.documents.house import check_code, chinese_day, feet, made
from officer_app.core.documents.letter import TOP, Letter
from officer_app.core.documents.letter_charts import LetterCharts
from officer_app.core.documents.paper import Paper
from officer_app.core.progress import Progress, portion, unwatched
from officer_app.visits.figures import Compared, ReportFigures
from officer_app.visits.period_charts import answers_chart, demands_chart, places_chart, visits_chart
from officer_app.visits.period_records import draw_records
from officer_app.visits.period_table import draw_table
from officer_app.visits.printed import INDUSTRIES, MODES, OUTCOMES, PeriodPrint

# A chart of more spans than this takes the whole measure.
_HALF: Final = 6
_TOPICS: Final = 3
_KIND: Final = "企业走访情况报告"
_COUNTS: Final = "一二三四五六七八九"


def draw_period(report: PeriodPrint, progress: Progress = unwatched) -> bytes:
    """The PDF of a period's report. Raises MissingGlyph, Cancelled."""
    title = report_title(report)
    paper = Paper(title=title, author=report.office, subject=_KIND, made_at=report.made_at)
    letter = Letter(paper)
    _write(letter, report)
    letter.number_pages()
    paper.mark(title, letter.pages[0], TOP)
    rest = len(paper.pages)
    if report.visits:
        draw_table(paper, report, title, portion(progress, 0, 0.1))
        if report.records:
            draw_records(paper, report, title, portion(progress, 0.1, 0.8))
    foot = f"走访报告 {report.period.code}  {report.stamp.foot}  {made(report.made_at)}"
    if len(paper.pages) > rest:
        feet(paper.pages[rest:], foot, check_code(report), len(paper.pages))
    return paper.finish(portion(progress, 0.8, 1))


def report_title(report: PeriodPrint) -> str:
    """2026年10月企业走访情况报告; of a sub-district or an industry it names that too."""
    industry = INDUSTRIES.get(report.industry, "")
    return f"{report.period.in_chinese}{report.subdistrict}{industry}{_KIND}"


def share(part: int, whole: int) -> str:
    """A percentage with its fraction, 89.7%（26/29）; without a whole there is nothing to divide."""
    return f"{part * 100 / whole:.1f}%（{part}/{whole}）" if whole else "无可计算"


def _counted(counts: Mapping[str, int], words: Mapping[str, str], unit: str) -> str:
    return "、".join(f"{words[code]}{count}{unit}" for code, count in counts.items() if count)


def _write(letter: Letter, report: PeriodPrint) -> None:
    figures = report.figures
    charts = LetterCharts(letter)
    letter.title(report_title(report), _KIND)
    letter.centred(report.stamp.head)
    if report.stamp.replacing:
        letter.centred(report.stamp.replacing)
    letter.centred(f"{report.office}　{chinese_day(report.made_at.date())}")
    letter.skip()
    letter.body(_opening(report))
    letter.heading("一、走访完成情况")
    letter.body(_completion(figures))
    visits = [visits_chart(figures)] if figures.visits.visits else []
    demands = [flow] if _any_demands(figures) and (flow := demands_chart(figures)).places else []
    long = len(visits_chart(figures).places) > _HALF
    if long:
        charts.wide(visits)
    letter.heading("二、诉求办理情况")
    letter.body(_demands(figures))
    if long:
        charts.wide(demands)
    else:
        charts.beside([*visits, *demands])
    text = _spread(report)
    if text:
        letter.heading("三、分布与答复时效")
        letter.body(text)
        places = [places_chart(figures, by_town=bool(report.industry))] if visits else []
        answers = [answers_chart(figures)] if figures.demands.answers.answered else []
        charts.beside([*places, *answers])


def _opening(report: PeriodPrint) -> str:
    counted = report.figures.visits
    who = f"联络员{report.officer}" if report.officer else "全区联络员"
    where = f"在{report.subdistrict}" if report.subdistrict else ""
    field = INDUSTRIES.get(report.industry, "")
    as_of = report.figures.as_of
    days = report.period.in_chinese + (f"（截至{as_of.month}月{as_of.day}日）" if as_of else "")
    if not counted.visits:
        return f"{days}，{who}{where}未登记{field}走访。现将有关情况报告如下。"
    towns = len(counted.by_subdistrict)
    reach = f"，覆盖{towns}个街镇、园区" if towns and not report.subdistrict else ""
    return (
        f"{days}，{who}{where}共走访{field}重点企业{counted.enterprises}家、{counted.visits}次"
        f"{reach}，其中{_counted(counted.by_mode, MODES, '次')}；"
        f"定期走访{counted.by_trigger['periodic']}次，即时走访{counted.by_trigger['on_demand']}次。"
        "现将有关情况报告如下。"
    )


def _completion(figures: ReportFigures) -> str:
    this, before, _end = figures.period.words
    if figures.due:
        left = figures.due - figures.visited_due
        text = (
            f"{this}应访{figures.due}家，完成{figures.visited_due}家，完成率{share(figures.visited_due, figures.due)}"
            + (f"；其余{left}家{'尚未走访' if figures.as_of else '未访'}" if left > 0 else "")
            + "。"
        )
    else:
        text = f"{this}无到期应访企业。"
    odd = {code: count for code, count in figures.visits.by_outcome.items() if code != "done"}
    if any(odd.values()):
        text += f"走访中{_counted(odd, OUTCOMES, '次')}。"
    compared = [
        _against(figures, name, other)
        for name, other in ((before, figures.before), ("上年同期", figures.year_ago))
        if other is not None
    ]
    return text + (f"走访次数{'；'.join(compared)}。" if compared else "")


def _against(figures: ReportFigures, name: str, other: Compared) -> str:
    """比上月（23次）增加5次，增长21.7%（5/23）."""
    more = figures.visits.visits - other.visits
    if not more:
        return f"与{name}（{other.visits}次）持平"
    way, grown = ("增加", "增长") if more > 0 else ("减少", "下降")
    part = f"，{grown}{share(abs(more), other.visits)}" if other.visits else ""
    return f"比{name}（{other.visits}次）{way}{abs(more)}次{part}"


def _any_demands(figures: ReportFigures) -> bool:
    demands = figures.demands
    return bool(demands.registered or demands.closed or demands.carried_over)


def _demands(figures: ReportFigures) -> str:
    demands = figures.demands
    _this, before, end = figures.period.words
    end = "目前" if figures.as_of else end
    text = (
        f"登记诉求{demands.registered}件，办结{demands.closed}件；"
        f"{before}结转{demands.carried_over}件，{end}在办{demands.still_open}件"
    )
    if demands.rated:
        text += f"，满意率{share(demands.content, demands.rated)}"
    text += "。"
    topics = [name for name, _count in demands.by_category[:_TOPICS]]
    if topics:
        count = _COUNTS[len(topics) - 1] if len(topics) > 1 else ""
        text += f"诉求集中于{'、'.join(topics)}{f'{count}类' if count else ''}。"
    return text


def _spread(report: PeriodPrint) -> str:
    """By industry, by sub-district, the policies explained, and how soon demands were answered."""
    figures, parts = report.figures, []
    counted = figures.visits
    names = {**INDUSTRIES, "": "未分类"}
    if counted.visits and not report.industry:
        parts.append(f"按产业分，{_counted(counted.by_industry, names, '次')}。")
    towns = list(counted.by_subdistrict.items())
    if len(towns) > 1:
        parts.append("走访较多的街镇、园区为" + "、".join(f"{name}{n}次" for name, n in towns[:_TOPICS]) + "。")
    if counted.policies:
        most = "、".join(f"{name}{n}次" for name, n in list(counted.policies.items())[:_TOPICS])
        parts.append(f"走访中宣讲政策{sum(counted.policies.values())}次，主要为{most}。")
    answers = figures.demands.answers
    if answers.answered:
        parts.append(
            f"{figures.period.words[0]}首次答复诉求{answers.answered}件，答复用时中位数为{answers.median:g}个工作日，"
            f"{share(answers.within_most, answers.answered)}在{answers.most}个工作日内答复。"
        )
    return "".join(parts)
