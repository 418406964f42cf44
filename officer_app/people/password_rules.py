"""What a password must be when somebody chooses one: long enough, not among those that are tried first, not a name.

No signs of several kinds are asked for, and no password runs out unless the office wants it: both make weaker ones.
Source: SP 800-63B-4 §3.1.1.2, OWASP ASVS 5.0 V6.2. The figures are dated settings; resources/policies/passwords.txt is
the list, one stem or password a line.
"""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import cache
from itertools import pairwise
from typing import Final

from officer_app import paths
from officer_app.core.errors import Invalid
from officer_app.core.folding import fold
from officer_app.core.policy import OFFICE_NAME, Dated
from officer_app.core.work import Work, asks
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.codes import read_code

LEAST: Final = Dated("password.least", int)
# Days after which a password must be changed; none while it is 0.
EXPIRY: Final = Dated("password.expires_days", int)
CODE_HOURS: Final = Dated("password.code_hours", int)
# Longer ones are somebody's attempt to keep the machine busy.
LONGEST: Final = 200
# Signs that stand in for letters.
_DISGUISED: Final = str.maketrans("@4830157$!|€", "aabeolstsiie")
_ENDS: Final = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_SIGNS: Final = re.compile(r"[\W_]+")
# A name or a word counts from this many characters on; two for Chinese ones.
_WORD: Final = 4
_HAN: Final = 0x3400
# So many characters must be left when names are taken out.
_LEFT: Final = 6
_FEWEST_KINDS: Final = 5
_LONGEST_PERIOD: Final = 4


@asks(Permission.ENTER)
def password_least(work: Work) -> int:
    """How many characters a password has at least, as of today."""
    return LEAST.on(work, work.today)


def require_good(work: Work, password: str, name: str, *, old: str = "") -> str:
    """The password, if the rules in force let somebody of this name choose it. Raises Invalid naming `password`."""
    least = LEAST.on(work, work.today)
    if len(password) < least:
        raise Invalid(
            N_("A password has at least {least} characters."),
            remedy=N_("A short sentence is easy to remember and hard to guess."),
            field="password",
            least=least,
        )
    if len(password) > LONGEST:
        raise Invalid(N_("A password has at most {most} characters."), field="password", most=LONGEST)
    if old and password == old:
        raise Invalid(N_("This is the password you have."), remedy=N_("Choose another one."), field="password")
    if read_code(password):
        raise Invalid(
            N_("This reads as a one-time code."), remedy=N_("Choose a password of your own."), field="password"
        )
    if is_common(password):
        raise Invalid(
            N_("This password is among those that are guessed first."),
            remedy=N_("A short sentence is easy to remember and hard to guess."),
            field="password",
        )
    if is_built_on(password, (name, *_office_words(OFFICE_NAME.on(work, work.today)))):
        raise Invalid(
            N_("This password is little more than your name or the office's."),
            remedy=N_("A short sentence is easy to remember and hard to guess."),
            field="password",
        )
    return password


def is_common(password: str) -> bool:
    """Whether it is on the list, with digits and signs at its ends or letters in disguise, or a mere pattern."""
    folded = fold(password)
    plain = folded.translate(_DISGUISED)
    stems = {folded, plain, _SIGNS.sub("", folded), _ENDS.sub("", folded), _ENDS.sub("", plain)}
    stems |= {stem[: len(stem) // 2] for stem in list(stems) if stem[: len(stem) // 2] * 2 == stem}
    return not stems.isdisjoint(_listed()) or _is_pattern(folded)


def is_built_on(password: str, words: Iterable[str]) -> bool:
    """Whether hardly anything is left when these words, and how they are spelled in letters, are taken out."""
    left = fold(password)
    found = False
    spellings = {spelling for word in words for spelling in _spelled(word)}
    for spelling in sorted(spellings, key=len, reverse=True):
        found = found or spelling in left
        left = left.replace(spelling, "")
    return found and len(_ENDS.sub("", left)) < _LEFT


def is_expired(work: Work, chosen_at: datetime) -> bool:
    """Whether a password chosen then must be changed by now."""
    days = EXPIRY.on(work, work.today)
    return bool(days) and work.now >= chosen_at + timedelta(days=days)


@cache
def _listed() -> frozenset[str]:
    lines = (paths.resources() / "policies" / "passwords.txt").read_text("utf-8").splitlines()
    return frozenset(fold(line) for line in lines if line and not line.startswith("#"))


def _is_pattern(folded: str) -> bool:
    """A few signs over and over, a short piece repeated, or a run of the alphabet or the digits."""
    if len(set(folded)) < _FEWEST_KINDS and len(folded) > _FEWEST_KINDS:
        return True
    for period in range(1, _LONGEST_PERIOD + 1):
        if folded == (folded[:period] * len(folded))[: len(folded)]:
            return True
    steps = {ord(after) - ord(before) for before, after in pairwise(folded)}
    # 9 is followed by 0.
    return steps <= {1, -9} or steps <= {-1, 9}


def _spelled(word: str) -> set[str]:
    """A name as it stands, and as it sounds, in letters."""
    folded = fold(word)
    if not folded:
        return set()
    if ord(folded[0]) < _HAN:
        return {folded} if len(folded) >= _WORD else set()
    from pypinyin import lazy_pinyin

    sounds = lazy_pinyin(folded)
    # The family name first or last; it has one or two characters.
    spellings = {"".join(sounds[family:] + sounds[:family]) for family in range(3)}
    return {folded, *(one for one in spellings if len(one) >= _WORD)}


_PLACES: Final = re.compile(r"[省市区县镇]|人力资源|社会保障|和|局|街道")


def _office_words(office: str) -> tuple[str, ...]:
    """The name of the office and the parts that people make passwords of."""
    return (office, *(part for part in _PLACES.split(office) if len(part) > 1), "人力资源", "社会保障", "人社局")
