"""Signing decisions: whatever verdict the session stores is signed when its transaction ends, whoever stores it.

The signatures of the office make one chain: each is numbered without a gap and covers the one before. It is made last,
when the case, its step and the entry of the ledger are stored; writers therefore wait in the order case, pool, chain.
"""

import itertools
from dataclasses import dataclass
from typing import Final, cast

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import UOWTransaction

from officer_app.cases.model import CaseStep
from officer_app.cases.words import Step
from officer_app.core.audit import OfficeSession
from officer_app.core.errors import AppError
from officer_app.core.numbering import next_numbers
from officer_app.core.signing import canonical, digest, short_form, sign
from officer_app.core.work import OFFICE_ZONE, Work
from officer_app.i18n import N_
from officer_app.people.model import SigningKey
from officer_app.quota.model import DecisionSignature, QuotaEntry
from officer_app.quota.signed_facts import (
    case_facts,
    content_of,
    entry_facts,
    panel_facts,
    publicity_facts,
    resting_on,
    step_facts,
)

# The verdicts: what passes or ends a case by somebody's judgement, and what takes such a verdict back. Returning a case
# and asking for papers decide nothing; a withdrawal and an expiry are the employer's and the calendar's doing.
SIGNED: Final = frozenset(
    {
        Step.FIRST_REVIEW,
        Step.PANEL,
        Step.COUNTERSIGN,
        Step.DECIDE,
        Step.REJECT,
        Step.SUSTAIN_OBJECTION,
        Step.CORRECT,
    }
)
SERIES: Final = "signature"
# The chain runs through the years.
EVER: Final = 0
_WAITING: Final = "decisions to sign"


class KeyClosed(AppError):
    """Whoever decides has no open key: they have signed out, or stand in for somebody since they signed in."""

    message = N_("Your signing key is not open, so that nothing was decided.")
    remedy = N_("Sign in again with your password, then repeat the step.")


class ClockBehind(AppError):
    """The clock stands before the signing key was made: what is signed now could never be proven."""

    message = N_("The clock stands at {now}, before your signing key was made; nothing was decided.")
    remedy = N_("Set this computer's clock right, then repeat the step.")


class ChainBroken(AppError):
    """The last signature is not there: somebody has been at the database past the program."""

    message = N_("Signature {seq} is missing. Decisions are frozen.")
    remedy = N_("Tell the administrator and the auditor; compare the signatures with the last backup.")


@dataclass
class _Made:
    """A verdict that waits to be signed, and the entry of the ledger it made."""

    step: CaseStep
    entry: QuotaEntry | None = None


@event.listens_for(OfficeSession, "after_flush")
def _remember(session: OfficeSession, _context: UOWTransaction) -> None:
    steps = [entity for entity in session.new if isinstance(entity, CaseStep)]
    entries = [entity for entity in session.new if isinstance(entity, QuotaEntry) and entity.case_id is not None]
    if not steps and not entries:
        return
    waiting: list[_Made] = session.info.setdefault(_WAITING, [])
    for step in sorted(steps, key=lambda step: step.id):
        # Kept although it is not signed: an entry belongs to the last step before it.
        waiting.append(_Made(step))
        if step.step in SIGNED and _work(session).keyring.of(step.account_id) is None:
            raise KeyClosed()
    for entry in sorted(entries, key=lambda entry: entry.id):
        made = next((one for one in reversed(waiting) if one.step.case_id == entry.case_id), None)
        if made is not None:
            made.entry = entry


@event.listens_for(OfficeSession, "before_commit")
def _sign_what_waits(session: OfficeSession) -> None:
    if session.in_nested_transaction():
        return  # a part of a batch; all of it is signed at its end
    session.flush()
    waiting: list[_Made] = session.info.pop(_WAITING, [])
    # What a part of a batch had stored before it was taken back is in the session no more.
    verdicts = [made for made in waiting if made.step in session and made.step.step in SIGNED]
    if verdicts:
        _sign(_work(session), sorted(verdicts, key=lambda made: made.step.id))


def _work(session: OfficeSession) -> Work:
    # A session that writes has one: its author is the use case's work.
    return cast(Work, session.author)


def _sign(work: Work, verdicts: list[_Made]) -> None:
    """Add the signatures, in the order in which the verdicts were given."""
    session = work.session
    first = next_numbers(work, SERIES, EVER, len(verdicts))
    before = DecisionSignature.signature
    previous = session.scalar(sa.select(before).where(DecisionSignature.seq == first - 1)) if first > 1 else ""
    if previous is None:
        raise ChainBroken(seq=first - 1)
    cases = {made.step.case_id for made in verdicts}
    facts, panels, notices = case_facts(session, cases), panel_facts(session, cases), publicity_facts(session, cases)
    steps = step_facts(session, [made.step.id for made in verdicts])
    entries = entry_facts(session, [made.entry.id for made in verdicts if made.entry is not None])
    in_use = dict(
        session.execute(sa.select(SigningKey.id, SigningKey.created_at).where(SigningKey.retired_at.is_(None))).all()
    )
    rows: list[dict[str, object]] = []
    for seq, made in zip(itertools.count(first), verdicts, strict=False):
        key = work.keyring.of(made.step.account_id)
        if key is None or key.id not in in_use:
            raise KeyClosed()
        if made.step.at < in_use[key.id]:
            raise ClockBehind(now=f"{made.step.at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}")
        step = steps[made.step.id]
        entry = None if made.entry is None else entries[made.entry.id]
        about = resting_on(step, panels.get(made.step.case_id), notices.get(made.step.case_id), entry)
        content = content_of(seq, previous, step, facts[made.step.case_id], about)
        text = canonical(content)
        previous = sign(key.private, text)
        rows.append(
            {
                "seq": seq,
                "case_id": made.step.case_id,
                "step_id": made.step.id,
                "entry_id": None if made.entry is None else made.entry.id,
                "account_id": made.step.account_id,
                "key_id": key.id,
                "content": text,
                "digest": digest(text),
                "previous": content["previous"],
                "signature": previous,
                "at": made.step.at,
            }
        )
    session.execute(sa.insert(DecisionSignature), rows)
    work.changed.add(DecisionSignature.__tablename__)


def short_forms(work: Work, case_id: int) -> dict[int, tuple[int, str]]:
    """By step of a case: the number and the short form of its signature."""
    query = sa.select(DecisionSignature.step_id, DecisionSignature.seq, DecisionSignature.signature).where(
        DecisionSignature.case_id == case_id
    )
    return {step_id: (seq, short_form(signature)) for step_id, seq, signature in work.session.execute(query)}
