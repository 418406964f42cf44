"""Scenes of editions of the directory, their comparison, and the queue of industries to confirm."""

import random
import shutil
from pathlib import Path
from uuid import uuid4

from PySide6.QtWidgets import QWidget

from officer_app.core.keyfile import beside
from officer_app.core.work import NOBODY, Actor, Office
from officer_app.directory.editions.listings import (
    ListingDraft,
    ListingFilter,
    list_listings,
    remove_listing,
    save_listing,
)
from officer_app.directory.editions.service import begin_edition, list_editions
from officer_app.directory.industries import Industry
from officer_app.directory.industry_queue import Waiting
from officer_app.directory.service import EnterpriseDraft, save_enterprise
from officer_app.people.service import sign_in
from officer_app.sample.enterprises import uscc
from officer_app.sample.people import PASSWORD
from officer_app.ui.editions.compare import CompareEditionsPage
from officer_app.ui.editions.industry_queue import IndustryQueuePage
from officer_app.ui.editions.page import EditionsPage
from officer_app.ui.editions.side import EDITION, LISTING
from officer_app.ui.main_window import MainWindow
from officer_app.ui.targets import EditionWanted
from tests.gallery import Scene, Stage
from tests.gallery_office import opened, sample_office, window_of

BOSS = "李国强"
STAFF = "许知行"
_offices: dict[Path, Office] = {}

_UNCONFIRMED = (
    ("上海屿安细胞技术有限公司", "从事细胞技术、生物科技领域内的技术开发、技术咨询、技术服务；诊断试剂的生产、销售。"),
    ("上海衡枢机器人有限公司", "工业机器人、自动化设备的研发、制造、销售；机电设备安装。"),
    ("上海沐材复合材料有限公司", "碳纤维复合材料、工程塑料的研发、生产；化工产品（除危险品）销售。"),
    ("上海序曲信息技术有限公司", "计算机软件开发，系统集成，网络工程；计算机、软件及辅助设备、办公用品的销售。"),
    ("上海海辰邮轮服务有限公司", "邮轮票务代理，船舶供应服务，国际船舶代理。"),
    ("上海朗序商贸有限公司", "日用百货、计算机及配件、医疗器械的销售；从事货物进出口业务。"),
    ("上海澄岚餐饮管理有限公司", "餐饮企业管理；食品流通。"),
    ("上海启辙智能装备有限公司", "智能装备、伺服系统的设计、制造；计算机软件开发。"),
    ("上海砚青药业有限公司", "片剂、硬胶囊剂生产；药品研发。"),
)


def _office(stage: Stage) -> Office:
    """The sample office with a revision begun and enterprises nobody has confirmed; made once a run."""
    if stage.folder not in _offices:
        file = stage.folder / "editions.db"
        if not file.exists():
            sample_office(stage.folder)
            unfinished = stage.folder / "editions-unfinished.db"
            unfinished.write_bytes((stage.folder / "sample.db").read_bytes())
            shutil.copyfile(beside(stage.folder / "sample.db"), beside(unfinished))
            office = opened(unfinished)
            _prepare(office, office.perform(sign_in, NOBODY, BOSS, PASSWORD).value)
            office.close()
            beside(unfinished).rename(beside(file))
            unfinished.rename(file)
        _offices[stage.folder] = opened(file)
    return _offices[stage.folder]


def _prepare(office: Office, boss: Actor) -> None:
    draw = random.Random(11)
    edition = office.perform(begin_edition, boss, office.read(list_editions, boss)[0].year).value
    rows = office.read(list_listings, boss, edition, ListingFilter(), limit=40).rows
    for row in rows[:3]:
        office.perform(remove_listing, boss, row.id, reason="迁出本区")
    for row in rows[3:6]:
        office.perform(save_listing, boss, row.id, ListingDraft(Industry.OTHER_CONTRIBUTOR, row.tier, row.reason))
    for row in rows[6:10]:
        office.perform(save_listing, boss, row.id, ListingDraft(row.industry, 1 if row.tier > 1 else 2, row.reason))
    for row in rows[10:13]:
        office.perform(save_listing, boss, row.id, ListingDraft(None, row.tier, row.reason))
    for name, scope in _UNCONFIRMED:
        draft = EnterpriseDraft(str(uuid4()), name, uscc(draw), business_scope=scope)
        office.perform(save_enterprise, boss, draft)


def _window(stage: Stage, name: str = BOSS) -> MainWindow:
    return window_of(_office(stage), stage.folder / "editions.ini", name)


def _editions(stage: Stage, name: str = BOSS) -> EditionsPage:
    window = _window(stage, name)
    window.go("editions", EditionWanted(None))
    page = window.current_page()
    assert isinstance(page, EditionsPage)
    return page


def _overview(stage: Stage) -> QWidget:
    page = _editions(stage)
    page.side.switch.choose(EDITION)
    return page.window()


def _listing(stage: Stage) -> QWidget:
    page = _editions(stage)
    page.side.switch.choose(LISTING)
    page.table.set_current(4)
    return page.window()


def _adding(stage: Stage) -> QWidget:
    page = _editions(stage, STAFF)
    page._add()
    return page.window()


def _confirming(stage: Stage) -> QWidget:
    page = _editions(stage)
    page.side.switch.choose(EDITION)
    page.side.publishing._ask()
    return page.window()


def _published(stage: Stage) -> QWidget:
    page = _editions(stage, STAFF)
    page.list.set_current(1)
    page.side.switch.choose(LISTING)
    return page.window()


def _compare(stage: Stage) -> QWidget:
    window = _window(stage)
    window.go("compare-editions")
    page = window.current_page()
    assert isinstance(page, CompareEditionsPage)
    return window


def _queue(stage: Stage) -> QWidget:
    window = _window(stage)
    window.go("industry-queue")
    page = window.current_page()
    assert isinstance(page, IndustryQueuePage)
    page.table.setFocus()
    return window


def _queue_done(stage: Stage) -> QWidget:
    window = _window(stage)
    window.go("industry-queue")
    page = window.current_page()
    assert isinstance(page, IndustryQueuePage)
    page.switch.choose(Waiting.CONTRADICTED.value)
    return window


SCENES: dict[str, Scene] = {
    "editions": _overview,
    "editions-listing": _listing,
    "editions-add": _adding,
    "editions-publish": _confirming,
    "editions-published": _published,
    "editions-compare": _compare,
    "industry-queue": _queue,
    "industry-queue-done": _queue_done,
}
