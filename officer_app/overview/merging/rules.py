"""What is settled before everything attached to one enterprise moves to another.

Two enterprises may each have what one enterprise can have only once: a place in an edition, figures of a year, a value
of an own field, a liaison officer on a day, a first contact. Where the two differ a question is asked; what is answered
"kept" or "gone" is then carried out with steps that can be taken back. `SETTLED` names the tables that are seen to
here; a table that can hold something once per enterprise and is not among them makes a test fail.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.assignments.model import Duty, Handover, HandoverItem
from officer_app.cases.model import TalentCase
from officer_app.cases.words import FINAL
from officer_app.core.errors import Invalid
from officer_app.core.folding import fold
from officer_app.core.work import Work
from officer_app.directory.likeness import digits
from officer_app.directory.model import Contact, CustomField, DirectoryEdition, Listing
from officer_app.i18n import N_, _
from officer_app.overview.merging.steps import Steps, references, table_of
from officer_app.people.model import Account

Row = Mapping[str, Any]
SETTLED: Final = frozenset({"assignment", "contact", "custom_value", "enterprise_year", "listing"})


class Pick(StrEnum):
    """Whose value holds on."""

    KEPT = "kept"
    GONE = "gone"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Question:
    """Something both have and one can have once: what each side says, and whose is proposed.

    `entity` is the table it is about; of open cases nobody is asked whose, only whether it is known.
    """

    key: str
    entity: str
    title: str
    kept: str
    gone: str
    pick: Pick = Pick.KEPT


@dataclass(frozen=True, slots=True)
class Pair:
    """The two enterprises of a merge."""

    kept_id: int
    gone_id: int
    kept_name: str
    gone_name: str

    def side(self, pick: Pick) -> int:
        """The id of the side that was picked."""
        return self.gone_id if pick is Pick.GONE else self.kept_id

    def other(self, pick: Pick) -> int:
        """The id of the side that was not."""
        return self.kept_id if pick is Pick.GONE else self.gone_id


def _rows(work: Work, table: sa.Table, enterprise_id: int, *where: sa.ColumnElement[bool]) -> list[Row]:
    query = sa.select(table).where(table.c.enterprise_id == enterprise_id, *where).order_by(table.c.id)
    return [{**row} for row in work.session.connection().execute(query).mappings()]


def _both(
    work: Work, pair: Pair, entity: str, column: str, *where: sa.ColumnElement[bool]
) -> list[tuple[object, Row, Row]]:
    """What both sides have under the same value of a column, with the rows of each."""
    table = table_of(entity)
    mine = {row[column]: row for row in _rows(work, table, pair.kept_id, *where)}
    theirs = {row[column]: row for row in _rows(work, table, pair.gone_id, *where)}
    return [(value, mine[value], theirs[value]) for value in mine if value in theirs]


def _differ(mine: Row, theirs: Row) -> bool:
    alike = {"id", "enterprise_id", "version"}
    return any(mine[name] != theirs[name] for name in mine if name not in alike)


# Listings: an enterprise stands in an edition once.


def _listings(work: Work, pair: Pair) -> list[tuple[object, Row, Row]]:
    return _both(work, pair, "listing", "edition_id", Listing.removed_on.is_(None))


def _listing_words(row: Row) -> str:
    industry = row["industry"].label if row["industry"] else "–"
    since = _("since {day}").format(day=row["entered_on"].isoformat())
    return "·".join(part for part in (industry, _("tier {n}").format(n=row["tier"]), since, row["reason"]) if part)


def _ask_listings(work: Work, pair: Pair) -> list[Question]:
    questions = []
    for edition_id, mine, theirs in _listings(work, pair):
        edition = work.get(DirectoryEdition, int(str(edition_id)))
        title = _("Directory of {year}, revision {n}").format(year=edition.year, n=edition.revision)
        # The one with an industry has been seen to by an officer.
        pick = Pick.GONE if mine["industry"] is None and theirs["industry"] is not None else Pick.KEPT
        key = f"listing:{edition_id}"
        questions.append(Question(key, "listing", title, _listing_words(mine), _listing_words(theirs), pick))
    return questions


def _settle_listings(work: Work, steps: Steps, pair: Pair, picks: Mapping[str, Pick]) -> None:
    for edition_id, mine, theirs in _listings(work, pair):
        loser = mine if picks[f"listing:{edition_id}"] is Pick.GONE else theirs
        other = pair.gone_name if loser is mine else pair.kept_name
        day = max(work.today, loser["entered_on"])
        reason = _("Merged: listed as {name}").format(name=other)[:200]
        steps.change(table_of("listing"), loser["id"], {"removed_on": day, "removal_reason": reason})


# Figures of a year, and values of own fields: one row each.


def _ask_years(work: Work, pair: Pair) -> list[Question]:
    return [
        Question(
            f"year:{year}",
            "enterprise_year",
            _("Figures of {year}").format(year=year),
            _year_words(mine),
            _year_words(theirs),
            _fuller(mine, ("headcount", "revenue")),
        )
        for year, mine, theirs in _both(work, pair, "enterprise_year", "year")
        if _differ(mine, theirs)
    ]


def _fuller(mine: Row, columns: tuple[str, ...]) -> Pick:
    """What is proposed: the other side's where this one was emptied."""
    return Pick.GONE if all(mine[name] is None for name in columns) else Pick.KEPT


