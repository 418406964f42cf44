"""数据库密钥, the database keys: who can open the database, the recovery key on paper, another key after a leaver."""

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import _
from officer_app.people.codes import IssuedCode
from officer_app.people.database_keys import (
    KeysRow,
    RecoverySheets,
    codes_for_shut_out,
    database_keys,
    make_recovery_key,
)
from officer_app.ui.administration.code_card import CodeCard, at_left
from officer_app.ui.page import Desk, PageView
from officer_app.ui.paper.page import PaperView
from officer_app.ui.targets import PaperWanted
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Facts,
    Icon,
    PageHeading,
    Pill,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    Text,
    clear,
)

if TYPE_CHECKING:
    from officer_app.core.progress import Progress


class KeysPage(PageView):
    """Its sheets and codes are shown once: they leave this page when they were handed over, and it when it is left."""

    has_primary: ClassVar[bool] = True
    hides_visit_button: ClassVar[bool] = True
    reload_on: ClassVar[frozenset[str]] = frozenset({"account", "database_keys"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._sheets: RecoverySheets | None = None
        self._codes: list[IssuedCode] = []
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("Database keys and recovery"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        body = QWidget()
        body.setMaximumWidth(dp(760))
        column = QVBoxLayout(body)
        column.setContentsMargins(dp(metrics.FORM), dp(20), dp(metrics.FORM), dp(24))
        column.setSpacing(dp(12))
        self.facts = QVBoxLayout()
        column.addWidget(SectionHeader(_("What opens the database")))
        column.addLayout(self.facts)
        self.code = CodeCard(desk)
        self.code.done.connect(self._next_code)
        self.code.hide()
        self.issue = PushButton(_("Issue codes for them"), "key-round")
        self.issue.clicked.connect(self._issue)
        column.addLayout(at_left(self.issue))
        column.addWidget(self.code)
        column.addWidget(Rule())
        self.standing = Pill(PillSpec(_("not printed yet"), "warn", "triangle-alert"))
        column.addWidget(SectionHeader(_("Recovery key on paper"), after=self.standing))
        column.addLayout(_points())
        self.make = PushButton(_("Make a recovery key"), "key-round", kind="primary")
        self.make.clicked.connect(self._make)
        column.addLayout(at_left(self.make))
        self.sheets = QWidget()
        column.addWidget(self.sheets)
        self._sheet_form(self.sheets)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QScrollArea.Shape.NoFrame)
        area.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        area.setWidget(body)
        self.main.addWidget(area, 1)
        self.on_key("Esc", desk.back)
        self.issue.hide()

    def opened(self, target: object = None) -> None:
        self._tell_sheets()
        (self.finished if self._sheets is not None else self.make).setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(database_keys, then=self._show, owner=self, latest="keys")

    def locked(self) -> None:
        if self._sheets is not None or self._codes:
            self._sheets, self._codes = None, []
            self.code.hide()
            self._tell_sheets()
            self.error_bar.say(
                _("The window was locked before you said that all was handed over."),
                _("Sheets or codes that were not printed are lost: make others, which take their place."),
                kind="warn",
            )

    def _show(self, keys: KeysRow) -> None:
        clear(self.facts)
        rows: list[tuple[str, str | QWidget]] = [
            (_("Encrypted"), _("Yes, AES-256; a random key") if keys.encrypted else _("No"))
        ]
        if keys.opening:
            rows.append((_("Can open it"), "、".join(keys.opening)))
        if keys.shut_out:
            rows.append((_("Need a one-time code"), "、".join(keys.shut_out)))
        if keys.left:
            rows.append((_("Left behind"), "、".join(keys.left)))
        if keys.rekey_due is not None:
            since = _day(keys.rekey_due)
            words = _("due since {day}; done at the next sign-in with nobody else in the database").format(day=since)
            rows.append((_("Another key"), Text(words, "body", "warn", wrap=True)))
        self.facts.addWidget(Facts(rows))
        self.issue.setVisible(bool(keys.shut_out) and keys.encrypted and not self._codes)
        if keys.recovery_at is not None:
            words = _("made on {day}").format(day=_day(keys.recovery_at))
            self.standing.show_pill(PillSpec(words, "ok", "circle-check"))
            self.make.setText(_("Make another one; the sheets before it end"))
        self.make.set_reason("" if keys.encrypted else _("The database is not encrypted yet."))
        self.make.set_kind("primary" if keys.recovery_at is None else "plain")

    def _issue(self) -> None:
        self.desk.jobs.perform(codes_for_shut_out, then=self._issued, owner=self)

    def _issued(self, codes: list[IssuedCode]) -> None:
        self._codes = codes
        self._next_code()

    def _next_code(self) -> None:
        """One after the other, so that no code goes to somebody else."""
        self.code.setVisible(bool(self._codes))
        self.issue.hide()
        if self._codes:
            self.code.show_code(self._codes.pop(0))
        else:
            self.reload()

    def _make(self) -> None:
        self.desk.jobs.perform(make_recovery_key, then=self._made, owner=self)

    def _made(self, sheets: RecoverySheets) -> None:
        self._sheets = sheets
        self._tell_sheets()
        # Not the button that lets them go: a second Enter would lose a key nobody has printed.
        self.prints[0].setFocus()

    def _sheet_form(self, holder: QWidget) -> None:
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        self.pair = Text("", weight=500, wrap=True)
        self.prints: list[PushButton] = []
        column.addWidget(self.pair)
        for number, words in (
            (1, _("First sheet: kept by the head of the office, in their safe")),
            (2, _("Second sheet: kept by the archive or the discipline inspection, in another place")),
        ):
            row = QHBoxLayout()
            row.setSpacing(dp(12))
            show = PushButton(_("Show and print…"), "printer")
            show.setAccessibleName(words)
            show.clicked.connect(partial(self._print, number))
            row.addWidget(Text(words, wrap=True), 1)
            row.addWidget(show)
            self.prints.append(show)
            column.addLayout(row)
        self.finished = PushButton(_("Both are printed and handed over"), "check")
        self.finished.clicked.connect(self._finish)
        column.addLayout(at_left(self.finished))

    def _tell_sheets(self) -> None:
        self.sheets.setVisible(self._sheets is not None)
        self.make.setVisible(self._sheets is None)
        if self._sheets is not None:
            words = _(
                "Pair {pair}. Print both sheets now: they can be shown until you leave this page, and never again."
            )
            self.pair.setText(words.format(pair=self._sheets.pair))

    def _print(self, number: int) -> None:
        if self._sheets is not None:
            title = _("Recovery key, sheet {number}").format(number=number)
            wanted = PaperWanted(title, f"恢复密钥-第{number}份.pdf", partial(_draw, self._sheets, number))
            self.desk.go("slip", wanted)

    def _finish(self) -> None:
        self._sheets = None
        self._tell_sheets()
        self.reload()
        self.desk.notices.say(_("The recovery key is in force; the program has kept nothing of it."))


class SlipPage(PaperView):
    """A code or half a recovery key as it will be printed; nothing of it stays when the page is left."""

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if not event.spontaneous():
            self.show_paper(None)


def _points() -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(dp(4))
    for icon, words in (
        ("layers", _("Two sheets with half of the key each: either alone opens nothing.")),
        ("users", _("Two people keep them in two places, neither of them beside this machine.")),
        ("door-open", _("Together they let an administrator in again when none can sign in any more.")),
        (
            "triangle-alert",
            _("Without them, and with every password forgotten, nobody can open the data: not we, nobody."),
        ),
    ):
        row = QHBoxLayout()
        row.setSpacing(dp(8))
        row.addWidget(Icon(icon, "text2", metrics.ICON_CAPTION, line=20), 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(Text(words, "body", "text2", wrap=True), 1)
        column.addLayout(row)
    return column


def _draw(sheets: RecoverySheets, number: int, _progress: "Progress") -> bytes:
    # Drawing runs off the window's thread, and start-up does not pay for it.
    from officer_app.people.recovery_paper import draw_sheet

    return draw_sheet(sheets, number)


def _day(at: datetime) -> str:
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d")
