"""What was handed in each time and what changed; the employer's trips to the window."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.cases.snapshots import Change, Submission, changes_between
from officer_app.cases.trips import record_trip
from officer_app.cases.words import FINAL, Step
from officer_app.core.errors import AppError
from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _
from officer_app.people.access import Permission
from officer_app.quota.case_file import CaseFile
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Choice,
    DateEdit,
    Entry,
    Link,
    PushButton,
    Rule,
    SectionHeader,
    Text,
    clear,
)
from officer_app.ui.widgets.tips import plain_tip


class SubmissionsView(QWidget):
    """`refile_wanted` carries the number of the submission to go back to."""

    refile_wanted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._file: CaseFile | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(10))
        column.addWidget(SectionHeader(_("Submissions"), _("latest first; each is kept as it was handed in")))
        self._compared = _Compared(desk)
        column.addWidget(self._compared)
        self._list = QVBoxLayout()
        self._list.setSpacing(dp(10))
        column.addLayout(self._list)
        column.addWidget(Rule())
        self.trips = TripsView(desk)
        column.addWidget(self.trips)
        column.addStretch(1)

    def show_file(self, file: CaseFile) -> None:
        """Show another case."""
        clear(self._list)
        submissions = file.filed.submissions
        may_go_back = Step.REFILE in file.possible and self._desk.may(Permission.CASE_FILE)
        for one in reversed(submissions):
            self._list.addWidget(self._submission(one, may_go_back=may_go_back and one is not submissions[-1]))
        if not submissions:
            words = _("It was filed before submissions were kept; the next one is.")
            self._list.addWidget(Text(words, "body", "text2", wrap=True))
        self._compared.show_case(file.id, submissions)
        self.trips.show_file(file)

    def _submission(self, one: Submission, *, may_go_back: bool) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(4))
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        line.addWidget(Text(_("Submission {n}").format(n=one.round), "body", weight=500))
        line.addWidget(Text(one.occasion.label, "body", "text2"))
        at = f"{one.at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"
        line.addWidget(Text(f"{at}·{one.by}", "caption", "text2"))
        digest = Text(one.digest[:8], "caption", "text3")
        digest.setToolTip(plain_tip(_("SHA-256 of what was handed in: {digest}").format(digest=one.digest)))
        line.addWidget(digest)
        line.addStretch(1)
        if may_go_back and one.sound:
            link = Link(_("Go back to this submission"))
            link.setAccessibleName(_("Go back to submission {n}").format(n=one.round))
            link.clicked.connect(partial(self.refile_wanted.emit, one.round))
            line.addWidget(link)
        column.addLayout(line)
        if not one.sound:
            column.addWidget(Text(_("It is not as it was kept; compare the last backup."), "caption", "danger"))
        if one.changes:
            column.addWidget(differences_shown(one.changes))
        elif one.round > 1:
            column.addWidget(Text(_("nothing changed"), "caption", "text3"))
        return holder


class _Compared(QWidget):
    """Any two submissions of a case, once there are more than two."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk, self._case_id = desk, 0
        self.before, self.after = Choice(_("Submission before")), Choice(_("Submission after"))
        for choice in (self.before, self.after):
            choice.activated.connect(lambda _place: self._read())
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        for part in (Text(_("From"), "body", "text2"), self.before, Text(_("to"), "body", "text2"), self.after):
            line.addWidget(part)
        line.addStretch(1)
        self._found = QVBoxLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(6))
        column.addLayout(line)
        column.addLayout(self._found)

    def show_case(self, case_id: int, submissions: Sequence[Submission]) -> None:
        """Offer the submissions of a case; from the first to the last."""
        self._case_id = case_id
        clear(self._found)
        self.setVisible(len(submissions) > 2)
        if len(submissions) > 2:
            numbers = [(one.round, _("Submission {n}").format(n=one.round)) for one in submissions]
            self.before.set_choices(numbers, numbers[0][0])
            self.after.set_choices(numbers, numbers[-1][0])
            self._read()

    def _read(self) -> None:
        rounds = (self.before.value(), self.after.value())
        self._desk.jobs.read(
            changes_between, self._case_id, *rounds, then=self._show, owner=self, latest="submissions compared"
        )

    def _show(self, changes: Sequence[Change]) -> None:
        clear(self._found)
        self._found.addWidget(differences_shown(changes) if changes else Text(_("nothing changed"), "caption", "text3"))


