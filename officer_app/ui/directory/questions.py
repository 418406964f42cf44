"""What visits found that the directory does not know: the open questions, each settled by what the directory does."""

from collections.abc import Sequence
from functools import partial
from typing import ClassVar, Final

from PySide6.QtWidgets import QStackedWidget

from officer_app.core.errors import AppError
from officer_app.directory.questions import (
    QuestionKind,
    QuestionRow,
    Settlement,
    list_questions,
    settle_question,
)
from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import EnterpriseWanted, ShowVisit
from officer_app.ui.widgets import (
    EmptyState,
    Entry,
    Facts,
    FilterBar,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    Segment,
    Segmented,
    SidePanel,
    Text,
    clear,
)

_OPEN: Final = "open"
_SETTLED: Final = "settled"
_ICONS: Final = {QuestionKind.NOT_FOUND: "search", QuestionKind.MOVED: "map-pin", QuestionKind.REFUSED: "ban"}
_DEEDS: Final = (
    (Settlement.CORRECTED, "C", N_("File corrected"), "pencil"),
    (Settlement.REMOVED, "X", N_("Take off the directory"), "circle-minus"),
    (Settlement.KEPT, "K", N_("Keep as it is"), "check"),
)


def _settled(row: QuestionRow) -> Cell:
    if row.settlement is None:
        return Cell("–", "text3")
    return Cell(row.settlement.label, "text2", tooltip=row.settlement_note)


COLUMNS: Final[tuple[Column[QuestionRow], ...]] = (
    Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise, weight=500), 260, stretch=True),
    Column("kind", N_("Found"), lambda row: Cell(pill=PillSpec(row.kind.label, "warn", _ICONS[row.kind])), 172),
    Column("note", N_("What was said"), lambda row: Cell(row.note or "–", "text2", prose=True), 260, stretch=True),
    Column("by", N_("Raised by"), lambda row: Cell(row.raised_by, "text2"), 90),
    Column("on", N_("Raised on"), lambda row: Cell(row.raised_on.isoformat(), "text2"), 94),
    Column("settled", N_("How settled"), _settled, 130),
)


