"""Importing past cases of every channel, as enterprises are imported."""

from typing import ClassVar

from officer_app.ui.imports.kinds import PAST_CASES, ImportKind
from officer_app.ui.imports.page import ImportPage


class ImportPastCasesPage(ImportPage):
    """For figures and comparisons; no case is led any further."""

    kind: ClassVar[ImportKind] = PAST_CASES
