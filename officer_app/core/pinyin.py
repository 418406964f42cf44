"""Pinyin initials of names, from a table made beforehand: asking the pinyin library takes a hundred times as long."""

import itertools
from functools import cache
from typing import Final

from officer_app import paths

_FIRST: Final = 0x3400
# Characters of enterprise names with two current readings; both initials find them.
_TWO_READINGS: Final = {
    "重": "zc", "长": "cz", "厦": "xs", "行": "xh", "乐": "ly", "盛": "sc", "传": "cz", "朝": "cz", "藏": "cz",
    "调": "dt", "单": "ds", "曾": "zc", "会": "hk", "车": "cj", "翟": "zd", "解": "jx", "仇": "cq",
    "查": "cz", "尉": "wy", "宿": "sx", "覃": "qt", "乾": "qg", "卡": "kq",
}  # fmt: skip
_MOST_VARIANTS: Final = 8


@cache
def _table() -> dict[int, str]:
    letters = (paths.resources() / "search" / "initials.txt").read_text(encoding="ascii")
    table = {code: letter for code, letter in enumerate(letters, _FIRST) if letter != "."}
    return table | {ord(character): readings[0] for character, readings in _TWO_READINGS.items()}


def initials(key: str) -> str:
    """The initials of a search key, one letter per character; letters and digits stand for themselves.

    A name with characters of two readings gives several strings, separated by blanks: 重庆 → "zq cq".
    """
    first = key.translate(_table())
    two = [place for place, character in enumerate(key) if character in _TWO_READINGS]
    if not two:
        return first
    readings = [sorted(set(_TWO_READINGS[key[place]]), key=_TWO_READINGS[key[place]].index) for place in two]
    variants: list[str] = []
    for chosen in itertools.islice(itertools.product(*readings), _MOST_VARIANTS):
        letters = list(first)
        for place, letter in zip(two, chosen, strict=True):
            letters[place] = letter
        variants.append("".join(letters))
    return " ".join(dict.fromkeys(variants))
