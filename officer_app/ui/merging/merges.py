"""In an enterprise's file: what may be the same enterprise, what was merged into this one, and the way to merge."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.directory.duplicates import Candidate, duplicates_of
from officer_app.directory.merged import MergeRow, merges_into
from officer_app.i18n import _
from officer_app.ui.merging.alike import AlikeList
from officer_app.ui.page import Desk
from officer_app.ui.targets import EnterpriseWanted, MergeWanted, UndoMergeWanted
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Link, SectionHeader, Text, clear


class Merges(QWidget):
    """The last part of the panel beside a file."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._id: int | None = None
        may = desk.may("directory_merge")
        self.alike = AlikeList(
            _("Perhaps the same enterprise:"), way=_("Open"), second=(_("Merge…"), self._merge_with) if may else None
        )
        self.alike.chosen.connect(self._open)
        self.other = Link(_("Merge with another record…"))
        self.other.clicked.connect(self._merge)
        self.other.setVisible(may)
        self._merged = QWidget()
        self._rows = QVBoxLayout(self._merged)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(dp(6))
        self._merged.hide()
        last = QHBoxLayout()
        every = Link(_("All that may be entered twice…"))
        every.clicked.connect(lambda: desk.go("duplicates", None))
        last.addWidget(self.other)
        last.addWidget(every)
        last.addStretch(1)
        last.setSpacing(dp(16))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        column.addWidget(self.alike)
        column.addWidget(self._merged)
        column.addLayout(last)

    def show_enterprise(self, enterprise_id: int) -> None:
        """Look up what concerns this one."""
        if enterprise_id != self._id:
            self._id = enterprise_id
            self.alike.show_candidates(())
            self._show_merges(())
        read = self._desk.jobs.read
        read(merges_into, enterprise_id, then=self._show_merges, owner=self, latest="merges")
        read(duplicates_of, enterprise_id, limit=3, then=self.alike.show_candidates, owner=self, latest="alike")

    def _show_merges(self, merges: Sequence[MergeRow]) -> None:
        clear(self._rows)
        if merges:
            self._rows.addWidget(SectionHeader(_("Merged into this one")))
        for merge in merges:
            self._rows.addWidget(self._row(merge))
        self._merged.setVisible(bool(merges))

    def _row(self, merge: MergeRow) -> QWidget:
        row = QWidget()
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(dp(8))
        day = f"{merge.merged_at:%Y-%m-%d}"
        words = "·".join(part for part in (merge.gone_uscc, day, merge.merged_by, merge.reason) if part)
        column = QVBoxLayout()
        column.setSpacing(dp(2))
        column.addWidget(Text(merge.gone_name, "body", wrap=True))
        column.addWidget(Text(words, "caption", "text2", wrap=True))
        line.addLayout(column, 1)
        if self._desk.may("directory_merge"):
            undo = Link(_("Undo…"))
            undo.setAccessibleName(_("Undo the merge of {name}").format(name=merge.gone_name))
            undo.clicked.connect(lambda: self._desk.go("undo-merge", UndoMergeWanted(merge.id)))
            line.addWidget(undo, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _open(self, candidate: Candidate) -> None:
        self._desk.go("enterprise", EnterpriseWanted(candidate.id))

    def _merge_with(self, candidate: Candidate) -> None:
        if self._id is not None:
            self._desk.go("merge", MergeWanted(self._id, candidate.id))

    def _merge(self) -> None:
        if self._id is not None:
            self._desk.go("merge", MergeWanted(self._id))
