"""Countersigning a decision: another supervisor agrees to an approval before it is made, or does not.

How many must agree is the dated setting decision.countersign, that of the day of acceptance. One who does not agree
blocks the approval, however many are asked for, until the case is sent back or rejected. A countersignature is made
once and never changed; it counts for the publicity during which it was made, and no longer when the case is sent back.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, open_case, take_step
from officer_app.cases.model import CaseStep, Countersignature, TalentCase
from officer_app.cases.service import require_reason
from officer_app.cases.words import Step
from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account

NEEDED: Final = Dated("decision.countersign", int)


@dataclass(frozen=True, slots=True)
class CountersignatureRow:
    """A countersignature; `standing` is False for one that the case has been sent back since."""

    by: str
    agrees: bool
    opinion: str
    at: datetime
    standing: bool


@changes(Permission.CASE_COUNTERSIGN)
def countersign(work: Work, case_id: int, agrees: bool, opinion: str, *, version: int | None = None) -> int:
    """Agree to approving a case in publicity, or not; an opinion is needed. Returns the countersignature's id.

    Raises Invalid without an opinion and for a second one of the same person, IllegalTransition, ActedBefore,
    StandsAside, Conflict.
    """
    case = open_case(work, case_id, Step.COUNTERSIGN, version)
    require_reason(opinion)
    if any(row.account_id == work.actor.id for row in standing_countersignatures(work, case.id)):
        raise Invalid(
            N_("You have countersigned this case already; a countersignature is not changed."),
            remedy=N_("If it was wrong, ask whoever decides to send the case back."),
            field="opinion",
        )
    step_id = take_step(work, case, Step.COUNTERSIGN, opinion)
    return work.add(
        Countersignature(
            case_id=case.id,
            step_id=step_id,
            account_id=actor_id(work),
            agrees=agrees,
            opinion=opinion.strip(),
            at=work.now,
        )
    ).id


def needed_countersignatures(work: Work, case: TalentCase) -> int:
    """How many must agree before a case is approved."""
    return NEEDED.on(work, case.accepted_on or work.today)


def standing_countersignatures(work: Work, case_id: int) -> list[Countersignature]:
    """Those that count: made since the case was last published."""
    query = (
        sa.select(Countersignature)
        .where(Countersignature.case_id == case_id, Countersignature.step_id > _published(case_id))
        .order_by(Countersignature.id)
    )
    return list(work.session.scalars(query).all())


def _published(case_id: int) -> sa.ScalarSelect[int]:
    latest = sa.select(sa.func.coalesce(sa.func.max(CaseStep.id), 0)).where(
        CaseStep.case_id == case_id, CaseStep.step == Step.PUBLISH
    )
    return latest.scalar_subquery()


def countersignature_rows(work: Work, case_id: int) -> tuple[CountersignatureRow, ...]:
    """Every countersignature of a case, the first one first."""
    query = (
        sa.select(Countersignature, Account.name, Countersignature.step_id > _published(case_id))
        .join(Account, Account.id == Countersignature.account_id)
        .where(Countersignature.case_id == case_id)
        .order_by(Countersignature.id)
    )
    return tuple(
        CountersignatureRow(name, row.agrees, row.opinion, row.at, bool(standing))
        for row, name, standing in work.session.execute(query)
    )
