"""Verification: everything proven at once, the signing keys there are, and whether a printed form is genuine."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.documents.printed_codes import read_codes
from officer_app.core.errors import AppError
from officer_app.core.progress import Cancelled
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.trail_heads import (
    BreakRow,
    HeadAnswer,
    HeadVerdict,
    acknowledge_break,
    is_head,
    trail_breaks,
    verify_head,
)
from officer_app.overview.verifying import ABOUT, Finding, verify
from officer_app.people.keys import RESET, UNREADABLE, KeyRow, list_keys
from officer_app.quota.reading_back import CodeAnswer, CodeVerdict, verify_code
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Entry,
    Facts,
    PageHeading,
    Pill,
    PillSpec,
    Prose,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.widgets.drop_area import DropArea, ends_with
from officer_app.ui.widgets.pill import PillTone

ENDINGS: Final = (".pdf", ".png", ".jpg", ".jpeg")
_WHY: Final = {RESET: N_("password set anew"), UNREADABLE: N_("could not be opened")}
_ANSWERS: Final[dict[CodeAnswer, tuple[PillTone, str]]] = {
    CodeAnswer.GENUINE: ("ok", "badge-check"),
    CodeAnswer.UNSIGNED: ("neutral", "info"),
    CodeAnswer.UNKNOWN: ("danger", "circle-question-mark"),
    CodeAnswer.DISAGREES: ("danger", "circle-x"),
}


@dataclass(frozen=True, slots=True)
class Look:
    """A line of what is looked at; `finding` is None until it has been."""

    about: str
    finding: Finding | None = None


def _count(row: Look) -> Cell:
    return Cell("–", "text3") if row.finding is None else Cell(f"{row.finding.count:,}")


def _outcome(row: Look) -> Cell:
    if row.finding is None:
        return Cell(_("not looked at yet"), "text3")
    if row.finding.sound:
        return Cell(pill=PillSpec(_("sound"), "ok", "check"))
    return Cell(pill=PillSpec(_("not sound"), "danger", "circle-x"))


def _found(row: Look) -> Cell:
    if row.finding is None:
        return Cell("")
    words = " ".join((*row.finding.faults, *row.finding.notes))
    return Cell(words or "–", "danger" if row.finding.faults else "text2" if words else "text3")


LOOKS: Final[tuple[Column[Look], ...]] = (
    Column("about", N_("What is looked at"), lambda row: Cell(_(ABOUT[row.about]), weight=500), 200),
    Column("count", N_("How many"), _count, 90, "right"),
    Column("outcome", N_("Finding"), _outcome, 130),
    Column("found", N_("What was found"), _found, 200, stretch=True),
)


def _retired(row: KeyRow) -> Cell:
    if row.retired_at is None:
        return Cell(pill=PillSpec(_("in use"), "ok", "key-round"))
    why = _(_WHY[row.retired_for]) if row.retired_for in _WHY else row.retired_for
    return Cell(_("retired {day}").format(day=f"{row.retired_at.astimezone(OFFICE_ZONE):%Y-%m-%d}"), "text3", tail=why)


KEYS: Final[tuple[Column[KeyRow], ...]] = (
    Column("account", N_("Account"), lambda row: Cell(row.account, weight=500), 120),
    Column("role", N_("Role"), lambda row: Cell(row.role.label, "text2"), 110),
    Column("key", N_("Fingerprint of the key"), lambda row: Cell(row.fingerprint, "text2"), 190),
    Column("since", N_("In use since"), lambda row: Cell(f"{row.created_at.astimezone(OFFICE_ZONE):%Y-%m-%d}"), 120),
    Column("retired", N_("State of the key"), _retired, 120, stretch=True),
)


class VerificationPage(PageView):
    """What is looked at above, the signing keys below; the panel takes the code of a printed form, or a file of it."""

    reload_on: ClassVar[frozenset[str]] = frozenset({"signing_key", "trail_break"})
    has_primary: ClassVar[bool] = True
    hides_visit_button: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.proof = PushButton(_("Verify everything"), "shield-check", kind="primary", keys="Ctrl Enter")
        self.proof.clicked.connect(self.verify)
        self.put_heading(PageHeading(_("Verification"), (), (self.proof,)))
        self.findings: Table[Look] = Table(LOOKS, _("Findings"))
        self.findings.setFixedHeight(dp(metrics.ROW) * (len(ABOUT) + 1) + dp(8))
        self.findings.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.findings.show_rows([Look(about) for about in ABOUT])
        self.main.addWidget(self.findings)
        self.keys_header = SectionHeader(_("Signing keys"))
        above = QWidget()
        row = QHBoxLayout(above)
        row.setContentsMargins(dp(metrics.PAGE), dp(16), dp(metrics.PAGE), dp(8))
        row.addWidget(self.keys_header)
        self.main.addWidget(above)
        self.main.addWidget(Rule())
        self.keys_table: Table[KeyRow] = Table(KEYS, _("Signing keys"))
        self.main.addWidget(self.keys_table, 1)
        self.side = SidePanel()
        words = _(
            "Type the code beside a signature, all that the printed code holds, or the code in the foot of an issued "
            "paper; or choose a PDF, scan or photo."
        )
        self._offer_answer()
        self.side.column.addWidget(SectionHeader(_("A printed form")))
        self.side.column.addWidget(Text(words, "body", "text2", wrap=True))
        self.code = Entry(_("Code of the form"), "7F3K-29QD-M4XA-0Z1B")
        self.code.submitted.connect(self.ask)
        self.form = Form(labels_above=True)
        self.form.add("code", _("Code of the form"), self.code)
        self.side.column.addWidget(self.form)
        self.check = PushButton(_("Check the code"), "search")
        self.check.clicked.connect(self.ask)
        self.choose = PushButton(_("Choose a file…"), "folder-open", keys="Ctrl O")
        self.choose.clicked.connect(self.ask_for_file)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        buttons.addWidget(self.check)
        buttons.addWidget(self.choose)
        buttons.addStretch(1)
        self.side.column.addLayout(buttons)
        self.side.column.addSpacing(dp(8))
        answer = QWidget()
        self.answer = QVBoxLayout(answer)
        self.answer.setContentsMargins(0, 0, 0, 0)
        self.answer.setSpacing(dp(8))
        self.side.column.addWidget(answer)
        self.side.column.addStretch(1)
        self.put_side(self.side)
        DropArea(self, _("Let go to check the form"), lambda files: self.read(files[0]), ends_with(ENDINGS))
        self.on_key("Ctrl+Return", self.verify)
        self.on_key("Ctrl+O", self.ask_for_file)

    def _offer_answer(self) -> None:
        """What an unanswered break of the trail asks for; hidden while there is none."""
        self._break: BreakRow | None = None
        self.breaks = QWidget()
        column = QVBoxLayout(self.breaks)
        column.setContentsMargins(0, 0, 0, dp(12))
        column.setSpacing(dp(8))
        self.lost = Text("", "body", "danger", wrap=True)
        self.reason = Prose(_("Why they are gone"), _("Restored from the backup of …, decided by …"), lines=3)
        self.reason_form = Form(labels_above=True)
        self.reason_form.add("reason", _("Why they are gone"), self.reason, needed=True)
        answer = PushButton(_("Put on record"), "check", deliberate=True)
        answer.clicked.connect(self.acknowledge)
        for part in (SectionHeader(_("Entries are gone")), self.lost, self.reason_form, answer, Rule()):
            column.addWidget(part)
        self.breaks.hide()
        self.side.column.addWidget(self.breaks)

    def opened(self, _target: object = None) -> None:
        (self.reason if self._break is not None and self.breaks.isVisible() else self.code).setFocus()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Ctrl+Return", N_("verify everything")),
            Key("Enter", N_("check the code")),
            Key("Ctrl+O", N_("choose a file")),
        )

    def reload(self) -> None:
        self.desk.jobs.read(list_keys, then=self._show_keys, owner=self, latest="keys")
        self.desk.jobs.read(trail_breaks, then=self._show_breaks, owner=self, latest="breaks")

    def verify(self) -> None:
        """Prove everything."""
        if self.proof.isEnabled():
            self.proof.set_reason(_("Verifying…"))
            # Seconds, where there are years of it: nothing else that is read waits for it.
            self.desk.jobs.long_read(_("Verifying"), verify, then=self._proved, failed=self._not_proved, owner=self)

    def ask(self) -> None:
        """Check the code that was typed."""
        self.form.clear_errors()
        if not self.code.text().strip():
            self.code.setFocus()
            return
        clear(self.answer)
        self._ask([self.code.text()])

    def ask_for_file(self) -> None:
        """Let a file of a form be chosen, and check it."""
        words = _("Forms") + f" ({' '.join(f'*{ending}' for ending in ENDINGS)})"
        chosen, _filter = QFileDialog.getOpenFileName(self, _("Choose a form"), "", words)
        if chosen:
            self.read(Path(chosen))

    def read(self, path: Path) -> None:
        """Check the form in a file."""
        self.form.clear_errors()
        clear(self.answer)
        self.answer.addWidget(Text(_("Reading {name}…").format(name=path.name), "body", "text2", wrap=True))
        self.desk.jobs.quietly(read_codes, path, then=self._ask, failed=self._not_read, owner=self, latest="read")

    def _ask(self, codes: list[str]) -> None:
        clear(self.answer)
        for code in codes:
            if is_head(code):
                self.desk.jobs.read(verify_head, code, then=self._head_answered, failed=self._not_a_code, owner=self)
            else:
                self.desk.jobs.read(verify_code, code, then=self._answered, failed=self._not_a_code, owner=self)

    def _head_answered(self, verdict: HeadVerdict) -> None:
        tone: PillTone = "ok" if verdict.answer is HeadAnswer.STANDS else "danger"
        icon = "badge-check" if verdict.answer is HeadAnswer.STANDS else "circle-x"
        self.answer.addWidget(Pill(PillSpec(verdict.answer.label, tone, icon)), 0, Qt.AlignmentFlag.AlignLeft)
        self.answer.addWidget(Text(verdict.sentence, "body", wrap=True))
        self.answer.addWidget(Facts(verdict.facts, 72))
        self.answer.addWidget(Rule())

    def _answered(self, verdict: CodeVerdict) -> None:
        pill = Pill(PillSpec(verdict.answer.label, *_ANSWERS[verdict.answer]))
        self.answer.addWidget(pill, 0, Qt.AlignmentFlag.AlignLeft)
        self.answer.addWidget(Text(verdict.sentence, "body", wrap=True))
        if verdict.facts:
            self.answer.addWidget(Facts(verdict.facts, 72))
        self.answer.addWidget(Rule())

    def _not_a_code(self, error: AppError) -> None:
        if not self.form.show_error(error):
            self.desk.notices.show_error(error, self)

    def _not_read(self, error: AppError) -> None:
        clear(self.answer)
        self.answer.addWidget(Text(str(error), "body", "danger", wrap=True))

    def _proved(self, findings: list[Finding]) -> None:
        self.proof.set_reason("")
        self.findings.show_rows([Look(finding.about, finding) for finding in findings])
        if all(finding.sound for finding in findings):
            self.error_bar.say(_("Everything is sound."), kind="ok")
        else:
            self.error_bar.say(
                _("The data is not sound."),
                _("Stop approving, keep the file as it is, and compare it with the last backup."),
            )

    def _not_proved(self, error: AppError | Cancelled) -> None:
        self.proof.set_reason("")
        if isinstance(error, AppError):
            self.desk.notices.show_error(error, self)

    def _show_breaks(self, rows: list[BreakRow]) -> None:
        """What was stored and is gone, with the words by which somebody answers for it."""
        open_ones = [row for row in rows if row.is_open]
        self.breaks.setVisible(bool(open_ones) and self.desk.may("audit_answer"))
        self._break = open_ones[-1] if open_ones else None
        self.lost.setText("" if self._break is None else self._break.sentence)
        if self._break is not None and not self.error_bar.message():
            self.error_bar.say(
                self._break.sentence, _("Nothing is approved until an administrator or auditor has answered for it.")
            )

    def acknowledge(self) -> None:
        """Answer for entries that are gone; approvals go on afterwards."""
        if self._break is not None:
            self.reason_form.clear_errors()
            self.desk.jobs.perform(
                acknowledge_break,
                self._break.id,
                self.reason.toPlainText(),
                then=lambda _nothing: self._acknowledged(),
                owner=self.reason_form,
            )

    def _acknowledged(self) -> None:
        self.reason.clear()
        self.error_bar.say(_("It is on record; approvals go on."), kind="ok")
        self.reload()

    def _show_keys(self, rows: list[KeyRow]) -> None:
        used = sum(row.retired_at is None for row in rows)
        self.keys_header.note.setText(ngettext("{n} in use", "{n} in use", used).format(n=used))
        self.keys_table.show_rows(rows)
