"""The columns of the ledger: what each line changes, from where to where, and the balances after it."""

from collections.abc import Callable
from datetime import datetime

from officer_app.core.work import OFFICE_ZONE
from officer_app.i18n import N_, _
from officer_app.quota.lists import EntryKind, LedgerRow
from officer_app.ui.cells import Cell
from officer_app.ui.table import Column
from officer_app.ui.theme.tokens import Tone
from officer_app.ui.widgets import PillSpec
from officer_app.ui.widgets.pill import PillTone

_TONES: dict[EntryKind, tuple[PillTone, str | None]] = {
    EntryKind.GRANT: ("neutral", "plus"),
    EntryKind.RESERVE: ("accent", None),
    EntryKind.CONSUME: ("ok", None),
    EntryKind.RELEASE: ("neutral", None),
    EntryKind.ADJUST: ("neutral", "sliders-horizontal"),
    EntryKind.REVERSE: ("warn", "undo-2"),
}


def _ink(row: LedgerRow, tone: Tone = "text") -> Tone:
    """An entry that was reversed stays, in grey."""
    return "text3" if row.reversed_by is not None else tone


def _kind(row: LedgerRow) -> Cell:
    tone, icon = _TONES[row.kind]
    if row.moved:
        words = _("Moved out") if row.d_total < 0 else _("Moved in")
        return Cell(pill=PillSpec(words, "neutral", "arrow-left-right"))
    return Cell(pill=PillSpec(row.kind.label, "neutral" if row.reversed_by is not None else tone, icon))


def _signed(units: int) -> str:
    return f"{units:+d}".replace("-", "−") if units else ""


def _change(part: str) -> Callable[[LedgerRow], Cell]:
    def cell(row: LedgerRow) -> Cell:
        units: int = getattr(row, part)
        return Cell(_signed(units), _ink(row, "text2"))

    return cell


def ledger_columns() -> tuple[Column[LedgerRow], ...]:
    """Of a pool's ledger."""
    return (
        Column("seq", N_("No."), lambda row: Cell(str(row.seq), "text3"), 56),
        Column("at", N_("Time"), _time, 132),
        Column("kind", N_("Kind"), _kind, 112),
        Column("case", N_("Case"), lambda row: Cell(_case(row), _ink(row, "text2")), 60),
        Column("enterprise", N_("Enterprise"), lambda row: Cell(row.enterprise, _ink(row)), 176, stretch=True),
        Column("text", N_("Particulars"), _particulars, 150, stretch=True),
        Column("way", N_("From → to"), lambda row: Cell(_way(row), _ink(row, "text2")), 128),
        Column("by", N_("By"), lambda row: Cell(row.by, "text2"), 60),
        Column("d_reserved", N_("Reserved ±"), _change("d_reserved"), 60, "right"),
        Column("d_used", N_("Used ±"), _change("d_used"), 60, "right"),
        Column("d_left", N_("Left ±"), _change("d_left"), 60, "right"),
        Column("reserved", N_("Reserved"), lambda row: Cell(str(row.reserved), _ink(row, "text2")), 60, "right"),
        Column("used", N_("Used"), lambda row: Cell(str(row.used), _ink(row, "text2")), 60, "right"),
        Column("left", N_("Balance"), lambda row: Cell(str(row.left), _ink(row), 600), 60, "right"),
    )


def _time(row: LedgerRow) -> Cell:
    if not row.behind:
        return Cell(_when(row.at), "text2")
    words = _("The clock stood before the time of the line before; the order is that of the numbers.")
    return Cell(_when(row.at), "warn", icon="clock-alert", icon_tone="warn", tooltip=words)


def _particulars(row: LedgerRow) -> Cell:
    return Cell(row.text, _ink(row, "text2"), tooltip=row.text)


def _way(row: LedgerRow) -> str:
    return f"{row.source.label} → {row.target.label}"


def _when(at: datetime) -> str:
    return f"{at.astimezone(OFFICE_ZONE):%Y-%m-%d %H:%M}"


def _case(row: LedgerRow) -> str:
    return _("No. {number}").format(number=row.case_sequence) if row.case_sequence is not None else ""