def _year_words(row: Row) -> str:
    heads = _("{n} heads").format(n="–" if row["headcount"] is None else row["headcount"])
    revenue = _("revenue {n}").format(n="–" if row["revenue"] is None else f"{row['revenue']:,}")
    return "·".join(part for part in (heads, revenue, row["source"]) if part)


def _ask_custom(work: Work, pair: Pair) -> list[Question]:
    return [
        Question(
            f"custom:{field_id}",
            "custom_value",
            work.get(CustomField, int(str(field_id))).name,
            _custom_words(mine),
            _custom_words(theirs),
            _fuller(mine, ("text", "number", "day")),
        )
        for field_id, mine, theirs in _both(work, pair, "custom_value", "field_id")
        if _differ(mine, theirs)
    ]


def _custom_words(row: Row) -> str:
    value = next((row[name] for name in ("text", "number", "day") if row[name] is not None), "–")
    return value.isoformat() if isinstance(value, date) else str(value)


def _settle_once(entity: str, column: str, name: str) -> "Settle":
    def settle(work: Work, steps: Steps, pair: Pair, picks: Mapping[str, Pick]) -> None:
        for value, mine, theirs in _both(work, pair, entity, column):
            # Rows that say the same were not asked about.
            loser = mine if picks.get(f"{name}:{value}") is Pick.GONE else theirs
            steps.drop(table_of(entity), loser["id"])

    return settle


# Contacts: the same person is kept once, and one is the first to call.


def _settle_contacts(work: Work, steps: Steps, pair: Pair, _picks: Mapping[str, Pick]) -> None:
    table = table_of("contact")
    there = _rows(work, table, pair.kept_id, Contact.left_on.is_(None))
    mine = {_person(row): row for row in sorted(there, key=lambda row: bool(row["is_primary"]))}
    first = next((row["id"] for row in there if row["is_primary"]), None)
    for row in _rows(work, table, pair.gone_id, Contact.left_on.is_(None)):
        same = mine.get(_person(row))
        if same is None:
            if row["is_primary"] and first is not None:
                steps.change(table, row["id"], {"is_primary": False})
            continue
        for column in references("contact"):
            for key in work.session.connection().scalars(sa.select(column.table.c.id).where(column == row["id"])):
                steps.change(column.table, key, {column.name: same["id"]})
        becomes_first = bool(row["is_primary"]) and first is None
        steps.drop(table, row["id"])
        steps.became["contact", row["id"]] = same["id"]
        filled = {name: row[name] for name in ("title", "hr_level") if not same[name] and row[name]}
        steps.change(table, same["id"], {**filled, **({"is_primary": True} if becomes_first else {})})


def _person(row: Row) -> tuple[str, str]:
    return fold(row["name"]), digits(row["phone"])


# Duties: one liaison officer and one backup on any day, and nobody twice in the same role.


@dataclass(frozen=True, slots=True)
class _Span:
    starts: date
    ends: date


def _span(row: Row) -> _Span:
    return _Span(row["starts_on"], row["ends_on"] or date.max)


def _clash(one: Row, other: Row) -> bool:
    if one["role"] is not other["role"]:
        return False
    return one["role"] in (Duty.LIAISON, Duty.BACKUP) or one["account_id"] == other["account_id"]


def _uncovered(span: _Span, taken: list[_Span]) -> list[_Span]:
    """The days of a span that none of the others covers, as spans in order; one without days stays as it is."""
    left = [span]
    if span.starts == span.ends:
        return left
    for other in taken:
        cut = []
        for piece in left:
            if other.ends <= piece.starts or piece.ends <= other.starts or other.starts == other.ends:
                cut.append(piece)
                continue
            if piece.starts < other.starts:
                cut.append(_Span(piece.starts, other.starts))
            if other.ends < piece.ends:
                cut.append(_Span(other.ends, piece.ends))
        left = cut
    return left


def _duties(work: Work, enterprise_id: int) -> list[Row]:
    return _rows(work, table_of("assignment"), enterprise_id)


def _cuts(work: Work, pair: Pair, pick: Pick) -> list[tuple[Row, list[_Span]]]:
    """The duties that give way to those of the side picked, with the days that remain of each."""
    winners = _duties(work, pair.side(pick))
    cuts = []
    for row in _duties(work, pair.other(pick)):
        left = _uncovered(_span(row), [_span(winner) for winner in winners if _clash(row, winner)])
        if left != [_span(row)]:
            cuts.append((row, left))
    return cuts


