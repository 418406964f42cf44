"""The panel beside the directory: the file of the current enterprise, what is due first."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.i18n import _
from officer_app.overview.dossier import Dossier
from officer_app.ui.enterprise.lines import industry_pill
from officer_app.ui.enterprise.parts import FileParts
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Icon, Pill, PillSpec, PushButton, SidePanel, Text, clear
from officer_app.ui.wording import limit_pill


class DueStrip(QFrame):
    """When the next contact is due, and the button to write it down."""

    visit_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self.setProperty("ground", "strip")
        self._icon = Icon("calendar-check", "text2")
        self._words = Text("", weight=500)
        self._day = Text("", "caption", "text2")
        self.visit = PushButton(_("Log a visit"), keys="V")
        self.visit.clicked.connect(self.visit_wanted)
        if not desk.may("visit_log"):
            self.visit.hide()
        words = QVBoxLayout()
        words.setSpacing(0)
        words.addWidget(self._words)
        words.addWidget(self._day)
        row = QHBoxLayout(self)
        row.setContentsMargins(dp(12), dp(9), dp(10), dp(9))
        row.setSpacing(dp(10))
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addLayout(words, 1)
        row.addWidget(self.visit)

    def show_due(self, shown: Dossier) -> None:
        """Say when, and how near that is."""
        if shown.due is None:
            self._icon.show_icon("user-round-x", "warn")
            self._words.setText(_("No liaison officer"))
            self._words.set_tone("warn")
            self._day.setText(_("No contact is planned"))
            return
        pill = limit_pill(shown.due.days_left, late=shown.overdue)
        tone = pill.tone if pill.tone in ("danger", "warn") else "text"
        self._icon.show_icon(pill.icon or "calendar-check", tone if tone != "text" else "text2")
        self._words.setText(pill.words)
        self._words.set_tone("danger" if tone == "danger" else "warn" if tone == "warn" else "text")
        day = shown.due.due_on.isoformat()
        self._day.setText(_("agreed for {day}").format(day=day) if shown.due.agreed else _("due {day}").format(day=day))


class EnterpriseSide(SidePanel):
    """Name, code, pills, what is due, and the parts of the file."""

    visit_wanted = Signal()
    open_wanted = Signal()

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self.shown: Dossier | None = None
        self._name = Text("", "record", wrap=True)
        self._code = Text("", "caption", "text2")
        copy = PushButton(icon="copy", kind="quiet", height=24, name=_("Copy the credit code"))
        copy.clicked.connect(self._copy)
        open_file = PushButton(
            icon="panel-right-open", kind="quiet", height=28, name=_("Open the whole file"), keys="Enter"
        )
        open_file.clicked.connect(self.open_wanted)
        head = QHBoxLayout()
        head.setSpacing(dp(8))
        head.addWidget(self._name, 1)
        head.addWidget(open_file, 0, Qt.AlignmentFlag.AlignTop)
        code = QHBoxLayout()
        code.setSpacing(dp(2))
        code.addWidget(self._code)
        code.addWidget(copy)
        code.addStretch(1)
        self._pills = QHBoxLayout()
        self._pills.setSpacing(dp(6))
        self.due = DueStrip(desk)
        self.due.visit_wanted.connect(self.visit_wanted)
        self.parts = FileParts(desk)
        self._whole = QWidget()
        column = QVBoxLayout(self._whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addLayout(code)
        column.addSpacing(dp(6))
        column.addLayout(self._pills)
        column.addSpacing(dp(12))
        column.addWidget(self.due)
        column.addSpacing(dp(8))
        column.addWidget(self.parts)
        self.column.addWidget(self._whole)
        self.column.addStretch(1)
        self._whole.hide()

    def show_nothing(self) -> None:
        """No enterprise is chosen."""
        self.shown = None
        self._whole.hide()

    def show_dossier(self, shown: Dossier) -> None:
        """Show an enterprise's file."""
        self.shown = shown
        file = shown.file
        self._name.setText(file.name)
        self._code.setText(file.uscc)
        show_pills(self._pills, shown)
        self.due.setVisible(self._desk.may("visit_read"))
        self.due.show_due(shown)
        self.parts.show_dossier(shown)
        self._whole.show()

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._code.text())


def show_pills(row: QHBoxLayout, shown: Dossier) -> None:
    """Industry, edition, large client."""
    clear(row)
    file = shown.file
    listed = next((listing for listing in file.listings if listing.removed_on is None), None)
    industry = listed.industry if listed is not None and listed.industry is not None else file.industry
    specs = []
    if industry is not None:
        specs.append(industry_pill(industry))
    if listed is not None:
        specs.append(PillSpec(_("Edition {year}").format(year=listed.year)))
    if file.large_client:
        specs.append(PillSpec(_("Large client"), icon="star"))
    for spec in specs:
        row.addWidget(Pill(spec))
    row.addStretch(1)
