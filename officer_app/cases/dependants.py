"""Who moves along with the applicant."""

from collections import Counter
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.cases.drafts import CaseDraft, DependantDraft
from officer_app.cases.model import CaseDependant
from officer_app.cases.words import Relation
from officer_app.core.errors import Invalid
from officer_app.core.privacy import mask_name
from officer_app.core.work import Work
from officer_app.i18n import CHINESE, N_, speaking

_MOST: Final = 20


@dataclass(frozen=True, slots=True)
class DependantRow:
    """Somebody who moves along, as the page shows it: the name masked, and the year of birth."""

    relation: Relation
    name: str
    born: int | None


def checked_family(work: Work, draft: CaseDraft) -> tuple[DependantDraft, ...]:
    """The people of a draft. Raises Invalid, naming the row (family.2) or the field."""
    if not 0 <= draft.dependants <= _MOST or len(draft.family) > _MOST:
        raise Invalid(N_("Enter how many people move along."), field="dependants")
    spouses = 0
    for place, one in enumerate(draft.family):
        field, row = f"family.{place}", place + 1
        if not one.name.strip():
            raise Invalid(N_("Row {row} of those who move along has no name."), field=field, row=row)
        if one.born_on is not None and one.born_on > work.today:
            message = N_("Row {row} of those who move along: the birth lies in the future.")
            raise Invalid(message, field=field, row=row)
        spouses += one.relation is Relation.SPOUSE
        if spouses > 1:
            raise Invalid(N_("Row {row} of those who move along is a second spouse."), field=field, row=row)
    return tuple(DependantDraft(one.relation, one.name.strip(), one.born_on) for one in draft.family)


def family_words(family: tuple[DependantDraft, ...]) -> str:
    """Who they are in a word, as papers print it: 配偶、子女2人."""
    counted = Counter(one.relation for one in family)
    with speaking(CHINESE):
        return "、".join(
            relation.label + (f"{counted[relation]}人" if counted[relation] > 1 else "")
            for relation in Relation
            if relation in counted
        )


def family_of(work: Work, case_id: int) -> tuple[DependantDraft, ...]:
    """Those on record of a case, in the order in which they were entered."""
    rows = work.session.scalars(
        sa.select(CaseDependant).where(CaseDependant.case_id == case_id).order_by(CaseDependant.id)
    )
    return tuple(DependantDraft(row.relation, row.name, row.born_on) for row in rows)


def shown_family(family: tuple[DependantDraft, ...]) -> tuple[DependantRow, ...]:
    """As the page may show them."""
    return tuple(
        DependantRow(one.relation, mask_name(one.name), one.born_on.year if one.born_on else None) for one in family
    )


def store_family(work: Work, case_id: int, family: tuple[DependantDraft, ...]) -> None:
    """Put these people on record in place of those before."""
    work.session.execute(sa.delete(CaseDependant).where(CaseDependant.case_id == case_id))
    work.session.add_all(
        CaseDependant(case_id=case_id, relation=one.relation, name=one.name, born_on=one.born_on) for one in family
    )
    work.session.flush()
