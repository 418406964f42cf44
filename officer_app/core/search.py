"""Finding names by any part of them, by pinyin initials, and by parts of a code, as the person types.

An index holds, for each row, its grams: the pieces of one and two characters of its name, of two and three of its code,
and of one to three letters of its pinyin initials. (A code is found from two characters on.) A query asks for the rows
that hold all pieces of what was typed; the caller then compares literally (`Query.literally`), because pieces may all
occur without standing side by side.

SQLite keeps the grams in a contentless full-text table, PostgreSQL in a column of lexemes. On both, punctuation is
widened first, so that nothing people type is an operator.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import add
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR

from officer_app.core.folding import fold
from officer_app.core.pinyin import initials

# Marks the grams of initials, so that "sh" typed does not mean the letters in a code only. A token character in FTS5.
_INITIAL: Final = "ª"
# The same for the grams of a code, of two and three characters.
_CODE: Final = "º"
_OF_CODE: Final = re.compile(r"[0-9a-z]{2,18}")
_LETTERS: Final = re.compile(r"[a-z]+")
_NOT_LETTERS: Final = re.compile(r"[\W_]+")
# ASCII punctuation separates tokens or is an operator; its full-width twin is a character like any other.
_WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()}
# Han grams are single characters and pairs.
_GRAM: Final = 2
# Joining rows by these costs more than comparing the few that are left without them.
_COMMON: Final = frozenset({"上海", "有限", "限公", "公司", "股份", "集团", "科技", "技有", "技术"})
_MOST_TERMS: Final = 8
_LONGEST: Final = 200


def key(text: str) -> str:
    """The characters of a text by which it is found: folded, punctuation in its wide form."""
    return fold(text).translate(_WIDE)


def prepared(name_key: str, code: str) -> tuple[str, str]:
    """(initials, grams) of a name that is folded already: for imports, which need both of each name."""
    letters = initials(_NOT_LETTERS.sub("", name_key))
    return letters, _grams(name_key.translate(_WIDE), code, letters)


def name_initials(name: str) -> str:
    """The pinyin initials by which a name is found, with a blank between readings."""
    return initials(_NOT_LETTERS.sub("", fold(name)))


def grams(name: str, code: str, letters: str) -> str:
    """The grams of a row: of its name, its code, and its initials as `name_initials` gives them."""
    return _grams(key(name), code, letters)


def _grams(text: str, code: str, letters: str) -> str:
    # Grams that occur twice are written twice: both engines drop them faster than a set here would.
    code = code.casefold()
    halves = list(map(add, code, code[1:]))
    pieces = [" ".join(text), " ".join(map(add, text, text[1:]))]
    if halves:
        pieces.append(_CODE + f" {_CODE}".join((*halves, *map(add, halves, code[2:]))))
    for variant in letters.split():
        pairs = list(map(add, variant, variant[1:]))
        pieces.append(_INITIAL + f" {_INITIAL}".join((*variant, *pairs, *map(add, pairs, variant[2:]))))
    return " ".join(pieces)


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed, as terms that must all be found."""

    terms: tuple[str, ...]

    @classmethod
    def of(cls, text: str) -> "Query":
        terms = (fold(term) for term in text[:_LONGEST].split())
        return cls(tuple(dict.fromkeys(term for term in terms if term))[:_MOST_TERMS])

    def __bool__(self) -> bool:
        return bool(self.terms)

    @property
    def is_exact(self) -> bool:
        """Whether each term is a single gram, so that the index alone tells the hits."""
        return all(len(key(term)) <= _GRAM for term in self.terms)

    def literally(
        self, *columns: sa.SQLColumnExpression[str], code: sa.SQLColumnExpression[str], sqlite: bool
    ) -> sa.ColumnElement[bool]:
        """The condition that every term really stands in one of the columns, which hold folded text, or in the code.

        Compares by position, not by pattern: quicker, and nothing typed is a wildcard.
        """
        place = sa.func.instr if sqlite else sa.func.strpos
        return sa.and_(
            *(
                sa.or_(*(place(column, term) > 0 for column in columns), place(code, term.upper()) > 0)
                for term in self.terms
            )
        )

    def _alternatives(self) -> Iterable[list[list[str]]]:
        """Per term the ways to find it, each as grams that must all occur."""
        for term in self.terms:
            text = key(term)
            ways = [_telling(_pieces(text, _GRAM))]
            if _LETTERS.fullmatch(text):
                ways.append([_INITIAL + piece for piece in _pieces(text, 3)])
            if _OF_CODE.fullmatch(text):
                ways.append([_CODE + piece for piece in _pieces(text, 3)])
            yield ways

    def for_fts5(self) -> str:
        """As an FTS5 expression."""
        return " AND ".join(
            "(" + " OR ".join("(" + " AND ".join(f'"{piece}"' for piece in way) + ")" for way in ways) + ")"
            for ways in self._alternatives()
        )

    def for_tsquery(self) -> str:
        """As a PostgreSQL tsquery."""
        return " & ".join(
            "(" + " | ".join("(" + " & ".join(f"'{piece}'" for piece in way) + ")" for way in ways) + ")"
            for ways in self._alternatives()
        )


def _pieces(text: str, size: int) -> list[str]:
    if len(text) <= size:
        return [text]
    return list(dict.fromkeys(text[start : start + size] for start in range(len(text) - size + 1)))


def _telling(pieces: list[str]) -> list[str]:
    """The pieces that narrow a search down: what nearly every name holds is looked for only if nothing else is."""
    return [piece for piece in pieces if piece not in _COMMON] or pieces


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

    def candidates(self, query: Query, *, sqlite: bool) -> sa.Select[int]:
        """The ids of rows that hold all pieces of a query."""
        if sqlite:
            match = sa.literal_column(self.name).op("MATCH")(query.for_fts5())
            return sa.select(self._fts.c.rowid).where(match)
        holds = self._lexemes.c.grams.op("@@")(sa.cast(query.for_tsquery(), TSQUERY))
        return sa.select(self._lexemes.c.id).where(holds)


ENTERPRISES: Final = SearchIndex("enterprise_search")


def create_search_index(connection: sa.Connection) -> None:
    """Every index of the first schema; called by its migration."""
    ENTERPRISES.create(connection)
