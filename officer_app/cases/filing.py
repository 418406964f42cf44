"""Filing a case on behalf of an employer, and filing it again after it was returned.

A person never files alone: a case belongs to an enterprise of the directory that is registered in the district.
"""

from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.cases.bases import AVERAGE_WAGE, MONTHS, Contribution, contribution_of, store_bases, usual_months
from officer_app.cases.chain import actor_id, open_case, take_step
from officer_app.cases.checklist import CHECKLIST, ChecklistEntry, checklist_on
from officer_app.cases.dependants import checked_family, family_words, store_family
from officer_app.cases.drafts import CaseDraft, DependantDraft, MonthBase, PaperDraft, uneven
from officer_app.cases.handing_in import check_pages, lay_out_papers, take_in
from officer_app.cases.identity import checked_identity
from officer_app.cases.model import CaseStep, TalentCase
from officer_app.cases.pools import pools_of, require_pool
from officer_app.cases.snapshots import take_snapshot
from officer_app.cases.words import FINAL, Capacity, State, Step
from officer_app.core.errors import Invalid
from officer_app.core.numbering import next_number
from officer_app.core.policy import Dated, settings_in_force
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission

# Whoever files takes the drafts from here.
__all__ = [
    "CaseDraft",
    "DependantDraft",
    "FilingStart",
    "MonthBase",
    "PaperDraft",
    "file_case",
    "filing_start",
    "refile_case",
]
PREFIX: Final = Dated("case.prefix", str)
BASE_LINE: Final = Dated("base.line", int)
SERIES: Final = "talent_case"

# No working life is longer, nobody joins younger.
_YOUNGEST: Final = 16


@dataclass(frozen=True)
class FilingStart:
    """What the form begins with: the papers asked for today, the months whose bases are asked for and the average wage
    in force in each in yuan, the line in multiples of it, and the pools to draw on.
    """

    checklist: tuple[ChecklistEntry, ...]
    months: tuple[tuple[date, int], ...]
    base_line: int
    pools: tuple[str, ...]


# What is copied from the draft to the case as it stands.
_COPIED: Final = tuple(
    field.name
    for field in fields(CaseDraft)
    if field.name not in {"draft_id", "papers", "id_number", "name", "bases", "family", "contribution_base"}
)


@dataclass(frozen=True)
class _Checked:
    """A draft that makes sense: the columns of the case, the months, and who moves along."""

    values: dict[str, object]
    contribution: Contribution
    family: tuple[DependantDraft, ...]


@asks(Permission.CASE_FILE)
def filing_start(work: Work) -> FilingStart:
    """What the form needs to know before anything is typed."""
    months = usual_months(work.today, MONTHS.on(work, work.today))
    return FilingStart(
        checklist_on(work, work.today),
        tuple((month, AVERAGE_WAGE.on(work, month)) for month in months),
        BASE_LINE.on(work, work.today),
        pools_of(work, work.today.year),
    )


@changes(Permission.CASE_FILE)
def file_case(work: Work, draft: CaseDraft) -> int:
    """Store a case with its checklist, waiting for pre-review; returns its id.

    The id of the case stored before if this draft was saved already. Raises Invalid, naming the field.
    """
    known = _stored(work.session, draft.draft_id)
    if known is not None:
        return known
    checked = _checked(work, draft)
    with work.session.begin_nested() as attempt:
        sequence = next_number(work, SERIES, work.today.year)
        # The number is given to one writer at a time: what another has stored meanwhile is seen only now.
        known = _stored(work.session, draft.draft_id)
        if known is not None:
            attempt.rollback()
            return known
        _refuse_second_case(work, draft)
        case = work.add(
            TalentCase(
                draft_id=draft.draft_id,
                prefix=PREFIX.on(work, work.today),
                year=work.today.year,
                sequence=sequence,
                state=State.PRE_REVIEW,
                filed_by=actor_id(work),
                filed_on=work.today,
                checklist_from=_in_force_since(work, CHECKLIST.key),
                changed_at=work.now,
                **checked.values,
            )
        )
    work.add(
        CaseStep(
            case_id=case.id,
            step=Step.FILE,
            capacity=Capacity.FILER,
            state_before=None,
            state_after=State.PRE_REVIEW,
            account_id=actor_id(work),
            at=work.now,
            opinion="",
        )
    )
    _store_rest(work, case, checked, draft, Step.FILE)
    return case.id


@changes(Permission.CASE_FILE)
def refile_case(work: Work, case_id: int, draft: CaseDraft, *, version: int | None = None) -> None:
    """File a returned case again, amended; it is pre-reviewed anew. Raises Invalid, IllegalTransition, Conflict.

    An empty identity number keeps the one on record: the form shows it masked only.
    """
    case = open_case(work, case_id, Step.REFILE, version)
    if not draft.id_number.strip() and draft.id_kind is case.id_kind:
        draft = replace(draft, id_number=case.id_number)
    checked = _checked(work, draft, case.filed_on)
    if (draft.id_kind, checked.values["id_number"]) != (case.id_kind, case.id_number):
        _refuse_second_case(work, draft)
    take_step(work, case, Step.REFILE)
    for name, value in checked.values.items():
        setattr(case, name, value)
    case.accepted_on = case.sheet_from = case.sheet = None
    case.review_due_on = case.review_target_on = case.reviewed_on = None
    case.review_due_provisional, case.rules = False, ""
    _store_rest(work, case, checked, draft, Step.REFILE)