def differences_shown(changes: Sequence[Change]) -> QWidget:
    """What, before, after, one row each."""
    holder = QWidget()
    grid = QGridLayout(holder)
    grid.setContentsMargins(dp(12), 0, 0, 0)
    grid.setHorizontalSpacing(dp(12))
    grid.setVerticalSpacing(dp(4))
    grid.setColumnMinimumWidth(0, dp(120))
    for column in (1, 3):
        grid.setColumnStretch(column, 1)
    top = Qt.AlignmentFlag.AlignTop
    for row, change in enumerate(changes):
        for column, (words, tone) in enumerate(
            ((change.label, "text3"), (change.before or "–", "text2"), ("→", "text3"), (change.after or "–", "text"))
        ):
            told = Text(words, "body", tone, wrap=column in (1, 3))  # type: ignore[arg-type] # tones by name
            grid.addWidget(told, row, column, top)
        holder_name = _("{field}: {before} before, {after} after")
        said = holder_name.format(field=change.label, before=change.before or "–", after=change.after or "–")
        grid.itemAtPosition(row, 3).widget().setAccessibleName(said)  # type: ignore[union-attr] # just put there
    return holder


class TripsView(QWidget):
    """The trips on record, and a line to put another on record."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._file: CaseFile | None = None
        self.header = SectionHeader(_("Trips to the window"))
        self._rows = QVBoxLayout()
        self._rows.setSpacing(dp(4))
        self.warning = Text("", "body", "warn", wrap=True)
        self.day = DateEdit(_("Day of the trip"), desk.today, desk.today())
        self.purpose = Entry(_("Purpose of the trip"), _("what the employer came for"))
        self.purpose.submitted.connect(self._record)
        self.record = PushButton(_("Record the trip"), height=metrics.SMALL)
        self.record.clicked.connect(self._record)
        self.form = Form(88)
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        line.addWidget(self.day)
        line.addWidget(self.purpose, 1)
        line.addWidget(self.record)
        self.form.add_row(_("Another trip"), {"day": self.day, "purpose": self.purpose}, line)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(8))
        for widget in (self.header, self.warning):
            column.addWidget(widget)
        column.addLayout(self._rows)
        column.addWidget(self.form)

    def show_file(self, file: CaseFile) -> None:
        """Show another case; what was typed for the one before is gone."""
        if self._file is None or self._file.id != file.id:
            self.purpose.clear()
            self.day.set_value(self._desk.today())
            self.form.clear_errors()
        self._file = file
        self.header.note.setText(
            _("{n} so far, {limit} promised").format(n=file.window_visits, limit=file.window_limit)
        )
        clear(self._rows)
        for trip in file.filed.trips:
            words = f"{trip.day.isoformat()}·{trip.purpose}·{trip.by}"
            self._rows.addWidget(Text(words, "body", "text2", wrap=True))
        earlier = file.window_visits - len(file.filed.trips)
        if earlier > 0:
            self._rows.addWidget(Text(_("{n} counted without a day").format(n=earlier), "body", "text3"))
        open_ = file.state not in FINAL
        self.warning.setText(trip_warning(file))
        self.warning.setVisible(open_ and bool(self.warning.text()))
        self.form.setVisible(open_ and self._desk.may(Permission.CASE_FILE))

    def _record(self) -> None:
        file, day = self._file, self.day.value()
        if file is None:
            return
        self.form.clear_errors()
        if day is None:
            self._refused(AppError(N_("Enter a date."), field="day"))
            return
        self.record.set_reason(_("Being saved"))
        self._desk.jobs.perform(
            record_trip,
            file.id,
            day,
            self.purpose.text(),
            version=file.version,
            then=self._recorded,
            failed=self._refused,
            owner=self,
        )

    def _recorded(self, _nothing: object) -> None:
        self.record.set_reason("")
        self.purpose.clear()

    def _refused(self, error: AppError) -> None:
        self.record.set_reason("")
        if not self.form.show_error(error):
            self._desk.notices.show_error(error, self)


def trip_warning(file: CaseFile) -> str:
    """What to know before another trip is asked for; empty while one is still within the promise."""
    if not file.one_trip_too_many:
        return ""
    words = _(
        "The employer has come {n} times; {limit} at most is promised. Have papers sent online or by post instead."
    )
    return words.format(n=file.window_visits, limit=file.window_limit)
