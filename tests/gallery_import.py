"""Scenes of importing: what the columns hold, what becomes of each row, past imports and taking one back."""

import random
from pathlib import Path

from PySide6.QtWidgets import QWidget

from officer_app.directory.imports.reverting import RevertResult, Stays
from officer_app.sample.enterprises import uscc
from officer_app.ui.imports.page import ImportPage
from officer_app.ui.imports.past import PastImportsPage
from officer_app.ui.targets import ImportWanted
from tests.gallery import Scene, Stage
from tests.gallery_directory import BOSS, STAFF, mixed
from tests.gallery_office import sample_window


def _named() -> str:
    """A file with officers, years and two columns for the same."""
    draw = random.Random(11)
    first, second, third = (uscc(draw) for _row in range(3))
    return f"""单位名称,统一社会信用代码,产业类别,联络员,联系开始日期,电话,手机,2025年营收(万元),备注
上海澄远新材料有限公司,{first},先进材料,王敏,2024-05-01,021-56110001,13800000001,12800,重点跟踪
上海启元智能装备有限公司,{second},机器人,周志远,2025-03-01,021-56110002,13800000002,4300,
上海沐辰生物科技有限公司,{third},生物医药,无此人,2025-03-01,021-56110003,13800000003,960,新迁入
"""


def _import(stage: Stage, text: str, who: str = STAFF) -> tuple[QWidget, ImportPage]:
    window = sample_window(stage, who)
    path: Path = stage.folder / "企业名单.csv"
    path.write_text(text, encoding="utf-8")
    window.go("import", ImportWanted(path))
    page = window.current_page()
    assert isinstance(page, ImportPage)
    return window, page


def _question(stage: Stage) -> QWidget:
    window, page = _import(stage, _named(), BOSS)
    page.columns.set_current(5)
    return window


def _columns(stage: Stage) -> QWidget:
    window, page = _import(stage, mixed())
    page.views.choose("columns")
    page.columns.set_current(2)
    return window


def _officers(stage: Stage) -> QWidget:
    window, page = _import(stage, _named(), BOSS)
    page._column_said("手机", "-")
    page._preview()
    page.rows.counts.choose("all")
    page.rows.table.set_current(2)
    return window


def _past(stage: Stage, *, asked: bool = False, left: bool = False) -> QWidget:
    window = sample_window(stage, STAFF)
    window.go("imports")
    page = window.current_page()
    assert isinstance(page, PastImportsPage)
    batch = page.table.current_row()
    assert batch is not None
    if asked or left:
        # The sample office stays as it is: what taking back would do is shown without doing it.
        result = RevertResult(batch, removed=1_982, restored=14)
        for place, why in enumerate((Stays.EDITED, Stays.ATTACHED, Stays.ATTACHED, Stays.PUBLISHED)):
            result.stay(place * 7 + 2, None, ("上海澄远新材料有限公司", "上海启元智能装备有限公司")[place % 2], why)
        page._told(result)
    if left:
        page.views.choose("staying")
    return window


def _past_empty(stage: Stage) -> QWidget:
    window = sample_window(stage, STAFF)
    window.go("imports")
    page = window.current_page()
    assert isinstance(page, PastImportsPage)
    page._show([])
    return window


SCENES: dict[str, Scene] = {
    "import-question": _question,
    "import-columns": _columns,
    "import-officers": _officers,
    "imports": _past,
    "imports-asked": lambda stage: _past(stage, asked=True),
    "imports-staying": lambda stage: _past(stage, left=True),
    "imports-empty": _past_empty,
}
