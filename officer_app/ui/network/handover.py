"""Handing a portfolio over: what the officer holds at the left, to whom, when and why at the right, all in one step."""

from datetime import date
from typing import Final
from uuid import uuid4

from PySide6.QtCore import QModelIndex, QTimer
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout

from officer_app.assignments.handover import HandoverDraft
from officer_app.assignments.holders import HolderRow, holders
from officer_app.assignments.service import Duty, PortfolioRow, portfolios
from officer_app.core.progress import Progress
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.handover import HandoverLine, HandoverPreview, hand_over, preview_handover, undo_handover
from officer_app.overview.handover_sheet import preview_sheet
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import HandoverWanted, PaperWanted, ShowHandover
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import (
    Check,
    Choice,
    DateEdit,
    EmptyState,
    Entry,
    Facts,
    FilterBar,
    Link,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
)

_PAUSE: Final = 150  # milliseconds without a change before the preview is read


class HandoverPage(PageView):
    """Lines can be left out; the figures beside say what goes along. Nothing is written before the button."""

    has_primary = True
    reload_on = frozenset({"assignment", "subdistrict_duty", "demand"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._seen: object = None
        self._draft_id = str(uuid4())
        self._preview: HandoverPreview | None = None
        self._left_out: set[int] = set()
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("Hand over enterprises"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.summary = Text("", "body", "text2")
        self.all_link, self.none_link = Link(_("Take in all"), "body"), Link(_("Leave out all"), "body")
        self.all_link.clicked.connect(lambda: self._leave_out(set()))
        self.none_link.clicked.connect(lambda: self._leave_out({line.duty.id for line in self._lines()}))
        self.main.addWidget(FilterBar((self.all_link, self.none_link), (self.summary,)))
        self.main.addWidget(Rule())
        columns: tuple[Column[HandoverLine], ...] = (
            Column("taken", N_("Goes"), self._tick, 56),
            Column("name", N_("Enterprise"), lambda line: Cell(line.duty.enterprise, weight=500), 230, stretch=True),
            Column("role", N_("Role"), lambda line: Cell(line.duty.role.label, "text2"), 80),
            Column("next", N_("Next contact"), self._next, 150),
            Column("demands", N_("Demands"), lambda line: _count(len(line.along.demands)), 84, "right"),
            Column("cases", N_("Cases"), lambda line: _count(len(line.along.cases)), 76, "right"),
            Column("note", N_("Remark"), self._remark, 170),
        )
        self.table: Table[HandoverLine] = Table(columns, _("Duties to hand over"), many=True)
        self.table.give_way("note", "cases", "role", "next")
        self.table.on_key("Space", self._toggle)
        self.table.clicked.connect(self._clicked)
        self.nothing = EmptyState(
            "handshake", _("Nothing to hand over"), _("The officer holds no enterprise in these roles on that day.")
        )
        self.stack = QStackedWidget()
        self.stack.addWidget(self.table)
        self.stack.addWidget(self.nothing)
        self.main.addWidget(self.stack, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self._read)
        self.put_side(self._question())
        self.on_key("Esc", desk.back)
        self.on_key("Ctrl+Return", self._hand_over)
        self.on_key("Ctrl+P", self._show_sheet)

    def opened(self, target: object = None) -> None:
        if target is not None and target is not self._seen:
            self._seen = target
            self._draft_id = str(uuid4())
            self._left_out = set()
            self.reason.clear()
            self.form.clear_errors()
            self.error_bar.clear()
            self.effective_on.set_value(self.desk.today())
        wanted = target.from_id if isinstance(target, HandoverWanted) else None
        self.desk.jobs.read(holders, then=lambda rows: self._know_holders(rows, wanted), owner=self, latest="holders")
        self.desk.jobs.read(portfolios, then=self._know_officers, owner=self, latest="officers")
        self.to.setFocus()

    def reload(self) -> None:
        self._read()

    def _question(self) -> SidePanel:
        panel = SidePanel()
        self.giver = Choice(_("Hands over"))
        self.to = Choice(_("Takes over"))
        self.effective_on = DateEdit(_("Effective day"), self.desk.today, self.desk.today())
        self.reason = Entry(_("Reason"), _("such as: transfer to another post"))
        self.roles = {duty: Check(duty.label) for duty in Duty}
        roles = QVBoxLayout()
        roles.setSpacing(dp(4))
        for check in self.roles.values():
            check.setChecked(True)
            check.toggled.connect(lambda _on: self._soon.start())
            roles.addWidget(check)
        self.form = Form()
        self.form.add("from", _("Hands over"), self.giver, needed=True)
        self.form.add("officer", _("Takes over"), self.to, needed=True)
        self.form.add_row(_("Roles"), {"duties": self.roles[Duty.LIAISON]}, roles)
        self.form.add("effective_on", _("Effective day"), self.effective_on, needed=True)
        self.form.add("reason", _("Reason"), self.reason, needed=True)
        for choice in (self.giver, self.to):
            choice.currentIndexChanged.connect(lambda _row: self._soon.start())
        self.effective_on.changed.connect(self._soon.start)
        self.reason.submitted.connect(self._hand_over)
        self.towns = Check("")
        self.towns.hide()
        self.towns.toggled.connect(lambda _on: self._say())
        self.along = Facts()
        self.button = PushButton(
            _("Hand over"), "arrow-left-right", kind="primary", keys="Ctrl Enter", height=metrics.DECISION, wide=True
        )
        self.button.clicked.connect(self._hand_over)
        self.sheet_button = PushButton(_("Preview the sheet"), "printer", keys="Ctrl P")
        self.sheet_button.clicked.connect(self._show_sheet)
        panel.column.addWidget(SectionHeader(_("To whom, from when, why")))
        panel.column.addSpacing(dp(4))
        panel.column.addWidget(self.form)
        panel.add_rule()
        panel.column.addWidget(SectionHeader(_("What goes along")))
        panel.column.addWidget(self.towns)
        panel.column.addWidget(self.along)
        self.words = Text("", "caption", "text2", wrap=True)
        panel.column.addWidget(self.words)
        panel.column.addSpacing(dp(8))
        panel.column.addWidget(self.sheet_button)
        panel.column.addWidget(self.button)
        panel.column.addStretch(1)
        return panel

    def _know_holders(self, rows: list[HolderRow], wanted: int | None) -> None:
        before = wanted if wanted is not None else self.giver.value()
        self.giver.set_choices([(row.account_id, _holder_words(row)) for row in rows], before)
        self._read()

    def _know_officers(self, rows: list[PortfolioRow]) -> None:
        before = self.to.value()
        self.to.set_choices(
            [
                (None, _("choose…")),
                *((row.account_id, f"{row.officer}·{row.role.label}·{row.liaison}") for row in rows),
            ],
            before,
        )

    def _read(self) -> None:
        self._soon.stop()
        giver, to, day = self.giver.value(), self.to.value(), self.effective_on.value()
        if not isinstance(giver, int) or day is None:
            return
        self.desk.jobs.read(
            preview_handover,
            giver,
            to if isinstance(to, int) else None,
            day,
            [duty for duty, check in self.roles.items() if check.isChecked()],
            then=self._show,
            owner=self,
            latest="preview",
        )

    def _show(self, preview: HandoverPreview) -> None:
        if self._preview is None or self._preview.from_name != preview.from_name:
            # Whoever stays may keep them: then they go only when asked for.
            self.towns.setChecked(preview.has_left)
        self._preview = preview
        self.table.show_rows(preview.lines)
        self.stack.setCurrentWidget(self.table if preview.lines else self.nothing)
        count = len(preview.towns)
        words = ngettext("{n} sub-district goes along", "{n} sub-districts go along", count).format(n=count)
        self.towns.setText(words)
        self.towns.setAccessibleName(words)
        self.towns.setVisible(count > 0)
        self._say()

    def _lines(self) -> tuple[HandoverLine, ...]:
        return self._preview.lines if self._preview is not None else ()

    def _going(self) -> list[HandoverLine]:
        return [line for line in self._lines() if line.duty.obstacle is None and line.duty.id not in self._left_out]

    def _towns_going(self) -> tuple[tuple[int, int], ...]:
        towns = self._preview.towns if self._preview is not None and self.towns.isChecked() else ()
        return tuple((town.id, town.version) for town in towns)

    def _say(self) -> None:
        going = self._going()
        enterprises = {line.duty.enterprise_id: line.along for line in going}
        count = len(enterprises)
        self.summary.setText(
            _("{n} of {total} duties go").format(n=len(going), total=len(self._lines())) if self._lines() else ""
        )
        agreed = sum(1 for along in enterprises.values() if along.agreed)
        towns = "、".join(town.name for town in self._preview.towns) if self._preview and self._towns_going() else ""
        self.along.show_rows(
            [
                *([(_("Sub-districts"), towns)] if towns else []),
                (_("Enterprises"), str(count)),
                (_("Agreed visits"), str(agreed)),
                (_("Demands"), str(sum(len(along.demands) for along in enterprises.values()))),
                (_("Cases"), str(sum(len(along.cases) for along in enterprises.values()))),
            ]
        )
        drafts = sum(along.drafts for along in enterprises.values())
        later = self._preview.later if self._preview is not None else 0
        words = [_("It can be undone until that day.")]
        if drafts:
            words.append(
                ngettext(
                    "{n} unfinished visit record stays with its writer.",
                    "{n} unfinished visit records stay with their writer.",
                    drafts,
                ).format(n=drafts)
            )
        if later:
            words.append(
                ngettext(
                    "{n} duty that begins later stays with the officer.",
                    "{n} duties that begin later stay with the officer.",
                    later,
                ).format(n=later)
            )
        self.words.setText(" ".join(words))
        self.button.setText(
            ngettext("Hand over {n} enterprise", "Hand over {n} enterprises", count).format(n=count)
            if count
            else _("Hand over")
        )
        reason = "" if going or self._towns_going() else _("Nothing is chosen")
        self.button.set_reason(reason)
        self.sheet_button.set_reason(reason)

    def _tick(self, line: HandoverLine) -> Cell:
        if line.duty.obstacle is not None:
            return Cell(icon="ban", icon_tone="text3", tooltip=_("Cannot go along"))
        taken = line.duty.id not in self._left_out
        if taken:
            return Cell(icon="circle-check", icon_tone="accent", tooltip=_("Goes along"))
        return Cell(icon="circle", icon_tone="text3", tooltip=_("Left out"))

    @staticmethod
    def _next(line: HandoverLine) -> Cell:
        day = line.along.next_contact_on
        if day is None:
            return Cell("–", "text3")
        return Cell(day.isoformat(), "text2", tail=_("agreed") if line.along.agreed else "")

    @staticmethod
    def _remark(line: HandoverLine) -> Cell:
        if line.duty.obstacle is not None:
            return Cell(pill=PillSpec(line.duty.obstacle.label, "warn", "triangle-alert"))
        if line.duty.until is not None:
            return Cell(_("until {day}").format(day=line.duty.until.isoformat()), "text2")
        return Cell("")

    def _clicked(self, index: QModelIndex) -> None:
        if index.column() == 0:
            self._toggle()

    def _toggle(self) -> None:
        chosen = {line.duty.id for line in self.table.chosen_rows() if line.duty.obstacle is None}
        if chosen <= self._left_out:
            self._leave_out(self._left_out - chosen)
        else:
            self._leave_out(self._left_out | chosen)

    def _leave_out(self, duties: set[int]) -> None:
        self._left_out = duties
        self.table.viewport().update()
        self._say()

    def _draft(self, day: date) -> HandoverDraft:
        giver, to = self.giver.value(), self.to.value()
        return HandoverDraft(
            self._draft_id,
            giver if isinstance(giver, int) else 0,
            to if isinstance(to, int) else 0,
            day,
            self.reason.text(),
            tuple((line.duty.id, line.duty.version) for line in self._going()),
            self._towns_going(),
        )

    def _ready(self) -> HandoverDraft | None:
        """What is asked for, if a successor and a day are there; else the field that lacks them has the focus."""
        day = self.effective_on.value()
        for field, missing in ((self.to, self.to.value() is None), (self.effective_on, day is None)):
            if missing:
                field.setFocus()
                self.error_bar.say(
                    _("Choose the successor first.") if field is self.to else _("Say from which day."), kind="warn"
                )
                return None
        return self._draft(day) if day is not None and (self._going() or self._towns_going()) else None

    def _show_sheet(self) -> None:
        draft = self._ready()
        if draft is None:
            return
        office, actor = self.desk.jobs.office, self.desk.jobs.actor

        def make(progress: Progress) -> bytes:
            from officer_app.overview.handover_paper import handover_paper

            progress(0)
            return handover_paper(office.read(preview_sheet, actor, draft))

        self.desk.go("paper", PaperWanted(_("Handover sheet (preview)"), _("Handover sheet") + ".pdf", make))

    def _hand_over(self) -> None:
        self.form.clear_errors()
        self.error_bar.clear()
        draft = self._ready() if self.button.isEnabled() else None
        if draft is None:
            return
        self.button.set_reason(_("One moment…"))
        words = _("from {giver} to {name}, from {day}").format(
            giver=self._preview.from_name if self._preview else "",
            name=self.to.currentText().partition("·")[0],
            day=draft.effective_on.isoformat(),
        )
        self.desk.jobs.perform(
            hand_over,
            draft,
            then=lambda key: self._handed_over(key, words),
            failed=self._failed,
            owner=self.form,
        )

    def _failed(self, error: Exception) -> None:
        self.button.set_reason("")
        self.desk.notices.show_error(error, self.form)
        self._read()

    def _handed_over(self, key: int, words: str) -> None:
        self._draft_id = str(uuid4())
        self.desk.undo.offer(
            _("Handover {words}").format(words=words), lambda: self.desk.jobs.perform(undo_handover, key, owner=self)
        )
        self.desk.go("network", ShowHandover(key, _("Handed over: {words}.").format(words=words)))


def _count(number: int) -> Cell:
    return Cell(str(number)) if number else Cell("–", "text3")


def _holder_words(row: HolderRow) -> str:
    words = f"{row.name}·{row.enterprises}"
    return words if row.active else f"{words}·" + _("has left")
