"""附件2: the full records of a period, in the order of the table, with a side column for what each part is."""

from officer_app.core.documents.breaking import Line, compose, take
from officer_app.core.documents.faces import RUNNING, STRONG, VALUE, MissingGlyph, Role
from officer_app.core.documents.house import BOTTOM, HEAD, LEFT, RIGHT, chinese_day
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.progress import Progress
from officer_app.visits.printed import (
    DASH,
    DEMAND_STATES,
    MODES,
    OUTCOMES,
    RATINGS,
    TRIGGERS,
    DemandLine,
    PeriodPrint,
    VisitPrint,
    visit_times,
)

_UNWRITTEN = "（未登记走访内容）"

_SIDE = 25 * MM
_X = LEFT + _SIDE
_MEASURE = RIGHT - _X
_LEAD = 17.8
_ROW = 15.0
_TOP = 27.2 * MM
# Two columns of particulars: label, value, label, value.
_LABELS = (_X, _X + 84 * MM)
_VALUES = (_X + 16 * MM, _X + 98 * MM)
_ROOMS = (65 * MM, RIGHT - _X - 98 * MM)
# A record up to a third of a page high is not split.
_SHORT = (BOTTOM - _TOP) / 3
_DEMAND = _X + 27 * MM
_DEMAND_END = RIGHT - 34 * MM


