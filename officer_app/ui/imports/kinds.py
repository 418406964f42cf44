"""What can be imported through the page: how it is looked into, checked and stored, and what it is called."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final  # Any: use cases of several signatures

from officer_app.assignments.importing import import_enterprises, preview_import
from officer_app.cases.past import import_history, look_into_history, preview_history
from officer_app.cases.past_columns import needed_columns
from officer_app.directory.imports.glance import look_into
from officer_app.directory.imports.verdicts import RowVerdict
from officer_app.i18n import N_
from officer_app.ui.imports.tables import CASE_ROWS, ROWS, VISIT_ROWS
from officer_app.ui.table import Column
from officer_app.visits.importing import import_visits, look_into_visits, preview_visits


@dataclass(frozen=True)
class ImportKind:
    """Words are msgids. `page` is where what was imported is seen, `target` what is asked of it there; `listed` whether
    an edition may list it; `columns` what a file may hold, for who has none yet."""

    title: str
    unrecognised: str
    page: str
    show: str
    look: Callable[..., Any]
    check: Callable[..., Any]
    store: Callable[..., Any]
    rows: Sequence[Column[RowVerdict]]
    listed: bool
    target: object = None
    columns: Callable[[], Sequence[str]] = tuple


ENTERPRISES: Final = ImportKind(
    N_("Import enterprises"),
    N_("The columns of the name and the credit code are not recognised."),
    "directory",
    N_("Show the directory"),
    look_into,
    preview_import,
    import_enterprises,
    ROWS,
    listed=True,
)
VISITS: Final = ImportKind(
    N_("Import visits"),
    N_("The columns of the enterprise and the date are not recognised."),
    "visits",
    N_("Show the visits"),
    look_into_visits,
    preview_visits,
    import_visits,
    VISIT_ROWS,
    listed=False,
)
PAST_CASES: Final = ImportKind(
    N_("Import past cases"),
    N_("The columns of the case number, the channel and the state are not recognised."),
    "reports",
    N_("Show the figures"),
    look_into_history,
    preview_history,
    import_history,
    CASE_ROWS,
    listed=False,
    target="talent",
    columns=needed_columns,
)
