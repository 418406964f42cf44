"""Several pills, over as many lines as they need."""

from collections.abc import Sequence

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QSizePolicy, QWidget

from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets.pill import Pill, PillSpec
from officer_app.ui.widgets.token_field import Flow


class PillFlow(QWidget):
    """Short facts beside each other; none is clipped on a narrow panel."""

    def __init__(self, specs: Sequence[PillSpec]) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        flow = Flow(self, QMargins(0, 0, 0, 0), dp(6))
        for spec in specs:
            flow.addWidget(Pill(spec))
