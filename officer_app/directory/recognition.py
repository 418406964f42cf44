"""Recognitions that an authority gives for some years: high-tech enterprise 高新技术企业, key body 重点机构."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from officer_app.core.words import Word
from officer_app.i18n import N_

# A renewal is applied for once a year, in summer: a quarter ahead there is still time to prepare the papers.
SOON_DAYS: Final = 90


class Standing(Word):
    """Whether a recognition holds."""

    COMING = "coming", N_("not yet in force")
    VALID = "valid", N_("in force")
    SOON = "soon", N_("expires soon")
    EXPIRED = "expired", N_("expired")


@dataclass(frozen=True, slots=True)
class Recognition:
    """From the one day to the other, both included; without a last day it goes on."""

    since: date
    until: date | None = None

    def standing(self, today: date) -> Standing:
        """How it stands on a day."""
        if today < self.since:
            return Standing.COMING
        if self.until is None:
            return Standing.VALID
        left = (self.until - today).days
        return Standing.EXPIRED if left < 0 else Standing.SOON if left <= SOON_DAYS else Standing.VALID


def recognised(since: date | None, until: date | None) -> Recognition | None:
    """The recognition, if there is one."""
    return None if since is None else Recognition(since, until)
