"""Scenes of retention: what is past its period, and a proposal that a second person decides."""

from PySide6.QtWidgets import QWidget

from officer_app.ui.retention import RetentionPage
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

STAFF = "许知行"
BOSS = "李国强"


def _page(stage: Stage, name: str) -> tuple[QWidget, RetentionPage]:
    window = sample_window(stage, name)
    window.go("retention")
    page = window.current_page()
    assert isinstance(page, RetentionPage)
    return window, page


def _due(stage: Stage) -> QWidget:
    window, page = _page(stage, STAFF)
    page.kinds.set_current(3)
    return window


def _deciding(stage: Stage) -> QWidget:
    window, page = _page(stage, BOSS)
    page.purges.set_current(0)
    return window


SCENES: dict[str, Scene] = {"retention": _due, "retention-decide": _deciding}
