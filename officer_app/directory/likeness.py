"""How alike two enterprises are: by their names, former names too, by address and phone.

A name is compared by its core: brackets, blanks, width and capitals do not count, traditional characters count as
simplified ones, and what nearly every name here carries (上海, 宝山, the legal form) is left out. Words of trade such
as 科技 or 贸易 count less than the rest, for they do not tell one enterprise from another.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from officer_app import paths
from officer_app.core.folding import fold
from officer_app.core.pinyin import sound

_PLACES: Final = ("上海市宝山区", "上海宝山", "上海市", "上海", "宝山区", "宝山", "中国", "中华人民共和国")
_PLACE: Final = "|".join(sorted(_PLACES, key=len, reverse=True))
_BRACKETED_PLACE: Final = re.compile(rf"[(\[〔【<]\s*(?:{_PLACE})\s*[)\]〕】>]")
_LEADING_PLACE: Final = re.compile(rf"^(?:{_PLACE})+")
_TRAILING_PLACE: Final = re.compile(rf"(?:{_PLACE})+$")
_LEGAL_FORM: Final = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|股份公司|责任公司|公司|厂有限公司|co\.?,?ltd\.?|ltd\.?)$"
)
_MARKS: Final = re.compile(r"[\W_]+")
_FORMER: Final = re.compile(r"[、,，;；/|\n]+")
# Characters of the words of trade; each tells less than one of a name proper.
_TRADE: Final = frozenset(
    "科技术信息网络智能数据软件电子生物医药材料新能源环保工程建设筑装备机械制造设械"
    "贸易实业发展投资管理咨询服务商务国际集团物流供应链文化传媒教育食品化工金属制品"
)
_TRADE_WEIGHT: Final = 0.3
_SOUNDS_ALIKE: Final = 0.5
_HEAD: Final = 2
_DIGITS: Final = re.compile(r"\d+")
_SHORTEST_PHONE: Final = 7


@cache
def _tables() -> tuple[dict[int, str], dict[str, str]]:
    """Traditional characters to simplified ones; each simplified one with its traditional ones."""
    simplified: dict[int, str] = {}
    traditional: dict[str, str] = {}
    for line in (paths.resources() / "search" / "simplified.txt").read_text(encoding="utf-8").splitlines():
        traditional[line[0]] = line[1:]
        simplified |= dict.fromkeys(map(ord, line[1:]), line[0])
    return simplified, traditional


def simplify(text: str) -> str:
    """The text folded, in simplified characters."""
    return fold(text).translate(_tables()[0])


def traditional_forms(character: str) -> str:
    """The traditional characters that are simplified to this one."""
    return _tables()[1].get(character, "")


def core(name: str) -> str:
    """What tells a name from others; the whole name where nothing else is left."""
    whole = simplify(name)
    text = _BRACKETED_PLACE.sub("", whole)
    text = _MARKS.sub("", text) if not text.isascii() else text
    text = _LEADING_PLACE.sub("", text)
    text = _LEGAL_FORM.sub("", text)
    text = _MARKS.sub("", _TRAILING_PLACE.sub("", text))
    return text or _MARKS.sub("", whole)


def former_names(text: str) -> list[str]:
    """The single names in a field of former names."""
    return [name.strip() for name in _FORMER.split(text) if name.strip()]


def digits(phone: str) -> str:
    """A phone number as it is compared: its digits, without the country's and the city's code."""
    number = "".join(_DIGITS.findall(fold(phone)))
    for prefix in ("0086", "86"):
        if number.startswith(prefix) and len(number) > 11:
            number = number.removeprefix(prefix)
    # 021 of Shanghai before the eight digits of a line, without its 0 after a country's code.
    for prefix in ("021", "21"):
        if len(number) == len(prefix) + 8:
            number = number.removeprefix(prefix)
    return number if len(number) >= _SHORTEST_PHONE else ""


def _weight(character: str) -> float:
    return _TRADE_WEIGHT if character in _TRADE else 1.0


@lru_cache(maxsize=8192)
def _cost(mine: str, theirs: str) -> float:
    """Of one character in place of another; a little for two that sound alike, as they are mistyped."""
    cost = max(_weight(mine), _weight(theirs))
    alike = set(sound(mine).split()) & set(sound(theirs).split())
    return cost * _SOUNDS_ALIKE if alike else cost


def weigh(text: str) -> float:
    """How much a core tells: characters of a name proper count one each."""
    return sum(map(_weight, text))


@dataclass(frozen=True, slots=True)
class NameLikeness:
    """`share` from 0 to 1; `apart` counts the characters to change, add or take out."""

    share: float
    apart: int


_NOTHING: Final = NameLikeness(0.0, 0)


def name_likeness(one: str, other: str, least: float = 0.0) -> NameLikeness:
    """How alike two cores are; none where they share too few characters to be as alike as `least`.

    Half of it is the likeness of how they begin, for there an enterprise has its name proper: two that differ in one
    character of it are two enterprises, however long the line of business that follows.
    """
    if one == other:
        return NameLikeness(1.0, 0)
    heaviest = max(weigh(one), weigh(other)) or 1.0
    long = min(len(one), len(other)) > _HEAD and not (one.isascii() or other.isascii())
    head = _share(one[:_HEAD], other[:_HEAD]) if long else None
    most = 1.0 - _least_distance(one, other) / heaviest
    if _together(most, head) < least:
        return _NOTHING
    cost, apart = _distance(one, other)
    return NameLikeness(_together(max(0.0, 1.0 - cost / heaviest), head), apart)


def _together(whole: float, head: float | None) -> float:
    return whole if head is None else (whole + head) / 2


def _share(one: str, other: str) -> float:
    return max(0.0, 1.0 - _distance(one, other)[0] / (max(weigh(one), weigh(other)) or 1.0))


def _least_distance(one: str, other: str) -> float:
    """What the distance is not below: each character that the other lacks is changed or taken out."""
    lacking = (weigh("".join(c for c in some if c not in rest)) for some, rest in ((one, other), (other, one)))
    return max(lacking) * _SOUNDS_ALIKE


def _distance(one: str, other: str) -> tuple[float, int]:
    """The weighted and the plain edit distance of two short texts."""
    costs = [(0.0, 0)]
    for character in other:
        costs.append((costs[-1][0] + _weight(character), len(costs)))
    for place, mine in enumerate(one, 1):
        weight, before = _weight(mine), costs
        costs = [(before[0][0] + weight, place)]
        for column, theirs in enumerate(other, 1):
            if mine == theirs:
                costs.append(before[column - 1])
                continue
            changed, taken, added = before[column - 1], before[column], costs[-1]
            costs.append(
                min(
                    (changed[0] + _cost(mine, theirs), changed[1] + 1),
                    (taken[0] + weight, taken[1] + 1),
                    (added[0] + _weight(theirs), added[1] + 1),
                )
            )
    return costs[-1]


def best_likeness(ours: Iterable[str], theirs: Iterable[str], least: float = 0.0) -> NameLikeness:
    """The likeness of the two cores that are most alike."""
    others = list(theirs)
    found = (name_likeness(one, other, least) for one in ours for other in others)
    return max(found, key=lambda likeness: (likeness.share, -likeness.apart), default=_NOTHING)
