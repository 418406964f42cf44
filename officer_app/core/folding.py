"""Text as it is compared and searched; what is stored and shown stays as it was typed."""

import re
import unicodedata
from typing import Final

# Blanks, control characters, soft hyphens, zero-width characters, direction marks, variation selectors, and halves of
# characters, which no database is ever asked for.
_UNSEEN: Final = re.compile(
    "[\\s\u0000-\u001f\u007f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufe00-\ufe0f\ufeff]"
)
_HIDDEN: Final = re.compile(
    "[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)


def fold(text: str) -> str:
    """The form in which two texts that look alike are equal.

    Full width becomes half width (brackets too), composed and decomposed forms one, capitals small letters; blanks
    and invisible characters go.
    """
    if not text.isascii() and not unicodedata.is_normalized("NFKC", text):
        text = unicodedata.normalize("NFKC", text)
    return _UNSEEN.sub("", text).casefold()


def has_hidden(text: str) -> bool:
    """Whether a text holds invisible characters that may change how it reads."""
    return _HIDDEN.search(text) is not None


def made_visible(text: str) -> str:
    """A text as it is shown: what would be invisible, or turn the direction, stands as ⟨U+202E⟩."""
    return text if text.isprintable() else _HIDDEN.sub(lambda match: f"⟨U+{ord(match[0]):04X}⟩", text)


def without_hidden(text: str) -> str:
    """A text without them."""
    return _HIDDEN.sub("", text)