class _Records:
    """Draws record after record down the pages."""

    def __init__(self, paper: Paper, running: str) -> None:
        self.paper = paper
        self.running = running
        self.turn()

    def turn(self) -> None:
        """Open a page under its head line."""
        self.page: Page = self.paper.new_page()
        self.page.text(self.running, VALUE, 9, LEFT, HEAD)
        self.page.text("附件2　走访记录全文", STRONG, 9, RIGHT, HEAD, "right")
        self.page.rule(LEFT, HEAD + 2.6 * MM, RIGHT, HEAD + 2.6 * MM)
        self.y = _TOP

    def need(self, height: float) -> None:
        """Turn the page unless `height` pt are left."""
        if self.y + height > BOTTOM and self.y > _TOP:
            self.turn()

    def record(self, visit: VisitPrint) -> None:
        """One visit: its head, what was discussed, what was asked for."""
        name = compose(visit.enterprise, STRONG, 11.5, _MEASURE, company=True)
        particulars = _particulars(visit)
        # Most values fit their column and need no breaking.
        broken = [
            compose(words, role, 9, _ROOMS[place % 2])
            if self.paper.single(words, role, 9)[0] > _ROOMS[place % 2]
            else None
            for place, (_title, words, role) in enumerate(particulars)
        ]
        depths = [max(len(one or (0,)) for one in broken[row : row + 2]) for row in (0, 2, 4)]
        text = compose(visit.content, RUNNING, 11, _MEASURE, indent=22, justify=True)
        text = text or compose(_UNWRITTEN, RUNNING, 11, _MEASURE)
        head = len(name) * 16 + sum(depths) * _ROW + 12
        whole = head + len(text) * _LEAD + _tail(visit) + 4
        # A short record stays in one piece; of a long one the head never parts from the first two lines under it.
        self.need(whole if whole <= _SHORT else head + min(len(text), 2) * _LEAD)
        self.paper.mark(f"{visit.number} {visit.enterprise}", self.page, self.y - 4, 1)
        self.page.text(visit.number, VALUE, 9, LEFT, self.y)
        for line in name:
            self.page.line(line, _X, self.y)
            self.y += 16
        self.y += 2
        for place, ((title, words, role), lines) in enumerate(zip(particulars, broken, strict=True)):
            side = place % 2
            self.page.text(title, STRONG, 9, _LABELS[side], self.y)
            if lines is None:
                self.page.text(words, role, 9, _VALUES[side], self.y)
            else:
                for index, line in enumerate(lines):
                    self.page.line(line, _VALUES[side], self.y + index * _ROW)
            if side:
                self.y += depths[place // 2] * _ROW
        self.y += 5
        self._text("走访内容", text)
        for title, words in (("当场答复", visit.answered), ("宣讲政策", "、".join(visit.policies))):
            if words:
                self.y += 3
                self._text(title, compose(words, VALUE, 9, _MEASURE, justify=True), _ROW)
        self.y += 4
        self._demands(visit.demands)
        if visit.follow_up or visit.next_contact:
            self.y += 3
            following = f"{chinese_day(visit.next_contact)}前再次走访。" if visit.next_contact else ""
            self._text("后续", compose(f"{visit.follow_up}\n{following}", VALUE, 9, _MEASURE, justify=True), _ROW)
        self.page.rule(LEFT, self.y - 4, RIGHT, self.y - 4)
        self.y += 15

    def _text(self, title: str, lines: list[Line], lead: float = _LEAD) -> None:
        self.need(min(len(lines), 2) * lead)
        self.page.text(title, STRONG, 9, LEFT, self.y)
        while lines:
            count = take(lines, int((BOTTOM - self.y + lead * 0.6) / lead))
            for line in lines[:count]:
                self.page.line(line, _X, self.y)
                self.y += lead
            lines = lines[count:]
            if lines:
                self.turn()

    def _demands(self, demands: tuple[DemandLine, ...]) -> None:
        self.need(_LEAD)
        self.page.text("诉求", STRONG, 9, LEFT, self.y)
        if not demands:
            self.page.text("无", VALUE, 9, _X, self.y)
            self.y += _LEAD
        for one in demands:
            lines = compose(one.text or DASH, VALUE, 9, _DEMAND_END - _DEMAND)
            self.need(_ROW * min(len(lines), 2))
            self.page.text(one.number, VALUE, 9, _X, self.y)
            self.page.text(_standing(one), VALUE, 9, RIGHT, self.y, "right")
            while lines:
                count = take(lines, int((BOTTOM - self.y + _ROW * 0.6) / _ROW))
                for line in lines[:count]:
                    self.page.line(line, _DEMAND, self.y)
                    self.y += _ROW
                lines = lines[count:]
                if lines:
                    self.turn()
            self.y += _LEAD - _ROW


def _tail(visit: VisitPrint) -> float:
    """The height of what follows the discussion, when each part takes as many lines as it has paragraphs."""
    following = len(visit.follow_up.splitlines()) + (visit.next_contact is not None)
    more = len(visit.answered.splitlines()) + (1 if visit.policies else 0)
    return max(len(visit.demands), 1) * _LEAD + (3 + following * _ROW if following else 0) + more * (_ROW + 3)


def _particulars(visit: VisitPrint) -> list[tuple[str, str, Role]]:
    """Labels and values, two to a row."""
    when = "　".join(part for part in (chinese_day(visit.visited_on), visit_times(visit)) if part)
    how = f"{MODES.get(visit.mode, visit.mode)}　{TRIGGERS.get(visit.trigger, visit.trigger)}"
    theirs = "、".join(f"{one.name}（{one.title}）" if one.title else one.name for one in visit.people_met)
    ours = "、".join(
        f"{one.name}（{one.role or one.department}）" if one.stands_in or one.department else one.name
        for one in visit.our_people
    )
    outcome = OUTCOMES.get(visit.outcome, visit.outcome)
    return [
        ("时间", when, VALUE),
        ("方式", how, VALUE),
        ("企业方", theirs or DASH, VALUE),
        ("我方", ours or DASH, VALUE),
        ("街镇", visit.subdistrict or DASH, VALUE),
        ("结果", outcome, VALUE if visit.outcome == "done" else STRONG),
    ]


def _standing(demand: DemandLine) -> str:
    """办理　至11-10, or 办结　满意."""
    state = DEMAND_STATES.get(demand.state, demand.state)
    if demand.rating:
        return f"{state}　{RATINGS.get(demand.rating, demand.rating)}"
    if demand.due and demand.state != "closed":
        return f"{state}　至{demand.due:%m-%d}"
    return state or DASH


def draw_records(paper: Paper, report: PeriodPrint, running: str, progress: Progress) -> None:
    """Append the records of all visits of the report."""
    records = _Records(paper, running)
    paper.mark("附件2　走访记录全文", records.page)
    count = len(report.visits)
    for number, visit in enumerate(report.visits, 1):
        progress(number, count)
        try:
            records.record(visit)
        except MissingGlyph as error:
            raise error.within(visit.number) from error
