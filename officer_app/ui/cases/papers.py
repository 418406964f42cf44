"""The papers of a case: what has arrived, what has been checked, what is lacking; checking them one by one."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.words import DefectCode
from officer_app.i18n import N_, _
from officer_app.quota.case_file import CaseFile, PaperRow
from officer_app.ui.cases.filing_papers import FORMS, SOURCES
from officer_app.ui.cases.gaps_form import defect_choices
from officer_app.ui.cells import Cell
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, Link, PushButton, SectionHeader

SHOWN: Final = 5


def _columns() -> tuple[Column[PaperRow], ...]:
    return (
        Column("label", N_("Paper of the case"), _label, 150, stretch=True),
        Column("source", N_("From whom"), lambda row: Cell(_(SOURCES[row.source]), "text2"), 84),
        Column("form", N_("Form of the paper"), lambda row: Cell(_(FORMS[row.form]) if row.form else "–", "text2"), 64),
        Column("pages", N_("Pages"), lambda row: Cell(str(row.pages) if row.pages else "–", "text2"), 44, "right"),
        Column("state", N_("Checking"), paper_state, 132),
        Column("by", N_("Checked by"), lambda row: Cell(row.checked_by or "–", "text2"), 72),
        Column("day", N_("Date"), lambda row: Cell(f"{row.checked_on:%m-%d}" if row.checked_on else "–", "text2"), 72),
    )


def _label(row: PaperRow) -> Cell:
    return Cell(row.label, tail=row.condition or ("" if row.needed else _("not needed")))


def paper_state(row: PaperRow) -> Cell:
    """Where a paper stands: what it lacks, not handed in, to be checked, checked."""
    if row.gap:
        said = "·".join(part for part in (row.defect.label if row.defect else "", row.gap) if part)
        return Cell(row.gap, "danger", icon="circle-alert", icon_tone="danger", small=True, tooltip=said)
    if row.received_on is None:
        return Cell(_("not handed in"), "warn", icon="hourglass", icon_tone="warn", small=True)
    if row.checked_on is None:
        return Cell(_("to be checked"), "warn", icon="hourglass", icon_tone="warn", small=True)
    return Cell(_("checked"), "ok", icon="check", icon_tone="ok", small=True)


def _place(row: PaperRow) -> tuple[bool, bool]:
    """What is to be done comes first, and of that what is lacking: it must not stand below the fold."""
    return row.checked_on is not None, not row.gap and (row.received_on is not None or not row.needed)


class PapersView(QWidget):
    """`check_wanted` carries the paper's id, what it lacks and the code of the defect (empty and None: in order)."""

    check_wanted = Signal(int, str, object)

    def __init__(self) -> None:
        super().__init__()
        self._rows: tuple[PaperRow, ...] = ()
        self._may_check = False
        self._hindered = ""
        self._whole = False
        self._room = False
        self._more = Link("")
        self._more.clicked.connect(self._toggle)
        self.header = SectionHeader(_("Papers"), "", self._more)
        self.table: Table[PaperRow] = Table(_columns(), _("Papers of the case"))
        self.table.horizontalHeader().setObjectName("plain")
        self.table.give_way("day", "source", "by")
        for bar in (self.table.setHorizontalScrollBarPolicy, self.table.setVerticalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.current_changed.connect(lambda _row: self._say_actions())
        self.table.on_key("C", self.check)
        self.table.on_key("Q", self.ask_gap)
        self.table.installEventFilter(self)
        self.in_order = PushButton(_("In order"), "check", height=metrics.SMALL, keys="C")
        self.in_order.clicked.connect(self.check)
        self.lacking = PushButton(_("Something is lacking…"), "circle-alert", height=metrics.SMALL, keys="Q")
        self.lacking.clicked.connect(self.ask_gap)
        self.gap = Entry(_("What the paper lacks"), _("what it lacks, for instance: last page without signature"))
        self.gap.submitted.connect(self._note_gap)
        self.code = Choice(_("Kind of defect"), defect_choices())
        self._note = PushButton(_("Note it"), height=metrics.SMALL)
        self._note.clicked.connect(self._note_gap)
        self._actions = QWidget()
        line = QHBoxLayout(self._actions)
        line.setContentsMargins(dp(metrics.PAGE), dp(6), dp(metrics.PAGE), 0)
        line.setSpacing(dp(8))
        line.addWidget(self.in_order)
        line.addWidget(self.lacking)
        line.addWidget(self.code)
        line.addWidget(self.gap, 1)
        line.addWidget(self._note)
        line.addStretch(0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        head = QHBoxLayout()
        head.setContentsMargins(dp(metrics.PAGE), 0, dp(metrics.PAGE), 0)
        head.addWidget(self.header)
        column.addLayout(head)
        column.addWidget(self.table)
        column.addWidget(self._actions)
        self._hide_gap()

    def show_file(self, file: CaseFile, *, may_check: bool) -> None:
        """Show the papers of a case; unfinished ones come first."""
        self._may_check = may_check
        self._hindered = ""
        # Without an evaluation sheet below, there is room for all of them.
        self._room = file.sheet is None
        self._rows = tuple(sorted(file.papers, key=_place))
        note = _("{n} papers, {checked} checked").format(n=len(file.papers), checked=file.papers_checked)
        self.header.note.setText(note)
        self._actions.setVisible(may_check)
        self._hide_gap()
        self._fill()

    def show_hindrance(self, reason: str) -> None:
        """What keeps this person from checking the papers of this case; empty if nothing does."""
        self._hindered = reason
        self._say_actions()

    def show_whole(self) -> None:
        """Show every paper."""
        self._whole = True
        self._fill()

    def focus_paper(self, paper_id: int) -> None:
        """Bring a paper into view and go there."""
        shown = self._shown()
        if all(row.id != paper_id for row in shown):
            self.show_whole()
            shown = self._shown()
        place = next((place for place, row in enumerate(shown) if row.id == paper_id), 0)
        self.table.set_current(place)
        self.table.setFocus()

    def check(self) -> None:
        """The current paper is in order."""
        row = self.table.current_row()
        if row is not None and self._may_check and not self._why_not(row):
            self.check_wanted.emit(row.id, "", None)

    def ask_gap(self) -> None:
        """Ask what the current paper lacks."""
        row = self.table.current_row()
        if row is not None and self._may_check and not self._hindered:
            self.gap.setText(row.gap)
            self.code.set_value(row.defect)
            self.in_order.hide()
            self.lacking.hide()
            self.code.show()
            self.gap.show()
            self._note.show()
            self.code.setFocus()

    def leave_gap(self) -> bool:
        """Give up the line for what is lacking; False if it was not there."""
        if self.gap.isHidden():
            return False
        self._hide_gap()
        self.table.setFocus()
        return True

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The table is as high as its rows; the page around it scrolls.
        if watched is self.table and event.type() == QEvent.Type.StyleChange:
            self._fit()
        return False

    def _note_gap(self) -> None:
        row = self.table.current_row()
        code, words = self.code.value(), self.gap.text().strip()
        if not isinstance(code, DefectCode):
            self.code.setFocus()
        elif code is DefectCode.OTHER and not words:
            self.gap.setFocus()
        elif row is not None:
            self.check_wanted.emit(row.id, words, code)
            self.table.setFocus()

    def _hide_gap(self) -> None:
        self.gap.clear()
        self.code.setCurrentIndex(0)
        for widget in (self.code, self.gap, self._note):
            widget.hide()
        for widget in (self.in_order, self.lacking):
            widget.show()

    def _toggle(self) -> None:
        self._whole = not self._whole
        self._fill()

    def _shown(self) -> Sequence[PaperRow]:
        return self._rows if self._whole or not self._is_long() else self._rows[:SHOWN]

    def _is_long(self) -> bool:
        return len(self._rows) > SHOWN + 1 and not self._room

    def _fill(self) -> None:
        shown = self._shown()
        self.table.show_rows(shown)
        self._more.setVisible(self._is_long())
        words = _("Fewer") if self._whole else _("All {n} papers").format(n=len(self._rows))
        self._more.setText(words)
        self._more.setAccessibleName(words)
        self._fit()
        self._say_actions()

    def _fit(self) -> None:
        self.table.setFixedHeight(dp(metrics.HEADER) + dp(metrics.ROW) * len(self._shown()) + 1)

    def _why_not(self, row: PaperRow) -> str:
        if self._hindered:
            return self._hindered
        if row.received_on is None:
            return _("It has not been handed in yet.")
        if row.checked_on is not None:
            return _("It has been checked.")
        return ""

    def _say_actions(self) -> None:
        row = self.table.current_row()
        self.in_order.set_reason(_("Choose a paper first.") if row is None else self._why_not(row))
        self.lacking.set_reason(_("Choose a paper first.") if row is None else self._hindered)
