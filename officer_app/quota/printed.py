"""What the approval form of a special-talent case prints, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from officer_app.core.documents.stamp import DRAFT, Stamp


@dataclass(frozen=True, slots=True)
class Score:
    """A criterion of the evaluation sheet in force; `points` is None until it is scored."""

    criterion: str
    full: Decimal
    points: Decimal | None = None


@dataclass(frozen=True, slots=True)
class QuotaLine:
    """A year's quota as it stands with this case: granted = used + reserved + left."""

    year: int
    granted: int
    used: int
    reserved: int
    left: int
    entry: str = ""
    reserved_on: date | None = None
    includes_this: bool = False


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one step of the chain said, who signs for it and when; empty while the step is open.

    `signed` is the number and the short form of the signature under it; None where there is none.
    """

    text: str = ""
    signed_by: str = ""
    signed_on: date | None = None
    signed: tuple[int, str] | None = None


@dataclass(frozen=True, slots=True)
class CasePrint:
    """A special-talent case. `id_number`, `phone` and amounts are printed masked, however they are given; money in
    yuan.

    `gender`, `identity_type`, `industry` and the like are words as they are to be printed.
    """

    office: str
    number: str
    draft: int
    made_at: datetime
    enterprise: str
    uscc: str
    applicant: str
    accepted_on: date | None = None
    subdistrict: str = ""
    industry: str = ""
    employees: int | None = None
    liaison: str = ""
    contact: str = ""
    phone: str = ""
    gender: str = ""
    born: date | None = None
    identity_type: str = "居民身份证"
    id_number: str = ""
    education: str = ""
    title: str = ""
    school: str = ""
    major: str = ""
    graduated: date | None = None
    post: str = ""
    joined: date | None = None
    contract_end: date | None = None
    insurance_base: Decimal | str | None = None
    base_multiple: Decimal | None = None
    income_tax: Decimal | str | None = None
    dependants: int | None = None
    dependants_note: str = ""
    reason: str = ""
    papers: str = ""
    scores: tuple[Score, ...] = ()
    quota: QuotaLine | None = None
    employer: Opinion = Opinion()
    pre_review: Opinion = Opinion()
    first_review: Opinion = Opinion()
    panel: Opinion = Opinion()
    publicity: Opinion = Opinion()
    decision: Opinion = Opinion()
    stamp: Stamp = DRAFT
    # The number and short form of the latest signature, which the code on the form carries.
    signed: tuple[int, str] | None = None


def printed_code(number: str, signed: tuple[int, str] | None, check: str) -> str:
    """What the code on a form holds: case, number and short form of the latest signature, check code."""
    return f"{number} {check}" if signed is None else f"{number} {signed[0]} {signed[1]} {check}"
