"""What the approval form prints about a case, read from the office. Words are Chinese, as on every paper."""

from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from officer_app.assignments.dated import serves_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.cases.chain import notices_of, office_day, papers_of
from officer_app.cases.model import Objection, TalentCase
from officer_app.cases.words import State, Step
from officer_app.core.policy import OFFICE_NAME
from officer_app.core.privacy import mask_amount, mask_id, mask_phone
from officer_app.core.words import acted_by, chinese_day
from officer_app.core.work import OFFICE_ZONE, Work, asks
from officer_app.directory.model import Contact, Enterprise, Subdistrict
from officer_app.i18n import CHINESE, speaking
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.people.names import names_by_id
from officer_app.quota.evaluation import sheet_seen
from officer_app.quota.model import EntryKind, Quota, QuotaEntry
from officer_app.quota.printed import CasePrint, Opinion, QuotaLine, Score
from officer_app.quota.record import (
    PanelRow,
    PublicityRow,
    StepRow,
    panel_row,
    publicity_row,
    standing,
    step_rows,
)

# The employer signs and seals this on paper.
_DECLARATION: Final = "同意申报，所填内容及所附材料属实。"


@asks(Permission.REPORT)
def case_print(work: Work, case_id: int) -> CasePrint:
    """A case as its approval form prints it. Raises NotFound."""
    case = work.get(TalentCase, case_id)
    work.saw(TalentCase.__tablename__, case.id)
    with speaking(CHINESE):
        return _printed(work, case)


def _printed(work: Work, case: TalentCase) -> CasePrint:
    enterprise = work.get(Enterprise, case.enterprise_id)
    contact = _contact(work, enterprise.id)
    names = names_by_id(work.session)
    taken = step_rows(work, case.id)
    steps = standing(taken)
    panel, publicity = panel_row(work, case.id, names), publicity_row(work, case.id, names)
    objections = work.session.scalar(sa.select(sa.func.count()).where(Objection.case_id == case.id)) or 0
    return CasePrint(
        office=OFFICE_NAME.on(work, work.today),
        number=case.number,
        # A case filed again is another draft of its form.
        draft=sum(row.step in (Step.FILE, Step.REFILE) for row in taken),
        made_at=work.now.astimezone(OFFICE_ZONE),
        enterprise=enterprise.name,
        uscc=enterprise.uscc,
        applicant=case.name,
        accepted_on=case.accepted_on,
        subdistrict=_subdistrict(work, enterprise),
        industry=enterprise.industry.label if enterprise.industry is not None else "",
        employees=enterprise.headcount,
        liaison=_liaison(work, enterprise.id),
        contact=f"{contact.name}　{contact.title}".strip() if contact is not None else "",
        phone=mask_phone(contact.phone) if contact is not None else "",
        gender=case.sex.label,
        born=case.born_on,
        identity_type=case.id_kind.label,
        id_number=mask_id(case.id_number),
        education=f"{case.education.label}　{case.degree.label}",
        title=case.title,
        school=case.school,
        major=case.major,
        graduated=case.graduated_on,
        post=case.post,
        joined=case.joined_on,
        contract_end=case.contract_end,
        insurance_base=mask_amount(case.contribution_base),
        base_multiple=case.base_multiple,
        income_tax=mask_amount(case.income_tax),
        dependants=case.dependants,
        dependants_note=case.dependants_note,
        reason=case.reason,
        papers=_papers(work, case),
        scores=_scores(work, case),
        quota=_quota_line(work, case),
        employer=Opinion(_DECLARATION),
        pre_review=_signed(steps, Step.PRE_REVIEW),
        first_review=_first_review(steps),
        panel=_panel(panel, steps),
        publicity=_publicity(publicity, objections, steps),
        decision=_decision(steps),
        signed=max((step.signed for step in taken if step.signed is not None), default=None),
    )


def _subdistrict(work: Work, enterprise: Enterprise) -> str:
    if enterprise.subdistrict_id is None:
        return ""
    return work.get(Subdistrict, enterprise.subdistrict_id).name


def _contact(work: Work, enterprise_id: int) -> Contact | None:
    return work.session.scalar(
        sa.select(Contact)
        .where(Contact.enterprise_id == enterprise_id, Contact.left_on.is_(None))
        .order_by(Contact.is_primary.desc(), Contact.id)
        .limit(1)
    )


