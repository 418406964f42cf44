"""Opens an office: every feature's tables, the permission table and the database put together.

A database in a file is encrypted; the password opens its key (core/keyfile.py), and the office is open from then on
until it is closed. Files of earlier versions are plain: they are encrypted when an administrator signs in.
"""

import logging
import shutil
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Final, Protocol

from officer_app.core.alone import forget_companions
from officer_app.core.backup.restoring import finish
from officer_app.core.backup.shares import refuse_share
from officer_app.core.converting import Converted, convert, encrypt_copies, is_plain
from officer_app.core.database import Database, file_of
from officer_app.core.errors import (
    AppError,
    DamagedDatabase,
    DatabaseUnavailable,
    DiskTrouble,
    NotFound,
    reason_of,
)
from officer_app.core.identity import office_uuid
from officer_app.core.keyfile import (
    KeyFile,
    KeyFileDamaged,
    KeyFileForeign,
    KeyFileMissing,
    beside,
    changing,
    mark_of,
    new_database_key,
    sync_folder,
)
from officer_app.core.other_keys import keep_aside, refuse_shared_keys
from officer_app.core.rekeying import settle, was_written_under, working_key
from officer_app.core.sealing import MARK_BYTES, Slot
from officer_app.core.signing import Keyring
from officer_app.core.words import Word
from officer_app.core.work import NOBODY, Actor, Clock, Office, utc_now
from officer_app.i18n import N_, _
from officer_app.people.access import WITH_CODE, AccessTable, Role
from officer_app.people.codes import as_password
from officer_app.people.service import CodeRunOut
from officer_app.people.slot_upkeep import tidy_slots
from officer_app.people.tries import Attempt, tries_beside

LOG: Final = logging.getLogger("officer_app")

# The features that have tables, from the bottom up.
FEATURES: Final = ("people", "directory", "assignments", "demands", "visits", "cases", "quota", "overview")


def load_models() -> None:
    """Import every feature's tables, so that mappers and the schema are complete."""
    import_module("officer_app.core.contents")
    import_module("officer_app.core.holidays")
    import_module("officer_app.core.identity")
    import_module("officer_app.core.numbering")
    import_module("officer_app.core.policy")
    import_module("officer_app.core.trail_breaks")
    for feature in FEATURES:
        import_module(f"officer_app.{feature}.model")
    # What is stored is indexed, whoever stores it.
    import_module("officer_app.directory.lists.indexing")
    # The limits of open demands follow the calendar.
    import_module("officer_app.demands.clock")
    # Verdicts are signed, whoever gives them.
    import_module("officer_app.quota.signatures")


def load_use_cases() -> None:
    """Import every module of every feature, so that every use case there is has been declared."""
    load_models()
    for feature in ("core", *FEATURES):
        package = import_module(f"officer_app.{feature}")
        for module in walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)


class OfficeState(Word):
    """What is found where an office is looked for, before anybody has signed in."""

    ABSENT = "absent", N_("no office yet")
    PLAIN = "plain", N_("not encrypted yet")
    LOCKED = "locked", N_("encrypted")
    KEYS_MISSING = "keys_missing", N_("encrypted, and the key file is missing")
    KEYS_DAMAGED = "keys_damaged", N_("encrypted, and the key file is damaged")
    KEYS_FOREIGN = "keys_foreign", N_("encrypted, and the key file is another office's")
    DAMAGED = "damaged", N_("not a database, or a damaged one")
    SERVER = "server", N_("on a server")


class NewOffice(Protocol):
    """What founding an office asks for."""

    @property
    def office(self) -> str: ...

    @property
    def administrator(self) -> str: ...

    @property
    def password(self) -> str: ...


def state_of(url: str) -> OfficeState:
    """What lies at this URL or path. Reads a few bytes and the key file; ends a restore that was cut short.

    Raises DatabaseUnavailable, which NetworkFolder is one of.
    """
    path = file_of(url)
    if path is None:
        return OfficeState.SERVER
    refuse_share(path)
    finish(path)
    try:
        size = path.stat().st_size if path.exists() else 0
        mark = mark_of(path) if size else ""
    except OSError as error:
        raise DatabaseUnavailable(place=path, reason=reason_of(error)) from error
    if not size:
        return OfficeState.ABSENT
    if is_plain(path):
        return OfficeState.PLAIN
    try:
        file = KeyFile.read(beside(path))
    except KeyFileMissing:
        return OfficeState.KEYS_MISSING if size % _PAGE == 0 else OfficeState.DAMAGED
    except KeyFileDamaged:
        return OfficeState.KEYS_DAMAGED
    if size % _PAGE or (mark != file.mark and _nearly(mark, file.mark)):
        return OfficeState.DAMAGED
    return OfficeState.LOCKED if mark == file.mark else OfficeState.KEYS_FOREIGN


# SQLCipher writes whole pages of this size.
_PAGE: Final = 4096


