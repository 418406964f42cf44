"""What was filed, as it stood at each submission; what changed between two of them.

A snapshot holds plain text throughout (amounts and dates as ISO writes them), so that its canonical form, keys sorted
and without blanks, and with it the SHA-256 digest, is the same on both engines.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final  # Any: a snapshot is JSON

import sqlalchemy as sa

from officer_app.cases.bases import bases_of
from officer_app.cases.chain import actor_id, papers_of
from officer_app.cases.dependants import family_of
from officer_app.cases.drafts import CaseDraft, DependantDraft, MonthBase
from officer_app.cases.model import CaseSnapshot, TalentCase
from officer_app.cases.words import (
    ApplicantKind,
    Degree,
    Education,
    IdKind,
    PaperForm,
    PaperKind,
    PaperSource,
    Relation,
    Sex,
    Step,
)
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.privacy import mask_amount, mask_id, mask_name
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.people.model import Account

# What an application says, in the order in which differences are told, and the words for it.
_LABELS: Final[dict[str, str]] = {
    "enterprise": N_("Enterprise"),
    "applicant_kind": N_("Kind of applicant"),
    "urgently_needed": N_("Urgently needed talent"),
    "introduced_on": N_("Enterprise introduced on"),
    "pool": N_("Pool of units"),
    "name": N_("Full name"),
    "id_kind": N_("Kind of document"),
    "id_number": N_("Identity number"),
    "born_on": N_("Born"),
    "sex": N_("Sex"),
    "education": N_("Education"),
    "degree": N_("Degree"),
    "school": N_("School"),
    "major": N_("Subject"),
    "graduated_on": N_("Graduated"),
    "title": N_("Title"),
    "post": N_("Post held"),
    "joined_on": N_("Joined"),
    "contract_end": N_("Contract end"),
    "contribution_base": N_("Monthly base"),
    "base_multiple": N_("Multiple of the average wage"),
    "income": N_("Yearly income"),
    "income_tax": N_("Income tax"),
    "dependants": N_("Dependants"),
    "dependants_note": N_("Who they are"),
    "reason": N_("Reason for applying"),
    "recommendation": N_("Recommendation"),
}
_WORDS: Final[dict[str, type[Word]]] = {
    "applicant_kind": ApplicantKind,
    "id_kind": IdKind,
    "sex": Sex,
    "education": Education,
    "degree": Degree,
}
_AMOUNTS: Final = frozenset({"contribution_base", "income", "income_tax"})


@dataclass(frozen=True, slots=True)
class Change:
    """A difference between two submissions: what, before and after; empty where there was nothing."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Submission:
    """A snapshot: its number, when, by whom, on what occasion; `changes` against the one before it."""

    round: int
    at: datetime
    by: str
    occasion: Step
    digest: str
    sound: bool
    changes: tuple[Change, ...]


