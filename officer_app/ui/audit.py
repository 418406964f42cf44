"""The audit trail, for those who watch over the office: every change, what was there before, and the proof."""

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, ClassVar, Final  # Any: the table's own callback

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QVBoxLayout

from officer_app.core.errors import AppError
from officer_app.core.filenames import harmless_name
from officer_app.core.progress import Cancelled
from officer_app.core.words import acted_by
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.trail import (
    Deed,
    TrailFilter,
    TrailPage,
    TrailRow,
    audit_trail,
    claimed,
    trail_authors,
    value_in_words,
)
from officer_app.overview.trail_export import ENDINGS, export_trail
from officer_app.overview.verifying import ABOUT, Finding, verify
from officer_app.ui.cells import Cell
from officer_app.ui.form import Form
from officer_app.ui.page import Desk, Key, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.theme.metrics import dp
from officer_app.ui.trail_things import ENTITIES, entity_word
from officer_app.ui.trail_words import field_word
from officer_app.ui.widgets import (
    EmptyState,
    Entry,
    Facts,
    FilterBar,
    FilterChip,
    PageHeading,
    Pill,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

ACTIONS: Final[dict[str, tuple[str, PillTone]]] = {
    "insert": (N_("added"), "ok"),
    "update": (N_("changed"), "accent"),
    "delete": (N_("removed"), "danger"),
    "reveal": (N_("revealed"), "warn"),
    "read": (N_("read"), "neutral"),
    "export": (N_("taken out"), "danger"),
    "import": (N_("imported"), "ok"),
    "merge": (N_("moved by a merge"), "warn"),
    "undo_merge": (N_("moved back"), "warn"),
    "days": (N_("changed"), "accent"),
    "issue": (N_("issued"), "ok"),
    "denied": (N_("refused"), "danger"),
    "open": (N_("opened"), "neutral"),
    "save": (N_("saved a copy"), "neutral"),
    "check": (N_("value checked"), "neutral"),
    "upgrade": (N_("schema set up"), "neutral"),
    "recount": (N_("counted anew"), "accent"),
    "create": (N_("added"), "ok"),
    "freeze": (N_("frozen"), "warn"),
    "thaw": (N_("released"), "ok"),
    "revert": (N_("taken back"), "warn"),
    "sign_in": (N_("came in"), "neutral"),
    "refuse": (N_("wrong password"), "warn"),
    "purge": (N_("removed for good"), "danger"),
    "drill": (N_("tried out"), "ok"),
    "change": (N_("changed"), "accent"),
    "restore": (N_("office restored"), "danger"),
    "recovery": (N_("recovery key printed"), "warn"),
    "recovery_used": (N_("recovery key used"), "danger"),
    "rekey": (N_("other key asked for"), "warn"),
}


def _action(row: TrailRow) -> Cell:
    words, tone = ACTIONS.get(row.action, (row.action, "neutral"))
    return Cell(pill=PillSpec(_(words), tone))


# Days back, by choice.
_SINCE: Final = {1: N_("Today"), 7: N_("7 days"), 30: N_("30 days"), 365: N_("A year")}
# A value longer than this is cut: the whole of it is in the export.
_LONGEST: Final = 300


def _said(entity: str, name: str, value: object) -> str:
    if isinstance(value, dict) and len(value) > 20:
        return ngettext("{n} value", "{n} values", len(value)).format(n=len(value))
    words = value_in_words(entity, name, value) or "–"
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST]}…"


COLUMNS: Final[tuple[Column[TrailRow], ...]] = (
    Column("number", N_("No."), lambda row: Cell(str(row.number), "text3"), 72, "right"),
    Column("at", N_("Moment"), lambda row: Cell(row.at.strftime("%Y-%m-%d %H:%M:%S"), "text2"), 160),
    Column("by", N_("Who"), lambda row: Cell(acted_by(row.by, row.on_behalf_of) or "–", weight=500), 140),
    Column("action", N_("Did"), _action, 90),
    Column("entity", N_("What"), lambda row: Cell(entity_word(row.entity), tail=f"{row.entity_id or ''}"), 180),
    Column(
        "fields",
        N_("Fields"),
        lambda row: Cell("、".join(field_word(name) for name, *_values in row.fields), "text2"),
        240,
        stretch=True,
    ),
)