class QuestionsPage(PageView):
    """The list, open or settled; the panel settles. C, X and K settle by keys, F opens the file, V the visit."""

    reload_on: ClassVar[frozenset[str]] = frozenset({"directory_question", "enterprise"})

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(desk.back)
        heading = PageHeading(_("Questions to the directory"))
        heading.row.insertWidget(0, back)
        self.put_heading(heading)
        self.views = Segmented(
            [Segment(_OPEN, _("to settle")), Segment(_SETTLED, _("dealt with"))], _("Which questions")
        )
        self.views.chosen.connect(lambda _view: self.reload())
        words = Text(_("What visits found: the enterprise is not there, has moved, or refuses."), "body", "text2")
        self.main.addWidget(FilterBar((self.views,), (words,)))
        self.main.addWidget(Rule())
        self.table: Table[QuestionRow] = Table(COLUMNS, _("Questions"))
        self.table.give_way("by", "settled", "on")
        self.table.current_changed.connect(self._show_question)
        self.table.opened.connect(lambda _row: self._to_file())
        self.table.on_key("F", self._to_file)
        self.table.on_key("V", self._to_visit)
        for settlement, key, _words, _icon in _DEEDS:
            self.table.on_key(key, partial(self.settle, settlement))
        self.nothing = EmptyState("circle-check", _("No open question"), _("The directory knows what visits found."))
        self.body = QStackedWidget()
        self.body.addWidget(self.table)
        self.body.addWidget(self.nothing)
        self.main.addWidget(self.body, 1)
        self.side = SidePanel()
        self.note = Entry(_("Reason"), "")
        self._form: Form | None = None
        self._asked = 0
        self.put_side(self.side)
        self.on_key("Esc", desk.back)

    def opened(self, _target: object = None) -> None:
        self.reload()
        self.table.setFocus()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Up Down", N_("choose")),
            Key("C", N_("file corrected"), "directory_edit"),
            Key("X", N_("take off the directory"), "directory_edit"),
            Key("K", N_("keep as it is"), "directory_edit"),
            Key("F", N_("open file")),
            Key("V", N_("show the visit"), "visit_read"),
        )

    def reload(self) -> None:
        settled = self.views.value() == _SETTLED
        self.desk.jobs.read(list_questions, settled=settled, limit=1_000, then=self._show, owner=self, latest="list")

    def settle(self, settlement: Settlement) -> None:
        """Settle the question chosen, with what is typed as the reason."""
        row = self.table.current_row()
        if row is None or row.settled_at is not None or not self.desk.may("directory_edit"):
            return
        self.desk.jobs.perform(
            settle_question,
            row.id,
            settlement,
            self.note.text(),
            version=row.version,
            then=lambda _none: self._done(row, settlement),
            failed=self._failed,
            owner=self,
        )

    def _done(self, row: QuestionRow, settlement: Settlement) -> None:
        words = _("{enterprise}: {settlement}.").format(enterprise=row.enterprise, settlement=settlement.label)
        self.error_bar.say(words, kind="ok")
        self.table.setFocus()

    def _failed(self, error: AppError) -> None:
        self.desk.notices.show_error(error, self._form or self)
        if error.field == "note":
            self.note.setFocus()

    def _show(self, rows: list[QuestionRow]) -> None:
        if self.views.value() == _OPEN:
            self.count_changed.emit(len(rows))
        self.table.show_rows(rows)
        self.body.setCurrentWidget(self.table if rows else self.nothing)
        self.side.setVisible(bool(rows))
        self._show_question(self.table.current_row())

    def _show_question(self, row: QuestionRow | None) -> None:
        column = self.side.column
        typed = self.note.text() if self._form is not None and row is not None and row.id == self._asked else ""
        clear(column)
        self._form = None
        if row is None:
            column.addStretch(1)
            return
        column.addWidget(Text(row.enterprise, "record", wrap=True))
        facts: list[tuple[str, str]] = [
            (_("Found"), row.kind.label),
            (_("Raised by"), f"{row.raised_by} {row.raised_on.isoformat()}"),
        ]
        if row.settled_at is not None and row.settlement is not None:
            facts += [
                (_("How settled"), row.settlement.label),
                (_("By"), f"{row.settled_by} {row.settled_at:%Y-%m-%d}"),
                (_("Reason"), row.settlement_note or "–"),
            ]
        column.addWidget(Facts([(label, words) for label, words in facts]))
        if row.note:
            self.side.add_rule()
            column.addWidget(SectionHeader(_("What was said")))
            column.addWidget(Text(row.note, "prose", wrap=True))
        self.side.add_rule()
        for words, icon, key, act in (
            (_("Open the file"), "building-2", "F", self._to_file),
            (_("Show the visit"), "footprints", "V", self._to_visit),
        ):
            if key == "F" or (row.visit_id is not None and self.desk.may("visit_read")):
                way = PushButton(words, icon, keys=key, wide=True)
                way.clicked.connect(act)
                column.addWidget(way)
        if row.settled_at is None and self.desk.may("directory_edit"):
            self._add_deeds()
            self._asked = row.id
            self.note.setText(typed)
        column.addStretch(1)

    def _add_deeds(self) -> None:
        column = self.side.column
        self.side.add_rule()
        column.addWidget(SectionHeader(_("What the directory does")))
        self._form = Form(labels_above=True)
        self.note = Entry(_("Reason"), _("needed unless the file was corrected"))
        self._form.add("note", _("Reason"), self.note)
        column.addWidget(self._form)
        for settlement, key, words, icon in _DEEDS:
            button = PushButton(_(words), icon, keys=key, wide=True)
            button.clicked.connect(lambda _on=False, settlement=settlement: self.settle(settlement))
            column.addWidget(button)

    def _to_file(self) -> None:
        if (row := self.table.current_row()) is not None:
            self.desk.go("enterprise", EnterpriseWanted(row.enterprise_id))

    def _to_visit(self) -> None:
        row = self.table.current_row()
        if row is not None and row.visit_id is not None and self.desk.may("visit_read"):
            self.desk.go("visits", ShowVisit(row.visit_id))
