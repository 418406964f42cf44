"""Scenes of the directory: the list, one enterprise's file, entering, importing, and what stands there without data."""

import random
from pathlib import Path

from PySide6.QtWidgets import QWidget

from officer_app.core.errors import Conflict
from officer_app.core.work import NOBODY
from officer_app.office import open_office
from officer_app.overview.founding import found
from officer_app.overview.register import Within
from officer_app.sample.enterprises import uscc
from officer_app.ui.directory.page import DirectoryPage
from officer_app.ui.enterprise.form import EnterpriseFormPage
from officer_app.ui.enterprise.page import EnterprisePage
from officer_app.ui.imports.page import ImportPage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import EditEnterprise, EnterpriseWanted, ImportWanted
from tests.gallery import Scene, Stage
from tests.gallery_office import morning, sample_window, window_of

LIAISON = "王敏"
BOSS = "李国强"
STAFF = "许知行"


def mixed() -> str:
    """A file with rows of every verdict: taken, repeated, with remarks, and refused for several reasons."""
    draw = random.Random(7)
    new, small, nameless, town = (uscc(draw) for _row in range(4))
    wrong = new[:-1] + ("A" if new[-1] != "A" else "B")
    return f"""企业名称,统一社会信用代码,产业,街镇,成立日期,注册资本
上海新启材料有限公司,{new},先进材料,罗店镇,2019-03-01,500万元人民币
上海旧码贸易有限公司,310113000123456,其他,大场镇,2008-01-01,100万
上海漏码科技有限公司,,生物医药,顾村镇,2018-01-01,300万
上海误码科技有限公司,{wrong},生物医药,顾村镇,2018-01-01,300万
上海短码科技有限公司,{new[:15]},生物医药,顾村镇,2018-01-01,300万
上海重复材料有限公司,{new},先进材料,罗店镇,2019-03-01,500万元人民币
,{nameless},先进材料,罗店镇,2019-03-01,500万元人民币
上海小写智能有限公司,{small.lower()},机器人,月浦镇,2020-05-06,一千万
上海外区智能有限公司,{town},机器人,浦东新区,去年,200万
"""


def _page(window: MainWindow) -> DirectoryPage:
    window.go("directory")
    page = window.current_page()
    assert isinstance(page, DirectoryPage)
    return page


def _directory(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    page = _page(window)
    page.filters.due.choose(Within.QUARTER)
    return window


def _bulk(stage: Stage) -> QWidget:
    window = sample_window(stage, BOSS)
    page = _page(window)
    page.table.selectAll()
    return window


def _no_match(stage: Stage) -> QWidget:
    window = sample_window(stage, LIAISON)
    page = _page(window)
    page.filters.search.setText("查无此企")
    page._load()
    return window


def _empty(stage: Stage) -> QWidget:
    file = stage.folder / "empty.db"
    file.unlink(missing_ok=True)
    office = open_office(str(file), clock=morning)
    office.perform(found, NOBODY, "上海市宝山区人力资源和社会保障局", "李国强", "a-long-password")
    with office.database.transaction(writes=True) as connection:
        connection.exec_driver_sql("UPDATE account SET role = 'supervisor'")
    window = window_of(office, stage.folder / "empty.ini", "李国强", "a-long-password")
    window.go("directory")
    return window


def _file(tab: str) -> Scene:
    def scene(stage: Stage) -> QWidget:
        window = sample_window(stage, BOSS)
        page = _page(window)
        page.filters.due.choose(Within.OVERDUE)
        row = page.table.current_row()
        assert row is not None
        window.go("enterprise", EnterpriseWanted(row.enterprise.id, tab))
        shown = window.current_page()
        assert isinstance(shown, EnterprisePage)
        return window

    return scene


def _form(stage: Stage, *, conflict: bool = False) -> QWidget:
    window = sample_window(stage, BOSS)
    page = _page(window)
    row = page.table.current_row()
    assert row is not None
    window.go("edit-enterprise", EditEnterprise(row.enterprise.id) if conflict else None)
    form = window.current_page()
    assert isinstance(form, EnterpriseFormPage)
    if conflict:
        form.headcount.setText("999")
        form._refused(Conflict(mine={"headcount": 999}, theirs={"headcount": 412}))
    else:
        form.uscc.setText("91310113MA1GKLT83R")
        form.name.setText("上海新启生物医药科技有限公司")
        form._save()
    return window


def _import(stage: Stage, *, done: bool = False, file: str = "") -> QWidget:
    window = sample_window(stage, STAFF)
    path: Path = stage.folder / "企业名单.csv"
    path.write_text(file or mixed(), encoding="utf-8")
    window.go("import", ImportWanted(path))
    page = window.current_page()
    assert isinstance(page, ImportPage)
    if done:
        # The sample office stays as it is: the result is shown without writing.
        assert page._result is not None
        page._imported(page._result)
    return window


def _import_start(stage: Stage) -> QWidget:
    window = sample_window(stage, STAFF)
    window.go("import")
    return window


SCENES: dict[str, Scene] = {
    "directory": _directory,
    "directory-bulk": _bulk,
    "directory-no-match": _no_match,
    "directory-empty": _empty,
    "enterprise": _file("overview"),
    "enterprise-contacts": _file("contacts"),
    "enterprise-history": _file("history"),
    "enterprise-new": _form,
    "enterprise-conflict": lambda stage: _form(stage, conflict=True),
    "import-start": _import_start,
    "import-preview": _import,
    "import-result": lambda stage: _import(stage, done=True),
    "import-no-header": lambda stage: _import(stage, file="单位,编号\n甲,1\n"),
}
