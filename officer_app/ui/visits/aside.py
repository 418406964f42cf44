"""Beside a visit being written down: what is known of the enterprise, and what saving will do."""

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from officer_app.demands.service import DemandRow
from officer_app.i18n import _, ngettext
from officer_app.overview.visit_history import VisitChange
from officer_app.ui.theme.metrics import dp
from officer_app.ui.visits.checklist import ChecklistPart
from officer_app.ui.visits.history import show_changes
from officer_app.ui.widgets import ElidedText, Icon, Link, Pill, Rule, SectionHeader, SidePanel, Text, clear
from officer_app.ui.wording import limit_pill
from officer_app.visits.brief import Brief, VisitStart
from officer_app.visits.browsing import VisitRow
from officer_app.visits.drafts import StoredDraft

_LONGEST = 160
_CHANGES = 5  # the latest of a visit's changes; its record has all


class VisitAside(SidePanel):
    """`chosen` names an enterprise to take (id), `resumed` an unfinished visit to go on with (draft id)."""

    chosen = Signal(int)
    resumed = Signal(str)

    def __init__(self) -> None:
        super().__init__(312)
        self._will: list[tuple[Icon, Text]] = []
        self.checklist = ChecklistPart()
        self.rest = QVBoxLayout()
        self.rest.setSpacing(self.column.spacing())
        self.column.addWidget(self.checklist)
        self.column.addSpacing(dp(4))
        self._history_part = QWidget()
        part = QVBoxLayout(self._history_part)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(dp(6))
        part.addWidget(SectionHeader(_("Who changed what")))
        self._changes = QVBoxLayout()
        self._changes.setSpacing(dp(6))
        part.addLayout(self._changes)
        part.addWidget(Rule())
        self.column.addWidget(self._history_part)
        self._history_part.hide()
        self.column.addLayout(self.rest, 1)

    def show_history(self, changes: Sequence[VisitChange]) -> None:
        """What was done to the visit that is corrected, the latest first."""
        show_changes(self._changes, changes[:_CHANGES])
        self._history_part.setVisible(bool(changes))

    def add_rule(self) -> None:
        """A hairline between two sections of what comes below the checklist."""
        self.rest.addSpacing(dp(8))
        self.rest.addWidget(Rule())
        self.rest.addSpacing(dp(8))

    def invite(self, start: VisitStart, drafts: Sequence[StoredDraft]) -> None:
        """Before an enterprise is chosen: what is unfinished, and who was visited lately."""
        clear(self.rest)
        self._will = []
        hint = _("Once the enterprise is chosen, its last visit and open demands stand here.")
        self.rest.addWidget(SectionHeader(_("Before you write")))
        self.rest.addWidget(Text(hint, "body", "text2", wrap=True))
        if drafts:
            self.add_rule()
            self.rest.addWidget(SectionHeader(_("Unfinished"), str(len(drafts))))
            for draft in drafts:
                words = draft_title(draft)
                link = Link(words, "body")
                link.clicked.connect(lambda key=draft.draft_id: self.resumed.emit(key))
                self._line("file-clock", link, f"{draft.saved_at.astimezone(start.now.tzinfo):%m-%d %H:%M}")
        if start.recent:
            self.add_rule()
            self.rest.addWidget(SectionHeader(_("Visited lately")))
            for recent in start.recent:
                link = Link(recent.enterprise, "body")
                link.clicked.connect(lambda key=recent.enterprise_id: self.chosen.emit(key))
                self._line("building-2", link, f"{recent.visited_on:%m-%d}")
        self.rest.addStretch(1)

    def show_brief(self, brief: Brief, own_name: str) -> None:
        """What is known of the enterprise."""
        clear(self.rest)
        if brief.candidate.liaison and brief.candidate.liaison != own_name:
            words = _("{name} is the liaison officer here.").format(name=brief.candidate.liaison)
            self.rest.addWidget(Text(words, "body", "warn", wrap=True))
            self.add_rule()
        self._last(brief.last)
        self.add_rule()
        self._open_demands(brief.demands)
        if brief.site:
            self.add_rule()
            self.rest.addWidget(SectionHeader(_("Where")))
            place = Text(brief.site, "body", "text2", wrap=True)
            place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self.rest.addWidget(place)
        self.add_rule()
        self.rest.addWidget(SectionHeader(_("After saving")))
        self._will = [self._will_line(name) for name in ("calendar-clock", "message-square-text", "history")]
        self.rest.addStretch(1)

    def show_plan(
        self, brief: Brief, visited_on: date | None, agreed: date | None, demands: int, *, done: bool
    ) -> None:
        """What saving will do, as the form stands now."""
        if not self._will:
            return
        following = agreed or (brief.after(visited_on) if visited_on and done else None)
        if following:
            plan = _("Next contact due {date}").format(date=following.isoformat())
        else:
            plan = _("The contact stays due")
        noted = ngettext("{n} demand goes to “Collected”", "{n} demands go to “Collected”", demands).format(n=demands)
        for (_icon, text), words in zip(self._will, (plan, noted, _("Every change stays on record")), strict=True):
            text.setText(words)
        self._will[1][0].setVisible(bool(demands))
        self._will[1][1].setVisible(bool(demands))

    def clear_all(self) -> None:
        """Nothing to say yet."""
        self._history_part.hide()
        self._will = []
        clear(self.rest)

    def _last(self, row: VisitRow | None) -> None:
        if row is None:
            self.rest.addWidget(SectionHeader(_("Last visit"), _("none yet")))
            return
        when = Text(row.visited_on.isoformat(), "caption", "text2")
        self.rest.addWidget(SectionHeader(_("Last visit"), "", when))
        content = " ".join(row.content.split())
        shown = content if len(content) <= _LONGEST else content[:_LONGEST] + "…"
        self.rest.addWidget(Text(shown or row.outcome.label, "body", "text2", wrap=True))
        who = "·".join(part for part in (row.mode.label, row.by, row.people) if part)
        self.rest.addWidget(Text(who, "caption", "text3", wrap=True))

    def _open_demands(self, demands: Sequence[DemandRow]) -> None:
        self.rest.addWidget(SectionHeader(_("Open demands"), str(len(demands)) if demands else _("none")))
        for demand in demands:
            line = QHBoxLayout()
            line.setSpacing(dp(8))
            line.addWidget(ElidedText(" ".join(demand.text.split())), 1)
            line.addWidget(Pill(limit_pill(demand.days_left or 0)))
            self.rest.addLayout(line)

    def _line(self, icon: str, link: Link, note: str) -> None:
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        line.addWidget(Icon(icon, "text2"))
        line.addWidget(link, 1)
        line.addWidget(Text(note, "caption", "text3"))
        self.rest.addLayout(line)

    def _will_line(self, icon: str) -> tuple[Icon, Text]:
        line = QHBoxLayout()
        line.setSpacing(dp(8))
        shown, words = Icon(icon, "text3"), Text("", "body", "text2", wrap=True)
        line.addWidget(shown, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(words, 1)
        self.rest.addLayout(line)
        return shown, words


def draft_title(draft: StoredDraft) -> str:
    """The enterprise of an unfinished visit, else how it begins; and how many papers are kept with it."""
    enterprise = draft.payload.get("enterprise")
    words = " ".join(str(draft.payload.get("content", "")).split())[:20]
    title = str(enterprise[1]) if enterprise else words or _("No enterprise yet")
    papers = int(draft.payload.get("papers") or 0)
    if not papers:
        return title
    return f"{title}·{ngettext('{n} paper', '{n} papers', papers).format(n=papers)}"
