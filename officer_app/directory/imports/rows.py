"""What a row of a file says about an enterprise, and what is the matter with it. Knows nothing of the database."""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from officer_app.core.errors import Invalid
from officer_app.core.folding import fold, has_hidden
from officer_app.core.sheets import Cell, SheetReader, as_text
from officer_app.directory.capital import looks_like_capital, parse_capital
from officer_app.directory.custom_fields import FieldDef, Value, parse_value
from officer_app.directory.headings import YEAR_KEY, Field
from officer_app.directory.imports.cell_values import EMPTY, YES, amount_in, day_in, is_day, unit_of, whole_in
from officer_app.directory.imports.columns import Header
from officer_app.directory.industries import Industry, industry_named
from officer_app.directory.reasons import Problem, Reason
from officer_app.directory.uscc import UsccVerdict, check_uscc, is_valid

# Lost characters, and bytes of destroyed text that were read once more in the wrong encoding.
DESTROYED: Final = ("\0", "\ufffd", "锟斤拷", "ï¿½", "烫烫烫")
_PRIVATE: Final = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")
_CLASS: Final = re.compile(r"[A-Ta-t]?(\d{2,4})")
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
    Field.EVIDENCE: 400,
    Field.REMOVAL_REASON: 200,
    Field.LIAISON: 80,
    Field.SPECIALIST: 200,
    Field.BACKUP: 200,
}
_EXACT_DIGITS: Final = 15
_MOST_HEADS: Final = 10_000_000
_PLAIN: Final = tuple(column for column in _LONGEST if column is not Field.NAME)
_DAYS: Final = (
    Field.FOUNDED_ON,
    Field.ENTERED_ON,
    Field.REMOVED_ON,
    Field.HIGH_TECH_SINCE,
    Field.HIGH_TECH_UNTIL,
    Field.KEY_BODY_SINCE,
    Field.KEY_BODY_UNTIL,
    Field.OFFICER_SINCE,
)
# A day that does not come before the other.
_ORDERED: Final = (
    (Field.HIGH_TECH_SINCE, Field.HIGH_TECH_UNTIL),
    (Field.KEY_BODY_SINCE, Field.KEY_BODY_UNTIL),
    (Field.ENTERED_ON, Field.REMOVED_ON),
)


@dataclass(slots=True)
class EnterpriseRecord:
    """An enterprise as a file tells it; None and empty mean that the file does not say.

    `years` holds (year, heads, revenue in yuan), `own` the values of the office's own fields by their id.
    """

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
    high_tech_since: dt.date | None = None
    high_tech_until: dt.date | None = None
    key_body_since: dt.date | None = None
    key_body_until: dt.date | None = None
    gbt4754: str = ""
    contact_name: str = ""
    contact_title: str = ""
    contact_phone: str = ""
    tier: int | None = None
    reason: str = ""
    evidence: str = ""
    entered_on: dt.date | None = None
    removed_on: dt.date | None = None
    removal_reason: str = ""
    liaison: str = ""
    specialist: str = ""
    backup: str = ""
    officer_since: dt.date | None = None
    years: tuple[tuple[int, int | None, Decimal | None], ...] = ()
    own: tuple[tuple[int, Value], ...] = ()


@dataclass(slots=True)
class JudgedRow:
    """A row with its record, or without one if it was refused; `duplicate_of` is the row whose code it repeats.

    `uscc` and `name` are what the row is known by, as they stand in the file.
    """

    row: int
    cells: Sequence[Cell]
    record: EnterpriseRecord | None
    duplicate_of: int | None = None
    problems: list[Problem] = field(default_factory=list)
    uscc: str = ""
    name: str = ""


