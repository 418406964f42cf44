"""Finding names by any part of them, by how they sound, by parts of a code, as the person types. On both engines.

An index holds for each row its grams (core/grams.py says which). A query asks for the rows that hold all pieces of what
was typed; the caller then compares literally (`Query.literally`), because pieces may all occur without standing side by
side. SQLite keeps the grams in a contentless full-text table, PostgreSQL in a column of lexemes. On both, punctuation
is widened first, so that nothing people type is an operator.
"""

import re
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import Enum, IntEnum
from functools import cached_property, lru_cache
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from officer_app.core import grams
from officer_app.core.folding import fold
from officer_app.core.pinyin import Spelling, by_initials, by_syllables, initials, sound

_OF_CODE: Final = re.compile(r"[0-9a-z]{2,18}")
_OF_PHONE: Final = re.compile(r"[0-9]{4,20}")
_SPELLED: Final = re.compile(r"[0-9a-z]*[a-z][0-9a-z]*")
# So many characters are understood as pinyin; names are not longer.
_LONGEST_SPELLED: Final = 48
_HEARD_ELSEWHERE: Final = 2
# What names hold for their trade: joining rows by these costs more than comparing the few that are left without them.
_TRADES: Final = (
    "股份 份有 集团 团有 科技 技有 技术 术有 信息 息技 生物 物科 智能 能科 能装 装备 备有 设备 材料 料有 "
    "新材 电子 子有 子商 商务 务有 服务 软件 件有 网络 络科 工程 程有 管理 理有 咨询 询有 国际 贸易 易有 "
    "实业 业有 企业 发展 展有 建筑 建设 环境 环保 文化 化传 传播 播有 物流 投资 医疗 医药 器械 食品 机械 "
    "械有 电气 自动 动化 汽车 市场 供应 应链 链管"
)
_COMMON: Final = frozenset(_TRADES.split())
# A gram for each choice of a syllable and its neighbour is looked up; with more, their syllables narrow enough.
_MOST_CHOICES: Final = 80
_FEW_CHOICES: Final = 12
_MOST_TERMS: Final = 8
_LONGEST: Final = 200


class Kind(IntEnum):
    """By what a row is found; what is likelier meant comes first."""

    START = 1  # the name, or what follows the city in it, begins with it
    NAME = 2
    INITIALS_START = 3
    INITIALS = 4
    SOUND_START = 5
    SOUND = 6  # syllables written out
    SOUND_BEGUN = 7  # the last syllable unfinished, or first letters among syllables
    FORMER = 8
    CODE = 9
    PERSON = 10
    PHONE = 11


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
class Way:
    """A way to find a term: of each group of grams a row must hold one. Without groups the index cannot help."""

    kind: Kind
    groups: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Columns:
    """Where rows keep what they are found by. `phone` makes the condition that a phone holds digits."""

    name: sa.ColumnElement[str]
    sound: sa.ColumnElement[str]
    found_by: sa.ColumnElement[str]
    code: sa.ColumnElement[str]
    phone: Callable[[sa.ColumnElement[str]], sa.ColumnElement[bool]]


