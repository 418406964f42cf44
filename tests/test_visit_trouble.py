"""Bad input and trouble around a visit: what cannot be is refused beside its field, what can be is stored as typed."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
import sqlalchemy as sa

from officer_app.assignments.model import Duty
from officer_app.assignments.service import assign
from officer_app.core.database import Database
from officer_app.core.errors import Invalid, MergedAway, Unstorable
from officer_app.core.kept_rows import as_kept
from officer_app.directory.editions.listings import list_enterprise, remove_listing
from officer_app.directory.editions.service import begin_edition
from officer_app.directory.file import enterprise_file
from officer_app.directory.model import Contact, Enterprise, EnterpriseMerge
from officer_app.visits.browsing import VisitFilter, count_visits
from officer_app.visits.cautions import Caution, visit_cautions
from officer_app.visits.drafts import Companion, Outcome, PersonMet, keep_draft, own_drafts
from officer_app.visits.logging import LONGEST_TEXT, save_visit
from tests.fieldwork import TODAY, Fieldwork, days_ago, fieldwork

ODD = "<b>合同</b> & <script>🚢👩‍👩‍👧‍👦 '; DROP TABLE visit; -- \u202e倒\u202c 零\u200b宽 𬭎"


@pytest.fixture
def work(database: Database) -> Fieldwork:
    return fieldwork(database)


def test_every_field_keeps_markup_emoji_and_marks_of_direction_as_typed(work: Fieldwork) -> None:
    draft = work.draft(
        work.enterprise(),
        content=ODD,
        answered=ODD,
        follow_up=ODD,
        place=ODD,
        policies=(ODD, ODD),
        people=(PersonMet(ODD, ODD),),
        companions=(Companion(ODD, ODD, None, ODD),),
    )
    file = work.file(work.bureau.office.perform(save_visit, work.liaison, draft).value)
    assert (file.row.content, file.answered, file.follow_up, file.place, file.policies) == (ODD, ODD, ODD, ODD, (ODD,))
    assert file.people == (PersonMet(ODD, ODD),)
    assert file.companions == (Companion(ODD, ODD, None, ODD),)


def test_a_note_of_twenty_thousand_characters_is_kept_whole_and_found(work: Fieldwork) -> None:
    text = "企业反映用工情况。" * 2_222 + "末尾词"
    visit = work.visit(work.enterprise(), content=text)
    assert work.file(visit).row.content == text
    office = work.bureau.office
    assert office.read(count_visits, work.liaison, VisitFilter(text="末尾词")) == 1
    with pytest.raises(Invalid) as refused:
        work.visit(work.enterprise(), content="长" * (LONGEST_TEXT + 1))
    assert refused.value.field == "content"


def test_what_no_database_can_hold_is_named_beside_its_field(work: Fieldwork) -> None:
    key, office = work.enterprise(), work.bureau.office
    for changed, field in (
        ({"content": "前\x00后"}, "content"),
        ({"content": "前\ud83d后"}, "content"),
        ({"answered": "\udc00"}, "answered"),
        ({"follow_up": "\x00"}, "follow_up"),
        ({"place": "长" * 201}, "place"),
        ({"policies": ("长" * 81,)}, "policies"),
        ({"people": (PersonMet("长" * 81),)}, "people"),
        ({"people": (PersonMet("刘", phone="1" * 41),)}, "people"),
        ({"companions": (Companion("周", department="长" * 81),)}, "companions"),
        ({"planned_starts_at": time(14), "planned_ends_at": time(13)}, "planned_ends_at"),
        ({"starts_at": time(14), "ends_at": time(13, 59)}, "ends_at"),
        ({"visited_on": TODAY + timedelta(days=1)}, "visited_on"),
        ({"visited_on": date(26, 9, 1)}, "visited_on"),
        ({"next_contact_on": date(9999, 9, 1)}, "next_contact_on"),
    ):
        with pytest.raises(Invalid) as refused:
            office.perform(save_visit, work.liaison, work.draft(key, **changed))
        assert refused.value.field == field
        assert str(refused.value)
    assert office.read(count_visits, work.liaison, VisitFilter()) == 0


def test_an_enterprise_merged_away_while_it_was_typed_says_into_which(work: Fieldwork) -> None:
    office, kept, gone = work.bureau.office, work.enterprise("上海苒芯微电子有限公司"), work.enterprise()
    draft = work.draft(gone)
    office.perform(keep_draft, work.liaison, draft.draft_id, {"content": "二期"})
    with office.database.transaction(writes=True) as connection:
        table = sa.inspect(Enterprise).local_table
        row = connection.execute(sa.select(table).where(table.c.id == gone)).mappings().one()
        connection.execute(
            sa.insert(sa.inspect(EnterpriseMerge).local_table).values(
                kept_id=kept,
                gone_id=gone,
                gone_name=row["name"],
                gone_uscc=row["uscc"],
                reason="",
                merged_at=work.bureau.clock.now,
                merged_by="李国强",
                gone=as_kept({"id": gone}),
                before={},
                moved=[],
                undone_by="",
                version=1,
            )
        )
        connection.execute(sa.delete(table).where(table.c.id == gone))
    with pytest.raises(MergedAway) as refused:
        office.perform(save_visit, work.liaison, draft)
    assert refused.value.kept_id == kept
    assert "上海苒芯微电子有限公司" in refused.value.cause
    # What was typed is still there, and goes to the one that was kept.
    assert [one.payload for one in office.read(own_drafts, work.liaison)] == [{"content": "二期"}]
    office.perform(save_visit, work.liaison, replace(draft, enterprise_id=kept))
    assert office.read(own_drafts, work.liaison) == []


def test_an_enterprise_taken_off_or_given_away_meanwhile_is_logged_all_the_same_and_it_is_said(
    work: Fieldwork,
) -> None:
    office, key = work.bureau.office, work.enterprise(liaison=work.liaison)
    ordinary = work.visit(key)
    assert office.read(visit_cautions, work.liaison, ordinary) == ()
    edition = office.perform(begin_edition, work.supervisor, TODAY.year).value
    listing = office.perform(list_enterprise, work.staff, edition, key, industry=None, tier=2, reason="重点").value
    assert office.read(visit_cautions, work.liaison, ordinary) == ()
    office.perform(remove_listing, work.staff, listing, reason="搬迁")
    other = work.colleague.id or 0
    office.perform(
        assign, work.supervisor, [key], other, Duty.LIAISON, starts_on=days_ago(2), reason="调整", hand_over=True
    )
    visit = work.visit(key, next_contact_on=date(2027, 2, 1))
    assert office.read(visit_cautions, work.liaison, visit) == (
        Caution.DELISTED,
        Caution.NOT_SERVED,
        Caution.PROVISIONAL,
    )
    assert work.file(visit).row.officer == "王敏"


def test_somebody_new_becomes_a_contact_with_the_visit_once(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    known = work.contact(key, "刘芳")
    met = (PersonMet("何㛃", "人力总监", "13812345678", new_contact=True), PersonMet("刘芳", new_contact=True))
    draft = work.draft(key, people=met)
    visit = office.perform(save_visit, work.liaison, draft).value
    office.perform(save_visit, work.liaison, draft)
    people = work.file(visit).people
    assert [(person.name, person.contact_id is not None) for person in people] == [("何㛃", True), ("刘芳", True)]
    assert people[1].contact_id == known
    contacts = office.read(enterprise_file, work.staff, key).contacts
    assert sorted(contact.name for contact in contacts) == ["何㛃", "刘芳"]
    with office.database.transaction(writes=False) as connection:
        phones = connection.execute(sa.select(Contact.phone).where(Contact.name == "何㛃")).scalars().all()
    assert phones == ["13812345678"]


def test_who_was_met_stays_though_their_contact_was_taken_out_meanwhile(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    gone = work.contact(key, "刘芳")
    with office.database.transaction(writes=True) as connection:
        connection.execute(sa.delete(Contact).where(Contact.id == gone))
    met = (PersonMet("刘芳", "人事经理", "138****8000", gone), PersonMet("何静", phone="13912345678", contact_id=gone))
    file = work.file(office.perform(save_visit, work.liaison, work.draft(key, people=met)).value)
    assert file.people == (PersonMet("刘芳", "人事经理"), PersonMet("何静", "", "139****5678"))


def test_half_a_character_in_a_text_nobody_looked_at_is_refused_in_plain_words(work: Fieldwork) -> None:
    with pytest.raises(Unstorable):
        work.bureau.office.perform(save_visit, work.liaison, replace(work.draft(work.enterprise()), draft_id="\ud83d"))


def test_a_visit_that_cannot_be_stored_leaves_no_contact_behind(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    asked = replace(work.draft(key), people=(PersonMet("何㛃", new_contact=True),))
    with pytest.raises(Invalid):
        office.perform(save_visit, work.liaison, replace(asked, outcome=Outcome.DONE, content=" "))
    with pytest.raises(Invalid):
        office.perform(save_visit, work.liaison, replace(asked, policies=("长" * 81,)))
    assert office.read(enterprise_file, work.staff, key).contacts == ()


def test_a_visit_written_down_for_an_officer_says_by_whom(work: Fieldwork) -> None:
    office, key = work.bureau.office, work.enterprise()
    own = work.file(work.visit(key))
    entered = work.file(office.perform(save_visit, work.supervisor, work.draft(key, work.liaison)).value)
    assert (own.entered_by, entered.entered_by, entered.row.officer) == ("", "李国强", "王敏")
