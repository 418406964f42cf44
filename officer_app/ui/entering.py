"""Signing in, step by step: the password opens the office, and whoever signs decisions gets a key before they go in."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from officer_app.core.errors import AppError
from officer_app.core.work import NOBODY, Actor, Office
from officer_app.people.keys import lacks_key, make_key
from officer_app.people.service import sign_in
from officer_app.ui.enterprise.opened_papers import copies
from officer_app.ui.jobs import Job
from officer_app.ui.premises import Premises

if TYPE_CHECKING:
    from officer_app.core.progress import Progress

Then = Callable[["Entered"], object]
Failed = Callable[[AppError], object]


@dataclass(frozen=True)
class Entered:
    """Who came in, and the office that their password opened."""

    office: Office
    actor: Actor


def enter(premises: Premises, name: str, password: str, *, then: Then, failed: Failed, owner: QObject) -> Job:
    """Open the office of the premises with this password; `then` gets who came in, `failed` why not."""
    from officer_app.office import open_office

    url, clock = premises.url, premises.clock

    def work(_progress: "Progress") -> Entered:
        # Papers that were open when the program was last killed do not stay readable.
        copies()
        office = open_office(url) if clock is None else open_office(url, clock=clock)
        try:
            return _signed_in(office, name, password)
        except BaseException:
            office.close()
            raise

    return premises.jobs.long("", work, then=then, failed=failed, owner=owner, opens=True)


def enter_open(premises: Premises, name: str, password: str, *, then: Then, failed: Failed, owner: QObject) -> Job:
    """The same in an office that is open already: a server's, or one to look round in."""
    office = premises.office
    assert office is not None
    return premises.jobs.long(
        "", lambda _progress: _signed_in(office, name, password), then=then, failed=failed, owner=owner, opens=True
    )


def _signed_in(office: Office, name: str, password: str) -> Entered:
    actor = office.read(sign_in, NOBODY, name, password)
    if office.read(lacks_key, actor):
        office.perform(make_key, actor, password)
    return Entered(office, actor)
