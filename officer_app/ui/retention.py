"""保存期限, retention: what personal data is past its period, who proposes to remove it, and who removes it."""

from collections.abc import Sequence
from typing import ClassVar, Final
from uuid import uuid4

from PySide6.QtWidgets import QHBoxLayout, QWidget

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.retention.kinds import Item, Kind
from officer_app.overview.retention.service import (
    MOST_AT_ONCE,
    KindRow,
    PurgeRow,
    decide_purge,
    due_items,
    list_purges,
    propose_purge,
    retention_kinds,
)
from officer_app.overview.words import PurgeState
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    ElidedText,
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
from officer_app.ui.widgets.pill import PillTone

# So many of what is past its period are shown beside the form; the rest is counted.
_SHOWN: Final = 12
_STATES: Final[dict[PurgeState, tuple[PillTone, str]]] = {
    PurgeState.PROPOSED: ("warn", "clock"),
    PurgeState.CARRIED_OUT: ("ok", "check"),
    PurgeState.REPLAYED: ("ok", "history"),
    PurgeState.REFUSED: ("neutral", "ban"),
}


def _due(row: KindRow) -> Cell:
    return Cell(f"{row.count:,}", "danger" if row.count else "text3")


KINDS: Final[tuple[Column[KindRow], ...]] = (
    Column("kind", N_("What is kept"), lambda row: Cell(row.kind.label, weight=500), 190, stretch=True),
    Column("months", N_("Kept for"), lambda row: Cell(_months(row.months)), 96, "right"),
    Column("cutoff", N_("Over when from before"), lambda row: Cell(row.cutoff.isoformat(), "text2"), 130),
    Column("count", N_("Past its period"), _due, 110, "right"),
    Column("oldest", N_("The oldest from"), lambda row: Cell(row.oldest.isoformat() if row.oldest else "–"), 120),
)


def _months(months: int) -> str:
    return ngettext("{n} month", "{n} months", months).format(n=months)


def _pill(row: PurgeRow) -> PillSpec:
    return PillSpec(row.state.label, *_STATES[row.state])


PURGES: Final[tuple[Column[PurgeRow], ...]] = (
    Column("kind", N_("To remove"), lambda row: Cell(row.kind.label, weight=500), 190, stretch=True),
    Column("count", N_("How many"), lambda row: Cell(f"{row.count:,}"), 80, "right"),
    Column("by", N_("Proposed by"), lambda row: Cell(row.proposed_by), 96),
    Column("at", N_("On day"), lambda row: Cell(f"{row.proposed_at.astimezone(OFFICE_ZONE):%Y-%m-%d}", "text2"), 104),
    Column("state", N_("State"), lambda row: Cell(pill=_pill(row)), 150),
    Column("decided", N_("Decided by"), lambda row: Cell(row.decided_by or "–", "text2"), 96),
)


