"""Everything the page of a case shows; personal values masked."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final, NamedTuple

import sqlalchemy as sa

from officer_app.cases.chain import entitled, papers_of, permission_of
from officer_app.cases.checklist import condition_label
from officer_app.cases.deadlines import DeadlineRow, ReviewClock, deadline_rows, review_clock
from officer_app.cases.filed import Filed, filed
from officer_app.cases.model import CasePaper, TalentCase
from officer_app.cases.recusal import RecusalRow, recusal_rows
from officer_app.cases.service import WINDOW_LIMIT
from officer_app.cases.words import (
    CHAIN,
    Criterion,
    DefectCode,
    Degree,
    Education,
    IdKind,
    PaperForm,
    PaperKind,
    PaperSource,
    Sex,
    State,
    Step,
)
from officer_app.core.policy import Dated
from officer_app.core.privacy import mask_amount, mask_id
from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise
from officer_app.people.access import Permission
from officer_app.people.names import names_by_id
from officer_app.quota.countersigning import (
    CountersignatureRow,
    countersignature_rows,
    needed_countersignatures,
)
from officer_app.quota.evaluation import Sheet, sheet_seen
from officer_app.quota.evaluation.tilt import TiltFacts, tilt_facts
from officer_app.quota.lists import QuotaStatus, quota_status
from officer_app.quota.model import Quota, QuotaEntry
from officer_app.quota.reasons import RECORDING, expires_on
from officer_app.quota.record import (
    NoticeRow,
    ObjectionRow,
    PanelRow,
    PublicityRow,
    SettlementRow,
    StepRow,
    notice_rows,
    objection_rows,
    panel_rows,
    publicity_rows,
    settlement_row,
    step_rows,
)
from officer_app.quota.stages import Stage, stages_of

BASE_LINE: Final = Dated("base.line", int)


@dataclass(frozen=True, slots=True)
class Applicant:
    """The person; the identity number and all amounts are masked."""

    name: str
    id_kind: IdKind
    id_number: str
    born_on: date
    sex: Sex
    education: Education
    degree: Degree
    school: str
    major: str
    graduated_on: date | None
    title: str
    post: str
    joined_on: date
    contract_end: date | None
    contribution_base: str
    base_multiple: Decimal
    base_line: int
    income_tax: str
    dependants: int
    dependants_note: str

    @property
    def reaches_line(self) -> bool:
        """Whether the base reaches the line in multiples of the average wage (setting base.line)."""
        return self.base_multiple >= self.base_line


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper of the checklist."""

    id: int
    kind: PaperKind
    label: str
    needed: bool
    source: PaperSource
    pages: int
    received_on: date | None
    checked_by: str
    checked_on: date | None
    gap: str
    defect: DefectCode | None
    form: PaperForm | None
    # Under which condition it is needed, in words; empty for one that every case needs.
    condition: str


@dataclass(frozen=True, slots=True)
class CaseFile:
    """A case with everything about it, as of `read_at`.

    `possible` are the steps the chain allows now, and the actor's role or a delegation; `deadlines` what moved its
    limits; `aside` who stands aside from it.
    """

    id: int
    version: int
    number: str
    state: State
    enterprise_id: int
    enterprise: str
    uscc: str
    applicant: Applicant
    reason: str
    filed_on: date
    accepted_on: date | None
    rules: str
    sheet_from: date | None
    clock: ReviewClock | None
    expires_on: date | None
    stages: tuple[Stage, ...]
    filed: Filed
    papers: tuple[PaperRow, ...]
    notices: tuple[NoticeRow, ...]
    sheet: Sheet | None
    tilt: TiltFacts | None
    quota: QuotaStatus
    holds_unit: bool
    panel: PanelRow | None
    panels: tuple[PanelRow, ...]
    publicity: PublicityRow | None
    publicities: tuple[PublicityRow, ...]
    objections: tuple[ObjectionRow, ...]
    settlement: SettlementRow | None
    steps: tuple[StepRow, ...]
    window_visits: int
    window_limit: int
    possible: tuple[Step, ...]
    deadlines: tuple[DeadlineRow, ...]
    countersignatures: tuple[CountersignatureRow, ...]
    countersigners_needed: int
    aside: tuple[RecusalRow, ...]
    read_at: datetime

    @property
    def papers_checked(self) -> int:
        """How many papers have been found in order."""
        return sum(paper.checked_on is not None for paper in self.papers)

    @property
    def one_trip_too_many(self) -> bool:
        """Whether asking the employer to come once more would break the promise."""
        return self.window_visits >= self.window_limit


