"""Scenes of special talent: the queue, cases in several states with their forms, filing, and the ledger."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from PySide6.QtWidgets import QApplication, QWidget

from officer_app.cases.filed import begin_refiling
from officer_app.cases.filing import DependantDraft, PaperDraft, refile_case
from officer_app.cases.former import FormerCase
from officer_app.cases.lists import CaseFilter, list_cases
from officer_app.cases.trips import record_trip
from officer_app.cases.words import PaperKind, Relation, State, Step
from officer_app.ui.cases.case import CaseView
from officer_app.ui.cases.filing import FilingView
from officer_app.ui.cases.ledger import LedgerView
from officer_app.ui.cases.list import CasesView
from officer_app.ui.cases.parts import APPLICATION, RECORD
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import CaseWanted, FileCase
from officer_app.ui.widgets import Hit
from tests.gallery import Scene, Stage
from tests.gallery_office import sample_window

BOSSES = ("李国强", "沈国梁", "顾承昊")
LIAISON = "王敏"
STAFF = "许知行"


def _case_in(window: MainWindow, state: State, *, mine: bool) -> int:
    """A case in a state; `mine`: one that this person may lead on."""
    jobs = window.desk.jobs
    page = jobs.office.read(list_cases, jobs.actor, CaseFilter(states=frozenset({state}), waiting=mine))
    return int(page.rows[0].id)


def _window_with(stage: Stage, names: tuple[str, ...], state: State, *, mine: bool = True) -> tuple[MainWindow, int]:
    for name in names:
        window = sample_window(stage, name)
        try:
            return window, _case_in(window, state, mine=mine)
        except IndexError:
            window.deleteLater()
    raise LookupError(state)


def open_scene(
    names: tuple[str, ...],
    state: State,
    then: Callable[[CaseView], object] = lambda _view: None,
    *,
    mine: bool = True,
    tab: int = 0,
) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window, case_id = _window_with(stage, names, state, mine=mine)
        window.go("cases")
        window.go("case", CaseWanted(case_id, CaseFilter()))
        view = window.current_page()
        assert isinstance(view, CaseView)
        view.tabs.setCurrentIndex(tab)
        then(view)
        return window

    return scene


def _scoring(view: CaseView) -> None:
    lines = view.scores.lines()
    for (_criterion, points, _basis), typed in zip(lines, ("91", "86", "90", "", "78", "82"), strict=True):
        points.setText(typed)


def _opinion(view: CaseView) -> None:
    view.decision.opinion.setPlainText("材料属实，评价达到参考线，符合专用额度受理范围，建议提交评审会。")


def _form(step: Step) -> Callable[[CaseView], object]:
    return lambda view: view.decision.open_form(step)


def _panel(view: CaseView) -> None:
    view.decision.open_form(Step.PANEL)
    form = view.decision.form
    assert form is not None
    for line, name in zip(form.lines, ("钱怀瑾（高校）", "蒋文渊（协会）", "卢思远（创投）"), strict=True):  # type: ignore[attr-defined]  # a panel's form
        line.name.setText(name)
    form.lines[2].attendance.setCurrentIndex(2)  # type: ignore[attr-defined]  # as above
    form.votes[0].setText("1")  # type: ignore[attr-defined]  # as above


def _list(name: str, scope: str = "") -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, name)
        window.go("cases")
        view = window.current_page()
        assert isinstance(view, CasesView)
        if scope:
            view.scope.choose(scope)
        return window

    return scene


def _submissions(stage: Stage) -> QWidget:
    """A returned case that was filed again with other papers and facts, and a trip too many."""
    window, case_id = _window_with(stage, (STAFF,), State.RETURNED, mine=False)
    office, actor = window.desk.jobs.office, window.desk.jobs.actor
    was = office.perform(begin_refiling, actor, case_id).value
    amended = replace(
        was.draft,
        post="首席科学家（技术委员会主任）",
        contract_end=date(2031, 6, 30),
        income=Decimal(640_000),
        family=(DependantDraft(Relation.CHILD, "孙予安", date(2018, 9, 3)),),
        papers=(PaperDraft(PaperKind.CONTRACT, 22),),
    )
    office.perform(refile_case, actor, case_id, amended)
    office.perform(record_trip, actor, case_id, window.desk.today(), "递交续签的劳动合同原件")
    window.go("case", CaseWanted(case_id, CaseFilter()))
    view = window.current_page()
    assert isinstance(view, CaseView)
    view.tabs.setCurrentIndex(view.tabs.count() - 1)
    return window


def _filing(stage: Stage, *, wrong: bool = False, whole: bool = False) -> QWidget:
    window = sample_window(stage, STAFF)
    window.go("file-case", FileCase())
    view = window.current_page()
    assert isinstance(view, FilingView)
    if wrong:
        view.save()
        return window
    view.fields.enterprise.set_hit(Hit(1, "上海衡枢机器人有限公司", "顾村镇·机器人"))
    view.fields.name.setText("孙启航")
    view.fields.id_number.setText("999999198804010018")
    view.fields.read_number()
    view.fields.post.setText("首席算法专家")
    view.fields.joined_on.set_value(date(2024, 7, 1))
    view.fields.contribution_base.setText("42000")
    if whole:
        view.fields.bases.by_month.setChecked(True)
        view.fields.bases.entries[3].setText("38500")
        view.fields.family.put([["配偶", "周岚", "1990-02-11"], ["子女", "孙予安", "2018-09-03"]])
        view.fields.income.setText("512000")
        view.fields.former.show_cases(
            [FormerCase(1, "宝人特〔2026〕3 号", State.REJECTED, date(2026, 5, 6), "岗位与专用额度受理范围不符。")]
        )
    for here, pages in list(view.papers.lines.values())[:5]:
        here.setChecked(True)
        pages.setText("3")
    if whole:
        window.show()
        QApplication.processEvents()
        view.fields.reason.setFocus()
        view.scrolled.ensureWidgetVisible(view.fields.recommendation)
    return window


def _ledger(then: Callable[[LedgerView], object] = lambda _view: None, year: int | None = None) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, BOSSES[0])
        window.go("ledger", year)
        view = window.current_page()
        assert isinstance(view, LedgerView)
        window.show()
        QApplication.processEvents()  # the table reads the rows it paints
        then(view)
        return window

    return scene


def _moving(view: LedgerView) -> None:
    view.ask_move()
    view.side.count.setText("3")
    view.side.reason.setPlainText("新一代信息技术企业申报集中")


def _frozen(view: LedgerView) -> None:
    """The pool as it looks while it is frozen; the sample office itself stays as it is."""
    pool = view.pool()
    assert pool is not None
    frozen = replace(
        pool, frozen_at=datetime(2026, 9, 17, 1, 5, tzinfo=UTC), frozen_by="李国强", freeze_reason="年度核查，暂停使用"
    )
    view.head.show_frozen(frozen)
    view.side.ask_freeze(frozen)


def _pools_menu(view: LedgerView) -> None:
    menu = view.menus.pools_menu()
    menu.move(view.menus.pool_button.mapTo(view.window(), view.menus.pool_button.rect().bottomLeft()))
    menu.setParent(view.window())
    menu.resize(menu.sizeHint())
    menu.show()


SCENES: dict[str, Scene] = {
    "cases-waiting": _list(BOSSES[0]),
    "cases-all": _list(STAFF, "all"),
    "case-first-review": open_scene(BOSSES, State.FIRST_REVIEW, _scoring),
    "case-ready": open_scene(BOSSES, State.FIRST_REVIEW, _opinion),
    "case-other-role": open_scene((LIAISON,), State.FIRST_REVIEW, mine=False),
    "case-pre-review": open_scene((LIAISON,), State.PRE_REVIEW),
    "case-supplement-form": open_scene((LIAISON,), State.PRE_REVIEW, _form(Step.REQUEST_SUPPLEMENT)),
    "case-supplement": open_scene((STAFF,), State.SUPPLEMENT, _form(Step.SUPPLEMENT_ARRIVED), mine=False),
    "case-panel": open_scene(BOSSES, State.PANEL, _panel),
    "case-publicity": open_scene(BOSSES, State.PUBLICITY),
    "case-objection": open_scene((STAFF,), State.PUBLICITY, _form(Step.OBJECTION), mine=False),
    "case-settlement": open_scene((STAFF,), State.SETTLEMENT, _form(Step.SETTLE)),
    "case-reject": open_scene(BOSSES, State.FIRST_REVIEW, _form(Step.REJECT)),
    "case-application": open_scene(BOSSES, State.FIRST_REVIEW, tab=APPLICATION),
    "case-record": open_scene(BOSSES, State.SETTLED, mine=False, tab=RECORD),
    "case-submissions": _submissions,
    "case-filing": _filing,
    "case-filing-whole": lambda stage: _filing(stage, whole=True),
    "case-filing-wrong": lambda stage: _filing(stage, wrong=True),
    "ledger": _ledger(),
    "ledger-reverse": _ledger(lambda view: view.reverse()),
    "ledger-grant": _ledger(lambda view: view.side.ask_grant(2026)),
    "ledger-empty": _ledger(year=2025),
    "ledger-move": _ledger(_moving),
    "ledger-carry": _ledger(lambda view: view.ask_carry()),
    "ledger-freeze": _ledger(lambda view: view.ask_freeze()),
    "ledger-frozen": _ledger(_frozen),
    "ledger-open-pool": _ledger(lambda view: view.ask_open()),
    "ledger-forecast": _ledger(lambda view: view.show_forecast()),
    "ledger-industry": _ledger(lambda view: view.show_pool(2026, "next_gen_it")),
    "ledger-pools": _ledger(_pools_menu),
}
