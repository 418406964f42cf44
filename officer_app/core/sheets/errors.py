"""Why a file of rows cannot be read. Each says what to do next."""

from officer_app.core.errors import UnreadableFile
from officer_app.i18n import N_


class MissingFile(UnreadableFile):
    """There is no such file, or it may not be read."""

    message = N_("The file {path} cannot be opened: {reason}")
    remedy = N_("Check the name and the folder.")


class NotAWorkbook(UnreadableFile):
    """The content is not what an .xlsx workbook or a CSV file holds."""

    message = N_("{path} is not a workbook that can be read: {reason}")
    remedy = N_("Open it in the spreadsheet program and save it as .xlsx.")


class EmptySheet(UnreadableFile):
    """Nothing in it."""

    message = N_("{path} holds no rows.")
    remedy = N_("Choose the workbook that holds the data.")


class UnknownSheet(UnreadableFile):
    """The workbook has no sheet of that name."""

    message = N_("{path} has no sheet “{sheet}”; it has: {sheets}.")
    remedy = N_("Choose one of the sheets named.")


class SheetTooLarge(UnreadableFile):
    """A cap was exceeded; nothing beyond it was read."""

    message = N_("{path} is larger than can be read safely: {reason}")
    remedy = N_("Split it into smaller files, without empty rows, pictures and unused columns.")


class UnreadableEncoding(UnreadableFile):
    """Neither UTF-8 nor GB18030."""

    message = N_("The characters of {path} are neither UTF-8 nor GB18030.")
    remedy = N_("Open it in the spreadsheet program and save it as .xlsx or as CSV UTF-8.")
