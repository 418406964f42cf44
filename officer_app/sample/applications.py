"""What invented applications say beside the applicant's own facts: months, pay, family, kind, recommendation."""

import random
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from officer_app.cases.bases import usual_months
from officer_app.cases.filing import CaseDraft, DependantDraft, MonthBase, PaperDraft
from officer_app.cases.words import ApplicantKind, PaperKind, Relation
from officer_app.sample.enterprises import person

_KINDS: Final = (ApplicantKind.INNOVATOR, ApplicantKind.INNOVATOR, ApplicantKind.ENTREPRENEUR, ApplicantKind.INVESTOR)
_RECOMMENDATIONS: Final = (
    "",
    "",
    "区科委推荐：该项目列入本年度科技小巨人培育名单，建议优先支持。",
    "行业协会推荐：申请人牵头制定团体标准，业内认可度高。",
    "园区推荐：企业成长性好，申请人为核心技术带头人。",
)
# Whom a case needs these of, and which are not on every list.
_CONDITIONAL: Final = (PaperKind.INVESTMENT, PaperKind.DEPENDANTS, PaperKind.OTHER)


def in_full(draft: CaseDraft, today: date, *, ceiling: int, missing: bool) -> CaseDraft:
    """The application with all that a form asks for; `missing`: without its last two papers.

    It draws for itself, by the draft's id, so that everything else of the sample stays as it is. `ceiling` is the
    highest contribution base there is, in yuan.
    """
    draw = random.Random(draft.draft_id)
    kind = draw.choice(_KINDS)
    family = _family(draw, draft, today)
    kinds: list[PaperKind] = [one for one in PaperKind if one not in _CONDITIONAL]
    kinds += [PaperKind.INVESTMENT] if kind is ApplicantKind.INVESTOR else []
    kinds += [PaperKind.DEPENDANTS] if family else []
    if missing:
        kinds = kinds[:-2]
    tax = draft.income_tax
    return replace(
        draft,
        applicant_kind=kind,
        urgently_needed=draw.random() < 0.3,
        introduced_on=today - timedelta(days=draw.randrange(200, 1500)) if draw.random() < 0.4 else None,
        recommendation=draw.choice(_RECOMMENDATIONS),
        income=(tax * 4 + draft.contribution_base * 3).quantize(Decimal(100)),
        bases=_months(draw, draft, today, ceiling),
        family=family,
        papers=tuple(PaperDraft(one, draw.randrange(1, 30)) for one in kinds),
    )


def _months(draw: random.Random, draft: CaseDraft, today: date, ceiling: int) -> tuple[MonthBase, ...]:
    """The same base each month where it is at the ceiling; else a little less before it was last raised."""
    months = usual_months(today, 12, draft.joined_on)
    base = draft.contribution_base
    raised = draw.randrange(3, 9)
    before = base if base >= ceiling else (base * 24 / 25 / 10).quantize(Decimal(1)) * 10
    return tuple(MonthBase(month, before if place < raised else base) for place, month in enumerate(months))


def _family(draw: random.Random, draft: CaseDraft, today: date) -> tuple[DependantDraft, ...]:
    relations = (Relation.SPOUSE, Relation.CHILD)[: draft.dependants]
    born = {
        Relation.SPOUSE: draft.born_on + timedelta(days=draw.randrange(-900, 900)),
        Relation.CHILD: today - timedelta(days=draw.randrange(400, 5000)),
    }
    spouse, child = person(draw), draft.name[:1] + person(draw)[1:]
    names = {Relation.SPOUSE: spouse, Relation.CHILD: child}
    return tuple(DependantDraft(relation, names[relation], born[relation]) for relation in relations)
