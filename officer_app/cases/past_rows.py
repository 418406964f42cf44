"""What a row of a file says about a past case, and what is the matter with it."""

import datetime as dt
import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from officer_app.cases.past_columns import CHANNELS, STATES, PastField
from officer_app.cases.words import Channel, PastState
from officer_app.core.calendar import WorkingCalendar
from officer_app.core.folding import fold
from officer_app.core.holidays import EARLIEST
from officer_app.core.sheets import Cell, as_text
from officer_app.core.words import Word
from officer_app.directory.headings import bare_heading
from officer_app.directory.imports.cell_values import EMPTY, day_in, whole_in
from officer_app.directory.imports.columns import Header
from officer_app.directory.imports.spoilt import how_spoilt
from officer_app.directory.reasons import Problem, Reason
from officer_app.directory.uscc import check_uscc

_LENGTHS: Final = {
    PastField.NUMBER: 40,
    PastField.CONDITION: 80,
    PastField.APPLICANT: 40,
    PastField.ENTERPRISE: 200,
    PastField.SUBDISTRICT: 40,
    PastField.NOTE: 200,
}
_MULTIPLE: Final = re.compile(r"\d{1,3}(\.\d{1,6})?")
_CENT: Final = Decimal("0.01")
_MOST_DAYS: Final = 999


@dataclass(frozen=True, slots=True)
class PastRecord:
    """A past case as a file tells it; `review_days` are working days."""

    number: str
    channel: Channel
    condition: str
    applicant_code: str
    uscc: str
    enterprise_name: str
    subdistrict: str
    base_multiple: Decimal | None
    accepted_on: dt.date | None
    reviewed_on: dt.date | None
    review_days: int | None
    finished_on: dt.date | None
    state: PastState
    note: str


@dataclass(slots=True)
class JudgedPast:
    """A row with its record, or without one if it was refused; `number` and `enterprise` are what it is known by."""

    row: int
    cells: Sequence[Cell]
    record: PastRecord | None = None
    problems: list[Problem] = field(default_factory=list)
    number: str = ""
    enterprise: str = ""

    def refuse(self, column: str, reason: Reason, **params: object) -> None:
        """One more reason why the row is not taken."""
        self.record = None
        self.problems.append(Problem(self.row, column, reason, params))

    def remark(self, column: str, reason: Reason, **params: object) -> None:
        """Something to look at in a row that is taken."""
        self.problems.append(Problem(self.row, column, reason, params))


def number_key(number: str) -> str:
    """The number of a case as it is compared: no blanks, ordinary characters, capitals."""
    return "".join(fold(number).split()).upper()


