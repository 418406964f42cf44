"""What was filed, for the page of a case, and for the form that files it again."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from officer_app.cases.bases import AVERAGE_WAGE, bases_of
from officer_app.cases.chain import open_case
from officer_app.cases.dependants import DependantRow, family_of, shown_family
from officer_app.cases.drafts import CaseDraft
from officer_app.cases.model import TalentCase
from officer_app.cases.snapshots import Submission, content_of, draft_of, snapshot, submissions_of
from officer_app.cases.trips import TripRow, trips_of
from officer_app.cases.words import ApplicantKind, Step
from officer_app.core.privacy import mask_amount, mask_id
from officer_app.core.work import Work, changes
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.revealing import put_on_record

_PURPOSE = N_("Filing a returned case again")


@dataclass(frozen=True, slots=True)
class ShownMonth:
    """A month's contribution base, masked or whole, and its multiple of the average wage in force then."""

    month: date
    base: str
    multiple: Decimal


@dataclass(frozen=True, slots=True)
class Pay:
    """What an applicant earns, whole, in yuan: of a year before taxes, the monthly base, the tax of twelve months."""

    income: str
    base: str
    tax: str
    months: tuple[ShownMonth, ...]


@dataclass(frozen=True, slots=True)
class Filed:
    """What an application says beside the applicant's own facts; pay and names of relatives are masked."""

    applicant_kind: ApplicantKind
    urgently_needed: bool
    introduced_on: date | None
    pool: str
    recommendation: str
    income: str
    months: tuple[ShownMonth, ...]
    family: tuple[DependantRow, ...]
    checklist_from: date
    trips: tuple[TripRow, ...]
    submissions: tuple[Submission, ...]
    # Since when the applicant's numbers, amounts and family are removed, their period being over.
    purged_on: date | None = None


@dataclass(frozen=True, slots=True)
class Refiling:
    """A returned case as its form begins: whole but for the identity number, which stays masked."""

    case_id: int
    version: int
    number: str
    enterprise: str
    uscc: str
    id_number: str
    draft: CaseDraft
    # The months it was filed with, each with the average wage in force in it; none for one filed before months were.
    months: tuple[tuple[date, int], ...]


def filed(work: Work, case: TalentCase) -> Filed:
    """What was filed of a case."""
    return Filed(
        applicant_kind=case.applicant_kind,
        urgently_needed=case.urgently_needed,
        introduced_on=case.introduced_on,
        pool=case.pool,
        recommendation=case.recommendation,
        income=mask_amount(case.income) if case.income is not None else "",
        months=tuple(ShownMonth(row.month, mask_amount(row.base), row.multiple) for row in bases_of(work, case.id)),
        family=shown_family(family_of(work, case.id)),
        checklist_from=case.checklist_from,
        trips=trips_of(work, case.id),
        submissions=submissions_of(work, case.id),
        purged_on=case.purged_on,
    )


@changes(Permission.REVEAL)
def reveal_pay(work: Work, case_id: int, purpose: str) -> Pay:
    """What the applicant earns, whole; who asked, and what for, goes into the audit trail."""
    case = work.get(TalentCase, case_id)
    work.require(Permission.REVEAL, case)
    put_on_record(work, "talent_case", case.id, "pay", purpose)
    return Pay(
        income=yuan(case.income) if case.income is not None else "–",
        base=yuan(case.contribution_base),
        tax=yuan(case.income_tax),
        months=tuple(ShownMonth(row.month, yuan(row.base), row.multiple) for row in bases_of(work, case.id)),
    )


def yuan(amount: Decimal) -> str:
    """12,345.60, and 12,345 where nothing is behind the point."""
    return f"{amount:,.2f}".removesuffix(".00")


@changes(Permission.CASE_FILE)
def begin_refiling(work: Work, case_id: int, number: int | None = None) -> Refiling:
    """What the form of a returned case begins with: as it stands, or as it was at submission `number`.

    Pay and relatives are in it whole, so that looking at them is put on record. Raises IllegalTransition for a case
    that is not returned, NotFound and Invalid for a submission that is not there or not as it was kept.
    """
    case = open_case(work, case_id, Step.REFILE, None)
    content = content_of(work, case) if number is None else snapshot(work, case_id, number).content
    draft = draft_of(content, case.draft_id)
    enterprise = work.get(Enterprise, draft.enterprise_id)
    work.note("reveal", "talent_case", case.id, after={"field": "pay", "purpose": _PURPOSE})
    return Refiling(
        case_id=case.id,
        version=case.version,
        number=case.number,
        enterprise=enterprise.name,
        uscc=enterprise.uscc,
        id_number=mask_id(case.id_number),
        draft=draft,
        months=tuple((row.month, AVERAGE_WAGE.on(work, row.month)) for row in draft.bases),
    )