def _nearly(mark: str, kept: str) -> bool:
    """Whether a few bits make the difference: the file was damaged rather than exchanged."""
    if len(mark) != len(kept) or not kept:
        return False
    return (int(mark, 16) ^ int(kept, 16)).bit_count() <= MARK_BYTES


def open_office(url: str, *, clock: Clock = utc_now, create: bool = True, key: bytes | None = None) -> Office:
    """Open the database at the URL or path, creating or upgrading its schema first. Raises AppError.

    Without `create` an empty database is refused: whoever names one by mistake gets no office in it. `key` opens an
    encrypted file; `unlock` finds it.
    """
    load_models()
    database = Database(url, key=key)
    try:
        database.prepare(create=create)
        office = Office(database, AccessTable(), clock)
        office.look_at_trail()
    except BaseException:
        database.close()
        raise
    return office


def unlock(url: str, name: str, password: str, *, clock: Clock = utc_now) -> tuple[Office, Actor]:
    """Open the office with a name and a password or one-time code, and sign in; the signing key is open then.

    Upgrades the schema, finishes what was cut off, encrypts a plain file for an administrator, and gives the database
    another key where that is due. Raises SignInFailed (TooManyTries, CodeRunOut), NotFound where no office is,
    KeyFileMissing, KeyFileDamaged, KeyFileForeign, DatabaseUnavailable (DamagedDatabase), NewerDatabase.
    """
    load_models()
    state, path = state_of(url), file_of(url)
    if state is OfficeState.ABSENT:
        raise NotFound(
            N_("There is no office in {place} yet."),
            remedy=N_("Start the program once to create the office, or name another one with --database."),
            place=url,
        )
    if path is None or state is OfficeState.PLAIN:
        # Whoever has to wait does so without keeping a writer out meanwhile.
        attempt = tries_beside(path).begin(name) if path is not None else None
        office = open_office(url, clock=clock, create=False)
        try:
            actor = come_in(office, name, password, attempt)
        except BaseException:
            office.close()
            raise
        return (office if path is None else _encrypted(office, path, actor, password)), actor
    if state is OfficeState.DAMAGED:
        raise DamagedDatabase(place=path, reason=_("it does not begin or end as a database does"))
    file = KeyFile.read(beside(path))
    attempt = tries_beside(path).begin(name)
    slot, keys = file.opened(name, as_password(password))
    if not keys:
        attempt.succeeded()
        raise CodeRunOut()
    key = _fitting(path, file, keys)
    office = open_office(url, clock=clock, create=False, key=key)
    try:
        if not office.view_only:
            settle(path, keys, key)
        actor = come_in(office, slot.name, password, attempt)
        if not office.view_only:
            _tidy(office, path, slot)
    except BaseException:
        office.close()
        raise
    return office, actor


def unlock_with_recovery_key(url: str, key: bytes, *, clock: Clock = utc_now) -> Office:
    """Open an encrypted file with the recovery key; only `let_in_again` can be done in it before somebody signs in.

    Raises RecoveryKeyWrong, KeyFileMissing, KeyFileDamaged, KeyFileForeign, DatabaseUnavailable.
    """
    path = file_of(url)
    if path is None:
        raise DatabaseUnavailable(place=url, reason=_("only a database in a file has a recovery key"))
    file = KeyFile.read(beside(path))
    keys = file.recovery_keys(key)
    working = _fitting(path, file, keys)
    settle(path, keys, working)
    office = open_office(url, clock=clock, create=False, key=working)
    office.slots.by_recovery = True
    return office


def found_at(url: str, wanted: NewOffice, *, clock: Clock = utc_now) -> tuple[Office, Actor]:
    """Create an office, encrypted where it is a file, and sign its administrator in.

    All or nothing: a file is made elsewhere and renamed. Raises what overview.founding.found raises, and DiskTrouble.
    """
    from officer_app.overview.founding import found

    load_models()
    path = file_of(url)
    if path is None:
        office = open_office(url, clock=clock)
        try:
            office.perform(found, NOBODY, wanted.office, wanted.administrator, wanted.password)
            return office, come_in(office, wanted.administrator, wanted.password)
        except BaseException:
            office.close()
            raise
    if state_of(url) is not OfficeState.ABSENT:
        raise _taken(path)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        refuse_shared_keys(path)
        folder = Path(tempfile.mkdtemp(prefix=f".{path.name}-", dir=path.parent))
    except OSError as error:
        raise DiskTrouble(path=path, reason=reason_of(error)) from error
    try:
        office = new_encrypted(folder / path.name, clock=clock)
        try:
            office.perform(found, NOBODY, wanted.office, wanted.administrator, wanted.password)
        finally:
            office.close()
        with changing(beside(path)):
            if path.exists() and path.stat().st_size:
                raise _taken(path)  # by another program, meanwhile
            KeyFile.read(beside(folder / path.name)).at(beside(path)).save()
            (folder / path.name).replace(path)
            forget_companions(path)
            sync_folder(path.parent)
    except OSError as error:
        raise DiskTrouble(path=path, reason=reason_of(error)) from error
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return unlock(url, wanted.administrator, wanted.password, clock=clock)


