"""安全说明, how the data is protected: what is promised, where each promise ends, and how this office stands."""

from datetime import datetime
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.protection import Protection, protection
from officer_app.ui.page import Desk, PageView
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Facts, Icon, PageHeading, PushButton, Rule, SectionHeader, Text, clear

_PROMISES: Final = (
    (
        N_("A stolen disk or copy of the file tells nothing"),
        N_(
            "The database, its backups, drafts and search index are encrypted with a random key of 256 bits; a "
            "password or both halves of the recovery paper open it. Logs and names of files hold no personal data."
        ),
    ),
    (
        N_("A window nobody uses closes the database"),
        N_(
            "After the minutes set, with Ctrl+L, and when the machine wakes up, the database is closed and its key "
            "leaves memory. What you typed is stored, encrypted, and there when you come back."
        ),
    ),
    (
        N_("Guessing passwords takes too long"),
        N_(
            "After three wrong ones each further try waits longer, up to a quarter of an hour; starting anew or "
            "setting the clock does not shorten it. You are told of tries when you come in."
        ),
    ),
    (
        N_("Nobody acts in your name unseen"),
        N_(
            "Administrators issue codes, never passwords; an account that decides and was opened by one is held until "
            "a colleague confirms its person. Decisions are signed with a key that only your password opens."
        ),
    ),
    (
        N_("What was changed stays on record"),
        N_(
            "The audit trail is a chain: an entry altered, removed or put in between is found and named. Its end is "
            "printed at the foot of every issued paper, stands in every backup, and on this machine outside the "
            "database."
        ),
    ),
    (
        N_("Personal numbers stay masked"),
        N_(
            "Identity numbers, telephone numbers and pay are masked; showing one asks for a purpose, lasts half a "
            "minute and is on record, like every export and who read which applicant."
        ),
    ),
)
_LIMITS: Final = (
    (
        N_("Somebody at your unlocked window"),
        N_("They can do whatever you may do, in your name. Lock it when you stand up: Ctrl+L."),
    ),
    (
        N_("Somebody with the file and a password"),
        N_(
            "A password opens the whole database with other programs as well, past masks and permissions. They can "
            "change it: the chain and the notes outside show that it happened, not what stood there before. Backups do."
        ),
    ),
    (
        N_("Somebody who left, with an older copy"),
        N_(
            "A copy or a backup made before they left still opens with the password they had then. Keep backups where "
            "only the administrator reaches them."
        ),
    ),
    (
        N_("The administrator of the machine"),
        N_(
            "They can install a program that reads what is typed, and the key while the window is open. Nothing that "
            "runs on their machine can prevent it."
        ),
    ),
    (
        N_("The administrator of a PostgreSQL server"),
        N_(
            "On a server the program does not encrypt: its administrator reads and changes everything. The trail shows "
            "changes made past the program, unless they know its key and no note lies outside."
        ),
    ),
    (
        N_("Memory"),
        N_(
            "The key leaves memory when the window locks, as far as the language allows; what stood on the page may "
            "remain until the program ends, and in a swap file or hibernation image unless the disk is encrypted."
        ),
    ),
    (
        N_("What was deleted from a disk"),
        N_(
            "Files that were removed can remain in blocks of the disk until they are written over. Papers saved, "
            "exports and workbooks outside the program are not encrypted by it."
        ),
    ),
    (
        N_("What leaves through the eyes and the printer"),
        N_("Screenshots, photographs and printed paper are beyond any program; a watermark names who exported."),
    ),
    (
        N_("All passwords and the recovery paper lost"),
        N_(
            "Then nobody can open the data: there is no back door. The paper needs the key file beside the database, "
            "or the copy of it in a backup."
        ),
    ),
)


class ProtectionPage(PageView):
    """Promises beside their limits; how this office stands first."""

    hides_visit_button: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("How the data is protected"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        body = QWidget()
        body.setMaximumWidth(dp(1120))
        column = QVBoxLayout(body)
        column.setContentsMargins(dp(metrics.FORM), dp(20), dp(metrics.FORM), dp(28))
        column.setSpacing(dp(14))
        self.facts = QVBoxLayout()
        column.addWidget(SectionHeader(_("This office now")))
        column.addLayout(self.facts)
        column.addWidget(Rule())
        both = QHBoxLayout()
        both.setSpacing(dp(40))
        both.addLayout(_statements(_("What the program promises"), "circle-check", "ok", _PROMISES), 1)
        both.addLayout(_statements(_("Where that ends"), "triangle-alert", "warn", _LIMITS), 1)
        column.addLayout(both)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QScrollArea.Shape.NoFrame)
        self.area.setAccessibleName(_("How the data is protected"))
        self.area.setWidget(body)
        self.main.addWidget(self.area, 1)
        self.on_key("Esc", desk.back)

    def opened(self, target: object = None) -> None:
        self.area.setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(protection, then=self._show, owner=self, latest="protection")

    def _show(self, state: Protection) -> None:
        clear(self.facts)
        self.facts.addWidget(Facts(_facts(state)))


def _facts(state: Protection) -> list[tuple[str, str | QWidget]]:
    slots = ngettext("{n} password opens it", "{n} passwords open it", state.opening).format(n=state.opening)
    if state.on_server:
        stored = _("on a server, not encrypted by this program")
    elif state.encrypted:
        stored = "·".join((_("in a file, encrypted"), slots)) if state.opening else _("in a file, encrypted")
    else:
        stored = _("in a file, not encrypted yet: the next sign-in of an administrator does it")
    rows: list[tuple[str, str | QWidget]] = [(_("Database"), stored)]
    if state.encrypted:
        rows.append((_("Recovery paper"), _moment(state.recovery_at, _("not printed yet"))))
    if not state.on_server:
        rows.append((_("Last backup"), _moment(state.backup_at, _("none on this machine"))))
    minutes = ngettext("after {n} minute without use", "after {n} minutes without use", state.idle_minutes)
    rows.append((_("Locks"), minutes.format(n=state.idle_minutes)))
    rows.append((_("End of the audit trail"), state.head))
    return rows


def _moment(at: datetime | None, otherwise: str) -> str | QWidget:
    if at is None:
        return Text(otherwise, "body", "warn")
    return at.astimezone(OFFICE_ZONE).strftime("%Y-%m-%d %H:%M")


def _statements(title: str, icon: str, tone: str, statements: tuple[tuple[str, str], ...]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(dp(12))
    column.addWidget(SectionHeader(title))
    grid = QGridLayout()
    grid.setHorizontalSpacing(dp(8))
    grid.setVerticalSpacing(dp(2))
    grid.setColumnStretch(1, 1)
    for place, (head, words) in enumerate(statements):
        mark = Icon(icon, "ok" if tone == "ok" else "warn", metrics.ICON_CAPTION, line=20)
        grid.addWidget(mark, 2 * place, 0, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(Text(_(head), "body", weight=500, wrap=True), 2 * place, 1)
        said = Text(_(words), "body", "text2", wrap=True)
        said.setContentsMargins(0, 0, 0, dp(10))
        grid.addWidget(said, 2 * place + 1, 1)
    column.addLayout(grid)
    column.addStretch(1)
    return column
