"""Scenes of the list of visits: filtered, a visit whole with its return, closing months, questions, the import."""

from datetime import date
from pathlib import Path

from PySide6.QtWidgets import QWidget

from officer_app.core.work import NOBODY, Actor
from officer_app.people.service import sign_in
from officer_app.sample.people import PASSWORD
from officer_app.ui.directory.questions import QuestionsPage
from officer_app.ui.imports.visits import ImportVisitsPage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import ImportWanted
from officer_app.ui.visits.list import VisitsView
from officer_app.ui.visits.months import MonthsPage
from officer_app.visits.browsing import VisitFilter, browse_visits
from officer_app.visits.closing import close_month, months_of
from officer_app.visits.drafts import Outcome, VisitDraft
from officer_app.visits.logging import save_visit
from officer_app.visits.reading import visit_file
from officer_app.visits.returning import return_visit
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_office, sample_window

_FOUND = ("按登记地址未找到企业，物业称半年前已退租。", "门牌已换，邻户称迁往顾村。", "三次约访均以工作忙回绝。")
SUPERVISOR = "李国强"
LIAISON = "王敏"
STAFF = "许知行"


def _signed_in(stage: Stage, name: str) -> Actor:
    return sample_office(stage.folder).perform(sign_in, NOBODY, name, PASSWORD).value


def _list(stage: Stage, name: str = SUPERVISOR) -> tuple[MainWindow, VisitsView]:
    window = sample_window(stage, name)
    window.resize(1440, 900)
    window.go("visits")
    page = window.current_page()
    assert isinstance(page, VisitsView)
    return window, page


def _whole(stage: Stage) -> QWidget:
    return _list(stage)[0]


def _filtered(stage: Stage) -> QWidget:
    window, page = _list(stage)
    page.filters.period.choose("year")
    page.filters.demands.choose(True)
    page.filters.add(page.filters.town)
    page.table.show_sort("enterprise", False)
    page.table.sort_wanted.emit("enterprise", False)
    return window


def _returned(stage: Stage) -> QWidget:
    office, boss = sample_office(stage.folder), _signed_in(stage, SUPERVISOR)
    row = office.read(browse_visits, boss, VisitFilter(), limit=1).rows[0]
    file = office.read(visit_file, boss, row.id)
    if file.returned is None:
        note = "请补充会见人，以及岗位缺口人数。"
        office.perform(return_visit, boss, row.id, note, version=file.version)
    return _list(stage)[0]


def _months(stage: Stage) -> QWidget:
    office, boss = sample_office(stage.folder), _signed_in(stage, SUPERVISOR)
    for row in office.read(months_of, boss, 2026):
        if row.month == date(2026, 6, 1) and row.closing is None and not row.returned:
            office.perform(close_month, boss, row.month)
    window = sample_window(stage, SUPERVISOR)
    window.go("months")
    page = window.current_page()
    assert isinstance(page, MonthsPage)
    page.table.set_current(3)
    return window


def _questions(stage: Stage) -> QWidget:
    office, officer = sample_office(stage.folder), _signed_in(stage, LIAISON)
    rows = office.read(browse_visits, officer, VisitFilter(officer_id=officer.id), limit=40).rows
    for place, outcome in enumerate((Outcome.NOT_FOUND, Outcome.MOVED, Outcome.REFUSED)):
        enterprise = sorted({row.enterprise_id for row in rows})[place]
        draft = VisitDraft(f"question-{place}", enterprise, officer.id or 0, date(2026, 9, 15 - place))
        office.perform(save_visit, officer, _with(draft, outcome, _FOUND[place]))
    window = sample_window(stage, STAFF)
    window.go("questions")
    assert isinstance(window.current_page(), QuestionsPage)
    return window


def _with(draft: VisitDraft, outcome: Outcome, content: str) -> VisitDraft:
    from dataclasses import replace

    return replace(draft, outcome=outcome, content=content)


def _import(stage: Stage) -> QWidget:
    office, actor = sample_office(stage.folder), _signed_in(stage, STAFF)
    rows = office.read(browse_visits, actor, VisitFilter(), limit=6).rows
    lines = ["企业名称,走访日期,开始时间,走访方式,联络员,走访内容,会见人,诉求"]
    lines += [
        f"{row.enterprise},2026-0{7 + place % 3}-0{place + 1},09:30,上门,{row.officer},了解用工与落户需求。,"
        "刘芳 人事经理,"
        for place, row in enumerate(rows)
    ]
    lines += [
        "上海无此企业有限公司,2026-08-03,,电话,王敏,约访。,,",
        f"{rows[0].enterprise},2026-08-04,,上门,周某某,了解需求。,,",
        f"{rows[1].enterprise},八月初,,上门,王敏,了解需求。,,",
    ]
    path: Path = stage.folder / "2026年走访台账.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    window = sample_window(stage, STAFF)
    window.go("import-visits", ImportWanted(path))
    assert isinstance(window.current_page(), ImportVisitsPage)
    return window


SCENES: dict[str, Scene] = {
    "visit-list": _whole,
    "visit-list-filtered": _filtered,
    "visit-list-returned": _returned,
    "visit-months": _months,
    "directory-questions": _questions,
    "visit-import": _import,
}
