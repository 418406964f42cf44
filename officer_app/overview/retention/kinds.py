"""What personal data there is, by kind: what of it is past its period, what is shown of it, and how it is removed.

What stays is what an archive must keep (《中华人民共和国档案法》; 个人信息保护法第四十七条): that a case was decided,
how, when and by whom, with its multiple and points; that a visit took place and what was said; issued papers and the
trail. Numbers, amounts, dates of birth, families and contacts go. An applicant's name stays where a signed decision
names it, so that the signature can still be proven.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from officer_app.cases.model import (
    CaseBase,
    CaseDependant,
    CaseSnapshot,
    CaseStep,
    Objection,
    TalentCase,
)
from officer_app.cases.words import FINAL, State
from officer_app.core.among import among
from officer_app.core.contents import drop_unused
from officer_app.core.numbering import case_number
from officer_app.core.privacy import mask_name
from officer_app.core.words import Word
from officer_app.core.work import OFFICE_ZONE, Work
from officer_app.directory.model import Contact, Enterprise, EnterpriseMerge
from officer_app.i18n import N_, _
from officer_app.overview.trail import forget_commitments
from officer_app.people.model import Account, FormDraft
from officer_app.quota.model import DecisionSignature
from officer_app.quota.signed_facts import identity_digest
from officer_app.visits.model import Visit, VisitDraftPaper, VisitDraftRow, VisitPerson

# What stands where something was.
GONE: Final = "—"


class Kind(Word):
    """Personal data with one period of retention."""

    SETTLED_CASE = "settled_case", N_("Applicants who settled")
    ENDED_CASE = "ended_case", N_("Applicants whose case ended otherwise")
    CONTACT = "contact", N_("Contacts who left their enterprise")
    VISIT_PERSON = "visit_person", N_("People met on visits")
    DRAFT = "draft", N_("Unfinished entries")
    UNDO = "undo", N_("What merges kept for undoing them")

    @property
    def what_goes(self) -> str:
        """What is removed, and what stays, in a sentence."""
        return _(_WHAT_GOES[self.value])


_CASES_LOSE: Final = N_(
    "Identity number, day of birth, amounts, family, school, reasons and what was filed go; the decision stays."
)
_WHAT_GOES: Final = {
    "settled_case": _CASES_LOSE,
    "ended_case": _CASES_LOSE,
    "contact": N_("Name, title and phone go; that there was a contact stays."),
    "visit_person": N_("Name and phone go; the title and what was said stay."),
    "draft": N_("What was typed and never sent goes, with its photos and papers."),
    "undo": N_("The merge stays and can no longer be undone."),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing past its period: its key, what is shown of it (names masked), and the day its period ran from."""

    key: str
    label: str
    since: date


@dataclass(frozen=True)
class _Way:
    """How one kind is found and removed. `due` selects (key, …, since) oldest first; `told` makes an Item of a row."""

    due: Callable[[Work, date], sa.Select[*tuple[object, ...]]]
    told: Callable[[sa.Row[*tuple[object, ...]]], Item]
    remove: Callable[[Work, Sequence[str]], int]


def due(work: Work, kind: Kind, cutoff: date, most: int | None = None) -> list[Item]:
    """What of a kind has been kept since the cutoff or longer, the oldest first."""
    way = _WAYS[kind]
    return [way.told(row) for row in work.session.execute(way.due(work, cutoff).limit(most))]


def count_due(work: Work, kind: Kind, cutoff: date) -> int:
    """How much of a kind has been kept since the cutoff or longer."""
    found = _WAYS[kind].due(work, cutoff).order_by(None).subquery()
    return work.session.scalar(sa.select(sa.func.count()).select_from(found)) or 0


def remove(work: Work, kind: Kind, keys: Sequence[str]) -> int:
    """Remove the personal data of these; whatever is gone already is passed over. Answers how many there were.

    The trail is told that it was done, and of what, by the keys: never what was there.
    """
    removed = _WAYS[kind].remove(work, keys)
    work.note("purge", kind.value, after={"keys": list(keys), "removed": removed})
    return removed


def _day(value: object) -> date:
    if isinstance(value, datetime):
        return value.astimezone(OFFICE_ZONE).date()
    assert isinstance(value, date)
    return value


def _end_of(day: date) -> datetime:
    return datetime.combine(day, time.max, OFFICE_ZONE)


def _numbers(keys: Iterable[str]) -> list[int]:
    return [int(key) for key in keys]


# Cases.


