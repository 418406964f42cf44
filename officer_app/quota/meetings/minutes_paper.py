"""评审会纪要: the red mark of minutes, who was there, who stood aside, every case's vote and result, the signatures.

Source of the layout: GB/T 9704-2012, clause 10.3 (minutes): the mark's upper edge 35 mm below that of the type area,
centred and red; attendance is named in the text.
"""

from typing import Final

from officer_app.cases.words import Attendance, ItemOutcome, Vote
from officer_app.core.documents.faces import LETTER, TITLE, naming
from officer_app.core.documents.letter import LEFT, MEASURE, PITCH, SIZE, TOP, Letter, lines_to_sign
from officer_app.core.documents.letter_parts import LetterColumn, LetterTable
from officer_app.core.documents.paper import MM, WIDTH, Paper
from officer_app.quota.meetings.lists import ItemRow, Meeting
from officer_app.quota.meetings.printed import MeetingPrint, named, rule

MARK: Final = "特殊人才评审会纪要"
_MARK_SIZE: Final = 34.0
_MARK_TOP: Final = TOP + 35 * MM
# Below the mark stand the number, then office and day over the red line.
_RED_ROW: Final = 7
_CASES: Final = (
    LetterColumn("序号", 11, "center"),
    LetterColumn("案件编号", 40, "center"),
    LetterColumn("用人单位", 40, company=True),
    LetterColumn("申请人", 17, "center"),
    LetterColumn("同意/反对/弃权", 20, "center"),
    LetterColumn("结果", 28, "center"),
)
_RESULTS: Final = {
    ItemOutcome.PENDING: "未表决",
    ItemOutcome.PASSED: "通过",
    ItemOutcome.REJECTED: "未通过",
    ItemOutcome.NO_UNIT: "候补",
    ItemOutcome.POSTPONED: "暂缓",
    ItemOutcome.GONE: "已不在评审环节",
}
_ORDINALS: Final = "一二三四五六七八九"


def draw_minutes(found: MeetingPrint) -> bytes:
    """The PDF of a meeting's minutes. Raises MissingGlyph."""
    meeting = found.meeting
    paper = Paper(title=f"{MARK} {meeting.number}", author=found.office, subject=MARK, made_at=found.made_at)
    letter = Letter(paper)
    _open(letter, found)
    if found.stamp.replacing:
        letter.centred(found.stamp.replacing)
        letter.skip()
    letter.body(
        f"{found.day}，{meeting.chair}主持召开{meeting.title}，评议特殊人才引进申请{len(meeting.items)}件，"
        f"采用{found.votes}方式表决。现将会议情况纪要如下。"
    )
    sections = [
        ("出席情况", _attendance(meeting)),
        ("回避情况", _recusals(meeting)),
        ("表决规则", [rule(found)]),
    ]
    for place, (heading, paragraphs) in enumerate(sections):
        letter.heading(f"{_ORDINALS[place]}、{heading}")
        for paragraph in paragraphs:
            letter.body(paragraph)
    letter.heading("四、评议结果")
    letter.body(_sums(meeting))
    table = LetterTable(_CASES, size=10.5, lead=14.5, least=24)
    rows = []
    for item in meeting.items:
        with naming(item.enterprise):
            rows.append((str(item.position), item.number, item.enterprise, item.applicant, _votes(item), _result(item)))
    table.draw(letter, rows)
    place = 4
    for heading, paragraphs in (
        ("额度排序", _ranking(meeting)),
        ("评议意见", _remarks(meeting)),
        ("记名表决", [] if meeting.secret else _by_name(meeting)),
    ):
        if paragraphs:
            letter.heading(f"{_ORDINALS[place]}、{heading}")
            place += 1
            for paragraph in paragraphs:
                letter.body(paragraph)
    _signatures(letter, found)
    letter.number_pages()
    paper.mark(MARK, paper.pages[0])
    return paper.finish()


