"""What a row of a file says about a past visit, and what is the matter with it."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final  # Any: a member of a closed list
from uuid import NAMESPACE_URL, uuid5

from officer_app.core.holidays import EARLIEST, LATEST
from officer_app.core.sheets import Cell, as_text
from officer_app.directory.imports.cell_values import EMPTY, day_in
from officer_app.directory.imports.columns import Header
from officer_app.directory.imports.spoilt import how_spoilt
from officer_app.directory.reasons import Problem, Reason
from officer_app.visits.drafts import PersonMet
from officer_app.visits.import_columns import VisitField, word_named
from officer_app.visits.logging import LONGEST_TEXT, WITHOUT_TEXT
from officer_app.visits.model import Mode, Outcome, Trigger

_BETWEEN: Final = re.compile(r"[、,，;；/\n]+")
_PERSON: Final = re.compile(r"([^\s（(]+)[\s（(]*([^）)]*)[）)]?")
_PHONE: Final = re.compile(r"\+?\d[\d-]{6,}")
_TIME: Final = re.compile(r"(\d{1,2})[:：时点.](\d{1,2})?(?:[:：分]\d{0,2})?")
_SHORT: Final = {VisitField.PLACE: 200, VisitField.OFFICER: 80, VisitField.ENTERPRISE: 200}
_LONG: Final = (VisitField.CONTENT, VisitField.ANSWERED, VisitField.FOLLOW_UP, VisitField.DEMAND)
_NAME: Final = 80


@dataclass(slots=True)
class VisitRecord:
    """A visit as a file tells it; its enterprise and officer are still names."""

    enterprise: str
    uscc: str
    officer: str
    visited_on: dt.date
    starts_at: dt.time | None
    ends_at: dt.time | None
    mode: Mode
    trigger: Trigger
    outcome: Outcome
    place: str
    content: str
    people: tuple[PersonMet, ...]
    companions: tuple[str, ...]
    answered: str
    policies: tuple[str, ...]
    follow_up: str
    next_contact_on: dt.date | None
    demand: str
    enterprise_id: int = 0
    officer_id: int = 0

    def draft_id(self, enterprise_id: int | None = None) -> str:
        """The same for the same visit in whatever file it comes, so that it is stored once.

        With an enterprise as if the visit had been to that one, which has become part of this.
        """
        told = (
            enterprise_id or self.enterprise_id,
            self.officer_id,
            self.visited_on,
            self.starts_at,
            self.mode.value,
            " ".join(self.content.split()),
        )
        return str(uuid5(NAMESPACE_URL, "visit:" + "|".join(map(str, told))))


@dataclass(slots=True)
class JudgedVisit:
    """A row with its record, or without one if it was refused; `shown` is what the row is known by."""

    row: int
    cells: Sequence[Cell]
    record: VisitRecord | None = None
    problems: list[Problem] = field(default_factory=list)
    duplicate: bool = False
    enterprise: str = ""
    day: str = ""

    def refuse(self, column: str, reason: Reason, **params: object) -> None:
        """One more reason why the row is not taken."""
        self.record = None
        self.problems.append(Problem(self.row, column, reason, params))


class VisitJudge:
    """Judges the rows of one file."""

    def __init__(self, header: Header, today: dt.date, closed: frozenset[dt.date]) -> None:
        """`closed` are the first days of the months that are closed."""
        self._header, self._today, self._closed = header, today, closed
        self._places: Mapping[str, int] = header.places
        self._width = max((place for place, title in enumerate(header.titles, 1) if title), default=0)

    def judge(self, row: int, cells: Sequence[Cell]) -> JudgedVisit:
        """The verdict on a row, as far as the file alone tells."""
        texts = [as_text(cell).strip() for cell in cells]
        texts.extend([""] * (self._width - len(texts)))

        def said(what: VisitField) -> str:
            text = texts[self._places[what]] if what in self._places else ""
            return "" if text in EMPTY else text

        judged = JudgedVisit(row, cells)
        judged.enterprise = (said(VisitField.ENTERPRISE) or said(VisitField.USCC))[:200]
        judged.day = said(VisitField.DAY)[:20]
        spoilt = how_spoilt(texts, self._header.labels, self._width)
        if spoilt is not None:
            judged.refuse(*spoilt)
            return judged
        day = self._day(judged, said(VisitField.DAY), cells)
        starts, ends = (self._time(judged, what, said(what), cells) for what in (VisitField.STARTS, VisitField.ENDS))
        if starts and ends and ends < starts:
            self._refuse(judged, VisitField.ENDS, Reason.VISIT_TIMES_REVERSED)
        mode = self._word(judged, VisitField.MODE, said(VisitField.MODE), Mode, Mode.ON_SITE)
        trigger = self._word(judged, VisitField.TRIGGER, said(VisitField.TRIGGER), Trigger, Trigger.PERIODIC)
        outcome = self._word(judged, VisitField.OUTCOME, said(VisitField.OUTCOME), Outcome, Outcome.DONE)
        content = said(VisitField.CONTENT)
        if not content and outcome not in WITHOUT_TEXT:
            self._refuse(judged, VisitField.CONTENT, Reason.VISIT_TEXT_MISSING)
        if not judged.enterprise:
            self._refuse(judged, VisitField.ENTERPRISE, Reason.VISIT_ENTERPRISE_MISSING)
        if not said(VisitField.OFFICER):
            self._refuse(judged, VisitField.OFFICER, Reason.VISIT_OFFICER_MISSING)
        self._check_lengths(judged, said)
        people, companions = people_in(said(VisitField.PEOPLE)), _names_in(said(VisitField.COMPANIONS))
        policies = _names_in(said(VisitField.POLICIES))
        for what, names in (
            (VisitField.PEOPLE, [text for one in people for text in (one.name, one.title)]),
            (VisitField.COMPANIONS, companions),
            (VisitField.POLICIES, policies),
        ):
            longest = max(map(len, names), default=0)
            if longest > _NAME:
                self._refuse(judged, what, Reason.TOO_LONG, length=longest, most=_NAME)
        if judged.problems or day is None:
            return judged
        judged.record = VisitRecord(
            enterprise=said(VisitField.ENTERPRISE),
            uscc=said(VisitField.USCC),
            officer=said(VisitField.OFFICER),
            visited_on=day,
            starts_at=starts,
            ends_at=ends,
            mode=mode,
            trigger=trigger,
            outcome=outcome,
            place=said(VisitField.PLACE),
            content=content,
            people=people,
            companions=companions,
            answered=said(VisitField.ANSWERED),
            policies=policies,
            follow_up=said(VisitField.FOLLOW_UP),
            next_contact_on=self._next(judged, said(VisitField.NEXT), cells, day),
            demand=said(VisitField.DEMAND),
        )
        return judged

    def title(self, what: VisitField) -> str:
        """The column of the file that holds something."""
        return self._header.title(what)

    def _refuse(self, judged: JudgedVisit, what: VisitField, reason: Reason, **params: object) -> None:
        judged.refuse(self.title(what), reason, **params)

    def _cell(self, what: VisitField, cells: Sequence[Cell]) -> Cell:
        place = self._places.get(what, len(cells))
        return cells[place] if place < len(cells) else ""

    def _day(self, judged: JudgedVisit, text: str, cells: Sequence[Cell]) -> dt.date | None:
        day = day_in(self._cell(VisitField.DAY, cells), text)
        if day is None or day.year < EARLIEST:
            self._refuse(judged, VisitField.DAY, Reason.VISIT_DAY_UNREADABLE, text=text[:40])
            return None
        if day > self._today:
            self._refuse(judged, VisitField.DAY, Reason.VISIT_DAY_TO_COME, day=day.isoformat())
        elif day.replace(day=1) in self._closed:
            self._refuse(judged, VisitField.DAY, Reason.VISIT_MONTH_CLOSED, month=f"{day:%Y-%m}")
        return day

    def _time(self, judged: JudgedVisit, what: VisitField, text: str, cells: Sequence[Cell]) -> dt.time | None:
        cell = self._cell(what, cells)
        if isinstance(cell, dt.datetime):
            return cell.time().replace(microsecond=0)
        if isinstance(cell, dt.time):
            return cell.replace(microsecond=0)
        if isinstance(cell, float) and 0 <= cell < 1:
            # A time of the spreadsheet program: a share of the day.
            minutes = round(cell * 24 * 60)
            return dt.time(minutes // 60 % 24, minutes % 60)
        match = _TIME.fullmatch(text)
        if match is not None and int(match[1]) < 24 and int(match[2] or 0) < 60:
            return dt.time(int(match[1]), int(match[2] or 0))
        if text:
            self._refuse(judged, what, Reason.VISIT_TIME_UNREADABLE, text=text[:40])
        return None

    def _word(self, judged: JudgedVisit, what: VisitField, text: str, kind: Any, otherwise: Any) -> Any:
        if not text:
            return otherwise
        named = word_named(kind, text)
        if named is None:
            known = "、".join(member.label for member in kind)
            self._refuse(judged, what, Reason.VISIT_WORD_UNKNOWN, text=text[:40], known=known)
        return named or otherwise

    def _next(self, judged: JudgedVisit, text: str, cells: Sequence[Cell], visited: dt.date) -> dt.date | None:
        day = day_in(self._cell(VisitField.NEXT, cells), text) if text else None
        column = self.title(VisitField.NEXT)
        if day is not None and day.year > LATEST:
            day = None
        if text and day is None:
            judged.problems.append(Problem(judged.row, column, Reason.DATE_UNREADABLE, {"text": text[:40]}))
        if day is not None and day < visited:
            told: dict[str, object] = {"day": day.isoformat()}
            judged.problems.append(Problem(judged.row, column, Reason.VISIT_NEXT_BEFORE, told))
            return None
        return day

    def _check_lengths(self, judged: JudgedVisit, said: Any) -> None:
        for what in (*_SHORT, *_LONG):
            most, text = _SHORT.get(what, LONGEST_TEXT), said(what)
            if len(text) > most:
                self._refuse(judged, what, Reason.TOO_LONG, length=len(text), most=most)


def _names_in(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name.strip() for name in _BETWEEN.split(text) if name.strip()))


def people_in(text: str) -> tuple[PersonMet, ...]:
    """`刘芳 人事经理、何建平（副总经理）`: names with titles; a phone among them is told apart."""
    people = []
    for one in _names_in(text):
        phone = _PHONE.search(one)
        bare = one.replace(phone[0], " ") if phone else one
        match = _PERSON.match(bare.strip())
        if match is not None:
            people.append(PersonMet(match[1], match[2].strip(), phone[0] if phone else ""))
    return tuple(people)
