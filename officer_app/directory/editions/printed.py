"""What the papers of the directory print, as plain values."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

DASH: Final = "—"
# In the order of the papers; the second words fit where room is short.
INDUSTRIES: Final = {
    "biomedicine": ("生物医药", "生物医药"),
    "advanced_materials": ("先进材料", "先进材料"),
    "robotics": ("机器人及智能制造", "智能制造"),
    "next_gen_it": ("新一代信息技术", "信息技术"),
    "cruise": ("邮轮经济", "邮轮经济"),
    "other_contributor": ("其他贡献突出", "其他贡献"),
    "": ("产业待确认", "待确认"),
}
TIERS: Final = {1: "一级", 2: "二级", 3: "三级"}
CHANGES: Final = {"entered": "新列入", "left": "移出", "moved": "调整产业", "tier": "调整层级"}


@dataclass(frozen=True, slots=True)
class EditionTitle:
    """An edition as papers name it."""

    year: int
    revision: int
    draft: bool

    def __str__(self) -> str:
        words = f"{self.year}年版"
        if self.revision > 1:
            words += f"（第{self.revision}版）"
        return f"{words}（草稿）" if self.draft else words


@dataclass(frozen=True, slots=True)
class BookletEntry:
    """An enterprise in the booklet; `phone` is its liaison officer's at the office."""

    name: str
    uscc: str
    industry: str
    subdistrict: str
    tier: int
    contact: str
    liaison: str
    specialist: str
    phone: str


@dataclass(frozen=True, slots=True)
class Booklet:
    """The directory as a booklet. `day` is the one whose officers it names; `entries` are in the order of print."""

    office: str
    edition: EditionTitle
    day: date
    made_at: datetime
    entries: tuple[BookletEntry, ...]
    by_subdistrict: bool = True


@dataclass(frozen=True, slots=True)
class DifferenceLine:
    """An enterprise that differs between two editions; industries as their values, tiers 0 where not listed."""

    change: str
    name: str
    uscc: str
    subdistrict: str
    industry_before: str
    industry_after: str
    tier_before: int
    tier_after: int
    reason: str


@dataclass(frozen=True, slots=True)
class Differences:
    """Two editions compared, as a list to print."""

    office: str
    before: EditionTitle
    after: EditionTitle
    listed_before: int
    listed_after: int
    made_at: datetime
    made_by: str
    lines: tuple[DifferenceLine, ...]
