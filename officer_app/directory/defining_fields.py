"""Defining the fields of the office's own: their names, kinds, choices and order. A field is retired, never deleted."""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa

from officer_app.core.errors import Conflict, Invalid
from officer_app.core.folding import fold
from officer_app.core.work import Work, changes
from officer_app.directory.custom_fields import HAS_VALUE, FieldKind, fields_of
from officer_app.directory.headings import is_built_in
from officer_app.directory.model import CustomField, CustomValue
from officer_app.i18n import N_
from officer_app.people.access import Permission

# More would no longer be read in a form; a list that long wants a table of its own.
MOST_FIELDS: Final = 30
MOST_CHOICES: Final = 100
_LONGEST_NAME: Final = 40
_LONGEST_CHOICE: Final = 80


@dataclass(frozen=True, slots=True)
class FieldDraft:
    """A field as the administrator's page holds it; for one already stored, `id` and the `version` seen."""

    name: str
    kind: FieldKind
    choices: tuple[str, ...] = ()
    id: int | None = None
    version: int | None = None


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
    return work.session.scalar(sa.select(sa.func.count()).where(CustomValue.field_id == field_id, HAS_VALUE)) or 0


def _too_many() -> Invalid:
    return Invalid(
        N_("At most {most} fields of your own are possible."), remedy=N_("Retire one first."), most=MOST_FIELDS
    )
