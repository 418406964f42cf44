"""Scenes of one enterprise's file: years, papers, what was changed, who shares the address; the office's own fields."""

from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from PySide6.QtWidgets import QWidget

from officer_app.core.errors import Invalid
from officer_app.core.work import OFFICE_ZONE
from officer_app.directory.attachments import FileResult, PaperRow, Taken
from officer_app.directory.industries import Industry
from officer_app.directory.neighbours import Neighbour, Neighbours
from officer_app.directory.recognition import Recognition
from officer_app.i18n import N_
from officer_app.overview.history import Change, FieldChange
from officer_app.ui.administration.page import FIELDS, AdministrationPage
from officer_app.ui.enterprise.neighbours import NeighboursPage
from officer_app.ui.enterprise.page import EnterprisePage
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import EditEnterprise, EnterpriseWanted
from tests.gallery import Scene, Stage
from tests.gallery_administration import ADMINISTRATOR
from tests.gallery_directory import BOSS, _page
from tests.gallery_office import sample_window


def _at(month: int, day: int, hour: int = 9) -> datetime:
    return datetime(2026, month, day, hour, 12, tzinfo=OFFICE_ZONE)


PAPERS = (
    PaperRow(1, "营业执照（2026年换发）.pdf", 1_258_291, "副本，长期有效", _at(9, 2), "王敏", None, 1),
    PaperRow(2, "高新技术企业证书.jpg", 862_208, "", _at(8, 14), "王敏", None, 1),
    PaperRow(3, "2025年度用工情况表.xlsx", 48_640, "企业盖章后补原件", _at(3, 20), "许知行", None, 1),
    PaperRow(4, "厂房租赁合同.pdf", 9_437_184, "", _at(2, 3), "陈思齐", _at(6, 30), 2),
)
CHANGES = (
    Change(
        9, _at(9, 16, 15), "王敏", "", "update", "enterprise", "", 7,
        (
            FieldChange("headcount", "1,038", "1,116", restorable=True),
            FieldChange("actual_site", "上海市宝山区沪太路2999弄12号", "上海市宝山区联杨路2192号1幢", restorable=True),
        ),
    ),
    Change(
        8, _at(9, 10, 10), "王敏", "", "update", "contact", "刘芳", 3,
        (FieldChange("phone", "***46", "***15", personal=True), FieldChange("title", "人事经理", "人事总监", True)),
    ),
    Change(
        7, _at(8, 14), "周颖", "王敏", "insert", "attachment", "高新技术企业证书.jpg", 1,
        (FieldChange("name", "", "高新技术企业证书.jpg"), FieldChange("size", "", "862,208")),
    ),
    Change(
        6, _at(7, 1), "许知行", "", "update", "custom_value", "上市进展", 2,
        (FieldChange("text", "未启动", "辅导期", True),),
    ),
    Change(
        5, _at(3, 20), "许知行", "", "insert", "enterprise_year", "2025", 1,
        (FieldChange("headcount", "", "1,116"), FieldChange("revenue", "", "1,462,912,600")),
    ),
)  # fmt: skip


def _file(stage: Stage, tab: str = "overview") -> tuple[MainWindow, EnterprisePage]:
    window = sample_window(stage, BOSS)
    row = _page(window).table.current_row()
    assert row is not None
    window.go("enterprise", EnterpriseWanted(row.enterprise.id, tab))
    page = window.current_page()
    assert isinstance(page, EnterprisePage)
    return window, page


def _overview(stage: Stage) -> QWidget:
    window, page = _file(stage)
    assert page._shown is not None
    file = replace(
        page._shown.file,
        high_tech=Recognition(date(2023, 11, 15), date(2026, 11, 14)),
        key_body=Recognition(date(2022, 1, 1), date(2025, 12, 31)),
        same_address=117,
    )
    page._show(replace(page._shown, file=file))
    return window


def _papers(stage: Stage, *, any_there: bool = True, troubles: bool = False) -> QWidget:
    window, page = _file(stage, "papers")
    page.parts.papers.show_papers(page._id or 0, PAPERS if any_there else ())
    if troubles:
        gone = Invalid(N_("“{name}” is a folder."), remedy=N_("Open it and drop the files themselves."), name="扫描件")
        taken = Taken(1, PAPERS[0].name)
        page.parts.papers._stored([FileResult(Path("a"), taken), FileResult(Path("b"), error=gone)])
        page.parts.papers.lines[2].ask()
    return window


def _changes(stage: Stage) -> QWidget:
    window, page = _file(stage, "history")
    page.parts.history.show_changes(CHANGES)
    return window


def _years(stage: Stage) -> QWidget:
    window, page = _file(stage, "years")
    page.parts.years.table.setFocus()
    return window


def _leaving(stage: Stage) -> QWidget:
    window, page = _file(stage, "contacts")
    assert page._shown is not None
    contact = replace(page._shown.file.contacts[0], is_primary=True)
    others = [replace(contact, id=900 + n, name=name, is_primary=False) for n, name in enumerate(("何建平", "孙蕾"))]
    gone = replace(contact, id=990, name="顾晓", left_on=date(2025, 6, 30), is_primary=False)
    file = replace(page._shown.file, contacts=(contact, *others), former_contacts=(gone,))
    page._show(replace(page._shown, file=file))
    page.contact_form.change(contact)
    page.contact_form.left.click()
    return window


def _edit(stage: Stage) -> QWidget:
    window, page = _file(stage)
    window.go("edit-enterprise", EditEnterprise(page._id or 0))
    return window


def _neighbours(stage: Stage) -> QWidget:
    window, page = _file(stage)
    window.go("neighbours", page._id)
    shown = window.current_page()
    assert isinstance(shown, NeighboursPage)
    names = (
        "澜启生物科技",
        "朔明智能装备",
        "玖弘新材料",
        "翊沧信息技术",
        "岚圻石墨烯研究",
        "霁扬数控机床",
        "沅拓供应链管理",
    )
    rows = tuple(
        Neighbour(
            n, f"上海{name}有限公司", f"91310113MA1EUHUX{n}J", "沪太路8885号", "顾村镇", tuple(Industry)[n % 6],
            ("王敏", "", "何静")[n % 3],
        )
        for n, name in enumerate(names)
    )  # fmt: skip
    shown._show(Neighbours("上海隽明生物科技有限公司", "上海市宝山区沪太路8885号", 117, rows))
    return window


def _fields(stage: Stage, *, new: bool = False, refused: bool = False) -> QWidget:
    window = sample_window(stage, ADMINISTRATOR)
    window.go("administration", FIELDS)
    page = window.current_page()
    assert isinstance(page, AdministrationPage)
    if new:
        page.fields_side.ask_new()
    if refused:
        page.fields_side.name.setText("统一社会信用代码")
        page.fields_side._save()
    return window


SCENES: dict[str, Scene] = {
    "file-overview": _overview,
    "file-years": _years,
    "file-papers": lambda stage: _papers(stage, troubles=True),
    "file-papers-none": lambda stage: _papers(stage, any_there=False),
    "file-changes": _changes,
    "file-contact-leaves": _leaving,
    "file-edit": _edit,
    "neighbours": _neighbours,
    "own-fields": _fields,
    "own-fields-new": lambda stage: _fields(stage, new=True, refused=True),
}
