"""Scenes of merging: the other record to choose, two side by side, taking it back, and what a form says of its like."""

import shutil
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from officer_app.core.keyfile import beside
from officer_app.core.work import Actor, Office
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.overview.merging.rules import OPEN_CASES, Pick
from officer_app.overview.merging.service import MergeDraft, merge_enterprises, merge_preview
from officer_app.ui.enterprise.form import EnterpriseFormPage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import EnterpriseWanted, MergeWanted, UndoMergeWanted
from tests.gallery import Scene, Stage
from tests.gallery_directory import BOSS, _page
from tests.gallery_office import opened, sample_office, sample_window, window_of
from tests.mergework import a_code


def _own_office(stage: Stage) -> MainWindow:
    """A copy of the sample office: these scenes change it."""
    sample_office(stage.folder)
    file = stage.folder / f"sample-{uuid4()}.db"
    shutil.copyfile(stage.folder / "sample.db", file)
    shutil.copyfile(beside(stage.folder / "sample.db"), beside(file))
    return window_of(opened(file), stage.folder / "sample.ini", BOSS)


def _twins(stage: Stage) -> tuple[MainWindow, int, int]:
    """An enterprise of the sample office, and one that was entered a second time under another spelling."""
    window = _own_office(stage)
    row = _page(window).table.current_row()
    assert row is not None
    first = row.enterprise
    jobs = window.desk.jobs
    name = first.name.replace("上海", "上海（宝山）").replace("有限公司", "有限责任公司")
    draft = EnterpriseDraft(str(uuid4()), name, a_code(), headcount=380, note="窗口重复录入", actual_site="沪太路 1 号")
    made = jobs.office.perform(save_enterprise, jobs.actor, draft)
    return window, first.id, made.value


def _choose(stage: Stage) -> QWidget:
    window, first, _second = _twins(stage)
    window.go("merge", MergeWanted(first))
    return window


def _compare(stage: Stage) -> QWidget:
    window, first, second = _twins(stage)
    window.go("merge", MergeWanted(second, first))
    return window


def _questions(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    table = _page(window).table
    first = table.current_row()
    table.selectRow(1)
    second = table.current_row()
    assert first is not None
    assert second is not None
    window.go("merge", MergeWanted(first.enterprise.id, second.enterprise.id))
    return window


def _merge(window: MainWindow, kept: int, gone: int) -> int:
    jobs = window.desk.jobs
    actor: Actor = jobs.actor
    preview = jobs.office.read(merge_preview, actor, kept, gone)
    picks = {one.key: one.pick for one in preview.questions} | {OPEN_CASES: Pick.BOTH}
    draft = MergeDraft(kept, preview.versions[0], gone, preview.versions[1], picks, "重复录入")
    merged: int = jobs.office.perform(merge_enterprises, actor, draft).value
    return merged


def _merged_file(stage: Stage) -> QWidget:
    window, first, second = _twins(stage)
    _merge(window, first, second)
    window.go("enterprise", EnterpriseWanted(first))
    return window


def _gone(stage: Stage) -> QWidget:
    window, first, second = _twins(stage)
    _merge(window, first, second)
    window.go("enterprise", EnterpriseWanted(second))
    return window


def _undo(stage: Stage) -> QWidget:
    window, first, second = _twins(stage)
    window.go("undo-merge", UndoMergeWanted(_merge(window, first, second)))
    return window


def _pairs(stage: Stage) -> QWidget:
    window, first, _second = _twins(stage)
    window.go("duplicates")
    assert first
    return window


def _none(stage: Stage) -> QWidget:
    window = _own_office(stage)
    office = window.desk.jobs.office
    assert isinstance(office, Office)
    with office.database.transaction(writes=True) as connection:
        connection.exec_driver_sql("UPDATE enterprise SET name = '企业' || id || '号'")
    window.go("duplicates")
    return window


def _hint(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    row = _page(window).table.current_row()
    assert row is not None
    window.go("edit-enterprise")
    form = window.current_page()
    assert isinstance(form, EnterpriseFormPage)
    form.name.setText(row.enterprise.name.replace("有限公司", "股份有限公司"))
    form.alike.look()
    return window


SCENES: dict[str, Scene] = {
    "merge-choose": _choose,
    "merge-compare": _compare,
    "merge-questions": _questions,
    "merge-file": _merged_file,
    "merge-gone": _gone,
    "merge-undo": _undo,
    "duplicates": _pairs,
    "duplicates-none": _none,
    "enterprise-alike": _hint,
}