@dataclass(frozen=True)
class Term:
    """A word that was typed, folded."""

    text: str

    @cached_property
    def spelled(self) -> bool:
        """Whether it can be pinyin."""
        return len(self.text) <= _LONGEST_SPELLED and _SPELLED.fullmatch(self.text) is not None

    @cached_property
    def is_code(self) -> bool:
        """Whether it can be a part of a code."""
        return _OF_CODE.fullmatch(self.text) is not None

    @cached_property
    def is_phone(self) -> bool:
        """Whether it can be a part of a phone."""
        return _OF_PHONE.fullmatch(self.text) is not None

    def spellings(self, kind: Kind) -> tuple[Spelling, ...]:
        """The ways to hear it in a name that are of a kind."""
        if not self.spelled:
            return ()
        if kind in (Kind.INITIALS_START, Kind.INITIALS):
            return (by_initials(self.text),)
        finished, begun = by_syllables(self.text)
        return {Kind.SOUND_START: finished or begun[:1], Kind.SOUND: finished, Kind.SOUND_BEGUN: begun}.get(kind, ())

    @cached_property
    def heard(self) -> tuple[Spelling, ...]:
        """The likeliest ways to hear it in a former name or a person's."""
        if len(self.text) < 2:
            return ()
        return (*self.spellings(Kind.INITIALS), *self.spellings(Kind.SOUND_BEGUN)[:_HEARD_ELSEWHERE])

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """All ways to find it, the likeliest first."""
        return tuple(_ways(self))


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

        With several terms a stage also takes the likelier kinds, and only the first term begins a name.
        """
        if len(self.words) == 1:
            return tuple(Stage(self, kind, (frozenset({kind}),)) for kind in self.kinds)
        named, others = frozenset({Kind.START}), [frozenset({Kind.NAME})] * (len(self.words) - 1)
        stages = [Stage(self, Kind.START, (named, *others))]
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


def _ways(term: Term) -> Iterable[Way]:
    text = grams.widened(term.text)
    pieces = [(piece,) for piece in _pieces(text, 2)]
    own = grams.widened(grams.distinctive(term.text))
    starts = tuple(dict.fromkeys(_begun(start, 2) for start in (text, own)))
    kept = _kept(pieces)
    yield Way(Kind.START, (starts, *(group for group in kept if group[0] not in _COMMON)))
    yield Way(Kind.NAME, tuple([group for group in kept if group[0] not in _COMMON] or kept))
    if term.spelled:
        yield from _heard(term)
    # By their sound, former names and people are found from two letters on.
    yield Way(Kind.FORMER, _marked(pieces, grams.FORMER))
    for spelling in term.heard:
        yield Way(Kind.FORMER, _heard_as(spelling, grams.FORMER_SOUND, known=False))
    if term.is_code:
        pieces = [(piece if len(piece) > 2 else piece + grams.BEGINS,) for piece in _pieces(text, 3)]
        yield Way(Kind.CODE, tuple(_kept(_marked(pieces, grams.CODE))))
        pieces = [(piece,) for piece in _pieces(text, 2)]
    yield Way(Kind.PERSON, _marked(pieces, grams.PERSON))
    for spelling in term.heard:
        yield Way(Kind.PERSON, _heard_as(spelling, grams.PERSON_SOUND, known=False))
    if term.is_phone:
        yield Way(Kind.PHONE, _marked([(piece,) for piece in _pieces(text, 4)], grams.PHONE))


def _heard(term: Term) -> Iterable[Way]:
    """By the sound of the name."""
    text, own = term.text, grams.said_distinctive(term.text)
    first = by_initials(text)
    found = _heard_as(first, grams.SOUND)
    starts = [_begun(start, 3) for start in dict.fromkeys((text, own)) if len(start) > 1]
    if starts:
        yield Way(Kind.INITIALS_START, (tuple(starts), *found))
    yield Way(Kind.INITIALS, found)
    for kind in (Kind.SOUND, Kind.SOUND_BEGUN):
        for spelling in term.spellings(kind):
            found = _heard_as(spelling, grams.SOUND)
            starts = _said_starts(spelling) if spelling in term.spellings(Kind.SOUND_START) else []
            if starts:
                yield Way(Kind.SOUND_START, (tuple(starts), *found))
            yield Way(kind, found)


def _said_starts(spelling: Spelling) -> list[str]:
    choices = spelling.choices
    starts: list[str] = []
    for begun in (choices, choices[2:] if _begins_with_city(choices) else ()):
        if len(begun) > 1 and len(begun[0]) * len(begun[1]) <= _MOST_CHOICES:
            starts += (grams.START + one + other for one in begun[0] for other in begun[1])
    return starts


def _begun(start: str, size: int) -> str:
    """The gram for what a name begins with, of which so many characters are indexed."""
    return grams.START + (start[:size] if len(start) >= size else start + grams.BEGINS)


def _begins_with_city(choices: tuple[str, ...]) -> bool:
    return len(choices) > 2 and all(sound in choice for sound, choice in zip(grams.SAID_HEAD, choices, strict=False))


def _heard_as(spelling: Spelling, mark: str, *, known: bool = True) -> tuple[tuple[str, ...], ...]:
    """The grams for characters that sound like this; `known` if what most names hold is not indexed."""
    choices = spelling.choices
    groups: list[tuple[str, ...]] = []
    paired: set[int] = set()
    for place in range(len(choices) - 1):
        one, other = choices[place], choices[place + 1]
        # Two first letters are looked up as such, below.
        if len(one) * len(other) <= _MOST_CHOICES and max(one[0], other[0]) >= "\x80":
            groups.append(tuple(mark + first + second for first in one for second in other))
            paired |= {place, place + 1}
    for place, choice in enumerate(choices):
        if place not in paired and choice[0] >= "\x80" and len(choice) <= _MOST_CHOICES:
            groups.append(tuple(mark + one for one in choice))
    # A run of first letters is looked up as such; a letter begins its choice.
    for run in re.finditer("[^ ]+", "".join(choice[0] if choice[0] < "\x80" else " " for choice in choices)):
        letters = run[0]
        if len(letters) > 1 or run.start() not in paired:
            groups += ((mark + piece,) for piece in _pieces(letters, 2))
    # Enough is enough: every gram is looked up, and what is left is compared anyway.
    told = _kept(groups) if known else groups
    if any(len(group) <= _FEW_CHOICES and len(group[0]) > 2 and min(group[0][1:]) >= "\x80" for group in told):
        told = [group for group in told if len(group) <= _FEW_CHOICES]
    if known:
        return tuple(told)
    # Elsewhere single letters are not indexed.
    return tuple(group for group in told if len(group) > 1 or len(group[0]) > 2 or group[0][1] >= "\x80")


def _kept(groups: Iterable[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Those the index can answer: it does not hold what nearly every name begins or ends with."""
    return [group for group in groups if grams.STOPPED.isdisjoint(group)]


def _marked(groups: Sequence[tuple[str, ...]], mark: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(mark + piece for piece in group) for group in groups)


def _pieces(text: str, size: int) -> list[str]:
    if len(text) <= size:
        return [text]
    return list(dict.fromkeys(text[start : start + size] for start in range(len(text) - size + 1)))


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
        return column.op("GLOB" if sqlite else "~", is_comparison=True)(value)
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
            connection.exec_driver_sql(f"CREATE INDEX ix_{self.name}_grams ON {self.name} USING gin (grams)")

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
        return chosen if asked is None else chosen.where(self._lexemes.c.grams.op("@@")(sa.cast(asked, TSQUERY)))


ENTERPRISES: Final = SearchIndex("enterprise_search")


def create_search_index(connection: sa.Connection) -> None:
    """Every index of the first schema; called by its migration."""
    ENTERPRISES.create(connection)
