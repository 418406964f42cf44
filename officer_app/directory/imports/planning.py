"""What an import means to store: planned row by row before anything is written, so that a preview tells the same."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol  # column values of any type

from officer_app.core.database import Base
from officer_app.core.privacy import mask_phone
from officer_app.core.words import Word
from officer_app.directory.imports.cell_values import EMPTY
from officer_app.directory.imports.rows import EnterpriseRecord, JudgedRow
from officer_app.directory.imports.verdicts import Change
from officer_app.directory.reasons import Problem, Reason
from officer_app.i18n import _

_LONGEST_SHOWN = 80


@dataclass(frozen=True, slots=True)
class Addition:
    """A row to store. Its `enterprise_id` is filled in when that is known."""

    model: type[Base]
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Alteration:
    """Columns of a stored row to change. Without any, only the row's version goes up."""

    model: type[Base]
    id: int
    values: dict[str, Any]


@dataclass(slots=True)
class Entry:
    """A row that can be taken, with what it does. `enterprise_id` is None for a new enterprise."""

    judged: JudgedRow
    record: EnterpriseRecord
    enterprise_id: int | None = None
    additions: list[Addition] = field(default_factory=list)
    alterations: list[Alteration] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)

    def remark(self, column: str, reason: Reason, **params: object) -> None:
        """One more remark on the row."""
        self.judged.problems.append(Problem(self.judged.row, column, reason, params))

    def alter(self, model: type[Base], row_id: int, values: Mapping[str, Any]) -> None:
        """Change a stored row."""
        self.alterations.append(Alteration(model, row_id, dict(values)))

    def tell(self, key: str, before: object, after: object) -> None:
        """What is changed, in words; a phone is masked."""
        if key == "contact_phone":
            before, after = mask_phone(str(before or "")), mask_phone(str(after or ""))
        self.changes.append(Change(key, in_words(before), in_words(after)))


class Part(Protocol):
    """One kind of thing a file may tell beside the enterprise itself."""

    def plan(self, entries: Sequence[Entry]) -> None:
        """Add to the entries what they do, and remarks on what they cannot do."""


def in_words(value: object) -> str:
    """A value as a person reads it."""
    if value is None:
        return ""
    if isinstance(value, Word):
        return value.label
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(value)[:_LONGEST_SHOWN]


def says(value: object) -> bool:
    """Whether a file says anything; an empty cell changes nothing."""
    return value is not None and value != "" and value not in EMPTY


def known(entries: Iterable[Entry]) -> dict[int, Entry]:
    """Those whose enterprise is in the directory already, by its id."""
    return {entry.enterprise_id: entry for entry in entries if entry.enterprise_id is not None}
