"""Dated settings: figures that are not published, or that change by year, each with the note where it comes from.

The shipped values stand in resources/policies (office.toml, evaluation.toml); an administrator's entry in the table
`setting` with the same or a later date goes before them. A setting is asked for a date, so that a case keeps the rules
it began under.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final, Generic, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from officer_app import paths
from officer_app.core.audit import Audited, OfficeSession, json_value
from officer_app.core.database import Base
from officer_app.core.errors import Invalid
from officer_app.core.work import Work
from officer_app.i18n import N_

_SHIPPED: Final = ("office.toml", "evaluation.toml")
_KNOWN: Final = "settings"
V = TypeVar("V", int, str, float, bool, dict, list)  # type: ignore[type-arg] # TOML values of any shape


class Setting(Audited, Base):
    """An administrator's value for a setting from a date on."""

    __tablename__ = "setting"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(60))
    valid_from: Mapped[date]
    value: Mapped[object] = mapped_column(json_value)
    source: Mapped[str] = mapped_column(sa.String(200))
    version: Mapped[int] = mapped_column()

    __table_args__ = (sa.UniqueConstraint("key", "valid_from"),)
    __mapper_args__ = {"version_id_col": version}


@dataclass(frozen=True)
class Value:
    """A value with its first day and its source."""

    key: str
    valid_from: date
    value: object
    source: str


@cache
def shipped() -> tuple[Value, ...]:
    """The values the program comes with."""
    folder = paths.resources() / "policies"
    entries = [entry for name in _SHIPPED for entry in tomllib.loads((folder / name).read_text("utf-8"))["setting"]]
    return tuple(Value(entry["key"], entry["from"], entry["value"], entry["source"]) for entry in entries)


@dataclass(frozen=True)
class Dated(Generic[V]):
    """A setting known to the program: `FIRST_REVIEW_LIMIT = Dated("first_review.limit", int)`."""

    key: str
    kind: type[V]

    def on(self, work: Work, day: date) -> V:
        """The value in force on a day. Raises Invalid if none is, naming the setting."""
        found = _latest(_entered(work.session), self.key, day)
        base = _latest(_shipped_by_key(), self.key, day)
        if found is None or (base is not None and base.valid_from > found.valid_from):
            found = base
        if found is None:
            raise Invalid(
                N_("The setting {key} has no value for {day}."),
                remedy=N_("Ask the administrator to enter it with its source."),
                key=self.key,
                day=day.isoformat(),
            )
        if not isinstance(found.value, self.kind):
            raise Invalid(N_("The setting {key} has a value of the wrong kind."), key=self.key)
        return found.value


def _latest(values: Mapping[str, Sequence[Value]], key: str, day: date) -> Value | None:
    """The last of those of a setting that begin on the day at the latest; each setting's stand in that order."""
    return next((value for value in reversed(values.get(key, ())) if value.valid_from <= day), None)


@cache
def _shipped_by_key() -> Mapping[str, Sequence[Value]]:
    return _by_key(shipped())


def _by_key(values: Iterable[Value]) -> Mapping[str, Sequence[Value]]:
    found: dict[str, list[Value]] = {}
    for value in sorted(values, key=lambda entry: entry.valid_from):
        found.setdefault(value.key, []).append(value)
    return found


def _entered(session: OfficeSession) -> Mapping[str, Sequence[Value]]:
    """What administrators entered, by setting. Read whole, once per transaction: a page asks for twenty of them."""
    known: Mapping[str, Sequence[Value]] | None = session.info.get(_KNOWN)
    if known is None:
        # The table itself: every deadline asks, and the mapper would take longer than the question.
        columns = sa.inspect(Setting).local_table.c
        query = sa.select(columns.key, columns.valid_from, columns.value, columns.source)
        known = session.info[_KNOWN] = _by_key(Value(*row) for row in session.execute(query))
    return known


@sa.event.listens_for(OfficeSession, "after_flush")
def _forget_entered(session: OfficeSession, _context: object) -> None:
    """What this transaction read no longer holds once it has entered, changed or taken back a value itself."""
    if any(isinstance(one, Setting) for one in (*session.new, *session.dirty, *session.deleted)):
        session.info.pop(_KNOWN, None)


def settings_in_force(work: Work, day: date) -> list[Value]:
    """Every setting with the value in force on a day, for the administrator's page."""
    found: dict[str, Value] = {}
    own = (
        Value(row.key, row.valid_from, row.value, row.source)
        for row in work.session.scalars(sa.select(Setting).where(Setting.valid_from <= day))
    )
    for value in sorted([*shipped(), *own], key=lambda entry: entry.valid_from):
        if value.valid_from <= day:
            found[value.key] = value
    return [found[key] for key in sorted(found)]


# As the bureau signs its papers.
OFFICE_NAME: Final = Dated("office.name", str)
