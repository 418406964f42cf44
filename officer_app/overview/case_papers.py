"""The papers about a case, a meeting of the panel, a pool of units: which there are now, what each is called, how it is
drawn.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa

from officer_app.cases.model import Objection, Publicity, PublicNotice, SupplementNotice, TalentCase
from officer_app.cases.words import ObjectionState, State
from officer_app.core.documents.joining import joined
from officer_app.core.documents.stamp import Stamp
from officer_app.core.errors import Invalid
from officer_app.core.progress import Progress, unwatched
from officer_app.core.work import Work, asks
from officer_app.i18n import CHINESE, N_, _, speaking
from officer_app.overview.model import IssuedKind
from officer_app.people.access import Permission
from officer_app.quota.evaluation.paper import draw_evaluation
from officer_app.quota.evaluation.printed import evaluation_print
from officer_app.quota.ledger_paper import draw_ledger, ledger_print
from officer_app.quota.letters import reading
from officer_app.quota.letters.checklist_paper import draw_checklist
from officer_app.quota.letters.drawing import (
    draw_decision,
    draw_gap_notice,
    draw_objection_answer,
    draw_public_notice,
    public_notice_title,
)
from officer_app.quota.meetings.lists import meeting_file
from officer_app.quota.meetings.paper import MeetingPaper, meeting_paper
from officer_app.quota.model import Quota, pool_label
from officer_app.quota.paper import case_print
from officer_app.quota.report import approval_form


@dataclass(frozen=True, slots=True)
class CasePaperKind:
    """A kind of paper about one thing: its title in Chinese and its PDF under a stamp, by the id of that thing."""

    title: Callable[[Work, int], str]
    draw: Callable[[Work, int, Stamp], bytes]


def _of_case(name: str) -> Callable[[Work, int], str]:
    return lambda work, case_id: f"{name}（{work.get(TalentCase, case_id).number}）"


def _of_gaps(work: Work, notice_id: int) -> str:
    return _of_case("一次性补正告知书")(work, work.get(SupplementNotice, notice_id).case_id)


def _of_objection(work: Work, objection_id: int) -> str:
    return _of_case("公示异议答复")(work, work.get(Objection, objection_id).case_id)


def _of_meeting(name: str, kind: MeetingPaper) -> CasePaperKind:
    return CasePaperKind(
        lambda work, key: f"{name}（{meeting_file(work, key).number}）",
        lambda work, key, stamp: meeting_paper(work, key, kind, stamp),
    )


def _of_pool(work: Work, pool_id: int) -> str:
    pool = work.get(Quota, pool_id)
    with speaking(CHINESE):
        return f"{pool.year}年度额度台账（{pool_label(pool.name)}）"


def _drawn_ledger(work: Work, pool_id: int, stamp: Stamp) -> bytes:
    pool = work.get(Quota, pool_id)
    return draw_ledger(replace(ledger_print(work, pool.year, pool=pool.name), stamp=stamp))


# So many forms are printed in one go at most: a ream of paper.
MOST_FORMS: Final = 500

CASE_PAPERS: Final[dict[IssuedKind, CasePaperKind]] = {
    IssuedKind.APPROVAL_FORM: CasePaperKind(
        _of_case("特殊人才引进审批表"),
        lambda work, key, stamp: approval_form(replace(case_print(work, key), stamp=stamp)),
    ),
    IssuedKind.CASE_CHECKLIST: CasePaperKind(
        _of_case("申报材料清单"), lambda work, key, stamp: draw_checklist(reading.checklist(work, key, stamp))
    ),
    IssuedKind.GAP_NOTICE: CasePaperKind(
        _of_gaps, lambda work, key, stamp: draw_gap_notice(reading.gap_notice(work, key, stamp))
    ),
    IssuedKind.EVALUATION_SHEET: CasePaperKind(
        _of_case("特殊人才评价表"), lambda work, key, stamp: draw_evaluation(evaluation_print(work, key, stamp))
    ),
    IssuedKind.PUBLIC_NOTICE: CasePaperKind(
        lambda work, key: public_notice_title(reading.notice(work, key)),
        lambda work, key, stamp: draw_public_notice(reading.notice(work, key, stamp)),
    ),
    IssuedKind.OBJECTION_ANSWER: CasePaperKind(
        _of_objection, lambda work, key, stamp: draw_objection_answer(reading.objection_answer(work, key, stamp))
    ),
    IssuedKind.DECISION_LETTER: CasePaperKind(
        _of_case("审定结果通知"), lambda work, key, stamp: draw_decision(reading.decision_letter(work, key, stamp))
    ),
    IssuedKind.PANEL_AGENDA: _of_meeting("评审会议程", MeetingPaper.AGENDA),
    IssuedKind.PANEL_MINUTES: _of_meeting("评审会纪要", MeetingPaper.MINUTES),
    IssuedKind.RANKED_LIST: _of_meeting("评审会排序表", MeetingPaper.RANKED),
    IssuedKind.QUOTA_LEDGER: CasePaperKind(_of_pool, _drawn_ledger),
}


@asks(Permission.REPORT)
def forms_together(work: Work, case_ids: Sequence[int], progress: Progress = unwatched) -> bytes:
    """The approval forms of these cases in one file, in this order. Raises NotFound, MissingGlyph, Cancelled, and
    Invalid for none or for more than MOST_FORMS.
    """
    if not 0 < len(case_ids) <= MOST_FORMS:
        raise Invalid(
            N_("{count} forms cannot be made at once."),
            remedy=N_("Choose one case at least and {most} at most."),
            field="cases",
            count=len(case_ids),
            most=MOST_FORMS,
        )
    forms: list[bytes] = []
    for place, case_id in enumerate(case_ids):
        progress(place, len(case_ids))
        forms.append(approval_form(case_print(work, case_id)))
    return joined(forms)


@dataclass(frozen=True, slots=True)
class PaperChoice:
    """A paper that can be made about a case: of what kind, about what, and in which words it is offered.

    `why_not` says what it waits for; empty where it can be made.
    """

    kind: IssuedKind
    subject_id: int
    words: str
    why_not: str = ""


_DECIDED: Final = frozenset({State.SETTLEMENT, State.SETTLED, State.REJECTED})


@asks(Permission.CASE_READ)
def papers_about(work: Work, case_id: int) -> list[PaperChoice]:
    """The papers about a case, in the order of the chain. Raises NotFound."""
    case = work.get(TalentCase, case_id)
    found = [
        PaperChoice(IssuedKind.APPROVAL_FORM, case.id, IssuedKind.APPROVAL_FORM.label),
        PaperChoice(IssuedKind.CASE_CHECKLIST, case.id, IssuedKind.CASE_CHECKLIST.label),
    ]
    gaps = work.session.scalars(
        sa.select(SupplementNotice).where(SupplementNotice.case_id == case.id).order_by(SupplementNotice.id)
    )
    found += [
        PaperChoice(IssuedKind.GAP_NOTICE, notice.id, _("Notice of gaps of {day}").format(day=notice.noticed_on))
        for notice in gaps
    ]
    waiting = "" if case.sheet is not None else _("The case has not been accepted yet.")
    found.append(PaperChoice(IssuedKind.EVALUATION_SHEET, case.id, IssuedKind.EVALUATION_SHEET.label, waiting))
    notices = work.session.scalars(
        sa.select(PublicNotice)
        .join(Publicity, Publicity.notice_id == PublicNotice.id)
        .where(Publicity.case_id == case.id)
        .order_by(PublicNotice.id)
    )
    found += [
        PaperChoice(IssuedKind.PUBLIC_NOTICE, notice.id, _("Public notice from {day}").format(day=notice.starts_on))
        for notice in notices
    ]
    for objection in work.session.scalars(
        sa.select(Objection).where(Objection.case_id == case.id).order_by(Objection.id)
    ):
        waiting = _("The objection is not answered yet.") if objection.state is ObjectionState.OPEN else ""
        words = _("Answer to the objection of {day}").format(day=objection.received_on)
        found.append(PaperChoice(IssuedKind.OBJECTION_ANSWER, objection.id, words, waiting))
    waiting = "" if case.state in _DECIDED else _("Nothing has been decided yet.")
    found.append(PaperChoice(IssuedKind.DECISION_LETTER, case.id, IssuedKind.DECISION_LETTER.label, waiting))
    return found
