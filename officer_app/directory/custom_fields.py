"""Fields of the office's own: what they are called and hold, and what they say of each enterprise.

A field is named in drafts, conflicts and errors by `field_key`. A field is retired, never deleted.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.errors import Invalid
from officer_app.core.folding import fold
from officer_app.core.work import Work, asks
from officer_app.directory.model import CustomField, CustomValue, Enterprise
from officer_app.directory.model import FieldKind as FieldKind
from officer_app.i18n import N_
from officer_app.people.access import Permission

Value = str | Decimal | date

_LONGEST_TEXT: Final = 400
_LARGEST: Final = Decimal(10) ** 15
_DAY: Final = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{2})(\d{2}))")
# Built once: every page of a list asks it, and building it takes longer than answering.
_field, _value = sa.inspect(CustomField).local_table, sa.inspect(CustomValue).local_table
_OF_SOME: Final = (
    sa.select(_value.c.enterprise_id, _value.c.field_id, _value.c.text, _value.c.number, _value.c.day)
    .join(_field, _field.c.id == _value.c.field_id)
    .where(_field.c.active, among(_value.c.enterprise_id, "ids"))
)

HAS_VALUE: Final = sa.or_(CustomValue.text.is_not(None), CustomValue.number.is_not(None), CustomValue.day.is_not(None))


@dataclass(frozen=True, slots=True)
class FieldDef:
    """A field as pages and sheets need it; `used` counts the enterprises that have a value, where it was asked for."""

    id: int
    name: str
    kind: FieldKind
    choices: tuple[str, ...]
    position: int
    active: bool
    version: int
    used: int = 0

    @property
    def key(self) -> str:
        """What names the field in drafts, conflicts and errors."""
        return field_key(self.id)


def field_key(field_id: int) -> str:
    """`custom.3`: the name of a field beside the columns of an enterprise."""
    return f"custom.{field_id}"


@asks(Permission.DIRECTORY_READ)
def fields_of(work: Work) -> list[FieldDef]:
    """The fields in use, in their order."""
    query = sa.select(CustomField).where(CustomField.active).order_by(CustomField.position, CustomField.id)
    return [_defined(field) for field in work.session.scalars(query)]


@asks(Permission.SETTINGS)
def all_fields(work: Work) -> list[FieldDef]:
    """Every field, those in use first, with the number of enterprises that have a value."""
    count = sa.select(CustomValue.field_id, sa.func.count()).where(HAS_VALUE).group_by(CustomValue.field_id)
    counted = dict(work.session.execute(count).all())
    query = sa.select(CustomField).order_by(CustomField.active.desc(), CustomField.position, CustomField.id)
    return [_defined(field, counted.get(field.id, 0)) for field in work.session.scalars(query)]


def values_of(work: Work, enterprise_ids: Iterable[int]) -> dict[int, dict[int, Value]]:
    """What the fields in use say, by enterprise and field; enterprises without any value are left out."""
    found: dict[int, dict[int, Value]] = {}
    work.session.flush()
    rows = work.session.connection().execute(_OF_SOME, {"ids": list(enterprise_ids)})
    for enterprise, field, text, number, day in rows:
        value = text if text is not None else number if number is not None else day
        if value is not None:
            found.setdefault(enterprise, {})[field] = value
    return found


def parse_value(field: FieldDef, text: str) -> Value | None:
    """What was typed or read, as the field's kind holds it; None for nothing. Raises Invalid naming the field."""
    if field.kind is FieldKind.TEXT:
        plain = text.strip()
        if len(plain) > _LONGEST_TEXT:
            message = N_("“{name}” has {length} characters; at most {most} fit.")
            raise Invalid(message, field=field.key, name=field.name, length=len(plain), most=_LONGEST_TEXT)
        return plain or None
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return None
    if field.kind is FieldKind.NUMBER:
        return _number(field, plain)
    if field.kind is FieldKind.DATE:
        return _day(field, plain)
    known = {fold(choice): choice for choice in field.choices}
    if fold(plain) not in known:
        raise Invalid(
            N_("“{text}” is none of the choices of “{name}”."),
            remedy=N_("Choose one of: {choices}."),
            field=field.key,
            name=field.name,
            text=plain[:40],
            choices="、".join(field.choices),
        )
    return known[fold(plain)]