@asks(Permission.CASE_READ)
def case_file(work: Work, case_id: int) -> CaseFile:
    """The case for its page. Raises NotFound."""
    case = work.get(TalentCase, case_id)
    work.saw(TalentCase.__tablename__, case.id)
    enterprise = work.get(Enterprise, case.enterprise_id)
    names = names_by_id(work.session)
    notices = notice_rows(work, case.id, names)
    steps = step_rows(work, case.id)
    panels, publicities = panel_rows(work, case.id, names), publicity_rows(work, case.id, names)
    panel, publicity = panels[-1] if panels else None, publicities[-1] if publicities else None
    clock = review_clock(work, case)
    unit = _unit(work, case.id)
    return CaseFile(
        id=case.id,
        version=case.version,
        number=case.number,
        state=case.state,
        enterprise_id=case.enterprise_id,
        enterprise=enterprise.name,
        uscc=enterprise.uscc,
        applicant=_applicant(work, case),
        reason=case.reason,
        filed_on=case.filed_on,
        accepted_on=case.accepted_on,
        rules=case.rules,
        sheet_from=case.sheet_from,
        clock=clock,
        expires_on=expires_on(work, case),
        stages=stages_of(work, case, steps, notices, panel, publicity, clock),
        filed=filed(work, case),
        papers=tuple(_paper(paper, names) for paper in papers_of(work, case.id)),
        notices=notices,
        sheet=(sheet := sheet_seen(work, case)),
        tilt=tilt_facts(work, enterprise) if sheet is not None and sheet.asks_for(Criterion.TILT) else None,
        quota=quota_status(work, *((unit.year, unit.pool) if unit is not None else (work.today.year, case.pool))),
        holds_unit=unit is not None and unit.held > 0,
        panel=panel,
        panels=panels,
        publicity=publicity,
        publicities=publicities,
        objections=objection_rows(work, case.id, names, publicities),
        settlement=settlement_row(work, case.id, names),
        steps=steps,
        window_visits=case.window_visits,
        window_limit=WINDOW_LIMIT.on(work, case.filed_on),
        possible=tuple(step for step in CHAIN.steps(case.state) if _permitted(work, step, case.state)),
        deadlines=deadline_rows(work, case.id),
        countersignatures=countersignature_rows(work, case.id),
        countersigners_needed=needed_countersignatures(work, case),
        aside=recusal_rows(work, case.id),
        read_at=work.now,
    )


def _permitted(work: Work, step: Step, state: State) -> bool:
    return entitled(work, permission_of(step, state) or RECORDING[step])


class _Unit(NamedTuple):
    year: int
    pool: str
    held: int


def _unit(work: Work, case_id: int) -> _Unit | None:
    """The pool the case has to do with, and how many units it holds there."""
    row = work.session.execute(
        sa.select(
            Quota.year, Quota.name, sa.func.sum(QuotaEntry.d_reserved + QuotaEntry.d_used), sa.func.max(QuotaEntry.id)
        )
        .join(Quota, Quota.id == QuotaEntry.quota_id)
        .where(QuotaEntry.case_id == case_id)
        .group_by(Quota.id, Quota.year, Quota.name)
        .order_by(sa.func.max(QuotaEntry.id).desc())
    ).first()
    return None if row is None else _Unit(row[0], row[1], int(row[2]))


def _applicant(work: Work, case: TalentCase) -> Applicant:
    return Applicant(
        name=case.name,
        id_kind=case.id_kind,
        id_number=mask_id(case.id_number),
        born_on=case.born_on,
        sex=case.sex,
        education=case.education,
        degree=case.degree,
        school=case.school,
        major=case.major,
        graduated_on=case.graduated_on,
        title=case.title,
        post=case.post,
        joined_on=case.joined_on,
        contract_end=case.contract_end,
        contribution_base=mask_amount(case.contribution_base),
        base_multiple=case.base_multiple,
        base_line=BASE_LINE.on(work, case.filed_on),
        income_tax=mask_amount(case.income_tax),
        dependants=case.dependants,
        dependants_note=case.dependants_note,
    )


def _paper(paper: CasePaper, names: dict[int, str]) -> PaperRow:
    return PaperRow(
        id=paper.id,
        kind=paper.kind,
        label=paper.label,
        needed=paper.needed,
        source=paper.source,
        pages=paper.pages,
        received_on=paper.received_on,
        checked_by=names[paper.checked_by] if paper.checked_by is not None else "",
        checked_on=paper.checked_on,
        gap=paper.gap,
        defect=paper.defect,
        form=paper.form,
        condition=condition_label(paper.condition),
    )
