"""Papers about visits: the record of one visit, the report of a month.

Each is a function from plain values to the PDF's bytes; the same values give the same bytes.
"""

from pathlib import Path

from officer_app.core.documents.writing import write_whole
from officer_app.visits.month_paper import draw_month
from officer_app.visits.printed import MonthPrint, VisitPrint
from officer_app.visits.record_paper import draw_record


def visit_record(visit: VisitPrint) -> bytes:
    """走访记录. Raises MissingGlyph for a character that no shipped face has."""
    return draw_record(visit)


def month_report(month: MonthPrint) -> bytes:
    """走访情况报告: letter with figures, table, full records. Raises MissingGlyph."""
    return draw_month(month)


def write_visit_record(visit: VisitPrint, path: Path) -> None:
    """Write 走访记录 to `path`, whole or not at all; raises DiskTrouble, MissingGlyph."""
    write_whole(path, visit_record(visit))


def write_month_report(month: MonthPrint, path: Path) -> None:
    """Write 走访情况报告 to `path`, whole or not at all; raises DiskTrouble, MissingGlyph."""
    write_whole(path, month_report(month))
