"""Deny by default: every use case, called directly by every role that must not."""

import importlib
import pkgutil
from collections.abc import Callable
from pathlib import Path

import pytest

import officer_app
from officer_app.core.database import Database
from officer_app.core.errors import Forbidden
from officer_app.core.work import NOBODY, USE_CASES
from officer_app.people.access import GRANTS, Permission, Role, may
from tests.factories import bureau

ROOT = Path(officer_app.__file__).parent


def every_use_case() -> list[Callable[..., object]]:
    """Those the program declares; tests declare some of their own."""
    for module in pkgutil.walk_packages([str(ROOT)], "officer_app."):
        if not module.name.startswith(("officer_app.ui", "officer_app.__main__")):
            importlib.import_module(module.name)
    return sorted(
        (use_case for use_case in USE_CASES if use_case.__module__.startswith("officer_app.")),
        key=lambda use_case: (use_case.__module__, use_case.__name__),
    )


def test_every_role_is_refused_what_the_table_does_not_grant(sqlite_url: str) -> None:
    here = bureau(Database(sqlite_url))
    actors = [here.person(role) for role in Role] + [NOBODY]
    tried = 0
    for use_case in every_use_case():
        declared = USE_CASES[use_case]
        for actor in actors:
            if may(actor.role, declared.permission):
                continue
            tried += 1
            with pytest.raises(Forbidden):
                (here.office.perform if declared.writes else here.office.read)(use_case, actor)
    assert tried > 300
    here.office.close()


def test_every_permission_is_granted_to_somebody_and_used_by_something() -> None:
    every_use_case()
    granted = {permission for grants in GRANTS.values() for permission in grants}
    assert set(Permission) == granted
    asked_inside = {
        Permission.CASE_PRE_REVIEW,
        Permission.CASE_PANEL,
        Permission.AUDIT_READ,
        Permission.DEMAND_WORK,
    }
    assert set(Permission) - {declared.permission for declared in USE_CASES.values()} <= asked_inside


@pytest.mark.parametrize(
    ("role", "never"),
    [
        (Role.LIAISON, {Permission.CASE_FIRST_REVIEW, Permission.CASE_PANEL, Permission.CASE_DECIDE}),
        (Role.SPECIALIST, {Permission.CASE_FIRST_REVIEW, Permission.CASE_PANEL, Permission.CASE_DECIDE}),
        (
            Role.STAFF,
            {
                Permission.CASE_PRE_REVIEW,
                Permission.CASE_ACCEPT,
                Permission.CASE_FIRST_REVIEW,
                Permission.CASE_PANEL,
                Permission.CASE_DECIDE,
                Permission.QUOTA_GRANT,
            },
        ),
        (Role.ADMINISTRATOR, {Permission.CASE_DECIDE, Permission.QUOTA_GRANT, Permission.REVEAL}),
    ],
)
def test_nobody_is_granted_what_their_office_forbids(role: Role, never: set[Permission]) -> None:
    """Office staff decide nothing, officers do not approve, an administrator does not decide cases."""
    assert not {permission for permission in never if may(role, permission)}


def test_an_auditor_changes_nothing() -> None:
    declared = [USE_CASES[use_case] for use_case in every_use_case()]
    writing = {one.permission for one in declared if one.writes}
    assert {permission for permission in writing if may(Role.AUDITOR, permission)} <= {Permission.OWN_ACCOUNT}
