"""服务联系卡: whom to ask, under which number, what for; on one small page and as a message."""

import io
from dataclasses import replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pypdfium2
import pytest

from officer_app.assignments.cover import arrange_cover
from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign, assign_subdistrict, subdistricts
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden, NotFound
from officer_app.core.work import Actor
from officer_app.directory.service import load_subdistricts
from officer_app.overview.contact_card import CardOfficer, ContactCard, contact_card
from officer_app.overview.contact_card_paper import SIZE, draw_card
from officer_app.people.access import Role
from officer_app.people.service import change_account
from tests.fieldwork import Fieldwork, days_ago, fieldwork
from tests.test_cover import draft


@pytest.fixture
def field(database: Database) -> Fieldwork:
    return fieldwork(database)


def phone(field: Fieldwork, person: Actor, number: str) -> None:
    """The administrator enters somebody's office phone."""
    field.bureau.office.perform(
        change_account,
        field.administrator,
        person.id or 0,
        role=Role(person.role),
        active=True,
        version=1,
        phone=number,
    )


def text_of(pdf: bytes) -> str:
    """What can be copied out of a one-page paper of the card's size."""
    document = pypdfium2.PdfDocument(io.BytesIO(pdf))
    try:
        assert len(document) == 1
        assert document.get_page_size(0) == pytest.approx(SIZE, abs=0.1)
        page = document[0].get_textpage()
        words: str = page.get_text_bounded()
        page.close()
        return words
    finally:
        document.close()


CARD = ContactCard(
    office="上海市宝山区人力资源和社会保障局",
    enterprise="上海澜启生物医药科技股份有限公司",
    officers=(
        CardOfficer("联络员", "王敏", "021-5610 0021", "何静", "021-5610 0022", date(2026, 9, 23)),
        CardOfficer("专员", "周颖", ""),
    ),
    services=("人才落户咨询与预审", "海外人才服务"),
    address="宝山区某路 100 号",
    hours="",
    hotline="12333",
    made_at=datetime(2026, 9, 17, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai")),
)


def test_the_card_names_everybody_who_serves_the_enterprise_with_their_phones(field: Fieldwork) -> None:
    office = field.bureau.office
    office.perform(load_subdistricts, field.administrator)
    town = office.read(subdistricts, field.staff)[0]
    enterprise = field.bureau.enterprise("澜启生物", subdistrict_id=town.id)
    for person, duty in (
        (field.specialist, Duty.SPECIALIST),
        (field.liaison, Duty.LIAISON),
        (field.colleague, Duty.BACKUP),
    ):
        office.perform(
            assign, field.supervisor, [enterprise], person.id or 0, duty, starts_on=days_ago(9), reason="分工"
        )
    office.perform(
        assign_subdistrict, field.supervisor, town.id, field.supervisor.id or 0, starts_on=days_ago(9), reason="分工"
    )
    phone(field, field.liaison, "021-5610 0021")
    card = office.read(contact_card, field.staff, enterprise)
    assert [(one.duty, one.name, one.phone) for one in card.officers] == [
        ("联络员", "王敏", "021-5610 0021"),
        ("备份联络员", "何静", ""),
        ("专员", "周颖", ""),
        (f"{town.name}联络员", "李国强", ""),
    ]
    assert (card.office, card.hotline, card.address) == ("上海市宝山区人力资源和社会保障局", "12333", "")
    assert "特殊人才落户推荐" in card.services


def test_an_absent_officers_line_names_the_stand_in_until_the_last_day(field: Fieldwork) -> None:
    enterprise = field.enterprise(liaison=field.liaison)
    phone(field, field.colleague, "021-5610 0022")
    field.bureau.office.perform(arrange_cover, field.supervisor, draft(field.liaison, field.colleague))
    (one,) = field.bureau.office.read(contact_card, field.staff, enterprise).officers
    assert (one.name, one.stand_in, one.stand_in_phone, one.until) == (
        "王敏",
        "何静",
        "021-5610 0022",
        date(2026, 9, 23),
    )


def test_whoever_has_left_is_not_on_the_card_that_is_sent_out(field: Fieldwork) -> None:
    office = field.bureau.office
    enterprise = field.enterprise(liaison=field.liaison)
    office.perform(arrange_cover, field.supervisor, draft(field.liaison, field.colleague))
    leave = (change_account, field.administrator)
    office.perform(*leave, field.colleague.id or 0, role=Role.LIAISON, active=False, version=1)
    (one,) = office.read(contact_card, field.staff, enterprise).officers
    assert (one.name, one.stand_in) == (field.liaison.name, "")
    office.perform(*leave, field.liaison.id or 0, role=Role.LIAISON, active=False, version=1)
    assert office.read(contact_card, field.staff, enterprise).officers == ()


def test_nobody_stands_on_the_card_twice(field: Fieldwork) -> None:
    office = field.bureau.office
    office.perform(load_subdistricts, field.administrator)
    town = office.read(subdistricts, field.staff)[0]
    enterprise = field.bureau.enterprise(subdistrict_id=town.id)
    office.perform(
        assign,
        field.supervisor,
        [enterprise],
        field.liaison.id or 0,
        Duty.LIAISON,
        starts_on=days_ago(1),
        reason="分工",
    )
    office.perform(
        assign_subdistrict, field.supervisor, town.id, field.liaison.id or 0, starts_on=days_ago(1), reason="分工"
    )
    assert [one.duty for one in office.read(contact_card, field.staff, enterprise).officers] == ["联络员"]


def test_the_paper_is_one_small_page_that_can_be_copied_from() -> None:
    words = text_of(draw_card(CARD)).replace(" ", "")
    for expected in (
        "服务联系卡",
        "上海澜启生物医药科技股份有限公司",
        "王敏",
        "021-56100021",
        "休假至9月23日，请联系何静021-56100022",
        "请拨服务热线",
        "海外人才服务",
        "12333",
        "宝山区某路100号",
        "2026年9月17日制",
    ):
        assert expected in words, expected
    assert "办公时间" not in words


def test_twenty_specialists_and_many_services_stay_on_one_page() -> None:
    many = replace(
        CARD,
        officers=tuple(CardOfficer("专员", f"张{place}", "021-5610 0040") for place in range(20)),
        services=tuple(f"服务事项第 {place} 项，名称较长而占去一整行的那一种" for place in range(6)),
    )
    words = text_of(draw_card(many))
    assert "另有" in words
    assert "张0" in words


def test_an_enterprise_without_officers_and_an_office_without_a_hotline_still_have_a_card() -> None:
    words = text_of(draw_card(replace(CARD, officers=(), hotline="", address="", services=())))
    assert "联络员待定" in words
    assert "热线" not in words


def test_the_message_to_send_says_the_same() -> None:
    assert CARD.as_text.splitlines() == [
        "【服务联系卡】上海澜启生物医药科技股份有限公司",
        "联络员：王敏 021-5610 0021",
        "　（休假至9月23日，请联系 何静 021-5610 0022）",
        "专员：周颖",
        "可办事项：人才落户咨询与预审、海外人才服务",
        "服务热线：12333",
        "办公地址：宝山区某路 100 号",
        "上海市宝山区人力资源和社会保障局　2026年9月17日",
    ]


def test_the_card_is_for_those_who_print_reports_and_of_enterprises_that_exist(field: Fieldwork) -> None:
    enterprise = field.enterprise()
    with pytest.raises(Forbidden):
        field.bureau.office.read(contact_card, field.administrator, enterprise)
    with pytest.raises(NotFound):
        field.bureau.office.read(contact_card, field.staff, 999)
