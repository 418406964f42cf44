"""The industries of the directory, and what a name and a business scope suggest.

The suggestion is only a proposal: an officer confirms it, or chooses another.
"""

import json
from dataclasses import dataclass
from functools import cache
from typing import Final

from officer_app import paths
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


@dataclass(frozen=True)
class _Rule:
    industry: Industry
    strong: tuple[str, ...]
    weak: tuple[str, ...]
    exclude: tuple[str, ...]


@dataclass(frozen=True)
class _Rules:
    rules: tuple[_Rule, ...]
    makers: tuple[str, ...]
    traders: tuple[str, ...]
    never: tuple[str, ...]


@cache
def _rules() -> _Rules:
    by_value = {industry.value: industry for industry in Industry}
    with (paths.database_files() / "seed" / "industries.json").open(encoding="utf-8") as source:
        told = json.load(source)
    return _Rules(
        tuple(
            _Rule(by_value[key], tuple(rule["strong"]), tuple(rule["weak"]), tuple(rule["exclude"]))
            for key, rule in told["industries"].items()
        ),
        tuple(told["makers"]),
        tuple(told["traders"]),
        tuple(told["never"]),
    )


def suggest_industry(name: str, business_scope: str) -> Industry | None:
    """The industry that the name and the scope speak for, or None.

    A strong word in the name decides. In the scope a word counts where something is made or developed, in a clause
    of its own; where it is only sold, it does not. Offices, post offices and the like are never suggested.
    """
    rules = _rules()
    title = fold(name)
    if any(word in title for word in rules.never):
        return None
    clauses = [fold(clause) for clause in business_scope.replace("；", "。").replace(";", "。").split("。")]
    best: tuple[int, Industry] | None = None
    for rule in rules.rules:
        score = 3 * sum(word in title for word in rule.strong) + sum(word in title for word in rule.weak)
        for clause in clauses:
            made = any(word in clause for word in rules.makers)
            sold = any(word in clause for word in rules.traders)
            if not made and sold:
                continue
            for word in rule.exclude:
                clause = clause.replace(word, "")
            score += (2 if made else 1) * sum(word in clause for word in rule.strong)
            score += made * sum(word in clause for word in rule.weak)
        if score >= 2 and (best is None or score > best[0]):
            best = score, rule.industry
    return best[1] if best else None
