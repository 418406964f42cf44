"""Whether a printed form is genuine: the code it carries, read back and compared with the signatures.

The code names the case, the signature under its latest verdict by number and short form, and the check code of what is
printed; nothing of the applicant. See `printed_code` in printed.py.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.cases.chain import office_day
from officer_app.cases.model import CaseStep, TalentCase
from officer_app.cases.words import State, Step
from officer_app.core.errors import Invalid
from officer_app.core.numbering import case_number
from officer_app.core.privacy import mask_name
from officer_app.core.signing import read_short_form, short_form
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.model import Account
from officer_app.quota.model import DecisionSignature
from officer_app.quota.proving import ChainFault, fault_at

LONGEST: Final = 200
_AT_ONCE: Final = 5_000
_CODE: Final = re.compile(
    r"(?P<number>\S.*?)\s+(?:(?P<seq>\d{1,9})\s+(?P<short>\w{4}(?:-\w{4}){3})\s+)?(?P<check>\w{4}-\w{4}-\w{2})",
    re.ASCII,
)
_NUMBER: Final = re.compile(r"(?P<prefix>.+?)\s*〔(?P<year>\d{4})〕\s*(?P<sequence>\d{1,9})\s*号?")


class CodeAnswer(Word):
    """What came of a code."""

    GENUINE = "genuine", N_("Genuine form")
    UNSIGNED = "unsigned", N_("Form before any decision")
    UNKNOWN = "unknown", N_("Unknown form")
    DISAGREES = "disagrees", N_("Form at odds with the records")


@dataclass(frozen=True, slots=True)
class CodeVerdict:
    """What a printed code says, and what the office knows of it.

    `step`, `by`, `on` and `opinion` are the verdict that was signed; `state` is where the case stands today, and
    `later` whether another verdict was given since. The applicant's name is masked. `fault` says what does not agree.
    """

    answer: CodeAnswer
    number: str = ""
    seq: int | None = None
    short: str = ""
    step: Step | None = None
    by: str = ""
    on: date | None = None
    applicant: str = ""
    state: State | None = None
    later: bool = False
    fault: str = ""

    @property
    def sentence(self) -> str:
        """The answer in one sentence, in the language in force."""
        return {
            CodeAnswer.GENUINE: _("The form is genuine: the decision and its signature agree with the records."),
            CodeAnswer.UNSIGNED: _("The form was printed before any decision; it proves none."),
            CodeAnswer.UNKNOWN: _("Nothing like this was ever signed here."),
            CodeAnswer.DISAGREES: _("The form does not agree with the records."),
        }[self.answer]

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What is known, as names and values for people; the applicant's name is masked."""
        values = (
            (_("Case"), self.number),
            (_("Applicant"), self.applicant),
            (_("What was decided"), "" if self.step is None else self.step.label),
            (_("Decided by"), self.by),
            (_("Decided on"), "" if self.on is None else self.on.isoformat()),
            (_("Signature"), f"{self.seq} · {self.short}" if self.seq is not None else self.short),
            (_("Found to differ"), self.fault),
            (_("Case as it stands today"), "" if self.state is None else self.state.label),
            (_("After this decision"), _("another verdict was given on this case") if self.later else ""),
        )
        return [(name, value) for name, value in values if value]


@asks(Permission.VERIFY)
def verify_code(work: Work, text: str) -> CodeVerdict:
    """Whether what a code says was decided here. Takes the whole code, or the short form of a signature alone.

    Raises Invalid for a text that cannot be either.
    """
    text = " ".join(text.split())
    short = read_short_form(text)
    if short:
        found = _by_short_form(work, short)
        return CodeVerdict(CodeAnswer.UNKNOWN, short=short) if found is None else _judged(work, found, None)
    code = _CODE.fullmatch(text) if len(text) <= LONGEST else None
    number = _NUMBER.fullmatch(code["number"]) if code is not None else None
    if code is None or number is None:
        raise Invalid(
            N_("This is not the code of a form."),
            remedy=N_("Type the sixteen characters printed beside a signature, or all that the code holds."),
            field="code",
        )
    case = work.session.scalar(
        sa.select(TalentCase).where(
            TalentCase.year == int(number["year"]), TalentCase.sequence == int(number["sequence"])
        )
    )
    if case is None or case.prefix != number["prefix"]:
        return CodeVerdict(CodeAnswer.UNKNOWN, number=code["number"])
    if code["seq"] is None:
        return CodeVerdict(CodeAnswer.UNSIGNED, case.number, applicant=mask_name(case.name), state=case.state)
    seq = int(code["seq"])
    signed = work.session.scalar(sa.select(DecisionSignature).where(DecisionSignature.seq == seq))
    if signed is None:
        return CodeVerdict(CodeAnswer.UNKNOWN, case.number, seq, code["short"])
    if signed.case_id != case.id:
        return CodeVerdict(
            CodeAnswer.DISAGREES, case.number, seq, code["short"], fault=ChainFault(seq, case.number, "case").text
        )
    return _judged(work, signed, read_short_form(code["short"]))


def _by_short_form(work: Work, short: str) -> DecisionSignature | None:
    """The signature with this short form; the latest ones are looked at first."""
    query = sa.select(DecisionSignature.id, DecisionSignature.seq, DecisionSignature.signature)
    before: int | None = None
    while True:
        some = query if before is None else query.where(DecisionSignature.seq < before)
        rows = work.session.execute(some.order_by(DecisionSignature.seq.desc()).limit(_AT_ONCE)).all()
        for key, seq, signature in rows:
            if short_form(signature) == short:
                return work.get(DecisionSignature, key)
            before = seq
        if len(rows) < _AT_ONCE:
            return None


def _judged(work: Work, signed: DecisionSignature, short: str | None) -> CodeVerdict:
    """What is known of a signature that a code names; `short` is what the paper says it looks like."""
    row = work.session.execute(
        sa.select(CaseStep.step, CaseStep.at, Account.name, TalentCase)
        .join(TalentCase, TalentCase.id == CaseStep.case_id)
        .join(Account, Account.id == CaseStep.account_id)
        .where(CaseStep.id == signed.step_id)
    ).one()
    step, at, by, case = row
    number = case_number(case.prefix, case.year, case.sequence)
    if short is not None and short_form(signed.signature) != short:
        fault: ChainFault | None = ChainFault(signed.seq, number, "signature")
    else:
        fault = fault_at(work.session, signed.seq)
    later = work.session.scalar(
        sa.select(sa.exists().where(DecisionSignature.case_id == case.id, DecisionSignature.seq > signed.seq))
    )
    return CodeVerdict(
        CodeAnswer.GENUINE if fault is None else CodeAnswer.DISAGREES,
        number,
        signed.seq,
        short_form(signed.signature),
        step,
        by,
        office_day(at),
        mask_name(case.name),
        case.state,
        bool(later),
        "" if fault is None else fault.text,
    )
