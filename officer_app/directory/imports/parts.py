"""What a file tells beside the enterprises themselves: contacts, listings, figures by year, the office's own fields."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any  # column values of any type

import sqlalchemy as sa

from officer_app.core.folding import fold
from officer_app.core.work import Work
from officer_app.directory.custom_fields import field_key, held_as, values_of
from officer_app.directory.headings import Field
from officer_app.directory.imports.columns import Header
from officer_app.directory.imports.planning import Addition, Entry, known, says
from officer_app.directory.imports.rows import EnterpriseRecord
from officer_app.directory.model import Contact, CustomValue, Enterprise, EnterpriseYear, Listing
from officer_app.directory.reasons import Reason

LISTED = (Field.TIER, Field.REASON, Field.EVIDENCE, Field.ENTERED_ON, Field.REMOVED_ON, Field.REMOVAL_REASON)


class Contacts:
    """The person named is added, or completed where they are known by name."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def plan(self, entries: Sequence[Entry]) -> None:
        named = [entry for entry in entries if entry.record.contact_name]
        there = self._present(known(named))
        for entry in named:
            record = entry.record
            present = there.get(entry.enterprise_id or 0, [])
            same = next((row for row in present if fold(row.name) == fold(record.contact_name)), None)
            if same is None:
                values = {
                    "name": record.contact_name,
                    "title": record.contact_title,
                    "phone": record.contact_phone,
                    "is_primary": not any(row.is_primary for row in present),
                    "version": 1,
                }
                entry.additions.append(Addition(Contact, values))
                if entry.enterprise_id is not None:
                    entry.tell("contact_name", "", record.contact_name)
                continue
            told = {"title": record.contact_title, "phone": record.contact_phone}
            changed = {name: value for name, value in told.items() if value and value != getattr(same, name)}
            for name, value in changed.items():
                entry.tell(f"contact_{name}", getattr(same, name), value)
            if changed:
                entry.alter(Contact, same.id, changed)

    def _present(self, entries: Mapping[int, Entry]) -> dict[int, list[sa.Row[Any]]]:
        found: dict[int, list[sa.Row[Any]]] = {}
        if entries:
            query = sa.select(Contact.__table__).where(
                Contact.enterprise_id.in_(list(entries)), Contact.left_on.is_(None)
            )
            for row in self._work.session.execute(query.order_by(Contact.id)):
                found.setdefault(row.enterprise_id, []).append(row)
        return found


class Listings:
    """The enterprises are listed in a draft edition, with what the file says of the listing."""

    def __init__(self, work: Work, header: Header, edition_id: int | None) -> None:
        """`edition_id` is None while the edition has not been begun: a preview begins none."""
        self._work = work
        self._header = header
        self._edition_id = edition_id

    def plan(self, entries: Sequence[Entry]) -> None:
        there = self._present(known(entries))
        for entry in entries:
            record = entry.record
            self._check_removal(entry)
            listed = there.get(entry.enterprise_id or 0, [])
            current = next((row for row in listed if row.removed_on is None), None)
            if current is not None:
                self._confirm(entry, current)
            elif not any(row.removed_on == record.removed_on is not None for row in listed):
                entry.additions.append(Addition(Listing, _listing(self._edition_id, record, self._work.today)))
                if entry.enterprise_id is not None:
                    entry.tell("entered_on", "", record.entered_on or self._work.today)

    def _check_removal(self, entry: Entry) -> None:
        record = entry.record
        if record.removed_on is not None and not record.removal_reason:
            entry.remark(self._header.title("removed_on"), Reason.REMOVAL_WITHOUT_REASON)
            record.removed_on = None

    def _confirm(self, entry: Entry, listing: sa.Row[Any]) -> None:
        record = entry.record
        entered = record.entered_on or listing.entered_on
        if record.removed_on is not None and record.removed_on < entered:
            told = {"since": entered.isoformat(), "until": record.removed_on.isoformat()}
            entry.remark(self._header.title("removed_on"), Reason.DAYS_REVERSED, **told)
            record.removed_on = None
        told_now: dict[str, Any] = {name: getattr(record, name) for name in ("industry", *map(str, LISTED))}
        if record.removed_on is None:
            told_now.pop("removal_reason")
        changed = {name: value for name, value in told_now.items() if says(value) and value != getattr(listing, name)}
        for name, value in changed.items():
            entry.tell(name, getattr(listing, name), value)
        if changed:
            entry.alter(Listing, listing.id, changed)

    def _present(self, entries: Mapping[int, Entry]) -> dict[int, list[sa.Row[Any]]]:
        found: dict[int, list[sa.Row[Any]]] = {}
        if entries and self._edition_id is not None:
            query = sa.select(Listing.__table__).where(
                Listing.edition_id == self._edition_id, Listing.enterprise_id.in_(list(entries))
            )
            for row in self._work.session.execute(query):
                found.setdefault(row.enterprise_id, []).append(row)
        return found