class RetentionPage(PageView):
    """The kinds above, the proposals below; the panel shows the one chosen last, with what can be done about it."""

    reload_on: ClassVar[frozenset[str]] = frozenset({"purge", "talent_case", "contact", "visit", "setting"})
    has_primary: ClassVar[bool] = True
    hides_visit_button: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._kind: KindRow | None = None
        self._purge: PurgeRow | None = None
        self._draft_id = ""
        self.put_heading(PageHeading(_("Retention")))
        self.kinds: Table[KindRow] = Table(KINDS, _("Personal data by kind"))
        self.kinds.setFixedHeight(dp(metrics.ROW) * (len(Kind) + 1) + dp(8))
        self.kinds.current_changed.connect(self._choose_kind)
        self.kinds.opened.connect(lambda _row: self.reason.setFocus() if self._kind is not None else None)
        self.main.addWidget(self.kinds)
        above = QWidget()
        row = QHBoxLayout(above)
        row.setContentsMargins(dp(metrics.PAGE), dp(16), dp(metrics.PAGE), dp(8))
        self.header = SectionHeader(_("Proposals"))
        row.addWidget(self.header)
        self.main.addWidget(above)
        self.main.addWidget(Rule())
        self.purges: Table[PurgeRow] = Table(PURGES, _("Proposals"))
        self.purges.give_way("decided", "at")
        self.purges.current_changed.connect(self._choose_purge)
        self.main.addWidget(self.purges, 1)
        self.side = SidePanel(320)
        self.content = self.side.column
        self.reason = Prose(_("Reason"), _("it stays on record"), lines=3)
        self.form = Form(labels_above=True)
        self.put_side(self.side)

    def opened(self, _target: object = None) -> None:
        self.kinds.setFocus()

    def keys(self) -> Sequence[Key]:
        return (Key("Up Down", N_("choose")), Key("Tab", N_("kinds, proposals, the form beside them")))

    def reload(self) -> None:
        self.desk.jobs.read(retention_kinds, then=self._show_kinds, owner=self, latest="kinds")
        self.desk.jobs.read(list_purges, then=self._show_purges, owner=self, latest="purges")

    def _show_kinds(self, rows: list[KindRow]) -> None:
        self.kinds.show_rows(rows)
        if self._purge is None and self.kinds.current_row() is None:
            self.kinds.set_current(0)

    def _show_purges(self, rows: list[PurgeRow]) -> None:
        self.purges.show_rows(rows)
        waiting = sum(row.state is PurgeState.PROPOSED for row in rows)
        words = ngettext("{n} waits for a second person", "{n} wait for a second person", waiting)
        self.header.note.setText(words.format(n=waiting) if waiting else "")
        self.count_changed.emit(waiting or -1)
        if self._purge is not None:
            self._tell_purge(next((row for row in rows if row.id == self._purge.id), self._purge))

    def _choose_kind(self, row: KindRow | None) -> None:
        if row is not None:
            self._purge, self._kind, self._draft_id = None, row, str(uuid4())
            self._tell_kind(row, [])
            if row.count:
                self.desk.jobs.read(due_items, row.kind, then=self._show_items, owner=self, latest="items")

    def _choose_purge(self, row: PurgeRow | None) -> None:
        if row is not None:
            self._tell_purge(row)

    def _show_items(self, items: list[Item]) -> None:
        if self._kind is not None and self._purge is None:
            self._tell_kind(self._kind, items)

    def _tell_kind(self, row: KindRow, items: Sequence[Item]) -> None:
        typed = self.reason.toPlainText() if self.content.count() else ""
        clear(self.content)
        self.content.addWidget(Text(row.kind.label, "record", wrap=True))
        self.content.addWidget(Text(row.kind.what_goes, "body", "text2", wrap=True))
        self.content.addWidget(
            Facts(
                [
                    (_("Kept for"), _months(row.months)),
                    (_("Past its period"), f"{row.count:,}"),
                    (_("Source"), _(row.source)),
                ]
            )
        )
        if not row.count:
            words = _("Nothing of this kind is past its period. The periods are settings of the administrator.")
            self.content.addWidget(Text(words, "caption", "text2", wrap=True))
            self.content.addStretch(1)
            return
        self.content.addWidget(Rule())
        for item in items[:_SHOWN]:
            self.content.addWidget(ElidedText(f"{item.since.isoformat()}  {item.label}", "caption", "text2"))
        if len(items) > _SHOWN:
            words = _("and {n} more of them").format(n=f"{row.count - _SHOWN:,}")
            self.content.addWidget(Text(words, "caption", "text3"))
        self.form = Form(labels_above=True)
        self.reason = Prose(_("Reason"), _("it stays on record"), lines=3)
        self.reason.setPlainText(typed)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        self.content.addWidget(self.form)
        count = min(row.count, MOST_AT_ONCE)
        words = ngettext("Propose to remove {n}", "Propose to remove {n}", count).format(n=f"{count:,}")
        propose = PushButton(words, "trash-2", kind="primary", height=metrics.DECISION, deliberate=True, wide=True)
        propose.clicked.connect(self._propose)
        words = _("Nothing is removed yet: a supervisor other than you decides.")
        if row.waits:
            words = _("A proposal for “{kind}” waits already.").format(kind=row.kind.label)
            propose.set_reason(words)
        self.content.addWidget(propose)
        self.content.addWidget(Text(words, "caption", "text2", wrap=True))
        self.content.addStretch(1)

    def _propose(self) -> None:
        if self._kind is not None:
            self.desk.jobs.perform(
                propose_purge,
                self._draft_id,
                self._kind.kind,
                self.reason.toPlainText(),
                then=self._proposed,
                owner=self.form,
            )

    def _proposed(self, _purge_id: int) -> None:
        self.reason.setPlainText("")
        self._draft_id = str(uuid4())
        self.desk.notices.say(_("Proposed; it waits for a second person."))

    def _tell_purge(self, row: PurgeRow) -> None:
        self._purge = row
        clear(self.content)
        self.content.addWidget(Text(row.kind.label, "record", wrap=True))
        facts: list[tuple[str, str | QWidget]] = [
            (_("State"), Pill(_pill(row))),
            (_("How many"), f"{row.count:,}"),
            (_("Over when from before"), row.cutoff.isoformat()),
            (_("Reason"), row.reason or "–"),
            (_("Proposed by"), f"{row.proposed_by} {row.proposed_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"),
        ]
        if row.decided_at is not None:
            facts.append((_("Decided by"), f"{row.decided_by} {row.decided_at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"))
        if row.state in (PurgeState.CARRIED_OUT, PurgeState.REPLAYED):
            facts.append((_("Removed"), f"{row.removed:,}"))
        self.content.addWidget(Facts(facts))
        if row.state is PurgeState.PROPOSED:
            self._ask_decision(row)
        self.content.addStretch(1)

    def _ask_decision(self, row: PurgeRow) -> None:
        self.content.addWidget(Text(row.kind.what_goes, "body", "warn", wrap=True))
        words = _("It cannot be brought back; a backup that is restored has it removed again.")
        self.content.addWidget(Text(words, "caption", "text2", wrap=True))
        remove = PushButton(
            ngettext("Remove {n} for good", "Remove {n} for good", row.count).format(n=f"{row.count:,}"),
            "trash-2",
            kind="danger",
            height=metrics.DECISION,
            deliberate=True,
            wide=True,
        )
        keep = PushButton(_("Keep them"), "ban", wide=True)
        why = ""
        if row.mine:
            why = _("You proposed it: another supervisor decides.")
        elif not self.desk.may("paper_purge"):
            why = _("A supervisor decides.")
        for button, agrees in ((remove, True), (keep, False)):
            button.set_reason(why)
            button.clicked.connect(lambda _on=False, agrees=agrees: self._decide(agrees=agrees))
            self.content.addWidget(button)
        if why:
            self.content.addWidget(Text(why, "caption", "text2", wrap=True))

    def _decide(self, *, agrees: bool) -> None:
        if self._purge is not None:
            self.desk.jobs.perform(
                decide_purge,
                self._purge.id,
                agrees=agrees,
                version=self._purge.version,
                then=lambda count: self._decided(agrees, count),
                owner=self,
            )

    def _decided(self, agreed: bool, count: int) -> None:
        words = ngettext("{n} removed for good.", "{n} removed for good.", count).format(n=f"{count:,}")
        self.desk.notices.say(words if agreed else _("They are kept."))
