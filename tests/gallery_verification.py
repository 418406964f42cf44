"""Scenes of verification: everything proven, the signing keys, and a printed form checked."""

from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from PySide6.QtWidgets import QWidget

from officer_app.core.trail_chain import head_at
from officer_app.core.work import NOBODY
from officer_app.overview.model import IssuedPaper
from officer_app.overview.trail_heads import BreakRow
from officer_app.people.service import sign_in
from officer_app.quota.approval_paper import draw_approval
from officer_app.quota.paper import case_print
from officer_app.sample.people import PASSWORD
from officer_app.ui.audit import AuditPage
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


def _lost(stage: Stage) -> QWidget:
    """What an office that was put back shows: entries are gone, and somebody has to answer for it."""
    window, page = _page(stage, AUDITOR)
    page._show_breaks([BreakRow(1, "2026-09-17 09:00", 43, 8860, 8903, "", "")])
    return window


def _foot(stage: Stage) -> QWidget:
    window, page = _page(stage, AUDITOR)
    with sample_office(stage.folder).database.transaction(writes=False) as connection:
        papers = connection.execute(sa.select(IssuedPaper.trail_seq).order_by(IssuedPaper.id.desc())).scalars()
        at = head_at(connection, next(iter(papers)))
    assert at is not None
    page.code.setText(at.short)
    page.ask()
    return window


def _trail(stage: Stage) -> tuple[QWidget, AuditPage]:
    window = sample_window(stage, AUDITOR)
    window.go("audit")
    page = window.current_page()
    assert isinstance(page, AuditPage)
    return window, page


def _trail_of_people(stage: Stage) -> QWidget:
    """Entries about a contact: what stands masked can be checked against a claim."""
    window, page = _trail(stage)
    page.entity.set_value("talent_case")
    page.deed.set_value("change")
    page.since.set_value(365)
    page._load()
    return window


def _trail_none(stage: Stage) -> QWidget:
    window, page = _trail(stage)
    page.deed.set_value("denial")
    page.number.setText("99999")
    page._load()
    return window


def _trail_proved(stage: Stage) -> QWidget:
    window, page = _trail(stage)
    page.verify()
    return window


SCENES: dict[str, Scene] = {
    "verification": _opened,
    "verification-proved": _proved,
    "verification-unknown": _refused,
    "verification-lost": _lost,
    "verification-foot": _foot,
    "trail": _trail_of_people,
    "trail-none": _trail_none,
    "trail-proved": _trail_proved,
}
