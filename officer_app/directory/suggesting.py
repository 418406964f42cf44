"""Which industry an enterprise's name, business scope and class of GB/T 4754 speak for, and why.

The rules are resources/policies/industries.toml. A word counts in the scope where something is made, developed or run;
where it is only sold, repaired or let, it does not. The result is a proposal: an officer confirms it, or does not.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from officer_app import paths
from officer_app.core.folding import fold
from officer_app.core.words import Word
from officer_app.directory.industries import Industry
from officer_app.i18n import N_

# No more words of the scope count than these: a long scope is not a better reason.
_WORDS_COUNTED: Final = 3
# What a scope names first is the business itself; the rest is often there for any case.
_FIRST: Final = 4
_CLAUSE: Final = re.compile("[^。；;！\n]+")
_ITEM: Final = re.compile("[^、，,：:]+")
# What stands in brackets are mostly exceptions and notes of licences.
_BRACKETS: Final = re.compile(r"[（(\[【〔][^（()）\[\]【】〔〕]*[）)\]】〕]")
_CODE: Final = re.compile(r"[A-T]?(\d{2,4})(?!\d)", re.ASCII)


class Where(Word):
    """Where the word stands that speaks for an industry."""

    NAME = "name", N_("Enterprise name")
    SCOPE = "scope", N_("Business scope")
    CODE = "code", N_("Industry class")


@dataclass(frozen=True, slots=True)
class Why:
    """A reason: the word, where it stands, the clause around it, and what it counts.

    For a class `word` is its digits and `clause` its title. `start` is the place of the clause in the scope.
    """

    where: Where
    word: str
    clause: str
    points: int
    start: int = 0


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An industry proposed, its points, and the reasons, weightiest first; reasons against count below zero."""

    industry: Industry
    score: int
    reasons: tuple[Why, ...]

    @property
    def words(self) -> tuple[str, ...]:
        """The words that speak for it."""
        return tuple(dict.fromkeys(why.word for why in self.reasons if why.points > 0 and why.where is not Where.CODE))


def place_of(why: Why, text: str) -> tuple[int, int] | None:
    """Where the word of a reason stands in the text it was found in: first place and the one behind the last."""
    folded, origins = "", []
    for place, character in enumerate(text[why.start :], why.start):
        piece = fold(character)
        folded += piece
        origins += [place] * len(piece)
    found = folded.find(why.word)
    return None if found < 0 else (origins[found], origins[found + len(why.word) - 1] + 1)


def class_code(text: str) -> str:
    """The digits of a class of GB/T 4754 as an office writes it: `C2710`, `2710 化学药品原料药制造`; empty if none."""
    found = _CODE.match(fold(text).upper())
    return found[1] if found else ""


@dataclass(frozen=True)
class _Rule:
    industry: Industry
    name: re.Pattern[str]
    name_hint: re.Pattern[str]
    scope: re.Pattern[str]
    hint: re.Pattern[str]
    without: re.Pattern[str]
    against: re.Pattern[str]
    doing: re.Pattern[str]
    codes: Mapping[str, str]
    near_codes: Mapping[str, str]
    not_codes: tuple[str, ...]


@dataclass(frozen=True)
class _Rules:
    industries: tuple[_Rule, ...]
    points: Mapping[str, int]
    enough: int
    enough_in_scope: int
    makers: re.Pattern[str]
    verbs: re.Pattern[str]
    verbs_only: re.Pattern[str]
    never: re.Pattern[str]
    other_trades: re.Pattern[str]
    other_codes: tuple[str, ...]
    any_word: re.Pattern[str]


def _any_of(words: list[str]) -> re.Pattern[str]:
    """Finds any of the words, the longest first; with no words it finds nothing."""
    return re.compile("|".join(map(re.escape, sorted(map(fold, words), key=len, reverse=True))) or "(?!)")