def _store_rest(work: Work, case: TalentCase, checked: _Checked, draft: CaseDraft, occasion: Step) -> None:
    """Months, relatives and papers; then the whole submission is kept as it stands."""
    store_bases(work, case.id, checked.contribution)
    store_family(work, case.id, checked.family)
    take_in(work, case, lay_out_papers(work, case), draft.papers)
    take_snapshot(work, case, occasion)


def _stored(session: Session, draft_id: str) -> int | None:
    return session.scalar(sa.select(TalentCase.id).where(TalentCase.draft_id == draft_id))


def _checked(work: Work, draft: CaseDraft, filed_on: date | None = None) -> _Checked:
    """A draft that makes sense; `filed_on` is the day the case was first filed. Raises Invalid."""
    _check_employer(work, draft)
    for field, value in (("name", draft.name), ("post", draft.post), ("reason", draft.reason)):
        if not value.strip():
            raise Invalid(N_("This must not be empty."), field=field)
    number = checked_identity(draft.id_kind, draft.id_number, draft.born_on, draft.sex)
    _check_days(work, draft)
    contribution = contribution_of(work, draft, filed_on)
    _check_pay(draft)
    family = checked_family(work, draft)
    for paper in draft.papers:
        check_pages(paper.pages)
    require_pool(work, draft.pool)
    values: dict[str, object] = {field: getattr(draft, field) for field in _COPIED}
    if family:
        values |= {"dependants": len(family), "dependants_note": family_words(family)}
    return _Checked(
        {
            **{key: value.strip() if type(value) is str else value for key, value in values.items()},
            "name": draft.name.strip(),
            "id_number": number,
            "contribution_base": contribution.base,
            "base_multiple": contribution.multiple,
        },
        contribution,
        family,
    )


def _check_employer(work: Work, draft: CaseDraft) -> None:
    enterprise = work.session.get(Enterprise, draft.enterprise_id)
    if enterprise is None:
        raise Invalid(N_("Choose an enterprise of the directory."), field="enterprise")
    if enterprise.subdistrict_id is None:
        raise Invalid(
            N_("{enterprise} is not registered in a sub-district of this district."),
            remedy=N_("Enter its sub-district in the directory first; others apply where they are registered."),
            field="enterprise",
            enterprise=enterprise.name,
        )
    if draft.introduced_on is not None and draft.introduced_on > work.today:
        raise Invalid(N_("The day on which the enterprise came lies in the future."), field="introduced_on")


def _check_days(work: Work, draft: CaseDraft) -> None:
    if draft.joined_on > work.today:
        raise Invalid(N_("The day of joining lies in the future."), field="joined_on")
    if draft.joined_on.year - draft.born_on.year < _YOUNGEST:
        raise Invalid(N_("Birth and day of joining do not fit together."), field="joined_on")
    if draft.contract_end is not None and draft.contract_end <= draft.joined_on:
        raise Invalid(N_("The contract ends before it begins."), field="contract_end")
    if draft.graduated_on is not None and draft.graduated_on.year - draft.born_on.year < _YOUNGEST:
        raise Invalid(N_("Birth and day of graduation do not fit together."), field="graduated_on")


def _check_pay(draft: CaseDraft) -> None:
    if uneven(draft.income_tax) or draft.income_tax < 0:
        raise Invalid(N_("Enter the tax in yuan, zero if none was paid."), field="income_tax")
    if draft.income is None:
        return
    if uneven(draft.income) or draft.income < 0:
        raise Invalid(N_("Enter the income of a year before taxes, in yuan."), field="income")
    if draft.income_tax > 0 and draft.income_tax >= draft.income:
        raise Invalid(N_("The tax is not below the income it was paid on."), field="income_tax")


def _refuse_second_case(work: Work, draft: CaseDraft) -> None:
    """One person has one open case; the database holds to it too."""
    number = checked_identity(draft.id_kind, draft.id_number, draft.born_on, draft.sex)
    other = work.session.scalar(
        sa.select(TalentCase).where(
            TalentCase.id_kind == draft.id_kind, TalentCase.id_number == number, TalentCase.state.not_in(FINAL)
        )
    )
    if other is not None:
        raise Invalid(
            N_("There is already an open case for this person: {number}."),
            remedy=N_("Go on with that case, or have it withdrawn first."),
            field="id_number",
            number=other.number,
        )


def _in_force_since(work: Work, key: str) -> date:
    return next(value.valid_from for value in settings_in_force(work, work.today) if value.key == key)
