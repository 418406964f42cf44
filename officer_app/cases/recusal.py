"""Standing aside from a case, with a reason: whoever has an interest in it acts on it no more."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, recusals
from officer_app.cases.model import CaseRecusal, TalentCase
from officer_app.cases.words import FINAL
from officer_app.core.errors import Invalid
from officer_app.core.work import Work, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account


@dataclass(frozen=True, slots=True)
class RecusalRow:
    """Who stands aside from a case, why, and since when."""

    account_id: int
    name: str
    reason: str
    at: datetime


@changes(Permission.CASE_FILE)
def stand_aside(work: Work, case_id: int, reason: str, *, version: int | None = None) -> None:
    """The actor stands aside from a case, for good: it no longer waits for them, and nobody acts in their place.

    What they did before stays. Raises Invalid without a reason, for a case that has ended, and the second time.
    """
    case = work.get(TalentCase, case_id, lock=True)
    case = work.get(TalentCase, case_id, version=version)
    if not reason.strip():
        raise Invalid(N_("Say why you stand aside."), field="reason")
    if case.state in FINAL:
        raise Invalid(N_("The case has ended."))
    if actor_id(work) in recusals(work, case.id):
        raise Invalid(N_("You stand aside from this case already."))
    work.add(CaseRecusal(case_id=case.id, account_id=actor_id(work), reason=reason.strip(), at=work.now))


def recusal_rows(work: Work, case_id: int) -> tuple[RecusalRow, ...]:
    """Who stands aside from a case, the first one first."""
    query = (
        sa.select(CaseRecusal.account_id, Account.name, CaseRecusal.reason, CaseRecusal.at)
        .join(Account, Account.id == CaseRecusal.account_id)
        .where(CaseRecusal.case_id == case_id)
        .order_by(CaseRecusal.id)
    )
    return tuple(RecusalRow(*row) for row in work.session.execute(query))
