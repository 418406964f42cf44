"""What pages are opened with: the targets of `Desk.go` that say more than an id."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from officer_app.cases.lists import CaseFilter, SortBy
from officer_app.core.progress import Progress
from officer_app.directory.editions.service import Hindrance
from officer_app.overview.papers import PaperWish

_WAITING: Final = CaseFilter(waiting=True)


@dataclass(frozen=True, slots=True)
class NewVisit:
    """The page "visit": write a visit down, of this enterprise if one is named; `plan_id` is the plan it makes."""

    enterprise_id: int | None = None
    plan_id: int | None = None


@dataclass(frozen=True, slots=True)
class ResumeVisit:
    """The page "visit": go on with an unfinished one."""

    draft_id: str


@dataclass(frozen=True, slots=True)
class CorrectVisit:
    """The page "visit": correct one that is stored."""

    visit_id: int


@dataclass(frozen=True, slots=True)
class ShowVisit:
    """The page "visits": bring one into view; `saved` says so when it has just been stored."""

    visit_id: int
    saved: str = ""


@dataclass(frozen=True, slots=True)
class ListToTake:
    """The page "take-along": the list of the visits planned on these days, of one officer or of everybody."""

    first: date
    last: date
    officer_id: int | None = None


@dataclass(frozen=True, slots=True)
class RouteWanted:
    """The page "route": visits proposed to an officer for the week of this day."""

    officer_id: int
    officer: str
    day: date


@dataclass(frozen=True, slots=True)
class PaperWanted:
    """The page "paper": `make` gives the PDF's bytes off the window's thread; `file_name` is offered for saving.

    A paper that can be issued from there says so by its `wish`.
    """

    title: str
    file_name: str
    make: Callable[[Progress], bytes]
    wish: PaperWish | None = None


@dataclass(frozen=True, slots=True)
class DirectoryWanted:
    """The page "directory": with these filters and nothing else."""

    officer_id: int | None = None
    subdistrict_id: int | None = None
    without_liaison: bool = False


@dataclass(frozen=True, slots=True)
class Chosen:
    """An enterprise picked in a list: `liaison` is its liaison officer now, empty if none."""

    enterprise_id: int
    name: str
    subdistrict: str = ""
    liaison: str = ""


@dataclass(frozen=True, slots=True)
class AssignWanted:
    """The page "assign": give these enterprises an officer; `officer_id` is proposed, from `starts_on` or today."""

    enterprises: tuple[Chosen, ...]
    officer_id: int | None = None
    starts_on: date | None = None


@dataclass(frozen=True, slots=True)
class DutiesWanted:
    """The page "duties": the officers of this enterprise, past, present and to come."""

    enterprise_id: int
    name: str = ""
    subdistrict: str = ""


@dataclass(frozen=True, slots=True)
class HandoverWanted:
    """The page "handover": begin with this officer's portfolio, the first one's if none is named."""

    from_id: int | None = None


@dataclass(frozen=True, slots=True)
class ShowHandover:
    """The page "network": bring a handover into view; `said` tells what has just been done."""

    handover_id: int
    said: str = ""
    segment: str = "handovers"


@dataclass(frozen=True, slots=True)
class CardWanted:
    """The page "contact-card": the contact card of this enterprise."""

    enterprise_id: int


@dataclass(frozen=True, slots=True)
class BulkWanted:
    """The page "bulk-edit": change one thing for these enterprises."""

    enterprises: tuple[Chosen, ...]


@dataclass(frozen=True, slots=True)
class EnterpriseWanted:
    """The page "enterprise": the whole file of one, opened at a tab."""

    enterprise_id: int
    tab: str = "overview"


@dataclass(frozen=True, slots=True)
class ImportWanted:
    """The page "import": begin with this file."""

    path: Path


@dataclass(frozen=True, slots=True)
class ImportsWanted:
    """The page "imports": this one among them."""

    batch_id: int | None = None


@dataclass(frozen=True, slots=True)
class EditEnterprise:
    """The page "edit-enterprise": change this one; without a target a new one is entered."""

    enterprise_id: int


@dataclass(frozen=True, slots=True)
class MergeWanted:
    """The page "merge": make one of two enterprises; without `gone_id` the other is chosen there."""

    kept_id: int
    gone_id: int | None = None


@dataclass(frozen=True, slots=True)
class UndoMergeWanted:
    """The page "undo-merge": take this merge back."""

    merge_id: int


@dataclass(frozen=True, slots=True)
class DemandsWanted:
    """The page "demands": in a view (board, table, queue, overview, figures), one demand of it with the form of a step
    (its word), or a new one; an id alone opens that demand in the view last used.
    """

    view: str = ""
    demand_id: int | None = None
    step: str = ""
    new: bool = False


@dataclass(frozen=True, slots=True)
class CaseWanted:
    """The page "case": one case, and the list through which one goes on from it."""

    case_id: int
    wanted: CaseFilter = _WAITING
    sort: SortBy = "queue"
    descending: bool = False


@dataclass(frozen=True, slots=True)
class FileCase:
    """The page "file-case": a new case of an enterprise, or a returned one filed again, as it stands or as it was at
    one of its submissions.
    """

    enterprise_id: int | None = None
    refile: int | None = None
    submission: int | None = None


@dataclass(frozen=True, slots=True)
class EditionWanted:
    """The page "editions": this edition, with what is the matter with its listings, if named."""

    edition_id: int | None = None
    hindrance: Hindrance | None = None


@dataclass(frozen=True, slots=True)
class CompareWanted:
    """The page "compare-editions": from the one edition to the other."""

    before_id: int
    after_id: int


@dataclass(frozen=True, slots=True)
class QueueWanted:
    """The page "industry-queue": only what this edition lists."""

    edition_id: int | None = None


@dataclass(frozen=True, slots=True)
class MeetingWanted:
    """The page "meeting": this meeting of the panel; `said` tells what has just been done."""

    meeting_id: int
    said: str = ""


@dataclass(frozen=True, slots=True)
class ReadingsWanted:
    """The reading log of one applicant: the id of the case, and its number."""

    case_id: int
    number: str
