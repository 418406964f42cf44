"""What a typed word can mean: a part of a name, its sound, a part of a code, somebody's name or phone; as grams."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import cached_property
from typing import Final

from officer_app.core import grams
from officer_app.core.pinyin import Spelling, by_initials, by_syllables

_OF_CODE: Final = re.compile(r"[0-9a-z]{2,18}")
# The end of a phone: the four digits that a masked one shows, or so many that guessing the others is no use. Anything
# between would tell a masked number digit by digit to whoever types on.
_OF_PHONE: Final = re.compile(r"[0-9]{4}|[0-9]{8,20}")
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
_MANY_LETTERS: Final = 4


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


@dataclass(frozen=True, slots=True)
class Way:
    """A way to find a term: of each group of grams a row must hold one. Without groups the index cannot help."""

    kind: Kind
    groups: tuple[tuple[str, ...], ...]


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
        """Whether it can be the end of a phone, or all of it."""
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


def _ways(term: Term) -> Iterable[Way]:
    text = grams.widened(term.text)
    pieces = [(piece,) for piece in _pieces(text, 2)]
    own = grams.widened(grams.distinctive(term.text))
    starts = tuple(dict.fromkeys(_begun(start, 2) for start in (text, own)))
    kept = _kept(pieces)
    # What begins so is little enough. A single letter would also begin the first letters of a sound.
    if len(text) > 1 or not text.isascii():
        yield Way(Kind.START, (starts,))
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
        yield Way(Kind.PHONE, ((grams.PHONE + text[-grams.PHONE_TAIL :],),))


def _heard(term: Term) -> Iterable[Way]:
    """By the sound of the name."""
    text, own = term.text, grams.said_distinctive(term.text)
    first = by_initials(text)
    found = _heard_as(first, grams.SOUND)
    starts = [_begun(start, 3) for start in dict.fromkeys((text, own)) if len(start) > 1]
    if starts:
        yield Way(Kind.INITIALS_START, (tuple(starts),))
    yield Way(Kind.INITIALS, found)
    for kind in (Kind.SOUND, Kind.SOUND_BEGUN):
        for spelling in term.spellings(kind):
            found = _heard_as(spelling, grams.SOUND)
            starts = _said_starts(spelling) if spelling in term.spellings(Kind.SOUND_START) else []
            if starts:
                yield Way(Kind.SOUND_START, (tuple(starts),))
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
    return len(choices) > 2 and all(sound in choice for sound, choice in zip(grams.said()[0], choices, strict=False))


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
            # Every other pair of many is enough, with the last.
            step = 2 if len(letters) > _MANY_LETTERS else 1
            groups += ((mark + piece,) for piece in dict.fromkeys((*_pairs(letters)[::step], letters[-2:])))
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
    return [group for group in groups if grams.stopped().isdisjoint(group)]


def _marked(groups: Sequence[tuple[str, ...]], mark: str) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(mark + piece for piece in group) for group in groups)


def _pairs(letters: str) -> list[str]:
    return [letters[at : at + 2] for at in range(len(letters) - 1)]


def _pieces(text: str, size: int) -> list[str]:
    if len(text) <= size:
        return [text]
    return list(dict.fromkeys(text[start : start + size] for start in range(len(text) - size + 1)))
