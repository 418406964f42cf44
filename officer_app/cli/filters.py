"""Which enterprises, as the command line says it: `--filter KEY=VALUE`, several times."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final, TypeVar  # Any: results of several queries

from officer_app.core.errors import Invalid
from officer_app.i18n import N_

if TYPE_CHECKING:
    from officer_app.directory.custom_fields import FieldDef
    from officer_app.directory.industries import Industry
    from officer_app.directory.lists.browsing import Between, DirectoryFilter, FieldFilter
    from officer_app.overview.register import Wanted

KEYS: Final = (
    "text",
    "industry",
    "subdistrict",
    "officer",
    "without-liaison",
    "edition",
    "tier",
    "unlisted",
    "large-client",
    "high-tech",
    "key-body",
    "founded",
    "headcount",
    "due",
    "open-demands",
    "NAME",
)
_TRUTHS: Final = {
    "without-liaison": "without_liaison",
    "unlisted": "unlisted",
    "large-client": "large_client",
    "high-tech": "high_tech",
    "key-body": "key_body",
}
_ALONE: Final = frozenset({*_TRUTHS, "open-demands"})
_NONE: Final = "none"
Ask = Callable[[Callable[..., Any]], Any]  # performs a query as the person signed in
End = TypeVar("End", int, date, Decimal)


def read_filters(ask: Ask, said: Sequence[str], sort: str = "") -> "Wanted":
    """What is asked for. Several values are separated by commas, the ends of a range by `..`. Raises Invalid.

    A key that is none of `KEYS` is the name of one of the office's own fields.
    """
    from officer_app.directory.lists.browsing import SortBy
    from officer_app.overview.register import ContactSort, Wanted

    wanted = Wanted()
    for one in said:
        key, equals, value = one.partition("=")
        if bool(equals) == (key in _ALONE):
            raise _not_understood(one)
        wanted = _with(ask, wanted, key.strip(), value.strip(), one)
    if sort:
        name, descending = sort.removeprefix("-"), sort.startswith("-")
        known: dict[str, SortBy | ContactSort] = {**{s.value: s for s in SortBy}, **{s.value: s for s in ContactSort}}
        if name not in known:
            raise _not_understood(sort)
        wanted = replace(wanted, sort=known[name], descending=descending)
    return wanted


def _with(ask: Ask, wanted: "Wanted", key: str, value: str, whole: str) -> "Wanted":
    from officer_app.overview.register import Within

    if key == "due":
        if value not in set(Within):
            raise _not_understood(whole)
        return replace(wanted, within=Within(value))
    if key == "open-demands":
        return replace(wanted, open_demands=True)
    narrowed = _narrowed(ask, wanted.filter, key, value, whole)
    return replace(wanted, filter=narrowed)


def _narrowed(ask: Ask, so_far: "DirectoryFilter", key: str, value: str, whole: str) -> "DirectoryFilter":
    values = [part.strip() for part in value.split(",") if part.strip()]
    if key == "text":
        return replace(so_far, text=value)
    if key == "industry":
        return replace(so_far, industries=tuple(None if one == _NONE else _industry(one, whole) for one in values))
    if key == "subdistrict":
        towns = _towns(ask)
        ids = tuple(None if one == _NONE else _known(towns, one, whole) for one in values)
        return replace(so_far, subdistrict_ids=ids)
    if key == "officer":
        return replace(so_far, officer_id=_known(_officers(ask), value, whole))
    if key == "edition":
        return replace(so_far, edition_id=_known(_editions(ask), value, whole))
    if key == "tier" and set(values) <= {"1", "2", "3"}:
        return replace(so_far, tiers=tuple(int(one) for one in values))
    if key in _TRUTHS:
        truth: dict[str, Any] = {_TRUTHS[key]: True}  # replace() knows no names that are worked out
        return replace(so_far, **truth)
    if key == "founded":
        return replace(so_far, founded=_range(value, date.fromisoformat, whole))
    if key == "headcount":
        return replace(so_far, headcount=_range(value, int, whole))
    return replace(so_far, fields=(*so_far.fields, _own(ask, key, value, values, whole)))


def _own(ask: Ask, name: str, value: str, values: Sequence[str], whole: str) -> "FieldFilter":
    from officer_app.directory.custom_fields import FieldKind, fields_of
    from officer_app.directory.lists.browsing import FieldFilter

    field: FieldDef | None = next((one for one in ask(fields_of) if one.name == name), None)
    if field is None:
        raise _not_understood(whole)
    if field.kind is FieldKind.NUMBER:
        return FieldFilter(field.id, numbers=_range(value, Decimal, whole))
    if field.kind is FieldKind.DATE:
        return FieldFilter(field.id, days=_range(value, date.fromisoformat, whole))
    return FieldFilter(field.id, words=tuple(values)) if field.choices else FieldFilter(field.id, text=value)


def _range(value: str, read: Callable[[str], End], whole: str) -> "Between[End]":
    from officer_app.directory.lists.browsing import Between

    least, dots, most = value.partition("..")
    try:
        first = read(least) if least else None
        return Between(first, (read(most) if most else None) if dots else first)
    except (ValueError, InvalidOperation):
        raise _not_understood(whole) from None


def _industry(word: str, whole: str) -> "Industry":
    from officer_app.directory.industries import Industry

    found = next((one for one in Industry if word in (one.value, one.label)), None)
    if found is None:
        raise _not_understood(whole)
    return found


def _towns(ask: Ask) -> dict[str, int]:
    from officer_app.directory.lists.browsing import list_subdistricts

    return {name: town.id for town in ask(list_subdistricts) for name in (town.name, town.code)}


def _officers(ask: Ask) -> dict[str, int]:
    from officer_app.people.service import list_officers

    return {row.name: row.id for row in ask(list_officers)}


def _editions(ask: Ask) -> dict[str, int]:
    from officer_app.directory.editions.service import list_editions

    known: dict[str, int] = {}
    for row in ask(list_editions):
        known.setdefault(str(row.year), row.id)
        known[f"{row.year}-{row.revision}"] = row.id
    return known


def _known(names: dict[str, int], name: str, whole: str) -> int:
    if name not in names:
        raise _not_understood(whole)
    return names[name]


def _not_understood(said: str) -> Invalid:
    return Invalid(
        N_("The filter “{filter}” is not understood."),
        remedy=N_("Write KEY=VALUE, where KEY is one of: {keys}."),
        filter=said,
        keys=", ".join(KEYS),
    )
