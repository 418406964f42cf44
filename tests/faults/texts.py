"""S2, S3, S4, S6, S7: what somebody types is text, wherever it goes: sheets, papers, the database, a search."""

import csv
import random
import zipfile
from collections.abc import Callable
from itertools import islice, product
from pathlib import Path
from typing import Final
from uuid import uuid4

import pypdfium2.raw as raw
import sqlalchemy as sa

from officer_app.core.folding import fold, has_hidden, made_visible
from officer_app.core.sheets import Column, SheetToWrite, open_sheet, write_workbook
from officer_app.core.sheets.write_csv import write_csv
from officer_app.directory.lists.browsing import list_enterprises
from officer_app.directory.lists.filters import DirectoryFilter
from officer_app.directory.lists.finding import found_enterprises
from officer_app.directory.model import Enterprise
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.overview.search import search
from officer_app.sample.enterprises import uscc
from officer_app.visits.report import visit_record
from tests.faults import offices
from tests.faults.catalogue import Outcome, fault
from tests.paper_samples import a_visit
from tests.pdf_reading import Reading
from tests.test_paper_rules import EVERY

_BEGINNINGS: Final = ("=", "+", "-", "@", "\t=", "\r=", "=-", "+@", "\t@", "-+")
_BODIES: Final = (
    "1+1",
    'HYPERLINK("http://x")',
    "cmd|' /C calc'!A0",
    "SUM(A1:A9)",
    "甲",
    "IMPORTXML(1)",
    "1e5",
    "0012",
)
_MARKUPS: Final = (
    "<b>粗</b>",
    "&amp; &lt;",
    "<font size=90>大</font>",
    "<img src='file:///etc/passwd'/>",
    "<img src=http://x/y.png>",
    "<a href='http://x'>链</a>",
    "<para>段",
    "</para></b>",
    "<b>未闭",
    "<i><b>交</i></b>",
    "%(x)s {y} {0}",
    "<br/>行",
    "<script>x</script>",
    "]]><!--",
    "&#x41;&nbsp;",
    "<onDraw name=x/>",
    "<bullet>点",
    "\\u0041 \\x41",
)
_LONG: Final = 20_000
_SEARCHED: Final = (
    "%", "_", "\\", "'", '"', "''", "%%", "__", "a%b", "甲_乙", "*", "甲*", "^甲", "NEAR", "甲 AND 乙", "甲 OR", "NOT",
    "NEAR(甲 乙)", "{name}:甲", "name:甲", "-甲", "+甲", "(甲", ")", "()", '"甲', "甲\"乙", ";DROP TABLE x;--",
    "&", "|", "!", "甲 & 乙", "甲:*", "<->", "\\'", "$$", "?", ":x", "%s", "{0}", "\0", "\u200b", "[甲]", "~",
)  # fmt: skip
_UNICODE: Final = {
    "zero width": "上海\u200b甲\u200d",
    "direction": "上海\u202e甲\u202c乙",
    "isolate": "上海\u2066甲\u2069",
    "full width": "ＡＢＣ（上海）",
    "decomposed": "Socie\u0301te\u0301 か\u3099",
    "beyond the BMP": "𠮷野家𣲗",
    "combining": "甲\u0338乙",
    "blank kinds": "甲\u3000乙\u00a0丙",
    "variation": "葛\ufe00城",
    "soft hyphen": "甲\u00ad乙",
}


def _formulas(count: int) -> list[str]:
    made = [beginning + body for body in _BODIES for beginning in _BEGINNINGS]
    draw = random.Random(2)
    while len(made) < count:
        made.append(draw.choice(_BEGINNINGS) + "".join(draw.choices("=+-@\t ,;\"'|!ABC123甲", k=draw.randrange(1, 12))))
    return made[:count]