def _liaison(work: Work, enterprise_id: int) -> str:
    name = work.session.scalar(
        sa.select(Account.name)
        .join(Assignment, Assignment.account_id == Account.id)
        .where(Assignment.enterprise_id == enterprise_id, serves_on(work.today, Duty.LIAISON))
    )
    return name or ""


def _papers(work: Work, case: TalentCase) -> str:
    papers = papers_of(work, case.id)
    needed = [paper for paper in papers if paper.needed]
    received = sum(paper.received_on is not None for paper in needed)
    text = f"应交{len(needed)}项，已交{received}项"
    for notice in notices_of(work, case.id):
        end = f"，{notice.arrived_on.isoformat()}补齐" if notice.arrived_on is not None else "，尚未补齐"
        text += f"，其中补正{len(notice.gaps)}项（{notice.noticed_on.isoformat()}一次性告知{end}）"
    return f"{text}；清单版本 {case.checklist_from:%Y-%m}"


def _scores(work: Work, case: TalentCase) -> tuple[Score, ...]:
    sheet = sheet_seen(work, case)
    if sheet is None:
        return ()
    return tuple(Score(line.criterion.label, Decimal(line.weight), line.weighted) for line in sheet.lines)


def _quota_line(work: Work, case: TalentCase) -> QuotaLine | None:
    """The quota as it stood when the unit was reserved: a form printed years later says the same."""
    row = work.session.execute(
        sa.select(QuotaEntry, Quota.year)
        .join(Quota, Quota.id == QuotaEntry.quota_id)
        .where(QuotaEntry.case_id == case.id, QuotaEntry.kind == EntryKind.RESERVE)
        .order_by(QuotaEntry.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    entry, year = row
    return QuotaLine(
        year=year,
        granted=entry.total,
        used=entry.used,
        reserved=entry.reserved,
        left=entry.total - entry.used - entry.reserved,
        entry=f"QE-{year}-{entry.seq:04d}",
        reserved_on=office_day(entry.at),
        includes_this=True,
    )


def _last(steps: tuple[StepRow, ...], step: Step) -> StepRow | None:
    return next((taken for taken in reversed(steps) if taken.step is step), None)


def _opinion(taken: StepRow | None) -> Opinion:
    if taken is None:
        return Opinion()
    by = acted_by(taken.by, taken.in_place_of)
    return Opinion(taken.opinion, by, office_day(taken.at), taken.signed)


def _signed(steps: tuple[StepRow, ...], step: Step) -> Opinion:
    return _opinion(_last(steps, step))


def _rejected_in(steps: tuple[StepRow, ...], state: State) -> StepRow | None:
    taken = _last(steps, Step.REJECT)
    return taken if taken is not None and taken.state_before is state else None


def _first_review(steps: tuple[StepRow, ...]) -> Opinion:
    return _opinion(_rejected_in(steps, State.FIRST_REVIEW) or _last(steps, Step.FIRST_REVIEW))


def _decision(steps: tuple[StepRow, ...]) -> Opinion:
    return _opinion(
        _rejected_in(steps, State.PUBLICITY) or _last(steps, Step.SUSTAIN_OBJECTION) or _last(steps, Step.DECIDE)
    )


def _panel(panel: PanelRow | None, steps: tuple[StepRow, ...]) -> Opinion:
    taken = _last(steps, Step.PANEL) or _rejected_in(steps, State.PANEL)
    if panel is None or taken is None:
        return Opinion()
    recused = f"，回避{panel.recused}人" if panel.recused else ""
    text = (
        f"{chinese_day(panel.held_on)}评审会：应到{panel.expected}人，实到{panel.present + panel.recused}人{recused}；"
        f"同意{panel.votes_for}票、反对{panel.votes_against}票、弃权{panel.abstentions}票。{taken.opinion}"
    )
    return Opinion(text, panel.chair, office_day(taken.at), taken.signed)


def _publicity(publicity: PublicityRow | None, objections: int, steps: tuple[StepRow, ...]) -> Opinion:
    taken = _last(steps, Step.PUBLISH)
    if publicity is None or taken is None:
        return Opinion()
    text = (
        f"公示期为{chinese_day(publicity.starts_on)}至{chinese_day(publicity.last_day)}"
        f"（{publicity.days}个{publicity.unit.label}），收到异议{objections}件。"
    )
    return Opinion(text, taken.by, office_day(taken.at))
