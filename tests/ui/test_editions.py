"""The pages of editions, by hand: choosing, adding, changing, taking off, publishing in two steps, comparing."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.directory.editions.listings import Standing, list_enterprise, list_listings
from officer_app.directory.editions.service import (
    EditionStatus,
    Hindrance,
    begin_edition,
    list_editions,
    publish_edition,
)
from officer_app.directory.industries import Industry
from officer_app.people.access import Role
from officer_app.ui.editions.compare import CompareEditionsPage
from officer_app.ui.editions.industry_queue import IndustryQueuePage
from officer_app.ui.editions.page import EditionsPage
from officer_app.ui.editions.side import EDITION, LISTING
from officer_app.ui.editions.ways import ways_to_begin
from officer_app.ui.main_window import MainWindow
from officer_app.ui.paper.page import PaperView
from officer_app.ui.targets import EditionWanted
from officer_app.ui.widgets import EmptyState, Link, PushButton
from tests.ui.offices import Behind, office_behind

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def behind(sqlite_url: str, tmp_path: Path, qtbot: QtBot) -> Iterator[Behind]:
    made = office_behind(sqlite_url, tmp_path, qtbot)
    yield made
    made.bureau.office.close()


@pytest.fixture
def boss(behind: Behind) -> Actor:
    return behind.bureau.person(Role.SUPERVISOR, "李国强")


def drafted(behind: Behind, boss: Actor, *names: str, industry: Industry | None = Industry.ROBOTICS) -> int:
    """The 2026 draft with these enterprises."""
    edition = behind.bureau.office.perform(begin_edition, boss, 2026).value
    for name in names:
        key = behind.enterprise(name)
        behind.bureau.office.perform(list_enterprise, boss, edition, key, industry=industry)
    return edition


def published(behind: Behind, boss: Actor) -> None:
    (row, *_older) = behind.bureau.office.read(list_editions, boss)
    behind.bureau.office.perform(publish_edition, boss, row.id, version=row.version)


def editions(window: MainWindow, target: EditionWanted | None = None) -> EditionsPage:
    window.go("editions", target)
    page = window.current_page()
    assert isinstance(page, EditionsPage)
    return page


def shown(page: EditionsPage) -> list[str]:
    model = page.table.rows_model
    return [row.name for row in map(model.row, range(model.rowCount())) if row is not None and hasattr(row, "name")]


def test_a_new_office_begins_its_first_edition_from_the_empty_page(behind: Behind, boss: Actor) -> None:
    page = editions(behind.window(boss))
    assert page.body.currentWidget() is page.nothing
    state = page.nothing.findChild(EmptyState)
    assert state is not None
    next(button for button in state.findChildren(PushButton) if button.text() == "新建").click()
    (row,) = behind.bureau.office.read(list_editions, boss)
    assert (row.year, row.status) == (2026, EditionStatus.DRAFT)
    assert page.current() is not None


def test_an_enterprise_is_found_and_added_by_keyboard(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    edition = drafted(behind, boss)
    behind.enterprise("上海衡枢机器人有限公司")
    page = editions(behind.window(boss))
    page._add()
    adding = page.side.adding
    qtbot.keyClicks(adding.enterprise.box, "hsjqr")
    adding.enterprise.box.search()
    qtbot.keyClick(adding.enterprise.box, Qt.Key.Key_Return)
    assert adding.enterprise.hit() is not None
    adding.fields.industry.set_value(Industry.ROBOTICS)
    qtbot.keyClicks(adding.fields.reason, "high-tech")
    qtbot.keyClick(adding.fields.reason, Qt.Key.Key_Return, CTRL)
    (line,) = behind.bureau.office.read(list_listings, boss, edition).rows
    assert (line.name, line.industry, line.reason) == ("上海衡枢机器人有限公司", Industry.ROBOTICS, "high-tech")
    assert shown(page) == ["上海衡枢机器人有限公司"]


def test_adding_nothing_or_what_is_listed_says_so_beside_the_field(behind: Behind, boss: Actor) -> None:
    edition = drafted(behind, boss, "甲机器人")
    page = editions(behind.window(boss))
    page._add()
    adding = page.side.adding
    adding.save()
    assert adding.form.error_of("enterprise_id")
    (line,) = behind.bureau.office.read(list_listings, boss, edition).rows
    adding.enterprise.box.setText("甲机器人")
    adding.enterprise.box.search()
    hit = adding.enterprise.box.popup().current()
    assert hit is not None
    adding.enterprise.set_hit(hit)
    adding.save()
    assert "已在列" in adding.form.error_of("enterprise_id")
    assert behind.bureau.office.read(list_listings, boss, edition).rows == (line,)


def test_a_listing_is_changed_and_taken_off_and_put_back_by_keyboard(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    edition = drafted(behind, boss, "甲机器人")
    window = behind.window(boss)
    page = editions(window)
    page.table.setFocus()
    qtbot.keyClick(page.table, "e")
    form = page.side.listing
    assert form.fields.industry.hasFocus()
    form.fields.tier.set_value(1)
    form.fields.evidence.setPlainText("高新技术企业证书")
    qtbot.keyClick(form.fields.industry, Qt.Key.Key_Return, CTRL)
    (line,) = behind.bureau.office.read(list_listings, boss, edition).rows
    assert (line.tier, line.evidence) == (1, "高新技术企业证书")
    assert page.table.hasFocus()
    qtbot.keyClick(page.table, "r")
    assert form.removal_reason.hasFocus()
    qtbot.keyClick(form.removal_reason, Qt.Key.Key_Return)
    assert form.removal_form.error_of("removal_reason")
    qtbot.keyClicks(form.removal_reason, "moved")
    qtbot.keyClick(form.removal_reason, Qt.Key.Key_Return)
    assert behind.bureau.office.read(list_listings, boss, edition).count == 0
    page.standing.choose(Standing.REMOVED)
    assert shown(page) == ["甲机器人"]
    window.desk.undo.undo()
    assert behind.bureau.office.read(list_listings, boss, edition).count == 1


def test_publishing_takes_two_steps_and_enter_never_does_it(behind: Behind, boss: Actor, qtbot: QtBot) -> None:
    drafted(behind, boss, "甲机器人")
    page = editions(behind.window(boss))
    page.side.switch.choose(EDITION)
    publishing = page.side.publishing
    publishing.ask_button.click()
    assert "不能再改动" in publishing.consequence.text()
    assert publishing.not_now.hasFocus()
    assert page.has_filled()
    publishing.publish_button.setFocus()
    qtbot.keyClick(publishing.publish_button, Qt.Key.Key_Return)
    assert behind.bureau.office.read(list_editions, boss)[0].status is EditionStatus.DRAFT
    publishing.publish_button.click()
    row = behind.bureau.office.read(list_editions, boss)[0]
    assert (row.status, row.published_by) == (EditionStatus.PUBLISHED, "李国强")
    assert not publishing.ask_button.isVisible()
    assert not page.add_button.isEnabled()


def test_what_hinders_stands_above_the_button_and_leads_to_the_listings(behind: Behind, boss: Actor) -> None:
    edition = drafted(behind, boss, "甲机器人", industry=None)
    key = behind.enterprise("乙机器人")
    behind.bureau.office.perform(list_enterprise, boss, edition, key, industry=Industry.ROBOTICS)
    window = behind.window(boss)
    page = editions(window)
    page.side.switch.choose(EDITION)
    publishing = page.side.publishing
    assert not publishing.ask_button.isEnabled()
    links = {link.text(): link for link in publishing.findChildren(Link)}
    links["产业未确认·1 家"].clicked.emit()
    assert page.hindrance.value() is Hindrance.NO_INDUSTRY
    assert shown(page) == ["甲机器人"]
    links["逐家确认建议产业"].clicked.emit()
    assert isinstance(window.current_page(), IndustryQueuePage)


def test_published_twice_the_second_is_told_who_was_first(behind: Behind, boss: Actor) -> None:
    drafted(behind, boss, "甲机器人")
    page = editions(behind.window(boss))
    page.side.switch.choose(EDITION)
    page.side.publishing.ask_button.click()
    published(behind, behind.bureau.person(Role.SUPERVISOR, "顾辰"))
    page.side.publishing.publish_button.click()
    assert "顾辰" in page.error_bar.message()


def test_a_published_edition_is_only_shown(behind: Behind, boss: Actor) -> None:
    drafted(behind, boss, "甲机器人")
    published(behind, boss)
    page = editions(behind.window(boss))
    page.side.switch.choose(LISTING)
    assert not page.side.listing.save_button.isVisible()
    assert not page.side.listing.removal.isVisible()
    assert not page.add_button.isEnabled()
    ways = ways_to_begin(page.editions, page.current(), date(2026, 9, 17))
    assert [(way.year, way.like is None) for way in ways] == [(2026, True), (2027, False), (2027, True)]
    assert ways[0].words == "修订 2026 年版"


def test_an_officer_sees_editions_and_does_not_publish(behind: Behind, boss: Actor) -> None:
    drafted(behind, boss, "甲机器人")
    page = editions(behind.window(behind.bureau.person(Role.LIAISON)))
    page.side.switch.choose(EDITION)
    assert not page.side.publishing.ask_button.isVisible()
    assert page.side.publishing._who.isVisible()
    assert not page.begin_button.isVisible()


def test_two_editions_are_compared_and_the_difference_goes_out(
    behind: Behind, boss: Actor, tmp_path: Path, qtbot: QtBot
) -> None:
    drafted(behind, boss, "甲机器人", "乙机器人")
    published(behind, boss)
    window = behind.window(boss)
    page = editions(window)
    page._begin(2026, None)
    page.table.set_current(0)
    page.side.listing.removal_reason.setText("迁出本区")
    page.side.listing.remove_button.click()
    page.table.setFocus()
    qtbot.keyClick(page.table, "c")
    compared = window.current_page()
    assert isinstance(compared, CompareEditionsPage)
    compared.switch.choose("left")
    row = compared.table.current_row()
    assert row is not None
    assert row.reason == "迁出本区"
    compared.export_to(tmp_path / "c.xlsx")
    assert openpyxl.load_workbook(tmp_path / "c.xlsx").active.max_row == 2
    compared.switch.choose("entered")
    assert compared.stack.currentWidget() is compared.same
    compared._print()
    assert isinstance(window.current_page(), PaperView)


def test_the_booklet_opens_as_a_paper_and_the_edition_as_a_workbook(
    behind: Behind, boss: Actor, tmp_path: Path
) -> None:
    edition = drafted(behind, boss, "甲机器人")
    window = behind.window(boss)
    page = editions(window, EditionWanted(edition))
    page.export_to(edition, tmp_path / "e.xlsx")
    assert openpyxl.load_workbook(tmp_path / "e.xlsx").active["B2"].value == "甲机器人"
    assert "1" in page.error_bar.message()
    page._booklet()
    paper = window.current_page()
    assert isinstance(paper, PaperView)
    assert paper._pdf.startswith(b"%PDF")
