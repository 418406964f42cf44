"""Closed lists of the office's words, and how it writes a day."""

from datetime import date
from enum import StrEnum
from math import ceil
from typing import Self

from officer_app.i18n import _, ngettext


class Word(StrEnum):
    """A member of a closed list: stored by its lower-case value, shown by its translated label.

    `ON_SITE = "on_site", N_("On site")`
    """

    msgid: str

    def __new__(cls, value: str, msgid: str = "") -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.msgid = msgid
        return member

    @property
    def label(self) -> str:
        """The word in the language in force."""
        return _(self.msgid)


def acted_by(name: str, on_behalf_of: str) -> str:
    """Who acted, and for whom if they stood in for somebody: 何静（代 王敏）."""
    return _("{name} (for {other})").format(name=name, other=on_behalf_of) if on_behalf_of else name


def chinese_day(day: date) -> str:
    """2026年9月17日, as official papers write it."""
    return f"{day.year}年{day.month}月{day.day}日"


def waiting_words(seconds: float) -> str:
    """How long is left, in words: 1 minute 5 seconds."""
    minutes, rest = divmod(max(1, ceil(seconds)), 60)
    parts = [ngettext("{n} minute", "{n} minutes", minutes).format(n=minutes)] if minutes else []
    if rest or not minutes:
        parts.append(ngettext("{n} second", "{n} seconds", rest).format(n=rest))
    return " ".join(parts)