def _taken(path: Path) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        N_("There is an office in {place} already."), remedy=N_("Choose another place."), place=path
    )


def new_encrypted(path: Path, *, clock: Clock = utc_now) -> Office:
    """An empty encrypted database in a new file, with a key file that holds no slot yet: accounts get theirs."""
    key = new_database_key()
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600)
    office = open_office(str(path), clock=clock, key=key)
    with office.database.transaction(writes=False) as connection:
        file = KeyFile(beside(path), office_uuid(connection), key[-MARK_BYTES:].hex())
    file.save()
    return office


def _fitting(path: Path, file: KeyFile, keys: tuple[bytes, ...]) -> bytes:
    """The key that opens the database. Raises KeyFileForeign, or DamagedDatabase for a file that should have opened."""
    key = working_key(path, keys)
    mark = mark_of(path)
    others = not was_written_under(path, keys) if mark == file.mark else not _nearly(mark, file.mark)
    if key is None and others:
        raise KeyFileForeign(path=file.path)
    if key is None or mark != file.mark:
        raise DamagedDatabase(place=path, reason=_("its beginning cannot be read"))
    return key


def come_in(office: Office, name: str, password: str, attempt: Attempt | None = None) -> Actor:
    """Sign in, and open or make the signing key of whoever signs. Raises what `sign_in` raises."""
    from officer_app.overview.retention.service import removals_lost, replay_removals
    from officer_app.people.keys import lacks_key, make_key
    from officer_app.people.service import sign_in, sign_in_to_look

    if office.view_only:
        return office.read(sign_in_to_look, NOBODY, name, password, attempt)
    actor = office.perform(sign_in, NOBODY, name, password, attempt).value
    if actor.role == WITH_CODE:
        return actor
    if office.read(lacks_key, actor):
        office.perform(make_key, actor, password)
    # A backup that was restored holds again what two people had removed since.
    if office.read(removals_lost, actor):
        office.perform(replay_removals, actor)
    return actor


def _tidy(office: Office, path: Path, slot: Slot) -> None:
    """Take slots away that open no more, encrypt older copies, re-key where that is due; it shuts nobody out."""
    try:
        tidy_slots(office.database, slot, office.clock())
        office.slots.rekey_if_due()
        if (key := office.database.key) is not None:
            encrypt_copies(path, key)
    except (AppError, OSError) as error:
        LOG.warning("the key file was not tidied: %s", type(error).__name__)


def _encrypted(office: Office, path: Path, actor: Actor, password: str) -> Office:
    """Prepare a slot for whoever signed in to a plain file; for an administrator the office encrypted, if it can be."""
    if office.view_only:
        return office
    try:
        _prepare_slot(office, path, actor.name, password)
    except AppError as error:
        LOG.warning("no slot was prepared: %s", error.code)
        return office
    if actor.role != Role.ADMINISTRATOR:
        return office
    keyring, office.keyring = office.keyring, Keyring()
    office.close()
    converted = None
    try:
        converted = convert(path, _adds_up, office.clock())
        encrypt_copies(path, converted.key)
    except AppError as error:
        LOG.warning("%s stays unencrypted: %s", "the office" if converted is None else "a copy", error.code)
    key = None if converted is None else converted.key
    office = open_office(str(path), clock=office.clock, create=False, key=key)
    office.keyring = keyring
    if converted is not None:
        _back_up(office, actor, converted)
    return office


def _back_up(office: Office, actor: Actor, converted: Converted) -> None:
    """A backup among the others in the place of the copy that the conversion kept; plain ones go with it."""
    from officer_app.core.backup.manifest import Why
    from officer_app.overview.backups import back_up, backup_state

    try:
        rules = office.read(backup_state, actor).rules
        back_up(office.database, Why.CONVERSION, office.clock(), rules=rules)
        for file in (converted.backup, beside(converted.backup)):
            file.unlink(missing_ok=True)
    except (AppError, OSError) as error:
        LOG.warning("the copy of the conversion stays: %s", type(error).__name__)


def _prepare_slot(office: Office, path: Path, name: str, password: str) -> None:
    refuse_shared_keys(path)
    with office.database.transaction(writes=False) as connection:
        fresh = KeyFile(beside(path), office_uuid(connection))
    with changing(beside(path)):
        try:
            file = KeyFile.read(beside(path))
        except (KeyFileMissing, KeyFileDamaged):
            file = fresh
        if file.office != fresh.office:
            keep_aside(file)
            file = fresh
        if name not in file.names:
            file.with_slot(name, as_password(password)).save()


def _adds_up(database: Database) -> None:
    """Raises DamagedDatabase unless the ledger of the quota adds up."""
    from officer_app.core.audit import OfficeSession
    from officer_app.quota.verify import verify_ledger

    with OfficeSession(database.engine) as session:
        faults = verify_ledger(session).faults
    if faults:
        raise DamagedDatabase(place=database.place, reason=faults[0].text)
