"""One enterprise's file on a page of its own: everything known, its papers, and the forms for what belongs to it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QPlainTextEdit, QScrollArea, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, MergedAway
from officer_app.core.progress import Progress
from officer_app.i18n import N_, _
from officer_app.overview.dossier import Dossier, dossier
from officer_app.overview.dossier_paper import dossier_paper, dossier_print
from officer_app.ui.enterprise.contact_form import ContactForm
from officer_app.ui.enterprise.parts import FileParts
from officer_app.ui.enterprise.side import DueStrip, show_pills
from officer_app.ui.enterprise.years import YearForm
from officer_app.ui.merging.merges import Merges
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.targets import (
    AssignWanted,
    CardWanted,
    Chosen,
    EditEnterprise,
    EnterpriseWanted,
    NewVisit,
    PaperWanted,
)
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import DropArea, ElidedText, PageHeading, PushButton, Rule, SidePanel, Text

_NARROW: Final = 1000
# What is kept in the file, and what the file shows of other pages.
_FILED: Final = frozenset({"enterprise", "contact", "enterprise_year", "custom_field", "custom_value", "attachment"})
_LINKED: Final = frozenset({"listing", "assignment", "visit", "demand", "talent_case"})


class EnterprisePage(PageView):
    """The file with all its parts; at the side what is due, and the form for contacts."""

    reload_on: ClassVar[frozenset[str]] = _FILED | _LINKED

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._id: int | None = None
        self._shown: Dossier | None = None
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        self.name = ElidedText("", "title")
        self._code = Text("", "body", "text2")
        self.buttons = {action.key: self._button(action) for action in ACTIONS if desk.may(action.permission)}
        self.more = PushButton(icon="ellipsis", kind="quiet", name=_("More with this enterprise"))
        self.more.clicked.connect(self._show_more)
        heading = PageHeading("", (), (*self.buttons.values(), self.more))
        heading.title.hide()
        heading.row.insertWidget(0, back)
        heading.row.insertWidget(1, self.name, 100)
        heading.keep_whole(self.name)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        self.contact_form, self.year_form = ContactForm(desk), YearForm(desk)
        edits = desk.may("directory_edit")
        self.parts = FileParts(
            desk,
            wide=True,
            contacts=self.contact_form if edits else None,
            years=self.year_form if edits else None,
            bar=self.error_bar,
        )
        self.parts.tab_changed.connect(self._fit_side)
        self._pills = QHBoxLayout()
        self._pills.setSpacing(dp(6))
        body = QWidget()
        column = QVBoxLayout(body)
        side = dp(metrics.FORM)
        column.setContentsMargins(side, dp(16), side, side)
        column.setSpacing(dp(12))
        top = QHBoxLayout()
        top.setSpacing(dp(12))
        top.addWidget(self._code)
        top.addLayout(self._pills, 1)
        column.addLayout(top)
        column.addWidget(self.parts)
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(body)
        self.main.addWidget(scroll, 1)
        panel = SidePanel()
        self.due = DueStrip(desk)
        self.due.visit_wanted.connect(self._visit)
        if not desk.may("visit_read"):
            self.due.hide()
        panel.column.addWidget(self.due)
        # One form at a time beside the file: the one of the tab in view.
        self._beside = QWidget()
        beside = QVBoxLayout(self._beside)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(dp(16))
        beside.addWidget(Rule())
        beside.addWidget(self.contact_form)
        beside.addWidget(self.year_form)
        panel.column.addSpacing(dp(8))
        panel.column.addWidget(self._beside)
        panel.add_rule()
        self.merges = Merges(desk)
        panel.column.addWidget(self.merges)
        panel.column.addStretch(1)
        self.put_side(panel)
        self._edits = edits
        self._fit_side(self.parts.tab())
        self.on_key("Esc", desk.back)
        if desk.may("visit_log"):
            # A single letter works while the parts of the file have the focus.
            visit = QShortcut(QKeySequence("V"), self.parts.tabs, context=Qt.ShortcutContext.WidgetShortcut)
            visit.activated.connect(self._visit)
        for action in ACTIONS:
            if action.keys and action.key in self.buttons:
                self.on_key(action.keys, self.buttons[action.key].click)
        if edits and desk.may("paper_read"):
            self.on_key("Ctrl+O", self._choose_papers)
            self.drops = DropArea(self, _("Let go to store them as papers"), self.take_files)
            # A line of text would take a file's address for its own.
            for line in (*self.findChildren(QLineEdit), *self.findChildren(QPlainTextEdit)):
                line.setAcceptDrops(False)

    def opened(self, target: object = None) -> None:
        wanted = EnterpriseWanted(target) if isinstance(target, int) else target
        if isinstance(wanted, EnterpriseWanted):
            self._id = wanted.enterprise_id
            self.parts.choose(wanted.tab)
            self.error_bar.clear()
            self.reload()
        self.parts.tabs.setFocus()

    def keys(self) -> Sequence[Key]:
        return self.desk.usable(
            (
                Key("Left Right", N_("parts of the file")),
                Key("V", N_("Log a visit"), "visit_log"),
                Key("Ctrl+O", N_("add papers"), "directory_edit"),
                Key("Ctrl+Shift+E", N_("Edit"), "directory_edit"),
                Key("Ctrl+P", N_("print the file"), "report"),
                Key("Esc", N_("back")),
            )
        )

    def reload(self) -> None:
        if self._id is not None:
            self.desk.jobs.read(dossier, self._id, then=self._show, failed=self._missing, owner=self, latest="file")
            self.merges.show_enterprise(self._id)

    def _missing(self, error: AppError) -> None:
        """One that was merged away leads to the one that was kept, and says so."""
        if isinstance(error, MergedAway):
            self.desk.go("enterprise", EnterpriseWanted(error.kept_id))
            self.error_bar.say(error.cause, kind="warn")
        else:
            self.desk.notices.show_error(error, self)

    def _show(self, shown: Dossier) -> None:
        self._shown = shown
        self.name.setText(shown.file.name)
        self._code.setText(shown.file.uscc)
        show_pills(self._pills, shown)
        self.due.show_due(shown)
        self.contact_form.show_contacts(shown.file.id, shown.file.contacts)
        self.year_form.show_years(shown.file.id, shown.file.years)
        self.parts.show_dossier(shown)

    def _visit(self) -> None:
        if self._id is not None:
            self.desk.go("visit", NewVisit(self._id))

    def edit(self) -> None:
        """Change what stands in the form."""
        if self._id is not None:
            self.desk.go("edit-enterprise", EditEnterprise(self._id))

    def assign(self) -> None:
        """Give the enterprise an officer."""
        if self._shown is not None:
            file = self._shown.file
            self.desk.go("assign", AssignWanted((Chosen(file.id, file.name, file.subdistrict, file.liaison),)))

    def card(self) -> None:
        """The contact card to print or send."""
        if self._id is not None:
            self.desk.go("contact-card", CardWanted(self._id))

    def print_file(self) -> None:
        """The whole file as a paper."""
        if self._shown is None:
            return
        file, office, actor = self._shown.file, self.desk.jobs.office, self.desk.jobs.actor

        def make(progress: Progress) -> bytes:
            return dossier_paper(office.read(dossier_print, actor, file.id), progress)

        self.desk.go("paper", PaperWanted(_("File of {name}").format(name=file.name), f"{file.uscc}.pdf", make))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The name goes before what is done less often: that moves into a menu.
        narrow = self.width() < dp(_NARROW)
        for action in self._offered():
            self.buttons[action.key].setVisible(action.first or not narrow)
        self.more.setVisible(narrow and any(not action.first for action in self._offered()))

    def _offered(self) -> list["Action"]:
        return [action for action in ACTIONS if action.key in self.buttons]

    def _show_more(self) -> None:
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for action in self._offered():
            if not action.first:
                menu.addAction(_(action.title)).triggered.connect(lambda _checked=False, run=action.run: run(self))
        menu.popup(self.more.mapToGlobal(QPoint(0, self.more.height() + 2)))

    def take_files(self, files: Sequence[Path]) -> None:
        """Take papers in, and show them."""
        self.parts.choose("papers")
        self.parts.papers.add_files(files)

    def _choose_papers(self) -> None:
        self.parts.choose("papers")
        self.parts.papers.choose()

    def _fit_side(self, tab: str) -> None:
        self.year_form.setVisible(tab == "years")
        self.contact_form.setVisible(tab in ("overview", "contacts"))
        self._beside.setVisible(self._edits and tab in ("overview", "contacts", "years"))

    def _button(self, action: "Action") -> PushButton:
        button = PushButton(_(action.title), action.icon, keys=action.keys.replace("+", " "))
        button.clicked.connect(lambda: action.run(self))
        return button


@dataclass(frozen=True)
class Action:
    """What can be done with the enterprise from its file; `title` is a msgid, `keys` work anywhere on the page.

    What comes `first` keeps its button however narrow the page is.
    """

    key: str
    title: str
    icon: str
    permission: str
    run: Callable[[EnterprisePage], object]
    keys: str = ""
    first: bool = False


ACTIONS: Final[tuple[Action, ...]] = (
    Action("print", N_("Print the file"), "printer", "report", EnterprisePage.print_file, "Ctrl+P"),
    Action("card", N_("Contact card"), "id-card", "report", EnterprisePage.card),
    Action("assign", N_("Assign officer…"), "user-plus", "assign", EnterprisePage.assign),
    Action("edit", N_("Edit"), "pencil", "directory_edit", EnterprisePage.edit, "Ctrl+Shift+E", first=True),
)
