"""Errors a person can act on. Anything that is not an AppError is a bug and is treated as one.

An error says what is wrong and what to do next; both are msgids with named parameters, translated when shown,
so that one error reads right in the window, on the command line and in another language.
"""

import errno
from typing import Final

from officer_app.i18n import CHINESE, N_, _, language

_SENTENCE_ENDS: Final = ("。", "！", "？", ".", "!", "?")
_SYSTEM: Final = {
    errno.ENOENT: N_("there is no such file or folder"),
    errno.ENOTDIR: N_("there is no such file or folder"),
    errno.EISDIR: N_("it is a folder"),
    errno.EEXIST: N_("there is a file of that name"),
    errno.EACCES: N_("it may not be opened or written"),
    errno.EPERM: N_("it may not be opened or written"),
    errno.EROFS: N_("the disk is write-protected"),
    errno.ENOSPC: N_("the disk is full"),
    errno.EDQUOT: N_("the disk is full"),
    errno.ENAMETOOLONG: N_("the name is too long"),
    errno.EBUSY: N_("another program is using it"),
    errno.ETXTBSY: N_("another program is using it"),
}


def reason_of(error: OSError) -> str:
    """Why the system refused a file, in the language in force; in its own words where that is rare."""
    known = _SYSTEM.get(error.errno or 0)
    return _(known) if known else error.strerror or type(error).__name__


class AppError(Exception):
    """Something a person can act on.

    `message` and `remedy` are msgids; `params` fill their `{names}`. `field` names the input it belongs to, if any.
    """

    message: str = N_("This cannot be done.")
    remedy: str = ""

    def __init__(
        self,
        message: str | None = None,
        *,
        remedy: str | None = None,
        field: str | None = None,
        **params: object,
    ) -> None:
        self.message = message if message is not None else type(self).message
        self.remedy = remedy if remedy is not None else type(self).remedy
        self.field = field
        self.params = params
        super().__init__(self.message)

    @property
    def code(self) -> str:
        """A stable name for machines."""
        return type(self).__name__

    @property
    def cause(self) -> str:
        """What is wrong, in the language in force."""
        return _(self.message).format(**self.params)

    @property
    def next_step(self) -> str:
        """What to do next, in the language in force; empty if there is nothing."""
        return _(self.remedy).format(**self.params)

    def __str__(self) -> str:
        cause, next_step = self.cause, self.next_step
        if not next_step:
            return cause
        # Some causes end in a reason, without a full stop. Chinese sentences follow each other without a space.
        chinese = language() == CHINESE
        if not cause.endswith(_SENTENCE_ENDS):
            cause += "。" if chinese else "."
        return cause + next_step if chinese else f"{cause} {next_step}"


class Invalid(AppError):
    """What was typed or read does not fit; `field` says where."""

    message = N_("This entry is not valid.")


class NotFound(AppError):
    """What was asked for is not there (any more)."""

    message = N_("This record does not exist.")
    remedy = N_("It may have been removed; reload the list.")


class MergedAway(NotFound):
    """What was asked for has become part of another record, `kept_id`."""

    message = N_("“{gone}” was merged into “{kept}” on {day}.")
    remedy = N_("Go on with the enterprise that was kept.")

    def __init__(self, *, kept_id: int, gone: str, kept: str, day: str) -> None:
        super().__init__(gone=gone, kept=kept, day=day)
        self.kept_id = kept_id


class Forbidden(AppError):
    """The actor's role does not allow it.

    `permission` and `target` are what was asked for, where the permission table was asked; the trail names them.
    """

    permission: str = ""
    target: object | None = None
    message = N_("Your role does not allow this.")
    remedy = N_("Ask a supervisor or the administrator.")


class SignInFailed(AppError):
    """Wrong name or password; the two are not told apart."""

    message = N_("Name or password is wrong.")
    remedy = N_("Check the input method and Caps Lock, then try again.")


class Conflict(AppError):
    """Somebody else saved the same record in between: nothing was overwritten.

    `mine`, `theirs` and `original` hold the values by field, for the page that lets the person choose.
    """

    message = N_("Somebody else has changed this record in the meantime; nothing was overwritten.")
    remedy = N_("Reload it, compare, and save again.")

    def __init__(
        self,
        message: str | None = None,
        *,
        mine: dict[str, object] | None = None,
        theirs: dict[str, object] | None = None,
        original: dict[str, object] | None = None,
        **params: object,
    ) -> None:
        super().__init__(message, remedy=None, field=None, **params)
        self.mine = mine or {}
        self.theirs = theirs or {}
        self.original = original or {}


class Unstorable(Invalid):
    """A text with half a character, or a NUL where the database holds none, that no use case has looked at."""

    message = N_("A text holds a character that cannot be stored: it is broken or invisible.")
    remedy = N_("Delete it and type it again; text copied from another program may carry such characters.")


class Busy(AppError):
    """The database was locked by somebody else for too long."""

    message = N_("The database is in use by another program.")
    remedy = N_("Try again in a moment; nothing was saved yet.")


class IllegalTransition(AppError):
    """The step is not possible from the present state."""

    message = N_("“{step}” is not possible while the state is “{state}”.")
    remedy = N_("Reload to see the present state.")


class QuotaExhausted(AppError):
    """No unit is left."""

    message = N_("No unit of the {year} quota is left: {granted} granted, {used} used, {reserved} reserved.")
    remedy = N_("Wait until a reserved unit is released, or ask for a further grant.")


class NewerDatabase(AppError):
    """The database was written by a newer version; it has not been touched."""

    message = N_(
        "This database was written by a newer version of the program (schema {found}, this one knows {known})."
    )
    remedy = N_("Install the newer version; the file has not been changed.")


class DatabaseUnavailable(AppError):
    """The database cannot be opened."""

    message = N_("The database {place} cannot be opened: {reason}")
    remedy = N_("Check the place, the permissions and, for a server, the network.")


class DamagedDatabase(DatabaseUnavailable):
    """What lies there is not the database that was written."""

    message = N_("The database {place} is damaged: {reason}")
    remedy = N_("It has not been changed. Restore a backup: the damaged file is set aside under another name.")


class ViewOnly(AppError):
    """Nothing can be stored: the office may only be looked at."""

    message = N_("The office is open for viewing only: {reason}.")
    remedy = N_("Nothing was saved; what you typed is kept. Make the file and its folder writable and start again.")


class DiskTrouble(AppError):
    """A file could not be written; nothing half-written remains."""

    message = N_("{path} could not be written: {reason}")
    remedy = N_("Free some space or choose another folder, then try again.")


class UnreadableFile(AppError):
    """A file a person gave cannot be read as what it should be."""

    message = N_("{path} cannot be read: {reason}")
    remedy = N_("Choose another file.")
