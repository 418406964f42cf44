"""Why a row of a file is refused or accepted with a warning: stable codes, words, and what to do."""

from dataclasses import dataclass, field
from typing import Final

from officer_app.core.words import Word
from officer_app.i18n import N_, _


class Reason(Word):
    """What is the matter with a row. The value is the code that machines read."""

    USCC_MISSING = "uscc_missing", N_("The unified social credit code is missing.")
    USCC_OLD15 = "uscc_old15", N_("This is an old 15-digit registration number.")
    USCC_OLD13 = "uscc_old13", N_("This is an old 13-digit registration number.")
    USCC_ORG9 = "uscc_org9", N_("This is a 9-character organisation code.")
    USCC_LENGTH = "uscc_length", N_("A unified social credit code has 18 characters; this has {length}.")
    USCC_CHARACTERS = "uscc_characters", N_("A unified social credit code holds only digits and capital letters.")
    USCC_CHECK_DIGIT = "uscc_check_digit", N_("The check digit does not fit: at least one character is wrong.")
    USCC_NUMBER = "uscc_number", N_("The code was stored as a number and has lost its last digits.")
    NAME_MISSING = "name_missing", N_("The name of the enterprise is missing.")
    TOO_LONG = "too_long", N_("The text has {length} characters; at most {most} fit.")
    SHIFTED_COLUMNS = "shifted_columns", N_("The cells of this row are not under their headings.")
    UNREADABLE_TEXT = "unreadable_text", N_("The text was destroyed by a wrong encoding.")
    DUPLICATE_IN_FILE = "duplicate_in_file", N_("The same code stands in row {other} already.")
    USCC_LOWERCASE = "uscc_lowercase", N_("Lower-case letters in the code were made capitals.")
    USCC_FULL_WIDTH = "uscc_full_width", N_("Full-width characters in the code were made ordinary ones.")
    USCC_BLANKS = "uscc_blanks", N_("Blanks in the code were taken out.")
    SAME_NAME = "same_name", N_("Another enterprise has the same name under the code {other}.")
    PRIVATE_CHARACTER = "private_character", N_("The name holds a character that only some computers can show.")
    HIDDEN_CHARACTER = "hidden_character", N_("The name holds invisible control characters.")
    CAPITAL_UNREADABLE = "capital_unreadable", N_("The registered capital “{text}” was not understood and left out.")
    DATE_UNREADABLE = "date_unreadable", N_("The date “{text}” was not understood and left out.")
    NUMBER_UNREADABLE = "number_unreadable", N_("The number “{text}” was not understood and left out.")
    SUBDISTRICT_UNKNOWN = "subdistrict_unknown", N_("There is no sub-district “{text}”; it was left out.")
    INDUSTRY_UNKNOWN = "industry_unknown", N_("There is no industry “{text}” in the directory; it was left out.")


_NEW_CODE: Final = N_("Ask the enterprise for the 18-character code on its present licence.")
_REMEDIES: Final = {
    Reason.USCC_MISSING: _NEW_CODE,
    Reason.USCC_OLD15: _NEW_CODE,
    Reason.USCC_OLD13: _NEW_CODE,
    Reason.USCC_ORG9: _NEW_CODE,
    Reason.USCC_LENGTH: N_("Compare it with the licence; a character is missing or too many."),
    Reason.USCC_CHARACTERS: N_("Compare it with the licence."),
    Reason.USCC_CHECK_DIGIT: N_("Compare it with the licence, character by character (0 and O, 1 and I)."),
    Reason.USCC_NUMBER: N_("Format the column as text and enter the code again."),
    Reason.NAME_MISSING: N_("Enter the name as it stands on the licence."),
    Reason.TOO_LONG: N_("Shorten it."),
    Reason.SHIFTED_COLUMNS: N_("Move the cells under their headings."),
    Reason.UNREADABLE_TEXT: N_("Take the row from the original file, or type it again."),
    Reason.DUPLICATE_IN_FILE: N_("Delete the row that is wrong."),
    Reason.SAME_NAME: N_("Check whether both are right; a branch or a changed code would explain it."),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One remark on a row: where, what, and what to do. `column` is the heading in the file, empty for the row."""

    row: int
    column: str
    reason: Reason
    params: dict[str, object] = field(default_factory=dict)

    @property
    def code(self) -> str:
        return self.reason.value

    @property
    def message(self) -> str:
        """In the language in force."""
        return _(self.reason.msgid).format(**self.params)

    @property
    def remedy_msgid(self) -> str:
        return _REMEDIES.get(self.reason, "")

    @property
    def remedy(self) -> str:
        """What to do; empty if nothing must be done."""
        return _(self.remedy_msgid)