def _ask_duties(work: Work, pair: Pair) -> list[Question]:
    served = {
        pick: next((row for row in _duties(work, pair.side(pick)) if _serves(row, work.today)), None)
        for pick in (Pick.KEPT, Pick.GONE)
    }
    if not any(row["role"] is Duty.LIAISON for row, _left in _cuts(work, pair, Pick.KEPT)):
        return []
    mine, theirs = (_duty_words(work, served[pick]) for pick in (Pick.KEPT, Pick.GONE))
    pick = Pick.GONE if served[Pick.KEPT] is None and served[Pick.GONE] is not None else Pick.KEPT
    return [Question("liaison", "assignment", _("Whose officers go on"), mine, theirs, pick)]


def _serves(row: Row, day: date) -> bool:
    span = _span(row)
    return row["role"] is Duty.LIAISON and span.starts <= day < span.ends


def _duty_words(work: Work, row: Row | None) -> str:
    if row is None:
        return _("no liaison officer today")
    since = _("since {day}").format(day=row["starts_on"].isoformat())
    return f"{work.get(Account, row['account_id']).name}·{since}"


def _settle_duties(work: Work, steps: Steps, pair: Pair, picks: Mapping[str, Pick]) -> None:
    """The losing side's duties keep the days that the other's leave free: nobody is twice, no day is lost."""
    table = table_of("assignment")
    cuts = _cuts(work, pair, picks.get("liaison", Pick.KEPT))
    _refuse_pending(work, [row["id"] for row, _left in cuts])
    more: list[dict[str, object]] = []
    for row, left in cuts:
        if not left:
            steps.drop(table, row["id"])
            continue
        values = [_cut(row, span) for span in left]
        steps.change(table, row["id"], {name: values[0][name] for name in ("starts_on", "ends_on", "end_reason")})
        more += values[1:]
    for values_ in more:
        steps.add(table, values_)


def _cut(row: Row, span: _Span) -> dict[str, object]:
    ends = None if span.ends == date.max else span.ends
    reason = row["end_reason"] if ends == row["ends_on"] else _("Merged with another enterprise")
    copied = {name: value for name, value in row.items() if name != "id"}
    return {**copied, "starts_on": span.starts, "ends_on": ends, "end_reason": reason, "version": 1}


def _refuse_pending(work: Work, duties: list[int]) -> None:
    """A handover that has not come about yet names the duties it will end; they may not be cut before."""
    pending = work.session.execute(
        sa.select(Handover.effective_on)
        .join(HandoverItem, HandoverItem.handover_id == Handover.id)
        .where(
            HandoverItem.enterprise_id.is_not(None),
            sa.or_(HandoverItem.ended_id.in_(duties), HandoverItem.begun_id.in_(duties)),
            Handover.undone_at.is_(None),
            Handover.effective_on > work.today,
        )
    ).first()
    if pending is not None:
        raise Invalid(
            N_("An officer of one of the two hands over on {day}."),
            remedy=N_("Merge after that day, or undo the handover first."),
            day=pending.effective_on.isoformat(),
        )


# Cases: all of them move; what is open on both sides somebody must have seen.

OPEN_CASES: Final = "open_cases"


def _open_cases(work: Work, enterprise_id: int) -> list[TalentCase]:
    where = (TalentCase.enterprise_id == enterprise_id, TalentCase.state.not_in(FINAL))
    return list(work.session.scalars(sa.select(TalentCase).where(*where).order_by(TalentCase.id)))


def _ask_cases(work: Work, pair: Pair) -> list[Question]:
    mine, theirs = _open_cases(work, pair.kept_id), _open_cases(work, pair.gone_id)
    if not mine or not theirs:
        return []
    kept, gone = (_("; ").join(f"{case.number} {case.name}" for case in side) for side in (mine, theirs))
    return [Question(OPEN_CASES, "talent_case", _("Open cases on both sides"), kept, gone, Pick.BOTH)]


def refuse_same_applicant(work: Work, pair: Pair) -> None:
    """One person with an open case on either side would have two at the same employer. Raises Invalid."""
    theirs = {(fold(case.name), case.born_on): case for case in _open_cases(work, pair.gone_id)}
    for case in _open_cases(work, pair.kept_id):
        other = theirs.get((fold(case.name), case.born_on))
        if other is not None:
            raise Invalid(
                N_("{name} has an open case on both sides: {one} and {other}."),
                remedy=N_("Withdraw or finish one of the two cases, then merge."),
                name=case.name,
                one=case.number,
                other=other.number,
            )


Settle = Callable[[Work, Steps, Pair, Mapping[str, Pick]], None]
_ASK: Final = (_ask_listings, _ask_duties, _ask_years, _ask_custom, _ask_cases)
_SETTLE: Final[tuple[Settle, ...]] = (
    _settle_listings,
    _settle_duties,
    _settle_once("enterprise_year", "year", "year"),
    _settle_once("custom_value", "field_id", "custom"),
    _settle_contacts,
)


def questions_of(work: Work, pair: Pair) -> list[Question]:
    """Everything that must be answered before the two become one."""
    return [question for ask in _ASK for question in ask(work, pair)]


def settle(work: Work, steps: Steps, pair: Pair, picks: Mapping[str, Pick]) -> None:
    """Carry the answers out, so that what is attached can move without colliding."""
    for step in _SETTLE:
        step(work, steps, pair, picks)
