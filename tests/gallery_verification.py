"""Scenes of verification: everything proven, the signing keys, and a printed form checked."""

from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtWidgets import QWidget

from officer_app.core.work import NOBODY
from officer_app.people.service import sign_in
from officer_app.quota.approval_paper import draw_approval
from officer_app.quota.paper import case_print
from officer_app.sample.people import PASSWORD
from officer_app.ui.verification import VerificationPage
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_office, sample_window

BOSS = "李国强"
AUDITOR = "马思源"


def _page(stage: Stage, name: str) -> tuple[QWidget, VerificationPage]:
    window = sample_window(stage, name)
    window.go("verification")
    page = window.current_page()
    assert isinstance(page, VerificationPage)
    return window, page


def _opened(stage: Stage) -> QWidget:
    window, _view = _page(stage, BOSS)
    return window


def _proved(stage: Stage) -> QWidget:
    window, page = _page(stage, AUDITOR)
    page.verify()
    office = sample_office(stage.folder)
    boss = office.perform(sign_in, NOBODY, BOSS, PASSWORD).value
    with TemporaryDirectory() as folder:
        form = Path(folder) / "form.pdf"
        form.write_bytes(draw_approval(office.read(case_print, boss, 1)))
        page.read(form)
    return window


def _refused(stage: Stage) -> QWidget:
    window, page = _page(stage, AUDITOR)
    page.code.setText("AAAA-BBBB-CCCC-DDDD")
    page.ask()
    return window


SCENES: dict[str, Scene] = {
    "verification": _opened,
    "verification-proved": _proved,
    "verification-unknown": _refused,
}
