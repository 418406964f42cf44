"""The cases a person had before, below the number that was typed."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.former import FormerCase
from officer_app.i18n import _
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import ElidedText, Icon, Link, Text, clear

_MOST = 3


class FormerNote(QWidget):
    """`wanted` carries the id of the case whose page is asked for."""

    wanted = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(2))
        self.hide()

    def show_cases(self, cases: Sequence[FormerCase]) -> None:
        """Show the latest of them; nothing where there is none."""
        clear(self._column)
        for case in cases[:_MOST]:
            self._column.addWidget(self._line(case))
        if len(cases) > _MOST:
            words = _("and {n} more of this person").format(n=len(cases) - _MOST)
            self._column.addWidget(Text(words, "caption", "text2"))
        self.setVisible(bool(cases))

    def _line(self, case: FormerCase) -> QWidget:
        holder = QWidget()
        line = QHBoxLayout(holder)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(dp(6))
        tone: Tone = "danger" if case.open else "warn"
        line.addWidget(Icon("circle-alert", tone, metrics.ICON_CAPTION, line=18))
        said = _("Open case of this person:") if case.open else _("Former case of this person:")
        line.addWidget(Text(said, "caption", tone))
        link = Link(case.number)
        link.setAccessibleName(_("Open {number}").format(number=case.number))
        link.clicked.connect(lambda: self.wanted.emit(case.id))
        line.addWidget(link)
        ended = case.ended_on.isoformat() if case.ended_on is not None else ""
        words = "·".join(part for part in (case.state.label, ended, case.why) if part)
        line.addWidget(ElidedText(words, "caption", "text2"), 1)
        return holder
