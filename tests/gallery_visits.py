"""Scenes of today, visits, the visit editor, demands, reports and papers, on the sample office."""

from PySide6.QtWidgets import QWidget

from officer_app.core.database import Database
from officer_app.office import Office
from officer_app.people.access import AccessTable, Role
from officer_app.people.model import Account
from officer_app.ui.demands.page import DemandsView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.reports import ReportsView
from officer_app.ui.visits.list import VisitsView
from tests.gallery import Scene, Stage
from tests.gallery_office import page, sample_window

LIAISON = "王敏"
SUPERVISOR = "李国强"
def _today(stage: Stage) -> QWidget:
    return sample_window(stage, LIAISON)


def _today_all(stage: Stage) -> QWidget:
    return sample_window(stage, SUPERVISOR)


def _visits(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    window.go("visits")
    return window


def _no_visits(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    window.go("visits")
    view = page(window, VisitsView)
    view.search.setText("无此内容")
    view.reload()
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
    "demands": _demands("board"),
    "demands-open": _demands("board", opened=True),
    "demands-list": _demands("list"),
    "demands-new": _new_demand,
    "demands-empty": _nobody_yet("demands"),
    "reports": _reports,
    "report": _report,
    "paper": _record,
}
