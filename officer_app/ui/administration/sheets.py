"""The versions of the evaluation sheet: the administrator makes another one from a day on."""

from dataclasses import dataclass
from datetime import date
from typing import Final

from PySide6.QtWidgets import QHBoxLayout

from officer_app.cases.evaluation_sheet import SheetForm, sheet_summary
from officer_app.core.errors import AppError, Invalid
from officer_app.i18n import N_, _, ngettext
from officer_app.quota.evaluation.versions import SheetDraft, SheetVersion, all_sheets, store_sheet, withdraw_sheet
from officer_app.ui.administration import setting_words
from officer_app.ui.administration.criteria import CriteriaEdit, CriterionTyped
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import DateEdit, Entry, PillSpec, PushButton, Rule, SidePanel, Text


def _state(row: SheetVersion) -> Cell:
    if row.in_force:
        return Cell(pill=PillSpec(_("sheet in use"), "ok"))
    return Cell(pill=PillSpec(_("sheet to come"), "warn") if row.changeable else PillSpec(_("earlier sheet")))


COLUMNS: Final[tuple[Column[SheetVersion], ...]] = (
    Column("title", N_("Evaluation sheet"), lambda row: Cell(row.form.title, weight=500), 210),
    Column("from", N_("From"), lambda row: Cell(row.valid_from.isoformat(), "text2"), 100),
    Column("line", N_("Reference line"), lambda row: Cell(str(row.form.reference)), 80, "right"),
    Column("cases", N_("Cases"), lambda row: Cell(f"{row.cases:,}"), 80, "right"),
    Column("state", N_("State"), _state, 116),
    Column(
        "criteria",
        N_("Criteria"),
        lambda row: Cell(sheet_summary(row.form), "text2", prose=True),
        240,
        stretch=True,
    ),
)


@dataclass(frozen=True)
class _Typed:
    """What is typed for a version and not stored."""

    title: str
    day: str
    reference: str
    source: str
    criteria: tuple[CriterionTyped, ...]


class SheetsList(Table[SheetVersion]):
    """Every version, the latest first."""

    def __init__(self, desk: Desk, side: "SheetsSide") -> None:
        super().__init__(COLUMNS, _("Evaluation sheets"))
        self._desk, self._side = desk, side
        self.give_way("criteria", "line", "cases")
        self.keep(desk.settings, "administration/sheets")
        self.current_changed.connect(side.show_version)
        self.opened.connect(lambda _row: side.begin_change())

    def reload(self) -> None:
        """Read them anew."""
        self._desk.jobs.read(all_sheets, then=self.show_rows, owner=self, latest="sheets")


