"""How names sound, from a table made beforehand: asking the pinyin library takes a hundred times as long.

A sound is a text with one character for each character of a name: a code for the syllable of a Han character, letters
and digits as they are, punctuation left out. Codes are in the order of the alphabet; no name that is searched holds
one, because only sounds are looked through for them.
"""

import itertools
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from officer_app import paths

_FIRST: Final = 0x3400
_FIRST_CODE: Final = 0x100
# Stands for a letter whose sound nobody knows.
_UNKNOWN: Final = "\u00ff"
# Stands in the table for a character of two readings.
_OPEN: Final = " "
# Characters of enterprise and personal names with two current readings; both find them.
_READINGS: Final = {
    "重": "zhong chong", "长": "chang zhang", "厦": "xia sha", "行": "hang xing", "乐": "le yue", "盛": "sheng cheng",
    "传": "chuan zhuan", "朝": "chao zhao", "藏": "cang zang", "调": "diao tiao", "单": "dan shan", "曾": "zeng ceng",
    "会": "hui kuai", "车": "che ju", "翟": "zhai di", "解": "jie xie", "仇": "qiu chou", "查": "cha zha",
    "尉": "wei yu", "宿": "su xiu", "覃": "qin tan", "乾": "qian gan", "卡": "ka qia", "模": "mo mu",
    "晟": "sheng cheng", "隽": "jun juan", "都": "du dou", "柏": "bai bo", "参": "can shen", "沈": "shen chen",
    "泊": "bo po", "露": "lu lou", "率": "lv shuai", "阿": "a e", "贾": "jia gu", "蔚": "wei yu", "校": "xiao jiao",
    "佛": "fo fu", "弹": "dan tan", "薄": "bo bao", "缪": "miao mou", "区": "qu ou", "劲": "jin jing", "伽": "jia qie",
}  # fmt: skip
_MOST_VARIANTS: Final = 8
_MOST_SPELLINGS: Final = 4
_LONGEST_SYLLABLE: Final = 6
_MOST_CUTS: Final = 200
# What a syllable can begin with; i, u and ü begin none.
_INITIALS: Final = frozenset("abcdefghjklmnopqrstwxyz")


class _Sounds(dict[int, str | None]):
    """For str.translate: the code of each character; nothing for punctuation."""

    def __missing__(self, code: int) -> str | None:
        character = chr(code)
        if character.isascii():
            sound = character if character.isalnum() else None
        else:
            sound = _UNKNOWN if character.isalnum() else None
        self[code] = sound
        return sound


@dataclass(frozen=True)
class _Table:
    syllables: tuple[str, ...]
    sounds: _Sounds
    letters: dict[int, str]  # code to the first letter of its syllable

    def code(self, syllable: str) -> str:
        return chr(_FIRST_CODE + self.syllables.index(syllable))


@cache
def _table() -> _Table:
    first, near, far = (paths.resources() / "search" / "syllables.txt").read_text(encoding="utf-8").splitlines()
    syllables = tuple(first.split())
    sounds = _Sounds({code: sound for code, sound in enumerate(near, _FIRST) if sound != "."})
    sounds.update(zip(map(ord, far[::2]), far[1::2], strict=True))
    letters = {_FIRST_CODE + place: syllable[0] for place, syllable in enumerate(syllables)}
    table = _Table(syllables, sounds, letters)
    sounds.update((ord(character), _OPEN) for character in _READINGS)
    return table


@cache
def _codes(character: str) -> str:
    return "".join(map(_table().code, _READINGS[character].split()))


def sound(key: str) -> str:
    """The sound of a folded text; with characters of two readings several, with a blank between: 重庆 is two."""
    sounds = key.translate(_table().sounds)
    if _OPEN not in sounds:
        return sounds
    # The table keeps the places of such characters open.
    pieces = sounds.split(_OPEN)
    two = [_codes(character) for character in key if character in _READINGS]
    if len(two) == 1:
        before, after = pieces
        return " ".join([before + code + after for code in two[0]])
    return " ".join(
        "".join(map(str.__add__, pieces, (*chosen, "")))
        for chosen in itertools.islice(itertools.product(*two), _MOST_VARIANTS)
    )


def initials(sounds: str) -> str:
    """The first letters of the syllables of a sound."""
    return sounds.translate(_table().letters)


def coded(syllables: str) -> str:
    """The sound of syllables written out, with a blank between them."""
    return "".join(map(_table().code, syllables.split()))


@dataclass(frozen=True, slots=True)
class Spelling:
    """A way to understand typed letters: for each character of a name the sounds that answer."""

    choices: tuple[str, ...]

    @property
    def pattern(self) -> str:
        """As classes of characters, which GLOB and regular expressions both understand."""
        return "".join(f"[{choice}]" for choice in self.choices)


@cache
def _answering(piece: str, *, whole: bool) -> str:
    """The codes of the syllables that a piece is, or begins. ü is typed v or u."""
    return "".join(
        chr(_FIRST_CODE + place)
        for place, syllable in enumerate(_table().syllables)
        if any(
            piece == said or (not whole and said.startswith(piece)) for said in (syllable, syllable.replace("v", "u"))
        )
    )


@cache
def _choice(piece: str, *, whole: bool) -> str:
    if len(piece) > 1:
        return _answering(piece, whole=whole)
    return piece + (_answering(piece, whole=False) if piece in _INITIALS else "")


def by_initials(typed: str) -> Spelling:
    """Every letter or digit stands for a character of its own."""
    return Spelling(tuple(_choice(letter, whole=False) for letter in typed))


@lru_cache(maxsize=256)
def by_syllables(typed: str) -> tuple[tuple[Spelling, ...], tuple[Spelling, ...]]:
    """The ways to cut typed letters into (syllables written out, syllables with first letters or an unfinished last).

    Of the second only those for the fewest characters, or one more than that; of both at most four.
    """
    finished: list[Spelling] = []
    begun: list[Spelling] = []
    fewest = 0
    # One more character in each round.
    cuts: list[tuple[str, ...]] = [()]
    while cuts:
        further: list[tuple[str, ...]] = []
        for pieces in cuts:
            rest = typed[sum(map(len, pieces)) :]
            told = (*pieces, rest)
            written = all(len(piece) > 1 for piece in told)
            if written and len(rest) <= _LONGEST_SYLLABLE and _answering(rest, whole=True):
                finished.append(Spelling(tuple(_choice(piece, whole=True) for piece in told)))
            near = len(told) <= fewest + 1 if fewest else any(len(piece) > 1 for piece in told)
            if near and len(rest) <= _LONGEST_SYLLABLE and _choice(rest, whole=False):
                fewest = fewest or len(told)
                begun.append(Spelling(tuple(_choice(one, whole=place < len(pieces)) for place, one in enumerate(told))))
            for length in range(min(_LONGEST_SYLLABLE, len(rest) - 1), 0, -1):
                piece = rest[:length]
                # A letter alone begins a syllable, or stands for itself: names hold Latin letters too.
                if length == 1 or _answering(piece, whole=True):
                    further.append((*pieces, piece))
        if fewest and len(cuts[0]) >= fewest:
            # What is longer still is understood only where all is written out.
            further = [pieces for pieces in further if all(len(piece) > 1 for piece in pieces)]
        cuts = further[:_MOST_CUTS]
    return tuple(finished[:_MOST_SPELLINGS]), tuple(begun[:_MOST_SPELLINGS])
