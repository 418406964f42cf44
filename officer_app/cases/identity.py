"""Identity numbers: that they can be right, and agree with birth and sex."""

import re
from datetime import date
from typing import Final

from officer_app.cases.words import IdKind, Sex
from officer_app.core.errors import Invalid
from officer_app.i18n import N_

# Residence permits for people from Hong Kong, Macao and Taiwan begin with these.
_RESIDENCE_PREFIXES: Final = ("81", "82", "83")


def checked_identity(kind: IdKind, number: str, born_on: date, sex: Sex) -> str:
    """The number as it is stored: without blanks, in capitals. Raises Invalid, naming the field.

    Cards and residence permits have 18 characters (GB 11643): six of place, eight of birth, three of sequence, odd
    for men, and a check digit (ISO 7064 mod 11-2).
    """
    number = re.sub(r"\s", "", number).upper()
    if kind is IdKind.PASSPORT:
        if not re.fullmatch(r"[A-Z0-9]{5,20}", number):
            raise Invalid(N_("A passport number has 5 to 20 letters and digits."), field="id_number")
        return number
    from stdnum.iso7064 import mod_11_2

    if not re.fullmatch(r"[1-9]\d{16}[\dX]", number):
        raise Invalid(N_("An identity number has 18 characters: 17 digits, then a digit or X."), field="id_number")
    if not mod_11_2.is_valid(number):
        raise Invalid(
            N_("The check digit of the identity number is wrong."),
            remedy=N_("Compare it with the card, digit by digit."),
            field="id_number",
        )
    if (kind is IdKind.RESIDENCE) != number.startswith(_RESIDENCE_PREFIXES):
        raise Invalid(N_("The number does not belong to this kind of document."), field="id_kind")
    if number[6:14] != f"{born_on:%Y%m%d}":
        raise Invalid(N_("The birth date differs from the one in the identity number."), field="born_on")
    if (int(number[16]) % 2 == 1) != (sex is Sex.MALE):
        raise Invalid(N_("The sex differs from the one in the identity number."), field="sex")
    return number
