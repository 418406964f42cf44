"""Signing in off the window's thread: the password opens the office, and whoever comes in has their signing key."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any  # Any: a tuple crosses the lanes, see ui/jobs.py

from PySide6.QtCore import QObject

from officer_app.core.errors import AppError
from officer_app.core.recovery import join
from officer_app.core.work import NOBODY, Actor, Office, utc_now
from officer_app.office import come_in, found_at, unlock, unlock_with_recovery_key
from officer_app.people.access import WITH_CODE
from officer_app.people.codes import IssuedCode
from officer_app.people.database_keys import administrators, let_in_again
from officer_app.people.service import change_password
from officer_app.ui.enterprise.opened_papers import copies
from officer_app.ui.jobs import Job
from officer_app.ui.premises import Premises

if TYPE_CHECKING:
    from officer_app.core.progress import Progress
    from officer_app.ui.welcome import NewOffice

Then = Callable[["Entered"], object]
Failed = Callable[[AppError], object]


@dataclass(frozen=True)
class Entered:
    """Who came in, and the office that their password opened; `has_code` if they may only choose a password yet."""

    office: Office
    actor: Actor

    @property
    def has_code(self) -> bool:
        """Whether what was typed was a one-time code, or a password that has run out."""
        return self.actor.role == WITH_CODE


def enter(premises: Premises, name: str, password: str, *, then: Then, failed: Failed, owner: QObject) -> Job:
    """Open the office of the premises with this password; `then` gets who came in, `failed` why not."""
    url, clock, office = premises.url, premises.clock or utc_now, premises.office

    def work(_progress: "Progress") -> Entered:
        # Papers that were open when the program was last killed do not stay readable.
        copies()
        if office is not None:
            return Entered(office, come_in(office, name, password))
        return Entered(*unlock(url, name, password, clock=clock))

    return premises.jobs.long("", work, then=then, failed=failed, owner=owner, opens=True)


def choose(
    premises: Premises, entered: Entered, code: str, password: str, *, then: Then, failed: Failed, owner: QObject
) -> Job:
    """Choose a password in the place of a code, and come in anew with it."""
    office = entered.office

    def work(_progress: "Progress") -> Entered:
        office.perform(change_password, entered.actor, code, password)
        # What the code allowed is over: whoever chose is signed in as who they are.
        return Entered(office, come_in(office, entered.actor.name, password))

    return premises.jobs.long("", work, then=then, failed=failed, owner=owner, opens=True)


def establish(premises: Premises, wanted: "NewOffice", *, then: Then, failed: Failed, owner: QObject) -> Job:
    """Create the office, encrypted where it is a file, and let its administrator in."""
    url, clock = premises.url, premises.clock or utc_now

    def work(_progress: "Progress") -> Entered:
        copies()
        return Entered(*found_at(url, wanted, clock=clock))

    return premises.jobs.long("", work, then=then, failed=failed, owner=owner, opens=True)


def open_with_paper(
    premises: Premises, first: str, second: str, *, then: Callable[[Any], object], failed: Failed, owner: QObject
) -> Job:
    """Open the office with both halves of the recovery key; `then` gets it, and whom the key can let in again."""
    url, clock = premises.url, premises.clock or utc_now

    def work(_progress: "Progress") -> tuple[Office, list[str]]:
        office = unlock_with_recovery_key(url, join(first, second), clock=clock)
        try:
            return office, office.read(administrators, NOBODY)
        except BaseException:
            office.close()
            raise

    return premises.jobs.long("", work, then=then, failed=failed, owner=owner, opens=True)


def let_in_with_paper(
    premises: Premises, name: str, *, then: Callable[[IssuedCode], object], failed: Failed, owner: QObject
) -> Job:
    """Give an administrator a one-time code, by the recovery key that opened the office."""
    office = premises.office
    assert office is not None
    return premises.jobs.long(
        "",
        lambda _progress: office.perform(let_in_again, NOBODY, name).value,
        then=then,
        failed=failed,
        owner=owner,
        opens=True,
    )
