"""A year's holidays as an administrator types, pastes or picks them: one day a line."""

import csv
import re
from datetime import date
from pathlib import Path
from typing import Final

from officer_app.core.errors import Invalid, UnreadableFile, reason_of
from officer_app.core.folding import fold
from officer_app.core.holidays import DayKind, HolidayYear, SpecialDay
from officer_app.i18n import N_, _

_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
_KINDS: Final = {
    **dict.fromkeys(("off", "休", "放假", "休息", "假", "节假日", "holiday"), DayKind.OFF),
    **dict.fromkeys(("work", "班", "上班", "补班", "调休", "调休上班", "workday"), DayKind.WORK),
}
_LONGEST_NAME: Final = 40
_MOST_LINES: Final = 400
_MOST_BYTES: Final = 200_000


def read_year(year: int, source: str, text: str) -> HolidayYear:
    """The notice of a year from lines of date, kind and name, in any order, between commas, semicolons or tabs.

    `2027-01-01,休,元旦`; the kind is 休 or 班 (off, work), a day without one is a day off. A line without a date at the
    top is taken for headings. Raises Invalid naming the line.
    """
    lines = text.lstrip("\ufeff").splitlines()
    if len(lines) > _MOST_LINES:
        raise Invalid(N_("A year's list has at most {most} lines."), field="days", most=_MOST_LINES)
    days: list[SpecialDay] = []
    for number, line in enumerate(lines, 1):
        cells = [cell.strip() for cell in next(csv.reader([re.sub(r"[\t;；，]", ",", line)]), [])]
        if not any(cells):
            continue
        found = next((match for cell in cells if (match := _DAY.fullmatch(cell))), None)
        if found is None:
            if number == 1:
                continue
            raise Invalid(N_("Line {line} holds no date: {text}"), field="days", line=number, text=line.strip()[:40])
        try:
            day = date(int(found[1]), int(found[2]), int(found[3]))
        except ValueError:
            raise Invalid(N_("Line {line} holds no date: {text}"), field="days", line=number, text=found[0]) from None
        kinds = [kind for cell in cells if (kind := _KINDS.get(fold(cell))) is not None]
        days.append(SpecialDay(day, kinds[0] if kinds else DayKind.OFF, _name(cells, found[0])))
    return HolidayYear(year, source.strip(), tuple(sorted(days, key=lambda special: special.day)))


def _name(cells: list[str], day: str) -> str:
    """The first word that is neither date, kind, weekday nor address."""
    for cell in cells:
        if cell and cell != day and fold(cell) not in _KINDS and len(cell) > 1 and not re.match(r"\d|https?:", cell):
            return cell[:_LONGEST_NAME]
    return ""


def read_file(path: str) -> str:
    """The text of a list in a file, in the encodings that spreadsheet programs save. Raises UnreadableFile."""
    place = Path(path)
    try:
        raw = place.read_bytes()[:_MOST_BYTES]
    except OSError as error:
        raise UnreadableFile(path=place.name, reason=reason_of(error)) from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnreadableFile(path=place.name, reason=_("it is not a text"))