@fault("S2", "formulas in every text of a sheet", quick=80, full=600)
def formulas(rounds: int, folder: Path) -> Outcome:
    """In a workbook and in a text file they are text that reads back as typed; negative numbers stay numbers."""
    texts = _formulas(rounds)
    columns = (Column("=1+1"), Column("文本"), Column("数", kind="number"))
    sheet = SheetToWrite("名录", columns, ([text, text, -5] for text in texts))
    write_workbook(folder / "out.xlsx", sheet)
    with zipfile.ZipFile(folder / "out.xlsx") as archive:
        page = archive.read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in page
    assert b"<hyperlink" not in page
    kept = [row for _number, row in open_sheet(folder / "out.xlsx").rows()][1:]
    assert [str(row[0]).strip() for row in kept] == [text.strip() for text in texts]
    assert all(row[2] == -5 for row in kept)
    write_csv(folder / "out.csv", SheetToWrite("名录", columns, ([text, text, -5] for text in texts)))
    with (folder / "out.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = list(csv.reader(file))
    started = [cell for row in cells for cell in row[:2] if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]
    assert not started, started[:3]
    assert all(row[2] == "-5" for row in cells[1:])
    back = [str(row[0]) for _number, row in open_sheet(folder / "out.csv").rows()][1:]
    assert [text.strip() for text in back] == [text.strip() for text in texts]
    return Outcome(
        rounds, rounds, f"{rounds} texts in {len(columns) - 1} columns of a workbook and a text file; no formula"
    )


def _hostile() -> list[str]:
    """Each by itself, then every two after each other; no text twice."""
    pairs = ["".join(pair)[:60] for pair in product(_MARKUPS, repeat=2)]
    random.Random(3).shuffle(pairs)
    return list(dict.fromkeys((*_MARKUPS, *pairs)))


@fault("S3", "markup in every field of every paper", quick=18, full=5_400)
def markup_printed(rounds: int, folder: Path) -> Outcome:
    """What is printed is what was typed; no image, no link, no script comes of it."""
    del folder
    papers = list(EVERY.items())
    clean = {name: _kinds(make("甲", 2)) for name, make in papers}
    every = ((name, make, text) for text in _hostile() for name, make in papers)
    # Another text for each paper first, so that few rounds try many texts, and many rounds all of them.
    chosen = list(islice(every, rounds)) if rounds >= len(papers) * 10 else _spread(papers, rounds)
    for name, make, text in chosen:
        data = make(text, 2)
        with Reading(data) as reading:
            wanted = _squeezed(text)[:40]
            assert wanted in reading.squeezed(), (name, text)
            assert reading.annotations() == 0, (name, text)
            assert reading.kinds() <= clean[name], (name, text)
        assert b"/URI" not in data
        assert b"/JavaScript" not in data
    return Outcome(len(chosen), len(chosen), f"{len(papers)} papers, {len({text for *_rest, text in chosen})} texts")


def _spread(papers: list[tuple[str, Callable[..., bytes]]], rounds: int) -> list[tuple[str, Callable[..., bytes], str]]:
    texts = list(_MARKUPS)
    return [(*papers[turn % len(papers)], texts[turn % len(texts)]) for turn in range(rounds)]


def _kinds(data: bytes) -> set[int]:
    """The kinds of things a paper is drawn of; an image only where it always has one."""
    with Reading(data) as reading:
        return reading.kinds() | {raw.FPDF_PAGEOBJ_TEXT, raw.FPDF_PAGEOBJ_PATH, raw.FPDF_PAGEOBJ_FORM}


def _squeezed(text: str) -> str:
    return "".join(text.split())


@fault("S4", "twenty thousand characters in one field of a paper", quick=1, full=20)
def long_texts(rounds: int, folder: Path) -> Outcome:
    """They run over as many pages as they need; none is lost."""
    del folder
    pages = 0
    for turn in range(rounds):
        draw = random.Random(turn)
        text = "".join(chr(0x4E00 + draw.randrange(5000)) for _ in range(_LONG))
        with Reading(visit_record(a_visit(content=text))) as reading:
            printed = reading.squeezed()
            pages += len(reading)
        missing = [number for number in range(0, _LONG - 8, 97) if text[number : number + 4] not in printed]
        # A line or a page may end between any two characters; not between nearly all.
        assert len(missing) < _LONG / 97 / 4, f"{len(missing)} pieces are not found"
        for sign in set(text):
            assert printed.count(sign) >= text.count(sign), f"U+{ord(sign):04X} is lost"
    return Outcome(rounds, rounds, f"{_LONG} characters each, {pages} pages, every character printed")


@fault("S6", "Unicode that deceives, in every field", quick=10, full=300)
def deceiving(rounds: int, folder: Path) -> Outcome:
    """Stored as typed, told as alike by what it looks like, and shown so that nothing turns the direction unseen."""
    house = offices.opened(offices.copied(folder))
    database = house.bureau.office.database
    fields = ("former_names", "enterprise_type", "registered_address", "actual_site", "business_scope", "note")
    kinds = list(_UNICODE.values())
    for number in range(rounds):
        odd = kinds[number % len(kinds)] + str(number)
        draft = EnterpriseDraft(str(uuid4()), odd, uscc(random.Random(number)), **dict.fromkeys(fields, odd))
        key = house.do(save_enterprise, house.staff, draft)
        with database.transaction(writes=False) as connection:
            columns = [getattr(Enterprise, name) for name in ("name", *fields, "name_key")]
            *kept, folded = connection.execute(sa.select(*columns).where(Enterprise.id == key)).one()
        assert kept == [odd] * len(kept), f"{odd!a} was stored as {kept!a}"
        assert folded == fold(odd)
        assert not has_hidden(made_visible(odd))
        found = house.ask(found_enterprises, house.staff, fold(odd)[:10])
        assert isinstance(found, list)
    house.bureau.office.close()
    return Outcome(
        rounds, rounds, f"{len(kinds)} kinds in {len(fields) + 1} fields, stored as typed, found by what it looks like"
    )


@fault("S7", "wildcards, quotes and operators in a search", quick=40, full=400)
def operators(rounds: int, folder: Path) -> Outcome:
    """Each is searched for literally, in the box and in the list, and none is an error."""
    house = offices.opened(offices.copied(folder))
    names = ["上海100%纯_净\\甲\"乙'公司", "上海NEAR甲*乙公司", "上海甲 AND 乙公司", "上海普通公司"]
    for number, name in enumerate(names):
        draft = EnterpriseDraft(str(uuid4()), name, uscc(random.Random(number)))
        house.do(save_enterprise, house.staff, draft)
    draw = random.Random(7)
    texts = list(_SEARCHED)
    while len(texts) < rounds:
        texts.append("".join(draw.choices("".join(_SEARCHED[:40]), k=draw.randrange(1, 9))))
    hits = 0
    for text in texts[:rounds]:
        house.ask(search, house.staff, text)
        found = house.ask(found_enterprises, house.staff, text)
        listed = house.ask(list_enterprises, house.staff, DirectoryFilter(text=text))
        assert isinstance(found, list)
        for name in (one.row.name for one in found if text.strip() in ("%", "_", "\\", "*")):
            assert text.strip() in name, f"{text!a} found {name}"
        hits += len(found)
        assert listed is not None
    house.bureau.office.close()
    return Outcome(rounds, rounds, f"{rounds} texts, {hits} hits, no error, no wildcard")
