"""数据库恢复密钥: one half on each of two sheets, large enough to be typed from, with where and how to keep it."""

from typing import Final

from officer_app.core.documents.breaking import compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, VALUE
from officer_app.core.documents.paper import INNER, MM, OUTER, WIDTH, Page, Paper
from officer_app.core.words import chinese_day
from officer_app.core.work import OFFICE_ZONE
from officer_app.people.database_keys import RecoverySheets

TITLE: Final = "数据库恢复密钥"
_LEFT: Final = 25 * MM
_RIGHT: Final = WIDTH - 25 * MM
_SPAN: Final = _RIGHT - _LEFT
_MIDDLE: Final = WIDTH / 2
_ACROSS: Final = 5
_CELL: Final = _SPAN / _ACROSS
_CELL_HEIGHT: Final = 20 * MM
_LINE: Final = 6.2 * MM
_ORDINALS: Final = ("第一份", "第二份")
_FACTS: Final = 7.5 * MM


def draw_sheet(sheets: RecoverySheets, number: int) -> bytes:
    """The first or the second sheet as a document of its own: the two are never in one file."""
    paper = Paper(
        title=f"{TITLE}（{_ORDINALS[number - 1]}）",
        author=sheets.office,
        subject=TITLE,
        made_at=sheets.made_at,
    )
    page = paper.new_page()
    page.text(sheets.office, VALUE, 10.5, _MIDDLE, 32 * MM, "center")
    page.text(TITLE, FORM_TITLE, 22, _MIDDLE, 46 * MM, "center")
    page.text(f"{_ORDINALS[number - 1]}　共两份", STRONG, 13, _MIDDLE, 56 * MM, "center")
    y = _facts(page, sheets, 68 * MM)
    y = _groups(page, sheets.halves.first if number == 1 else sheets.halves.second, y + 6 * MM)
    y = _notes(page, number, y + 12 * MM)
    _signatures(page, y + 10 * MM)
    paper.mark(paper.title, page)
    return paper.finish()


def _facts(page: Page, sheets: RecoverySheets, y: float) -> float:
    made = sheets.made_at.astimezone(OFFICE_ZONE)
    facts = (
        ("密钥编号", f"{sheets.pair}（两份编号相同，方能配成一把）"),
        ("生成时间", f"{chinese_day(made.date())} {made:%H:%M}"),
        ("生成人", sheets.made_by),
    )
    page.rule(_LEFT, y, _RIGHT, y, OUTER)
    for label, value in facts:
        page.text(label, VALUE, 10, _LEFT + 2 * MM, y + 5.2 * MM)
        page.line(compose(value, STRONG, 10, _SPAN - 32 * MM)[0], _LEFT + 30 * MM, y + 5.2 * MM)
        y += _FACTS
        page.rule(_LEFT, y, _RIGHT, y, INNER)
    return y


def _groups(page: Page, half: str, y: float) -> float:
    """The groups in cells, numbered, so that a slip can be named by its place."""
    groups = half.split("-")
    for place, group in enumerate(groups):
        x = _LEFT + place % _ACROSS * _CELL
        top = y + place // _ACROSS * _CELL_HEIGHT
        page.box(x, top, _CELL, _CELL_HEIGHT)
        page.text(str(place + 1), VALUE, 8, x + 2 * MM, top + 4.6 * MM)
        page.text(" ".join(group), STRONG, 15, x + _CELL / 2, top + 13 * MM, "center")
    return y + (len(groups) - 1) // _ACROSS * _CELL_HEIGHT + _CELL_HEIGHT


def _notes(page: Page, number: int, y: float) -> float:
    other = _ORDINALS[2 - number]
    notes = (
        f"一、本份须与{other}合用，才能打开加密的数据库；单凭一份推算不出密钥的任何内容。",
        "二、两份分别装入信封密封，交由两人在两处保管；不拍照、不复印、不录入电脑。",
        "三、仅在所有管理员都无法登录时启用：在登录页选“使用恢复密钥”，依次输入两份各十三组字符，"
        "大小写不限；随后为一名管理员生成一次性登录码。启用情况记入审计记录。",
        "四、打开时还需要数据库旁的密钥文件（office.keys）；每份备份中都有一份。",
        "五、重新生成后旧的两份即告作废，应当场销毁；有人离岗而更换数据库密钥时，本份继续有效。",
    )
    for note in notes:
        for line in compose(note, VALUE, 10.5, _SPAN):
            page.line(line, _LEFT, y)
            y += _LINE
        y += 1.2 * MM
    return y


def _signatures(page: Page, y: float) -> None:
    gap = 8 * MM
    half = (_SPAN + gap) / 2
    for place, label in enumerate(("保管人（签名）", "保管地点", "密封日期", "启封日期及原因")):
        x = _LEFT + place % 2 * half
        baseline = y + place // 2 * 14 * MM
        width = page.text(label, VALUE, 10, x, baseline)
        page.rule(x + width + 2 * MM, baseline + 1.2 * MM, x + half - gap, baseline + 1.2 * MM)
