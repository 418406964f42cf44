"""What the letters and notices print, as plain values; words are Chinese, as on every paper."""

from dataclasses import dataclass
from datetime import date, datetime

from officer_app.core.documents.stamp import DRAFT, Stamp


@dataclass(frozen=True, slots=True)
class Letterpaper:
    """What every letter begins and ends with: the office, its number or that it is a draft, whom to call."""

    office: str
    made_at: datetime
    contact: str = ""
    phone: str = ""
    stamp: Stamp = DRAFT


@dataclass(frozen=True, slots=True)
class GapLine:
    """A paper, what is wrong with it, what is asked for, and the code under which such gaps are counted."""

    paper: str
    problem: str
    wanted: str
    code: str


@dataclass(frozen=True, slots=True)
class GapNotice:
    """The one notice of a stage. `due_on` is the last day; `days` are calendar days from the day of the notice."""

    head: Letterpaper
    enterprise: str
    case_number: str
    filed_on: date
    noticed_on: date
    due_on: date
    days: int
    gaps: tuple[GapLine, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class ListedPaper:
    """A paper of the checklist: whether it is needed, in which form it came, and what was found."""

    name: str
    need: str
    form: str
    source: str
    pages: int
    received_on: date | None
    checked_by: str
    gap: str


@dataclass(frozen=True, slots=True)
class PaperChecklist:
    """The checklist of a case, as it is handed to the employer or kept with the file."""

    head: Letterpaper
    case_number: str
    enterprise: str
    applicant: str
    version: date
    papers: tuple[ListedPaper, ...]


@dataclass(frozen=True, slots=True)
class NamedPerson:
    """Somebody on a public notice, as the notice may show them."""

    name: str
    enterprise: str


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """A public notice: who is named, from which day to which, and where objections go.

    `batch` counts the notices of the year; `panels` are the days on which the panel voted. `provisional` where the
    holidays of a year are not known yet.
    """

    head: Letterpaper
    year: int
    batch: int
    panels: tuple[date, ...]
    people: tuple[NamedPerson, ...]
    starts_on: date
    ends_on: date
    days: int
    unit: str
    provisional: bool
    address: str = ""
    signed_on: date | None = None


@dataclass(frozen=True, slots=True)
class ObjectionAnswer:
    """The answer to somebody who objected; the applicant is named as the notice named them."""

    head: Letterpaper
    objector: str
    received_on: date
    channel: str
    batch: str
    person: str
    content: str
    handling: str
    answer: str
    sustained: bool
    answered_on: date


@dataclass(frozen=True, slots=True)
class DecisionLetter:
    """What was decided on a case, to the employer who filed it.

    `signature` is the number and short form of the decision's signature, empty for a decision made before decisions
    were signed; `year` that of the quota the unit is from.
    """

    head: Letterpaper
    enterprise: str
    case_number: str
    filed_on: date
    applicant: str
    post: str
    approved: bool
    decided_on: date
    panel_on: date | None
    published: tuple[date, date] | None
    reason: str
    year: int
    signature: str = ""
