"""The ledger page as a supervisor uses it: figures that agree, grants, reversals with a reason, export."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from officer_app.cases.words import State, Verdict
from officer_app.core.database import Database
from officer_app.core.sheets import open_sheet
from officer_app.core.work import Actor
from officer_app.people.settings import store_setting
from officer_app.quota.accounts import UnitAccount
from officer_app.quota.ledger import PoolFrozen
from officer_app.quota.lists import EntryKind
from officer_app.quota.pool import GrantDraft, grant_quota
from officer_app.quota.service import first_review
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.ledger import LedgerView
from officer_app.ui.main_window import MainWindow
from officer_app.ui.paper.page import PaperView
from tests.casework import Casework, casework
from tests.pdf_reading import Reading
from tests.ui.conftest import compose
from tests.ui.rooms import case_window


@pytest.fixture
def house(sqlite_url: str) -> Iterator[Casework]:
    database = Database(sqlite_url)
    yield casework(database)
    database.close()


class Desktop:
    """Opens the ledger as somebody."""

    def __init__(self, house: Casework, qtbot: QtBot, folder: Path) -> None:
        self.house, self.qtbot, self.folder = house, qtbot, folder
        self.window: MainWindow

    def ledger(self, actor: Actor, year: int | None = None) -> LedgerView:
        window = self.window = case_window(self.qtbot, self.house, actor, self.folder)
        window.go("ledger", year)
        view = window.current_page()
        assert isinstance(view, LedgerView)
        QApplication.processEvents()
        return view

    def click(self, widget: QWidget) -> None:
        QApplication.processEvents()
        self.qtbot.mouseClick(widget, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
        QApplication.processEvents()


@pytest.fixture
def desktop(house: Casework, qtbot: QtBot, tmp_path: Path) -> Desktop:
    return Desktop(house, qtbot, tmp_path)


def write(widget: QWidget, words: str) -> None:
    """Type Chinese as an input method does."""
    widget.setFocus()
    compose(widget, "", words)
    QApplication.processEvents()


def words_of(widget: QWidget) -> str:
    QApplication.processEvents()
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def figures(view: LedgerView) -> list[int]:
    """Granted, used, reserved, left as the page shows them."""
    return [int(figure.text()) for figure in view.head.figures]


def test_the_four_figures_agree_and_the_ledger_is_proven_on_opening(house: Casework, desktop: Desktop) -> None:
    house.grant(5)
    house.walk(State.PANEL)
    house.walk(State.SETTLED)
    view = desktop.ledger(house.decider)
    assert figures(view) == [5, 1, 1, 3]
    assert "无缺号，无透支" in view.head.verdict.text()
    assert view.table.rows_model.rowCount() == 4


def test_without_a_quota_the_page_says_to_enter_the_grant_and_enters_it(house: Casework, desktop: Desktop) -> None:
    view = desktop.ledger(house.decider)
    assert view.stack.currentIndex() == 1
    assert "2026 年还没有额度" in words_of(view)
    desktop.click(view.grant)
    side = view.side
    assert side.count.hasFocus()
    desktop.qtbot.keyClicks(side.count, "58")
    desktop.qtbot.keyClick(side.count, Qt.Key.Key_Return)
    desktop.click(side.save)
    assert side.form.error_of("document")
    assert house.counters() == (0, 0, 0)
    write(side.document, "沪人社〔2026〕3 号")
    desktop.click(side.save)
    assert house.counters() == (58, 0, 0)
    assert view.stack.currentIndex() == 0
    assert figures(view) == [58, 0, 0, 58]
    assert side.isHidden()


@pytest.mark.parametrize("typed", ["", "八", "1.5", "x"])
def test_units_that_are_no_whole_number_are_refused_beside_the_field(
    house: Casework, desktop: Desktop, typed: str
) -> None:
    view = desktop.ledger(house.decider)
    view.ask_grant()
    view.side.count.setText(typed)
    view.side.document.setText("文号")
    desktop.click(view.side.save)
    assert view.side.form.error_of("count")
    assert house.counters() == (0, 0, 0)


def test_enter_enters_no_grant_and_the_same_form_pressed_twice_counts_once(house: Casework, desktop: Desktop) -> None:
    view = desktop.ledger(house.decider)
    view.ask_grant()
    view.side.count.setText("8")
    view.side.document.setText("文号")
    save, draft_id = view.side.save, view.side._draft_id
    save.setFocus()
    desktop.qtbot.keyClick(save, Qt.Key.Key_Return)
    assert house.counters() == (0, 0, 0)
    desktop.click(save)
    house.do(grant_quota, house.decider, GrantDraft(draft_id, 2026, 8, "文号"))
    assert house.counters() == (8, 0, 0)


def test_an_adjustment_goes_down_with_a_reason_but_never_below_what_is_taken(house: Casework, desktop: Desktop) -> None:
    house.grant(2)
    house.walk(State.PANEL)
    view = desktop.ledger(house.decider)
    view.ask_grant()
    view.side.kind.choose("adjust")
    view.side.count.setText("−2")
    view.side.document.setText("文号")
    desktop.click(view.side.save)
    assert view.side.form.error_of("opinion")
    write(view.side.reason, "收回")
    desktop.click(view.side.save)
    assert house.counters() == (2, 1, 0)
    assert view.error_bar.message() or view.side.form.error_of("count")
    view.side.count.setText("−1")
    desktop.click(view.side.save)
    assert house.counters() == (1, 1, 0)


def test_r_reverses_the_chosen_entry_with_a_reason_and_both_stay(house: Casework, desktop: Desktop) -> None:
    house.grant(3)
    case_id = house.walk(State.PANEL)
    view = desktop.ledger(house.decider)
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_R)
    assert not view.side.isHidden()
    assert "退回初审" in words_of(view.side)
    desktop.click(view.side.save)
    assert view.side.form.error_of("opinion")
    write(view.side.reason, "同案重复")
    desktop.click(view.side.save)
    assert house.counters() == (3, 0, 0)
    assert house.state(case_id) is State.FIRST_REVIEW
    latest = view.table.rows_model.row(0)
    before = view.table.rows_model.row(1)
    assert getattr(latest, "kind", None) is EntryKind.REVERSE
    assert getattr(before, "reversed_by", None) == 3
    view.table.set_current(1)
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_R)
    assert view.side.isHidden()
    assert "已被第 3 笔冲正" in view._reverse.toolTip()


def test_escape_leaves_the_form_first_and_then_the_page(house: Casework, desktop: Desktop) -> None:
    house.grant(3)
    view = desktop.ledger(house.decider)
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_R)
    desktop.qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert view.side.isHidden()
    assert desktop.window.current_key() == "ledger"
    desktop.qtbot.keyClick(view, Qt.Key.Key_Escape)
    assert desktop.window.current_key() != "ledger"


def test_filters_narrow_the_entries_and_the_count_says_of_how_many(house: Casework, desktop: Desktop) -> None:
    house.grant(5)
    house.walk(State.SETTLED)
    view = desktop.ledger(house.decider)
    view.kind.choose(EntryKind.GRANT)
    assert view.table.rows_model.rowCount() == 1
    assert "1 笔，共 3 笔" in words_of(view)
    view.kind.choose(None)
    view.month.choose(9)
    assert view.table.rows_model.rowCount() == 2
    view.month.choose(1)
    assert view.table.rows_model.rowCount() == 0


def test_another_year_is_shown_with_its_own_figures(house: Casework, desktop: Desktop) -> None:
    house.grant(5)
    house.grant(7, year=2025)
    view = desktop.ledger(house.decider)
    view.show_year(2025)
    assert figures(view) == [7, 0, 0, 7]
    assert "该年度已结束" in words_of(view)
    view.opened(2026)
    assert figures(view) == [5, 0, 0, 5]


def test_enter_opens_the_case_of_an_entry(house: Casework, desktop: Desktop) -> None:
    house.grant(5)
    case_id = house.walk(State.PANEL)
    view = desktop.ledger(house.decider)
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_Return)
    page = desktop.window.current_page()
    assert isinstance(page, CaseView)
    assert page.file is not None
    assert page.file.id == case_id


def test_who_may_not_grant_sees_the_ledger_but_no_way_to_change_it(house: Casework, desktop: Desktop) -> None:
    house.grant(5)
    view = desktop.ledger(house.staff)
    assert figures(view) == [5, 0, 0, 5]
    assert not view.grant.isVisible()
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_R)
    assert view.side.isHidden()


def test_the_ledger_is_exported_with_every_balance(house: Casework, desktop: Desktop, tmp_path: Path) -> None:
    house.grant(5)
    house.walk(State.SETTLED)
    view = desktop.ledger(house.decider)
    view.export_to(tmp_path / "台账")
    assert "已导出 3 笔" in view.error_bar.message()
    _heads, *rows = [cells for _number, cells in open_sheet(tmp_path / "台账.xlsx").rows()]
    assert [row[14] for row in rows] == [4, 4, 5]
    assert all("申请人" not in str(cell) for row in rows for cell in row)


def test_an_export_that_cannot_be_written_says_so(house: Casework, desktop: Desktop, tmp_path: Path) -> None:
    house.grant(5)
    view = desktop.ledger(house.decider)
    view.export_to(tmp_path / "missing" / "ledger.xlsx")
    assert view.error_bar.message()


def test_a_ledger_changed_by_another_hand_is_told_in_red(house: Casework, desktop: Desktop) -> None:
    house.grant(5)
    view = desktop.ledger(house.decider)
    with house.bureau.office.database.transaction(writes=True) as connection:
        connection.exec_driver_sql("DROP TRIGGER IF EXISTS quota_follows_ledger")
        names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
        for name in names:
            connection.exec_driver_sql(f'DROP TRIGGER "{name}"')
        connection.exec_driver_sql("UPDATE quota SET used = 1")
    view.verify()
    assert view.head.verdict.property("tone") == "danger"
    assert "2026 年" in view.head.verdict.text()


def test_draft_ids_of_two_forms_differ(house: Casework, desktop: Desktop) -> None:
    view = desktop.ledger(house.decider, date(2026, 1, 1).year)
    view.ask_grant()
    first = view.side._draft_id
    view.ask_grant()
    assert first != view.side._draft_id
    assert len(first) == len(str(uuid4()))


def test_units_move_to_a_campaign_that_was_opened_here_and_the_preview_says_what_stands_then(
    house: Casework, desktop: Desktop
) -> None:
    house.grant(5)
    view = desktop.ledger(house.decider)
    side = view.side
    view.ask_open()
    write(side.name, "秋季专项")
    desktop.click(side.save)
    assert [row.label for row in view.pools] == ["特殊人才落户专用额度", "秋季专项"]
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_M)
    assert side.count.hasFocus()
    desktop.qtbot.keyClicks(side.count, "9")
    assert "仅剩 5 个" in side.preview.text()
    side.count.setText("2")
    assert side.preview.text() == "调剂后：“特殊人才落户专用额度”剩 3 个，“秋季专项”剩 2 个。"
    desktop.click(side.save)
    assert side.form.error_of("opinion")
    write(side.reason, "专项申报集中")
    desktop.click(side.save)
    assert figures(view) == [3, 0, 0, 3]
    booked = view.table.rows_model.row(0)
    assert booked is not None
    assert (booked.source, booked.target, booked.units) == (UnitAccount.LEFT, UnitAccount.POOLS, 2)
    # A half of it is not reversed.
    view.table.set_current(0)
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_R)
    assert side.isHidden()
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_BracketRight)
    assert (view.shown_pool, figures(view)) == ("秋季专项", [2, 0, 0, 2])
    words = [action.text() for action in view.menus.pools_menu().actions()]
    assert words[:2] == ["特殊人才落户专用额度，剩 3", "秋季专项，剩 2"]


def test_f_freezes_the_pool_with_a_reason_and_thaws_it(house: Casework, desktop: Desktop) -> None:
    house.grant(5)
    waiting = house.ready()
    view = desktop.ledger(house.decider)
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_F)
    desktop.click(view.side.save)
    assert view.side.form.error_of("opinion")
    write(view.side.reason, "年度核查")
    desktop.click(view.side.save)
    assert "赵建华于9月" in words_of(view.head)
    assert "年度核查" in words_of(view.head)
    with pytest.raises(PoolFrozen):
        house.do(first_review, house.reviewer, waiting, Verdict.PASS, "同意")
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_F)
    assert "解冻" in words_of(view.side)
    write(view.side.reason, "核查完毕")
    desktop.click(view.side.save)
    assert "年度核查" not in words_of(view.head)
    house.do(first_review, house.reviewer, waiting, Verdict.PASS, "同意")


def test_carrying_over_says_what_the_rule_allows(house: Casework, desktop: Desktop) -> None:
    house.grant(5, year=2025)
    view = desktop.ledger(house.decider, 2025)
    view.ask_carry()
    assert "不结转" in view.side.preview.text()
    assert "不结转" in view.side.save.toolTip()
    for key, value in (
        ("quota.carry_over", "limited"),
        ("quota.carry_over_most", 3),
        ("quota.carry_over_until", "12-31"),
    ):
        house.do(store_setting, house.admin, key, date(2026, 1, 1), value, "区局办公会")
    view.ask_carry()
    assert view.side.count.text() == "3"
    write(view.side.reason, "上年结余")
    desktop.click(view.side.save)
    assert (house.counters(2025), house.counters(2026)) == ((2, 0, 0), (3, 0, 0))


def test_the_forecast_is_refused_in_a_sentence_or_says_what_it_rests_on(house: Casework, desktop: Desktop) -> None:
    house.ask_for_one_paper()
    house.bureau.clock.set(date(2026, 3, 2))
    house.grant(20)
    view = desktop.ledger(house.decider)
    assert "暂不作预测" in words_of(view.head)
    view.show_forecast()
    assert view.side.isHidden()
    for _case in range(10):
        house.walk(State.REJECTED)
    house.file()
    view.reload()
    assert "在办 1 件" in words_of(view.head)
    desktop.qtbot.keyClick(view.table, Qt.Key.Key_O)
    assert "1 × 0/10 = 0" in words_of(view.side)


def test_the_ledger_on_paper_names_no_applicant_and_says_where_units_went(house: Casework, desktop: Desktop) -> None:
    house.grant(5)
    house.walk(State.SETTLED)
    view = desktop.ledger(house.decider)
    view.files.paper()
    shown = desktop.window.current_page()
    assert isinstance(shown, PaperView)
    assert shown.issuing.button.isVisible()
    with Reading(shown.pdf) as paper:
        text = paper.squeezed()
    for words in ("期末下达5=已用1+预留0+剩余4", "市核定→剩余", "剩余→预留", "预留→已用", "宝人特〔2026〕", "编制人"):
        assert words in text
    assert "申请人" not in text
