"""Import of enterprises with the officers a file names: history is credited to them, never to whoever imports."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final  # column values of any type

import sqlalchemy as sa

from officer_app.assignments.dated import holds_on
from officer_app.assignments.model import Assignment, Duty
from officer_app.assignments.service import ALONE, can_serve
from officer_app.core.folding import fold
from officer_app.core.progress import Progress, unwatched
from officer_app.core.work import Work, asks, changes
from officer_app.directory.imports.columns import Header
from officer_app.directory.imports.importing import ImportRequest, ImportResult, run_import
from officer_app.directory.imports.planning import Addition, Entry, known
from officer_app.directory.reasons import Reason
from officer_app.i18n import _
from officer_app.people.access import Permission
from officer_app.people.model import Account

_BETWEEN: Final = re.compile(r"[、,，;；/\n]+")


@asks(Permission.DIRECTORY_IMPORT)
def preview_import(work: Work, request: ImportRequest, progress: Progress = unwatched) -> ImportResult:
    """What an import would do; nothing is written. Raises what an import raises."""
    _may_hand_over(work, request)
    return run_import(work, request, progress, _officers, writes=False)


@changes(Permission.DIRECTORY_IMPORT, many=True)
def import_enterprises(work: Work, request: ImportRequest, progress: Progress = unwatched) -> ImportResult:
    """Import what is accepted, in one transaction: an error or a cancel leaves nothing of it.

    An enterprise without a liaison officer gets the one named in the file, from the day named there on. One that has
    another keeps them, with a remark, unless the request hands over: that is a supervisor's act. Raises what reading a
    file raises, NoHeader, AmbiguousColumns, Invalid for an edition already published, Forbidden, Cancelled.
    """
    _may_hand_over(work, request)
    return run_import(work, request, progress, _officers, writes=True)


def _may_hand_over(work: Work, request: ImportRequest) -> None:
    if request.hand_over:
        work.require(Permission.ASSIGN)


def _officers(work: Work, request: ImportRequest, header: Header) -> "Officers | None":
    return Officers(work, request, header) if any(role.value in header.places for role in Duty) else None


class Officers:
    """Plans the duties that a file tells."""

    def __init__(self, work: Work, request: ImportRequest, header: Header) -> None:
        self._work = work
        self._header = header
        self._hand_over = request.hand_over
        self._reason = _("Import of {file}").format(file=request.path.name)[:200]
        self._accounts: dict[str, list[Account]] = {}
        self._names: dict[int, str] = {}
        for account in work.session.scalars(sa.select(Account).order_by(Account.id)):
            self._accounts.setdefault(fold(account.name), []).append(account)
            self._names[account.id] = account.name

    def plan(self, entries: Sequence[Entry]) -> None:
        told = [entry for entry in entries if entry.record.liaison or entry.record.specialist or entry.record.backup]
        there = self._duties(known(told))
        for entry in told:
            held = there.get(entry.enterprise_id or 0, [])
            liaison = self._one(entry, Duty.LIAISON, entry.record.liaison)
            if liaison is not None:
                self._serve(entry, Duty.LIAISON, liaison, held)
            backup = self._one(entry, Duty.BACKUP, entry.record.backup)
            if backup is not None:
                self._back_up(entry, backup, liaison, held)
            for name in dict.fromkeys(filter(None, _BETWEEN.split(entry.record.specialist))):
                specialist = self._named(entry, Duty.SPECIALIST, name)
                if specialist is not None:
                    self._serve(entry, Duty.SPECIALIST, specialist, held)

    def _duties(self, entries: Mapping[int, Entry]) -> dict[int, list[sa.Row[Any]]]:
        found: dict[int, list[sa.Row[Any]]] = {}
        if entries:
            table = Assignment.__table__
            query = sa.select(table).where(table.c.enterprise_id.in_(list(entries)))
            for row in self._work.session.execute(query.order_by(table.c.starts_on, table.c.id)):
                found.setdefault(row.enterprise_id, []).append(row)
        return found

    def _one(self, entry: Entry, role: Duty, text: str) -> Account | None:
        names = list(filter(None, _BETWEEN.split(text)))
        if len(names) > 1 and fold(text) not in self._accounts:
            entry.remark(self._header.title(role.value), Reason.OFFICER_SEVERAL, name=text[:40])
            return None
        return self._named(entry, role, text) if names else None

    def _named(self, entry: Entry, role: Duty, name: str) -> Account | None:
        """The officer of that name; a remark if there is none, or more than one who can serve."""
        accounts = self._accounts.get(fold(name), [])
        serving = [account for account in accounts if can_serve(account)]
        if len(serving) == 1:
            return serving[0]
        reason = Reason.OFFICER_AMBIGUOUS if serving else Reason.OFFICER_CANNOT_SERVE
        entry.remark(self._header.title(role.value), reason if accounts else Reason.OFFICER_UNKNOWN, name=name[:40])
        return None

    def _back_up(self, entry: Entry, officer: Account, liaison: Account | None, held: Sequence[sa.Row[Any]]) -> None:
        since = self._since(entry)
        current = [duty.account_id for duty in held if duty.role is Duty.LIAISON and _touches(duty, since)]
        # A liaison officer named in the file may have been refused: then the present one counts.
        planned = [each.values["account_id"] for each in entry.additions if each.model is Assignment]
        if officer.id in (planned or current) or (liaison is not None and liaison.id == officer.id):
            entry.remark(self._header.title("backup"), Reason.OFFICER_BOTH, name=officer.name)
        else:
            self._serve(entry, Duty.BACKUP, officer, held)

    def _since(self, entry: Entry) -> date:
        return entry.record.officer_since or self._work.today

    def _serve(self, entry: Entry, role: Duty, officer: Account, held: Sequence[sa.Row[Any]]) -> None:
        column = self._header.title(role.value)
        since = self._since(entry)
        rivals = [
            duty
            for duty in held
            if duty.role is role and _touches(duty, since) and (role in ALONE or duty.account_id == officer.id)
        ]
        same = next((duty for duty in rivals if duty.account_id == officer.id and duty.ends_on is None), None)
        if same is not None:
            told = entry.record.officer_since
            if told is not None and told != same.starts_on:
                days = {"day": same.starts_on.isoformat(), "told": told.isoformat()}
                entry.remark(column, Reason.OFFICER_SINCE, name=officer.name, **days)
            return
        former = next((duty for duty in rivals if holds_on(since, duty.starts_on, duty.ends_on)), None)
        if former is not None and former.account_id != officer.id and self._hand_over:
            rivals.remove(former)
        if rivals:
            self._keep(entry, column, officer, rivals[0])
            return
        if former is not None:
            other = self._names[former.account_id]
            entry.alter(Assignment, former.id, {"ends_on": since, "end_reason": self._reason})
            entry.remark(column, Reason.OFFICER_HANDED_OVER, other=other, name=officer.name, day=since.isoformat())
        if role is Duty.LIAISON:
            self._end_backup(entry, officer, since, held)
        values = {
            "account_id": officer.id,
            "role": role,
            "starts_on": since,
            "ends_on": None,
            "reason": self._reason,
            "end_reason": "",
            "version": 1,
        }
        entry.additions.append(Addition(Assignment, values))
        if entry.enterprise_id is not None:
            entry.tell(role.value, self._names[former.account_id] if former is not None else "", officer.name)

    def _keep(self, entry: Entry, column: str, officer: Account, rival: sa.Row[Any]) -> None:
        other = self._names[rival.account_id]
        if rival.ends_on is None:
            entry.remark(column, Reason.OFFICER_OTHER, other=other, name=officer.name)
        else:
            day = rival.ends_on.isoformat()
            entry.remark(column, Reason.OFFICER_OVERLAP, other=other, name=officer.name, day=day)

    def _end_backup(self, entry: Entry, officer: Account, since: date, held: Sequence[sa.Row[Any]]) -> None:
        """Whoever becomes liaison officer stops being backup."""
        for duty in held:
            if duty.role is Duty.BACKUP and duty.account_id == officer.id and _touches(duty, since):
                ended = {"ends_on": max(since, duty.starts_on), "end_reason": self._reason}
                entry.alter(Assignment, duty.id, ended)


def _touches(duty: sa.Row[Any], since: date) -> bool:
    """Whether a duty has days from a day on."""
    ends: date | None = duty.ends_on
    return ends is None or ends > max(since, duty.starts_on)
