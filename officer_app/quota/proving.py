"""Proving the signatures: one chain without a gap, each one valid, each one about what the tables say now.

What may lawfully change after a verdict (the applicant's papers and points, once a case is back before first review) is
compared only while nothing of the kind happened; the step, the entry of the ledger and the vote always are.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final  # Any: values of a JSON object

import sqlalchemy as sa
from sqlalchemy.orm import Session

from officer_app.cases.model import CaseStep, TalentCase
from officer_app.cases.words import FINAL, USED, State
from officer_app.core.audit import AuditEntry
from officer_app.core.numbering import Series, case_number
from officer_app.core.signing import digest, is_signed, plain_text
from officer_app.core.work import Work, asks
from officer_app.directory.model import EnterpriseMerge
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.model import SigningKey
from officer_app.quota.model import DecisionSignature
from officer_app.quota.signatures import EVER, SERIES, SIGNED
from officer_app.quota.signed_facts import (
    Facts,
    case_facts,
    content_of,
    entry_facts,
    panel_facts,
    publicity_facts,
    resting_on,
    step_facts,
)

# Where what was filed, handed in and scored may be changed.
_EARLY: Final = frozenset(
    {
        State.PRE_REVIEW,
        State.SUPPLEMENT,
        State.ACCEPTANCE,
        State.FIRST_REVIEW,
        State.REVIEW_SUPPLEMENT,
        State.RETURNED,
    }
)
_AT_ONCE: Final = 500
_DECIDED: Final = frozenset(state.value for state in FINAL | USED)

# What differs, in words; the keys are those of the signed content.
FIELDS: Final = {
    "missing": N_("it is missing"),
    "previous": N_("it does not follow from the one before"),
    "signature": N_("the signature is not valid"),
    "key": N_("the signing key is not the one that was made"),
    "content": N_("the stored content was changed"),
    "seq": N_("the number in the chain differs"),
    "case": N_("it stands with another case"),
    "number": N_("the case's number differs"),
    "applicant": N_("the applicant's name differs"),
    "identity": N_("the applicant's identity number differs"),
    "enterprise": N_("the employer differs"),
    "multiple": N_("the base multiple differs"),
    "sheet": N_("the evaluation sheet differs"),
    "papers": N_("the papers differ"),
    "scores": N_("the points differ"),
    "step": N_("the step differs"),
    "capacity": N_("the capacity differs"),
    "before": N_("the state before differs"),
    "after": N_("the state after differs"),
    "opinion": N_("the opinion differs"),
    "agrees": N_("the countersignature differs"),
    "by": N_("the person who decided differs"),
    "name": N_("the name of who decided differs"),
    "for": N_("the person stood in for differs"),
    "at": N_("the moment differs"),
    "panel": N_("the panel's vote differs"),
    "publicity": N_("the publicity differs"),
    "entry": N_("the entry of the quota ledger differs"),
    "unsigned": N_("a decision has no signature"),
}


@dataclass(frozen=True, slots=True)
class ChainFault:
    """The first thing that is wrong: at which signature (None: a decision has none), of which case, in what.

    `field` is one of FIELDS.
    """

    seq: int | None
    number: str
    field: str

    @property
    def text(self) -> str:
        """In one sentence, in the language in force."""
        what = _(FIELDS[self.field])
        if self.seq is None:
            return _("Case {number}: {what}.").format(number=self.number, what=what)
        if not self.number:
            return _("Signature {seq}: {what}.").format(seq=self.seq, what=what)
        return _("Signature {seq}, case {number}: {what}.").format(seq=self.seq, number=self.number, what=what)


@dataclass(frozen=True, slots=True)
class ChainVerdict:
    """What was proven: how many signatures, how many decisions were made before signing began, the first fault."""

    count: int
    before: int
    fault: ChainFault | None
    began: datetime | None = None

    @property
    def sound(self) -> bool:
        """Whether everything agrees."""
        return self.fault is None


@asks(Permission.VERIFY)
def chain_verdict(work: Work) -> ChainVerdict:
    """Prove every signature."""
    return verify_chain(work.session)


def verify_chain(session: Session) -> ChainVerdict:
    """Prove every signature, from the first on; stops at the first that is bad. Memory is bounded."""
    began = session.scalar(sa.select(sa.func.min(SigningKey.created_at)))
    signed_on = session.scalar(sa.select(sa.func.min(DecisionSignature.at)))
    # A key may have been lost from the table; what it signed tells as well.
    began = min((at for at in (began, signed_on) if at is not None), default=None)
    count, fault = _walk(session)
    if fault is None:
        last = session.scalar(sa.select(Series.last).where(Series.name == SERIES, Series.year == EVER)) or 0
        if last > count:
            fault = ChainFault(count + 1, "", "missing")
    earlier = _earlier(session, began)
    verdicts = sa.select(sa.func.count()).select_from(CaseStep).where(CaseStep.step.in_(SIGNED))
    before = session.scalar(verdicts.where(earlier)) or 0
    if fault is None and began is not None:
        unsigned = session.scalar(
            sa.select(CaseStep.case_id)
            .where(CaseStep.step.in_(SIGNED), ~earlier)
            .where(~sa.exists().where(DecisionSignature.step_id == CaseStep.id))
            .order_by(CaseStep.id)
            .limit(1)
        )
        if unsigned is not None:
            fault = ChainFault(None, _number_of(session, unsigned), "unsigned")
    return ChainVerdict(count, before, fault, began)


def _earlier(session: Session, began: datetime | None) -> sa.ColumnElement[bool]:
    """That a step was taken before signing began: by its day, and recorded before the first one that was signed. A
    clock that was set back, or a step put among the others with an early day, leaves the order of the record.
    """
    if began is None:
        return sa.true()
    first = session.scalar(sa.select(sa.func.min(DecisionSignature.step_id)))
    return CaseStep.at < began if first is None else sa.and_(CaseStep.at < began, CaseStep.id < first)


def _walk(session: Session) -> tuple[int, ChainFault | None]:
    """How many signatures there are, and the first that is bad."""
    count, previous = 0, ""
    keys = _known_keys(session)
    chain = DecisionSignature.__table__
    while rows := session.execute(
        sa.select(chain).where(chain.c.seq > count).order_by(chain.c.seq).limit(_AT_ONCE)
    ).all():
        proof = _Proof(session, rows, keys)
        for row in rows:
            count += 1
            if row.seq != count:
                return _count(session), ChainFault(count, "", "missing")
            if field := proof.fault_in(row, previous):
                return _count(session), ChainFault(count, _number_of(session, row.case_id), field)
            previous = row.signature
    return count, None


def _count(session: Session) -> int:
    return session.scalar(sa.select(sa.func.count()).select_from(DecisionSignature)) or 0


def fault_at(session: Session, seq: int) -> ChainFault | None:
    """What is bad about one signature; that it follows the one before it is looked at, too."""
    signature = DecisionSignature.__table__.c
    rows = session.execute(
        sa.select(DecisionSignature.__table__).where(signature.seq.in_((seq - 1, seq))).order_by(signature.seq)
    ).all()
    row = rows[-1]
    previous = "" if seq == 1 else rows[0].signature
    field = _Proof(session, rows[-1:], _known_keys(session)).fault_in(row, previous)
    return ChainFault(seq, _number_of(session, row.case_id), field) if field else None


def _number_of(session: Session, case_id: int) -> str:
    """The number of a case as it is printed."""
    columns = sa.select(TalentCase.prefix, TalentCase.year, TalentCase.sequence)
    row = session.execute(columns.where(TalentCase.id == case_id)).one_or_none()
    return "" if row is None else case_number(*row)


@dataclass(frozen=True, slots=True)
class _Keys:
    """The keys as stored, and the public half that the trail recorded when each was made."""

    stored: "dict[int, sa.Row[Any]]"  # rows of a Core table have no type
    made: dict[int, str]


def _known_keys(session: Session) -> _Keys:
    keys = {row.id: row for row in session.execute(sa.select(SigningKey.__table__))}
    made: dict[int, str] = {}
    query = sa.select(AuditEntry.entity_id, AuditEntry.after).where(
        AuditEntry.entity == SigningKey.__tablename__, AuditEntry.action == "insert"
    )
    for key_id, after in session.execute(query.order_by(AuditEntry.id)):
        made.setdefault(key_id, (after or {}).get("public_key", ""))
    return _Keys(keys, made)


class _Proof:
    """The tables as they are now, and the signatures compared with them."""

    def __init__(self, session: Session, rows: "Sequence[sa.Row[Any]]", keys: _Keys) -> None:
        self._session = session
        cases = {row.case_id for row in rows}
        self._cases = case_facts(session, cases)
        self._steps = step_facts(session, [row.step_id for row in rows])
        self._panels = panel_facts(session, cases)
        self._notices = publicity_facts(session, cases)
        self._entries = entry_facts(session, [row.entry_id for row in rows if row.entry_id is not None])
        self._keys, self._made = keys.stored, keys.made
        self._opened = self._last_opened(cases)
        steps = sa.select(CaseStep.id, CaseStep.case_id).where(CaseStep.id.in_([row.step_id for row in rows]))
        self._step_cases = dict(session.execute(steps).all())

    def _last_opened(self, cases: Iterable[int]) -> dict[int, int]:
        """By case: the last step that left it where what was filed may be changed."""
        query = (
            sa.select(CaseStep.case_id, sa.func.max(CaseStep.id))
            .where(CaseStep.state_after.in_(_EARLY), CaseStep.case_id.in_(list(cases)))
            .group_by(CaseStep.case_id)
        )
        return dict(self._session.execute(query).all())

    def fault_in(self, row: "sa.Row[Any]", previous: str) -> str:
        """Which field is bad; empty where none is."""
        key = self._keys.get(row.key_id)
        if key is None or key.account_id != row.account_id or self._made.get(key.id) != key.public_key:
            return "key"
        if not _made_while(key, row.at):
            return "key"
        if not is_signed(key.public_key, row.content, row.signature):
            # Where the digest still fits, it is the signature that was changed.
            return "signature" if digest(row.content) == row.digest else "content"
        if digest(row.content) != row.digest:
            return "content"
        if row.previous == previous and self._says_the_same(row):
            return ""
        content: Facts = json.loads(row.content)
        if content["seq"] != row.seq:
            return "seq"
        if content["previous"] != previous or row.previous != previous:
            return "previous"
        return self._disagrees(row, content)

    def _says_the_same(self, row: "sa.Row[Any]") -> bool:
        """Whether signing the step now would sign the same text: then nothing needs to be compared one by one."""
        step, case = self._steps.get(row.step_id), self._cases.get(row.case_id)
        if step is None or case is None or step["by"] != row.account_id:
            return False
        if self._step_cases.get(row.step_id) != row.case_id:
            return False
        entry = None if row.entry_id is None else self._entries.get(row.entry_id)
        about = resting_on(step, self._panels.get(row.case_id), self._notices.get(row.case_id), entry)
        return bool(plain_text(content_of(row.seq, row.previous, step, case, about)) == row.content)

    def _disagrees(self, row: "sa.Row[Any]", content: Facts) -> str:
        """What the tables say differently now."""
        step = self._steps.get(row.step_id)
        if step is None:
            return "step"
        if field := _first_difference(content["step"], step):
            return field
        if content["step"]["by"] != row.account_id:
            return "by"
        if self._step_cases.get(row.step_id) != row.case_id:
            return "case"
        case = self._cases.get(row.case_id)
        if case is None:
            return "case"
        unchanged = row.step_id > self._opened.get(row.case_id, 0)
        compared = content["case"] if unchanged else {"number": content["case"]["number"]}
        field = _first_difference(compared, case)
        if field == "enterprise" and self._was_code_of(content["case"]["enterprise"], row.case_id):
            field = _first_difference({**compared, "enterprise": case["enterprise"]}, case)
        return field or self._rests_on(row, content)

    def _rests_on(self, row: "sa.Row[Any]", content: Facts) -> str:
        panel = content["panel"]
        if panel is not None and self._panels[row.case_id].get(panel["round"]) != panel:
            return "panel"
        notice = content["publicity"]
        if notice is not None:
            now = self._notices[row.case_id].get(notice["round"])
            # Until the decision the last day may move with the calendar.
            if now is None or now["starts_on"] != notice["starts_on"]:
                return "publicity"
            if content["step"]["after"] in _DECIDED and now != notice:
                return "publicity"
        entry = None if row.entry_id is None else self._entries.get(row.entry_id)
        return "entry" if entry != content["entry"] else ""

    def _was_code_of(self, code: str, case_id: int) -> bool:
        """Whether the employer carried this code once: it was merged, or its code was corrected, on the record."""
        merged = sa.exists().where(EnterpriseMerge.gone_uscc == code)
        if self._session.scalar(sa.select(merged)):
            return True
        holder = sa.select(TalentCase.enterprise_id).where(TalentCase.id == case_id).scalar_subquery()
        changes = sa.select(AuditEntry.before).where(
            AuditEntry.entity == "enterprise", AuditEntry.action == "update", AuditEntry.entity_id == holder
        )
        return any((before or {}).get("uscc") == code for before in self._session.scalars(changes))


def _made_while(key: "sa.Row[Any]", at: datetime) -> bool:
    """Whether a key was in use at a moment."""
    return bool(key.created_at <= at and (key.retired_at is None or at <= key.retired_at))


def _first_difference(signed: Facts, now: Facts) -> str:
    return next((name for name in _in_order(signed) if signed[name] != now.get(name)), "")


def _in_order(names: Iterable[str]) -> list[str]:
    """In the order of FIELDS, so that the same fault is always named the same way."""
    present = set(names)
    return [name for name in FIELDS if name in present]
