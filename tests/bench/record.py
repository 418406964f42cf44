"""The record of one visit against Platypus; `size` times a measured run, since one takes milliseconds."""

from pathlib import Path

from officer_app.visits.report import visit_record
from tests.bench import data, papers
from tests.bench.measure import Report, alternate


def measure(size: int, _folder: Path) -> Report:
    report = Report("record", size)
    visits = data.month(size + 5).visits[-size:]
    drawn = [papers.text_of(lambda visit=visit: visit_record(visit)) for visit in visits]
    papers.register_fonts()
    report.add(
        alternate(
            25,
            record=lambda: [visit_record(visit) for visit in visits],
            platypus=lambda: [papers.record_in_platypus(visit) for visit in visits],
            canvas=lambda: [papers.on_canvas(one) for one in drawn],
        )
    )
    report.faster("record", "platypus", 1.7)
    report.faster("record", "canvas")
    return report
