"""走访情况报告: a letter on the official grid with figures and charts, the table, the full records."""

from officer_app.core.documents.charts import Plot, Series, in_and_out, stacked
from officer_app.core.documents.house import check_code, feet, made
from officer_app.core.documents.letter import DEPTH, LEAD, LINES, MEASURE, TOP, Letter
from officer_app.core.documents.letter import LEFT as LETTER_LEFT
from officer_app.core.documents.paper import Paper
from officer_app.visits.month_records import draw_records
from officer_app.visits.month_table import draw_table
from officer_app.visits.printed import MODES, OUTCOMES, MonthFigures, MonthPrint, month_figures

# The charts take the lower grid lines of the letter.
_CHART_LINES = 8
_LEAST_CHART_LINES = 7


def draw_month(report: MonthPrint) -> bytes:
    """The PDF of a month's report."""
    title = report_title(report)
    paper = Paper(title=title, author=report.office, subject="企业走访情况报告", made_at=report.made_at)
    figures = month_figures(report.visits, report.month)
    letter = Letter(paper)
    _write(letter, report, figures)
    _charts(letter, report, figures)
    letter.number_pages()
    paper.mark(title, letter.pages[0], TOP)
    rest = len(paper.pages)
    if report.visits:
        draw_table(paper, report, figures)
        draw_records(paper, report)
    foot = f"走访报告 {report.month:%Y-%m}  第 {report.draft} 稿  {made(report.made_at)}"
    feet(paper.pages[rest:], foot, check_code(report), len(paper.pages))
    return paper.finish()


def report_title(report: MonthPrint) -> str:
    """2026年10月企业走访情况报告."""
    return f"{report.month.year}年{report.month.month}月企业走访情况报告"


def share(part: int, whole: int) -> str:
    """A percentage with its fraction, 89.7%（26/29）; without a whole there is nothing to divide."""
    return f"{part * 100 / whole:.1f}%（{part}/{whole}）" if whole else "无可计算"


def _counted(counts: dict[str, int], words: dict[str, str], unit: str) -> str:
    return "、".join(f"{words[code]}{count}{unit}" for code, count in counts.items() if count)


def _write(letter: Letter, report: MonthPrint, figures: MonthFigures) -> None:
    month = f"{report.month.year}年{report.month.month}月"
    letter.title(report_title(report))
    if report.number:
        letter.centred(f"（{report.number}）")
    letter.skip()
    who = f"联络员{report.officer}" if report.officer else "全区联络员"
    reach = f"，覆盖{report.subdistricts}个街镇、园区" if report.subdistricts else ""
    if figures.visits:
        letter.body(
            f"{month}，{who}共走访重点企业{figures.enterprises}家、{figures.visits}次{reach}，"
            f"其中{_counted(figures.by_mode, MODES, '次')}；"
            f"定期走访{figures.by_trigger['periodic']}次，即时走访{figures.by_trigger['on_demand']}次。"
            "现将有关情况报告如下。"
        )
    else:
        letter.body(f"{month}，{who}未登记走访。现将有关情况报告如下。")
    letter.heading("一、走访完成情况")
    letter.body(_completion(report, figures))
    letter.heading("二、诉求办理情况")
    letter.body(_demands(report))


def _completion(report: MonthPrint, figures: MonthFigures) -> str:
    if report.due:
        left = report.due - report.visited_due
        text = (
            f"本月应访{report.due}家，完成{report.visited_due}家，完成率{share(report.visited_due, report.due)}"
            + (f"；其余{left}家未访" if left > 0 else "")
            + "。"
        )
    else:
        text = "本月无到期应访企业。"
    odd = {code: count for code, count in figures.by_outcome.items() if code != "done"}
    if any(odd.values()):
        text += f"走访中{_counted(odd, OUTCOMES, '次')}。"
    return text


def _demands(report: MonthPrint) -> str:
    demands = report.demands
    text = (
        f"登记诉求{demands.registered}件，办结{demands.closed}件；"
        f"上月结转{demands.carried_over}件，月末在办{demands.still_open}件"
    )
    if demands.rated:
        text += f"，满意率{share(demands.content, demands.rated)}"
    text += "。"
    if demands.topics:
        count = "一二三四五六七八九"[len(demands.topics) - 1] if 1 < len(demands.topics) <= 9 else ""
        text += f"诉求集中于{'、'.join(demands.topics)}{f'{count}类' if count else ''}。"
    return text


def _charts(letter: Letter, report: MonthPrint, figures: MonthFigures) -> None:
    if letter.room() < _LEAST_CHART_LINES:
        letter.turn()
    lines = min(_CHART_LINES, letter.room())
    first = LINES - lines if len(letter.pages) == 1 else letter.row
    y = TOP + LEAD * first + 6
    height = min(LEAD * lines, TOP + DEPTH - y)
    gap = 22.0
    width = (MEASURE - gap) / 2
    # A week of public holidays alone says nothing.
    shown = [
        index
        for index, week in enumerate(figures.weeks)
        if week.total or any(_week(report, index)) or week.first.weekday() < 5
    ]
    places = [figures.weeks[index].name for index in shown]
    by_mode = [
        Series(word, tuple(figures.weeks[index].by_mode[place] for index in shown))
        for place, word in enumerate(MODES.values())
    ]
    stacked(
        letter.page, Plot(LETTER_LEFT, y, width, height), "图1　各周走访次数（按方式）", "次", places, by_mode, "日"
    )
    if report.demands.weeks:
        rows = [_week(report, index) for index in shown]
        in_and_out(
            letter.page,
            Plot(LETTER_LEFT + width + gap, y, width, height),
            "图2　各周诉求登记与办结",
            "件",
            places,
            Series("登记", tuple(row[0] for row in rows)),
            Series("办结", tuple(row[1] for row in rows)),
            Series("周末在办", tuple(row[2] for row in rows)),
            "日",
        )


def _week(report: MonthPrint, index: int) -> tuple[int, int, int]:
    weeks = report.demands.weeks
    if index >= len(weeks):
        return (0, 0, 0)
    return weeks[index].registered, weeks[index].closed, weeks[index].still_open
