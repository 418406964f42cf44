"""What the letters and notices say, read from the office. Words are Chinese, as on every paper."""

from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import papers_of
from officer_app.cases.checklist import condition_label
from officer_app.cases.model import (
    CasePaper,
    Objection,
    Panel,
    Publicity,
    PublicNotice,
    SupplementNotice,
    TalentCase,
)
from officer_app.cases.words import DefectCode, Masking, ObjectionState, State, Step
from officer_app.core.documents.stamp import DRAFT, Stamp
from officer_app.core.errors import Invalid
from officer_app.core.policy import OFFICE_NAME, Dated
from officer_app.core.privacy import mask_id, with_numbers_masked
from officer_app.core.work import OFFICE_ZONE, Work
from officer_app.directory.model import Enterprise
from officer_app.i18n import CHINESE, N_, speaking
from officer_app.people.model import Account
from officer_app.people.names import names_by_id
from officer_app.quota.letters.defects import printed_code, wanted
from officer_app.quota.letters.drawing import in_chinese
from officer_app.quota.letters.printed import (
    DecisionLetter,
    GapLine,
    GapNotice,
    Letterpaper,
    ListedPaper,
    NamedPerson,
    ObjectionAnswer,
    PaperChecklist,
)
from officer_app.quota.letters.printed import PublicNotice as PublicNoticePrint
from officer_app.quota.model import EntryKind, Quota, QuotaEntry
from officer_app.quota.publicity import public_notice, shown_name
from officer_app.quota.record import standing, step_rows

ADDRESS: Final = Dated("office.address", str)
HOTLINE: Final = Dated("office.hotline", str)
_SHORT_NAME: Final = 2
# The answer is for whoever objected; the employer is told no more than that it was found true.
_SUSTAINED: Final = "公示期间收到异议，经核查情况属实。"
_DECIDED: Final = {State.SETTLEMENT, State.SETTLED, State.REJECTED}


def letterpaper(work: Work, stamp: Stamp, contact_id: int | None = None) -> Letterpaper:
    """The office and whom to call: the officer with their number, else the office's hotline."""
    officer = work.session.get(Account, contact_id) if contact_id is not None else None
    return Letterpaper(
        office=OFFICE_NAME.on(work, work.today),
        made_at=work.now.astimezone(OFFICE_ZONE),
        contact=officer.name if officer is not None else "",
        phone=(officer.phone if officer is not None else "") or HOTLINE.on(work, work.today),
        stamp=stamp,
    )


def gap_notice(work: Work, notice_id: int, stamp: Stamp = DRAFT) -> GapNotice:
    """The notice of gaps with this id. Raises NotFound."""
    notice = work.get(SupplementNotice, notice_id)
    case = work.get(TalentCase, notice.case_id)
    return GapNotice(
        head=letterpaper(work, stamp, notice.noticed_by),
        enterprise=work.get(Enterprise, case.enterprise_id).name,
        case_number=case.number,
        filed_on=case.filed_on,
        noticed_on=notice.noticed_on,
        due_on=notice.due_on,
        days=(notice.due_on - notice.noticed_on).days,
        gaps=tuple(_gap(entry) for entry in notice.gaps),
    )


def _gap(entry: dict[str, object]) -> GapLine:
    # A notice of an earlier version has no codes: what it lacked was said in words alone.
    code = DefectCode(str(entry.get("code") or DefectCode.OTHER))
    return GapLine(str(entry["name"]), str(entry["gap"]), wanted(code), printed_code(code))


def checklist(work: Work, case_id: int, stamp: Stamp = DRAFT) -> PaperChecklist:
    """The papers of a case by its checklist. Raises NotFound."""
    case = work.get(TalentCase, case_id)
    work.saw(TalentCase.__tablename__, case.id)
    names = names_by_id(work.session)
    with speaking(CHINESE):
        return PaperChecklist(
            head=letterpaper(work, stamp, case.filed_by),
            case_number=case.number,
            enterprise=work.get(Enterprise, case.enterprise_id).name,
            applicant=case.name,
            version=case.checklist_from,
            papers=tuple(_listed(paper, names) for paper in papers_of(work, case.id)),
        )


def _listed(paper: CasePaper, names: dict[int, str]) -> ListedPaper:
    need = condition_label(paper.condition) or ("必要" if paper.needed else "补充")
    return ListedPaper(
        name=paper.label,
        need=need,
        form=paper.form.label if paper.form is not None else "",
        source=paper.source.label,
        pages=paper.pages,
        received_on=paper.received_on,
        checked_by=names.get(paper.checked_by, "") if paper.checked_by is not None else "",
        gap=paper.gap,
    )


def notice(work: Work, notice_id: int, stamp: Stamp = DRAFT) -> PublicNoticePrint:
    """The public notice with this id, its people as the chosen masking shows them. Raises NotFound."""
    found = public_notice(work, notice_id)
    ids = [line.case_id for line in found.lines]
    panels = work.session.scalars(
        sa.select(Panel.held_on).where(Panel.case_id.in_(ids), Panel.passed).distinct().order_by(Panel.held_on)
    )
    with speaking(CHINESE):
        unit = found.unit.label
    return PublicNoticePrint(
        head=letterpaper(work, stamp),
        year=found.year,
        batch=found.sequence,
        panels=tuple(panels),
        people=tuple(NamedPerson(line.name, line.employer) for line in found.lines),
        starts_on=found.starts_on,
        ends_on=found.ends_on,
        days=found.days,
        unit=unit,
        provisional=found.provisional,
        address=ADDRESS.on(work, work.today),
    )


