"""The publicity of cases: one notice for one or several of them, what it may show of a person, how long it is up.

Never an identity number, a telephone number or an address: a notice shows a name, whole or masked, and the employer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final
from uuid import uuid4

import sqlalchemy as sa

from officer_app.cases.chain import actor_id, open_case, take_step
from officer_app.cases.deadlines import publicity_end
from officer_app.cases.model import Publicity, PublicNotice, TalentCase
from officer_app.cases.words import DayUnit, Masking, State, Step
from officer_app.core.errors import AppError, Invalid
from officer_app.core.holidays import calendar_in_force
from officer_app.core.numbering import next_number
from officer_app.core.policy import Dated
from officer_app.core.privacy import mask_name
from officer_app.core.work import Work, asks, changes
from officer_app.directory.model import Enterprise
from officer_app.i18n import N_
from officer_app.people.access import Permission
from officer_app.people.model import Account

PUBLICITY_DAYS: Final = Dated("publicity.days", int)
PUBLICITY_UNIT: Final = Dated("publicity.unit", str)
PUBLICITY_MASKING: Final = Dated("publicity.masking", str)
_SERIES: Final = "public_notice"


class NotPublishable(AppError):
    """One of several cases cannot go into the notice."""

    message = N_("Case {number} cannot go into the notice: {cause}")
    remedy = N_("Leave it out, then put up the notice for the others.")


@dataclass(frozen=True)
class PublicityPlan:
    """How long a notice would be up: `ends_on` is the last day, both ends counted; `masking` is the usual one."""

    starts_on: date
    ends_on: date
    days: int
    unit: DayUnit
    provisional: bool
    masking: Masking


@dataclass(frozen=True)
class NoticeDraft:
    """A notice as it is put together; putting up the same `draft_id` again stores nothing new.

    `versions` are those of the cases as they were read, by case id.
    """

    draft_id: str
    case_ids: tuple[int, ...]
    starts_on: date | None = None
    masking: Masking | None = None
    versions: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """A case in a notice: `name` is shown as the masking says; `employer` is empty where it is not shown."""

    case_id: int
    case_number: str
    name: str
    employer: str


@dataclass(frozen=True, slots=True)
class NoticeFile:
    """A notice as it is printed: everything it shows, and nothing else; see its masking."""

    id: int
    year: int
    sequence: int
    masking: Masking
    starts_on: date
    ends_on: date
    days: int
    unit: DayUnit
    provisional: bool
    published_by: str
    lines: tuple[NoticeLine, ...]


@asks(Permission.CASE_READ)
def publicity_plan(work: Work, starts_on: date | None = None) -> PublicityPlan:
    """The period of a notice put up on a day (today), and how it usually masks."""
    starts_on = starts_on or work.today
    days, unit = PUBLICITY_DAYS.on(work, starts_on), DayUnit(PUBLICITY_UNIT.on(work, starts_on))
    end = publicity_end(calendar_in_force(work.session), starts_on, days, unit)
    masking = Masking(PUBLICITY_MASKING.on(work, starts_on))
    return PublicityPlan(starts_on, end.day, days, unit, end.provisional, masking)


@changes(Permission.CASE_PUBLICITY)
def publish_cases(work: Work, draft: NoticeDraft) -> int:
    """Put up one notice for all these cases, or for none of them; returns the notice's id.

    The period is publicity.days in publicity.unit, the first day counted. It is provisional where the holidays of a
    year are not loaded; the decision waits for the later of the announced and the newly reckoned last day. A case that
    was published before is in its next round. Raises Invalid, and NotPublishable naming the case that does not fit.
    """
    known = _notice_of(work, draft.draft_id)
    if known is not None:
        return known
    if not draft.case_ids or len(set(draft.case_ids)) != len(draft.case_ids):
        raise Invalid(N_("Choose the cases of the notice, each one once."), field="cases")
    plan = publicity_plan(work, draft.starts_on)
    if plan.starts_on < work.today:
        raise Invalid(N_("A notice cannot be put up in the past."), field="starts_on")
    # In the order of their ids, so that two notices with a case in common wait for each other and never both.
    for case_id in sorted(draft.case_ids):
        work.get(TalentCase, case_id, lock=True)
    known = _notice_of(work, draft.draft_id)
    if known is not None:
        return known
    cases = [_taken(work, case_id, draft) for case_id in sorted(draft.case_ids)]
    notice = work.add(
        PublicNotice(
            draft_id=draft.draft_id,
            year=work.today.year,
            sequence=next_number(work, _SERIES, work.today.year),
            masking=draft.masking or plan.masking,
            starts_on=plan.starts_on,
            ends_on=plan.ends_on,
            days=plan.days,
            unit=plan.unit,
            provisional=plan.provisional,
            published_by=actor_id(work),
        )
    )
    rounds = dict(
        work.session.execute(
            sa.select(Publicity.case_id, sa.func.max(Publicity.round))
            .where(Publicity.case_id.in_(draft.case_ids))
            .group_by(Publicity.case_id)
        ).all()
    )
    for case in cases:
        take_step(work, case, Step.PUBLISH)
        work.session.add(
            Publicity(
                case_id=case.id,
                round=rounds.get(case.id, 0) + 1,
                notice_id=notice.id,
                starts_on=plan.starts_on,
                ends_on=plan.ends_on,
                days=plan.days,
                unit=plan.unit,
                provisional=plan.provisional,
                published_by=actor_id(work),
            )
        )
    work.session.flush()
    return notice.id


@changes(Permission.CASE_PUBLICITY)
def publish(
    work: Work,
    case_id: int,
    starts_on: date | None = None,
    *,
    masking: Masking | None = None,
    draft_id: str = "",
    version: int | None = None,
) -> int:
    """Put up a notice for one case from a day on (today); returns the notice's id. As publish_cases."""
    versions = {} if version is None else {case_id: version}
    return publish_cases(work, NoticeDraft(draft_id or str(uuid4()), (case_id,), starts_on, masking, versions))


