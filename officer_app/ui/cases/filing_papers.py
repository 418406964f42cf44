"""The papers that came with an application, by the checklist in force."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from officer_app.cases.filing import PaperDraft
from officer_app.cases.words import PaperKind
from officer_app.i18n import _
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Check, Entry, SectionHeader, SidePanel, Text, clear


class FilingPapers(SidePanel):
    """Tick what is here and say how many pages; `refused` says which pages are missing."""

    refused = Signal(str)

    def __init__(self) -> None:
        super().__init__(344)
        self._checklist: tuple[PaperKind, ...] = ()
        self.lines: dict[PaperKind, tuple[Check, Entry]] = {}
        self.column.addWidget(SectionHeader(_("Papers by checklist")))
        self._paper_note = Text("", "caption", "text2", wrap=True)
        self.column.addWidget(self._paper_note)
        place = QWidget()
        self._paper_grid = QGridLayout(place)
        self._paper_grid.setContentsMargins(0, 0, 0, 0)
        self._paper_grid.setHorizontalSpacing(dp(8))
        self._paper_grid.setVerticalSpacing(dp(4))
        self._paper_grid.setColumnStretch(0, 1)
        self.column.addWidget(place)
        self.column.addStretch(1)

    def know(self, checklist: tuple[PaperKind, ...]) -> None:
        """Ask for these papers; what was ticked stays while they are the same."""
        if checklist != self._checklist:
            self._checklist = checklist
            self._lay_out_papers(checklist)

    def typed(self) -> dict[PaperKind, str]:
        """The pages of the papers ticked, as typed."""
        return {kind: pages.text() for kind, (here, pages) in self.lines.items() if here.isChecked()}

    def bring_back(self, typed: dict[PaperKind, str]) -> None:
        """Tick again what was ticked."""
        for kind, words in typed.items():
            here, pages = self.lines[kind]
            here.setChecked(True)
            pages.setText(words)

    def clear_all(self) -> None:
        """Nothing is here."""
        for here, _pages in self.lines.values():
            here.setChecked(False)

    def drafts(self) -> tuple[PaperDraft, ...] | None:
        """The papers ticked, or None after saying which pages are missing."""
        drafts: list[PaperDraft] = []
        for kind, (here, pages) in self.lines.items():
            if not here.isChecked():
                continue
            typed = pages.text().strip()
            if not typed.isdigit() or int(typed) < 1:
                self.refused.emit(_("{paper}: enter the number of pages.").format(paper=kind.label))
                pages.setFocus()
                return None
            drafts.append(PaperDraft(kind, int(typed)))
        return tuple(drafts)

    def _lay_out_papers(self, checklist: tuple[PaperKind, ...]) -> None:
        clear(self._paper_grid)
        self.lines = {}
        kinds = (*checklist, *(kind for kind in PaperKind if kind not in checklist))
        for place, kind in enumerate(kinds):
            here = Check(kind.label)
            pages = Entry(_("{paper}: pages").format(paper=kind.label), _("pages"))
            pages.setFixedWidth(dp(64))
            pages.setAlignment(Qt.AlignmentFlag.AlignRight)
            pages.setMaxLength(4)
            pages.setEnabled(False)
            here.toggled.connect(partial(self._ticked, pages))
            pages.textEdited.connect(lambda _text: self._say_papers())
            self._paper_grid.addWidget(here, place, 0)
            self._paper_grid.addWidget(pages, place, 1)
            self.lines[kind] = (here, pages)
        self._say_papers()

    def _ticked(self, pages: Entry, on: bool) -> None:
        pages.setEnabled(on)
        if on:
            pages.setFocus()
        else:
            pages.clear()
        self._say_papers()

    def _say_papers(self) -> None:
        checklist = self._checklist
        here = sum(self.lines[kind][0].isChecked() for kind in checklist)
        words = _("{here} of {all} papers are here. A case can be filed without some; pre-review asks for them once.")
        self._paper_note.setText(words.format(here=here, all=len(checklist)))
