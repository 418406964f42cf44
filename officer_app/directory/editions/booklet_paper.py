"""目录: the directory as a booklet of A5 pages, by industry, with thumb tabs on the outer edge.

Margins: 17 mm inside, 12 mm outside; even pages lie on the left. Each industry starts a page, an entry never splits,
the head row repeats. The contents are drawn last, when the pages are known.
"""

from itertools import groupby
from typing import Final, NamedTuple

from officer_app.core.documents.breaking import Line, compose
from officer_app.core.documents.faces import FORM_TITLE, STRONG, TITLE, VALUE, Role
from officer_app.core.documents.paper import MM, Page, Paper
from officer_app.core.words import chinese_day
from officer_app.directory.editions.printed import DASH, INDUSTRIES, TIERS, Booklet, BookletEntry

_WIDTH: Final = 148 * MM
_HEIGHT: Final = 210 * MM
_INNER: Final = 17 * MM
_OUTER: Final = 12 * MM
_SPAN: Final = _WIDTH - _INNER - _OUTER
_HEAD: Final = 12 * MM
_HEAD_RULE: Final = 14.3 * MM
_TITLE: Final = 24.5 * MM
_TOP: Final = 27.2 * MM
_HEAD_ROW: Final = 5.6 * MM
_BOTTOM: Final = 194 * MM
_FOOT: Final = 200 * MM
_ENTRY: Final = 9 * MM
_TAB_TOP: Final = 23.8 * MM
_TAB: Final = (7 * MM, 24 * MM)
_DARK: Final = 0.2
# Edges of the columns from the left edge of the type area.
_NUMBER: Final = 6.1 * MM
_NAME: Final = (7.7 * MM, 57.7 * MM)
_TOWN: Final = (59.2 * MM, 79.4 * MM)
_OFFICER: Final = (80 * MM, 96 * MM)
_PHONE: Final = (96.5 * MM, 119 * MM)
_SIZE: Final = 9.4
_SMALL: Final = 7.7
_LEAD: Final = 11.8
_ORDINALS: Final = "一二三四五六七"


class _Section(NamedTuple):
    title: str
    number: int
    page: int


def draw_booklet(booklet: Booklet) -> bytes:
    """The PDF. Raises MissingGlyph for a character that no shipped face has."""
    name = f"{booklet.edition}重点企业目录"
    paper = Paper(title=name, author=booklet.office, subject="目录", made_at=booklet.made_at, size=(_WIDTH, _HEIGHT))
    cover, contents = paper.new_page(), paper.new_page()
    sections = []
    grouped = [(key, list(entries)) for key, entries in groupby(booklet.entries, key=lambda entry: entry.industry)]
    for place, (industry, entries) in enumerate(grouped):
        title = f"{_ORDINALS[place]}、{INDUSTRIES[industry][0]}"
        first = len(paper.pages) + 1
        _Writer(paper, booklet, name, industry, title, entries).write()
        sections.append(_Section(title, len(entries), first))
    _draw_cover(cover, booklet)
    _draw_contents(contents, booklet, name, sections)
    return paper.finish()


def _left(page: Page) -> float:
    """The left edge of the type area."""
    return _OUTER if page.number % 2 == 0 else _INNER


def _frame(page: Page, booklet: Booklet, even_head: str, odd_head: str) -> None:
    """Running head and foot: what differs by side stands at the outer edge."""
    left, even = _left(page), page.number % 2 == 0
    right = left + _SPAN
    page.text(even_head if even else odd_head, VALUE, 9, left if even else right, _HEAD, "left" if even else "right")
    page.rule(left, _HEAD_RULE, right, _HEAD_RULE)
    page.text(str(page.number), VALUE, _SIZE, left if even else right, _FOOT, "left" if even else "right")
    note = f"内部使用  {booklet.day.isoformat()}"
    page.text(note, VALUE, 8, right if even else left, _FOOT, "right" if even else "left")


