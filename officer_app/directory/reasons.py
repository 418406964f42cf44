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
    MERGED_CODE = "merged_code", N_("This enterprise was merged into {name} ({code}); the row counts for that.")
    SAME_NAME = "same_name", N_("Another enterprise has the same name under the code {other}.")
    PRIVATE_CHARACTER = "private_character", N_("The name holds a character that only some computers can show.")
    HIDDEN_CHARACTER = "hidden_character", N_("The name holds invisible control characters.")
    CAPITAL_UNREADABLE = "capital_unreadable", N_("The registered capital “{text}” was not understood and left out.")
    DATE_UNREADABLE = "date_unreadable", N_("The date “{text}” was not understood and left out.")
    NUMBER_UNREADABLE = "number_unreadable", N_("The number “{text}” was not understood and left out.")
    SUBDISTRICT_UNKNOWN = "subdistrict_unknown", N_("There is no sub-district “{text}”; it was left out.")
    DAYS_REVERSED = "days_reversed", N_("The day {until} comes before {since}; it was left out.")
    OWN_FIELD_REFUSED = "own_field_refused", N_("{why} It was left out.")
    REMOVAL_WITHOUT_REASON = "removal_without_reason", N_("A removal needs its reason; the removal was left out.")
    NO_EDITION = "no_edition", N_("No edition was chosen: what the file says of listings was left out.")
    OFFICER_UNKNOWN = "officer_unknown", N_("There is no officer “{name}”; nobody was assigned.")
    OFFICER_AMBIGUOUS = "officer_ambiguous", N_("Several officers are called “{name}”; nobody was assigned.")
    OFFICER_CANNOT_SERVE = "officer_cannot_serve", N_("{name} cannot hold enterprises; nobody was assigned.")
    OFFICER_SEVERAL = "officer_several", N_("“{name}” names more than one liaison officer; nobody was assigned.")
    OFFICER_TWICE = (
        "officer_twice",
        N_("Row {row} names {other} here, this row {named}; {other} counts."),
    )
    OFFICER_OTHER = "officer_other", N_("{other} is the liaison officer here and stays; the file names {name}.")
    OFFICER_BOTH = "officer_both", N_("{name} is the liaison officer here and not the backup too.")
    OFFICER_HANDED_OVER = "officer_handed_over", N_("Handed over from {other} to {name} on {day}.")
    OFFICER_SINCE = "officer_since", N_("{name} is in charge since {day}; the file says {told}. The former stays.")
    OFFICER_OVERLAP = "officer_overlap", N_("{other} is the liaison officer until {day}; {name} was not assigned.")
    INDUSTRY_UNKNOWN = "industry_unknown", N_("There is no industry “{text}” in the directory; it was left out.")
    VISIT_ENTERPRISE_MISSING = "visit_enterprise_missing", N_("The enterprise is not named.")
    VISIT_ENTERPRISE_UNKNOWN = "visit_enterprise_unknown", N_("The directory has no enterprise “{text}”.")
    VISIT_ENTERPRISE_AMBIGUOUS = "visit_enterprise_ambiguous", N_("Several enterprises are called “{text}”.")
    VISIT_DAY_UNREADABLE = "visit_day_unreadable", N_("The day of the visit is missing or not understood: “{text}”.")
    VISIT_DAY_TO_COME = "visit_day_to_come", N_("The day {day} is still to come.")
    VISIT_MONTH_CLOSED = "visit_month_closed", N_("The month {month} is closed.")
    VISIT_TIME_UNREADABLE = "visit_time_unreadable", N_("The time “{text}” is not understood.")
    VISIT_TIMES_REVERSED = "visit_times_reversed", N_("The visit ends before it begins.")
    VISIT_WORD_UNKNOWN = "visit_word_unknown", N_("“{text}” is not understood here; known are: {known}.")
    VISIT_OFFICER_MISSING = "visit_officer_missing", N_("The officer who made the visit is not named.")
    VISIT_OFFICER_UNKNOWN = "visit_officer_unknown", N_("There is no account of an officer “{name}”.")
    VISIT_TEXT_MISSING = "visit_text_missing", N_("What was said is missing.")
    VISIT_NEXT_BEFORE = "visit_next_before", N_("The next contact {day} lies before the visit; it was left out.")
    VISIT_TWICE = "visit_twice", N_("The same visit stands in row {other} already.")
    PAST_NUMBER_MISSING = "past_number_missing", N_("The number of the case is missing.")
    PAST_TWICE = "past_twice", N_("The same case number stands in row {other} already.")
    PAST_OWN_CASE = "past_own_case", N_("{number} is a case of this office; it is counted already.")
    PAST_DIFFERS = "past_differs", N_("{number} is there already, with another {fields}; what is there stays.")
    PAST_WORD_UNKNOWN = "past_word_unknown", N_("“{text}” is not understood here; known are: {known}.")
    PAST_DAY_MISSING = "past_day_missing", N_("A finished case needs the day on which it was finished.")
    PAST_DAY_UNREADABLE = "past_day_unreadable", N_("The day “{text}” is not understood.")
    PAST_DAY_TO_COME = "past_day_to_come", N_("The day {day} is still to come.")
    PAST_DAYS_REVERSED = "past_days_reversed", N_("The day {until} comes before {since}.")
    PAST_FIGURE_UNREADABLE = "past_figure_unreadable", N_("The figure “{text}” is not understood.")
    PAST_ENTERPRISE_MISSING = "past_enterprise_missing", N_("The enterprise is not named.")
    PAST_DAYS_DIFFER = (
        "past_days_differ",
        N_("From {since} to {until} there are {counted} working days; the file says {told}, which was kept."),
    )
    PAST_CODE_DOUBTFUL = "past_code_doubtful", N_("The credit code “{text}” cannot be right; the case is not linked.")
    PAST_FILE_KNOWN = "past_file_known", N_("This very file was imported on {day} by {name}.")


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
    Reason.REMOVAL_WITHOUT_REASON: N_("Enter the reason beside the date of removal."),
    Reason.NO_EDITION: N_("Choose the edition to list the enterprises in."),
    Reason.OFFICER_UNKNOWN: N_("Compare the name with the accounts, or ask the administrator to open one."),
    Reason.OFFICER_AMBIGUOUS: N_("Assign the officer by hand."),
    Reason.OFFICER_CANNOT_SERVE: N_("Name an active liaison officer, specialist or supervisor."),
    Reason.OFFICER_SEVERAL: N_("Name one; put the others under backup."),
    Reason.OFFICER_TWICE: N_("Delete the row that is wrong."),
    Reason.OFFICER_OTHER: N_("A supervisor can let the file's officer take over."),
    Reason.OFFICER_OVERLAP: N_("Compare the dates with the enterprise's past officers."),
    Reason.MERGED_CODE: N_("Use the code of the enterprise that was kept."),
    Reason.VISIT_ENTERPRISE_MISSING: N_("Enter its name or its credit code."),
    Reason.VISIT_ENTERPRISE_UNKNOWN: N_("Compare the name with the directory, or enter the credit code."),
    Reason.VISIT_ENTERPRISE_AMBIGUOUS: N_("Enter the credit code beside the name."),
    Reason.VISIT_DAY_UNREADABLE: N_("Enter the day as 2026-09-17."),
    Reason.VISIT_DAY_TO_COME: N_("Correct the date."),
    Reason.VISIT_MONTH_CLOSED: N_("Ask a supervisor to reopen the month, then import the row again."),
    Reason.VISIT_TIME_UNREADABLE: N_("Enter the time as 14:30."),
    Reason.VISIT_TIMES_REVERSED: N_("Correct the times."),
    Reason.VISIT_WORD_UNKNOWN: N_("Write one of the words that are known."),
    Reason.VISIT_OFFICER_MISSING: N_("Enter the officer's name: a visit keeps its author."),
    Reason.VISIT_OFFICER_UNKNOWN: N_("Compare the name with the accounts, or ask the administrator to open one."),
    Reason.VISIT_TEXT_MISSING: N_("Enter what was said, or an outcome that needs no text."),
    Reason.VISIT_TWICE: N_("Delete the row that is wrong."),
    Reason.PAST_NUMBER_MISSING: N_("Enter the number under which the case was kept."),
    Reason.PAST_TWICE: N_("Delete the row that is wrong."),
    Reason.PAST_OWN_CASE: N_("Leave the row out."),
    Reason.PAST_DIFFERS: N_("To replace it, take the earlier import back, then import this file."),
    Reason.PAST_WORD_UNKNOWN: N_("Write one of the words that are known."),
    Reason.PAST_DAY_MISSING: N_("Enter the day as 2026-09-17."),
    Reason.PAST_DAY_UNREADABLE: N_("Enter the day as 2026-09-17."),
    Reason.PAST_DAY_TO_COME: N_("Correct the date."),
    Reason.PAST_DAYS_REVERSED: N_("Correct the dates."),
    Reason.PAST_FIGURE_UNREADABLE: N_("Enter a plain number, such as 3.25, or leave the cell empty."),
    Reason.PAST_ENTERPRISE_MISSING: N_("Enter its name or its credit code."),
    Reason.PAST_DAYS_DIFFER: N_("Compare the two days with the file of the case."),
    Reason.PAST_CODE_DOUBTFUL: N_("Compare it with the licence."),
    Reason.PAST_FILE_KNOWN: N_("Nothing in it is stored twice; to bring it in anew, take that import back first."),
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
