"""What a decision's signature covers, as plain values: read in the same way when it is signed and when it is proven.

The identity number is there as a digest only, salted with the draft's id; nothing signed tells it.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Final  # Any: values of a JSON object

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.cases.model import (
    CasePaper,
    CaseStep,
    Countersignature,
    Panel,
    Publicity,
    Score,
    TalentCase,
)
from officer_app.cases.words import State
from officer_app.core.numbering import case_number
from officer_app.core.signing import digest
from officer_app.directory.model import Enterprise
from officer_app.people.model import Account
from officer_app.quota.model import Quota, QuotaEntry

Facts = dict[str, Any]

# The form of the signed content; another one gets another number.
FORM: Final = 1
_AT_ONCE: Final = 500
# A step taken here rests on no vote of the panel.
_BEFORE_PANEL: Final = frozenset({State.PRE_REVIEW.value, State.ACCEPTANCE.value, State.FIRST_REVIEW.value})
_PUBLISHED: Final = frozenset({State.PUBLICITY.value, State.SETTLEMENT.value, State.SETTLED.value})


def content_of(seq: int, previous: str, step: Facts, case: Facts, about: Facts) -> Facts:
    """What is signed: the place in the chain, the step, the case as it stands, what the step rests on and made."""
    return {"form": FORM, "seq": seq, "previous": previous, "step": step, "case": case, **about}


def case_facts(session: Session, case_ids: Collection[int]) -> dict[int, Facts]:
    """By case: its number, the applicant, the employer, what was scored and handed in."""
    facts: dict[int, Facts] = {}
    for some in _in_parts(case_ids):
        columns = TalentCase.__table__.c
        query = sa.select(
            columns.id,
            columns.draft_id,
            columns.prefix,
            columns.year,
            columns.sequence,
            columns.name,
            columns.id_number,
            columns.base_multiple,
            columns.sheet,
            Enterprise.uscc,
        ).join(Enterprise.__table__, Enterprise.id == columns.enterprise_id)
        sheets: dict[str, str | None] = {}
        for row in session.execute(query.where(columns.id.in_(some))):
            facts[row.id] = {
                "number": case_number(row.prefix, row.year, row.sequence),
                "applicant": row.name,
                "identity": identity_digest(row.draft_id, row.id_number),
                "enterprise": row.uscc,
                "multiple": f"{row.base_multiple:.2f}",
                "sheet": _sheet_digest(row.sheet, sheets),
                "papers": [],
                "scores": [],
            }
        paper = CasePaper.__table__.c
        papers = sa.select(paper.case_id, paper.kind, paper.pages, paper.checked_on).where(paper.case_id.in_(some))
        for case_id, kind, pages, checked_on in session.execute(papers.order_by(paper.id)):
            facts[case_id]["papers"].append([kind.value, pages, checked_on is not None])
        score = Score.__table__.c
        scores = sa.select(score.case_id, score.criterion, score.reviewer_id, score.points)
        order = (score.case_id, score.criterion, score.reviewer_id)
        for case_id, criterion, reviewer_id, points in session.execute(
            scores.where(score.case_id.in_(some)).order_by(*order)
        ):
            facts[case_id]["scores"].append([criterion.value, reviewer_id, points])
    return facts


def identity_digest(draft_id: str, id_number: str) -> str:
    """The digest that stands for an identity number."""
    return digest(f"{draft_id}:{id_number}")


def _sheet_digest(sheet: object, known: dict[str, str | None]) -> str | None:
    """The evaluation sheet in force, as a digest; its weights may be fractions, which a canonical text has not."""
    if sheet is None:
        return None
    text = json.dumps(sheet, sort_keys=True, ensure_ascii=False)
    if text not in known:
        known[text] = hashlib.sha256(text.encode()).hexdigest()
    return known[text]


def step_facts(session: Session, step_ids: Collection[int]) -> dict[int, Facts]:
    """By step: who took it when, from where to where, and what they said."""
    facts: dict[int, Facts] = {}
    step = CaseStep.__table__.c
    for some in _in_parts(step_ids):
        counter = sa.select(Countersignature.step_id, Countersignature.agrees)
        agreed = dict(session.execute(counter.where(Countersignature.step_id.in_(some))).all())
        query = (
            sa.select(
                step.id,
                step.step,
                step.capacity,
                step.state_before,
                step.state_after,
                step.opinion,
                step.account_id,
                step.for_account_id,
                step.at,
                Account.name,
            )
            .join(Account.__table__, Account.id == step.account_id)
            .where(step.id.in_(some))
        )
        for row in session.execute(query):
            facts[row.id] = {
                "step": row.step.value,
                "capacity": None if row.capacity is None else row.capacity.value,
                "before": None if row.state_before is None else row.state_before.value,
                "after": row.state_after.value,
                "opinion": row.opinion,
                "agrees": agreed.get(row.id),
                "by": row.account_id,
                "name": row.name,
                "for": row.for_account_id,
                "at": moment(row.at),
            }
    return facts


def panel_facts(session: Session, case_ids: Collection[int]) -> dict[int, dict[int, Facts]]:
    """By case and round: what the panel voted."""
    facts: dict[int, dict[int, Facts]] = defaultdict(dict)
    panel = Panel.__table__.c
    counts = ("expected", "present", "recused", "votes_for", "votes_against", "abstentions", "passed")
    for some in _in_parts(case_ids):
        columns = (panel.case_id, panel.round, panel.held_on, *(panel[name] for name in counts))
        for row in session.execute(sa.select(*columns).where(panel.case_id.in_(some))):
            facts[row.case_id][row.round] = {
                "round": row.round,
                "held_on": row.held_on.isoformat(),
                **{name: getattr(row, name) for name in counts},
            }
    return facts


def publicity_facts(session: Session, case_ids: Collection[int]) -> dict[int, dict[int, Facts]]:
    """By case and round: from when to when it was published."""
    facts: dict[int, dict[int, Facts]] = defaultdict(dict)
    notice = Publicity.__table__.c
    for some in _in_parts(case_ids):
        query = sa.select(notice.case_id, notice.round, notice.starts_on, notice.ends_on)
        for case_id, round_, starts_on, ends_on in session.execute(query.where(notice.case_id.in_(some))):
            facts[case_id][round_] = {
                "round": round_,
                "starts_on": starts_on.isoformat(),
                "ends_on": ends_on.isoformat(),
            }
    return facts


def entry_facts(session: Session, entry_ids: Collection[int]) -> dict[int, Facts]:
    """By entry of the ledger: its pool, its number and the balances after it."""
    facts: dict[int, Facts] = {}
    entry = QuotaEntry.__table__.c
    for some in _in_parts(entry_ids):
        query = (
            sa.select(entry.id, entry.seq, entry.kind, entry.total, entry.reserved, entry.used, Quota.year, Quota.name)
            .join(Quota.__table__, Quota.id == entry.quota_id)
            .where(entry.id.in_(some))
        )
        for row in session.execute(query):
            facts[row.id] = {
                "pool": row.name,
                "year": row.year,
                "seq": row.seq,
                "kind": row.kind.value,
                "total": row.total,
                "reserved": row.reserved,
                "used": row.used,
            }
    return facts


def rests_on_panel(step: Facts) -> bool:
    """Whether a step was taken after, or by, a vote of the panel."""
    return step["before"] not in _BEFORE_PANEL


def rests_on_publicity(step: Facts) -> bool:
    """Whether a step was taken while, or after, the case was published."""
    return step["before"] in _PUBLISHED


def latest(rounds: dict[int, Facts] | None) -> Facts | None:
    """The last round there was."""
    return rounds[max(rounds)] if rounds else None


def moment(at: datetime) -> str:
    """A moment as it is signed."""
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def _in_parts(ids: Collection[int]) -> Iterator[Sequence[int]]:
    chosen = sorted(set(ids))
    for start in range(0, len(chosen), _AT_ONCE):
        yield chosen[start : start + _AT_ONCE]