def _open(letter: Letter, found: MeetingPrint) -> None:
    letter.turn()
    page, meeting = letter.page, found.meeting
    page.text(MARK, TITLE, _MARK_SIZE, WIDTH / 2, _MARK_TOP + _MARK_SIZE * 0.88, "center", red=True)
    page.text(f"{meeting.number}{found.stamp.head}", LETTER, SIZE, WIDTH / 2, letter.baseline(_RED_ROW - 2), "center")
    page.text(found.office, LETTER, SIZE, LEFT + PITCH, letter.baseline(_RED_ROW - 1), "left")
    page.text(found.day, LETTER, SIZE, LEFT + MEASURE - PITCH, letter.baseline(_RED_ROW - 1), "right")
    y = letter.baseline(_RED_ROW - 1) + 4 * MM
    page.rule(LEFT, y, LEFT + MEASURE, y, 1.4, red=True)
    letter.row = _RED_ROW + 1


def _attendance(meeting: Meeting) -> list[str]:
    present = [seat for seat in meeting.seats if seat.attendance is Attendance.PRESENT]
    absent = [seat for seat in meeting.seats if seat.attendance is Attendance.ABSENT]
    found = [f"应到{len(meeting.seats)}人，实到{len(present)}人。"]
    found.append(f"主持：{meeting.chair}。出席：{'、'.join(named(seat) for seat in present[1:]) or '无'}。")
    if absent:
        found.append("请假：" + "、".join(f"{seat.name}（{seat.reason}）" for seat in absent) + "。")
    if meeting.secretary:
        found.append(f"记录：{meeting.secretary}。")
    return found


def _recusals(meeting: Meeting) -> list[str]:
    found = [
        f"{meeting.seat(key).name}对{item.number}回避：{reason.rstrip('。')}。"
        for item in meeting.items
        for key, reason in item.recusals.items()
        if meeting.seat(key).attendance is Attendance.PRESENT
    ]
    return found or ["无。"]


def _sums(meeting: Meeting) -> str:
    counted = {outcome: sum(item.outcome is outcome for item in meeting.items) for outcome in ItemOutcome}
    parts = [f"{_RESULTS[outcome]}{count}件" for outcome, count in counted.items() if count]
    return f"会议评议{len(meeting.items)}件：{'，'.join(parts)}。"


def _votes(item: ItemRow) -> str:
    if item.votes_for is None or item.outcome in (ItemOutcome.POSTPONED, ItemOutcome.GONE):
        return "—"
    return f"{item.votes_for}/{item.votes_against}/{item.abstentions}"


def _result(item: ItemRow) -> str:
    words = _RESULTS[item.outcome]
    return f"{words}\n第{item.rank}名" if item.rank is not None else words


def _ranking(meeting: Meeting) -> list[str]:
    if meeting.units is None:
        return []
    behind = [item.number for item in meeting.ranked if not item.within]
    units = f"本次会议可用额度{meeting.units}个，表决通过{len(meeting.ranked)}件"
    split = f"，其中入选{len(meeting.ranked) - len(behind)}件、候补{len(behind)}件" if behind else ""
    found = [f"{units}{split}。{meeting.tie_rule}"]
    found += [f"第{item.rank}名{item.number}：{item.tie}。" for item in meeting.ranked if item.tie]
    if behind:
        found.append(f"{'、'.join(behind)}为候补：通过表决而额度不足，保留已预留额度，待下次会议评议。")
    return found


def _remarks(meeting: Meeting) -> list[str]:
    return [f"{item.number}：{item.remark.rstrip('。')}。" for item in meeting.items if item.remark]


def _by_name(meeting: Meeting) -> list[str]:
    found = []
    for item in meeting.items:
        parts = []
        for vote in Vote:
            names = [meeting.seat(key).name for key in item.voters if item.votes.get(key) is vote]
            if names:
                parts.append(f"{vote.label}：{'、'.join(names)}")
        if parts and item.outcome not in (ItemOutcome.POSTPONED, ItemOutcome.GONE):
            found.append(f"{item.number}　{'；'.join(parts)}。")
    return found


def _signatures(letter: Letter, found: MeetingPrint) -> None:
    """Who signs, with the office and the day, on one page with a sentence of the minutes."""
    present = [seat for seat in found.meeting.seats[1:] if seat.attendance is Attendance.PRESENT]
    letter.body("以上内容经与会人员核对无误。", under=(5 if present else 3) + lines_to_sign(found.office))
    letter.skip()
    letter.body("主持人（签字）：")
    if present:
        letter.body("委员（签字）：")
        letter.skip()
    letter.body("记录人（签字）：")
    letter.sign(found.office, found.day)
