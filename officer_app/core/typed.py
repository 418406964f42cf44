"""What a person typed, before it is stored: no longer than it may be, and made of characters a database can hold.

Everything else stays as it was typed: markup, emoji, marks of direction and characters without width.
"""

import re
from typing import Any, Final  # Any: JSON values of any kind

from officer_app.core.errors import Invalid
from officer_app.i18n import N_

# PostgreSQL holds no NUL, and half of a character cannot be written in UTF-8.
_UNSTORABLE: Final = re.compile("[\x00\ud800-\udfff]")


def checked_text(text: str, field: str, most: int | None = None) -> str:
    """The text without blanks around it. Raises Invalid naming the field for what cannot be stored or is too long."""
    plain = text.strip()
    if (found := _UNSTORABLE.search(plain)) is not None:
        raise Invalid(
            N_("Character {place} of the text cannot be stored: it is broken or invisible."),
            remedy=N_("Delete it and type it again; text copied from another program may carry such characters."),
            field=field,
            place=found.start() + 1,
        )
    if most is not None and len(plain) > most:
        raise Invalid(
            N_("The text has {length} characters; at most {most} fit."), field=field, length=len(plain), most=most
        )
    return plain


def as_storable(value: Any) -> Any:
    """What is not finished, as JSON, with � for each character that cannot be stored: it is kept whatever it holds."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {as_storable(key): as_storable(held) for key, held in value.items()}
    return [as_storable(held) for held in value] if isinstance(value, list | tuple) else value
