"""Scenes of cover during leave, of the balance of loads with the suggestions, and of the contact card."""

from datetime import timedelta
from pathlib import Path

from PySide6.QtWidgets import QWidget

from officer_app.assignments.cover import CoverDraft, arrange_cover, covered_today, list_covers
from officer_app.core.work import NOBODY, Actor, Office
from officer_app.office import open_office
from officer_app.overview.founding import found
from officer_app.people.access import Role
from officer_app.people.service import change_account, list_accounts, sign_in
from officer_app.sample.build import TODAY
from officer_app.sample.people import PASSWORD
from officer_app.ui.main_window import MainWindow
from officer_app.ui.network.cover import CoverSegment
from officer_app.ui.network.page import NetworkPage
from officer_app.ui.network.suggestions import SuggestionsPage
from officer_app.ui.targets import CardWanted
from officer_app.visits.plan import due_contacts
from tests.gallery import Scene, Stage
from tests.gallery_office import morning, sample_office, sample_window, window_of

LIAISON = "王敏"
BOSS = "李国强"
COLLEAGUE = "何静"
_NEW_PASSWORD = "a-long-password"


def _actor(office: Office, name: str) -> Actor:
    return office.perform(sign_in, NOBODY, name, PASSWORD).value


def _covered(stage: Stage) -> Office:
    """The sample office, whose liaison officer covers somebody today and will again; with the officers' phones."""
    office = sample_office(stage.folder)
    boss, administrator = _actor(office, BOSS), _actor(office, "郑予")
    accounts = {row.name: row for row in office.read(list_accounts, administrator)}
    for place, row in enumerate(accounts.values()):
        if not row.phone:
            phone = f"021-5610 {2000 + place}"
            office.perform(
                change_account,
                administrator,
                row.id,
                role=Role(row.role),
                active=row.active,
                version=row.version,
                phone=phone,
            )
    if len(office.read(list_covers, boss)) < 2:
        days = (TODAY + timedelta(days=11), TODAY + timedelta(days=25))
        absent, stand_in = accounts[COLLEAGUE].id, accounts[LIAISON].id
        office.perform(arrange_cover, boss, CoverDraft("gallery-cover", absent, stand_in, *days, "赴市局跟班学习"))
    return office


def _segment(window: MainWindow, key: str) -> NetworkPage:
    window.go("network", key)
    page = window.current_page()
    assert isinstance(page, NetworkPage)
    return page


def _list(stage: Stage) -> QWidget:
    _covered(stage)
    window = sample_window(stage, BOSS)
    _segment(window, "cover")
    return window


def _new(stage: Stage) -> QWidget:
    _covered(stage)
    window = sample_window(stage, BOSS)
    segment = _segment(window, "cover").segments["cover"]
    assert isinstance(segment, CoverSegment)
    segment.ask_new()
    form = segment.side.form
    form.other.setCurrentIndex(form.absent.currentIndex())
    form.reason.setText("年休假")
    form.save.click()
    return window


def _none(stage: Stage) -> QWidget:
    window = _fresh(stage, "no-cover")
    _segment(window, "cover")
    return window


def _fresh(stage: Stage, name: str) -> MainWindow:
    file: Path = stage.folder / f"{name}.db"
    file.unlink(missing_ok=True)
    office = open_office(str(file), clock=morning)
    office.perform(found, NOBODY, "上海市宝山区人力资源和社会保障局", BOSS, _NEW_PASSWORD)
    with office.database.transaction(writes=True) as connection:
        connection.exec_driver_sql(f"UPDATE account SET role = '{Role.SUPERVISOR.value}'")
    return window_of(office, stage.folder / f"{name}.ini", BOSS, _NEW_PASSWORD)


def _stand_ins_day(stage: Stage) -> QWidget:
    _covered(stage)
    window = sample_window(stage, LIAISON)
    window.go("today")
    return window


def _balance(stage: Stage) -> QWidget:
    _covered(stage)
    window = sample_window(stage, BOSS)
    _segment(window, "officers")
    return window


def _suggestions(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    window.go("suggestions")
    page = window.current_page()
    assert isinstance(page, SuggestionsPage)
    for place in range(3):
        page.table.set_current(place)
        page._toggle_current()
    return window


def _nothing_suggested(stage: Stage) -> QWidget:
    window = _fresh(stage, "nothing-suggested")
    window.go("suggestions")
    return window


def _card(stage: Stage) -> QWidget:
    office = _covered(stage)
    boss = _actor(office, BOSS)
    absent = next(iter(office.read(covered_today, boss)))
    due = office.read(due_contacts, boss, officer_id=absent)
    window = sample_window(stage, LIAISON)
    window.go("contact-card", CardWanted(due[0].enterprise_id))
    return window


SCENES: dict[str, Scene] = {
    "cover": _list,
    "cover-new": _new,
    "cover-none": _none,
    "cover-today": _stand_ins_day,
    "balance": _balance,
    "suggestions": _suggestions,
    "suggestions-none": _nothing_suggested,
    "contact-card": _card,
}
