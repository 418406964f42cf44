"""What a decision's signature covers, as plain values: read in the same way when it is signed and when it is proven.

The identity number is there as a digest only, salted with the draft's id; nothing signed tells it.
"""

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
Rounds = dict[int, Facts]

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
    sheets: dict[str, str | None] = {}
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
            columns.identity,
            columns.base_multiple,
            # As text: the same sheet stands with thousands of cases and is read once.
            sa.cast(columns.sheet, sa.Text).label("sheet"),
            Enterprise.uscc,
        ).join(Enterprise.__table__, Enterprise.id == columns.enterprise_id)
        for row in session.execute(query.where(columns.id.in_(some))).all():
            facts[row.id] = {
                "number": case_number(row.prefix, row.year, row.sequence),
                "applicant": row.name,
                # The number itself may be gone, its period being over.
                "identity": row.identity or identity_digest(row.draft_id, row.id_number),
                "enterprise": row.uscc,
                "multiple": f"{row.base_multiple:.2f}",
                "sheet": _sheet_digest(row.sheet, sheets),
                "papers": [],
                "scores": [],
            }
        for case_id, papers in _papers(session, some):
            facts[case_id]["papers"] = papers
        for case_id, scores in _scores(session, some):
            facts[case_id]["scores"] = scores
    return facts


def _papers(session: Session, case_ids: Sequence[int]) -> Iterator[tuple[int, list[Any]]]:
    """By case: each paper's kind, pages, and whether it was checked."""
    paper = CasePaper.__table__.c
    checked = sa.case((paper.checked_on.is_(None), 0), else_=1)
    return _gathered(session, paper.case_id, case_ids, paper.kind, paper.pages, checked)


def _scores(session: Session, case_ids: Sequence[int]) -> Iterator[tuple[int, list[Any]]]:
    """By case: each criterion, who scored it, and the points."""
    score = Score.__table__.c
    return _gathered(session, score.case_id, case_ids, score.criterion, score.reviewer_id, score.points)


def _gathered(
    session: Session, case: sa.ColumnElement[int], case_ids: Sequence[int], *values: sa.ColumnElement[Any]
) -> Iterator[tuple[int, list[Any]]]:
    """The rows of each case as one sorted list. The database gathers them: one row a case is fetched, not twenty."""
    line, lines = (
        (sa.func.json_array, sa.func.json_group_array)
        if session.connection().dialect.name == "sqlite"
        else (sa.func.json_build_array, sa.func.json_agg)
    )
    plain = [sa.type_coerce(value, sa.String) if isinstance(value.type, sa.Enum) else value for value in values]
    gathered = sa.cast(lines(line(*plain)), sa.Text)
    rows = session.execute(sa.select(case, gathered).where(case.in_(case_ids)).group_by(case)).all()
    read = json.loads("[" + ",".join(text for _case_id, text in rows) + "]")
    for (case_id, _text), values_of_case in zip(rows, read, strict=True):
        yield case_id, sorted(values_of_case)


def identity_digest(draft_id: str, id_number: str) -> str:
    """The digest that stands for an identity number."""
    return digest(f"{draft_id}:{id_number}")


def _sheet_digest(stored: str | None, known: dict[str, str | None]) -> str | None:
    """The evaluation sheet in force, as a digest; its weights may be fractions, which a canonical text has not."""
    if stored is None:
        return None
    if stored not in known:
        sheet = json.loads(stored)
        known[stored] = None if sheet is None else digest(json.dumps(sheet, sort_keys=True, ensure_ascii=False))
    return known[stored]


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
        for row in session.execute(query).all():
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
        for case_id, round_, starts_on, ends_on in session.execute(query.where(notice.case_id.in_(some))).all():
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
        for row in session.execute(query).all():
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


def resting_on(step: Facts, panels: Rounds | None, notices: Rounds | None, entry: Facts | None) -> Facts:
    """What a step rests on, the latest vote and publicity, and the entry of the ledger it made."""
    return {
        "panel": latest(panels) if rests_on_panel(step) else None,
        "publicity": latest(notices) if rests_on_publicity(step) else None,
        "entry": entry,
    }


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
