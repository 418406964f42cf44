"""Opens an office: every feature's tables, the permission table and the database put together."""

from importlib import import_module
from pkgutil import walk_packages
from typing import Final

from officer_app.core.database import Database
from officer_app.core.work import Clock, Office, utc_now
from officer_app.people.access import AccessTable

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


def open_office(url: str, *, clock: Clock = utc_now, create: bool = True) -> Office:
    """Open the database at the URL or path, creating or upgrading its schema first. Raises AppError.

    Without `create` an empty database is refused: whoever names one by mistake gets no office in it.
    """
    load_models()
    database = Database(url)
    try:
        database.prepare(create=create)
    except BaseException:
        database.close()
        raise
    return Office(database, AccessTable(), clock)
