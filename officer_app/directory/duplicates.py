"""Enterprises that may be the same: while one is entered, and of one that is stored. They are shown, never refused.

Candidates are the enterprises whose names, present or former, hold what is rare in the name in question; they are then
compared one by one. A like name alone makes a candidate from a share on (`LIKELY` while somebody types, `SURER` of what
is stored); the same address or phone adds weight, so that a name that is less alike is shown as well.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice, product
from typing import Final

import sqlalchemy as sa

from officer_app.core.search import ENTERPRISES, Query, Stage
from officer_app.core.terms import Kind
from officer_app.core.work import Work, asks
from officer_app.directory.addresses import address_key
from officer_app.directory.likeness import (
    NameLikeness,
    best_likeness,
    core,
    digits,
    former_names,
    traditional_forms,
    weigh,
)
from officer_app.directory.model import Contact, Enterprise, Subdistrict
from officer_app.i18n import _, ngettext
from officer_app.people.access import Permission

# From this sum on an enterprise is shown: to somebody who types, who may mistype a character of the name proper; and
# beside what is stored, where another name proper is another enterprise unless something else agrees.
LIKELY: Final = 0.6
SURER: Final = 0.75
_SAME_ADDRESS: Final = 0.15
# Hundreds may be registered at one address; where one can be met tells more.
_SAME_SITE: Final = 0.2
_SAME_PHONE: Final = 0.25
# What is less alike than this is not the same, whatever else agrees.
_LEAST_NAME: Final = 0.4
# A name proper of a single character is too little to look for.
_LEAST_WEIGHT: Final = 1.0
_PER_WAY: Final = 100
_MOST_WAYS: Final = 8
_MOST_COMPARED: Final = 400
_NAMES: Final = frozenset({Kind.NAME, Kind.FORMER})
_enterprise = sa.inspect(Enterprise).local_table


@dataclass(frozen=True, slots=True)
class Described:
    """What is known of an enterprise that is being entered. `phones` as they were typed."""

    name: str
    former_names: str = ""
    registered_address: str = ""
    actual_site: str = ""
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An enterprise that may be the same, with the reasons in words; `score` orders them, the likeliest first."""

    id: int
    name: str
    uscc: str
    subdistrict: str
    score: float
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    """One side of a comparison, as it is compared."""

    name: str
    former: tuple[str, ...]
    registered: int | None
    site: int | None
    phones: frozenset[str]

    @classmethod
    def of(cls, name: str, former: str, registered: str, site: str, phones: Iterable[str]) -> "_Known":
        return cls(
            core(name),
            tuple(map(core, former_names(former))),
            address_key(registered),
            address_key(site),
            frozenset(filter(None, map(digits, phones))),
        )


@asks(Permission.DIRECTORY_READ)
def likely_duplicates(
    work: Work, described: Described, *, but: int | None = None, limit: int = 5, least: float = LIKELY
) -> tuple[Candidate, ...]:
    """The enterprises that may be the one described, the likeliest first; `but` leaves one out."""
    ours = _Known.of(
        described.name,
        described.former_names,
        described.registered_address,
        described.actual_site,
        described.phones,
    )
    if weigh(ours.name) < _LEAST_WEIGHT and not ours.former:
        return ()
    ids = [key for key in _candidates(work, ours) if key != but]
    if not ids:
        return ()
    found = (_compared(ours, theirs, row, least) for row, theirs in _known(work, ids))
    likely = sorted((one for one in found if one is not None), key=lambda one: (-one.score, one.id))
    return tuple(likely[:limit])


@asks(Permission.DIRECTORY_READ)
def duplicates_of(work: Work, enterprise_id: int, *, limit: int = 5) -> tuple[Candidate, ...]:
    """The same for an enterprise that is stored, with the phones of its contacts. Raises NotFound."""
    one = work.get(Enterprise, enterprise_id)
    phones = work.session.scalars(
        sa.select(Contact.phone).where(Contact.enterprise_id == enterprise_id, Contact.left_on.is_(None))
    )
    described = Described(one.name, one.former_names, one.registered_address, one.actual_site, tuple(phones))
    return likely_duplicates(work, described, but=enterprise_id, limit=limit, least=SURER)


# Candidates from the search index.