def objection_answer(work: Work, objection_id: int, stamp: Stamp = DRAFT) -> ObjectionAnswer:
    """The answer to an objection. Raises NotFound, Invalid while it is not answered."""
    objection = work.get(Objection, objection_id)
    if objection.state is ObjectionState.OPEN or objection.answered_on is None:
        raise Invalid(N_("This objection has not been answered yet."), remedy=N_("Answer it on the page of the case."))
    case = work.get(TalentCase, objection.case_id)
    work.saw(TalentCase.__tablename__, case.id)
    person = _as_published(work, case)
    with speaking(CHINESE):
        return ObjectionAnswer(
            head=letterpaper(work, stamp, objection.answered_by),
            objector=objection.raised_by,
            received_on=objection.received_on,
            channel=objection.channel.label.removeprefix("以"),
            batch=_batch(work, case),
            person=person,
            content=_leaving(objection.content, case, person),
            handling=_leaving(objection.handling, case, person),
            answer=_leaving(objection.answer, case, person),
            sustained=objection.state is ObjectionState.SUSTAINED,
            answered_on=objection.answered_on,
        )


def _leaving(text: str, case: TalentCase, named: str) -> str:
    """What somebody typed, as it may leave the office: personal numbers masked, the applicant `named` as published.

    A name of two characters stays as it was typed: the same two may be part of other words.
    """
    text = with_numbers_masked(text.replace(case.id_number, mask_id(case.id_number)))
    return text.replace(case.name, named) if len(case.name) > _SHORT_NAME else text


def _as_published(work: Work, case: TalentCase) -> str:
    """The applicant as the notice named them."""
    masking = work.session.scalar(
        sa.select(PublicNotice.masking)
        .join(Publicity, Publicity.notice_id == PublicNotice.id)
        .where(Publicity.case_id == case.id)
        .order_by(Publicity.round.desc())
        .limit(1)
    )
    return shown_name(masking or Masking.MASKED, case.name)


def _batch(work: Work, case: TalentCase) -> str:
    """What the notice that named the applicant is called."""
    notice = work.session.scalars(
        sa.select(PublicNotice)
        .join(Publicity, Publicity.notice_id == PublicNotice.id)
        .where(Publicity.case_id == case.id)
        .order_by(Publicity.round.desc())
        .limit(1)
    ).one_or_none()
    if notice is None:
        return "特殊人才引进公示名单"
    return f"{notice.year}年第{in_chinese(notice.sequence)}批特殊人才引进公示名单"


def _year_of_unit(work: Work, case: TalentCase) -> int | None:
    """The year of the quota that gave the case its unit: a case decided in January may have one of the year before."""
    return work.session.scalar(
        sa.select(Quota.year)
        .join(QuotaEntry, QuotaEntry.quota_id == Quota.id)
        .where(QuotaEntry.case_id == case.id, QuotaEntry.kind == EntryKind.CONSUME)
        .order_by(QuotaEntry.id.desc())
        .limit(1)
    )


def decision_letter(work: Work, case_id: int, stamp: Stamp = DRAFT) -> DecisionLetter:
    """What was decided on a case. Raises NotFound, Invalid while nothing is decided."""
    case = work.get(TalentCase, case_id)
    work.saw(TalentCase.__tablename__, case.id)
    steps = standing(step_rows(work, case.id))
    verdict = next(
        (
            step
            for step in reversed(steps)
            if step.step in (Step.DECIDE, Step.REJECT, Step.SUSTAIN_OBJECTION)
            or (step.step is Step.PANEL and step.state_after is State.REJECTED)
        ),
        None,
    )
    if case.state not in _DECIDED or verdict is None:
        raise Invalid(
            N_("Case {number} is not decided: it is “{state}”."),
            remedy=N_("The letter can be made when it is approved or rejected."),
            number=case.number,
            state=case.state.label,
        )
    panel = work.session.scalars(
        sa.select(Panel).where(Panel.case_id == case.id).order_by(Panel.round.desc()).limit(1)
    ).one_or_none()
    publicity = work.session.scalars(
        sa.select(Publicity).where(Publicity.case_id == case.id).order_by(Publicity.round.desc()).limit(1)
    ).one_or_none()
    decided_on = verdict.at.astimezone(OFFICE_ZONE).date()
    return DecisionLetter(
        head=letterpaper(work, stamp, case.filed_by),
        enterprise=work.get(Enterprise, case.enterprise_id).name,
        case_number=case.number,
        filed_on=case.filed_on,
        applicant=case.name,
        post=case.post,
        approved=verdict.step is Step.DECIDE,
        decided_on=decided_on,
        panel_on=panel.held_on if panel is not None else None,
        published=(publicity.starts_on, publicity.ends_on) if publicity is not None else None,
        reason=_SUSTAINED if verdict.step is Step.SUSTAIN_OBJECTION else _leaving(verdict.opinion, case, case.name),
        year=_year_of_unit(work, case) or decided_on.year,
        signature="电子签名第{}号：{}".format(*verdict.signed) if verdict.signed is not None else "",
    )
