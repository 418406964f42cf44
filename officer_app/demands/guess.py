"""What a demand is probably about, from the words used; the person who writes it down has the last word."""

from typing import Final

from officer_app.demands.model import Category

# Words of the enterprises, the more particular ones first: 公寓 is housing too, but of its own kind.
_WORDS: Final[tuple[tuple[Category, tuple[str, ...]], ...]] = (
    (Category.APARTMENT, ("公寓",)),
    (Category.HOUSING, ("安居", "租房", "住房", "购房", "补贴租")),
    (Category.POINTS, ("积分", "居住证")),
    (Category.SETTLEMENT, ("落户", "居转户", "人才引进", "户口")),
    (Category.INCENTIVE, ("激励", "奖励", "个税")),
    (Category.SCHOOLING, ("入学", "子女", "上学", "幼儿园", "转学")),
    (Category.TITLES, ("职称", "评定", "工程师资格")),
    (Category.TRAINING, ("培训", "讲座", "课程", "讲解")),
    (Category.RECRUITMENT, ("招聘", "招人", "见习", "实习", "猎头", "缺口", "引才")),
)


def likely_category(text: str) -> Category | None:
    """The category whose word stands first in the text; None if none does."""
    found = [
        (place, rank, category)
        for rank, (category, words) in enumerate(_WORDS)
        for word in words
        if (place := text.find(word)) >= 0
    ]
    # Of words that overlap, the more particular one.
    return min(found, key=lambda hit: (hit[1], hit[0]))[2] if found else None
