"""The papers that came with an application, by the checklist in force."""

from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from officer_app.cases.checklist import ChecklistEntry
from officer_app.cases.drafts import PaperDraft
from officer_app.cases.words import ApplicantKind, PaperForm, PaperKind, PaperSource
from officer_app.i18n import N_, _
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Choice, Entry, SectionHeader, SidePanel, Text, clear

SOURCES: Final = {
    PaperSource.EMPLOYER: N_("employer"),
    PaperSource.SOCIAL_INSURANCE: N_("social insurance"),
    PaperSource.TAX_OFFICE: N_("tax office"),
    PaperSource.SHARED: N_("shared records"),
}


FORMS: Final = {
    PaperForm.ORIGINAL: N_("original"),
    PaperForm.COPY: N_("copy"),
    PaperForm.ELECTRONIC: N_("electronic"),
}


@dataclass
class _Line:
    """A paper: ticked when it is here; then how many pages it has, in which form it came, and from whom."""

    entry: ChecklistEntry | None
    here: Check
    pages: Entry
    form: Choice
    source: Choice
    how: QWidget
    note: Text


class FilingPapers(SidePanel):
    """Tick what is here and say how many pages; `refused` says which pages are missing."""

    refused = Signal(str)
    changed = Signal()

    def __init__(self) -> None:
        super().__init__(344)
        self._checklist: tuple[ChecklistEntry, ...] = ()
        self._kind, self._dependants = ApplicantKind.INNOVATOR, 0
        self._lines: dict[PaperKind, _Line] = {}
        # What a person ticks and types for each paper.
        self.lines: dict[PaperKind, tuple[Check, Entry]] = {}
        self.column.addWidget(SectionHeader(_("Papers by checklist")))
        self._paper_note = Text("", "caption", "text2", wrap=True)
        self.column.addWidget(self._paper_note)
        self._place = QVBoxLayout()
        self._place.setSpacing(dp(4))
        self.column.addLayout(self._place)
        self.column.addStretch(1)

    def know(self, checklist: tuple[ChecklistEntry, ...]) -> None:
        """Ask for these papers; what was ticked stays while they are the same."""
        if checklist != self._checklist:
            self._checklist = checklist
            self._lay_out_papers()

    def know_case(self, kind: ApplicantKind, dependants: int) -> None:
        """Which conditions hold, as the application is typed."""
        if (kind, dependants) != (self._kind, self._dependants):
            self._kind, self._dependants = kind, dependants
            self._say_papers()

    def typed(self) -> dict[PaperKind, str]:
        """The pages of the papers ticked, as typed."""
        return {kind: pages.text() for kind, (here, pages) in self.lines.items() if here.isChecked()}

    def inputs(self) -> dict[str, QWidget]:
        """Every input by name."""
        named: dict[str, QWidget] = {}
        for kind, line in self._lines.items():
            named |= {f"paper.{kind}": line.here, f"pages.{kind}": line.pages}
            named |= {f"form.{kind}": line.form, f"source.{kind}": line.source}
        return named

    def clear_all(self) -> None:
        """Nothing is here."""
        for line in self._lines.values():
            line.here.setChecked(False)
            self._as_expected(line)

    def drafts(self) -> tuple[PaperDraft, ...] | None:
        """The papers ticked, or None after saying which pages are missing."""
        drafts: list[PaperDraft] = []
        for kind, line in self._lines.items():
            if not line.here.isChecked():
                continue
            typed = line.pages.text().strip()
            if not typed.isdigit() or int(typed) < 1:
                self.refused.emit(_("{paper}: enter the number of pages.").format(paper=kind.label))
                line.pages.setFocus()
                return None
            source, form = line.source.value(), line.form.value()
            assert isinstance(source, PaperSource)
            assert isinstance(form, PaperForm)
            drafts.append(PaperDraft(kind, int(typed), source, form=form))
        return tuple(drafts)

    def _lay_out_papers(self) -> None:
        clear(self._place)
        known = {entry.kind: entry for entry in self._checklist}
        self._lines = {kind: self._line(kind, known.get(kind)) for kind in dict.fromkeys((*known, *PaperKind))}
        self.lines = {kind: (line.here, line.pages) for kind, line in self._lines.items()}
        self._say_papers()

    def _line(self, kind: PaperKind, entry: ChecklistEntry | None) -> _Line:
        if kind in self._lines and self._lines[kind].entry is entry and entry is not None:
            return self._lines[kind]
        here = Check(kind.label)
        pages = Entry(_("{paper}: pages").format(paper=kind.label), _("pages"))
        pages.setFixedWidth(dp(64))
        pages.setAlignment(Qt.AlignmentFlag.AlignRight)
        pages.setMaxLength(4)
        pages.setEnabled(False)
        forms = [(one, _(words)) for one, words in FORMS.items()]
        form = Choice(_("{paper}: form").format(paper=kind.label), forms)
        named = [(one, _(words)) for one, words in SOURCES.items()]
        source = Choice(_("{paper}: from whom").format(paper=kind.label), named)
        how, note = QWidget(), Text("", "caption", "text3", wrap=True)
        line = _Line(entry, here, pages, form, source, how, note)
        below = QHBoxLayout(how)
        below.setContentsMargins(dp(24), 0, 0, dp(4))
        below.setSpacing(dp(8))
        for choice, share in ((form, 4), (source, 5)):
            # Both give way to the panel's width, so that nothing of it is cut off.
            choice.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            below.addWidget(choice, share)
        top = QHBoxLayout()
        top.setSpacing(dp(8))
        top.addWidget(here)
        top.addStretch(1)
        top.addWidget(pages)
        note.setContentsMargins(dp(24), 0, 0, 0)
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(dp(2))
        column.addLayout(top)
        column.addWidget(note)
        column.addWidget(how)
        how.hide()
        self._place.addWidget(holder)
        here.toggled.connect(partial(self._ticked, line))
        pages.textEdited.connect(lambda _text: self._say_papers())
        form.currentIndexChanged.connect(lambda _place: self._say_papers())
        self._as_expected(line)
        return line

    @staticmethod
    def _as_expected(line: _Line) -> None:
        line.form.set_value(line.entry.forms[0] if line.entry is not None else PaperForm.COPY)
        line.source.set_value(line.entry.source if line.entry is not None else PaperSource.EMPLOYER)

    def _ticked(self, line: _Line, on: bool) -> None:
        line.pages.setEnabled(on)
        line.how.setVisible(on)
        if on:
            line.pages.setFocus()
        else:
            line.pages.clear()
        self._say_papers()

    def _needed(self, line: _Line) -> bool:
        return line.entry is not None and line.entry.applies(self._kind, self._dependants)

    def _say_papers(self) -> None:
        needed = [line for line in self._lines.values() if self._needed(line)]
        here = sum(line.here.isChecked() for line in needed)
        words = _("{here} of {all} papers are here. A case can be filed without some; pre-review asks for them once.")
        self._paper_note.setText(words.format(here=here, all=len(needed)))
        for line in self._lines.values():
            words, tone = self._about(line)
            line.note.setText(words)
            line.note.set_tone("warn" if tone else "text3")
            line.note.setVisible(bool(words))
        self.changed.emit()

    def _about(self, line: _Line) -> tuple[str, bool]:
        """What is said below a paper, and whether it is a warning."""
        entry = line.entry
        if entry is None:
            return _("not on the checklist"), False
        if line.here.isChecked() and line.form.value() not in entry.forms:
            forms = _(", ").join(_(FORMS[form]) for form in entry.forms)
            return _("the checklist asks for: {forms}").format(forms=forms), True
        if entry.condition is None:
            return "", False
        return entry.condition_label, self._needed(line) and not line.here.isChecked()