def _listing(edition_id: int | None, record: EnterpriseRecord, today: date) -> dict[str, Any]:
    entered = record.entered_on or min(today, record.removed_on or today)
    return {
        "edition_id": edition_id,
        "industry": record.industry,
        "tier": record.tier or 3,
        "reason": record.reason,
        "evidence": record.evidence,
        "entered_on": entered,
        "removed_on": record.removed_on,
        "removal_reason": record.removal_reason if record.removed_on else "",
        "version": 1,
    }


class Years:
    """Heads and revenue of a year; `source` names the file."""

    def __init__(self, work: Work, source: str) -> None:
        self._work = work
        self._source = source

    def plan(self, entries: Sequence[Entry]) -> None:
        told = [entry for entry in entries if entry.record.years]
        there: dict[tuple[int, int], sa.Row[Any]] = {}
        if wanted := known(told):
            query = sa.select(EnterpriseYear.__table__).where(EnterpriseYear.enterprise_id.in_(list(wanted)))
            there = {(row.enterprise_id, row.year): row for row in self._work.session.execute(query)}
        for entry in told:
            for year, heads, revenue in entry.record.years:
                values = {"headcount": heads, "revenue": revenue}
                row = there.get((entry.enterprise_id or 0, year))
                changed = {
                    name: value
                    for name, value in values.items()
                    if value is not None and (row is None or value != getattr(row, name))
                }
                if entry.enterprise_id is not None:
                    for name, value in changed.items():
                        entry.tell(f"{name}.{year}", row and getattr(row, name), value)
                if row is None:
                    entry.additions.append(
                        Addition(EnterpriseYear, {"year": year, **values, "source": self._source, "version": 1})
                    )
                elif changed:
                    entry.alter(EnterpriseYear, row.id, {**changed, "source": self._source})


class OwnFields:
    """What the office's own fields say. A change is one of the enterprise: its version goes up."""

    def __init__(self, work: Work) -> None:
        self._work = work

    def plan(self, entries: Sequence[Entry]) -> None:
        told = [entry for entry in entries if entry.record.own]
        wanted = known(told)
        held = values_of(self._work, wanted) if wanted else {}
        ids: dict[tuple[int, int], int] = {}
        if wanted:
            query = sa.select(CustomValue.enterprise_id, CustomValue.field_id, CustomValue.id).where(
                CustomValue.enterprise_id.in_(list(wanted))
            )
            ids = {(enterprise, own): key for enterprise, own, key in self._work.session.execute(query)}
        for entry in told:
            before = held.get(entry.enterprise_id or 0, {})
            changed = False
            for own, value in entry.record.own:
                if before.get(own) == value:
                    continue
                key = ids.get((entry.enterprise_id or 0, own))
                if key is None:
                    entry.additions.append(Addition(CustomValue, {"field_id": own, **held_as(value), "version": 1}))
                else:
                    entry.alter(CustomValue, key, held_as(value))
                changed = True
                if entry.enterprise_id is not None:
                    entry.tell(field_key(own), before.get(own), value)
            altered = any(alteration.model is Enterprise for alteration in entry.alterations)
            if changed and entry.enterprise_id is not None and not altered:
                entry.alter(Enterprise, entry.enterprise_id, {})
