"""The fields of two enterprises side by side, and what one record of both holds."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.core.audit import CHANGES, AuditEntry
from officer_app.core.errors import Invalid
from officer_app.core.folding import fold
from officer_app.core.words import Word
from officer_app.core.work import Work
from officer_app.directory.capital import capital_words
from officer_app.directory.likeness import former_names
from officer_app.directory.model import Subdistrict
from officer_app.i18n import N_, _
from officer_app.overview.merging.rules import Pair, Pick
from officer_app.overview.merging.steps import table_of

Row = Mapping[str, Any]
# Never taken from the other side.
OWN: Final = frozenset({"id", "draft_id", "created_at", "version", "industry_declined"})
# Columns that make sense together only; derived ones go with what they are derived from.
_TOGETHER: Final = (
    ("name", "name_key", "sound", "found_by"),
    ("registered_address", "address_key"),
    ("capital_amount", "capital_currency"),
    ("high_tech_since", "high_tech_until"),
    ("key_body_since", "key_body_until"),
)
# The first of all, since it is what others follow.
_FIRST: Final = ("name", "uscc", "former_names")
# Both can be kept.
_JOINED: Final = frozenset({"former_names", "note"})
# What an enterprise is known by stays what it was, unless somebody decides otherwise.
_IDENTITY: Final = frozenset({"name", "uscc"})
_LATEST_CHANGES: Final = 400


@dataclass(frozen=True, slots=True)
class FieldPair:
    """A field of both: `columns` (the first names it), each side's words, whose is proposed, and both joined."""

    columns: tuple[str, ...]
    kept: str
    gone: str
    pick: Pick
    differs: bool
    joined: str = ""

    @property
    def key(self) -> str:
        """By which a choice names the field."""
        return self.columns[0]

    @property
    def picks(self) -> tuple[Pick, ...]:
        """What can be chosen."""
        return tuple(Pick) if self.joined else (Pick.KEPT, Pick.GONE)


def groups() -> list[tuple[str, ...]]:
    """The columns of an enterprise that are chosen together, in the order they are shown."""
    table = table_of("enterprise")
    told: list[tuple[str, ...]] = []
    seen: set[str] = set(OWN)
    for name in (*_FIRST, *(column.name for column in table.columns)):
        if name in seen or table.c[name].info.get("derived"):
            continue
        group = next((some for some in _TOGETHER if name in some), (name,))
        told.append(tuple(part for part in group if part in table.c))
        seen.update(group)
    return told


def field_pairs(work: Work, pair: Pair, kept: Row, gone: Row) -> list[FieldPair]:
    """Every field with what is proposed: what is not empty, else joined where it can be, else what is newer."""
    newest = _newest(work, pair)
    return [_pair(work, group, kept, gone, newest) for group in groups()]


def _pair(work: Work, group: tuple[str, ...], kept: Row, gone: Row, newest: Mapping[str, int]) -> FieldPair:
    name = group[0]
    mine, theirs = _words(work, group, kept), _words(work, group, gone)
    joined = _joined(name, kept, gone) if name in _JOINED else ""
    differs = any(kept[part] != gone[part] for part in group) or (bool(joined) and joined != kept[name])
    pick = Pick.KEPT
    if joined and joined != kept[name]:
        pick = Pick.BOTH
    elif name not in _IDENTITY and theirs and (not mine or newest.get(name) == gone["id"]):
        pick = Pick.GONE
    return FieldPair(group, mine, theirs, pick, differs, joined)


def merged_values(work: Work, pair: Pair, kept: Row, gone: Row, picks: Mapping[str, Pick]) -> dict[str, object]:
    """The columns of the kept enterprise after the merge. Raises Invalid naming a field whose joined text is long."""
    values: dict[str, object] = {}
    fields = field_pairs(work, pair, kept, gone)
    name = next(field.pick for field in fields if field.key == "name")
    if picks.get("name", name) is Pick.GONE:
        # Then the other name is the former one.
        names = _joined("former_names", gone, kept)
        fields = [replace(field, joined=names) if field.key == "former_names" else field for field in fields]
    for field in fields:
        pick = picks.get(field.key, field.pick)
        if pick is Pick.BOTH and field.joined:
            values[field.key] = _fitting(field)
        elif pick is Pick.GONE:
            values |= {name: gone[name] for name in field.columns}
    return values


def _fitting(field: FieldPair) -> str:
    most = getattr(table_of("enterprise").c[field.key].type, "length", None)
    if most is not None and len(field.joined) > most:
        raise Invalid(
            N_("Both together have {length} characters; at most {most} fit."),
            remedy=N_("Choose one side here, and add the rest afterwards."),
            field=field.key,
            length=len(field.joined),
            most=most,
        )
    return field.joined


def _joined(name: str, kept: Row, gone: Row) -> str:
    if name == "former_names":
        told = [*former_names(kept[name]), *former_names(gone[name]), gone["name"]]
        by_key = {fold(one): one for one in reversed(told)}
        by_key.pop(fold(kept["name"]), None)
        return "、".join(reversed(by_key.values()))
    mine, theirs = kept[name].strip(), gone[name].strip()
    if not mine or not theirs:
        return ""
    return mine if theirs in mine else theirs if mine in theirs else f"{mine}\n{theirs}"


def _words(work: Work, group: tuple[str, ...], row: Row) -> str:
    table = table_of("enterprise")
    shown = [row[name] for name in group if not table.c[name].info.get("derived")]
    if group[0] == "subdistrict_id":
        town = work.session.get(Subdistrict, row["subdistrict_id"]) if row["subdistrict_id"] else None
        return town.name if town else ""
    if group[0] == "capital_amount":
        amount = row["capital_amount"]
        return "" if amount is None else capital_words(amount, row["capital_currency"])
    if group[0] in ("high_tech_since", "key_body_since") and any(shown):
        return " – ".join(_word(value) for value in shown)
    return " ".join(word for word in map(_word, shown) if word)


def _word(value: object) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Word):
        return value.label
    if isinstance(value, Decimal | int):
        return f"{value:,}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _newest(work: Work, pair: Pair) -> dict[str, int]:
    """By column the one of the two enterprises where it was written last, as far as the trail reaches."""
    rows = work.session.execute(
        sa.select(AuditEntry.entity_id, AuditEntry.after)
        .where(AuditEntry.entity == "enterprise", AuditEntry.entity_id.in_((pair.kept_id, pair.gone_id)))
        .where(AuditEntry.action.in_(CHANGES), AuditEntry.after.is_not(None))
        .order_by(AuditEntry.id.desc())
        .limit(_LATEST_CHANGES)
    )
    newest: dict[str, int] = {}
    for enterprise_id, after in rows:
        for name in after or {}:
            newest.setdefault(name, enterprise_id)
    return newest
