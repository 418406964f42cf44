"""Finding names by any part of them, by how they sound, by parts of a code, as the person types. On both engines.

An index holds for each row its grams (core/grams.py says which). A query asks for the rows that hold all pieces of what
was typed; the caller then compares literally (`Query.literally`), because pieces may all occur without standing side by
side. SQLite keeps the grams in a contentless full-text table, PostgreSQL in a column of lexemes. On both, punctuation
is widened first, so that nothing people type is an operator.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property, lru_cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from officer_app.core import grams
from officer_app.core.folding import fold
from officer_app.core.pinyin import Spelling, initials, sound
from officer_app.core.terms import Kind, Term

_MOST_TERMS: Final = 8
_LONGEST: Final = 200


_STARTS: Final = frozenset({Kind.START, Kind.INITIALS_START, Kind.SOUND_START})
# What begins with a term also holds it.
_ANYWHERE: Final = frozenset(Kind) - _STARTS
_OF_SOUND: Final = frozenset({Kind.INITIALS_START, Kind.INITIALS, Kind.SOUND_START, Kind.SOUND, Kind.SOUND_BEGUN})
_OF_NAME: Final = frozenset({Kind.START, Kind.NAME})
_OF_OTHERS: Final = frozenset({Kind.FORMER, Kind.PERSON})


class Test(Enum):
    """In what a term is looked for."""

    NAME = "name"
    SOUND = "sound"
    FOUND_BY = "found by"
    FOUND_BY_SOUND = "found by, sound"
    CODE = "code"
    PHONE = "phone"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where rows keep what they are found by. `phone` makes the condition that a phone ends with digits."""

    name: sa.ColumnElement[str]
    sound: sa.ColumnElement[str]
    found_by: sa.ColumnElement[str]
    code: sa.ColumnElement[str]
    phone: Callable[[sa.ColumnElement[str]], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Query:
    """What was typed, as terms that must all be found."""

    words: tuple[Term, ...]

    @classmethod
    def of(cls, text: str) -> "Query":
        return _query(text[:_LONGEST])

    def __bool__(self) -> bool:
        return bool(self.words)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms as texts."""
        return tuple(term.text for term in self.words)

    @cached_property
    def is_exact(self) -> bool:
        """Whether each term is a single gram, so that the index alone tells the hits."""
        return all(
            len(grams.widened(term.text)) <= 2
            and not (term.spelled or term.is_code)
            and all(way.groups for way in term.ways)
            for term in self.words
        )

    @cached_property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds by which any term can be found, the likeliest first."""
        return tuple(sorted({way.kind for term in self.words for way in term.ways}))

    @cached_property
    def stages(self) -> tuple["Stage", ...]:
        """The query for one kind after the other, so that what is likelier meant is found first.

        With several terms a stage also takes the likelier kinds, and only the first term begins a name. Without a term,
        as of text that cannot be seen, there is none.
        """
        if not self.words:
            return ()
        if len(self.words) == 1:
            return tuple(Stage(self, kind, (frozenset({kind}),)) for kind in self.kinds)
        named, others = frozenset({Kind.START}), [frozenset({Kind.NAME})] * (len(self.words) - 1)
        begins = any(way.kind is Kind.START for way in self.words[0].ways)
        stages = [Stage(self, Kind.START, (named, *others))] if begins else []
        for kind in self.kinds:
            if kind not in _STARTS:
                likelier = frozenset(one for one in _ANYWHERE if one <= kind)
                stages.append(Stage(self, kind, (likelier,) * len(self.words)))
        return tuple(stages)

    @cached_property
    def everywhere(self) -> "Stage":
        """The query by all kinds at once."""
        return Stage(self, Kind.PHONE, (_ANYWHERE,) * len(self.words))


@dataclass(frozen=True)
class Stage:
    """A query by some kinds; `kinds` are those of each of its terms."""

    query: Query
    kind: Kind
    kinds: tuple[frozenset[Kind], ...]

    def literally(self, columns: Columns, *, sqlite: bool) -> sa.ColumnElement[bool]:
        """The condition that every term really stands in one of the columns, which hold folded text, or in the code.

        Compares by position, or character by character with classes of sounds: nothing typed is a wildcard.
        """
        return sa.and_(
            *(
                sa.or_(*(compared(test, columns, sa.literal(value), sqlite=sqlite) for test, value in tests))
                for tests in self.tests(sqlite=sqlite)
            )
        )

    def tests(self, *, sqlite: bool) -> list[list[tuple["Test", str]]]:
        """For each term the tests of which a hit passes one, with what each looks for."""
        each = zip(self.query.words, self.kinds, strict=True)
        return [_tests(term, kinds, sqlite=sqlite) for term, kinds in each]

    def expression(self, *, sqlite: bool) -> str:
        """For FTS5, or as a tsquery; empty if the index does not narrow the search."""
        return self._written(" AND ", " OR ", '"', "*") if sqlite else self._written(" & ", " | ", "'", ":*")

    def _written(self, both: str, either: str, quote: str, begins: str) -> str:
        def quoted(gram: str) -> str:
            bare = gram.removesuffix(grams.BEGINS)
            return f"{quote}{bare}{quote}{begins if bare != gram else ''}"

        told = []
        for term, kinds in zip(self.query.words, self.kinds, strict=True):
            ways = dict.fromkeys(way.groups for way in term.ways if way.kind in kinds)
            if all(ways):
                told.append(
                    either.join(
                        f"({both.join('(' + either.join(map(quoted, group)) + ')' for group in groups)})"
                        for groups in ways
                    )
                )
        return both.join(f"({term})" for term in told)


@lru_cache(maxsize=64)
def _query(text: str) -> Query:
    terms = (fold(term) for term in text.split())
    return Query(tuple(map(Term, list(dict.fromkeys(term for term in terms if term))[:_MOST_TERMS])))


def name_initials(name: str) -> str:
    """The pinyin initials of a name, with a blank between readings."""
    return " ".join(dict.fromkeys(initials(sound(fold(name))).split()))


def _within(one: Spelling, other: Spelling) -> bool:
    """Whether all that is heard the one way is heard the other way too."""
    pairs = zip(one.choices, other.choices, strict=False)
    return len(one.choices) == len(other.choices) and all(set(mine) <= set(yours) for mine, yours in pairs)


def _tests(term: Term, kinds: Collection[Kind], *, sqlite: bool) -> list[tuple[Test, str]]:
    tests: list[tuple[Test, str]] = []
    if not _OF_NAME.isdisjoint(kinds):
        tests.append((Test.NAME, term.text))
    found = dict.fromkeys(one for kind in sorted(_OF_SOUND.intersection(kinds)) for one in term.spellings(kind))
    tests += (
        (Test.SOUND, one.pattern)
        for one in found
        if not any(other is not one and _within(one, other) for other in found)
    )
    if not _OF_OTHERS.isdisjoint(kinds) or Kind.CODE in kinds:
        tests.append((Test.FOUND_BY, term.text))
    if not _OF_OTHERS.isdisjoint(kinds):
        tests += ((Test.FOUND_BY_SOUND, one.pattern) for one in term.heard)
    if Kind.CODE in kinds and term.is_code:
        tests.append((Test.CODE, term.text.upper()))
    if Kind.PHONE in kinds and term.is_phone:
        tests.append((Test.PHONE, term.text))
    if sqlite:
        patterns = (Test.SOUND, Test.FOUND_BY_SOUND)
        return [(test, f"*{value}*" if test in patterns else value) for test, value in tests]
    return tests


def compared(test: Test, columns: Columns, value: sa.ColumnElement[str], *, sqlite: bool) -> sa.ColumnElement[bool]:
    """The condition of one test."""
    if test is Test.PHONE:
        return columns.phone(value)
    if test in (Test.SOUND, Test.FOUND_BY_SOUND):
        column = columns.sound if test is Test.SOUND else columns.found_by
        if sqlite:
            return column.op("GLOB", is_comparison=True)(value)
        # PostgreSQL takes a pattern for rarer than it is, and then begins with it, row by row; so it is not shown one.
        return sa.case((column.op("~", is_comparison=True)(value), sa.true()), else_=sa.false())
    held = {Test.NAME: columns.name, Test.FOUND_BY: columns.found_by, Test.CODE: columns.code}[test]
    return (sa.func.instr if sqlite else sa.func.strpos)(held, value) > 0


class SearchIndex:
    """The grams of one kind of row, by the row's id."""

    def __init__(self, table: str) -> None:
        self.name = table
        self._fts = sa.table(table, sa.column("rowid", sa.Integer))
        self._lexemes = sa.table(table, sa.column("id", sa.Integer), sa.column("grams", TSVECTOR))

    def create(self, connection: sa.Connection) -> None:
        """Create it, for migrations."""
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(
                f"CREATE VIRTUAL TABLE {self.name} USING fts5(grams, content='', contentless_delete=1, detail=none, "
                "tokenize='ascii')"
            )
            # A larger buffer: an import adds millions of grams in one transaction.
            connection.exec_driver_sql(f"INSERT INTO {self.name}({self.name}, rank) VALUES('hashsize', 16777216)")
        else:
            connection.exec_driver_sql(f"CREATE TABLE {self.name} (id integer PRIMARY KEY, grams tsvector NOT NULL)")
            # With a list of what is still to be sorted in, every search would read that list first.
            connection.exec_driver_sql(
                f"CREATE INDEX ix_{self.name}_grams ON {self.name} USING gin (grams) WITH (fastupdate = off)"
            )

    def empty(self, connection: sa.Connection) -> None:
        """Forget all rows, for migrations that change what is indexed."""
        connection.exec_driver_sql(f"DROP TABLE {self.name}")
        self.create(connection)

    def put(self, connection: sa.Connection, rows: Sequence[tuple[int, str]], *, new: bool = False) -> None:
        """Index rows as (id, grams), in place of what was there. Quickest in ascending order, and `new`."""
        if not rows:
            return
        if not new:
            self.remove(connection, [row_id for row_id, _grams in rows])
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql(f"INSERT INTO {self.name}(rowid, grams) VALUES (?, ?)", sorted(rows))
        else:
            connection.execute(
                sa.insert(self._lexemes),
                [
                    {"id": row_id, "grams": " ".join(f"'{gram}'" for gram in words.split())}
                    for row_id, words in sorted(rows)
                ],
            )

    def remove(self, connection: sa.Connection, ids: Iterable[int]) -> None:
        """Forget rows."""
        if connection.dialect.name == "sqlite":
            gone = [(row_id,) for row_id in ids]
            if gone:
                connection.exec_driver_sql(f"DELETE FROM {self.name} WHERE rowid = ?", gone)
        else:
            connection.execute(sa.delete(self._lexemes).where(self._lexemes.c.id.in_(list(ids))))

    def candidates(self, stage: Stage, *, sqlite: bool) -> sa.Select[tuple[int]]:
        """The ids of rows that hold all pieces of a query; of all rows where no piece narrows the search."""
        asked = stage.expression(sqlite=sqlite)
        return self.matching(sa.literal(asked) if asked else None, sqlite=sqlite)

    def matching(self, asked: sa.ColumnElement[str] | None, *, sqlite: bool) -> sa.Select[tuple[int]]:
        """The ids of rows that an expression of the engine finds; of all rows for None."""
        if sqlite:
            chosen = sa.select(self._fts.c.rowid)
            return chosen if asked is None else chosen.where(sa.literal_column(self.name).op("MATCH")(asked))
        chosen = sa.select(self._lexemes.c.id)
        if asked is None:
            return chosen
        # The offset makes PostgreSQL ask the index first, not compare every row.
        found = chosen.where(self._lexemes.c.grams.op("@@")(sa.cast(asked, TSQUERY)))
        return found.offset(sa.literal_column("0"))


ENTERPRISES: Final = SearchIndex("enterprise_search")


def create_search_index(connection: sa.Connection) -> None:
    """Every index of the first schema; called by its migration."""
    ENTERPRISES.create(connection)
