"""The tables of an import: the columns of the file with what they hold, and the rows with their verdicts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from officer_app.directory.imports.columns import ColumnMatch, How
from officer_app.directory.imports.glance import Glance
from officer_app.directory.imports.verdicts import RowVerdict, Verdict
from officer_app.i18n import N_, _
from officer_app.ui.cells import Cell
from officer_app.ui.table import Column
from officer_app.ui.widgets import PillSpec
from officer_app.ui.widgets.pill import PillTone

_SAMPLES: Final = 3
_HOW: Final[Mapping[How, tuple[PillTone, str]]] = {
    How.HEADING: ("ok", "check"),
    How.REMEMBERED: ("accent", "history"),
    How.CHOSEN: ("accent", "user-check"),
    How.QUESTION: ("warn", "circle-alert"),
    How.LEFT_OUT: ("neutral", "ban"),
    How.UNKNOWN: ("neutral", "minus"),
}
_VERDICTS: Final[Mapping[Verdict, tuple[PillTone, str]]] = {
    Verdict.NEW: ("ok", "circle-check"),
    Verdict.UPDATED: ("accent", "pencil"),
    Verdict.UNCHANGED: ("neutral", "check"),
    Verdict.DUPLICATE: ("neutral", "copy"),
    Verdict.REFUSED: ("danger", "ban"),
}


@dataclass(frozen=True, slots=True)
class FileColumn:
    """A column of the file: what it holds, in words, and the first cells below its heading."""

    match: ColumnMatch
    holds: str
    sample: tuple[str, ...]


def file_columns(seen: Glance) -> list[FileColumn]:
    """Every column of a file."""
    words = dict(seen.fields)
    return [
        FileColumn(match, words.get(match.key, ""), tuple(row[match.place] for row in seen.sample))
        for match in seen.columns
    ]


def _holds(column: FileColumn) -> Cell:
    tone, icon = _HOW[column.match.how]
    words = column.holds or "–"
    return Cell(words, "text" if column.holds else "text3", pill=PillSpec(column.match.how.label, tone, icon))


def _sample(place: int) -> Column[FileColumn]:
    def cell(column: FileColumn) -> Cell:
        text = column.sample[place] if place < len(column.sample) else ""
        return Cell(text, "text2", prose=True, small=True)

    return Column(
        f"sample{place}", (N_("First row"), N_("Second row"), N_("Third row"))[place], cell, 130, stretch=True
    )


MAPPING: Final[tuple[Column[FileColumn], ...]] = (
    Column("heading", N_("Column in the file"), lambda c: Cell(c.match.label, weight=500), 160),
    Column("holds", N_("Holds"), _holds, 290),
    *(_sample(place) for place in range(_SAMPLES)),
)


def _verdict(row: RowVerdict) -> Cell:
    tone, icon = _VERDICTS[row.verdict]
    return Cell(pill=PillSpec(row.verdict.label, tone, icon))


def _told(row: RowVerdict) -> Cell:
    """What is the matter with the row, else what it changes."""
    if row.problems:
        words = "；".join(f"{p.column}：{p.message}" if p.column else p.message for p in row.problems)
        return Cell(words, "danger" if row.verdict is Verdict.REFUSED else "warn", prose=True, tooltip=words)
    words = "；".join(f"{change.before or '–'} → {change.after or '–'}" for change in row.changes)
    return Cell(words or "–", "text2" if words else "text3", prose=True, tooltip=words)


ROWS: Final[tuple[Column[RowVerdict], ...]] = (
    Column("row", N_("Row"), lambda r: Cell(f"{r.row:,}"), 72, "right"),
    Column("verdict", N_("Verdict"), _verdict, 96),
    Column("name", N_("Enterprise"), lambda r: Cell(r.name or "–", "text" if r.name else "text3"), 230, stretch=True),
    Column("uscc", N_("Credit code"), lambda r: Cell(r.uscc or "–", "text2", small=True), 160),
    Column("told", N_("Remarks and changes"), _told, 300, stretch=True),
)

VISIT_ROWS: Final[tuple[Column[RowVerdict], ...]] = (
    *ROWS[:3],
    Column("day", N_("Date"), lambda r: Cell(r.uscc or "–", "text2"), 110),
    ROWS[4],
)
CASE_ROWS: Final[tuple[Column[RowVerdict], ...]] = (
    *ROWS[:2],
    Column("number", N_("Case number"), lambda r: Cell(r.uscc or "–", "text2"), 150),
    ROWS[2],
    ROWS[4],
)


def verdict_words(kind: str) -> str:
    """A verdict, or rows with remarks, as a filter says it."""
    words = {verdict.value: verdict.label for verdict in Verdict}
    return words.get(kind) or _("With remarks")
