"""Closed lists of the office's words."""

from enum import StrEnum
from typing import Self

from officer_app.i18n import _


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
