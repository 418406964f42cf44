"""Somebody else changed the visit while it was being corrected: mine, theirs and the original, field by field."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.i18n import _, ngettext
from officer_app.ui.merging.choices import Option
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.visits.differences import Difference, Side, from_where_they_part
from officer_app.ui.visits.frame import Foot
from officer_app.ui.widgets import PushButton, Text, clear
from officer_app.ui.widgets.tips import plain_tip

_LABEL: Final = 96
_MINE: Final[Side] = "mine"
_THEIRS: Final[Side] = "theirs"


class ConflictView(QWidget):
    """`settled` carries the side of each field by name; `left` goes back to the form, which is as it was."""

    settled = Signal(object)  # dict[str, Side]
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._groups: dict[str, tuple[QButtonGroup, dict[Side, Option]]] = {}
        self._title = Text("", "record", wrap=True)
        ask = _("Choose with ← and →. What only one side changed is chosen already; the trail keeps both.")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(dp(8))
        self._grid.setVerticalSpacing(dp(12))
        self._grid.setColumnMinimumWidth(0, dp(_LABEL))
        for place in (1, 2, 3):
            self._grid.setColumnStretch(place, 1)
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(dp(metrics.FORM), dp(metrics.FORM - 4), dp(metrics.FORM), dp(metrics.PAGE))
        column.setSpacing(dp(6))
        column.addWidget(self._title)
        column.addWidget(Text(ask, "body", "text2", wrap=True))
        column.addSpacing(dp(12))
        column.addLayout(self._grid)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inner)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(scroll, 1)
        whole.addWidget(self._foot())

    def show_differences(self, found: Sequence[Difference], title: str) -> None:
        """Ask about these; what only one side changed is chosen already."""
        self._title.setText(title)
        clear(self._grid)
        self._groups = {}
        heads = (_("Mine"), _("Theirs, as stored now"), _("As it was when the correction began"))
        for place, words in enumerate(heads, 1):
            self._grid.addWidget(Text(words, "caption", "text2", wrap=True), 0, place, Qt.AlignmentFlag.AlignBottom)
        before: QWidget | None = None
        for place, difference in enumerate(found, 1):
            label = Text(difference.title, "body", "text2", wrap=True)
            label.setContentsMargins(0, dp(6), 0, 0)
            self._grid.addWidget(label, place, 0, Qt.AlignmentFlag.AlignTop)
            group, options = QButtonGroup(self), self._options(difference)
            for nth, option in enumerate(options.values(), 1):
                group.addButton(option)
                self._grid.addWidget(option, place, nth, Qt.AlignmentFlag.AlignTop)
                if before is not None:
                    QWidget.setTabOrder(before, option)
                before = option
            was = Text(from_where_they_part(difference.original, difference.mine), "body", "text3", wrap=True)
            was.setContentsMargins(0, dp(6), 0, 0)
            was.setToolTip(plain_tip(difference.original))
            self._grid.addWidget(was, place, 3, Qt.AlignmentFlag.AlignTop)
            self._groups[difference.name] = group, options
            if difference.side is not None:
                options[difference.side].setChecked(True)
            group.buttonToggled.connect(lambda _button, chosen: self._tell() if chosen else None)
        self._tell()
        self.focus_first()

    def sides(self) -> dict[str, Side | None]:
        """What is chosen, by field."""
        return {
            name: next((side for side, option in options.items() if option.isChecked()), None)
            for name, (_group, options) in self._groups.items()
        }

    def option(self, name: str, side: Side) -> Option:
        """One side of a field."""
        return self._groups[name][1][side]

    def settle(self) -> None:
        """Go on with what is chosen; where nothing is, ask."""
        if any(side is None for side in self.sides().values()):
            self.focus_first()
        else:
            self.settled.emit(self.sides())

    def focus_first(self) -> None:
        """The first field that waits for a choice, else the first of all."""
        sides = self.sides()
        name = next((name for name, side in sides.items() if side is None), next(iter(sides), ""))
        if name:
            self.option(name, sides[name] or "mine").setFocus(Qt.FocusReason.OtherFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and isinstance(watched, Option):
            return self._key(watched, Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _key(self, option: Option, key: Qt.Key) -> bool:
        names = list(self._groups)
        name, side = next(
            (name, side) for name, (_g, sides) in self._groups.items() for side, one in sides.items() if one is option
        )
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(key)
        if step is not None:
            place = min(max(names.index(name) + step, 0), len(names) - 1)
            self.option(names[place], self.sides()[names[place]] or side).setFocus(Qt.FocusReason.TabFocusReason)
            return True
        wanted: Side | None = {Qt.Key.Key_Left: _MINE, Qt.Key.Key_Right: _THEIRS}.get(key)
        if wanted is None:
            return False
        self.option(name, wanted).setChecked(True)
        self.option(name, wanted).setFocus(Qt.FocusReason.TabFocusReason)
        return True

    def _options(self, difference: Difference) -> dict[Side, Option]:
        options: dict[Side, Option] = {}
        sides: tuple[tuple[Side, str, str, str], ...] = (
            (_MINE, _("Mine"), difference.mine, difference.theirs),
            (_THEIRS, _("Theirs"), difference.theirs, difference.mine),
        )
        for side, said, words, other in sides:
            option = Option(
                from_where_they_part(words, other), _("{field}: {side}").format(field=difference.title, side=said)
            )
            option.setAccessibleDescription(words)
            option.installEventFilter(self)
            options[side] = option
        return options

    def _foot(self) -> QWidget:
        foot = Foot()
        back = PushButton(_("Back to the form"), kind="quiet", keys="Esc")
        back.clicked.connect(self.left)
        self._open = Text("", "caption", "warn")
        self._save = PushButton(_("Save so"), kind="primary", keys="Ctrl Enter")
        self._save.clicked.connect(self.settle)
        foot.row.addWidget(back)
        foot.row.addStretch(1)
        foot.row.addWidget(self._open)
        foot.row.addWidget(self._save)
        return foot

    def _tell(self) -> None:
        n = sum(1 for side in self.sides().values() if side is None)
        words = ngettext("{n} field waits for your choice", "{n} fields wait for your choice", n).format(n=n)
        self._open.setText(words if n else "")
        self._save.set_reason(words if n else "")
