"""The panel's meeting: who should attend and did, who stood aside and why, and how they voted."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.words import Attendance
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _
from officer_app.people.service import AccountRow, list_officers
from officer_app.quota.case_file import CaseFile
from officer_app.quota.panel import Member, PanelDraft, PanelRules, hold_panel, panel_rules
from officer_app.ui.cases.step_form import Call, StepForm
from officer_app.ui.page import Desk
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, DateEdit, ElidedText, Entry, Link, Prose, PushButton, Text


class MemberLine(QWidget):
    """A member besides the chair; a reason is asked for where they did not vote."""

    changed = Signal()
    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.name = Entry(_("Member"), _("name"))
        self.attendance = Choice(_("Attendance"), [(value, value.label) for value in Attendance])
        self.attendance.setFixedWidth(self.attendance.sizeHint().width())
        self.reason = Entry(_("Reason"), _("why absent, or which interest"))
        self.reason.hide()
        remove = PushButton(icon="x", kind="quiet", height=28, name=_("Remove this member"))
        remove.clicked.connect(self.removed)
        self.attendance.currentIndexChanged.connect(lambda _place: self._say())
        self.name.textChanged.connect(lambda _text: self.changed.emit())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        line = QHBoxLayout()
        line.setSpacing(dp(4))
        line.addWidget(self.name, 1)
        line.addWidget(self.attendance)
        line.addWidget(remove)
        column.addLayout(line)
        column.addWidget(self.reason)

    def votes(self) -> bool:
        """Whether this member votes."""
        return bool(self.name.text().strip()) and self.attendance.value() is Attendance.PRESENT

    def _say(self) -> None:
        self.reason.setVisible(self.attendance.value() is not Attendance.PRESENT)
        self.changed.emit()


class PanelForm(StepForm):
    """`field` names of errors: held_on, members, votes_for."""

    def __init__(self, desk: Desk, file: CaseFile) -> None:
        super().__init__(file, _("Panel"), _("Record the vote"))
        self._desk = desk
        self._rules: PanelRules | None = None
        self._officers: dict[str, int] = {}
        self._own_votes = False
        self.lines: list[MemberLine] = []
        self.held_on = DateEdit(_("Held on"), desk.today, desk.today())
        first = QHBoxLayout()
        first.setSpacing(dp(8))
        first.addWidget(self.held_on)
        first.addWidget(ElidedText(_("{name} chairs and votes").format(name=desk.account.name), "caption", "text2"), 1)
        self.form.add_row(_("Held on"), {"held_on": self.held_on}, first, needed=True)
        members = QWidget()
        self._members = QVBoxLayout(members)
        self._members.setContentsMargins(0, 0, 0, 0)
        self._members.setSpacing(dp(6))
        more = Link(_("Add a member"))
        more.clicked.connect(lambda: self.add_member().name.setFocus())
        self.form.add("members", _("Members"), members, needed=True, beside=more)
        self.votes = [Entry(words, "0") for words in (_("For"), _("Against"), _("Abstained"))]
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        for words, vote in zip((_("For"), _("Against"), _("Abstained")), self.votes, strict=True):
            box = QVBoxLayout()
            box.setSpacing(dp(2))
            box.addWidget(Text(words, "caption", "text2"))
            box.addWidget(vote)
            line.addLayout(box)
            vote.textEdited.connect(self._voted)
        self.form.add_row(_("Votes"), {"votes_for": self.votes[0]}, line, needed=True)
        self.opinion = Prose(_("Opinion"), _("conclusion of the panel; printed on the approval form"), lines=3)
        self.form.add("opinion", _("Opinion"), self.opinion)
        self._count = self.say("")
        self._outcome = self.say("", "warn")
        for _place in range(3):
            self.add_member()
        desk.jobs.read(panel_rules, then=self._know_rules, owner=self)
        if desk.may("assignment_read"):
            desk.jobs.read(list_officers, then=self._know_officers, owner=self)
        self._say()

    def add_member(self) -> MemberLine:
        """Another line for a member."""
        line = MemberLine()
        line.changed.connect(self._say)
        line.removed.connect(lambda: self._remove(line))
        self.lines.append(line)
        self._members.addWidget(line)
        return line

    def call(self) -> Call | None:
        day = self.held_on.value()
        errors: list[AppError] = []
        if day is None:
            errors.append(Invalid(N_("Enter a date."), field="held_on"))
        votes = [_whole(vote.text()) for vote in self.votes]
        if any(vote is None for vote in votes):
            errors.append(Invalid(N_("Enter whole numbers of votes."), field="votes_for"))
        members = tuple(self._member(line) for line in self.lines if line.name.text().strip())
        if not members:
            errors.append(Invalid(N_("Enter who should attend besides the chair."), field="members"))
        if errors or day is None:
            self.form.show_errors(errors)
            return None
        yes, no, abstained = (vote or 0 for vote in votes)
        draft = PanelDraft(day, members, yes, no, abstained)
        said = _("The vote is on record.")
        return Call(hold_panel, (self.file.id, draft, self.opinion.toPlainText()), said)

    def _member(self, line: MemberLine) -> Member:
        name = line.name.text().strip()
        attendance = line.attendance.value()
        assert isinstance(attendance, Attendance)
        reason = line.reason.text().strip() if attendance is not Attendance.PRESENT else ""
        return Member(name, attendance, self._officers.get(name), reason)

    def _remove(self, line: MemberLine) -> None:
        self.lines.remove(line)
        self._members.removeWidget(line)
        line.hide()
        line.deleteLater()
        self._say()

    def _voted(self, _text: str) -> None:
        self._own_votes = True
        self._say()

    def _know_rules(self, rules: PanelRules) -> None:
        self._rules = rules
        self._say()

    def _know_officers(self, officers: list[AccountRow]) -> None:
        # A colleague is recognised by name, so that nobody votes on a case they acted on.
        self._officers = {row.name: row.id for row in officers}

    def _say(self) -> None:
        named = [line for line in self.lines if line.name.text().strip()]
        voting = 1 + sum(line.votes() for line in named)
        if not self._own_votes:
            self.votes[0].setText(str(voting))
        self._count.setText(
            _("{voting} of {expected} vote, the chair among them.").format(voting=voting, expected=1 + len(named))
        )
        yes = _whole(self.votes[0].text()) or 0
        lost = self._rules is not None and yes <= self._rules.majority * voting
        self._outcome.setVisible(lost)
        if self._rules is not None:
            words = _("Not more than {share} for it: the case ends and its reserved unit is given back.")
            self._outcome.setText(words.format(share=f"{self._rules.majority:.0%}"))


def _whole(typed: str) -> int | None:
    plain = typed.strip() or "0"
    return int(plain) if plain.isdigit() else None
