"""Bringing an earlier value back: through the same door as typing it, so that it is checked and recorded like that."""

from dataclasses import dataclass, replace
from typing import Any, Final

import sqlalchemy as sa

from officer_app.core.audit import CHANGES, AuditEntry
from officer_app.core.errors import Invalid, NotFound
from officer_app.core.kept_rows import as_stored
from officer_app.core.privacy import mask_phone
from officer_app.core.work import Work, changes
from officer_app.directory.contacts import ContactDraft, save_contact
from officer_app.directory.custom_fields import fields_of, parse_value, set_values
from officer_app.directory.industries import Industry
from officer_app.directory.model import Contact, CustomValue, Enterprise, EnterpriseYear, HrLevel
from officer_app.directory.service import draft_of, save_enterprise
from officer_app.directory.years import YearDraft, save_year
from officer_app.i18n import N_
from officer_app.overview.history import RESTORABLE, is_personal
from officer_app.people.access import Permission

_CAPITAL: Final = ("capital_amount", "capital_currency")


@dataclass(frozen=True, slots=True)
class Restored:
    """The entry that bringing a value back has left; bringing that one's value back undoes it."""

    entry_id: int
    column: str


@changes(Permission.DIRECTORY_EDIT)
def restore_value(work: Work, entry_id: int, column: str, *, version: int | None = None) -> Restored:
    """What stood in a column before the change that this entry of the trail records stands there again.

    `version` is that of the row the entry speaks of, as the page saw it. Raises Invalid for what is masked, cannot be
    brought back from here, is there already or is not admitted any more; Conflict, NotFound.
    """
    entry = work.session.get(AuditEntry, entry_id)
    if entry is None or entry.entity_id is None or column not in (entry.before or {}):
        raise NotFound()
    if is_personal(entry.entity, column):
        raise Invalid(
            N_("Personal values are masked in the history, so that none can be brought back."),
            remedy=N_("Ask the person, and enter it anew."),
        )
    if entry.action != "update" or column not in RESTORABLE.get(entry.entity, ()):
        raise Invalid(N_("This cannot be brought back from the history."), remedy=N_("Change it where it stands."))
    bring_back = {
        Enterprise.__tablename__: _enterprise,
        Contact.__tablename__: _contact,
        CustomValue.__tablename__: _own_field,
        EnterpriseYear.__tablename__: _year,
    }[entry.entity]
    last = _latest(work, entry)
    bring_back(work, entry, column, version)
    work.session.flush()
    latest = _latest(work, entry)
    if latest == last:
        raise Invalid(N_("This value stands there already."))
    return Restored(latest, column)


def _latest(work: Work, entry: AuditEntry) -> int:
    """The latest change of the same row."""
    query = sa.select(sa.func.max(AuditEntry.id)).where(AuditEntry.action.in_(CHANGES))
    return work.session.scalars(
        query.where(AuditEntry.entity == entry.entity, AuditEntry.entity_id == entry.entity_id)
    ).one()


def _enterprise(work: Work, entry: AuditEntry, column: str, version: int | None) -> None:
    draft = draft_of(work, entry.entity_id or 0)
    # An amount that changed together with its currency means nothing without it.
    together = [name for name in _CAPITAL if name in (entry.before or {})] if column in _CAPITAL else [column]
    values = {name: _value(Enterprise, entry, name) for name in together}
    if column == "industry":
        values[column] = Industry(values[column]) if values[column] else None
    save_enterprise(work, replace(draft, **values, version=draft.version if version is None else version))


def _contact(work: Work, entry: AuditEntry, column: str, version: int | None) -> None:
    contact = work.get(Contact, entry.entity_id or 0)
    value = _value(Contact, entry, column)
    draft = ContactDraft(
        draft_id=contact.draft_id or "",
        enterprise_id=contact.enterprise_id,
        name=contact.name,
        title=contact.title,
        phone=mask_phone(contact.phone),
        is_primary=contact.is_primary,
        hr_level=contact.hr_level,
        id=contact.id,
        version=contact.version if version is None else version,
    )
    if column == "hr_level":
        value = HrLevel(value) if value else None
    save_contact(work, replace(draft, **{column: value}))


def _own_field(work: Work, entry: AuditEntry, column: str, version: int | None) -> None:
    row = work.get(CustomValue, entry.entity_id or 0, version=version)
    field = next((field for field in fields_of(work) if field.id == row.field_id), None)
    if field is None:
        raise Invalid(N_("This field is no longer in use."), remedy=N_("Ask the administrator to bring it back."))
    kept = (entry.before or {})[column]
    set_values(work, row.enterprise_id, {field.id: parse_value(field, "" if kept is None else str(kept))})


def _year(work: Work, entry: AuditEntry, column: str, version: int | None) -> None:
    row = work.get(EnterpriseYear, entry.entity_id or 0)
    draft = YearDraft(
        row.enterprise_id,
        row.year,
        row.headcount,
        row.revenue,
        row.source,
        row.version if version is None else version,
    )
    save_year(work, replace(draft, **{column: _value(EnterpriseYear, entry, column)}))


def _value(kind: Any, entry: AuditEntry, column: str) -> Any:  # of whatever the column holds
    return as_stored(sa.inspect(kind).local_table, {column: (entry.before or {})[column]})[column]
