"""Each page of the navigation as it opens on the sample office; a feature's own scenes draw its states."""

from PySide6.QtWidgets import QWidget

from officer_app.sample.people import PEOPLE
from officer_app.ui.pages import PAGES
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

# Who opens it, where it is not the first supervisor.
ROLES = {"today": "liaison", "administration": "administrator"}


def _opened(key: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        role = ROLES.get(key, "supervisor")
        window = sample_window(stage, next(name for name, held in PEOPLE if held == role))
        window.go(key)
        return window

    return scene


SCENES: dict[str, Scene] = {f"page-{page.key}": _opened(page.key) for page in PAGES if page.listed}
