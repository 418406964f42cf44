"""One change for many enterprises: what it is, what it would do to each, then what became of each."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final  # Any: values of several types

from PySide6.QtCore import QTimer

from officer_app.core.errors import AppError
from officer_app.directory.custom_fields import FieldDef, fields_of, value_text
from officer_app.directory.industries import Industry
from officer_app.directory.lists.browsing import SubdistrictName, list_subdistricts
from officer_app.directory.lists.bulk_edit import (
    BulkChange,
    BulkField,
    BulkResult,
    BulkRow,
    BulkVerdict,
    bulk_edit,
    preview_bulk,
    undo_bulk,
)
from officer_app.i18n import N_, _, ngettext
from officer_app.ui.cells import Cell
from officer_app.ui.directory.bulk_value import BulkValue
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.targets import BulkWanted, Chosen
from officer_app.ui.theme import metrics
from officer_app.ui.theme.metrics import dp
from officer_app.ui.widgets import Choice, PageHeading, PillSpec, PushButton, Rule, SectionHeader, SidePanel, Text
from officer_app.ui.widgets.pill import PillTone

_PAUSE: Final = 250  # milliseconds without a change before it is tried on every row
_PILLS: Final[dict[BulkVerdict, tuple[PillTone, str | None]]] = {
    BulkVerdict.WILL: ("accent", "arrow-right"),
    BulkVerdict.DONE: ("ok", "check"),
    BulkVerdict.RESTORED: ("ok", "undo-2"),
    BulkVerdict.SAME: ("neutral", None),
}
_SKIPPED: Final[tuple[PillTone, str | None]] = ("warn", "triangle-alert")


class BulkEditPage(PageView):
    """The chosen enterprises with before and after at the left, the change at the right."""

    has_primary = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._chosen: tuple[Chosen, ...] = ()
        self._rows: tuple[BulkRow, ...] = ()
        self._untried: tuple[BulkRow, ...] = ()
        self._change: BulkChange | None = None
        self._towns: dict[object, str] = {}
        self._done = False
        back = PushButton(icon="arrow-left", kind="quiet", name=_("Back"), keys="Esc")
        back.clicked.connect(self._leave)
        self.heading = PageHeading(_("Change many enterprises"))
        self.heading.row.insertWidget(0, back)
        self.put_heading(self.heading)
        self.main.addWidget(Rule())
        columns: tuple[Column[BulkRow], ...] = (
            Column("name", N_("Enterprise"), lambda row: Cell(row.name, weight=500), 240, stretch=True),
            Column("before", N_("Now"), lambda row: self._value(row.before), 180),
            Column("after", N_("Then"), self._after, 180),
            Column("result", N_("Result"), _verdict, 190),
        )
        self.table: Table[BulkRow] = Table(columns, _("Enterprises to change"))
        self.main.addWidget(self.table, 1)
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_PAUSE)
        self._soon.timeout.connect(self.preview)
        self.put_side(self._question())
        self.on_key("Esc", self._leave)
        self.on_key("Ctrl+Return", self.change)

    def opened(self, target: object = None) -> None:
        if isinstance(target, BulkWanted):
            self._chosen, self._done, self._change = target.enterprises, False, None
            count = len(self._chosen)
            words = ngettext("Change {n} enterprise", "Change {n} enterprises", count)
            self.heading.title.setText(words.format(n=f"{count:,}"))
            self.error_bar.clear()
            self._show_untried()
            self.desk.jobs.read(list_subdistricts, then=self._show_towns, owner=self, latest="towns")
            self.desk.jobs.read(fields_of, then=self._show_fields, owner=self, latest="fields")
        self.what.setFocus()

    def preview(self) -> None:
        """Try the change on every row, without storing anything."""
        self._soon.stop()
        self.form.clear_errors()
        change = self.value.change()
        self._change = None
        self._say_button()
        if change is None or not self._chosen:
            return
        self.desk.jobs.read(
            preview_bulk,
            [one.enterprise_id for one in self._chosen],
            change,
            then=lambda rows: self._previewed(change, rows),
            failed=self._refused,
            owner=self,
            latest="preview",
        )

    def change(self) -> None:
        """Change what the preview says, in one step."""
        if self._soon.isActive():
            self.preview()
        if self._change is None or self._done or not self._will():
            self.form.field("value").setFocus()
            return
        self.button.set_reason(_("One moment…"))
        seen = [(row.id, row.version) for row in self._rows]
        self.desk.jobs.long_perform(
            _("Changing enterprises"),
            bulk_edit,
            self._change,
            seen,
            then=self._changed,
            failed=self._refused,
            owner=self,
        )

    def _question(self) -> SidePanel:
        panel = SidePanel()
        self.what = Choice(_("What is changed"))
        self.what.currentIndexChanged.connect(lambda _index: self._ask_value())
        self.value = BulkValue(self.desk)
        self.value.changed.connect(self._soon_anew)
        self.form = Form(labels_above=True)
        self.form.add("what", _("What is changed"), self.what)
        self.form.add("value", _("What it becomes"), self.value)
        self.button = PushButton(
            _("Change all"), "pencil", kind="primary", keys="Ctrl Enter", height=metrics.DECISION, wide=True
        )
        self.button.clicked.connect(self.change)
        self.counts = Text("", "caption", "text2", wrap=True)
        panel.column.addWidget(SectionHeader(_("One change for all")))
        panel.column.addSpacing(dp(4))
        panel.column.addWidget(self.form)
        panel.column.addWidget(self.counts)
        panel.column.addSpacing(dp(8))
        panel.column.addWidget(self.button)
        note = _("A row that somebody saves in the meantime is left as it is and named. The whole can be taken back.")
        panel.column.addWidget(Text(note, "caption", "text2", wrap=True))
        panel.column.addStretch(1)
        return panel

    def _show_towns(self, towns: Sequence[SubdistrictName]) -> None:
        self._towns = {town.id: town.name for town in towns}
        self.value.set_towns(towns)

    def _show_fields(self, fields: Sequence[FieldDef]) -> None:
        kept = self.what.value()
        choices: list[tuple[object, str]] = [
            (BulkChange(field), field.label) for field in BulkField if field is not BulkField.CUSTOM
        ]
        choices += [(BulkChange(BulkField.CUSTOM, None, field.id), field.name) for field in fields]
        self.what.set_choices(choices, kept)
        self.value.set_fields(fields)
        self._ask_value()

    def _ask_value(self) -> None:
        what = self.what.value()
        if isinstance(what, BulkChange):
            self.value.ask(what)

    def _soon_anew(self) -> None:
        if not self._done:
            self._change = None
            self._show_untried()
            self._soon.start()

    def _show_untried(self) -> None:
        if self._rows and self._rows == self._untried:
            self._say_button()
            return
        self._untried = tuple(
            BulkRow(one.enterprise_id, one.name, 0, None, None, BulkVerdict.SAME) for one in self._chosen
        )
        self._show(self._untried)

    def _previewed(self, change: BulkChange, rows: Sequence[BulkRow]) -> None:
        self._change = change
        self._show(rows)

    def _changed(self, result: BulkResult) -> None:
        self._done = True
        self._show(result.rows)
        done = len(result.undo.rows)
        words = ngettext("{n} enterprise changed", "{n} enterprises changed", done).format(n=f"{done:,}")
        left = len(result.rows) - done
        step = ngettext("{n} was left as it is; see the list.", "{n} were left as they are; see the list.", left)
        ways: list[tuple[str, Callable[[], object]]] = [(_("Back"), self._leave)]
        if done:
            undo, jobs = result.undo, self.desk.jobs

            def take_back() -> None:
                jobs.long_perform(_("Taking the change back"), undo_bulk, undo, then=self._taken_back, owner=self)

            self.desk.undo.offer(_("the change of {n} enterprises").format(n=f"{done:,}"), take_back)
        self.error_bar.say(words, step.format(n=f"{left:,}") if left else "", ways, kind="ok")
        self.table.setFocus()

    def _taken_back(self, rows: Sequence[BulkRow]) -> None:
        back = sum(1 for row in rows if row.verdict is BulkVerdict.RESTORED)
        words = ngettext("{n} enterprise is as it was", "{n} enterprises are as they were", back)
        left = [row.name or str(row.id) for row in rows if row.verdict is not BulkVerdict.RESTORED]
        step = ""
        if left:
            names = _(", ").join(left[:5]) + ("…" if len(left) > 5 else "")
            step = _("Changed since, and left: {names}.").format(names=names)
        self._show(rows)
        self.desk.notices.say(words.format(n=f"{back:,}") + (" " + step if step else ""))

    def _refused(self, error: AppError) -> None:
        self._say_button()
        if not self.form.show_error(error):
            self.error_bar.say(error.cause, error.next_step)

    def _show(self, rows: Sequence[BulkRow]) -> None:
        self._rows = tuple(rows)
        self.table.show_rows(self._rows)
        self._say_button()

    def _will(self) -> int:
        return sum(1 for row in self._rows if row.verdict is BulkVerdict.WILL)

    def _say_button(self) -> None:
        will = self._will() if self._change is not None and not self._done else 0
        words = ngettext("Change {n} enterprise", "Change {n} enterprises", will).format(n=f"{will:,}")
        self.button.setText(words if will else _("Change all"))
        reason = _("Done; go back to choose others") if self._done else "" if will else _("Nothing would change yet")
        self.button.set_reason(reason)
        lines = []
        for verdict in BulkVerdict:
            count = sum(1 for row in self._rows if row.verdict is verdict)
            if count and (self._change is not None or self._done):
                lines.append(f"{verdict.label} {count:,}")
        self.counts.setText(_(", ").join(lines))

    def _after(self, row: BulkRow) -> Cell:
        if row.verdict in (BulkVerdict.SAME, BulkVerdict.UNLISTED, BulkVerdict.GONE):
            return Cell("–", "text3")
        return self._value(row.after)

    def _value(self, value: Any) -> Cell:
        what = self.value.asked()
        if value is None or value == "":
            return Cell("–", "text3")
        if isinstance(value, Industry):
            return Cell(value.label)
        if isinstance(value, bool):
            return Cell(_("yes") if value else _("no"))
        if isinstance(value, tuple):
            since, until = value
            if since is None and until is None:
                return Cell("–", "text3")
            return Cell(f"{since or '…'} – {until or _('no end')}")
        if what is not None and what.what is BulkField.SUBDISTRICT:
            return Cell(self._towns.get(value, str(value)))
        if what is not None and what.what is BulkField.NOTE:
            return Cell(" ".join(str(value).split()), prose=True, tooltip=str(value))
        return Cell(value_text(value) if isinstance(value, str | date | Decimal) else str(value))

    def _leave(self) -> None:
        self.desk.back()


def _verdict(row: BulkRow) -> Cell:
    if row.version == 0 and row.verdict is BulkVerdict.SAME:
        return Cell("–", "text3")
    tone, icon = _PILLS.get(row.verdict, _SKIPPED)
    return Cell(pill=PillSpec(row.verdict.label, tone, icon))
