"""Every way out of a form in which somebody has typed: nothing typed is lost."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.demands.service import DemandStep
from officer_app.people.forms import kept_form
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.filing import FilingView
from officer_app.ui.demands.page import DemandsView
from officer_app.ui.enterprise.form import EnterpriseFormPage
from officer_app.ui.enterprise.page import EnterprisePage
from officer_app.ui.targets import CorrectVisit, EditEnterprise, EnterpriseWanted, FileCase, NewVisit, ResumeVisit
from officer_app.ui.visits.editor import VisitEditorView
from officer_app.visits.browsing import VisitFilter, count_visits
from officer_app.visits.drafts import own_drafts
from tests.casework import casework
from tests.fieldwork import Fieldwork
from tests.ui.rooms import CTRL, Room, close_window, open_window

WAYS = ("close", "row", "page", "lock")
ROOT = Path(__file__).parents[2]


@pytest.fixture
def enterprise(work: Fieldwork) -> int:
    key = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.contact(key, "刘芳", "13812345678")
    return key


@pytest.fixture
def other(work: Fieldwork) -> int:
    return work.enterprise("上海昉极激光技术有限公司", work.liaison)


@pytest.fixture
def rooms(qtbot: QtBot, work: Fieldwork, tmp_path: Path) -> Iterator[Callable[[], Room]]:
    """Windows of the liaison officer; each begins where the office stands, as after a restart."""
    opened: list[Room] = []

    def enter() -> Room:
        opened.append(open_window(qtbot, work, work.liaison, tmp_path))
        return opened[-1]

    yield enter
    for room in opened:
        close_window(room)


def leave(room: Room, way: str, row: Callable[[], object]) -> None:
    """Go, as somebody does who has forgotten that they were typing."""
    if way == "close":
        room.window.close()
    elif way == "row":
        row()
    elif way == "page":
        room.window.go("today")
    else:
        room.window.show_outside(QWidget())


def page(room: Room, kind: type[Any]) -> Any:
    found = room.window.current_page()
    assert isinstance(found, kind)
    return found


def visit_of(room: Room) -> VisitEditorView:
    view: VisitEditorView = page(room, VisitEditorView)
    return view


@pytest.mark.parametrize("way", WAYS)
def test_a_visit_half_written_is_found_again_with_everything_in_it(
    rooms: Callable[[], Room], work: Fieldwork, enterprise: int, other: int, way: str, tmp_path: Path
) -> None:
    room = rooms()
    room.window.go("visit", NewVisit(enterprise))
    view = visit_of(room)
    fields = view.fields
    room.type("谈到一半", counted=False)
    fields.people.add(fields.people._from_typed("何建平 副总经理"))
    fields.who._lines["何建平"].phone.setText("139")
    fields.companions.line.setText("周颖 医保局")
    fields.what.answered.setPlainText("答了一半")
    fields.what.policies.line.setText("人才")
    fields.demands.begin()
    fields.demands._text.setText("申请公")
    fields.next.setText("12")
    fields.ends.setText("25")
    picture = tmp_path / "签到页.pdf"
    picture.write_bytes(b"%PDF-1.4")
    view.papers.add_files([picture])
    leave(room, way, lambda: room.window.go("visit", NewVisit(other)))
    (draft,) = work.bureau.office.read(own_drafts, work.liaison)
    later = rooms()
    later.window.go("visit", ResumeVisit(draft.draft_id))
    found = visit_of(later).fields
    assert found.content.toPlainText() == "谈到一半"
    assert [(token.words, token.caption) for token in found.people.tokens()] == [("何建平", "副总经理")]
    assert found.who._lines["何建平"].phone.text() == "139"
    assert [token.words for token in found.companions.tokens()] == ["王敏", "周颖"]
    assert (found.what.answered.toPlainText(), found.what.policy_names()) == ("答了一半", ("人才",))
    assert [demand.text for demand in found.demands.drafts()] == ["申请公"]
    assert (found.ends.text(), visit_of(later).papers.count()) == ("25", 1)
    # A date typed in part was read as far as it went.
    assert found.next.text() in ("12", "2026-09-12")


@pytest.mark.parametrize("way", WAYS)
def test_a_correction_half_written_is_found_again(
    rooms: Callable[[], Room], work: Fieldwork, enterprise: int, other: int, way: str
) -> None:
    visit = work.visit(enterprise, content="缺口 12 人")
    room = rooms()
    room.window.go("visit", CorrectVisit(visit))
    room.type("补记", counted=False)
    leave(room, way, lambda: room.window.go("visit", NewVisit(other)))
    (draft,) = work.bureau.office.read(own_drafts, work.liaison)
    later = rooms()
    later.window.go("visit", ResumeVisit(draft.draft_id))
    assert visit_of(later).fields.content.toPlainText() == "缺口 12 人补记"
    later.press(Qt.Key.Key_Return, CTRL)
    assert work.file(visit).row.content == "缺口 12 人补记"
    assert work.bureau.office.read(count_visits, work.liaison, VisitFilter()) == 1


@pytest.mark.parametrize("way", WAYS)
def test_a_contact_half_typed_is_found_again_and_forgotten_once_it_is_stored(
    rooms: Callable[[], Room], work: Fieldwork, enterprise: int, other: int, way: str
) -> None:
    room = rooms()
    room.window.go("enterprise", EnterpriseWanted(enterprise))
    form = page(room, EnterprisePage).contact_form
    form.name.setText("何建平")
    form.phone.setText("139")
    leave(room, way, lambda: room.window.go("enterprise", EnterpriseWanted(other)))
    later = rooms()
    later.window.go("enterprise", EnterpriseWanted(other))
    assert page(later, EnterprisePage).contact_form.name.text() == ""
    later.window.go("enterprise", EnterpriseWanted(enterprise))
    form = page(later, EnterprisePage).contact_form
    assert (form.name.text(), form.phone.text()) == ("何建平", "139")
    assert page(later, EnterprisePage).error_bar.message()
    form.phone.setText("13900001111")
    form._save()
    assert work.bureau.office.read(kept_form, work.liaison, "contact", f"{enterprise}.0") is None


@pytest.mark.parametrize("way", WAYS)
def test_an_enterprise_half_changed_keeps_what_was_typed_and_not_what_was_stored(
    rooms: Callable[[], Room], enterprise: int, other: int, way: str
) -> None:
    room = rooms()
    room.window.go("edit-enterprise", EditEnterprise(enterprise))
    view = page(room, EnterpriseFormPage)
    view.note.setPlainText("二期在建")
    leave(room, way, lambda: room.window.go("edit-enterprise", EditEnterprise(other)))
    later = rooms()
    later.window.go("edit-enterprise", EditEnterprise(other))
    assert page(later, EnterpriseFormPage).note.toPlainText() == ""
    later.window.go("edit-enterprise", EditEnterprise(enterprise))
    assert page(later, EnterpriseFormPage).note.toPlainText() == "二期在建"
    assert page(later, EnterpriseFormPage).name.text() == "上海澜启生物科技有限公司"


@pytest.mark.parametrize("way", WAYS)
def test_an_answer_half_written_is_found_again(
    rooms: Callable[[], Room], work: Fieldwork, enterprise: int, way: str
) -> None:
    first = work.demand(enterprise, "第一件", handler=work.liaison)
    second = work.demand(enterprise, "第二件", handler=work.liaison)

    def answer(room: Room, demand_id: int) -> QPlainTextEdit:
        room.window.go("demands", demand_id)
        panel = page(room, DemandsView).panel
        panel.take(next(step for step in panel.offered() if step is DemandStep.RETURN))
        assert panel.form is not None
        QApplication.processEvents()
        (text,) = panel.form.findChildren(QPlainTextEdit)
        return text

    room = rooms()
    answer(room, first.id).setPlainText("不归我们")
    leave(room, way, lambda: answer(room, second.id))
    later = rooms()
    assert answer(later, second.id).toPlainText() == ""
    assert answer(later, first.id).toPlainText() == "不归我们"


@pytest.mark.parametrize("way", ["close", "page", "lock"])
def test_a_demand_half_taken_down_is_found_again(
    rooms: Callable[[], Room], enterprise: int, other: int, way: str
) -> None:
    assert other
    room = rooms()
    room.window.go("demands")
    page(room, DemandsView).new()
    QApplication.processEvents()
    fresh = page(room, DemandsView).panel.fresh
    assert fresh is not None
    room.type("lqsw")
    fresh.enterprise.box.search()
    room.press(Qt.Key.Key_Return)
    room.type("想要六套公", counted=False)
    leave(room, way, lambda: None)
    later = rooms()
    later.window.go("demands")
    page(later, DemandsView).new()
    fresh = page(later, DemandsView).panel.fresh
    assert fresh is not None
    hit = fresh.enterprise.hit()
    assert (hit and hit.value, fresh.text.toPlainText()) == (enterprise, "想要六套公")


@pytest.mark.parametrize("way", WAYS)
def test_an_application_half_typed_is_found_again(
    rooms: Callable[[], Room], enterprise: int, other: int, way: str
) -> None:
    room = rooms()
    room.window.go("file-case", FileCase(enterprise))
    view = page(room, FilingView)
    view.fields.name.setText("孙立")
    view.fields.reason.setPlainText("急需")
    here, pages = next(iter(view.papers.lines.values()))
    here.setChecked(True)
    pages.setText("3")
    leave(room, way, lambda: room.window.go("enterprise", EnterpriseWanted(other)))
    later = rooms()
    later.window.go("file-case")
    view = page(later, FilingView)
    assert (view.fields.name.text(), view.fields.reason.toPlainText()) == ("孙立", "急需")
    hit = view.fields.enterprise.hit()
    assert hit is not None
    assert hit.value == enterprise
    assert next(iter(view.papers.typed().values())) == "3"


def test_an_opinion_and_scores_half_typed_wait_for_the_one_who_typed_them(
    qtbot: QtBot, sqlite_url: str, tmp_path: Path
) -> None:
    database = Database(sqlite_url)
    house = casework(database)
    case = house.walk(State.FIRST_REVIEW)
    office, boss = house.bureau.office, house.reviewer

    def window() -> Room:
        return open_window(qtbot, house, boss, tmp_path)  # type: ignore[arg-type] # an office at its casework

    first = window()
    first.window.go("case", case)
    view: CaseView = page(first, CaseView)
    view.decision.opinion.setPlainText("材料属实")
    first.window.go("today")
    close_window(first)
    assert office.read(kept_form, boss, "case", str(case)) is not None
    later = window()
    later.window.go("case", case)
    assert page(later, CaseView).decision.opinion.toPlainText() == "材料属实"
    close_window(later)
    database.close()


_WRITER = """
import sys
from PySide6.QtCore import QSettings
from PySide6.QtWidgets import QApplication
from officer_app.cases.words import State
from officer_app.core.database import Database
from officer_app.core.work import Actor, Office
from officer_app.people.access import AccessTable, Role
from officer_app.ui import theme
from officer_app.ui.jobs import Jobs
from officer_app.ui.notices import Notices
from officer_app.ui.page import Desk
from officer_app.ui.targets import NewVisit
from officer_app.ui.visits.editor import VisitEditorView
from datetime import date, datetime, UTC