class AuditPage(PageView):
    """Every entry, the latest first; the panel shows before and after. Nothing here can be changed."""

    has_primary: ClassVar[bool] = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self.proof = PushButton(_("Verify"), "shield-check", kind="primary", keys="Ctrl Enter")
        self.proof.clicked.connect(self.verify)
        self.out = PushButton(_("Export…"), "download", keys="Ctrl E")
        self.out.clicked.connect(self.export)
        self.put_heading(PageHeading(_("Audit trail"), (), (self.out, *((self.proof,) if desk.may("verify") else ()))))
        self.deed = FilterChip(_("Kind"), [(deed.value, deed.label) for deed in Deed])
        self.by = FilterChip(_("Who"))
        self.entity = FilterChip(_("What"), [(name, _(words)) for name, words in ENTITIES.items()])
        self.since = FilterChip(_("Since"), [(days, _(words)) for days, words in _SINCE.items()])
        for chip in (self.deed, self.by, self.entity, self.since):
            chip.chosen.connect(lambda _value: self._load())
        self.number = Entry(_("Number of the row"), _("Number, like 17"), "search")
        self.number.setFixedWidth(dp(150))
        self.number.submitted.connect(self._look_up)
        self.number.textChanged.connect(lambda text: None if text else self._load())
        self.count = Text("", "body", "text2")
        self.main.addWidget(FilterBar((self.deed, self.by, self.entity, self.number, self.since), (self.count,)))
        self.main.addWidget(Rule())
        self.table: Table[TrailRow] = Table(COLUMNS, _("Audit trail"))
        self.table.keep(desk.settings, "audit")
        self.table.current_changed.connect(self._show_entry)
        self.main.addWidget(self.table, 1)
        self.empty = EmptyState("search", _("No entry fits."), _("Take a filter away."))
        self.empty.hide()
        self.main.addWidget(self.empty, 1)
        self.side = SidePanel()
        self.put_side(self.side, gives_way=True)
        self.on_key("Ctrl+Return", self.verify)
        self.on_key("Ctrl+E", self.export)
        self.on_key("Ctrl+F", self.number.setFocus)

    def opened(self, target: object = None) -> None:
        self.table.setFocus()

    def keys(self) -> Sequence[Key]:
        return (
            Key("Ctrl+Return", N_("verify everything"), "verify"),
            Key("Ctrl+E", N_("export what is shown")),
            Key("Ctrl+F", N_("number of the row")),
        )

    def reload(self) -> None:
        self.desk.jobs.read(trail_authors, then=self._show_authors, owner=self, latest="authors")
        self._load()

    def wanted(self) -> TrailFilter:
        """What the filters ask for."""
        deed, days, number = self.deed.value(), self.since.value(), self.number.text().strip()
        first: date | None = self.desk.today() - timedelta(days=int(str(days)) - 1) if days else None
        return TrailFilter(
            str(self.by.value() or ""),
            str(self.entity.value() or ""),
            int(number) if number.isascii() and number.isdigit() and len(number) < 10 else None,
            Deed(str(deed)) if deed else None,
            first,
        )

    def export(self) -> None:
        """Save what the filters find: to read as a workbook or CSV, to prove as JSON lines."""
        folder = Path(str(self.desk.settings.value("exports/folder") or Path.home()))
        name = harmless_name(f"{_('Audit trail')} {self.desk.today():%Y-%m-%d}.jsonl")
        kinds = (
            _("Provable without the office") + " (*.jsonl)",
            _("Workbooks") + " (*.xlsx)",
            _("Text tables") + " (*.csv)",
        )
        chosen, kind = QFileDialog.getSaveFileName(self, _("Save the trail"), str(folder / name), ";;".join(kinds))
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() not in ENDINGS:
            path = path.with_name(path.name + kind[kind.rfind("*") + 1 : -1])
        self.desk.settings.setValue("exports/folder", str(path.parent))
        words = _("Saved: {path}").format(path=path)
        self.desk.jobs.long_read(
            _("Exporting the trail"),
            export_trail,
            path,
            self.wanted(),
            then=lambda _count: self.error_bar.say(words, kind="ok"),
            owner=self,
        )

    def verify(self) -> None:
        """Prove everything."""
        if self.desk.may("verify") and self.proof.isEnabled():
            self.proof.set_reason(_("Verifying…"))
            self.desk.jobs.long_read(_("Verifying"), verify, then=self._proved, failed=self._not_proved, owner=self)

    def _look_up(self) -> None:
        self._load()
        self.table.setFocus()

    def _show_authors(self, names: list[str]) -> None:
        self.by.set_choices([(name, name) for name in names])

    def _load(self) -> None:
        wanted = self.wanted()

        def show(page: TrailPage) -> None:
            self.count.setText(ngettext("{n} entry", "{n} entries", page.count).format(n=f"{page.count:,}"))
            self.table.show_query(page.count, fetch, page.rows)
            self.table.setVisible(page.count > 0)
            self.empty.setVisible(page.count == 0)

        def fetch(offset: int, limit: int, deliver: Any) -> None:  # the table's own callback
            self.desk.jobs.read(
                audit_trail, wanted, offset=offset, limit=limit, then=lambda page: deliver(page.rows), owner=self
            )

        self.desk.jobs.read(audit_trail, wanted, then=show, owner=self, latest="trail")

    def _show_entry(self, row: TrailRow | None) -> None:
        clear(self.side.column)
        if row is None:
            return
        self.side.column.addWidget(
            Text(f"{entity_word(row.entity)} {row.entity_id or ''}".strip(), "record", wrap=True)
        )
        facts = [
            (_("Moment"), row.at.strftime("%Y-%m-%d %H:%M:%S")),
            (_("Who"), acted_by(row.by, row.on_behalf_of) or _("the program")),
            (_("In the chain"), _("no. {seq}").format(seq=row.seq) if row.seq else _("not linked")),
        ]
        self.side.column.addWidget(Facts(facts, 72))
        self.side.column.addWidget(Rule())
        if row.fields:
            self.side.column.addWidget(SectionHeader(_("Before and after")))
        for name, before, after in row.fields:
            self.side.column.addWidget(Text(field_word(name), "caption", "text3"))
            was, now = (_said(row.entity, name, value) for value in (before, after))
            words = now if row.action == "insert" else f"{was} → {now}"
            if row.action not in ("insert", "update", "delete"):
                words = now if after is not None else was
            self.side.column.addWidget(Text(words, wrap=True))
        if row.committed:
            self._offer_check(row)
        self.side.column.addStretch(1)

    def _offer_check(self, row: TrailRow) -> None:
        """Whether a value that somebody claims is the one that stands masked here."""
        self.side.column.addWidget(SectionHeader(_("Check a claimed value")))
        entry = Entry(_("Claimed value"), _("Whole, as it was typed"))
        form = Form(labels_above=True)
        form.add("value", _("Claimed value"), entry)
        self.side.column.addWidget(form)
        answers = QVBoxLayout()

        def ask(column: str) -> None:
            form.clear_errors()
            if entry.text().strip():
                self.desk.jobs.perform(
                    claimed, row.number, column, entry.text(), then=lambda done: say(column, same=done), owner=form
                )

        def say(column: str, *, same: bool) -> None:
            words = _("It is this {field}.") if same else _("It is another {field}.")
            clear(answers)
            spec = PillSpec(words.format(field=field_word(column)), "ok" if same else "danger")
            answers.addWidget(Pill(spec), 0, Qt.AlignmentFlag.AlignLeft)

        for column in row.committed:
            button = PushButton(_("Is it the {field}?").format(field=field_word(column)), "search")
            button.clicked.connect(lambda _checked=False, column=column: ask(column))
            self.side.column.addWidget(button)
        self.side.column.addLayout(answers)
        note = _("That you checked goes on record; the value itself does not.")
        self.side.column.addWidget(Text(note, "caption", "text2", wrap=True))

    def _proved(self, findings: list[Finding]) -> None:
        self.proof.set_reason("")
        faults = [f"{_(ABOUT[one.about])}: {fault}" for one in findings for fault in one.faults]
        if faults:
            self.error_bar.say(
                "\n".join(faults[:_FAULTS_SHOWN]),
                _("Stop approving, keep the file as it is, and compare it with the last backup."),
            )
            return
        sound = "·".join(f"{_(ABOUT[one.about])} {one.count:,}" for one in findings)
        self.error_bar.say(_("Everything is sound."), sound, kind="ok")

    def _not_proved(self, error: AppError | Cancelled) -> None:
        self.proof.set_reason("")
        if isinstance(error, AppError):
            self.desk.notices.show_error(error, self)


# The page "verification" shows them all.
_FAULTS_SHOWN: Final = 6
