"""A one-time code in the panel beside the accounts: shown once, copied, printed as a slip, and then gone."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _
from officer_app.people.codes import IssuedCode
from officer_app.ui.clipboard import copy_briefly
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Icon, PushButton, Rule, SectionHeader, Text

if TYPE_CHECKING:
    from officer_app.core.progress import Progress


class CodeCard(QWidget):
    """`done()` when it was handed over; until then the code stands here and nowhere else."""

    done = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._issued: IssuedCode | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(12))
        self._for_whom = Text("", "record", wrap=True)
        self.code = Text("", "figure")
        self.code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._until = Text("", "body", "text2", wrap=True)
        column.addWidget(SectionHeader(_("One-time code")))
        column.addWidget(self._for_whom)
        column.addWidget(self.code)
        column.addWidget(self._until)
        column.addWidget(Rule())
        for icon, words in (
            ("eye-off", _("It is shown now and never again; it is stored nowhere.")),
            ("hand", _("Hand it over in person, or print the slip and seal it.")),
            ("key-round", _("It is good for one thing: choosing a password of one's own.")),
        ):
            row = QHBoxLayout()
            row.setSpacing(dp(8))
            row.addWidget(Icon(icon, "text2", metrics.ICON_CAPTION, line=18), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(Text(words, "caption", "text2", wrap=True), 1)
            column.addLayout(row)
        self._held = Text("", "caption", "warn", wrap=True)
        column.addWidget(self._held)
        self.copy, self.print = PushButton(_("Copy"), "copy"), PushButton(_("Print the slip…"), "printer")
        self.finish = PushButton(_("Handed to the person"), "check", kind="primary")
        self.copy.clicked.connect(self._copy)
        self.print.clicked.connect(self._print)
        self.finish.clicked.connect(self.forget)
        ways = QHBoxLayout()
        ways.setSpacing(dp(8))
        ways.addWidget(self.copy)
        ways.addWidget(self.print)
        ways.addStretch(1)
        column.addLayout(ways)
        column.addLayout(at_left(self.finish))

    def show_code(self, issued: IssuedCode) -> None:
        """Show this one."""
        self._issued = issued
        self._for_whom.setText(_("For {name}").format(name=issued.name))
        self.code.setText(issued.code)
        self.code.setAccessibleName(_("One-time code: {code}").format(code=" ".join(issued.code)))
        when = issued.until.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")
        self._until.setText(_("Can be used until {when}.").format(when=when))
        self._held.setText(
            _("{name} decides nothing until a supervisor or an auditor has confirmed who it is.").format(
                name=issued.name
            )
        )
        self._held.setVisible(issued.held)
        # Not the button that lets it go: a second Enter would lose a code nobody has read.
        self.copy.setFocus()

    def forget(self) -> None:
        """It was handed over: nothing of it stays here."""
        self._issued = None
        self.code.setText("")
        self.code.setAccessibleName("")
        self.done.emit()

    def _copy(self) -> None:
        if self._issued is not None:
            copy_briefly(self._issued.code)
            self._desk.notices.say(_("The code is on the clipboard for half a minute."))

    def _print(self) -> None:
        if self._issued is not None:
            from officer_app.ui.targets import PaperWanted

            issued = self._issued
            title = _("One-time code for {name}").format(name=issued.name)
            # No name in the file's name but the office's own people's, and never the code.
            self._desk.go("slip", PaperWanted(title, f"登录码-{issued.name}.pdf", lambda p: _slip(issued, p)))


def _slip(issued: IssuedCode, _progress: "Progress") -> bytes:
    # Drawing runs off the window's thread, and start-up does not pay for it.
    from officer_app.people.code_slip import draw_slip

    return draw_slip(issued)


def at_left(button: QWidget) -> QHBoxLayout:
    """A button as wide as its words, in a panel."""
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
