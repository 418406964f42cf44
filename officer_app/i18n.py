"""Translation: English msgids, one Chinese catalogue, compiled in memory when the program starts.

Every layer speaks through `_`, because papers, errors and the command line need it as much as the window.
"""

import gettext
import io
from contextvars import ContextVar
from functools import cache
from typing import Final

from officer_app import paths

CHINESE: Final = "zh_CN"
ENGLISH: Final = "en"
LANGUAGES: Final = (CHINESE, ENGLISH)

_chosen: str = CHINESE
_here: ContextVar[str | None] = ContextVar("language", default=None)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == ENGLISH:
        return gettext.NullTranslations()
    # Babel is needed only for a language that has a catalogue.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    with (paths.resources() / "i18n" / f"{language}.po").open("rb") as source:
        catalogue = read_po(source, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


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


def N_(message: str) -> str:  # noqa: N802 - gettext's customary name, known to every extraction tool
    """Mark a constant for translation; `_` translates it where it is shown."""
    return message


class speaking:  # noqa: N801 - reads as a statement: `with speaking("en"):`
    """Use another language within a block, in this thread only: a paper in Chinese from an English window."""

    def __init__(self, language: str) -> None:
        if language not in LANGUAGES:
            raise ValueError(language)
        self._language = language

    def __enter__(self) -> None:
        self._token = _here.set(self._language)

    def __exit__(self, *_exception: object) -> None:
        _here.reset(self._token)
