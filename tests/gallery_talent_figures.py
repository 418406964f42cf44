"""Scenes of the figures of special talent: the year, below, nothing on record, the summary; importing past cases."""

from datetime import date
from pathlib import Path

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QScrollArea, QWidget

from officer_app.overview.archive import IssuedKind
from officer_app.ui.imports.past_cases import ImportPastCasesPage
from officer_app.ui.reports.choosing import DAYS, YEAR
from officer_app.ui.reports.page import TALENT, ReportsView
from officer_app.ui.targets import ImportWanted
from tests.gallery import Scene, Stage
from tests.gallery_office import page, sample_window

BOSS, STAFF = "李国强", "许知行"
_FILE = """案件编号,业务类型,申请条件,申请人代码,统一社会信用代码,企业名称,受理日期,初审日期,初审工作日,办结日期,状态
YJ202400001,人才引进,高层次人才,申请人0001,,上海某某科技有限公司,2024-03-04,2024-03-06,2,2024-03-20,办结
YJ202400002,人才引进,高层次人才,申请人0002,,上海某某科技有限公司,2024-03-04,2024-03-06,4,2024-03-20,办结
JZ202400003,居转户,,申请人0003,,上海某某装备有限公司,2024-03-11,2024-03-14,3,,办结
TS202400004,特殊引进,,申请人0004,,上海某某装备有限公司,2024-03-11,2024-03-14,3,2024-04-02,办结
JX202400005,居住证积分续办,,申请人0005,,上海某某装备有限公司,2024-04-11,2024-04-09,3,2024-04-12,办结
"""


def _reports(stage: Stage, part: str = TALENT) -> tuple[QWidget, ReportsView]:
    window = sample_window(stage, BOSS)
    window.go("reports", part)
    return window, page(window, ReportsView)


def _year(stage: Stage) -> QWidget:
    return _reports(stage)[0]


def _below(stage: Stage) -> QWidget:
    window, shown = _reports(stage)

    def to_the_end() -> None:
        for area in shown.findChildren(QScrollArea):
            area.verticalScrollBar().setValue(area.verticalScrollBar().maximum())

    QTimer.singleShot(200, to_the_end)
    return window


def _nothing(stage: Stage) -> QWidget:
    window, shown = _reports(stage)
    shown.chooser.kind.choose(DAYS)
    shown.chooser.first.set_value(date(2019, 5, 1))
    shown.chooser.last.set_value(date(2019, 5, 2))
    return window


def _summary(stage: Stage) -> QWidget:
    window, shown = _reports(stage, "paper")
    shown.chooser.paper.set_value(IssuedKind.TALENT_SUMMARY.value)
    shown.chooser.kind.choose(YEAR)
    shown.make()
    return window


def _import(stage: Stage) -> QWidget:
    path: Path = stage.folder / "2024年人才业务台账.csv"
    path.write_text(_FILE, encoding="utf-8")
    window = sample_window(stage, STAFF)
    window.go("import-cases", ImportWanted(path))
    assert isinstance(window.current_page(), ImportPastCasesPage)
    return window


def _import_empty(stage: Stage) -> QWidget:
    window = sample_window(stage, STAFF)
    window.go("import-cases")
    return window


SCENES: dict[str, Scene] = {
    "talent-figures": _year,
    "talent-figures-whole": _below,
    "talent-figures-nothing": _nothing,
    "talent-summary": _summary,
    "past-cases-import": _import,
    "past-cases-import-empty": _import_empty,
}
