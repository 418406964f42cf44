"""Taking a list of people out: which list, how much of each person, and for a whole one what for."""

from pathlib import Path
from typing import ClassVar, Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from officer_app.core.errors import AppError, Invalid
from officer_app.core.filenames import harmless_name
from officer_app.core.progress import Progress
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.taking_out import PeopleList, Profile, Taken, Taking, take_out
from officer_app.ui.clipboard import copy_briefly
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, PageView
from officer_app.ui.revealing import PurposeAsk
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, Entry, PageHeading, PushButton, Rule, Text

_WIDTH: Final = 620
_SAID: Final = {
    Profile.PUBLIC: N_("Masked names and employers: nobody can be found by it. For a notice or the web."),
    Profile.INTERNAL: N_("Names, with numbers, phones and amounts masked. For work inside the office."),
    Profile.FULL: N_(
        "Everything, whole. The file is encrypted; your name, the moment and the purpose stand on every page, and "
        "every person on it goes on record as read by you."
    ),
}


class TakingOutPage(PageView):
    """The page "taking-out". Target: the PeopleList to begin with."""

    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("Take a list of people out"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.main.addWidget(Rule())
        lists = [one for one in PeopleList if one is PeopleList.CONTACTS or desk.may("case_read")]
        self.people = Choice(_("Which list"), [(one, one.label) for one in lists])
        profiles = [one for one in Profile if one is not Profile.FULL or desk.may("paper_full_export")]
        self.profile = Choice(_("How much of each person"), [(one, one.label) for one in profiles], Profile.INTERNAL)
        self.profile.currentIndexChanged.connect(lambda _place: self._turn())
        self.year = Entry(_("Year"), _("all years"))
        self.year.setFixedWidth(dp(120))
        self.words = Text("", "caption", "text2", wrap=True)
        self.question = PurposeAsk(desk, _("Purpose"))
        self.question.show_button.hide()
        self.question.submitted.connect(self.choose)
        self.form = Form(label_width=168)
        self.form.add("people", _("Which list"), self.people, needed=True)
        self.form.add("year", _("Year"), self.year)
        self.form.add("profile", _("How much of each person"), self.profile, needed=True)
        self.purpose = QWidget()
        inside = QVBoxLayout(self.purpose)
        inside.setContentsMargins(0, 0, 0, 0)
        self.purpose_form = Form(label_width=168)
        self.purpose_form.add("purpose", _("Purpose"), self.question, needed=True)
        inside.addWidget(self.purpose_form)
        self.save = PushButton(_("Save as…"), "download", kind="primary", keys="Ctrl Enter")
        self.save.clicked.connect(self.choose)
        self.password = Text("", "title")
        self.password.hide()
        self.copy = PushButton(_("Copy the password"), "copy")
        self.copy.clicked.connect(lambda: copy_briefly(self.password.text()))
        self.note = Text("", "body", "text2", wrap=True)
        self.copy.hide()
        self.note.hide()
        body = QWidget()
        body.setFixedWidth(dp(_WIDTH))
        column = QVBoxLayout(body)
        column.setContentsMargins(dp(metrics.FORM), dp(metrics.FORM), dp(metrics.FORM), dp(metrics.FORM))
        column.setSpacing(dp(16))
        for widget in (self.form, self.words, self.purpose):
            column.addWidget(widget)
        for button in (self.save, None, self.password, self.copy):
            if button is None:
                column.addWidget(self.note)
                continue
            row = QHBoxLayout()
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
        self.main.addWidget(body, 0, Qt.AlignmentFlag.AlignLeft)
        self.main.addStretch(1)
        self.on_key("Esc", desk.back)
        self.on_key("Ctrl+Return", self.choose)

    def opened(self, target: object = None) -> None:
        self._forget()
        if isinstance(target, PeopleList):
            self.people.set_value(target)
        self.profile.set_value(Profile.INTERNAL)
        self._turn()
        self.people.setFocus()

    def choose(self) -> None:
        """Ask where the file goes, and write it."""
        self.form.clear_errors()
        self.purpose_form.clear_errors()
        year = self.year.text().strip()
        if year and not (year.isdecimal() and len(year) == 4):
            self.form.show_errors([Invalid(N_("Type a year with four digits."), field="year")])
            return
        if self._wish().profile is Profile.FULL and not self.question.purpose():
            self.purpose_form.show_errors([Invalid(N_("Say what the list is needed for."), field="purpose")])
            return
        folder = Path(str(self.desk.settings.value("exports/folder") or Path.home()))
        name = harmless_name(f"{self._wish().people.label} {self.desk.today():%Y-%m-%d}.xlsx")
        chosen, _filter = QFileDialog.getSaveFileName(
            self, _("Save the list"), str(folder / name), _("Workbooks") + " (*.xlsx)"
        )
        if chosen:
            path = Path(chosen).with_suffix(".xlsx")
            self.desk.settings.setValue("exports/folder", str(path.parent))
            self.write(path)

    def write(self, path: Path) -> None:
        """Write the list there."""
        wish, jobs = self._wish(), self.desk.jobs
        office, actor = jobs.office, jobs.actor

        def run(progress: Progress) -> Taken:
            return take_out(office, actor, wish, path, progress)  # type: ignore[arg-type] # the open office itself

        jobs.long(
            _("Taking a list out"),
            run,
            then=lambda taken: self._written(taken, path),
            failed=self._failed,
            owner=self,
        )

    def _wish(self) -> Taking:
        year = self.year.text().strip()
        return Taking(
            PeopleList(str(self.people.value())),
            Profile(str(self.profile.value())),
            int(year) if year else None,
            self.question.purpose(),
        )

    def _written(self, taken: Taken, path: Path) -> None:
        words = ngettext("{n} row saved: {path}", "{n} rows saved: {path}", taken.rows)
        self.error_bar.say(words.format(n=f"{taken.rows:,}", path=path), kind="ok")
        if taken.password:
            self.note.setText(
                _("The password of the file is shown once and kept nowhere. Hand it over apart from the file.")
            )
            self.password.setText(taken.password)
            for widget in (self.note, self.password, self.copy):
                widget.show()
            self.copy.setFocus()

    def _failed(self, error: AppError) -> None:
        if not self.purpose_form.show_error(error) and not self.form.show_error(error):
            self.desk.notices.show_error(error, self)

    def _turn(self) -> None:
        profile = Profile(str(self.profile.value()))
        self.words.setText(_(_SAID[profile]))
        # A line that wraps asks for less than it needs where the column is given no more than it asks for.
        self.words.setMinimumHeight(self.words.heightForWidth(dp(_WIDTH - 2 * metrics.FORM)))
        self.purpose.setVisible(profile is Profile.FULL)
        self._forget()
        if profile is Profile.FULL:
            self.question.begin()

    def _forget(self) -> None:
        """What was shown once is gone."""
        self.password.setText("")
        for widget in (self.note, self.password, self.copy):
            widget.hide()
