"""Personal numbers as they may be shown: enough to tell two people apart, never enough to use."""

import re
from typing import Final

MASK: Final = "*"
# Mobile numbers, and those of the wire with their area code; written in one, or in groups.
_PHONES: Final = re.compile(
    r"(?<![\d-])(?:\+?86[- ]?)?(?:1[3-9]\d[- ]?\d{4}[- ]?\d{4}|0\d{2,3}[- ]?\d{3,4}[- ]?\d{4})(?![\d-])"
)

# The family names of two characters that are in use.
_COMPOUND_SURNAMES: Final = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 "
    "仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘 子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 "
    "令狐 段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 第五".split()
)


def mask_id(number: str) -> str:
    """An identity number with its first six and last four characters: 310113********0417.

    A number too short for that shows its last two at most; an empty one stays empty.
    """
    return _masked(number.strip(), 6, 4)


def mask_phone(number: str) -> str:
    """A telephone number with its first three and last four digits: 138****0026.

    Separators are dropped, so that their places tell nothing; an area code and an extension are masked alike.
    """
    kept = "".join(character for character in number if character.isalnum() or character == "+")
    return _masked(kept, 3, 4)


def mask_name(name: str) -> str:
    """A person's name as a list may show it: 骆*, 林*溪, 欧阳*, 买买提·***, J*** S****.

    The family name stays, and the last character of a given name of two or more. Source: common practice of lists of
    publicity, "enough to tell two of the same name apart"; no national rule fixes it.
    """
    name = " ".join(name.split())
    first, dot, rest = name.partition("·")
    if dot:
        return f"{first}·{MASK * max(1, len(rest))}"
    if name.isascii():
        return " ".join(word[:1] + MASK * (len(word) - 1) for word in name.split(" "))
    kept = 2 if name[:2] in _COMPOUND_SURNAMES and len(name) > 2 else 1
    given = name[kept:]
    if len(given) < 2:
        return name[:kept] + MASK * len(given) if given else MASK * len(name)
    return name[:kept] + MASK * (len(given) - 1) + given[-1]


def with_phones_masked(text: str) -> str:
    """A text as it may leave the office: telephone numbers that somebody typed into it are masked."""
    return _PHONES.sub(lambda found: mask_phone(found[0]), text)


def _masked(text: str, head: int, tail: int) -> str:
    hidden = len(text) - head - tail
    if hidden >= 3:
        return text[:head] + MASK * hidden + text[-tail:]
    shown = min(2, len(text) // 3)
    return MASK * (len(text) - shown) + text[len(text) - shown :] if text else ""
