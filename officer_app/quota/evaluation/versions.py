"""The versions of the evaluation sheet: the administrator makes another one from a day on.

A version that accepted cases use is not changed: another one follows it, and those cases keep theirs.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa

from officer_app.cases.evaluation_sheet import SHEET, SheetForm, require_usable, sheet_form, tidy_form
from officer_app.cases.model import TalentCase
from officer_app.core.errors import Conflict, Invalid, NotFound
from officer_app.core.policy import Setting, shipped
from officer_app.core.typed import checked_text
from officer_app.core.work import Work, asks, changes
from officer_app.i18n import N_
from officer_app.people.access import Permission

_LONGEST_SOURCE: Final = 200


@dataclass(frozen=True)
class SheetDraft:
    """A version as it is typed; `version` is that of the row it changes, None for a new one."""

    valid_from: date
    form: SheetForm
    source: str
    version: int | None = None


@dataclass(frozen=True)
class SheetVersion:
    """A version with the number of accepted cases that use it; `version` is None for a shipped one."""

    valid_from: date
    form: SheetForm
    source: str
    cases: int
    in_force: bool
    version: int | None = None

    @property
    def changeable(self) -> bool:
        """Whether it may still be changed or withdrawn."""
        return self.version is not None and not self.cases


@asks(Permission.SETTINGS)
def all_sheets(work: Work) -> list[SheetVersion]:
    """Every version, the latest first; the office's own goes before a shipped one of the same day."""
    used = _used(work)
    found = {
        entry.valid_from: SheetVersion(
            entry.valid_from, sheet_form(dict(entry.value)), entry.source, used.get(entry.valid_from, 0), False
        )
        for entry in shipped()
        if entry.key == SHEET.key and isinstance(entry.value, dict)
    }
    for row in work.session.scalars(sa.select(Setting).where(Setting.key == SHEET.key)):
        form = sheet_form(row.value if isinstance(row.value, dict) else {})
        cases = used.get(row.valid_from, 0)
        found[row.valid_from] = SheetVersion(row.valid_from, form, row.source, cases, False, row.version)
    now = max((day for day in found if day <= work.today), default=None)
    return [
        SheetVersion(one.valid_from, one.form, one.source, one.cases, day == now, one.version)
        for day, one in sorted(found.items(), reverse=True)
    ]


@changes(Permission.SETTINGS)
def store_sheet(work: Work, draft: SheetDraft) -> None:
    """Make a version from a day on, or change one that no case uses yet.

    Raises Invalid naming `valid_from`, `source`, `title`, `weights`, `reference` or `criterion.<place>`; Conflict where
    somebody else changed it meanwhile.
    """
    form = tidy_form(draft.form)
    require_usable(form)
    source = checked_text(draft.source, "source", _LONGEST_SOURCE)
    if not source:
        raise Invalid(
            N_("A setting needs its source."),
            remedy=N_("Name the document or decision it comes from."),
            field="source",
        )
    if draft.valid_from < work.today:
        raise Invalid(
            N_("A version begins on {day} at the earliest."),
            remedy=N_("Cases accepted before keep the sheet they were accepted under."),
            field="valid_from",
            day=work.today.isoformat(),
        )
    row = _row(work, draft.valid_from)
    if _used(work).get(draft.valid_from):
        raise Invalid(
            N_("Cases have been accepted under the version of {day}; it stays as it is."),
            remedy=N_("Let another version begin on a later day."),
            field="valid_from",
            day=draft.valid_from.isoformat(),
        )
    if row is None:
        if draft.version is not None:
            raise Conflict()
        work.add(Setting(key=SHEET.key, valid_from=draft.valid_from, value=form.value(), source=source))
        return
    if row.version != draft.version:
        raise Conflict()
    row.value, row.source = form.value(), source


@changes(Permission.SETTINGS)
def withdraw_sheet(work: Work, valid_from: date, *, version: int) -> None:
    """Take a version back that no case uses. Raises NotFound, Conflict, Invalid."""
    row = _row(work, valid_from)
    if row is None:
        raise NotFound()
    if row.version != version:
        raise Conflict()
    if _used(work).get(valid_from):
        raise Invalid(
            N_("Cases have been accepted under the version of {day}; it stays as it is."), day=valid_from.isoformat()
        )
    work.session.delete(row)


def _row(work: Work, valid_from: date) -> Setting | None:
    return work.session.scalar(
        sa.select(Setting).where(Setting.key == SHEET.key, Setting.valid_from == valid_from).with_for_update()
    )


def _used(work: Work) -> dict[date, int]:
    """How many accepted cases use a version, by its first day."""
    query = (
        sa.select(TalentCase.sheet_from, sa.func.count())
        .where(TalentCase.sheet_from.is_not(None))
        .group_by(TalentCase.sheet_from)
    )
    return {day: count for day, count in work.session.execute(query) if day is not None}
