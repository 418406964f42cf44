"""Fields of the office's own: what they are called and hold, and what they say of each enterprise.

A field is named in drafts, conflicts and errors by `field_key`. A field is retired, never deleted.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Final

import sqlalchemy as sa

from officer_app.core.among import among
from officer_app.core.errors import Conflict, Invalid
from officer_app.core.folding import fold
from officer_app.core.work import Work, asks, changes
from officer_app.directory.headings import is_built_in
from officer_app.directory.model import CustomField, CustomValue, Enterprise
from officer_app.directory.model import FieldKind as FieldKind
from officer_app.i18n import N_
from officer_app.people.access import Permission

Value = str | Decimal | date

# More would no longer be read in a form; a list that long wants a table of its own.
MOST_FIELDS: Final = 30
MOST_CHOICES: Final = 100
_LONGEST_NAME: Final = 40
_LONGEST_CHOICE: Final = 80
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

_SAID: Final = sa.or_(CustomValue.text.is_not(None), CustomValue.number.is_not(None), CustomValue.day.is_not(None))


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


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """A field as the administrator's page holds it; for one already stored, `id` and the `version` seen."""

    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    id: int | None = None
    version: int | None = None


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
    count = sa.select(CustomValue.field_id, sa.func.count()).where(_SAID).group_by(CustomValue.field_id)
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


@changes(Permission.SETTINGS)
def define_field(work: Work, draft: FieldDraft) -> int:
    """A new field, the last of all; returns its id. Raises Invalid naming `name` or `choices`."""
    name, choices = _checked(work, draft)
    last = work.session.scalar(sa.select(sa.func.max(CustomField.position)))
    in_use = work.session.scalar(sa.select(sa.func.count()).where(CustomField.active)) or 0
    if in_use >= MOST_FIELDS:
        raise _too_many()
    position = 0 if last is None else last + 1
    field = CustomField(name=name, kind=draft.kind, choices=choices, position=position, active=True)
    return work.add(field).id


@changes(Permission.SETTINGS)
def change_field(work: Work, draft: FieldDraft) -> None:
    """Another name, other choices, or another kind while there is no value. Raises Invalid, Conflict."""
    if draft.id is None:
        raise ValueError("a field that is not stored cannot be changed")
    field = work.get(CustomField, draft.id, lock=True)
    if field.version != draft.version:
        raise Conflict()
    name, choices = _checked(work, draft)
    if draft.kind is not field.kind:
        used = _used(work, field.id)
        if used:
            raise Invalid(
                N_("{count} enterprises have a value in “{name}”: its kind cannot change any more."),
                remedy=N_("Retire it and add another field."),
                field="kind",
                count=used,
                name=field.name,
            )
    elif field.kind is FieldKind.CHOICE:
        _keep_used_choices(work, field, choices)
    field.name, field.kind = name, draft.kind
    if field.choices != choices:
        field.choices = choices


@changes(Permission.SETTINGS)
def rename_choice(work: Work, field_id: int, old: str, new: str, *, version: int) -> int:
    """A choice is called otherwise, in every enterprise that has it; returns how many. Raises Invalid, Conflict."""
    field = work.get(CustomField, field_id, lock=True)
    if field.version != version:
        raise Conflict()
    if old not in field.choices:
        raise Invalid(N_("“{text}” is none of the choices of “{name}”."), field="choices", text=old, name=field.name)
    renamed = [new if choice == old else choice for choice in field.choices]
    field.choices = _checked_choices(FieldKind.CHOICE, renamed)
    word = field.choices[renamed.index(new)]
    count = 0
    for value in work.session.scalars(
        sa.select(CustomValue).where(CustomValue.field_id == field_id, CustomValue.text == old)
    ):
        value.text = word
        count += 1
    return count


@changes(Permission.SETTINGS)
def order_fields(work: Work, field_ids: Sequence[int]) -> None:
    """The order of the fields in use; those not named follow as they were."""
    fields = {field.id: field for field in work.session.scalars(sa.select(CustomField))}
    rest = sorted((f for f in fields.values() if f.id not in field_ids), key=lambda f: (f.position, f.id))
    ordered = [*(fields[key] for key in field_ids if key in fields), *rest]
    for position, field in enumerate(ordered):
        if field.position != position:
            field.position = position


@changes(Permission.SETTINGS)
def retire_field(work: Work, field_id: int, *, version: int) -> None:
    """A field is shown no more; what was entered stays on record."""
    work.get(CustomField, field_id, version=version, lock=True).active = False


@changes(Permission.SETTINGS)
def bring_field_back(work: Work, field_id: int, *, version: int) -> None:
    """A retired field is in use again, with everything that was entered."""
    field = work.get(CustomField, field_id, version=version, lock=True)
    if len(fields_of(work)) >= MOST_FIELDS:
        raise _too_many()
    field.active = True


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


def _checked(work: Work, draft: FieldDraft) -> tuple[str, list[str]]:
    name = unicodedata.normalize("NFC", draft.name).strip()
    if not name:
        raise Invalid(N_("The name of the field is missing."), field="name")
    if len(name) > _LONGEST_NAME:
        message = N_("The text has {length} characters; at most {most} fit.")
        raise Invalid(message, field="name", length=len(name), most=_LONGEST_NAME)
    if is_built_in(name):
        raise Invalid(
            N_("Every enterprise has “{name}” already."),
            remedy=N_("Choose a name that no column of a workbook carries."),
            field="name",
            name=name,
        )
    for field in work.session.scalars(sa.select(CustomField).where(CustomField.id != (draft.id or 0))):
        if fold(field.name) == fold(name):
            raise Invalid(
                N_("There is a field “{name}” already."),
                remedy="" if field.active else N_("It is retired: bring it back instead."),
                field="name",
                name=field.name,
            )
    return name, _checked_choices(draft.kind, draft.choices)


def _checked_choices(kind: FieldKind, words: Sequence[str]) -> list[str]:
    if kind is not FieldKind.CHOICE:
        return []
    choices = [unicodedata.normalize("NFC", word).strip() for word in words if word.strip()]
    if len({fold(choice) for choice in choices}) < len(choices):
        raise Invalid(N_("The same choice stands there twice."), field="choices")
    if len(choices) < 2:
        raise Invalid(N_("A choice needs two words at least."), field="choices")
    if len(choices) > MOST_CHOICES or any(len(choice) > _LONGEST_CHOICE for choice in choices):
        raise Invalid(
            N_("At most {most} choices of {length} characters each fit."),
            field="choices",
            most=MOST_CHOICES,
            length=_LONGEST_CHOICE,
        )
    return choices


def _keep_used_choices(work: Work, field: CustomField, choices: Sequence[str]) -> None:
    gone = [choice for choice in field.choices if choice not in choices]
    if not gone:
        return
    counted = work.session.execute(
        sa.select(CustomValue.text, sa.func.count())
        .where(CustomValue.field_id == field.id, CustomValue.text.in_(gone))
        .group_by(CustomValue.text)
        .order_by(CustomValue.text)
    ).first()
    if counted is not None:
        raise Invalid(
            N_("{count} enterprises have “{choice}”: it cannot go from the choices."),
            remedy=N_("Leave it in the list, or rename it."),
            field="choices",
            count=counted[1],
            choice=counted[0],
        )


def _used(work: Work, field_id: int) -> int:
    return work.session.scalar(sa.select(sa.func.count()).where(CustomValue.field_id == field_id, _SAID)) or 0


def _too_many() -> Invalid:
    return Invalid(
        N_("At most {most} fields of your own are possible."), remedy=N_("Retire one first."), most=MOST_FIELDS
    )
