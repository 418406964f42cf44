"""The cases a person had before: who files sees them as soon as the number is typed."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from officer_app.cases.chain import office_day
from officer_app.cases.identity import is_whole, plain_number
from officer_app.cases.model import CaseStep, TalentCase
from officer_app.cases.words import FINAL, IdKind, State
from officer_app.core.work import Work, asks
from officer_app.people.access import Permission


@dataclass(frozen=True, slots=True)
class FormerCase:
    """A case of the same person: where it stands, and when and why it ended. Nothing else is told of it."""

    id: int
    number: str
    state: State
    ended_on: date | None
    why: str

    @property
    def open(self) -> bool:
        """Whether it goes on, so that no other can be filed."""
        return self.state not in FINAL


@asks(Permission.CASE_FILE)
def former_cases(work: Work, kind: IdKind, number: str, *, but: int | None = None) -> tuple[FormerCase, ...]:
    """The cases of whoever has this number, the latest first; none while the number is not whole.

    `but` leaves out the case that is being filed again.
    """
    if not is_whole(kind, number):
        return ()
    query = (
        sa.select(TalentCase)
        .where(TalentCase.id_number == plain_number(number), TalentCase.id_kind == kind)
        .order_by(TalentCase.id.desc())
    )
    found = [case for case in work.session.scalars(query) if case.id != but]
    work.saw(TalentCase.__tablename__, *(case.id for case in found))
    return tuple(_former(work, case) for case in found)


def _former(work: Work, case: TalentCase) -> FormerCase:
    if case.state not in FINAL:
        return FormerCase(case.id, case.number, case.state, None, "")
    last = work.session.execute(
        sa.select(CaseStep.at, CaseStep.opinion)
        .where(CaseStep.case_id == case.id, CaseStep.state_after == case.state)
        .order_by(CaseStep.id.desc())
        .limit(1)
    ).first()
    ended, why = (office_day(last.at), last.opinion) if last is not None else (None, "")
    return FormerCase(case.id, case.number, case.state, ended, why.replace(case.id_number, "…"))
