"""Forms that were typed into and not sent: found again by whoever typed them, and by nobody else."""

from datetime import timedelta

from officer_app.core.database import Database
from officer_app.people.access import Role
from officer_app.people.forms import KEPT_DAYS, drop_form, keep_form, kept_form
from tests.factories import bureau


def test_what_was_typed_is_found_again_by_its_author_alone(database: Database) -> None:
    house = bureau(database)
    mine, other = house.person(Role.LIAISON), house.person(Role.SUPERVISOR)
    house.office.perform(keep_form, mine, "contact", "7", {"name": "刘"})
    house.office.perform(keep_form, mine, "contact", "7", {"name": "刘芳"})
    house.office.perform(keep_form, mine, "contact", "8", {"name": "何"})
    found = house.office.read(kept_form, mine, "contact", "7")
    assert found is not None
    assert (found.payload, found.saved_at) == ({"name": "刘芳"}, house.clock.now)
    assert house.office.read(kept_form, other, "contact", "7") is None
    house.office.perform(drop_form, other, "contact", "7")
    house.office.perform(drop_form, mine, "contact", "8")
    assert house.office.read(kept_form, mine, "contact", "7") is not None
    assert house.office.read(kept_form, mine, "contact", "8") is None


def test_a_form_nobody_came_back_to_for_a_year_is_forgotten_with_the_next_one(database: Database) -> None:
    house = bureau(database)
    mine = house.person(Role.LIAISON)
    house.office.perform(keep_form, mine, "contact", "7", {"name": "刘芳"})
    house.clock.now += timedelta(days=KEPT_DAYS + 1)
    house.office.perform(drop_form, mine, "contact", "8")
    assert house.office.read(kept_form, mine, "contact", "7") is None
