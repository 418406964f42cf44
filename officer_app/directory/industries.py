"""The industries of the directory, and what workbooks call them. What suggests one is in suggesting.py."""

from functools import cache
from typing import Final

from officer_app.core.folding import fold
from officer_app.core.words import Word
from officer_app.i18n import N_


class Industry(Word):
    """The five industries of the directory, and other outstanding contributors (reply of 2021-05-20)."""

    BIOMEDICINE = "biomedicine", N_("Biomedicine")
    ADVANCED_MATERIALS = "advanced_materials", N_("Advanced materials")
    ROBOTICS = "robotics", N_("Robotics and intelligent manufacturing")
    NEXT_GEN_IT = "next_gen_it", N_("Next-generation information technology")
    CRUISE = "cruise", N_("Cruise economy")
    OTHER_CONTRIBUTOR = "other_contributor", N_("Other outstanding contributors")


_SAID: Final = {
    Industry.BIOMEDICINE: ("生物医药",),
    Industry.ADVANCED_MATERIALS: ("先进材料", "新材料"),
    Industry.ROBOTICS: ("机器人及智能制造", "机器人与智能制造", "机器人智造", "机器人", "智能制造"),
    Industry.NEXT_GEN_IT: ("新一代信息技术", "信息技术"),
    Industry.CRUISE: ("邮轮经济", "邮轮"),
    Industry.OTHER_CONTRIBUTOR: ("其他贡献突出", "其他贡献突出企业", "其他突出贡献", "其他"),
}


@cache
def _by_word() -> dict[str, Industry]:
    words = {fold(word): industry for industry, said in _SAID.items() for word in said}
    words |= {fold(industry.msgid): industry for industry in Industry}
    return words | {industry.value: industry for industry in Industry}


def industry_named(text: str) -> Industry | None:
    """The industry a workbook names in Chinese or English."""
    return _by_word().get(fold(text))
