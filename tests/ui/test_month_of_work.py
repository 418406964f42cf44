"""A month of work, entered through the window by two officers, gives exactly the figures of the month's report.

What is expected is counted here, by hand as it were, from what the officers were told to type.
"""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from officer_app.core.work import Actor
from officer_app.demands.board import DemandFilter, find_demands
from officer_app.demands.service import Rating, answer_demand, rate_demand
from officer_app.ui.reports.page import ReportsView
from officer_app.ui.visits.editor import VisitEditorView
from officer_app.visits.drafts import Mode, Outcome, Trigger
from officer_app.visits.reporting import Scope, report_figures
from tests.fieldwork import Fieldwork
from tests.pdf_reading import Reading
from tests.ui.rooms import ALT, CTRL, Room, close_window, open_window

ENTER = Qt.Key.Key_Return
FIRST, LAST = date(2026, 9, 1), date(2026, 9, 30)
FIRMS = {"上海澜启生物科技有限公司": "lqsw", "上海岚恒信息技术有限公司": "lhxx", "上海沅越环境工程有限公司": "yyhj",
         "上海凌域传感科技有限公司": "lycg", "上海晟芯工业软件有限公司": "sxgy"}  # fmt: skip
MODE_KEYS = (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_3, Qt.Key.Key_4)


@dataclass
class Told:
    """What was typed, counted as it was typed."""

    visits: int = 0
    modes: Counter[str] = field(default_factory=Counter)
    triggers: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    firms: set[str] = field(default_factory=set)
    weeks: Counter[date] = field(default_factory=Counter)
    demands: int = 0


@pytest.fixture
def enter_as(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Callable[[Actor], Room]]:
    """One window at a time: whoever signs in next closes the one before."""
    opened: list[Room] = []

    def enter(actor: Actor) -> Room:
        while opened:
            close_window(opened.pop())
        opened.append(open_window(qtbot, work, actor, tmp_path))
        return opened[-1]

    yield enter
    while opened:
        close_window(opened.pop())


def log(room: Room, firm: str, chance: random.Random, told: Told, day: date) -> None:
    """One visit by keys, as the die has it; what was typed goes into the tally."""
    room.press(Qt.Key.Key_N, CTRL)
    room.type(FIRMS[firm])
    room.press(ENTER)
    page = room.window.current_page()
    assert isinstance(page, VisitEditorView)
    mode = chance.choices(range(4), (6, 3, 1, 1))[0]
    on_demand = chance.random() < 0.3
    outcome = chance.choices((Outcome.DONE, Outcome.RESCHEDULED, Outcome.REFUSED), (8, 1, 1))[0]
    room.type(f"{day.day} 日走访，企业经营平稳。", counted=False)
    room.press(MODE_KEYS[mode], ALT)
    if on_demand:
        room.press(Qt.Key.Key_6, ALT)
    page.fields.outcome.setCurrentIndex(list(Outcome).index(outcome))
    page.fields.outcome.activated.emit(page.fields.outcome.currentIndex())
    demand = outcome is Outcome.DONE and chance.random() < 0.4
    if demand:
        room.press(Qt.Key.Key_D, CTRL)
        room.type("申请人才公寓 2 套", counted=False)
        room.press(ENTER)
    room.press(ENTER, CTRL)
    assert not isinstance(room.window.current_page(), VisitEditorView), page.error_bar.message()
    if not FIRST <= day <= LAST:
        return
    told.visits += 1
    told.modes[list(Mode)[mode].value] += 1
    told.triggers[(Trigger.ON_DEMAND if on_demand else Trigger.PERIODIC).value] += 1
    told.outcomes[outcome.value] += 1
    told.firms.add(firm)
    told.weeks[max(FIRST, day - timedelta(days=day.weekday()))] += 1
    told.demands += demand


def test_a_month_of_work_through_the_window_gives_exactly_the_figures_of_the_report(
    work: Fieldwork, enter_as: Callable[[Actor], Room]
) -> None:
    office, clock = work.bureau.office, work.bureau.clock
    chance = random.Random(20260901)
    firms = list(FIRMS)
    for firm in firms[:3]:
        work.enterprise(firm, work.liaison, since=date(2025, 1, 6))
    for firm in firms[3:]:
        work.enterprise(firm, work.colleague, since=date(2025, 1, 6))
    tallies = {work.liaison: Told(), work.colleague: Told()}
    portfolios = {work.liaison: firms[:3], work.colleague: firms[3:]}
    for officer, told in tallies.items():
        room = enter_as(officer)
        # The last of August and the first of October are entered too, and belong to no one's September.
        for day in (FIRST - timedelta(days=1), *(FIRST + timedelta(days=n) for n in range(0, 30, 3)), LAST, LAST):
            clock.set(day, 16)
            log(room, chance.choice(portfolios[officer]), chance, told, day)
        clock.set(LAST + timedelta(days=1), 16)
        log(room, portfolios[officer][0], chance, told, LAST + timedelta(days=1))
    clock.set(date(2026, 9, 30), 17)
    collected = office.read(find_demands, work.supervisor, DemandFilter())
    in_september = [row for row in collected if FIRST <= row.collected_on <= LAST]
    for place, row in enumerate(in_september[:5]):
        office.perform(answer_demand, work.supervisor, row.id, "已解决", version=row.version)
        rating = Rating.CONTENT if place else Rating.MOSTLY
        answered = next(one for one in office.read(find_demands, work.supervisor, DemandFilter()) if one.id == row.id)
        office.perform(rate_demand, work.supervisor, row.id, rating, version=answered.version)
    clock.set(date(2026, 10, 8))

    whole = Told()
    for told in tallies.values():
        whole.visits += told.visits
        whole.demands += told.demands
        whole.modes += told.modes
        whole.triggers += told.triggers
        whole.outcomes += told.outcomes
        whole.weeks += told.weeks
        whole.firms |= told.firms
    for scope, told in (
        (Scope(), whole),
        *((Scope(officer_id=officer.id), told) for officer, told in tallies.items()),
    ):
        figures = office.read(report_figures, work.supervisor, FIRST, LAST, scope)
        visits = figures.visits
        assert (visits.visits, visits.enterprises, visits.demands) == (told.visits, len(told.firms), told.demands)
        assert {code: count for code, count in visits.by_mode.items() if count} == dict(told.modes)
        assert {code: count for code, count in visits.by_trigger.items() if count} == dict(told.triggers)
        assert {code: count for code, count in visits.by_outcome.items() if count} == dict(told.outcomes)
        assert {one.span.first: one.total for one in visits.spans if one.total} == dict(told.weeks)
        assert figures.demands.registered == told.demands
    assert len(in_september) == whole.demands >= 5
    demands = office.read(report_figures, work.supervisor, FIRST, LAST).demands
    assert (demands.closed, demands.rated, demands.content) == (5, 5, 5)

    room = enter_as(work.supervisor)
    room.window.go("reports", FIRST)
    page = room.window.current_page()
    assert isinstance(page, ReportsView)
    page.make()
    with Reading(page.paper.pdf) as reading:
        letter = reading.squeezed(0)
    assert f"{whole.visits}次" in letter
    assert f"{len(whole.firms)}家" in letter
    assert f"{whole.demands}件" in letter