def canonical(content: Mapping[str, Any]) -> str:
    """The one text of a content that its digest is made of."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical text, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def content_of(work: Work, case: TalentCase) -> dict[str, Any]:
    """All that is filed of a case as it stands now."""
    enterprise = work.get(Enterprise, case.enterprise_id)
    filed = {name: _text(getattr(case, name)) for name in _LABELS if name != "enterprise"}
    return {
        "case": {**filed, "enterprise": enterprise.name, "uscc": enterprise.uscc, "enterprise_id": case.enterprise_id},
        "bases": [[row.month.isoformat(), str(row.base), str(row.multiple)] for row in bases_of(work, case.id)],
        "family": [
            [one.relation.value, one.name, one.born_on.isoformat() if one.born_on else ""]
            for one in family_of(work, case.id)
        ],
        "papers": [
            {
                "id": paper.id,
                "kind": paper.kind.value,
                "title": paper.title,
                "needed": paper.needed,
                "source": paper.source.value,
                "form": paper.form.value if paper.form is not None else "",
                "pages": paper.pages,
                "received_on": _text(paper.received_on),
            }
            for paper in papers_of(work, case.id)
        ],
    }


def take_snapshot(work: Work, case: TalentCase, occasion: Step) -> None:
    """Keep what is filed as it stands after a submission."""
    work.session.flush()
    content = content_of(work, case)
    last = work.session.scalar(sa.select(sa.func.max(CaseSnapshot.round)).where(CaseSnapshot.case_id == case.id))
    work.add(
        CaseSnapshot(
            case_id=case.id,
            round=(last or 0) + 1,
            taken_at=work.now,
            account_id=actor_id(work),
            occasion=occasion,
            content=content,
            digest=digest_of(content),
        )
    )


def submissions_of(work: Work, case_id: int) -> tuple[Submission, ...]:
    """The submissions of a case, the first one first, each with what it changed."""
    query = (
        sa.select(CaseSnapshot, Account.name, TalentCase.purged_on)
        .join(Account, Account.id == CaseSnapshot.account_id)
        .join(TalentCase, TalentCase.id == CaseSnapshot.case_id)
        .where(CaseSnapshot.case_id == case_id)
        .order_by(CaseSnapshot.round)
    )
    found: list[Submission] = []
    before: Mapping[str, Any] | None = None
    for row, name, purged_on in work.session.execute(query):
        # Nothing is left of it to compare where the applicant's data was removed.
        changed = differences(before, row.content) if before and row.content else ()
        sound = digest_of(row.content) == row.digest or (not row.content and purged_on is not None)
        found.append(Submission(row.round, row.taken_at, name, row.occasion, row.digest, sound, changed))
        before = row.content
    return tuple(found)


@asks(Permission.CASE_READ)
def changes_between(work: Work, case_id: int, before: int, after: int) -> tuple[Change, ...]:
    """What changed from one submission to another. Raises NotFound."""
    work.saw(TalentCase.__tablename__, case_id)
    return differences(snapshot(work, case_id, before).content, snapshot(work, case_id, after).content)


def snapshot(work: Work, case_id: int, number: int) -> CaseSnapshot:
    """A submission by its number. Raises NotFound, and Invalid for one that is not as it was kept."""
    row = work.session.scalar(
        sa.select(CaseSnapshot).where(CaseSnapshot.case_id == case_id, CaseSnapshot.round == number)
    )
    if row is None:
        raise NotFound()
    if not row.content:
        raise NotFound(
            N_("What was filed was removed, its period of retention being over."),
            remedy=N_("The decision, its day and its signature are still there."),
        )
    if digest_of(row.content) != row.digest:
        raise Invalid(
            N_("Submission {number} is not as it was kept."),
            remedy=N_("Have the administrator compare the database with its last backup."),
            number=number,
        )
    return row


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    """What differs between two contents, as people may read it: numbers, names of relatives and pay are masked."""
    old, new = before["case"], after["case"]
    found = [
        Change(_(label), *_told_apart(_shown(name, old.get(name, "")), _shown(name, new.get(name, ""))))
        for name, label in _LABELS.items()
        if old.get(name, "") != new.get(name, "")
    ]
    found += _rows(_bases(before), _bases(after))
    found += _rows(_family(before), _family(after))
    found += _rows(_papers(before), _papers(after))
    return tuple(found)


def draft_of(content: Mapping[str, Any], draft_id: str) -> CaseDraft:
    """A content as a draft to be filed again, without papers: those that arrived are there.

    Without the identity number either: filing again keeps the one on record unless another is typed.
    """
    case = content["case"]

    def day(name: str) -> date | None:
        return date.fromisoformat(case[name]) if case[name] else None

    born_on, joined_on = day("born_on"), day("joined_on")
    assert born_on is not None
    assert joined_on is not None
    return CaseDraft(
        draft_id=draft_id,
        enterprise_id=case["enterprise_id"],
        name=case["name"],
        id_kind=IdKind(case["id_kind"]),
        id_number="",
        born_on=born_on,
        sex=Sex(case["sex"]),
        education=Education(case["education"]),
        degree=Degree(case["degree"]),
        post=case["post"],
        joined_on=joined_on,
        contribution_base=Decimal(case["contribution_base"]),
        income_tax=Decimal(case["income_tax"]),
        reason=case["reason"],
        contract_end=day("contract_end"),
        school=case["school"],
        major=case["major"],
        graduated_on=day("graduated_on"),
        title=case["title"],
        dependants=int(case["dependants"]),
        dependants_note=case["dependants_note"],
        income=Decimal(case["income"]) if case["income"] else None,
        recommendation=case["recommendation"],
        applicant_kind=ApplicantKind(case["applicant_kind"]),
        urgently_needed=case["urgently_needed"] == _YES,
        introduced_on=day("introduced_on"),
        pool=case["pool"],
        bases=tuple(MonthBase(date.fromisoformat(month), Decimal(base)) for month, base, _times in content["bases"]),
        family=tuple(
            DependantDraft(Relation(relation), name, date.fromisoformat(born) if born else None)
            for relation, name, born in content["family"]
        ),
    )


_YES: Final = "yes"


def _text(value: object) -> str:
    """A column as text; nothing is empty."""
    if value is None or value is False:
        return ""
    if value is True:
        return _YES
    if isinstance(value, Decimal):
        return f"{value:.2f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _shown(name: str, value: str) -> str:
    if not value:
        return ""
    if name in _WORDS:
        return _WORDS[name](value).label
    if name in _AMOUNTS:
        return mask_amount(value)
    if name == "id_number":
        return mask_id(value)
    return _("Yes") if value == _YES else value


def _told_apart(before: str, after: str) -> tuple[str, str]:
    """Two masked values that look alike are said to differ."""
    return (before, _("{value} (another one)").format(value=after)) if before == after else (before, after)


def _bases(content: Mapping[str, Any]) -> dict[object, tuple[str, str]]:
    """The bases by month: what it is called, and its masked amount with the multiple."""
    return {
        month: (_("Base of {month}").format(month=month[:7]), f"{mask_amount(base)}·{times}")
        for month, base, times in content["bases"]
    }


def _family(content: Mapping[str, Any]) -> dict[object, tuple[str, str]]:
    found: dict[object, tuple[str, str]] = {}
    for relation, name, born in content["family"]:
        words = "·".join(part for part in (mask_name(name), born[:4]) if part)
        found[relation, name, born] = (Relation(relation).label, words)
    return found


def _papers(content: Mapping[str, Any]) -> dict[object, tuple[str, str]]:
    found: dict[object, tuple[str, str]] = {}
    for paper in content["papers"]:
        parts = [_("not handed in")]
        if paper["received_on"]:
            parts = [paper["received_on"], _("{n} pages").format(n=paper["pages"]), PaperSource(paper["source"]).label]
            parts += [PaperForm(paper["form"]).label] if paper["form"] else []
        if not paper["needed"]:
            parts.append(_("not needed"))
        found[paper["id"]] = (paper["title"] or PaperKind(paper["kind"]).label, "·".join(parts))
    return found


def _rows(before: dict[object, tuple[str, str]], after: dict[object, tuple[str, str]]) -> list[Change]:
    """Rows that came, went or changed."""
    found: list[Change] = []
    for key in dict.fromkeys([*before, *after]):
        old, new = before.get(key), after.get(key)
        if old != new:
            label = (new or old or ("", ""))[0]
            found.append(Change(label, old[1] if old is not None else "", new[1] if new is not None else ""))
    return found
