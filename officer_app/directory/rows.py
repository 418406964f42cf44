"""What a row of a file says about an enterprise, and what is the matter with it. Knows nothing of the database."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Final

from officer_app.core.folding import fold, has_hidden
from officer_app.core.sheets import Cell, EmptySheet, SheetReader, as_text, open_sheet
from officer_app.directory.capital import looks_like_capital, parse_capital
from officer_app.directory.columns import REQUIRED, Field, Header, NoHeader, check_chosen, is_within_reach, recognise
from officer_app.directory.industries import Industry, industry_named
from officer_app.directory.reasons import Problem, Reason
from officer_app.directory.uscc import NOTHING, UsccVerdict, check_uscc, is_valid

_LOST: Final = "\ufffd"
# Bytes of destroyed text that were read once more in the wrong encoding.
_LOST_TWICE: Final = ("锟斤拷", "ï¿½", "烫烫烫")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_DATE: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))(?:[ T]00:00(?::00)?)?")
_YES: Final = frozenset({"是", "y", "yes", "true", "1", "√", "✓", "大客户"})
# Day 0 of the serial numbers that spreadsheet programs use for dates, and the range that can be a founding date.
_EPOCH: Final = dt.date(1899, 12, 30)
_SERIALS: Final = range(7_000, 80_000)
_LONGEST: Final = {
    Field.NAME: 200,
    Field.ENTERPRISE_TYPE: 60,
    Field.REGISTERED_ADDRESS: 300,
    Field.ACTUAL_SITE: 300,
    Field.FORMER_NAMES: 400,
    Field.BUSINESS_SCOPE: 20_000,
    Field.CONTACT_NAME: 80,
    Field.CONTACT_TITLE: 80,
    Field.CONTACT_PHONE: 40,
    Field.REASON: 200,
}
_EXACT_DIGITS: Final = 15
_PLAIN: Final = tuple(column for column in _LONGEST if column is not Field.NAME)
_NOTHING: Final = NOTHING | {word.lower() for word in NOTHING} | {word.title() for word in NOTHING}


@dataclass(slots=True)
class EnterpriseRecord:
    """An enterprise as a file tells it; None and empty mean that the file does not say."""

    uscc: str
    name: str
    name_key: str
    enterprise_type: str = ""
    founded_on: dt.date | None = None
    capital_amount: Decimal | None = None
    capital_currency: str = ""
    business_scope: str = ""
    registered_address: str = ""
    actual_site: str = ""
    former_names: str = ""
    subdistrict_id: int | None = None
    industry: Industry | None = None
    headcount: int | None = None
    large_client: bool | None = None
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    tier: int | None = None
    reason: str = ""


@dataclass(slots=True)
class JudgedRow:
    """A row with its record, or without one if it was refused; `duplicate_of` is the row whose code it repeats."""

    row: int
    cells: Sequence[Cell]
    record: EnterpriseRecord | None
    duplicate_of: int | None = None
    problems: list[Problem] = field(default_factory=list)


def find_header(reader: SheetReader, chosen: Mapping[str, str] | None = None) -> Header | None:
    """The row of headings near the top of a sheet."""
    for seen, (number, cells) in enumerate(reader.rows(), 1):
        header = recognise(number, cells, chosen)
        if header is not None:
            return header
        if not is_within_reach(seen):
            break
    return None


def open_directory(
    path: Path, sheet: str | None = None, chosen: Mapping[str, str] | None = None
) -> tuple[SheetReader, Header]:
    """The sheet that lists enterprises: the one named, else the first with the headings that are needed.

    Raises what `open_sheet` raises, and NoHeader.
    """
    check_chosen(chosen or {})
    reader = open_sheet(path, sheet)
    for name in (reader.name,) if sheet is not None else (reader.name, *reader.sheet_names[1:]):
        if name != reader.name:
            try:
                reader = open_sheet(path, name)
            except EmptySheet:
                continue
        header = find_header(reader, chosen)
        if header is not None:
            return reader, header
    missing = "、".join(field.label for field in REQUIRED)
    raise NoHeader(path=path.name, sheet=reader.sheet_names[0] if sheet is None else sheet, missing=missing)


class RowJudge:
    """Judges the rows of one file in order, remembering the codes and names that came before."""

    def __init__(self, header: Header, subdistricts: Mapping[str, int]) -> None:
        """`subdistricts` gives ids by code and by folded name."""
        self._header = header
        self._subdistricts = subdistricts
        self._row_of_code: dict[str, int] = {}
        self._code_of_name: dict[str, str] = {}
        self._width = max((place for place, title in enumerate(header.titles, 1) if title), default=0)
        self._at = {field.value: header.places.get(field, -1) for field in Field}
        self._lengths = [
            (place, _LONGEST[column], column) for column, place in header.places.items() if column in _LONGEST
        ]
        self._plain = [(column.value, header.places[column]) for column in _PLAIN if column in header.places]
        # 注册资本（万元）: bare numbers below it are ten thousands.
        self._capital_in_wan = Field.CAPITAL in header.places and "万" in header.title(Field.CAPITAL)

    def judge(self, row: int, cells: Sequence[Cell]) -> JudgedRow:
        """The verdict on a row, as far as the file alone tells."""
        texts = [cell.strip() if type(cell) is str else as_text(cell) for cell in cells]
        if len(texts) < self._width:
            texts.extend([""] * (self._width - len(texts)))
        judged = JudgedRow(row, cells, None)
        place = self._at["uscc"]
        verdict = check_uscc(texts[place])
        if place < len(cells) and isinstance(cells[place], float | int) and len(texts[place]) > _EXACT_DIGITS:
            # A spreadsheet program keeps 15 digits of a number: even one that passes the check may be another code.
            verdict = UsccVerdict(None, Reason.USCC_NUMBER)
        if self._is_destroyed(judged, texts) or self._is_shifted(judged, texts, verdict):
            return judged
        name = texts[self._at["name"]]
        if not name or name in _NOTHING:
            self._say(judged, Field.NAME, Reason.NAME_MISSING)
        if verdict.refusal is not None or verdict.code is None:
            length = len(texts[self._at["uscc"]])
            self._say(judged, Field.USCC, verdict.refusal or Reason.USCC_LENGTH, length=length)
        if judged.problems or verdict.code is None or not self._fits(judged, texts):
            return judged
        first = self._row_of_code.setdefault(verdict.code, row)
        if first != row:
            judged.duplicate_of = first
            self._say(judged, Field.USCC, Reason.DUPLICATE_IN_FILE, other=first)
            return judged
        for warning in verdict.warnings:
            self._say(judged, Field.USCC, warning)
        judged.record = self._record(judged, texts, cells, verdict.code, name)
        return judged

    def _say(self, judged: JudgedRow, field: Field | None, reason: Reason, **params: object) -> None:
        column = self._header.title(field) if field is not None else ""
        judged.problems.append(Problem(judged.row, column, reason, params))

    def _is_destroyed(self, judged: JudgedRow, texts: Sequence[str]) -> bool:
        whole = "\n".join(texts)
        if "\0" not in whole and (
            whole.isascii() or (_LOST not in whole and not any(sign in whole for sign in _LOST_TWICE))
        ):
            return False
        for place, text in enumerate(texts):
            if any(sign in text for sign in (_LOST, "\0", *_LOST_TWICE)):
                titles = self._header.titles
                column = titles[place] if place < len(titles) else ""
                judged.problems.append(Problem(judged.row, column, Reason.UNREADABLE_TEXT))
                break
        return True

    def _is_shifted(self, judged: JudgedRow, texts: Sequence[str], verdict: UsccVerdict) -> bool:
        """Cells stand beyond the last heading, or under a heading for something plainly different."""
        if len(texts) > self._width and any(texts[self._width :]):
            self._say(judged, None, Reason.SHIFTED_COLUMNS)
            return True
        at = self._at
        if verdict.code is None and self._stands_elsewhere(texts, "uscc", _is_code):
            self._say(judged, Field.USCC, Reason.SHIFTED_COLUMNS)
            return True
        for column, what, looks in (
            ("capital", Field.CAPITAL, looks_like_capital),
            ("founded_on", Field.FOUNDED_ON, _is_date),
        ):
            place = at[column]
            if place < 0:
                continue
            text = texts[place]
            if not text or text in _NOTHING or not looks(text):
                misplaced = self._stands_elsewhere(texts, column, looks)
                if misplaced or (text and column == "founded_on" and _is_code(text)):
                    self._say(judged, what, Reason.SHIFTED_COLUMNS)
                    return True
        return False

    def _stands_elsewhere(self, texts: Sequence[str], column: str, looks: Callable[[str], bool]) -> bool:
        """Whether another recognised column, or one without meaning, holds what belongs under this heading."""
        own = self._at[column]
        return any(place != own and text and len(text) <= 40 and looks(text) for place, text in enumerate(texts))

    def _fits(self, judged: JudgedRow, texts: Sequence[str]) -> bool:
        fits = True
        for place, most, column in self._lengths:
            if len(texts[place]) > most:
                self._say(judged, column, Reason.TOO_LONG, length=len(texts[place]), most=most)
                fits = False
        return fits

    def _record(
        self, judged: JudgedRow, texts: Sequence[str], cells: Sequence[Cell], code: str, name: str
    ) -> EnterpriseRecord:
        at = self._at

        def said(column: str) -> str:
            place = at[column]
            text = texts[place] if place >= 0 else ""
            return "" if text in _NOTHING else text

        name_key = fold(name)
        other = self._code_of_name.setdefault(name_key, code)
        if other != code:
            self._say(judged, Field.NAME, Reason.SAME_NAME, other=other)
        if _PRIVATE.search(name):
            self._say(judged, Field.NAME, Reason.PRIVATE_CHARACTER)
        if has_hidden(name):
            self._say(judged, Field.NAME, Reason.HIDDEN_CHARACTER)
        record = EnterpriseRecord(code, name, name_key)
        for column, place in self._plain:
            if (text := texts[place]) not in _NOTHING:
                setattr(record, column, text)
        if text := said("capital"):
            if self._capital_in_wan and not any(unit in text for unit in "万亿元"):
                text += "万"
            try:
                capital = parse_capital(text)
            except ValueError:
                self._say(judged, Field.CAPITAL, Reason.CAPITAL_UNREADABLE, text=text[:40])
            else:
                if capital is not None:
                    record.capital_amount, record.capital_currency = capital
        if text := said("founded_on"):
            record.founded_on = _date(cells[at["founded_on"]], text)
            if record.founded_on is None:
                self._say(judged, Field.FOUNDED_ON, Reason.DATE_UNREADABLE, text=text[:40])
        if text := said("subdistrict"):
            record.subdistrict_id = self._subdistricts.get(fold(text))
            if record.subdistrict_id is None:
                self._say(judged, Field.SUBDISTRICT, Reason.SUBDISTRICT_UNKNOWN, text=text[:40])
        if text := said("industry"):
            record.industry = industry_named(text)
            if record.industry is None:
                self._say(judged, Field.INDUSTRY, Reason.INDUSTRY_UNKNOWN, text=text[:40])
        if text := said("headcount"):
            record.headcount = self._number(judged, Field.HEADCOUNT, text, 0, 10_000_000)
        if text := said("tier"):
            record.tier = self._number(judged, Field.TIER, text, 1, 3)
        if text := said("large_client"):
            record.large_client = text.casefold() in _YES
        return record

    def _number(self, judged: JudgedRow, field: Field, text: str, least: int, most: int) -> int | None:
        bare = fold(text).replace(",", "").removesuffix("人").removesuffix("级")
        if bare.isdecimal() and least <= int(bare) <= most:
            return int(bare)
        self._say(judged, field, Reason.NUMBER_UNREADABLE, text=text[:40])
        return None


def judged_rows(reader: SheetReader, header: Header, subdistricts: Mapping[str, int]) -> Iterator[JudgedRow]:
    """Every row below the headings, judged."""
    judge = RowJudge(header, subdistricts).judge
    for number, cells in reader.rows():
        if number > header.row:
            yield judge(number, cells)


def _is_code(text: str) -> bool:
    return len(text) == 18 and is_valid(text.upper())


def _is_date(text: str) -> bool:
    return _DATE.fullmatch(text) is not None and len(text) > 8


def _date(cell: Cell, text: str) -> dt.date | None:
    if isinstance(cell, dt.datetime):
        return cell.date()
    if isinstance(cell, dt.date):
        return cell
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        pass
    match = _DATE.fullmatch(fold(text))
    if match:
        try:
            return dt.date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
        except ValueError:
            return None
    if text.isdecimal() and int(text) in _SERIALS:
        return _EPOCH + dt.timedelta(days=int(text))
    return None