def value_text(value: Value | None) -> str:
    """A value as it is shown, and as `parse_value` reads it again."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return value.isoformat() if isinstance(value, date) else value


def held_as(value: Value | None) -> dict[str, Value | None]:
    """The columns of a stored value: what it says stands in the one of its kind."""
    return {
        "text": value if isinstance(value, str) else None,
        "number": value if isinstance(value, Decimal) else None,
        "day": value if isinstance(value, date) else None,
    }


def set_values(work: Work, enterprise_id: int, values: Mapping[int, Value | None]) -> bool:
    """Store what the fields say of an enterprise, None for nothing more; fields not named stay. True if any changed.

    A value that was taken away leaves an empty row, to which its history stays tied. A change is one of the
    enterprise: its version goes up, so that a form opened before does not overwrite it unseen.
    Raises Invalid naming the field, for a value of the wrong kind or a field that is no longer in use.
    """
    if not values:
        return False
    session = work.session
    # Nobody takes a choice away or changes the kind meanwhile.
    query = sa.select(CustomField).where(CustomField.id.in_(values)).with_for_update(read=True)
    fields = {field.id: field for field in session.scalars(query)}
    kept = {
        value.field_id: value
        for value in session.scalars(
            sa.select(CustomValue).where(CustomValue.enterprise_id == enterprise_id, CustomValue.field_id.in_(values))
        )
    }
    changed = False
    for field_id, wanted in values.items():
        field = fields.get(field_id)
        stored = kept.get(field_id)
        if wanted == _held(stored):
            continue
        if field is None or not field.active:
            raise Invalid(
                N_("The field “{name}” is no longer in use."),
                remedy=N_("Reload the page; the administrator has changed the fields."),
                field=field_key(field_id),
                name=field.name if field else field_id,
            )
        value = parse_value(_defined(field), value_text(wanted))
        if value == _held(stored):
            continue
        changed = True
        if stored is None:
            stored = CustomValue(field_id=field_id, enterprise_id=enterprise_id)
            session.add(stored)
        for name, held in held_as(value).items():
            setattr(stored, name, held)
    if changed:
        session.flush()
        work.get(Enterprise, enterprise_id).version += 1
        work.changed.add(Enterprise.__tablename__)
    return changed


def _defined(field: CustomField, used: int = 0) -> FieldDef:
    return FieldDef(
        field.id, field.name, field.kind, tuple(field.choices), field.position, field.active, field.version, used
    )


def _held(value: CustomValue | None) -> Value | None:
    if value is None:
        return None
    return value.text if value.text is not None else value.number if value.number is not None else value.day


def _number(field: FieldDef, plain: str) -> Decimal:
    try:
        number = Decimal(plain.replace(",", "").replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    # More than two places would be rounded away unseen.
    if not number.is_finite() or abs(number) >= _LARGEST or number != round(number, 2):
        raise Invalid(
            N_("“{text}” is no number that “{name}” can hold."),
            remedy=N_("Type digits, with at most two decimal places."),
            field=field.key,
            name=field.name,
            text=plain[:40],
        )
    return number


def _day(field: FieldDef, plain: str) -> date:
    match = _DAY.fullmatch(plain.removesuffix(" 00:00:00"))
    try:
        if match:
            return date(int(match[1]), int(match[2] or match[4]), int(match[3] or match[5]))
    except ValueError:
        pass
    raise Invalid(
        N_("“{text}” is no date for “{name}”."),
        remedy=N_("Type it as 2026-09-17."),
        field=field.key,
        name=field.name,
        text=plain[:40],
    )
