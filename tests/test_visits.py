"""Visits: stored once, corrected without losing anything, by those whose visits they are; and when the next is due."""

import threading
from dataclasses import replace
from datetime import date, time, timedelta
from uuid import uuid4

import pytest
import sqlalchemy as sa

from officer_app.core.audit import AuditEntry
from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.core.marking import matched_places
from officer_app.core.search import Query
from officer_app.visits.brief import enterprise_brief, find_enterprises, visit_start
from officer_app.visits.browsing import VisitFilter, count_visits, list_visits
from officer_app.visits.drafts import Companion, Mode, Outcome, PersonMet, drop_draft, keep_draft, own_drafts
from officer_app.visits.logging import save_visit
from officer_app.visits.model import VisitDraftRow, VisitPerson
from officer_app.visits.plan import due_contacts
from tests.fieldwork import TODAY, Fieldwork, a_demand, days_ago, fieldwork


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def test_the_same_draft_saved_again_is_stored_once_with_its_demands(work: Fieldwork) -> None:
    office = work.bureau.office
    draft = work.draft(work.enterprise(), demands=(a_demand(), a_demand("子女入学咨询")))
    first = office.perform(save_visit, work.liaison, draft).value
    second = office.perform(save_visit, work.liaison, draft)
    assert second.value == first
    assert "visit" not in second.changed
    assert office.read(count_visits, work.liaison, VisitFilter()) == 1
    assert len(work.file(first).demands) == 2


def test_a_double_click_on_two_connections_stores_one_visit(work: Fieldwork) -> None:
    draft = work.draft(work.enterprise(), demands=(a_demand(),))
    together, ids, trouble = threading.Barrier(2), [], []

    def click() -> None:
        together.wait()
        try:
            ids.append(work.bureau.office.perform(save_visit, work.liaison, draft).value)
        except Exception as error:
            trouble.append(error)

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for one in clicks:
        one.start()
    for one in clicks:
        one.join()
    assert trouble == []
    assert len(set(ids)) == 1
    assert work.bureau.office.read(count_visits, work.liaison, VisitFilter()) == 1
    assert len(work.file(ids[0]).demands) == 1


def test_visits_are_numbered_by_year_without_gaps(work: Fieldwork) -> None:
    key = work.enterprise()
    ids = [work.visit(key, day=day) for day in (date(2025, 12, 30), date(2026, 1, 6), date(2026, 1, 7))]
    assert [work.file(visit).row.number for visit in ids] == ["ZF-2025-0001", "ZF-2026-0001", "ZF-2026-0002"]


