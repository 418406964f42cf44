"""The grams by which a row is found: pieces of its name, of how it sounds, of its codes, of the people there.

Of a name: every character and pair; of its sound: every syllable and pair of syllables, every first letter and pair of
those; of a code: three characters; of a phone: its last four digits. What nearly every name and code begins and ends
with is left out: it would be a third of the index.
"""

import re
from functools import cache
from itertools import product
from operator import add
from typing import Final, NamedTuple

from officer_app.core.folding import fold
from officer_app.core.pinyin import coded, initials, sound

# Marks tell grams of different origin apart. Folding leaves none of these characters in a text.
START: Final = "¹"
SOUND: Final = "ª"
CODE: Final = "º"
FORMER: Final = "²"
FORMER_SOUND: Final = "³"
PERSON: Final = "¼"
PERSON_SOUND: Final = "½"
PHONE: Final = "¾"
# In `found_by`, each text stands behind a character that says what it is, which no folded text holds either.
FORMER_LINE: Final = "\x01"
FORMER_SOUND_LINE: Final = "\x02"
PERSON_LINE: Final = "\x03"
PERSON_SOUND_LINE: Final = "\x04"
CODE_LINE: Final = "\x05"
# Behind a gram that is asked for: those that begin with it.
BEGINS: Final = "*"

# ASCII punctuation separates tokens or is an operator; its full-width twin is a character like any other.
_WIDE: Final = {code: code + 0xFEE0 for code in range(0x21, 0x7F) if not chr(code).isalnum()}
PHONE_TAIL: Final = 4
# Some megabytes; the pairs of characters that most names are made of.
_MOST_HEARD: Final = 20_000
_NAMES: Final = re.compile("[、,，;；|\\n]+")
# What stands between the digits of a phone, between phones in one cell, and instead of that once it is uniform.
SEPARATORS: Final = "- ()+"
BETWEEN_PHONES: Final = "、,，;；"
END_OF_PHONE: Final = "/"
_TAIL_OF_PHONE: Final = re.compile(f"[0-9]{{{PHONE_TAIL}}}")
_UNIFORM: Final = str.maketrans(dict.fromkeys(SEPARATORS, "") | dict.fromkeys(BETWEEN_PHONES, END_OF_PHONE))

_HEAD: Final = "上海"
_CITY: Final = "上海市"
_TAIL: Final = "有限公司"
_CODE_HEAD: Final = "91310113ma"


def _all_grams(text: str, least: int, most: int, mark: str = "") -> set[str]:
    return {
        mark + text[start : start + size] for size in range(least, most + 1) for start in range(len(text) - size + 1)
    }


@cache
def said() -> tuple[str, str]:
    """How the city sounds that most names begin with, and what they end with."""
    return coded("shang hai"), coded("you xian gong si")


@cache
def stopped() -> frozenset[str]:
    """The grams that are left out where nearly every name or code has them; a query does not ask for them."""
    head, tail = said()
    return frozenset(
        _all_grams(_HEAD, 1, 2)
        | _all_grams(_TAIL, 1, 2)
        | _all_grams(head, 1, 2, SOUND)
        | _all_grams(tail, 1, 2, SOUND)
        | _all_grams(initials(head), 1, 2, SOUND)
        | _all_grams(initials(tail), 1, 2, SOUND)
        | _all_grams(_CODE_HEAD, 2, 3, CODE)
        | {gram + BEGINS for gram in _all_grams(_CODE_HEAD, 2, 2, CODE)}
    )


class Indexed(NamedTuple):
    """What is stored beside a row so that it is found: its sound, the other texts it answers to, and its grams."""

    sound: str
    found_by: str
    grams: str


def widened(text: str) -> str:
    """A folded text with its punctuation in the wide form, as grams are made of it."""
    return text if text.isalnum() else text.translate(_WIDE)


def names_in(text: str) -> list[str]:
    """The names in a cell that may list several, folded."""
    return [name for name in map(fold, _NAMES.split(text)) if name]


def number_of(phone: str) -> str:
    """The phones in a cell without what separates their digits, each with its end."""
    return phone.translate(_UNIFORM) + END_OF_PHONE


def distinctive(name: str) -> str:
    """A folded name without the city it begins with; itself if there is nothing else."""
    if name.startswith(_HEAD):
        return name.removeprefix(_CITY if name.startswith(_CITY) else _HEAD) or name
    return name


def said_distinctive(sounds: str) -> str:
    """The same of a sound, or of the first letters of one."""
    for head in (said()[0], initials(said()[0])):
        if sounds.startswith(head):
            return sounds.removeprefix(head) or sounds
    return sounds


