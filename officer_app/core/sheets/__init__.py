"""Workbooks and CSV: reading what people send, writing what they can open.

Reading is capped before anything is parsed, because a workbook of a few kilobytes can unpack to gigabytes.
Writing never turns text into a formula, and never leaves half a file.
"""

from officer_app.core.sheets.cells import Cell, as_text
from officer_app.core.sheets.errors import (
    EmptySheet,
    MissingFile,
    NotAWorkbook,
    SheetTooLarge,
    UnknownSheet,
    UnreadableEncoding,
)
from officer_app.core.sheets.limits import LIMITS, Limits
from officer_app.core.sheets.read import SheetReader, open_sheet
from officer_app.core.sheets.write import Column, SheetToWrite, write_workbook

__all__ = [
    "LIMITS",
    "Cell",
    "Column",
    "EmptySheet",
    "Limits",
    "MissingFile",
    "NotAWorkbook",
    "SheetReader",
    "SheetToWrite",
    "SheetTooLarge",
    "UnknownSheet",
    "UnreadableEncoding",
    "as_text",
    "open_sheet",
    "write_workbook",
]
