"""What of a text answers what was typed, for the lists that show what was found."""

import re
from collections.abc import Iterator

from officer_app.core.folding import fold
from officer_app.core.pinyin import sound
from officer_app.core.search import Query
from officer_app.core.terms import Kind, Term


def matched_places(name: str, query: Query) -> frozenset[int]:
    """The places in `name` that the terms of `query` stand for, as text or by how the name sounds."""
    folded, origins = "", []
    for place, character in enumerate(name):
        piece = fold(character)
        folded += piece
        origins += [place] * len(piece)
    spoken: list[int] | None = None
    found: set[int] = set()
    for term in query.words:
        start = folded.find(term.text)
        if start >= 0:
            found.update(origins[start : start + len(term.text)])
            continue
        for first, last in _heard(folded, term):
            if spoken is None:
                spoken = [place for place, character in enumerate(folded) if sound(character)]
            found.update(origins[spoken[place]] for place in range(first, last))
    return frozenset(found)


def answers(name: str, term: Term) -> bool:
    """Whether a term stands in a folded name, or in how it sounds."""
    return term.text in name or any(_heard(name, term))


def _heard(name: str, term: Term) -> Iterator[tuple[int, int]]:
    """Where the characters that sound like the term begin and end, for the likeliest way to hear it; at most once."""
    if not term.spelled:
        return
    readings = sound(name).split()
    every = (*term.spellings(Kind.INITIALS), *term.spellings(Kind.SOUND), *term.spellings(Kind.SOUND_BEGUN))
    for spelling in every:
        for reading in readings:
            match = re.search(spelling.pattern, reading)
            if match is not None:
                yield match.span()
                return