class RowJudge:
    """Judges the rows of one file in order, remembering the codes and names that came before."""

    def __init__(
        self,
        header: Header,
        subdistricts: Mapping[str, int],
        own: Mapping[str, FieldDef] | None = None,
        merged: Mapping[str, tuple[str, str]] | None = None,
    ) -> None:
        """`subdistricts` gives ids by code and by folded name, `own` the office's own fields by key.

        `merged` gives, for codes of enterprises that were merged into others, the code and name of the one kept.
        """
        self._merged = merged or {}
        self._header = header
        self._subdistricts = subdistricts
        self._row_of_code: dict[str, int] = {}
        self._liaison_of_code: dict[str, str] = {}
        self._code_of_name: dict[str, str] = {}
        self._width = max((place for place, title in enumerate(header.titles, 1) if title), default=0)
        self._at = {field.value: header.places.get(field, -1) for field in Field}
        self._lengths = [
            (header.places[column], most, column) for column, most in _LONGEST.items() if column in header.places
        ]
        self._plain = [(column.value, header.places[column]) for column in _PLAIN if column in header.places]
        self._days = [(column, header.places[column]) for column in _DAYS if column in header.places]
        self._own = [(field, header.places[key]) for key, field in (own or {}).items() if key in header.places]
        self._years = [
            (key, match[1], int(match[2]), place, unit_of(header.titles[place]))
            for key, place in header.places.items()
            if (match := YEAR_KEY.fullmatch(key)) is not None
        ]
        # 注册资本（万元）: bare numbers below it are ten thousands.
        self._capital_in_wan = Field.CAPITAL in header.places and "万" in header.title(Field.CAPITAL)

    def judge(self, row: int, cells: Sequence[Cell]) -> JudgedRow:
        """The verdict on a row, as far as the file alone tells."""
        texts = [cell.strip() if type(cell) is str else as_text(cell) for cell in cells]
        if len(texts) < self._width:
            texts.extend([""] * (self._width - len(texts)))
        place = self._at["uscc"]
        name = texts[self._at["name"]]
        judged = JudgedRow(row, cells, None, None, [], texts[place][:40], name[:200])
        verdict = check_uscc(texts[place])
        if place < len(cells) and isinstance(cells[place], float | int) and len(texts[place]) > _EXACT_DIGITS:
            # A spreadsheet program keeps 15 digits of a number: even one that passes the check may be another code.
            verdict = UsccVerdict(None, Reason.USCC_NUMBER)
        if self._is_destroyed(judged, texts) or self._is_shifted(judged, texts, verdict):
            return judged
        if not name or name in EMPTY:
            self._say(judged, Field.NAME, Reason.NAME_MISSING)
        if verdict.refusal is not None or verdict.code is None:
            length = len(texts[self._at["uscc"]])
            self._say(judged, Field.USCC, verdict.refusal or Reason.USCC_LENGTH, length=length)
        if judged.problems or verdict.code is None or not self._fits(judged, texts):
            return judged
        code, kept = verdict.code, self._merged.get(verdict.code)
        if kept is not None:
            # The row is about the enterprise that was kept, which has its name from whoever merged the two.
            code, name = kept
            self._say(judged, Field.USCC, Reason.MERGED_CODE, code=code, name=name)
        first = self._row_of_code.setdefault(code, row)
        if first != row:
            judged.duplicate_of = first
            self._say(judged, Field.USCC, Reason.DUPLICATE_IN_FILE, other=first)
            self._compare_liaison(judged, code, texts, first)
            return judged
        self._compare_liaison(judged, code, texts, first)
        for warning in verdict.warnings:
            self._say(judged, Field.USCC, warning)
        judged.record = self._record(judged, texts, cells, code, name)
        return judged

    def _compare_liaison(self, judged: JudgedRow, code: str, texts: Sequence[str], first: int) -> None:
        """Two rows of one enterprise that name two liaison officers contradict each other."""
        place = self._at["liaison"]
        if place < 0 or (named := texts[place]) in EMPTY:
            return
        other = self._liaison_of_code.setdefault(code, named)
        if fold(other) != fold(named):
            self._say(judged, Field.LIAISON, Reason.OFFICER_TWICE, row=first, other=other, named=named[:40])

    def _say(self, judged: JudgedRow, field: str | None, reason: Reason, **params: object) -> None:
        column = self._header.title(field) if field is not None else ""
        judged.problems.append(Problem(judged.row, column, reason, params))

    def _is_destroyed(self, judged: JudgedRow, texts: Sequence[str]) -> bool:
        whole = "\n".join(texts)
        # Plain searches run through a long business scope ten times as fast as one pattern of them all.
        if not any(sign in whole for sign in (DESTROYED if not whole.isascii() else DESTROYED[:1])):
            return False
        place = next(place for place, text in enumerate(texts) if any(sign in text for sign in DESTROYED))
        labels = self._header.labels
        column = labels[place] if place < len(labels) else ""
        judged.problems.append(Problem(judged.row, column, Reason.UNREADABLE_TEXT))
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
            ("founded_on", Field.FOUNDED_ON, is_day),
        ):
            place = at[column]
            if place < 0:
                continue
            text = texts[place]
            if not text or text in EMPTY or not looks(text):
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
            return "" if text in EMPTY else text

        name_key = fold(name)
        other = self._code_of_name.setdefault(name_key, code)
        if other != code:
            self._say(judged, Field.NAME, Reason.SAME_NAME, other=other)
        if not name.isalnum():
            # Letters and figures alone hide nothing.
            if _PRIVATE.search(name):
                self._say(judged, Field.NAME, Reason.PRIVATE_CHARACTER)
            if has_hidden(name):
                self._say(judged, Field.NAME, Reason.HIDDEN_CHARACTER)
        record = EnterpriseRecord(code, name, name_key)
        for column, place in self._plain:
            if (text := texts[place]) not in EMPTY:
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
        for what, place in self._days:
            if (text := texts[place]) not in EMPTY:
                day = day_in(cells[place] if place < len(cells) else "", text)
                if day is None:
                    self._say(judged, what, Reason.DATE_UNREADABLE, text=text[:40])
                setattr(record, what, day)
        if text := said("subdistrict"):
            record.subdistrict_id = self._subdistricts.get(text) or self._subdistricts.get(fold(text))
            if record.subdistrict_id is None:
                self._say(judged, Field.SUBDISTRICT, Reason.SUBDISTRICT_UNKNOWN, text=text[:40])
        if text := said("industry"):
            record.industry = industry_named(text)
            if record.industry is None:
                self._say(judged, Field.INDUSTRY, Reason.INDUSTRY_UNKNOWN, text=text[:40])
        if text := said("headcount"):
            record.headcount = self._number(judged, Field.HEADCOUNT, text, 0, _MOST_HEADS)
        if text := said("tier"):
            record.tier = self._number(judged, Field.TIER, text, 1, 3)
        if text := said("large_client"):
            record.large_client = text.casefold() in YES
        if text := said("gbt4754"):
            if (match := _CLASS.fullmatch(fold(text))) is None:
                self._say(judged, Field.GBT4754, Reason.NUMBER_UNREADABLE, text=text[:40])
            else:
                record.gbt4754 = match[1]
        self._check_days(judged, record)
        if self._years:
            record.years = self._years_of(judged, texts)
        if self._own:
            record.own = self._own_of(judged, texts, cells)
        return record

    def _check_days(self, judged: JudgedRow, record: EnterpriseRecord) -> None:
        for first, last in _ORDERED if len(self._days) > 1 else ():
            since: dt.date | None = getattr(record, first)
            until: dt.date | None = getattr(record, last)
            if since is not None and until is not None and until < since:
                self._say(judged, last, Reason.DAYS_REVERSED, since=since.isoformat(), until=until.isoformat())
                setattr(record, last, None)

    def _years_of(self, judged: JudgedRow, texts: Sequence[str]) -> tuple[tuple[int, int | None, Decimal | None], ...]:
        heads: dict[int, int] = {}
        revenue: dict[int, Decimal] = {}
        for key, what, year, place, unit in self._years:
            if (text := texts[place]) in EMPTY:
                continue
            if what == "headcount":
                count = self._number(judged, key, text, 0, _MOST_HEADS)
                if count is not None:
                    heads[year] = count
            elif (amount := amount_in(text, unit)) is not None:
                revenue[year] = amount
            else:
                self._say(judged, key, Reason.NUMBER_UNREADABLE, text=text[:40])
        return tuple((year, heads.get(year), revenue.get(year)) for year in sorted({*heads, *revenue}))

    def _own_of(self, judged: JudgedRow, texts: Sequence[str], cells: Sequence[Cell]) -> tuple[tuple[int, Value], ...]:
        found: list[tuple[int, Value]] = []
        for own, place in self._own:
            if (text := texts[place]) in EMPTY:
                continue
            day = day_in(cells[place], "") if place < len(cells) and isinstance(cells[place], dt.date) else None
            try:
                value = parse_value(own, day.isoformat() if day is not None else text)
            except Invalid as refusal:
                self._say(judged, own.key, Reason.OWN_FIELD_REFUSED, text=text[:40], why=refusal.cause)
            else:
                if value is not None:
                    found.append((own.id, value))
        return tuple(found)

    def _number(self, judged: JudgedRow, field: str, text: str, least: int, most: int) -> int | None:
        number = whole_in(text, least, most)
        if number is None:
            self._say(judged, field, Reason.NUMBER_UNREADABLE, text=text[:40])
        return number


def judged_rows(reader: SheetReader, judge: RowJudge, header: Header) -> Iterator[JudgedRow]:
    """Every row below the headings, judged."""
    for number, cells in reader.rows():
        if number > header.row:
            yield judge.judge(number, cells)


def _is_code(text: str) -> bool:
    return len(text) == 18 and is_valid(text.upper())
