"""One search over enterprises, contacts, visits, demands and cases."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.cases.model import TalentCase, case_number
from officer_app.core.search import Query
from officer_app.core.texts import TextIndex
from officer_app.core.words import Word
from officer_app.core.work import Work, asks
from officer_app.demands.model import DEMAND_TEXTS, Demand, demand_number
from officer_app.directory.lists.finding import found_contacts, found_enterprises
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission, may
from officer_app.visits.model import VISIT_TEXTS, Visit, visit_number

_MOST = 200
# ZF-2026-0012, sq-2026-12, 宝人特〔2026〕12 号: a year and a number behind what says of which kind.
_NUMBER: Final = re.compile(r"(ZF|SQ|[^\W\d]*[〔\[(])-?(\d{4})[-〕\])](\d{1,9})号?", re.IGNORECASE)


class Kind(Word):
    """What was found."""

    ENTERPRISE = "enterprise", N_("Enterprise")
    CONTACT = "contact", N_("Contact")
    VISIT = "visit", N_("Visit")
    DEMAND = "demand", N_("Demand")
    CASE = "case", N_("Special-talent case")


@dataclass(frozen=True)
class Hit:
    """Something found: its id among its kind, a title, what tells it from others, and by what if that is not seen.

    A phone is told masked.
    """

    kind: Kind
    id: int
    title: str
    detail: str
    enterprise_id: int
    why: str = ""


@asks(Permission.DIRECTORY_READ)
def search(work: Work, text: str, *, limit: int = 20) -> list[Hit]:
    """At most `limit` hits of each kind the actor may read; enterprises first. Every word must be found, literally.

    Enterprises are found as `found_enterprises` tells; visits, demands and cases by their numbers too.
    """
    words = text.split()
    limit = min(limit, _MOST)
    if not words:
        return []
    hits = [
        Hit(Kind.ENTERPRISE, found.row.id, found.row.name, found.row.uscc, found.row.id, found.why)
        for found in found_enterprises(work, text, limit)
    ]
    hits += [
        Hit(Kind.CONTACT, one.id, one.name, one.enterprise, one.enterprise_id, one.phone)
        for one in found_contacts(work, text, limit)
    ]
    if may(work.actor.role, Permission.VISIT_READ):
        hits += _visits(work, words, limit)
    if may(work.actor.role, Permission.DEMAND_READ):
        hits += _demands(work, words, limit)
    if may(work.actor.role, Permission.CASE_READ):
        hits += _cases(work, words, limit)
    return hits


def _all_in(words: list[str], *columns: sa.orm.InstrumentedAttribute[str]) -> sa.ColumnElement[bool]:
    """Every word stands literally in one of the columns."""
    return sa.and_(*(sa.or_(*(column.icontains(word, autoescape=True) for column in columns)) for word in words))


def _number(words: list[str], kind: str) -> tuple[int, int] | None:
    """Year and sequence, if the text is the number of a record; `kind` begins it."""
    match = _NUMBER.fullmatch(unicodedata.normalize("NFKC", "".join(words)))
    if match is None or not (match[1].upper() == kind or (kind == "〔" and match[1][-1] in "〔[(")):
        return None
    return int(match[2]), int(match[3])


def _meant(
    work: Work, words: list[str], kind: str, model: type[Visit] | type[Demand], texts: TextIndex, limit: int
) -> list[int]:
    """The ids of the visits or demands with this number, or the newest whose text holds every word."""
    number = _number(words, kind)
    if number is not None:
        where = sa.and_(model.year == number[0], model.sequence == number[1])
        return list(work.session.scalars(sa.select(model.id).where(where)))
    query = Query.of(" ".join(words))
    if not query:
        return []
    found = texts.found(query, sqlite=work.on_sqlite)
    column = model.content if issubclass(model, Visit) else model.text
    hits = sa.select(model.id).join(found, found.c[0] == model.id).where(_all_in(words, column))
    return list(work.session.scalars(hits.order_by(found.c[0].desc()).limit(limit)))


def _visits(work: Work, words: list[str], limit: int) -> list[Hit]:
    query = (
        sa.select(Visit.id, Visit.year, Visit.sequence, Visit.visited_on, Enterprise.id, Enterprise.name)
        .join(Enterprise, Enterprise.id == Visit.enterprise_id)
        .where(Visit.id.in_(_meant(work, words, "ZF", Visit, VISIT_TEXTS, limit)))
        .order_by(Visit.visited_on.desc(), Visit.id.desc())
    )
    return [
        Hit(Kind.VISIT, key, visit_number(year, sequence), f"{day.isoformat()} {enterprise}", where)
        for key, year, sequence, day, where, enterprise in work.session.execute(query)
    ]


def _demands(work: Work, words: list[str], limit: int) -> list[Hit]:
    query = (
        sa.select(Demand.id, Demand.year, Demand.sequence, Demand.text, Demand.enterprise_id)
        .where(Demand.id.in_(_meant(work, words, "SQ", Demand, DEMAND_TEXTS, limit)))
        .order_by(Demand.id.desc())
    )
    return [
        Hit(Kind.DEMAND, key, demand_number(year, sequence), text, where)
        for key, year, sequence, text, where in work.session.execute(query)
    ]


def _cases(work: Work, words: list[str], limit: int) -> list[Hit]:
    number = _number(words, "〔")
    query = (
        sa.select(
            TalentCase.id, TalentCase.prefix, TalentCase.year, TalentCase.sequence, TalentCase.name, Enterprise.id
        )
        .join(Enterprise, Enterprise.id == TalentCase.enterprise_id)
        .where(
            _all_in(words, TalentCase.name)
            if number is None
            else sa.and_(TalentCase.year == number[0], TalentCase.sequence == number[1])
        )
        .order_by(TalentCase.id.desc())
        .limit(limit)
    )
    return [
        Hit(Kind.CASE, key, case_number(prefix, year, sequence), name, where)
        for key, prefix, year, sequence, name, where in work.session.execute(query)
    ]
