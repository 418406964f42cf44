"""Which characters of a name answer what was typed, for the lists that show what was found."""

from officer_app.core.folding import fold
from officer_app.core.search import Query, name_initials


def matched_places(name: str, initials: str, query: Query) -> frozenset[int]:
    """The places in `name` that the terms of `query` stand for, as text or by the pinyin initials of the name.

    `initials` are those stored for the name: one letter per character, punctuation left out, a blank between readings.
    """
    folded, origins = "", []
    for place, character in enumerate(name):
        piece = fold(character)
        folded += piece
        origins += [place] * len(piece)
    spoken = [place for place, character in enumerate(folded) if name_initials(character)]
    found: set[int] = set()
    for term in query.terms:
        start = folded.find(term)
        if start >= 0:
            found.update(origins[start : start + len(term)])
            continue
        for reading in initials.split():
            start = reading.find(term)
            if start >= 0 and len(reading) == len(spoken):
                found.update(origins[spoken[place]] for place in range(start, start + len(term)))
                break
    return frozenset(found)
