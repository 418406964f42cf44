"""The list of visits: filters, orders, an enterprise's file; and what people search in them; the raw driver beside."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final

from officer_app.core.work import Office
from officer_app.directory.industries import Industry
from officer_app.overview.dossier import dossier
from officer_app.visits.browsing import VisitFilter, VisitSort, browse_visits, count_visits, visit_anchors
from officer_app.visits.model import Mode, Outcome, Trigger
from tests.bench.fieldwork import POLICIES, furnish_visits, pages_of
from tests.bench.lookups import Statements, connect_raw, run_raw
from tests.bench.measure import MIB, Report, alternate, once
from tests.bench.office import FIRST_LIAISON, SUPERVISOR

_PAGE: Final = 200
# What people look for, by how much of it there is: on nearly every visit, on many, on few, on none.
_TYPED: Final = {
    "frequent": ("企业", "人才", "落户", "招聘", "积分", "公寓"),
    "longer": ("人才公寓", "特殊人才落户专用额度", "何总监反映", "算法中心"),
    "several": ("公寓 企业", "何总监 目录", "算法中心 招聘"),
    "enterprise": ("微电子", "机器人", "楚启", "澜", "有限公司"),
    "rare": ("启翊琮厂", "楚澜广告厂", "澜凌翊机器人厂"),
    "absent": ("无此内容", "龘", "无此词句"),
}


def _furnish(report: Report, folder: Path) -> Office:
    from officer_app.office import open_office

    path = folder / "office.sqlite"
    if not path.exists():
        report.facts["seconds_to_fill"] = round(once(lambda: furnish_visits(path, report.size).close()), 1)
    report.facts["database_mib"] = round(path.stat().st_size / MIB)
    return open_office(str(path))


def lists(size: int, folder: Path) -> Report:
    """The first page of visits, whole and filtered, in several orders; a page far down; the file of an enterprise."""
    report = Report("visits", size)
    office = _furnish(report, folder)
    raw = connect_raw(office)
    statements = Statements(office)
    rounds = 1 if size < 1_000 else 5

    def page(sort: VisitSort = VisitSort.DAY, **wanted: Any) -> Callable[[], object]:
        return lambda: office.read(browse_visits, SUPERVISOR, VisitFilter(**wanted), sort, limit=_PAGE)

    firsts: dict[str, Callable[[], object]] = {
        **{f"by {sort.value}": page(sort) for sort in VisitSort},
        "officer": page(officer_id=FIRST_LIAISON),
        "mode": page(mode=Mode.VIDEO),
        "refused": page(outcome=Outcome.REFUSED),
        "not found": page(outcome=Outcome.NOT_FOUND),
        "on demand": page(trigger=Trigger.ON_DEMAND),
        "month": page(first=date(2026, 8, 1), last=date(2026, 8, 31)),
        "sub-district": page(subdistrict_ids=(3,)),
        "industry": page(industries=(Industry.CRUISE,)),
        "returned": page(returned=True),
        "with demands": page(with_demands=True),
        "policy": page(policy=POLICIES[2]),
        "enterprise": page(enterprise_id=7),
        "refused by video": page(outcome=Outcome.REFUSED, mode=Mode.VIDEO),
        "much at once, found nowhere": page(
            mode=Mode.VIDEO,
            trigger=Trigger.ON_DEMAND,
            subdistrict_ids=(3,),
            industries=(Industry.CRUISE,),
            with_demands=True,
        ),
        "officer, by enterprise": page(VisitSort.ENTERPRISE, officer_id=FIRST_LIAISON),
        "sub-district, by mode": page(VisitSort.MODE, subdistrict_ids=(3,)),
        "industry, by officer": page(VisitSort.OFFICER, industries=(Industry.CRUISE,)),
    }
    anchors = office.read(visit_anchors, SUPERVISOR, VisitFilter(), VisitSort.DAY, descending=True)
    others: dict[str, Callable[[], object]] = {
        "jump": lambda: office.read(
            browse_visits, SUPERVISOR, VisitFilter(), offset=size * 7 // 10, limit=_PAGE, anchors=anchors
        ),
        "count all": lambda: office.read(count_visits, SUPERVISOR, VisitFilter()),
        "enterprise file": lambda: office.read(dossier, SUPERVISOR, 7),
    }
    for name, work in {**firsts, **others}.items():
        same = statements.of(work)
        report.add(alternate(rounds, **{name: work, f"{name}, raw": lambda same=same: run_raw(raw, same)}))
        report.takes(name, f"{name}, raw")
    slowest = max(firsts, key=report.middle)
    report.facts["slowest"] = slowest
    report.limit("slowest first page", report.middle(slowest) * 1000, 100)
    report.limit("jump", report.middle("jump") * 1000, 16)
    report.limit("enterprise file", report.middle("enterprise file") * 1000, 100)
    raw.close()
    office.close()
    return report


def search(size: int, folder: Path) -> Report:
    """The first page of what is found in a million texts and names, beside a look at every text."""
    report = Report("visit-search", size)
    office = _furnish(report, folder)
    raw = connect_raw(office)
    rounds = 1 if size < 1_000 else 7
    slowest: dict[str, float] = {}
    for kind, texts in _TYPED.items():
        for text in texts:
            times = alternate(
                rounds, found=lambda text=text: office.read(browse_visits, SUPERVISOR, VisitFilter(text=text), limit=50)
            )
            report.add(times)
            report.add({kind: times["found"]})
            slowest[text] = max(times["found"])
    absent = "SELECT id FROM visit WHERE content LIKE ? LIMIT 50"
    report.add(alternate(1, scan=lambda: raw.execute(absent, ("%无此内容%",)).fetchall()))
    report.takes("found", "scan", 1 / 50, share=0.95)
    for kind in ("found", *_TYPED):
        report.limit(f"{kind} p95", report.p95(kind) * 1000, 16)
    report.facts["slowest_texts_ms"] = {
        text: round(slowest[text] * 1000, 1) for text in sorted(slowest, key=lambda text: -slowest[text])[:6]
    }
    report.facts["pages"] = pages_of(folder / "office.sqlite", ("visit_search", "visit"))
    raw.close()
    office.close()
    return report
