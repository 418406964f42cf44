"""What a cell may hold, and its text."""

import datetime as dt
from typing import Any, Final  # JSON's values

# What a spreadsheet program would take for the beginning of a formula.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


def as_plain(cell: Cell) -> object:
    """A cell as JSON holds it: a day or a time as a pair of its kind and its text, or its seconds."""
    if isinstance(cell, dt.timedelta):
        return ["seconds", cell.total_seconds()]
    # A moment is a day, too.
    if isinstance(cell, dt.datetime):
        return ["datetime", cell.isoformat()]
    if isinstance(cell, dt.date):
        return ["date", cell.isoformat()]
    return ["time", cell.isoformat()] if isinstance(cell, dt.time) else cell


def typed(pair: list[Any]) -> Cell:
    """The day or time that was told so."""
    kind, told = pair
    if kind == "seconds":
        return dt.timedelta(seconds=told)
    if kind == "datetime":
        return dt.datetime.fromisoformat(told)
    return dt.date.fromisoformat(told) if kind == "date" else dt.time.fromisoformat(told)


def as_text(cell: Cell) -> str:
    """The text of a cell as a person would read it; whole numbers without a decimal point, empty for nothing.

    Spreadsheet programs store whole numbers as floating point: a code typed as a number comes as 3.1e14.
    """
    if isinstance(cell, str):
        return cell
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat() if cell.time() == dt.time() else cell.isoformat(" ")
    if isinstance(cell, dt.date | dt.time):
        return cell.isoformat()
    return str(cell)


def guarded(text: str) -> str:
    """A text for CSV that no program takes for a formula.

    A quotation mark before it is how such programs themselves say that a cell is text. One that begins like that gets
    another mark, so that what is read is what was written.
    """
    return f"'{text}" if text.lstrip("'").startswith(_FORMULA) else text


def unguarded(text: str) -> str:
    """The text that was `guarded`; any other stays as it is."""
    return text[1:] if text.startswith("'") and text.lstrip("'").startswith(_FORMULA) else text
