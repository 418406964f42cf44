"""Scenes of the visit editor on the sample office: empty, found, written, asked, papers, conflict, correction."""

from dataclasses import replace
from pathlib import Path

from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from officer_app.core.work import Actor
from officer_app.demands.service import Category, DemandDraft
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import CorrectVisit, NewVisit
from officer_app.ui.visits.editor import VisitEditorView
from officer_app.ui.visits.list import VisitsView
from officer_app.ui.widgets import Token
from officer_app.visits.browsing import VisitFilter, VisitRow, list_visits
from officer_app.visits.drafts import Outcome, VisitDraft, drop_draft, own_drafts
from officer_app.visits.logging import save_visit
from officer_app.visits.reading import visit_file
from officer_app.visits.returning import return_visit
from tests.gallery import Scene, Stage
from tests.gallery_office import page, sample_window

LIAISON = "王敏"
SUPERVISOR = "李国强"


def _tidy_window(stage: Stage) -> MainWindow:
    """The window without the drafts that the scenes before left."""
    window = sample_window(stage, LIAISON)
    office, actor = window.desk.jobs.office, window.desk.jobs.actor
    for draft in office.read(own_drafts, actor):
        office.perform(drop_draft, actor, draft.draft_id)
    window.resize(1440, 900)
    window.show()
    return window


def _editor(stage: Stage) -> MainWindow:
    window = _tidy_window(stage)
    window.go("visits")
    row = page(window, VisitsView).table.current_row()
    assert row is not None
    window.go("visit", NewVisit(row.enterprise_id))
    return window


def _empty(stage: Stage) -> QWidget:
    window = _tidy_window(stage)
    window.go("visit")
    return window


def _write(window: MainWindow) -> VisitEditorView:
    view = page(window, VisitEditorView)
    fields = view.fields
    fields.starts.setText("13:30")
    fields.ends.setText("14:45")
    fields.people.set_tokens([Token("刘芳", "人事经理", 1), Token("何建平", "副总经理", 2)])
    fields.companions.add(Token("周颖", "区医保局"))
    fields.content.setPlainText(
        "企业二期厂房 10 月投产，细胞治疗工艺岗缺口 12 人，其中 3 人拟走人才引进，材料由何总牵头准备。\n"
        "人事反映居住证积分续签高峰集中在 11 月，希望预约错峰办理。已发 2026 版政策手册 2 份，讲解缴费基数口径。"
    )
    fields.what.answered.setPlainText("社保缴费基数按上年度月平均工资核定，当场算给人事看了一例。")
    fields.what.policies.set_tokens([Token("人才引进落户"), Token("骨干人才专项激励")])
    fields.demands.set_drafts(
        [
            DemandDraft("a", Category.SETTLEMENT, "3 名工艺岗骨干人才引进，需一对一指导材料", handler_id=2),
            DemandDraft("b", Category.POINTS, "11 月积分续签希望错峰预约，约 40 人"),
        ]
    )
    return view


def _written(stage: Stage) -> QWidget:
    window = _editor(stage)
    _write(window).keep()
    return window


def _asked(stage: Stage) -> QWidget:
    window = _editor(stage)
    view = _write(window)
    view.go_on_asking()
    QApplication.processEvents()
    first = view.checklist.folds[0].asked[0]
    first.show_typed(True)
    first.changed.emit()
    view.fields.people.add(Token("钱伟", "工艺总监"))
    view.keep()
    return window


def _papers(stage: Stage) -> QWidget:
    window = _editor(stage)
    view = _write(window)
    folder = stage.folder / "papers"
    folder.mkdir(exist_ok=True)
    view.papers.add_files([_photo(folder / "现场照片-1.jpg"), _signed(folder / "签到页.pdf"), folder / "已移走.jpg"])
    view.keep()
    QApplication.processEvents()
    view.to(view.papers.add)
    return window


def _photo(path: Path) -> Path:
    image = QImage(640, 480, QImage.Format.Format_RGB32)
    image.fill(QColor("#9fb8cf"))
    painter = QPainter(image)
    painter.fillRect(0, 280, 640, 200, QColor("#6b7f6a"))
    painter.fillRect(180, 120, 260, 200, QColor("#e7e2d8"))
    painter.end()
    image.save(str(path))
    return path


def _signed(path: Path) -> Path:
    path.write_bytes(b"%PDF-1.4\n" + b"0" * 182_000)
    return path


def _find(stage: Stage) -> QWidget:
    window = _tidy_window(stage)
    window.go("visit")
    QApplication.processEvents()
    box = page(window, VisitEditorView).fields.enterprise.box
    QTest.keyClicks(box, "sw")
    box.search()
    return window


def _refused(stage: Stage) -> QWidget:
    window = _editor(stage)
    view = page(window, VisitEditorView)
    view.fields.outcome.set_value(Outcome.MOVED)
    view.fields.ends.setText("25:00")
    view.fields.demands.begin()
    view.save()
    return window


def _own(window: MainWindow) -> tuple[VisitRow, Actor]:
    actor = window.desk.jobs.actor
    rows = window.desk.jobs.office.read(list_visits, actor, VisitFilter(officer_id=actor.id))
    return rows[2], actor


def _corrected(stage: Stage) -> QWidget:
    window = _tidy_window(stage)
    row, _actor = _own(window)
    window.go("visit", CorrectVisit(row.id))
    page(window, VisitEditorView).fields.content.appendPlainText("补记：企业下周送材料。")
    return window


def _returned(stage: Stage) -> QWidget:
    boss = sample_window(stage, SUPERVISOR).desk.jobs
    window = _tidy_window(stage)
    row, _actor = _own(window)
    version = boss.office.read(visit_file, boss.actor, row.id).version
    boss.office.perform(return_visit, boss.actor, row.id, "请补写缺口岗位的名称和人数，并附签到页。", version=version)
    window.go("visit", CorrectVisit(row.id))
    return window


def _conflict(stage: Stage) -> QWidget:
    window = _tidy_window(stage)
    row, actor = _own(window)
    window.go("visit", CorrectVisit(row.id))
    view = page(window, VisitEditorView)
    office = window.desk.jobs.office
    file = office.read(visit_file, actor, row.id)
    theirs = VisitDraft(
        "theirs", row.enterprise_id, row.officer_id, row.visited_on, row.mode, row.trigger, Outcome.DONE,
        row.content + "主管补充：已与区医保局联系。", row.starts_at, row.ends_at, visit_id=row.id, version=file.version,
        people=file.people, companions=file.companions, follow_up="周五前回电",
    )  # fmt: skip
    office.perform(save_visit, actor, replace(theirs, place=file.place))
    view.fields.content.setPlainText(row.content + "更正：缺口 15 人，其中博士 2 人。")
    view.fields.ends.setText("16:10")
    view.save()
    return window


SCENES: dict[str, Scene] = {
    "visit": _editor,
    "visit-empty": _empty,
    "visit-written": _written,
    "visit-asked": _asked,
    "visit-papers": _papers,
    "visit-find": _find,
    "visit-refused": _refused,
    "visit-corrected": _corrected,
    "visit-returned": _returned,
    "visit-conflict": _conflict,
}
