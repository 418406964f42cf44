"""A key file in the place of another: the spare copy put back, and none overwritten while a database needs it."""

import itertools
from pathlib import Path

from officer_app.core.errors import DatabaseUnavailable, DiskTrouble, Invalid, reason_of
from officer_app.core.keyfile import KeyFile, KeyFileDamaged, KeyFileMissing, before, beside, changing, mark_of
from officer_app.i18n import N_, _

# What lies beside a database, and would be taken for one.
_COMPANIONS = (".keys", ".tries")


def refuse_shared_keys(database: Path) -> None:
    """Raises DatabaseUnavailable where the key file of a database there would be that of another one in the folder.

    office.db and office.sqlite would share office.keys.
    """
    if database.suffix in _COMPANIONS:
        raise DatabaseUnavailable(place=database, reason=_("files of that ending lie beside a database"))
    try:
        mark = KeyFile.read(beside(database)).mark
        others = [other for other in database.parent.iterdir() if other.stem == database.stem and other != database]
        opened = [other.name for other in others if mark and other.is_file() and mark_of(other) == mark]
    except (KeyFileMissing, KeyFileDamaged):
        return
    except OSError as error:
        raise DatabaseUnavailable(place=database, reason=reason_of(error)) from error
    if opened:
        raise DatabaseUnavailable(
            place=database, reason=_("the key file of that name belongs to {name}").format(name=opened[0])
        )


def keep_aside(file: KeyFile) -> None:
    """Keep a copy of a key file that another is to take the place of: a database elsewhere may need it."""
    if file.mark:
        file.at(file.path.with_name(f"{file.path.stem}-{file.mark[:8]}.keys")).save()


def put_spare_back(database: Path) -> Path | None:
    """Put the kept copy in the place of a missing or damaged key file; where the damaged one was set aside.

    Raises KeyFileMissing and KeyFileDamaged for the copy, and Invalid where the key file is whole.
    """
    path = beside(database)
    with changing(path):
        spare = KeyFile.read(before(path))
        try:
            KeyFile.read(path)
        except KeyFileMissing:
            spare.at(path).save()
            return None
        except KeyFileDamaged:
            aside = _free(path.with_name(path.name + ".damaged"))
            try:
                path.replace(aside)
            except OSError as error:
                raise DiskTrouble(path=path, reason=reason_of(error)) from error
            spare.at(path).save()
            return aside
    raise Invalid(N_("The key file is whole: there is nothing to put back."))


def _free(path: Path) -> Path:
    return next(free for number in itertools.count(1) if not (free := path.with_name(f"{path.name}-{number}")).exists())