url, account, enterprise, folder = sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4]
application = QApplication([])
theme.start(application, "light")
now = datetime(2026, 9, 17, 1, tzinfo=UTC)
jobs = Jobs(Office(Database(url), AccessTable(), lambda: now), Actor(account, "王敏", Role.LIAISON))
settings = QSettings(folder + "/child.ini", QSettings.Format.IniFormat)
view = VisitEditorView(Desk(jobs, Notices(), settings, now.date))
view.resize(1200, 800)
view.show()
view.opened(NewVisit(enterprise))
typed = 0

def wait(until):
    while not until():
        application.processEvents()

wait(lambda: view.fields.enterprise.hit() is not None)
view.fields.demands.begin()
view.fields.demands._text.setText("公寓")
view.drafting.timing.pause.setInterval(20)
while True:
    typed += 1
    view.fields.content.insertPlainText("字")
    wait(lambda: not view.drafting.timing.waits() and not jobs.busy())
    print(typed, flush=True)
"""


@pytest.mark.parametrize("after", [3, 17])
def test_killed_at_any_moment_what_was_kept_is_found_and_no_visit_is_half_stored(
    work: Fieldwork, enterprise: int, sqlite_url: str, tmp_path: Path, after: int
) -> None:
    command = [sys.executable, "-c", _WRITER, sqlite_url, str(work.liaison.id), str(enterprise), str(tmp_path)]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as child:
        assert child.stdout is not None
        said = 0
        for line in child.stdout:
            said = int(line)
            if said >= after:
                break
        child.send_signal(signal.SIGKILL)
        child.wait()
    assert said >= after
    (draft,) = work.bureau.office.read(own_drafts, work.liaison)
    assert len(str(draft.payload["content"])) >= said
    assert [entry["text"] for entry in draft.payload["demands"]] == ["公寓"]
    assert draft.payload["enterprise"][0] == enterprise
    assert work.bureau.office.read(count_visits, work.liaison, VisitFilter()) == 0


def test_quitting_in_the_middle_of_saving_leaves_the_visit_or_its_draft(
    rooms: Callable[[], Room], work: Fieldwork, enterprise: int
) -> None:
    room = rooms()
    room.window.go("visit", enterprise)
    room.type("谈到一半", counted=False)
    view = visit_of(room)
    view.saving._busy = True  # the visit is on its way, and the answer has not come
    room.window.close()
    view.saving._busy = False
    assert [kept.payload["content"] for kept in work.bureau.office.read(own_drafts, work.liaison)] == ["谈到一半"]
