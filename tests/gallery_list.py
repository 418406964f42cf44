"""Scenes of the directory's list: filters in use, its sheets and menus, rows chosen, and one change for many."""

from typing import Any

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QMenu, QWidget

from officer_app.directory.industries import Industry
from officer_app.directory.lists.bulk_edit import BulkChange, BulkField
from officer_app.overview.register import Within
from officer_app.people.views import ViewRow
from officer_app.ui.directory.bulk_edit import BulkEditPage
from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.widgets.check_menu import CheckMenu
from officer_app.ui.widgets.sheet import Sheet
from tests.gallery import SIZE, Scene, Stage, settle
from tests.gallery_office import sample_window

BOSS = "李国强"


def _page(window: MainWindow) -> DirectoryPage:
    window.go("directory")
    page = window.current_page()
    assert isinstance(page, DirectoryPage)
    return page


def _with(window: MainWindow, popup: QWidget) -> QWidget:
    """The window with what stands open over it, which is a window of its own."""
    settle(0.2)
    picture = window.grab()
    painter = QPainter(picture)
    painter.drawPixmap(
        popup.mapToGlobal(popup.rect().topLeft()) - window.mapToGlobal(window.rect().topLeft()), popup.grab()
    )
    painter.end()
    popup.close()
    shown = QLabel()
    shown.setPixmap(picture)
    window.close()
    return shown


def _opened(stage: Stage) -> tuple[MainWindow, DirectoryPage]:
    window = sample_window(stage, BOSS)
    page = _page(window)
    window.resize(*SIZE)
    window.show()
    settle(0.2)
    return window, page


def _filters(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    page = _page(window)
    filters = page.filters
    filters.due.choose(Within.QUARTER)
    filters.town.choose(tuple(value for value, _words in filters.town.choices()[:9]))
    filters.industry.choose((Industry.BIOMEDICINE, Industry.ROBOTICS, Industry.NEXT_GEN_IT))
    filters.headcount.choose((20, 2000))
    filters.high_tech.show()
    view = {"filters": filters.state(), "edition": page.state()["edition"], "sort": "due", "descending": False}
    kept = ViewRow(1, "近期要访", BOSS, True, True, {**view, "columns": page.state()["columns"]}, 1)
    page.views._shown = kept
    page.views.tell()
    return window


def _columns(stage: Stage) -> QWidget:
    window, page = _opened(stage)
    return _with(window, page.choose_columns())


def _many(stage: Stage) -> QWidget:
    window, page = _opened(stage)
    page.filters.town.set_value(tuple(value for value, _words in page.filters.town.choices()[:2]))
    page.filters.town.open_menu()
    return _with(window, _last(page, CheckMenu))


def _range(stage: Stage) -> QWidget:
    window, page = _opened(stage)
    page.filters.founded.show()
    settle(0.1)
    page.filters.founded.open_menu()
    return _with(window, _last(page, Sheet))


def _views(stage: Stage) -> QWidget:
    window, page = _opened(stage)
    state: dict[str, Any] = {}
    rows = [
        ViewRow(1, "近期要访", BOSS, True, True, state, 1),
        ViewRow(2, "顾村镇大客户", BOSS, True, False, state, 1),
        ViewRow(3, "未分配联络员", "许知行", False, True, state, 1),
    ]
    page.views._views, page.views._shown = rows, rows[0]
    page.views.tell()
    settle(0.1)
    page.views.open_menu()
    return _with(window, _last(page, QMenu))


def _chosen(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    page = _page(window)
    flags = QItemSelectionModel.SelectionFlag
    for row in (1, 2, 5):
        page.table.selectionModel().select(page.table.rows_model.index(row, 0), flags.Select | flags.Rows)
    return window


def _bulk(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    page = _page(window)
    page.table.selectAll()
    page.deeds.change_all()
    bulk = window.current_page()
    assert isinstance(bulk, BulkEditPage)
    bulk.what.set_value(BulkChange(BulkField.INDUSTRY))
    bulk.value.choice.set_value(Industry.ROBOTICS)
    bulk.preview()
    return window


def _bulk_period(stage: Stage) -> QWidget:
    window = _bulk(stage)
    assert isinstance(window, MainWindow)
    bulk = window.current_page()
    assert isinstance(bulk, BulkEditPage)
    bulk.what.set_value(BulkChange(BulkField.HIGH_TECH))
    bulk.value.since.setText("2027-01-01")
    bulk.value.until.setText("2026-01-01")
    bulk.preview()
    return window


def _last(page: QWidget, kind: type[Any]) -> QWidget:
    found = [one for one in page.findChildren(kind) if one.isVisible()]
    assert found
    widget: QWidget = found[-1]
    return widget


SCENES: dict[str, Scene] = {
    "directory-filters": _filters,
    "directory-columns": _columns,
    "directory-several": _many,
    "directory-range": _range,
    "directory-views": _views,
    "directory-chosen": _chosen,
    "bulk-edit": _bulk,
    "bulk-edit-refused": _bulk_period,
}
