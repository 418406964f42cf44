"""The first enterprises that are found while somebody types, what is likeliest meant first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final  # Any: rows of several columns

import sqlalchemy as sa
from sqlalchemy.sql.compiler import SQLCompiler

from officer_app.core.among import among
from officer_app.core.folding import fold
from officer_app.core.grams import END_OF_PHONE, distinctive, number_of
from officer_app.core.marking import answers
from officer_app.core.privacy import mask_phone
from officer_app.core.search import ENTERPRISES, Query, Stage, Test, compared
from officer_app.core.terms import Kind, Term
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.directory.likeness import former_names
from officer_app.directory.lists.browsing import EVERYTHING, EnterpriseRow, list_enterprises
from officer_app.directory.lists.filters import ENTERPRISE, DirectoryFilter
from officer_app.directory.lists.indexing import columns_of
from officer_app.directory.lists.walking import rows_for
from officer_app.directory.model import Contact, EnterpriseMerge
from officer_app.i18n import N_, _
from officer_app.people.access import Permission

# Of each kind no more are looked at: they are put in order here, and the index tells nothing of their order.
_CANDIDATES: Final = 48
# Kinds that are looked for by one statement; later ones only as long as there are too few hits.
_ROUNDS: Final = (
    (Kind.START, Kind.INITIALS),
    (Kind.SOUND_START, Kind.SOUND),
    (Kind.SOUND_BEGUN, Kind.SOUND_BEGUN),
    (Kind.FORMER, Kind.PHONE),
)
_KIND: Final[dict[Kind, sa.Label[Any]]] = {kind: sa.literal_column(str(int(kind))).label("kind") for kind in Kind}
_CONTACT = sa.inspect(Contact).local_table
_MERGE = sa.inspect(EnterpriseMerge).local_table


class Reason(Word):
    """By what an enterprise was found."""

    NAME = "name", N_("Name")
    SOUND = "sound", N_("Pinyin")
    FORMER_NAME = "former_name", N_("Former name")
    CODE = "code", N_("Code")
    CONTACT = "contact", N_("Contact")
    PHONE = "phone", N_("Phone")


_REASONS: Final = {
    Kind.FORMER: Reason.FORMER_NAME,
    Kind.CODE: Reason.CODE,
    Kind.PERSON: Reason.CONTACT,
    Kind.PHONE: Reason.PHONE,
} | dict.fromkeys((Kind.START, Kind.NAME), Reason.NAME)


@dataclass(frozen=True, slots=True)
class FoundEnterprise:
    """A hit: by what, and what that is where the name does not show it. A phone is masked."""

    row: EnterpriseRow
    reason: Reason
    matched: str = ""

    @property
    def why(self) -> str:
        """By what it was found, where its name and code do not show it."""
        return _("{kind}: {text}").format(kind=self.reason.label, text=self.matched) if self.matched else ""


@dataclass(frozen=True, slots=True)
class FoundContact:
    """Somebody who was found by name, or by the phone, which is then told masked."""

    id: int
    name: str
    phone: str
    enterprise_id: int
    enterprise: str


@asks(Permission.DIRECTORY_READ)
def search_enterprises(work: Work, text: str, limit: int = 20) -> list[EnterpriseRow]:
    """The first hits while somebody types, as `find_enterprises` finds them."""
    return [found.row for found in found_enterprises(work, text, limit)]


@asks(Permission.DIRECTORY_READ)
def found_enterprises(work: Work, text: str, limit: int = 20) -> list[FoundEnterprise]:
    """The first hits while somebody types, with by what they were found.

    Found are parts of the name, pinyin (first letters, whole, mixed), parts of former names, of the code, contacts by
    name and by the last digits of their phone, four or from eight on. In this order, a name that is what was typed
    before one that begins with it before one that holds it; shorter names first, then those the actor serves. Of what
    is frequent, not all are looked at.
    """
    query = Query.of(text)
    if not query:
        if text.strip():
            return []
        return [FoundEnterprise(row, Reason.NAME) for row in list_enterprises(work, EVERYTHING, limit=limit).rows]
    places: dict[int, tuple[int, int, int]] = {}
    kinds: dict[int, Kind] = {}
    for first, last in _ROUNDS:
        some = [stage for stage in query.stages if first <= stage.kind <= last]
        if len(places) >= limit or not some:
            continue
        for kind, key, name in _candidates(work, some, fold(text)):
            place = _place(Kind(kind), name, query)
            if key not in places or place < places[key]:
                places[key], kinds[key] = place, Kind(kind)
    chosen = sorted(places, key=lambda key: (places[key], key))[:limit]
    rows = {row.id: row for row in _rows(work, chosen)}
    chosen.sort(key=lambda key: (places[key], rows[key].liaison_id != work.actor.id, key))
    told = _told(work, {key: kinds[key] for key in chosen if kinds[key] >= Kind.FORMER}, query)
    return [FoundEnterprise(rows[key], _REASONS.get(kinds[key], Reason.SOUND), told.get(key, "")) for key in chosen]


@asks(Permission.DIRECTORY_READ)
def found_contacts(work: Work, text: str, limit: int = 20) -> list[FoundContact]:
    """The first people there whom any of the terms names or calls; of those whose enterprise answers to all terms."""
    query = Query.of(text)
    stages = [stage for stage in query.stages if stage.kind in (Kind.PERSON, Kind.PHONE)]
    if not stages:
        return []
    where = dict.fromkeys(key for _kind, key, _name in _candidates(work, stages, ""))
    people = (
        sa.select(_CONTACT.c.id, _CONTACT.c.name, _CONTACT.c.phone, ENTERPRISE.c.id, ENTERPRISE.c.name)
        .join(ENTERPRISE, ENTERPRISE.c.id == _CONTACT.c.enterprise_id)
        .where(_CONTACT.c.enterprise_id.in_(where), _CONTACT.c.left_on.is_(None))
        .order_by(_CONTACT.c.id)
    )
    named, called = [], []
    for key, name, phone, enterprise_id, enterprise in work.session.execute(people):
        if any(answers(fold(name), term) for term in query.words):
            named.append(FoundContact(key, name, "", enterprise_id, enterprise))
        elif any(_calls(phone, term) for term in query.words):
            called.append(FoundContact(key, name, mask_phone(phone), enterprise_id, enterprise))
    return [*named, *called][:limit]


def _calls(phone: str, term: Term) -> bool:
    return term.is_phone and term.text + END_OF_PHONE in number_of(phone)


# What a statement looks like, for each stage: its kind, whether the index narrows it, the tests of each term.
_Shape = tuple[tuple[Kind, bool, tuple[tuple[Test, ...], ...]], ...]


def _candidates(work: Work, stages: Sequence[Stage], typed: str) -> list[tuple[int, int, str]]:
    """(kind, id, folded name) of the first hits of each stage."""
    sqlite = work.on_sqlite
    shape, values = [], {"typed": typed, "code": typed.upper()}
    for number, stage in enumerate(stages):
        expression, tests = stage.expression(sqlite=sqlite), stage.tests(sqlite=sqlite)
        values[f"asked{number}"] = expression
        values |= {
            f"value{number}_{place}_{nth}": value
            for place, term in enumerate(tests)
            for nth, (_test, value) in enumerate(term)
        }
        shape.append((stage.kind, bool(expression), tuple(tuple(test for test, _value in term) for term in tests)))
    connection = work.session.connection()
    compiled = _statement(connection.dialect, tuple(shape))
    asked = compiled.construct_params(values)
    # Past what SQLAlchemy does for each statement: it takes longer than the answer.
    parameters = tuple(asked[name] for name in compiled.positiontup or ()) if compiled.positional else asked
    if not sqlite:
        # It expects far more rows of many alternatives than there are, and would then read the whole table.
        connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
    found = [(kind, key, name) for kind, key, name in connection.exec_driver_sql(str(compiled), parameters)]
    if not sqlite:
        connection.exec_driver_sql("SET LOCAL enable_seqscan = on")
    return found


@lru_cache(maxsize=256)
def _statement(dialect: sa.Dialect, shape: _Shape) -> SQLCompiler:
    sqlite = dialect.name == "sqlite"
    columns = columns_of(sqlite=sqlite)
    parts: list[sa.Select[Any]] = []
    if shape[0][0] in (Kind.START, Kind.NAME):
        exact = sa.or_(ENTERPRISE.c.name_key == sa.bindparam("typed"), ENTERPRISE.c.uscc == sa.bindparam("code"))
        parts.append(sa.select(_KIND[Kind.START], ENTERPRISE.c.id, ENTERPRISE.c.name_key).where(exact))
    for number, (kind, narrowed, terms) in enumerate(shape):
        asked = sa.bindparam(f"asked{number}", type_=sa.String) if narrowed else None
        found = ENTERPRISES.matching(asked, sqlite=sqlite).subquery()
        tests = [
            [
                compared(test, columns, sa.bindparam(f"value{number}_{place}_{nth}", type_=sa.String), sqlite=sqlite)
                for nth, test in enumerate(term)
            ]
            for place, term in enumerate(terms)
        ]
        part = (
            sa.select(_KIND[kind], ENTERPRISE.c.id, ENTERPRISE.c.name_key)
            .join(found, found.c[0] == ENTERPRISE.c.id)
            .where(*(sa.or_(*term) for term in tests))
            .limit(sa.literal_column(str(_CANDIDATES)))
        )
        if sqlite:
            # As the index gives them; to sort is to read them all.
            part = part.order_by(found.c[0])
        parts.append(sa.select(part.subquery()))
    compiled = sa.union_all(*parts).compile(dialect=dialect)
    assert isinstance(compiled, SQLCompiler)
    return compiled


def _place(kind: Kind, name: str, query: Query) -> tuple[int, int, int]:
    """Where a hit stands among the others: the lower the earlier."""
    if kind not in (Kind.START, Kind.NAME):
        return kind, 0, len(name)
    first, own = query.words[0].text, distinctive(name)
    whole = "".join(query.terms)
    if whole == name:
        return 0, 0, 0
    refined = 1 if name.startswith(first) else 2 if own.startswith(first) else 3
    return Kind.NAME, refined, len(name)


def _rows(work: Work, chosen: Sequence[int]) -> list[EnterpriseRow]:
    return [EnterpriseRow._make(row) for row in work.session.execute(_rows_of(work.today), {"chosen": chosen})]


@lru_cache(maxsize=4)
def _rows_of(today: date) -> sa.Select[Any]:
    chosen = sa.select(ENTERPRISE.c.id).where(among(ENTERPRISE.c.id, "chosen"))
    return rows_for(DirectoryFilter(), chosen.subquery("page"), today)


def _told(work: Work, kinds: dict[int, Kind], query: Query) -> dict[int, str]:
    """What was found where the name does not show it: a former name, a code that went, a person."""
    if not kinds:
        return {}
    told: dict[int, str] = {}
    session, words = work.session, query.words
    former = [key for key, kind in kinds.items() if kind is Kind.FORMER]
    gone = [key for key, kind in kinds.items() if kind in (Kind.FORMER, Kind.CODE)]
    people = [key for key, kind in kinds.items() if kind in (Kind.PERSON, Kind.PHONE)]
    if former:
        for key, names in session.execute(
            sa.select(ENTERPRISE.c.id, ENTERPRISE.c.former_names).where(ENTERPRISE.c.id.in_(former))
        ):
            for name in former_names(names):
                if any(answers(fold(name), term) for term in words):
                    told.setdefault(key, name)
    if gone:
        merged = sa.select(_MERGE.c.kept_id, _MERGE.c.gone_name, _MERGE.c.gone_uscc).where(
            _MERGE.c.kept_id.in_(gone), _MERGE.c.undone_at.is_(None)
        )
        for key, name, code in session.execute(merged):
            if kinds[key] is Kind.CODE and any(term.text.upper() in code for term in words):
                told.setdefault(key, code)
            elif kinds[key] is Kind.FORMER and any(answers(fold(name), term) for term in words):
                told.setdefault(key, name)
    if people:
        there = sa.select(_CONTACT.c.enterprise_id, _CONTACT.c.name, _CONTACT.c.phone).where(
            _CONTACT.c.enterprise_id.in_(people), _CONTACT.c.left_on.is_(None)
        )
        for key, name, phone in session.execute(there.order_by(_CONTACT.c.id)):
            if kinds[key] is Kind.PERSON and any(answers(fold(name), term) for term in words):
                told.setdefault(key, name)
            elif kinds[key] is Kind.PHONE and any(_calls(phone, term) for term in words):
                told.setdefault(key, f"{name} {mask_phone(phone)}")
    return told