def indexed(
    name: str,
    code: str,
    former: tuple[str, ...] | list[str] = (),
    codes: tuple[str, ...] | list[str] = (),
    people: tuple[str, ...] | list[str] = (),
    phones: tuple[str, ...] | list[str] = (),
) -> Indexed:
    """How a row is found: by its folded name and its code, by former names and codes, by people and their phones.

    Names are folded, phones as they were typed. Runs for every row of an import: grams that occur twice are written
    twice, because both engines drop them faster than a set here would.
    """
    sounds = sound(name)
    pieces: list[str] = []
    _name_grams(pieces, widened(name), sounds)
    _code_grams(pieces, code.casefold())
    lines: list[str] = []
    for one in former:
        _further(pieces, lines, one, (FORMER, FORMER_SOUND), (FORMER_LINE, FORMER_SOUND_LINE))
    for one in codes:
        _code_grams(pieces, one.casefold())
        lines.append(CODE_LINE + one.casefold())
    for one in people:
        _further(pieces, lines, one, (PERSON, PERSON_SOUND), (PERSON_LINE, PERSON_SOUND_LINE))
    for one in phones:
        tails = [number[-PHONE_TAIL:] for number in number_of(one).split(END_OF_PHONE)]
        _marked(pieces, PHONE, [tail for tail in tails if _TAIL_OF_PHONE.fullmatch(tail)])
    return Indexed(sounds, "".join(lines), " ".join(pieces))


def _marked(pieces: list[str], mark: str, grams: list[str] | str) -> None:
    if grams:
        pieces.append(mark + f" {mark}".join(grams))


class _Heard(dict[str, str]):
    """The grams of how a character sounds, or two side by side, in each reading. Names share most of theirs."""

    def __missing__(self, text: str) -> str:
        readings = map("".join, product(*(sound(character).split() for character in text)))
        written = " ".join(f"{SOUND}{one} {SOUND}{initials(one)}" for one in readings)
        if len(self) < _MOST_HEARD:
            self[text] = written
        return written


class _HeardOnly(dict[int, str | None]):
    """For str.translate: drops what has no sound."""

    def __missing__(self, code: int) -> str | None:
        self[code] = chr(code) if sound(chr(code)) else None
        return self[code]


_heard: Final = _Heard()
_heard_only: Final = _HeardOnly()


def _pairs(text: str, start: int, end: int) -> list[str]:
    """Two characters side by side, those on both edges of a part among them."""
    around = text[max(start - 1, 0) : end + 1]
    return list(map(add, around, around[1:]))


def _name_grams(pieces: list[str], text: str, sounds: str) -> None:
    start, end = _distinctive_part(text, _HEAD, _TAIL)
    pairs = _pairs(text, start, end)
    own = 3 if text.startswith(_CITY) else start
    pieces += (" ".join(text[start:end]), " ".join(pairs), START + text[own : own + 2])
    if not sounds:
        return
    variants = sounds.split() if " " in sounds else [sounds]
    # What is not heard stands between no two sounds.
    heard = text if len(variants[0]) == len(text) else text.translate(_heard_only)
    # Nothing that is said in two ways sounds as the city does, or the end.
    part = _distinctive_part(variants[0], *said())
    if heard is not text or part != (start, end):
        start, end = part
        pairs = _pairs(heard, start, end)
    pieces += map(_heard.__getitem__, heard[start:end])
    pieces += map(_heard.__getitem__, pairs)
    for variant in variants:
        begun = variant[start : start + 3]
        pieces.append(f"{START}{begun[:2]} {START}{initials(begun)}")


def _distinctive_part(text: str, head: str, tail: str) -> tuple[int, int]:
    """From where to where a name is its own: all of it, if there is nothing but the city and the end."""
    start = len(head) if text.startswith(head) else 0
    end = len(text) - (len(tail) if text.endswith(tail) else 0)
    return (start, end) if start <= end else (0, len(text))


def _code_grams(pieces: list[str], code: str) -> None:
    # A gram is left out only if it lies within the head altogether. Two characters are what a gram begins with.
    first = len(_CODE_HEAD) - 2 if code.startswith(_CODE_HEAD) else 0
    _marked(pieces, CODE, [*map(add, map(add, code[first:], code[first + 1 :]), code[first + 2 :]), code[-2:]])


def _further(pieces: list[str], lines: list[str], name: str, marks: tuple[str, str], kinds: tuple[str, str]) -> None:
    text, sounds = widened(name), sound(name)
    _marked(pieces, marks[0], [*text, *map(add, text, text[1:])])
    for variant in sounds.split():
        letters = initials(variant)
        _marked(pieces, marks[1], [*variant, *map(add, variant, variant[1:]), *map(add, letters, letters[1:])])
    lines += (kinds[0], name, kinds[1], sounds)