def _notice_of(work: Work, draft_id: str) -> int | None:
    return work.session.scalar(sa.select(PublicNotice.id).where(PublicNotice.draft_id == draft_id))


def _taken(work: Work, case_id: int, draft: NoticeDraft) -> TalentCase:
    """A case of the notice, locked. With several, the refusal names which one it is about."""
    try:
        return open_case(work, case_id, Step.PUBLISH, draft.versions.get(case_id))
    except AppError as error:
        case = work.session.get(TalentCase, case_id)
        if len(draft.case_ids) == 1 or case is None:
            raise
        raise NotPublishable(field="cases", number=case.number, cause=error.cause) from error


@asks(Permission.CASE_READ)
def awaiting_publicity(work: Work, masking: Masking) -> list[NoticeLine]:
    """The cases that wait to be published, as a notice would show them."""
    return _lines(work, masking, TalentCase.state == State.PUBLICITY_DUE)


@asks(Permission.CASE_READ)
def public_notice(work: Work, notice_id: int) -> NoticeFile:
    """A notice for its paper. Raises NotFound."""
    notice = work.get(PublicNotice, notice_id)
    ids = sa.select(Publicity.case_id).where(Publicity.notice_id == notice.id)
    return NoticeFile(
        id=notice.id,
        year=notice.year,
        sequence=notice.sequence,
        masking=notice.masking,
        starts_on=notice.starts_on,
        ends_on=notice.ends_on,
        days=notice.days,
        unit=notice.unit,
        provisional=notice.provisional,
        published_by=work.get(Account, notice.published_by).name,
        lines=tuple(_lines(work, notice.masking, TalentCase.id.in_(ids))),
    )


def shown_name(masking: Masking, name: str) -> str:
    """A name as a notice shows it."""
    return mask_name(name) if masking is Masking.MASKED else name


def _lines(work: Work, masking: Masking, which: sa.ColumnElement[bool]) -> list[NoticeLine]:
    query = (
        sa.select(TalentCase, Enterprise.name)
        .join(Enterprise, Enterprise.id == TalentCase.enterprise_id)
        .where(which)
        .order_by(TalentCase.year, TalentCase.sequence)
    )
    return [
        NoticeLine(
            case_id=case.id,
            case_number=case.number,
            name=shown_name(masking, case.name),
            employer="" if masking is Masking.NAME else employer,
        )
        for case, employer in work.session.execute(query)
    ]
