"""Signing in, step by step: the password is checked, and whoever signs decisions gets a key before they are let in."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from officer_app.core.errors import AppError
from officer_app.ui.jobs import Jobs

if TYPE_CHECKING:
    from officer_app.core.work import Actor


def enter(
    jobs: Jobs,
    name: str,
    password: str,
    *,
    then: "Callable[[Actor], object]",
    failed: Callable[[AppError], object],
    owner: QObject,
) -> None:
    """Sign somebody in; `then` gets the actor, `failed` why not."""
    from officer_app.core.work import NOBODY
    from officer_app.people.keys import lacks_key, make_key
    from officer_app.people.service import sign_in

    def known(actor: "Actor") -> None:
        jobs.actor = actor
        jobs.read(lacks_key, then=lambda lacks: asked(actor, lacks), failed=failed, owner=owner, latest="sign in")

    def asked(actor: "Actor", lacks: bool) -> None:
        if lacks:
            jobs.perform(make_key, password, then=lambda _nothing: then(actor), failed=failed, owner=owner)
        else:
            then(actor)

    jobs.actor = NOBODY
    jobs.read(sign_in, name, password, then=known, failed=failed, owner=owner, latest="sign in")
