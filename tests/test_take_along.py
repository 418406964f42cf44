"""The list an officer takes along: what it tells of each enterprise, whose phones it shows, how it goes over pages."""

from datetime import date, time, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.documents.paper import MM
from officer_app.core.errors import Forbidden, Invalid
from officer_app.core.work import Actor
from officer_app.directory.service import load_subdistricts
from officer_app.visits.drafts import Mode
from officer_app.visits.plans import PlanDraft, call_off_plan, plan_visit
from officer_app.visits.take_along import TakeAlong, take_along, take_along_with_phones
from officer_app.visits.take_along_paper import draw_take_along
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork
from tests.pdf_reading import Reading

PHONE = "13800138000"


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def planned(work: Fieldwork, enterprise: int, day: date = TODAY, officer: Actor | None = None, **more: object) -> int:
    officer = officer or work.liaison
    draft = PlanDraft(str(uuid4()), enterprise, officer.id or 0, day, **more)  # type: ignore[arg-type] # by name
    return work.bureau.office.perform(plan_visit, officer, draft).value.plan_id


def taken(work: Fieldwork, last: date = TODAY, officer: Actor | None = None) -> TakeAlong:
    officer = officer or work.liaison
    return work.bureau.office.read(take_along, officer, TODAY, last, officer.id)


def reveals(work: Fieldwork) -> list[tuple[int | None, object]]:
    query = sa.select(AuditEntry.entity_id, AuditEntry.after).where(AuditEntry.action == "reveal")
    with work.bureau.office.database.transaction(writes=False) as connection:
        return [(row[0], row[1]) for row in connection.execute(query)]


def pages_of(pdf: bytes) -> list[str]:
    with Reading(pdf) as reading:
        return [reading.squeezed(page) for page in range(len(reading))]


def text_of(pdf: bytes) -> str:
    return "".join(pages_of(pdf))


def test_it_tells_contacts_place_last_visit_and_what_is_open(work: Fieldwork) -> None:
    key = work.enterprise("甲公司", work.liaison)
    work.contact(key, "何总监", PHONE)
    work.visit(key, day=days_ago(20), mode=Mode.PHONE, content="招聘周期变长")
    demand = work.demand(key, "申请人才公寓 6 套", work.specialist)
    planned(work, key, starts_at=time(9, 30), ends_at=time(10), purpose="回访公寓")
    (day,) = taken(work).days
    (stop,) = day.stops
    assert (stop.enterprise, stop.starts_at, stop.purpose) == ("甲公司", time(9, 30), "回访公寓")
    assert [(one.name, one.phone) for one in stop.contacts] == [("何总监", "138****8000")]
    assert stop.last is not None
    assert (stop.last.day, stop.last.officer, stop.last.content) == (days_ago(20), "王敏", "招聘周期变长")
    assert [(one.number, one.due_on, one.handler) for one in stop.demands] == [(demand.number, demand.due_on, "周颖")]


def test_the_days_are_in_order_and_the_enterprises_of_a_town_stand_together(work: Fieldwork) -> None:
    office = work.bureau.office
    office.perform(load_subdistricts, work.administrator)
    here, there, again = (work.bureau.enterprise(name, town) for name, town in (("甲", 1), ("乙", 2), ("丙", 1)))
    for key, hour in ((here, 9), (there, 10), (again, 11)):
        planned(work, key, starts_at=time(hour))
    planned(work, here, TODAY + timedelta(days=3))
    found = taken(work, TODAY + timedelta(days=6))
    assert [day.day for day in found.days] == [TODAY, TODAY + timedelta(days=3)]
    assert [stop.enterprise for stop in found.days[0].stops] == ["甲", "丙", "乙"]
    assert "国庆" in found.days[1].note


def test_phones_are_whole_only_for_a_purpose_and_each_is_recorded(work: Fieldwork) -> None:
    key = work.enterprise("甲公司", work.liaison)
    contact = work.contact(key, "何总监", PHONE)
    planned(work, key)
    planned(work, key, TODAY + timedelta(days=1))
    office = work.bureau.office
    with pytest.raises(Invalid) as caught:
        office.perform(take_along_with_phones, work.liaison, TODAY, TODAY, work.liaison.id, purpose=" ")
    assert caught.value.field == "purpose"
    assert reveals(work) == []
    found = office.perform(
        take_along_with_phones, work.liaison, TODAY, TODAY + timedelta(days=1), work.liaison.id, purpose="本周走访"
    ).value
    assert {one.phone for day in found.days for stop in day.stops for one in stop.contacts} == {PHONE}
    assert reveals(work) == [(contact, {"field": "phone", "purpose": "本周走访"})]