def _tabs(page: Page, current: str) -> None:
    """The thumb tabs: every industry has its place on the outer edge, the page's own is filled."""
    width, height = _TAB
    x = 0.0 if page.number % 2 == 0 else _WIDTH - width
    for place, (key, (_long, short)) in enumerate(INDUSTRIES.items()):
        if not key and key != current:
            continue
        top = _TAB_TOP + place * height
        filled = key == current
        if filled:
            page.fill(x, top, width, height, _DARK)
        baseline = top + height / 2 - (len(short) - 1) * 5.2 + 3
        for sign in short:
            page.text(sign, STRONG if filled else VALUE, 8, x + width / 2, baseline, "center", white=filled)
            baseline += 10.4


class _Writer:
    """Writes the entries of one industry, page after page."""

    def __init__(
        self, paper: Paper, booklet: Booklet, name: str, industry: str, title: str, entries: list[BookletEntry]
    ) -> None:
        self._paper, self._booklet, self._name = paper, booklet, name
        self._industry, self._title, self._entries = industry, title, entries

    def write(self) -> None:
        """All pages of the industry."""
        drawn = 0
        while drawn < len(self._entries):
            page = self._paper.new_page()
            if not drawn:
                self._paper.mark(self._title, page)
            drawn = self._page(page, drawn)

    def _page(self, page: Page, first: int) -> int:
        """Draw what fits from entry `first` on; tells where the next page goes on."""
        left = _left(page)
        right = left + _SPAN
        _frame(page, self._booklet, self._name, INDUSTRIES[self._industry][0])
        _tabs(page, self._industry)
        page.text(self._title + ("（续）" if first else ""), TITLE, 16, left, _TITLE)
        page.rule(left, _TOP, right, _TOP, 0.9)
        baseline = _TOP + _HEAD_ROW / 2 + _SIZE * 0.38
        for words, x in (("企业名称", _NAME[0]), ("街镇", _TOWN[0]), ("联络员", _OFFICER[0])):
            page.text(words, STRONG, _SIZE, left + x, baseline)
        page.text("序", STRONG, _SIZE, left + _NUMBER, baseline, "right")
        page.text("联系电话", STRONG, _SIZE, right, baseline, "right")
        y = _TOP + _HEAD_ROW
        page.rule(left, y, right, y, 0.5)
        place = first
        while place < len(self._entries):
            entry = _Entry(self._paper, self._entries[place])
            if y + entry.height > _BOTTOM and place > first:
                break
            if place > first:
                page.rule(left, y, right, y, 0.5)
            entry.draw(page, left, y, place + 1)
            y += entry.height
            place += 1
        page.rule(left, y, right, y, 0.9)
        note = (
            f"共{len(self._entries)}家  本页{first + 1}—{place}" if place > first + 1 else f"共{len(self._entries)}家"
        )
        page.text(note, VALUE, _SIZE, right, _TITLE, "right")
        return place


class _Entry:
    """Two lines: name, town, officer, phone; below them code, contact, tier, specialist. A long name takes more."""

    def __init__(self, paper: Paper, entry: BookletEntry) -> None:
        self._entry = entry
        self._firsts = [
            (_NAME, STRONG, entry.name),
            (_TOWN, VALUE, entry.subdistrict or DASH),
            (_OFFICER, VALUE, entry.liaison or DASH),
        ]
        self._broken = [_broken(paper, words, role, edges) for edges, role, words in self._firsts]
        self._phone = _broken(paper, entry.phone, VALUE, _PHONE)
        self._contact = f"联系人 {entry.contact}" if entry.contact else ""
        code = paper.single(entry.uscc, VALUE, _SMALL)[0]
        contact = paper.single(self._contact, VALUE, _SMALL)[0] if self._contact else 0.0
        self._beside = code + contact + 6 <= _NAME[1] - _NAME[0]
        self._lines = max(1, *map(len, self._broken), len(self._phone))
        self.height = _ENTRY + (self._lines - 1) * _LEAD + (0 if self._beside else _LEAD - 1)

    def draw(self, page: Page, left: float, y: float, number: int) -> None:
        """Draw it with its upper edge at y."""
        entry, first = self._entry, y + 4.1 * MM
        second = first + (self._lines - 1) * _LEAD + 3.55 * MM
        page.text(str(number), VALUE, _SIZE, left + _NUMBER, first, "right")
        for (edges, role, words), lines in zip(self._firsts, self._broken, strict=True):
            if not lines:
                page.text(words, role, _SIZE, left + edges[0], first)
            for row, line in enumerate(lines):
                page.line(line, left + edges[0], first + row * _LEAD)
        if not self._phone:
            page.text(entry.phone or DASH, VALUE, _SIZE, left + _PHONE[1], first, "right")
        for row, line in enumerate(self._phone):
            page.line(line, left + _PHONE[1] - line.width, first + row * _LEAD)
        page.text(entry.uscc, VALUE, _SMALL, left + _NAME[0], second)
        if self._beside:
            page.text(self._contact, VALUE, _SMALL, left + _NAME[1], second, "right")
        else:
            page.text(self._contact, VALUE, _SMALL, left + _NAME[0], second + _LEAD - 1)
        page.text(TIERS.get(entry.tier, ""), VALUE, _SMALL, left + _TOWN[0], second)
        if entry.specialist:
            page.text(f"专员 {entry.specialist}", VALUE, _SMALL, left + _OFFICER[0], second)


