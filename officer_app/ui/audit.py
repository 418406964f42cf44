"""The audit trail, for those who watch over the office: every change, what was there before, and the proof."""

from typing import Any, ClassVar, Final

from officer_app.core.words import acted_by
from officer_app.i18n import N_, _, ngettext
from officer_app.overview.trail import TrailFilter, TrailPage, TrailRow, audit_trail, trail_authors
from officer_app.overview.verifying import ABOUT, Finding, verify
from officer_app.ui.cells import Cell
from officer_app.ui.page import Desk, PageView
from officer_app.ui.table import Column, Table
from officer_app.ui.trail_words import ENTITIES, entity_word, field_word
from officer_app.ui.widgets import (
    Facts,
    FilterBar,
    FilterChip,
    PageHeading,
    PillSpec,
    PushButton,
    Rule,
    SectionHeader,
    SidePanel,
    Text,
    clear,
)
from officer_app.ui.widgets.pill import PillTone

_ACTIONS: Final[dict[str, tuple[str, PillTone]]] = {
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
    "sign_in": (N_("came in"), "neutral"),
    "refuse": (N_("wrong password"), "warn"),
}


def _action(row: TrailRow) -> Cell:
    words, tone = _ACTIONS.get(row.action, (row.action, "neutral"))
    return Cell(pill=PillSpec(_(words), tone))


def _said(value: object) -> str:
    return "–" if value is None or value == "" else str(value)


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
        self.proof = PushButton(_("Verify"), "shield-check", kind="primary")
        self.proof.clicked.connect(self._verify)
        self.put_heading(PageHeading(_("Audit trail"), (), (self.proof,) if desk.may("verify") else ()))
        self.by = FilterChip(_("Who"))
        self.entity = FilterChip(_("What"), [(name, _(words)) for name, words in ENTITIES.items()])
        for chip in (self.by, self.entity):
            chip.chosen.connect(lambda _value: self._load())
        self.count = Text("", "body", "text2")
        self.main.addWidget(FilterBar((self.by, self.entity), (self.count,)))
        self.main.addWidget(Rule())
        self.table: Table[TrailRow] = Table(COLUMNS, _("Audit trail"))
        self.table.keep(desk.settings, "audit")
        self.table.current_changed.connect(self._show_entry)
        self.main.addWidget(self.table, 1)
        self.side = SidePanel()
        self.put_side(self.side)

    def opened(self, target: object = None) -> None:
        self.table.setFocus()

    def reload(self) -> None:
        self.desk.jobs.read(trail_authors, then=self._show_authors, owner=self, latest="authors")
        self._load()

    def _show_authors(self, names: list[str]) -> None:
        self.by.set_choices([(name, name) for name in names])

    def _load(self) -> None:
        wanted = TrailFilter(str(self.by.value() or ""), str(self.entity.value() or ""))

        def show(page: TrailPage) -> None:
            self.count.setText(ngettext("{n} entry", "{n} entries", page.count).format(n=page.count))
            self.table.show_query(page.count, fetch, page.rows)

        def fetch(offset: int, limit: int, deliver: Any) -> None:  # the table's own callback
            self.desk.jobs.read(
                audit_trail,
                wanted,
                offset=offset,
                limit=limit,
                then=lambda page: deliver(page.rows),
                owner=self,
            )

        self.desk.jobs.read(audit_trail, wanted, then=show, owner=self, latest="trail")

    def _show_entry(self, row: TrailRow | None) -> None:
        clear(self.side.column)
        if row is not None:
            self.side.column.addWidget(
                Text(f"{entity_word(row.entity)} {row.entity_id or ''}".strip(), "record", wrap=True)
            )
            self.side.column.addWidget(
                Facts(
                    [
                        (_("Moment"), row.at.strftime("%Y-%m-%d %H:%M:%S")),
                        (_("Who"), acted_by(row.by, row.on_behalf_of) or "–"),
                    ],
                    56,
                )
            )
            self.side.column.addWidget(Rule())
            self.side.column.addWidget(SectionHeader(_("Before and after")))
            for name, before, after in row.fields:
                self.side.column.addWidget(Text(field_word(name), "caption", "text3"))
                words = _said(after) if row.action == "insert" else f"{_said(before)} → {_said(after)}"
                self.side.column.addWidget(Text(words, wrap=True))
        self.side.column.addStretch(1)

    def _verify(self) -> None:
        self.proof.set_reason(_("Verifying…"))
        self.desk.jobs.read(verify, then=self._proved, failed=self._not_proved, owner=self, latest="verify")

    def _proved(self, findings: list[Finding]) -> None:
        self.proof.set_reason("")
        faults = [f"{_(ABOUT[one.about])}: {fault}" for one in findings for fault in one.faults]
        if faults:
            self.error_bar.say(
                "\n".join(faults), _("Stop approving, keep the file as it is, and compare it with the last backup.")
            )
            return
        sound = "·".join(f"{_(ABOUT[one.about])} {one.count}" for one in findings)
        self.error_bar.say(_("Everything is sound."), sound, kind="ok")

    def _not_proved(self, error: Exception) -> None:
        self.proof.set_reason("")
        self.desk.notices.show_error(error, self)
