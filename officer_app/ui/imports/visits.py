"""Importing past visits, as enterprises are imported."""

from typing import ClassVar

from officer_app.ui.imports.kinds import VISITS, ImportKind
from officer_app.ui.imports.page import ImportPage


class ImportVisitsPage(ImportPage):
    """Each visit keeps its author and its day."""

    kind: ClassVar[ImportKind] = VISITS