@cache
def _rules() -> _Rules:
    with (paths.resources() / "policies" / "industries.toml").open("rb") as source:
        told = tomllib.load(source)
    reading = told["reading"]
    words = [word for one in told["industry"] for part in ("name", "name_hint", "scope", "hint") for word in one[part]]
    verbs = _any_of([*reading["makers"], *reading["others"]])
    return _Rules(
        industries=tuple(
            _Rule(
                industry=Industry(one["key"]),
                name=_any_of(one["name"]),
                name_hint=_any_of(one["name_hint"]),
                scope=_any_of(one["scope"]),
                hint=_any_of(one["hint"]),
                without=_any_of(one["without"]),
                against=_any_of(one["against"]),
                doing=_any_of(one["doing"]),
                codes=one["codes"],
                near_codes=one["near_codes"],
                not_codes=tuple(one["not_codes"]),
            )
            for one in told["industry"]
        ),
        points=told["points"],
        enough=told["enough"],
        enough_in_scope=told["enough_in_scope"],
        makers=_any_of(reading["makers"]),
        verbs=verbs,
        verbs_only=re.compile(f"(?:{verbs.pattern}|及|和|与|的|自产产品|等|相关|上述)+"),
        never=_any_of(reading["never"]),
        other_trades=_any_of(reading["other_trades"]),
        other_codes=tuple(reading["other_codes"]),
        any_word=_any_of(words),
    )


@dataclass(frozen=True, slots=True)
class _Item:
    """A thing named in the scope: its text folded, and whether it is made, only handled, or neither is said."""

    text: str
    made: bool | None
    clause: str
    start: int
    first: bool


# Whoever goes through a queue comes past the same enterprises again.
@lru_cache(maxsize=4_096)
def suggest(name: str, business_scope: str, code: str = "") -> Suggestion | None:
    """The industry that name, scope and class speak for, with the reasons; None if none does so plainly."""
    rules = _rules()
    title = fold(name)
    if rules.never.search(title):
        return None
    if not code and not rules.any_word.search(title) and not rules.any_word.search(fold(business_scope)):
        return None
    items = list(_items(business_scope, rules))
    other = _other_trade(title, code, rules)
    best: Suggestion | None = None
    for rule in rules.industries:
        found = _weigh(rule, title, items, code, other, rules)
        if found is not None and (best is None or found.score > best.score):
            best = found
    return best


def suggest_industry(name: str, business_scope: str, code: str = "") -> Industry | None:
    """The industry alone."""
    found = suggest(name, business_scope, code)
    return found.industry if found else None


def _other_trade(title: str, code: str, rules: _Rules) -> list[Why]:
    """What speaks against every industry: a name or a class of another trade."""
    against = []
    found = rules.other_trades.search(title)
    if found is not None:
        against.append(Why(Where.NAME, found[0], title, rules.points["name_other"]))
    if code.startswith(rules.other_codes):
        against.append(Why(Where.CODE, code, "", rules.points["code_other"]))
    return against


def _weigh(
    rule: _Rule, title: str, items: list[_Item], code: str, other: list[Why], rules: _Rules
) -> Suggestion | None:
    points = rules.points
    reasons = _code_reasons(rule, code, points)
    plain = rule.without.sub("", title)
    if told := rule.name.search(plain):
        reasons.append(Why(Where.NAME, told[0], title, points["name"]))
    elif told := rule.name_hint.search(plain):
        reasons.append(Why(Where.NAME, told[0], title, points["name_hint"]))
    named = sum(why.points for why in reasons)
    scoped = sorted(_scope_reasons(rule, items, points), key=lambda why: -why.points)[:_WORDS_COUNTED]
    if not scoped and not any(why.where is Where.CODE and why.points > 0 for why in reasons):
        # A name alone promises much.
        return None
    reasons += scoped
    # A word that is part of what the name says of this industry is not held against it.
    reasons += [why for why in other if not (why.where is Where.NAME and told and why.word in told[0])]
    score = sum(why.points for why in reasons)
    if score < (rules.enough if named > 0 else rules.enough_in_scope):
        return None
    return Suggestion(rule.industry, score, tuple(sorted(reasons, key=lambda why: -why.points)))


