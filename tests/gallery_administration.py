"""Scenes of the contact network, the bulk assignment, administration, and what is shown around signing in."""

from PySide6.QtCore import QItemSelectionModel
from PySide6.QtWidgets import QWidget

from officer_app.core.errors import NewerDatabase
from officer_app.i18n import _
from officer_app.ui.administration.page import CHECKLISTS, HOLIDAYS, RIGHTS, SETTINGS, AdministrationPage
from officer_app.ui.administration.paper_list import PaperListEdit
from officer_app.ui.network.assign import AssignPage
from officer_app.ui.network.gaps import GapsSegment
from officer_app.ui.network.page import GAPS, OFFICERS, TOWNS, NetworkPage
from officer_app.ui.trouble import PreparingView, TroubleView
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

BOSS = "李国强"
ADMINISTRATOR = "郑予"


def _network(part: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, BOSS)
        window.go("network", part)
        return window

    return scene


def _assign(stage: Stage, *, done: bool = False) -> QWidget:
    window = sample_window(stage, BOSS)
    window.go("network")
    network = window.current_page()
    assert isinstance(network, NetworkPage)
    gaps = network.segments[GAPS]
    assert isinstance(gaps, GapsSegment)
    gaps.table.selectAll()
    gaps.assign_chosen()
    page = window.current_page()
    assert isinstance(page, AssignPage)
    if done:
        page._assign()
    return window


def _administration(part: str, *, new: bool = False) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, ADMINISTRATOR)
        window.go("administration", part)
        page = window.current_page()
        assert isinstance(page, AdministrationPage)
        if new and part == HOLIDAYS:
            page.holidays_side.ask_new()
        elif new:
            page._ask_account()
            page.accounts_side._create()
        if part == SETTINGS:
            index = page.settings.rows_model.index(3, 0)
            flags = QItemSelectionModel.SelectionFlag
            page.settings.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
        return window

    return scene


def _papers(stage: Stage) -> QWidget:
    window = sample_window(stage, ADMINISTRATOR)
    window.go("administration", SETTINGS)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    model = page.settings.rows_model
    keys = [getattr(model.row(place), "key", "") for place in range(model.rowCount())]
    page.settings.set_current(keys.index("case.checklist"))
    edit = page.settings_side.fields[""]
    assert isinstance(edit, PaperListEdit)
    edit.table.set_current(9)
    return window


def _checklists(stage: Stage, *, new: bool = False, refused: bool = False) -> QWidget:
    window = sample_window(stage, ADMINISTRATOR)
    window.go("administration", CHECKLISTS)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    side = page.checklists_side
    if new:
        page.new_checklist.click()
        return window
    page.checklists.set_current(4)
    side.questions.table.set_current(0)
    if refused:
        side.questions.begin()
        side.questions.text.setText("具体说明")
        side.questions.edited()
        side._publish()
    return window


def _rights(stage: Stage) -> QWidget:
    window = sample_window(stage, ADMINISTRATOR)
    window.go("administration", RIGHTS)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    page.rights.set_current(4)
    return window


def _password(stage: Stage) -> QWidget:
    window = sample_window(stage, ADMINISTRATOR)
    window.go("password")
    return window


def _trouble(_stage: Stage) -> QWidget:
    return TroubleView(_("The data stay on this machine"), "office.db", NewerDatabase(found="0009", known="0001"))


def _preparing(_stage: Stage) -> QWidget:
    view = PreparingView("", "正在准备示例数据…")
    view.show_progress(3, 6)
    return view


SCENES: dict[str, Scene] = {
    "network-gaps": _network(GAPS),
    "network-towns": _network(TOWNS),
    "network-officers": _network(OFFICERS),
    "assign": _assign,
    "assign-refused": lambda stage: _assign(stage, done=True),
    "administration-accounts": _administration("accounts"),
    "administration-new-account": _administration("accounts", new=True),
    "administration-holidays": _administration(HOLIDAYS),
    "administration-new-year": _administration(HOLIDAYS, new=True),
    "administration-settings": _administration(SETTINGS),
    "administration-papers": _papers,
    "administration-checklists": _checklists,
    "administration-new-checklist": lambda stage: _checklists(stage, new=True),
    "administration-checklist-refused": lambda stage: _checklists(stage, refused=True),
    "administration-rights": _rights,
    "password": _password,
    "trouble": _trouble,
    "preparing": _preparing,
}