class SheetsSide(SidePanel):
    """The current version as the next one, or one that no case uses yet to be changed. What was typed waits while
    another is looked at."""

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._row: SheetVersion | None = None
        self._waiting: dict[date, _Typed] = {}
        self.heading = Text("", "record", wrap=True)
        self._note = Text("", "caption", "text2", wrap=True)
        self.title = Entry(_("Title of the sheet"))
        self.valid_from = DateEdit(_("From"), desk.today, desk.today())
        self.reference = Entry(_("Reference line"))
        self.source = Entry(_("Source"), _("document or decision, with its date"))
        self.form = Form(label_width=78)
        for key, label, field in (
            ("title", _("Title of the sheet"), self.title),
            ("valid_from", _("From"), self.valid_from),
            ("reference", _("Reference line"), self.reference),
            ("source", _("Source"), self.source),
        ):
            self.form.add(key, label, field, needed=True)
        self.criteria = CriteriaEdit()
        self.store = PushButton(_("Put in force"), "check")
        self.cancel = PushButton(_("Cancel"), kind="quiet")
        self.withdraw = PushButton(_("Withdraw"), kind="danger")
        for button, act in ((self.store, self._store), (self.cancel, self._leave), (self.withdraw, self._withdraw)):
            button.clicked.connect(act)
        for entry in (self.title, self.valid_from, self.reference, self.source):
            entry.textEdited.connect(self._edited)
        self.criteria.changed.connect(self._edited)
        buttons = QHBoxLayout()
        buttons.setSpacing(dp(8))
        for button in (self.store, self.cancel):
            buttons.addWidget(button)
        buttons.addStretch(1)
        buttons.addWidget(self.withdraw)
        self.column.setSpacing(dp(12))
        for widget in (self.heading, self._note, self.form, Rule(), self.criteria, Rule()):
            self.column.addWidget(widget)
        self.column.addLayout(buttons)
        self.column.addStretch(1)
        self.show_version(None)

    def show_version(self, row: SheetVersion | None) -> None:
        """The current version, with what was typed for it before."""
        if row is not None and row == self._row:
            return
        self._row = row
        self._fill()

    def begin_change(self) -> None:
        """Go to the first input."""
        self.title.setFocus()
        self.title.selectAll()

    def _stored(self) -> _Typed:
        row = self._row
        if row is None:
            return _Typed("", "", "", "", ())
        day = row.valid_from if row.changeable else max(self._desk.today(), row.valid_from)
        source = row.source if row.changeable else ""
        criteria = tuple(CriterionTyped.of(one) for one in row.form.criteria)
        return _Typed(row.form.title, day.isoformat(), str(row.form.reference), source, criteria)

    def _fill(self) -> None:
        row = self._row
        typed = self._stored() if row is None else self._waiting.get(row.valid_from, self._stored())
        self.form.clear_errors()
        self.heading.setText(row.form.title if row is not None else "")
        self._note.setText(self._told(row) if row is not None else "")
        self.title.setText(typed.title)
        self.valid_from.setText(typed.day)
        self.reference.setText(typed.reference)
        self.source.setText(typed.source)
        self.criteria.put(typed.criteria)
        self._fit()

    @staticmethod
    def _told(row: SheetVersion) -> str:
        cases = ngettext("{n} accepted case uses it", "{n} accepted cases use it", row.cases).format(n=f"{row.cases:,}")
        said = [
            _("In force since {day}, {cases}.").format(day=row.valid_from.isoformat(), cases=cases),
            _("Source: {source}").format(source=setting_words.source(row.source)),
        ]
        if row.changeable:
            said.append(_("No case uses it yet: it can be changed or withdrawn."))
        else:
            said.append(_("It stays as it is; what you change becomes another version from the day you give."))
        return "\n".join(said)

    def _fit(self) -> None:
        row = self._row
        dirty = row is not None and row.valid_from in self._waiting
        self.store.setEnabled(dirty)
        self.cancel.setVisible(dirty)
        self.withdraw.setVisible(row is not None and row.changeable)

    def _edited(self, *_what: object) -> None:
        row = self._row
        if row is None:
            return
        typed = _Typed(
            self.title.text(),
            self.valid_from.text(),
            self.reference.text(),
            self.source.text(),
            self.criteria.criteria(),
        )
        if typed == self._stored():
            self._waiting.pop(row.valid_from, None)
        else:
            self._waiting[row.valid_from] = typed
        self._fit()

    def _store(self) -> None:
        self.form.clear_errors()
        self.criteria.clear_errors()
        row = self._row
        if row is None:
            return
        try:
            draft = self._draft(row)
        except AppError as error:
            self._refused(error)
            return
        self._desk.jobs.perform(
            store_sheet, draft, then=lambda _nothing: self._done(draft, row), failed=self._refused, owner=self
        )

    def _draft(self, row: SheetVersion) -> SheetDraft:
        day, line = self.valid_from.value(), self.reference.text().strip()
        if day is None:
            raise Invalid(N_("This is not a date."), remedy=N_("Type it like 0917."), field="valid_from")
        if not (line.isascii() and line.isdigit()):
            raise Invalid(N_("Type a number."), field="reference")
        criteria = tuple(one.read(place) for place, one in enumerate(self.criteria.criteria()))
        form = SheetForm(self.title.text(), int(line), criteria)
        version = row.version if day == row.valid_from and row.changeable else None
        return SheetDraft(day, form, self.source.text(), version)

    def _refused(self, error: AppError) -> None:
        if not self.criteria.show_error(error):
            self._desk.notices.show_error(error, self.form)

    def _done(self, draft: SheetDraft, row: SheetVersion) -> None:
        self._waiting.pop(row.valid_from, None)
        self._desk.notices.say(
            _("“{title}” is stored.").format(title=draft.form.title.strip()),
            _("Cases accepted from {day} on are evaluated with it.").format(day=draft.valid_from.isoformat()),
        )
        self._fill()

    def _leave(self) -> None:
        if self._row is not None:
            self._waiting.pop(self._row.valid_from, None)
        self._fill()

    def _withdraw(self) -> None:
        row = self._row
        if row is not None and row.version is not None:
            self._desk.jobs.perform(
                withdraw_sheet,
                row.valid_from,
                version=row.version,
                then=lambda _nothing: self._desk.notices.say(
                    _("“{title}” is withdrawn; no case used it.").format(title=row.form.title)
                ),
                owner=self,
            )