def _broken(paper: Paper, words: str, role: Role, edges: tuple[float, float]) -> list[Line]:
    """The lines of a text too wide for its column; none for one that fits, which is set once and reused."""
    room = edges[1] - edges[0]
    if not words or paper.single(words, role, _SIZE)[0] <= room:
        return []
    return compose(words, role, _SIZE, room, company=True)


def _draw_cover(page: Page, booklet: Booklet) -> None:
    edition, middle = booklet.edition, (_INNER + _WIDTH - _OUTER) / 2
    page.text(booklet.office, VALUE, 11, middle, 38 * MM, "center")
    page.rule(_INNER, 43 * MM, _WIDTH - _OUTER, 43 * MM, 0.9)
    page.text("人才服务", FORM_TITLE, 22, middle, 76 * MM, "center")
    page.text("重点服务企业目录", FORM_TITLE, 22, middle, 88 * MM, "center")
    page.text(str(edition), TITLE, 15, middle, 106 * MM, "center")
    total = len(booklet.entries)
    page.text(f"共列入企业{total}家", VALUE, 11, middle, 118 * MM, "center")
    day = chinese_day(booklet.day)
    page.text(day if edition.draft else f"{day}发布", VALUE, 11, middle, 168 * MM, "center")
    page.text("内部使用，注意保管", STRONG, 9, middle, 178 * MM, "center")


def _draw_contents(page: Page, booklet: Booklet, name: str, sections: list[_Section]) -> None:
    _frame(page, booklet, name, name)
    left = _left(page)
    right = left + _SPAN
    page.text("目　录", FORM_TITLE, 18, left + _SPAN / 2, 30 * MM, "center")
    y = 40 * MM
    page.rule(left, y, right, y, 0.9)
    for words, x, align in (("产业", left, "left"), ("企业数", right - 24 * MM, "right"), ("页码", right, "right")):
        page.text(words, STRONG, _SIZE, x, y + 5 * MM, "right" if align == "right" else "left")
    y += 7.4 * MM
    for section in sections:
        page.rule(left, y, right, y)
        page.text(section.title, VALUE, 10.5, left, y + 6 * MM)
        page.text(str(section.number), VALUE, 10.5, right - 24 * MM, y + 6 * MM, "right")
        page.text(str(section.page), VALUE, 10.5, right, y + 6 * MM, "right")
        y += 9 * MM
    page.rule(left, y, right, y, 0.9)
    page.text("合计", STRONG, 10.5, left, y + 6 * MM)
    page.text(str(sum(section.number for section in sections)), STRONG, 10.5, right - 24 * MM, y + 6 * MM, "right")
    page.rule(left, y + 9 * MM, right, y + 9 * MM, 0.9)
    order = "各产业内按街镇、企业名称拼音排列。" if booklet.by_subdistrict else "各产业内按企业名称拼音排列。"
    day = chinese_day(booklet.day)
    notes = (
        f"说明：{order}联络员、专员为{day}在任人员，联系电话为联络员的办公电话。"
        "层级一级至三级，一级走访最密。“—”表示未登记。"
    )
    baseline = y + 18 * MM
    for line in compose(notes, VALUE, 8.5, _SPAN, justify=True):
        page.line(line, left, baseline)
        baseline += 13
