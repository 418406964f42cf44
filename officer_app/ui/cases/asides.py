"""The buttons of the steps beside the leading one, each with the reason why it is off."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from officer_app.cases.words import ObjectionState, State, Step
from officer_app.i18n import _
from officer_app.quota.case_file import CaseFile
from officer_app.ui.cases.steps import ASIDE, ASIDE_BUTTONS, BACK
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import PushButton, Text, clear


class AsideButtons(QWidget):
    """`chosen` carries the Step whose button was pressed."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(6))
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(dp(8))
        self._grid.setVerticalSpacing(dp(6))
        column.addLayout(self._grid)
        self._reasons = Text("", "caption", "text2", wrap=True)
        column.addWidget(self._reasons)
        self._buttons: dict[Step, PushButton] = {}

    def show_steps(self, file: CaseFile, hindrances: Mapping[Step, Sequence[str]], said: Sequence[str]) -> None:
        """Show what the chain and the role allow; `said` are reasons that stand above already."""
        clear(self._grid)
        self._buttons = {step: self._button(step, hindrances.get(step, ())) for step in _steps(file, hindrances)}
        quiet = [button for step, button in self._buttons.items() if step is not Step.REJECT]
        for place, button in enumerate(quiet):
            alone = place == len(quiet) - 1 and place % 2 == 0
            self._grid.addWidget(button, place // 2, place % 2, 1, 2 if alone else 1)
        if Step.REJECT in self._buttons:
            self._grid.addWidget(self._buttons[Step.REJECT], len(quiet), 0, 1, 2)
        lines = [
            _("{button}: {reason}").format(button=button.text().rstrip("…"), reason=reason)
            for step, button in self._buttons.items()
            for reason in hindrances.get(step, ())
            if reason not in said
        ]
        self._reasons.setText("\n".join(dict.fromkeys(lines)))
        self._reasons.setVisible(bool(lines))
        self.setVisible(bool(self._buttons))

    def usable(self, step: Step) -> bool:
        """Whether the button of a step is there and on."""
        return step in self._buttons and self._buttons[step].isEnabled()

    def _button(self, step: Step, reasons: Sequence[str]) -> PushButton:
        button = PushButton(
            _(ASIDE_BUTTONS[step]), kind="danger" if step is Step.REJECT else "plain", wide=True, height=metrics.SMALL
        )
        button.setProperty("step", step.value)
        button.set_reason(_("; ").join(reasons))
        button.clicked.connect(lambda _on=False: self.chosen.emit(step))
        return button


def _steps(file: CaseFile, hindrances: Mapping[Step, Sequence[str]]) -> list[Step]:
    found = [step for step in ASIDE if step in file.possible and _fits(file, step)]
    back = [step for step in found if step in BACK]
    # One button sends back; it is on if there is any step to which this person may.
    kept = next((step for step in back if not hindrances.get(step)), back[0] if back else None)
    return [step for step in found if step not in BACK or step is kept]


def _fits(file: CaseFile, step: Step) -> bool:
    match step:
        case Step.DISMISS_OBJECTION:
            return any(row.state is ObjectionState.OPEN for row in file.objections)
        case Step.REJECT:
            # The panel rejects by its vote.
            return file.state is not State.PANEL
        case _:
            return True