def _cases(states: Sequence[State]) -> Callable[[Work, date], sa.Select[*tuple[object, ...]]]:
    def query(_work: Work, cutoff: date) -> sa.Select[*tuple[object, ...]]:
        ended = (
            sa.select(sa.func.max(CaseStep.at)).where(CaseStep.case_id == TalentCase.id).correlate(TalentCase)
        ).scalar_subquery()
        return (
            sa.select(TalentCase.id, TalentCase.prefix, TalentCase.year, TalentCase.sequence, TalentCase.name, ended)
            .where(TalentCase.state.in_(states), TalentCase.purged_on.is_(None), ended <= _end_of(cutoff))
            .order_by(ended, TalentCase.id)
        )

    return query


def _told_case(row: sa.Row[*tuple[object, ...]]) -> Item:
    key, prefix, year, sequence, name, ended = row
    label = f"{case_number(str(prefix), int(str(year)), int(str(sequence)))} {mask_name(str(name))}"
    return Item(str(key), label, _day(ended))


def _remove_cases(work: Work, keys: Sequence[str]) -> int:
    table = sa.inspect(TalentCase).local_table
    query = sa.select(table).where(among(table.c.id, _numbers(keys)), table.c.purged_on.is_(None))
    rows = work.session.execute(query).all()
    ids = [row.id for row in rows]
    about = DecisionSignature.__table__.c.case_id
    signed = set(work.session.scalars(sa.select(about).where(among(about, ids))))
    # Nothing that the trail holds of them can be checked any more, or guessed.
    forget_commitments(work, TalentCase.__tablename__, ids)
    raised = Objection.__table__.c
    own = work.session.scalars(sa.select(raised.id).where(among(raised.case_id, ids))).all()
    forget_commitments(work, Objection.__tablename__, own)
    for row in rows:
        work.session.execute(
            sa.update(TalentCase)
            .where(TalentCase.id == row.id)
            .values(
                # What a signature covers stays provable by the digest alone.
                identity=identity_digest(row.draft_id, row.id_number),
                purged_on=work.today,
                name=row.name if row.id in signed else mask_name(row.name),
                id_number="",
                born_on=date(row.born_on.year, 1, 1),
                school="",
                major="",
                title="",
                graduated_on=None,
                contribution_base=Decimal(0),
                income_tax=Decimal(0),
                income=None,
                dependants_note="",
                reason=GONE,
                recommendation="",
                version=row.version + 1,
            )
        )
    for statement in (
        sa.update(CaseBase).where(among(CaseBase.__table__.c.case_id, ids)).values(base=Decimal(0)),
        sa.delete(CaseDependant).where(among(CaseDependant.__table__.c.case_id, ids)),
        sa.update(CaseSnapshot).where(among(CaseSnapshot.__table__.c.case_id, ids)).values(content={}),
        sa.update(Objection).where(among(Objection.__table__.c.case_id, ids)).values(raised_by=GONE, contact=""),
    ):
        work.session.execute(statement, execution_options={"synchronize_session": False})
    work.changed.add("talent_case")
    return len(ids)


# Contacts, and people met.


def _contacts(_work: Work, cutoff: date) -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(Contact.id, Enterprise.name, Contact.name, Contact.left_on)
        .join(Enterprise, Enterprise.id == Contact.enterprise_id)
        .where(Contact.left_on <= cutoff, Contact.name != GONE)
        .order_by(Contact.left_on, Contact.id)
    )


def _told_person(row: sa.Row[*tuple[object, ...]]) -> Item:
    key, enterprise, name, since = row
    return Item(str(key), f"{enterprise} {mask_name(str(name))}", _day(since))


def _remove_contacts(work: Work, keys: Sequence[str]) -> int:
    # Who left is not in the index of the directory any more.
    chosen = among(Contact.__table__.c.id, _numbers(keys))
    gone = sa.update(Contact).where(chosen, Contact.name != GONE)
    forget_commitments(work, Contact.__tablename__, _numbers(keys))
    work.changed.add("contact")
    values = {"name": GONE, "title": "", "phone": "", "version": Contact.version + 1}
    return _count(work, gone.values(values).returning(Contact.id))


def _people_met(_work: Work, cutoff: date) -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(VisitPerson.id, Enterprise.name, VisitPerson.name, Visit.visited_on)
        .join(Visit, Visit.id == VisitPerson.visit_id)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .where(Visit.visited_on <= cutoff, VisitPerson.name != GONE)
        .order_by(Visit.visited_on, VisitPerson.id)
    )


def _remove_people_met(work: Work, keys: Sequence[str]) -> int:
    chosen = among(VisitPerson.__table__.c.id, _numbers(keys))
    gone = sa.update(VisitPerson).where(chosen, VisitPerson.name != GONE).values(name=GONE, phone="")
    removed = _count(work, gone.returning(VisitPerson.id))
    forget_commitments(work, VisitPerson.__tablename__, _numbers(keys))
    work.changed.add("visit")
    return removed


