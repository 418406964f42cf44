"""What a cell may hold, and its text."""

import datetime as dt

Cell = str | int | float | bool | dt.date | dt.datetime | dt.time | dt.timedelta | None


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
