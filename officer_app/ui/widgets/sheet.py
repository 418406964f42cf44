"""A small sheet that opens below a button to type into; Enter takes what was typed, Esc closes it."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets.inputs import Entry
from officer_app.ui.widgets.placing import open_inside
from officer_app.ui.widgets.push_button import PushButton
from officer_app.ui.widgets.text import Text


class Sheet(QFrame):
    """One field, or two with “to” between them. `take` returns whether what was typed is taken."""

    def __init__(
        self,
        below: QWidget,
        fields: Sequence[QWidget],
        take: Callable[[], bool],
        *,
        words: str = "",
        icon: str = "funnel",
    ) -> None:
        super().__init__(below, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("sheet")
        self.setAccessibleName(below.accessibleName())
        self._below, self._fields, self._take = below, fields, take
        column = QVBoxLayout(self)
        column.setContentsMargins(dp(12), dp(12), dp(12), dp(12))
        column.setSpacing(dp(8))
        row = QHBoxLayout()
        row.setSpacing(dp(8))
        for place, field in enumerate(fields):
            if place:
                row.addWidget(Text(_("to"), "body", "text2"))
            row.addWidget(field)
            if isinstance(field, Entry):
                field.submitted.connect(self._apply)
        column.addLayout(row)
        self.wrong = Text("", "caption", "danger", wrap=True)
        self.wrong.hide()
        column.addWidget(self.wrong)
        done = PushButton(words or _("Filter"), icon, kind="primary", height=metrics.SMALL)
        done.clicked.connect(self._apply)
        foot = QHBoxLayout()
        foot.addStretch(1)
        foot.addWidget(done)
        column.addLayout(foot)

    def open_below(self) -> None:
        """Show it below its button, ready to type."""
        self.open_at(QPoint(0, self._below.height() + 2))

    def open_at(self, place: QPoint) -> None:
        """Show it at a place of what it belongs to, ready to type."""
        open_inside(self, self._below.window(), self._below.mapToGlobal(place))
        if self._fields:
            self._fields[0].setFocus()

    def show_wrong(self, words: str) -> None:
        """Say why what was typed is not taken."""
        self.wrong.setText(words)
        self.wrong.show()
        self.adjustSize()

    def submit(self) -> None:
        """As if its button had been pressed."""
        self._apply()

    def _apply(self) -> None:
        if self._take():
            self.close()
