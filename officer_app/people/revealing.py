"""Showing a personal number whole: for a purpose that is written down before it is shown, and for half a minute.

Every kind of number (identity, phone, pay, how to reach an objector) goes this one way: the use case of its feature
asks whose it is, and `put_on_record` says who saw it and what for.
"""

from dataclasses import dataclass
from typing import Final

from officer_app.core.errors import Invalid
from officer_app.core.policy import Dated
from officer_app.core.privacy import with_numbers_masked
from officer_app.core.work import Work, asks
from officer_app.i18n import N_
from officer_app.people.access import Permission

PURPOSES: Final = Dated("reveal.purposes", list)
SECONDS: Final = Dated("reveal.seconds", int)
# However the office sets it.
LONGEST_SECONDS: Final = 30
_LONGEST_PURPOSE: Final = 200


@dataclass(frozen=True, slots=True)
class RevealTerms:
    """For how many seconds a number is shown whole, and the purposes the office usually has."""

    seconds: int = LONGEST_SECONDS
    purposes: tuple[str, ...] = ()


@asks(Permission.CALENDAR_READ)
def reveal_terms(work: Work) -> RevealTerms:
    """The terms in force today."""
    seconds = min(max(1, SECONDS.on(work, work.today)), LONGEST_SECONDS)
    return RevealTerms(seconds, tuple(str(purpose) for purpose in PURPOSES.on(work, work.today)))


def stated_purpose(purpose: str, needed: str = N_("Say what the number is needed for.")) -> str:
    """What somebody says it is for, as the trail keeps it: numbers typed into it masked. Raises Invalid without one."""
    plain = " ".join(purpose.split())
    if not plain:
        raise Invalid(needed, field="purpose")
    if len(plain) > _LONGEST_PURPOSE:
        message = N_("The text has {length} characters; at most {most} fit.")
        raise Invalid(message, field="purpose", length=len(plain), most=_LONGEST_PURPOSE)
    return with_numbers_masked(plain)


def put_on_record(work: Work, entity: str, entity_id: int, field: str, purpose: str) -> None:
    """Who is about to see which number whole, and what for. Raises Invalid without a purpose.

    A use case hands the number out only when its transaction, and this entry in it, is stored.
    """
    work.note("reveal", entity, entity_id, after={"field": field, "purpose": stated_purpose(purpose)})
