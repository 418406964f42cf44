"""评审会议程 on the grid of official letters. It leaves the room: cases go by number, employer and post, no names."""

from officer_app.core.documents.faces import naming
from officer_app.core.documents.letter import Letter
from officer_app.core.documents.letter_parts import LetterColumn, LetterTable
from officer_app.core.documents.paper import Paper
from officer_app.quota.meetings.printed import MeetingPrint, named, rule

TITLE = "议程"
_CASES = (
    LetterColumn("序号", 14, "center"),
    LetterColumn("案件编号", 42, "center"),
    LetterColumn("用人单位", 62, company=True),
    LetterColumn("岗位", 38),
)


def draw_agenda(found: MeetingPrint) -> bytes:
    """The PDF of a meeting's agenda. Raises MissingGlyph."""
    meeting = found.meeting
    title = f"{meeting.title}{TITLE}"
    paper = Paper(title=f"{title} {meeting.number}", author=found.office, subject=TITLE, made_at=found.made_at)
    letter = Letter(paper)
    letter.turn()
    letter.title(title, TITLE)
    letter.centred(f"{found.office}　{meeting.number}")
    letter.centred(found.stamp.head)
    if found.stamp.replacing:
        letter.centred(found.stamp.replacing)
    letter.skip()
    letter.heading("一、时间和地点")
    letter.body(f"{found.day} {found.time}" + (f"，{meeting.place}。" if meeting.place else "。"))
    letter.heading("二、参加人员")
    letter.body(f"主持人：{meeting.chair}。" + (f"记录人：{meeting.secretary}。" if meeting.secretary else ""))
    letter.body("委员：" + "、".join(named(seat) for seat in meeting.seats[1:]) + "。")
    letter.heading(f"三、评议案件（{len(meeting.items)}件）")
    table = LetterTable(_CASES, size=11, lead=15.5, least=24)
    rows = []
    for item in meeting.items:
        with naming(item.enterprise):
            rows.append((str(item.position), item.number, item.enterprise, item.post))
    table.draw(letter, rows)
    letter.skip()
    letter.heading("四、表决方式")
    letter.body(f"{found.votes}。{rule(found)}")
    if meeting.units is not None:
        letter.body(f"本次会议可用额度{meeting.units}个。{meeting.tie_rule}")
    if meeting.remarks:
        letter.heading("五、其他")
        letter.body(meeting.remarks)
    letter.number_pages()
    paper.mark(title, paper.pages[0])
    return paper.finish()
