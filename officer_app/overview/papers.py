"""The papers that are issued: what each is of, what it is called, and how it is drawn under a stamp."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Protocol

from officer_app.core.documents.stamp import Stamp
from officer_app.core.errors import Invalid
from officer_app.core.progress import Progress, portion
from officer_app.core.words import chinese_day
from officer_app.core.work import Work
from officer_app.i18n import N_
from officer_app.overview.case_papers import CASE_PAPERS, CasePaperKind
from officer_app.overview.demand_ledger import demand_ledger, demand_ledger_paper
from officer_app.overview.model import IssuedKind as IssuedKind
from officer_app.overview.overdue_list import overdue_list, overdue_paper
from officer_app.quota.summary_paper import draw_summary, summary_of, summary_title
from officer_app.visits.periods import Period
from officer_app.visits.printed import INDUSTRIES
from officer_app.visits.prints import report_to_print
from officer_app.visits.report import period_report
from officer_app.visits.reporting import EVERYTHING, Scope, ScopeNames, scope_names

# Papers whose subject is a case, and that tell of the person.
ABOUT_AN_APPLICANT: Final = frozenset(
    {
        IssuedKind.APPROVAL_FORM,
        IssuedKind.CASE_CHECKLIST,
        IssuedKind.EVALUATION_SHEET,
        IssuedKind.DECISION_LETTER,
    }
)


@dataclass(frozen=True, slots=True)
class PaperWish:
    """A paper: its kind, its days, both included, and of whom. Without `records` a report ends with its table.

    The list of what is late is always of today; a list of demands is of one handler or of all. A paper about one thing
    names it by `subject_id` (case, notice of gaps, public notice, objection), and its days are that of making it.
    """

    kind: IssuedKind
    first: date
    last: date
    scope: Scope = EVERYTHING
    records: bool = True
    subject_id: int = 0

    @property
    def key(self) -> str:
        """The same for what would replace it: kind, days and scope, or kind and subject."""
        if self.kind.of_one:
            return hashlib.sha256(f"{self.kind.value}:{self.subject_id}".encode()).hexdigest()
        industry = self.scope.industry.value if self.scope.industry else ""
        whose = f"{self.scope.officer_id or 0}.{self.scope.subdistrict_id or 0}.{industry}"
        words = f"{self.kind.value}:{self.first}:{self.last}:{whose}:{self.records}"
        return hashlib.sha256(words.encode()).hexdigest()


class _Draw(Protocol):
    def __call__(self, work: Work, wish: PaperWish, stamp: Stamp, progress: Progress, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the paper is called in Chinese, and how it is drawn."""

    title: Callable[[Work, PaperWish, ScopeNames], str]
    draw: _Draw


def title_of(work: Work, wish: PaperWish) -> str:
    """What a paper is called, as it says itself. Raises NotFound."""
    return _KINDS[wish.kind].title(work, wish, scope_names(work, wish.scope))


def draw_paper(work: Work, wish: PaperWish, stamp: Stamp, progress: Progress) -> bytes:
    """The PDF of a paper under a stamp, for use cases that have asked for permission.

    Raises Invalid for days or a scope the kind does not have, NotFound, MissingGlyph, TooManyVisits, TooManyDemands,
    Cancelled.
    """
    if wish.last < wish.first:
        raise Invalid(N_("The period ends before it begins."), remedy=N_("Correct the dates."), field="last")
    if wish.kind.of_one and (wish.first, wish.last) != (work.today, work.today):
        raise Invalid(N_("This paper is made as it stands today."), field="first")
    narrowed = wish.scope.subdistrict_id is not None or wish.scope.industry is not None
    if wish.kind is IssuedKind.TALENT_SUMMARY and wish.scope != EVERYTHING:
        raise Invalid(N_("This summary is made of the whole office."), field="scope")
    if narrowed and wish.kind is not IssuedKind.VISIT_REPORT:
        raise Invalid(N_("This list is made of all enterprises, or of one officer."), field="scope")
    return _KINDS[wish.kind].draw(work, wish, stamp, progress)


def _report_title(_work: Work, wish: PaperWish, names: ScopeNames) -> str:
    whose = f"（{names.officer}）" if names.officer else ""
    name = Period(wish.first, wish.last).in_chinese
    return f"{name}{names.subdistrict}{INDUSTRIES.get(names.industry, '')}企业走访情况报告{whose}"


def _report(work: Work, wish: PaperWish, stamp: Stamp, progress: Progress) -> bytes:
    period = Period(wish.first, wish.last)
    found = report_to_print(
        work, period, wish.scope, records=wish.records, stamp=stamp, progress=portion(progress, 0, 0.4)
    )
    return period_report(found, portion(progress, 0.4, 1))


def _overdue(work: Work, wish: PaperWish, stamp: Stamp, _progress: Progress) -> bytes:
    if wish.first != work.today or wish.last != work.today:
        raise Invalid(N_("What is late is listed as it stands today."), field="first")
    found = overdue_list(work, wish.scope.officer_id)
    return overdue_paper(replace(found, number=stamp.foot, replaces=stamp.replacing))


def _ledger(work: Work, wish: PaperWish, stamp: Stamp, progress: Progress) -> bytes:
    found = demand_ledger(work, wish.first, wish.last, wish.scope.officer_id)
    return demand_ledger_paper(replace(found, number=stamp.foot, replaces=stamp.replacing), progress)


def _summary(work: Work, wish: PaperWish, stamp: Stamp, _progress: Progress) -> bytes:
    return draw_summary(summary_of(work, Period(wish.first, wish.last), stamp))


def _about_a_case(paper: CasePaperKind) -> Callable[[Work, PaperWish, ScopeNames], str]:
    return lambda work, wish, _names: paper.title(work, wish.subject_id)


def _drawn(paper: CasePaperKind) -> _Draw:
    return lambda work, wish, stamp, _progress: paper.draw(work, wish.subject_id, stamp)


def _of(name: str) -> Callable[[Work, PaperWish, ScopeNames], str]:
    def title(_work: Work, wish: PaperWish, names: ScopeNames) -> str:
        days = f"截至{chinese_day(wish.last)}" if wish.first == wish.last else Period(wish.first, wish.last).in_chinese
        return f"{days}{name}" + (f"（{names.officer}）" if names.officer else "")

    return title


_KINDS: Final[dict[IssuedKind, _Kind]] = {
    IssuedKind.VISIT_REPORT: _Kind(_report_title, _report),
    IssuedKind.OVERDUE_LIST: _Kind(_of("逾期事项清单"), _overdue),
    IssuedKind.DEMAND_LEDGER: _Kind(_of("企业诉求台账"), _ledger),
    IssuedKind.TALENT_SUMMARY: _Kind(
        lambda _work, wish, _names: summary_title(Period(wish.first, wish.last)), _summary
    ),
    **{kind: _Kind(_about_a_case(paper), _drawn(paper)) for kind, paper in CASE_PAPERS.items()},
}


def case_paper(kind: IssuedKind, subject_id: int, day: date) -> PaperWish:
    """A paper about one thing, made on a day."""
    return PaperWish(kind, day, day, subject_id=subject_id)
