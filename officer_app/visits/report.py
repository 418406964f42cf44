"""Papers about visits: records of visits, the report of a period.

Each is a function from plain values to the PDF's bytes; the same values give the same bytes.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from officer_app.core.documents.writing import write_whole
from officer_app.core.progress import Progress, unwatched
from officer_app.visits.period_paper import draw_period
from officer_app.visits.printed import PeriodPrint, VisitPrint
from officer_app.visits.record_paper import draw_record, draw_records_together


def visit_record(visit: VisitPrint) -> bytes:
    """走访记录. Raises MissingGlyph for a character that no shipped face has."""
    return draw_record(visit)


def visit_records(visits: Sequence[VisitPrint], progress: Progress = unwatched) -> bytes:
    """走访记录 of several visits in one file, each beginning a page. Raises MissingGlyph, Cancelled."""
    return draw_records_together(visits, progress)


def period_report(report: PeriodPrint, progress: Progress = unwatched) -> bytes:
    """走访情况报告: letter with figures, table, full records. Raises MissingGlyph, Cancelled."""
    return draw_period(report, progress)


def write_visit_record(visit: VisitPrint, path: Path) -> None:
    """Write 走访记录 to `path`, whole or not at all; raises DiskTrouble, MissingGlyph."""
    write_whole(path, visit_record(visit))


def write_visit_records(visits: Iterable[VisitPrint], folder: Path, progress: Progress = unwatched) -> list[Path]:
    """Write each record to a file of its own, named by its number; the files written.

    Raises DiskTrouble, MissingGlyph, Cancelled; the files written before remain, each whole.
    """
    listed, written = list(visits), []
    for number, visit in enumerate(listed):
        progress(number, len(listed))
        written.append(folder / f"{visit.number}.pdf")
        write_whole(written[-1], visit_record(visit))
    progress(len(listed), len(listed))
    return written


def write_period_report(report: PeriodPrint, path: Path) -> None:
    """Write 走访情况报告 to `path`, whole or not at all; raises DiskTrouble, MissingGlyph."""
    write_whole(path, period_report(report))
