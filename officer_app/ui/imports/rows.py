"""The rows of a file with their verdicts, by kind of verdict."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget

from officer_app.directory.imports.importing import ImportResult
from officer_app.directory.imports.verdicts import RowVerdict, Verdict, Verdicts
from officer_app.i18n import _, ngettext
from officer_app.ui.imports.tables import verdict_words
from officer_app.ui.rows import PAGE
from officer_app.ui.table import Column, Table
from officer_app.ui.widgets import EmptyState, Segment, Segmented, Text

_ALL: Final = "all"
_KINDS: Final = (*(verdict.value for verdict in Verdict), Verdicts.REMARKED)


class RowsOfFile(QStackedWidget):
    """The table, or a word where no row has the verdict; `counts` and `sum` belong in the bar above.

    Emits `row_changed(RowVerdict or None)`.
    """

    row_changed = Signal(object)

    def __init__(self, columns: Sequence[Column[RowVerdict]]) -> None:
        super().__init__()
        self._verdicts = Verdicts()
        self.counts = Segmented(
            [Segment(_ALL, _("All")), *(Segment(kind, verdict_words(kind)) for kind in _KINDS)], _("Verdicts")
        )
        self.counts.chosen.connect(lambda _kind: self.show_verdicts())
        self.sum = Text("", "body", "text2")
        self.table: Table[RowVerdict] = Table(columns, _("Rows of the file"))
        self.table.current_changed.connect(self.row_changed)
        self._none = EmptyState("circle-check", _("No such rows"), _("No row of the file has this verdict."))
        self.addWidget(self.table)
        self.addWidget(self._none)

    def show_result(self, result: ImportResult) -> None:
        """The verdicts on a file; what wants looking at comes first."""
        self._verdicts = result.verdicts
        for kind in _KINDS:
            self.counts.set_words(kind, f"{verdict_words(kind)} {self._verdicts.count(kind):,}")
        self.counts.set_words(_ALL, _("All {n}").format(n=f"{result.rows:,}"))
        fields = ngettext("{n} value changes", "{n} values change", result.fields)
        self.sum.setText(fields.format(n=f"{result.fields:,}") if result.fields else "")
        wanted = (kind for kind in (Verdict.REFUSED.value, Verdicts.REMARKED) if self._verdicts.count(kind))
        self.counts.set_value(next(wanted, _ALL))
        self.show_verdicts()

    def show_verdicts(self) -> None:
        """The rows of the verdict chosen."""
        verdicts, chosen = self._verdicts, self.counts.value()
        kind = None if chosen == _ALL else chosen
        count = verdicts.count(kind)
        top = verdicts.page(kind, 0, PAGE)
        self.table.show_query(count, lambda first, most, deliver: deliver(verdicts.page(kind, first, most)), top)
        self.setCurrentWidget(self.table if count else self._none)
        self.row_changed.emit(self.table.current_row())