def test_what_whole_phones_are_for_stands_clear_of_the_head_of_every_page(work: Fieldwork) -> None:
    for _n in range(5):
        key = work.enterprise(None, work.liaison)
        work.contact(key, "何总监", PHONE)
        planned(work, key)
    found = work.bureau.office.perform(
        take_along_with_phones,
        work.liaison,
        TODAY,
        TODAY,
        None,
        purpose="上门走访前电话预约并核对登记的经营地址与联系人",
    ).value
    with Reading(draw_take_along(found)) as reading:
        assert len(reading) > 1
        for page in range(len(reading)):
            head = [sign for sign in reading.signs(page) if sign.y < 24 * MM]
            for one in head:
                beside = [two for two in head if two is not one and abs(two.y - one.y) < 4]
                assert not any(two.left < one.x + 1 < two.right - 1 for two in beside), one
            assert "用途：上门走访前电话预约" in reading.squeezed(page)


def test_phones_of_enterprises_one_does_not_serve_stay_masked(work: Fieldwork) -> None:
    mine, theirs = work.enterprise("甲公司", work.liaison), work.enterprise("乙公司", work.colleague)
    for key in (mine, theirs):
        work.contact(key, "何总监", PHONE)
    planned(work, mine)
    planned(work, theirs, officer=work.colleague)
    found = work.bureau.office.perform(
        take_along_with_phones, work.liaison, TODAY, TODAY, None, purpose="本周走访"
    ).value
    phones = {stop.enterprise: stop.contacts[0].phone for stop in found.days[0].stops}
    assert phones == {"甲公司": PHONE, "乙公司": "138****8000"}


def test_whoever_may_see_no_phones_is_refused_them(work: Fieldwork) -> None:
    with pytest.raises(Forbidden):
        work.bureau.office.perform(take_along_with_phones, work.staff, TODAY, TODAY, None, purpose="看看")


def test_what_was_called_off_is_not_on_it_and_too_many_days_are_refused(work: Fieldwork) -> None:
    off = planned(work, work.enterprise(liaison=work.liaison))
    work.bureau.office.perform(call_off_plan, work.liaison, off, "企业改期", version=1)
    assert taken(work).days == ()
    with pytest.raises(Invalid):
        taken(work, TODAY + timedelta(days=14))


def test_the_paper_says_all_of_it_masked_with_a_box_to_tick(work: Fieldwork) -> None:
    key = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    work.contact(key, "何总监", PHONE)
    work.visit(key, day=days_ago(20), content="招聘周期变长。" * 60)
    planned(work, key, starts_at=time(9, 30))
    text = text_of(draw_take_along(taken(work)))
    for words in (
        "走访清单",
        "上海澜启生物科技有限公司",
        "何总监",
        "138****8000",
        "09:30",
        "□已走访",
        "在办诉求",
        "记录",
    ):
        assert words.replace(" ", "") in text.replace(" ", "").replace("\n", "")
    assert PHONE not in text
    assert text.count("招聘周期变长") < 12


def test_a_list_of_many_goes_over_pages_and_parts_no_enterprise(work: Fieldwork) -> None:
    names = [f"上海第{number}号科技有限公司" for number in range(11)]
    for name in names:
        planned(work, work.enterprise(name, work.liaison))
    found = taken(work)
    pages = pages_of(draw_take_along(found))
    assert len(pages) > 2
    assert all("走访清单" in page for page in pages)
    for name in names:
        (page,) = [text for text in pages if name in text]
        assert page.count("记录") == sum(1 for other in names if other in page)


def test_hostile_and_very_long_words_are_printed_as_they_are(work: Fieldwork) -> None:
    key = work.enterprise("<b>甲</b>&amp;公司", work.liaison)
    work.demand(key, "长" * 3000)
    planned(work, key, purpose="<img src=x> 𬭎")
    text = text_of(draw_take_along(taken(work))).replace("\n", "")
    assert "<b>甲</b>&amp;公司" in text
    assert text.count("长") == 3000


def test_an_empty_week_says_so(work: Fieldwork) -> None:
    assert "没有排期" in text_of(draw_take_along(taken(work)))
