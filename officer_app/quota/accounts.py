"""The ledger in double entry: every entry moves units from one account to another; all accounts stay at zero together.

Granted by the city → left → reserved → used. A move between pools goes through an account of its own.
"""

from dataclasses import dataclass
from typing import Final

from officer_app.core.words import Word
from officer_app.i18n import N_


class UnitAccount(Word):
    """Where units are: what the city granted is owed to it, so its balance is negative."""

    CITY = "city", N_("Granted by the city")
    POOLS = "pools", N_("Other pools")
    LEFT = "left", N_("Left")
    RESERVED = "reserved", N_("Reserved")
    USED = "used", N_("Used")


@dataclass(frozen=True, slots=True)
class Booking:
    """Units that an entry moves from one account to another; always more than none."""

    source: UnitAccount
    target: UnitAccount
    units: int


_ORDER: Final = tuple(UnitAccount)


def changes_of(d_total: int, d_reserved: int, d_used: int, *, moved: bool = False) -> dict[UnitAccount, int]:
    """What an entry changes in each account; together nought."""
    source = UnitAccount.POOLS if moved else UnitAccount.CITY
    found = dict.fromkeys(_ORDER, 0)
    found[source] = -d_total
    found[UnitAccount.LEFT] = d_total - d_reserved - d_used
    found[UnitAccount.RESERVED] = d_reserved
    found[UnitAccount.USED] = d_used
    return found


def booking_of(d_total: int, d_reserved: int, d_used: int, *, moved: bool = False) -> Booking:
    """From where to where an entry moves how many units. Raises ValueError for what is no single movement."""
    changed = changes_of(d_total, d_reserved, d_used, moved=moved)
    giving = [account for account in _ORDER if changed[account] < 0]
    taking = [account for account in _ORDER if changed[account] > 0]
    if len(giving) != 1 or len(taking) != 1:
        raise ValueError("an entry moves units from one account to one other")
    return Booking(giving[0], taking[0], changed[taking[0]])
