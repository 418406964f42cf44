"""Scenes of dated duties: any day of the network, gaps to come, handing a portfolio over, and the handovers made."""

from collections.abc import Callable
from datetime import date

from PySide6.QtWidgets import QWidget

from officer_app.assignments.holders import holders
from officer_app.ui.main_window import MainWindow
from officer_app.ui.network.day import DaySegment
from officer_app.ui.network.gaps import GapsSegment
from officer_app.ui.network.handover import HandoverPage
from officer_app.ui.network.page import DAY, GAPS, HANDOVERS, NetworkPage
from officer_app.ui.targets import HandoverWanted
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

BOSS = "李国强"


def _network(window: MainWindow, part: str) -> NetworkPage:
    window.go("network", part)
    page = window.current_page()
    assert isinstance(page, NetworkPage)
    return page


def _day(day: date) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, BOSS)
        segment = _network(window, DAY).segments[DAY]
        assert isinstance(segment, DaySegment)
        segment.opened(day)
        return window

    return scene


def _ahead(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    segment = _network(window, GAPS).segments[GAPS]
    assert isinstance(segment, GapsSegment)
    segment.ahead.choose(True)
    return window


def _handovers(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    _network(window, HANDOVERS)
    return window


def _page(window: MainWindow, *, towns: bool = False) -> HandoverPage:
    rows = window.desk.jobs.office.read(holders, window.desk.jobs.actor)
    most = max(rows, key=lambda row: (row.towns if towns else 0, row.enterprises))
    window.go("handover", HandoverWanted(most.account_id))
    page = window.current_page()
    assert isinstance(page, HandoverPage)
    return page


def _handing(act: Callable[[HandoverPage], object], *, towns: bool = False) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, BOSS)
        page = _page(window, towns=towns)
        page.to.setCurrentIndex(2)
        page.effective_on.set_value(date(2026, 10, 12))
        page.reason.setText("岗位调整")
        page._read()
        act(page)
        return window

    return scene


def _none_left(page: HandoverPage) -> None:
    for check in page.roles.values():
        check.setChecked(False)
    page._read()


def _duties(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    segment = _network(window, DAY).segments[DAY]
    assert isinstance(segment, DaySegment)
    segment._duties()
    return window


SCENES: dict[str, Scene] = {
    "network-day-past": _day(date(2026, 5, 1)),
    "network-day": _day(date(2026, 9, 17)),
    "duties": _duties,
    "network-gaps-ahead": _ahead,
    "network-handovers": _handovers,
    "handover": _handing(lambda page: page._leave_out({line.duty.id for line in page._lines()[1:3]})),
    "handover-towns": _handing(lambda page: page.towns.setChecked(True), towns=True),
    "handover-paper": _handing(lambda page: page._show_sheet()),
    "handover-nothing": _handing(_none_left),
}
