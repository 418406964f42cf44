"""What is next with a case, and whether this person can take the step now: the unmet conditions first, with a link."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.i18n import _, ngettext
from officer_app.quota.outlook import NextStep
from officer_app.quota.reasons import Condition
from officer_app.ui.cases.steps import Lead
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Icon, Link, Pill, PillSpec, SectionHeader, Text, clear

_LINKED: Final = {"score", "paper", "objection"}
UNSAVED: Final = "unsaved"


def lacking(conditions: Sequence[Condition]) -> int:
    """How many of the conditions are not met."""
    return sum(not condition.met for condition in conditions)


class WhyView(QWidget):
    """`place_wanted` says where a condition can be met (about, key)."""

    place_wanted = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(dp(8))

    def show_ended(self) -> None:
        """Nothing more is done with it."""
        clear(self._column)
        self._column.addWidget(SectionHeader(_("This case has ended")))
        words = _("Nothing more is done with it; all of it stays on record.")
        self._column.addWidget(Text(words, "body", "text2", wrap=True))

    def show_lead(self, lead: Lead, following: NextStep | None, conditions: Sequence[Condition] | None) -> None:
        """The question of the leading step, what is next, and the conditions; None where the step is not theirs."""
        clear(self._column)
        right: tuple[QWidget, ...] = ()
        if conditions:
            missing = lacking(conditions)
            pill = PillSpec(_("Ready"), "ok", "check")
            if missing:
                words = ngettext("{n} missing", "{n} missing", missing).format(n=missing)
                pill = PillSpec(words, "warn", "hourglass")
            right = (Pill(pill),)
        self._column.addWidget(SectionHeader(_(lead.question), "", *right))
        if following is not None:
            self._column.addLayout(self._next(following))
        for condition in conditions or ():
            self._column.addLayout(self._line(condition))

    def _next(self, following: NextStep) -> QHBoxLayout:
        tone = "accent" if following.mine else "warn" if following.stuck else "text3"
        icon = "arrow-right" if following.mine else "circle-alert" if following.stuck else "hourglass"
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        line.addWidget(Icon(icon, tone, line=18), 0, Qt.AlignmentFlag.AlignTop)
        weight = 500 if following.mine else 400
        words = Text(following.sentence, "body", "text" if following.mine else "text2", weight=weight, wrap=True)
        line.addWidget(words, 1)
        return line

    def _line(self, condition: Condition) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        icon = Icon("circle-check" if condition.met else "circle-alert", "ok" if condition.met else "warn", line=18)
        icon.setAccessibleName(_("met") if condition.met else _("missing"))
        line.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(Text(condition.text, "body", "text2" if condition.met else "text", wrap=True), 1)
        if not condition.met and condition.about in _LINKED and condition.key != UNSAVED:
            words = {"score": _("Score it"), "paper": _("Check it"), "objection": _("Answer it")}[condition.about]
            link = Link(words)
            link.setAccessibleName(f"{words}: {condition.text}")
            link.clicked.connect(lambda: self.place_wanted.emit(condition.about, condition.key))
            line.addWidget(link, 0, Qt.AlignmentFlag.AlignTop)
        return line
