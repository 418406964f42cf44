"""What papers lack: by a code that can be counted, and in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from officer_app.cases.model import CasePaper
from officer_app.cases.words import DefectCode
from officer_app.core.errors import Invalid
from officer_app.core.work import Work
from officer_app.i18n import N_, _

MOST_WORDS: Final = 200


@dataclass(frozen=True)
class Gap:
    """What a paper lacks. Words may be left out where the code says it all; “other” always needs them."""

    code: DefectCode
    words: str = ""


def stated(gap: Gap | str) -> Gap:
    """A gap with its words: those of the code where none are given; a text alone is some other defect.

    Raises Invalid for an other defect without words, and for too many of them.
    """
    gap = Gap(DefectCode.OTHER, gap) if isinstance(gap, str) else gap
    words = gap.words.strip()
    if not words and gap.code is DefectCode.OTHER:
        raise Invalid(N_("Say what the paper lacks."), field="gap")
    if len(words) > MOST_WORDS:
        raise Invalid(N_("At most {most} characters."), field="gap", most=MOST_WORDS)
    return Gap(gap.code, words or gap.code.label)


def gaps_of(papers: Iterable[CasePaper]) -> dict[int, Gap]:
    """What is missing, by paper: needed papers that have not arrived, and what was found lacking."""
    found: dict[int, Gap] = {}
    for paper in papers:
        if paper.gap:
            found[paper.id] = Gap(paper.defect or DefectCode.OTHER, paper.gap)
        elif paper.needed and paper.received_on is None:
            found[paper.id] = Gap(DefectCode.MISSING, _("Not handed in"))
    return found


def find_lacking(paper: CasePaper, gap: Gap) -> None:
    """A paper lacks something: it is not checked any more."""
    paper.gap, paper.defect = gap.words, gap.code
    paper.checked_by = paper.checked_on = None


def find_in_order(paper: CasePaper, checked_by: int, work: Work) -> None:
    """A paper lacks nothing."""
    paper.gap, paper.defect = "", None
    paper.checked_by, paper.checked_on = checked_by, work.today
