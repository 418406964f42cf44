"""Views of lists that people keep and share."""

import pytest

from officer_app.core.database import Database
from officer_app.core.errors import Conflict, Forbidden, Invalid
from officer_app.core.work import Actor
from officer_app.people import views
from officer_app.people.access import Role
from officer_app.people.views import (
    ViewRow,
    change_view,
    delete_view,
    keep_view,
    list_views,
    restore_view,
    share_view,
)
from tests.factories import Bureau, bureau

PAGE = "directory"


@pytest.fixture
def here(database: Database) -> Bureau:
    return bureau(database)


def kept(here: Bureau, who: Actor, name: str = "近期要访", **state: object) -> ViewRow:
    return here.office.perform(keep_view, who, PAGE, name, state).value


def names(here: Bureau, who: Actor) -> list[str]:
    return [view.name for view in here.office.read(list_views, who, PAGE)]


def test_a_view_is_its_owners_alone_until_it_is_shared(here: Bureau) -> None:
    boss, officer = here.person(Role.SUPERVISOR), here.person(Role.LIAISON)
    view = kept(here, boss, filters={"due": "month"}, columns=["name"])
    assert names(here, officer) == []
    here.office.perform(share_view, boss, view.id, shared=True, version=view.version)
    (seen,) = here.office.read(list_views, officer, PAGE)
    assert (seen.name, seen.owner, seen.mine, seen.shared) == ("近期要访", boss.name, False, True)
    assert seen.state == {"filters": {"due": "month"}, "columns": ["name"]}
    assert here.office.read(list_views, officer, "visits") == []


def test_one_shares_who_may_and_changes_what_is_theirs_or_shared(here: Bureau) -> None:
    boss, other, officer = here.person(Role.SUPERVISOR), here.person(Role.STAFF), here.person(Role.LIAISON)
    mine = kept(here, officer)
    with pytest.raises(Forbidden):
        here.office.perform(share_view, officer, mine.id, shared=True, version=mine.version)
    with pytest.raises(Forbidden):
        here.office.perform(change_view, other, mine.id, version=mine.version, name="我的")
    shared = kept(here, boss)
    here.office.perform(share_view, boss, shared.id, shared=True, version=shared.version)
    with pytest.raises(Forbidden):
        here.office.perform(delete_view, officer, shared.id, version=shared.version + 1)
    changed = here.office.perform(change_view, other, shared.id, version=shared.version + 1, state={"sort": "name"})
    assert changed.value.state == {"sort": "name"}
    assert changed.value.owner == boss.name
    # Whoever still holds the one before is told, and overwrites nothing.
    with pytest.raises(Conflict):
        here.office.perform(change_view, boss, shared.id, version=shared.version + 1, name="旧的")


def test_a_deleted_view_comes_back_with_all_it_held(here: Bureau) -> None:
    boss = here.person(Role.SUPERVISOR)
    view = kept(here, boss, sort="name")
    here.office.perform(share_view, boss, view.id, shared=True, version=view.version)
    (view,) = here.office.read(list_views, boss, PAGE)
    here.office.perform(delete_view, boss, view.id, version=view.version)
    assert names(here, boss) == []
    back = here.office.perform(restore_view, boss, PAGE, view).value
    assert (back.name, back.shared, back.state) == (view.name, True, view.state)


def test_a_name_is_needed_short_and_used_once_by_each(here: Bureau, monkeypatch: pytest.MonkeyPatch) -> None:
    boss, officer = here.person(Role.SUPERVISOR), here.person(Role.LIAISON)
    view = kept(here, boss)
    kept(here, officer)
    for name in ("", "  ", "近期要访", " 近期要访 ", "长" * 61):
        with pytest.raises(Invalid) as caught:
            kept(here, boss, name)
        assert caught.value.field == "name"
    same = here.office.perform(change_view, boss, view.id, version=view.version, name="近期要访")
    assert same.value.version == view.version
    monkeypatch.setattr(views, "MOST_VIEWS", 1)
    with pytest.raises(Invalid, match="1"):
        kept(here, boss, "再一个")
