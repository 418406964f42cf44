"""Entering and changing enterprises and their contacts; the reference data of the directory."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from decimal import Decimal
from typing import Final

import sqlalchemy as sa

from officer_app import paths
from officer_app.core.errors import Conflict, Invalid
from officer_app.core.folding import fold
from officer_app.core.work import Work, asks, changes
from officer_app.directory.custom_fields import Value, field_key, set_values, values_of
from officer_app.directory.industries import Industry
from officer_app.directory.merged import kept_for, next_id
from officer_app.directory.model import Enterprise, Subdistrict
from officer_app.directory.reasons import Problem
from officer_app.directory.uscc import check_uscc
from officer_app.i18n import N_
from officer_app.people.access import Permission

_MOST: Final = {
    "name": 200,
    "former_names": 400,
    "enterprise_type": 60,
    "gbt4754": 5,
    "registered_address": 300,
    "actual_site": 300,
    "business_scope": 20_000,
    "note": 20_000,
}


@dataclass(frozen=True, slots=True)
class EnterpriseDraft:
    """An enterprise as a page holds it. `draft_id` is a UUID: the same draft saved twice is stored once.

    For an enterprise already stored, `id` and the `version` the page was filled from. `custom` holds the office's own
    fields by id; those left out stay as they are.
    """

    draft_id: str
    name: str
    uscc: str
    former_names: str = ""
    enterprise_type: str = ""
    founded_on: date | None = None
    capital_amount: Decimal | None = None
    capital_currency: str = ""
    business_scope: str = ""
    registered_address: str = ""
    actual_site: str = ""
    subdistrict_id: int | None = None
    industry: Industry | None = None
    gbt4754: str = ""
    headcount: int | None = None
    large_client: bool = False
    high_tech_since: date | None = None
    high_tech_until: date | None = None
    key_body_since: date | None = None
    key_body_until: date | None = None
    note: str = ""
    custom: Mapping[int, Value | None] = field(default_factory=dict)
    id: int | None = None
    version: int | None = None


# The columns of an enterprise that a draft holds.
KEPT: Final = tuple(f.name for f in fields(EnterpriseDraft) if f.name not in {"draft_id", "custom", "id", "version"})


@asks(Permission.DIRECTORY_READ)
def draft_of(work: Work, enterprise_id: int) -> EnterpriseDraft:
    """An enterprise as it would be saved again without a change; the office's own fields are left out."""
    enterprise = work.get(Enterprise, enterprise_id)
    held = {name: getattr(enterprise, name) for name in KEPT}
    return EnterpriseDraft(**held, draft_id=enterprise.draft_id or "", id=enterprise.id, version=enterprise.version)


@changes(Permission.DIRECTORY_EDIT)
def save_enterprise(work: Work, draft: EnterpriseDraft) -> int:
    """Store a new enterprise or change one; returns its id.

    Raises Invalid naming the field, and Conflict with mine and theirs if somebody saved it in between.
    """
    values = _checked(work, draft)
    session = work.session
    if draft.id is None:
        stored = session.scalars(sa.select(Enterprise).where(Enterprise.draft_id == draft.draft_id)).one_or_none()
        if stored is not None:
            return stored.id
        enterprise = Enterprise(id=next_id(work), draft_id=draft.draft_id, created_at=work.now)
    else:
        enterprise = work.get(Enterprise, draft.id)
        if draft.version != enterprise.version:
            theirs: dict[str, object] = {name: getattr(enterprise, name) for name in KEPT}
            own = values_of(work, [enterprise.id]).get(enterprise.id, {})
            theirs |= {field_key(key): own.get(key) for key in draft.custom}
            raise Conflict(mine=values | {field_key(key): value for key, value in draft.custom.items()}, theirs=theirs)
    for name, value in values.items():
        if getattr(enterprise, name) != value:
            setattr(enterprise, name, value)
    key = fold(enterprise.name)
    if enterprise.name_key != key:
        enterprise.name_key = key
    work.add(enterprise)
    set_values(work, enterprise.id, draft.custom)
    return enterprise.id


def _checked(work: Work, draft: EnterpriseDraft) -> dict[str, object]:
    values: dict[str, object] = {name: getattr(draft, name) for name in KEPT}
    for name, most in _MOST.items():
        text = str(values[name]).strip()
        if len(text) > most:
            message = N_("The text has {length} characters; at most {most} fit.")
            raise Invalid(message, field=name, length=len(text), most=most)
        values[name] = text
    if not values["name"]:
        raise Invalid(N_("The name of the enterprise is missing."), field="name")
    verdict = check_uscc(draft.uscc)
    if verdict.refusal is not None:
        problem = Problem(0, "uscc", verdict.refusal, {"length": len(draft.uscc.strip())})
        raise Invalid(problem.reason.msgid, remedy=problem.remedy_msgid, field="uscc", **problem.params)
    values["uscc"] = code = verdict.code or ""
    taken = work.session.execute(
        sa.select(Enterprise.id, Enterprise.name).where(
            Enterprise.uscc == verdict.code,
            Enterprise.id != (draft.id or 0),
            sa.or_(Enterprise.draft_id.is_(None), Enterprise.draft_id != draft.draft_id),
        )
    ).first()
    if taken is not None:
        raise Invalid(
            N_("This code belongs to {name}, which is in the directory already."),
            remedy=N_("Open that enterprise, or compare the code with the licence."),
            field="uscc",
            name=taken.name,
        )
    kept_id = kept_for(work, [code]).get(code)
    if kept_id is not None and kept_id != draft.id:
        raise Invalid(
            N_("The enterprise with this code was merged into {name}."),
            remedy=N_("Open that enterprise, or undo the merge there."),
            field="uscc",
            name=work.get(Enterprise, kept_id).name,
        )
    if draft.headcount is not None and not 0 <= draft.headcount <= 10_000_000:
        raise Invalid(N_("The headcount cannot be right."), field="headcount")
    if draft.capital_amount is not None and not 0 <= draft.capital_amount < Decimal(10) ** 15:
        raise Invalid(N_("The registered capital cannot be right."), field="capital_amount")
    if draft.capital_amount is not None and not draft.capital_currency:
        values["capital_currency"] = "CNY"
    if draft.founded_on is not None and draft.founded_on > work.today:
        raise Invalid(N_("The date of founding lies in the future."), field="founded_on")
    _check_recognition("high_tech", draft.high_tech_since, draft.high_tech_until)
    _check_recognition("key_body", draft.key_body_since, draft.key_body_until)
    if draft.subdistrict_id is not None and work.session.get(Subdistrict, draft.subdistrict_id) is None:
        raise Invalid(N_("This sub-district does not exist."), field="subdistrict_id")
    return values


def _check_recognition(name: str, since: date | None, until: date | None) -> None:
    if until is None:
        return
    if since is None:
        raise Invalid(N_("Since when it holds is missing."), field=f"{name}_since")
    if until < since:
        raise Invalid(N_("It cannot end before it begins."), field=f"{name}_until")


@changes(Permission.SETTINGS)
def load_subdistricts(work: Work) -> int:
    """Load the district's sub-districts that are not loaded yet; tells how many."""
    return store_subdistricts(work)


def store_subdistricts(work: Work) -> int:
    """The same within another use case."""
    known = set(work.session.scalars(sa.select(Subdistrict.code)))
    with (paths.database_files() / "seed" / "subdistricts.csv").open(encoding="utf-8", newline="") as source:
        missing = [row for row in csv.DictReader(source) if row["code9"] not in known]
    for row in missing:
        work.add(Subdistrict(code=row["code9"], name=row["name"]))
    return len(missing)
