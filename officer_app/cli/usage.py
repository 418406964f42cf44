"""Reading a command line in the reader's language, and the kinds of words it takes."""

import argparse
import re
from datetime import date, time
from typing import Final

from officer_app import i18n
from officer_app.i18n import N_, _

# As large as a row's number can be on either engine.
_LARGEST: Final = 2**31 - 1
# Earlier and later months have no neighbours in the calendar.
_YEARS: Final = range(1900, 9000)
_WHOLE: Final = re.compile(r"[+-]?\d+", re.ASCII)

# What argparse itself says.
_WORDS: Final = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("%(prog)s: error: %(message)s\n"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("the following arguments are required: %s"),
    N_("unrecognized arguments: %s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid %(type)s value: %(value)r"),
    N_("expected one argument"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("ignored explicit argument %r"),
    N_("not allowed with argument %s"),
)


def speak() -> None:
    """Let argparse say its own words in the language in force."""
    setattr(argparse, "_", i18n._)  # noqa: B010 # the module's own hook; it has no public one


def month(text: str) -> str:
    """2026-09."""
    try:
        if len(text) == 7 and date.fromisoformat(f"{text}-01").year in _YEARS:
            return text
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("{text}: a month is written 2026-09").format(text=text))


def day(text: str) -> date:
    """2026-09-17."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("{text}: a date is written 2026-09-17").format(text=text)) from None


def day_time(text: str) -> time:
    """09:30."""
    try:
        if len(text) == 5:
            return time.fromisoformat(text)
    except ValueError:
        pass
    raise argparse.ArgumentTypeError(_("{text}: a time is written 09:30").format(text=text))


def whole(text: str) -> int:
    """A whole number, possibly below zero."""
    if _WHOLE.fullmatch(text) is None or len(text) > 18:
        raise argparse.ArgumentTypeError(_("{text}: a whole number is needed").format(text=text))
    return int(text)


def number(text: str) -> int:
    """A year or the number of a record."""
    value = whole(text)
    if not 1 <= value <= _LARGEST:
        raise argparse.ArgumentTypeError(_("{text}: there is no such number").format(text=text))
    return value
