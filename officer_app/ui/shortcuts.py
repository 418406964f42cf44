"""The page that lists every key."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import KeyCap, PageHeading, PushButton, Rule, SectionHeader, Text

COLUMNS = 3


class ShortcutsView(PageView):
    """Sections of keys, side by side; Esc goes back."""

    def __init__(self, desk: Desk, sections: Sequence[tuple[str, Sequence[Key]]], go_back: Callable[[], None]) -> None:
        super().__init__(desk)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(go_back)
        heading = PageHeading(_("All keys"))
        heading.row.insertWidget(0, back)
        note = Text(
            _("Single letters work while a list has the focus. Nothing is approved by a key alone."), "body", "text2"
        )
        heading.row.insertWidget(3, note)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        body = QWidget()
        grid = QGridLayout(body)
        grid.setContentsMargins(dp(metrics.FORM), dp(metrics.FORM), dp(metrics.FORM), dp(metrics.FORM))
        grid.setHorizontalSpacing(dp(48))
        grid.setVerticalSpacing(dp(28))
        for place, (title, keys) in enumerate(sections):
            at = Qt.AlignmentFlag.AlignTop
            grid.addWidget(self._section(title, keys), place // COLUMNS, place % COLUMNS, at)
        for column in range(COLUMNS):
            grid.setColumnStretch(column, 1)
        grid.setRowStretch(len(sections) // COLUMNS + 1, 1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        self.main.addWidget(scroll, 1)
        self.on_key("Esc", go_back)

    def _section(self, title: str, keys: Sequence[Key]) -> QWidget:
        section = QWidget()
        column = QVBoxLayout(section)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        column.addWidget(SectionHeader(title))
        column.addWidget(Rule())
        for key in keys:
            row = QHBoxLayout()
            row.setSpacing(dp(6))
            row.addWidget(Text(_(key.words)), 1)
            for cap in key.caps():
                row.addWidget(KeyCap(cap))
            column.addLayout(row)
        return section
