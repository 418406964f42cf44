"""Scenes of today, visits, the visit editor, demands, reports and papers, on the sample office."""

from typing import TypeVar

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from officer_app.core.database import Database
from officer_app.demands.service import Category, DemandDraft
from officer_app.office import Office
from officer_app.people.access import AccessTable, Role
from officer_app.people.model import Account
from officer_app.ui.demands.page import DemandsView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.page import PageView
from officer_app.ui.reports import ReportsView
from officer_app.ui.targets import NewVisit
from officer_app.ui.visits.editor import VisitEditorView
from officer_app.ui.visits.list import VisitsView
from officer_app.ui.widgets import Token
from officer_app.visits.drafts import drop_draft, own_drafts
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

LIAISON = "王敏"
SUPERVISOR = "李国强"
View = TypeVar("View", bound=PageView)


def page(window: MainWindow, kind: type[View]) -> View:
    """The page in view, as what it is."""
    found = window.current_page()
    assert isinstance(found, kind)
    return found


def _today(stage: Stage) -> QWidget:
    return sample_window(stage, LIAISON)


def _today_all(stage: Stage) -> QWidget:
    return sample_window(stage, SUPERVISOR)


def _visits(stage: Stage) -> QWidget:
    window = _tidy_window(stage)
    window.go("visits")
    return window


def _no_visits(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    window.go("visits")
    view = page(window, VisitsView)
    view.search.setText("无此内容")
    view.reload()
    return window


def _tidy_window(stage: Stage) -> MainWindow:
    """The window without the drafts that the scenes before left."""
    window = sample_window(stage, LIAISON)
    office, actor = window.desk.jobs.office, window.desk.jobs.actor
    for draft in office.read(own_drafts, actor):
        office.perform(drop_draft, actor, draft.draft_id)
    return window


def _editor(stage: Stage) -> MainWindow:
    window = _tidy_window(stage)
    window.go("visits")
    row = page(window, VisitsView).table.current_row()
    assert row is not None
    window.go("visit", NewVisit(row.enterprise_id))
    return window


def _written(stage: Stage) -> QWidget:
    window = _editor(stage)
    fields = page(window, VisitEditorView).fields
    fields.starts.setText("13:30")
    fields.ends.setText("14:45")
    fields.people.set_tokens([Token("刘芳", "人事经理"), Token("何建平", "副总经理")])
    fields.content.setPlainText(
        "企业二期厂房 10 月投产，细胞治疗工艺岗缺口 12 人，其中 3 人拟走人才引进，材料由何总牵头准备。\n"
        "人事反映居住证积分续签高峰集中在 11 月，希望预约错峰办理。已发 2026 版政策手册 2 份，讲解缴费基数口径。"
    )
    fields.demands.set_drafts(
        [
            DemandDraft("a", Category.SETTLEMENT, "3 名工艺岗骨干人才引进，需一对一指导材料", handler_id=2),
            DemandDraft("b", Category.POINTS, "11 月积分续签希望错峰预约，约 40 人"),
        ]
    )
    page(window, VisitEditorView).keep()
    return window


def _find(stage: Stage) -> QWidget:
    window = _tidy_window(stage)
    window.resize(1440, 900)
    window.show()
    window.go("visit")
    QApplication.processEvents()
    box = page(window, VisitEditorView).fields.enterprise.box
    QTest.keyClicks(box, "sw")
    box.search()
    return window


def _refused(stage: Stage) -> QWidget:
    window = _editor(stage)
    view = page(window, VisitEditorView)
    view.fields.ends.setText("25:00")
    view.fields.demands.begin()
    view.save()
    return window


def _demands(view: str, *, opened: bool = False) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, SUPERVISOR)
        window.desk.settings.setValue("demands/view", view)
        window.go("demands")
        shown = page(window, DemandsView)
        if opened:
            rows = next(column.cards for column in shown.columns if column.cards.model().rowCount())
            rows.enter()
            row = rows.current()
            assert row is not None
            shown.opened(row.id)
        return window

    return scene


def _new_demand(stage: Stage) -> QWidget:
    window = _demands("board")(stage)
    assert isinstance(window, MainWindow)
    page(window, DemandsView).new()
    return window


def _reports(stage: Stage) -> QWidget:
    window = sample_window(stage, SUPERVISOR)
    window.go("reports")
    return window


def _report(stage: Stage) -> QWidget:
    window = sample_window(stage, SUPERVISOR)
    window.resize(1440, 900)
    window.show()
    window.go("reports")
    page(window, ReportsView).make()
    return window


def _record(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    window.resize(1440, 900)
    window.show()
    window.go("visits")
    page(window, VisitsView).print_record()
    return window


def _nobody_yet(key: str) -> Scene:
    """A page of an office in which nothing has happened."""

    def scene(stage: Stage) -> QWidget:
        from datetime import UTC, datetime

        import sqlalchemy as sa

        from officer_app.core.work import Actor
        from officer_app.ui.page import Account as SignedIn
        from officer_app.ui.pages import PAGES

        file = stage.folder / "empty.db"
        database = Database(str(file))
        if not file.exists():
            database.prepare()
            with database.transaction(writes=True) as connection:
                connection.execute(
                    sa.insert(Account).values(
                        id=1, name=LIAISON, role=Role.LIAISON, password_hash="!", active=True, version=1,
                        created_at=datetime(2026, 9, 1, tzinfo=UTC),
                    )
                )  # fmt: skip
        office = Office(database, AccessTable(), lambda: datetime(2026, 9, 17, 1, tzinfo=UTC))
        desk = stage.desk(office, Actor(1, LIAISON, Role.LIAISON))
        granted = frozenset({"visit_read", "visit_log", "demand_read", "demand_handle", "report", "assignment_read"})
        window = stage.window(desk, PAGES, SignedIn(LIAISON, Role.LIAISON.label, granted, ""))
        window.go(key)
        return window

    return scene


SCENES: dict[str, Scene] = {
    "today": _today,
    "today-everybody": _today_all,
    "today-empty": _nobody_yet("today"),
    "visits": _visits,
    "visits-filtered-away": _no_visits,
    "visits-empty": _nobody_yet("visits"),
    "visit": _editor,
    "visit-written": _written,
    "visit-find": _find,
    "visit-refused": _refused,
    "demands": _demands("board"),
    "demands-open": _demands("board", opened=True),
    "demands-list": _demands("list"),
    "demands-new": _new_demand,
    "demands-empty": _nobody_yet("demands"),
    "reports": _reports,
    "report": _report,
    "paper": _record,
}
