"""A case as it is typed, before anything of it is stored. Amounts are yuan."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from officer_app.cases.words import (
    ApplicantKind,
    Degree,
    Education,
    IdKind,
    PaperForm,
    PaperKind,
    PaperSource,
    Relation,
    Sex,
)

# The pool that a case draws on unless another one is chosen.
GENERAL_POOL: Final = "general"


@dataclass(frozen=True)
class PaperDraft:
    """A paper that came with the application. `pages` above zero; a title of its own where the word is too general.

    Without a source or form it is as the checklist expects it.
    """

    kind: PaperKind
    pages: int
    source: PaperSource | None = None
    title: str = ""
    form: PaperForm | None = None


@dataclass(frozen=True)
class MonthBase:
    """The social-insurance base of a month; any day of the month stands for it."""

    month: date
    base: Decimal


@dataclass(frozen=True)
class DependantDraft:
    """Somebody who moves along with the applicant."""

    relation: Relation
    name: str
    born_on: date | None = None


@dataclass(frozen=True)
class CaseDraft:
    """A case as it is typed; saving the same `draft_id` again stores nothing new.

    `bases` are the monthly social-insurance bases; without them `contribution_base` holds for every month asked for.
    `income` is that of a year before taxes, `income_tax` the tax paid on it. Where `family` names those who move along,
    `dependants` and its note follow from it.
    """

    draft_id: str
    enterprise_id: int
    name: str
    id_kind: IdKind
    id_number: str
    born_on: date
    sex: Sex
    education: Education
    degree: Degree
    post: str
    joined_on: date
    contribution_base: Decimal
    income_tax: Decimal
    reason: str
    contract_end: date | None = None
    school: str = ""
    major: str = ""
    graduated_on: date | None = None
    title: str = ""
    dependants: int = 0
    dependants_note: str = ""
    income: Decimal | None = None
    recommendation: str = ""
    applicant_kind: ApplicantKind = ApplicantKind.INNOVATOR
    urgently_needed: bool = False
    introduced_on: date | None = None
    pool: str = GENERAL_POOL
    bases: tuple[MonthBase, ...] = ()
    family: tuple[DependantDraft, ...] = ()
    papers: tuple[PaperDraft, ...] = ()


def uneven(amount: Decimal) -> bool:
    """Whether an amount is none that can be paid: not a number, or with parts of a cent."""
    return not amount.is_finite() or amount != amount.quantize(Decimal("0.01"))