# Unfinished entries: the key of a form's names its author, its kind and what it is about.

_VISIT: Final = "visit"
_FORM: Final = "form"
_APART: Final = "\t"


def _drafts(_work: Work, cutoff: date) -> sa.Select[*tuple[object, ...]]:
    latest = _end_of(cutoff)
    visits = (
        sa.select(
            sa.literal(_VISIT).label("what"),
            VisitDraftRow.draft_id.label("one"),
            sa.literal("").label("kind"),
            sa.literal("").label("about"),
            Account.name.label("author"),
            VisitDraftRow.saved_at.label("saved_at"),
        )
        .join(Account, Account.id == VisitDraftRow.account_id)
        .where(VisitDraftRow.saved_at <= latest)
    )
    forms = (
        sa.select(
            sa.literal(_FORM),
            sa.cast(FormDraft.account_id, sa.String),
            FormDraft.kind,
            FormDraft.key,
            Account.name,
            FormDraft.saved_at,
        )
        .join(Account, Account.id == FormDraft.account_id)
        .where(FormDraft.saved_at <= latest)
    )
    both = sa.union_all(visits, forms).subquery()
    return sa.select(both).order_by(both.c.saved_at, both.c.one, both.c.kind, both.c.about)


def _told_draft(row: sa.Row[*tuple[object, ...]]) -> Item:
    what, one, kind, about, author, saved_at = row
    key = _APART.join(str(part) for part in (what, one, kind, about))
    words = _("Visit not finished") if what == _VISIT else _("Form not sent")
    return Item(key, f"{author} {words}", _day(saved_at))


def _remove_drafts(work: Work, keys: Sequence[str]) -> int:
    removed = 0
    for key in keys:
        what, one, kind, about = key.split(_APART)
        if what == _VISIT:
            papers = sa.select(VisitDraftPaper).where(VisitDraftPaper.draft_id == one)
            contents = [paper.content_hash for paper in work.session.scalars(papers)]
            _count(
                work, sa.delete(VisitDraftPaper).where(VisitDraftPaper.draft_id == one).returning(VisitDraftPaper.id)
            )
            for content in contents:
                drop_unused(work, content)
            row = VisitDraftRow.draft_id
            removed += _count(work, sa.delete(VisitDraftRow).where(row == one).returning(row))
        else:
            named = (FormDraft.account_id == int(one), FormDraft.kind == kind, FormDraft.key == about)
            removed += _count(work, sa.delete(FormDraft).where(*named).returning(FormDraft.key))
    return removed


# Merges.


def _merges(_work: Work, cutoff: date) -> sa.Select[*tuple[object, ...]]:
    return (
        sa.select(EnterpriseMerge.id, EnterpriseMerge.gone_name, EnterpriseMerge.merged_at)
        .where(EnterpriseMerge.merged_at <= _end_of(cutoff), sa.cast(EnterpriseMerge.moved, sa.Text) != "[]")
        .order_by(EnterpriseMerge.merged_at, EnterpriseMerge.id)
    )


def _told_merge(row: sa.Row[*tuple[object, ...]]) -> Item:
    key, name, merged_at = row
    return Item(str(key), str(name), _day(merged_at))


def _remove_merges(work: Work, keys: Sequence[str]) -> int:
    chosen = among(EnterpriseMerge.__table__.c.id, _numbers(keys))
    gone = sa.update(EnterpriseMerge).where(chosen, sa.cast(EnterpriseMerge.moved, sa.Text) != "[]")
    return _count(work, gone.values(gone={}, before={}, moved=[]).returning(EnterpriseMerge.id))


def _count(work: Work, statement: sa.Executable) -> int:
    """How many rows a statement removed from or emptied; past the mapper, which would tell the trail what was there."""
    return len(work.session.execute(statement, execution_options={"synchronize_session": False}).all())


_WAYS: Final[dict[Kind, _Way]] = {
    Kind.SETTLED_CASE: _Way(_cases([State.SETTLED]), _told_case, _remove_cases),
    Kind.ENDED_CASE: _Way(_cases(sorted(FINAL - {State.SETTLED})), _told_case, _remove_cases),
    Kind.CONTACT: _Way(_contacts, _told_person, _remove_contacts),
    Kind.VISIT_PERSON: _Way(_people_met, _told_person, _remove_people_met),
    Kind.DRAFT: _Way(_drafts, _told_draft, _remove_drafts),
    Kind.UNDO: _Way(_merges, _told_merge, _remove_merges),
}
