"""Scenes of the calendar: month, week, agenda, empty, while something is dragged, and what is planned from it."""

from collections.abc import Callable
from datetime import date

from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QWidget

from officer_app.ui.calendar.page import CalendarPage
from officer_app.ui.calendar.proposal import ProposalPage
from officer_app.visits.calendar import CalendarEntry
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

OFFICER = "王敏"
BOSS = "李国强"


def _page(stage: Stage, name: str = OFFICER, view: str = "month") -> tuple[QWidget, CalendarPage]:
    window = sample_window(stage, name)
    window.go("calendar")
    page = window.current_page()
    assert isinstance(page, CalendarPage)
    page.show_view(view)
    return window, page


def _view(view: str, name: str = OFFICER, act: Callable[[CalendarPage], object] = lambda _page: None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window, page = _page(stage, name, view)
        act(page)
        return window

    return scene


def _planned(page: CalendarPage) -> CalendarEntry:
    return next(entry for day in page.diary.days.values() for entry in day.entries if entry.plan_id is not None)


def _dragging(view: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window, page = _page(stage, OFFICER, view)
        window.resize(1440, 900)
        window.show()
        board = page.month if view == "month" else page.week
        board.dragged = _planned(page)
        place = board.day_rect(date(2026, 9, 18)).center()
        board.hover(QPointF(place.x(), place.y() + 40))
        return window

    return scene


def _new_year(page: CalendarPage) -> None:
    page.diary.go(date(2026, 12, 31))


def _proposal(page: CalendarPage) -> None:
    page.propose()
    shown = page.window().findChildren(ProposalPage)
    shown[0].table.setFocus()
    shown[0]._toggle_current()


SCENES: dict[str, Scene] = {
    "calendar-month": _view("month"),
    "calendar-month-all": _view("month", BOSS),
    "calendar-week": _view("week"),
    "calendar-week-all": _view("week", BOSS),
    "calendar-agenda": _view("agenda"),
    "calendar-next-year": _view("month", OFFICER, _new_year),
    "calendar-empty": _view("agenda", OFFICER, _new_year),
    "calendar-plan": _view("month", BOSS, lambda page: page.begin_plan()),
    "calendar-proposal": _view("month", OFFICER, _proposal),
    "calendar-take-along": _view("week", OFFICER, lambda page: page.take_along()),
    "calendar-drag": _dragging("month"),
    "calendar-drag-week": _dragging("week"),
}
