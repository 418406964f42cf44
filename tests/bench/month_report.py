"""The report of a month with `size` visits: as fast as drawing its text, and several times as fast as Platypus."""

from pathlib import Path

import pypdfium2

from officer_app.visits.report import period_report
from tests.bench import data, papers
from tests.bench.measure import Report, alternate


def measure(size: int, _folder: Path) -> Report:
    report = Report("month-report", size)
    month = data.month(size)
    papers.register_fonts()
    drawn = papers.text_of(lambda: period_report(month))
    rounds = 1 if size < 10 else max(3, min(15, 1_500 // size))
    report.add(
        alternate(
            rounds,
            report=lambda: period_report(month),
            canvas=lambda: papers.on_canvas(drawn),
        )
    )
    report.add(alternate(max(1, rounds // 5), platypus=lambda: papers.month_in_platypus(month)))
    report.faster("report", "canvas", 0.85)
    report.faster("report", "platypus", 3.5)
    pages = _pages(period_report(month))
    report.facts = {
        "pages": pages,
        "pages_of_platypus": _pages(papers.month_in_platypus(month)),
        "pages_per_second": round(pages / report.middle("report"), 1),
        "lines_of_text": len(drawn),
        "bytes": len(period_report(month)),
    }
    return report


def _pages(paper: bytes) -> int:
    document = pypdfium2.PdfDocument(paper)
    try:
        return len(document)
    finally:
        document.close()
