"""Scenes of demands: every view, one demand in every state that shows something of its own, and the empty ones."""

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from officer_app.demands.board import DemandFilter, Sign, demand_board, find_demands
from officer_app.demands.service import (
    DemandRow,
    DemandState,
    DemandStep,
)
from officer_app.ui.demands.page import DemandsView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import DemandsWanted
from tests.gallery import Scene, Stage
from tests.gallery_office import nobody_yet, page, sample_window

LIAISON = "王敏"
SUPERVISOR = "李国强"
SPECIALIST = "周颖"


def _window(stage: Stage, view: str, who: str = SUPERVISOR) -> MainWindow:
    window = sample_window(stage, who)
    window.desk.settings.setValue("demands/view", view)
    window.go("demands")
    return window


def _view(view: str, who: str = SUPERVISOR) -> Scene:
    return lambda stage: _window(stage, view, who)


def _open(stage: Stage, states: tuple[DemandState, ...], step: str = "", who: str = SUPERVISOR) -> MainWindow:
    """The board with the first demand of one of these states open."""
    window = _window(stage, "board", who)
    rows = _rows(window, states)
    window.go("demands", DemandsWanted(demand_id=rows[0].id, step=step))
    page(window, DemandsView).board.choose(rows[0].id)
    return window


def _rows(window: MainWindow, states: tuple[DemandState, ...]) -> list[DemandRow]:
    jobs = window.desk.jobs
    return list(jobs.office.read(find_demands, jobs.actor, DemandFilter(states=states)))


def _signed(stage: Stage, sign: Sign) -> QWidget:
    """The board with a demand open about which something is out of the ordinary."""
    window = _window(stage, "board")
    jobs = window.desk.jobs
    board = jobs.office.read(demand_board, jobs.actor, DemandFilter())
    found = next((key for key, signs in board.signs.items() if sign in signs), None)
    if found is not None:
        window.go("demands", found)
        page(window, DemandsView).board.choose(found)
    return window


def _typed(stage: Stage) -> QWidget:
    """An answer left empty, and refused for it."""
    window = _open(stage, (DemandState.IN_PROGRESS,), DemandStep.ANSWER)
    page(window, DemandsView).panel.submit()
    return window


def _new(stage: Stage) -> QWidget:
    window = _window(stage, "board", LIAISON)
    window.resize(1440, 900)
    window.show()
    view = page(window, DemandsView)
    view.new()
    fresh = view.panel.fresh
    assert fresh is not None
    QTest.keyClicks(fresh.enterprise.box, "sw")
    fresh.enterprise.box.search()
    QApplication.processEvents()
    fresh.text.setPlainText("两名骨干的子女明年九月入学，想了解材料和时间")
    return window


def _filtered_away(stage: Stage) -> QWidget:
    window = _window(stage, "table")
    view = page(window, DemandsView)
    view.filters.search.setText("无此诉求")
    view._load()
    return window


SCENES: dict[str, Scene] = {
    "demands": _view("board"),
    "demands-table": _view("table"),
    "demands-queue": _view("queue", SPECIALIST),
    "demands-overview": _view("overview", LIAISON),
    "demands-figures": _view("figures"),
    "demands-collected": lambda stage: _open(stage, (DemandState.COLLECTED,)),
    "demands-open": lambda stage: _open(stage, (DemandState.IN_PROGRESS,)),
    "demands-refused": _typed,
    "demands-paused": lambda stage: _open(stage, (DemandState.SUSPENDED, DemandState.ESCALATED)),
    "demands-extension": lambda stage: _signed(stage, Sign.EXTENSION),
    "demands-hurried": lambda stage: _signed(stage, Sign.HURRIED),
    "demands-merged": lambda stage: _signed(stage, Sign.MERGED),
    "demands-helpers": lambda stage: _signed(stage, Sign.HELPERS),
    "demands-answered": lambda stage: _open(stage, (DemandState.ANSWERED,)),
    "demands-closed": lambda stage: _open(stage, (DemandState.CLOSED,)),
    "demands-new": _new,
    "demands-filtered-away": _filtered_away,
    "demands-empty": nobody_yet("demands"),
}
