"""Translation: English msgids, one Chinese catalogue, read when the first text is shown.

Every layer speaks through `_`, because papers, errors and the command line need it as much as the window.
"""

import gettext
import json
import re
from contextvars import ContextVar
from functools import cache
from typing import Final

from officer_app import paths

CHINESE: Final = "zh_CN"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)

_chosen: str = CHINESE
_here: ContextVar[str | None] = ContextVar("language", default=None)


_STRING: Final = r'((?:".*"\n)+)'
_ENTRY: Final = re.compile(rf"^msgid {_STRING}(?:msgid_plural {_STRING})?msgstr(?:\[0\])? {_STRING}", re.MULTILINE)


class _Catalogue(gettext.NullTranslations):
    """A .po file read as it stands. Chinese has one plural form, so a message has one translation.

    Reading it here takes a tenth of what a general .po library needs merely to be imported: starting waits for it.
    """

    def __init__(self, source: str) -> None:
        super().__init__()
        read = ((_text(message), _text(translated)) for message, _plural, translated in _ENTRY.findall(source))
        self._known = {message: translated for message, translated in read if message and translated}

    def gettext(self, message: str) -> str:
        return self._known.get(message, message)

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return self._known.get(msgid1) or super().ngettext(msgid1, msgid2, n)


def _text(quoted: str) -> str:
    """What the lines of a .po string say. Their escapes are those of JSON; most have none."""
    if "\\" in quoted:
        return "".join(map(json.loads, quoted.splitlines()))
    return "".join(line[1:-1] for line in quoted.splitlines())


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    return _Catalogue((paths.resources() / "i18n" / f"{language}.po").read_text(encoding="utf-8"))


def use(language: str) -> None:
    """Choose the language of the whole process: one of LANGUAGES."""
    global _chosen
    if language not in LANGUAGES:
        raise ValueError(language)
    _chosen = language


def language() -> str:
    """The language in force here."""
    return _here.get() or _chosen


def _(message: str) -> str:
    """The message in the language in force; the msgid itself where there is no translation."""
    return _catalogue(language()).gettext(message) if message else ""


def ngettext(singular: str, plural: str, n: int) -> str:
    """The message that fits the number n."""
    return _catalogue(language()).ngettext(singular, plural, n)


def N_(message: str) -> str:
    """Mark a constant for translation; `_` translates it where it is shown."""
    return message


class speaking:
    """Use another language within a block, in this thread only: a paper in Chinese from an English window."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(language)
        self._language = language

    def __enter__(self) -> None:
        self._token = _here.set(self._language)

    def __exit__(self, *_exception: object) -> None:
        _here.reset(self._token)