def test_a_stale_correction_changes_nothing(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    visit = work.visit(key)
    seen = work.file(visit).version
    mine = work.draft(key, visit_id=visit, version=seen, content="我的更正")
    theirs = work.draft(key, visit_id=visit, version=seen, content="主管先改了")
    office.perform(save_visit, work.supervisor, theirs)
    with pytest.raises(Conflict):
        office.perform(save_visit, work.liaison, mine)
    assert work.file(visit).row.content == "主管先改了"


def test_a_correction_leaves_the_former_words_in_the_audit_trail(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    visit = work.visit(key, content="缺口 12 人")
    office.perform(save_visit, work.liaison, work.draft(key, visit_id=visit, version=1, content="缺口 21 人"))
    with office.database.transaction(writes=False) as connection:
        query = sa.select(AuditEntry.before).where(AuditEntry.entity == "visit", AuditEntry.action == "update")
        before = connection.execute(query).scalars().all()
    assert [entry["content"] for entry in before] == ["缺口 12 人"]


def test_a_contact_given_with_the_masked_number_is_stored_with_the_whole_one(work: Fieldwork) -> None:
    key = work.enterprise()
    contact = work.contact(key, "刘芳", "13812345678")
    visit = work.visit(key, people=(PersonMet("刘芳", "人事经理", "138****5678", contact),))
    with work.bureau.office.database.transaction(writes=False) as connection:
        query = sa.select(VisitPerson.phone).where(VisitPerson.visit_id == visit)
        assert connection.scalar(query) == "13812345678"


def test_a_correction_keeps_the_phone_that_the_page_shows_masked(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    visit = work.visit(key, people=(PersonMet("刘芳", "人事经理", "13812345678"),))
    shown = work.file(visit)
    assert shown.people[0].phone == "138****5678"
    corrected = work.draft(
        key,
        visit_id=visit,
        version=shown.version,
        people=(*shown.people, PersonMet("何建平", "副总经理")),
        companions=(Companion("周颖", "专员", work.specialist.id),),
    )
    office.perform(save_visit, work.liaison, corrected)
    with office.database.transaction(writes=False) as connection:
        phones = connection.execute(sa.select(VisitPerson.phone).order_by(VisitPerson.id)).scalars().all()
    assert phones == ["13812345678", ""]
    assert [one.name for one in work.file(visit).companions] == ["周颖"]


def test_a_contact_met_brings_the_phone_along(work: Fieldwork) -> None:
    key = work.enterprise()
    contact = work.contact(key, "刘芳", "13900001111")
    visit = work.visit(key, people=(PersonMet("刘芳", "人事经理", "", contact),))
    assert work.file(visit).people == (PersonMet("刘芳", "人事经理", "139****1111", contact),)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"visited_on": TODAY + timedelta(days=1)}, "visited_on"),
        ({"starts_at": time(14), "ends_at": time(13, 30)}, "ends_at"),
        ({"content": "  \n"}, "content"),
        ({"next_contact_on": days_ago(1)}, "next_contact_on"),
        ({"people": (PersonMet(" "),)}, "people"),
        ({"demands": (a_demand(" "),)}, "demand"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field_and_nothing_is_stored(
    work: Fieldwork, changed: dict[str, object], field: str
) -> None:
    draft = replace(work.draft(work.enterprise()), **changed)  # type: ignore[arg-type] # fields by name
    with pytest.raises(Invalid) as refused:
        work.bureau.office.perform(save_visit, work.liaison, draft)
    assert refused.value.field == field
    assert work.bureau.office.read(count_visits, work.liaison, VisitFilter()) == 0


def test_where_nobody_was_met_nothing_need_be_written(work: Fieldwork) -> None:
    key = work.enterprise()
    assert work.file(work.visit(key, content="", outcome=Outcome.NOT_FOUND)).row.outcome is Outcome.NOT_FOUND


def test_a_liaison_officer_saves_no_visit_of_a_colleague(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    with pytest.raises(Forbidden):
        office.perform(save_visit, work.liaison, work.draft(key, work.colleague))
    visit = work.visit(key, work.colleague)
    with pytest.raises(Forbidden):
        office.perform(save_visit, work.liaison, work.draft(key, work.liaison, visit_id=visit, version=1))
    with pytest.raises(Forbidden):
        office.perform(save_visit, work.staff, work.draft(key, work.staff))
    office.perform(save_visit, work.supervisor, work.draft(key, work.colleague, visit_id=visit, version=1))


def test_a_draft_is_kept_until_its_visit_is_saved_and_never_comes_back(work: Fieldwork) -> None:
    office = work.bureau.office
    draft = work.draft(work.enterprise())
    office.perform(keep_draft, work.liaison, draft.draft_id, {"content": "二期"})
    office.perform(keep_draft, work.liaison, draft.draft_id, {"content": "二期厂房"})
    kept = office.read(own_drafts, work.liaison)
    assert [(one.draft_id, one.payload) for one in kept] == [(draft.draft_id, {"content": "二期厂房"})]
    assert office.read(own_drafts, work.colleague) == []
    office.perform(save_visit, work.liaison, draft)
    # What was typed last arrives late.
    office.perform(keep_draft, work.liaison, draft.draft_id, {"content": "二期厂房十月"})
    assert office.read(own_drafts, work.liaison) == []


def test_a_draft_is_kept_whatever_it_holds(work: Fieldwork) -> None:
    office, key = work.bureau.office, str(uuid4())
    office.perform(
        keep_draft, work.liaison, key, {"content": "前\x00后\ud83d", "people": [{"name": "刘\udc00"}], "n": 1}
    )
    (kept,) = office.read(own_drafts, work.liaison)
    assert kept.payload == {"content": "前\ufffd后\ufffd", "people": [{"name": "刘\ufffd"}], "n": 1}
    assert office.read(count_visits, work.liaison, VisitFilter(text="投\ud83d产")) == 0


def test_nobody_touches_the_draft_of_another(work: Fieldwork) -> None:
    office = work.bureau.office
    office.perform(keep_draft, work.liaison, "7f0c", {"content": "一"})
    with pytest.raises(Forbidden):
        office.perform(keep_draft, work.colleague, "7f0c", {"content": "二"})
    office.perform(drop_draft, work.colleague, "7f0c")
    # Nor does a visit that came with its number.
    office.perform(save_visit, work.colleague, replace(work.draft(work.enterprise(), work.colleague), draft_id="7f0c"))
    with office.database.transaction(writes=False) as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(VisitDraftRow)).scalar_one() == 1


def test_a_draft_of_ones_own_is_dropped_by_its_author_alone(work: Fieldwork) -> None:
    office = work.bureau.office
    office.perform(keep_draft, work.liaison, "7f0c", {"content": "一"})
    office.perform(drop_draft, work.colleague, "7f0c")
    assert [one.payload for one in office.read(own_drafts, work.liaison)] == [{"content": "一"}]
    office.perform(drop_draft, work.liaison, "7f0c")
    assert office.read(own_drafts, work.liaison) == []


def test_the_next_contact_follows_the_last_one_done_or_what_was_agreed(work: Fieldwork) -> None:
    office = work.bureau.office
    never = work.enterprise(liaison=work.liaison, since=days_ago(200))
    done = work.enterprise(liaison=work.liaison, since=days_ago(300))
    agreed = work.enterprise(liaison=work.liaison, since=days_ago(300))
    refused = work.enterprise(liaison=work.liaison, since=days_ago(300))
    work.visit(done, day=days_ago(100), mode=Mode.PHONE)
    work.visit(agreed, day=days_ago(20), next_contact_on=TODAY)
    work.visit(refused, day=days_ago(190))
    work.visit(refused, day=days_ago(5), outcome=Outcome.REFUSED, content="")
    rows = {row.enterprise_id: row for row in office.read(due_contacts, work.liaison, officer_id=work.liaison.id)}
    # Not listed in an edition: contacted every 120 working days.
    assert rows[never].due_on == date(2026, 8, 20)
    assert rows[never].days_left < 0
    assert rows[done].due_on == date(2026, 12, 1)
    assert (rows[done].last_on, rows[done].last_mode) == (days_ago(100), Mode.PHONE)
    assert (rows[agreed].due_on, rows[agreed].agreed, rows[agreed].days_left) == (TODAY, True, 0)
    assert rows[refused].due_on == date(2026, 9, 1)
    soonest = office.read(due_contacts, work.liaison, officer_id=work.liaison.id)
    assert [row.enterprise_id for row in soonest] == [never, refused, agreed, done]
    until = office.read(due_contacts, work.liaison, until=TODAY)
    assert [row.enterprise_id for row in until] == [never, refused, agreed]
    assert office.read(due_contacts, work.liaison, officer_id=work.colleague.id) == []


def test_a_visit_that_is_being_corrected_is_not_its_own_last_visit(work: Fieldwork) -> None:
    key = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    former = work.visit(key, day=days_ago(30))
    latest = work.visit(key, day=days_ago(1))

    def last(*correcting: int) -> int | None:
        row = work.bureau.office.read(enterprise_brief, work.liaison, key, *correcting).last
        return row.id if row else None

    assert (last(), last(latest), last(former)) == (latest, former, latest)


def test_the_list_is_narrowed_by_every_filter(work: Fieldwork) -> None:
    office = work.bureau.office
    one, two = work.enterprise("上海澜启生物科技有限公司"), work.enterprise("上海苒芯微电子有限公司")
    first = work.visit(one, day=days_ago(40), content="100% 居住证积分")
    second = work.visit(two, work.colleague, day=days_ago(1), mode=Mode.PHONE)

    def found(**wanted: object) -> list[int]:
        filter_ = VisitFilter(**wanted)  # type: ignore[arg-type] # fields by name
        rows = office.read(list_visits, work.staff, filter_)
        assert office.read(count_visits, work.staff, filter_) == len(rows)
        return [row.id for row in rows]

    assert found() == [second, first]
    assert found(officer_id=work.colleague.id) == found(mode=Mode.PHONE) == found(first=days_ago(2)) == [second]
    assert found(last=days_ago(2)) == found(text="0% 积分") == found(text="澜启") == [first]
    assert found(text="% %") == [first]
    assert found(enterprise_id=one, outcome=Outcome.MOVED) == []


def test_before_a_visit_the_officer_sees_whom_to_meet_and_what_is_open(work: Fieldwork) -> None:
    key = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    second = work.contact(key, "何建平", first=False)
    first = work.contact(key, "刘芳")
    visit = work.visit(key, day=days_ago(9), demands=(a_demand("研发人员公寓 4 套"),))
    brief = work.bureau.office.read(enterprise_brief, work.liaison, key)
    assert [contact.id for contact in brief.contacts] == [first, second]
    assert brief.last is not None
    assert brief.last.id == visit
    assert [demand.text for demand in brief.demands] == ["研发人员公寓 4 套"]
    assert (brief.candidate.liaison, brief.cadence_days) == ("王敏", 120)
    start = work.bureau.office.read(visit_start, work.liaison)
    assert [recent.enterprise_id for recent in start.recent] == [key]
    assert start.now.hour == 9


def test_an_officers_own_enterprises_are_found_first(work: Fieldwork) -> None:
    others = [work.enterprise(f"上海生物科技{n}有限公司", work.colleague) for n in range(9)]
    own = work.enterprise("上海澜启生物科技有限公司", work.liaison)
    for typed in ("生物", "sw", "上海 生物"):
        found = work.bureau.office.read(find_enterprises, work.liaison, typed)
        assert found[0].enterprise_id == own
        assert {row.enterprise_id for row in found[1:]} < set(others)
        assert len(found) == 8
    assert work.bureau.office.read(find_enterprises, work.liaison, "  ") == []


@pytest.mark.parametrize(
    ("typed", "marked"),
    [("lqsw", "澜启生物"), ("生物科技", "生物科技"), ("上海 SW", "上海生物"), ("（浦", "（浦"), ("没有", "")],
)
def test_the_characters_that_answer_are_marked(typed: str, marked: str) -> None:
    name = "上海澜启生物科技（浦东）有限公司"
    places = matched_places(name, Query.of(typed))
    assert "".join(name[place] for place in sorted(places)) == marked