class PastJudge:
    """Judges the rows of one file."""

    def __init__(self, header: Header, today: dt.date, calendar: WorkingCalendar) -> None:
        self._header, self._today, self._calendar = header, today, calendar
        self._places: Mapping[str, int] = header.places
        self._width = max((place for place, title in enumerate(header.titles, 1) if title), default=0)

    def judge(self, row: int, cells: Sequence[Cell]) -> JudgedPast:
        """The verdict on a row, as far as the file alone tells."""
        texts = [as_text(cell).strip() for cell in cells]
        texts.extend([""] * (self._width - len(texts)))

        def said(what: PastField) -> str:
            text = texts[self._places[what]] if what in self._places else ""
            return "" if text in EMPTY else text

        judged = JudgedPast(row, cells)
        judged.number = number_key(said(PastField.NUMBER))[:40]
        judged.enterprise = (said(PastField.ENTERPRISE) or said(PastField.USCC))[:200]
        spoilt = how_spoilt(texts, self._header.labels, self._width)
        if spoilt is not None:
            judged.refuse(*spoilt)
            return judged
        if not said(PastField.NUMBER):
            self._refuse(judged, PastField.NUMBER, Reason.PAST_NUMBER_MISSING)
        if not judged.enterprise:
            self._refuse(judged, PastField.ENTERPRISE, Reason.PAST_ENTERPRISE_MISSING)
        for what, most in _LENGTHS.items():
            if len(said(what)) > most:
                self._refuse(judged, what, Reason.TOO_LONG, length=len(said(what)), most=most)
        channel = self._word(judged, PastField.CHANNEL, said(PastField.CHANNEL), CHANNELS, Channel)
        state = self._word(judged, PastField.STATE, said(PastField.STATE), STATES, PastState)
        accepted, reviewed, finished = (
            self._day(judged, what, said(what), cells)
            for what in (PastField.ACCEPTED, PastField.REVIEWED, PastField.FINISHED)
        )
        if state is PastState.FINISHED and not said(PastField.FINISHED):
            self._refuse(judged, PastField.FINISHED, Reason.PAST_DAY_MISSING)
        days = [
            (what, day)
            for what, day in (
                (PastField.ACCEPTED, accepted),
                (PastField.REVIEWED, reviewed),
                (PastField.FINISHED, finished),
            )
            if day is not None
        ]
        for (_before, since), (what, until) in itertools.pairwise(days):
            if until < since:
                self._refuse(judged, what, Reason.PAST_DAYS_REVERSED, since=since.isoformat(), until=until.isoformat())
        base = self._base(judged, said(PastField.BASE))
        told = self._whole(judged, said(PastField.REVIEW_DAYS))
        if judged.problems or not isinstance(channel, Channel) or not isinstance(state, PastState):
            return judged
        judged.record = PastRecord(
            number=judged.number,
            channel=channel,
            condition=said(PastField.CONDITION),
            applicant_code=said(PastField.APPLICANT),
            uscc=self._code(judged, said(PastField.USCC)),
            enterprise_name=judged.enterprise,
            subdistrict=said(PastField.SUBDISTRICT),
            base_multiple=base,
            accepted_on=accepted,
            reviewed_on=reviewed,
            review_days=self._days(judged, accepted, reviewed, told),
            finished_on=finished,
            state=state,
            note=said(PastField.NOTE),
        )
        return judged

    def title(self, what: PastField) -> str:
        """The column of the file that holds something."""
        return self._header.title(what)

    def _refuse(self, judged: JudgedPast, what: PastField, reason: Reason, **params: object) -> None:
        judged.refuse(self.title(what), reason, **params)

    def _word(
        self, judged: JudgedPast, what: PastField, text: str, words: Mapping[str, Word], kind: type[Word]
    ) -> Word | None:
        found = words.get(bare_heading(text))
        if found is None:
            known = "、".join(member.label for member in kind)
            self._refuse(judged, what, Reason.PAST_WORD_UNKNOWN, text=text[:40], known=known)
        return found

    def _day(self, judged: JudgedPast, what: PastField, text: str, cells: Sequence[Cell]) -> dt.date | None:
        if not text:
            return None
        day = day_in(cells[self._places[what]], text)
        if day is None or day.year < EARLIEST:
            self._refuse(judged, what, Reason.PAST_DAY_UNREADABLE, text=text[:40])
            return None
        if day > self._today:
            self._refuse(judged, what, Reason.PAST_DAY_TO_COME, day=day.isoformat())
        return day

    def _base(self, judged: JudgedPast, text: str) -> Decimal | None:
        if not text:
            return None
        bare = fold(text).removesuffix("倍")
        if _MULTIPLE.fullmatch(bare) is None:
            self._refuse(judged, PastField.BASE, Reason.PAST_FIGURE_UNREADABLE, text=text[:40])
            return None
        return Decimal(bare).quantize(_CENT)

    def _whole(self, judged: JudgedPast, text: str) -> int | None:
        if not text:
            return None
        # A spreadsheet program keeps 3 as 3.0.
        days = whole_in(text.removesuffix(".0"), 0, _MOST_DAYS)
        if days is None:
            self._refuse(judged, PastField.REVIEW_DAYS, Reason.PAST_FIGURE_UNREADABLE, text=text[:40])
        return days

    def _code(self, judged: JudgedPast, text: str) -> str:
        if not text:
            return ""
        code = check_uscc(text).code
        if code is None:
            judged.remark(self.title(PastField.USCC), Reason.PAST_CODE_DOUBTFUL, text=text[:40])
        return code or ""

    def _days(
        self, judged: JudgedPast, accepted: dt.date | None, reviewed: dt.date | None, told: int | None
    ) -> int | None:
        """The working days of first review: as told, else as counted where the calendar is certain."""
        if accepted is None or reviewed is None:
            return told
        counted = self._calendar.working_days_between(accepted, reviewed)
        certain = not counted.provisional and self._calendar.is_certain(accepted)
        if told is None:
            return counted.days if certain else None
        if certain and counted.days != told:
            judged.remark(
                self.title(PastField.REVIEW_DAYS),
                Reason.PAST_DAYS_DIFFER,
                since=accepted.isoformat(),
                until=reviewed.isoformat(),
                counted=counted.days,
                told=told,
            )
        return told