def _candidates(work: Work, ours: _Known) -> list[int]:
    """The ids of those that share what is rare in one of our names; the tightest ways come first."""
    found: dict[int, None] = {}
    for terms in islice(dict.fromkeys(_ways((ours.name, *ours.former))), _MOST_WAYS):
        if len(found) >= _MOST_COMPARED:
            break
        query = Query.of(" ".join(terms))
        stage = Stage(query, Kind.NAME, (_NAMES,) * len(query.words))
        statement = ENTERPRISES.candidates(stage, sqlite=work.on_sqlite).limit(_PER_WAY)
        found |= dict.fromkeys(work.session.scalars(statement))
    return list(found)


def _ways(names: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Terms that a like name must hold all of: the whole, then the name with one character left out at a time."""
    for name in names:
        if weigh(name) < _LEAST_WEIGHT:
            continue
        yield from _written(name)
        own = [place for place, character in enumerate(name) if weigh(character) >= 1]
        # The name proper without its trade; then without one of its characters.
        proper = "".join(name[place] for place in own)
        if proper != name and proper in name and len(proper) > 1:
            yield from _written(proper)
        if len(own) < 2:
            continue
        for place in own:
            left = tuple(part for part in (name[:place], name[place + 1 :]) if part)
            if sum(map(weigh, left)) >= _LEAST_WEIGHT:
                yield left


def _written(name: str) -> Iterator[tuple[str, ...]]:
    """A term as it is, and in the traditional characters it may be stored in."""
    yield (name,)
    forms = [character + traditional_forms(character) for character in name]
    if any(len(form) > 1 for form in forms):
        for written in islice(product(*(form[1:] or form for form in forms)), 2):
            yield ("".join(written),)


# Comparing.


def _known(work: Work, ids: list[int]) -> Iterator[tuple[sa.Row[tuple[object, ...]], _Known]]:
    phones: dict[int, list[str]] = {}
    people = sa.select(Contact.enterprise_id, Contact.phone).where(
        Contact.enterprise_id.in_(ids), Contact.left_on.is_(None), Contact.phone != ""
    )
    for enterprise_id, phone in work.session.execute(people):
        phones.setdefault(enterprise_id, []).append(phone)
    columns = _enterprise.c
    rows = work.session.execute(
        sa.select(
            columns.id,
            columns.name,
            columns.uscc,
            columns.former_names,
            columns.registered_address,
            columns.actual_site,
            sa.func.coalesce(Subdistrict.name, "").label("subdistrict"),
        )
        .outerjoin(Subdistrict, Subdistrict.id == columns.subdistrict_id)
        .where(columns.id.in_(ids))
    )
    for row in rows:
        known = _Known.of(row.name, row.former_names, row.registered_address, row.actual_site, phones.get(row.id, ()))
        yield row, known


def _compared(ours: _Known, theirs: _Known, row: sa.Row[tuple[object, ...]], least: float) -> Candidate | None:
    likeness = best_likeness((ours.name, *ours.former), (theirs.name, *theirs.former), _LEAST_NAME)
    if likeness.share < _LEAST_NAME:
        return None
    score, reasons = likeness.share, [_name_reason(ours, theirs, likeness)]
    if ours.site is not None and ours.site == theirs.site:
        score += _SAME_SITE
        reasons.append(_("same site"))
    elif {ours.site, ours.registered} & {theirs.site, theirs.registered} - {None}:
        score += _SAME_ADDRESS
        reasons.append(_("same address"))
    if ours.phones & theirs.phones:
        score += _SAME_PHONE
        reasons.append(_("same phone"))
    if score < least:
        return None
    return Candidate(row.id, row.name, row.uscc, row.subdistrict, round(score, 3), tuple(reasons))


def _name_reason(ours: _Known, theirs: _Known, likeness: NameLikeness) -> str:
    if best_likeness((ours.name,), (theirs.name,)).share < likeness.share:
        former = ours.name in theirs.former
        if likeness.share == 1:
            return _("bore this name before") if former else _("bears a former name of this one")
        return _("like a former name")
    if likeness.apart == 0:
        return _("same name but for place and legal form")
    words = ngettext("name differs by {n} character", "name differs by {n} characters", likeness.apart)
    return words.format(n=likeness.apart)