def _code_reasons(rule: _Rule, code: str, points: Mapping[str, int]) -> list[Why]:
    if not code or code.startswith(rule.not_codes):
        return []
    for codes, worth in ((rule.codes, points["code"]), (rule.near_codes, points["code_near"])):
        prefix = max((prefix for prefix in codes if code.startswith(prefix)), key=len, default="")
        if prefix:
            return [Why(Where.CODE, code, codes[prefix], worth)]
    return []


def _scope_reasons(rule: _Rule, items: list[_Item], points: Mapping[str, int]) -> Iterator[Why]:
    """A reason per word that the scope names as made or developed, and those against."""
    seen: set[str] = set()
    for item in items:
        text = rule.without.sub("", item.text)
        made = item.made or rule.doing.search(item.text) is not None
        if made and (told := rule.against.search(text)) and told[0] not in seen:
            seen.add(told[0])
            yield Why(Where.SCOPE, told[0], item.clause, -points["scope"], item.start)
        if told := rule.scope.search(text):
            worth = points["scope_first" if item.first else "scope"] if made else 0
            if not made and item.made is None and item.first:
                worth = points["scope_unsaid"]
        elif told := rule.hint.search(text):
            worth = points["hint"] if made else 0
        if told and worth and told[0] not in seen:
            seen.add(told[0])
            yield Why(Where.SCOPE, told[0], item.clause, worth, item.start)


def _items(scope: str, rules: _Rules) -> Iterator[_Item]:
    """The things a scope names, clause by clause, each with what is done with it.

    「甲、乙的生产、销售」: what follows a list holds for the whole list. 「销售甲、乙」: so does what precedes it.
    """
    bare = _BRACKETS.sub(lambda found: " " * len(found[0]), scope)
    named = 0
    for clause in _CLAUSE.finditer(bare):
        texts = [fold(item[0]) for item in _ITEM.finditer(clause[0])]
        texts = [text for text in texts if text]
        words = scope[clause.start() : clause.end()].strip()
        for place, text in enumerate(texts):
            if not rules.verbs_only.fullmatch(text):
                yield _Item(text, _is_made(texts, place, rules), words, clause.start(), named < _FIRST)
                named += 1


def _is_made(texts: list[str], place: int, rules: _Rules) -> bool | None:
    """Whether the thing at this place of a list is made; None where nothing is said."""
    found = rules.verbs.search(texts[place])
    if found is not None:
        if rules.makers.search(texts[place]):
            return True
        # 「生产组装，维修机器人」: what is done began before.
        if found.start() == 0 and place and rules.verbs_only.fullmatch(texts[place - 1]):
            return bool(rules.makers.search(texts[place - 1]))
        return _chain(texts, place + 1, rules)
    for later in range(place + 1, len(texts)):
        found = rules.verbs.search(texts[later])
        if found is None:
            continue
        if found.start() == 0 and not rules.verbs_only.fullmatch(texts[later]):
            break  # it begins a list of its own
        return bool(rules.makers.search(texts[later])) or _chain(texts, later + 1, rules)
    for earlier in range(place - 1, -1, -1):
        found = rules.verbs.search(texts[earlier])
        if found is not None:
            if found.start() == 0 or texts[earlier].startswith(("从事", "主营", "兼营", "经营")):
                return bool(rules.makers.search(texts[earlier]))
            return None
    return None


def _chain(texts: list[str], place: int, rules: _Rules) -> bool:
    """Whether what is done goes on with making: the items from here on that say nothing but what is done."""
    while place < len(texts) and rules.verbs_only.fullmatch(texts[place]):
        if rules.makers.search(texts[place]):
            return True
        place += 1
    return False
