"""Identity numbers: that they can be right, and agree with birth and sex."""

import re
from datetime import date
from typing import Final

from officer_app.cases.words import IdKind, Sex
from officer_app.core.errors import Invalid
from officer_app.i18n import N_

# Residence permits for people from Hong Kong, Macao and Taiwan carry one of these in place of the code of a place
# (Measures for residence permits of Hong Kong, Macao and Taiwan residents, 2018).
_RESIDENCE_PLACES: Final = ("810000", "820000", "830000")
_CARD: Final = re.compile(r"[1-9]\d{16}[\dX]")
# ICAO Doc 9303 gives the number nine places; a few states print a series before it.
_PASSPORT: Final = re.compile(r"(?=.*\d)[A-Z0-9]{5,12}")


def plain_number(number: str) -> str:
    """A number as it is stored and looked for: without blanks, in capitals."""
    return re.sub(r"\s", "", number).upper()


def checked_identity(kind: IdKind, number: str, born_on: date, sex: Sex) -> str:
    """The number as it is stored. Raises Invalid, naming the field.

    Cards and residence permits have 18 characters (GB 11643): six of place, eight of birth, three of sequence, odd
    for men, and a check digit (ISO 7064 mod 11-2).
    """
    number = plain_number(number)
    if kind is IdKind.PASSPORT:
        if _CARD.fullmatch(number):
            raise Invalid(N_("The number does not belong to this kind of document."), field="id_kind")
        if not _PASSPORT.fullmatch(number) or len(set(number)) == 1:
            raise Invalid(
                N_("A passport number has 5 to 12 letters and digits, one digit at least."),
                remedy=N_("Copy it from the page with the photograph."),
                field="id_number",
            )
        return number
    from stdnum.iso7064 import mod_11_2

    if not _CARD.fullmatch(number):
        raise Invalid(N_("An identity number has 18 characters: 17 digits, then a digit or X."), field="id_number")
    if not mod_11_2.is_valid(number):
        raise Invalid(
            N_("The check digit of the identity number is wrong."),
            remedy=N_("Compare it with the card, digit by digit."),
            field="id_number",
        )
    # No place of the mainland begins with 8.
    if (kind is IdKind.RESIDENCE) != number.startswith("8"):
        raise Invalid(N_("The number does not belong to this kind of document."), field="id_kind")
    if kind is IdKind.RESIDENCE and not number.startswith(_RESIDENCE_PLACES):
        raise Invalid(
            N_("The number of a residence permit begins with 810000, 820000 or 830000."),
            remedy=N_("Compare it with the card, digit by digit."),
            field="id_number",
        )
    if number[6:14] != f"{born_on:%Y%m%d}":
        raise Invalid(N_("The birth date differs from the one in the identity number."), field="born_on")
    if (int(number[16]) % 2 == 1) != (sex is Sex.MALE):
        raise Invalid(N_("The sex differs from the one in the identity number."), field="sex")
    return number


def read_from_number(kind: IdKind, number: str) -> tuple[date, Sex] | None:
    """Birth and sex as a whole number of a card or permit says them; None for a passport, and while it is not whole."""
    number = plain_number(number)
    if kind is IdKind.PASSPORT or not _CARD.fullmatch(number):
        return None
    try:
        born_on = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None
    return born_on, Sex.MALE if int(number[16]) % 2 else Sex.FEMALE


def is_whole(kind: IdKind, number: str) -> bool:
    """Whether a number is typed to its end, so that somebody can be looked for by it."""
    shape = _PASSPORT if kind is IdKind.PASSPORT else _CARD
    return shape.fullmatch(plain_number(number)) is not None
